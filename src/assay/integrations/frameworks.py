"""Frameworks are imported by the module that is made for them, and only by it; one that is not installed is named."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def framework(package: str, extra: str) -> Iterator[None]:
    """Around the imports of a framework: raises `ImportError` that names the extra when the framework is not there."""
    try:
        yield
    except ModuleNotFoundError as fault:
        if fault.name is None or fault.name.partition(".")[0] != package:
            raise  # something that the framework itself lacks
        raise ImportError(f"{package} is not installed: pip install 'assay[{extra}]'", name=fault.name) from fault

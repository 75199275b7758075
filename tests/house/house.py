"""Where things stand in this repository, and how to walk through them."""

from __future__ import annotations

import ast
import importlib
import os
import pkgutil
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "assay"


def source_files() -> list[Path]:
    """Every Python file of the product."""
    return sorted(file for file in SOURCE.rglob("*.py") if "__pycache__" not in file.parts)


def name_of(file: Path) -> str:
    """A file's path as it is said in messages."""
    return file.relative_to(ROOT).as_posix()


@cache
def tree_of(file: Path) -> ast.Module:
    """A file's syntax tree."""
    return ast.parse(file.read_text(encoding="utf-8"))


def modules_in(package: str, *, recursive: bool = False) -> Iterator[ModuleType]:
    """The modules in a package, without the package itself."""
    found = importlib.import_module(package)
    for entry in pkgutil.iter_modules(found.__path__, f"{package}."):
        module = importlib.import_module(entry.name)
        yield module
        if recursive and entry.ispkg:
            yield from modules_in(entry.name, recursive=True)


def text_files() -> Iterator[Path]:
    """Every text file that is ours: source, tests, docs, tools, and the files at the top."""
    for folder in ("src", "tests", "docs", "tools", "bench", "interop", "examples", ".ci"):
        for below, folders, files in os.walk(ROOT / folder):
            folders[:] = sorted(set(folders) - {"__pycache__", ".work", "node_modules"})
            yield from (Path(below, file) for file in sorted(files))
    yield from sorted(file for file in ROOT.iterdir() if file.suffix in {".md", ".toml"} or file.name == "Makefile")

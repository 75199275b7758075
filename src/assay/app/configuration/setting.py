"""A setting's place in the tree, where its value came from, and how a wrong one is told."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path as FilePath
from typing import Any

Path = tuple[str, ...]
"""Where a setting stands: `("web", "body_limit")`."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a value came from, ready to be shown: `assay.toml:12`, `ASSAY_LISTEN`, `--workers`, `default`.

    `folder` is what a relative path in the value counts from: a file's folder, else the working directory.
    """

    text: str
    folder: str = ""

    def __str__(self) -> str:
        return self.text


DEFAULT = Origin("default")


@dataclass(frozen=True, slots=True)
class Setting:
    """One value as it is in force."""

    path: Path
    value: Any
    origin: Origin
    secret: bool = False

    @property
    def name(self) -> str:
        """The name as it is written in a file: `web.body_limit`."""
        return ".".join(self.path)

    def file(self, value: str | None = None) -> FilePath:
        """The value (or a part of it) as a path."""
        return FilePath(self.origin.folder) / (self.value if value is None else value)


@dataclass(frozen=True, slots=True)
class RefusedSetting:
    """One thing that keeps the server from starting: where it stands, what was seen, what was expected."""

    origin: Origin
    name: str
    seen: str
    expected: str
    nearest: str | None = None

    def __str__(self) -> str:
        hint = f" Did you mean {self.nearest}?" if self.nearest else ""
        return f"{self.origin}: {self.name}: {self.seen}; expected {self.expected}.{hint}"


class ConfigurationRefused(Exception):
    """Settings are wrong; all of it is told at once."""

    def __init__(self, refused: tuple[RefusedSetting, ...]) -> None:
        super().__init__("\n".join(map(str, refused)))
        self.refused = refused

"""A numbered SQL file of a backend's schema, applied once and never changed afterwards."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from importlib.resources import files

from assay.ports.store import StoreUnusable


@dataclass(frozen=True, slots=True)
class Migration:
    """One file: its number, its name without the ending, its text."""

    number: int
    name: str
    sql: str

    @property
    def kind(self) -> str:
        """`contract` where the first line says so: it takes away what the version before needs; else `expand`."""
        return "contract" if self.sql.startswith("-- contract\n") else "expand"

    @property
    def checksum(self) -> str:
        """SHA-256 of the text, in hex."""
        return sha256(self.sql.encode()).hexdigest()

    def require_unchanged(self, checksum: str) -> None:
        """Raises `StoreUnusable` when the file was applied with another text: nobody knows what the tables look like."""
        if checksum != self.checksum:
            raise StoreUnusable(
                f"migration {self.name} was applied with checksum {checksum[:12]} and now has {self.checksum[:12]}: "
                "an applied migration must never change, use the version that made the database or restore it"
            )


def migrations_of(package: str) -> tuple[Migration, ...]:
    """The migrations of a backend, in order: the files of its `schema/`, numbered from 1 without a gap."""
    folder = files(package) / "schema"
    found = sorted((entry for entry in folder.iterdir() if entry.name.endswith(".sql")), key=lambda entry: entry.name)
    return tuple(
        Migration(int(entry.name.partition("_")[0]), entry.name.removesuffix(".sql"), entry.read_text("utf-8"))
        for entry in found
    )

"""Migrations are numbered from 1 without a gap, each number once: two branches that took the same one are noticed here."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from assay.storage.migration import migrations_of
from house.house import SOURCE

SCHEMAS = sorted((SOURCE / "storage").glob("*/schema"))


def test_both_backends_with_tables_are_looked_at() -> None:
    assert [folder.parent.name for folder in SCHEMAS] == ["postgresql", "sqlite"]


@pytest.mark.parametrize("folder", SCHEMAS, ids=lambda folder: folder.parent.name)
def test_each_number_is_taken_once_and_none_is_left_out(folder: Path) -> None:
    names = sorted(entry.name for entry in folder.iterdir() if entry.name != "__pycache__")
    ill_named = [name for name in names if not re.fullmatch(r"\d{4}_[a-z0-9_]+\.sql", name)]
    assert ill_named == [], "a migration is named as in 0007_what_it_brings.sql"
    assert [int(name[:4]) for name in names] == list(range(1, len(names) + 1)), names


@pytest.mark.parametrize("folder", SCHEMAS, ids=lambda folder: folder.parent.name)
def test_they_are_found_as_they_stand(folder: Path) -> None:
    found = migrations_of(f"assay.storage.{folder.parent.name}")
    assert [f"{migration.name}.sql" for migration in found] == sorted(file.name for file in folder.glob("*.sql"))
    assert [migration.number for migration in found] == list(range(1, len(found) + 1))

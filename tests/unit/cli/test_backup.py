"""`assay backup` and `assay restore`: files that cannot be written or read are told before anything happens."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize(("name", "seen"), [(".", "is a folder"), ("nowhere/b.assay", "there is no folder")])
def test_a_backup_goes_into_a_new_file(assay, name, seen) -> None:
    refused = assay("backup", name)
    assert refused.status == 2
    assert seen in refused.err


@pytest.mark.parametrize("words", [["nofile"], ["--check", "nofile"], ["--check", "."], ["."]])
def test_a_backup_that_cannot_be_read_is_named(assay, words) -> None:
    refused = assay("restore", *words)
    assert refused.status == 2
    assert "cannot be read" in refused.err
    assert not (assay.folder / ".assay" / "assay.db").exists()

"""Every column that holds sealed values is on the list by which a change of the key-encryption key goes."""

from __future__ import annotations

import re
from pathlib import Path

import assay
from assay.model.sealed_value import SEALED_COLUMNS

SCHEMA = Path(assay.__file__).parent / "storage" / "sqlite" / "schema"


def test_no_sealed_column_is_forgotten() -> None:
    found = set()
    for file in sorted(SCHEMA.glob("*.sql")):
        for table, body in re.findall(r"CREATE TABLE (\w+) \((.*?)\n\)", file.read_text(), re.DOTALL):
            found |= {(table, column) for column in re.findall(r"^\s+(sealed\w*)\s", body, re.MULTILINE)}
    assert found == {(column.table, column.column) for column in SEALED_COLUMNS}

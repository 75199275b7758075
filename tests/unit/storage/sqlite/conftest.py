"""SQLite stores on a file of the test's own."""

from __future__ import annotations

import contextlib

import pytest

from assay.storage.sqlite import open_sqlite

NOW = 1_800_000_000


@pytest.fixture
def database(tmp_path):
    return tmp_path / "assay.db"


@pytest.fixture
def opened(database):
    """An async context manager: `async with opened() as store`."""

    @contextlib.asynccontextmanager
    async def enter(issuer_id="default", **options):
        store = open_sqlite(database, issuer_id=issuer_id, clock=lambda: float(NOW), **options)
        try:
            yield store
        finally:
            await store.maintenance.close()

    return enter

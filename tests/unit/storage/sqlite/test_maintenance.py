"""What the readiness probe notices of the file itself."""

from __future__ import annotations

import asyncio
import shutil

import pytest


@pytest.mark.parametrize("gone", ["moved", "removed", "replaced"])
def test_a_store_whose_file_is_no_longer_at_its_path_is_not_ready(opened, database, gone):
    async def scenario():
        async with opened() as store:
            if gone == "removed":
                database.unlink()
            else:
                moved = database.rename(database.with_name("elsewhere.db"))
                if gone == "replaced":
                    shutil.copy(moved, database)
            assert "moved, replaced or removed" in await store.maintenance.ready()

    asyncio.run(scenario())

"""Opens the store that `database_url` names. Commands and the server open it the same way."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from assay.app.configuration.loading import Loaded
from assay.app.settings import Settings
from assay.ports.clock import Clock
from assay.ports.store import Store

if TYPE_CHECKING:
    from assay.storage.sqlite.serving_lock import ServingLock

ISSUER_ID = "default"
"""The one issuer of this release; it leads every stored key (design section 8)."""


def database_file(loaded: Loaded[Settings]) -> Path:
    """The file behind `sqlite:PATH`."""
    setting = loaded.setting("database_url")
    return setting.file(setting.value.removeprefix("sqlite:"))


def open_store(loaded: Loaded[Settings], clock: Clock) -> Store:
    """The store, its schema brought up to date. Raises `StoreUnusable`. Await `store.maintenance.close()` at the end."""
    from assay.storage.sqlite import open_sqlite

    return open_sqlite(database_file(loaded), issuer_id=ISSUER_ID, clock=clock, retention=loaded.tree.retention)


def open_store_for_reading(loaded: Loaded[Settings], clock: Clock) -> Store:
    """The existing store, to look things up beside a running server. Raises `StoreUnusable`."""
    from assay.storage.sqlite import open_sqlite_for_reading

    return open_sqlite_for_reading(database_file(loaded), issuer_id=ISSUER_ID, clock=clock)


def lock_for_serving(database: Path) -> ServingLock:
    """Be the one process that serves from a database file. Raises `StoreUnusable` when another one is."""
    from assay.storage.sqlite.serving_lock import lock_for_serving as lock

    return lock(database)

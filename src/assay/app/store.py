"""Opens the store that `database_url` names. Commands and the server open it the same way."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractAsyncContextManager, contextmanager
from dataclasses import replace
from pathlib import Path

from assay.app.configuration.loading import Loaded
from assay.app.settings import Settings, on_postgresql
from assay.ports.clock import Clock
from assay.ports.store import Store
from assay.storage.copying import WholeTables

COMMAND_PATIENCE = 10.0
"""Seconds that a command waits for the database: nobody else waits for the command."""

ISSUER_ID = "default"
"""The one issuer of this release; it leads every stored key (design section 8)."""


def database_file(loaded: Loaded[Settings]) -> Path:
    """The file behind `sqlite:PATH`."""
    setting = loaded.setting("database_url")
    return setting.file(setting.value.removeprefix("sqlite:"))


def open_store(loaded: Loaded[Settings], clock: Clock, *, patience: float | None = None) -> Store:
    """The store; the schema of a SQLite file is brought up to date, that of a PostgreSQL database is by `assay migrate`.

    `patience` is how many seconds a PostgreSQL database has for an answer, where that is not what the settings say. Raises
    `StoreUnusable` and `ConfigurationRefused`; a PostgreSQL store raises the former when it is first asked. Await
    `store.maintenance.close()` at the end.
    """
    if on_postgresql(loaded.tree.database_url):
        return _open_postgresql(loaded, clock, patience)
    from assay.storage.sqlite import open_sqlite

    return open_sqlite(database_file(loaded), issuer_id=ISSUER_ID, clock=clock, retention=loaded.tree.retention)


def open_store_for_reading(loaded: Loaded[Settings], clock: Clock) -> Store:
    """The existing store, to look things up beside a running server. Raises as `open_store` does."""
    if on_postgresql(loaded.tree.database_url):
        return _open_postgresql(loaded, clock, COMMAND_PATIENCE)
    from assay.storage.sqlite import open_sqlite_for_reading

    return open_sqlite_for_reading(database_file(loaded), issuer_id=ISSUER_ID, clock=clock)


@contextmanager
def serving(loaded: Loaded[Settings]) -> Iterator[None]:
    """Be the one process that serves from a SQLite file; any number may serve from a PostgreSQL database.

    Raises `StoreUnusable` when another process is.
    """
    if on_postgresql(loaded.tree.database_url):
        yield
        return
    from assay.storage.sqlite.serving_lock import lock_for_serving

    lock = lock_for_serving(database_file(loaded))
    try:
        yield
    finally:
        lock.release()


def whole_tables(loaded: Loaded[Settings], now: int, *, make: bool) -> AbstractAsyncContextManager[WholeTables]:
    """All tables in one transaction, for copying; a SQLite file is made where there is none, with `make`.

    Raises `StoreUnusable` and `ConfigurationRefused`.
    """
    if on_postgresql(loaded.tree.database_url):
        from assay.app.postgresql import postgresql_target
        from assay.storage.postgresql.whole_tables import whole_postgresql

        return whole_postgresql(postgresql_target(loaded), issuer_id=ISSUER_ID)
    from assay.storage.sqlite.whole_tables import whole_sqlite

    return whole_sqlite(database_file(loaded), issuer_id=ISSUER_ID, now=now, make=make)


def whole_tables_for_reading(loaded: Loaded[Settings]) -> AbstractAsyncContextManager[WholeTables]:
    """All tables as of one moment, while servers go on. Raises `StoreUnusable` and `ConfigurationRefused`."""
    if on_postgresql(loaded.tree.database_url):
        return whole_tables(loaded, 0, make=False)
    from assay.storage.sqlite.whole_tables import whole_sqlite_for_reading

    return whole_sqlite_for_reading(database_file(loaded), issuer_id=ISSUER_ID)


def _open_postgresql(loaded: Loaded[Settings], clock: Clock, patience: float | None) -> Store:
    from assay.app.postgresql import postgresql_target
    from assay.storage.postgresql import open_postgresql

    target = postgresql_target(loaded)
    if patience is not None:
        target = replace(target, patience=patience)
    return open_postgresql(target, issuer_id=ISSUER_ID, clock=clock, retention=loaded.tree.retention)

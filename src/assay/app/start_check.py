"""Whether a server would start with these settings: every door is tried, and nothing changes but PostgreSQL's probe row.

All that stands against it is told, not only the first. A SQLite file that is missing or of an older version is no defect:
a server makes it or brings it up to date.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from assay.app.addresses import parse_listen
from assay.app.build import build
from assay.app.configuration.loading import Loaded
from assay.app.configuration.setting import ConfigurationRefused, RefusedSetting
from assay.app.first_start import PURPOSES, Doors, Secrets, server_secrets
from assay.app.key_encryption import open_sealer
from assay.app.listening import listen_on
from assay.app.parts import shared_parts
from assay.app.password_policy import breached_passwords
from assay.app.settings import Settings, on_postgresql
from assay.app.store import ISSUER_ID, database_file, open_store_for_reading, whole_tables_for_reading
from assay.outbound.system import system_clock, system_entropy
from assay.ports.store import Store, StoreUnusable
from assay.ports.unit_of_work import StorageUnavailable
from assay.primitives.sealing import SealBroken, Sealer
from assay.server.issuance.signers import NoSigningKey, Signers, SigningKeyLocked
from assay.server.issuance.signing_keys import ALGORITHMS

T = TypeVar("T")


async def require_startable(loaded: Loaded[Settings], *, beside_running: bool = False) -> None:
    """Raises `ConfigurationRefused` with all that stands against a start.

    `beside_running` is for a server that runs with these settings already: it has the ports and the database file.
    """
    check = _Check(loaded)
    if not beside_running:
        check.listeners()
    sealer = check.told(lambda: open_sealer(loaded))
    check.told(lambda: breached_passwords(loaded))
    with check.database():
        if on_postgresql(loaded.tree.database_url) or _is_current(database_file(loaded), beside_running=beside_running):
            await check.store(sealer)
    if check.refused:
        raise ConfigurationRefused(tuple(check.refused))
    _wire(loaded.tree)


class _Check:
    """Collects what is refused."""

    def __init__(self, loaded: Loaded[Settings]) -> None:
        self._loaded = loaded
        self.refused: list[RefusedSetting] = []

    def told(self, door: Callable[[], T]) -> T | None:
        """What is behind a door, or None when it is refused."""
        try:
            return door()
        except ConfigurationRefused as refused:
            self.refused += refused.refused
            return None

    def listeners(self) -> None:
        """All are open at once, for no two may be the same."""
        names = ("listen", "metrics.listen", "admin.listen")
        wanted = [one for one in map(self._loaded.setting, names) if one.value]
        opened = [self.told(lambda one=one: listen_on(parse_listen(one.value), one)) for one in wanted]  # type: ignore[misc]
        for sockets in opened:
            for one in sockets or ():
                one.close()

    @contextmanager
    def database(self) -> Iterator[None]:
        """What a store says of itself is a defect of `database_url`."""
        try:
            yield
        except (StoreUnusable, StorageUnavailable) as error:
            self._against("database_url", str(error), "a database that answers, with the schema of this version")
        except ConfigurationRefused as refused:
            self.refused += refused.refused

    async def store(self, sealer: Sealer | None) -> None:
        """It answers, takes writes, and what it holds sealed opens. Raises `StoreUnusable` and `StorageUnavailable`."""
        store = open_store_for_reading(self._loaded, system_clock)
        try:
            if on_postgresql(self._loaded.tree.database_url):
                await self._postgresql(store)
            if sealer is not None:
                await self._sealed(store, sealer)
        finally:
            await store.maintenance.close()

    async def _postgresql(self, store: Store) -> None:
        async with whole_tables_for_reading(self._loaded):
            pass  # one connection first: it says why where there is none, and whether the schema is the one of this version
        seen = await store.maintenance.ready()
        if seen is not None:
            raise StoreUnusable(seen)

    async def _sealed(self, store: Store, sealer: Sealer) -> None:
        secrets, signers = server_secrets(store, sealer, system_entropy), Signers(store.signing_keys, sealer, ISSUER_ID)
        try:
            for purpose in PURPOSES:
                await secrets.find(purpose)
            for algorithm in ALGORITHMS:
                try:
                    await signers.of(algorithm, system_clock())
                except NoSigningKey:
                    continue  # a server makes one
        except (SealBroken, SigningKeyLocked) as broken:
            seen = f"what the store holds sealed does not open: {broken}"
            self._against(
                "key_encryption_key_file", seen, "the key with which the store was begun, here or among the older"
            )

    def _against(self, name: str, seen: str, expected: str) -> None:
        self.refused.append(RefusedSetting(self._loaded.setting(name).origin, name, seen, expected))


def _is_current(file: Path, *, beside_running: bool) -> bool:
    """Whether there is something to look into. Raises `StoreUnusable` for a file that nobody could serve from."""
    from assay.storage.sqlite import lacks_migrations
    from assay.storage.sqlite.serving_lock import require_unserved

    if not os.access(file.parent, os.R_OK | os.W_OK | os.X_OK):
        raise StoreUnusable(f"{file.parent} is no folder that this user can write to")
    if not file.exists():
        return False
    if not os.access(file, os.R_OK | os.W_OK):
        raise StoreUnusable(f"{file} is no file that this user can write to")
    if not beside_running:
        require_unserved(file)
    return not lacks_migrations(file)


def _wire(settings: Settings) -> None:
    """As a server would, over a store in memory: what a part cannot do with its settings, it says now."""
    from assay.storage.memory import open_memory

    doors = Doors(open_memory(issuer_id=ISSUER_ID, clock=system_clock), Sealer(bytes(32)), system_clock, system_entropy)
    build(shared_parts(settings, doors, Secrets(*[bytes(32) for _ in PURPOSES])))

"""Where commands that read and write the store work: settings found, store open, clock and randomness at hand.

A change is committed to the same store from which a running server reads, so it is in force with the next request.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from assay.app.configuration.loading import Loaded, Sources
from assay.app.settings import Settings, load_settings
from assay.app.store import COMMAND_PATIENCE, open_store
from assay.cli.terminal.faults import RefusedByServer
from assay.decision import Decision, Refused, refuse
from assay.model.effects import Conflict, Effect
from assay.outbound.system import system_clock, system_entropy
from assay.ports.entropy import Entropy
from assay.ports.store import Store
from assay.primitives.secret import Secret
from assay.reasons import registration as reasons

if TYPE_CHECKING:
    from assay.primitives.sealing import Sealer
    from assay.server.end_user_authentication.session_ending import SessionEnding
    from assay.server.issuance.key_making import KeyMaker
    from assay.server.mail.letters import Letters
    from assay.server.outbox.outgoing import Outgoing

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Workplace:
    """What a command works with. `now` is epoch seconds, read once."""

    loaded: Loaded[Settings]
    store: Store
    entropy: Entropy
    now: float

    async def carried_out(
        self, decision: Decision[T, Effect], on_conflict: Refused | None = None, expected: tuple[Effect, ...] = ()
    ) -> T:
        """What was decided, once it is durable. Raises `RefusedByServer`, also for a lost race (`on_conflict`).

        `expected` is what the command rests on.
        """
        if isinstance(decision.outcome, Refused):
            raise RefusedByServer(decision.outcome)
        await self.written((*expected, *decision.effects), on_conflict)
        return decision.outcome.value

    async def written(self, effects: tuple[Effect, ...], on_conflict: Refused | None = None) -> None:
        """Return once the effects are durable. Raises `RefusedByServer` for a lost race (`on_conflict`)."""
        if isinstance(await self.store.unit_of_work.commit(effects), Conflict):
            raise RefusedByServer(refuse(reasons.OVERTAKEN) if on_conflict is None else on_conflict)

    async def written_with_ends(
        self,
        effects: tuple[Effect, ...],
        subject: str,
        because: str,
        now: float,
        on_conflict: Refused | None = None,
    ) -> int:
        """Return once the effects and the end of all sessions of an end-user are durable together: how many those are.

        Raises `RefusedByServer` for a lost race (`on_conflict`).
        """
        settled, ended = await self.session_ending().commit_with_ends(effects, subject, because, now)
        if isinstance(settled, Conflict):
            raise RefusedByServer(refuse(reasons.OVERTAKEN) if on_conflict is None else on_conflict)
        return ended

    async def password_hash(self, password: Secret[str]) -> str:
        """The Argon2id hash of a password."""
        from assay.outbound.password_hasher import ThreadedPasswordHasher

        hasher = ThreadedPasswordHasher(self.entropy, threads=1)
        try:
            return await hasher.hash(password.reveal())
        finally:
            hasher.close()

    def later(self) -> float:
        """The time after somebody was waited for."""
        return system_clock()

    def sealer(self) -> Sealer:
        """Seals and opens as the server does. Raises `ConfigurationRefused`."""
        from assay.app.key_encryption import open_sealer

        return open_sealer(self.loaded)

    def session_ending(self) -> SessionEnding:
        """Ends sessions as the server does."""
        from assay.server.end_user_authentication.session_ending import SessionEnding

        store = self.store
        return SessionEnding(store.end_user_sessions, store.clients, store.unit_of_work, self._outgoing())

    def letters(self) -> Letters:
        """Writes mails as the server does; a running server delivers them."""
        from urllib.parse import urlsplit

        from assay.server.mail.letters import Letters

        return Letters(self._outgoing(), urlsplit(self.loaded.tree.issuer).netloc)

    def _outgoing(self) -> Outgoing:
        from assay.server.outbox.outgoing import Outgoing

        return Outgoing(self.sealer(), self.entropy, self.store.issuer_id)

    def key_maker(self) -> KeyMaker:
        """Makes signing keys as the server would."""
        from assay.app.first_start import Doors, key_maker
        from assay.app.key_encryption import open_sealer

        doors = Doors(self.store, open_sealer(self.loaded), system_clock, self.entropy)
        return key_maker(self.loaded.tree, doors)


def at_work(config: str | None, work: Callable[[Workplace], Awaitable[T]]) -> T:
    """Do a piece of work on the store that the settings name."""
    return asyncio.run(_at_work(config, work))


async def _at_work(config: str | None, work: Callable[[Workplace], Awaitable[T]]) -> T:
    loaded = load_settings(Sources(config=config))
    store = open_store(loaded, system_clock, patience=COMMAND_PATIENCE)
    try:
        return await work(Workplace(loaded, store, system_entropy, system_clock()))
    finally:
        await store.maintenance.close()

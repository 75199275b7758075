"""Whether requests can be served: the store answers and is current, and every algorithm has a key that opens."""

from __future__ import annotations

import logging

from assay.ports.clock import Clock
from assay.ports.signer import SigningUnavailable
from assay.ports.store import Store
from assay.server.issuance.signers import Signers
from assay.server.issuance.signing_keys import ALGORITHMS

_log = logging.getLogger("assay.readiness")


class Readiness:
    """Asks the parts. `ending` is set when the server has been told to stop: then it is not ready, at once."""

    def __init__(self, store: Store, signers: Signers, clock: Clock) -> None:
        self._store = store
        self._signers = signers
        self._clock = clock
        self._told: str | None = None
        self.ending = False

    async def __call__(self) -> str | None:
        """None when ready, else what stands against it; a change is logged once."""
        seen = "the server is stopping" if self.ending else await self._store.maintenance.ready()
        seen = seen or await self._keys()
        if seen != self._told:
            self._told = seen
            _log.warning("server.not_ready" if seen else "server.ready", extra={"fields": {"seen": seen}})
        return seen

    async def _keys(self) -> str | None:
        now = self._clock()
        for algorithm in ALGORITHMS:
            try:
                await self._signers.of(algorithm, now)
            except SigningUnavailable as error:
                return str(error)
        return None

"""Seals every stored value anew under the present key-encryption key, while servers run.

Page by page: stop it anywhere, and the next call goes on with what is left.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass

from assay.model.effects import Conflict, Reseal
from assay.model.sealed_value import SEALED_COLUMNS, SealedValue
from assay.ports.entropy import Entropy
from assay.ports.sealed_values import SealedValues
from assay.ports.unit_of_work import UnitOfWork
from assay.primitives.sealing import SealBroken, Sealer

_PAGE = 256
"""Values read, and committed together, at a time."""


@dataclass(frozen=True, slots=True)
class Rewrapped:
    """How many values are under the present key, of which `resealed` were sealed anew, and how many still are not.

    `broken` names the places of values that open under none of the keys that were given; nothing was done to them.
    """

    current: int
    resealed: int
    older: int
    broken: tuple[str, ...]


class Rewrapping:
    """Goes through the sealed values of one issuer."""

    __slots__ = ("_entropy", "_issuer_id", "_sealed_values", "_sealer", "_unit_of_work")

    def __init__(
        self, issuer_id: str, sealed_values: SealedValues, unit_of_work: UnitOfWork, sealer: Sealer, entropy: Entropy
    ) -> None:
        self._issuer_id = issuer_id
        self._sealed_values = sealed_values
        self._unit_of_work = unit_of_work
        self._sealer = sealer
        self._entropy = entropy

    async def __call__(self) -> Rewrapped:
        """Seal anew what is under an older key; whoever changed a value meanwhile is not overwritten."""
        resealed = 0
        async for page in self._pages():
            resealed += await self._committed([reseal for value in page if (reseal := self._resealed(value))])
        return await self.look(resealed)

    async def look(self, resealed: int = 0) -> Rewrapped:
        """Count, and write nothing."""
        current, older, broken = 0, 0, []
        async for page in self._pages():
            for value in page:
                if self._sealer.is_current(value.sealed):
                    current += 1
                elif self._opens(value):
                    older += 1
                else:
                    broken.append("/".join(value.place(self._issuer_id)))
        return Rewrapped(current, resealed, older, tuple(broken))

    async def _pages(self) -> AsyncIterator[tuple[SealedValue, ...]]:
        for column in SEALED_COLUMNS:
            after = ""
            while page := await self._sealed_values.page(column, after, _PAGE):
                yield page
                after = page[-1].row_id

    async def _committed(self, wanted: list[Reseal]) -> int:
        """How many were written: the page as one, or each for itself when somebody changed one of them meanwhile."""
        if not isinstance(await self._unit_of_work.commit(wanted), Conflict):
            return len(wanted)
        settled = [await self._unit_of_work.commit((reseal,)) for reseal in wanted]
        return sum(not isinstance(each, Conflict) for each in settled)

    def _resealed(self, value: SealedValue) -> Reseal | None:
        if self._sealer.is_current(value.sealed):
            return None
        place = value.place(self._issuer_id)
        try:
            plaintext = self._sealer.open(value.sealed, place=place)
        except SealBroken:
            return None
        return Reseal(value, self._sealer.seal(plaintext, nonce=self._entropy(12), place=place))

    def _opens(self, value: SealedValue) -> bool:
        try:
            self._sealer.open(value.sealed, place=value.place(self._issuer_id))
        except SealBroken:
            return False
        return True

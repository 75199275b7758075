"""What a cause is: why, in the world, something was refused; and how one is sighted in the facts.

A cause looks at the facts and answers with a `Sighting` or None. It never decides alone what is said: `weighing` does.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import TYPE_CHECKING

from assay.record import Record

if TYPE_CHECKING:
    from assay.diagnosis.facts.gathered import Facts


class Who(StrEnum):
    """Who must act."""

    CALLER = "caller"
    ISSUER = "issuer"
    RECEIVER = "receiver"  # whoever runs the program that refuses
    PROXY = "operator of the proxy"
    ACCOUNT = "account owner"
    LIBRARY = "maintainer of the library"


class Sighting(Record):
    """A cause seen in the evidence.

    `weight` runs from 1 to 100 and orders the causes; `proved` says that the evidence leaves no other reading.
    `fix` replaces the cause's own steps where the evidence allows exact ones. `warns` marks what should be told although
    nothing was refused.
    """

    weight: int
    evidence: tuple[str, ...]
    proved: bool = False
    fix: tuple[str, ...] = ()
    warns: bool = False


def proves(*evidence: str, weight: int = 90, fix: tuple[str, ...] = (), warns: bool = False) -> Sighting:
    """The evidence leaves no other reading."""
    return Sighting(weight, evidence, proved=True, fix=fix, warns=warns)


def suggests(*evidence: str, weight: int = 60, fix: tuple[str, ...] = (), warns: bool = False) -> Sighting:
    """The evidence speaks for it."""
    return Sighting(weight, evidence, fix=fix, warns=warns)


def sighted(*evidence: str, sure: object, weight: int, fix: tuple[str, ...] = (), warns: bool = False) -> Sighting:
    """What the evidence proves where that is sure, and otherwise speaks for as much."""
    return Sighting(weight, evidence, proved=bool(sure), fix=fix, warns=warns)


def allows(*evidence: str, weight: int = 20, fix: tuple[str, ...] = ()) -> Sighting:
    """The evidence leaves it open."""
    return Sighting(weight, evidence, fix=fix)


class Cause(Record):
    """One cause. `owner_only` marks what only the owner of a server or account can know: it is never certain.

    `explains_away` names the more general causes that this one accounts for: they stand behind it.
    """

    code: str
    who: Who
    headline: str
    fix: tuple[str, ...]
    settle: str
    look: Callable[[Facts], Sighting | None]
    owner_only: bool = False
    explains_away: tuple[str, ...] = ()

    @property
    def family(self) -> str:
        """`aws`, `jwt` or `oauth`."""
        return self.code.partition(".")[0]

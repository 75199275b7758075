"""What an operation of the admin API is, and what its action works with.

Types of bodies, queries and answers are msgspec structures: the same ones check the input and make the OpenAPI document.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

import msgspec

from assay.decision import Decision, Refused, refuse
from assay.model.effects import Conflict, Effect
from assay.ports.entropy import Entropy
from assay.ports.store import Store
from assay.primitives.hashing import sha256
from assay.reasons import registration as reasons
from assay.server.end_user_authentication.session_ending import SessionEnding
from assay.server.issuance.key_making import KeyMaker
from assay.server.issuance.lifetimes import Lifetimes
from assay.server.refusals.reading import RefusalReading

T = TypeVar("T")


class Body(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """Input: a member that is not declared is refused, so that nothing can be set that is not meant to be (A209)."""


class Document(msgspec.Struct, kw_only=True):
    """Output."""


class Nothing(Body):
    """No members."""


class Page(Body):
    """A query for a part of a list: what comes after `after`, at most `limit`."""

    after: str = ""
    limit: int = 100

    def __post_init__(self) -> None:
        if not 1 <= self.limit <= 1000:
            raise ValueError("limit is 1 to 1000")


@dataclass(frozen=True, slots=True)
class Desk:
    """What actions work with."""

    store: Store
    entropy: Entropy
    lifetimes: Lifetimes
    session_ending: SessionEnding
    key_maker: KeyMaker
    refusals: RefusalReading

    async def carried_out(self, decision: Decision[T, Effect], lost: Refused | None = None) -> T | Refused:
        """What was decided, once it is durable; `lost` answers for a lost race, where it has a reason of its own."""
        if isinstance(decision.outcome, Refused):
            return decision.outcome
        overtaken = await self.written(decision.effects)
        if overtaken is not None:
            return overtaken if lost is None else lost
        return decision.outcome.value

    async def written(self, effects: tuple[Effect, ...]) -> Refused | None:
        """None once the effects are durable; the refusal of whoever lost a race."""
        done = await self.store.unit_of_work.commit(effects)
        return refuse(reasons.OVERTAKEN) if isinstance(done, Conflict) else None

    async def written_with_ends(
        self, effects: tuple[Effect, ...], subject: str, because: str, now: float
    ) -> int | Refused:
        """The same together with the end of all sessions of an end-user: how many those are."""
        done, ended = await self.session_ending.commit_with_ends(effects, subject, because, now)
        return refuse(reasons.OVERTAKEN) if isinstance(done, Conflict) else ended


@dataclass(frozen=True, slots=True)
class Call:
    """One call: the names in its path, its body and query as declared, and who calls."""

    path: Mapping[str, str]
    body: Any
    query: Any
    if_match: str | None
    client_id: str
    end_user: str | None
    now: float

    def outdated(self, record: object) -> Refused | None:
        """The refusal of a change that was meant for an earlier state (RFC 9110 section 13.1.1)."""
        if self.if_match is None or self.if_match in {"*", etag_of(record)}:
            return None
        return refuse(reasons.CHANGED_MEANWHILE)


@dataclass(frozen=True, slots=True)
class Answer:
    """What an action answers; the record is for the ETag."""

    document: msgspec.Struct | None
    record: object | None = None


Action = Callable[[Desk, Call], Awaitable["Answer | Refused"]]


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation. `path` has its names in braces; `changes` makes it wait for its turn."""

    name: str
    method: str
    path: str
    summary: str
    action: Action
    answer: type[msgspec.Struct] | None
    body: type[Body] | None = None
    query: type[Body] = field(default=Nothing)
    status: int = 200

    @property
    def changes(self) -> bool:
        """Whether it writes."""
        return self.method != "GET"


def named_members(body: Body) -> dict[str, Any]:
    """The members that a body names or has a default for; lists as tuples, as records have them."""
    given = {name: getattr(body, name) for name in body.__struct_fields__}
    return {
        name: tuple(dict.fromkeys(value)) if isinstance(value, list) else value
        for name, value in given.items()
        if value is not msgspec.UNSET
    }


def etag_of(record: object) -> str:
    """A strong validator of a record: equal exactly when nothing of it has changed."""
    return f'"{sha256(repr(record).encode()).hex()[:32]}"'

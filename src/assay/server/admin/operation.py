"""What an operation of the admin API is, and what its action works with.

Types of bodies, queries and answers are msgspec structures: the same ones check the input and make the OpenAPI document.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

import msgspec

from assay.decision import Decision, Refused
from assay.model.effects import Conflict, Effect
from assay.model.event import Event
from assay.ports.entropy import Entropy
from assay.ports.store import Store
from assay.server.administration.revisions import names_a_state, outdated, overtaken
from assay.server.end_user_authentication.session_ending import SessionEnding
from assay.server.issuance.key_making import KeyMaker
from assay.server.issuance.lifetimes import Lifetimes
from assay.server.refusals.reading import RefusalReading

T = TypeVar("T")


class Body(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """Input: a member that is not declared is refused, so that nothing can be set that is not meant to be (A209)."""


class Document(msgspec.Struct, kw_only=True):
    """Output."""


class Record(Document):
    """A document of one record, answered with its ETag."""


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

    async def carried_out(
        self, decision: Decision[T, Effect], lost: Refused, expected: tuple[Effect, ...] = ()
    ) -> T | Refused:
        """What was decided, once it is durable; `lost` answers for a lost race. `expected` is what the call rests on."""
        if isinstance(decision.outcome, Refused):
            return decision.outcome
        refused = await self.written((*expected, *decision.effects), lost)
        return decision.outcome.value if refused is None else refused

    async def written(self, effects: tuple[Effect, ...], lost: Refused) -> Refused | None:
        """None once the effects are durable; `lost` for whoever lost a race."""
        return lost if isinstance(await self.store.unit_of_work.commit(effects), Conflict) else None

    async def written_with_ends(
        self, effects: tuple[Effect, ...], subject: str, because: str, now: float, lost: Refused
    ) -> int | Refused:
        """The same together with the end of all sessions of an end-user: how many those are."""
        done, ended = await self.session_ending.commit_with_ends(effects, subject, because, now)
        return lost if isinstance(done, Conflict) else ended


@dataclass(frozen=True, slots=True)
class Call:
    """One call: the names in its path, its body and query as declared, and who calls, with which scopes."""

    path: Mapping[str, str]
    body: Any
    query: Any
    if_match: str | None
    client_id: str
    scopes: Collection[str]
    end_user: str | None
    now: float

    def outdated(self, record: object) -> Refused | None:
        """The refusal of a change that was meant for an earlier state (RFC 9110 section 13.1.1)."""
        return outdated(self.if_match, record)

    def expecting(self, expectation: Effect) -> tuple[Effect, ...]:
        """What lets storage settle that a record without revisions is still the one that `If-Match` names."""
        return (expectation,) if names_a_state(self.if_match) else ()

    @property
    def lost(self) -> Refused:
        """The refusal of this call when somebody was faster."""
        return overtaken(self.if_match)


@dataclass(frozen=True, slots=True)
class Answer:
    """What an action answers; the record is for the ETag. `alarming` is what whoever watches the log is told of at once."""

    document: msgspec.Struct | None
    record: object | None = None
    alarming: tuple[Event, ...] = ()


Action = Callable[[Desk, Call], Awaitable["Answer | Refused"]]


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation. `path` has its names in braces; `changes` makes it wait for its turn, among others of that name.

    `conditional` says that it changes one record, so that `If-Match` can name the state of it that the change is meant for.
    """

    name: str
    method: str
    path: str
    summary: str
    action: Action
    answer: type[msgspec.Struct] | None
    body: type[Body] | None = None
    query: type[Body] = field(default=Nothing)
    status: int = 200
    conditional: bool = False
    turn: str = "administration"

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

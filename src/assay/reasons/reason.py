"""What a reason is: one record from which every text, answer and page about a refusal is made.

A family module (`token.py`, `client.py`, …) holds one `Reason` per defect and the literal tuple `REASONS`.
Codes never change and are never reused; `tests/house/reasons.lock` keeps them.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

from assay.record import Record


class Fault(StrEnum):
    """Who must act so that the refusal does not come again."""

    CLIENT = "client"
    END_USER = "end-user"
    ISSUER = "issuer"
    RESOURCE_SERVER = "resource server"
    OPERATOR = "operator"


class Tier(StrEnum):
    """Who may learn of a reason (the disclosure contract).

    `SELF_EVIDENT` is told to any caller, `SERVER_STATE` to the authenticated client that owns the token and to the
    operator, `DEFENCE` to the operator alone.
    """

    SELF_EVIDENT = "A"
    SERVER_STATE = "B"
    DEFENCE = "C"


class Retry(StrEnum):
    """Whether sending the same thing again can help."""

    NEVER = "never"  # the same request is refused for ever
    AFTER_FIX = "after a fix"  # the request, a setting or a registration must change first
    NEW_CREDENTIAL = "with a new credential"  # ask for a new token, code or assertion
    LATER = "later"  # the same request may pass after a while


EvidenceKind = Literal["text", "number", "instant", "seconds", "names", "flag"]
"""`text` is shown escaped and cut; `instant` is epoch seconds; `seconds` a duration; `names` a tuple of str.

There is no kind for a secret or a token: what has no kind cannot become evidence.
"""


class EvidenceField(Record):
    """One named fact that stands beside a reason, and who may see it."""

    name: str
    kind: EvidenceKind
    meaning: str
    tier: Tier = Tier.SELF_EVIDENT


class PublicAnswer(Record):
    """What the wire says: the RFC's error code and status, nothing more.

    `error` is the OAuth error code (empty where the RFC wants none), `status` the HTTP status. `bearer` is true where
    RFC 6750 wants a `WWW-Authenticate: Bearer` challenge, `basic` where RFC 6749 section 5.2 wants a `Basic` one.
    """

    error: str
    status: int
    bearer: bool = False
    basic: bool = False


class Reason(Record, eq=False):
    """One way in which something is refused.

    `headline`, `explanation` and `fix` are templates over the evidence fields (`{expired_at}`). `public_as` is the code
    of the reason that a caller who may not learn this one is told instead; it is empty for a self-evident reason.
    `example` says in a sentence what provokes the reason; the house tests provoke it.
    """

    code: str
    headline: str
    explanation: str
    fix: str
    fault: Fault
    public: PublicAnswer
    tier: Tier = Tier.SELF_EVIDENT
    public_as: str = ""
    retry: Retry = Retry.AFTER_FIX
    references: tuple[str, ...] = ()
    evidence: tuple[EvidenceField, ...] = ()
    see_also: tuple[str, ...] = ()
    retired: bool = False

    @property
    def family(self) -> str:
        """The part of the code before the dot."""
        return self.code.partition(".")[0]

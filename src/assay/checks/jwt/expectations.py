"""What a verifier expects of a token: the context of every check of JWTs."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar

from assay.checks.jwt.access_token_profile import AccessTokenProfile
from assay.decision import Check, Refused
from assay.decision.check import C
from assay.formats.jose.jwt import Jwt, Part
from assay.record import Record

if TYPE_CHECKING:  # no key at hand, nothing loaded that reads keys (start-up of `assay explain`)
    from assay.formats.jose.key_set import KeySet
    from assay.formats.status_list import StatusList

E_co = TypeVar("E_co", bound="Expectations", covariant=True)


class Expectations(Record, kw_only=True):
    """Fixed for one verifier. None stands for what is not known (only a diagnosis may leave something open).

    `types` are acceptable values of `typ`, lower case and without `application/`, "" for an absent one; `leeway` in
    seconds. `profile` is for access tokens that are written otherwise than RFC 9068 has it. `status_list` gives the
    list that is held of a URI at a moment; None where no lists are asked.
    """

    algorithms: tuple[str, ...] | None = None
    issuer: str | None = None
    audiences: frozenset[str] | None = None
    types: frozenset[str] | None = None
    leeway: float = 0
    profile: AccessTokenProfile | None = None
    status_list: Callable[[str, float], StatusList | Refused] | None = None


class Context(NamedTuple, Generic[E_co]):  # one is made for every token: a frozen dataclass takes twice as long
    """The context of one run: expectations, the keys at hand (None: no key, a refusal: why there is none), the clock.

    `now` in epoch seconds.
    """

    expected: E_co
    keys: KeySet | Refused | None
    now: float


JwtContext = Context[Expectations]


class JwtCheck(Check[Jwt, C]):
    """A check of a JWT that also says which part it reads, so that nobody asks it about a part that does not parse."""

    reads: Part = "payload"

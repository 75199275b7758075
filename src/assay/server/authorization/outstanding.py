"""Decides what still stands between an accepted request and its code: a sign-in, a second factor, a consent, or nothing.

OpenID Connect Core sections 3.1.2.1 to 3.1.2.4, RFC 6749 section 10.2, RFC 9470 section 5. Gives
`authorization_request.authentication_unmet`; with `prompt=none` `.login_required`, `.sign_in_too_old`, `.another_end_user`,
`.second_factor_required`, `.consent_required`.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import Enum

from assay.decision import Refused, refuse
from assay.model.authorization_request import AuthorizationRequest, PendingAuthorizationRequest
from assay.model.client import Client
from assay.model.consent import Consent
from assay.reasons import authorization_request as reasons
from assay.server.authorization.own_pages import for_own_page
from assay.server.end_user_authentication.assurance import PHISHING_RESISTANT, acr_of
from assay.server.end_user_authentication.factor_policy import Demand, FactorPolicy, demand_of, stands_on_a_list
from assay.server.end_user_authentication.factors import OwnFactors
from assay.server.end_user_authentication.recent_proof import recently_proved
from assay.server.end_user_authentication.sessions import WAITING, NotSignedIn, SignedIn
from assay.server.individual_claims import covering_scopes

TIME_TO_ANSWER = 120
"""Seconds for which a sign-in within the request itself counts, however small its `max_age` is: else nobody who has to find a
code and to read what they approve would ever get to the end of `max_age=0`."""


class Page(Enum):
    """A page on which the end-user has something to do, by its path."""

    SIGN_IN = "/login"
    SECOND_FACTOR = "/login/factor"
    ENROLMENT = "/login/enrol"
    PASSKEY = "/login/passkey"
    BREACHED_PASSWORD = "/login/password"
    PASSWORD_BY_MAIL = "/login/mail"
    CONSENT = "/consent"


@dataclass(frozen=True, slots=True)
class Outstanding:
    """The page that is needed, and what the client is told where none may be shown."""

    page: Page
    otherwise: Refused


# The client is not told more: what is wrong with a password is none of its business.
_INCOMPLETE = refuse(reasons.LOGIN_REQUIRED, session=WAITING)
_BREACHED = Outstanding(Page.BREACHED_PASSWORD, _INCOMPLETE)
_BREACHED_ALONE = Outstanding(Page.PASSWORD_BY_MAIL, _INCOMPLETE)


@dataclass(frozen=True, slots=True)
class Person:
    """What is stored about whoever is signed in or has begun to: their factors, and what they approved for the client."""

    factors: OwnFactors
    consent: Consent | None = None


@dataclass(frozen=True, slots=True)
class Situation:
    """Everything that the decision looks at. `stored` is there when somebody is signed in or has begun to.

    `passkeys_here` tells whether there can be passkeys at all: the issuer has a domain.
    """

    request: AuthorizationRequest
    client: Client
    who: SignedIn | NotSignedIn
    pending: PendingAuthorizationRequest | None = None
    stored: Person | None = None
    policy: FactorPolicy = field(default_factory=FactorPolicy)
    passkeys_here: bool = True

    @property
    def begun(self) -> SignedIn | None:
        """Whoever is signed in, or has begun to."""
        return self.who if isinstance(self.who, SignedIn) else self.who.begun

    @property
    def person(self) -> Person:
        """What is stored about them."""
        if self.stored is None:
            raise AssertionError("a person was looked at of whom nothing was loaded")
        return self.stored

    @property
    def demand(self) -> Demand:
        """What the request demands of their session."""
        return demand_of(self.request, self.policy, self.person.factors)

    def of_person(self, stored: Person, who: SignedIn | NotSignedIn) -> Situation:
        """The same request, with this person before it."""
        return replace(self, stored=stored, who=who)

    def of_nobody(self, why: str) -> Situation:
        """The same request, with nobody before it whose session counts."""
        return replace(self, stored=None, who=NotSignedIn(why))


def outstanding(situation: Situation, now: float) -> Outstanding | Refused | None:
    """The next page, a refusal that no page can mend, or None when the code may be given."""
    request, who = situation.request, situation.who
    if isinstance(who, NotSignedIn):
        sign_in = Outstanding(Page.SIGN_IN, refuse(reasons.LOGIN_REQUIRED, session=who.why))
        if who.begun is None or not signed_in_for(situation.pending, who.begun):
            return sign_in  # half a sign-in counts for the request that it was begun for
        missing = _missing_factor(situation, who.begun, now)
        return sign_in if missing is None else missing
    fresh = signed_in_for(situation.pending, who)
    wanted = request.id_token_hint_subject
    if wanted is not None and who.end_user.subject != wanted:
        refused = refuse(reasons.ANOTHER_END_USER)
        return refused if fresh else Outstanding(Page.SIGN_IN, refused)
    if not fresh and {"login", "select_account"} & set(request.prompt):
        return Outstanding(Page.SIGN_IN, refuse(reasons.LOGIN_REQUIRED, session="the request asks for a new sign-in"))
    # Asked until the code is given: a page that was left open must not make a sign-in of this request older than it may be.
    authenticated_at, max_age = who.session.authenticated_at, request.max_age
    if max_age is not None and now - authenticated_at > (max(max_age, TIME_TO_ANSWER) if fresh else max_age):
        too_old = refuse(reasons.SIGN_IN_TOO_OLD, authenticated_at=authenticated_at, max_age=max_age)
        return Outstanding(Page.SIGN_IN, too_old)
    missing = _missing_factor(situation, who, now)
    if missing is not None:
        return missing
    if _must_ask(situation):
        return Outstanding(Page.CONSENT, refuse(reasons.CONSENT_REQUIRED, scopes=tuple(request.scopes)))
    return None


def needs(situation: Situation, page: Page, now: float) -> bool:
    """Whether this is the page that is needed next."""
    needed = outstanding(situation, now)
    return isinstance(needed, Outstanding) and needed.page is page


def _missing_factor(situation: Situation, who: SignedIn, now: float) -> Outstanding | Refused | None:
    """What must still be proved in this session, if anything (security bar A194)."""
    demand, factors, session = situation.demand, situation.person.factors, who.session
    wanted = demand.unknown or (demand.acr,)
    if stands_on_a_list(session.proofs) and not factors.second:
        # Whoever found the password has all that its owner has: they must not enrol a factor of theirs or change it (A183).
        return _BREACHED_ALONE
    if demand.met_by(session.proofs):
        if not stands_on_a_list(session.proofs):
            return None
        # A remembered browser lets its owner in, and must not let whoever copied it change a stolen password.
        if not recently_proved(session, factors, situation.policy.fresh_for, now):
            return Outstanding(
                Page.SECOND_FACTOR,
                refuse(reasons.SECOND_FACTOR_REQUIRED, wanted=wanted, proved=acr_of(session.proofs)),
            )
        return _BREACHED
    resistant = any(method.phishing_resistant for method in factors.methods)
    only_passkey = demand.acr == PHISHING_RESISTANT
    enrols = situation.passkeys_here and situation.policy.passkey_enrolment == "at_first_need"
    if demand.unknown or (only_passkey and not resistant and not enrols):
        return unmet(situation, who)
    required = refuse(reasons.SECOND_FACTOR_REQUIRED, wanted=wanted, proved=acr_of(session.proofs))
    if only_passkey and not resistant and recently_proved(session, factors, situation.policy.fresh_for, now):
        return Outstanding(Page.PASSKEY, required)
    # A passkey is enrolled after a fresh proof of what there is, so that a stolen session makes none for itself (A200).
    if factors.second:
        return Outstanding(Page.SECOND_FACTOR, required)
    if only_passkey:
        return Outstanding(Page.SIGN_IN, required)
    fresh = now - session.authenticated_at <= situation.policy.fresh_for
    return Outstanding(Page.ENROLMENT if fresh else Page.SIGN_IN, required)


def unmet(situation: Situation, who: SignedIn) -> Refused:
    """The refusal of a request that demands what this person cannot prove."""
    demand = situation.demand
    return refuse(
        reasons.AUTHENTICATION_UNMET, wanted=demand.unknown or (demand.acr,), proved=acr_of(who.session.proofs)
    )


def signed_in_for(pending: PendingAuthorizationRequest | None, who: SignedIn) -> bool:
    """Whether the live session began within this very request."""
    return (
        pending is not None and pending.reauthenticated_at is not None and pending.session_id == who.session.session_id
    )


def _must_ask(situation: Situation) -> bool:
    request, client, consent = situation.request, situation.client, situation.person.consent
    if for_own_page(request):
        return False  # nobody gets anything
    if "consent" in request.prompt or request.device_code_hash is not None:
        # What a device asks for may have been begun by somebody else (RFC 8628 section 5.4).
        return True
    if client.public and not (client.first_party and request.redirect_uri.startswith("https://")):
        # Anybody can pose as a public client; only an https redirect URI proves whose it is (RFC 8252 section 8.6).
        return True
    if client.first_party:
        return False
    if covering_scopes(request.individual_claims, request.scopes):
        return True  # an approval is remembered by scope, and here single claims are asked for beside the scopes
    return consent is None or not (
        set(request.scopes) <= set(consent.scopes) and set(request.resources) <= set(consent.resources)
    )

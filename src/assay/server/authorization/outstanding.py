"""Decides what still stands between an accepted request and its code: a sign-in, a second factor, a consent, or nothing.

OpenID Connect Core sections 3.1.2.1 to 3.1.2.4, RFC 6749 section 10.2, RFC 9470 section 5. Gives
`authorization_request.authentication_unmet`; with `prompt=none` `.login_required`, `.sign_in_too_old`, `.another_end_user`,
`.second_factor_required`, `.consent_required`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from assay.decision import Refused, refuse
from assay.model.authorization_request import AuthorizationRequest, PendingAuthorizationRequest
from assay.model.client import Client
from assay.model.consent import Consent
from assay.reasons import authorization_request as reasons
from assay.server.authorization.own_pages import for_own_page
from assay.server.end_user_authentication.assurance import PHISHING_RESISTANT, acr_of
from assay.server.end_user_authentication.factor_policy import Demand
from assay.server.end_user_authentication.factors import OwnFactors
from assay.server.end_user_authentication.sessions import NotSignedIn, SignedIn
from assay.server.individual_claims import covering_scopes


class Page(Enum):
    """A page on which the end-user has something to do, by its path."""

    SIGN_IN = "/login"
    SECOND_FACTOR = "/login/factor"
    ENROLMENT = "/login/enrol"
    CONSENT = "/consent"


@dataclass(frozen=True, slots=True)
class Outstanding:
    """The page that is needed, and what the client is told where none may be shown."""

    page: Page
    otherwise: Refused


@dataclass(frozen=True, slots=True)
class Situation:
    """Everything that the decision looks at. `consent` is what the signed-in end-user approved earlier.

    `factors` and `demand` are of whoever is signed in or has begun to; factors are enrolled within `fresh_for` seconds of a
    sign-in.
    """

    request: AuthorizationRequest
    client: Client
    who: SignedIn | NotSignedIn
    pending: PendingAuthorizationRequest | None = None
    consent: Consent | None = None
    factors: OwnFactors | None = None
    demand: Demand | None = None
    fresh_for: int = 300


def outstanding(situation: Situation, now: float) -> Outstanding | Refused | None:
    """The next page, a refusal that no page can mend, or None when the code may be given."""
    request, who = situation.request, situation.who
    if isinstance(who, NotSignedIn):
        sign_in = Outstanding(Page.SIGN_IN, refuse(reasons.LOGIN_REQUIRED, session=who.why))
        if who.begun is None or not signed_in_for(situation.pending, who.begun):
            return sign_in  # half a sign-in counts for the request that it was begun for
        return _missing_factor(situation, who.begun, now) or sign_in
    fresh = signed_in_for(situation.pending, who)
    wanted = request.id_token_hint_subject
    if wanted is not None and who.end_user.subject != wanted:
        refused = refuse(reasons.ANOTHER_END_USER)
        return refused if fresh else Outstanding(Page.SIGN_IN, refused)
    if not fresh:
        if {"login", "select_account"} & set(request.prompt):
            return Outstanding(
                Page.SIGN_IN, refuse(reasons.LOGIN_REQUIRED, session="the request asks for a new sign-in")
            )
        authenticated_at = who.session.authenticated_at
        if request.max_age is not None and now - authenticated_at > request.max_age:
            return Outstanding(
                Page.SIGN_IN,
                refuse(reasons.SIGN_IN_TOO_OLD, authenticated_at=authenticated_at, max_age=request.max_age),
            )
    missing = _missing_factor(situation, who, now)
    if missing is not None:
        return missing
    if _must_ask(situation):
        return Outstanding(Page.CONSENT, refuse(reasons.CONSENT_REQUIRED, scopes=tuple(request.scopes)))
    return None


def _missing_factor(situation: Situation, who: SignedIn, now: float) -> Outstanding | Refused | None:
    """What must still be proved in this session, if anything (security bar A194)."""
    demand, factors, session = situation.demand, situation.factors, who.session
    if demand is None or factors is None:
        raise AssertionError("the factors of a person who is signed in were not loaded")
    if demand.met_by(session.proofs):
        return None
    wanted = demand.unknown or (demand.acr,)
    resistant = any(method.phishing_resistant for method in factors.methods)
    if demand.unknown or (demand.acr == PHISHING_RESISTANT and not resistant):
        return refuse(reasons.AUTHENTICATION_UNMET, wanted=wanted, proved=acr_of(session.proofs))
    required = refuse(reasons.SECOND_FACTOR_REQUIRED, wanted=wanted, proved=acr_of(session.proofs))
    if factors.second:
        return Outstanding(Page.SECOND_FACTOR, required)
    fresh = now - session.authenticated_at <= situation.fresh_for
    return Outstanding(Page.ENROLMENT if fresh else Page.SIGN_IN, required)


def signed_in_for(pending: PendingAuthorizationRequest | None, who: SignedIn) -> bool:
    """Whether the live session began within this very request."""
    return (
        pending is not None and pending.reauthenticated_at is not None and pending.session_id == who.session.session_id
    )


def _must_ask(situation: Situation) -> bool:
    request, client, consent = situation.request, situation.client, situation.consent
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

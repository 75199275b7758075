"""The refresh token grant (RFC 6749 section 6, RFC 9700 section 4.14.2, DESIGN section 8).

Rotation is per client. The successor is derived, so a repeated request gets the same one; an authentic token that comes
again too late revokes its family, an invented one changes nothing.
Reasons: `request.parameter_missing`, the family `refresh_token`.
"""

from __future__ import annotations

from dataclasses import dataclass

from assay.checks.refresh_token import CHECKS
from assay.checks.refresh_token.presentation import RefreshTokenPresentation
from assay.decision import Allowed, Decision, Refused, first_refusal, refuse
from assay.formats import opaque_token
from assay.formats.form import Form, single
from assay.model.client import Client
from assay.model.effects import (
    Conflict,
    Effect,
    RecordEvent,
    RevokeGrant,
    RotateRefreshToken,
    TouchRefreshTokenFamily,
)
from assay.model.event import Event
from assay.model.refresh_token import RefreshTokenFamily
from assay.model.standing import Standing, StandingQuery
from assay.reasons import refresh_token as reasons
from assay.reasons.request import PARAMETER_MISSING
from assay.server.grants.grant import Entitlement, Grant, GrantContext, GrantDecision, GrantPorts, Owner, SignedIn
from assay.server.issuance.refresh_token import RefreshTokenIdentity, RefreshTokenMint


@dataclass(frozen=True, slots=True)
class RefreshFacts:
    """What is stored of the family that the token names, and what may speak against it."""

    stored: RefreshTokenFamily | None
    standing: Standing


def parse(form: Form, mint: RefreshTokenMint) -> Allowed[RefreshTokenIdentity] | Refused:
    """Refuses at once what cannot be one of our refresh tokens; the MAC is judged later."""
    text = single(form, "refresh_token")
    if text is None:
        return refuse(PARAMETER_MISSING, parameter="refresh_token")
    token = opaque_token.parse(text)
    if token is None or token.prefix != opaque_token.REFRESH_TOKEN:
        return refuse(reasons.MALFORMED, defect=f"it does not begin with {opaque_token.REFRESH_TOKEN}")
    if not token.intact:
        return refuse(reasons.MALFORMED, defect="its checksum does not fit, so it was cut or changed on the way")
    identity = mint.read(token.body)
    if identity is None:
        return refuse(reasons.MALFORMED, defect="its content has another length or version than ours")
    return Allowed(identity)


async def load(request: RefreshTokenIdentity, ports: GrantPorts) -> RefreshFacts:
    """Two reads, whatever is found and whoever made the token."""
    stored = await ports.refresh_tokens.find(request.family_id)
    query = StandingQuery("") if stored is None else _standing_of(stored)
    return RefreshFacts(stored, await ports.standings.read(query))


def decide(request: RefreshTokenIdentity, facts: RefreshFacts, client: Client, context: GrantContext) -> GrantDecision:
    """Entitles the client to what the family stands for, or refuses; an authentic token reused revokes its family."""
    presentation = RefreshTokenPresentation(
        client=client,
        authentic=request.authentic,
        generation=request.generation,
        stored=facts.stored,
        standing=facts.standing,
        now=context.now,
        grace=context.lifetimes.public_client_grace,
    )
    refused = first_refusal(CHECKS, presentation, None)
    if refused is not None:
        return Decision(refused, _revoked(facts.stored, context) if refused.reason is reasons.REUSED else ())
    return _refreshed(presentation, context)


def on_conflict(
    _conflict: Conflict, _request: RefreshTokenIdentity, _facts: RefreshFacts, _context: GrantContext
) -> GrantDecision | None:
    """Somebody rotated or revoked at the same moment; the new facts decide which, so they are loaded again."""
    return None


def owner(request: RefreshTokenIdentity, facts: RefreshFacts) -> Owner:
    """The family's client and end-user; an invented token belongs to nobody."""
    if facts.stored is None or not request.authentic:
        return Owner()
    return Owner(facts.stored.client_id, facts.stored.subject)


def rotates(client: Client) -> bool:
    """Public clients always rotate, confidential ones when they are registered so."""
    return client.public or client.rotate_refresh_tokens


def _refreshed(presentation: RefreshTokenPresentation, context: GrantContext) -> GrantDecision:
    family, now = presentation.family, int(context.now)
    idle_expires_at = min(now + context.lifetimes.refresh_token_idle, family.expires_at)
    effects: tuple[Effect, ...] = ()
    generation = family.generation
    if presentation.generation < family.generation:
        pass  # the successor was made already: it is told once more, and nothing changes
    elif rotates(presentation.client):
        effects = (RotateRefreshToken(family.family_id, generation, now, idle_expires_at),)
        generation += 1
    else:
        effects = (TouchRefreshTokenFamily(family.family_id, idle_expires_at),)
    signed_in = SignedIn(
        family.auth_time, family.amr, family.acr, family.session_id, individual_claims=family.individual_claims
    )
    return Decision(
        Allowed(
            Entitlement(
                subject=family.subject,
                grant_id=family.grant_id,
                scopes=family.scopes,
                resources=family.resources,
                signed_in=signed_in,
                refresh_token=(family.family_id, generation),
            )
        ),
        effects,
    )


def _revoked(family: RefreshTokenFamily | None, context: GrantContext) -> tuple[Effect, ...]:
    if family is None:
        return ()
    now, because = int(context.now), reasons.REUSED.code
    return (
        RevokeGrant(family.grant_id, now, now + context.lifetimes.longest_access_token, because),
        RecordEvent(
            Event("grant.revoked", now, family.client_id, family.subject, grant_id=family.grant_id, reason=because)
        ),
    )


def _standing_of(family: RefreshTokenFamily) -> StandingQuery:
    return StandingQuery(
        family.client_id, grant_id=family.grant_id, subject=family.subject, session_id=family.session_id
    )


GRANT: Grant[RefreshTokenIdentity, RefreshFacts] = Grant("refresh_token", parse, load, decide, on_conflict, owner)

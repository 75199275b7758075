"""The authorization code grant (RFC 6749 section 4.1.3, RFC 7636 section 4.6): a code counts once, ever.

A second use, also one that loses a race, revokes what the code has bought; wrong verifiers are counted.
Reasons: `request.parameter_missing`, the family `authorization_code`.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from assay.checks.authorization_code import CHECKS, unused
from assay.checks.authorization_code.exchange import CodeExchange
from assay.checks.pkce import CHECKS as PKCE_CHECKS
from assay.checks.pkce.proof import PkceProof
from assay.checks.pkce.verifier_form import CHECK as VERIFIER_FORM
from assay.decision import Allowed, Decision, Refused, first_refusal, refuse
from assay.decision.stages import Stages
from assay.formats import opaque_token
from assay.formats.form import Form, single
from assay.model.authorization_code import AuthorizationCode
from assay.model.client import Client
from assay.model.effects import (
    Conflict,
    CountFailedVerifier,
    Effect,
    RecordEvent,
    RedeemAuthorizationCode,
    RevokeGrant,
    StartRefreshTokenFamily,
)
from assay.model.event import Event
from assay.model.refresh_token import RefreshTokenFamily
from assay.model.standing import Standing, StandingQuery
from assay.primitives.hashing import sha256
from assay.reasons import authorization_code as reasons
from assay.reasons.request import PARAMETER_MISSING
from assay.server.grants.grant import Entitlement, Grant, GrantContext, GrantDecision, GrantPorts, Owner, SignedIn
from assay.server.issuance.refresh_token import RefreshTokenMint

_NAME = "authorization_code"
_TOLD_TO_ANYBODY = (VERIFIER_FORM,)
"""Asked first: it needs nothing that is stored."""
_STAGES = Stages((VERIFIER_FORM.name, "code", "pkce"))
_LOST = Stages(tuple(check.name for check in CHECKS))
_COUNTED = (reasons.VERIFIER_MALFORMED, reasons.VERIFIER_MISMATCH)


@dataclass(frozen=True, slots=True)
class CodeRequest:
    """The parameters of the grant; the code itself is gone after parsing."""

    code_hash: bytes
    redirect_uri: str | None
    verifier: str | None = field(repr=False)


@dataclass(frozen=True, slots=True)
class CodeFacts:
    """What is stored of the code, and what may speak against its end-user."""

    stored: AuthorizationCode | None
    standing: Standing


def parse(form: Form, _mint: RefreshTokenMint) -> Allowed[CodeRequest] | Refused:
    """Refuses at once what cannot be one of our codes."""
    code = single(form, "code")
    if code is None:
        return refuse(PARAMETER_MISSING, parameter="code")
    token = opaque_token.parse(code)
    if token is None or token.prefix != opaque_token.AUTHORIZATION_CODE:
        return refuse(reasons.MALFORMED, defect=f"it does not begin with {opaque_token.AUTHORIZATION_CODE}")
    if not token.intact:
        return refuse(reasons.MALFORMED, defect="its checksum does not fit, so it was cut or changed on the way")
    return Allowed(CodeRequest(sha256(code.encode()), single(form, "redirect_uri"), single(form, "code_verifier")))


async def load(request: CodeRequest, ports: GrantPorts) -> CodeFacts:
    """Two reads, whatever is found."""
    stored = await ports.authorization_codes.find(request.code_hash)
    query = StandingQuery("") if stored is None else _standing_of(stored)
    return CodeFacts(stored, await ports.standings.read(query))


def decide(request: CodeRequest, facts: CodeFacts, client: Client, context: GrantContext) -> GrantDecision:
    """Entitles the client to what the end-user approved, or refuses and says what must be written for it."""
    stored = facts.stored
    proof = PkceProof(
        None if stored is None else stored.code_challenge,
        request.verifier,
        0 if stored is None else stored.failed_verifiers,
    )
    refused = first_refusal(_TOLD_TO_ANYBODY, proof, None)
    if refused is not None:
        return Decision(_STAGES.refused(VERIFIER_FORM.name, refused), _counted(refused, stored, client))
    exchange = CodeExchange(client.client_id, request.redirect_uri, stored, facts.standing, context.now)
    refused = first_refusal(CHECKS, exchange, None)
    if refused is not None:
        effects = _revoked(stored, context) if refused.reason is reasons.REPLAYED else ()
        return Decision(_STAGES.refused("code", refused), effects)
    refused = first_refusal(PKCE_CHECKS, proof, None)
    if refused is not None:
        return Decision(_STAGES.refused("pkce", refused), _counted(refused, stored, client))
    return _redeemed(exchange.code, client, context)


def on_conflict(
    conflict: Conflict, _request: CodeRequest, facts: CodeFacts, context: GrantContext
) -> GrantDecision | None:
    """Somebody redeemed the code at the same moment: a second use like any other (docs/decisions/code-race.md).

    Where the grant was revoked at the same moment, it is looked at anew.
    """
    if isinstance(conflict.effect, StartRefreshTokenFamily):
        return None
    replayed = _LOST.refused(unused.CHECK.name, refuse(reasons.REPLAYED, redeemed_at=int(context.now)))
    return Decision(_STAGES.refused("code", replayed), _revoked(facts.stored, context))


def owner(_request: CodeRequest, facts: CodeFacts) -> Owner:
    """The client that the code was issued to, and the end-user who approved."""
    return Owner() if facts.stored is None else Owner(facts.stored.client_id, facts.stored.subject)


def _redeemed(code: AuthorizationCode, client: Client, context: GrantContext) -> GrantDecision:
    now = int(context.now)
    effects: tuple[Effect, ...] = (RedeemAuthorizationCode(code.code_hash, now),)
    refresh_token = None
    if "refresh_token" in client.grant_types:
        family = _new_family(code, now, context)
        effects = (*effects, StartRefreshTokenFamily(family))
        refresh_token = (family.family_id, family.generation)
    bound = "offline_access" not in code.scopes
    signed_in = SignedIn(code.auth_time, code.amr, code.acr, code.session_id, code.nonce, bound, code.individual_claims)
    return Decision(
        Allowed(Entitlement(code.subject, code.grant_id, code.scopes, code.resources, signed_in, refresh_token)),
        effects,
    )


def _new_family(code: AuthorizationCode, now: int, context: GrantContext) -> RefreshTokenFamily:
    expires_at = now + context.lifetimes.refresh_token_absolute
    return RefreshTokenFamily(
        family_id=context.fresh[:16],
        client_id=code.client_id,
        subject=code.subject,
        grant_id=code.grant_id,
        scopes=code.scopes,
        resources=code.resources,
        issued_at=now,
        generation=1,
        rotated_at=now,
        idle_expires_at=min(now + context.lifetimes.refresh_token_idle, expires_at),
        expires_at=expires_at,
        auth_time=code.auth_time,
        session_id=None if "offline_access" in code.scopes else code.session_id,
        amr=code.amr,
        acr=code.acr,
        nonce=code.nonce,
        individual_claims=code.individual_claims,
    )


def _counted(refused: Refused, stored: AuthorizationCode | None, client: Client) -> tuple[Effect, ...]:
    """A wrong verifier counts against the code, but only when the code's own client sent it."""
    if stored is None or stored.client_id != client.client_id or stored.redeemed_at is not None:
        return ()
    return (CountFailedVerifier(stored.code_hash),) if refused.reason in _COUNTED else ()


def _revoked(stored: AuthorizationCode | None, context: GrantContext) -> tuple[Effect, ...]:
    if stored is None:
        return ()
    now, because = int(context.now), reasons.REPLAYED.code
    return (
        RevokeGrant(stored.grant_id, now, now + context.lifetimes.longest_access_token, because),
        RecordEvent(
            Event("grant.revoked", now, stored.client_id, stored.subject, grant_id=stored.grant_id, reason=because)
        ),
    )


def _standing_of(code: AuthorizationCode) -> StandingQuery:
    return StandingQuery(code.client_id, grant_id=code.grant_id, subject=code.subject, session_id=code.session_id)


GRANT: Grant[CodeRequest, CodeFacts] = Grant(_NAME, parse, load, decide, on_conflict, owner)

"""The device code grant (RFC 8628 sections 3.4 and 3.5): the device polls until the end-user has answered.

Reasons: `request.parameter_missing`, the family `device_code`.
"""

from __future__ import annotations

from dataclasses import dataclass

from assay.checks.device_code import CHECKS, unused
from assay.checks.device_code.poll import DevicePoll
from assay.decision import Allowed, Decision, Refused, first_refusal, refuse
from assay.decision.stages import Stages
from assay.formats import opaque_token
from assay.formats.form import Form, single
from assay.model.client import Client
from assay.model.device_authorization import DeviceApproval, DeviceAuthorization
from assay.model.effects import Conflict, Effect, NoteDevicePoll, RedeemDeviceCode, StartRefreshTokenFamily
from assay.model.refresh_token import RefreshTokenFamily
from assay.model.standing import Standing, StandingQuery
from assay.primitives.hashing import sha256
from assay.reasons import device_code as reasons
from assay.reasons.request import PARAMETER_MISSING
from assay.server.grants.grant import Entitlement, Grant, GrantContext, GrantDecision, GrantPorts, Owner, SignedIn
from assay.server.issuance.refresh_token import RefreshTokenMint

DEVICE_CODE = "urn:ietf:params:oauth:grant-type:device_code"

_LOST = Stages(tuple(check.name for check in CHECKS))


@dataclass(frozen=True, slots=True)
class DeviceFacts:
    """What is stored of the device code, and what may speak against its end-user."""

    stored: DeviceAuthorization | None
    standing: Standing


def parse(form: Form, _mint: RefreshTokenMint) -> Allowed[bytes] | Refused:
    """The code's hash. Refuses at once what cannot be one of our codes."""
    code = single(form, "device_code")
    if code is None:
        return refuse(PARAMETER_MISSING, parameter="device_code")
    token = opaque_token.parse(code)
    if token is None or token.prefix != opaque_token.DEVICE_CODE:
        return refuse(reasons.MALFORMED, defect=f"it does not begin with {opaque_token.DEVICE_CODE}")
    if not token.intact:
        return refuse(reasons.MALFORMED, defect="its checksum does not fit, so it was cut or changed on the way")
    return Allowed(sha256(code.encode()))


async def load(code_hash: bytes, ports: GrantPorts) -> DeviceFacts:
    """Two reads, whatever is found."""
    stored = await ports.device_authorizations.find(code_hash)
    query = StandingQuery("")
    if stored is not None:
        query = StandingQuery(
            stored.client_id, grant_id=stored.grant_id, subject=stored.subject, session_id=stored.session_id
        )
    return DeviceFacts(stored, await ports.standings.read(query))


def decide(code_hash: bytes, facts: DeviceFacts, client: Client, context: GrantContext) -> GrantDecision:
    """Entitles the client to what the end-user approved, or refuses; a poll that is too early or in vain is noted."""
    poll = DevicePoll(client.client_id, facts.stored, facts.standing, context.now)
    refused = first_refusal(CHECKS, poll, None)
    if refused is None:
        return _redeemed(poll.authorization, client, context)
    effects: tuple[Effect, ...] = ()
    if refused.reason is reasons.PENDING:
        effects = (NoteDevicePoll(code_hash, int(context.now), poll.authorization.interval),)
    elif refused.reason is reasons.POLLED_TOO_FAST:
        effects = (NoteDevicePoll(code_hash, int(context.now), poll.slower),)
    return Decision(refused, effects)


def on_conflict(
    conflict: Conflict, _code_hash: bytes, _facts: DeviceFacts, context: GrantContext
) -> GrantDecision | None:
    """Another poll was faster: it has the tokens. Where the grant was revoked meanwhile, it is looked at anew."""
    if isinstance(conflict.effect, StartRefreshTokenFamily):
        return None
    return Decision(_LOST.refused(unused.CHECK.name, refuse(reasons.REDEEMED, redeemed_at=int(context.now))))


def owner(_code_hash: bytes, facts: DeviceFacts) -> Owner:
    """The client that the code was issued to, and the end-user who approved."""
    return Owner() if facts.stored is None else Owner(facts.stored.client_id, facts.stored.subject)


def _redeemed(authorization: DeviceAuthorization, client: Client, context: GrantContext) -> GrantDecision:
    approval = authorization.approval
    assert approval is not None
    effects: tuple[Effect, ...] = (RedeemDeviceCode(authorization.device_code_hash, int(context.now)),)
    refresh_token = None
    if "refresh_token" in client.grant_types:
        family = _new_family(authorization, approval, context)
        effects = (*effects, StartRefreshTokenFamily(family))
        refresh_token = (family.family_id, family.generation)
    bound = "offline_access" not in authorization.scopes
    signed_in = SignedIn(
        approval.auth_time, approval.amr, approval.acr, approval.session_id, nonce=None, session_bound=bound
    )
    entitlement = Entitlement(
        approval.subject, approval.grant_id, authorization.scopes, authorization.resources, signed_in, refresh_token
    )
    return Decision(Allowed(entitlement), effects)


def _new_family(
    authorization: DeviceAuthorization, approval: DeviceApproval, context: GrantContext
) -> RefreshTokenFamily:
    now = int(context.now)
    expires_at = now + context.lifetimes.refresh_token_absolute
    return RefreshTokenFamily(
        family_id=context.fresh[:16],
        client_id=authorization.client_id,
        subject=approval.subject,
        grant_id=approval.grant_id,
        scopes=authorization.scopes,
        resources=authorization.resources,
        issued_at=now,
        generation=1,
        rotated_at=now,
        idle_expires_at=min(now + context.lifetimes.refresh_token_idle, expires_at),
        expires_at=expires_at,
        auth_time=approval.auth_time,
        session_id=None if "offline_access" in authorization.scopes else approval.session_id,
        amr=approval.amr,
        acr=approval.acr,
    )


GRANT: Grant[bytes, DeviceFacts] = Grant(DEVICE_CODE, parse, load, decide, on_conflict, owner)

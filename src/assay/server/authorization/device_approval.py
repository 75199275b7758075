"""What the end-user's answer writes where a device waits for it (RFC 8628 section 3.3)."""

from __future__ import annotations

from assay.model.authorization_request import AuthorizationRequest
from assay.model.device_authorization import DeviceApproval
from assay.model.effects import DecideDeviceAuthorization, Effect, RecordEvent
from assay.model.event import Event
from assay.server.end_user_authentication.assurance import acr_of, amr_of
from assay.server.end_user_authentication.sessions import SignedIn


def approved_for_device(
    device_code_hash: bytes, request: AuthorizationRequest, who: SignedIn, grant_id: str, now: float
) -> tuple[Effect, ...]:
    """The device may fetch its tokens. *Conflict* when it was answered meanwhile."""
    session = who.session
    approval = DeviceApproval(
        subject=who.end_user.subject,
        session_id=session.session_id,
        grant_id=grant_id,
        auth_time=session.authenticated_at,
        amr=amr_of(session.proofs),
        acr=acr_of(session.proofs),
    )
    event = Event(
        "device_authorization.approved",
        int(now),
        request.client_id,
        subject=approval.subject,
        grant_id=approval.grant_id,
    )
    return (DecideDeviceAuthorization(device_code_hash, int(now), approval), RecordEvent(event))


def denied_for_device(request: AuthorizationRequest, now: float) -> tuple[Effect, ...]:
    """The device gets nothing; no effects where no device waits."""
    device_code_hash = device_of_request(request)
    return () if device_code_hash is None else (DecideDeviceAuthorization(device_code_hash, int(now), None),)


def device_of_request(request: AuthorizationRequest) -> bytes | None:
    """The hash of the device code that the answer is for, or None where a client waits for a redirect."""
    return bytes.fromhex(request.device_code_hash) if request.device_code_hash is not None else None

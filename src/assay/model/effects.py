"""Effects: what a decision wants written. All effects of one commit are applied, or none.

The one-time effects (marked *conflict*) are settled by storage: it applies them only if nobody was faster, and otherwise
names the effect in a `Conflict`. A new row whose key is taken (session, code, family) is a conflict too.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from assay.model.authorization_code import AuthorizationCode
from assay.model.authorization_request import PendingAuthorizationRequest
from assay.model.client import Client
from assay.model.client_logo import ClientLogo
from assay.model.consent import Consent
from assay.model.device_authorization import DeviceApproval, DeviceAuthorization
from assay.model.email_link import EmailLink
from assay.model.end_user import EndUser, EndUserSession
from assay.model.event import Event
from assay.model.outgoing_message import OutgoingMessage
from assay.model.passkey import Passkey
from assay.model.refresh_token import RefreshTokenFamily
from assay.model.resource import Resource
from assay.model.sealed_value import SealedValue
from assay.model.second_factor import KnownDevice, TotpCredential
from assay.model.signing_key import ServerSecret, SigningKey
from assay.model.status_block import StatusBlock


@dataclass(frozen=True, slots=True)
class SaveClient:
    """Write a client, new or in its next revision. *Conflict* when what stands there is not the revision before."""

    client: Client


@dataclass(frozen=True, slots=True)
class SaveClientLogo:
    """Write the picture of a client, in the place of the one before."""

    logo: ClientLogo


@dataclass(frozen=True, slots=True)
class RemoveClientLogo:
    """Take the picture of a client away, if it has one."""

    client_id: str


@dataclass(frozen=True, slots=True)
class SaveResource:
    """Write a resource, new or in its next revision. A default one takes the mark from any other, which is a change of that one.

    *Conflict* when what stands there is not the revision before.
    """

    resource: Resource


@dataclass(frozen=True, slots=True)
class AddEndUser:
    """Write a new end-user. *Conflict* when the username is taken."""

    end_user: EndUser


@dataclass(frozen=True, slots=True)
class ExpectEndUser:
    """Write nothing. *Conflict* when what stands there is not exactly this, so that a change meant for this state alone is lost."""

    end_user: EndUser


@dataclass(frozen=True, slots=True)
class ChangePassword:
    """Write another password and nothing else, so that what somebody else changes meanwhile stays.

    *Conflict* when the end-user is not there, or when it is no more `from_hash` that is set, where that is given.
    """

    subject: str
    password_hash: str
    at: int
    from_hash: str | None = None


@dataclass(frozen=True, slots=True)
class SwitchEndUser:
    """Disable an end-user, or enable one again (None). *Conflict* when it is so already, or the end-user is not there."""

    subject: str
    disabled_at: int | None


@dataclass(frozen=True, slots=True)
class ChangeClaims:
    """Write other claims (JSON text). *Conflict* when they are no longer `from_claims`, or the end-user is not there."""

    subject: str
    from_claims: str
    to_claims: str


@dataclass(frozen=True, slots=True)
class RehashPassword:
    """Put a new hash of the same password in the place of `from_hash`; nothing happens when the password was changed."""

    subject: str
    from_hash: str
    to_hash: str


@dataclass(frozen=True, slots=True)
class StartEndUserSession:
    """Write a new end-user session."""

    session: EndUserSession


@dataclass(frozen=True, slots=True)
class ProveEndUserSession:
    """Write what was proved in a live session, under a new secret. *Conflict* when `from_hash` is not its secret any more.

    `session` has the same `session_id`; of it the hash, the proofs with their times, the end, the last use and `complete`
    are written. No earlier cookie counts any more.
    """

    from_hash: bytes
    session: EndUserSession


@dataclass(frozen=True, slots=True)
class RotateSessionCookie:
    """Give a session another cookie; the one before stays known. *Conflict* when `from_hash` is not its present one."""

    session_id: str
    from_hash: bytes
    to_hash: bytes
    nonce: bytes
    at: int


@dataclass(frozen=True, slots=True)
class ConfirmSessionCookie:
    """Note that a browser has brought the present cookie, so that the one before is of no use any more."""

    session_id: str
    session_hash: bytes
    at: int


@dataclass(frozen=True, slots=True)
class JoinEndUserSession:
    """Note that a session signed in to a client. *Conflict* when the session is unknown or was ended."""

    session_id: str
    client_id: str


@dataclass(frozen=True, slots=True)
class EndEndUserSession:
    """End a session and revoke, as `SESSION_ENDED`, the refresh token families that are bound to it.

    With `clients`: *conflict* when it signed in to others as well, so that no client is forgotten that must be told.
    """

    session_id: str
    at: int
    clients: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class AddTotp:
    """Write an authenticator app. *Conflict* when the end-user has one."""

    credential: TotpCredential


@dataclass(frozen=True, slots=True)
class UseTotpStep:
    """Note that a time step was used. *Conflict* when that step or a later one was used, or there is no credential."""

    subject: str
    step: int


@dataclass(frozen=True, slots=True)
class RemoveSecondFactors:
    """Delete an end-user's authenticator app and recovery codes."""

    subject: str


@dataclass(frozen=True, slots=True)
class ReplaceRecoveryCodes:
    """Write a new set of recovery codes; the set before counts no more."""

    subject: str
    code_hashes: tuple[bytes, ...]
    at: int


@dataclass(frozen=True, slots=True)
class RedeemRecoveryCode:
    """Mark a recovery code as used. *Conflict* when it is unknown or was used."""

    subject: str
    code_hash: bytes
    at: int


@dataclass(frozen=True, slots=True)
class RememberDevice:
    """Write a newly known device. *Conflict* when the id is taken."""

    device: KnownDevice


@dataclass(frozen=True, slots=True)
class RotateDevice:
    """Write a known device anew under another token. *Conflict* when its token is not `from_hash` (any more)."""

    from_hash: bytes
    device: KnownDevice


@dataclass(frozen=True, slots=True)
class ForgetDevices:
    """Delete one known device of an end-user, or all of them (None)."""

    subject: str
    device_id: str | None = None


@dataclass(frozen=True, slots=True)
class AddEmailLink:
    """Write a link that is being mailed. *Conflict* when the token is taken."""

    link: EmailLink


@dataclass(frozen=True, slots=True)
class RedeemEmailLink:
    """Take a mailed link out of use. *Conflict* when it is gone already."""

    token_hash: bytes


@dataclass(frozen=True, slots=True)
class WithdrawEmailLinks:
    """Delete all links that were mailed to an end-user."""

    subject: str


@dataclass(frozen=True, slots=True)
class AddPasskey:
    """Write a new passkey. *Conflict* when the credential id is taken, by whomever."""

    passkey: Passkey


@dataclass(frozen=True, slots=True)
class UsePasskey:
    """Note that a passkey was used. *Conflict* when its count is no longer `from_sign_count`, or it was removed."""

    credential_id: bytes
    from_sign_count: int
    sign_count: int
    backed_up: bool
    at: int


@dataclass(frozen=True, slots=True)
class RenamePasskey:
    """Give a passkey another name. *Conflict* when the end-user has no such passkey."""

    subject: str
    credential_id: bytes
    name: str


@dataclass(frozen=True, slots=True)
class RemovePasskey:
    """Delete a passkey. *Conflict* when the end-user has no such passkey (any more), or no other one that must be left."""

    subject: str
    credential_id: bytes
    another_is_left: bool = False


@dataclass(frozen=True, slots=True)
class SavePendingAuthorizationRequest:
    """Write or replace a pending authorization request."""

    pending: PendingAuthorizationRequest


@dataclass(frozen=True, slots=True)
class RedeemPendingAuthorizationRequest:
    """Take a pending request out of the waiting room. *Conflict* when it is gone already."""

    handle_hash: bytes


@dataclass(frozen=True, slots=True)
class SaveConsent:
    """Write a consent, new or changed."""

    consent: Consent


@dataclass(frozen=True, slots=True)
class RevokeConsent:
    """Delete a consent."""

    client_id: str
    subject: str


@dataclass(frozen=True, slots=True)
class ExpectConsent:
    """Write nothing. *Conflict* when what stands there is not exactly this."""

    consent: Consent


@dataclass(frozen=True, slots=True)
class SaveAuthorizationCode:
    """Write a new authorization code."""

    code: AuthorizationCode


@dataclass(frozen=True, slots=True)
class RedeemAuthorizationCode:
    """Mark a code as redeemed. *Conflict* when it is unknown, was redeemed already, or is burnt (`MAX_FAILED_VERIFIERS`)."""

    code_hash: bytes
    at: int


@dataclass(frozen=True, slots=True)
class CountFailedVerifier:
    """Count one wrong `code_verifier` against a code; the code is burnt at the limit (security bar A084)."""

    code_hash: bytes


@dataclass(frozen=True, slots=True)
class SaveDeviceAuthorization:
    """Write a new device authorization. *Conflict* when its device code or its user code is taken."""

    authorization: DeviceAuthorization


@dataclass(frozen=True, slots=True)
class NoteDevicePoll:
    """Note that a device polled, and after how many seconds it may poll again; of two notes the later and longer count."""

    device_code_hash: bytes
    at: int
    interval: int


@dataclass(frozen=True, slots=True)
class DecideDeviceAuthorization:
    """Answer a device authorization: approved, or denied (None). *Conflict* when it is unknown or was answered."""

    device_code_hash: bytes
    at: int
    approval: DeviceApproval | None


@dataclass(frozen=True, slots=True)
class RedeemDeviceCode:
    """Mark a device code as redeemed. *Conflict* when it is unknown, is not approved, or was redeemed."""

    device_code_hash: bytes
    at: int


@dataclass(frozen=True, slots=True)
class StartRefreshTokenFamily:
    """Write a new family with generation 1. *Conflict* when its grant is revoked, or the id is taken."""

    family: RefreshTokenFamily


@dataclass(frozen=True, slots=True)
class RotateRefreshToken:
    """Raise the generation by one. *Conflict* when the stored generation is not `from_generation`, or it is revoked."""

    family_id: bytes
    from_generation: int
    at: int
    idle_expires_at: int


@dataclass(frozen=True, slots=True)
class TouchRefreshTokenFamily:
    """Note the use of a refresh token that does not rotate: only the idle limit moves. *Conflict* when it is revoked."""

    family_id: bytes
    idle_expires_at: int


@dataclass(frozen=True, slots=True)
class RevokeGrant:
    """Revoke all that a grant bought: its families, and its access tokens until `until` (by grant id).

    What was revoked before keeps its time and its reason; of two `until` the later counts.
    """

    grant_id: str
    at: int
    until: int
    because: str


@dataclass(frozen=True, slots=True)
class RevokeGrantsOf:
    """Revoke all that one end-user's approvals have bought one client, or all clients (None), as `RevokeGrant` does each."""

    client_id: str | None
    subject: str
    at: int
    until: int
    because: str


@dataclass(frozen=True, slots=True)
class DenyAccessToken:
    """Put one access token on the deny list until it would expire anyway."""

    jti: str
    until: int
    because: str


@dataclass(frozen=True, slots=True)
class RememberOnce:
    """Remember a one-time value (a client assertion's `jti`, …). *Conflict* when it is remembered already."""

    kind: str
    key: bytes
    until: int


@dataclass(frozen=True, slots=True)
class SaveSigningKey:
    """Write a signing key, or the times of one that is there: each stays the earliest that was written.

    So whoever writes what they read a while ago takes no revocation back. The sealed private part is changed by `Reseal`
    alone.
    """

    key: SigningKey


@dataclass(frozen=True, slots=True)
class ExpectSigningKey:
    """Write nothing. *Conflict* when what stands there is not exactly this."""

    key: SigningKey


@dataclass(frozen=True, slots=True)
class AddServerSecret:
    """Write a server secret. *Conflict* when the purpose has one already."""

    secret: ServerSecret


@dataclass(frozen=True, slots=True)
class ReserveStatusBlock:
    """Reserve the next status indexes. *Conflict* when somebody else has reserved from there on."""

    block: StatusBlock


@dataclass(frozen=True, slots=True)
class Reseal:
    """Store a sealed value anew, sealed under another key. *Conflict* when it is no longer what `value` says."""

    value: SealedValue
    sealed: bytes


@dataclass(frozen=True, slots=True)
class EnqueueMessage:
    """Put a message into the outbox, in the same transaction as the change that it tells of."""

    message: OutgoingMessage


@dataclass(frozen=True, slots=True)
class ClaimMessage:
    """Begin try number `attempt`; until `until` nobody else may. *Conflict* when another has begun it, or it is gone."""

    message_id: str
    attempt: int
    until: int


@dataclass(frozen=True, slots=True)
class FinishMessage:
    """Take a delivered message out of the outbox. *Conflict* when `attempt` is not its newest try."""

    message_id: str
    attempt: int


@dataclass(frozen=True, slots=True)
class PostponeMessage:
    """Put a message back until `due_at`. *Conflict* when `attempt` is not its newest try."""

    message_id: str
    attempt: int
    due_at: int
    defect: str


@dataclass(frozen=True, slots=True)
class AbandonMessage:
    """Give a message up; it stays to be looked at. *Conflict* when `attempt` is not its newest try."""

    message_id: str
    attempt: int
    at: int
    defect: str


@dataclass(frozen=True, slots=True)
class ReviveMessage:
    """Try a message that was given up from the beginning. *Conflict* when it is not there or was not given up."""

    message_id: str
    due_at: int
    expires_at: int


@dataclass(frozen=True, slots=True)
class RecordEvent:
    """Append an event in the same transaction as the change that it tells of."""

    event: Event


Effect: TypeAlias = (
    SaveClient
    | SaveClientLogo
    | RemoveClientLogo
    | SaveResource
    | AddEndUser
    | ExpectEndUser
    | ChangePassword
    | SwitchEndUser
    | ChangeClaims
    | RehashPassword
    | StartEndUserSession
    | ProveEndUserSession
    | RotateSessionCookie
    | ConfirmSessionCookie
    | JoinEndUserSession
    | EndEndUserSession
    | AddTotp
    | UseTotpStep
    | RemoveSecondFactors
    | ReplaceRecoveryCodes
    | RedeemRecoveryCode
    | RememberDevice
    | RotateDevice
    | ForgetDevices
    | AddEmailLink
    | RedeemEmailLink
    | WithdrawEmailLinks
    | AddPasskey
    | UsePasskey
    | RenamePasskey
    | RemovePasskey
    | SavePendingAuthorizationRequest
    | RedeemPendingAuthorizationRequest
    | SaveConsent
    | RevokeConsent
    | ExpectConsent
    | SaveAuthorizationCode
    | RedeemAuthorizationCode
    | CountFailedVerifier
    | SaveDeviceAuthorization
    | NoteDevicePoll
    | DecideDeviceAuthorization
    | RedeemDeviceCode
    | StartRefreshTokenFamily
    | RotateRefreshToken
    | TouchRefreshTokenFamily
    | RevokeGrant
    | RevokeGrantsOf
    | DenyAccessToken
    | RememberOnce
    | SaveSigningKey
    | ExpectSigningKey
    | AddServerSecret
    | ReserveStatusBlock
    | Reseal
    | EnqueueMessage
    | ClaimMessage
    | FinishMessage
    | PostponeMessage
    | AbandonMessage
    | ReviveMessage
    | RecordEvent
)


@dataclass(frozen=True, slots=True)
class Committed:
    """All effects are durable."""


@dataclass(frozen=True, slots=True)
class Conflict:
    """Nothing was written: somebody was faster with this effect."""

    effect: Effect

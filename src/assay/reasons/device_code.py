"""Reasons why a device code is refused at the token endpoint, and a user code on the page where a person types it."""

from __future__ import annotations

from assay.reasons.reason import EvidenceField, Fault, PublicAnswer, Reason, Retry, Tier

_INVALID_GRANT = PublicAnswer("invalid_grant", 400)
_HIDDEN = "device_code.not_accepted"
_USER_CODE_PUBLIC = PublicAnswer("access_denied", 400)
_USER_CODE_HIDDEN = "device_code.user_code_not_accepted"
_TYPE_AGAIN = (
    "Look at the device again and type the code that it shows now. If it has another one, use that; else start the "
)
_TYPE_AGAIN += "sign-in on the device anew."

NOT_ACCEPTED = Reason(
    code="device_code.not_accepted",
    headline="The device code is not accepted",
    explanation="The device code is unknown, used already, or does not belong to this client, or what was approved no longer "
    "stands. Which of these it is, the server tells only to the client that owns the code.",
    fix="Begin again with a new device authorization request. The refusal_id leads to the exact reason.",
    fault=Fault.CLIENT,
    public=_INVALID_GRANT,
    retry=Retry.NEW_CREDENTIAL,
    references=("RFC 8628 section 3.5", "RFC 6749 section 5.2"),
)

MALFORMED = Reason(
    code="device_code.malformed",
    headline="The parameter device_code is not a device code of this server",
    explanation="device_code does not have the form of a device code: {defect}.",
    fix="Send the member device_code of the device authorization response as a whole (not the user_code, which is for the "
    "person).",
    fault=Fault.CLIENT,
    public=_INVALID_GRANT,
    retry=Retry.NEW_CREDENTIAL,
    references=("RFC 8628 section 3.4",),
    evidence=(EvidenceField("defect", "text", "what is wrong with it"),),
)

UNKNOWN = Reason(
    code="device_code.unknown",
    headline="There is no such device code",
    explanation="The code has the right form and checksum, but this issuer never issued it, or it was purged after it "
    "expired.",
    fix="Poll at the issuer that issued the code, and stop when expires_in is over.",
    fault=Fault.CLIENT,
    public=_INVALID_GRANT,
    tier=Tier.SERVER_STATE,
    public_as=_HIDDEN,
    retry=Retry.NEW_CREDENTIAL,
    references=("RFC 8628 section 3.5",),
)

WRONG_CLIENT = Reason(
    code="device_code.wrong_client",
    headline="The device code was issued to another client",
    explanation="The code belongs to {owner}, and {client_id} polled with it.",
    fix="Poll with the client that asked for the code. If that was not meant, the code leaked from {owner}.",
    fault=Fault.CLIENT,
    public=_INVALID_GRANT,
    tier=Tier.SERVER_STATE,
    public_as=_HIDDEN,
    retry=Retry.NEW_CREDENTIAL,
    references=("RFC 8628 section 3.4",),
    evidence=(
        EvidenceField("owner", "text", "the client that the code was issued to", Tier.SERVER_STATE),
        EvidenceField("client_id", "text", "the client that polled", Tier.DEFENCE),
    ),
)

REDEEMED = Reason(
    code="device_code.redeemed",
    headline="The device code was used before",
    explanation="The tokens for this code were issued at {redeemed_at}. A device code counts once.",
    fix="Keep the tokens of the first answer and stop polling then. If that answer was lost, begin again.",
    fault=Fault.CLIENT,
    public=_INVALID_GRANT,
    tier=Tier.SERVER_STATE,
    public_as=_HIDDEN,
    retry=Retry.NEW_CREDENTIAL,
    references=("RFC 8628 section 3.5", "RFC 6749 section 5.2"),
    evidence=(EvidenceField("redeemed_at", "instant", "when the tokens were issued", Tier.SERVER_STATE),),
)

EXPIRED = Reason(
    code="device_code.expired",
    headline="Nobody approved the device in time",
    explanation="The device code was issued at {issued_at} and expired at {expired_at}; the server's clock said {now}.",
    fix="Begin again with a new device authorization request, when the person is there to type the code.",
    fault=Fault.END_USER,
    public=PublicAnswer("expired_token", 400),
    retry=Retry.NEW_CREDENTIAL,
    references=("RFC 8628 section 3.5",),
    evidence=(
        EvidenceField("issued_at", "instant", "when the code was issued"),
        EvidenceField("expired_at", "instant", "when it expired"),
        EvidenceField("now", "instant", "the server's clock"),
    ),
)

DENIED = Reason(
    code="device_code.denied",
    headline="The end-user did not allow the device",
    explanation="At {denied_at} the end-user looked at what the device asked for, and said no.",
    fix="Do not ask again by yourself. When the person wants it after all, begin again with a new device authorization "
    "request.",
    fault=Fault.END_USER,
    public=PublicAnswer("access_denied", 400),
    retry=Retry.NEW_CREDENTIAL,
    references=("RFC 8628 section 3.5",),
    evidence=(EvidenceField("denied_at", "instant", "when the end-user said no"),),
)

POLLED_TOO_FAST = Reason(
    code="device_code.polled_too_fast",
    headline="The device polls too fast; it must wait longer between two requests",
    explanation="The last poll was {waited} seconds ago, and {interval} seconds were asked for. From now on it is "
    "{next_interval}.",
    fix="Wait for the interval of the device authorization response, and for 5 seconds more after each slow_down.",
    fault=Fault.CLIENT,
    public=PublicAnswer("slow_down", 400),
    retry=Retry.LATER,
    references=("RFC 8628 section 3.5",),
    evidence=(
        EvidenceField("waited", "seconds", "time since the last poll"),
        EvidenceField("interval", "seconds", "the least time between two polls"),
        EvidenceField("next_interval", "seconds", "the least time from now on"),
    ),
)

PENDING = Reason(
    code="device_code.authorization_pending",
    headline="The end-user has not answered yet; poll again after the interval",
    explanation="The device code is good, and nobody has allowed or refused it so far. It expires at {expires_at}.",
    fix="Show the person the user code and the address, wait for the interval, and poll again.",
    fault=Fault.END_USER,
    public=PublicAnswer("authorization_pending", 400),
    retry=Retry.LATER,
    references=("RFC 8628 section 3.5",),
    evidence=(EvidenceField("expires_at", "instant", "when the device code expires"),),
)

END_USER_DISABLED = Reason(
    code="device_code.end_user_disabled",
    headline="The end-user was disabled after they allowed the device",
    explanation="The end-user who approved the device is disabled or was deleted since.",
    fix="The operator decides whether the end-user is enabled again.",
    fault=Fault.OPERATOR,
    public=_INVALID_GRANT,
    tier=Tier.SERVER_STATE,
    public_as=_HIDDEN,
    retry=Retry.NEW_CREDENTIAL,
    references=("RFC 6749 section 5.2",),
)

GRANT_REVOKED = Reason(
    code="device_code.grant_revoked",
    headline="What was approved was taken back before the device fetched its tokens",
    explanation="The grant behind it is revoked: {because}.",
    fix="Begin again with a new device authorization request.",
    fault=Fault.END_USER,
    public=_INVALID_GRANT,
    tier=Tier.SERVER_STATE,
    public_as=_HIDDEN,
    retry=Retry.NEW_CREDENTIAL,
    references=("RFC 6749 section 5.2", "RFC 7009 section 2.1"),
    evidence=(EvidenceField("because", "text", "why the grant was revoked", Tier.SERVER_STATE),),
)

SESSION_ENDED = Reason(
    code="device_code.session_ended",
    headline="The end-user signed out before the device fetched its tokens",
    explanation="The session in which the device was allowed at {decided_at} has ended.",
    fix="Begin again with a new device authorization request.",
    fault=Fault.END_USER,
    public=_INVALID_GRANT,
    tier=Tier.SERVER_STATE,
    public_as=_HIDDEN,
    retry=Retry.NEW_CREDENTIAL,
    references=("RFC 6749 section 5.2",),
    evidence=(EvidenceField("decided_at", "instant", "when the device was allowed", Tier.SERVER_STATE),),
)

TOO_MANY_WAITING = Reason(
    code="device_code.too_many_waiting",
    headline="There were too many device authorization requests; wait a little",
    explanation="From this network there were more device authorization requests than are allowed, and each is stored until "
    "it is answered or expires. The next one is taken after {retry_after} seconds.",
    fix="Wait, then try again once. A device asks once and then polls; it does not ask anew for each poll.",
    fault=Fault.CLIENT,
    public=PublicAnswer("temporarily_unavailable", 429),
    retry=Retry.LATER,
    references=("RFC 8628 section 5.4", "RFC 6585 section 4"),
    evidence=(EvidenceField("retry_after", "seconds", "after how long the next request is taken"),),
)

# ------------------------------------------------ told to the person who types the user code

USER_CODE_NOT_ACCEPTED = Reason(
    code="device_code.user_code_not_accepted",
    headline="This code is not accepted",
    explanation="No device waits under this code: it was mistyped, it has expired, or it was answered already.",
    fix=_TYPE_AGAIN,
    fault=Fault.END_USER,
    public=_USER_CODE_PUBLIC,
    references=("RFC 8628 section 3.3",),
)

USER_CODE_UNKNOWN = Reason(
    code="device_code.user_code_unknown",
    headline="No device has this user code",
    explanation="No device authorization has the user code that was typed.",
    fix=_TYPE_AGAIN,
    fault=Fault.END_USER,
    public=_USER_CODE_PUBLIC,
    tier=Tier.SERVER_STATE,
    public_as=_USER_CODE_HIDDEN,
    references=("RFC 8628 section 3.3", "RFC 8628 section 5.1"),
)

USER_CODE_EXPIRED = Reason(
    code="device_code.user_code_expired",
    headline="The user code has expired",
    explanation="The code was typed after {expired_at}, when the device had stopped waiting.",
    fix=_TYPE_AGAIN,
    fault=Fault.END_USER,
    public=_USER_CODE_PUBLIC,
    tier=Tier.SERVER_STATE,
    public_as=_USER_CODE_HIDDEN,
    references=("RFC 8628 section 3.3",),
    evidence=(EvidenceField("expired_at", "instant", "when the user code expired", Tier.SERVER_STATE),),
)

USER_CODE_ANSWERED = Reason(
    code="device_code.user_code_answered",
    headline="The device was allowed or refused already",
    explanation="Somebody answered for this user code at {decided_at}. A code is answered once.",
    fix=_TYPE_AGAIN,
    fault=Fault.END_USER,
    public=_USER_CODE_PUBLIC,
    tier=Tier.SERVER_STATE,
    public_as=_USER_CODE_HIDDEN,
    references=("RFC 8628 section 3.3",),
    evidence=(EvidenceField("decided_at", "instant", "when it was answered", Tier.SERVER_STATE),),
)

TOO_MANY_GUESSES = Reason(
    code="device_code.too_many_guesses",
    headline="Too many codes were typed that no device has; wait a little",
    explanation="More wrong user codes came than are allowed ({budget}). The next one is looked at after {retry_after} "
    "seconds.",
    fix="Wait, then type the code that the device shows. If nobody here mistyped anything, somebody is guessing codes.",
    fault=Fault.END_USER,
    public=PublicAnswer("access_denied", 429),
    retry=Retry.LATER,
    references=("RFC 8628 section 5.1", "RFC 6585 section 4"),
    evidence=(
        EvidenceField("retry_after", "seconds", "after how long the next code is looked at"),
        EvidenceField("budget", "text", "which budget is used up", Tier.DEFENCE),
    ),
)

REASONS: tuple[Reason, ...] = (
    NOT_ACCEPTED,
    MALFORMED,
    UNKNOWN,
    WRONG_CLIENT,
    REDEEMED,
    EXPIRED,
    DENIED,
    POLLED_TOO_FAST,
    PENDING,
    END_USER_DISABLED,
    SESSION_ENDED,
    GRANT_REVOKED,
    TOO_MANY_WAITING,
    USER_CODE_NOT_ACCEPTED,
    USER_CODE_UNKNOWN,
    USER_CODE_EXPIRED,
    USER_CODE_ANSWERED,
    TOO_MANY_GUESSES,
)

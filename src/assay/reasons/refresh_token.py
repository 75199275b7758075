"""Reasons why a refresh token is refused."""

from __future__ import annotations

from assay.reasons.reason import EvidenceField, Fault, PublicAnswer, Reason, Retry, Tier

_INVALID_GRANT = PublicAnswer("invalid_grant", 400)
_HIDDEN = "refresh_token.not_accepted"
_NOW = EvidenceField("now", "instant", "the server's clock")
_GENERATION = EvidenceField("generation", "number", "the generation of the token presented", Tier.SERVER_STATE)
_NEWEST = EvidenceField("newest", "number", "the newest generation of the family", Tier.SERVER_STATE)

NOT_ACCEPTED = Reason(
    code="refresh_token.not_accepted",
    headline="The refresh token is not accepted",
    explanation="The refresh token is unknown, expired, revoked, replaced by a newer one, or not this client's. Which of "
    "these it is, the server tells only to the client that owns it.",
    fix="Send the end-user through authorization again. The refusal_id leads to the exact reason.",
    fault=Fault.CLIENT,
    public=_INVALID_GRANT,
    retry=Retry.NEW_CREDENTIAL,
    references=("RFC 6749 section 5.2", "RFC 6749 section 6"),
)

MALFORMED = Reason(
    code="refresh_token.malformed",
    headline="The parameter refresh_token is not a refresh token of this server",
    explanation="refresh_token does not have the form of a refresh token: {defect}.",
    fix="Send the refresh token exactly as it was received. A token that was cut by a short database column or taken from "
    "another server does not have its checksum.",
    fault=Fault.CLIENT,
    public=_INVALID_GRANT,
    retry=Retry.NEW_CREDENTIAL,
    references=("RFC 6749 section 6",),
    evidence=(EvidenceField("defect", "text", "what is wrong with it"),),
)

UNKNOWN = Reason(
    code="refresh_token.unknown",
    headline="This issuer never issued the refresh token",
    explanation="The token has the right form, but not the mark that only this issuer can make. It was made up, or it comes "
    "from another issuer or from a server with other secrets. Nothing was changed.",
    fix="Send the token to the issuer that issued it. After a restore from a backup, restore the server's secrets too.",
    fault=Fault.CLIENT,
    public=_INVALID_GRANT,
    tier=Tier.SERVER_STATE,
    public_as=_HIDDEN,
    retry=Retry.NEW_CREDENTIAL,
    references=("RFC 6749 section 5.2",),
)

FORGOTTEN = Reason(
    code="refresh_token.forgotten",
    headline="The refresh token is so old that the server has forgotten it",
    explanation="This issuer issued the token, but its family was purged after it had expired or was revoked.",
    fix="Send the end-user through authorization again.",
    fault=Fault.CLIENT,
    public=_INVALID_GRANT,
    tier=Tier.SERVER_STATE,
    public_as=_HIDDEN,
    retry=Retry.NEW_CREDENTIAL,
    references=("RFC 6749 section 5.2",),
    evidence=(_GENERATION,),
)

WRONG_CLIENT = Reason(
    code="refresh_token.wrong_client",
    headline="The refresh token was issued to another client",
    explanation="The token belongs to {owner}, and {client_id} presented it. Nothing was changed.",
    fix="Refresh with the client that got the token. If that was not meant, the token has leaked: revoke it.",
    fault=Fault.CLIENT,
    public=_INVALID_GRANT,
    tier=Tier.SERVER_STATE,
    public_as=_HIDDEN,
    retry=Retry.NEW_CREDENTIAL,
    references=("RFC 6749 section 6", "RFC 6749 section 10.4"),
    evidence=(
        EvidenceField("owner", "text", "the client that the token was issued to", Tier.SERVER_STATE),
        EvidenceField("client_id", "text", "the client that presented it", Tier.DEFENCE),
    ),
)

REVOKED = Reason(
    code="refresh_token.revoked",
    headline="The refresh token was revoked",
    explanation="The token and its successors were revoked at {revoked_at}, because of {because}.",
    fix="Send the end-user through authorization again. Where the cause is a reason of its own, "
    "assay explain {because} tells more.",
    fault=Fault.CLIENT,
    public=_INVALID_GRANT,
    tier=Tier.SERVER_STATE,
    public_as=_HIDDEN,
    retry=Retry.NEW_CREDENTIAL,
    references=("RFC 6749 section 5.2", "RFC 7009 section 2.1"),
    evidence=(
        EvidenceField("revoked_at", "instant", "when it was revoked", Tier.SERVER_STATE),
        EvidenceField("because", "text", "the code of the cause", Tier.SERVER_STATE),
    ),
)

REUSED = Reason(
    code="refresh_token.reused",
    headline="The refresh token was replaced already, and is used again",
    explanation="The token is of generation {generation}; the newest is {newest}, made at {rotated_at}. Either the client "
    "keeps using an old token, or somebody has a copy of it. Nobody can tell which, so the whole family is revoked now.",
    fix="Store the new refresh token of every answer before using it, and let only one process refresh. Then send the "
    "end-user through authorization again. If the client does so, treat it as a theft.",
    fault=Fault.CLIENT,
    public=_INVALID_GRANT,
    tier=Tier.SERVER_STATE,
    public_as=_HIDDEN,
    retry=Retry.NEW_CREDENTIAL,
    references=("RFC 9700 section 4.14.2", "RFC 6749 section 10.4"),
    evidence=(
        _GENERATION,
        _NEWEST,
        EvidenceField("rotated_at", "instant", "when the newest was made", Tier.SERVER_STATE),
        _NOW,
    ),
)

AHEAD = Reason(
    code="refresh_token.ahead",
    headline="The refresh token is newer than what the server has stored",
    explanation="The token is genuine and of generation {generation}, but the stored family has only come to {newest}. The "
    "server has lost writes: its store was restored from an older backup, or a promise of durability was broken.",
    fix="The operator looks at the last restore. The end-user must sign in again.",
    fault=Fault.OPERATOR,
    public=_INVALID_GRANT,
    tier=Tier.SERVER_STATE,
    public_as=_HIDDEN,
    retry=Retry.NEW_CREDENTIAL,
    references=("RFC 6749 section 5.2",),
    evidence=(_GENERATION, _NEWEST),
)

EXPIRED = Reason(
    code="refresh_token.expired",
    headline="The refresh token has reached the end of its life",
    explanation="The first token of the family was issued at {issued_at}; the family ended at {expired_at}, however often it "
    "was used. The server's clock said {now}.",
    fix="Send the end-user through authorization again. The operator sets the longest life.",
    fault=Fault.CLIENT,
    public=_INVALID_GRANT,
    tier=Tier.SERVER_STATE,
    public_as=_HIDDEN,
    retry=Retry.NEW_CREDENTIAL,
    references=("RFC 6749 section 5.2", "RFC 9700 section 4.14.2"),
    evidence=(
        EvidenceField("issued_at", "instant", "when the family began", Tier.SERVER_STATE),
        EvidenceField("expired_at", "instant", "when it ended", Tier.SERVER_STATE),
        _NOW,
    ),
)

IDLE_EXPIRED = Reason(
    code="refresh_token.idle_expired",
    headline="The refresh token was not used for too long",
    explanation="The token was good until {expired_at} unless it was used before; the server's clock said {now}.",
    fix="Send the end-user through authorization again, and refresh more often than the idle limit.",
    fault=Fault.CLIENT,
    public=_INVALID_GRANT,
    tier=Tier.SERVER_STATE,
    public_as=_HIDDEN,
    retry=Retry.NEW_CREDENTIAL,
    references=("RFC 6749 section 5.2", "RFC 9700 section 4.14.2"),
    evidence=(EvidenceField("expired_at", "instant", "the idle limit", Tier.SERVER_STATE), _NOW),
)

END_USER_DISABLED = Reason(
    code="refresh_token.end_user_disabled",
    headline="The end-user is disabled",
    explanation="The end-user who approved the grant is disabled or was deleted.",
    fix="The operator decides whether the end-user is enabled again.",
    fault=Fault.OPERATOR,
    public=_INVALID_GRANT,
    tier=Tier.SERVER_STATE,
    public_as=_HIDDEN,
    retry=Retry.NEW_CREDENTIAL,
    references=("RFC 6749 section 5.2",),
)

SESSION_ENDED = Reason(
    code="refresh_token.session_ended",
    headline="The end-user has signed out",
    explanation="The refresh token was issued without the scope offline_access, so it ended with the end-user's session.",
    fix="Send the end-user through authorization again. A client that works while nobody is there asks for offline_access.",
    fault=Fault.END_USER,
    public=_INVALID_GRANT,
    tier=Tier.SERVER_STATE,
    public_as=_HIDDEN,
    retry=Retry.NEW_CREDENTIAL,
    references=("OpenID Connect Core 1.0 section 11",),
)

REASONS: tuple[Reason, ...] = (
    NOT_ACCEPTED,
    MALFORMED,
    UNKNOWN,
    FORGOTTEN,
    WRONG_CLIENT,
    REVOKED,
    REUSED,
    AHEAD,
    EXPIRED,
    IDLE_EXPIRED,
    END_USER_DISABLED,
    SESSION_ENDED,
)

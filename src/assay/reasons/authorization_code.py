"""Reasons why an authorization code is refused at the token endpoint."""

from __future__ import annotations

from assay.reasons.reason import EvidenceField, Fault, PublicAnswer, Reason, Retry, Tier

_INVALID_GRANT = PublicAnswer("invalid_grant", 400)
_HIDDEN = "authorization_code.not_accepted"
_ISSUED_AT = EvidenceField("issued_at", "instant", "when the code was issued", Tier.SERVER_STATE)

NOT_ACCEPTED = Reason(
    code="authorization_code.not_accepted",
    headline="The authorization code is not accepted",
    explanation="The code is unknown, expired, used already, or does not belong to this client, redirect URI or PKCE "
    "verifier. Which of these it is, the server tells only to the client that owns the code.",
    fix="Send the end-user through authorization again and redeem the new code once, within its lifetime, with the same "
    "client_id, redirect_uri and code_verifier. The refusal_id leads to the exact reason.",
    fault=Fault.CLIENT,
    public=_INVALID_GRANT,
    retry=Retry.NEW_CREDENTIAL,
    references=("RFC 6749 section 4.1.3", "RFC 6749 section 5.2"),
)

MALFORMED = Reason(
    code="authorization_code.malformed",
    headline="The parameter code is not an authorization code of this server",
    explanation="code does not have the form of an authorization code: {defect}.",
    fix="Take the parameter code of the redirect as a whole and decode it once. A code that was cut, logged with dots, or "
    "taken from another server does not have its checksum.",
    fault=Fault.CLIENT,
    public=_INVALID_GRANT,
    retry=Retry.NEW_CREDENTIAL,
    references=("RFC 6749 section 4.1.3",),
    evidence=(EvidenceField("defect", "text", "what is wrong with it"),),
)

VERIFIER_MALFORMED = Reason(
    code="authorization_code.verifier_malformed",
    headline="The parameter code_verifier is not of the form that PKCE asks for",
    explanation="code_verifier has {length} characters and {defect}.",
    fix="Make a verifier of 43 to 128 letters, digits, hyphens, dots, underscores or tildes, send its S256 challenge in the "
    "authorization request, and the verifier itself here (not the challenge).",
    fault=Fault.CLIENT,
    public=_INVALID_GRANT,
    retry=Retry.NEW_CREDENTIAL,
    references=("RFC 7636 section 4.1",),
    evidence=(
        EvidenceField("length", "number", "its length in characters"),
        EvidenceField("defect", "text", "what is wrong with it"),
    ),
)

UNKNOWN = Reason(
    code="authorization_code.unknown",
    headline="There is no such authorization code",
    explanation="The code has the right form and checksum, but this issuer never issued it, or it was purged after it "
    "expired.",
    fix="Redeem codes at the issuer that issued them (the parameter iss of the redirect names it), and at once.",
    fault=Fault.CLIENT,
    public=_INVALID_GRANT,
    tier=Tier.SERVER_STATE,
    public_as=_HIDDEN,
    retry=Retry.NEW_CREDENTIAL,
    references=("RFC 6749 section 5.2", "RFC 9207 section 2.4"),
)

WRONG_CLIENT = Reason(
    code="authorization_code.wrong_client",
    headline="The authorization code was issued to another client",
    explanation="The code belongs to {owner}, and {client_id} tried to redeem it.",
    fix="Redeem the code with the client that began the authorization. If that was not meant, the code was stolen or "
    "injected: look at where redirects of {owner} can be read.",
    fault=Fault.CLIENT,
    public=_INVALID_GRANT,
    tier=Tier.SERVER_STATE,
    public_as=_HIDDEN,
    retry=Retry.NEW_CREDENTIAL,
    references=("RFC 6749 section 4.1.3", "RFC 9700 section 4.5"),
    evidence=(
        EvidenceField("owner", "text", "the client that the code was issued to", Tier.SERVER_STATE),
        EvidenceField("client_id", "text", "the client that presented it", Tier.DEFENCE),
    ),
)

REPLAYED = Reason(
    code="authorization_code.replayed",
    headline="The authorization code was used before",
    explanation="The code was redeemed at {redeemed_at}. A code counts once; because somebody may have copied it, all tokens "
    "that it bought are revoked.",
    fix="Redeem each code once and never repeat the request: a reload of the redirect page, a retry in an HTTP library or a "
    "double click are the usual causes. Then send the end-user through authorization again.",
    fault=Fault.CLIENT,
    public=_INVALID_GRANT,
    tier=Tier.SERVER_STATE,
    public_as=_HIDDEN,
    retry=Retry.NEW_CREDENTIAL,
    references=("RFC 6749 section 4.1.2", "RFC 9700 section 2.1.1"),
    evidence=(EvidenceField("redeemed_at", "instant", "when it was redeemed first", Tier.SERVER_STATE),),
)

BURNT = Reason(
    code="authorization_code.burnt",
    headline="The authorization code was burnt by wrong verifiers",
    explanation="{failed} requests came with a wrong code_verifier. After {limit} the code is dead, so that nobody can "
    "guess on.",
    fix="Send the end-user through authorization again, and find out who sent the wrong verifiers: a client that keeps one "
    "verifier for several browser tabs, or somebody with a stolen code.",
    fault=Fault.CLIENT,
    public=_INVALID_GRANT,
    tier=Tier.SERVER_STATE,
    public_as=_HIDDEN,
    retry=Retry.NEW_CREDENTIAL,
    references=("RFC 7636 section 4.6", "RFC 7636 section 7.1"),
    evidence=(
        EvidenceField("failed", "number", "wrong verifiers so far", Tier.SERVER_STATE),
        EvidenceField("limit", "number", "wrong verifiers after which a code is dead"),
    ),
)

EXPIRED = Reason(
    code="authorization_code.expired",
    headline="The authorization code has expired",
    explanation="The code was issued at {issued_at} and expired at {expired_at}; the server's clock said {now}.",
    fix="Redeem the code as soon as the redirect arrives. If it took long, look for a queue, a paused debugger or a slow "
    "page between redirect and token request.",
    fault=Fault.CLIENT,
    public=_INVALID_GRANT,
    tier=Tier.SERVER_STATE,
    public_as=_HIDDEN,
    retry=Retry.NEW_CREDENTIAL,
    references=("RFC 6749 section 4.1.2",),
    evidence=(
        _ISSUED_AT,
        EvidenceField("expired_at", "instant", "when it expired", Tier.SERVER_STATE),
        EvidenceField("now", "instant", "the server's clock"),
    ),
)

REDIRECT_URI_MISSING = Reason(
    code="authorization_code.redirect_uri_missing",
    headline="The token request must repeat the redirect_uri",
    explanation="The authorization request named {expected}; the token request has no redirect_uri.",
    fix="Send the same redirect_uri in the token request, character by character.",
    fault=Fault.CLIENT,
    public=_INVALID_GRANT,
    tier=Tier.SERVER_STATE,
    public_as=_HIDDEN,
    references=("RFC 6749 section 4.1.3",),
    evidence=(EvidenceField("expected", "text", "redirect_uri of the authorization request", Tier.SERVER_STATE),),
)

REDIRECT_URI_MISMATCH = Reason(
    code="authorization_code.redirect_uri_mismatch",
    headline="The redirect_uri is not the one of the authorization request",
    explanation="The token request names {seen}; the code was sent to {expected}.",
    fix="Send the redirect_uri of the authorization request again, character by character: a slash at the end, http for "
    "https behind a proxy and localhost for 127.0.0.1 are the usual differences.",
    fault=Fault.CLIENT,
    public=_INVALID_GRANT,
    tier=Tier.SERVER_STATE,
    public_as=_HIDDEN,
    references=("RFC 6749 section 4.1.3",),
    evidence=(
        EvidenceField("seen", "text", "redirect_uri of the token request"),
        EvidenceField("expected", "text", "redirect_uri of the authorization request", Tier.SERVER_STATE),
    ),
)

VERIFIER_MISSING = Reason(
    code="authorization_code.verifier_missing",
    headline="The token request has no code_verifier",
    explanation="The authorization request had a code_challenge, so the code can be redeemed with its verifier only.",
    fix="Send the code_verifier whose S256 challenge was sent. A client that lost it between redirect and token request "
    "(another process, a cleared session) starts the authorization again.",
    fault=Fault.CLIENT,
    public=_INVALID_GRANT,
    tier=Tier.SERVER_STATE,
    public_as=_HIDDEN,
    references=("RFC 7636 section 4.6",),
)

CHALLENGE_MISSING = Reason(
    code="authorization_code.challenge_missing",
    headline="There is a code_verifier, but the authorization request had no code_challenge",
    explanation="The client believes that the code is bound to its verifier, and it is not. Somebody may have removed the "
    "challenge on the way to inject a code of their own, so it is refused.",
    fix="Send code_challenge and code_challenge_method=S256 in the authorization request. If the client did, find out what "
    "removed them between client and server.",
    fault=Fault.CLIENT,
    public=_INVALID_GRANT,
    tier=Tier.SERVER_STATE,
    public_as=_HIDDEN,
    references=("RFC 9700 section 4.8.2", "RFC 7636 section 4.6"),
)

VERIFIER_MISMATCH = Reason(
    code="authorization_code.verifier_mismatch",
    headline="The code_verifier does not fit the code_challenge",
    explanation="The S256 challenge of the code_verifier is another than that of the authorization request. It counts as "
    "wrong verifier number {failed}; after {limit} the code is dead.",
    fix="Keep one verifier per authorization request, found by its state. The challenge is base64url without padding of "
    "the SHA-256 of the verifier's ASCII text.",
    fault=Fault.CLIENT,
    public=_INVALID_GRANT,
    tier=Tier.SERVER_STATE,
    public_as=_HIDDEN,
    references=("RFC 7636 section 4.6",),
    evidence=(
        EvidenceField("failed", "number", "wrong verifiers, this one included", Tier.SERVER_STATE),
        EvidenceField("limit", "number", "wrong verifiers after which a code is dead"),
    ),
)

END_USER_DISABLED = Reason(
    code="authorization_code.end_user_disabled",
    headline="The end-user was disabled after the code was issued",
    explanation="The end-user who approved the request is disabled or was deleted since.",
    fix="The operator decides whether the end-user is enabled again.",
    fault=Fault.OPERATOR,
    public=_INVALID_GRANT,
    tier=Tier.SERVER_STATE,
    public_as=_HIDDEN,
    retry=Retry.NEW_CREDENTIAL,
    references=("RFC 6749 section 5.2",),
)

GRANT_REVOKED = Reason(
    code="authorization_code.grant_revoked",
    headline="What was approved was taken back before the code was redeemed",
    explanation="The grant behind it is revoked: {because}.",
    fix="Send the end-user through authorization again.",
    fault=Fault.END_USER,
    public=_INVALID_GRANT,
    tier=Tier.SERVER_STATE,
    public_as=_HIDDEN,
    retry=Retry.NEW_CREDENTIAL,
    references=("RFC 6749 section 5.2", "RFC 7009 section 2.1"),
    evidence=(EvidenceField("because", "text", "why the grant was revoked", Tier.SERVER_STATE),),
)

SESSION_ENDED = Reason(
    code="authorization_code.session_ended",
    headline="The end-user signed out before the code was redeemed",
    explanation="The session in which the code was issued at {issued_at} has ended.",
    fix="Send the end-user through authorization again.",
    fault=Fault.END_USER,
    public=_INVALID_GRANT,
    tier=Tier.SERVER_STATE,
    public_as=_HIDDEN,
    retry=Retry.NEW_CREDENTIAL,
    references=("RFC 6749 section 5.2",),
    evidence=(_ISSUED_AT,),
)

REASONS: tuple[Reason, ...] = (
    NOT_ACCEPTED,
    MALFORMED,
    VERIFIER_MALFORMED,
    UNKNOWN,
    WRONG_CLIENT,
    REPLAYED,
    BURNT,
    EXPIRED,
    REDIRECT_URI_MISSING,
    REDIRECT_URI_MISMATCH,
    VERIFIER_MISSING,
    CHALLENGE_MISSING,
    VERIFIER_MISMATCH,
    END_USER_DISABLED,
    SESSION_ENDED,
    GRANT_REVOKED,
)

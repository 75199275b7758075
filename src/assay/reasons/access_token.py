"""Reasons why a server refuses an access token that it is shown: how it was shown, and what has become of it since.

What any verifier can tell from the token itself is in the families `token` and `key`.
"""

from __future__ import annotations

from assay.reasons.reason import EvidenceField, Fault, PublicAnswer, Reason, Retry, Tier

# Without credentials, or with a scheme of another kind, the challenge has no error code (RFC 6750 section 3.1).
_CHALLENGE_ALONE = PublicAnswer("", 401, bearer=True)
_INVALID_REQUEST = PublicAnswer("invalid_request", 400, bearer=True)
_INVALID_TOKEN = PublicAnswer("invalid_token", 401, bearer=True)
_HIDDEN = "access_token.not_accepted"

MISSING = Reason(
    code="access_token.missing",
    headline="The request has no access token",
    explanation="There is no Authorization header with the scheme Bearer. Where the server also takes an access_token in a "
    "form-encoded body, there was none either.",
    fix="Send the header: Authorization: Bearer TOKEN. If the client sends it, a proxy in between takes it away.",
    fault=Fault.CLIENT,
    public=_CHALLENGE_ALONE,
    references=("RFC 6750 section 2.1", "RFC 6750 section 3"),
)

SCHEME_UNSUPPORTED = Reason(
    code="access_token.scheme_unsupported",
    headline="The Authorization header has another scheme than Bearer",
    explanation="The Authorization header uses the scheme {scheme}. This endpoint takes access tokens, as Bearer.",
    fix="Send the header: Authorization: Bearer TOKEN. A client_id and secret are for the token endpoint.",
    fault=Fault.CLIENT,
    public=_CHALLENGE_ALONE,
    references=("RFC 6750 section 2.1", "RFC 6750 section 3.1"),
    evidence=(EvidenceField("scheme", "text", "the first word of the header"),),
)

HEADER_MALFORMED = Reason(
    code="access_token.header_malformed",
    headline="The Authorization header is not the word Bearer and one token",
    explanation="The Authorization header begins with Bearer, but {defect}.",
    fix="Send the header as: Authorization: Bearer TOKEN, with one blank, without quotation marks, once.",
    fault=Fault.CLIENT,
    public=_INVALID_REQUEST,
    references=("RFC 6750 section 2.1", "RFC 6750 section 3.1"),
    evidence=(EvidenceField("defect", "text", "what is wrong with it"),),
)

PRESENTED_TWICE = Reason(
    code="access_token.presented_twice",
    headline="The request carries an access token in more than one place",
    explanation="There is a token in the Authorization header and one in the body. Two readers of such a request could see two "
    "different tokens.",
    fix="Send the token in the Authorization header only.",
    fault=Fault.CLIENT,
    public=_INVALID_REQUEST,
    references=("RFC 6750 section 2", "RFC 6750 section 3.1"),
)

IN_QUERY = Reason(
    code="access_token.in_query",
    headline="The access token stands in the URL",
    explanation="The request has the parameter access_token in its URL. URLs end up in logs and histories, so a token there is "
    "never taken.",
    fix="Send the token in the Authorization header, and treat this one as leaked: revoke it.",
    fault=Fault.CLIENT,
    public=_INVALID_REQUEST,
    references=("RFC 6750 section 5.3", "RFC 9700 section 4.3.2"),
)

SCOPE_MISSING = Reason(
    code="access_token.scope_missing",
    headline="The access token does not have the scope that is needed here",
    explanation="The token has the scopes {scopes}; {required} is needed.",
    fix="Ask for the scope {required} when getting the token. If the issuer leaves it out, the client is not registered for it "
    "or the end-user has not approved it.",
    fault=Fault.CLIENT,
    public=PublicAnswer("insufficient_scope", 403, bearer=True),
    retry=Retry.NEW_CREDENTIAL,
    references=("RFC 6750 section 3.1", "OpenID Connect Core 1.0 section 5.3"),
    evidence=(
        EvidenceField("scopes", "names", "the scopes of the token"),
        EvidenceField("required", "text", "the scope that is needed"),
    ),
)

OF_AN_END_USER = Reason(
    code="access_token.of_an_end_user",
    headline="The access token stands for an end-user, and what is here is not theirs",
    explanation="The token has the scope {required}, and was approved by an end-user. Whoever can sign in could approve it, "
    "so it opens nothing: only a client that acts for itself is the operator.",
    fix="Get the token with the grant client_credentials. Take the scope {required} away from clients that people sign in to: "
    "they do not need it.",
    fault=Fault.CLIENT,
    public=PublicAnswer("insufficient_scope", 403, bearer=True),
    retry=Retry.NEW_CREDENTIAL,
    references=("RFC 6750 section 3.1", "RFC 9068 section 5"),
    evidence=(EvidenceField("required", "text", "the scope that is needed"),),
)

MAY_NOT_APPOINT = Reason(
    code="access_token.may_not_appoint",
    headline="The access token may change clients, but none that the server trusts",
    explanation="The client is trusted with {trusted}, or would be. Such a client goes past what people approve, or is an operator itself, so "
    "the scope of an operator alone neither makes nor changes one: {required} is needed too. Nothing was changed.",
    fix="Do it with the command assay client, or get a token with the scope {required} as well. If you did not expect this call, disable the "
    "client that made it: assay client disable CLIENT_ID.",
    fault=Fault.OPERATOR,
    public=PublicAnswer("insufficient_scope", 403, bearer=True),
    retry=Retry.NEW_CREDENTIAL,
    references=("RFC 6750 section 3.1", "RFC 9700 section 2.3"),
    evidence=(
        EvidenceField("trusted", "names", "what the client is trusted with, before or after"),
        EvidenceField("required", "text", "the scope that is needed"),
    ),
)

NOT_ACCEPTED = Reason(
    code="access_token.not_accepted",
    headline="The access token is not accepted any more",
    explanation="The token was revoked, or who it stands for may not use it any more. Which of these it is, the server tells "
    "only to the client that owns the token.",
    fix="Get a new token. The refusal_id leads to the exact reason.",
    fault=Fault.CLIENT,
    public=_INVALID_TOKEN,
    retry=Retry.NEW_CREDENTIAL,
    references=("RFC 6750 section 3.1",),
    see_also=("access_token.revoked", "access_token.session_ended"),
)

REVOKED = Reason(
    code="access_token.revoked",
    headline="The access token was revoked",
    explanation="The token, or the grant that it was issued under, was revoked because of {because}.",
    fix="Get a new token; if the grant was revoked, send the end-user through authorization again. Where the cause is a "
    "reason of its own, assay explain {because} tells more.",
    fault=Fault.CLIENT,
    public=_INVALID_TOKEN,
    tier=Tier.SERVER_STATE,
    public_as=_HIDDEN,
    retry=Retry.NEW_CREDENTIAL,
    references=("RFC 7009 section 2.1", "RFC 6750 section 3.1"),
    evidence=(EvidenceField("because", "text", "the code of the cause", Tier.SERVER_STATE),),
)

KEY_REVOKED = Reason(
    code="access_token.key_revoked",
    headline="The key that signed the token was withdrawn",
    explanation="The operator has revoked the signing key {kid}, and with it every token that it signed.",
    fix="Get a new token; it is signed with another key.",
    fault=Fault.OPERATOR,
    public=_INVALID_TOKEN,
    tier=Tier.SERVER_STATE,
    public_as="key.kid_unknown",
    retry=Retry.NEW_CREDENTIAL,
    references=("RFC 6750 section 3.1",),
    evidence=(EvidenceField("kid", "text", "the key", Tier.SERVER_STATE),),
)

CLIENT_DISABLED = Reason(
    code="access_token.client_disabled",
    headline="The client that owns the token is disabled",
    explanation="The client {client_id} was disabled or deleted after it had got the token.",
    fix="The operator decides whether the client is enabled again.",
    fault=Fault.OPERATOR,
    public=_INVALID_TOKEN,
    tier=Tier.SERVER_STATE,
    public_as=_HIDDEN,
    references=("RFC 6750 section 3.1",),
    evidence=(EvidenceField("client_id", "text", "the client", Tier.SERVER_STATE),),
)

END_USER_DISABLED = Reason(
    code="access_token.end_user_disabled",
    headline="The end-user whom the token stands for is disabled",
    explanation="The end-user was disabled or deleted after the token had been issued.",
    fix="The operator decides whether the end-user is enabled again.",
    fault=Fault.OPERATOR,
    public=_INVALID_TOKEN,
    tier=Tier.SERVER_STATE,
    public_as=_HIDDEN,
    references=("RFC 6750 section 3.1",),
)

SESSION_ENDED = Reason(
    code="access_token.session_ended",
    headline="The end-user has signed out",
    explanation="The token was issued without the scope offline_access, so it ended with the end-user's session.",
    fix="Send the end-user through authorization again. A client that works while nobody is there asks for offline_access.",
    fault=Fault.END_USER,
    public=_INVALID_TOKEN,
    tier=Tier.SERVER_STATE,
    public_as=_HIDDEN,
    retry=Retry.NEW_CREDENTIAL,
    references=("OpenID Connect Core 1.0 section 11",),
)

REASONS: tuple[Reason, ...] = (
    MISSING,
    SCHEME_UNSUPPORTED,
    HEADER_MALFORMED,
    PRESENTED_TWICE,
    IN_QUERY,
    SCOPE_MISSING,
    OF_AN_END_USER,
    MAY_NOT_APPOINT,
    NOT_ACCEPTED,
    REVOKED,
    KEY_REVOKED,
    CLIENT_DISABLED,
    END_USER_DISABLED,
    SESSION_ENDED,
)

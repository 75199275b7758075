"""Reasons why a client is refused: it does not prove who it is, or it is not registered for what it asks."""

from __future__ import annotations

from assay.reasons.reason import EvidenceField, Fault, PublicAnswer, Reason, Retry, Tier

_INVALID_CLIENT = PublicAnswer("invalid_client", 401, basic=True)
_INVALID_REQUEST = PublicAnswer("invalid_request", 400)
_CLAIMED = EvidenceField("claimed_client_id", "text", "the client_id that was presented")
_METHOD = EvidenceField("method", "text", "the authentication method that was used")

AUTHENTICATION_FAILED = Reason(
    code="client.authentication_failed",
    headline="The client could not be authenticated",
    explanation="The request names a client, but does not prove that it comes from it. To callers who have not proved who "
    "they are, the server does not tell more: an unknown client, a wrong secret and a disabled client look the same.",
    fix="Compare client_id, secret and authentication method with the registration. The operator reads the exact reason "
    "with: assay explain --refusal ID, where ID is the refusal_id of the answer.",
    fault=Fault.CLIENT,
    public=_INVALID_CLIENT,
    references=("RFC 6749 section 5.2", "RFC 6749 section 2.3"),
    see_also=("client.unknown", "client.secret_mismatch", "client.method_not_registered"),
)

CREDENTIALS_MISSING = Reason(
    code="client.credentials_missing",
    headline="The request does not say which client it comes from",
    explanation="There is neither an Authorization header, nor a client_assertion, nor a client_id in the body.",
    fix="Send client_id and secret with the Basic scheme, or as the client is registered. A public client sends client_id "
    "in the body.",
    fault=Fault.CLIENT,
    public=_INVALID_CLIENT,
    references=("RFC 6749 section 2.3", "RFC 6749 section 3.2.1"),
)

SCHEME_UNSUPPORTED = Reason(
    code="client.scheme_unsupported",
    headline="The Authorization header has a scheme other than Basic",
    explanation="The Authorization header uses the scheme {scheme}. Clients authenticate here with Basic, with "
    "client_secret or client_assertion in the body, or, if they are public, with client_id alone.",
    fix="Use the Basic scheme, or leave the header out. An access token is not a client credential.",
    fault=Fault.CLIENT,
    public=_INVALID_CLIENT,
    references=("RFC 6749 section 2.3.1", "RFC 6749 section 5.2"),
    evidence=(EvidenceField("scheme", "text", "the first word of the header"),),
)

BASIC_MALFORMED = Reason(
    code="client.basic_malformed",
    headline="The Basic credentials do not decode",
    explanation="The Authorization header has the scheme Basic, but its credentials do not decode: {defect}.",
    fix="Form-encode client_id and secret (RFC 6749 section 2.3.1), join them with a colon, and encode the result with "
    "base64. A percent sign in a secret must itself be sent as %25.",
    fault=Fault.CLIENT,
    public=_INVALID_CLIENT,
    references=("RFC 6749 section 2.3.1", "RFC 7617 section 2"),
    evidence=(EvidenceField("defect", "text", "what does not decode"),),
)

SEVERAL_METHODS = Reason(
    code="client.several_methods",
    headline="The client authenticates in more than one way at once",
    explanation="The request carries credentials for {methods}. A client must use exactly one method per request.",
    fix="Keep the method that the client is registered for and remove the other. Often a library adds the Basic header "
    "while the code also puts client_secret into the body.",
    fault=Fault.CLIENT,
    public=_INVALID_REQUEST,
    references=("RFC 6749 section 2.3",),
    evidence=(EvidenceField("methods", "names", "the methods that were found in the request"),),
)

ID_MISMATCH = Reason(
    code="client.id_mismatch",
    headline="The request names two different clients",
    explanation="client_id in the body is {in_body}, but the credentials are those of {in_credentials}.",
    fix="Send the same client_id in both places, or leave it out of the body.",
    fault=Fault.CLIENT,
    public=_INVALID_CLIENT,
    references=("RFC 6749 section 3.2.1", "RFC 7521 section 4.2"),
    evidence=(
        EvidenceField("in_body", "text", "client_id in the body"),
        EvidenceField("in_credentials", "text", "the client that the credentials name"),
    ),
)

ASSERTION_TYPE_UNSUPPORTED = Reason(
    code="client.assertion_type_unsupported",
    headline="The parameter client_assertion_type is not the one for a JWT",
    explanation="client_assertion came with the type {assertion_type}. Only JWTs are taken.",
    fix="Send client_assertion_type=urn:ietf:params:oauth:client-assertion-type:jwt-bearer beside client_assertion.",
    fault=Fault.CLIENT,
    public=_INVALID_CLIENT,
    references=("RFC 7521 section 4.2", "RFC 7523 section 2.2"),
    evidence=(EvidenceField("assertion_type", "text", "client_assertion_type; absent when there was none"),),
)

UNKNOWN = Reason(
    code="client.unknown",
    headline="There is no client with this client_id",
    explanation="No client is registered as {claimed_client_id} at this issuer.",
    fix="Compare client_id with the list of clients (assay client list). A client of another issuer or environment is the "
    "usual cause; white space around the value the next.",
    fault=Fault.CLIENT,
    public=_INVALID_CLIENT,
    tier=Tier.SERVER_STATE,
    public_as="client.authentication_failed",
    references=("RFC 6749 section 5.2",),
    evidence=(_CLAIMED, _METHOD),
)

DISABLED = Reason(
    code="client.disabled",
    headline="The client is disabled",
    explanation="The client {claimed_client_id} was disabled at {disabled_at}. Nothing that it presents is looked at.",
    fix="The operator decides whether the client is enabled again; another secret does not help.",
    fault=Fault.OPERATOR,
    public=_INVALID_CLIENT,
    tier=Tier.SERVER_STATE,
    public_as="client.authentication_failed",
    references=("RFC 6749 section 5.2",),
    evidence=(_CLAIMED, EvidenceField("disabled_at", "instant", "when it was disabled", Tier.SERVER_STATE)),
)

METHOD_NOT_REGISTERED = Reason(
    code="client.method_not_registered",
    headline="The client authenticates in another way than it is registered for",
    explanation="The client {claimed_client_id} used {method}, but is registered for {registered}. The server takes the "
    "registered method only, so that a stronger one cannot be talked down.",
    fix="Configure the client's library for {registered}, or let the operator change the client to {method} (assay client update "
    "CLIENT_ID --auth-method). The names are those of token_endpoint_auth_method.",
    fault=Fault.CLIENT,
    public=_INVALID_CLIENT,
    tier=Tier.SERVER_STATE,
    public_as="client.authentication_failed",
    references=("RFC 6749 section 2.3", "RFC 7591 section 2"),
    evidence=(_CLAIMED, _METHOD, EvidenceField("registered", "text", "the registered method", Tier.SERVER_STATE)),
)

SECRET_MISMATCH = Reason(
    code="client.secret_mismatch",
    headline="The client secret is wrong",
    explanation="The secret that was presented for {claimed_client_id} is none of its {live_secrets} live secrets. What was "
    "presented looks like this: {looks_like}.",
    fix="Put the current secret into the client's configuration. Secrets are stored hashed and cannot be shown again; if it "
    "is lost, make a second one with assay client rotate-secret, and the first stays valid meanwhile.",
    fault=Fault.CLIENT,
    public=_INVALID_CLIENT,
    tier=Tier.SERVER_STATE,
    public_as="client.authentication_failed",
    references=("RFC 6749 section 2.3.1", "RFC 6749 section 5.2"),
    evidence=(
        _CLAIMED,
        _METHOD,
        EvidenceField("live_secrets", "number", "secrets of the client that have not expired", Tier.SERVER_STATE),
        EvidenceField("looks_like", "text", "the shape of what was presented, never the value"),
    ),
    see_also=("client.secret_expired", "client.basic_not_form_encoded"),
)

SECRET_EXPIRED = Reason(
    code="client.secret_expired",
    headline="The client secret has expired",
    explanation="The secret of {claimed_client_id} is genuine, but it expired at {expired_at}; the server's clock said {now}.",
    fix="Use the newer secret. If there is none, make one with assay client rotate-secret.",
    fault=Fault.CLIENT,
    public=_INVALID_CLIENT,
    tier=Tier.SERVER_STATE,
    public_as="client.authentication_failed",
    retry=Retry.NEW_CREDENTIAL,
    references=("RFC 7591 section 3.2.1",),
    evidence=(
        _CLAIMED,
        EvidenceField("expired_at", "instant", "when the secret expired", Tier.SERVER_STATE),
        EvidenceField("now", "instant", "the server's clock"),
    ),
)

BASIC_NOT_FORM_ENCODED = Reason(
    code="client.basic_not_form_encoded",
    headline="The Basic credentials are right, but were not form-encoded",
    explanation="The credentials of {claimed_client_id} fit only when they are read as they came. OAuth wants client_id and "
    "secret form-encoded before they are joined and encoded with base64; here a plus, a percent sign or a colon "
    "stands for itself.",
    fix="Form-encode client_id and secret first (Python: urllib.parse.quote_plus), or choose values of letters, digits, "
    "hyphens and underscores, which need no encoding.",
    fault=Fault.CLIENT,
    public=_INVALID_CLIENT,
    tier=Tier.SERVER_STATE,
    public_as="client.authentication_failed",
    references=("RFC 6749 section 2.3.1", "RFC 6749 appendix B"),
    evidence=(_CLAIMED,),
)

ASSERTION_REPLAYED = Reason(
    code="client.assertion_replayed",
    headline="The client assertion was used before",
    explanation="An assertion of {claimed_client_id} with the same jti has been taken already. Each assertion counts once.",
    fix="Make a new assertion, with a new random jti, for every request; do not cache it. If the client does so, somebody "
    "else has sent a copy: look at who can read its requests.",
    fault=Fault.CLIENT,
    public=_INVALID_CLIENT,
    tier=Tier.SERVER_STATE,
    public_as="client.authentication_failed",
    retry=Retry.NEW_CREDENTIAL,
    references=("RFC 7523 section 3", "OpenID Connect Core 1.0 section 9"),
    evidence=(_CLAIMED,),
)

TOO_MANY_FAILURES = Reason(
    code="client.too_many_failures",
    headline="Client authentication failed too often from this network",
    explanation="In the name of {claimed_client_id} authentication failed more than {burst} times in a short time from "
    "{network}. Further attempts from there are looked at after {retry_after} seconds, right credentials among them. "
    "Attempts from other networks are not affected.",
    fix="If the client is yours, stop it, give it the right credentials (the refusals before this one say what was wrong), "
    "and start it again after the seconds in the Retry-After header. If all clients seem to come from one network, list "
    "the proxy in front of the server under web.trusted_proxies. Else somebody is guessing.",
    fault=Fault.CLIENT,
    public=PublicAnswer("temporarily_unavailable", 429),
    tier=Tier.DEFENCE,
    public_as="operation.rate_limited",
    retry=Retry.LATER,
    references=("RFC 6749 section 2.3.1", "RFC 6585 section 4"),
    evidence=(
        _CLAIMED,
        EvidenceField("network", "text", "where the attempts came from: an IPv4 address or an IPv6 /64", Tier.DEFENCE),
        EvidenceField("retry_after", "seconds", "after how long the next attempt is looked at"),
        EvidenceField("burst", "number", "failures at once that are let pass", Tier.DEFENCE),
    ),
    see_also=("client.secret_mismatch", "client.unknown"),
)

TOO_MANY_REQUESTS = Reason(
    code="client.too_many_requests",
    headline="The client asks more often than it may",
    explanation="{client_id} has used up what a client may ask: {burst} requests at once and {per_second} per second after "
    "that. It may go on in {retry_after} seconds.",
    fix="Keep access tokens until they expire instead of asking for one per call. The operator can raise client_requests.",
    fault=Fault.CLIENT,
    public=PublicAnswer("temporarily_unavailable", 429),
    tier=Tier.DEFENCE,
    public_as="operation.rate_limited",
    retry=Retry.LATER,
    references=("RFC 6585 section 4",),
    evidence=(
        EvidenceField("client_id", "text", "the client that proved itself"),
        EvidenceField("retry_after", "seconds", "how long to wait"),
        EvidenceField("burst", "number", "requests at once", Tier.DEFENCE),
        EvidenceField("per_second", "number", "requests per second after that", Tier.DEFENCE),
    ),
)

GRANT_TYPE_NOT_REGISTERED = Reason(
    code="client.grant_type_not_registered",
    headline="The client is not registered for this grant_type",
    explanation="{client_id} asks for {grant_type}, but is registered for {registered}.",
    fix="Use a registered grant, or let the operator register the client for {grant_type}.",
    fault=Fault.CLIENT,
    public=PublicAnswer("unauthorized_client", 400),
    references=("RFC 6749 section 5.2", "RFC 7591 section 2"),
    evidence=(
        EvidenceField("client_id", "text", "the client"),
        EvidenceField("grant_type", "text", "the grant that was asked for"),
        EvidenceField("registered", "names", "the grants that the client is registered for", Tier.SERVER_STATE),
    ),
)

PUBLIC_CLIENT_NOT_ALLOWED = Reason(
    code="client.public_not_allowed",
    headline="A public client cannot use the grant client_credentials",
    explanation="{client_id} has no credentials (token_endpoint_auth_method is none), so anybody could ask in its name.",
    fix="Register a confidential client for machine-to-machine calls.",
    fault=Fault.CLIENT,
    public=PublicAnswer("unauthorized_client", 400),
    references=("RFC 6749 section 4.4",),
    evidence=(EvidenceField("client_id", "text", "the client"),),
)

REASONS: tuple[Reason, ...] = (
    AUTHENTICATION_FAILED,
    CREDENTIALS_MISSING,
    SCHEME_UNSUPPORTED,
    BASIC_MALFORMED,
    SEVERAL_METHODS,
    ID_MISMATCH,
    ASSERTION_TYPE_UNSUPPORTED,
    UNKNOWN,
    DISABLED,
    METHOD_NOT_REGISTERED,
    SECRET_MISMATCH,
    SECRET_EXPIRED,
    BASIC_NOT_FORM_ENCODED,
    ASSERTION_REPLAYED,
    TOO_MANY_FAILURES,
    TOO_MANY_REQUESTS,
    GRANT_TYPE_NOT_REGISTERED,
    PUBLIC_CLIENT_NOT_ALLOWED,
)

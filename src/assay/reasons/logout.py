"""Reasons of the logout endpoint (OpenID Connect RP-Initiated Logout 1.0)."""

from __future__ import annotations

from assay.reasons.reason import EvidenceField, Fault, PublicAnswer, Reason

_BAD_REQUEST = PublicAnswer("invalid_request", 400)

ID_TOKEN_HINT_UNUSABLE = Reason(
    code="logout.id_token_hint_unusable",
    headline="The id_token_hint is not an ID token of this server",
    explanation="The hint did not verify: {because}. Nobody was signed out. That it has expired does not matter.",
    fix="Send the ID token as it was issued at the last sign-in, whole and unchanged.",
    fault=Fault.CLIENT,
    public=_BAD_REQUEST,
    references=("OpenID Connect RP-Initiated Logout 1.0 section 4",),
    evidence=(EvidenceField("because", "text", "the code of the reason why the hint did not verify"),),
)

CLIENT_UNKNOWN = Reason(
    code="logout.client_unknown",
    headline="The logout names a client that is not registered here",
    explanation="No client {client_id} is registered, so it is not known where the browser may be sent. Nobody was signed out.",
    fix="Send the client_id that was given at registration, or the id_token_hint of that client alone.",
    fault=Fault.CLIENT,
    public=_BAD_REQUEST,
    references=("OpenID Connect RP-Initiated Logout 1.0 section 2",),
    evidence=(EvidenceField("client_id", "text", "the client that was named"),),
)

CLIENT_MISMATCH = Reason(
    code="logout.client_mismatch",
    headline="The client_id is not that of the client to which the id_token_hint was issued",
    explanation="The request names the client {client_id}; the ID token was issued to {audience}. Nobody was signed out.",
    fix="Send both of the same client, or leave client_id out: the hint says which client it is.",
    fault=Fault.CLIENT,
    public=_BAD_REQUEST,
    references=("OpenID Connect RP-Initiated Logout 1.0 section 2",),
    evidence=(
        EvidenceField("client_id", "text", "the client that the request names"),
        EvidenceField("audience", "text", "the client to which the ID token was issued"),
    ),
)

CLIENT_NOT_NAMED = Reason(
    code="logout.client_not_named",
    headline="The logout has a post_logout_redirect_uri and does not say of which client",
    explanation="Only an address that a client has registered may be gone to, and neither an id_token_hint nor a client_id says "
    "which client asks. Nobody was signed out.",
    fix="Send the id_token_hint of the last sign-in (or the client_id) with the post_logout_redirect_uri.",
    fault=Fault.CLIENT,
    public=_BAD_REQUEST,
    references=("OpenID Connect RP-Initiated Logout 1.0 section 3",),
)

REDIRECT_URI_MISMATCH = Reason(
    code="logout.redirect_uri_mismatch",
    headline="The post_logout_redirect_uri is not one that the client has registered",
    explanation="The client {client_id} has registered {registered}. They are compared character by character. Nobody was "
    "signed out, and nobody was sent anywhere.",
    fix="Send a registered URI exactly, or let the operator register this one: assay client update CLIENT_ID "
    "--post-logout-redirect-uri, with all of them.",
    fault=Fault.CLIENT,
    public=_BAD_REQUEST,
    references=("OpenID Connect RP-Initiated Logout 1.0 section 3", "RFC 9700 section 4.11"),
    evidence=(
        EvidenceField("client_id", "text", "the client that asks"),
        EvidenceField("seen", "text", "the URI in the request"),
        EvidenceField("registered", "names", "the URIs that the client has registered"),
    ),
)

REASONS: tuple[Reason, ...] = (
    ID_TOKEN_HINT_UNUSABLE,
    CLIENT_UNKNOWN,
    CLIENT_MISMATCH,
    CLIENT_NOT_NAMED,
    REDIRECT_URI_MISMATCH,
)

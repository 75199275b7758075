"""Reasons why an introspection (RFC 7662) answers `active: false`, or a revocation (RFC 7009) changes nothing."""

from __future__ import annotations

from assay.reasons.reason import EvidenceField, Fault, PublicAnswer, Reason, Retry, Tier

# Both specifications answer 200 whatever the token is: the wire never tells these reasons.
_SILENT = PublicAnswer("", 200)
_HIDDEN = "introspection.not_active"
_OWNER = EvidenceField("owner", "text", "the client that the token was issued to", Tier.SERVER_STATE)
_CALLER = EvidenceField("client_id", "text", "the client that asked", Tier.DEFENCE)

NOT_ACTIVE = Reason(
    code="introspection.not_active",
    headline="The token is not active, or not one that this client may ask about",
    explanation="The answer to an introspection was active=false, or a revocation changed nothing. An unknown token, a revoked "
    "one and one of another client look the same to a client that does not own it.",
    fix="Ask with the client that owns the token, or let the operator list this client at the token's resource "
    "(introspection_clients). The owner reads the exact reason behind the Refusal-Id header.",
    fault=Fault.CLIENT,
    public=_SILENT,
    retry=Retry.NEW_CREDENTIAL,
    references=("RFC 7662 section 2.2", "RFC 7009 section 2.2"),
    see_also=("introspection.not_entitled", "introspection.not_owner"),
)

UNRECOGNISED = Reason(
    code="introspection.unrecognised",
    headline="The parameter token is neither an access token nor a refresh token of this server's kind",
    explanation="What was sent has the form of {looks_like}. Access tokens here are signed JSON Web Tokens, refresh tokens "
    "begin with assay_rt_ and end with a checksum.",
    fix="Send the token exactly as it was received, without the word Bearer, quotation marks or line breaks.",
    fault=Fault.CLIENT,
    public=_SILENT,
    retry=Retry.NEW_CREDENTIAL,
    references=("RFC 7662 section 2.1", "RFC 7009 section 2.1"),
    evidence=(EvidenceField("looks_like", "text", "the form of what was sent"),),
)

NOT_ENTITLED = Reason(
    code="introspection.not_entitled",
    headline="The client may not introspect this token",
    explanation="The token belongs to {owner} and is for {audience}. {client_id} neither owns it nor is listed among the "
    "clients that may introspect tokens for that resource.",
    fix="The operator adds the client to introspection_clients of the resource, if it is the resource server. A refresh token "
    "is shown to its owner alone.",
    fault=Fault.OPERATOR,
    public=_SILENT,
    tier=Tier.SERVER_STATE,
    public_as=_HIDDEN,
    references=("RFC 7662 section 2.1", "RFC 7662 section 4"),
    evidence=(
        _OWNER,
        EvidenceField("audience", "names", "the resources that the token is for", Tier.SERVER_STATE),
        _CALLER,
    ),
)

NOT_OWNER = Reason(
    code="introspection.not_owner",
    headline="The client may not revoke this token",
    explanation="The token belongs to {owner}; {client_id} asked for its revocation. Nothing was changed.",
    fix="Revoke with the client that got the token. The operator can revoke any grant.",
    fault=Fault.CLIENT,
    public=_SILENT,
    tier=Tier.SERVER_STATE,
    public_as=_HIDDEN,
    references=("RFC 7009 section 2.1",),
    evidence=(_OWNER, _CALLER),
)

REPLACED = Reason(
    code="introspection.refresh_token_replaced",
    headline="The refresh token was replaced by a newer one",
    explanation="The token is of generation {generation}; the newest is {newest}. Asking about it changes nothing; using it "
    "would revoke all that the grant bought.",
    fix="Use the refresh token of the newest answer, and store it before the next request.",
    fault=Fault.CLIENT,
    public=_SILENT,
    tier=Tier.SERVER_STATE,
    public_as=_HIDDEN,
    retry=Retry.NEW_CREDENTIAL,
    references=("RFC 7662 section 2.2", "RFC 9700 section 4.14.2"),
    evidence=(
        EvidenceField("generation", "number", "the generation of the token presented", Tier.SERVER_STATE),
        EvidenceField("newest", "number", "the newest generation of the family", Tier.SERVER_STATE),
    ),
    see_also=("refresh_token.reused",),
)

PUBLIC_CLIENT = Reason(
    code="introspection.public_client",
    headline="A public client cannot introspect tokens",
    explanation="{client_id} has no credentials (token_endpoint_auth_method is none), so anybody could ask in its name and try "
    "out tokens.",
    fix="Introspect with a confidential client, usually the resource server's own.",
    fault=Fault.CLIENT,
    public=PublicAnswer("invalid_client", 401, basic=True),
    references=("RFC 7662 section 2.1", "RFC 7662 section 2.3"),
    evidence=(EvidenceField("client_id", "text", "the client"),),
)

NOT_REVOCABLE = Reason(
    code="introspection.not_revocable",
    headline="This kind of token cannot be revoked",
    explanation="What was sent has the form of {looks_like}. Access tokens and refresh tokens can be revoked.",
    fix="Send the access token or the refresh token. With the refresh token, everything that the grant bought is revoked.",
    fault=Fault.CLIENT,
    public=PublicAnswer("unsupported_token_type", 400),
    references=("RFC 7009 section 2.2.1",),
    evidence=(EvidenceField("looks_like", "text", "the form of what was sent"),),
)

REASONS: tuple[Reason, ...] = (
    NOT_ACTIVE,
    UNRECOGNISED,
    NOT_ENTITLED,
    NOT_OWNER,
    REPLACED,
    PUBLIC_CLIENT,
    NOT_REVOCABLE,
)

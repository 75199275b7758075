"""Reasons why a token request is refused whatever the grant: the grant itself, scopes, resources."""

from __future__ import annotations

from assay.reasons.reason import EvidenceField, Fault, PublicAnswer, Reason, Tier

_INVALID_SCOPE = PublicAnswer("invalid_scope", 400)
_INVALID_TARGET = PublicAnswer("invalid_target", 400)
_RESOURCE = EvidenceField("resource", "text", "the resource that was asked for")

GRANT_TYPE_UNSUPPORTED = Reason(
    code="token_request.grant_type_unsupported",
    headline="The server does not have this grant_type",
    explanation="The request asks for grant_type {grant_type}. The server has {supported}.",
    fix="Use one of {supported}. The password and implicit grants are not offered: OAuth 2.1 removed them.",
    fault=Fault.CLIENT,
    public=PublicAnswer("unsupported_grant_type", 400),
    references=("RFC 6749 section 5.2", "RFC 9700 section 2.4"),
    evidence=(
        EvidenceField("grant_type", "text", "the grant that was asked for"),
        EvidenceField("supported", "names", "the grants that the server has"),
    ),
)

SCOPE_MALFORMED = Reason(
    code="token_request.scope_malformed",
    headline="The parameter scope is malformed",
    explanation="scope is not a list of names with one space between them: {defect}.",
    fix="Separate scopes by one space, not by commas or line ends, without quotes; each is printable ASCII.",
    fault=Fault.CLIENT,
    public=_INVALID_SCOPE,
    references=("RFC 6749 section 3.3",),
    evidence=(EvidenceField("defect", "text", "what is wrong with it"),),
)

SCOPE_NOT_REGISTERED = Reason(
    code="token_request.scope_not_registered",
    headline="The client is not registered for a scope that it asks for",
    explanation="Asked for and not registered for this client: {refused}. Its registered scopes are {registered}.",
    fix="Ask for registered scopes only, or let the operator register the client for more.",
    fault=Fault.CLIENT,
    public=_INVALID_SCOPE,
    references=("RFC 6749 section 3.3", "RFC 6749 section 5.2"),
    evidence=(
        EvidenceField("refused", "names", "the scopes that were refused"),
        EvidenceField("registered", "names", "the scopes of the client", Tier.SERVER_STATE),
    ),
)

SCOPE_WIDER_THAN_GRANTED = Reason(
    code="token_request.scope_wider_than_granted",
    headline="The request asks for more scope than was granted",
    explanation="Asked for and not granted: {refused}. Granted were {granted}. A token request can narrow what the end-user "
    "approved, never widen it.",
    fix="Ask for a part of what was granted, or leave scope out. For more, send the end-user through authorization again.",
    fault=Fault.CLIENT,
    public=_INVALID_SCOPE,
    references=("RFC 6749 section 6", "RFC 6749 section 3.3"),
    evidence=(
        EvidenceField("refused", "names", "the scopes that were refused"),
        EvidenceField("granted", "names", "the scopes that were granted", Tier.SERVER_STATE),
    ),
)

SCOPE_NEEDS_END_USER = Reason(
    code="token_request.scope_needs_end_user",
    headline="The request asks for a scope that only makes sense with an end-user",
    explanation="Asked for: {refused}. With client_credentials nobody has signed in, so there is no identity to tell and no "
    "session to outlive.",
    fix="Leave these scopes out, or use the authorization code grant.",
    fault=Fault.CLIENT,
    public=_INVALID_SCOPE,
    references=("RFC 6749 section 4.4", "OpenID Connect Core 1.0 section 5.4"),
    evidence=(EvidenceField("refused", "names", "the scopes that were refused"),),
)

SCOPE_NOT_OF_RESOURCE = Reason(
    code="token_request.scope_not_of_resource",
    headline="A scope that is asked for does not exist at the resource that the token is for",
    explanation="Asked for: {refused}. The token would be for {resources}, where these scopes mean nothing.",
    fix="Name the resource that has these scopes with the parameter resource, or leave the scopes out.",
    fault=Fault.CLIENT,
    public=_INVALID_SCOPE,
    references=("RFC 9068 section 3", "RFC 8707 section 2"),
    evidence=(
        EvidenceField("refused", "names", "the scopes that were refused"),
        EvidenceField("resources", "names", "the resources that the token would be for"),
    ),
)

RESOURCE_MALFORMED = Reason(
    code="token_request.resource_malformed",
    headline="The parameter resource is not an absolute URI without a fragment",
    explanation="resource is {resource}: {defect}.",
    fix="Send the resource's identifier exactly as it is registered, scheme included, without a fragment.",
    fault=Fault.CLIENT,
    public=_INVALID_TARGET,
    references=("RFC 8707 section 2", "RFC 3986 section 4.3"),
    evidence=(_RESOURCE, EvidenceField("defect", "text", "what is wrong with it")),
)

RESOURCE_UNKNOWN = Reason(
    code="token_request.resource_unknown",
    headline="The resource that is asked for is not one that this client can have a token for",
    explanation="No resource {resource} is known here. Identifiers are compared character by character: a slash at the end, "
    "a port or another case makes another resource.",
    fix="Send the identifier exactly as it is registered (assay resource list).",
    fault=Fault.CLIENT,
    public=_INVALID_TARGET,
    references=("RFC 8707 section 2",),
    evidence=(_RESOURCE,),
    see_also=("token_request.resource_not_registered", "token_request.resource_not_granted"),
)

RESOURCE_NOT_REGISTERED = Reason(
    code="token_request.resource_not_registered",
    headline="The client is not registered for the resource",
    explanation="The resource {resource} exists, but this client may ask for {registered} only.",
    fix="Ask for a registered resource, or let the operator register the client for {resource}.",
    fault=Fault.CLIENT,
    public=_INVALID_TARGET,
    tier=Tier.SERVER_STATE,
    public_as="token_request.resource_unknown",
    references=("RFC 8707 section 2",),
    evidence=(
        _RESOURCE,
        EvidenceField(
            "registered", "names", "the resources of the client; none means the default one", Tier.SERVER_STATE
        ),
    ),
)

RESOURCE_NOT_GRANTED = Reason(
    code="token_request.resource_not_granted",
    headline="The resource was not part of the grant",
    explanation="The request asks for {resource}, but the authorization was for {granted}. A token request can narrow the "
    "resources, never add one.",
    fix="Name {resource} in the authorization request already, and send the end-user through it again.",
    fault=Fault.CLIENT,
    public=_INVALID_TARGET,
    references=("RFC 8707 section 2.2",),
    evidence=(_RESOURCE, EvidenceField("granted", "names", "the resources that were granted", Tier.SERVER_STATE)),
)

RESOURCE_NOT_NAMED = Reason(
    code="token_request.resource_not_named",
    headline="The request must name the resource that the token is for",
    explanation="The client is registered for {registered}, and the default resource is not among them, so the server cannot "
    "choose for it.",
    fix="Send the parameter resource with one of the client's resources.",
    fault=Fault.CLIENT,
    public=_INVALID_TARGET,
    references=("RFC 8707 section 2",),
    evidence=(EvidenceField("registered", "names", "the resources of the client", Tier.SERVER_STATE),),
)

RESOURCES_DIFFER_IN_ALGORITHM = Reason(
    code="token_request.resources_differ_in_algorithm",
    headline="The resources cannot share one access token",
    explanation="One token for {resources} is asked for, but they expect different signing algorithms: {algorithms}.",
    fix="Ask for one token per resource, with one resource parameter each.",
    fault=Fault.CLIENT,
    public=_INVALID_TARGET,
    references=("RFC 8707 section 2", "RFC 9068 section 2.1"),
    evidence=(
        EvidenceField("resources", "names", "the resources that were asked for"),
        EvidenceField("algorithms", "names", "the algorithm of each", Tier.SERVER_STATE),
    ),
)

REASONS: tuple[Reason, ...] = (
    GRANT_TYPE_UNSUPPORTED,
    SCOPE_MALFORMED,
    SCOPE_NOT_REGISTERED,
    SCOPE_WIDER_THAN_GRANTED,
    SCOPE_NEEDS_END_USER,
    SCOPE_NOT_OF_RESOURCE,
    RESOURCE_MALFORMED,
    RESOURCE_UNKNOWN,
    RESOURCE_NOT_REGISTERED,
    RESOURCE_NOT_GRANTED,
    RESOURCE_NOT_NAMED,
    RESOURCES_DIFFER_IN_ALGORITHM,
)

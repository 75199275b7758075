"""Reasons why an authorization request is refused."""

from __future__ import annotations

from assay.reasons.reason import EvidenceField, Fault, PublicAnswer, Reason, Retry, Tier

_INVALID_REQUEST = PublicAnswer("invalid_request", 400)
_INVALID_SCOPE = PublicAnswer("invalid_scope", 400)
_INVALID_TARGET = PublicAnswer("invalid_target", 400)
_LOGIN_REQUIRED = PublicAnswer("login_required", 400)
_UNAUTHORIZED_CLIENT = PublicAnswer("unauthorized_client", 400)

# ------------------------------------------------ told on a page of our own: nothing proves where an answer may go

CLIENT_UNKNOWN = Reason(
    code="authorization_request.client_unknown",
    headline="No application is registered under this client_id",
    explanation="The request names the client_id {client_id}. No client is registered under it. Ids are compared character "
    "by character.",
    fix="Use the client_id that the registration printed (assay client list shows all). Look for a value of another "
    "environment.",
    fault=Fault.CLIENT,
    public=_UNAUTHORIZED_CLIENT,
    references=("RFC 6749 section 4.1.2.1", "RFC 6749 section 2.2"),
    evidence=(EvidenceField("client_id", "text", "the client_id of the request"),),
)

CLIENT_DISABLED = Reason(
    code="authorization_request.client_disabled",
    headline="The application is switched off",
    explanation="The client {client_id} was disabled at {disabled_at}.",
    fix="Ask the operator why the client was disabled; register a new one if it is to come back.",
    fault=Fault.OPERATOR,
    public=_UNAUTHORIZED_CLIENT,
    tier=Tier.SERVER_STATE,
    public_as="authorization_request.client_unknown",
    references=("RFC 6749 section 4.1.2.1",),
    evidence=(
        EvidenceField("client_id", "text", "the client_id of the request"),
        EvidenceField("disabled_at", "instant", "when the client was disabled"),
    ),
)

REDIRECT_URI_MISSING = Reason(
    code="authorization_request.redirect_uri_missing",
    headline="The request does not say where the answer is to go (redirect_uri)",
    explanation="The request has no redirect_uri. It may be left out only in a plain OAuth request (without the scope "
    "openid) of a client with exactly one registered redirect URI.",
    fix="Send redirect_uri, exactly as it is registered, and send it again in the token request.",
    fault=Fault.CLIENT,
    public=_INVALID_REQUEST,
    references=("OpenID Connect Core 1.0 section 3.1.2.1", "RFC 6749 section 3.1.2.3"),
)

REDIRECT_URI_MISMATCH = Reason(
    code="authorization_request.redirect_uri_mismatch",
    headline="The redirect_uri is not registered for this application",
    explanation="The request names the redirect_uri {redirect_uri}. It is compared character by character with what is "
    "registered, and equals none of it. Only the port of http://127.0.0.1 and http://[::1] may differ.",
    fix="Make the two equal: send exactly what is registered, or register exactly what is sent. Mind scheme, port, case and "
    "the slash at the end.",
    fault=Fault.CLIENT,
    public=_INVALID_REQUEST,
    references=("RFC 9700 section 4.1.3", "RFC 6749 section 3.1.2.3", "RFC 8252 section 7.3"),
    evidence=(
        EvidenceField("redirect_uri", "text", "the redirect URI of the request"),
        EvidenceField("nearest_registered", "text", "the registered one that is most like it", Tier.SERVER_STATE),
        EvidenceField("difference", "text", "what tells the two apart", Tier.SERVER_STATE),
    ),
)

PREFETCHED = Reason(
    code="authorization_request.prefetched",
    headline="The browser asked in advance, and an authorization is not given in advance",
    explanation="The request has the header Sec-Purpose or Purpose with {purpose}: the browser fetches a page that nobody "
    "has opened yet. Nothing was decided and nothing stored.",
    fix="Nothing is wrong: the browser asks again when the person opens the page. If it does not, take the authorization "
    "URL out of the site's prefetch and speculation rules.",
    fault=Fault.CLIENT,
    public=PublicAnswer("temporarily_unavailable", 503),
    retry=Retry.LATER,
    references=("RFC 6749 section 4.1.2.1", "RFC 9700 section 4.2"),
    evidence=(EvidenceField("purpose", "text", "the value of the header"),),
)

TOO_MANY = Reason(
    code="authorization_request.too_many",
    headline="There were too many authorization requests; wait a little",
    explanation="From this network there were more authorization requests that need a page than are allowed, and each is "
    "stored until it is answered or abandoned. The next one is taken after {retry_after} seconds. Requests from other "
    "networks are not affected.",
    fix="Wait, then try again once. If this happens to people who do nothing unusual, the server stands behind a proxy "
    "whose address is not in web.trusted_proxies, so that all of them count as one.",
    fault=Fault.END_USER,
    public=PublicAnswer("temporarily_unavailable", 429),
    retry=Retry.LATER,
    references=("RFC 6749 section 4.1.2.1", "RFC 6585 section 4"),
    evidence=(EvidenceField("retry_after", "seconds", "after how long the next request is taken"),),
)

# ------------------------------------------------ told to the client, by redirect

REQUEST_OBJECT_NOT_SUPPORTED = Reason(
    code="authorization_request.request_object_not_supported",
    headline="The parameter request is not supported",
    explanation="The request carries a request object in the parameter request. This server reads plain parameters only.",
    fix="Send the parameters of the request object as plain parameters. The discovery document says "
    "request_parameter_supported: false.",
    fault=Fault.CLIENT,
    public=PublicAnswer("request_not_supported", 400),
    references=("OpenID Connect Core 1.0 section 6.1", "RFC 9101 section 5"),
)

REQUEST_URI_NOT_SUPPORTED = Reason(
    code="authorization_request.request_uri_not_supported",
    headline="The parameter request_uri is not supported",
    explanation="The request points to a request object with request_uri. This server fetches none.",
    fix="Send the parameters as plain parameters. The discovery document says request_uri_parameter_supported: false.",
    fault=Fault.CLIENT,
    public=PublicAnswer("request_uri_not_supported", 400),
    references=("OpenID Connect Core 1.0 section 6.2", "RFC 9101 section 5"),
)

REGISTRATION_NOT_SUPPORTED = Reason(
    code="authorization_request.registration_not_supported",
    headline="The parameter registration is not supported",
    explanation="The request carries client metadata in the parameter registration. Clients are registered beforehand here.",
    fix="Register the client (assay client create) and leave the parameter out.",
    fault=Fault.CLIENT,
    public=PublicAnswer("registration_not_supported", 400),
    references=("OpenID Connect Core 1.0 section 7.2.1",),
)

RESPONSE_TYPE_UNSUPPORTED = Reason(
    code="authorization_request.response_type_unsupported",
    headline="The response_type is not supported: only code is",
    explanation="The request has response_type={response_type}. Tokens are not given through the browser's address bar; the "
    "client gets a code and exchanges it.",
    fix="Send response_type=code with PKCE. For a single-page application this replaces the implicit grant.",
    fault=Fault.CLIENT,
    public=PublicAnswer("unsupported_response_type", 400),
    references=("RFC 9700 section 2.1.2", "RFC 6749 section 3.1.1"),
    evidence=(EvidenceField("response_type", "text", "the response_type of the request"),),
)

RESPONSE_MODE_UNSUPPORTED = Reason(
    code="authorization_request.response_mode_unsupported",
    headline="The response_mode is not supported: query and form_post are",
    explanation="The request has response_mode={response_mode}. A code is not put into a fragment, where scripts of the page "
    "and the history can read it.",
    fix="Leave response_mode out (query), or send form_post.",
    fault=Fault.CLIENT,
    public=_INVALID_REQUEST,
    references=("OAuth 2.0 Multiple Response Type Encoding Practices section 2.1", "RFC 9700 section 4.3"),
    evidence=(EvidenceField("response_mode", "text", "the response_mode of the request"),),
)

GRANT_TYPE_NOT_REGISTERED = Reason(
    code="authorization_request.grant_type_not_registered",
    headline="The client is not registered for the grant that it wants to begin",
    explanation="The client {client_id} may use {registered}, but not {grant_type}.",
    fix="Let the operator add the grant (assay client update CLIENT_ID --grant, with all its grants), or use one that it has.",
    fault=Fault.CLIENT,
    public=_UNAUTHORIZED_CLIENT,
    references=("RFC 6749 section 4.1.2.1", "RFC 7591 section 2"),
    evidence=(
        EvidenceField("client_id", "text", "the client"),
        EvidenceField("grant_type", "text", "the grant that the answer would begin"),
        EvidenceField("registered", "names", "the grants that it may use", Tier.SERVER_STATE),
    ),
)

CODE_CHALLENGE_MISSING = Reason(
    code="authorization_request.code_challenge_missing",
    headline="The request has no code_challenge, and this client must use PKCE",
    explanation="The request has no code_challenge. Without PKCE, whoever gets hold of the authorization code gets the "
    "tokens. Public clients always need it, confidential ones unless their registration waives it.",
    fix="Switch PKCE on in the client's library (S256). If a confidential client's library cannot, register the client with "
    "--no-pkce-required and let it check nonce.",
    fault=Fault.CLIENT,
    public=_INVALID_REQUEST,
    references=("RFC 9700 section 2.1.1", "RFC 7636 section 4.4.1"),
)

CODE_CHALLENGE_METHOD_UNSUPPORTED = Reason(
    code="authorization_request.code_challenge_method_unsupported",
    headline="The code_challenge_method is not supported: only S256 is",
    explanation="The request has code_challenge_method={code_challenge_method}; where it is absent it means plain. A plain "
    "challenge is the secret itself, in a URL.",
    fix="Send code_challenge_method=S256 and the SHA-256 of the verifier, base64url-encoded, as code_challenge.",
    fault=Fault.CLIENT,
    public=_INVALID_REQUEST,
    references=("RFC 7636 section 4.3", "RFC 9700 section 2.1.1"),
    evidence=(EvidenceField("code_challenge_method", "text", "the method of the request; absent when there was none"),),
)

SCOPE_MALFORMED = Reason(
    code="authorization_request.scope_malformed",
    headline="The scope is no list of names separated by single spaces",
    explanation="The scope of the request has a character that a scope must not have, or more than {limit} names.",
    fix="Send the names separated by one space each (%20 or + in the URL), without commas, quotes or brackets.",
    fault=Fault.CLIENT,
    public=_INVALID_SCOPE,
    references=("RFC 6749 section 3.3",),
    evidence=(EvidenceField("limit", "number", "names that are read at most"),),
)

SCOPE_NOT_REGISTERED = Reason(
    code="authorization_request.scope_not_registered",
    headline="The client asks for a scope that it is not registered for",
    explanation="The request asks for {refused}. The client may ask for its registered scopes only.",
    fix="Leave the scope out of the request, or let the operator add it (assay client update CLIENT_ID --scope, with all its "
    "scopes).",
    fault=Fault.CLIENT,
    public=_INVALID_SCOPE,
    references=("RFC 6749 section 3.3", "RFC 6749 section 4.1.2.1"),
    evidence=(
        EvidenceField("refused", "names", "the scopes that are not registered for the client"),
        EvidenceField("registered", "names", "the scopes that are", Tier.SERVER_STATE),
    ),
)

RESOURCE_MALFORMED = Reason(
    code="authorization_request.resource_malformed",
    headline="A resource is no absolute URI without a fragment",
    explanation="The request names the resource {resource}. A resource is named by an absolute URI without a fragment.",
    fix="Send the identifier under which the resource is registered, such as https://api.example/orders.",
    fault=Fault.CLIENT,
    public=_INVALID_TARGET,
    references=("RFC 8707 section 2",),
    evidence=(EvidenceField("resource", "text", "the resource of the request"),),
)

RESOURCE_NOT_ALLOWED = Reason(
    code="authorization_request.resource_not_allowed",
    headline="The client may not ask for tokens for this resource",
    explanation="The request names the resource {resource}. It is not among those that the client is registered for. "
    "Identifiers are compared character by character, a slash at the end included.",
    fix="Send one of the client's resources, or let the operator add this one (assay client update CLIENT_ID --resource, with "
    "all its resources).",
    fault=Fault.CLIENT,
    public=_INVALID_TARGET,
    references=("RFC 8707 section 2",),
    evidence=(
        EvidenceField("resource", "text", "the resource of the request"),
        EvidenceField("registered", "names", "the resources that the client may ask for", Tier.SERVER_STATE),
    ),
)

PROMPT_UNSUPPORTED = Reason(
    code="authorization_request.prompt_unsupported",
    headline="The prompt has a value that the server does not know",
    explanation="The request has prompt={prompt}. Known are none, login, consent and select_account.",
    fix="Send one or more of login, consent and select_account, or none by itself.",
    fault=Fault.CLIENT,
    public=_INVALID_REQUEST,
    references=("OpenID Connect Core 1.0 section 3.1.2.1",),
    evidence=(EvidenceField("prompt", "text", "the prompt of the request"),),
)

PROMPT_NONE_COMBINED = Reason(
    code="authorization_request.prompt_none_combined",
    headline="The prompt none stands beside another value",
    explanation="The request has prompt={prompt}. none says that no page may be shown, every other value asks for one.",
    fix="Send none by itself, or leave it out.",
    fault=Fault.CLIENT,
    public=_INVALID_REQUEST,
    references=("OpenID Connect Core 1.0 section 3.1.2.1",),
    evidence=(EvidenceField("prompt", "text", "the prompt of the request"),),
)

ID_TOKEN_HINT_UNUSABLE = Reason(
    code="authorization_request.id_token_hint_unusable",
    headline="The id_token_hint is no ID token of this server",
    explanation="The id_token_hint was refused with {because}. It must be an ID token that this server issued to this "
    "client; it may have expired.",
    fix="Send the last ID token exactly as it was received, or leave id_token_hint out.",
    fault=Fault.CLIENT,
    public=_INVALID_REQUEST,
    references=("OpenID Connect Core 1.0 section 3.1.2.1",),
    evidence=(EvidenceField("because", "text", "the code of the reason why the token was refused"),),
)

LOGIN_REQUIRED = Reason(
    code="authorization_request.login_required",
    headline="Nobody is signed in, and the request does not let the server ask (prompt=none)",
    explanation="The request has prompt=none. The browser brought no live session, so a sign-in page would have been needed.",
    fix="Send the request again without prompt=none, so that the person can sign in. A client does so on every "
    "login_required.",
    fault=Fault.END_USER,
    public=_LOGIN_REQUIRED,
    references=("OpenID Connect Core 1.0 section 3.1.2.6",),
    evidence=(EvidenceField("session", "text", "what became of the browser's session", Tier.SERVER_STATE),),
)

SIGN_IN_TOO_OLD = Reason(
    code="authorization_request.sign_in_too_old",
    headline="The last sign-in is older than the request allows, and no page may be shown",
    explanation="The person signed in at {authenticated_at}. The request allows {max_age} seconds and has prompt=none.",
    fix="Send the request again without prompt=none, so that the person can sign in afresh.",
    fault=Fault.END_USER,
    public=_LOGIN_REQUIRED,
    tier=Tier.SERVER_STATE,
    public_as="authorization_request.login_required",
    references=("OpenID Connect Core 1.0 section 3.1.2.1",),
    evidence=(
        EvidenceField("authenticated_at", "instant", "when the person signed in"),
        EvidenceField("max_age", "seconds", "the max_age of the request"),
    ),
)

SECOND_FACTOR_REQUIRED = Reason(
    code="authorization_request.second_factor_required",
    headline="A second factor is wanted, and no page may be shown to ask for it",
    explanation="The session has proved {proved}. What is wanted is {wanted}: by the policy, by the client or scope, or by the "
    "request itself.",
    fix="Send the request again without prompt=none, so that the person can show the second factor.",
    fault=Fault.END_USER,
    public=_LOGIN_REQUIRED,
    tier=Tier.SERVER_STATE,
    public_as="authorization_request.login_required",
    references=("RFC 9470 section 5", "OpenID Connect Core 1.0 section 3.1.2.6"),
    evidence=(
        EvidenceField("wanted", "names", "the authentication context class that is wanted"),
        EvidenceField("proved", "text", "the class that the session has reached"),
    ),
)

AUTHENTICATION_UNMET = Reason(
    code="authorization_request.authentication_unmet",
    headline="The way of signing in that the request demands is not one that this person or this server has",
    explanation="The request demands one of {wanted}. The session has proved {proved}, and the person has nothing with which "
    "more could be proved.",
    fix="Let the person enrol what is wanted (a passkey for phr), or ask for a class that the server lists in "
    "acr_values_supported.",
    fault=Fault.CLIENT,
    public=PublicAnswer("unmet_authentication_requirements", 400),
    references=(
        "RFC 9470 section 5",
        "OpenID Connect Core Error Code unmet_authentication_requirements 1.0 section 2",
    ),
    evidence=(
        EvidenceField("wanted", "names", "the authentication context classes that would do"),
        EvidenceField("proved", "text", "the class that the session has reached", Tier.SERVER_STATE),
    ),
)

ANOTHER_END_USER = Reason(
    code="authorization_request.another_end_user",
    headline="Somebody else is signed in than the request asks for",
    explanation="The request names an end-user (id_token_hint or the claim sub). In this browser another one is signed in, "
    "and either no page may be shown (prompt=none) or the person signed in with that other account.",
    fix="Send the request again without prompt=none, and sign in with the account that the application expects; or leave "
    "the hint out.",
    fault=Fault.END_USER,
    public=_LOGIN_REQUIRED,
    tier=Tier.SERVER_STATE,
    public_as="authorization_request.login_required",
    references=("OpenID Connect Core 1.0 section 3.1.2.1", "OpenID Connect Core 1.0 section 5.5.1"),
)

CONSENT_REQUIRED = Reason(
    code="authorization_request.consent_required",
    headline="The end-user has not approved this yet, and the request does not let the server ask (prompt=none)",
    explanation="The request has prompt=none and asks for {scopes}. The end-user has not approved all of it for this client, "
    "or the client is of a kind that is asked each time.",
    fix="Send the request again without prompt=none, so that the person can approve.",
    fault=Fault.END_USER,
    public=PublicAnswer("consent_required", 400),
    references=("OpenID Connect Core 1.0 section 3.1.2.6",),
    evidence=(EvidenceField("scopes", "names", "the scopes of the request"),),
)

CONSENT_DENIED = Reason(
    code="authorization_request.consent_denied",
    headline="The end-user did not approve the request",
    explanation="The person was asked whether the client may have {scopes}, and said no.",
    fix="Do not ask again at once. Explain to the person what the access is for, or ask for less.",
    fault=Fault.END_USER,
    public=PublicAnswer("access_denied", 403),
    references=("RFC 6749 section 4.1.2.1",),
    evidence=(EvidenceField("scopes", "names", "the scopes of the request"),),
)

REASONS: tuple[Reason, ...] = (
    CLIENT_UNKNOWN,
    CLIENT_DISABLED,
    REDIRECT_URI_MISSING,
    REDIRECT_URI_MISMATCH,
    PREFETCHED,
    TOO_MANY,
    REQUEST_OBJECT_NOT_SUPPORTED,
    REQUEST_URI_NOT_SUPPORTED,
    REGISTRATION_NOT_SUPPORTED,
    RESPONSE_TYPE_UNSUPPORTED,
    RESPONSE_MODE_UNSUPPORTED,
    GRANT_TYPE_NOT_REGISTERED,
    CODE_CHALLENGE_MISSING,
    CODE_CHALLENGE_METHOD_UNSUPPORTED,
    SCOPE_MALFORMED,
    SCOPE_NOT_REGISTERED,
    RESOURCE_MALFORMED,
    RESOURCE_NOT_ALLOWED,
    PROMPT_UNSUPPORTED,
    PROMPT_NONE_COMBINED,
    ID_TOKEN_HINT_UNUSABLE,
    LOGIN_REQUIRED,
    SIGN_IN_TOO_OLD,
    SECOND_FACTOR_REQUIRED,
    AUTHENTICATION_UNMET,
    ANOTHER_END_USER,
    CONSENT_REQUIRED,
    CONSENT_DENIED,
)

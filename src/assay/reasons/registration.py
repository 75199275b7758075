"""Reasons why a client, a resource or an end-user is not registered or changed.

Only the operator can come upon them (command line, admin API), so all of them are told in full.
"""

from __future__ import annotations

from assay.reasons.reason import EvidenceField, Fault, PublicAnswer, Reason, Retry

_METADATA = PublicAnswer("invalid_client_metadata", 400)
_REDIRECT_URI = PublicAnswer("invalid_redirect_uri", 400)
_REQUEST = PublicAnswer("invalid_request", 400)
_NOT_FOUND = PublicAnswer("invalid_request", 404)
_CONFLICT = PublicAnswer("invalid_request", 409)

NAME_UNUSABLE = Reason(
    code="registration.name_unusable",
    headline="The client's name cannot be shown to a person",
    explanation="The name {defect}. It stands on the consent page, so a person must be able to read it.",
    fix="Give a name of 1 to {limit} printable characters.",
    fault=Fault.CLIENT,
    public=_METADATA,
    references=("RFC 7591 section 2",),
    evidence=(
        EvidenceField("defect", "text", "what is wrong with the name"),
        EvidenceField("limit", "number", "characters that a name may have"),
    ),
)

GRANT_TYPE_MISSING = Reason(
    code="registration.grant_type_missing",
    headline="The client is to be registered without a grant",
    explanation="A client without a grant can never get a token.",
    fix="Name at least one of {supported}.",
    fault=Fault.CLIENT,
    public=_METADATA,
    references=("RFC 7591 section 2", "RFC 6749 section 1.3"),
    evidence=(EvidenceField("supported", "names", "the grants that the server has"),),
)

GRANT_TYPE_UNKNOWN = Reason(
    code="registration.grant_type_unknown",
    headline="The server does not have one of the grants that the client asks for",
    explanation="{grant_type} is none of the grants of this server: {supported}.",
    fix="Register the client for one of {supported}.",
    fault=Fault.CLIENT,
    public=_METADATA,
    references=("RFC 7591 section 2",),
    evidence=(
        EvidenceField("grant_type", "text", "the grant that was asked for"),
        EvidenceField("supported", "names", "the grants that the server has"),
    ),
    see_also=("client.grant_type_not_registered",),
)

REFRESH_TOKEN_WITHOUT_SOURCE = Reason(
    code="registration.refresh_token_without_source",
    headline="The client may refresh, but has no grant that gives it a refresh token",
    explanation="refresh_token is registered without a grant that an end-user approves. Refresh tokens come with an end-user's approval; "
    "client_credentials gives none, because the client can simply ask again.",
    fix="Register authorization_code or the device code grant too, or leave refresh_token out.",
    fault=Fault.CLIENT,
    public=_METADATA,
    references=("RFC 6749 section 4.4.3", "RFC 6749 section 6"),
)

AUTHENTICATION_METHOD_UNKNOWN = Reason(
    code="registration.authentication_method_unknown",
    headline="The server does not have the client-authentication method that the client asks for",
    explanation="{method} is none of the client-authentication methods of this server: {supported}.",
    fix="Register the client with one of {supported}.",
    fault=Fault.CLIENT,
    public=_METADATA,
    references=("RFC 7591 section 2", "OpenID Connect Core 1.0 section 9"),
    evidence=(
        EvidenceField("method", "text", "the method that was asked for"),
        EvidenceField("supported", "names", "the methods that the server has"),
    ),
)

CLIENT_CREDENTIALS_WITHOUT_AUTHENTICATION = Reason(
    code="registration.client_credentials_without_authentication",
    headline="A client without authentication asks for the client_credentials grant",
    explanation="The client-authentication method is none, so anybody who knows the client id could get tokens in its "
    "name. The client_credentials grant is for confidential clients only.",
    fix="Choose client_secret_basic, client_secret_post or private_key_jwt, or leave client_credentials out.",
    fault=Fault.CLIENT,
    public=_METADATA,
    references=("RFC 6749 section 4.4",),
)

PKCE_NOT_WAIVED = Reason(
    code="registration.pkce_not_waived",
    headline="A public client cannot do without PKCE",
    explanation="The client-authentication method is none. Without PKCE, whoever gets hold of the authorization code "
    "gets the tokens.",
    fix="Leave the PKCE requirement on (every current OAuth library sends code_challenge), or make the client confidential.",
    fault=Fault.CLIENT,
    public=_METADATA,
    references=("RFC 9700 section 2.1.1", "RFC 7636 section 1"),
)

REDIRECT_URI_MISSING = Reason(
    code="registration.redirect_uri_missing",
    headline="The client uses the authorization_code grant and has no redirect URI",
    explanation="The authorization endpoint sends its answer to a registered redirect URI and nowhere else.",
    fix="Register the exact URI to which the client wants the answer.",
    fault=Fault.CLIENT,
    public=_REDIRECT_URI,
    references=("RFC 6749 section 3.1.2.2", "RFC 9700 section 2.1"),
)

REDIRECT_URI_UNUSABLE = Reason(
    code="registration.redirect_uri_unusable",
    headline="A redirect URI cannot be registered as it stands",
    explanation="{member} {uri}: {defect}. It is compared character by character with what a request names, so it must be "
    "complete and unambiguous.",
    fix="{expected}",
    fault=Fault.CLIENT,
    public=_REDIRECT_URI,
    references=("RFC 6749 section 3.1.2", "RFC 9700 section 2.1", "RFC 8252 section 8.4"),
    evidence=(
        EvidenceField("member", "text", "redirect_uris or post_logout_redirect_uris"),
        EvidenceField("uri", "text", "the URI that was given"),
        EvidenceField("defect", "text", "what is wrong with it"),
        EvidenceField("expected", "text", "what to give instead"),
    ),
)

JWKS_MISSING = Reason(
    code="registration.jwks_missing",
    headline="The client authenticates with private_key_jwt and has no keys",
    explanation="Assertions of this client can never be verified: no public key is registered.",
    fix="Register a JWK set with the client's public keys (on the command line: --jwks FILE).",
    fault=Fault.CLIENT,
    public=_METADATA,
    references=("RFC 7591 section 2", "RFC 7523 section 2.2"),
)

JWKS_UNUSABLE = Reason(
    code="registration.jwks_unusable",
    headline="The client's JWK set cannot be used",
    explanation="The JWK set {defect}.",
    fix="Give a JSON object with a member keys that holds the client's public keys, RSA, EC or OKP.",
    fault=Fault.CLIENT,
    public=_METADATA,
    references=("RFC 7517 section 5",),
    evidence=(EvidenceField("defect", "text", "what is wrong with the set"),),
)

JWKS_HOLDS_PRIVATE_KEY = Reason(
    code="registration.jwks_holds_private_key",
    headline="The client's JWK set holds a private or symmetric key",
    explanation="Key number {position} has the member {member}. The server needs public keys only; whoever holds the "
    "private part can sign in the client's name.",
    fix="Take the private members out (keep kty, kid, use, alg, n, e, crv, x, y). Replace the key if the file has left "
    "the client's machine.",
    fault=Fault.CLIENT,
    public=_METADATA,
    references=("RFC 7517 section 4", "RFC 7518 section 6"),
    evidence=(
        EvidenceField("position", "number", "which key of the set, counted from 1"),
        EvidenceField("member", "text", "the name of the private member; its value is not kept"),
    ),
)

ID_TOKEN_ALGORITHM_UNKNOWN = Reason(
    code="registration.id_token_algorithm_unknown",
    headline="The server does not sign ID tokens with the algorithm that the client asks for",
    explanation="{algorithm} is none of the server's signing algorithms: {supported}.",
    fix="Choose one of {supported}. RS256 is what every OpenID Connect library knows.",
    fault=Fault.CLIENT,
    public=_METADATA,
    references=("OpenID Connect Dynamic Client Registration 1.0 section 2",),
    evidence=(
        EvidenceField("algorithm", "text", "the algorithm that was asked for"),
        EvidenceField("supported", "names", "the algorithms that the server signs with"),
    ),
)

SCOPE_MALFORMED = Reason(
    code="registration.scope_malformed",
    headline="A scope has characters that a scope must not have",
    explanation="The scope {scope} is empty, too long, or has a space, a quotation mark, a backslash or a character "
    "outside printable ASCII.",
    fix="Give each scope by itself, in printable ASCII without space, quotation mark and backslash.",
    fault=Fault.CLIENT,
    public=_METADATA,
    references=("RFC 6749 section 3.3",),
    evidence=(EvidenceField("scope", "text", "the scope as it was given"),),
)

RESOURCE_UNKNOWN = Reason(
    code="registration.resource_unknown",
    headline="The client asks for a resource that does not exist",
    explanation="No resource has the identifier {resource}. It is compared character by character.",
    fix="Use one of {registered}, or register the resource first (assay resource create --identifier URI).",
    fault=Fault.CLIENT,
    public=_METADATA,
    references=("RFC 8707 section 2",),
    evidence=(
        EvidenceField("resource", "text", "the identifier that was asked for"),
        EvidenceField("registered", "names", "the identifiers of the resources that exist"),
    ),
)

PAGE_URI_UNUSABLE = Reason(
    code="registration.page_uri_unusable",
    headline="The address of one of the client's own pages cannot be shown to people",
    explanation="{member} {uri}: {defect}. People are led there from the page on which they are asked.",
    fix="Give the https address of a page, in printable ASCII, of at most 500 characters. Plain http is only for 127.0.0.1, [::1] and "
    "localhost.",
    fault=Fault.CLIENT,
    public=_METADATA,
    references=("RFC 7591 section 2", "RFC 7591 section 5"),
    evidence=(
        EvidenceField("member", "text", "client_uri, logo_uri, policy_uri or tos_uri"),
        EvidenceField("uri", "text", "the address that was given"),
        EvidenceField("defect", "text", "what is wrong with it"),
    ),
)

CONTACT_UNUSABLE = Reason(
    code="registration.contact_unusable",
    headline="A contact of the client cannot be shown to people",
    explanation="The contact {contact}: {defect}.",
    fix="Give at most {limit} e-mail addresses, in ASCII.",
    fault=Fault.CLIENT,
    public=_METADATA,
    references=("RFC 7591 section 2",),
    evidence=(
        EvidenceField("contact", "text", "the contact that was given"),
        EvidenceField("defect", "text", "what is wrong with it"),
        EvidenceField("limit", "number", "contacts that a client may have"),
    ),
)

LOGO_UNUSABLE = Reason(
    code="registration.logo_unusable",
    headline="The picture cannot be the client's logo",
    explanation="The logo {defect}. It is shown on the page on which people are asked, and served by this server alone.",
    fix="Give a PNG, JPEG or WebP picture of at most {bytes} bytes and {pixels} pixels a side, such as 256 by 256.",
    fault=Fault.CLIENT,
    public=_METADATA,
    references=("RFC 7591 section 2", "RFC 7591 section 5"),
    evidence=(
        EvidenceField("defect", "text", "what is wrong with the picture"),
        EvidenceField("bytes", "number", "bytes that it may have"),
        EvidenceField("pixels", "number", "pixels that each side may have"),
    ),
)

CLIENT_UNKNOWN = Reason(
    code="registration.client_unknown",
    headline="There is no client with this client id",
    explanation="No client has the id {client_id}. Ids are compared character by character.",
    fix="Look the id up with assay client list.",
    fault=Fault.OPERATOR,
    public=_NOT_FOUND,
    references=("RFC 6749 section 2.2",),
    evidence=(EvidenceField("client_id", "text", "the client id that was given"),),
)

CLIENT_DISABLED = Reason(
    code="registration.client_disabled",
    headline="The client is disabled and is not changed",
    explanation="{client_id} was disabled at {disabled_at}. It stays as it was then; nothing of it would be of use any more.",
    fix="Register a new client.",
    fault=Fault.OPERATOR,
    public=_CONFLICT,
    references=("RFC 7592 section 2.2",),
    evidence=(
        EvidenceField("client_id", "text", "the client id that was given"),
        EvidenceField("disabled_at", "instant", "when it was disabled"),
    ),
)

CLIENT_HAS_NO_SECRET = Reason(
    code="registration.client_has_no_secret",
    headline="The client does not authenticate with a secret",
    explanation="{client_id} is registered with {method}, so there is no secret to rotate.",
    fix="Rotate the client's own key instead (private_key_jwt), or register a client with client_secret_basic.",
    fault=Fault.OPERATOR,
    public=_CONFLICT,
    references=("RFC 6749 section 2.3",),
    evidence=(
        EvidenceField("client_id", "text", "the client id that was given"),
        EvidenceField("method", "text", "the client-authentication method it is registered with"),
    ),
)

TWO_SECRETS_LIVE = Reason(
    code="registration.two_secrets_live",
    headline="The client has two live secrets already",
    explanation="A client has at most {limit} live secrets. The older one of {client_id} ends at {older_expires_at}; a third "
    "one would mean that nobody knows any more which is in use.",
    fix="Wait until the older secret has ended, or rotate with --overlap 0, which ends all others at once.",
    fault=Fault.OPERATOR,
    public=_CONFLICT,
    retry=Retry.LATER,
    references=("RFC 6749 section 2.3.1", "NIST SP 800-57 part 1 section 5.3"),
    evidence=(
        EvidenceField("client_id", "text", "the client id that was given"),
        EvidenceField("limit", "number", "live secrets that a client may have"),
        EvidenceField("older_expires_at", "instant", "when the older secret ends; absent when it has no end"),
    ),
)

RESOURCE_IDENTIFIER_UNUSABLE = Reason(
    code="registration.resource_identifier_unusable",
    headline="The resource identifier is no absolute URI without fragment",
    explanation="{identifier} cannot be a resource: {defect}. It becomes the audience of access tokens.",
    fix="Give the API's own URI, such as https://api.example/orders.",
    fault=Fault.OPERATOR,
    public=_REQUEST,
    references=("RFC 8707 section 2",),
    evidence=(
        EvidenceField("identifier", "text", "the identifier that was given"),
        EvidenceField("defect", "text", "what is wrong with it"),
    ),
)

RESOURCE_NOT_REGISTERED = Reason(
    code="registration.resource_not_registered",
    headline="There is no resource with this identifier",
    explanation="No resource has the identifier {identifier}. It is compared character by character.",
    fix="Look the identifier up with assay resource list.",
    fault=Fault.OPERATOR,
    public=_NOT_FOUND,
    references=("RFC 8707 section 2",),
    evidence=(EvidenceField("identifier", "text", "the identifier that was given"),),
)

RESOURCE_TAKEN = Reason(
    code="registration.resource_taken",
    headline="A resource with this identifier exists already",
    explanation="{identifier} was registered at {created_at}.",
    fix="Change that one (assay resource update), or choose another identifier.",
    fault=Fault.OPERATOR,
    public=_CONFLICT,
    references=("RFC 8707 section 2",),
    evidence=(
        EvidenceField("identifier", "text", "the identifier that was given"),
        EvidenceField("created_at", "instant", "when the existing resource was registered"),
    ),
)

SCOPE_DESCRIPTION_UNUSABLE = Reason(
    code="registration.scope_description_unusable",
    headline="A scope cannot be described like this",
    explanation="The description of {scope} in the language {language}: {defect}.",
    fix="Describe a scope of the resource in {languages}, in at most {limit} characters that go on after: asks for your permission to; as "
    "in: see your orders.",
    fault=Fault.OPERATOR,
    public=_REQUEST,
    references=("RFC 6749 section 3.3", "RFC 9700 section 2.3"),
    evidence=(
        EvidenceField("scope", "text", "the scope that was described"),
        EvidenceField("language", "text", "the language in which it was described"),
        EvidenceField("defect", "text", "what is wrong"),
        EvidenceField("languages", "names", "the languages that pages have"),
        EvidenceField("limit", "number", "characters that a description may have"),
    ),
)

ACCESS_TOKEN_ALGORITHM_UNKNOWN = Reason(
    code="registration.access_token_algorithm_unknown",
    headline="The server does not sign access tokens with this algorithm",
    explanation="{algorithm} is none of the server's signing algorithms: {supported}.",
    fix="Choose one of {supported}. ES256 is small and fast; RS256 is for verifiers that know nothing else.",
    fault=Fault.OPERATOR,
    public=_REQUEST,
    references=("RFC 9068 section 2.1",),
    evidence=(
        EvidenceField("algorithm", "text", "the algorithm that was asked for"),
        EvidenceField("supported", "names", "the algorithms that the server signs with"),
    ),
)

ACCESS_TOKEN_LIFETIME_OUT_OF_RANGE = Reason(
    code="registration.access_token_lifetime_out_of_range",
    headline="The access token lifetime is out of range",
    explanation="{lifetime} seconds were asked for; from {shortest} to {longest} are possible. A JWT cannot be taken back "
    "by a resource server that does not introspect, so its lifetime is how long a stolen one works.",
    fix="Choose a lifetime within the range; the usual one is 300 seconds, with a refresh token for more.",
    fault=Fault.OPERATOR,
    public=_REQUEST,
    references=("RFC 9700 section 4.10", "RFC 9068 section 2.2"),
    evidence=(
        EvidenceField("lifetime", "seconds", "the lifetime that was asked for"),
        EvidenceField("shortest", "seconds", "the shortest possible one"),
        EvidenceField("longest", "seconds", "the longest possible one"),
    ),
)

USERNAME_UNUSABLE = Reason(
    code="registration.username_unusable",
    headline="The username cannot be used",
    explanation="The username {defect}. Usernames are compared after folding (NFKC, lower case), so that two people cannot "
    "have names that look alike only to a computer.",
    fix="Choose 1 to {limit} letters, digits or punctuation marks, without white space.",
    fault=Fault.END_USER,
    public=_REQUEST,
    references=("RFC 8265 section 3.3",),
    evidence=(
        EvidenceField("defect", "text", "what is wrong with the username"),
        EvidenceField("limit", "number", "characters that a username may have"),
    ),
)

USERNAME_TAKEN = Reason(
    code="registration.username_taken",
    headline="An end-user with this username exists already",
    explanation="{username} is taken, by an end-user who was registered at {created_at}.",
    fix="Choose another username, or set a new password for the existing end-user (assay user set-password).",
    fault=Fault.OPERATOR,
    public=_CONFLICT,
    references=("RFC 8265 section 3.3",),
    evidence=(
        EvidenceField("username", "text", "the folded username"),
        EvidenceField("created_at", "instant", "when the existing end-user was registered"),
    ),
)

PASSWORD_TOO_SHORT = Reason(
    code="registration.password_too_short",
    headline="The password is too short",
    explanation="The password has fewer than {limit} characters. Length is what makes guessing expensive.",
    fix="Choose a longer one; several words are easy to remember. There are no rules about kinds of characters.",
    fault=Fault.END_USER,
    public=_REQUEST,
    references=("NIST SP 800-63B-4 section 3.1.1.2",),
    evidence=(EvidenceField("limit", "number", "characters that a password has at least"),),
)

PASSWORD_TOO_LONG = Reason(
    code="registration.password_too_long",
    headline="The password is longer than the server reads",
    explanation="The password has more than {limit} characters.",
    fix="Choose a password of at most {limit} characters.",
    fault=Fault.END_USER,
    public=_REQUEST,
    references=("NIST SP 800-63B-4 section 3.1.1.2",),
    evidence=(EvidenceField("limit", "number", "characters that a password has at most"),),
)

PASSWORD_IS_USERNAME = Reason(
    code="registration.password_is_username",
    headline="The password is the username",
    explanation="The password is the username, give or take case, repetition and reversal. It is the first thing that is "
    "guessed.",
    fix="Choose a password that cannot be told from the username.",
    fault=Fault.END_USER,
    public=_REQUEST,
    references=("NIST SP 800-63B-4 section 3.1.1.2",),
)

PASSWORD_OF_OWN_WORDS = Reason(
    code="registration.password_of_own_words",
    headline="The password is made of words that belong to the person or to this service",
    explanation="Without the username, the name, the parts of the e-mail address and the name of this service, fewer than {left} "
    "letters and digits are left. Whoever knows the person tries those words first.",
    fix="Choose a password of words that have nothing to do with you or with this service.",
    fault=Fault.END_USER,
    public=_REQUEST,
    references=("NIST SP 800-63B-4 section 3.1.1.2", "OWASP ASVS 6.2.11"),
    evidence=(EvidenceField("left", "number", "letters and digits that must be left"),),
)

PASSWORD_COMMON = Reason(
    code="registration.password_common",
    headline="The password is one of those that are tried first",
    explanation="The password is too easy to come upon: {because}.",
    fix="Choose something that nobody else has: several words that do not belong together, or what a password manager makes.",
    fault=Fault.END_USER,
    public=_REQUEST,
    references=("NIST SP 800-63B-4 section 3.1.1.2", "OWASP ASVS 6.2.4"),
    evidence=(EvidenceField("because", "text", "what makes it easy to come upon"),),
)

PASSWORD_BREACHED = Reason(
    code="registration.password_breached",
    headline="The password was found among stolen ones",
    explanation="The password stands on the list of breached passwords that the operator has imported. It was stolen from some "
    "service, perhaps from another person, and is tried everywhere since.",
    fix="Choose another one, and change it wherever you use it.",
    fault=Fault.END_USER,
    public=_REQUEST,
    references=("NIST SP 800-63B-4 section 3.1.1.2", "OWASP ASVS 6.2.12"),
)

END_USER_UNKNOWN = Reason(
    code="registration.end_user_unknown",
    headline="There is no end-user with this username",
    explanation="No end-user has the username or subject {username}.",
    fix="Look it up with assay user list.",
    fault=Fault.OPERATOR,
    public=_NOT_FOUND,
    references=("RFC 8265 section 3.3",),
    evidence=(EvidenceField("username", "text", "the username or subject that was given"),),
)

INPUT_MALFORMED = Reason(
    code="registration.input_malformed",
    headline="The body or the query of the call is not as the operation declares it",
    explanation="The input of {operation} does not fit its declaration: {defect}.",
    fix="Compare it with the schema in /openapi.json. Members that are not declared are refused, not ignored.",
    fault=Fault.CLIENT,
    public=PublicAnswer("invalid_request", 400),
    references=("RFC 8259", "RFC 9457 section 3"),
    evidence=(
        EvidenceField("operation", "text", "the operation that was called"),
        EvidenceField("defect", "text", "what does not fit, and where"),
    ),
)

LIST_PLACE_UNKNOWN = Reason(
    code="registration.list_place_unknown",
    headline="The list has no record with this id to go on from",
    explanation="The next part of a list follows the record whose id is given as after. No record of this list has the id {after}.",
    fix="Take after from next in the part before (or the last id that assay client list or assay user list printed), or leave it "
    "out to begin anew.",
    fault=Fault.CLIENT,
    public=PublicAnswer("invalid_request", 400),
    references=("RFC 9110 section 15.5.1",),
    evidence=(EvidenceField("after", "text", "the id that was given"),),
)

CHANGED_MEANWHILE = Reason(
    code="registration.changed_meanwhile",
    headline="The record has changed since it was read",
    explanation="The change was meant for one state of the record (If-Match, or --if-match), and that is not the present one: somebody "
    "changed the record in between, or what was called has no state. Nothing was done.",
    fix="Read the record again, look whether the change is still wanted, and send it with the new ETag.",
    fault=Fault.OPERATOR,
    public=PublicAnswer("invalid_request", 412),
    references=("RFC 9110 section 13.1.1",),
)

OVERTAKEN = Reason(
    code="registration.overtaken",
    headline="Somebody else changed the same thing at the same moment",
    explanation="Between reading the record and writing the change, somebody else changed it. Nothing of this change was written, so "
    "nothing of theirs was lost.",
    fix="Look at the record again, and repeat the change if it is still wanted.",
    fault=Fault.OPERATOR,
    public=_CONFLICT,
    retry=Retry.LATER,
    references=("RFC 9110 section 15.5.10",),
)

SESSION_UNKNOWN = Reason(
    code="registration.session_unknown",
    headline="The end-user has no such session",
    explanation="No session of this end-user that has not ended has the id {session_id}.",
    fix="List the sessions of the end-user; one that is not there has ended already.",
    fault=Fault.OPERATOR,
    public=_NOT_FOUND,
    references=("OpenID Connect Back-Channel Logout 1.0 section 2.1",),
    evidence=(EvidenceField("session_id", "text", "the session id that was given"),),
)

CONSENT_UNKNOWN = Reason(
    code="registration.consent_unknown",
    headline="The end-user has allowed nothing to this client",
    explanation="There is no consent of this end-user for the client {client_id}.",
    fix="List the consents of the end-user; one that is not there was taken back already, or was never asked for (first-party "
    "clients).",
    fault=Fault.OPERATOR,
    public=_NOT_FOUND,
    references=("RFC 6749 section 10.2",),
    evidence=(EvidenceField("client_id", "text", "the client that was named"),),
)

SIGNING_ALGORITHM_UNKNOWN = Reason(
    code="registration.signing_algorithm_unknown",
    headline="The server has no signing keys for this algorithm",
    explanation="{algorithm} is none of the server's signing algorithms: {supported}.",
    fix="Choose one of {supported}, or rotate all of them by naming none.",
    fault=Fault.OPERATOR,
    public=_REQUEST,
    references=("RFC 7518 section 3.1",),
    evidence=(
        EvidenceField("algorithm", "text", "the algorithm that was asked for"),
        EvidenceField("supported", "names", "the algorithms that the server signs with"),
    ),
)

SIGNING_KEY_UNKNOWN = Reason(
    code="registration.signing_key_unknown",
    headline="There is no signing key with this key id",
    explanation="No signing key has the kid {kid}. Key ids are compared character by character.",
    fix="Look the key id up with assay key list.",
    fault=Fault.OPERATOR,
    public=_NOT_FOUND,
    references=("RFC 7517 section 4.5",),
    evidence=(EvidenceField("kid", "text", "the key id that was given"),),
)

REASONS = (
    NAME_UNUSABLE,
    GRANT_TYPE_MISSING,
    GRANT_TYPE_UNKNOWN,
    REFRESH_TOKEN_WITHOUT_SOURCE,
    AUTHENTICATION_METHOD_UNKNOWN,
    CLIENT_CREDENTIALS_WITHOUT_AUTHENTICATION,
    PKCE_NOT_WAIVED,
    REDIRECT_URI_MISSING,
    REDIRECT_URI_UNUSABLE,
    JWKS_MISSING,
    JWKS_UNUSABLE,
    JWKS_HOLDS_PRIVATE_KEY,
    ID_TOKEN_ALGORITHM_UNKNOWN,
    SCOPE_MALFORMED,
    RESOURCE_UNKNOWN,
    PAGE_URI_UNUSABLE,
    CONTACT_UNUSABLE,
    LOGO_UNUSABLE,
    CLIENT_UNKNOWN,
    CLIENT_DISABLED,
    CLIENT_HAS_NO_SECRET,
    TWO_SECRETS_LIVE,
    RESOURCE_IDENTIFIER_UNUSABLE,
    RESOURCE_NOT_REGISTERED,
    RESOURCE_TAKEN,
    SCOPE_DESCRIPTION_UNUSABLE,
    ACCESS_TOKEN_ALGORITHM_UNKNOWN,
    ACCESS_TOKEN_LIFETIME_OUT_OF_RANGE,
    USERNAME_UNUSABLE,
    USERNAME_TAKEN,
    PASSWORD_TOO_SHORT,
    PASSWORD_TOO_LONG,
    PASSWORD_IS_USERNAME,
    PASSWORD_OF_OWN_WORDS,
    PASSWORD_COMMON,
    PASSWORD_BREACHED,
    END_USER_UNKNOWN,
    INPUT_MALFORMED,
    LIST_PLACE_UNKNOWN,
    CHANGED_MEANWHILE,
    OVERTAKEN,
    SESSION_UNKNOWN,
    CONSENT_UNKNOWN,
    SIGNING_ALGORITHM_UNKNOWN,
    SIGNING_KEY_UNKNOWN,
)

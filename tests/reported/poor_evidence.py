"""Poor evidence: an error's words in some program's manner, or what a person says, and one fact beside it."""

from __future__ import annotations

from reported.short_forms import (
    AUD,
    ISS,
    NOW,
    b64,
    bearer,
    claims,
    cred,
    eckey,
    ex,
    iso,
    jwks,
    rsakey,
    sign,
    tok,
    verifier,
)

REPORTS = []
KEY = "another-EXAMPLE-secret-of-32-chars!!"
URL = "https://api.k.example/v1/x"


def c(cause, symptom="", also=(), cert=True, **members):
    REPORTS.append((cause, {cause, *also}, cert, {"assay_bundle": 1, "now": iso(), "symptom": symptom, **members}))


def h(body=None, key=KEY):
    return sign(body or claims(), key=key, alg="HS256")


def api(token, status=401, www=None, body="", scheme="Bearer", url=URL):
    challenge = [["WWW-Authenticate", www]] if www else []
    return ex("GET", url, status, body, req=[["Authorization", f"{scheme} {token}"]], resp=challenge)


c(
    "jwt.whitespace_in_token",
    "requests.exceptions.InvalidHeader: Invalid leading whitespace, reserved character(s), or return character(s) in header value: 'Bearer eyJ...\\n'",
)
c(
    "jwt.whitespace_in_token",
    "http: invalid header value: failed to parse header value",
    files={"token.txt": sign(claims()) + "\n"},
)
c("jwt.whitespace_in_token", "IllegalArgumentException: Unexpected char 0x0a at 612 in Authorization value")
c(
    "jwt.whitespace_in_token",
    "curl: (92) HTTP/2 stream was not closed cleanly",
    files={"get.sh": 'TOKEN=$(cat token.txt)\ncurl -H "Authorization: Bearer $TOKEN"'},
    log=["token.txt ends with 0d 0a"],
)
c("jwt.token_truncated", "PyJWT DecodeError: Not enough segments", credential={"token": sign(claims())[:255]})
c(
    "jwt.token_truncated",
    "jwt malformed",
    settings={"schema": "access_token varchar(255)"},
    log=["stored token length 255"],
)
c(
    "jwt.token_truncated",
    "Signature verification failed for long tokens only, users with many groups",
    files={"schema.sql": "CREATE TABLE sessions (token VARCHAR(1024))"},
)
c(
    "jwt.token_quoted",
    "malformed token",
    log=['localStorage.getItem("token") -> "\\"eyJhbGciOi...\\""'],
    also=["jwt.token_truncated"],
)
c(
    "jwt.token_quoted",
    "JsonWebTokenError: invalid token",
    files={
        "api.js": "localStorage.setItem('token', JSON.stringify(res.token));\nheaders.Authorization = `Bearer ${localStorage.getItem('token')}`"
    },
)
c(
    "jwt.bearer_prefix_in_token",
    "jwt.exceptions.DecodeError: Invalid header padding",
    files={"auth.py": "token = request.headers['Authorization']\njwt.decode(token, KEY, algorithms=['HS256'])"},
)
c(
    "jwt.bearer_prefix_in_token",
    "JsonWebTokenError: invalid token",
    files={"mw.js": "const token = req.headers.authorization;\njwt.verify(token, process.env.SECRET, cb)"},
)
c(
    "jwt.bearer_doubled",
    "401",
    files={"a.js": "headers: { Authorization: 'Bearer ' + auth.tokenWithBearer }"},
    log=["> Authorization: Bearer Bearer eyJhbG..."],
)
c("jwt.bearer_no_space", "401 Unauthorized", log=["> Authorization: BearereyJhbGciOiJSUzI1NiJ9.e30.x"])
c("jwt.base64_padding_in_token", 'jose: JWSInvalid: Invalid Compact JWS / The encoded data contains padding "="')
c(
    "jwt.base64_alphabet",
    "illegal base64 data at input byte 212: standard encoding used instead of URL encoding",
    also=["jwt.base64_padding_in_token"],
)
c(
    "jwt.token_over_size_limit",
    "431 Request Header Fields Too Large",
    exchanges=[bearer(sign(claims(groups=[f"g{i:05d}" for i in range(900)])), status=431)],
)
c(
    "jwt.token_over_size_limit",
    "nginx: 400 Bad Request Request Header Or Cookie Too Large for admins with many groups",
    log=["access token length 9210"],
    also=["oauth.cookie_too_large"],
)
c(
    "jwt.jwe_given_to_jws_verifier",
    "PyJWT DecodeError: Invalid payload padding / too many segments",
    credential=cred("eyJhbGciOiJSU0EtT0FFUCIsImVuYyI6IkEyNTZHQ00ifQ.aaaa.bbbb.cccc.dddd"),
)
c(
    "jwt.opaque_or_jwe_no_audience",
    "UnauthorizedError: jwt malformed",
    credential=cred("kX3j9fQ2mZ7vB1nL5pR8tW0yC4sD6gH9"),
    settings={"auth0_domain": "wren.eu.auth0.com"},
    files={"app.ts": "AuthModule.forRoot({ domain: 'wren.eu.auth0.com', clientId: 'x' })"},
)
# dates
c(
    "jwt.expired_not_refreshed",
    "IDX10223: Lifetime validation failed. The token is expired. ValidTo (UTC): '9/21/2026 12:13:20 PM', Current time (UTC): '9/21/2026 2:13:20 PM'.",
)
c(
    "jwt.expired_not_refreshed",
    "com.auth0.jwt.exceptions.TokenExpiredException: The Token has expired on 2026-09-21T12:13:20Z.",
)
c(
    "jwt.expired_not_refreshed",
    "ExpiredJwtException: JWT expired 7200000 milliseconds ago at 2026-09-21T12:13:20.000Z. Current time: 2026-09-21T14:13:20.000Z. Allowed clock skew: 0 milliseconds.",
)
c("jwt.expired_not_refreshed", "authelia: token is expired by 2h3m", log=["refresh skipped: no refresh token"])
c("jwt.clock_skew_not_yet_valid", "ImmatureSignatureError: The token is not yet valid (iat)")
c(
    "jwt.clock_skew_not_yet_valid",
    "IDX10222: Lifetime validation failed. The token is not yet valid. ValidFrom (UTC): 9/21/2026 2:13:25 PM, Current time (UTC): 9/21/2026 2:13:20 PM",
)
c(
    "jwt.clock_skew_not_yet_valid",
    "oidc: current time 2026-09-21 14:13:20 +0000 UTC before the nbf (not before) time: 2026-09-21 14:13:35 +0000 UTC",
)
c(
    "jwt.clock_skew_not_yet_valid",
    "google.auth.exceptions.InvalidValue: Token used too early, 1790000000 < 1790000003. Check that your computer's clock is set correctly.",
)
c(
    "jwt.client_clock_ahead",
    "'Issued at' claim ('iat') must be an Integer representing the time that the assertion was issued",
    also=["jwt.timezone_offset_in_claims", "oauth.assertion_clock_skew"],
    software="github app",
    log=["chronyc tracking: system time 73 seconds fast of NTP time"],
)
c("jwt.lifetime_over_server_maximum", "'Expiration time' claim ('exp') is too far in the future", software="probot")
c(
    "jwt.exp_in_milliseconds",
    "token never expires",
    files={"s.js": "exp: Date.now() + 3600*1000"},
)
c(
    "jwt.exp_in_milliseconds",
    "OverflowError: date value out of range in jwt exp",
    log=[f'payload {{"sub":"1","iat":{NOW * 1000},"exp":{NOW * 1000 + 3600000}}}'],
)
c("jwt.exp_is_duration", "jwt expired immediately", log=["payload: { sub: 1, exp: 3600 }"])
c("jwt.numeric_date_is_string", '"exp" claim must be a number', log=['claims {"sub":"1","exp":"1790003600"}'])
c("jwt.numeric_date_is_string", 'ERR_JWT_CLAIM_VALIDATION_FAILED: "exp" claim must be a number')
c(
    "jwt.lifetime_unit_wrong",
    "TokenExpiredError: jwt expired a moment after login",
    files={"a.js": "jwt.sign(p, s, { expiresIn: '3600' })"},
)
c("jwt.zero_lifetime", "jwt expired", log=[f'{{"iat":{NOW},"exp":{NOW}}}'])
c(
    "jwt.timezone_offset_in_claims",
    "The token is not yet valid (iat)",
    files={"t.py": "iat = datetime.now().timestamp() if False else datetime.utcnow().timestamp()"},
    credential=cred(h(claims(iat=NOW + 7200, exp=NOW + 10800))),
)
c(
    "jwt.verifier_expects_milliseconds",
    "user is logged out at once, token expired",
    files={"auth.ts": "isExpired(t) { return decode(t).exp < Date.now(); }"},
)
# audience
c(
    "jwt.wrong_audience",
    "jwt audience invalid. expected: https://api.a.example",
    credential=cred(sign(claims(aud="https://api.b.example"))),
)
c("jwt.wrong_audience", "Audience in token (billing) does not match expected orders")
c("jwt.wrong_audience", "Jwt verification fails: Audiences in Jwt are not allowed", software="envoy/istio")
c(
    "jwt.verifier_audience_not_given",
    "jose.exceptions.JWTClaimsError: Invalid audience",
    files={"a.py": "jwt.decode(token, key, algorithms='RS256')"},
    credential=cred(sign(claims())),
)
c(
    "jwt.keycloak_aud_account",
    "Audiences in Jwt are not allowed",
    credential=cred(sign(claims(iss="https://kc.example/realms/a", aud="account", azp="web"))),
)
c("jwt.keycloak_aud_account", 'oidc: expected audience "gatekeeper" got ["account"]', software="Keycloak")
c("jwt.keycloak_aud_account", "invalid audience", log=["aud: account", "issuer https://sso.example/realms/main"])
c("jwt.aud_missing", "IDX10206: Unable to validate audience. The 'audiences' parameter is empty.")
c("jwt.aud_missing", 'Token is missing the "aud" claim')
c(
    "jwt.id_token_used_as_access_token",
    "invalid audience",
    log=['decoded: {"iss":"https://a.example","aud":"web-client","nonce":"n","at_hash":"x","exp":1790003600}'],
    also=["jwt.wrong_audience"],
)
c(
    "jwt.id_token_used_as_access_token",
    "401 from API, access token works?",
    files={"a.js": "headers: { Authorization: `Bearer ${session.id_token}` }"},
)
c(
    "jwt.aud_scope_not_requested",
    "The audience is invalid",
    credential=cred(
        sign(claims(iss="https://ids.example", aud="https://ids.example/resources", scope="openid profile"))
    ),
    also=["jwt.wrong_audience"],
)
c(
    "jwt.ms_graph_token_not_verifiable",
    "IDX10511: Signature validation failed. Keys tried: ...",
    credential=cred(
        sign(
            claims(
                iss="https://sts.windows.net/7d1c0b52-41f7-4d5e-8b52-0a6a3a5f1e90/",
                aud="00000003-0000-0000-c000-000000000000",
            ),
            head={"nonce": "x"},
        )
    ),
)
c(
    "jwt.firebase_custom_token_as_id_token",
    'Firebase ID token has no "kid" claim',
    files={"a.js": "const t = await admin.auth().createCustomToken(uid)"},
)
c(
    "jwt.idp_token_instead_of_broker_token",
    'Firebase ID token has incorrect "iss" (issuer) claim. Expected "https://securetoken.google.com/p" but got "https://accounts.google.com"',
)
c(
    "jwt.refresh_token_used_as_access_token",
    "token_not_valid: Given token not valid for any token type",
    log=['{"token_type":"refresh","exp":1790003600,"jti":"a","user_id":1}'],
)
c(
    "jwt.refresh_token_used_as_access_token",
    "Didn't find publicKey for specified kid",
    log=['{"iss":"https://kc/realms/a","typ":"Refresh","exp":1790003600}'],
)
c("jwt.access_token_used_as_id_token", "JwtInvalidClaimError: Token use not allowed: access. Expected: id")
# issuer
c(
    "jwt.iss_trailing_slash",
    "jwt issuer invalid. expected: https://a.auth0.com",
    credential=cred(sign(claims(iss="https://a.auth0.com/"))),
)
c(
    "jwt.iss_trailing_slash",
    "InvalidIssuerError: Invalid issuer",
    environment={"AUTH_ISSUER": "https://a.example"},
    credential=cred(sign(claims(iss="https://a.example/"))),
)
c(
    "jwt.iss_trailing_slash",
    "invalid issuer",
    files={
        "application.yml": "spring:\n  security:\n    oauth2:\n      resourceserver:\n        jwt:\n          issuer-uri: https://a.example/\n"
    },
    credential=cred(sign(claims(iss="https://a.example"))),
)
c(
    "jwt.wrong_issuer",
    "The iss claim is not valid",
    files={
        "application.properties": "spring.security.oauth2.resourceserver.jwt.issuer-uri=https://dev-1.okta.com/oauth2/default\n"
    },
    credential=cred(sign(claims(iss="https://login.corp.example/oauth2/default"))),
    also=["oauth.wrong_environment", "oauth.internal_vs_public_issuer"],
)
c(
    "jwt.azure_v1_v2_issuer",
    "IDX10205: Issuer validation failed. Issuer: 'https://sts.windows.net/7d1c0b52-41f7-4d5e-8b52-0a6a3a5f1e90/'. Did not match: validationParameters.ValidIssuer: 'https://login.microsoftonline.com/7d1c0b52-41f7-4d5e-8b52-0a6a3a5f1e90/v2.0'",
)
c("jwt.verifier_setting_undefined", "jwt issuer invalid. expected: https://undefined/")
c("jwt.verifier_setting_undefined", "jwt audience invalid. expected: undefined")
c(
    "oauth.discovery_issuer_mismatch",
    'oidc: issuer did not match the issuer returned by provider, expected "https://a.example" got "https://a.example/"',
)
c(
    "oauth.discovery_issuer_mismatch",
    'The Issuer "https://a.example/realms/x" provided in the configuration metadata did not match the requested issuer "https://b.example/realms/x"',
)
c(
    "oauth.internal_vs_public_issuer",
    "Invalid token issuer. Expected http://keycloak.svc:8080/realms/a",
    credential=cred(sign(claims(iss="https://sso.corp.example/realms/a"))),
)
# keys
c("jwt.kid_missing", "SigningKeyNotFoundError: Unable to find a signing key that matches 'undefined'")
c("jwt.kid_missing", 'token header has no "kid"; cannot look up key')
c(
    "jwt.kid_unknown_stale_jwks_cache",
    'PyJWKClientError: Unable to find a signing key that matches: "k2"',
    log=["keys rotated yesterday; restart helps"],
)
c("jwt.kid_unknown_stale_jwks_cache", "IDX10501: Signature validation failed. Unable to match key: kid: 'k2'")
c(
    "jwt.kid_unknown_stale_jwks_cache",
    "square/go-jose: no key found; failed to verify id token signature until the pod is restarted",
)
c("jwt.jwks_unreachable", "IDX20803: Unable to obtain configuration from: 'https://a/.well-known/openid-configuration'")
c(
    "jwt.jwks_unreachable",
    "An error occurred while attempting to decode the Jwt: Couldn't retrieve remote JWK set: Read timed out",
)
c(
    "jwt.jwks_unreachable",
    "Jwks remote fetch is failed",
    software="istio",
)
c(
    "jwt.jwks_url_wrong",
    "Couldn't retrieve remote JWK set: 404 Not Found",
    settings={"jwks_uri": "https://a.example/jwks"},
    also=["jwt.jwks_unreachable"],
)
c(
    "jwt.kid_key_mismatch",
    "signature verification failed",
    verifier=verifier(key={"jwks": jwks((rsakey(), "a"), (rsakey("b"), "sig-7"))}),
    credential=cred(sign(claims())),
)
c(
    "jwt.alg_not_allowed",
    'jose JOSEAlgNotAllowed: "alg" (Algorithm) Header Parameter value not allowed',
    credential=cred(h()),
)
c("jwt.alg_not_allowed", "golang: unexpected signing method: HS256")
c("jwt.alg_not_allowed", 'oidc: id token signed with unsupported algorithm, expected ["RS256"] got "HS256"')
c("jwt.alg_none", "jwt signature is required")
c("jwt.alg_none", "'none' signature type is not allowed")
c(
    "jwt.alg_key_type_mismatch",
    "key is of invalid type",
    files={"m.go": 'token.SignedString("my secret")  // jwt.SigningMethodES256'},
)
c(
    "jwt.alg_key_type_mismatch",
    "TypeError: Key for the RS256 algorithm must be of type CryptoKey or KeyObject / HS256 requires symmetric key",
    also=["jwt.alg_not_allowed"],
)
c(
    "jwt.alg_key_type_mismatch",
    "secretOrPrivateKey must be an asymmetric key when using RS256",
    environment={"JWT_SECRET": "plain words", "JWT_ALG": "RS256"},
)
c(
    "jwt.certificate_given_as_public_key",
    "key is not a valid RSA public key",
    files={"pub.pem": "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n"},
)
c(
    "jwt.certificate_given_as_public_key",
    "ValueError: Could not deserialize key data",
    settings={"PUBLIC_KEY": "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n"},
)
c(
    "jwt.pem_literal_backslash_n",
    "error:1E08010C:DECODER routines::unsupported",
    environment={"PRIVATE_KEY": "-----BEGIN PRIVATE KEY-----\\nMIIE\\n-----END PRIVATE KEY-----\\n"},
)
c(
    "jwt.pem_literal_backslash_n",
    "Failed to parse private key: Error: Invalid PEM formatted message.",
    files={".env": 'FIREBASE_PRIVATE_KEY="-----BEGIN PRIVATE KEY-----\\nMIIE\\n-----END PRIVATE KEY-----\\n"\n'},
)
c(
    "jwt.pem_kind_not_supported",
    "asn1: structure error: tags don't match",
    files={"k.pem": "-----BEGIN RSA PUBLIC KEY-----\nMIIB\n-----END RSA PUBLIC KEY-----\n"},
)
c(
    "jwt.pem_kind_not_supported",
    "InvalidKeyFormat from EncodingKey::from_ec_pem",
    files={"k.pem": "-----BEGIN EC PRIVATE KEY-----\nMIIB\n-----END EC PRIVATE KEY-----\n"},
)
c(
    "jwt.pem_base64_wrapped",
    "no start line",
    environment={"KEY": b64(b"-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----\n")},
)
c(
    "jwt.pem_truncated_first_line",
    "no start line",
    files={".env": "KEY=-----BEGIN PRIVATE KEY-----\nMIIEvQ\n-----END PRIVATE KEY-----\n"},
)
c(
    "jwt.pem_line_breaks_lost",
    "Unable to load PEM file: MalformedFraming",
    environment={"KEY": "-----BEGIN PRIVATE KEY-----MIIE-----END PRIVATE KEY-----"},
)
c("jwt.ecdsa_der_signature", "crypto/ecdsa: verification error", log=["signature length 71 bytes, starts with 30 45"])
c("jwt.ecdsa_signature_length", "ES512 verification fails now and then: invalid signature length 131")
c(
    "jwt.hmac_secret_base64_vs_raw",
    "SignatureVerificationException: The Token's Signature resulted invalid when verified using the Algorithm: HmacSHA256",
    log=['jwt.io says valid when "secret base64 encoded" is ticked'],
)
c(
    "jwt.wrong_secret",
    "invalid signature",
    credential=cred(h()),
    verifier={"algorithms": ["HS256"], "key": {"secret": "EXAMPLE-something-else"}},
    cert=False,
)
c("jwt.secret_not_set", "Error: secretOrPrivateKey must have a value")
c(
    "jwt.secret_not_set",
    "jwt: key is of invalid type / HMAC key is empty",
    environment={"JWT_SECRET": ""},
    also=["jwt.alg_key_type_mismatch"],
)
c("jwt.secret_not_set", "java.lang.IllegalArgumentException: secret key byte array cannot be null or empty.")
c(
    "jwt.secret_rotated",
    "all sessions invalid since this morning: invalid signature",
    log=[f"{iso(-3600)} deploy: JWT_SECRET rotated"],
    credential=cred(h(claims(iat=NOW - 7200))),
)
c(
    "jwt.secret_differs_between_instances",
    "Signature verification failed at random",
    log=["replicas: 3"],
    files={"d.yaml": "replicas: 3"},
    cert=False,
    also=["jwt.wrong_secret"],
)
c(
    "jwt.secret_special_chars_mangled",
    "invalid signature",
    files={
        "docker-compose.yml": "environment:\n  JWT_SECRET: ab$cd#1EXAMPLE\n",
        ".env": "JWT_SECRET='ab$$cd#1EXAMPLE'\n",
    },
    credential=cred(h(key="ab$cd#1EXAMPLE")),
    also=["jwt.secret_rotated", "jwt.wrong_secret"],
)
c(
    "jwt.payload_reserialised",
    "Webhook signature verification failed. No signatures found matching the expected signature for payload. Are you passing the raw request body you received from Stripe?",
)
c(
    "jwt.payload_reserialised",
    "invalid webhook signature",
    files={
        "a.js": "app.use(express.json());\nconst sig = crypto.createHmac('sha256', s).update(JSON.stringify(req.body)).digest('hex')"
    },
)
c(
    "jwt.signed_string_differs",
    "Slack request verification failed",
    files={"a.py": "hmac.new(secret, request.get_data(), hashlib.sha256)  # X-Slack-Signature"},
    also=["jwt.payload_reserialised"],
)
c("jwt.sub_not_string", "Subject must be a string")
c("jwt.sub_not_string", "jwt.exceptions.InvalidSubjectError", software="flask-jwt-extended, PyJWT 2.10.1")
c("jwt.typ_not_accepted", "IDX10257: Type validation failed. Type: 'at+jwt'")
c("jwt.typ_not_accepted", 'JOSE header "typ" (type) "at+jwt" not allowed', software="spring")
c("jwt.crit_not_understood", 'unsupported critical header "b64"')
c(
    "jwt.aud_token_used_as_own_reviewer",
    "permission denied",
    software="vault 1.9 kubernetes auth",
    log=['token audiences ["vault"] is invalid for the target audiences ["https://kubernetes.default.svc"]'],
    cert=False,
)
c(
    "jwt.verifier_bug",
    "signature verification failed since upgrade to 3.2.1, 3.2.0 accepts the same token",
    also=["oauth.client_library_bug"],
)
# oauth
c(
    "oauth.header_stripped_by_proxy",
    "Authorization header is missing",
    files={".htaccess": "RewriteEngine On\n"},
    software="PHP-FPM behind Apache",
)
c("oauth.header_stripped_by_proxy", "Authentication credentials were not provided.", software="Django, mod_wsgi")
c(
    "oauth.header_stripped_by_proxy",
    "No Authorization was found in request.headers",
    log=["curl directly to :3000 works, through nginx not"],
)
c(
    "oauth.authorization_header_conflict",
    "401 Authorization Required",
    software="nginx",
    log=['auth_basic "Restricted"; the API expects Bearer'],
)
c(
    "oauth.authorization_header_conflict",
    "401",
    files={
        "nginx.conf": 'location / {\n auth_basic "Restricted";\n auth_basic_user_file /etc/htpasswd;\n proxy_pass http://api;\n}\n'
    },
    exchanges=[bearer(sign(claims()), resp=[["WWW-Authenticate", 'Basic realm="Restricted"']])],
)
c("oauth.bearer_scheme_case", '401: Authorization scheme "bearer" not supported')
c(
    "oauth.cookie_too_large",
    "redirect loop for users who are in many groups",
    software="oauth2-proxy",
    log=["WARNING: Multiple cookies are required for this session as it exceeds the 4kb cookie limit."],
)
c("oauth.cookie_too_large", "ERR_TOO_MANY_REDIRECTS after login", log=["set-cookie session size 5231 bytes"])
c("oauth.state_cookie_lost", "OAuthCallbackError: State cookie was missing.", software="next-auth")
c(
    "oauth.state_cookie_lost",
    "MismatchingStateError: (mismatching_state) CSRF Warning! State not equal in request and response.",
)
c("oauth.state_cookie_lost", "Correlation failed.", software="ASP.NET Core OpenIdConnect")
c("oauth.state_cookie_lost", "Unable to verify authorization request state.", software="passport")
c("oauth.state_cookie_lost", "No matching state found in storage", software="oidc-client-ts")
c(
    "oauth.redirect_uri_scheme_behind_proxy",
    "AADSTS50011: The redirect URI 'http://app.example/signin-oidc' specified in the request does not match the redirect URIs configured",
)
c(
    "oauth.redirect_uri_scheme_behind_proxy",
    "Error 400: redirect_uri_mismatch: http://app.example/oauth2/callback",
    software="behind traefik TLS",
)
c(
    "oauth.redirect_uri_trailing_slash",
    "redirect_uri_mismatch",
    client={"redirect_uri": "https://a.example/cb/", "registered": {"redirect_uris": ["https://a.example/cb"]}},
)
c(
    "oauth.redirect_uri_localhost_vs_127",
    "Callback URL mismatch. The provided redirect_uri http://127.0.0.1:3000/cb is not in the list of allowed callback URLs",
    settings={"Allowed Callback URLs": "http://localhost:3000/cb"},
)
c(
    "oauth.client_auth_method_mismatch",
    'invalid_client: The OAuth 2.0 Client supports client authentication method "client_secret_post", but method "client_secret_basic" was requested.',
)
c(
    "oauth.client_auth_method_mismatch",
    "invalid_client (Client authentication failed). ... does not support client_secret_basic",
)
c(
    "oauth.client_secret_not_sent",
    "NotAuthorizedException: Client 4abc is configured for secret but secret was not received",
)
c(
    "oauth.client_secret_not_sent",
    "AADSTS7000218: The request body must contain the following parameter: 'client_assertion' or 'client_secret'",
)
c(
    "oauth.client_secret_wrong_or_expired",
    "AADSTS7000222: The provided client secret keys for app are expired.",
    cert=False,
)
c(
    "oauth.client_secret_wrong_or_expired",
    "AADSTS7000215: Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID",
    cert=False,
)
c(
    "oauth.client_secret_wrong_or_expired",
    "unauthorized_client: Invalid client or Invalid client credentials",
    software="Keycloak",
    cert=False,
)
c(
    "oauth.client_secret_wrong_or_expired",
    "(invalid_client) The provided client secret is invalid.",
    software="Google",
    cert=False,
)
c(
    "oauth.client_assertion_aud",
    "invalid_client: Token audience does not match; aud must be the token endpoint",
    also=[],
)
c("oauth.client_assertion_aud", 'invalid_client: claim "aud" of client_assertion must match the issuer')
c(
    "oauth.assertion_clock_skew",
    "invalid_grant: Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe. Check your iat and exp values in the JWT claim.",
    also=["jwt.lifetime_over_server_maximum"],
)
c("oauth.assertion_key_account_mismatch", "A JSON web token could not be decoded", cert=False)
c(
    "oauth.assertion_key_account_mismatch",
    "invalid_grant: Invalid JWT Signature.",
    software="Google service account",
    cert=False,
)
c("oauth.assertion_reused_expired", "invalid_client: jti has already been used")
c(
    "oauth.assertion_reused_expired",
    "AADSTS700024: Client assertion is not within its valid time range.",
    log=["assertion cached at start, reused for hours"],
    also=["oauth.assertion_clock_skew"],
)
c(
    "oauth.refresh_token_reuse_race",
    "invalid_grant: Token is not active / Maximum allowed refresh token reuse exceeded",
    cert=False,
)
c("oauth.refresh_token_reuse_race", "Invalid Refresh Token: Already Used", software="supabase", cert=False)
c("oauth.refresh_token_reuse_race", "refresh_token_reused: two tabs refresh at the same time", cert=False)
c(
    "oauth.refresh_token_superseded",
    "invalid_grant after the second refresh",
    files={"a.py": "new = refresh(token)\nstore('access_token', new['access_token'])"},
    cert=False,
    also=["oauth.refresh_token_reuse_race"],
)
c(
    "oauth.grant_revoked",
    "invalid_grant: Token has been expired or revoked.",
    cert=False,
    also=["oauth.google_testing_7_days"],
)
c("oauth.grant_revoked", "invalid_grant: Session not active", software="Keycloak", cert=False)
c(
    "oauth.google_testing_7_days",
    "invalid_grant: Token has been expired or revoked. Happens every week",
    software="gmail",
    cert=False,
)
c(
    "oauth.grant_revoked_by_password_change",
    "AADSTS50173: The provided grant has expired due to it being revoked",
    cert=False,
)
c("oauth.code_redeemed_twice", "invalid_grant: authorization code has already been redeemed")
c("oauth.code_redeemed_twice", "AADSTS54005: OAuth2 Authorization code was already redeemed")
c(
    "oauth.code_redeemed_twice",
    "invalid_grant in development only",
    files={"index.js": "root.render(<React.StrictMode><App/></React.StrictMode>)"},
)
c(
    "oauth.code_expired",
    "AADSTS70008: The provided authorization code or refresh token has expired due to inactivity",
    cert=False,
    also=["oauth.grant_revoked", "oauth.code_redeemed_twice"],
)
c("oauth.code_expired", "invalid_grant: Code not valid / code expired", cert=False, also=["oauth.code_redeemed_twice"])
c(
    "oauth.pkce_verifier_missing",
    "AADSTS501481: The Code_Verifier does not match the code_challenge",
    also=["oauth.pkce_verifier_stale"],
)
c("oauth.pkce_verifier_missing", "invalid_grant: PKCE code verifier not specified")
c(
    "oauth.pkce_verifier_missing",
    "AADSTS9002313/ Proof Key for Code Exchange is required for cross-origin authorization code redemption: code_verifier missing",
)
c("oauth.pkce_verifier_stale", "invalid_grant: PKCE verification failed: Code mismatch")
c("oauth.pkce_verifier_malformed", "invalid_request: code_verifier must be between 43 and 128 characters")
c(
    "oauth.pkce_method_missing",
    "invalid_request: code_challenge_method plain not allowed / Code challenge method is missing",
)
c(
    "oauth.grant_not_allowed_for_client",
    "unauthorized_client: Client not enabled to retrieve service account",
    cert=False,
)
c(
    "oauth.grant_not_allowed_for_client",
    "unauthorized_client: Grant type 'client_credentials' not allowed for the client.",
    software="Auth0",
    cert=False,
)
c("oauth.grant_not_allowed_for_client", "unsupported_grant_type: password", cert=False)
c("oauth.wrong_tenant", "AADSTS50020: User account from identity provider does not exist in tenant")
c("oauth.wrong_tenant", "AADSTS90002: Tenant 'abc' not found.")
c("oauth.wrong_environment", "401 invalid api key: this is a test key, use a live key")
c("oauth.literal_placeholder", "invalid_client", settings={"client_id": "<your-client-id>"})
c(
    "oauth.cognito_secret_hash_username",
    "NotAuthorizedException: SecretHash does not match for the client: abc",
    log=["refresh with email as username"],
    also=["oauth.client_secret_not_sent"],
)
c(
    "oauth.cognito_secret_hash_username",
    "Unable to verify secret hash for client abc on REFRESH_TOKEN_AUTH",
    also=["oauth.client_secret_not_sent"],
)
c("oauth.dpop_htu_behind_proxy", "invalid_dpop_proof: DPoP htu mismatch")
c("oauth.dpop_ath_missing", 'invalid_dpop_proof: DPoP "ath" claim missing')
c(
    "oauth.dpop_ath_mismatch",
    "invalid_dpop_proof: DPoP ath mismatch: access token hash does not match",
    also=["oauth.dpop_ath_missing"],
)
c("oauth.dpop_nonce_stale", "use_dpop_nonce: Authorization server requires nonce in DPoP proof")
c("oauth.dpop_proof_missing", "401 invalid_token: DPoP proof is missing / token is DPoP bound but sent as Bearer")
c(
    "oauth.missing_scope",
    "403 insufficient_scope: The request requires higher privileges than provided by the access token.",
)
c("oauth.missing_scope", "Insufficient privileges to complete the operation.", software="Microsoft Graph")
c("oauth.missing_scope", "Request had insufficient authentication scopes.", software="Google API")
c(
    "oauth.scope_claim_not_mapped",
    "403 Forbidden: access denied, authority SCOPE_read missing",
    credential=cred(sign(claims(scope=..., permissions=["read", "read:orders"]))),
    verifier={"required_scope": "read:orders"},
)
c("oauth.server_metadata_wrong", "invalid_client: client_secret_basic not supported although discovery lists it")
c("oauth.client_library_bug", "invalid_client since upgrading authlib 1.2 to 1.3, curl works")
c("oauth.code_issued_to_other_client", "invalid_grant: code was issued to another client")
c(
    "jwt.expired_not_refreshed",
    "people get logged out after lunch",
    exchanges=[
        api(
            sign(claims(exp=NOW - 600, iat=NOW - 4200)),
            www='Bearer error="invalid_token", error_description="The token is expired"',
        )
    ],
)
c(
    "jwt.expired_not_refreshed",
    "the job dies after one hour with 401",
    log=[
        f"{iso(-3700)} token fetched, expires_in=3600",
        f"{iso(-100)} GET /orders 200",
        f"{iso(-2)} GET /orders 401",
        f"{iso(-1)} GET /orders 401",
    ],
)
c(
    "jwt.wrong_audience",
    "the report service cannot call billing",
    exchanges=[
        api(sign(claims(aud="reports")), www='Bearer error="invalid_token", error_description="audience mismatch"')
    ],
    settings={"billing": {"audience": "billing"}},
)
c(
    "oauth.header_stripped_by_proxy",
    "works locally, 401 behind the balancer",
    exchanges=[
        api(sign(claims()), body={"error": "No bearer token"}),
        ex(
            "GET",
            "http://app:8080/v1/x",
            401,
            {"error": "No bearer token"},
            req=[["Host", "api.k.example"]],
            by="server",
        ),
    ],
)
c(
    "oauth.header_stripped_by_proxy",
    "401 on every call",
    files={"nginx.conf": 'location / { proxy_set_header Authorization ""; proxy_pass http://app; }'},
    exchanges=[api(sign(claims()))],
)
c(
    "oauth.authorization_header_conflict",
    "staging is behind a password and now the API says 401",
    exchanges=[
        ex(
            "GET",
            URL,
            401,
            "",
            req=[["Authorization", "Basic c3RhZ2luZzpEXAMPLE"], ["Authorization", "Bearer " + sign(claims())]],
            resp=[["WWW-Authenticate", 'Basic realm="staging"']],
        )
    ],
)
c(
    "oauth.bearer_scheme_case",
    "401 from our API although the token is fine",
    exchanges=[api(sign(claims()), scheme="bearer")],
    verifier=verifier(),
)
c(
    "oauth.cookie_too_large",
    "login loops for two of our forty users",
    exchanges=[
        ex(
            "GET",
            "https://app.k.example/cb?code=1&state=2",
            302,
            "",
            resp=[["Set-Cookie", "sess=" + "x" * 5200 + "; Path=/; HttpOnly"], ["Location", "/"]],
            by="browser",
            at=-3,
        ),
        ex(
            "GET",
            "https://app.k.example/",
            302,
            "",
            req=[["Cookie", "lang=de"]],
            resp=[["Location", "/login"]],
            by="browser",
        ),
    ],
)
c(
    "oauth.state_cookie_lost",
    "sign in with Apple fails, with Google it works",
    exchanges=[
        ex(
            "GET",
            "https://app.k.example/login",
            302,
            "",
            resp=[
                ["Set-Cookie", "state=abc; Secure; HttpOnly; SameSite=Lax"],
                [
                    "Location",
                    "https://appleid.apple.com/auth/authorize?client_id=a&response_type=code&response_mode=form_post&state=abc&redirect_uri=https%3A%2F%2Fapp.k.example%2Fcb",
                ],
            ],
            by="browser",
            at=-9,
        ),
        ex("POST", "https://app.k.example/cb", 400, {"error": "state mismatch"}, sent="code=1&state=abc", by="browser"),
    ],
)
c(
    "oauth.redirect_uri_scheme_behind_proxy",
    "Keycloak: Invalid parameter: redirect_uri",
    log=["WARN type=LOGIN_ERROR, error=invalid_redirect_uri, redirect_uri=http://app.k.example/oauth2/callback"],
    client={"registered": {"redirect_uris": ["https://app.k.example/*"]}},
)
c(
    "oauth.redirect_uri_trailing_slash",
    "AADSTS50011: The redirect URI 'https://app.k.example/auth/' specified in the request does not match the redirect URIs configured for the application",
    settings={"registered redirect uri": "https://app.k.example/auth"},
)
c(
    "oauth.code_redeemed_twice",
    "sign-in works, console shows invalid_grant",
    log=[f"{iso(-3)} POST /token code=abcdef12 -> 200", f"{iso(-3)} POST /token code=abcdef12 -> 400 invalid_grant"],
)
c(
    "oauth.refresh_token_reuse_race",
    "users are signed out at random",
    log=[
        f"{iso(-60)} worker-1 POST /token grant_type=refresh_token refresh_token=rt_abcd1234 -> 200",
        f"{iso(-60)} worker-2 POST /token grant_type=refresh_token refresh_token=rt_abcd1234 -> 400 invalid_grant",
        f"{iso(-5)} worker-1 POST /token grant_type=refresh_token refresh_token=rt_ffff -> 400 invalid_grant",
    ],
    cert=False,
)
c(
    "oauth.refresh_token_superseded",
    "invalid_grant",
    files={"tokens.json": '{"refresh_token":"rt-old-1111"}'},
    log=[
        f"{iso(-6000)} refreshed, new refresh token: rt-new-2222 (not saved)",
        f"{iso(-1)} refresh with rt-old-1111 failed: invalid_grant",
    ],
    cert=False,
)
c(
    "oauth.google_testing_7_days",
    "invalid_grant: Token has been expired or revoked.",
    settings={"token_created": iso(-7 * 86400 - 300), "publishing_status": "Testing"},
    cert=False,
)
c(
    "oauth.grant_revoked",
    "the calendar sync stopped",
    log=[f"{iso(-900)} user removed app access in account settings", f"{iso(-1)} refresh failed: invalid_grant"],
    cert=False,
)
c(
    "oauth.grant_revoked_by_password_change",
    "mail sync stopped",
    log=[f"{iso(-900)} audit: password changed for user", f"{iso(-1)} refresh failed invalid_grant"],
    cert=False,
)
c(
    "oauth.code_expired",
    "invalid_grant",
    exchanges=[
        ex(
            "GET",
            ISS + "/authorize?client_id=w&response_type=code&state=1",
            302,
            "",
            resp=[["Location", "https://app/cb?code=zz9&state=1"]],
            by="browser",
            at=-700,
        ),
        tok({"grant_type": "authorization_code", "code": "zz9", "client_id": "w"}),
    ],
    cert=False,
)
c(
    "oauth.client_auth_method_mismatch",
    "invalid_client",
    client={
        "client_id": "w",
        "client_secret": "EXAMPLEs",
        "registered": {"token_endpoint_auth_method": "client_secret_post"},
    },
    exchanges=[
        tok(
            {"grant_type": "client_credentials"},
            401,
            {"error": "invalid_client"},
            req=[["Authorization", "Basic dzpFWEFNUExFcw=="]],
        )
    ],
)
c(
    "oauth.client_auth_method_mismatch",
    "token endpoint says invalid_client",
    log=["OAuth 2.0 Client is registered for client_secret_post but the request used client_secret_basic"],
)
c(
    "oauth.client_secret_wrong_or_expired",
    "invalid_client",
    log=["AADSTS7000215: Invalid client secret provided"],
    settings={"client_secret": "8f14e45f-ceea-467f-9575-5d0f1c0ee9a1"},
    cert=False,
)
c(
    "oauth.client_secret_not_sent",
    "invalid_client",
    client={"client_id": "w", "client_secret": "EXAMPLEs"},
    exchanges=[
        tok({"grant_type": "authorization_code", "code": "1", "client_id": "w"}, 401, {"error": "invalid_client"})
    ],
)
c(
    "oauth.grant_not_allowed_for_client",
    "cannot get a token for the service account",
    log=['{"error":"unauthorized_client","error_description":"Client not enabled to retrieve service account"}'],
    cert=False,
)
c(
    "oauth.wrong_tenant",
    "login broken for guests",
    log=["AADSTS50020: User account 'x' from identity provider 'live.com' does not exist in tenant 'K'"],
)
c(
    "oauth.wrong_environment",
    "Invalid API key",
    settings={"STRIPE_KEY": "sk_test_EXAMPLE1234567890"},
    log=["No such customer; a similar object exists in test mode, but a live mode key was used"],
)
c(
    "oauth.wrong_environment",
    "401 invalid token",
    exchanges=[api(sign(claims(iss="https://login.staging.k.example")), url="https://api.k.example/v1")],
    also=["jwt.wrong_issuer"],
)
c(
    "oauth.pkce_verifier_stale",
    "PKCE error after pressing back and logging in again",
    log=["invalid_grant: code verifier does not match"],
)
c(
    "oauth.dpop_htu_behind_proxy",
    "dpop fails behind nginx only",
    log=["DPoP proof htu https://api.k.example/x does not match http://app:3000/x"],
)
c("oauth.dpop_nonce_stale", "token endpoint 400", log=['{"error":"use_dpop_nonce"}'])
c(
    "oauth.missing_scope",
    "cannot create issues with our token",
    exchanges=[
        api(
            "gho_EXAMPLE123456789012345",
            403,
            url="https://api.github.com/repos/k/x/issues",
            body={"message": "Resource not accessible"},
        )
    ],
    also=[],
)
c(
    "oauth.scope_claim_not_mapped",
    "403 for everybody since we moved to Okta",
    credential=cred(sign(claims(scope=..., scp=["orders.read"]))),
    verifier={"required_scope": "SCOPE_orders.read"},
    files={"Sec.java": 'hasAuthority("SCOPE_orders.read")'},
    also=["oauth.missing_scope"],
)
c(
    "oauth.internal_vs_public_issuer",
    "pods cannot validate tokens",
    settings={"issuer": "http://keycloak.auth.svc.cluster.local:8080/realms/k"},
    credential=cred(sign(claims(iss="https://sso.k.example/realms/k"))),
    log=["iss claim not valid"],
)
c(
    "oauth.discovery_issuer_mismatch",
    "startup fails",
    log=[
        'oidc: issuer did not match the issuer returned by provider, expected "http://sso/realms/k" got "https://sso.k.example/realms/k"'
    ],
    also=["oauth.internal_vs_public_issuer"],
)
c(
    "oauth.literal_placeholder",
    "login page says application not found",
    exchanges=[
        ex(
            "GET",
            "https://login.microsoftonline.com/YOUR_TENANT_ID/oauth2/v2.0/authorize?client_id=YOUR_CLIENT_ID&response_type=code",
            400,
            "AADSTS900144",
            by="browser",
        )
    ],
)
c(
    "oauth.cognito_secret_hash_username",
    "refresh fails for users that sign in by e-mail",
    log=["NotAuthorizedException: SecretHash does not match for the client"],
)
c(
    "oauth.client_library_bug",
    "invalid_client since we updated openid-client from 5.6 to 6.0, same settings",
    also=["oauth.client_auth_method_mismatch"],
)
c("jwt.kid_unknown_stale_jwks_cache", "all tokens refused since the key rotation last night, a restart heals it")
c(
    "jwt.kid_unknown_stale_jwks_cache",
    "401 after rotation",
    log=["jwks cached at 08:00, ttl 24h", 'kid "k-new" not in [k-old]'],
)
c(
    "jwt.kid_missing",
    "every token of the new issuer is refused",
    log=['JWT header: {"alg":"RS256","typ":"JWT"}', "jwks has 2 keys", "could not select key"],
)
c(
    "jwt.jwks_unreachable",
    "all requests 401 since the firewall change",
    log=["fetch https://sso.k.example/certs: connect ETIMEDOUT 10.0.0.5:443"],
)
c(
    "jwt.jwks_url_wrong",
    "401",
    settings={"JWKS_URL": "https://sso.k.example/"},
    log=["GET https://sso.k.example/ 200 text/html", "JwksError: Unexpected token < in JSON"],
    also=["jwt.jwks_unreachable"],
)
c(
    "jwt.alg_not_allowed",
    "tokens of the new realm refused",
    log=['header {"alg":"ES256","kid":"1"}', "allowed algorithms: RS256"],
)
c(
    "jwt.alg_not_allowed",
    "401",
    verifier={"algorithms": ["RS256"]},
    log=['decoded header: {"alg":"HS256","typ":"JWT"}'],
    also=["jwt.alg_key_type_mismatch"],
)
c(
    "jwt.typ_not_accepted",
    "resource server refuses tokens since upgrade of the identity server",
    log=['header: {"alg":"RS256","typ":"at+jwt","kid":"a"}', "Unsupported JWT type at+jwt"],
)
c(
    "jwt.aud_missing",
    "401",
    log=['claims: {"iss":"https://a.example","sub":"1","exp":1790003600,"scope":"x"}', "audience validation failed"],
)
c(
    "jwt.keycloak_aud_account",
    "403 from gateway",
    log=[
        'claims {"iss":"https://sso/realms/k","aud":"account","azp":"web","exp":1790003600}',
        "audience check failed, expected orders-api",
    ],
)
c(
    "jwt.iss_trailing_slash",
    "401",
    log=["iss=https://k.eu.auth0.com/ expected=https://k.eu.auth0.com", "issuer mismatch"],
)
c(
    "jwt.sub_not_string",
    "422 after login",
    software="Flask-JWT-Extended 4.6, PyJWT 2.10.1",
    log=['claims {"sub":7,"exp":1790003600,"iat":1790000000}'],
)
c(
    "jwt.sub_not_string",
    "since pip upgrade 422 Unprocessable on all routes",
    files={
        "app.py": "access_token = create_access_token(identity=user.id)",
        "requirements.txt": "PyJWT==2.10.1\nFlask-JWT-Extended==4.6.0\n",
    },
)
c(
    "jwt.lifetime_over_server_maximum",
    "github app auth fails",
    files={"a.py": "payload = {'iat': int(time.time()), 'exp': int(time.time()) + 3600, 'iss': APP_ID}"},
    log=["401 'Expiration time' claim ('exp') is too far in the future"],
)
c(
    "jwt.client_clock_ahead",
    "github app auth fails on one VM only",
    log=[
        "'Issued at' claim ('iat') must be an Integer representing the time that the assertion was issued",
        "date: clock 95 s ahead of github Date header",
    ],
)
c("jwt.clock_skew_not_yet_valid", "first request after login fails, the second works", log=["Token is not active yet"])
c(
    "jwt.timezone_offset_in_claims",
    "token expired right at login, only in our Berlin office",
    credential=cred(h(claims(iat=NOW - 7200, exp=NOW - 3600))),
    files={"t.py": "datetime.utcnow().timestamp()"},
)
c(
    "jwt.secret_differs_between_instances",
    "half of the requests are refused since we scaled to two pods",
    log=["pod-a verify ok", "pod-b invalid signature", "pod-a verify ok"],
    cert=False,
)
c(
    "jwt.secret_not_set",
    "login throws",
    log=["Error: secretOrPrivateKey must have a value"],
    files={".env": "PORT=3000\n"},
)
c(
    "jwt.pem_literal_backslash_n",
    "deploy on Vercel: login fails, locally fine",
    settings={"env PRIVATE_KEY": "-----BEGIN PRIVATE KEY-----\\nMIIEvAIBADANBg\\n-----END PRIVATE KEY-----\\n"},
    log=["error:1E08010C:DECODER routines::unsupported"],
)
c(
    "jwt.ms_graph_token_not_verifiable",
    "our API refuses the token of the SPA",
    log=[
        'claims {"aud":"00000003-0000-0000-c000-000000000000","iss":"https://sts.windows.net/7d1c/","exp":1790003600}',
        "invalid signature",
    ],
)
c(
    "jwt.id_token_used_as_access_token",
    "API answers 401, decoded token looks right",
    log=[
        '{"iss":"https://a.example","aud":"spa-client","nonce":"1","at_hash":"x","exp":1790003600,"iat":1790000000}',
        "audience invalid, expected https://api.example",
    ],
)
c(
    "jwt.refresh_token_used_as_access_token",
    "401 kid not found",
    log=['{"typ":"Refresh","iss":"https://sso/realms/k","aud":"https://sso/realms/k","exp":1790003600}'],
)
c(
    "jwt.firebase_custom_token_as_id_token",
    "backend refuses login",
    log=["verifyIdToken() expects an ID token, but was given a custom token"],
)
c(
    "jwt.payload_reserialised",
    "webhooks fail for bodies with umlauts",
    files={"w.py": "body = json.dumps(request.json)\nsig = hmac.new(key, body.encode(), 'sha256').hexdigest()"},
    log=["invalid signature"],
)
c(
    "jwt.verifier_setting_undefined",
    "nobody can log in after the deploy",
    log=["jwt audience invalid. expected: undefined"],
)
c(
    "jwt.whitespace_in_token",
    "kubectl secret token does not work, pasted by hand it does",
    log=['net/http: invalid header field value for "Authorization"'],
)
c(
    "jwt.token_truncated",
    "integration stores tokens, some are refused",
    log=["token len=1024", "jwt: token contains an invalid number of segments"],
)

HEALTHY = []


def hl(symptom="", **members):
    HEALTHY.append({"assay_bundle": 1, "now": iso(), "symptom": symptom, **members})


good = sign(claims())
hl("is this token ok for our API?", credential=cred(good), verifier=verifier())
hl("audit of the login flow", exchanges=[api(good, 200, body={})])
hl("tokens look longer since the upgrade, all works", credential=cred(good), verifier=verifier())
hl(
    "DPoP: first answer 400 use_dpop_nonce, then 200. Normal?",
    exchanges=[
        ex(
            "POST",
            ISS + "/token",
            400,
            {"error": "use_dpop_nonce"},
            req=[
                [
                    "DPoP",
                    sign(
                        {"htu": ISS + "/token", "htm": "POST", "iat": NOW - 4, "jti": "1"},
                        key=eckey(),
                        alg="ES256",
                        typ="dpop+jwt",
                    ),
                ]
            ],
            resp=[["DPoP-Nonce", "n1"]],
            sent="grant_type=client_credentials",
            at=-4,
        ),
        ex(
            "POST",
            ISS + "/token",
            200,
            {"access_token": good, "token_type": "DPoP"},
            req=[
                [
                    "DPoP",
                    sign(
                        {"htu": ISS + "/token", "htm": "POST", "iat": NOW - 3, "jti": "2", "nonce": "n1"},
                        key=eckey(),
                        alg="ES256",
                        typ="dpop+jwt",
                    ),
                ]
            ],
            sent="grant_type=client_credentials",
            at=-3,
        ),
    ],
)
hl("kid changed last night, do we need to do something?", credential=cred(good), verifier=verifier())
hl(
    "two audiences in the token, is that allowed?",
    credential=cred(sign(claims(aud=[AUD, "account"]))),
    verifier=verifier(),
)
hl(
    "the token has 40 s left, should we worry?",
    credential=cred(sign(claims(iat=NOW - 3560, exp=NOW + 40))),
    verifier=verifier(),
)
hl("CORS preflight without Authorization gets 204", exchanges=[ex("OPTIONS", URL, 204, ""), api(good, 200, body={})])
hl(
    "device flow prints authorization_pending five times, then a token",
    exchanges=[
        tok(
            {"grant_type": "urn:ietf:params:oauth:grant-type:device_code", "device_code": "d"},
            400,
            {"error": "authorization_pending"},
            at=-9,
        ),
        tok(
            {"grant_type": "urn:ietf:params:oauth:grant-type:device_code", "device_code": "d"},
            200,
            {"access_token": good},
            at=-3,
        ),
    ],
)
hl(
    "users with an expired session see one redirect to the login page, intended",
    exchanges=[
        ex(
            "GET",
            "https://app.k.example/",
            302,
            "",
            resp=[["Location", ISS + "/authorize?client_id=w&response_type=code&state=s"]],
            by="browser",
        )
    ],
)
hl(
    "someone asked why there are two 401 in the trace",
    exchanges=[ex("GET", URL, 401, "", resp=[["WWW-Authenticate", "Bearer"]], at=-4), api(good, 200, body={})],
)
hl("", credential=cred(good), verifier=verifier(), settings={"client_id": "your-client-id"})
hl(
    "please review our settings",
    settings={"jwt_secret": "EXAMPLE-secret-long", "issuer": ISS},
    credential=cred(good),
    verifier=verifier(),
)
# what tempts, and is not why
c(
    "oauth.client_secret_wrong_or_expired",
    "AADSTS7000222: The provided client secret keys are expired",
    cert=False,
    client={
        "client_id": "w",
        "client_secret": "EXAMPLEs",
        "registered": {"token_endpoint_auth_method": "client_secret_basic"},
    },
    exchanges=[
        tok(
            {"grant_type": "client_credentials", "client_id": "w", "client_secret": "EXAMPLEs"},
            401,
            {"error": "invalid_client", "error_description": "AADSTS7000222: expired"},
        )
    ],
)
c(
    "jwt.wrong_audience",
    "audience mismatch: expected orders",
    credential=cred(sign(claims(aud="billing", iss=ISS + "/"))),
    verifier=verifier(audience="orders"),
)
c(
    "jwt.expired_not_refreshed",
    "token expired",
    credential=cred(sign(claims(exp=NOW - 300, iat=NOW - 3900, iss=ISS + "/"))),
    verifier=verifier(),
)
c(
    "jwt.iss_trailing_slash",
    "issuer mismatch",
    credential=cred(sign(claims(iss=ISS + "/", exp=NOW - 300, iat=NOW - 3900))),
    verifier=verifier(),
)
c(
    "oauth.code_expired",
    "invalid_grant: code expired",
    cert=False,
    client={"code_verifier": "x" * 50},
    exchanges=[
        ex(
            "GET",
            ISS + "/authorize?client_id=w&response_type=code&state=1&code_challenge=abc&code_challenge_method=S256",
            302,
            "",
            resp=[["Location", "https://app/cb?code=zz9&state=1"]],
            by="browser",
            at=-900,
        ),
        tok(
            {"grant_type": "authorization_code", "code": "zz9", "client_id": "w", "code_verifier": "x" * 50},
            400,
            {"error": "invalid_grant", "error_description": "Code has expired"},
        ),
    ],
)
c(
    "oauth.header_stripped_by_proxy",
    "401 no token",
    exchanges=[
        api(sign(claims(exp=NOW - 10, iat=NOW - 3610)), body={"error": "no token"}),
        ex("GET", "http://app/v1/x", 401, {"error": "no token"}, by="server"),
    ],
)
c(
    "jwt.kid_unknown_stale_jwks_cache",
    "no key found for kid",
    credential=cred(sign(claims(), kid="new")),
    verifier=verifier(),
    issuer={"url": ISS, "jwks": jwks((rsakey(), "new"))},
    settings={"audience": "https://other"},
)
c(
    "jwt.secret_not_set",
    "secretOrPrivateKey must have a value",
    files={"key.pem": "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n"},
)
c(
    "oauth.missing_scope",
    "403 insufficient_scope",
    exchanges=[api(sign(claims(scope="openid")), 403, www='Bearer error="insufficient_scope", scope="orders.write"')],
    settings={"client_secret": "changeme"},
)
c(
    "jwt.wrong_secret",
    "invalid signature",
    cert=False,
    credential=cred(h()),
    verifier={"algorithms": ["HS256"], "key": {"secret": "EXAMPLE-not-this-one"}},
    environment={"JWT_SECRET": ""},
    also=["jwt.secret_not_set"],
)
c(
    "oauth.redirect_uri_trailing_slash",
    "redirect_uri mismatch",
    client={
        "redirect_uri": "https://a.example/cb/",
        "registered": {"redirect_uris": ["https://a.example/cb"], "token_endpoint_auth_method": "client_secret_post"},
    },
    exchanges=[
        ex(
            "GET",
            ISS + "/authorize?client_id=w&response_type=code&redirect_uri=https%3A%2F%2Fa.example%2Fcb%2F",
            400,
            {"error": "invalid_request", "error_description": "redirect_uri mismatch"},
            by="browser",
        )
    ],
)
c(
    "oauth.grant_revoked",
    "invalid_grant: Session not active",
    cert=False,
    exchanges=[
        tok(
            {"grant_type": "refresh_token", "refresh_token": "r", "client_id": "w"},
            400,
            {"error": "invalid_grant", "error_description": "Session not active"},
        )
    ],
    client={"client_id": "w", "client_secret": "<your-secret>"},
    also=["oauth.refresh_token_superseded", "oauth.literal_placeholder"],
)
c(
    "jwt.clock_skew_not_yet_valid",
    "token not yet valid",
    credential=cred(sign(claims(iat=NOW + 4, nbf=NOW + 4, exp=NOW + 3604))),
    verifier=verifier(),
)
c(
    "jwt.opaque_or_jwe_no_audience",
    "jwt malformed",
    credential=cred("abcdefghijklmnopqrstuvwxyz012345"),
    exchanges=[
        ex(
            "GET",
            "https://k.eu.auth0.com/authorize?client_id=a&response_type=token&scope=openid",
            302,
            "",
            by="browser",
        )
    ],
)
c(
    "oauth.wrong_environment",
    "401 invalid_token",
    exchanges=[
        api(
            sign(claims(iss="https://auth.sandbox.k.example")),
            url="https://api.k.example/v1",
            www='Bearer error="invalid_token", error_description="issuer not trusted"',
        )
    ],
    also=["jwt.wrong_issuer"],
)
c(
    "oauth.state_cookie_lost",
    "state mismatch",
    exchanges=[
        ex(
            "GET",
            "https://www.k.example/login",
            302,
            "",
            resp=[
                ["Set-Cookie", "st=1; Path=/"],
                ["Location", ISS + "/authorize?client_id=a&response_type=code&state=1"],
            ],
            by="browser",
            at=-8,
        ),
        ex("GET", "https://k.example/cb?code=1&state=1", 400, {"error": "state mismatch"}, by="browser"),
    ],
)

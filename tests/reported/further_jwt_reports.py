"""Further reports about tokens: at least one for each cause, many with little evidence."""

from __future__ import annotations

import base64
import hmac
import json

from cryptography.hazmat.primitives import serialization as SZ

from evidence import (
    API,
    ISSUER,
    NOW,
    SECRET,
    authorize_call,
    b64,
    certificate,
    claims,
    ec_key,
    exchange,
    http_date,
    jwk,
    jwt,
    pem,
    private_pem,
    rsa_key,
    token_call,
    verifier,
    when,
)
from reported.program_words import Reports, ap, b64s, c, reshaped

REPORTS = Reports()
add, healthy = REPORTS.add, REPORTS.healthy

V = verifier


def HS(b=None, k=None, **h):
    return jwt(b if b is not None else claims(), alg="HS256", key=k, kid=None, **h)


def hv(secret=SECRET, **m):
    return {k: v for k, v in {"algorithms": ["HS256"], "key": {"secret": secret}, **m}.items() if v is not None}


K2 = rsa_key("two")
K3 = rsa_key("three")
AZT = "72f988bf-86f1-41af-91ab-2d7cd011db47"
APP = "6731de76-14a6-49ae-97bc-6eba6914391e"


def az1(**m):
    return claims(
        iss=f"https://sts.windows.net/{AZT}/",
        ver="1.0",
        tid=AZT,
        appid=APP,
        scp="Orders.Read",
        scope=None,
        client_id=None,
        **m,
    )


def az2(**m):
    return claims(
        iss=f"https://login.microsoftonline.com/{AZT}/v2.0",
        ver="2.0",
        tid=AZT,
        azp=APP,
        scp="Orders.Read",
        scope=None,
        client_id=None,
        **m,
    )


# kid_missing
add(
    "jwt.kid_missing",
    software="express-oauth2-jwt-bearer/1.6",
    symptom="InvalidTokenError: no applicable key found in the JSON Web Key Set",
    credential=c(jwt(kid=None)),
    verifier=V(key={"jwks": {"keys": [jwk(rsa_key(), "k1"), jwk(K2, "k2")]}}),
)
add(
    "jwt.kid_missing",
    software="istio/1.18",
    symptom="Jwt verification fails",
    exchanges=[ap(jwt(kid=None), 401, "Jwks doesn't have key to match kid or alg from Jwt")],
    verifier=V(key={"jwks": {"keys": [jwk(rsa_key(), "k1"), jwk(K2, "k2")]}}),
)
# whitespace
add(
    "jwt.whitespace_in_token",
    software="kubectl",
    symptom='net/http: invalid header field value for "Authorization"',
    credential=c(jwt() + "\n"),
)
add(
    "jwt.whitespace_in_token",
    software="python requests",
    symptom="requests.exceptions.InvalidHeader: Invalid leading whitespace, reserved character(s), or return character(s) in header value",
    environment={"API_TOKEN": jwt()[:200] + "\r\n" + jwt()[200:]},
)
add(
    "jwt.whitespace_in_token",
    software="axios",
    symptom='TypeError [ERR_INVALID_CHAR]: Invalid character in header content ["Authorization"]',
    files={"token.txt": jwt() + "\r\n"},
    log=["const token = fs.readFileSync('token.txt','utf8')"],
)
# alg not allowed
add(
    "jwt.alg_not_allowed",
    software="jose/4.14",
    symptom='JOSEAlgNotAllowed: "alg" (Algorithm) Header Parameter value not allowed',
    credential=c(jwt()),
    verifier=V(algorithms=["ES256"], key={"jwks": {"keys": [jwk(rsa_key())]}}),
)
add(
    "jwt.alg_not_allowed",
    software="spring-security/6",
    symptom="An error occurred while attempting to decode the Jwt: Signed JWT rejected: Another algorithm expected, or no matching key(s) found",
    credential=c(HS()),
    verifier=V(algorithms=["RS256"]),
)
add(
    "jwt.alg_not_allowed",
    software="passport-jwt",
    symptom="JsonWebTokenError: invalid algorithm",
    credential=c(jwt(alg="ES256", key=ec_key())),
    verifier=V(),
)
# stale
add(
    "jwt.kid_unknown_stale_jwks_cache",
    software="spring-security/5.8",
    symptom="BadJOSEException: Signed JWT rejected: Another algorithm expected, or no matching key(s) found",
    credential=c(jwt(key=K2, kid="k2")),
    verifier=V(),
    issuer={"url": ISSUER, "jwks": {"keys": [jwk(rsa_key()), jwk(K2, "k2")]}, "jwks_status": 200},
)
add(
    "jwt.kid_unknown_stale_jwks_cache",
    software="jwks-rsa/2",
    symptom="SigningKeyNotFoundError: Unable to find a signing key that matches 'k2'",
    exchanges=[ap(jwt(key=K2, kid="k2")), exchange(f"{ISSUER}/.well-known/jwks.json", 200, {"keys": [jwk(K2, "k2")]})],
    verifier=V(),
    log=[f"{when(NOW - 80000)} jwks cached for 24h: k1"],
)


# lifetime
def gha(ttl, iat=NOW - 2, **m):
    return jwt({"iss": "123456", "iat": iat, "exp": iat + ttl, **m}, kid=None)


add(
    "jwt.lifetime_over_server_maximum",
    software="octokit",
    symptom="HttpError: 'Expiration time' claim ('exp') is too far in the future",
    exchanges=[
        exchange(
            "https://api.github.com/app",
            401,
            {"message": "'Expiration time' claim ('exp') is too far in the future"},
            headers={"Authorization": "Bearer " + gha(3600)},
        )
    ],
)
add(
    "jwt.lifetime_over_server_maximum",
    software="fastlane/2.2",
    symptom="The authentication token is invalid: Provide a properly configured and signed bearer token",
    credential=c(
        jwt(
            {
                "iss": "69a6de70-0000-47e3-e053-5b8c7c11a4d1",
                "iat": NOW - 5,
                "exp": NOW + 3600,
                "aud": "appstoreconnect-v1",
            },
            alg="ES256",
            key=ec_key(),
            kid="ABC123DEFG",
        )
    ),
    exchanges=[
        exchange(
            "https://api.appstoreconnect.apple.com/v1/apps",
            401,
            {"errors": [{"code": "NOT_AUTHORIZED"}]},
            headers={
                "Authorization": "Bearer "
                + jwt(
                    {
                        "iss": "69a6de70-0000-47e3-e053-5b8c7c11a4d1",
                        "iat": NOW - 5,
                        "exp": NOW + 3600,
                        "aud": "appstoreconnect-v1",
                    },
                    alg="ES256",
                    key=ec_key(),
                    kid="ABC123DEFG",
                )
            },
        )
    ],
)
add(
    "jwt.lifetime_over_server_maximum",
    software="google-auth",
    symptom="invalid_grant: Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe. Check your iat and exp values in the JWT claim.",
    exchanges=[
        token_call(
            400,
            {
                "error": "invalid_grant",
                "error_description": "Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe.",
            },
            url="https://oauth2.googleapis.com/token",
            grant_type="urn:ietf:params:oauth:grant-type:jwt-bearer",
            assertion=jwt(
                {
                    "iss": "svc@p.iam.gserviceaccount.com",
                    "scope": "x",
                    "aud": "https://oauth2.googleapis.com/token",
                    "iat": NOW - 2,
                    "exp": NOW + 86400,
                }
            ),
        )
    ],
)
# sub
add(
    "jwt.sub_not_string",
    software="flask-jwt-extended/4.6 PyJWT/2.10.1",
    symptom='{"msg":"Subject must be a string"}',
    exchanges=[ap(HS(claims(sub=42)), 422, {"msg": "Subject must be a string"})],
)
add(
    "jwt.sub_not_string",
    software="fastapi PyJWT/2.10.0",
    symptom="jwt.exceptions.InvalidSubjectError: Subject must be a string",
    credential=c(HS(claims(sub=7))),
    verifier=hv(),
)
add(
    "jwt.sub_not_string",
    software="django-ninja-jwt (PyJWT 2.10.1)",
    symptom="401 Token is invalid or expired",
    credential=c(HS(claims(sub=1001, aud=None))),
    verifier=hv(),
)
# truncated
add(
    "jwt.token_truncated",
    software="rails",
    symptom="JWT::DecodeError: Not enough or too many segments",
    credential=c(jwt()[:255]),
)
add(
    "jwt.token_truncated",
    software="ASP.NET",
    symptom="IDX12741: JWT must have three segments (JWS) or five segments (JWE).",
    exchanges=[ap(jwt()[:512])],
    settings={"schema": "access_token nvarchar(512)"},
)
add(
    "jwt.token_truncated",
    software="curl",
    symptom="invalid_token: signature verification failed",
    credential=c(jwt()[:-40]),
    verifier=V(),
)
add(
    "jwt.token_truncated",
    software="slack bot",
    symptom="token contains an invalid number of segments",
    credential=c(jwt()[:60] + "..."),
)
# certificate
add(
    "jwt.certificate_given_as_public_key",
    software="golang-jwt/5",
    symptom="key is not a valid RSA public key",
    settings={"JWT_PUBLIC_KEY": certificate()},
    credential=c(jwt()),
)
add(
    "jwt.certificate_given_as_public_key",
    software="php-jwt / firebase",
    symptom="OpenSSL unable to validate key",
    verifier={"algorithms": ["RS256"], "key": {"pem": certificate()}},
)
# base64 vs raw
S32 = b"0123456789abcdefEXAMPLEsecret456"
add(
    "jwt.hmac_secret_base64_vs_raw",
    software="jjwt/0.9",
    symptom="io.jsonwebtoken.SignatureException: JWT signature does not match locally computed signature. JWT validity cannot be asserted and should not be trusted.",
    credential=c(HS(k=S32)),
    verifier=hv(base64.b64encode(S32).decode()),
)
add(
    "jwt.hmac_secret_base64_vs_raw",
    software="node jsonwebtoken",
    symptom="JsonWebTokenError: invalid signature",
    credential=c(HS(k=base64.b64encode(S32))),
    verifier=hv(S32.decode()),
)
add(
    "jwt.hmac_secret_base64_vs_raw",
    software="supabase edge",
    symptom="invalid signature",
    credential=c(HS(k=S32)),
    verifier=hv(S32.hex()),
)
# iss slash
add(
    "jwt.iss_trailing_slash",
    software="Auth0 jose",
    symptom='JWTClaimValidationFailed: unexpected "iss" claim value',
    credential=c(jwt(claims(iss="https://acme.eu.auth0.com/"))),
    verifier=V(issuer="https://acme.eu.auth0.com"),
)
add(
    "jwt.iss_trailing_slash",
    software="apigateway jwt authorizer",
    symptom='{"message":"Unauthorized"}',
    exchanges=[
        ap(
            jwt(claims(iss="https://dev-1.okta.com/oauth2/default")),
            401,
            {"message": "Unauthorized"},
            answer={"WWW-Authenticate": 'Bearer scope="" error="invalid_token" error_description="invalid issuer"'},
        )
    ],
    verifier=V(issuer="https://dev-1.okta.com/oauth2/default/"),
)
# azure
add(
    "jwt.azure_v1_v2_issuer",
    software="Microsoft.IdentityModel/6",
    symptom=f"IDX10205: Issuer validation failed. Issuer: 'https://sts.windows.net/{AZT}/'. Did not match: validationParameters.ValidIssuer: 'https://login.microsoftonline.com/{AZT}/v2.0'",
    credential=c(jwt(az1(aud="api://orders"))),
    verifier=V(issuer=f"https://login.microsoftonline.com/{AZT}/v2.0", audience="api://orders"),
)
add(
    "jwt.azure_v1_v2_issuer",
    software="spring-cloud-azure",
    symptom="The iss claim is not valid",
    credential=c(jwt(az2(aud=APP))),
    verifier=V(issuer=f"https://sts.windows.net/{AZT}/", audience=APP),
)
# clock
add(
    "jwt.clock_skew_not_yet_valid",
    software="Microsoft.IdentityModel/7",
    symptom="IDX10222: Lifetime validation failed. The token is not yet valid.",
    credential=c(jwt(claims(nbf=NOW + 40, iat=NOW + 40))),
    verifier=V(leeway_seconds=0),
)
add(
    "jwt.clock_skew_not_yet_valid",
    software="google-auth-library",
    symptom="Token used too early, 1790000000 < 1790000004. Check that your computer's clock is set correctly.",
    credential=c(jwt(claims(iss="https://accounts.google.com", iat=NOW + 4)), "id_token"),
)
# DER
add(
    "jwt.ecdsa_der_signature",
    software="jose/5",
    symptom="JWSSignatureVerificationFailed: signature verification failed",
    credential=c(jwt(alg="ES256", key=ec_key(), der=True)),
    verifier=V(algorithms=["ES256"], key={"jwks": {"keys": [jwk(ec_key())]}}),
)
add(
    "jwt.ecdsa_der_signature",
    software="KMS signer",
    symptom="invalid signature",
    credential=c(jwt(alg="ES256", key=ec_key(), der=True)),
)


# graph
def GR():
    return jwt(az1(aud="00000003-0000-0000-c000-000000000000"), nonce="AbCdEf123")


add(
    "jwt.ms_graph_token_not_verifiable",
    software="passport-azure-ad",
    symptom="authentication failed due to: In Strategy.prototype.jwtVerify: can not verify token, JsonWebTokenError: invalid signature",
    credential=c(GR()[:-6] + "AAAAAA"),
    verifier=V(issuer=f"https://sts.windows.net/{AZT}/", audience="api://orders"),
)
add("jwt.ms_graph_token_not_verifiable", software="jwt.io", symptom="Invalid Signature", credential=c(GR()))
# opaque
JWE = ".".join(
    [
        b64(b'{"alg":"dir","enc":"A256GCM","iss":"https://acme.us.auth0.com/"}'),
        "",
        b64(b"123456789012"),
        b64(b"x" * 200),
        b64(b"t" * 16),
    ]
)
add(
    "jwt.opaque_or_jwe_no_audience",
    software="auth0-react",
    symptom="Error: JWT malformed",
    credential=c(JWE),
    exchanges=[
        authorize_call(
            "https://app.example.org/cb?code=abc&state=st-1",
            url="https://acme.us.auth0.com/authorize",
            scope="openid profile",
        )
    ],
)
add(
    "jwt.opaque_or_jwe_no_audience",
    software="django-auth0",
    symptom="Error decoding token headers",
    exchanges=[ap("k3Jd8sPz1XyQvB7mN2rTtL0uWf5hGc9A")],
    settings={"AUTH0_DOMAIN": "acme.us.auth0.com", "AUTH0_AUDIENCE": ""},
    verifier=V(issuer="https://acme.us.auth0.com/"),
)
add(
    "jwt.jwe_given_to_jws_verifier",
    software="next-auth + express",
    symptom="JsonWebTokenError: jwt malformed",
    credential=c(
        ".".join([b64(b'{"alg":"dir","enc":"A256GCM"}'), "", b64(b"123456789012"), b64(b"y" * 150), b64(b"t" * 16)])
    ),
    verifier=hv(),
    log=["cookie next-auth.session-token"],
)
add(
    "jwt.jwe_given_to_jws_verifier",
    software="nimbus-jose-jwt",
    symptom="java.text.ParseException: Unexpected number of Base64URL parts, must be three",
    credential=c(
        ".".join(
            [
                b64(b'{"alg":"RSA-OAEP-256","enc":"A256GCM","kid":"e1","cty":"JWT"}'),
                b64(b"k" * 256),
                b64(b"123456789012"),
                b64(b"y" * 250),
                b64(b"t" * 16),
            ]
        )
    ),
    verifier=V(),
)
# bearer
add(
    "jwt.bearer_prefix_in_token",
    software="jsonwebtoken",
    symptom="JsonWebTokenError: invalid token",
    log=[f"jwt.verify('Bearer {jwt()}', secret)"],
)
add(
    "jwt.bearer_prefix_in_token",
    software="Nimbus",
    symptom="Invalid JWS header: Invalid JSON: Unexpected token at position 0",
    credential=c("Bearer " + jwt()),
    verifier=V(),
)
add("jwt.bearer_doubled", software="swagger-ui", symptom="401", exchanges=[ap("Bearer " + jwt())], verifier=V())
add(
    "jwt.bearer_doubled",
    software="postman",
    symptom='{"error":"invalid_request","error_description":"Bearer token is malformed"}',
    exchanges=[
        ap(
            "bearer " + jwt(),
            400,
            "",
            answer={"WWW-Authenticate": 'Bearer error="invalid_token", error_description="Bearer token is malformed"'},
        )
    ],
)
add(
    "jwt.bearer_no_space",
    software="retrofit",
    symptom="401 Unauthorized",
    exchanges=[exchange(API + "/x", 401, "", headers={"Authorization": "Bearer" + jwt()})],
)
add(
    "jwt.bearer_no_space",
    software="spring",
    symptom="Bearer token not found",
    exchanges=[exchange(API + "/x", 401, "", headers={"Authorization": "Bearer:" + jwt()})],
)


# firebase
def FC():
    return jwt(
        {
            "iss": "firebase-adminsdk@p.iam.gserviceaccount.com",
            "sub": "firebase-adminsdk@p.iam.gserviceaccount.com",
            "aud": "https://identitytoolkit.googleapis.com/google.identity.identitytoolkit.v1.IdentityToolkit",
            "iat": NOW - 10,
            "exp": NOW + 3590,
            "uid": "u1",
        },
        kid=None,
    )


add(
    "jwt.firebase_custom_token_as_id_token",
    software="firebase-admin/11",
    symptom="FirebaseAuthError: verifyIdToken() expects an ID token, but was given a custom token.",
    credential=c(FC(), "id_token"),
)
add(
    "jwt.firebase_custom_token_as_id_token",
    software="kong jwt",
    symptom="401",
    exchanges=[ap(FC(), 401, {"message": "No mandatory 'kid' in header"})],
    verifier=V(issuer="https://securetoken.google.com/p", audience="p"),
)
add(
    "jwt.idp_token_instead_of_broker_token",
    software="firebase-admin/12",
    symptom='Firebase ID token has incorrect "iss" (issuer) claim.',
    credential=c(
        jwt(claims(iss="https://accounts.google.com", aud="1234.apps.googleusercontent.com", scope=None)), "id_token"
    ),
    verifier=V(issuer="https://securetoken.google.com/my-project", audience="my-project"),
)


# id as access
def idt(**m):
    return jwt(
        claims(
            aud="web",
            nonce="n1",
            at_hash="abc",
            auth_time=NOW - 70,
            scope=None,
            client_id=None,
            jti=None,
            email="a@example.org",
            **m,
        )
    )


add(
    "jwt.id_token_used_as_access_token",
    software="oidc-client-ts + api",
    symptom="401 invalid_token: The audience is invalid",
    exchanges=[ap(idt())],
    verifier=V(),
    client={"client_id": "web"},
)
add(
    "jwt.id_token_used_as_access_token",
    software="API Gateway cognito authorizer",
    symptom='{"message":"Unauthorized"}',
    exchanges=[
        ap(
            jwt(
                claims(
                    iss="https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbCd",
                    token_use="id",
                    aud="clientid123",
                    scope=None,
                    client_id=None,
                )
            ),
            401,
            {"message": "Unauthorized"},
        )
    ],
    verifier=V(
        issuer="https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbCd", audience=None, required_scope="orders/read"
    ),
)
add(
    "jwt.access_token_used_as_id_token",
    software="aws-jwt-verify/4",
    symptom="JwtInvalidClaimError: Token use not allowed: access. Expected: id",
    credential=c(
        jwt(
            claims(
                iss="https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbCd",
                token_use="access",
                aud=None,
                client_id="cid",
                scope="openid",
            )
        ),
        "id_token",
    ),
)
add(
    "jwt.access_token_used_as_id_token",
    software="oauth4webapi",
    symptom='unexpected JWT "typ" header parameter value',
    credential=c(jwt(claims(), typ="at+jwt"), "id_token"),
    verifier=V(type="JWT", audience="web"),
)
# keycloak account
add(
    "jwt.keycloak_aud_account",
    software="quarkus-oidc",
    symptom="JWT Audience (aud) claim present in the JWT but no expected audience values matched: Audience [account]",
    credential=c(jwt(claims(iss="https://kc.example.org/realms/shop", aud="account", azp="web", typ="Bearer"))),
    verifier=V(issuer="https://kc.example.org/realms/shop", audience="orders-api"),
)
add(
    "jwt.keycloak_aud_account",
    software="oauth2-proxy/7.4",
    symptom='oidc: expected audience "proxy" got ["account"]',
    credential=c(
        jwt(claims(iss="https://kc.example.org/realms/shop", aud=["account", "realm-management"], azp="web")),
        "access_token",
    ),
)
# numeric date
add(
    "jwt.numeric_date_is_string",
    software="jsonwebtoken crate/9",
    symptom="InvalidToken: missing required claim exp",
    credential=c(HS(claims(exp=str(NOW + 3000)))),
    verifier=hv(),
)
add(
    "jwt.numeric_date_is_string",
    software="php-jwt",
    symptom="Payload expiration must be a number",
    credential=c(HS(claims(exp="2026-09-21T15:00:00Z"))),
)
add(
    "jwt.numeric_date_is_string",
    software="golang-jwt",
    symptom="token is unverifiable: could not JSON decode claim: json: cannot unmarshal string into Go struct field .iat of type float64",
    credential=c(jwt(claims(iat=str(NOW - 60)))),
    verifier=V(),
)
# pem
PP = private_pem(rsa_key())
add(
    "jwt.pem_literal_backslash_n",
    software="googleapis node",
    symptom="Error: error:1E08010C:DECODER routines::unsupported",
    environment={"GOOGLE_PRIVATE_KEY": PP.replace("\n", "\\n"), "GOOGLE_CLIENT_EMAIL": "svc@p.iam.gserviceaccount.com"},
)
add(
    "jwt.pem_literal_backslash_n",
    software="PyJWT",
    symptom="ValueError: ('Could not deserialize key data. The data may be in an incorrect format...')",
    settings={"private_key": PP.replace("\n", "\\n")},
)
add(
    "jwt.pem_line_breaks_lost",
    software="docker compose",
    symptom="Error: secretOrPrivateKey must be an asymmetric key when using RS256",
    environment={"JWT_PRIVATE_KEY": PP.replace("\n", " ").strip()},
)
add(
    "jwt.pem_line_breaks_lost",
    software="golang-jwt",
    symptom="invalid key: Key must be a PEM encoded PKCS1 or PKCS8 key",
    settings={"signing": {"key": PP.replace("\n", "")}},
)
add(
    "jwt.pem_base64_wrapped",
    software="probot",
    symptom="Error: Failed to parse private key",
    environment={"PRIVATE_KEY": b64s(PP)},
)
add(
    "jwt.pem_truncated_first_line",
    software="dotenv",
    symptom="error:0909006C:PEM routines:get_name:no start line",
    environment={"PRIVATE_KEY": "-----BEGIN PRIVATE KEY-----"},
    files={".env": "PRIVATE_KEY=-----BEGIN PRIVATE KEY-----\nMIIEvQIBADAN\n-----END PRIVATE KEY-----\n"},
)

PK1 = rsa_key().public_key().public_bytes(SZ.Encoding.PEM, SZ.PublicFormat.PKCS1).decode()
ECT = ec_key().private_bytes(SZ.Encoding.PEM, SZ.PrivateFormat.TraditionalOpenSSL, SZ.NoEncryption()).decode()
RSAT = rsa_key().private_bytes(SZ.Encoding.PEM, SZ.PrivateFormat.TraditionalOpenSSL, SZ.NoEncryption()).decode()
add(
    "jwt.pem_kind_not_supported",
    software="jose/4",
    symptom='TypeError: "spki" must be SPKI formatted string',
    settings={"JWT_PUBLIC_KEY": PK1},
)
add(
    "jwt.pem_kind_not_supported",
    software="jose/5 importPKCS8",
    symptom='TypeError: "pkcs8" must be PKCS#8 formatted string',
    environment={"APPLE_KEY": ECT},
)
add(
    "jwt.pem_kind_not_supported",
    software="web crypto",
    symptom="DOMException: importKey pkcs8 failed",
    settings={"privateKey": RSAT},
)
# secret differs
t1 = HS()
add(
    "jwt.secret_differs_between_instances",
    certain=False,
    software="express cluster",
    symptom="401 now and then: invalid signature",
    exchanges=[
        ap(t1, 200, "{}", at=NOW - 9),
        ap(t1, 401, {"error": "invalid signature"}, at=NOW - 7),
        ap(t1, 200, "{}", at=NOW - 5),
        ap(t1, 401, {"error": "invalid signature"}, at=NOW - 3),
    ],
)
add(
    "jwt.secret_differs_between_instances",
    certain=False,
    software="keboola mcp",
    symptom="jwt.exceptions.InvalidSignatureError: Signature verification failed",
    log=[
        f"{when(NOW - 500)} pod-a started, JWT_SECRET unset, generated random key",
        f"{when(NOW - 495)} pod-b started, JWT_SECRET unset, generated random key",
        f"{when(NOW - 20)} pod-a 200 /mcp",
        f"{when(NOW - 15)} pod-b 401 /mcp Signature verification failed",
    ],
    files={"auth.py": "SECRET = os.environ.get('JWT_SECRET') or secrets.token_hex(32)\n"},
)
add(
    "jwt.secret_rotated",
    software="fastapi",
    symptom="Signature verification failed",
    credential=c(HS(claims(iat=NOW - 7000, exp=NOW + 7000), b"old-secret-EXAMPLE-000000000000000")),
    verifier=hv("new-secret-EXAMPLE-111111111111111"),
    log=[f"{when(NOW - 3600)} INFO JWT_SECRET rotated, restart", f"{when(NOW - 100)} new logins work"],
    settings={"JWT_SECRET_PREVIOUS": "old-secret-EXAMPLE-000000000000000"},
)
add(
    "jwt.secret_rotated",
    software="rails",
    certain=False,
    symptom="JWT::VerificationError: Signature verification failed",
    credential=c(HS(claims(iat=NOW - 7000, exp=NOW + 7000), b"old-secret-EXAMPLE-000000000000000")),
    verifier=hv("new-secret-EXAMPLE-111111111111111"),
    log=[f"{when(NOW - 3600)} secrets: jwt signing secret changed by deploy 451"],
    also=["jwt.wrong_secret"],
)
add(
    "jwt.secret_not_set",
    software="nestjs",
    symptom="Error: secretOrPrivateKey must have a value",
    environment={"JWT_SECRET": ""},
)
add(
    "jwt.secret_not_set",
    software="flask",
    symptom="Signature verification failed",
    credential=c(HS(k=b"a-real-secret-EXAMPLE-9999999999999")),
    verifier=hv("undefined"),
    also=[],
)
add(
    "jwt.secret_not_set",
    software="hono",
    symptom="401 Unauthorized: invalid signature",
    credential=c(HS(k=b"undefined")),
    verifier=hv("prod-secret-EXAMPLE-777777777777777"),
)
add(
    "jwt.secret_special_chars_mangled",
    software="docker compose",
    symptom="invalid signature",
    credential=c(HS(k=b"pa$$w0rd$EXAMPLE&secret-1234567890")),
    verifier=hv("pa$w0rd&secret-1234567890"),
    files={".env": "JWT_SECRET=pa$$w0rd$EXAMPLE&secret-1234567890\n"},
)
add(
    "jwt.secret_special_chars_mangled",
    software="node + python",
    symptom="Signature verification failed",
    credential=c(HS(k=b"s3cr3t#EXAMPLE#with#hash#0123456789")),
    verifier=hv("s3cr3t"),
    files={"config/.env": "JWT_SECRET=s3cr3t#EXAMPLE#with#hash#0123456789\n"},
)
add(
    "jwt.wrong_secret",
    certain=False,
    software="jsonwebtoken",
    symptom="JsonWebTokenError: invalid signature",
    credential=c(HS(k=b"secret-of-auth-service-EXAMPLE-12345")),
    verifier=hv("secret-of-api-service-EXAMPLE-654321"),
)
add(
    "jwt.wrong_secret",
    certain=False,
    software="github webhooks.js",
    symptom="signature does not match event payload and secret",
    exchanges=[
        exchange(
            "https://hooks.example.org/gh",
            400,
            "signature mismatch",
            method="POST",
            headers={
                "X-Hub-Signature-256": "sha256="
                + hmac.new(b"other-EXAMPLE", b'{"action":"opened"}', "sha256").hexdigest(),
                "Content-Type": "application/json",
            },
            sent='{"action":"opened"}',
            seen_by="server",
        )
    ],
    settings={"WEBHOOK_SECRET": "mine-EXAMPLE"},
)
# aud things
add(
    "jwt.alg_key_type_mismatch",
    software="PyJWT",
    symptom="TypeError: Expecting a PEM-formatted key.",
    credential=c(jwt()),
    verifier={"algorithms": ["RS256"], "key": {"secret": "my-plain-secret-EXAMPLE"}},
)
add(
    "jwt.alg_key_type_mismatch",
    software="jose",
    symptom="TypeError: Key for the ES256 algorithm must be of type EC",
    credential=c(jwt(alg="ES256", key=ec_key())),
    verifier={"algorithms": ["ES256"], "key": {"pem": pem(rsa_key())}},
)
add(
    "jwt.aud_missing",
    software="Microsoft.IdentityModel",
    symptom="IDX10206: Unable to validate audience. The 'audiences' parameter is empty.",
    credential=c(jwt(claims(aud=None))),
    verifier=V(),
)
add(
    "jwt.aud_missing",
    software="spring",
    symptom="The aud claim is not valid",
    exchanges=[ap(jwt(claims(aud=[])))],
    verifier=V(),
)
add(
    "jwt.base64_padding_in_token",
    software="golang-jwt",
    symptom="token is malformed: could not base64 decode header: illegal base64 data at input byte 36",
    credential=c(reshaped(jwt(), lambda p: p[0] + "=." + p[1] + "==." + p[2])),
)


def std():  # standard alphabet
    h = b64(json.dumps({"alg": "HS256", "typ": "JWT"}).encode())
    p = (
        base64.b64encode(
            json.dumps({"sub": "ü?>~ÿþ???>>>", "iat": NOW - 60, "exp": NOW + 3000}, ensure_ascii=False).encode()
        )
        .decode()
        .rstrip("=")
    )
    return (
        h
        + "."
        + p
        + "."
        + base64.b64encode(hmac.new(SECRET.encode(), (h + "." + p).encode(), "sha256").digest()).decode().rstrip("=")
    )


add(
    "jwt.base64_alphabet",
    software="jjwt/0.11",
    symptom="io.jsonwebtoken.io.DecodingException: Illegal base64url character: '+'",
    credential=c(std()),
    verifier=hv(),
)
add(
    "jwt.base64_alphabet",
    software="java Base64.getDecoder",
    symptom="java.lang.IllegalArgumentException: Illegal base64 character 5f",
    credential=c(jwt()),
)
add(
    "jwt.client_clock_ahead",
    software="probot",
    symptom="'Issued at' claim ('iat') must be an Integer representing the time that the assertion was issued",
    exchanges=[
        exchange(
            "https://api.github.com/app/installations",
            401,
            {
                "message": "'Issued at' claim ('iat') must be an Integer representing the time that the assertion was issued"
            },
            headers={"Authorization": "Bearer " + gha(540, iat=NOW)},
            at=NOW,
            date=NOW - 95,
        )
    ],
)
add(
    "jwt.client_clock_ahead",
    software="google-auth",
    symptom="invalid_grant: Invalid JWT: iat in the future",
    exchanges=[
        {
            **token_call(
                400,
                {"error": "invalid_grant"},
                url="https://oauth2.googleapis.com/token",
                grant_type="urn:ietf:params:oauth:grant-type:jwt-bearer",
                assertion=jwt(
                    {
                        "iss": "s@p.iam.gserviceaccount.com",
                        "aud": "https://oauth2.googleapis.com/token",
                        "scope": "x",
                        "iat": NOW,
                        "exp": NOW + 3600,
                    }
                ),
            )
        }
    ],
    also=["oauth.assertion_clock_skew"],
)
REPORTS[-1][5]["exchanges"][0]["response"]["headers"][0][1] = http_date(NOW - 420)
add(
    "jwt.expired_not_refreshed",
    software="vue app",
    symptom="TokenExpiredError: jwt expired",
    exchanges=[ap(jwt(claims(iat=NOW - 5000, exp=NOW - 1400)), 401, {"error": "jwt expired"})],
    verifier=V(),
)
add(
    "jwt.expired_not_refreshed",
    software="kubernetes client",
    symptom="Unauthorized",
    credential=c(jwt(claims(iat=NOW - 90000, exp=NOW - 3600, iss="https://kubernetes.default.svc"))),
)
add("jwt.token_quoted", software="curl jq", symptom="401 invalid token", exchanges=[ap('"' + jwt() + '"')])
add("jwt.token_quoted", software="ionic storage", symptom="jwt malformed", credential=c("'" + jwt() + "'"))
add(
    "jwt.verifier_audience_not_given",
    software="python-jose",
    symptom="jose.exceptions.JWTClaimsError: Invalid audience",
    credential=c(jwt()),
    verifier=V(audience=None),
    files={"main.py": "payload = jwt.decode(token, key, algorithms=['RS256'])\n"},
)
add(
    "jwt.verifier_audience_not_given",
    software="authlib PyJWT",
    symptom="InvalidAudienceError: Invalid audience",
    credential=c(HS()),
    verifier={"algorithms": ["HS256"], "key": {"secret": SECRET}},
)
add(
    "jwt.aud_scope_not_requested",
    software="Duende/6",
    symptom="IDX10214: Audience validation failed. Audiences: 'https://id.example.org/resources'. Did not match: validationParameters.ValidAudience: 'orders-api'",
    credential=c(jwt(claims(aud="https://id.example.org/resources", scope="openid profile"))),
    verifier=V(audience="orders-api"),
)


def K8(aud):
    return jwt(
        {
            "aud": [aud],
            "exp": NOW + 600,
            "iat": NOW - 60,
            "nbf": NOW - 60,
            "iss": "https://kubernetes.default.svc.cluster.local",
            "kubernetes.io": {"namespace": "app", "serviceaccount": {"name": "web", "uid": "u"}},
            "sub": "system:serviceaccount:app:web",
        }
    )


add(
    "jwt.aud_token_used_as_own_reviewer",
    certain=False,
    software="cert-manager/1.12",
    symptom="error calling Vault server: Error making API request. Code: 403. Errors: * permission denied",
    exchanges=[
        exchange(
            "https://vault.example.org/v1/auth/kubernetes/login",
            403,
            {"errors": ["permission denied"]},
            method="PUT",
            sent=json.dumps({"jwt": K8("vault://vault-issuer"), "role": "issuer"}),
        )
    ],
)
add(
    "jwt.aud_token_used_as_own_reviewer",
    certain=False,
    software="vault-secrets-operator",
    symptom="Failed to get Vault client: Error making API request. Code: 403. * permission denied",
    credential=c(K8("vault")),
    settings={
        "auth/kubernetes/config": {
            "kubernetes_host": "https://10.0.0.1:443",
            "token_reviewer_jwt": "",
            "disable_local_ca_jwt": True,
        }
    },
    log=[
        f'{when(NOW - 2)} kube-apiserver: Unable to authenticate the request err=[invalid bearer token, token audiences ["vault"] is invalid for the target audiences ["https://kubernetes.default.svc"]]'
    ],
)
add(
    "jwt.exp_in_milliseconds",
    software="nimbus",
    symptom="token never expires",
    verdict="accepted",
    credential=c(HS(claims(exp=(NOW + 3600) * 1000))),
    verifier=hv(),
)
add(
    "jwt.exp_in_milliseconds",
    software="PyJWT",
    symptom="OverflowError: timestamp out of range for platform time_t / year 58000 is out of range",
    credential=c(HS(claims(iat=NOW * 1000, exp=(NOW + 3600) * 1000))),
)
add(
    "jwt.jwks_unreachable",
    software="envoy",
    symptom="Jwks remote fetch is failed",
    verifier={"issuer": ISSUER, "audience": API},
    credential=c(jwt()),
    log=[f"{when(NOW - 3)} getaddrinfo ENOTFOUND id.internal"],
    issuer={"url": ISSUER},
)
add(
    "jwt.jwks_unreachable",
    software="spring",
    symptom="Couldn't retrieve remote JWK set: org.springframework.web.client.ResourceAccessException: I/O error on GET request: PKIX path building failed: unable to find valid certification path to requested target",
)
add(
    "jwt.jwks_unreachable",
    software="jwks-rsa",
    symptom="JwksError: Unexpected token < in JSON at position 0",
    issuer={"url": ISSUER, "jwks_status": 200, "jwks_body": "<!doctype html><html><title>Sign in</title></html>"},
    credential=c(jwt()),
    also=["jwt.jwks_url_wrong"],
)
add(
    "jwt.jwks_url_wrong",
    software="kong",
    symptom="no keys in JWKS",
    issuer={"url": ISSUER, "jwks_status": 404, "jwks_body": '{"error":"Not Found"}'},
    settings={"jwks_uri": "https://id.example.org/jwks.json"},
    exchanges=[
        exchange(
            "https://id.example.org/.well-known/openid-configuration",
            200,
            {"issuer": ISSUER, "jwks_uri": "https://id.example.org/oauth/keys"},
        )
    ],
)
add(
    "jwt.jwks_url_wrong",
    software="PyJWKClient",
    symptom="PyJWKClientError: The JWKS endpoint did not contain any signing keys",
    issuer={
        "url": ISSUER,
        "jwks_status": 200,
        "jwks": {"keys": []},
        "metadata": {"issuer": ISSUER, "jwks_uri": "https://id.example.org/oauth2/v1/keys"},
    },
    settings={"JWKS_URL": "https://id.example.org/.well-known/jwks.json"},
    credential=c(jwt()),
)
add(
    "jwt.kid_key_mismatch",
    software="custom issuer",
    symptom="signature verification failed",
    credential=c(jwt(key=K2, kid="k1")),
    verifier=V(key={"jwks": {"keys": [jwk(rsa_key(), "k1"), jwk(K2, "k2")]}}),
)
add(
    "jwt.payload_reserialised",
    software="express stripe-like",
    symptom="No signatures found matching the expected signature for payload. Are you passing the raw request body you received?",
    exchanges=[
        exchange(
            "https://hooks.example.org/x",
            400,
            "",
            method="POST",
            headers={"X-Signature": hmac.new(b"whsec-EXAMPLE", b'{"id": 1,  "name":"x"}', "sha256").hexdigest()},
            sent='{"id": 1,  "name":"x"}',
            seen_by="server",
        )
    ],
    settings={"WEBHOOK_SECRET": "whsec-EXAMPLE"},
    files={
        "hook.js": "app.use(express.json())\nconst mac = createHmac('sha256', s).update(JSON.stringify(req.body)).digest('hex')\n"
    },
)
add(
    "jwt.signed_string_differs",
    software="slack app",
    symptom="signature mismatch",
    exchanges=[
        exchange(
            "https://hooks.example.org/slack",
            401,
            "",
            method="POST",
            headers={
                "X-Slack-Request-Timestamp": str(NOW - 3),
                "X-Slack-Signature": "v0="
                + hmac.new(b"slack-EXAMPLE", f"v0:{NOW - 3}:a=1&b=2".encode(), "sha256").hexdigest(),
            },
            sent="a=1&b=2",
            seen_by="server",
        )
    ],
    settings={"SLACK_SIGNING_SECRET": "slack-EXAMPLE"},
)
add(
    "jwt.typ_not_accepted",
    software="legacy verifier",
    symptom='invalid "typ": at+jwt',
    credential=c(jwt(typ="at+jwt")),
    verifier=V(type="JWT"),
)
add(
    "jwt.typ_not_accepted",
    software="spring-security/6.4 nimbus",
    symptom="the given typ value needs to be one of [JWT] but was at+jwt",
    credential=c(jwt(typ="at+jwt")),
    verifier=V(),
)
add(
    "jwt.wrong_audience",
    software="apollo",
    symptom="jwt audience invalid. expected: https://api.example.org",
    credential=c(jwt(claims(aud="https://billing.example.org"))),
    verifier=V(),
)
add(
    "jwt.wrong_audience",
    software="GitHub OIDC to Vault",
    symptom="error validating token: invalid audience (aud) claim: audience claim does not match any expected audience",
    credential=c(
        jwt(
            claims(
                iss="https://token.actions.githubusercontent.com",
                aud="https://github.com/acme",
                sub="repo:acme/x:ref:refs/heads/main",
                scope=None,
            )
        ),
        "id_token",
    ),
    verifier=V(issuer="https://token.actions.githubusercontent.com", audience="https://vault.example.org"),
)
add(
    "jwt.aud_wrong_identifier",
    software="Microsoft.Identity.Web",
    symptom="IDX10214: Audience validation failed.",
    credential=c(jwt(az2(aud=APP))),
    verifier=V(issuer=f"https://login.microsoftonline.com/{AZT}/v2.0", audience=f"api://{APP}"),
)
add(
    "jwt.aud_wrong_identifier",
    software="IdentityServer4",
    symptom="IDX10214: Audience validation failed. Audiences: 'orders'. Did not match: ValidAudience: 'orders.read'",
    credential=c(jwt(claims(aud="orders", scope="orders.read"))),
    verifier=V(audience="orders.read"),
)
N = ".".join([b64(b'{"alg":"none","typ":"JWT"}'), b64(json.dumps(claims()).encode()), ""])
add(
    "jwt.alg_none",
    software="jjwt",
    symptom="io.jsonwebtoken.UnsupportedJwtException: Unsigned Claims JWTs are not supported.",
    credential=c(N),
    verifier=V(),
)
add("jwt.alg_none", software="jsonwebtoken", symptom="JsonWebTokenError: jwt signature is required", credential=c(N))
add(
    "jwt.crit_not_understood",
    software="jose",
    symptom='JOSENotSupported: Extension Header Parameter "exp" is not recognized',
    credential=c(jwt(crit=["exp"], exp=NOW + 3000)),
    verifier=V(),
)
add(
    "jwt.crit_not_understood",
    software="go-jose",
    symptom="go-jose/go-jose: unsupported crit header",
    credential=c(jwt(crit=["b64"], b64=True)),
    verifier=V(),
)
sig62 = reshaped(
    jwt(alg="ES256", key=ec_key()), lambda p: p[0] + "." + p[1] + "." + b64(base64.urlsafe_b64decode(p[2] + "==")[1:])
)
add(
    "jwt.ecdsa_signature_length",
    software="jose-jwt",
    symptom="Invalid signature length",
    credential=c(sig62),
    verifier=V(algorithms=["ES256"], key={"jwks": {"keys": [jwk(ec_key())]}}),
)
add(
    "jwt.lifetime_unit_wrong",
    software="jsonwebtoken",
    symptom="TokenExpiredError: jwt expired",
    credential=c(HS(claims(iat=NOW - 30, exp=NOW - 27))),
    settings={"expiresIn": "3600"},
    verifier=hv(),
)
add(
    "jwt.lifetime_unit_wrong",
    software="laravel",
    symptom="Token has expired",
    credential=c(HS(claims(iat=NOW - 100, exp=NOW - 40))),
    settings={"JWT_TTL_MINUTES": 60, "note": "lifetime meant: 60 minutes, token lives 60 seconds"},
    verifier=hv(),
)
add(
    "jwt.refresh_token_used_as_access_token",
    software="keycloak adapter",
    symptom="Didn't find publicKey for specified kid",
    credential=c(
        jwt(
            claims(
                iss="https://kc.example.org/realms/shop",
                aud="https://kc.example.org/realms/shop",
                typ="Refresh",
                azp="web",
            ),
            alg="HS512",
            kid="57d0",
        )
    ),
    verifier=V(issuer="https://kc.example.org/realms/shop"),
)
add(
    "jwt.refresh_token_used_as_access_token",
    software="simplejwt",
    symptom='{"detail":"Given token not valid for any token type","code":"token_not_valid","messages":[{"token_class":"AccessToken","token_type":"access","message":"Token has wrong type"}]}',
    exchanges=[ap(HS({"token_type": "refresh", "exp": NOW + 86000, "iat": NOW - 400, "jti": "a", "user_id": "1"}))],
    verifier=hv(),
)
add(
    "jwt.verifier_bug",
    certain=False,
    software="jsonwebtoken fork",
    symptom="invalid signature after upgrade from 2.0 to 2.1, the same token passes with 2.0 and on jwt.io",
    credential=c(jwt()),
    verifier=V(),
)
add(
    "jwt.verifier_bug",
    certain=False,
    software="lua-resty-jwt/0.1",
    symptom="signature mismatch: 401",
    exchanges=[ap(jwt())],
    verifier=V(),
    log=[f"{when(NOW - 60)} the same token and key: PyJWT ok, jose ok"],
)
add(
    "jwt.zero_lifetime",
    software="spring",
    symptom="Jwt expired at 2026-09-21T14:13:20Z",
    credential=c(jwt(claims(iat=NOW - 5, exp=NOW - 5))),
    verifier=V(),
)
add(
    "jwt.exp_is_duration",
    software="go app",
    symptom="token is expired by 496 days / Token is expired",
    credential=c(HS(claims(exp=86400))),
    verifier=hv(),
)
add(
    "jwt.iss_typo",
    software="go-oidc",
    symptom='oidc: id token issued by a different provider, expected "https://login.exmaple.org/tenant" got "https://login.example.org/tenant"',
    credential=c(jwt(claims(iss="https://login.example.org/tenant"))),
    verifier=V(issuer="https://login.exmaple.org/tenant"),
)
add(
    "jwt.iss_typo",
    software="kafka oauthbearer",
    symptom="The OAuth validator configuration encountered an error: Issuer (iss) claim value (https://id.example.org/oauth2/auss1) doesn't match expected value of https://id.example.org/oauth2/aus1",
    credential=c(jwt(claims(iss="https://id.example.org/oauth2/auss1"))),
    verifier=V(issuer="https://id.example.org/oauth2/aus1"),
)
add(
    "jwt.timezone_offset_in_claims",
    software="System.IdentityModel",
    symptom="IDX10222: Lifetime validation failed. The token is not yet valid. ValidFrom: '...', Current time: '...'",
    credential=c(jwt(claims(iat=NOW + 7200 - 20, nbf=NOW + 7200 - 20, exp=NOW + 7200 + 3580))),
    verifier=V(),
    platform={"os": "linux", "timezone": "Africa/Cairo"},
)
BIG = jwt(claims(groups=[f"group-{i:05d}-of-the-organisation" for i in range(300)]))
add(
    "jwt.token_over_size_limit",
    software="jetty",
    symptom="HTTP 431 Request Header Fields Too Large",
    exchanges=[ap(BIG, 431, "<h1>Bad Message 431</h1>")],
)
add(
    "jwt.token_over_size_limit",
    software="ingress-nginx",
    symptom="400 Bad Request: Request Header Or Cookie Too Large",
    exchanges=[
        ap(
            BIG,
            400,
            "<html><center><h1>400 Bad Request</h1></center><center>Request Header Or Cookie Too Large</center><hr><center>nginx</center></html>",
        )
    ],
)
add(
    "jwt.verifier_expects_milliseconds",
    software="expo-jwt/1.1",
    symptom="TokenExpired: the token has expired, right after login",
    credential=c(HS()),
    verifier=hv(),
    files={"verify.js": "if (claims.exp < Date.now()) throw new TokenExpired();\n"},
)
add(
    "jwt.verifier_expects_milliseconds",
    software="mobile app",
    certain=True,
    symptom="session expired at once after login",
    exchanges=[ap(HS(claims(iat=NOW - 3, exp=NOW + 3597)), 401, {"message": "token expired"})],
    log=[f"{when(NOW - 2)} exp={NOW + 3597} now={NOW * 1000} -> expired"],
    verifier=hv(),
)
add(
    "jwt.verifier_setting_undefined",
    software="jsonwebtoken",
    symptom="JsonWebTokenError: jwt audience invalid. expected: undefined",
    credential=c(jwt()),
    verifier=V(audience=None),
)
add(
    "jwt.verifier_setting_undefined",
    software="jsonwebtoken",
    symptom="JsonWebTokenError: jwt issuer invalid. expected: undefined",
    exchanges=[ap(jwt())],
    environment={"AUTH_ISSUER": ""},
)
add(
    "jwt.wrong_issuer",
    software="auth0 custom domain",
    symptom='unexpected "iss" claim value',
    credential=c(jwt(claims(iss="https://login.acme.example.com/"))),
    verifier=V(issuer="https://acme.us.auth0.com/"),
)
add(
    "jwt.wrong_issuer",
    software="okta",
    symptom="Issuer mismatch",
    credential=c(jwt(claims(iss="https://acme.okta.com"))),
    verifier=V(issuer="https://acme.okta.com/oauth2/default"),
)
# healthy
healthy(
    "jwt",
    symptom="please check",
    credential=c(
        HS(claims(iat=NOW - 86400 * 20, exp=NOW + 86400 * 340, aud=None, iss=None, scope=None, client_id=None))
    ),
    verifier=hv(),
)
healthy("jwt", symptom="ok?", credential=c(jwt(claims(iat=NOW + 20, nbf=NOW + 20))), verifier=V(leeway_seconds=60))
healthy("jwt", symptom="ok?", credential=c(jwt(claims(iat=NOW - 3630, exp=NOW - 30))), verifier=V(leeway_seconds=60))
healthy(
    "jwt",
    symptom="Customer asked whether this token is sound.",
    credential=c(
        jwt(
            claims(
                aud=["https://other.example.org", API],
                **{"https://ns.example.org/roles": ["a"], "exp": NOW + 100.5, "amr": ["pwd"]},
            ),
            typ="application/at+jwt",
        )
    ),
    verifier=V(type="at+jwt"),
)
healthy("jwt", "undecided", symptom="No error so far", credential=c(K8("vault")))
healthy(
    "jwt",
    "undecided",
    symptom="No error so far",
    credential=c("gho_16C7e42F292c6912E7710c838347Ae178B4a", "access_token"),
)
healthy(
    "jwt",
    symptom="works",
    exchanges=[
        ap(
            jwt(
                claims(iss="https://kc.example.org/realms/shop", aud=["orders-api", "account"], azp="web", typ="Bearer")
            ),
            200,
            "{}",
        )
    ],
    verifier=V(issuer="https://kc.example.org/realms/shop", audience="orders-api"),
)
healthy(
    "jwt",
    symptom="works",
    credential=c(jwt(az2(aud=APP))),
    verifier=V(issuer=f"https://login.microsoftonline.com/{AZT}/v2.0", audience=APP),
)
healthy(
    "jwt",
    symptom="It failed once last week",
    credential=c(jwt(typ=None)),
    verifier=V(
        key={
            "jwks": {
                "keys": [jwk(rsa_key(), "k1", alg="RS256"), jwk(K2, "k2"), {"kty": "oct", "k": "AAAA", "kid": "mac"}]
            }
        }
    ),
    log=[f"{when(NOW - 90000)} kid k0 not found, refetched"],
)
healthy(
    "jwt",
    "undecided",
    symptom="Sound?",
    credential=c(
        jwt(
            claims(
                iss="https://accounts.google.com",
                aud="1234.apps.googleusercontent.com",
                azp="1234.apps.googleusercontent.com",
                email="x@example.org",
                scope=None,
                client_id=None,
                jti=None,
            )
        ),
        "id_token",
    ),
    client={"client_id": "1234.apps.googleusercontent.com"},
)
healthy(
    "jwt",
    symptom="ok",
    credential=c(GR()),
    exchanges=[
        exchange("https://graph.microsoft.com/v1.0/users", 200, "{}", headers={"Authorization": "Bearer " + GR()})
    ],
)

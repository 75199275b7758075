"""Causes that are met most, in other words and at other places: with much evidence and with little."""

from __future__ import annotations

import base64
import json

from reported.short_forms import (
    AUD,
    ISS,
    NOW,
    b64,
    bearer,
    claims,
    cred,
    der_sign,
    dumps,
    eckey,
    ex,
    iso,
    jwks,
    priv,
    reporter,
    rsakey,
    sign,
    verifier,
)

REPORTS = []
rep = reporter(REPORTS)
R, R2, E = rsakey(), rsakey("b"), eckey()
good = sign(claims())
UNSIGNED = f"{b64(dumps({'alg': 'ES256', 'typ': 'JWT', 'kid': 'e1'}))}.{b64(dumps(claims()))}"


def HS(c=None, s="shared-EXAMPLE-secret-value-1", **k):
    return sign(c or claims(), s, "HS256", **k)


def hv(s="shared-EXAMPLE-secret-value-1", **k):
    return verifier(algorithms=["HS256"], key={"secret": s}, **k)


rep("jwt.kid_missing", symptom="ValueError: Token has no kid header; JWKS has 3 keys", software="own (python)")
rep(
    "jwt.kid_missing",
    symptom='PyJWKClientError: Unable to find a signing key that matches: "None"',
    software="PyJWT/2.8",
)
rep(
    "jwt.kid_missing",
    symptom="TypeError: Cannot read properties of undefined (reading 'kid')",
    software="jwks-rsa",
    credential=cred(sign(claims(), kid=None)),
    verifier=verifier(key={"jwks": jwks((R, "a"), (R2, "b"))}),
)
rep(
    "jwt.kid_missing",
    symptom="multiple matching keys found in the JSON Web Key Set",
    software="jose/5",
    credential=cred(sign(claims(), kid=None)),
    verifier=verifier(key={"jwks": jwks((R, "a"), (R2, "b"))}),
)
rep(
    "jwt.whitespace_in_token",
    symptom='net/http: invalid header field value for "Authorization"',
    software="terraform/1.6",
    env={"TF_TOKEN": good + "\n"},
    command="terraform plan",
)
rep(
    "jwt.whitespace_in_token",
    symptom="http.client.InvalidHeader / ValueError: Invalid header value b'Bearer eyJ...\\n'",
    software="python requests/2.31",
)
rep(
    "jwt.whitespace_in_token",
    symptom='TypeError [ERR_INVALID_CHAR]: Invalid character in header content ["Authorization"]',
    software="node 18",
    files={"token.txt": good + "\r\n"},
)
rep(
    "jwt.whitespace_in_token",
    symptom="signature verification failed",
    credential=cred(good[:100] + "\n" + good[100:]),
    verifier=verifier(),
)
rep(
    "jwt.alg_not_allowed",
    symptom="Failed to validate the token: Signed JWT rejected: Another algorithm expected, or no matching key(s) found",
    software="spring-security/6",
    credential=cred(HS()),
    verifier=verifier(),
)
rep(
    "jwt.alg_not_allowed",
    symptom='oidc: id token signed with unsupported algorithm, expected ["RS256"] got "ES256"',
    software="go-oidc/3",
)
rep(
    "jwt.alg_not_allowed",
    symptom="InvalidAlgorithmError: The specified alg value is not allowed",
    software="PyJWT",
    exchanges=[bearer(sign(claims(), E, "ES256"))],
    files={"app.py": "jwt.decode(token, key, algorithms=['RS256'])\n"},
)
rep(
    "jwt.alg_not_allowed",
    symptom="signing method RS256 is invalid",
    software="golang-jwt/5",
    also=["jwt.alg_key_type_mismatch"],
)
rep(
    "jwt.kid_unknown_stale_jwks_cache",
    symptom="Jwks doesn't have key to match kid or alg from Jwt",
    software="istio/1.19",
    credential=cred(sign(claims(), R2, kid="new-1")),
    exchanges=[ex("GET", ISS + "/jwks", 200, jwks((R2, "new-1")))],
    log=[iso(-80000) + " istiod jwks fetched: kids [old-1]"],
)
rep(
    "jwt.kid_unknown_stale_jwks_cache",
    symptom="error: signing key with kid 'k-2026-09' not found; restarting the service fixes it; we rotate keys monthly",
    software="svc",
)
rep(
    "jwt.lifetime_over_server_maximum",
    symptom="{\"message\":\"'Expiration time' claim ('exp') is too far in the future\"}",
    software="octokit",
)
rep(
    "jwt.lifetime_over_server_maximum",
    symptom="Token lifetime 86400s exceeds the maximum of 3600s",
    software="svc",
    credential=cred(sign(claims(iat=NOW - 10, exp=NOW + 86390))),
    verifier=verifier(max_lifetime_seconds=3600),
)
rep(
    "jwt.lifetime_over_server_maximum",
    symptom="401 Unauthorized",
    exchanges=[
        bearer(
            sign(
                {"iss": "69a6de7f", "aud": "appstoreconnect-v1", "iat": NOW - 5, "exp": NOW + 3600},
                E,
                "ES256",
                kid="2X9R4HXF34",
            ),
            url="https://api.appstoreconnect.apple.com/v1/apps",
        )
    ],
)
rep(
    "jwt.sub_not_string",
    symptom="jwt.exceptions.InvalidSubjectError: Subject must be a string",
    software="PyJWT/2.10.1 flask-jwt-extended",
)
rep(
    "jwt.sub_not_string",
    symptom='{"msg":"Subject must be a string"}',
    exchanges=[bearer(sign(claims(sub=42)), status=422, body={"msg": "Subject must be a string"})],
)
rep(
    "jwt.sub_not_string",
    symptom="json: cannot unmarshal number into Go struct field RegisteredClaims.sub of type string",
    software="golang-jwt/5",
    credential=cred(sign(claims(sub=42))),
    verifier=verifier(),
)
rep(
    "jwt.sub_not_string",
    symptom="invalid type: integer `42`, expected a string",
    software="jsonwebtoken (Rust)",
    credential=cred(sign(claims(sub=42))),
    verifier=verifier(),
)
rep(
    "jwt.token_truncated",
    symptom="java.lang.IllegalArgumentException: JWT String must consist of exactly 3 parts",
    credential=cred(good[:255]),
    software="jjwt",
)
rep("jwt.token_truncated", symptom="signature verification failed", credential=cred(good[:-20]), verifier=verifier())
rep(
    "jwt.token_truncated",
    symptom="ERROR 1406 (22001): Data too long for column 'access_token' at row 1",
    software="mysql/8",
)
rep(
    "jwt.certificate_given_as_public_key",
    symptom="error:0909006C:PEM routines:get_name:no start line",
    software="jsonwebtoken",
    verifier={
        "algorithms": ["RS256"],
        "key": {"pem": "-----BEGIN CERTIFICATE-----\nMIIBszCCARygAwIBAgIUEXAMPLE\n-----END CERTIFICATE-----\n"},
    },
)
rep(
    "jwt.certificate_given_as_public_key",
    symptom="unable to parse: expecting -----BEGIN PUBLIC KEY-----, got -----BEGIN CERTIFICATE-----",
    software="own",
)
rep(
    "jwt.hmac_secret_base64_vs_raw",
    symptom="Signature verification failed",
    software="PyJWT",
    credential=cred(sign(claims(), b"\x01\x02EXAMPLE-bytes-of-the-key!!", "HS256")),
    settings={"SUPABASE_JWT_SECRET": base64.b64encode(b"\x01\x02EXAMPLE-bytes-of-the-key!!").decode()},
    verifier={"algorithms": ["HS256"]},
)
rep(
    "jwt.hmac_secret_base64_vs_raw",
    symptom="invalid signature",
    software="jjwt and node",
    credential=cred(HS()),
    files={
        "Jwt.java": "Keys.hmacShaKeyFor(Decoders.BASE64.decode(secret))\n",
        "auth.js": "jwt.verify(token, process.env.JWT_SECRET)\n",
    },
)
rep(
    "jwt.iss_trailing_slash",
    symptom="jwt issuer invalid. expected: https://tamarack.eu.auth0.example/",
    software="jsonwebtoken",
    credential=cred(sign(claims(iss="https://tamarack.eu.auth0.example"))),
)
rep(
    "jwt.iss_trailing_slash",
    symptom="oauth2: issuer did not match, 401",
    exchanges=[bearer(sign(claims(iss=ISS + "/")))],
    files={"values.yaml": "auth:\n  jwt:\n    issuer: " + ISS + "\n    audience: " + AUD + "\n"},
    certain=False,
)
rep(
    "jwt.clock_skew_not_yet_valid",
    symptom="IDX10222: Lifetime validation failed. The token is not yet valid. ValidFrom (UTC): '9/21/2026 2:13:25 PM', Current time (UTC): '9/21/2026 2:13:20 PM'.",
    software="Microsoft.IdentityModel",
)
rep(
    "jwt.clock_skew_not_yet_valid",
    symptom="token is not valid yet",
    credential=cred(sign(claims(iat=NOW + 4, nbf=NOW + 4, exp=NOW + 3600))),
    verifier=verifier(),
)
rep(
    "jwt.ecdsa_der_signature",
    symptom="invalid signature",
    credential=cred(
        f"{UNSIGNED}.{b64(der_sign(UNSIGNED, E))}",
    ),
    verifier=verifier(algorithms=["ES256"], key={"jwks": jwks((E, "e1"))}),
)
rep("jwt.ecdsa_der_signature", symptom="ES256 signature is 71 bytes, want 64", software="own signer with openssl dgst")
rep(
    "jwt.opaque_or_jwe_no_audience",
    symptom="jwt malformed",
    software="auth0-spa-js",
    credential=cred("hT6gVq0zQdPw1uXn8sKc4bYmRj2LfEaZ"),
    verifier=verifier(issuer="https://tamarack.eu.auth0.example/"),
)
rep(
    "jwt.firebase_custom_token_as_id_token",
    symptom='Firebase ID token has incorrect "aud" (audience) claim. Expected "tamarack" but got "https://identitytoolkit.googleapis.com/google.identity.identitytoolkit.v1.IdentityToolkit".',
)
rep(
    "jwt.id_token_used_as_access_token",
    symptom="insufficient_scope",
    credential=cred(
        sign(
            {
                "iss": ISS,
                "aud": "tamarack-web",
                "nonce": "n",
                "at_hash": "x",
                "sub": "u",
                "iat": NOW - 9,
                "exp": NOW + 900,
            }
        )
    ),
    verifier=verifier(required_scope="orders.read"),
)
rep(
    "jwt.id_token_used_as_access_token",
    symptom='{"message":"Token use not allowed: id. Expected: access"}',
    software="aws-jwt-verify",
)
rep("jwt.keycloak_aud_account", symptom="Expected audience orders-api, got account", software="own")
rep(
    "jwt.keycloak_aud_account",
    symptom="401 invalid_token: The aud claim is not valid",
    exchanges=[bearer(sign(claims(iss="https://sso.tamarack.example/realms/app", aud="account", azp="web")))],
    files={"application.properties": "quarkus.oidc.token.audience=orders-api\n"},
    certain=False,
)
rep(
    "jwt.aud_missing",
    symptom='Token is missing the "aud" claim',
    software="PyJWT",
    credential=cred(sign(claims(aud=...))),
    verifier=verifier(),
)
rep("jwt.aud_missing", symptom="IDX10206: Unable to validate audience. The 'audiences' parameter is empty.")
rep(
    "jwt.base64_padding_in_token",
    symptom="Base64 error: Invalid padding",
    credential=cred(good + "=="),
    verifier=verifier(),
    software="rust",
)
rep("jwt.base64_padding_in_token", symptom="Invalid byte 61, offset 342.", software="jsonwebtoken (Rust)")
rep(
    "jwt.client_clock_ahead",
    symptom="'Issued at' claim ('iat') must be an Integer representing the time that the assertion was issued",
    software="octokit",
    exchanges=[
        bearer(
            sign({"iss": "12345", "iat": NOW + 170, "exp": NOW + 700}),
            url="https://api.github.com/app",
            at=-2,
            date=-182,
        )
    ],
    also=["jwt.clock_skew_not_yet_valid"],
)
rep(
    "jwt.expired_not_refreshed",
    symptom="Token expired",
    credential=cred(sign(claims(iat=NOW - 7200, exp=NOW - 3600))),
    verifier=verifier(),
)
rep("jwt.token_quoted", symptom="Unexpected token in JSON / jwt malformed", exchanges=[bearer('"' + good + '"')])
rep(
    "jwt.verifier_audience_not_given",
    symptom="jwt.exceptions.InvalidAudienceError: Audience doesn't match",
    credential=cred(good),
    files={"v.py": "jwt.decode(token, key, algorithms=['RS256'])\n"},
    software="PyJWT/2.9",
)
rep(
    "jwt.aud_scope_not_requested",
    symptom="Audience validation failed. Audiences: 'https://login.tamarack.example/resources'. Did not match: validationParameters.ValidAudience: 'orders-api'",
    credential=cred(sign(claims(aud=ISS + "/resources", scope="openid"))),
    verifier=verifier(audience="orders-api", required_scope="orders-api"),
)
rep("jwt.exp_in_milliseconds", symptom="Unable to parse exp: year 58692 is out of range", software="python datetime")
rep(
    "jwt.exp_in_milliseconds",
    symptom="OverflowError: timestamp out of range",
    credential=cred(sign(claims(exp=(NOW + 3600) * 1000))),
    verifier=verifier(),
)
rep("jwt.jwks_unreachable", symptom="Couldn't retrieve remote JWK set: Connect timed out", software="nimbus")
rep(
    "jwt.jwks_unreachable",
    symptom="401",
    credential=cred(good),
    log=[iso(-3) + " ERROR fetch https://login.tamarack.example/jwks: x509: certificate signed by unknown authority"],
)
rep(
    "jwt.payload_reserialised",
    symptom="No signatures found matching the expected signature for payload. Are you passing the raw request body you received from Stripe?",
    software="stripe-node",
)
rep(
    "jwt.typ_not_accepted",
    symptom="IDX10257: Token type validation failed. Type: 'at+jwt'. Did not match: validationParameters.TokenTypes: 'JWT'",
    software="Microsoft.IdentityModel",
)
rep(
    "jwt.typ_not_accepted",
    symptom='unexpected "typ" JWT header value',
    credential=cred(sign(claims(), typ="at+jwt")),
    verifier=verifier(type="JWT"),
    software="jose/5",
)
rep(
    "jwt.wrong_secret",
    symptom="signature is invalid",
    credential=cred(HS(s="one-EXAMPLE-long-value-9")),
    verifier=hv("two-EXAMPLE-other-secret"),
    certain=False,
)
rep(
    "jwt.ecdsa_signature_length",
    symptom="signature length 131, want 132",
    credential=cred(
        f"{b64(dumps({'alg': 'ES512', 'typ': 'JWT'}))}.{b64(dumps(claims()))}.{b64(bytes([1]) * 131)}",
    ),
    verifier={"algorithms": ["ES512"]},
)
rep(
    "jwt.idp_token_instead_of_broker_token",
    symptom='Firebase ID token has incorrect "iss" (issuer) claim. Expected "https://securetoken.google.com/tamarack" but got "https://accounts.google.com"',
)
rep(
    "jwt.refresh_token_used_as_access_token",
    symptom="token is not an access token (typ Refresh)",
    software="keycloak-connect",
)
rep(
    "jwt.refresh_token_used_as_access_token",
    symptom='{"msg":"Only non-refresh tokens are allowed"}',
    software="flask-jwt-extended/4",
    exchanges=[bearer(HS(claims(type="refresh")), status=422, body={"msg": "Only non-refresh tokens are allowed"})],
)
rep("jwt.zero_lifetime", symptom="jwt expired", credential=cred(HS(claims(iat=NOW - 9, exp=NOW - 9))), verifier=hv())
rep(
    "jwt.zero_lifetime",
    symptom="token is expired by 3s",
    credential=cred(HS(claims(iat=NOW - 3, exp=NOW - 3))),
    files={"t.go": "exp := time.Now().Add(time.Duration(ttl)).Unix() // ttl = 3600\n"},
    also=["jwt.lifetime_unit_wrong"],
)
rep(
    "jwt.bearer_no_space",
    symptom="401",
    exchanges=[ex("GET", "https://api.tamarack.example/v1/orders", 401, "", req=[["Authorization", "Bearer" + good]])],
)
rep(
    "jwt.bearer_prefix_in_token",
    symptom="Illegal base64url character: ' '",
    software="jjwt/0.11",
    also=["jwt.whitespace_in_token"],
)
rep("jwt.exp_is_duration", symptom="jwt expired", credential=cred(HS(claims(exp=3600))), verifier=hv())
rep(
    "jwt.pem_base64_wrapped",
    symptom="could not parse PEM",
    env={"JWT_PRIVATE_KEY": base64.b64encode(priv(R).encode()).decode()},
    software="own",
)
rep(
    "jwt.pem_truncated_first_line",
    symptom="PEM_read_bio: no start line",
    env={"JWT_KEY": "-----BEGIN PRIVATE KEY-----"},
)
rep(
    "jwt.pem_literal_backslash_n",
    symptom="error:1E08010C:DECODER routines::unsupported",
    env={"FIREBASE_PRIVATE_KEY": priv(R).replace("\n", "\\n")},
)
rep(
    "jwt.pem_literal_backslash_n",
    symptom="Failed to parse private key: Error: Invalid PEM formatted message.",
    software="firebase-admin",
    files={
        "docker-compose.yml": "services:\n  api:\n    environment:\n      FIREBASE_KEY: '"
        + priv(R).strip().replace("\n", "\\n")
        + "'\n"
    },
)
rep(
    "jwt.signed_string_differs",
    symptom="webhook signature mismatch: we hash only the body, the header is t=1790000000,v1=...",
    software="own",
)
rep(
    "jwt.timezone_offset_in_claims",
    symptom="token used before issued",
    credential=cred(HS(claims(iat=NOW + 7200, exp=NOW + 10800))),
    verifier=hv(),
    platform={"timezone": "Europe/Berlin"},
)
rep(
    "jwt.azure_v1_v2_issuer",
    symptom="Issuer validation failed",
    credential=cred(
        sign(
            {
                "iss": "https://sts.windows.net/6419748a-ffe2-4a2f-903f-86ff37865b5a/",
                "ver": "1.0",
                "aud": "api://o",
                "tid": "6419748a-ffe2-4a2f-903f-86ff37865b5a",
                "iat": NOW - 9,
                "exp": NOW + 900,
            }
        )
    ),
    files={
        "appsettings.json": json.dumps(
            {
                "AzureAd": {
                    "Authority": "https://login.microsoftonline.com/6419748a-ffe2-4a2f-903f-86ff37865b5a/v2.0",
                    "Audience": "api://o",
                }
            }
        )
    },
    certain=False,
)
rep(
    "jwt.ms_graph_token_not_verifiable",
    symptom="IDX10511: Signature validation failed. Keys tried",
    credential=cred(
        sign(
            {
                "iss": "https://sts.windows.net/6419748a-ffe2-4a2f-903f-86ff37865b5a/",
                "ver": "1.0",
                "aud": "00000003-0000-0000-c000-000000000000",
                "iat": NOW - 9,
                "exp": NOW + 900,
            },
            head={"nonce": "abc"},
        )
    ),
)

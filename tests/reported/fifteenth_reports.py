"""Common causes in the words and values of programs that other reports do not name, poor in evidence."""

from __future__ import annotations

import hashlib

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
    tok,
    verifier,
)

REPORTS = []
rep = reporter(REPORTS)
R, R2, E = rsakey(), rsakey("b"), eckey()
good = sign(claims())
CB = "https://app.tamarack.example/callback"

rep(
    "jwt.kid_missing",
    symptom="authlib.jose.errors: KeyError 'kid'",
    software="authlib/1.3",
    credential=cred(sign(claims(), kid=None)),
)
rep(
    "jwt.kid_missing",
    symptom="JwksFetcher: token header carries no key id, refusing",
    software="quarkus-oidc",
    exchanges=[bearer(sign(claims(), kid=None))],
)
rep(
    "jwt.whitespace_in_token",
    symptom="requests.exceptions.InvalidHeader: Invalid leading whitespace, reserved character(s), or return character(s) in header value",
    files={"token.txt": good + "\n"},
    settings={"code": "headers={'Authorization': 'Bearer ' + open('token.txt').read()}"},
)
rep(
    "jwt.whitespace_in_token",
    symptom="curl: (43) / hyper: failed to parse header value (http::header::InvalidHeaderValue)",
    software="reqwest 0.12; secret created with echo",
    certain=False,
)
rep(
    "jwt.alg_not_allowed",
    symptom="Unexpected signature algorithm; expected [RS256]; got PS256",
    software="coreos/go-oidc",
    certain=True,
)
rep(
    "jwt.alg_not_allowed",
    symptom="401",
    credential=cred(sign(claims(), E, "ES256")),
    verifier=verifier(),
    exchanges=[bearer(sign(claims(), E, "ES256"))],
    also=["jwt.alg_key_type_mismatch"],
)
rep(
    "jwt.kid_unknown_stale_jwks_cache",
    symptom="IDX10501: Signature validation failed. Unable to match key: kid: 'sig-9'",
    credential=cred(sign(claims(), R2, kid="sig-9")),
    verifier=verifier(),
    issuer={"url": ISS, "jwks": jwks((R, "sig-7"), (R2, "sig-9")), "jwks_fetched_at": iso(-5)},
)
rep(
    "jwt.kid_unknown_stale_jwks_cache",
    symptom="Envoy: Jwks doesn't have key to match kid or alg from Jwt, until we restart the proxy",
    certain=False,
)
rep(
    "jwt.lifetime_over_server_maximum",
    symptom="'Expiration time' claim ('exp') is too far in the future",
    software="probot",
    certain=False,
)
rep(
    "jwt.lifetime_over_server_maximum",
    symptom="Zoom S2S/Apple Music/WeatherKit 401",
    credential=cred(
        sign({"iss": "TEAM123456", "iat": NOW - 5, "exp": NOW + 86400 * 200}, E, "ES256", kid="AB12CD34EF")
    ),
    exchanges=[
        bearer(
            sign({"iss": "TEAM123456", "iat": NOW - 5, "exp": NOW + 86400 * 200}, E, "ES256", kid="AB12CD34EF"),
            url="https://api.music.apple.com/v1/catalog/us/songs/1",
        )
    ],
    certain=False,
)
rep(
    "jwt.sub_not_string",
    symptom="422 {'msg': 'Subject must be a string'}",
    software="Flask-JWT-Extended 4.7",
    credential=cred(sign(claims(sub=42))),
    certain=True,
)
rep(
    "jwt.sub_not_string",
    symptom="401 everywhere after pip upgrade; create_access_token(identity=user.id)",
    software="Flask-JWT-Extended 4.7 PyJWT 2.10.1",
    certain=False,
)
rep(
    "jwt.token_truncated",
    symptom="Invalid token: incorrect number of segments",
    credential=cred(good[:255]),
    certain=True,
)
rep("jwt.token_truncated", symptom="InvalidToken; column access_token is nvarchar(255)", certain=False)
rep(
    "jwt.certificate_given_as_public_key",
    symptom="phpseclib: Unable to read key",
    files={
        "oauth-public.key": "-----BEGIN CERTIFICATE-----\nMIIDdzCCAl+gAwIBAgIEbVx7aTANBgkqhkiG9w0BAQsFADBs\n-----END CERTIFICATE-----\n"
    },
)
rep(
    "jwt.hmac_secret_base64_vs_raw",
    symptom="SignatureException",
    software="jjwt",
    credential=cred(sign(claims(), b"0123456789abcdef0123456789abcdef", "HS256")),
    verifier={"algorithms": ["HS256"], "key": {"secret": "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="}},
)
rep(
    "jwt.iss_trailing_slash",
    symptom="issuer mismatch",
    credential=cred(sign(claims(iss=ISS + "/"))),
    settings={"issuer-uri": ISS},
    certain=False,
)
rep(
    "jwt.azure_v1_v2_issuer",
    symptom="401 invalid issuer",
    credential=cred(sign(claims(iss="https://sts.windows.net/5f0c2f9e-1b0c-4b3c-9a55-3e2d1c0b9a88/", ver="1.0"))),
    settings={"ISSUER": "https://login.microsoftonline.com/5f0c2f9e-1b0c-4b3c-9a55-3e2d1c0b9a88/v2.0"},
    certain=False,
)
rep(
    "jwt.clock_skew_not_yet_valid",
    symptom="JwtException: nbf claim is after current time",
    credential=cred(sign(claims(iat=NOW + 4, nbf=NOW + 4))),
    certain=True,
)
rep(
    "jwt.clock_skew_not_yet_valid",
    symptom="ash_authentication: token used before nbf, VM paused over night",
    certain=False,
    also=["jwt.client_clock_ahead"],
)
h64 = b64(dumps({"alg": "ES256", "typ": "JWT", "kid": "e1"})) + "." + b64(dumps(claims()))
DER = h64 + "." + b64(der_sign(h64, E))
rep("jwt.ecdsa_der_signature", symptom="invalid signature", credential=cred(DER), certain=True)
rep(
    "jwt.ms_graph_token_not_verifiable",
    symptom="Signature verification failed",
    credential=cred(
        sign(
            {
                "aud": "00000003-0000-0000-c000-000000000000",
                "iss": "https://sts.windows.net/5f0c2f9e-1b0c-4b3c-9a55-3e2d1c0b9a88/",
                "iat": NOW - 60,
                "exp": NOW + 3000,
                "scp": "User.Read",
                "ver": "1.0",
            },
            head={"nonce": "x" * 40},
        )
    ),
)
rep(
    "jwt.opaque_or_jwe_no_audience",
    symptom="Nimbus: Invalid JWT serialization: Missing dot delimiter(s)",
    credential=cred("Xk29dPq0vLw7sTnB4hYc8eRfAz1uGm5j"),
    issuer={"url": "https://tamarack.eu.auth0.com/"},
    certain=False,
)
rep("jwt.bearer_prefix_in_token", symptom="joken: :token_malformed", credential=cred("Bearer " + good), certain=True)
rep(
    "jwt.id_token_used_as_access_token",
    symptom="401",
    credential=cred(
        sign(
            {
                "iss": "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_Qm3kTz9aB",
                "aud": "5l2k3j4h5g6f",
                "token_use": "id",
                "email": "a@tamarack.example",
                "at_hash": "x",
                "auth_time": NOW - 60,
                "iat": NOW - 60,
                "exp": NOW + 3000,
            }
        )
    ),
    exchanges=[
        bearer(
            sign(
                {
                    "iss": "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_Qm3kTz9aB",
                    "aud": "5l2k3j4h5g6f",
                    "token_use": "id",
                    "email": "a@tamarack.example",
                    "at_hash": "x",
                    "auth_time": NOW - 60,
                    "iat": NOW - 60,
                    "exp": NOW + 3000,
                }
            )
        )
    ],
    certain=False,
)
rep(
    "jwt.keycloak_aud_account",
    symptom="aud claim mismatch",
    credential=cred(sign(claims(iss="https://sso.tamarack.example/realms/main", aud="account", azp="tamarack-web"))),
    verifier={"audience": "tamarack-api"},
    certain=True,
)
rep(
    "jwt.pem_literal_backslash_n",
    symptom="Failed to parse private key: Error: Invalid PEM formatted message",
    software="firebase-admin",
    env={"FIREBASE_PRIVATE_KEY": priv(R).replace("\n", "\\n")},
    certain=True,
)
rep(
    "jwt.alg_key_type_mismatch",
    symptom="key is of invalid type: RSA sign expects *rsa.PrivateKey",
    software="golang-jwt/v5",
    certain=False,
)
rep(
    "jwt.aud_missing",
    symptom="token has no aud",
    credential=cred(sign(claims(aud=...))),
    verifier=verifier(),
    certain=True,
)
rep(
    "jwt.base64_padding_in_token",
    symptom="Invalid base64url",
    credential=cred(good.split(".")[0] + "==." + good.split(".")[1] + "." + good.split(".")[2]),
    certain=True,
    also=[],
)
rep(
    "jwt.client_clock_ahead",
    symptom="iat too far in the future",
    software="octokit",
    exchanges=[
        bearer(
            sign({"iss": "41210", "iat": NOW + 95, "exp": NOW + 500}),
            url="https://api.github.com/app",
            body={
                "message": "'Issued at' claim ('iat') must be an Integer representing the time that the assertion was issued"
            },
        )
    ],
    certain=True,
)
rep(
    "jwt.expired_not_refreshed",
    symptom="ExpiredJwtException: JWT expired 84000 milliseconds ago at 2026-09-21T14:11:56.000Z",
    certain=True,
)
rep("jwt.token_quoted", symptom="Error: Invalid Compact JWS", credential=cred('"' + good + '"'), certain=True)
rep(
    "jwt.verifier_audience_not_given",
    symptom="InvalidAudienceError: Audience doesn't match",
    credential=cred(good),
    settings={"auth.py": "jwt.decode(token, key, algorithms=['RS256'])"},
    certain=False,
    also=["jwt.wrong_audience"],
)
rep(
    "jwt.exp_in_milliseconds",
    symptom="year 58000 is out of range",
    credential=cred(sign(claims(exp=(NOW + 2700) * 1000))),
    certain=True,
)
rep(
    "jwt.jwks_unreachable",
    symptom="PKIX path building failed while fetching https://sso.tamarack.example/realms/main/protocol/openid-connect/certs",
    certain=False,
)
rep(
    "jwt.typ_not_accepted",
    symptom="expected typ JWT, got at+jwt",
    credential=cred(sign(claims(), typ="at+jwt")),
    certain=True,
)
rep(
    "jwt.ecdsa_signature_length",
    symptom="crypto/ecdsa: verification error",
    credential=cred(h64 + "." + b64(b"\x11" * 63)),
    certain=True,
)
rep(
    "jwt.idp_token_instead_of_broker_token",
    symptom="Firebase ID token has incorrect iss claim",
    credential=cred(
        sign(
            {
                "iss": "https://accounts.google.com",
                "aud": "9-x.apps.googleusercontent.com",
                "sub": "1",
                "iat": NOW - 5,
                "exp": NOW + 3000,
            }
        ),
        "id_token",
    ),
    certain=True,
)
rep(
    "jwt.refresh_token_used_as_access_token",
    symptom="401",
    exchanges=[
        bearer(
            sign(
                {
                    "iss": "https://sso.tamarack.example/realms/main",
                    "aud": "https://sso.tamarack.example/realms/main",
                    "typ": "Refresh",
                    "azp": "tamarack-web",
                    "iat": NOW - 5,
                    "exp": NOW + 1800,
                },
                "k" * 64,
                "HS512",
                head={"kid": "h1"},
            )
        )
    ],
    certain=True,
)
rep("jwt.zero_lifetime", symptom="expired", credential=cred(sign(claims(iat=NOW - 10, exp=NOW - 10))), certain=True)
rep(
    "jwt.bearer_no_space",
    symptom="401",
    exchanges=[ex("GET", AUD, 401, "", req=[["Authorization", "Bearer" + good]])],
    certain=True,
)
rep("jwt.exp_is_duration", symptom="token expired in 1970", credential=cred(sign(claims(exp=3600))), certain=True)
rep(
    "jwt.pem_truncated_first_line",
    symptom="unable to load key",
    env={"PRIVATE_KEY": "-----BEGIN PRIVATE KEY-----"},
    certain=True,
)
rep(
    "jwt.timezone_offset_in_claims",
    symptom="nbf: token not active until two hours from now",
    credential=cred(sign(claims(iat=NOW + 7200, nbf=NOW + 7200, exp=NOW + 10800))),
    also=["jwt.client_clock_ahead"],
)
# ---------------- oauth
rep(
    "oauth.header_stripped_by_proxy",
    symptom="401 no credentials",
    exchanges=[bearer(good), {**ex("GET", "http://10.0.0.7:8080/v1/orders", 401, "", by="server"), "at": iso(-2)}],
)
rep(
    "oauth.header_stripped_by_proxy",
    "undecided",
    symptom="Works against the container, not via CloudFront: the origin log shows authorization=-",
    certain=False,
)
rep(
    "oauth.authorization_header_conflict",
    symptom="401",
    exchanges=[bearer(good, resp=[["WWW-Authenticate", 'Basic realm="staging"'], ["Server", "nginx"]])],
)
rep(
    "oauth.cookie_too_large",
    "undecided",
    symptom="oauth2-proxy: users with 200 groups loop at login; Set-Cookie 5.1 kB",
    certain=False,
)
rep(
    "oauth.redirect_uri_scheme_behind_proxy",
    symptom="redirect_uri_mismatch",
    exchanges=[
        ex(
            "GET",
            ISS + "/authorize?client_id=a&response_type=code&redirect_uri=http%3A%2F%2Fapp.tamarack.example%2Fcallback",
            400,
            "redirect_uri_mismatch",
        )
    ],
    client={"registered": {"redirect_uris": [CB]}},
    certain=True,
)
rep(
    "oauth.client_assertion_aud",
    symptom="invalid_client: Invalid token audience",
    exchanges=[
        tok(
            {
                "grant_type": "client_credentials",
                "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
                "client_assertion": sign(
                    {"iss": "c", "sub": "c", "aud": ISS + "/token", "jti": "9", "iat": NOW - 3, "exp": NOW + 100}
                ),
            },
            body={"error": "invalid_client", "error_description": "Invalid token audience"},
        )
    ],
    certain=False,
)
rep(
    "oauth.client_auth_method_mismatch",
    symptom="invalid_client",
    client={"client_id": "a", "registered": {"token_endpoint_auth_method": "client_secret_post"}},
    exchanges=[
        tok(
            {"grant_type": "client_credentials"},
            status=401,
            body={"error": "invalid_client"},
            req=[["Authorization", "Basic YTpi"]],
        )
    ],
    certain=True,
)
rep(
    "oauth.wrong_environment",
    symptom="PayPal invalid_client: sandbox client id against api-m.paypal.com",
    certain=False,
)
rep(
    "oauth.refresh_token_reuse_race",
    symptom="invalid_grant",
    log=[
        iso(-3) + " worker-1 POST /token grant_type=refresh_token rt=ab12 200",
        iso(-3) + " worker-2 POST /token grant_type=refresh_token rt=ab12 400 invalid_grant",
    ],
    certain=False,
)
rep(
    "oauth.state_cookie_lost",
    symptom="BadRequest: state missing from session (OAuthlib) when Apple posts to the callback, SameSite=Lax",
    certain=False,
)
rep(
    "oauth.dpop_htu_behind_proxy",
    symptom="invalid_dpop_proof: htu mismatch, got https://api.tamarack.example/v1 expected http://10.0.0.7:8080/v1",
    certain=True,
)
rep(
    "oauth.grant_revoked_by_password_change",
    symptom="AADSTS50173: The provided grant has expired due to it being revoked, a fresh auth token is needed. The user might have changed or reset their password.",
    certain=False,
)
rep(
    "oauth.internal_vs_public_issuer",
    symptom="iss mismatch",
    credential=cred(sign(claims(iss="https://sso.tamarack.example/realms/main"))),
    settings={"KC_ISSUER": "http://keycloak.auth.svc.cluster.local:8080/realms/main"},
    certain=False,
)
rep("oauth.client_secret_not_sent", symptom="Client secret is required. Azure web platform, public SPA code")
rep(
    "oauth.dpop_ath_missing",
    symptom="invalid_dpop_proof",
    exchanges=[
        ex(
            "GET",
            AUD,
            401,
            "",
            req=[
                ["Authorization", "DPoP " + good],
                [
                    "DPoP",
                    sign({"htm": "GET", "htu": AUD, "iat": NOW - 2, "jti": "q"}, E, "ES256", kid=None, typ="dpop+jwt"),
                ],
            ],
        )
    ],
    certain=True,
)
rep(
    "oauth.google_testing_7_days",
    symptom="google.auth.exceptions.RefreshError: ('invalid_grant: Token has been expired or revoked.') once a week",
    certain=False,
)
rep(
    "oauth.cognito_secret_hash_username",
    symptom="REFRESH_TOKEN_AUTH: SecretHash does not match for the client; sign in by e-mail works",
    certain=False,
)
rep(
    "oauth.code_issued_to_other_client",
    symptom="invalid_grant",
    exchanges=[
        ex(
            "GET",
            ISS
            + "/authorize?client_id=web-a&response_type=code&redirect_uri="
            + "https%3A%2F%2Fapp.tamarack.example%2Fcallback",
            302,
            "",
            resp=[["Location", CB + "?code=cc1"]],
            at=-10,
        ),
        tok({"grant_type": "authorization_code", "code": "cc1", "client_id": "web-b", "redirect_uri": CB}),
    ],
    certain=True,
)
rep(
    "oauth.dpop_ath_mismatch",
    symptom="401",
    exchanges=[
        ex(
            "GET",
            AUD,
            401,
            "",
            req=[
                ["Authorization", "DPoP " + good],
                [
                    "DPoP",
                    sign(
                        {
                            "htm": "GET",
                            "htu": AUD,
                            "iat": NOW - 2,
                            "jti": "q",
                            "ath": b64(hashlib.sha256(b"other").digest()),
                        },
                        E,
                        "ES256",
                        kid=None,
                        typ="dpop+jwt",
                    ),
                ],
            ],
        )
    ],
    certain=True,
)

"""Causes in the words of other programs and their logs, poor in evidence: each shows its decisive fact in one place only."""

from __future__ import annotations

from reported.short_forms import (
    ISS,
    NOW,
    b64,
    bearer,
    claims,
    cred,
    dumps,
    eckey,
    ex,
    iso,
    jwks,
    pem,
    reporter,
    rsakey,
    sign,
)

REPORTS = []
rep = reporter(REPORTS)
R, R2, E = rsakey(), rsakey("b"), eckey()
good = sign(claims())

# ---------------- jwt.firebase_custom_token_as_id_token
FB = {
    "iss": "firebase-adminsdk-q1@tamarack-prod.iam.gserviceaccount.com",
    "sub": "firebase-adminsdk-q1@tamarack-prod.iam.gserviceaccount.com",
    "aud": "https://identitytoolkit.googleapis.com/google.identity.identitytoolkit.v1.IdentityToolkit",
    "uid": "u-771",
    "iat": NOW - 60,
    "exp": NOW + 3540,
}
rep(
    "jwt.firebase_custom_token_as_id_token",
    symptom="kid header missing",
    software="firebase-admin-go/4.14",
    exchanges=[bearer(sign(FB, kid=None), body={"error": "kid header missing"})],
)
rep(
    "jwt.firebase_custom_token_as_id_token",
    symptom="Firebase: verify_id_token() expects an ID token, but was given a custom token.",
    software="firebase_admin (python)",
    certain=False,
)
rep(
    "jwt.firebase_custom_token_as_id_token",
    symptom="PERMISSION_DENIED on every Firestore REST call",
    settings={
        "code": "const t = await admin.auth().createCustomToken(uid); fetch(url, {headers: {Authorization: 'Bearer ' + t}})"
    },
    certain=False,
)
# ---------------- jwt.numeric_date_is_string
rep(
    "jwt.numeric_date_is_string",
    symptom="json: cannot unmarshal string into Go struct field Claims.exp of type int64",
    software="golang/oauth2",
    certain=False,
)
rep(
    "jwt.numeric_date_is_string",
    symptom="401 from the gateway",
    software="envoy/1.30",
    credential=cred(sign(claims(exp=str(NOW + 2700)))),
    log=[iso(-3) + " jwt_authn: Jwt payload field exp is not a number"],
)
rep(
    "jwt.numeric_date_is_string",
    symptom="The given claim 'iat' is not an integer: web-token CheckerException",
    software="web-token/jwt-framework 3",
    exchanges=[bearer(sign(claims(iat="2026-09-21T14:00:00Z")))],
)
# ---------------- jwt.secret_differs_between_instances
rep(
    "jwt.secret_differs_between_instances",
    symptom="invalid signature about every second request",
    software="jsonwebtoken/9",
    settings={
        "replicas": "2",
        "auth.js": "const secret = process.env.JWT_SECRET || crypto.randomBytes(32).toString('hex')",
    },
    certain=False,
)
rep(
    "jwt.secret_differs_between_instances",
    "undecided",
    symptom="Everyone has to log in again after each deploy",
    software="Spring Boot / jjwt",
    settings={"JwtConfig.java": "private final SecretKey key = Jwts.SIG.HS256.key().build();"},
    certain=False,
)
rep(
    "jwt.secret_differs_between_instances",
    symptom="SignatureVerificationError",
    exchanges=[
        bearer(sign(claims(), "s3cr3t-one-of-two-pods-xxxxxxxxxxx", "HS256"), status=200, at=-30, by="server"),
        bearer(sign(claims(), "s3cr3t-one-of-two-pods-xxxxxxxxxxx", "HS256"), at=-20, by="server"),
        bearer(sign(claims(), "s3cr3t-one-of-two-pods-xxxxxxxxxxx", "HS256"), status=200, at=-10, by="server"),
    ],
    log=[
        iso(-30) + " pod=api-7c-1 token ok",
        iso(-20) + " pod=api-7c-2 signature verification failed",
        iso(-10) + " pod=api-7c-1 token ok",
    ],
    certain=False,
)
# ---------------- jwt.aud_token_used_as_own_reviewer
rep(
    "jwt.aud_token_used_as_own_reviewer",
    symptom="Error making API request. URL: PUT https://vault:8200/v1/auth/kubernetes/login Code: 403. * permission denied",
    settings={
        "vault read auth/kubernetes/config": "kubernetes_host https://10.96.0.1:443\ntoken_reviewer_jwt_set false\ndisable_local_ca_jwt true"
    },
    credential=cred(
        sign(
            {
                "iss": "https://kubernetes.default.svc",
                "aud": ["vault"],
                "sub": "system:serviceaccount:shop:api",
                "kubernetes.io": {"namespace": "shop", "serviceaccount": {"name": "api"}},
                "iat": NOW - 60,
                "exp": NOW + 540,
            }
        )
    ),
    certain=False,
)
rep(
    "jwt.aud_token_used_as_own_reviewer",
    symptom="openbao kubernetes auth: 403 since we moved to audience-bound tokens. No token_reviewer_jwt in its config, so it reviews with the pod's token itself",
    certain=False,
)
# ---------------- jwt.secret_not_set
rep(
    "jwt.secret_not_set",
    symptom="ValueError: HMAC key must not be empty",
    software="authlib/1.3",
    env={"JWT_SECRET": ""},
)
rep(
    "jwt.secret_not_set",
    symptom="TypeError: Key must be one of type KeyObject, CryptoKey, JSON Web Key, or Uint8Array. Received undefined",
    software="jose/5",
    settings={"SECRET": "undefined"},
    certain=False,
)
rep("jwt.secret_not_set", symptom="lcobucci/jwt: Key cannot be empty", software="lcobucci/jwt 5.3", certain=False)
rep(
    "jwt.secret_not_set",
    symptom="The specified key byte array is 0 bits which is not secure enough for any JWT HMAC-SHA algorithm",
    software="jjwt/0.12",
    certain=False,
)
# ---------------- jwt.alg_none
NONE = b64(dumps({"alg": "none"})) + "." + b64(dumps(claims())) + "."
rep("jwt.alg_none", symptom="tokens without signature are not allowed", exchanges=[bearer(NONE)])
rep(
    "jwt.alg_none",
    symptom="401",
    software="nginx-auth-jwt",
    log=[iso(-2) + ' [error] JWT rejected header={"alg":"none","typ":"JWT"}'],
    certain=True,
)
# ---------------- jwt.aud_wrong_identifier
rep(
    "jwt.aud_wrong_identifier",
    symptom="IDX10214: Audience validation failed.",
    credential=cred(
        sign(
            claims(
                iss="https://login.microsoftonline.com/5f0c2f9e-1b0c-4b3c-9a55-3e2d1c0b9a88/v2.0",
                aud="1d2c3b4a-1111-4222-8333-9a8b7c6d5e4f",
                ver="2.0",
                tid="5f0c2f9e-1b0c-4b3c-9a55-3e2d1c0b9a88",
            )
        )
    ),
    settings={"AzureAd:Audience": "api://1d2c3b4a-1111-4222-8333-9a8b7c6d5e4f"},
    certain=False,
    also=["jwt.wrong_audience"],
)
rep(
    "jwt.aud_wrong_identifier",
    symptom="audience mismatch: got https://api.tamarack.example/orders.read want https://api.tamarack.example",
    certain=False,
    also=["jwt.wrong_audience"],
)
# ---------------- jwt.crit_not_understood
rep(
    "jwt.crit_not_understood",
    symptom='JOSENotSupported: Extension Header Parameter "http://openbanking.org.uk/iat" is not recognized',
    software="jose/4.15",
    certain=False,
)
rep(
    "jwt.crit_not_understood",
    symptom="invalid request object",
    exchanges=[bearer(sign(claims(), head={"crit": ["b64"], "b64": True}))],
)
# ---------------- jwt.jwe_given_to_jws_verifier
JWE = (
    b64(dumps({"alg": "RSA-OAEP-256", "enc": "A256GCM", "cty": "JWT", "kid": "enc-1"}))
    + "."
    + b64(b"k" * 256)
    + "."
    + b64(b"i" * 12)
    + "."
    + b64(b"c" * 400)
    + "."
    + b64(b"t" * 16)
)
rep(
    "jwt.jwe_given_to_jws_verifier",
    symptom="square/go-jose: compact JWS format must have three parts",
    software="go-jose/3",
    credential=cred(JWE, "id_token"),
)
rep(
    "jwt.jwe_given_to_jws_verifier",
    symptom="JWT strings must contain exactly 2 period characters. Found: 4",
    software="jjwt/0.9",
    certain=False,
    also=["jwt.opaque_or_jwe_no_audience"],
)
# ---------------- jwt.lifetime_unit_wrong
rep(
    "jwt.lifetime_unit_wrong",
    symptom="token expired, seconds after login",
    credential=cred(sign(claims(iat=NOW - 20, exp=NOW - 16))),
    settings={"jwt.expiration": "3600", "TokenService.java": "new Date(System.currentTimeMillis() + expiration)"},
    also=["jwt.zero_lifetime"],
)
rep(
    "jwt.lifetime_unit_wrong",
    symptom="golang-jwt: token is expired by 1m; exp is time.Now().Add(3600).Unix()",
    certain=False,
)
# ---------------- jwt.verifier_bug
rep(
    "jwt.verifier_bug",
    symptom="signature verification failed for tokens of length 4096 only; jwt.io and PyJWT accept the very same token with the same key; upgrading lua-resty-jwt to 0.2.4 cured it",
    certain=False,
)
rep(
    "jwt.verifier_bug",
    symptom="TokenExpired though exp is 45 minutes ahead. Release notes of 2.3.1: 'exp was compared with the local instead of UTC time'.",
    certain=False,
    also=["jwt.verifier_expects_milliseconds", "jwt.timezone_offset_in_claims"],
)
# ---------------- jwt.access_token_used_as_id_token
rep(
    "jwt.access_token_used_as_id_token",
    symptom="kubectl: Unauthorized",
    credential=cred(
        sign(
            {
                "iss": "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_Qm3kTz9aB",
                "sub": "a",
                "token_use": "access",
                "client_id": "5l2k3j4h5g6f",
                "scope": "openid",
                "iat": NOW - 60,
                "exp": NOW + 3000,
            }
        ),
        "id_token",
    ),
    also=[],
)
rep(
    "jwt.access_token_used_as_id_token",
    symptom="id_token_hint: invalid token type, we put session.accessToken into the logout url",
    certain=False,
)
# ---------------- jwt.base64_alphabet
h, p, s = good.split(".")
rep(
    "jwt.base64_alphabet",
    symptom="base64.DecodeError: illegal base64 data at input byte 77",
    software="elixir joken",
    credential=cred(h + "." + p + "." + s.replace("-", "+").replace("_", "/")),
    certain=True,
)
rep(
    "jwt.base64_alphabet",
    symptom="java.lang.IllegalArgumentException: Illegal base64 character 5f",
    software="java.util.Base64.getDecoder()",
    certain=False,
)
# ---------------- jwt.bearer_doubled
rep("jwt.bearer_doubled", symptom="401", exchanges=[bearer("Bearer " + good)])
rep(
    "jwt.bearer_doubled",
    symptom="Swagger UI → 401. curl it prints: -H 'Authorization: Bearer Bearer eyJhbGciOi...'",
    certain=True,
)
rep(
    "jwt.bearer_doubled",
    symptom="token is malformed",
    log=[iso(-1) + " authorization: bearer Bearer eyJhbGciOiJSUzI1NiJ9..."],
)
# ---------------- jwt.iss_typo
rep(
    "jwt.iss_typo",
    symptom="invalid issuer",
    credential=cred(good),
    settings={"OIDC_ISSUER": "https://login.tamrack.example"},
    certain=False,
)
rep(
    "jwt.iss_typo",
    symptom="iss claim mismatch: want https://login.tamarack.exmaple, have https://login.tamarack.example",
    also=["jwt.wrong_issuer"],
)
# ---------------- jwt.jwks_url_wrong
rep(
    "jwt.jwks_url_wrong",
    symptom="No applicable key found in the JSON Web Key Set",
    credential=cred(good),
    exchanges=[
        ex(
            "GET",
            "https://login.tamarack.example/.well-known/openid-configuration",
            200,
            {"issuer": ISS, "jwks_uri": ISS + "/jwks"},
            by="server",
        )
    ],
    settings={"JWKS_URI": "https://login.tamarack.example/.well-known/openid-configuration"},
    also=[],
)
rep(
    "jwt.jwks_url_wrong",
    symptom="Error: JWKS endpoint returned 404 (https://login.tamarack.example/.well-known/jwks.json)",
    certain=False,
    also=["jwt.jwks_unreachable"],
)
# ---------------- jwt.kid_key_mismatch
rep(
    "jwt.kid_key_mismatch",
    symptom="crypto/rsa: verification error",
    software="coreos/go-oidc",
    credential=cred(sign(claims(), key=R2)),
    issuer={"url": ISS, "jwks": jwks((R, "sig-7"), (R2, "sig-8"))},
)
rep(
    "jwt.kid_key_mismatch",
    symptom="invalid signature; kid is 'a' but the token verifies with key 'b' of the same JWKS",
    certain=False,
)
# ---------------- jwt.pem_kind_not_supported
rep(
    "jwt.pem_kind_not_supported",
    symptom="ssl.PEM_read_bio_PUBKEY: no start line / failed to load key",
    settings={
        "public.pem": "-----BEGIN RSA PUBLIC KEY-----\nMIIBCgKCAQEA0Z3VS5JJcds3xfn\n-----END RSA PUBLIC KEY-----\n"
    },
    certain=False,
)
rep(
    "jwt.pem_kind_not_supported",
    symptom='TypeError: "pkcs8" must be PKCS#8 formatted string. The file begins BEGIN RSA PRIVATE KEY',
    certain=False,
)
rep(
    "jwt.pem_kind_not_supported",
    symptom="importing key: DOMException. '-----BEGIN EC PRIVATE KEY-----' handed to subtle.importKey('pkcs8')",
    certain=False,
)
# ---------------- jwt.pem_line_breaks_lost
ONE = pem(R).replace("\n", " ").strip()
rep("jwt.pem_line_breaks_lost", symptom="InvalidKeyFormat", software="rust jsonwebtoken", env={"JWT_PUBLIC_KEY": ONE})
rep(
    "jwt.pem_line_breaks_lost",
    symptom="Could not parse PEM: MalformedFraming; GitHub secret pasted in one line, all newlines became blanks",
    certain=False,
)
# ---------------- jwt.secret_rotated
rep(
    "jwt.secret_rotated",
    symptom="invalid signature",
    credential=cred(
        sign(claims(iat=NOW - 86400 * 3, exp=NOW + 86400 * 4), "old-secret-aaaaaaaaaaaaaaaaaaaaaaaa", "HS256")
    ),
    verifier={"algorithms": ["HS256"], "key": {"secret": "new-secret-bbbbbbbbbbbbbbbbbbbbbbbb"}},
    log=[iso(-86400) + " INFO secret JWT_SECRET updated to version 8 (rotation)"],
    certain=False,
    also=["jwt.wrong_secret"],
)
rep(
    "jwt.secret_rotated",
    symptom="Since we ran `rails secret` and deployed, mobile users get Signature verification raised (JWT::VerificationError). Those who sign in anew are fine.",
    certain=False,
)
# ---------------- jwt.secret_special_chars_mangled
rep(
    "jwt.secret_special_chars_mangled",
    symptom="Signature verification failed",
    env={"JWT_SECRET": "p@ss"},
    files={".env": "JWT_SECRET=p@ss#w0rd-9f8e7d6c5b4a3f2e1d\n"},
    certain=False,
)
rep(
    "jwt.secret_special_chars_mangled",
    symptom="invalid signature between compose service A and B",
    files={"docker-compose.yml": 'services:\n  a:\n    environment:\n      JWT_SECRET: "ab$cd$$ef0123456789ab"\n'},
    log=['WARN[0000] The "cd" variable is not set. Defaulting to a blank string.'],
    certain=False,
)
# ---------------- jwt.token_over_size_limit
rep(
    "jwt.token_over_size_limit",
    symptom="400 Bad Request: Request Header Or Cookie Too Large (nginx), users with 300 roles in the token",
    certain=False,
    also=["oauth.cookie_too_large"],
)
rep(
    "jwt.token_over_size_limit",
    symptom="431",
    exchanges=[
        bearer(
            sign(claims(groups=[f"g{i:04d}-tamarack-department" for i in range(400)])),
            status=431,
            resp=[["Server", "kestrel"]],
        )
    ],
)
rep(
    "jwt.token_over_size_limit",
    symptom="java.lang.IllegalArgumentException: Request header is too large (Tomcat Http11Processor)",
    certain=False,
)
# ---------------- jwt.verifier_expects_milliseconds
rep(
    "jwt.verifier_expects_milliseconds",
    symptom="always 'session expired'",
    credential=cred(good),
    settings={"auth.ts": "if (payload.exp < Date.now()) throw new Error('session expired')"},
)
rep(
    "jwt.verifier_expects_milliseconds",
    symptom="jwt expired right after login. The middleware does `new Date(claims.exp) < new Date()`",
    certain=False,
)
# ---------------- jwt.verifier_setting_undefined
rep("jwt.verifier_setting_undefined", symptom='unexpected "iss" claim value, expected undefined')
rep(
    "jwt.verifier_setting_undefined",
    symptom="IDX10211: Unable to validate issuer. The 'issuer' parameter is null or whitespace / ValidIssuer: 'null'",
    also=["jwt.wrong_issuer"],
)
rep(
    "jwt.verifier_setting_undefined",
    symptom="aud rejected",
    credential=cred(good),
    settings={"API_AUDIENCE": "${API_AUDIENCE}"},
    certain=False,
    also=["oauth.literal_placeholder"],
)
# ---------------- jwt.wrong_issuer
rep(
    "jwt.wrong_issuer",
    symptom="iss not in trusted list",
    credential=cred(sign(claims(iss="https://tamarack.eu.auth0.com/"))),
    settings={"AUTH0_ISSUER": "https://auth.tamarack.example/"},
    certain=False,
)
rep(
    "jwt.wrong_issuer",
    symptom='oidc: id token issued by a different provider, expected "https://id.tamarack.example" got "https://dev-77.okta.com"',
    certain=True,
)

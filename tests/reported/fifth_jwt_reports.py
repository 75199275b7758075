"""A fifth set of reports of JWTs: other libraries, other words."""

from __future__ import annotations

import base64
import hmac

from cryptography.hazmat.primitives import serialization as forms

from reported.short_forms import (
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
    pem,
    pkcs1,
    priv,
    raw_sign,
    reporter,
    rsakey,
    sign,
    verifier,
)

REPORTS = []
rep = reporter(REPORTS)

R, R2, E = rsakey(), rsakey("b"), eckey()
good = sign(claims())
# ---- JWT
rep(
    "jwt.firebase_custom_token_as_id_token",
    symptom='Firebase ID token has no "kid" claim.',
    software="firebase-admin/9",
    credential=cred(
        sign(
            {
                "iss": "firebase-adminsdk-x@tamarack.iam.gserviceaccount.com",
                "sub": "firebase-adminsdk-x@tamarack.iam.gserviceaccount.com",
                "aud": "https://identitytoolkit.googleapis.com/google.identity.identitytoolkit.v1.IdentityToolkit",
                "iat": NOW - 10,
                "exp": NOW + 3590,
                "uid": "u1",
            },
            kid=None,
        ),
        "id_token",
    ),
    verifier={"issuer": "https://securetoken.google.com/tamarack", "audience": "tamarack", "algorithms": ["RS256"]},
)
rep(
    "jwt.numeric_date_is_string",
    symptom="DecodeError: Expiration Time claim (exp) must be an integer.",
    software="PyJWT/1.7",
    credential=cred(sign(claims(exp="2026-09-22T10:00:00Z"))),
    verifier=verifier(),
)
rep(
    "jwt.numeric_date_is_string",
    symptom='MissingRequiredClaim("exp")',
    software="jsonwebtoken/8 (Rust)",
    credential=cred(sign(claims(exp=str(NOW + 2700)))),
    verifier=verifier(),
)
rep(
    "jwt.secret_differs_between_instances",
    symptom="401 at random: Signature verification failed",
    software="gunicorn/20 (4 workers)",
    certain=False,
    credential=cred(sign(claims(), "x1-EXAMPLE-secret-of-worker-1", "HS256")),
    verifier={"algorithms": ["HS256"]},
    exchanges=[
        bearer(sign(claims(), "x1-EXAMPLE-secret-of-worker-1", "HS256"), status=s, body={}, resp=[], at=a)
        for s, a in ((200, -9), (401, -7), (200, -5), (401, -3))
    ],
    files={"app.py": "SECRET_KEY = secrets.token_hex(32)\napp = FastAPI()\n"},
)
rep(
    "jwt.secret_differs_between_instances",
    symptom="Signature verification failed",
    software="flask-jwt-extended/4",
    certain=False,
    credential=cred(sign(claims(), "was-EXAMPLE", "HS256")),
    verifier={"algorithms": ["HS256"], "key": {"secret": "now-EXAMPLE"}},
    files={"config.py": "JWT_SECRET_KEY = os.urandom(24)\n"},
    log=[iso(-300) + " [INFO] Booting worker with pid: 21", iso(-200) + " INFO server restarted"],
)
rep(
    "jwt.aud_token_used_as_own_reviewer",
    symptom="error calling Vault server: Error making API request. Code: 403. Errors: * permission denied",
    software="cert-manager/1.12 vault/1.12",
    certain=False,
    credential=cred(
        sign(
            {
                "iss": "https://kubernetes.default.svc.cluster.local",
                "sub": "system:serviceaccount:default:vault-issuer",
                "aud": ["vault://vault-issuer"],
                "iat": NOW - 60,
                "exp": NOW + 540,
                "kubernetes.io": {"namespace": "default", "serviceaccount": {"name": "vault-issuer"}},
            }
        )
    ),
    exchanges=[
        ex("PUT", "https://vault.tamarack.example/v1/auth/kubernetes/login", 403, {"errors": ["permission denied"]})
    ],
    settings={"auth/kubernetes/config": {"token_reviewer_jwt_set": False, "kubernetes_host": "https://10.96.0.1"}},
)
rep(
    "jwt.aud_token_used_as_own_reviewer",
    symptom="Code: 403. Errors: * permission denied",
    software="vault-secrets-operator/0.2",
    certain=False,
    credential=cred(
        sign(
            {
                "iss": "https://kubernetes.default.svc",
                "sub": "system:serviceaccount:demo-ns:default",
                "aud": ["vault"],
                "iat": NOW - 60,
                "exp": NOW + 540,
                "kubernetes.io": {"namespace": "demo-ns"},
            }
        )
    ),
    exchanges=[
        ex("PUT", "https://vault.tamarack.example:8200/v1/auth/demo/login", 403, {"errors": ["permission denied"]})
    ],
    log=[
        'kube-apiserver: Unable to authenticate the request err="[invalid bearer token, token audiences [\\"vault\\"] is invalid for the target audiences [\\"https://kubernetes.default.svc\\"]]"'
    ],
)
rep(
    "jwt.secret_not_set",
    symptom="Error: secretOrPrivateKey must have a value",
    software="jsonwebtoken/8.5",
    settings={"JWT_SECRET": ""},
)
rep(
    "jwt.secret_not_set",
    symptom="JsonWebTokenError: invalid signature",
    software="jsonwebtoken/8.5",
    credential=cred(sign(claims(), "undefined", "HS256")),
    verifier={"algorithms": ["HS256"], "key": {"secret": "tamarack-EXAMPLE-hK2"}},
)
rep(
    "jwt.secret_not_set",
    symptom="Key provided is shorter than 256 bits, only 0 bits provided",
    software="lcobucci/jwt 5",
    env={"JWT_SECRET": ""},
)
unsigned = b64(dumps({"alg": "none", "typ": "JWT"})) + "." + b64(dumps(claims())) + "."
rep(
    "jwt.alg_none",
    symptom="JsonWebTokenError: jwt signature is required",
    software="jsonwebtoken/9",
    credential=cred(unsigned),
    verifier=verifier(),
)
rep(
    "jwt.aud_wrong_identifier",
    symptom="IDX10214: Audience validation failed. Audiences: 'f2c581ce-7e38-4da1-9a9c-a055d51126bb'. Did not match: validationParameters.ValidAudience: 'api://f2c581ce-7e38-4da1-9a9c-a055d51126bb'",
    software="Microsoft.Identity.Web/1",
    credential=cred(
        sign(
            claims(
                iss="https://login.microsoftonline.com/64cdffb5-eb71-47e0-b66a-2debb4394bdd/v2.0",
                aud="f2c581ce-7e38-4da1-9a9c-a055d51126bb",
                ver="2.0",
                tid="64cdffb5-eb71-47e0-b66a-2debb4394bdd",
            )
        )
    ),
    verifier=verifier(
        issuer="https://login.microsoftonline.com/64cdffb5-eb71-47e0-b66a-2debb4394bdd/v2.0",
        audience="api://f2c581ce-7e38-4da1-9a9c-a055d51126bb",
    ),
    also=["jwt.wrong_audience"],
)
rep(
    "jwt.aud_wrong_identifier",
    symptom="Audience validation failed. Audiences: 'orders'. Did not match: 'orders.read'",
    software="JwtBearer/5",
    credential=cred(sign(claims(aud="orders", scope="orders.read"))),
    verifier=verifier(audience="orders.read"),
    also=["jwt.wrong_audience"],
)
rep(
    "jwt.crit_not_understood",
    symptom='JOSENotSupported: Extension Header Parameter "cust1" is not recognized',
    software="jose/3",
    credential=cred(sign(claims(), head={"crit": ["cust1"], "cust1": "v"})),
    verifier=verifier(),
)
rep(
    "jwt.crit_not_understood",
    symptom="could not verify. Critical extension is not supported: exp",
    software="jwt-webtool",
    credential=cred(sign(claims(), head={"crit": ["exp"], "exp": NOW + 9000})),
    verifier=verifier(),
)
jwe = (
    b64(dumps({"alg": "dir", "enc": "A256GCM"}))
    + ".."
    + b64(b"012345678901")
    + "."
    + b64(b"x" * 300)
    + "."
    + b64(b"0" * 16)
)
rep(
    "jwt.jwe_given_to_jws_verifier",
    symptom="JsonWebTokenError: jwt malformed",
    software="jsonwebtoken/8 next-auth/4",
    credential=cred(jwe),
    verifier={"algorithms": ["HS256"], "key": {"secret": "tamarack-EXAMPLE"}},
)
rep(
    "jwt.jwe_given_to_jws_verifier",
    symptom="Not a signed JWT, the token has 5 parts",
    software="jjwt/0.11",
    credential=cred(
        b64(dumps({"alg": "RSA-OAEP", "enc": "A128GCM", "kid": "enc-1"}))
        + "."
        + b64(b"k" * 256)
        + "."
        + b64(b"012345678901")
        + "."
        + b64(b"x" * 300)
        + "."
        + b64(b"0" * 16)
    ),
    verifier=verifier(),
)
rep(
    "jwt.opaque_or_jwe_no_audience",
    symptom="jwt malformed",
    software="express-jwt/8",
    credential=cred(
        b64(dumps({"alg": "dir", "enc": "A256GCM", "iss": "https://tamarack.eu.auth0.com/"}))
        + ".."
        + b64(b"012345678901")
        + "."
        + b64(b"x" * 300)
        + "."
        + b64(b"0" * 16)
    ),
    verifier=verifier(issuer="https://tamarack.eu.auth0.com/"),
)
rep(
    "jwt.opaque_or_jwe_no_audience",
    symptom="Jwt could not be parsed: token contains an invalid number of segments",
    software="golang-jwt/4",
    credential=cred("rZ3kq0n2mT8vYw1LxPb7sQeUjKfHcNdA"),
    verifier=verifier(issuer="https://tamarack.us.auth0.com/"),
)
rep(
    "jwt.lifetime_unit_wrong",
    symptom="TokenExpiredError: jwt expired",
    software="jsonwebtoken/9",
    credential=cred(sign(claims(iat=NOW - 60, exp=NOW - 56))),
    verifier=verifier(),
    files={"sign.js": "jwt.sign(payload, key, { expiresIn: '3600' })\n"},
    settings={"JWT_EXPIRES_IN": "3600"},
)
rep(
    "jwt.lifetime_unit_wrong",
    symptom="jwt expired",
    software="nestjs/jwt 9",
    credential=cred(sign(claims(iat=NOW - 20, exp=NOW - 19))),
    verifier=verifier(),
    env={"JWT_EXPIRATION_TIME": "900"},
)
rep(
    "jwt.verifier_bug",
    symptom="InvalidSignature",
    software="some-verifier/2.0.0",
    credential=cred(good),
    verifier=verifier(),
    log=[
        iso(-5) + " INFO jose verifies the same token with the same key",
        iso(-4) + " some-verifier 1.9.2 accepts it, 2.0.0 refuses",
    ],
)
rep(
    "jwt.access_token_used_as_id_token",
    symptom="JwtInvalidClaimError: Token use not allowed: access. Expected: id",
    software="aws-jwt-verify/3",
    credential=cred(
        sign(
            {
                "sub": "u",
                "iss": "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_zGR29r7zt",
                "client_id": "4zvg70",
                "token_use": "access",
                "scope": "openid",
                "auth_time": NOW - 900,
                "iat": NOW - 900,
                "exp": NOW + 2700,
                "jti": "j",
                "username": "u",
            }
        ),
        "id_token",
    ),
    verifier={
        "issuer": "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_zGR29r7zt",
        "audience": "4zvg70",
        "algorithms": ["RS256"],
    },
)
rep(
    "jwt.access_token_used_as_id_token",
    symptom="invalid typ, expected JWT got at+jwt",
    software="oidc-client",
    credential=cred(sign(claims(), typ="at+jwt"), "id_token"),
    verifier=verifier(audience="tamarack-web"),
    also=["jwt.typ_not_accepted"],
)
bad = good.split(".")
plus = good.replace("-", "+").replace("_", "/")
rep(
    "jwt.base64_alphabet",
    symptom="Illegal base64url character: '+'",
    software="jjwt/0.9",
    credential=cred(plus),
    verifier=verifier(),
)
rep(
    "jwt.base64_alphabet",
    symptom="Illegal base64 character 5f",
    software="java.util.Base64",
    credential=cred(good),
    verifier=verifier(),
)
rep("jwt.bearer_doubled", symptom="invalid token", software="swagger-ui", exchanges=[bearer("Bearer " + good)])
rep(
    "jwt.bearer_no_space",
    symptom="401 Unauthorized",
    software="axios",
    exchanges=[ex("GET", "https://api.tamarack.example/me", 401, "", req=[["Authorization", "Bearer" + good]])],
)
rep(
    "jwt.iss_typo",
    symptom="invalid issuer",
    software="spring-security",
    credential=cred(good),
    verifier=verifier(issuer="https://login.tamarak.example"),
)
rep(
    "jwt.jwks_url_wrong",
    symptom="JwksError: The JWKS endpoint did not contain any keys",
    software="jwks-rsa/2",
    credential=cred(good),
    verifier=verifier(key=...),
    settings={"jwksUri": ISS + "/.well-known/openid-configuration"},
    issuer={
        "url": ISS,
        "metadata": {"issuer": ISS, "jwks_uri": ISS + "/.well-known/jwks.json"},
        "jwks_status": 200,
        "jwks_body": dumps({"issuer": ISS, "jwks_uri": ISS + "/.well-known/jwks.json"}),
    },
)
rep(
    "jwt.jwks_url_wrong",
    symptom="Unable to find a signing key that matches: 'sig-7'",
    software="pyjwt PyJWKClient",
    credential=cred(good),
    verifier=verifier(key=...),
    exchanges=[ex("GET", ISS + "/jwks", 404, "Not Found")],
    settings={"JWKS_URL": ISS + "/jwks"},
    issuer={
        "url": ISS,
        "metadata": {"issuer": ISS, "jwks_uri": ISS + "/oauth/jwks.json"},
        "jwks": jwks((R, "sig-7")),
        "jwks_status": 200,
    },
)
rep(
    "jwt.kid_key_mismatch",
    symptom="signature verification failed",
    software="go-jose",
    credential=cred(sign(claims(), R2, kid="k1")),
    verifier=verifier(key={"jwks": jwks((R, "k1"), (R2, "k2"))}),
)
rep(
    "jwt.pem_kind_not_supported",
    symptom="asn1: structure error: tags don't match",
    software="golang-jwt ParsePKIX",
    credential=cred(good),
    verifier=verifier(key={"pem": pkcs1(R)}),
    also=[],
)
rep(
    "jwt.pem_kind_not_supported",
    symptom='TypeError: "spki" must be SPKI formatted string',
    software="jose/4",
    credential=cred(good),
    verifier=verifier(key=...),
    files={"public.pem": pkcs1(R)},
)
rep(
    "jwt.pem_kind_not_supported",
    symptom='"pkcs8" must be PKCS#8 formatted string',
    software="jose/4",
    env={"PRIVATE_KEY": priv(R, forms.PrivateFormat.TraditionalOpenSSL)},
)
rep(
    "jwt.pem_line_breaks_lost",
    symptom="error:0909006C:PEM routines:get_name:no start line",
    software="jsonwebtoken/8",
    env={"JWT_PUBLIC_KEY": pem(R).replace("\n", "")},
)
rep(
    "jwt.pem_line_breaks_lost",
    symptom="Could not parse the provided public key",
    software="ruby jwt",
    settings={"private_key": priv(R).replace("\n", " ")},
)
rep(
    "jwt.pem_truncated_first_line",
    symptom="secretOrPrivateKey must be an asymmetric key when using RS256",
    software="jsonwebtoken/9 dotenv",
    env={"PRIVATE_KEY": "-----BEGIN PRIVATE KEY-----"},
)
rep(
    "jwt.pem_literal_backslash_n",
    symptom="Failed to parse private key: Error: Invalid PEM formatted message.",
    software="firebase-admin",
    env={"FIREBASE_PRIVATE_KEY": priv(R).replace("\n", "\\n")},
)
rep(
    "jwt.pem_base64_wrapped",
    symptom="error:1E08010C:DECODER routines::unsupported",
    software="node 18",
    env={"JWT_PRIVATE_KEY": base64.b64encode(priv(R).encode()).decode()},
)
rep(
    "jwt.secret_rotated",
    symptom="JsonWebTokenError: invalid signature",
    software="jsonwebtoken",
    credential=cred(sign(claims(), "old-EXAMPLE-secret", "HS256")),
    verifier={"algorithms": ["HS256"], "key": {"secret": "new-EXAMPLE-secret"}},
    settings={"JWT_SECRET": "new-EXAMPLE-secret", "JWT_SECRET_PREVIOUS": "old-EXAMPLE-secret"},
    log=[iso(-300) + " INFO JWT secret rotated"],
)
rep(
    "jwt.secret_special_chars_mangled",
    symptom="Signature verification failed",
    software="docker-compose",
    credential=cred(sign(claims(), "pa$sEXAMPLE-word", "HS256")),
    verifier={"algorithms": ["HS256"], "key": {"secret": "pa-word"}},
    files={".env": "JWT_SECRET=pa$sEXAMPLE-word\n"},
    env={"JWT_SECRET": "pa-word"},
)
rep(
    "jwt.secret_special_chars_mangled",
    symptom="invalid signature",
    software="docker --env-file",
    credential=cred(sign(claims(), "tam%41EXAMPLE#x9", "HS256")),
    verifier={"algorithms": ["HS256"], "key": {"secret": "tam%41EXAMPLE"}},
    files={".env": "JWT_SECRET=tam%41EXAMPLE#x9\n"},
)
big = sign(claims(groups=[f"group-{i:04}-of-the-directory" for i in range(300)]))
rep(
    "jwt.token_over_size_limit",
    symptom="431 Request Header Fields Too Large",
    software="fastify/4",
    exchanges=[bearer(big, status=431, resp=[], body="")],
)
rep(
    "jwt.token_over_size_limit",
    symptom="400 Bad Request: Request Header Or Cookie Too Large",
    software="nginx/1.19",
    exchanges=[
        bearer(
            big,
            status=400,
            resp=[["Server", "nginx"]],
            body="<html><head><title>400 Request Header Or Cookie Too Large</title></head></html>",
        )
    ],
)
rep(
    "jwt.verifier_expects_milliseconds",
    symptom="Invalid Token!",
    software="yoke/2.0.17",
    credential=cred(good),
    verifier=verifier(),
    files={
        "JWT.java": 'final long now = System.currentTimeMillis();\nLong exp = jwtToken.getLong("exp");\nif (now > exp) { next.handle(new YokeException(401)); }\n'
    },
)
rep(
    "jwt.verifier_expects_milliseconds",
    symptom="Error: Token has expired",
    software="expo-jwt/1.0",
    credential=cred(sign(claims(iat=NOW - 5, exp=NOW + 3595))),
    verifier=verifier(),
    files={"verify.js": "if (claims.exp < Date.now()) throw new Error('Token has expired')\n"},
)
rep(
    "jwt.verifier_setting_undefined",
    symptom="jwt audience invalid. expected: undefined",
    software="jsonwebtoken/8",
    credential=cred(good),
    verifier=verifier(audience=...),
)
rep(
    "jwt.verifier_setting_undefined",
    symptom="jwt issuer invalid. expected: https://undefined/",
    software="express-jwt",
    credential=cred(good),
    verifier=verifier(issuer="https://undefined/"),
)
rep(
    "jwt.wrong_issuer",
    symptom="IDX10205: Issuer validation failed. Issuer: 'https://login.tamarack.example'. Did not match: validationParameters.ValidIssuer: 'https://tamarack.eu.auth0.com'",
    software="JwtBearer",
    credential=cred(good),
    verifier=verifier(issuer="https://tamarack.eu.auth0.com"),
)
rep(
    "jwt.wrong_secret",
    symptom="invalid signature",
    software="jsonwebtoken",
    certain=False,
    credential=cred(sign(claims(), "alpha-EXAMPLE-1", "HS256")),
    verifier={"algorithms": ["HS256"], "key": {"secret": "beta-EXAMPLE-2"}},
)
rep(
    "jwt.zero_lifetime",
    symptom="Signature has expired",
    software="PyJWT",
    credential=cred(sign(claims(iat=NOW - 5, exp=NOW - 5))),
    verifier=verifier(),
)
rep(
    "jwt.exp_is_duration",
    symptom="token is expired by 497222h",
    software="golang-jwt",
    credential=cred(sign(claims(exp=3600))),
    verifier=verifier(),
)
rep(
    "jwt.expired_not_refreshed",
    symptom="Token has expired",
    software="spa",
    credential=cred(sign(claims(iat=NOW - 5000, exp=NOW - 1400))),
    verifier=verifier(),
)
rep(
    "jwt.sub_not_string",
    symptom="Subject must be a string",
    software="PyJWT/2.10.1",
    credential=cred(sign(claims(sub=42))),
    verifier=verifier(),
)
rep(
    "jwt.kid_missing",
    symptom="kid is missing",
    software="jwks-rsa",
    credential=cred(sign(claims(), kid=None)),
    verifier=verifier(key={"jwks": jwks((R, "a"), (R2, "b"))}),
)
rep(
    "jwt.kid_unknown_stale_jwks_cache",
    symptom="No key for kid sig-8",
    software="spring",
    credential=cred(sign(claims(), R2, kid="sig-8")),
    verifier=verifier(),
    issuer={"url": ISS, "jwks": jwks((R2, "sig-8")), "jwks_status": 200},
)
rep(
    "jwt.hmac_secret_base64_vs_raw",
    symptom="JWT signature does not match locally computed signature",
    software="jjwt",
    credential=cred(sign(claims(), base64.b64decode("dGFtYXJhY2stRVhBTVBMRS1rZXktMzItYnl0ZXMhIQ=="), "HS256")),
    verifier={"algorithms": ["HS256"], "key": {"secret": "dGFtYXJhY2stRVhBTVBMRS1rZXktMzItYnl0ZXMhIQ=="}},
)
rep(
    "jwt.keycloak_aud_account",
    symptom="An error occurred while attempting to decode the Jwt: The aud claim is not valid",
    software="spring",
    credential=cred(
        sign(claims(iss="https://id.tamarack.example/realms/main", aud="account", azp="tamarack-web", typ="Bearer"))
    ),
    verifier=verifier(issuer="https://id.tamarack.example/realms/main"),
)
rep(
    "jwt.ms_graph_token_not_verifiable",
    symptom="invalid signature",
    software="jsonwebtoken",
    credential=cred(
        sign(
            claims(
                iss="https://sts.windows.net/64cdffb5-eb71-47e0-b66a-2debb4394bdd/",
                aud="https://graph.microsoft.com",
                ver="1.0",
                tid="64cdffb5-eb71-47e0-b66a-2debb4394bdd",
            ),
            R2,
            head={"nonce": "gv9FBJJ"},
        )
    ),
    verifier={"algorithms": ["RS256"], "key": {"jwks": jwks((R, "sig-7"))}},
)
rep(
    "jwt.clock_skew_not_yet_valid",
    symptom="The token is not yet valid (iat)",
    software="PyJWT/2.6",
    credential=cred(sign(claims(iat=NOW + 3, nbf=NOW + 3, exp=NOW + 3600))),
    verifier=verifier(leeway_seconds=0),
)
rep(
    "jwt.client_clock_ahead",
    symptom="'Issued at' claim ('iat') must be an Integer representing the time that the assertion was issued",
    software="octokit",
    exchanges=[
        ex(
            "GET",
            "https://api.github.com/app",
            401,
            {
                "message": "'Issued at' claim ('iat') must be an Integer representing the time that the assertion was issued"
            },
            req=[["Authorization", "Bearer " + sign({"iat": NOW - 2, "exp": NOW + 298, "iss": "12345"}, kid=None)]],
            date=-92,
        )
    ],
)
rep(
    "jwt.lifetime_over_server_maximum",
    symptom="'Expiration time' claim ('exp') is too far in the future",
    software="octokit",
    also=["jwt.client_clock_ahead"],
    exchanges=[
        ex(
            "GET",
            "https://api.github.com/app/installations",
            401,
            {"message": "'Expiration time' claim ('exp') is too far in the future"},
            req=[["Authorization", "Bearer " + sign({"iat": NOW - 2, "exp": NOW + 598, "iss": "12345"}, kid=None)]],
            date=-4,
        )
    ],
)
rep(
    "jwt.timezone_offset_in_claims",
    symptom="Signature has expired",
    software="PyJWT",
    credential=cred(sign(claims(iat=NOW - 7200 - 2, exp=NOW - 7200 + 1798))),
    verifier=verifier(),
    files={
        "token.py": "exp = datetime.utcnow() + timedelta(minutes=30)\npayload['exp'] = exp.timestamp()\npayload['iat'] = datetime.utcnow().timestamp()\n"
    },
    platform={"os": "linux", "timezone": "Europe/Berlin"},
    exchanges=[ex("POST", "https://app.tamarack.example/login", 200, {"ok": True}, at=-2)],
)
t = sign(claims(), E, "ES256")
h = t.rsplit(".", 1)[0]
rep(
    "jwt.ecdsa_der_signature",
    symptom="invalid signature",
    software="jose",
    credential=cred(h + "." + b64(der_sign(h, E))),
    verifier=verifier(algorithms=["ES256"], key={"jwks": jwks((E, "sig-7"))}),
)
rep(
    "jwt.ecdsa_signature_length",
    symptom="signature length is incorrect",
    software="jose",
    credential=cred(h + "." + b64(raw_sign(h, E, "ES256")[1:])),
    verifier=verifier(algorithms=["ES256"], key={"jwks": jwks((E, "sig-7"))}),
)
rep(
    "jwt.alg_key_type_mismatch",
    symptom="Key type mismatch",
    software="jose",
    credential=cred(good),
    verifier=verifier(key={"pem": pem(E)}),
)
rep(
    "jwt.alg_not_allowed",
    symptom="The specified alg value is not allowed",
    software="PyJWT",
    credential=cred(sign(claims(), "s-EXAMPLE", "HS256")),
    verifier=verifier(),
)
rep(
    "jwt.aud_missing",
    symptom='Token is missing the "aud" claim',
    software="PyJWT",
    credential=cred(sign(claims(aud=...))),
    verifier=verifier(),
)
rep(
    "jwt.aud_scope_not_requested",
    symptom="IDX10214: Audience validation failed. Audiences: 'https://login.tamarack.example/resources'",
    software="JwtBearer",
    credential=cred(sign(claims(aud=ISS + "/resources", scope="openid profile"))),
    verifier=verifier(audience="orders-api"),
)
rep(
    "jwt.wrong_audience",
    symptom="jwt audience invalid. expected: https://api.tamarack.example",
    software="jsonwebtoken",
    credential=cred(sign(claims(aud="https://billing.tamarack.example"))),
    verifier=verifier(),
)
rep(
    "jwt.verifier_audience_not_given",
    symptom="jwt.exceptions.InvalidAudienceError: Invalid audience",
    software="PyJWT/2.4",
    credential=cred(good),
    verifier=verifier(audience=...),
)
rep(
    "jwt.token_truncated",
    symptom="Not enough segments",
    software="PyJWT",
    credential=cred(good[:255]),
    verifier=verifier(),
)
rep(
    "jwt.token_quoted",
    symptom="jwt malformed",
    software="localStorage",
    credential=cred('"' + good + '"'),
    verifier=verifier(),
)
rep(
    "jwt.whitespace_in_token",
    symptom='invalid header field value for "Authorization"',
    software="vault",
    credential=cred(good + "\n"),
)
rep(
    "jwt.payload_reserialised",
    symptom="Webhook signature verification failed",
    software="express",
    settings={"WEBHOOK_SECRET": "whsec-EXAMPLE"},
    exchanges=[
        ex(
            "POST",
            "https://hooks.tamarack.example/in",
            400,
            "bad signature",
            req=[
                [
                    "X-Hub-Signature-256",
                    "sha256=" + hmac.new(b"whsec-EXAMPLE", b'{"a": 1, "b": "x/y"}', "sha256").hexdigest(),
                ]
            ],
            by="server",
            sent='{"a": 1, "b": "x/y"}',
        )
    ],
    files={"hook.js": "app.use(express.json());\nconst mac = hmac(secret, JSON.stringify(req.body));\n"},
)
rep(
    "jwt.typ_not_accepted",
    symptom='JOSE header "typ" (type) "at+jwt" not allowed',
    software="nimbus-jose-jwt/8",
    credential=cred(sign(claims(), typ="at+jwt")),
    verifier=verifier(type="JWT"),
)
rep(
    "jwt.refresh_token_used_as_access_token",
    symptom="invalid algorithm HS512",
    software="spring",
    credential=cred(
        sign(
            claims(
                iss="https://id.tamarack.example/realms/main",
                aud="https://id.tamarack.example/realms/main",
                typ="Refresh",
            ),
            "realm-EXAMPLE",
            "HS512",
            head={"kid": "5f2a-aa"},
        )
    ),
    verifier=verifier(issuer="https://id.tamarack.example/realms/main"),
)
rep(
    "jwt.id_token_used_as_access_token",
    symptom="401",
    software="apigw",
    credential=cred(
        sign(claims(aud="tamarack-web", nonce="n", at_hash="h", auth_time=NOW - 900, scope=..., client_id=...))
    ),
    verifier=verifier(),
)
rep(
    "jwt.azure_v1_v2_issuer",
    symptom="IDX10205: Issuer validation failed",
    software="JwtBearer",
    credential=cred(sign(claims(iss="https://sts.windows.net/64cdffb5-eb71-47e0-b66a-2debb4394bdd/", ver="1.0"))),
    verifier=verifier(issuer="https://login.microsoftonline.com/64cdffb5-eb71-47e0-b66a-2debb4394bdd/v2.0"),
)
rep(
    "jwt.jwks_unreachable",
    symptom="urlopen error [Errno -2] Name or service not known",
    software="PyJWKClient",
    credential=cred(good),
    verifier=verifier(key=...),
    settings={"jwks_uri": ISS + "/jwks"},
    log=[
        'PyJWKClientConnectionError: Fail to fetch data from the url, err: "<urlopen error [Errno -2] Name or service not known>"'
    ],
)
rep(
    "jwt.idp_token_instead_of_broker_token",
    symptom='Firebase ID token has incorrect "iss" (issuer) claim.',
    software="firebase-admin",
    credential=cred(sign(claims(iss="https://accounts.google.com", aud="12.apps.googleusercontent.com")), "id_token"),
    verifier={"issuer": "https://securetoken.google.com/tamarack", "audience": "tamarack", "algorithms": ["RS256"]},
)

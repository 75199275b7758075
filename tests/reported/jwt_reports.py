"""Evidence as people report it, JWT: the cause, keys that it cannot be told from, whether certainty is allowed, the bundle."""

from __future__ import annotations

import base64
import json

from evidence import (
    API,
    ISSUER,
    NOW,
    SECRET,
    api_call,
    b64,
    bundle,
    claims,
    ec_key,
    exchange,
    jwk,
    jwt,
    pem,
    rsa_key,
    verifier,
    when,
)

DAY = 86400
REPORTS = []


def report(cause, also=(), certain=True, **b):
    REPORTS.append((cause, also, certain, bundle(**b)))


NOISE = {"environment": {"LANG": "C.UTF-8", "PORT": "8080", "DATABASE_URL": "postgres://app@db.example.org/x"}}


def cred(t, use="access_token"):
    return {"token": t, "use": use}


FB = {
    "aud": "https://identitytoolkit.googleapis.com/google.identity.identitytoolkit.v1.IdentityToolkit",
    "iss": "firebase-adminsdk-x1@proj-77.iam.gserviceaccount.com",
    "sub": "firebase-adminsdk-x1@proj-77.iam.gserviceaccount.com",
    "uid": "u1",
    "scope": None,
    "client_id": None,
    "jti": None,
}
report(
    "jwt.firebase_custom_token_as_id_token",
    symptom="FirebaseAuthError: verifyIdToken() expects an ID token, but was given a custom token.",
    credential=cred(jwt(claims(**FB), kid=None), "id_token"),
    **NOISE,
)
report(
    "jwt.firebase_custom_token_as_id_token",
    symptom='Firebase ID token has no "kid" claim',
    credential=cred(jwt(claims(**FB), kid=None)),
    verifier={"issuer": "https://securetoken.google.com/proj-77", "audience": "proj-77", "algorithms": ["RS256"]},
)
report(
    "jwt.numeric_date_is_string",
    symptom="DecodeError: Expiration Time claim (exp) must be an integer.",
    credential=cred(jwt(claims(exp=str(NOW + 3600)))),
    verifier=verifier(),
)
report(
    "jwt.numeric_date_is_string",
    symptom="json: cannot unmarshal string into Go struct field .exp of type int64",
    credential=cred(jwt(claims(iat=str(NOW - 5)))),
)
report(
    "jwt.numeric_date_is_string",
    symptom="invalid exp value",
    credential=cred(jwt(claims(exp="2027-01-01T00:00:00Z"))),
    verifier=verifier(),
)
A = jwt(alg="HS256", kid=None)
report(
    "jwt.secret_differs_between_instances",
    certain=False,
    also=("jwt.wrong_secret",),
    symptom="JsonWebTokenError: invalid signature (about every second request)",
    exchanges=[
        api_call(A, s, at=NOW - 20 + i, answer={"X-Served-By": f"web-{i % 2}"})
        for i, s in enumerate([200, 401, 200, 401, 200])
    ],
)
report(
    "jwt.secret_differs_between_instances",
    certain=False,
    also=("jwt.wrong_secret",),
    symptom="Signature verification failed after every deploy",
    credential=cred(A),
    files={"app.py": "import secrets\napp.config['JWT_SECRET_KEY'] = secrets.token_hex(32)\n"},
    log=[
        f"{when(NOW - 100)} gunicorn: Booting worker with pid: 12",
        f"{when(NOW - 99)} gunicorn: Booting worker with pid: 13",
    ],
)
report(
    "jwt.secret_differs_between_instances",
    certain=False,
    also=("jwt.wrong_secret",),
    symptom="401 Unauthorized, works again on reload",
    credential=cred(A),
    log=[
        f"{when(NOW - 10)} worker-1 GET /me 200",
        f"{when(NOW - 9)} worker-2 GET /me 401 invalid signature",
        f"{when(NOW - 8)} worker-1 GET /me 200",
        f"{when(NOW - 7)} worker-2 GET /me 401 invalid signature",
    ],
    settings={"replicas": 2, "SECRET_KEY": "(generated at start)"},
)
K8 = dict(
    iss="https://kubernetes.default.svc.cluster.local",
    sub="system:serviceaccount:apps:web",
    scope=None,
    client_id=None,
    **{"kubernetes.io": {"namespace": "apps", "serviceaccount": {"name": "web", "uid": "1"}}},
)
report(
    "jwt.aud_token_used_as_own_reviewer",
    certain=False,
    also=("jwt.wrong_audience",),
    symptom="Error making API request. URL: PUT https://vault:8200/v1/auth/kubernetes/login Code: 403. Errors: * permission denied",
    credential=cred(jwt(claims(aud=["vault"], **K8))),
)
report(
    "jwt.aud_token_used_as_own_reviewer",
    certain=False,
    also=("jwt.wrong_audience",),
    symptom="permission denied",
    exchanges=[
        exchange(
            "https://vault.example.org/v1/auth/kubernetes/login",
            403,
            {"errors": ["permission denied"]},
            method="POST",
            sent=json.dumps({"role": "web", "jwt": jwt(claims(aud=["vault"], **K8))}),
        )
    ],
    settings={"token_reviewer_jwt_set": False, "kubernetes_host": "https://10.0.0.1"},
)
report(
    "jwt.secret_not_set",
    symptom="JsonWebTokenError: invalid signature",
    credential=cred(jwt(alg="HS256", kid=None, key=b"undefined")),
    verifier=verifier(algorithms=["HS256"], key={"secret": SECRET}),
)
report(
    "jwt.secret_not_set",
    symptom="Error: secretOrPrivateKey must have a value",
    environment={"JWT_SECRET": "", "NODE_ENV": "production"},
)
report(
    "jwt.secret_not_set",
    symptom="JsonWebTokenError: secret or public key must be provided",
    credential=cred(jwt(alg="HS256", kid=None)),
    settings={"JWT_SECRET": None},
)
report(
    "jwt.alg_none", symptom="jwt signature is required", credential=cred(jwt(alg="none", kid=None)), verifier=verifier()
)
report("jwt.alg_none", symptom="signature algorithm not supported", credential=cred(jwt(alg="none", kid=None)))
report(
    "jwt.aud_wrong_identifier",
    also=("jwt.wrong_audience",),
    symptom="IDX10214: Audience validation failed. Audiences: 'api://7b0c5a2e-5a30-4f0d-9f5a-3c1d2e4f5a6b'. Did not match: validationParameters.ValidAudience: '7b0c5a2e-5a30-4f0d-9f5a-3c1d2e4f5a6b'",
    credential=cred(jwt(claims(aud="api://7b0c5a2e-5a30-4f0d-9f5a-3c1d2e4f5a6b"))),
    verifier=verifier(audience="7b0c5a2e-5a30-4f0d-9f5a-3c1d2e4f5a6b"),
)
report(
    "jwt.aud_wrong_identifier",
    also=("jwt.wrong_audience",),
    symptom="invalid audience",
    credential=cred(jwt(claims(aud="https://graph.example.org"))),
    verifier=verifier(audience="https://graph.example.org/.default"),
)
report(
    "jwt.crit_not_understood",
    symptom='ERR_JOSE_NOT_SUPPORTED: Extension Header Parameter "b64" is not recognized',
    credential=cred(jwt(crit=["b64"], b64=True)),
    verifier=verifier(),
)
report(
    "jwt.crit_not_understood",
    symptom="Unsupported critical extension",
    credential=cred(jwt(crit=["http://openbanking.org.uk/iat"])),
)
JWE = ".".join(
    [
        b64(json.dumps({"alg": "RSA-OAEP-256", "enc": "A256GCM", "kid": "e"}).encode()),
        b64(b"k" * 256),
        b64(b"i" * 12),
        b64(b"c" * 300),
        b64(b"t" * 16),
    ]
)
report("jwt.jwe_given_to_jws_verifier", symptom="Invalid Compact JWS", credential=cred(JWE), verifier=verifier())
report(
    "jwt.jwe_given_to_jws_verifier",
    also=("jwt.opaque_or_jwe_no_audience",),
    symptom="jwt.exceptions.DecodeError: Too many segments / Invalid header string",
    credential=cred(
        ".".join(
            [
                b64(json.dumps({"alg": "dir", "enc": "A256GCM"}).encode()),
                "",
                b64(b"i" * 12),
                b64(b"c" * 300),
                b64(b"t" * 16),
            ]
        )
    ),
    settings={"cookie": "next-auth.session-token"},
)
report(
    "jwt.lifetime_unit_wrong",
    symptom="TokenExpiredError: jwt expired",
    credential=cred(jwt(claims(iat=NOW - 10, exp=NOW - 7))),
    settings={"expiresIn": "3600"},
)
report(
    "jwt.lifetime_unit_wrong",
    symptom="TokenExpiredError: jwt expired right after login",
    credential=cred(jwt(claims(iat=NOW - 60, exp=NOW - 59))),
    settings={"JWT_EXPIRES_IN": "900"},
)
report(
    "jwt.verifier_bug",
    also=(),
    symptom="token rejected: signature is invalid",
    credential=cred(jwt()),
    verifier=verifier(),
    log=["jwt-lib 3.1.0: verification failed", "the same token and key pass with jose 5 and with PyJWT"],
    software="jwt-lib/3.1.0",
    exchanges=[api_call(jwt())],
)
report(
    "jwt.access_token_used_as_id_token",
    symptom="Token use not allowed: access. Expected: id",
    credential=cred(jwt(claims(token_use="access", aud=None)), "id_token"),
)
report(
    "jwt.access_token_used_as_id_token",
    symptom="ID token type is invalid",
    credential=cred(jwt(typ="at+jwt"), "id_token"),
    verifier=verifier(audience="web"),
)
t = jwt(claims(name="?>?>?>~~~" * 3))


def std(t):
    return t.replace("-", "+").replace("_", "/")


report(
    "jwt.base64_alphabet", symptom="illegal base64 data at input byte 43", credential=cred(std(t)), verifier=verifier()
)
report(
    "jwt.base64_alphabet",
    symptom="java.lang.IllegalArgumentException: Illegal base64 character 5f",
    credential=cred(jwt()),
)
report(
    "jwt.base64_alphabet",
    symptom="io.jsonwebtoken.io.DecodingException: Illegal base64 character: '-'",
    credential=cred(jwt()),
)
report("jwt.bearer_doubled", symptom="401 invalid token", exchanges=[api_call("Bearer " + jwt())])
report("jwt.bearer_doubled", symptom="jwt malformed", credential=cred("Bearer Bearer " + jwt()))
report(
    "jwt.iss_typo",
    symptom="Issuer not valid",
    credential=cred(jwt()),
    verifier=verifier(issuer="https://id.exmaple.org"),
)
report(
    "jwt.iss_typo",
    symptom="jwt issuer invalid. expected: https://id.example.org/realm/mian",
    credential=cred(jwt(claims(iss="https://id.example.org/realm/main"))),
    verifier=verifier(issuer="https://id.example.org/realm/mian"),
)
report(
    "jwt.jwks_url_wrong",
    symptom="JwksError: The JWKS endpoint did not contain any keys",
    credential=cred(jwt()),
    verifier={"issuer": ISSUER},
    exchanges=[
        exchange(
            f"{ISSUER}/.well-known/openid-configuration",
            200,
            {"issuer": ISSUER, "jwks_uri": f"{ISSUER}/keys"},
            seen_by="server",
        )
    ],
    settings={"jwks_uri": f"{ISSUER}/.well-known/openid-configuration"},
)
report(
    "jwt.jwks_url_wrong",
    symptom="JwksError: Not Found",
    credential=cred(jwt()),
    exchanges=[exchange(f"{ISSUER}/oauth/jwks.json", 404, "Not Found", seen_by="server")],
    issuer={"url": ISSUER, "metadata": {"issuer": ISSUER, "jwks_uri": f"{ISSUER}/keys"}},
    settings={"JWKS_URI": f"{ISSUER}/oauth/jwks.json"},
)
report(
    "jwt.kid_key_mismatch",
    symptom="signature verification failed",
    credential=cred(jwt(kid="k2")),
    verifier=verifier(key={"jwks": {"keys": [jwk(rsa_key(), "k1"), jwk(rsa_key("two"), "k2")]}}),
)
report(
    "jwt.pem_kind_not_supported",
    symptom="asn1: structure error: tags don't match (use ParsePKCS1PublicKey instead for this key type)",
    settings={
        "PUBLIC_KEY": "-----BEGIN RSA PUBLIC KEY-----\nMIIBCgKCAQEA" + "A" * 300 + "\n-----END RSA PUBLIC KEY-----\n"
    },
)
report(
    "jwt.pem_kind_not_supported",
    symptom='"pkcs8" must be PKCS#8 formatted string',
    environment={
        "PRIVATE_KEY": "-----BEGIN EC PRIVATE KEY-----\nMHcCAQEEIEXAMPLE"
        + "A" * 100
        + "\n-----END EC PRIVATE KEY-----\n"
    },
)
report(
    "jwt.pem_line_breaks_lost",
    symptom="error:0909006C:PEM routines:get_name:no start line",
    environment={"JWT_PUBLIC_KEY": pem(rsa_key()).replace("\n", " ").strip()},
)
report(
    "jwt.pem_line_breaks_lost",
    symptom="Could not deserialize key data",
    verifier=verifier(key={"pem": pem(rsa_key()).replace("\n", "")}),
    credential=cred(jwt()),
)
report(
    "jwt.secret_rotated",
    also=("jwt.wrong_secret",),
    certain=True,
    symptom="invalid signature",
    credential=cred(jwt(claims(iat=NOW - 3 * DAY, exp=NOW + 9 * DAY), alg="HS256", kid=None)),
    verifier=verifier(algorithms=["HS256"], key={"secret": "the-new-secret-that-is-long-enough-too"}),
    log=[f"{when(NOW - DAY)} JWT_SECRET rotated"],
)
report(
    "jwt.secret_rotated",
    also=("jwt.wrong_secret",),
    symptom="old sessions: invalid signature",
    credential=cred(jwt(claims(iat=NOW - 3 * DAY, exp=NOW + 9 * DAY), alg="HS256", kid=None)),
    verifier=verifier(algorithms=["HS256"], key={"secret": "the-new-secret-that-is-long-enough-too"}),
    settings={"secret_previous": SECRET, "secret_changed_at": when(NOW - DAY)},
)
S2 = "pa$$word-with-$HOME-and-more-characters-0001"
report(
    "jwt.secret_special_chars_mangled",
    also=("jwt.wrong_secret",),
    symptom="invalid signature",
    credential=cred(jwt(alg="HS256", kid=None, key=S2.encode())),
    verifier=verifier(algorithms=["HS256"], key={"secret": "pa$word-with--and-more-characters-0001"}),
    files={".env": f"JWT_SECRET={S2}\n"},
    environment={"JWT_SECRET": "pa$word-with--and-more-characters-0001"},
)
report(
    "jwt.secret_special_chars_mangled",
    also=("jwt.wrong_secret",),
    symptom="invalid signature",
    credential=cred(jwt(alg="HS256", kid=None, key=b"abc%40def-123456789012345678901234567890")),
    verifier=verifier(algorithms=["HS256"], key={"secret": "abc@def-123456789012345678901234567890"}),
)
big = jwt(claims(groups=["g" * 36] * 260))
report("jwt.token_over_size_limit", symptom="431 Request Header Fields Too Large", exchanges=[api_call(big, 431)])
report(
    "jwt.token_over_size_limit",
    symptom="400 Bad Request: Request Header Or Cookie Too Large",
    exchanges=[
        api_call(
            big,
            400,
            "<html><head><title>400 Request Header Or Cookie Too Large</title></head><center>nginx</center></html>",
        )
    ],
)
report(
    "jwt.token_over_size_limit",
    symptom="414 URI Too Long",
    exchanges=[exchange(f"{API}/ws?access_token={big}", 414, "")],
)
report(
    "jwt.verifier_expects_milliseconds",
    symptom="Token expired",
    credential=cred(jwt()),
    verifier=verifier(),
    files={"auth.js": "const { exp } = decode(token);\nif (exp < Date.now()) throw new Error('Token expired');\n"},
)
report(
    "jwt.verifier_expects_milliseconds",
    also=(),
    symptom="token has expired at 1970-01-21",
    credential=cred(jwt()),
    verifier=verifier(),
)
report("jwt.verifier_setting_undefined", symptom="jwt audience invalid. expected: undefined", credential=cred(jwt()))
report(
    "jwt.verifier_setting_undefined",
    symptom="jwt issuer invalid. expected: https://undefined/",
    credential=cred(jwt()),
    environment={"AUTH0_DOMAIN": ""},
)
report(
    "jwt.wrong_issuer",
    symptom='unexpected "iss" claim value',
    credential=cred(jwt(claims(iss="https://login.acme.example/"))),
    verifier=verifier(issuer="https://acme-prod.eu.auth0.com/"),
)
report(
    "jwt.wrong_issuer",
    symptom="IDX10205: Issuer validation failed.",
    credential=cred(jwt(claims(iss="https://sso.corp.example/oauth2/default"))),
    verifier=verifier(issuer="https://dev-123.okta.com/oauth2/default"),
)
# singles second form
report(
    "jwt.sub_not_string",
    symptom="jwt.exceptions.InvalidSubjectError: Subject must be a string",
    credential=cred(jwt(claims(sub=42))),
)
report(
    "jwt.sub_not_string",
    symptom='{"msg":"Subject must be a string"} 422',
    credential=cred(jwt(claims(sub=7), alg="HS256", kid=None)),
    software="flask-jwt-extended/4.7",
)
report(
    "jwt.hmac_secret_base64_vs_raw",
    symptom="JWT signature does not match locally computed signature.",
    credential=cred(
        jwt(alg="HS256", kid=None, key=base64.b64decode("c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0LXNlY3JldA=="))
    ),
    verifier=verifier(algorithms=["HS256"], key={"secret": "c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0LXNlY3JldA=="}),
)
report(
    "jwt.hmac_secret_base64_vs_raw",
    symptom="invalid signature",
    credential=cred(jwt(alg="HS512", kid=None, key=bytes.fromhex("ab" * 32))),
    verifier=verifier(algorithms=["HS512"], key={"secret": "ab" * 32}),
)
report(
    "jwt.wrong_secret",
    symptom="signature invalid",
    certain=True,
    credential=cred(jwt(alg="HS256", kid=None)),
    verifier=verifier(algorithms=["HS256"], key={"secret": "another-secret-that-is-also-long-enough"}),
)
report(
    "jwt.keycloak_aud_account",
    symptom="The audience is invalid",
    credential=cred(jwt(claims(iss="https://kc.example.org/realms/shop", aud="account", azp="shop-web", typ="Bearer"))),
    verifier=verifier(issuer="https://kc.example.org/realms/shop", audience="shop-api"),
)
report(
    "jwt.client_clock_ahead",
    symptom="'Issued at' claim ('iat') must be an Integer representing the time that the assertion was issued",
    credential=cred(jwt(claims(iss="12345", iat=NOW + 70, exp=NOW + 600, aud=None)), "client_assertion"),
    exchanges=[
        api_call(
            jwt(claims(iss="12345", iat=NOW + 70, exp=NOW + 600, aud=None)),
            401,
            {
                "message": "'Issued at' claim ('iat') must be an Integer representing the time that the assertion was issued"
            },
            url="https://api.github.com/app",
        )
    ],
)
report("jwt.zero_lifetime", symptom="jwt expired", credential=cred(jwt(claims(iat=NOW - 5, exp=NOW - 5))))
report("jwt.exp_is_duration", symptom="The token is expired by 490000h", credential=cred(jwt(claims(exp=3600))))
report(
    "jwt.timezone_offset_in_claims",
    symptom="The token is not yet valid (iat)",
    credential=cred(jwt(claims(iat=NOW + 7200, nbf=NOW + 7200, exp=NOW + 10800))),
    verifier=verifier(),
)
report(
    "jwt.verifier_audience_not_given",
    symptom="jwt.exceptions.InvalidAudienceError: Invalid audience",
    credential=cred(jwt()),
    verifier=verifier(audience=None),
    files={"app.py": "payload = jwt.decode(token, key, algorithms=['RS256'])\n"},
)
report("jwt.token_quoted", symptom="jwt malformed", exchanges=[api_call('"' + jwt() + '"')])
report(
    "jwt.typ_not_accepted",
    symptom="IDX10257: Type validation failed. Type: 'at+jwt'. Did not match: validationParameters.TokenTypes: 'JWT'",
    credential=cred(jwt(typ="at+jwt")),
    verifier=verifier(type="JWT"),
)
report(
    "jwt.alg_key_type_mismatch",
    symptom="TypeError: Expected instance of RSAPublicKey",
    credential=cred(jwt(alg="RS256")),
    verifier=verifier(key={"pem": pem(ec_key())}),
)
report(
    "jwt.refresh_token_used_as_access_token",
    symptom="kid not found",
    credential=cred(
        jwt(
            claims(iss="https://kc.example.org/realms/a", typ="Refresh", aud="https://kc.example.org/realms/a"),
            alg="HS256",
            kid="zz",
        )
    ),
    verifier=verifier(issuer="https://kc.example.org/realms/a"),
)
# healthy
report(None, symptom="", credential=cred(jwt()), verifier=verifier())
report(None, credential=cred(jwt()))
report(None, symptom="how long is this token valid?", credential=cred(jwt()), verifier=verifier())
report(None, exchanges=[api_call(jwt(), 200, {"ok": True})], credential=cred(jwt()))

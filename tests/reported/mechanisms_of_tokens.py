"""How one cause shows itself in many places: kinds of tokens, their parties, and the shape in which they are written."""

from __future__ import annotations

import base64

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
    reporter,
    rsakey,
    sign,
    verifier,
)

REPORTS = []
rep = reporter(REPORTS)
R, R2, E = rsakey(), rsakey("b"), eckey()
good = sign(claims())
COG = "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_Qm3kTz9aB"


def cog(**o):
    c = {
        "sub": "a1b2",
        "iss": COG,
        "client_id": "5l2k3j4h5g6f",
        "origin_jti": "x",
        "token_use": "access",
        "scope": "aws.cognito.signin.user.admin openid",
        "auth_time": NOW - 600,
        "exp": NOW + 3000,
        "iat": NOW - 600,
        "jti": "z",
        "username": "a1b2",
    }
    c.update(o)
    return {k: v for k, v in c.items() if v is not ...}


# ---------------- access_token_used_as_id_token
rep(
    "jwt.access_token_used_as_id_token",
    symptom="JwtInvalidClaimError: Token use not allowed: access. Expected: id",
    software="aws-jwt-verify/4.0",
    credential=cred(sign(cog()), "access_token"),
    verifier={"issuer": COG, "algorithms": ["RS256"], "key": {"jwks": jwks((R, "sig-7"))}},
)
rep(
    "jwt.access_token_used_as_id_token",
    symptom="NotAuthorizedException: Invalid login token. Not a valid OpenId Connect identity token.",
    software="aws-sdk-js/3.500 CognitoIdentityClient GetId",
    credential=cred(sign(cog()), "id_token"),
    also=[],
)
rep(
    "jwt.access_token_used_as_id_token",
    symptom="invalid_request: id_token_hint is not an ID token issued by this server",
    software="oidc-client-ts/2.4",
    exchanges=[
        ex(
            "GET",
            ISS
            + "/connect/endsession?id_token_hint="
            + sign(claims(), typ="at+jwt")
            + "&post_logout_redirect_uri=https%3A%2F%2Fapp.tamarack.example%2F",
            400,
            {"error": "invalid_request", "error_description": "id_token_hint is not an ID token issued by this server"},
        )
    ],
)
rep(
    "jwt.access_token_used_as_id_token",
    symptom='oidc: expected audience "kubernetes" got ["https://api.tamarack.example"]',
    software="kube-apiserver/1.29",
    also=["jwt.wrong_audience"],
    credential=cred(sign(claims(), typ="at+jwt"), "id_token"),
    verifier=verifier(audience="kubernetes"),
    log=[
        iso(-3)
        + ' E authentication.go:73] "Unable to authenticate the request" err="[invalid bearer token, oidc: verify token: oidc: expected audience \\"kubernetes\\" got [\\"https://api.tamarack.example\\"]]"'
    ],
)
rep(
    "jwt.access_token_used_as_id_token",
    symptom="ID token missing nonce claim",
    software="msal/1.28",
    credential=cred(sign(claims(), typ="at+jwt"), "id_token"),
    verifier=verifier(),
)
rep(
    "jwt.access_token_used_as_id_token",
    symptom='OIDC login failed: claim "email" is missing from the ID token',
    software="vault/1.15",
    certain=True,
    credential=cred(sign(claims(aud="https://api.tamarack.example"), head={"typ": "application/at+jwt"}), "id_token"),
    verifier=verifier(audience="vault-client"),
)


# ---------------- alg_none
def none(c, sig="", **h):
    return b64(dumps({"alg": "none", **h})) + "." + b64(dumps(c)) + "." + sig


FB = "https://identitytoolkit.googleapis.com/google.identity.identitytoolkit.v1.IdentityToolkit"
rep(
    "jwt.alg_none",
    symptom='FirebaseAuthError: Firebase ID token has incorrect algorithm. Expected "RS256" but got "none".',
    software="firebase-admin/11.5",
    also=["oauth.wrong_environment"],
    credential=cred(
        none(
            {
                "iss": "https://securetoken.google.com/tamarack",
                "aud": "tamarack",
                "sub": "u1",
                "user_id": "u1",
                "iat": NOW - 20,
                "exp": NOW + 3580,
            },
            typ="JWT",
        ),
        "id_token",
    ),
    verifier={"issuer": "https://securetoken.google.com/tamarack", "audience": "tamarack", "algorithms": ["RS256"]},
)
rep(
    "jwt.alg_none",
    symptom="io.jsonwebtoken.UnsupportedJwtException: Unsigned Claims JWTs are not supported.",
    software="jjwt/0.11",
    credential=cred(none(claims())),
    verifier={"algorithms": ["HS256"], "key": {"secret": "EXAMPLE-secret-EXAMPLE-secret-32"}},
)
rep(
    "jwt.alg_none",
    symptom="com.nimbusds.jose.proc.BadJOSEException: Unsecured (plain) JWTs are rejected, extend class to handle",
    software="spring-security/5.8",
    credential=cred(none(claims(), typ="JWT"), "id_token"),
    verifier=verifier(),
)
rep(
    "jwt.alg_none",
    symptom="IDX10504: Unable to validate signature, token does not have a signature: '[PII of type 'Microsoft.IdentityModel.Logging.SecurityArtifact' is hidden]'",
    software="Microsoft.IdentityModel/6.35",
    credential=cred(none(claims(), typ="JWT")),
    verifier=verifier(),
)
rep(
    "jwt.alg_none",
    symptom="unknown variant `none`, expected one of `HS256`, `HS384`, `HS512`, `ES256`, `RS256`",
    software="jsonwebtoken/9 (Rust)",
    credential=cred(none(claims(), typ="JWT")),
    verifier=verifier(),
)
rep(
    "jwt.alg_none",
    symptom="401 Unauthorized",
    exchanges=[bearer(none(claims(), typ="JWT"), body={"message": "Unauthorized"})],
    software="kong/3.4",
)
rep(
    "jwt.alg_none",
    symptom="'none' signature type is not allowed",
    software="golang-jwt/5",
    log=[
        iso(-4)
        + " parse token: token is unverifiable: error while executing keyfunc: 'none' signature type is not allowed"
    ],
)


# ---------------- aud_token_used_as_own_reviewer
def sa(aud, ns="apps", name="orders"):
    return sign(
        {
            "iss": "https://kubernetes.default.svc",
            "sub": f"system:serviceaccount:{ns}:{name}",
            "aud": aud,
            "iat": NOW - 60,
            "exp": NOW + 540,
            "kubernetes.io": {"namespace": ns, "serviceaccount": {"name": name}},
        }
    )


rep(
    "jwt.aud_token_used_as_own_reviewer",
    certain=False,
    symptom="Error making API request. URL: PUT https://vault:8200/v1/auth/kubernetes/login Code: 403. Errors: * permission denied",
    software="vault-agent/1.14",
    credential=cred(sa(["vault"])),
    log=[
        iso(-3)
        + ' [ERROR] auth.kubernetes: login unauthorized: err="lookup failed: [invalid bearer token, token audiences [\\"vault\\"] is invalid for the target audiences [\\"https://kubernetes.default.svc.cluster.local\\"]]"'
    ],
)
rep(
    "jwt.aud_token_used_as_own_reviewer",
    certain=False,
    symptom="403 permission denied",
    software="external-secrets/0.9",
    credential=cred(sa(["vault"])),
    files={
        "vault/auth-config.json": '{"kubernetes_host":"https://10.96.0.1:443","token_reviewer_jwt_set":false,"disable_local_ca_jwt":true}'
    },
    exchanges=[
        ex(
            "PUT",
            "https://vault.tamarack.example/v1/auth/kubernetes/login",
            403,
            {"errors": ["permission denied"]},
            sent=dumps({"role": "orders", "jwt": sa(["vault"])}),
        )
    ],
)
rep(
    "jwt.aud_token_used_as_own_reviewer",
    certain=False,
    symptom="unable to log in with Kubernetes auth: Code: 403. Errors: * permission denied",
    software="openbao/2.0 cert-manager/1.14",
    also=["jwt.wrong_audience"],
    credential=cred(sa(["vault://ns/issuer"], "cert-manager", "vault-issuer")),
    exchanges=[
        ex("POST", "https://bao.tamarack.example/v1/auth/kubernetes/login", 403, {"errors": ["permission denied"]}),
        ex(
            "POST",
            "https://kubernetes.default.svc/apis/authentication.k8s.io/v1/tokenreviews",
            401,
            {"kind": "Status", "status": "Failure", "message": "Unauthorized", "code": 401},
            req=[["Authorization", "Bearer " + sa(["vault://ns/issuer"], "cert-manager", "vault-issuer")]],
            by="server",
            at=-3,
        ),
    ],
)
rep(
    "jwt.aud_token_used_as_own_reviewer",
    certain=False,
    symptom="permission denied when logging in to Vault with a projected service account token (audience vault). No token_reviewer_jwt is configured, so Vault uses the client's own JWT for the TokenReview",
    software="vault/1.12",
)
# ---------------- aud_wrong_identifier
rep(
    "jwt.aud_wrong_identifier",
    symptom="Expected audience /projects/271828/global/backendServices/88172 but token has /projects/tamarack-prod/global/backendServices/88172",
    software="google-auth/2.23",
    also=["jwt.wrong_audience"],
    credential=cred(
        sign(
            {
                "iss": "https://cloud.google.com/iap",
                "aud": "/projects/271828/global/backendServices/88172",
                "sub": "accounts.google.com:1",
                "iat": NOW - 10,
                "exp": NOW + 590,
            }
        )
    ),
    verifier={
        "issuer": "https://cloud.google.com/iap",
        "audience": "/projects/tamarack-prod/global/backendServices/88172",
        "algorithms": ["RS256"],
        "key": {"jwks": jwks((R, "sig-7"))},
    },
)
V2 = "https://login.microsoftonline.com/6419748a-ffe2-4a2f-903f-86ff37865b5a/v2.0"
G = "d86408ee-c389-4c53-9d64-6b7556750d84"
rep(
    "jwt.aud_wrong_identifier",
    symptom=f"IDX10214: Audience validation failed. Audiences: '{G}'. Did not match: validationParameters.ValidAudience: 'api://{G}' or validationParameters.ValidAudiences: 'null'.",
    software="Microsoft.Identity.Web/2.15",
    credential=cred(
        sign(
            {
                "iss": V2,
                "aud": G,
                "ver": "2.0",
                "tid": "6419748a-ffe2-4a2f-903f-86ff37865b5a",
                "azp": "a",
                "scp": "access_as_user",
                "iat": NOW - 60,
                "nbf": NOW - 60,
                "exp": NOW + 3000,
            }
        )
    ),
    verifier=verifier(issuer=V2, audience="api://" + G),
)
rep(
    "jwt.aud_wrong_identifier",
    symptom="jwt audience invalid. expected: api://orders-api/access_as_user",
    software="passport-azure-ad/4.3",
    credential=cred(
        sign(
            {
                "iss": V2,
                "aud": "api://orders-api",
                "ver": "2.0",
                "scp": "access_as_user",
                "iat": NOW - 60,
                "exp": NOW + 3000,
            }
        )
    ),
    verifier=verifier(issuer=V2, audience="api://orders-api/access_as_user"),
)
rep(
    "jwt.aud_wrong_identifier",
    symptom="Invalid audience",
    software="authlib/1.2",
    credential=cred(sign(claims(aud="https://orders.tamarack.example"))),
    verifier=verifier(audience="orders.tamarack.example"),
)
rep(
    "jwt.aud_wrong_identifier",
    symptom="IDX10214: Audience validation failed. Audiences: 'https://orders.tamarack.example/resources'. Did not match: validationParameters.ValidAudience: 'orders.read'",
    software="IdentityServer4/4.1",
    also=["jwt.aud_scope_not_requested", "jwt.wrong_audience"],
    credential=cred(sign(claims(aud="orders-api", scope="orders.read"))),
    verifier=verifier(audience="orders.read", required_scope="orders.read"),
)
rep(
    "jwt.aud_wrong_identifier",
    symptom="The token was not issued for audience urn:orders",
    software="Spring Boot 3.2",
    also=["jwt.wrong_audience"],
    credential=cred(sign(claims(aud="orders"))),
    verifier=verifier(audience="urn:orders"),
)


# ---------------- base64_alphabet
def std(tokn):
    return ".".join(
        base64.b64encode(base64.urlsafe_b64decode(p + "=" * (-len(p) % 4))).decode().rstrip("=")
        for p in tokn.split(".")
    )


odd = sign(claims(name="Zoë ÿÿÿ ~~~???>>>"), R)
plain = std(odd)
assert "+" in plain or "/" in plain
rep(
    "jwt.base64_alphabet",
    symptom="Base64 error: Invalid symbol 43, offset 20.",
    software="jsonwebtoken/8 (Rust)",
    credential=cred(plain),
    verifier=verifier(),
)
rep("jwt.base64_alphabet", symptom="Invalid byte 47, offset 31.", software="jsonwebtoken/9.3 (Rust)")
rep(
    "jwt.base64_alphabet",
    symptom="java.lang.IllegalArgumentException: Illegal base64 character 5f",
    software="java.util.Base64 openjdk 17",
)
rep(
    "jwt.base64_alphabet",
    symptom="io.jsonwebtoken.io.DecodingException: Illegal base64url character: '+'",
    software="jjwt/0.11",
)
rep(
    "jwt.base64_alphabet",
    symptom='ERROR:  invalid symbol "-" found while decoding base64 sequence',
    software="postgresql/15",
    log=[iso(-4) + " STATEMENT: select decode(split_part($1, '.', 2), 'base64')"],
)
rep(
    "jwt.base64_alphabet",
    symptom="DOMException: Failed to execute 'atob' on 'Window': The string to be decoded is not correctly encoded.",
    software="Chrome/120",
    credential=cred(sign(claims(name="ÿÿÿ~~~???"))),
    files={"src/auth.js": "const payload = JSON.parse(atob(token.split('.')[1]))\n"},
)
rep(
    "jwt.base64_alphabet",
    symptom="illegal base64 data at input byte 71",
    software="go1.21",
    credential=cred(sign(claims(name="ÿÿÿ~~~???"))),
    files={"claims.go": "raw, err := base64.StdEncoding.DecodeString(parts[1])\n"},
)
rep(
    "jwt.base64_alphabet",
    symptom="Signature verification failed",
    software="own signer (PHP)",
    credential=cred(std(odd)),
    files={
        "sign.php": "$t = rtrim(base64_encode(json_encode($h)), '=') . '.' . rtrim(base64_encode(json_encode($p)), '=');"
    },
    verifier=verifier(),
)
# ---------------- bearer_doubled
rep(
    "jwt.bearer_doubled",
    symptom='{"detail":"Authorization header must contain two space-delimited values","code":"bad_authorization_header"}',
    software="djangorestframework-simplejwt/5.3",
    exchanges=[
        bearer(
            "Bearer " + good,
            body={
                "detail": "Authorization header must contain two space-delimited values",
                "code": "bad_authorization_header",
            },
        )
    ],
)
rep(
    "jwt.bearer_doubled",
    symptom="Authorization header must contain two space-delimited values",
    software="djangorestframework-simplejwt/5.3",
    files={
        "src/api.ts": "axios.defaults.headers.common['Authorization'] = `Bearer ${localStorage.getItem('token')}`\n"
    },
    settings={"localStorage": {"token": "Bearer " + good}},
)
rep(
    "jwt.bearer_doubled",
    symptom="HTTP 401 Unauthorized",
    software="httpie/3.2",
    command='http GET https://api.tamarack.example/v1/orders "Authorization:Bearer $TOKEN"',
    env={"TOKEN": "Bearer " + good},
)
rep(
    "jwt.bearer_doubled",
    symptom="jwt malformed",
    software="express-jwt/8 swagger-ui/5",
    log=[iso(-2) + " DEBUG authorization: 'Bearer Bearer " + good[:40] + "...'"],
)
rep(
    "jwt.bearer_doubled",
    symptom="Invalid token header. Token string should not contain spaces.",
    software="djangorestframework/3.14",
    command=f"curl -H 'Authorization: Bearer bearer {good}' https://api.tamarack.example/v1/orders",
)
rep(
    "jwt.bearer_doubled",
    symptom="rpc error: code = Unauthenticated desc = Request unauthenticated with bearer",
    software="grpc-go/1.58",
    exchanges=[
        ex(
            "POST",
            "https://api.tamarack.example/orders.Orders/List",
            401,
            "",
            req=[["authorization", "bearer Bearer " + good]],
        )
    ],
)
# ---------------- crit_not_understood
rep(
    "jwt.crit_not_understood",
    symptom='JOSENotSupported: Extension Header Parameter "b64" is not recognized',
    software="jose/4.15 (node)",
    credential=cred(sign(claims(), head={"b64": True, "crit": ["b64"]})),
    verifier=verifier(),
)
rep(
    "jwt.crit_not_understood",
    symptom="401 Unauthorized",
    software="nimbus-jose-jwt/9",
    credential=cred(
        sign(claims(), head={"http://openbanking.org.uk/iat": NOW - 3, "crit": ["http://openbanking.org.uk/iat"]})
    ),
    verifier=verifier(),
)
rep("jwt.crit_not_understood", symptom="go-jose/go-jose: unsupported crit header", software="go-jose/3")
rep(
    "jwt.crit_not_understood",
    symptom='jwcrypto.jws.InvalidJWSObject: Unknown critical header: "exp"',
    software="jwcrypto/1.5",
    credential=cred(sign(claims(), head={"exp": NOW + 2700, "crit": ["exp"]})),
    verifier=verifier(),
)
rep(
    "jwt.crit_not_understood",
    symptom="authlib.jose.errors.InvalidCritHeaderParameterNameError: invalid_crit_header_parameter_name",
    software="authlib/1.6",
    credential=cred(sign(claims(), head={"cnf": {"jkt": "x"}, "crit": ["cnf"]})),
    verifier=verifier(),
)
rep(
    "jwt.crit_not_understood",
    symptom="SignatureException: JWS contains critical headers which are not supported: [sigT]",
    software="jjwt/0.12",
)


# ---------------- firebase_custom_token
def custom(**o):
    return sign(
        {
            "iss": "firebase-adminsdk-x1@tamarack.iam.gserviceaccount.com",
            "sub": "firebase-adminsdk-x1@tamarack.iam.gserviceaccount.com",
            "aud": FB,
            "iat": NOW - 10,
            "exp": NOW + 3590,
            "uid": "u1",
            **o,
        },
        kid=None,
    )


rep(
    "jwt.firebase_custom_token_as_id_token",
    symptom="verifyIdToken() expects an ID token, but was given a custom token.",
    software="firebase-admin/12",
)
rep(
    "jwt.firebase_custom_token_as_id_token",
    symptom="Jwt issuer is not configured",
    software="envoy/1.28 (API Gateway)",
    exchanges=[bearer(custom(), body="Jwt issuer is not configured", url="https://gw-3k2.ew.gateway.dev/orders")],
    files={
        "openapi.yaml": 'securityDefinitions:\n  firebase:\n    x-google-issuer: "https://securetoken.google.com/tamarack"\n    x-google-jwks_uri: "https://www.googleapis.com/service_accounts/v1/metadata/x509/securetoken@system.gserviceaccount.com"\n    x-google-audiences: "tamarack"\n'
    },
)
rep(
    "jwt.firebase_custom_token_as_id_token",
    symptom="Request had invalid authentication credentials. Expected OAuth 2 access token, login cookie or other valid authentication credential.",
    software="firestore REST",
    exchanges=[
        bearer(
            custom(claims={"role": "x"}),
            url="https://firestore.googleapis.com/v1/projects/tamarack/databases/(default)/documents/orders",
            body={
                "error": {
                    "code": 401,
                    "status": "UNAUTHENTICATED",
                    "message": "Request had invalid authentication credentials. Expected OAuth 2 access token, login cookie or other valid authentication credential.",
                }
            },
        )
    ],
)
rep(
    "jwt.firebase_custom_token_as_id_token",
    symptom="org.springframework.security.oauth2.jwt.BadJwtException: Signed JWT rejected: Another algorithm expected, or no matching key(s) found",
    software="spring-security/6.1",
    credential=cred(custom(), "id_token"),
    verifier={
        "issuer": "https://securetoken.google.com/tamarack",
        "audience": "tamarack",
        "algorithms": ["RS256"],
        "key": {"jwks": jwks((R2, "f9a1"))},
    },
)
rep(
    "jwt.firebase_custom_token_as_id_token",
    symptom="INVALID_ID_TOKEN",
    software="identitytoolkit REST",
    exchanges=[
        ex(
            "POST",
            "https://identitytoolkit.googleapis.com/v1/accounts:lookup?key=AIzaEXAMPLE",
            400,
            {"error": {"code": 400, "message": "INVALID_ID_TOKEN"}},
            sent=dumps({"idToken": custom()}),
        )
    ],
)
rep(
    "jwt.firebase_custom_token_as_id_token",
    symptom="auth/argument-error: Decoding Firebase ID token failed",
    software="firebase-functions/4",
    files={
        "functions/index.js": "const t = await admin.auth().createCustomToken(uid);\nconst d = await admin.auth().verifyIdToken(t);\n"
    },
)


# ---------------- iss_typo
def iss(want, have, symptom, software, **k):
    rep(
        "jwt.iss_typo",
        symptom=symptom,
        software=software,
        credential=cred(sign(claims(iss=have))),
        verifier=verifier(issuer=want),
        **k,
    )


iss("https://login.tamarack.exampel", ISS, "Invalid issuer", "PyJWT/2.8")
iss(ISS + " ", ISS, 'unexpected "iss" claim value', "jose/5.2")
iss(
    "https://sso.tamarack.example/realms/Orders",
    "https://sso.tamarack.example/realms/orders",
    "The iss claim is not valid",
    "spring-security/6.2",
)
iss(
    "https:/login.tamarack.example",
    ISS,
    "jwt issuer invalid. expected: https:/login.tamarack.example",
    "jsonwebtoken/9",
)
rep(
    "jwt.iss_typo",
    symptom='oidc: id token issued by a different provider, expected "https://login.tamarak.example" got "https://login.tamarack.example"',
    software="go-oidc/3",
    also=["oauth.discovery_issuer_mismatch"],
)
rep(
    "jwt.iss_typo",
    symptom='Bearer error="invalid_token", error_description="The iss claim is not valid"',
    software="spring-boot/3.1",
    exchanges=[
        bearer(
            good,
            resp=[["WWW-Authenticate", 'Bearer error="invalid_token", error_description="The iss claim is not valid"']],
        )
    ],
    files={
        "application.yml": "spring:\n  security:\n    oauth2:\n      resourceserver:\n        jwt:\n          issuer-uri: https://login.tamarck.example\n          jwk-set-uri: https://login.tamarack.example/jwks\n"
    },
)

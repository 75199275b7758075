"""How one cause shows itself in many places: sizes, verifiers, and issuers."""

from __future__ import annotations

from reported.short_forms import (
    AUD,
    NOW,
    bearer,
    claims,
    cred,
    eckey,
    ex,
    iso,
    reporter,
    rsakey,
    sign,
    verifier,
)

REPORTS = []
rep = reporter(REPORTS)
R, R2, E = rsakey(), rsakey("b"), eckey()
good = sign(claims())
big = sign(claims(groups=[f"group-{i:05d}-of-the-directory" for i in range(400)]))
# ---------------- size
rep(
    "jwt.token_over_size_limit",
    symptom="400 Bad Request",
    software="nginx/1.25",
    exchanges=[
        bearer(
            big,
            status=400,
            body="<html><head><title>400 Request Header Or Cookie Too Large</title></head></html>",
            resp=[["Server", "nginx"]],
        )
    ],
)
rep(
    "jwt.token_over_size_limit",
    symptom="414 Request-URI Too Large",
    exchanges=[ex("GET", "https://api.tamarack.example/ws?access_token=" + big, 414, "")],
)
rep(
    "jwt.token_over_size_limit",
    symptom="HTTP Error 400. The size of the request headers is too long.",
    software="Microsoft-HTTPAPI/2.0",
    exchanges=[
        bearer(
            big,
            status=400,
            body="<h2>Bad Request - Request Too Long</h2><p>HTTP Error 400. The size of the request headers is too long.</p>",
            resp=[["Server", "Microsoft-HTTPAPI/2.0"]],
        )
    ],
)
rep(
    "jwt.token_over_size_limit",
    symptom="HPE_HEADER_OVERFLOW: Parse Error: Header overflow",
    software="node 18",
    credential=cred(big),
)
rep(
    "jwt.token_over_size_limit",
    symptom="java.lang.IllegalArgumentException: Request header is too large",
    software="tomcat/9 spring-boot/2.7",
    credential=cred(big),
)
rep(
    "jwt.token_over_size_limit",
    symptom="HTTP/1.1 494",
    software="Azure Application Gateway",
    exchanges=[bearer(big, status=494, body="", resp=[])],
)
rep(
    "jwt.token_over_size_limit",
    symptom="users in more than 200 AD groups get 431 Request Header Fields Too Large, others are fine",
    software="kestrel",
)
rep(
    "jwt.token_over_size_limit",
    symptom="grpc: received initial header list size exceeded: RESOURCE_EXHAUSTED: metadata size exceeds 8192",
    software="grpc-java/1.58",
    credential=cred(big),
)
# ---------------- verifier_bug
rep(
    "jwt.verifier_bug",
    certain=False,
    symptom="signature is invalid",
    software="some-go-lib/0.3",
    credential=cred(good),
    verifier=verifier(),
    log=[iso(-3) + " the same token and key verify with PyJWT and jose"],
)
rep(
    "jwt.verifier_bug",
    certain=False,
    symptom="Upgrading from 4.0.1 to 4.0.2 makes every token fail with 'Invalid JWT'; going back to 4.0.1 cures it",
    software="express-oauth2-jwt-bearer/4.0.2",
    credential=cred(good),
    verifier=verifier(),
)
rep(
    "jwt.verifier_bug",
    certain=False,
    symptom="Invalid audience: expected https://api.tamarack.example",
    software="lib/1.0",
    credential=cred(sign(claims(aud=["https://other.tamarack.example", AUD]))),
    verifier=verifier(),
)
rep(
    "jwt.verifier_bug",
    certain=False,
    symptom="exp claim is not an integer",
    software="lib/2.1",
    credential=cred(sign(claims(exp=NOW + 2700.5))),
    verifier=verifier(),
)
rep(
    "jwt.verifier_bug",
    certain=False,
    symptom="Token is expired",
    software="lib/2.1",
    credential=cred(good),
    verifier=verifier(),
    platform={"os": "linux", "timezone": "Asia/Tokyo"},
    also=["jwt.verifier_expects_milliseconds", "jwt.timezone_offset_in_claims"],
)
# ---------------- verifier_expects_milliseconds
rep(
    "jwt.verifier_expects_milliseconds",
    symptom="Token expired",
    software="own front end",
    credential=cred(good),
    files={"src/auth.ts": "const { exp } = jwtDecode(token)\nif (exp < Date.now()) logout()\n"},
)
rep(
    "jwt.verifier_expects_milliseconds",
    symptom="The session is over directly after login",
    credential=cred(good),
    files={"Auth.kt": "fun isExpired(exp: Long) = Date(exp).before(Date())\n"},
)
rep(
    "jwt.verifier_expects_milliseconds",
    symptom="token has expired",
    credential=cred(good),
    software="dart",
    files={
        "auth.dart": "final expiry = DateTime.fromMillisecondsSinceEpoch(claims['exp']);\nif (expiry.isBefore(DateTime.now())) throw 'token has expired';\n"
    },
)
rep(
    "jwt.verifier_expects_milliseconds",
    symptom="Expired: exp 1790002700 is before now 1790000000123",
    software="gateway plugin",
)
rep(
    "jwt.verifier_expects_milliseconds",
    symptom="JWT expired",
    credential=cred(good),
    software="java filter",
    files={"F.java": "if (claims.getExp() < System.currentTimeMillis()) throw new JwtExpired();\n"},
)
rep(
    "jwt.verifier_expects_milliseconds",
    symptom="token expired",
    credential=cred(good),
    software="moment",
    files={"a.js": "if (moment(decoded.exp).isBefore(moment())) { throw new Error('token expired') }\n"},
)
rep(
    "jwt.verifier_expects_milliseconds",
    symptom="token expired on 21 January 1970",
    credential=cred(good),
    software="swift app",
)
# ---------------- verifier_setting_undefined
rep(
    "jwt.verifier_setting_undefined",
    symptom='unexpected "iss" claim value',
    software="jose/5",
    credential=cred(good),
    verifier=verifier(issuer="https://undefined/"),
)
rep(
    "jwt.verifier_setting_undefined",
    symptom="jwt issuer invalid. expected: https://cognito-idp.eu-west-1.amazonaws.com/undefined",
    software="jsonwebtoken/9",
)
rep(
    "jwt.verifier_setting_undefined",
    symptom="jwt audience invalid. expected: undefined",
    software="jsonwebtoken/9",
    credential=cred(good),
)
rep(
    "jwt.verifier_setting_undefined",
    symptom="401",
    software="express-jwt/8",
    credential=cred(good),
    files={
        "auth.js": "expressjwt({ issuer: `https://${process.env.AUTH0_DOMAIN}/`, audience: process.env.AUTH0_AUDIENCE })\n"
    },
    env={"AUTH0_AUDIENCE": AUD},
    log=[iso(-2) + " expected issuer https://undefined/"],
)
rep(
    "jwt.verifier_setting_undefined",
    symptom="IDX10208: Unable to validate audience. validationParameters.ValidAudience is null or whitespace and validationParameters.ValidAudiences is null.",
    software="Microsoft.IdentityModel/6",
    credential=cred(good),
)
rep(
    "jwt.verifier_setting_undefined",
    symptom="Invalid issuer: expected 'https://None/realms/app', got 'https://login.tamarack.example/realms/app'",
    software="python-jose",
)
rep(
    "jwt.verifier_setting_undefined",
    symptom="Invalid audience",
    software="python-jose",
    credential=cred(good),
    verifier=verifier(audience="None"),
)
rep(
    "jwt.verifier_setting_undefined",
    symptom="The issuer 'https://login.tamarack.example' does not match the expected '${OIDC_ISSUER}'",
    software="quarkus",
    also=["oauth.literal_placeholder"],
    credential=cred(good),
    verifier=verifier(issuer="${OIDC_ISSUER}"),
)
rep(
    "jwt.verifier_setting_undefined",
    symptom="IDX10204: Unable to validate issuer. validationParameters.ValidIssuer is null or whitespace AND validationParameters.ValidIssuers is null or empty.",
    software="Microsoft.IdentityModel/7",
)


# ---------------- wrong_issuer
def W(have, want, symptom, software, **k):
    return rep(
        "jwt.wrong_issuer",
        symptom=symptom,
        software=software,
        credential=cred(sign(claims(iss=have))),
        verifier=verifier(issuer=want),
        **k,
    )


W(
    "https://auth.tamarack.example/",
    "https://tamarack.eu.auth0.example/",
    "jwt issuer invalid. expected: https://tamarack.eu.auth0.example/",
    "jsonwebtoken/9",
)
W(
    "https://tamarack.okta.example/oauth2/default",
    "https://tamarack.okta.example",
    "Invalid issuer",
    "okta-jwt-verifier",
)
W(
    "https://id.tamarack.example/realms/app",
    "https://id.tamarack.example/auth/realms/app",
    "The iss claim is not valid",
    "spring-security",
    also=["jwt.iss_typo"],
)
W(
    "https://abcd1234.clerk.accounts.example",
    "https://clerk.tamarack.example",
    "Unauthorized",
    "svc",
    also=["oauth.wrong_environment"],
)
rep(
    "jwt.wrong_issuer",
    symptom="Jwt issuer is not configured",
    software="istio/1.20",
    exchanges=[bearer(good, body="Jwt issuer is not configured")],
    files={
        "ra.yaml": 'apiVersion: security.istio.io/v1\nkind: RequestAuthentication\nspec:\n  jwtRules:\n  - issuer: "https://tamarack-prod.eu.auth0.example/"\n'
    },
)
rep(
    "jwt.wrong_issuer",
    symptom="Token issuer https://auth.tamarack.example/ is not trusted; accepted: https://tamarack.eu.auth0.example/",
    software="svc",
)
rep(
    "jwt.wrong_issuer",
    symptom="IDX10205: Issuer validation failed. Issuer: 'https://tamarack.b2clogin.example/6419748a-ffe2-4a2f-903f-86ff37865b5a/v2.0/'. Did not match: validationParameters.ValidIssuer: 'https://login.tamarack.example/6419748a-ffe2-4a2f-903f-86ff37865b5a/v2.0/' or validationParameters.ValidIssuers: 'null'.",
    software="Microsoft.IdentityModel/6",
)
rep(
    "jwt.wrong_issuer",
    symptom="Invalid issuer",
    software="supabase",
    credential=cred(
        sign({"iss": "supabase", "role": "anon", "aud": "authenticated", "iat": NOW - 100, "exp": NOW + 1000})
    ),
    verifier=verifier(issuer="https://abc.supabase.example/auth/v1", audience="authenticated"),
)

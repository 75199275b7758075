"""How one cause shows itself in many places: keys, secrets, dates, and what the receiver expects."""

from __future__ import annotations

from cryptography.hazmat.primitives import serialization as forms

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
    pkcs1,
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
TRAD = forms.PrivateFormat.TraditionalOpenSSL
# ---------------- jwe
jwe_dir = (
    b64(dumps({"alg": "dir", "enc": "A256GCM"})) + ".." + b64(b"i" * 12) + "." + b64(b"c" * 300) + "." + b64(b"t" * 16)
)
jwe_rsa = (
    b64(dumps({"alg": "RSA-OAEP-256", "enc": "A256GCM", "kid": "enc-1", "cty": "JWT"}))
    + "."
    + b64(b"k" * 256)
    + "."
    + b64(b"i" * 12)
    + "."
    + b64(b"c" * 500)
    + "."
    + b64(b"t" * 16)
)
rep(
    "jwt.jwe_given_to_jws_verifier",
    symptom="IDX10609: Decryption failed. No Keys tried: token: 'eyJ...'",
    software="Microsoft.IdentityModel/6.30",
    credential=cred(jwe_rsa, "id_token"),
    verifier=verifier(audience="tamarack-web"),
)
rep(
    "jwt.jwe_given_to_jws_verifier",
    symptom="token contains an invalid number of segments",
    software="golang-jwt/4",
    credential=cred(jwe_rsa),
    verifier=verifier(),
)
rep(
    "jwt.jwe_given_to_jws_verifier",
    symptom="Invalid Compact JWS",
    software="jose/4 (node)",
    credential=cred(jwe_dir, "access_token"),
    verifier={"algorithms": ["HS256"], "key": {"secret": "EXAMPLE-nextauth-secret"}},
    env={"NEXTAUTH_SECRET": "EXAMPLE-nextauth-secret"},
    also=["jwt.opaque_or_jwe_no_audience"],
)
rep(
    "jwt.jwe_given_to_jws_verifier",
    symptom="JWT::DecodeError: Not enough or too many segments",
    software="ruby-jwt/2.7",
    credential=cred(jwe_dir),
    verifier={"algorithms": ["HS512"], "key": {"secret": "EXAMPLE-secret"}},
    also=["jwt.opaque_or_jwe_no_audience"],
)
rep(
    "jwt.jwe_given_to_jws_verifier",
    symptom="oidc: malformed jwt: go-jose/go-jose: compact JWS format must have three parts",
    software="go-oidc/3",
    exchanges=[
        tok(
            {"grant_type": "authorization_code", "code": "x"},
            200,
            {"access_token": "op", "id_token": jwe_rsa, "token_type": "Bearer"},
        )
    ],
    settings={
        "client": {"id_token_encrypted_response_alg": "RSA-OAEP-256", "id_token_encrypted_response_enc": "A256GCM"}
    },
)
rep(
    "jwt.jwe_given_to_jws_verifier",
    symptom="The id_token of our provider has five parts and our library wants three: io.jsonwebtoken.MalformedJwtException: JWT strings must contain exactly 2 period characters. Found: 4",
    software="jjwt/0.10",
)
rep("jwt.jwe_given_to_jws_verifier", symptom="Unsupported algorithm of RSA-OAEP-256", software="spring-security/6.0")
# ---------------- jwks_url_wrong
rep(
    "jwt.jwks_url_wrong",
    symptom="JwksError: The JWKS endpoint did not contain any keys",
    software="jwks-rsa/3.1",
    credential=cred(good),
    verifier=verifier(key=...),
    exchanges=[
        ex(
            "GET",
            ISS + "/.well-known/openid-configuration",
            200,
            {"issuer": ISS, "jwks_uri": ISS + "/jwks"},
            by="server",
        )
    ],
)
rep(
    "jwt.jwks_url_wrong",
    symptom="Jwks remote fetch is failed",
    software="envoy/1.27",
    credential=cred(good),
    exchanges=[ex("GET", ISS + "/jwks.json", 404, "<html>404 Not Found</html>", by="server")],
    also=["jwt.jwks_unreachable"],
)
rep(
    "jwt.jwks_url_wrong",
    symptom="error decoding response body: missing field `keys` at line 1 column 412",
    software="reqwest/0.11 jsonwebtoken/8",
    settings={"JWKS_URL": ISS + "/.well-known/openid-configuration"},
)
rep(
    "jwt.jwks_url_wrong",
    symptom="Expected 200 OK from the JSON Web Key Set HTTP response",
    software="jose/4.14",
    settings={"OIDC_ISSUER": ISS, "JWKS_URI": ISS + "/oauth2/v1/keys"},
    exchanges=[
        ex("GET", ISS + "/oauth2/v1/keys", 404, {"error": "not found"}, by="server"),
        ex(
            "GET",
            ISS + "/.well-known/openid-configuration",
            200,
            {"issuer": ISS, "jwks_uri": ISS + "/oauth2/default/v1/keys"},
            by="server",
            at=-1,
        ),
    ],
)
rep(
    "jwt.jwks_url_wrong",
    symptom="PyJWKClientError: The JWKS endpoint did not return a JSON object",
    software="PyJWT/2.8",
    issuer={
        "url": ISS,
        "metadata": {"issuer": ISS, "jwks_uri": ISS + "/keys"},
        "jwks_status": 200,
        "jwks_body": "<!doctype html><title>Sign in</title>",
    },
    credential=cred(good),
    also=["jwt.jwks_unreachable"],
)
OT = "https://login.microsoftonline.com/11111111-2222-4333-8444-555555555555/discovery/v2.0/keys"
MI = "https://login.microsoftonline.com/6419748a-ffe2-4a2f-903f-86ff37865b5a/v2.0"
rep(
    "jwt.jwks_url_wrong",
    symptom="SigningKeyNotFoundError: Unable to find a signing key that matches 'sig-7'",
    software="jwks-rsa/2",
    also=["jwt.kid_unknown_stale_jwks_cache", "oauth.wrong_tenant", "oauth.wrong_environment"],
    certain=True,
    credential=cred(sign(claims())),
    settings={"issuer": ISS, "jwksUri": "https://login-staging.tamarack.example/jwks"},
    exchanges=[ex("GET", "https://login-staging.tamarack.example/jwks", 200, jwks((R2, "stg-1")), by="server")],
)
# ---------------- kid_key_mismatch
both = {"jwks": jwks((R2, "sig-7"), (R, "sig-8"))}
rep(
    "jwt.kid_key_mismatch",
    symptom="JWSSignatureVerificationFailed: signature verification failed",
    software="jose/4",
    credential=cred(good),
    verifier=verifier(key=both),
)
rep(
    "jwt.kid_key_mismatch",
    symptom="invalid signature",
    software="jsonwebtoken/9 jwks-rsa/3",
    credential=cred(good),
    verifier=verifier(key=...),
    issuer={"url": ISS, "jwks": both["jwks"], "jwks_status": 200},
)
rep(
    "jwt.kid_key_mismatch",
    symptom="RSA_verify failed",
    software="nginx/1.25 njs",
    exchanges=[bearer(good), ex("GET", ISS + "/jwks", 200, both["jwks"], by="server")],
)
rep(
    "jwt.kid_key_mismatch",
    symptom="Signature verification failed for kid sig-7. If I take the other key of the set (sig-8), the same token verifies",
    software="python-jose/3.3",
)
rep(
    "jwt.kid_key_mismatch",
    symptom="JWS signature verification failed",
    software="own issuer (Go)",
    certain=False,
    files={"keys.go": "// signing: newest key\nsigner := keys[len(keys)-1]\nheader.KeyID = keys[0].ID\n"},
    log=[iso(-9) + " signing with key sig-8, header kid sig-7"],
)
# ---------------- lifetime_unit_wrong
rep(
    "jwt.lifetime_unit_wrong",
    symptom="TokenExpiredError: jwt expired",
    software="jsonwebtoken/9",
    credential=cred(sign(claims(iat=NOW - 60, exp=NOW - 56), "s-EXAMPLE", "HS256")),
    settings={"JWT_EXPIRES_IN": "3600"},
    verifier={"algorithms": ["HS256"], "key": {"secret": "s-EXAMPLE"}},
)
rep(
    "jwt.lifetime_unit_wrong",
    symptom="io.jsonwebtoken.ExpiredJwtException: JWT expired at 2026-09-21T14:52:00Z.",
    software="jjwt/0.11",
    credential=cred(sign(claims(iat=NOW - 200, exp=NOW - 114), "s-EXAMPLE", "HS256")),
    settings={"jwt": {"expiration": 86400}},
    files={"JwtUtil.java": ".setExpiration(new Date(System.currentTimeMillis() + expiration))\n"},
)
rep(
    "jwt.lifetime_unit_wrong",
    symptom="token is expired by 12s",
    software="golang-jwt/4",
    credential=cred(sign(claims(iat=NOW - 16, exp=NOW - 12))),
    files={"token.go": "ExpiresAt: jwt.NewNumericDate(time.Now().Add(3600 * time.Millisecond)),\n"},
)
rep(
    "jwt.lifetime_unit_wrong",
    verdict="undecided",
    symptom="Users are logged out a few seconds after login; we set expiresIn to '7200'",
    software="nestjs/jwt 10",
)
rep(
    "jwt.lifetime_unit_wrong",
    symptom="401 TokenExpired",
    software="SimpleJWT/5",
    credential=cred(sign(claims(iat=NOW - 30, exp=NOW - 29))),
    files={"settings.py": "SIMPLE_JWT = {'ACCESS_TOKEN_LIFETIME': timedelta(milliseconds=900)}\n"},
    also=["jwt.zero_lifetime"],
)
rep(
    "jwt.lifetime_unit_wrong",
    symptom="Expired token",
    software="firebase/php-jwt",
    credential=cred(sign(claims(iat=NOW - 130, exp=NOW - 70))),
    settings={"JWT_TTL_MINUTES": "60"},
    files={"Token.php": "'exp' => time() + $_ENV['JWT_TTL_MINUTES'],\n"},
)


# ---------------- numeric_date_is_string
def S(**k):
    return cred(sign(claims(**k)))


rep(
    "jwt.numeric_date_is_string",
    symptom="json: cannot unmarshal string into Go struct field StandardClaims.exp of type int64",
    software="dgrijalva/jwt-go",
    credential=S(exp=str(NOW + 2700)),
)
rep(
    "jwt.numeric_date_is_string",
    symptom='{"code":"PGRST303","message":"The JWT \'exp\' claim must be a number"}',
    software="postgrest/12.2",
)
rep(
    "jwt.numeric_date_is_string",
    symptom='JWTClaimValidationFailed: "nbf" claim must be a number',
    software="jose/5.1",
    credential=S(nbf=str(NOW - 100)),
    verifier=verifier(),
)
rep(
    "jwt.numeric_date_is_string",
    symptom='invalid type: string "1790002700", expected u64 at line 1 column 98',
    software="serde_json/1 jsonwebtoken/9",
)
rep(
    "jwt.numeric_date_is_string",
    symptom="The IAT claim must be an integer / Expecting the 'iat' claim to be a NumericDate",
    software="auth0-spa",
    credential=S(iat="2026-09-21 14:00:00"),
)
rep(
    "jwt.numeric_date_is_string",
    symptom="java.text.ParseException: Unexpected type of JSON object member with key exp",
    software="nimbus-jose-jwt/9",
)
rep(
    "jwt.numeric_date_is_string",
    symptom="token has invalid claims: invalid type for claim: exp is invalid",
    software="golang-jwt/5",
    credential=S(exp=f"{NOW + 2700}.0"),
)
rep(
    "jwt.numeric_date_is_string",
    symptom="401",
    software="kong/3.5",
    credential=S(exp=str(NOW + 2700)),
    exchanges=[bearer(sign(claims(exp=str(NOW + 2700))), body={"exp": "must be a number"})],
)


# ---------------- pem_kind_not_supported
def kind(key, symptom, software, **k):
    return rep(
        "jwt.pem_kind_not_supported",
        symptom=symptom,
        software=software,
        verifier={"algorithms": ["RS256"], "key": {"pem": key}},
        **k,
    )


kind(pkcs1(R), '"spki" must be SPKI formatted string', "jose/4.14 (node)", credential=cred(good))
kind(
    pkcs1(R),
    "x509: failed to parse public key (use ParsePKCS1PublicKey instead for this key format)",
    "go1.20",
    credential=cred(good),
)
rep(
    "jwt.pem_kind_not_supported",
    symptom="java.security.InvalidKeyException: IOException : algid parse error, not a sequence",
    software="openjdk 17",
    files={"src/main/resources/private.pem": priv(R, TRAD)},
)
rep(
    "jwt.pem_kind_not_supported",
    symptom="error:1E08010C:DECODER routines::unsupported",
    software="jose/5 importPKCS8",
    env={"APP_PRIVATE_KEY": priv(R, TRAD)},
    files={"sign.mjs": "const key = await importPKCS8(process.env.APP_PRIVATE_KEY, 'RS256')\n"},
)
rep(
    "jwt.pem_kind_not_supported",
    symptom="InvalidKeyFormat",
    software="jsonwebtoken/8 (Rust)",
    verifier={"algorithms": ["ES256"]},
    files={"ec.pem": priv(E, TRAD)},
    credential=cred(sign(claims(), E, "ES256")),
)
rep(
    "jwt.pem_kind_not_supported",
    symptom="octokit: [universal-github-app-jwt] Private Key is in PKCS#1 format, but only PKCS#8 is supported. See https://github.com/gr2m/universal-github-app-jwt#private-key-formats",
    software="universal-github-app-jwt/2 (cloudflare workers)",
)
rep(
    "jwt.pem_kind_not_supported",
    symptom="DataError: Failed to execute 'importKey' on 'SubtleCrypto'",
    software="deno/1.38 djwt",
    env={"KEY": priv(R, TRAD)},
    files={"k.ts": "crypto.subtle.importKey('pkcs8', der, ...)\n"},
)
# ---------------- pem_line_breaks_lost
flat = priv(R).strip().replace("\n", " ")
rep(
    "jwt.pem_line_breaks_lost",
    symptom="error:0909006C:PEM routines:get_name:no start line",
    software="jsonwebtoken/8",
    env={"PRIVATE_KEY": flat},
)
rep(
    "jwt.pem_line_breaks_lost",
    symptom="secretOrPrivateKey must be an asymmetric key when using RS256",
    software="jsonwebtoken/9",
    settings={"PRIVATE_KEY": priv(R).strip().replace("\n", "")},
)
rep(
    "jwt.pem_line_breaks_lost",
    symptom="ValueError: Could not deserialize key data. The data may be in an incorrect format",
    software="cryptography/41",
    files={"deploy/values.yaml": "jwt:\n  publicKey: >-\n    " + pem(R).strip().replace("\n", " ") + "\n"},
)
rep(
    "jwt.pem_line_breaks_lost",
    symptom="failed to parse private key PEM: key must be PEM encoded PKCS1 or PKCS8 private key",
    software="golang-jwt/5",
    files={".env": 'GH_KEY="' + priv(R, TRAD).strip().replace("\n", "") + '"\n'},
)
rep(
    "jwt.pem_line_breaks_lost",
    symptom="OpenSSL::PKey::RSAError: Neither PUB key nor PRIV key: nested asn1 error",
    software="ruby/3.2",
    files={
        "docker-compose.yml": "services:\n  api:\n    environment:\n      JWT_PUBLIC_KEY: "
        + pem(R).strip().replace("\n", " ")
        + "\n"
    },
)
rep(
    "jwt.pem_line_breaks_lost",
    symptom="Invalid PEM: when I echo $JWT_KEY in the container all of it is on a single line with spaces",
    software="gitlab-runner",
)
# ---------------- secret_differs_between_instances
t1 = sign(claims(), "w1-EXAMPLE-secret", "HS256")
rep(
    "jwt.secret_differs_between_instances",
    certain=False,
    symptom="Signature verification failed now and then; 3 replicas",
    software="fastapi/0.100",
    files={"main.py": "SECRET = os.environ.get('SECRET') or secrets.token_urlsafe(32)\n"},
)
rep(
    "jwt.secret_differs_between_instances",
    certain=False,
    symptom="All users are signed out whenever the server restarts",
    software="Kestrel .NET 8",
    files={"Program.cs": "var key = new SymmetricSecurityKey(RandomNumberGenerator.GetBytes(32));\n"},
)
rep(
    "jwt.secret_differs_between_instances",
    certain=False,
    symptom="JWT signature does not match locally computed signature. JWT validity cannot be asserted and should not be trusted.",
    software="jjwt/0.11",
    files={"JwtConfig.java": "private final SecretKey key = Keys.secretKeyFor(SignatureAlgorithm.HS256);\n"},
    credential=cred(t1),
)
rep(
    "jwt.secret_differs_between_instances",
    certain=False,
    symptom="401",
    software="express",
    exchanges=[
        bearer(t1, status=s, body={}, resp=[["X-Served-By", h]], at=a)
        for s, h, a in ((200, "pod-1", -9), (401, "pod-2", -8), (200, "pod-1", -7), (401, "pod-2", -6))
    ],
)
rep(
    "jwt.secret_differs_between_instances",
    certain=False,
    symptom="invalid signature",
    software="express",
    credential=cred(t1),
    files={"auth.js": "const SECRET = process.env.JWT_SECRET || crypto.randomBytes(64).toString('hex')\n"},
    log=[iso(-30) + " WARN JWT_SECRET not set, generated a random one"],
)
rep(
    "jwt.secret_differs_between_instances",
    certain=False,
    symptom="signature is invalid",
    software="gitea/1.20",
    settings={"pods": {"gitea-0": {"JWT_SECRET": "aaaa-EXAMPLE-0"}, "gitea-1": {"JWT_SECRET": "bbbb-EXAMPLE-1"}}},
    credential=cred(sign(claims(), "aaaa-EXAMPLE-0", "HS256")),
)
# ---------------- secret_not_set
rep(
    "jwt.secret_not_set",
    symptom="Error: secretOrPrivateKey must have a value",
    software="jsonwebtoken/9",
    env={"JWT_SECRET": ""},
)
rep(
    "jwt.secret_not_set",
    symptom="IDX10703: Cannot create a 'Microsoft.IdentityModel.Tokens.SymmetricSecurityKey', key length is zero.",
    software="Microsoft.IdentityModel/7",
)
rep(
    "jwt.secret_not_set",
    symptom="java.lang.IllegalArgumentException: secret key byte array cannot be null or empty.",
    software="jjwt/0.9",
)
rep(
    "jwt.secret_not_set",
    symptom="invalid signature",
    software="express-jwt/8",
    credential=cred(sign(claims(), "undefined", "HS256")),
    verifier={"algorithms": ["HS256"], "key": {"secret": "real-EXAMPLE-secret"}},
    env={"NODE_ENV": "production"},
)
rep(
    "jwt.secret_not_set",
    symptom="TypeError: Expected a string value",
    software="PyJWT/2.6 flask",
    files={"app.py": "jwt.encode(p, os.environ.get('JWT_SECRET'), 'HS256')\n"},
    env={"FLASK_ENV": "production"},
)
rep(
    "jwt.secret_not_set",
    symptom='The "key" argument must be of type string or an instance of ArrayBuffer, Buffer. Received undefined',
    software="node 20 crypto.createHmac",
    files={"sign.js": "crypto.createHmac('sha256', process.env.JWT_SECRET)\n"},
)
rep(
    "jwt.secret_not_set",
    symptom="Signature verification failed",
    software="PyJWT/2.8",
    credential=cred(sign(claims(), "", "HS256")),
    verifier={"algorithms": ["HS256"], "key": {"secret": "real-EXAMPLE-secret"}},
)
# ---------------- secret_rotated
old = sign(claims(iat=NOW - 90000, exp=NOW + 9000), "old-EXAMPLE-secret-value", "HS256")
rep(
    "jwt.secret_rotated",
    symptom="Signature has been tampered / invalid signature for old sessions",
    software="rails/7",
    certain=True,
    credential=cred(old),
    verifier={"algorithms": ["HS256"], "key": {"secret": "new-EXAMPLE-secret-value"}},
    settings={"JWT_SECRET": "new-EXAMPLE-secret-value", "JWT_SECRET_PREVIOUS": "old-EXAMPLE-secret-value"},
)
rep(
    "jwt.secret_rotated",
    symptom="invalid signature",
    software="express",
    certain=False,
    also=["jwt.wrong_secret"],
    credential=cred(old),
    verifier={"algorithms": ["HS256"], "key": {"secret": "new-EXAMPLE-secret-value"}},
    log=[
        iso(-5000) + " INFO deploy 412: updated secret JWT_SECRET",
        iso(-4000) + " INFO issued token for u2, verified ok",
    ],
)
rep(
    "jwt.secret_rotated",
    symptom="Since we changed the signing secret last night everyone who was logged in gets 401, people who log in again are fine",
    software="laravel jwt-auth",
    certain=False,
)
rep(
    "jwt.secret_rotated",
    symptom="JWT signature verification failed",
    software="supabase",
    certain=False,
    credential=cred(
        sign({"role": "anon", "iss": "supabase", "iat": NOW - 9000000, "exp": NOW + 90000000}, "old-EXAMPLE", "HS256"),
        "api_key",
    ),
    log=[iso(-600) + " project jwt_secret rotated by owner"],
)
rep(
    "jwt.secret_rotated",
    symptom="Invalid token signature",
    software="strapi/4",
    certain=True,
    credential=cred(old),
    files={".env": "JWT_SECRET=new-EXAMPLE-secret-value\n", ".env.bak": "JWT_SECRET=old-EXAMPLE-secret-value\n"},
    verifier={"algorithms": ["HS256"], "key": {"secret": "new-EXAMPLE-secret-value"}},
)


# ---------------- secret_special_chars_mangled
def mangled(real, seen, **k):
    rep(
        "jwt.secret_special_chars_mangled",
        credential=cred(sign(claims(), real, "HS256")),
        verifier={"algorithms": ["HS256"], "key": {"secret": seen}},
        **k,
    )


mangled(
    "pa$$w0rd-EXAMPLE-$ecret",
    "pa$w0rd-EXAMPLE-",
    symptom="invalid signature",
    software="docker compose/2",
    files={".env": "JWT_SECRET=pa$$w0rd-EXAMPLE-$ecret\n"},
)
mangled(
    "abc#def-EXAMPLE-secret",
    "abc",
    symptom="invalid signature",
    software="dotenv/16",
    files={".env": "JWT_SECRET=abc#def-EXAMPLE-secret\n"},
)
mangled(
    "a%2Bb-EXAMPLE/secret",
    "a+b-EXAMPLE/secret",
    symptom="Signature verification failed",
    software="PyJWT",
    settings={"jwt_secret": "a%2Bb-EXAMPLE/secret"},
)
mangled(
    "x\\nEXAMPLE\\tq",
    "x\nEXAMPLE\tq",
    symptom="signature mismatch",
    software="yaml",
    files={"config.yml": 'jwt_secret: "x\\nEXAMPLE\\tq"\n'},
)
mangled(
    "it's-EXAMPLE-secret",
    '"it\'s-EXAMPLE-secret"',
    symptom="invalid signature",
    software="docker --env-file",
    files={"app.env": 'JWT_SECRET="it\'s-EXAMPLE-secret"\n'},
)
rep(
    "jwt.secret_special_chars_mangled",
    symptom="signature invalid. The auth service logs a secret length of 32, the api logs 27; our secret has a $ in it",
    software="kubernetes",
    certain=True,
)
rep(
    "jwt.secret_special_chars_mangled",
    symptom="JWT signature does not match",
    software="helm",
    certain=False,
    settings={"auth": {"JWT_SECRET": "q9$T4x-EXAMPLE"}, "api": {"JWT_SECRET": "q9-EXAMPLE"}},
    also=["jwt.wrong_secret", "jwt.secret_differs_between_instances"],
)

"""One sentence, and no other evidence: what programs say and people add."""

from __future__ import annotations

from reported.short_forms import reporter

REPORTS = []
rep = reporter(REPORTS)


def told(cause, *symptoms, also=(), verdict="refused"):
    for symptom in symptoms:
        rep("jwt." + cause, verdict, symptom=symptom, also=["jwt." + a if "." not in a else a for a in also])


told(
    "access_token_used_as_id_token",
    "AppSync: UnauthorizedException Valid authorization header not provided, we pass the Cognito access token where the id token is wanted",
    "claim token_use must be 'id', got 'access'",
)
told(
    "alg_none",
    "IDX10504: Unable to validate signature, token does not have a signature",
    "JWT without signature rejected: alg is none",
    "JWSError JWSNoSignatures / unsigned token",
    "InvalidTokenException: Unsecured JWT not allowed",
)
told(
    "aud_token_used_as_own_reviewer",
    "vault kubernetes login: 403 permission denied; the pod's projected token has audience vault, and token_reviewer_jwt is not set",
    "lookup failed: service account unauthorized; this could mean it has been deleted or recreated with a new token",
    'TokenReview: [invalid bearer token, token audiences ["vault"] is invalid for the target audiences ["https://kubernetes.default.svc"]]',
)
told(
    "aud_wrong_identifier",
    "Audiences: 'api://d86408ee-c389-4c53-9d64-6b7556750d84'. Did not match: validationParameters.ValidAudience: 'd86408ee-c389-4c53-9d64-6b7556750d84'",
    'expected audience "https://api.tamarack.example" but got "https://api.tamarack.example/"',
)
told(
    "base64_alphabet",
    "Invalid base64 string: contains '-' and '_'",
    "base64.b64decode of the payload gives garbage; the part has - and _ in it, binascii.Error",
    "atob fails: InvalidCharacterError on some tokens only, those with an underscore",
    "FormatException: The input is not a valid Base-64 string as it contains a non-base 64 character when decoding the JWT payload",
)
told(
    "bearer_doubled",
    "Authorization: Bearer Bearer eyJhbGciOi... 401",
    "Swagger UI puts Bearer in front although I typed it already, 401",
    "Postman type Bearer Token with value 'Bearer eyJ', server says malformed",
)
told(
    "crit_not_understood",
    "unsupported critical header parameter: b64",
    "JWS header contains crit with http://openbanking.org.uk/iat, library refuses: critical header not recognized",
    'Invalid JWS: unknown "crit" extension',
)
told(
    "firebase_custom_token_as_id_token",
    "I pass the token of createCustomToken to verifyIdToken and get argument-error",
    "verify_id_token() expects an ID token, but was given a custom token.",
    'Firebase ID token has no "kid" claim. See docs on how to retrieve an ID token.',
)
told(
    "iss_typo",
    "issuer mismatch: expected https://login.tamarack.example got https://login.tamarrack.example",
    "expected issuer 'https://sso.tamarack.example/realms/Acme' got 'https://sso.tamarack.example/realms/acme'",
    "iss invalid; there was a typo in our issuer setting, one letter missing",
)
told(
    "jwe_given_to_jws_verifier",
    "Invalid compact JWS with five parts, header says enc A256CBC-HS512",
    "JWT strings must contain exactly 2 period characters. Found: 4",
    "jwt malformed for the next-auth.session-token cookie",
    "Encrypted JWTs are not supported by this decoder",
)
told(
    "jwks_url_wrong",
    "JWKS endpoint returned 404 for /.well-known/jwks.json, the right one is /oauth2/jwks",
    "The JWKS endpoint did not contain any signing keys",
    "JSON Web Key Set malformed",
    "The JWKS url in our config is the one of another tenant, so no key matches",
)
told(
    "kid_key_mismatch",
    "signature invalid with the key of that kid, but valid with the other key in the JWKS",
    "invalid signature: issuer writes the previous kid in the header while signing with the new key",
)
told("lifetime_unit_wrong", "jwt expired 4 seconds after login, expiresIn: '3600'")
told(
    "lifetime_unit_wrong",
    "JWT expires after 86 seconds although JWT_EXPIRATION is 86400",
    "token is dead in 900 ms, we meant 15 minutes",
    verdict="undecided",
)
told(
    "numeric_date_is_string",
    'exp claim must be a number but is "1790002700"',
    "json: cannot unmarshal string into Go struct field .exp of type float64",
    "The JSON value could not be converted to System.Int64. Path: $.exp | LineNumber: 0",
    "Token expires claim has wrong type: string instead of integer",
)
told(
    "pem_kind_not_supported",
    "x509: failed to parse private key (use ParsePKCS8PrivateKey instead for this key format)",
    "pkcs8 must be PKCS#8 formatted string; our file begins with BEGIN RSA PRIVATE KEY",
    "unsupported key format OPENSSH PRIVATE KEY",
    'TypeError: "pkcs8" must be PKCS#8 formatted string',
)
told(
    "pem_line_breaks_lost",
    "no start line; the key in the CI variable is all on a single line",
    "asn1 error; the private key lost its newlines when stored in the secret manager",
    "Could not parse PEM: newlines were replaced by spaces",
)
told(
    "secret_differs_between_instances",
    "invalid signature for about half of the requests, two replicas behind the balancer",
    "Signature verification failed after every restart of the server",
    "401 on every second request with the same token, 2 pods",
)
told(
    "secret_not_set",
    "secretOrPrivateKey must have a value",
    "Error: JWT_SECRET is not defined, signature cannot be made",
    "IDX10720: Unable to create KeyedHashAlgorithm for algorithm 'HS256', the key size must be greater than: '256' bits, key has '0' bits",
    "A symmetric key must have a value: key is None",
)
told(
    "secret_rotated",
    "invalid signature for users who logged in before we changed JWT_SECRET",
    "existing tokens fail with signature error since yesterday's secret rotation, new logins work",
)
told(
    "secret_special_chars_mangled",
    "invalid signature; docker compose eats the $ in JWT_SECRET",
    "signature does not match, our secret contains a # and .env cuts it there",
    "JWT secret length is 24 in one service and 31 in the other, it contains $ signs: invalid signature",
)
told(
    "token_over_size_limit",
    "431 Request Header Fields Too Large for users with many roles in the JWT",
    "414 URI Too Long when the JWT is passed in the query",
    "400 Request Header Or Cookie Too Large since we put permissions into the access token",
    also=["oauth.cookie_too_large"],
)
told(
    "verifier_bug",
    "valid token is rejected by v3.2.1 with invalid signature, v3.2.0 accepts it",
    "jwt verification regression: same token passes in PyJWT and jose but lib X says invalid",
)
told(
    "verifier_expects_milliseconds",
    "Token is always expired: the middleware compares payload.exp with Date.now()",
    "expired at once; System.currentTimeMillis() > claims.exp in the filter",
)
told(
    "verifier_setting_undefined",
    "jwt issuer invalid. expected: https://undefined/",
    "Unexpected issuer, expected https://cognito-idp.undefined.amazonaws.com/undefined",
    "Invalid audience: expected null",
    "issuer validation failed: expected '' got 'https://login.tamarack.example'",
)
told(
    "wrong_issuer",
    "IDX10205: Issuer validation failed. Issuer: 'https://auth.tamarack.example/'. Did not match: validationParameters.ValidIssuer: 'https://tamarack.eu.auth0.example/'",
    "iss is our custom domain while the API expects the default domain tamarack.auth0.example: invalid issuer",
    "Issuer https://a.tamarack.example not in allowed issuers [https://b.tamarack.example]",
)

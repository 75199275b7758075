"""How a client proves itself: what lies in the evidence, and what the refusal is really about."""

from __future__ import annotations

import hmac
from base64 import b64encode

from reported.client_exchanges import (
    AUTHORIZE,
    CALLBACK,
    HELD,
    IDP,
    ISSUED,
    TOKENS,
    VERIFIER,
    ask,
    basic,
    bundle,
    call,
    cases,
    redeem,
    s256,
)
from reported.short_forms import claims, dumps, iso, sign

CASES = []
case = cases(CASES)


# --- client_auth_method


def registered(m="client_secret_basic", **k):
    return {
        "client_id": "tamarack-web",
        "client_secret": "EXAMPLE-s3cr3tVal",
        "registered": {"token_endpoint_auth_method": m, **k},
    }


case(
    "method ! honest",
    "oauth.client_auth_method_mismatch",
    bundle("invalid_client", [redeem(401, "invalid_client", **HELD)], client=registered()),
)
case(
    "method: invalid_request redirect_uri missing",
    "",
    bundle(
        "invalid_request: Missing parameter: redirect_uri",
        [redeem(400, "invalid_request", "Missing parameter: redirect_uri", redirect_uri=None, **HELD)],
        client=registered(),
    ),
)
case(
    "method: unauthorized_client grant not allowed",
    "",
    bundle(
        "unauthorized_client: grant type client_credentials is not allowed for this client",
        [
            redeem(
                400,
                "unauthorized_client",
                "grant type client_credentials is not allowed for this client",
                grant_type="client_credentials",
                code=None,
                redirect_uri=None,
                **HELD,
            )
        ],
        client=registered(grant_types=["authorization_code"]),
    ),
)
case(
    "method: secret expired",
    "",
    bundle(
        "invalid_client", [redeem(401, "invalid_client", "The client secret has expired", **HELD)], client=registered()
    ),
)
case(
    "method: client not found",
    "",
    bundle(
        "invalid_client: Client not found",
        [redeem(401, "invalid_client", "Client tamarack-web not found or disabled", **HELD)],
        client=registered(),
    ),
)
case(
    "method: worked the same way before",
    "",
    bundle(
        "invalid_client since this morning",
        [redeem(200, answer=ISSUED, at=-4000, code="c0deOld11", **HELD), redeem(401, "invalid_client", **HELD)],
        client=registered(),
    ),
)
case(
    "method: another client's registration",
    "",
    bundle("invalid_client", [redeem(401, "invalid_client", client_id="tamarack-batch", **HELD)], client=registered()),
)
case(
    "method: invalid_request code_verifier",
    "oauth.pkce_verifier_missing",
    bundle(
        "invalid_request: code_verifier is required",
        [
            ask(code_challenge=s256(VERIFIER), code_challenge_method="S256"),
            redeem(400, "invalid_request", "code_verifier is required", **HELD),
        ],
        client=registered(),
    ),
)
case(
    "method: API refused invalid_client elsewhere",
    "",
    bundle("invalid_grant: code expired", [redeem(400, "invalid_grant", "code expired", **HELD)], client=registered()),
)
case(
    "method: invalid_request duplicated parameter",
    "",
    bundle(
        "invalid_request: parameter client_id included more than once",
        [redeem(400, "invalid_request", "parameter client_id included more than once", **HELD)],
        client=registered(),
    ),
)
case(
    "method: registered none, sent basic",
    "oauth.client_auth_method_mismatch",
    bundle("invalid_client", [redeem(401, "invalid_client", headers=[basic()])], client=registered("none")),
)
case(
    "method: two rounds mended",
    "",
    bundle(
        "invalid_client yesterday, today it is invalid_scope",
        [
            redeem(401, "invalid_client", at=-9000, **HELD),
            redeem(
                400,
                "invalid_scope",
                "unknown scope orders.all",
                headers=[basic()],
                scope="orders.all",
                grant_type="client_credentials",
                code=None,
            ),
        ],
        client=registered(),
    ),
)
# --- secret not sent
case(
    "notsent ! honest",
    "oauth.client_secret_not_sent",
    bundle("invalid_client", [redeem(401, "invalid_client")], client=registered("client_secret_post")),
)
case(
    "notsent ! words",
    "oauth.client_secret_not_sent",
    bundle("client_secret is missing.", [redeem(400, "invalid_request", "client_secret is missing.")]),
)
case(
    "notsent: invalid_request redirect",
    "",
    bundle(
        "invalid_request",
        [redeem(400, "invalid_request", "redirect_uri does not match the one of the authorization request")],
        client=registered("client_secret_post"),
    ),
)
case(
    "notsent: unauthorized_client grant",
    "",
    bundle(
        "unauthorized_client",
        [
            redeem(
                400,
                "unauthorized_client",
                "The client is not authorized to use this authorization grant type",
                grant_type="password",
                username="d",
                password="p",
                code=None,
            )
        ],
        client=registered("client_secret_post"),
    ),
)
case(
    "notsent: words but post sent it (wrong ct)",
    "",
    bundle(
        "invalid_request: Missing parameter: client_secret",
        [
            call(
                "POST",
                TOKENS,
                400,
                {"error": "invalid_request", "error_description": "Missing parameter: client_secret"},
                headers=[("Content-Type", "application/json")],
                body='{"grant_type":"authorization_code","code":"c0deAx81kLm29dQz","client_id":"tamarack-web","client_secret":"EXAMPLE-s3cr3tVal"}',
            )
        ],
        client=registered("client_secret_post"),
    ),
)
case(
    "notsent: words, form sent",
    "",
    bundle(
        "AADSTS7000218: The request body must contain the following parameter: 'client_assertion' or 'client_secret'.",
        [
            redeem(
                401,
                "invalid_client",
                "AADSTS7000218: The request body must contain the following parameter: 'client_assertion' or 'client_secret'.",
                **HELD,
            )
        ],
    ),
)
case(
    "notsent: client uses private_key_jwt mTLS",
    "",
    bundle(
        "invalid_client",
        [redeem(401, "invalid_client", "client certificate required: tls_client_auth")],
        client={
            "client_id": "tamarack-web",
            "client_secret": "EXAMPLE-s3cr3tVal",
            "registered": {"token_endpoint_auth_method": "tls_client_auth"},
        },
    ),
)
case(
    "notsent: registered none, held secret",
    "",
    bundle(
        "invalid_client: client disabled", [redeem(401, "invalid_client", "client disabled")], client=registered("none")
    ),
)
case(
    "notsent: x header carries it",
    "",
    bundle(
        "invalid_client",
        [redeem(401, "invalid_client", "Client authentication failed", headers=[("Authorization", "[redacted]")])],
        client=registered("client_secret_post"),
    ),
)
# --- cognito hash


def at_cognito(b, code, msg, t="InitiateAuth"):
    return call(
        "POST",
        "https://cognito-idp.eu-west-1.amazonaws.com/",
        400,
        {"__type": code, "message": msg},
        headers=[
            ("X-Amz-Target", "AWSCognitoIdentityProviderService." + t),
            ("Content-Type", "application/x-amz-json-1.1"),
        ],
        body=dumps(b),
    )


case(
    "hash: not received, sent SECRET_HASH elsewhere",
    "oauth.client_secret_not_sent",
    bundle(
        "NotAuthorizedException: Client 4x is configured for secret but secret was not received",
        [
            at_cognito(
                {
                    "AuthFlow": "USER_PASSWORD_AUTH",
                    "ClientId": "4x9",
                    "AuthParameters": {"USERNAME": "a", "PASSWORD": "p"},
                },
                "NotAuthorizedException",
                "Client 4x9 is configured for secret but secret was not received",
            )
        ],
    ),
)
case(
    "hash: verify, none sent in failing",
    "oauth.client_secret_not_sent",
    bundle(
        "NotAuthorizedException: Unable to verify secret hash for client 4x9",
        [
            at_cognito(
                {
                    "AuthFlow": "USER_PASSWORD_AUTH",
                    "ClientId": "4x9",
                    "AuthParameters": {"USERNAME": "a", "PASSWORD": "p"},
                },
                "NotAuthorizedException",
                "Unable to verify secret hash for client 4x9",
            )
        ],
    ),
)


def secret_hash(n, s):
    return b64encode(hmac.digest(s.encode(), (n + "4x9").encode(), "sha256")).decode()


case(
    "hash: typed name, first sign in by alias works; secret rotated",
    "",
    bundle(
        "NotAuthorizedException: Unable to verify secret hash for client 4x9",
        [
            at_cognito(
                {
                    "AuthFlow": "USER_PASSWORD_AUTH",
                    "ClientId": "4x9",
                    "AuthParameters": {
                        "USERNAME": "a@b.example",
                        "PASSWORD": "p",
                        "SECRET_HASH": secret_hash("a@b.example", "oldsecretEXAMPLE"),
                    },
                },
                "NotAuthorizedException",
                "Unable to verify secret hash for client 4x9",
            )
        ],
        client={"client_id": "4x9", "client_secret": "oldsecretEXAMPLE"},
    ),
)
tk = sign(
    claims(
        username="3a2f83f1-323e", sub="3a2f83f1-323e", iss="https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_zG"
    )
)
ok = at_cognito(
    {
        "AuthFlow": "USER_PASSWORD_AUTH",
        "ClientId": "4x9",
        "AuthParameters": {
            "USERNAME": "a@b.example",
            "PASSWORD": "p",
            "SECRET_HASH": secret_hash("a@b.example", "oldsecretEXAMPLE"),
        },
    },
    "",
    "",
)
ok["response"]["status"] = 200
ok["response"]["body"] = dumps({"AuthenticationResult": {"AccessToken": tk, "RefreshToken": "rt"}})
ok["at"] = iso(-3600)
bad = at_cognito(
    {
        "AuthFlow": "USER_PASSWORD_AUTH",
        "ClientId": "4x9",
        "AuthParameters": {
            "USERNAME": "a@b.example",
            "PASSWORD": "p",
            "SECRET_HASH": secret_hash("a@b.example", "oldsecretEXAMPLE"),
        },
    },
    "NotAuthorizedException",
    "SecretHash does not match for the client: 4x9",
)
case(
    "hash: not a refresh, same flow worked an hour ago (secret regenerated)",
    "",
    bundle(
        "NotAuthorizedException: SecretHash does not match for the client: 4x9",
        [ok, bad],
        client={"client_id": "4x9", "client_secret": "oldsecretEXAMPLE"},
    ),
)
ref = at_cognito(
    {
        "AuthFlow": "REFRESH_TOKEN_AUTH",
        "ClientId": "4x9",
        "AuthParameters": {"REFRESH_TOKEN": "rt", "SECRET_HASH": secret_hash("a@b.example", "oldsecretEXAMPLE")},
    },
    "NotAuthorizedException",
    "SecretHash does not match for the client: 4x9",
)
case(
    "hash ! honest refresh",
    "oauth.cognito_secret_hash_username",
    bundle(
        "NotAuthorizedException: SecretHash does not match for the client: 4x9",
        [ok, ref],
        client={"client_id": "4x9", "client_secret": "oldsecretEXAMPLE"},
    ),
)
# --- placeholder
case(
    "ph ! honest",
    "oauth.literal_placeholder",
    bundle("invalid_client", [redeem(401, "invalid_client", client_secret="${OAUTH_CLIENT_SECRET}")]),
)
case(
    "ph: changeme really is the dev secret; invalid_scope",
    "",
    bundle(
        "invalid_scope",
        [
            redeem(
                400,
                "invalid_scope",
                "unknown scope orders.all",
                client_secret="changeme",
                scope="orders.all",
                grant_type="client_credentials",
                code=None,
                redirect_uri=None,
            )
        ],
    ),
)
case(
    "ph: redirect mismatch",
    "",
    bundle("redirect_uri_mismatch", [redeem(400, "redirect_uri_mismatch", "Bad Request", client_secret="changeme")]),
)
case(
    "ph: client_id in authorize your-..., refused by redirect",
    "",
    bundle(
        "Error 400: redirect_uri_mismatch",
        [
            call(
                "GET",
                AUTHORIZE + "?response_type=code&client_id=your-client-id&redirect_uri=" + CALLBACK,
                400,
                "Error 400: redirect_uri_mismatch",
                by="browser",
            )
        ],
    ),
)
case(
    "ph: worked before with changeme",
    "",
    bundle(
        "invalid_client",
        [
            redeem(200, answer=ISSUED, at=-4000, code="c0deOld1", client_secret="changeme"),
            redeem(401, "invalid_client", client_secret="changeme"),
        ],
    ),
)
case(
    "ph: masked in text replace_this",
    "",
    bundle(
        "invalid_client: secret expired",
        [redeem(401, "invalid_client", "client secret expired", client_secret="REPLACE_ME")],
    ),
)
case(
    "ph: state/nonce field template in assertion",
    "",
    bundle("server_error", [redeem(500, "server_error", "upstream unavailable", client_secret="changeme")]),
)
case(
    "ph: 429",
    "",
    bundle("429 Too Many Requests", [redeem(429, "slow_down", "Too many requests", client_secret="changeme")]),
)
case(
    "ph: password user 'changeme'",
    "",
    bundle(
        "invalid_client: client authentication failed",
        [
            redeem(
                401,
                "invalid_client",
                "client authentication failed",
                grant_type="password",
                username="dev",
                password="changeme",
                client_secret="EXAMPLE-s3cr3tVal",
                code=None,
                redirect_uri=None,
            )
        ],
    ),
)
case(
    "ph: ps lists example process",
    "",
    bundle(
        "invalid_client",
        [redeem(401, "invalid_client", client_secret="EXAMPLE-s3cr3tVal")],
        log=["ps args: /bin/demo --client-secret=changeme"],
    ),
)
case(
    "ph: unrelated inspect file",
    "",
    bundle(
        "invalid_client",
        [redeem(401, "invalid_client", client_secret="EXAMPLE-s3cr3tVal")],
        files={"docker-inspect-otherapp.json": '["--client-id=demo","--client-secret=changeme"]'},
    ),
)
# --- metadata wrong
meta = {
    "issuer": IDP,
    "token_endpoint": TOKENS,
    "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
}
case(
    "meta ! honest",
    "oauth.server_metadata_wrong",
    bundle(
        "invalid_client: method not supported",
        [
            redeem(401, "invalid_client", "client_secret_basic not supported", headers=[basic()], at=-9),
            redeem(200, answer=ISSUED, at=-2, **HELD),
        ],
        issuer={"url": IDP, "metadata": meta},
    ),
)
case(
    "meta: two clients",
    "",
    bundle(
        "invalid_client",
        [
            redeem(200, answer=ISSUED, at=-9, client_id="other-app", client_secret="EXAMPLE-other"),
            redeem(401, "invalid_client", headers=[basic()]),
        ],
        issuer={"url": IDP, "metadata": meta},
    ),
)
case(
    "meta: different secrets",
    "",
    bundle(
        "invalid_client",
        [
            redeem(401, "invalid_client", headers=[basic(secret="EXAMPLE-old")], at=-9),
            redeem(200, answer=ISSUED, client_secret="EXAMPLE-new"),
        ],
        issuer={"url": IDP, "metadata": meta},
    ),
)
case(
    "meta: same method passes, other code",
    "",
    bundle(
        "invalid_grant",
        [
            redeem(200, answer=ISSUED, at=-900, code="c0deOld1", headers=[basic()]),
            redeem(400, "invalid_grant", "code expired", headers=[basic()]),
        ],
        issuer={"url": IDP, "metadata": meta},
    ),
)
case(
    "meta: success is a refresh before, now code replayed",
    "",
    bundle(
        "invalid_grant: Code not valid",
        [
            redeem(
                200,
                answer=ISSUED,
                at=-900,
                grant_type="refresh_token",
                refresh_token="rt1",
                code=None,
                redirect_uri=None,
                **HELD,
            ),
            redeem(400, "invalid_grant", "Code not valid", **HELD),
        ],
        issuer={"url": IDP, "metadata": meta},
    ),
)
case(
    "meta: registered for one only (registration shown by dynamic answer no)",
    "",
    bundle(
        "unauthorized_client: grant not allowed",
        [
            redeem(200, answer=ISSUED, at=-900, **HELD),
            redeem(
                400, "unauthorized_client", "grant type not allowed", grant_type="client_credentials", code=None, **HELD
            ),
        ],
        issuer={"url": IDP, "metadata": meta},
    ),
)
# --- library

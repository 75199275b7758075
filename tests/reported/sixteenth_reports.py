"""What new reports showed of secret hashes, and of facts that stand in other places than before."""

from __future__ import annotations

import hmac
from base64 import b64encode

from reported.short_forms import (
    NOW,
    claims,
    cred,
    dumps,
    ex,
    reporter,
    sign,
)

REPORTS = []
rep = reporter(REPORTS)

POOL = "https://cognito-idp.eu-west-1.amazonaws.com/"
CLIENT, SECRET = "4h5kEXAMPLEclient", "1o9sEXAMPLEsecretEXAMPLEsecret"
PERSON = "7f0c4c1e-1c9e-4c52-8f4e-02c1d9a7a001"
id_token = sign(
    claims(
        iss=POOL + "eu-west-1_EXAMPLE",
        aud=CLIENT,
        token_use="id",
        email="sofia@tamarack.example",
        exp=NOW - 400,
        iat=NOW - 4000,
        **{"cognito:username": PERSON},
    )
)


def refreshed_with(name):
    """A refresh that Cognito refuses, with the secret hash of a name."""
    made = b64encode(hmac.digest(SECRET.encode(), (name + CLIENT).encode(), "sha256")).decode()
    asked = {"AuthFlow": "REFRESH_TOKEN_AUTH", "ClientId": CLIENT}
    asked["AuthParameters"] = {"REFRESH_TOKEN": "eyJjdHkiOiJKV1QiEXAMPLE", "SECRET_HASH": made}
    refusal = {"__type": "NotAuthorizedException", "message": f"SecretHash does not match for the client: {CLIENT}"}
    target = [["X-Amz-Target", "AWSCognitoIdentityProviderService.InitiateAuth"]]
    return ex("POST", POOL, 400, refusal, req=target, sent=dumps(asked))


# The ended ID token beside it is why somebody refreshes, and no cause.
for place in (
    {"credential": cred(id_token, "id_token")},
    {"files": {"/tmp/session.json": dumps({"idToken": id_token, "user": "sofia@tamarack.example"})}},
):
    rep(
        "oauth.cognito_secret_hash_username",
        symptom="NotAuthorizedException: SecretHash does not match for the client",
        software="amazon-cognito-identity-js/6.3",
        client={"client_id": CLIENT, "client_secret": SECRET},
        exchanges=[refreshed_with("sofia@tamarack.example")],
        **place,
    )
rep(
    "oauth.cognito_secret_hash_username",
    also=["oauth.client_secret_wrong_or_expired"],
    certain=False,
    symptom="NotAuthorizedException: SecretHash does not match for the client",
    client={"client_id": CLIENT, "client_secret": SECRET},
    credential=cred(id_token, "id_token"),
    exchanges=[refreshed_with(PERSON)],  # the pool's own name: what else is wrong, the client's registration knows
)

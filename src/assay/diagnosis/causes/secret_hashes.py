"""The hash that Cognito wants beside a client's secret: made with another name than the pool's."""

from __future__ import annotations

import hmac
from base64 import b64encode

from assay.diagnosis.causes.cause import Cause, Sighting, Who, proves, suggests
from assay.diagnosis.facts.gathered import Facts
from assay.diagnosis.facts.http import Exchange
from assay.diagnosis.facts.quoting import quoted
from assay.diagnosis.facts.token_form import TokenForm

HASH_REFUSED = r"secret_?hash does not match|unable to verify secret hash"


def hashless(facts: Facts) -> bool:
    """Whether the refused request to Cognito has no secret hash at all."""
    sent = facts.failing.request.json if facts.failing is not None else None
    if sent is None or not sent["ClientId"].text:
        return False
    return not (
        sent["SecretHash"].text
        or sent["AuthParameters"]["SECRET_HASH"].text
        or sent["ChallengeResponses"]["SECRET_HASH"].text
    )


def _cognito(facts: Facts) -> Sighting | None:
    if not facts.says(HASH_REFUSED) or hashless(facts):
        return None
    client_id, secret = facts.oauth.client_id, facts.bundle.client["client_secret"].text
    sent = [hash_ for exchange in facts.exchanges if (hash_ := _hash_sent(exchange))]
    client_id = client_id or next(
        (e.request.json["ClientId"].text for e in facts.exchanges if e.request.json["ClientId"].text), ""
    )
    typed, own = _names(facts)
    if (
        secret
        and sent
        and own
        and any(_secret_hash(secret, name, client_id) == sent[-1] for name in typed - own.keys())
    ):
        seen = (
            "SECRET_HASH was made with the name that was typed",
            f"the pool's own username is {quoted(next(iter(own)))}",
        )
        # A sign-in takes whatever name was typed.
        signs_in = facts.failing is not None and facts.failing.request.json["AuthParameters"].has("PASSWORD")
        return suggests(*seen, weight=74) if signs_in else proves(*seen, weight=93)
    return suggests("the service says that the secret hash does not match", weight=70)


def _hash_sent(exchange: Exchange) -> str:
    asked = exchange.request.json
    return asked["AuthParameters"]["SECRET_HASH"].text or asked["SecretHash"].text


def _names(facts: Facts) -> tuple[set[str], dict[str, None]]:
    """The names by which a person is called where one signs in, and those of the pool itself."""
    typed: set[str] = set()
    own: dict[str, None] = {}
    tokens = [*facts.tokens, *([facts.token] if facts.token is not None else [])]
    for exchange in facts.exchanges:
        parameters = exchange.request.json["AuthParameters"]
        typed |= {parameters[name].text for name in ("USERNAME", "EMAIL")}
        typed.add(exchange.request.json["Username"].text)
        result = exchange.response.json["AuthenticationResult"]
        tokens += [TokenForm(result[field].text) for field in ("AccessToken", "IdToken")]
    for token in tokens:
        if "cognito-idp" not in token.issuer:
            continue  # of another server, which calls its users otherwise
        own |= dict.fromkeys(token.claims[claim].text for claim in ("username", "cognito:username", "sub"))
        typed |= {token.claims[claim].text for claim in ("email", "phone_number", "preferred_username")}
    own.pop("", None)
    return typed - {""}, own


def _secret_hash(secret: str, name: str, client_id: str) -> str:
    mac = hmac.digest(
        secret.encode("utf-8", "surrogatepass"), (name + client_id).encode("utf-8", "surrogatepass"), "sha256"
    )
    return b64encode(mac).decode("ascii")


CAUSES = (
    Cause("oauth.cognito_secret_hash_username", Who.CALLER, "The secret hash was made with an alias instead of the pool's username",
          ("For a refresh make SECRET_HASH with the username (or sub) that the tokens carry.",),
          "Compute the hash with each name and compare.", _cognito,
          explains_away=("oauth.client_secret_not_sent", "oauth.client_secret_wrong_or_expired")),
)  # fmt: skip

"""The hash that Cognito wants beside a client's secret: made with another name than the pool's."""

from __future__ import annotations

import hmac
from base64 import b64encode

from assay.diagnosis.causes.cause import Cause, Sighting, Who, proves, suggests
from assay.diagnosis.facts.gathered import Facts
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
    names: dict[str, str] = {}
    sent: list[str] = []
    for exchange in facts.exchanges:
        parameters = exchange.request.json["AuthParameters"]
        sent += [parameters["SECRET_HASH"].text] if parameters["SECRET_HASH"].text else []
        for name in ("USERNAME", "EMAIL"):
            if parameters[name].text:
                names[parameters[name].text] = "the name that was typed"
        tokens = exchange.response.json["AuthenticationResult"]
        for field in ("AccessToken", "IdToken"):
            claims = TokenForm(tokens[field].text).claims
            for claim in ("username", "cognito:username", "sub"):
                if claims[claim].text:
                    names.setdefault(claims[claim].text, f"the pool's {claim}")
    client_id = client_id or next(
        (e.request.json["ClientId"].text for e in facts.exchanges if e.request.json["ClientId"].text), ""
    )
    for name, what in names.items():
        mac = (
            b64encode(
                hmac.digest(
                    secret.encode("utf-8", "surrogatepass"),
                    (name + client_id).encode("utf-8", "surrogatepass"),
                    "sha256",
                )
            ).decode("ascii")
            if secret
            else ""
        )
        if sent and mac == sent[-1]:
            real = [other for other, kind in names.items() if kind.startswith("the pool's")]
            if what == "the name that was typed" and real:
                seen = f"SECRET_HASH was made with {what}", f"the pool's own username is {quoted(real[0])}"
                # A sign-in takes whatever name was typed.
                signs_in = facts.failing is not None and facts.failing.request.json["AuthParameters"].has("PASSWORD")
                return suggests(*seen, weight=74) if signs_in else proves(*seen, weight=93)
    return suggests("the service says that the secret hash does not match", weight=70)


CAUSES = (
    Cause("oauth.cognito_secret_hash_username", Who.CALLER, "The secret hash was made with an alias instead of the pool's username",
          ("For a refresh make SECRET_HASH with the username (or sub) that the tokens carry.",),
          "Compute the hash with each name and compare.", _cognito,
          explains_away=("oauth.client_secret_not_sent", "oauth.client_secret_wrong_or_expired")),
)  # fmt: skip

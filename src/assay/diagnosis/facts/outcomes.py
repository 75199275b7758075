"""What the recorded exchanges came to: refused, accepted, or refused at first as a step of the protocol."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

from assay.diagnosis.facts.http import Exchange

if TYPE_CHECKING:
    from assay.diagnosis.facts.gathered import Facts

_METADATA = re.compile(r"/\.well-known/|/jwks|/certs$|/discovery/|/keys$|/publickeys", re.IGNORECASE)
_NEVER_ENDS = r"(?i)never expires?|(?:does not|doesn't|do not|don't) expire|still (?:accepted|valid|works)"


def outcome_of(facts: Facts) -> Literal["refused", "accepted", "unknown"]:
    """What the last exchange that tried the credential came to."""
    if facts.recovered:
        return "accepted"
    refused_before = facts.complaint.technical and any(exchange.refused for exchange in facts.exchanges)
    for exchange in reversed(facts.exchanges):
        # A person who reports an error is not answered by a later success: it may fail in turn.
        if exchange.refused or refused_before:
            return "refused"
        if exchange.succeeded and not (
            exchange.request.method in {"", "GET"} and _METADATA.search(exchange.request.url)
        ):
            issuing = exchange.response.json.has("access_token") or exchange.response.json.has("id_token")
            # That STS knows the credentials says nothing of the call that was refused.
            only_known = exchange.request.form.get("Action") == "GetCallerIdentity"
            return "unknown" if (issuing or only_known) and facts.complaint.technical else "accepted"
        if exchange.response.status in {301, 302, 303, 307, 308}:
            return "unknown" if facts.complaint.technical else "accepted"
    return "accepted" if not facts.exchanges and re.search(_NEVER_ENDS, facts.symptom) else "unknown"


def every_challenge_was_met(facts: Facts) -> bool:
    """Whether every refusal was a step of the protocol that the client answered, and nobody complains of more than it.

    A challenge (401 with WWW-Authenticate, a nonce that is asked for, a token that had expired) and then, at the same
    host and with another credential, success.
    """
    refusals = [exchange for exchange in facts.exchanges if exchange.refused]
    if not refusals or not facts.exchanges[-1].succeeded or facts.complaint.says_more:
        return False
    return all(
        exchange.asks_silently
        or (
            exchange.challenges
            and any(
                later.succeeded
                and later.request.host == exchange.request.host
                and _credential_of(later) != _credential_of(exchange)
                for later in facts.exchanges[place + 1 :]
            )
        )
        for place, exchange in enumerate(facts.exchanges)
        if exchange.refused
    )


def _credential_of(exchange: Exchange) -> tuple[str, ...]:
    """What an exchange proves itself with; the scheme word does not count."""
    headers = exchange.request.all("authorization") + exchange.request.all("dpop")
    return tuple(value.partition(" ")[2] or value for value in headers)

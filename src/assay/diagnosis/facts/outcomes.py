"""What the recorded exchanges came to: refused, accepted, or refused at first as a step of the protocol."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

from assay.diagnosis.facts.http import Exchange
from assay.diagnosis.pattern import Pattern

if TYPE_CHECKING:
    from assay.diagnosis.facts.gathered import Facts

_METADATA = Pattern(r"/\.well-known/|/jwks|/certs$|/discovery/|/keys$|/publickeys", re.IGNORECASE)
# Who only looks on: what it reports hindered nobody.
_WATCHED = r"(?i)\bscanners?\b|\bmonitoring\b|\balerts?\b|\bsiem\b|\bpen-?test"
_NEVER_ENDS = r"(?i)never expires?|(?:does not|doesn't|do not|don't) expire|still (?:accepted|valid|works?|opens|passes|usable|lets|gets in)"


def outcome_of(facts: Facts) -> Literal["refused", "accepted", "unknown"]:
    """What the last exchange that tried the credential came to."""
    if facts.recovered:
        return "accepted"
    if facts.complaint.settled == "meant" and facts.exchanges and facts.exchanges[-1].refused:
        return "unknown"  # that this one had to be refused says nothing of any other
    told = facts.complaint.technical and not facts.complaint.mild
    complains = told or (bool(facts.exchanges) and facts.complaint.says_more)
    complains_of_it = told and not facts.complaint.unhindered
    refused_before = any(exchange.refused for exchange in facts.exchanges) and (complains or _comes_and_goes(facts))
    for exchange in reversed(facts.exchanges):
        # A person who reports an error is not answered by a later success: it may fail in turn.
        if exchange.refused or refused_before:
            return "refused"
        if exchange.succeeded and not (
            exchange.request.method in {"", "GET"} and _METADATA.search(exchange.request.url)
        ):
            issuing = bool(exchange.response.issued)
            # That STS knows the credentials says nothing of the call that was refused.
            only_known = (
                exchange.request.form.get("Action") == "GetCallerIdentity"
                and "get-caller-identity" not in facts.bundle.command
            )
            # A page that was shown with 200 tells no error of the person's away.
            page = exchange.response.body.lstrip()[:200].lower().startswith(("<!doctype", "<html"))
            undecided = issuing or only_known or (page and facts.complaint.says_more)
            return "unknown" if undecided and complains_of_it else "accepted"
        if exchange.response.status in {301, 302, 303, 307, 308}:
            return "unknown" if facts.complaint.technical else "accepted"
    return "accepted" if not facts.exchanges and facts.symptom and re.search(_NEVER_ENDS, facts.symptom) else "unknown"


def every_refusal_was_met(facts: Facts) -> bool:
    """Whether every refusal was a step of the protocol or somebody else's, and nobody complains of more than it.

    In the end the credential that is asked about was taken, and nothing comes and goes.
    """
    complaint = facts.complaint
    if _aws_is_content(facts):
        return True
    if _warned_and_went_on(facts) if not facts.exchanges else _danced(facts):
        return True
    if complaint.says_more or not (facts.exchanges or complaint.unhindered or re.search(_WATCHED, facts.symptom)):
        return False
    if not facts.exchanges:
        from assay.diagnosis.facts.log_outcomes import ends_well

        return ends_well(line for _, line in facts.log)
    refusals = [(place, exchange) for place, exchange in enumerate(facts.exchanges) if exchange.refused]
    last = facts.exchanges[-1]
    if refusals and last.still_pending and all(one.still_pending for _, one in refusals):
        return True
    if refusals and all(_tried_without(facts, one) for _, one in refusals):
        return True
    silently = [one for one in facts.exchanges if one.asks_silently]
    if not (refusals or silently) or _comes_and_goes(facts):
        return False
    if not (last.succeeded or (complaint.unhindered and last.asks_silently)):
        return False
    return all(_met(facts, exchange, facts.exchanges[place + 1 :]) for place, exchange in refusals)


def _danced(facts: Facts) -> bool:
    """Whether each refusal asked for what the same request brought in the end: what is said of it is said of a step."""
    refusals = [(place, exchange) for place, exchange in enumerate(facts.exchanges) if exchange.refused]
    if not refusals or not facts.exchanges[-1].succeeded or facts.complaint.harmed or _comes_and_goes(facts):
        return False
    return all(_brought(facts.exchanges[place + 1 :], refused) for place, refused in refusals)


def _brought(later: tuple[Exchange, ...], refused: Exchange) -> bool:
    again = [
        one
        for one in later
        if one.succeeded and _same_request(one, refused) and one.request.body == refused.request.body
    ]
    if refused.waits or refused.response.status == 407:
        return bool(again)
    if refused.response.header("dpop-nonce") is not None:
        return any(one.request.all("dpop") not in ((), refused.request.all("dpop")) for one in again)
    if refused.response.status != 401:
        return False
    if not _shown(refused):
        return any(_shown(one) for one in again)
    renewed = {value for one in later for _, value in one.response.issued}
    return _had_ended(refused) and any(renewed & set(_credential_of(one)) for one in again)


def _had_ended(refused: Exchange) -> bool:
    """Whether the token of a request was over when it was sent."""
    from assay.diagnosis.facts.carried_tokens import tokens_sent

    ends = [token.instant("exp") for token in tokens_sent(refused)[:1]]
    when = refused.response.date if refused.response.date is not None else refused.at
    return when is not None and bool(ends) and ends[0] is not None and ends[0] < when


def _shown(exchange: Exchange) -> tuple[str, ...]:
    form = exchange.request.form
    proved = tuple(form[name] for name in ("client_secret", "client_assertion") if form.get(name))
    return _credential_of(exchange) + exchange.request.all("cookie") + proved


def _aws_is_content(facts: Facts) -> bool:
    if not (facts.exchanges and facts.exchanges[-1].succeeded):
        return False
    from assay.diagnosis.facts.aws_recovery import has_recovered

    return has_recovered(facts)


def _met(facts: Facts, refused: Exchange, later: tuple[Exchange, ...]) -> bool:
    """Whether what was refused was answered: by waiting, by what was asked for, or by another credential in its place."""
    if refused.asks_silently:
        return True
    granted = [exchange for exchange in later if exchange.succeeded]
    again = [exchange for exchange in granted if _same_request(exchange, refused)]
    # A key that AWS does not know at first is told as a fault, however the next run ends.
    unhindered = facts.complaint.unhindered and not (facts.aws.said_invalid or facts.aws.said_signature)
    if (refused.waits or unhindered) and again:
        return True
    sent = _credential_of(refused)
    issued = [exchange for exchange in granted if exchange in facts.oauth.issuing]
    if not sent and refused.response.status in {401, 403} and issued:
        return True
    asked = facts.bundle.token.strip()
    if asked and sent and asked not in sent and any(asked in _credential_of(exchange) for exchange in granted):
        return True  # it was another's
    if asked and asked in sent and facts.laboratory.outcome == "failed":
        return False  # a signature does not run out: that a newer token passes tells something, and heals nothing
    asks_first = not sent and refused.response.status == 401
    return (refused.challenges or asks_first or bool(issued)) and any(
        exchange.request.host == refused.request.host and _credential_of(exchange) not in ((), sent)
        for exchange in granted
    )


def _tried_without(facts: Facts, refused: Exchange) -> bool:
    """Whether a request carried no credential, and the same request with one was granted, before or after."""
    if refused.response.status != 401 or _credential_of(refused):
        return False
    return any(one.succeeded and _credential_of(one) and _same_request(one, refused) for one in facts.exchanges)


def _same_request(one: Exchange, two: Exchange) -> bool:
    first, second = one.request, two.request
    return (first.method, first.host, first.parts.path) == (second.method, second.host, second.parts.path)


def _comes_and_goes(facts: Facts) -> bool:
    """Whether the same request with the same credential was taken and then refused."""
    for place, taken in enumerate(facts.exchanges):
        if not taken.succeeded or not _credential_of(taken):
            continue
        for later in facts.exchanges[place + 1 :]:
            if (
                later.response.status in {401, 403}
                and _same_request(taken, later)
                and _credential_of(taken) == _credential_of(later)
            ):
                return True
    return False


def only_issued(facts: Facts) -> bool:
    """Whether the last success handed out the token that is looked at, which no receiver has seen yet."""
    handed_out = bool(facts.exchanges) and facts.exchanges[-1] in facts.oauth.issuing
    return handed_out and facts.token is not None and facts.token.place.endswith(" of a response")


_WARNING = Pattern(r"\b(?:warn(?:ing)?|info|debug|notice)\b", re.IGNORECASE)
_REFUSED = Pattern(
    r"\berror|invalid|refus|reject|denied|unauthori[sz]ed|\s[45]\d\d\b(?!\s?ms)|\bfail(?:s|ed)?\b|exception",
    re.IGNORECASE,
)
_TAKEN = Pattern(r"\b(?:accepted|verified|authenticated)\b|\s2\d\d\b(?!\s?ms)", re.IGNORECASE)


def _warned_and_went_on(facts: Facts) -> bool:
    """Whether what is told is a warning that the log shows, after which the log shows that the token was taken."""
    if not _WARNING.search(facts.symptom) or facts.complaint.harmed:
        return False
    warned = next(
        (place for place, (_, line) in enumerate(facts.log) if _WARNING.search(line) and not _TAKEN.search(line)), None
    )
    if warned is None:
        return False
    from assay.diagnosis.facts.log_outcomes import is_liveness

    later = [line for _, line in facts.log[warned + 1 :] if not is_liveness(line)]
    return any(_TAKEN.search(line) for line in later) and not any(_REFUSED.search(line) for line in later)


def _credential_of(exchange: Exchange) -> tuple[str, ...]:
    """What an exchange proves itself with; the scheme word does not count."""
    headers = (
        exchange.request.all("authorization")
        + exchange.request.all("proxy-authorization")
        + exchange.request.all("dpop")
    )
    return tuple(value.partition(" ")[2] or value for value in headers)

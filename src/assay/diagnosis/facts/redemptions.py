"""Uses of refresh tokens and codes: when, which, and whether they were granted, from exchanges and from logs."""

from __future__ import annotations

import re

from assay.diagnosis.facts.gathered import Facts
from assay.diagnosis.facts.http import Exchange
from assay.diagnosis.facts.oauth import code_of
from assay.diagnosis.json_view import View
from assay.record import Record

LOGGED_VALUE = re.compile(
    r"(?:refresh[_ -]?token|refresh|\brt)(?:[_ -]?(?:id|hash|sha256|jti))?[\"']?\s*[=:]\s*[\"'\[]?([\w./+~-]{4,})",
    re.IGNORECASE,
)
_REFRESH_COOKIE = re.compile(r"(?:^|;\s*)[\w.-]*refresh[\w.-]*=([^;\s]{6,})", re.IGNORECASE)
_LOGGED_STATUS = re.compile(r"(?:->|=>|:|=|status|\s)\s*\"?([2-5]\d\d)(?=\s(?!ms|s\b)|$|[,;)}\"])")
_LOGGED_GRANT = re.compile(
    r"grant(?:_type)?[\"']?[=:]\s*[\"']?refresh|refresh_token=|\brefresh(?:ed|ing)?\b", re.IGNORECASE
)
_LOGGED_REFUSAL = re.compile(r"invalid_grant|reuse|already used|revoked|denied|reject|refused|\bfail", re.IGNORECASE)
_LOGGED_SUCCESS = re.compile(r"\b(?:ok|granted|rotated|success\w*|issued|exchanged)\b", re.IGNORECASE)
_LOGGED_CODE = re.compile(
    r"\bcode=([\w./+~-]{4,})(?:…|\.\.\.)?.*?(?:->|=>|status|\s)\s*([2-5]\d\d)(?=\s(?!ms|s\b)|$|[,;)])"
)

# An event of Keycloak, which names the code by its id.
_CODE_EVENT = re.compile(r"\btype=\"?CODE_TO_TOKEN(_ERROR)?\b\"?,[^\n]{0,600}?\bcode_id=\"?([\w.-]{6,64})")

_LOGGED_ROTATION = re.compile(
    r"refresh[_ -]?token\W{1,4}([\w./+~-]{4,})\S? (?:was |is )?(?:rotated|replaced|exchanged|superseded) (?:to|by|with|for|into|->) ([\w./+~-]{4,})",
    re.IGNORECASE,
)


class Redeemed(Record):
    """One use of a refresh token or code: when, which, and whether it was granted."""

    at: float
    value: str
    granted: bool
    successor: str = ""


def refreshes(facts: Facts) -> list[Redeemed]:
    """Every use of a refresh token, oldest first."""
    found = []
    for exchange in facts.oauth.token_requests or facts.exchanges:
        value, successor = _refresh_of(exchange)
        if value and exchange.moment is not None:
            found.append(Redeemed(exchange.moment, value, exchange.succeeded, successor))
    for moment, line in facts.log:
        rotated = _LOGGED_ROTATION.search(line)
        if rotated and moment is not None:
            found.append(Redeemed(moment, rotated.group(1), granted=True, successor=rotated.group(2)))
            continue
        used = LOGGED_VALUE.search(line) if moment is not None and _LOGGED_GRANT.search(line) else None
        granted = logged_outcome(line) if used else None
        if used and moment is not None and granted is not None and used.group(1) not in {"token", "refresh_token"}:
            found.append(Redeemed(moment, used.group(1), granted))
    return sorted(found, key=lambda one: one.at)


def _refresh_of(exchange: Exchange) -> tuple[str, str]:
    """The refresh token that a request carries and the one that its answer gives: in the body, or in a cookie of that name."""
    form, answer = exchange.request.form, exchange.response.json
    sent_as_json = exchange.request.json if exchange.request.body.lstrip()[:1] == "{" else None
    value = form.get("refresh_token") or form.get("refreshToken", "")
    if not value and sent_as_json is not None:
        value = _named_refresh(sent_as_json)
    if value:
        # An answer with tokens and no newer refresh token leaves the old one in its place (RFC 6749 section 6).
        return value, _named_refresh(answer) or (value if exchange.response.issued else "")
    if "refresh" not in exchange.request.parts.path.lower():
        return "", ""
    sent = [found for header in exchange.request.all("cookie") for found in _REFRESH_COOKIE.findall(header)]
    given = [found for header in exchange.response.all("set-cookie") for found in _REFRESH_COOKIE.findall(header)]
    return (sent[0] if sent else ""), (given[0] if given else "")


def _named_refresh(body: View) -> str:
    return next((body[name].text for name in ("refresh_token", "refreshToken", "refresh") if body[name].text), "")


def logged_outcome(line: str) -> bool | None:
    """Whether a line says that something was granted; None where it does not say."""
    status = _LOGGED_STATUS.search(line)
    if status:
        return status.group(1).startswith("2")
    if _LOGGED_REFUSAL.search(line):
        return False
    return True if _LOGGED_SUCCESS.search(line) else None


def same_token(one: str, two: str) -> bool:
    """Whether two spellings are one token; logs show its first characters only."""
    shorter, longer = sorted((one, two), key=len)
    return shorter == longer or (6 <= len(shorter) <= 16 and longer.startswith(shorter))


def code_uses(facts: Facts) -> list[Redeemed]:
    """Every use of an authorization code, oldest first."""
    found = []
    for exchange in facts.oauth.token_requests:
        code = code_of(exchange)
        if code and exchange.moment is not None:
            found.append(Redeemed(exchange.moment, code, exchange.succeeded))
    for moment, line in facts.log:
        match = _LOGGED_CODE.search(line)
        if match and moment is not None and re.search(r"token|authorization_code", line):
            found.append(Redeemed(moment, match.group(1), match.group(2).startswith("2")))
        event = _CODE_EVENT.search(line)
        if event and moment is not None:
            found.append(Redeemed(moment, event.group(2), granted=not event.group(1)))
    return sorted(found, key=lambda one: one.at)

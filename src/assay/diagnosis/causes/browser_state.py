"""What the browser should have kept between two steps and did not."""

from __future__ import annotations

import re

from assay.diagnosis.causes.cause import Cause, Sighting, Who, proves, sighted, suggests
from assay.diagnosis.facts.gathered import Facts
from assay.diagnosis.facts.http import Exchange
from assay.diagnosis.facts.quoting import line_shown, quoted
from assay.diagnosis.masks import is_masked
from assay.diagnosis.pattern import Pattern, any_of

LIMIT = 4_096
_STATE = any_of(
    r"\bstate\b",
    "state[-_ ]?mismatch",
    "csrf",
    "correlation",
    "nonce cookie",
    "login_state",
    "session.{0,20}(?:lost|expired|not found)",
    "invalid_state",
    "authorization_request_not_found",
    "cookie",
    "mismatching_state",
)
"""What a refusal says that concerns the state of the sign-in."""


def _set_by(exchange: Exchange) -> list[tuple[str, str, str]]:
    """(name, whole line, attributes in lower case) of every cookie that an answer sets."""
    found = []
    for line in exchange.response.all("set-cookie"):
        name, _, _ = line.partition("=")
        _, _, attributes = line.partition(";")
        found.append((name.strip(), line, attributes.lower()))
    return found


def _carried(exchange: Exchange) -> set[str]:
    return {piece.partition("=")[0].strip() for line in exchange.request.all("cookie") for piece in line.split(";")}


_WITHOUT_COOKIES = re.compile(
    r"\.(?:ico|js|css|png|jpe?g|svg|gif|map|woff2?)$|/(?:healthz?|readyz?|livez?|ping|metrics)/?$", re.IGNORECASE
)
_DELETES = re.compile(r"max-age=(?:0|-\d+)\b|expires=[^;]{0,8}\b(?:1970|1969)\b|expires=thu, 01[ -]jan[ -]1970")
_OF_SIGN_IN = re.compile(
    r"state|nonce|csrf|xsrf|corr|sess|sid\b|oidc|oauth|auth|login|pkce|verif|saml|sso", re.IGNORECASE
)


def _would_carry(exchange: Exchange, attributes: str) -> bool:
    """Whether a browser would send a cookie with these attributes along, as far as path and kind of request tell."""
    path = re.search(r"(?:^|;)\s*path=([^;\s]+)", attributes)
    asked = exchange.request.parts.path or "/"
    within = path is None or asked.lower().startswith(path.group(1).rstrip("/"))
    return within and not _WITHOUT_COOKIES.search(asked)


_OF_TASTE = Pattern(
    r"(?i)analytics|^_ga|^_gid|^_fb|utm_|consent|banner|theme|locale|lang\b|prefer|cart\b|recent|experiment|^ab_|track"
)


_OF_A_SIGN_IN = r"log(?:s|ged|ging)?[- ]?(?:in|out|on)\b|sign(?:s|ed|ing)?[- ]?(?:in|out|on)\b|session|cookie|\bloops?\b|redirect|\bstate\b|nonce|csrf|correlation|auth|\b40[13]\b|token|forgets|remember"
"""Words of a sign-in, and of what happens without its cookie."""


def _too_large(facts: Facts) -> Sighting | None:
    for place, exchange in enumerate(facts.exchanges):
        for name, line, attributes in _set_by(exchange):
            size = len(line.partition(";")[0].encode("utf-8", "replace"))
            if size <= LIMIT:
                continue
            later = [
                one
                for one in facts.exchanges[place + 1 :]
                if one.request.host == exchange.request.host and _would_carry(one, attributes)
            ]
            seen = f"the cookie {quoted(name)} has {size} bytes; browsers drop one over {LIMIT}"
            if later and not any(name in _carried(one) for one in later):
                # What counts visits or keeps a taste signs nobody in.
                signs_in = _OF_TASTE.search(name) is None and (not facts.complaint.text or facts.says(_OF_A_SIGN_IN))
                return sighted(seen, "the next request does not carry it", weight=94, warns=True, sure=signs_in)
            return suggests(seen, weight=80)
    failing = facts.failing
    if failing is not None and facts.says(
        r"cookie too (?:large|big)|request header or cookie too large|cookie.{0,30}(?:size|length|4096|exceed)"
    ):
        size = sum(len(value) for value in failing.request.all("cookie"))
        if size > LIMIT:
            return suggests(f"the request carries {size} bytes of cookies", weight=80)
        return (
            suggests("the refusal is about the size of cookies", weight=62)
            if not failing.request.header("authorization")
            else None
        )
    logged = facts.logged(
        r"cookie.{0,60}(?:too (?:large|big)|exceed|4096|4 ?kb|over the limit)|set-cookie.{0,40}(?:\b[4-9]\d{3}\b|\d{5}) ?(?:bytes|characters)"
    )
    return suggests(f"the log says: {line_shown(logged[1])}", weight=80) if logged else None


def _state_lost(facts: Facts) -> Sighting | None:
    callback = next(
        (
            one
            for one in reversed(facts.exchanges)
            if "state" in (one.request.query | one.request.form) and "response_type" not in one.request.query
        ),
        None,
    )
    if callback is None:
        return _state_lost_by_log(facts)
    if not (facts.says(_STATE) or callback.refused):
        return None
    carried = _carried(callback)
    earlier = [one for one in facts.exchanges if one is not callback and (one.moment or 0) <= (callback.moment or 0)]
    hidden = any(is_masked(line) for line in callback.request.all("cookie"))
    for exchange in reversed(earlier):
        at_issuer = "response_type" in exchange.request.query and exchange.request.host != callback.request.host
        for name, line, attributes in _set_by(exchange):
            if len(line.partition(";")[0]) > LIMIT:
                return None
            if name in carried and (hidden or not _overwritten(line, name, callback)):
                continue
            # What was deleted, or is for another path or site, had not to come back.
            if _DELETES.search(attributes) or at_issuer or not _would_carry(callback, attributes):
                continue
            why = _why_lost(exchange, callback, attributes)
            seen = [
                f"the cookie {quoted(name)} was set at {quoted(exchange.request.host)} and is not in the callback",
                *why,
            ]
            holds_state = _OF_SIGN_IN.search(name) or len(exchange.response.all("set-cookie")) == 1
            recorded = bool(callback.request.headers or why) and not hidden
            if facts.says(_STATE) and holds_state and recorded and not _others_came_back(exchange, callback):
                return proves(*seen, weight=92)
            return suggests(*seen, weight=78)
    if (
        facts.says(
            r"\bstate\b.{0,40}(?:mismatch|missing|invalid|not match|does)|(?:mismatch|missing|invalid).{0,20}\bstate\b|csrf|correlation"
        )
        and not carried
    ):
        return suggests("the callback carries no cookie", weight=76)
    return (
        suggests("the refusal is about the state of the sign-in", weight=54)
        if facts.says(
            r"\bstate\b.{0,30}(?:mismatch|missing|invalid|match)|invalid_state|state-mismatch|mismatching_state"
        )
        else None
    )


_STATE_REFUSED = any_of(
    r"\bstate\b.{0,40}(?:mismatch|missing|invalid|not (?:match|found|present)|does|expired)",
    r"(?:mismatch|missing|invalid|unknown|no|lost).{0,20}\bstate\b",
    "csrf",
    "correlation (?:failed|cookie)",
    "invalid_state",
    "mismatching_state",
    "authorization_request_not_found",
)
"""The state, or the cookie that holds it, is refused."""


def _state_lost_by_log(facts: Facts) -> Sighting | None:
    """Log lines of the server: a cookie is set at the start, and the callback comes without it."""
    if not facts.told(_STATE_REFUSED):
        return None
    setting = [
        match.group(1)
        for _, line in facts.log
        if (match := re.search(r"(?i)set-?cookie\W{1,3}([\w.!#$%&*+^-]{2,80})=", line))
    ]
    for _, line in facts.log:
        if not re.search(r"(?i)\bcode=|/(?:callback|signin-oidc|oidc|oauth2?/code)", line) or re.search(
            r"(?i)set-?cookie", line
        ):
            continue
        sent = re.search(r"(?i)\bcookies?\b\W{1,3}(.*)", line)
        missing = [
            name for name in setting if sent and not re.search(rf"(?<![\w.-]){re.escape(name)}\b", sent.group(1))
        ]
        if missing and any(
            re.search(r"(?i)state|nonce|correlation|csrf|session|oidc|oauth|auth", name) for name in missing
        ):
            return suggests(
                f"the log shows the cookie {quoted(missing[0])} set, and the callback without it: {line_shown(line)}",
                weight=86,
            )
    refused = facts.says(_STATE_REFUSED) and (facts.complained_of or facts.complaint.harmed)
    return suggests("the refusal is about the state of the sign-in", weight=56) if refused else None


def _others_came_back(exchange: Exchange, callback: Exchange) -> bool:
    """Whether another cookie of the sign-in, set by the same answer, came back as it was set."""
    carried = _carried(callback)
    return any(
        name in carried and _OF_SIGN_IN.search(name) and not _overwritten(line, name, callback)
        for name, line, _ in _set_by(exchange)
    )


def _overwritten(line: str, name: str, callback: Exchange) -> bool:
    value = line.partition(";")[0].partition("=")[2]
    return not any(f"{name}={value}" in sent for sent in callback.request.all("cookie"))


def _why_lost(exchange: Exchange, callback: Exchange, attributes: str) -> tuple[str, ...]:
    why = []
    if exchange.request.host != callback.request.host:
        why.append(f"the callback came to another host, {quoted(callback.request.host)}")
    domain = re.search(r"domain=\.?([^;\s]+)", attributes)
    if domain and not callback.request.host.endswith(domain.group(1)):
        why.append(f"it was set for the domain {quoted(domain.group(1))}")
    if "secure" in attributes and exchange.request.parts.scheme == "http":
        why.append("it is marked Secure, and the site was reached over http")
    if callback.request.method == "POST" and "samesite=none" not in attributes:
        why.append("the callback is a POST from another site, which SameSite keeps the cookie from")
    return tuple(why)


CAUSES = (
    Cause("oauth.cookie_too_large", Who.RECEIVER, "The session cookie is larger than browsers keep, so they drop it",
          ("Keep the session on the server, or split the cookie.", "Put fewer claims (groups) into it."),
          "Look at the length of Set-Cookie and at the Cookie header of the next request.", _too_large,
          explains_away=("oauth.state_cookie_lost",)),
    Cause("oauth.state_cookie_lost", Who.RECEIVER, "The cookie that holds the sign-in's state did not come back",
          ("Use one host name for start and callback.", "For a callback by POST: SameSite=None; Secure.", "Over http leave Secure out; use https outside of development."),
          "Compare Set-Cookie of the first step with the Cookie header of the callback.", _state_lost),
)  # fmt: skip

"""Something between client and application took the credential away, replaced it, or reads its scheme too strictly."""

from __future__ import annotations

import re

from assay.diagnosis.causes.cause import Cause, Sighting, Who, proves, sighted, suggests
from assay.diagnosis.facts.gathered import Facts
from assay.diagnosis.facts.http import Exchange
from assay.diagnosis.facts.quoting import line_shown, quoted
from assay.diagnosis.pattern import any_of

_MISSING = any_of(
    "(?:authorization|auth|bearer|access)[- _]?(?:header|token)s? (?:is |was )?(?:missing|not found|not (?:set|present|provided|supplied|sent)|required|empty)",
    "(?:missing|no|without|absent)(?: or invalid)?(?: an?| the)? (?:(?:authorization|auth|bearer)(?:[- _]?(?:header|token))?|access[- _]?(?:header|token))(?![a-z])",
    "credentials were not provided",
    "(?:jwt |bearer |access |auth )?token (?:was |is )?not (?:provided|found)",
    "missing token",
    "not authenticated",
)
"""No credential came with the request."""
_READ = r"invalid_dpop_proof|use_dpop_nonce|\bhtu\b|\bath\b|insufficient_scope|(?:token|jwt) (?:has |is )?expired|jwt audience|jwt issuer|invalid signature|\bkid\b"
_ONE_TIME = 300
"""Seconds by which two machines may tell the time of one request differently."""
_LET_IN_BY = (
    "x-user",
    "x-forwarded-user",
    "x-auth-request-user",
    "x-remote-user",
    "remote-user",
    "x-userinfo",
    "x-consumer-username",
)
"""Headers by which a gateway that has checked the token itself tells who it was."""
_STRIPS = re.compile(
    any_of(
        r"proxy_set_header\s+Authorization\s+(?:\"\"|'')",
        r"auth-response-headers:\s*[^\n]*Authorization",
        r"RequestHeader\s+unset\s+Authorization",
        "fastcgi_pass_header",
        "proxy:fcgi",
        "removeHeader",
        r"headers:\s*\n\s*-?\s*authorization",
        "WSGIScriptAlias",
        "mod_wsgi",
        "customRequestHeaders",
    ),
    re.IGNORECASE,
)
"""Lines of proxies' and servers' settings that decide whether the header goes on."""


def _views(facts: Facts) -> tuple[Exchange, Exchange] | None:
    """The same request as the client sent it and as the application saw it."""
    for place, inner in enumerate(facts.exchanges):
        if inner.seen_by not in {"server", "application", "app", "backend"}:
            continue
        # The nearest one that was sent before it, else one that was written down after it.
        for outer in (*reversed(facts.exchanges[:place]), *facts.exchanges[place + 1 :]):
            same = _one_request(outer, inner)
            if outer.seen_by in {"client", "browser", "proxy"} and same:
                return outer, inner
    return None


def _one_request(outer: Exchange, inner: Exchange) -> bool:
    """Whether two views may be of one request: same method, one path the end of the other, and about the same time."""
    sent, arrived = outer.request.parts.path.rstrip("/"), inner.request.parts.path.rstrip("/")
    if outer.request.method and inner.request.method and outer.request.method != inner.request.method:
        return False
    if outer.moment is not None and inner.moment is not None and abs(outer.moment - inner.moment) > _ONE_TIME:
        return False
    if not (sent and arrived):
        return sent == arrived
    return sent.endswith(arrived) or arrived.endswith(sent)


def _stripped(facts: Facts) -> Sighting | None:
    views = _views(facts)
    if views:
        sent, arrived = views[0].request.header("authorization"), views[1].request.header("authorization")
        if sent and not (arrived or "").strip() and facts.says(_READ):
            return None  # the application speaks of what stands in the token: it has read it
        if sent and not (arrived or "").strip():
            how = "an empty Authorization header" if arrived is not None else "no Authorization header"
            seen = f"the client sent an Authorization header, and the application saw {how}"
            inner = views[1]
            checked = any(inner.request.header(name) for name in _LET_IN_BY)
            refused = inner.response.status in {0, 400, 401, 403} or facts.says(_MISSING)
            if checked or not refused:  # it was let in, or failed over something else
                return suggests(seen, *_config(facts), weight=76)
            return proves(seen, *_config(facts), weight=94)
        if (
            sent
            and arrived
            and sent.lower().startswith(("bearer ", "dpop "))
            and arrived.strip() == sent.partition(" ")[2].strip()
        ):
            return proves("the application saw the token without its scheme word", *_config(facts), weight=92)
    failing = facts.failing
    if not facts.exchanges and facts.token is None and facts.says(_MISSING):
        around = " ".join((facts.bundle.software, facts.symptom, *facts.bundle.files, *facts.bundle.log))
        between = re.search(
            r"mod_wsgi|\bwsgi|fpm|fastcgi|\bcgi\b|apache|\.htaccess|nginx|proxy|gateway|ingress|traefik|haproxy|load balancer|\balb\b",
            around,
            re.IGNORECASE,
        )
        if between:
            return suggests(
                f"the header does not arrive, and {quoted(between.group(0))} stands in between",
                *_config(facts),
                weight=74,
            )
    if (
        failing is None
        or failing.seen_by in {"server", "application"}
        or not (failing.request.header("authorization") or "").strip()
    ):
        return None
    without = facts.logged(rf"http_authorization\W{{1,4}}(?:none|null|nil|undefined|empty|-|''|\"\")|{_MISSING}")
    if without and _of_one_time(without[0], failing):
        return suggests(
            f"the client sent an Authorization header, and the application logs: {line_shown(without[1])}",
            *_config(facts),
            weight=86,
        )
    if (
        facts.says(_MISSING)
        and not _config(facts)
        and re.match(r"bearer ", failing.request.header("authorization") or "")
    ):
        return None  # a receiver that wants "Bearer" says the same
    if facts.says(_MISSING):
        return suggests(
            "the client sent an Authorization header, and the answer says that there is none",
            *_config(facts),
            weight=76,
        )
    return suggests(*_config(facts), weight=62) if _config(facts) and failing.response.status == 401 else None


def _of_one_time(moment: float | None, exchange: Exchange) -> bool:
    return moment is None or exchange.moment is None or abs(moment - exchange.moment) <= _ONE_TIME


def _config(facts: Facts) -> tuple[str, ...]:
    for name, raw in facts.bundle.files.items():
        match = _STRIPS.search(raw.decode("utf-8", "replace"))
        if match:
            return (f"{name} has: {match.group(0).strip()[:80]}",)
    return ()


_IN_FRONT = r"(?i)nginx|apache|httpd|openresty|caddy|traefik|haproxy|envoy|kong|iis|lighttpd|cloudflare|varnish|authorization required"
"""Who stands in front of an application."""


def _conflict(facts: Facts) -> Sighting | None:
    failing = facts.failing
    same = [one for one in facts.exchanges if failing is None or one.request.host == failing.request.host]
    for exchange in reversed(same):
        headers = exchange.request.all("authorization")
        schemes = {value.split(" ")[0].lower() for value in headers if value}
        if exchange.refused and len(headers) > 1 and len(schemes) > 1:
            seen = f"the request has {len(headers)} Authorization headers: {', '.join(sorted(schemes))}"
            later = failing is not exchange and len(failing.request.all("authorization")) == 1 if failing else False
            return suggests(seen, weight=70) if later else proves(seen, weight=93)
        if exchange.refused and any(
            re.search(r"(?i)\bbasic\s+\S+,\s*bearer\s|\bbearer\s+\S+,\s*basic\s", value) for value in headers
        ):
            return proves("one Authorization header holds two credentials, Basic and Bearer", weight=92)
    if failing is None:
        return None
    sent = failing.request.header("authorization") or ""
    challenges = " ".join(failing.response.all("www-authenticate")).lower()
    if sent.lower().startswith("bearer ") and re.match(r"\s*basic\b", challenges) and "bearer" not in challenges:
        server = failing.response.header("server")
        realm = f" of {quoted(server)}" if server else ""
        seen = f"the request carries a Bearer token, and the answer{realm} asks for Basic"
        if failing in facts.oauth.token_requests or "invalid_client" in failing.response.body:
            return suggests(seen, weight=50)  # it is how a client is asked for its secret
        # Some applications ask for Basic themselves.
        by_proxy = re.search(_IN_FRONT, f"{server or ''} {failing.response.body[:2_000]}") or _config(facts)
        return sighted(seen, weight=92, sure=by_proxy)
    views = _views(facts)
    if views:
        outer, inner = (view.request.header("authorization") or "" for view in views)
        if outer[:6].lower() == "bearer" and inner[:5].lower() == "basic":
            return proves("the client sent Bearer, and the application saw Basic", weight=92)
    return None


def _case(facts: Facts) -> Sighting | None:
    failing = facts.failing
    sent = (failing.request.header("authorization") or "") if failing else ""
    match = re.match(r"(bearer|BEARER|bEARER|BeARER) +\S", sent)
    if failing is None or not match:
        return _case_told(facts) if not sent else None
    seen = f"the header begins with {quoted(match.group(1))}"
    token = sent.partition(" ")[2].strip()
    for exchange in facts.exchanges:
        other = exchange.request.header("authorization") or ""
        same = exchange.request.host == failing.request.host
        if same and exchange.succeeded and other.startswith("Bearer ") and other.partition(" ")[2].strip() == token:
            return proves(seen, "the same token passes behind 'Bearer'", weight=93)
    code = "\n".join(raw.decode("utf-8", "replace") for raw in facts.bundle.files.values())
    strict = re.search(
        r"(?:startsWith|startswith|HasPrefix|indexOf|===?|==|split)\W{0,4}\(?[^\n]{0,30}['\"]Bearer ?['\"]", code
    )
    if strict:
        return proves(seen, f"the receiver compares it letter by letter: {strict.group(0)[:60]!r}", weight=92)
    log = facts.logged(r"\bBearer\b.{0,60}\b(?:200|ok|works|passes)\b|scheme|must start with")
    if log or facts.says(
        r"scheme|must (?:start|begin) with|authorization header format|expected 'bearer|'bearer' ?(?:prefix|scheme)|invalid authorization header"
    ):
        of_url = facts.says(r"(?:url|uri|http|redirect)[^\n]{0,20}scheme") and not facts.says("bearer|authorization")
        return sighted(seen, "the refusal is about the scheme word", weight=88, sure=not of_url)
    expired = facts.token is not None and (facts.token.instant("exp") or 9e10) < (facts.now or 0)
    return None if expired else suggests(seen, weight=72)


_LOWER_SCHEME = re.compile(r"(?:uthorization['\"]?\s?[:=]\s?|['\"`])['\"`]?(?:bearer|BEARER)\b")
_CAPITAL_SCHEME = re.compile(r"(?:uthorization['\"]?\s?[:=]\s?|['\"`])['\"`]?Bearer\b")
_ONE_PASSES = re.compile(r"\b200\b|\bworks?\b|\bpass(?:es)?\b|\baccept(?:s|ed)\b|\bok\b", re.IGNORECASE)
_ONE_FAILS = re.compile(
    r"\b40[0134]\b|\bfails?\b|\brefuse[sd]\b|\brejects?(?:ed)?\b|unauthori[sz]ed|invalid|not work", re.IGNORECASE
)


def _case_told(facts: Facts) -> Sighting | None:
    """Somebody tells that the header passes in one spelling and fails in the other: only the letters as written show it."""
    for line in (*facts.bundle.symptom[:8_000].splitlines(), *facts.bundle.log[:400]):
        told = line[:2_000]
        if not (_LOWER_SCHEME.search(told) and _CAPITAL_SCHEME.search(told)):
            continue
        if _ONE_PASSES.search(told) and _ONE_FAILS.search(told):
            return suggests(f"it is told that the spelling decides: {line_shown(told.strip())}", weight=80)
    return None


CAUSES = (
    Cause("oauth.header_stripped_by_proxy", Who.PROXY, "A proxy or web server takes the Authorization header away",
          ('Apache: CGIPassAuth On, or SetEnvIf Authorization "(.*)" HTTP_AUTHORIZATION=$1; mod_wsgi: WSGIPassAuthorization On',
           "nginx: proxy_set_header Authorization $http_authorization;"),
          "Log the headers that the application receives.", _stripped,
          explains_away=("jwt.aud_missing", "jwt.verifier_bug", "oauth.bearer_scheme_case", "jwt.wrong_audience", "jwt.kid_missing")),
    Cause("oauth.authorization_header_conflict", Who.PROXY, "Two credentials compete for the one Authorization header",
          ("Free the API's path from the proxy's Basic authentication.", "Or carry one of the two in another header."),
          "Look at WWW-Authenticate: Basic comes from the proxy.", _conflict,
          explains_away=("oauth.header_stripped_by_proxy", "jwt.verifier_bug")),
    Cause("oauth.bearer_scheme_case", Who.RECEIVER, 'The receiver insists on the spelling "Bearer"',
          ("Compare the scheme word without regard to case (RFC 9110 section 11.1).", "Until then send 'Bearer' with a capital."),
          "Send the same token behind 'Bearer'.", _case,
          explains_away=("jwt.verifier_bug",)),
)  # fmt: skip

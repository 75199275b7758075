"""The verifier's key set against the token's kid: missing, unknown, stale, wrong, unreachable."""

from __future__ import annotations

import re

from assay.diagnosis.causes.cause import Cause, Sighting, Who, allows, proves, sighted, suggests
from assay.diagnosis.facts.gathered import Facts
from assay.diagnosis.facts.http import Exchange, split_url
from assay.diagnosis.facts.instants import show_span
from assay.diagnosis.facts.keys import issuer_jwks, key_id, verifier_jwks
from assay.diagnosis.facts.quoting import line_shown, quoted
from assay.diagnosis.json_view import leaves, parse_json
from assay.diagnosis.pattern import Pattern, any_of

_KEY_WORDS = any_of(
    r"\bkid\b",
    "select (?:a )?key",
    "(?<!access )key id",
    "signing key",
    "key (?:was )?not found",
    r"\bjwks?\b",
    "no (?:matching|suitable|applicable) key",
    "idx10503",
    "idx10500",
    "idx10501",
    "find a (?:signing )?key",
    "unable to find",
    "matching key",
    "unresolvablekey",
)
"""The refusal is about which key."""
_WHICH_KEY = any_of(
    r"\bkid\b",
    "select (?:a )?key",
    "(?<!access )key id",
    "(?:signing|verification|public|matching|suitable|applicable|appropriate|right|correct) key",
    r"\bjwks?\b",
    "key ?set",
    r"idx1050[0-3]",
    "unresolvablekey",
    "no key",
)
"""It is a key of a set that was not found."""
_ABOUT_VERIFYING = r"signature|\b40[14]\b|unauthori[sz]ed|invalid.?token|verif"
_KEY_PATH = Pattern(r"/jwks?(?:$|[/.?_-])|/jwks|/certs?$|/keys$|jwks\.json$|/publickeys", re.IGNORECASE)
_FETCH = r"jwks|jwk set|openid-configuration|discovery|well-known|certs|signing keys?|realm keys?|key ?set|idx2080\d|metadata|public keys?"
_FETCH_FAILED = any_of(
    # the request
    r"fetch\w* (?:is )?fail",
    "failed to (?:fetch|retrieve|load|get|download)",
    "(?:unable to|cannot|can't|could not|failed to) (?:retrieve|obtain|get|fetch|load|resolve|reach|download)",
    "could not (?:be )?(?:retriev|fetch|load|get)",
    # names and connections
    "enotfound",
    "econnrefused",
    "etimedout",
    "eai_again",
    "getaddrinfo",
    "timed? ?out",
    "connection (?:refused|reset)",
    "no such host",
    "name or service",
    "unreachable",
    "socket hang up",
    "no route",
    # certificates
    "unable to verify the first certificate",
    "self.signed",
    "pkix",
    "certificate.{0,30}(?:verify|unknown|expired|trust)",
    "x509",
    "ssl",
    "tls",
    # the answer is no JSON
    "unexpected token",
    "not valid json",
    "is not json",
)
"""The key set or metadata was not got."""


# That a key was looked for in a set that was at hand, and is not there.
_NO_SUCH_KEY = any_of(
    r"(?:unable to|could not|couldn't|cannot|can't|did not|didn't) (?:find|match|locate)[^\n]{0,24}\bkey",
    r"no (?:matching |such |suitable )?(?:signing )?key\b",
    r"key[^\n]{0,60}not found",
    r"\bkid\b",
)
_NETWORK = any_of(
    # names and connections
    "enotfound",
    "econn",
    "etimedout",
    "eai_again",
    "getaddrinfo",
    "time[ds]? ?-?out",
    "refused",
    "reset",
    "no such host",
    "name (?:or service|resolution)",
    "unreachable",
    "socket",
    "no route",
    # certificates
    "certificate",
    "self.signed",
    "pkix",
    "x509",
    r"\bssl\b",
    r"\btls\b",
    # the request, and an answer that is no key set
    r"fetch\w* (?:is )?fail",
    r"\bstatus(?: code)?:? [45]\d\d",
    r"\bhttp(?:/\d\S*)? [45]\d\d",
    "<html",
    "json",
)
"""Looser words for that: beside them it is not said that a key was missing from a set."""
_NO_KEYS = any_of(
    "(?:did|does) ?n[o']t contain any (?:signing )?keys",
    "no (?:signing )?keys (?:were )?(?:found )?(?:in|at) (?:the )?(?:jwks|key ?set|endpoint)",
    r"missing required \"?keys",
    r"\"?keys\"? (?:member|property|array)[^\n]{0,20}(?:missing|required)",
    "empty (?:jwks|key ?set)",
    "json web key set (?:is )?malformed",
)


def _kid_missing(facts: Facts) -> Sighting | None:
    token = facts.token
    if token is None and facts.says(
        r"matches: ['\"]?(?:none|null|undefined)\b|\bkid\b.{0,12}(?:is )?(?:missing|none|null|undefined)"
    ):
        return suggests("the receiver looked for a key of no name: the token's header has no kid", weight=76)
    if token is None or not token.is_jwt or token.is_jwe or token.kid or token.alg[:2].upper() in {"HS", "NO", ""}:
        return None
    if facts.bundle.use == "dpop_proof" or token.header.has("jwk"):
        return None
    keys = verifier_jwks(facts.bundle)
    known = keys if keys is not None else issuer_jwks(facts.bundle)
    seen = ["the token's header has no kid"]
    if known:
        seen.append(f"the key set has {len(known)} key{'s' if len(known) > 1 else ''}")
    if known and facts.laboratory.outcome == "failed":
        return suggests(*seen, "no key of it fits the signature", weight=55)
    if facts.says(_KEY_WORDS):
        # A verifier of one key looks for none by name, and what is not found may be no key.
        one_key = keys is None and bool(facts.bundle.verifier["key"].mapping)
        return sighted(*seen, weight=84, sure=facts.says(_WHICH_KEY) and not one_key)
    return suggests(*seen, weight=58) if known else None


def _stale(facts: Facts) -> Sighting | None:
    token = facts.token
    if token is None or not token.kid:
        return None
    own, published = verifier_jwks(facts.bundle), issuer_jwks(facts.bundle)
    if own is not None and token.kid in {key_id(key) for key in own}:
        return None
    if published is not None and token.kid in {key_id(key) for key in published}:
        if own is None and not facts.says(_KEY_WORDS):
            return None
        seen = [f"kid {quoted(token.kid)} is not among the verifier's keys, but the issuer publishes it now"]
        age = _cache_age(facts)
        # Whoever expects another issuer has that one's keys.
        same = facts.expected_issuer.rstrip("/") in {"", token.issuer.rstrip("/")}
        return proves(*seen, *age, weight=90) if own is not None and same else suggests(*seen, *age, weight=76)
    if own is not None:
        rotated = facts.logged(
            r"rotat|new (?:signing )?key|key set taken from cache|cached (?:jwks|key set)|jwks cache"
        )
        seen = [f"kid {quoted(token.kid)} is not among the verifier's {len(own)} keys"]
        if rotated:
            return suggests(*seen, f"the log says: {line_shown(rotated[1])}", weight=76)
        return suggests(*seen, weight=60)
    loaded = facts.logged(_KEYS_LOADED)
    shown = re.search(_KEYS_LOADED, loaded[1]) if loaded else None
    listed = re.findall(r"[\w.-]{6,80}", shown.group(1)) if shown else []
    if listed and token.kid not in listed:
        return suggests(f"the log lists the keys that are held, and {quoted(token.kid)} is not among them", weight=86)
    if facts.says(r"\bkid\b|no key matching|doesn't have key|idx10503|key.{0,20}not found"):
        return suggests(f"the receiver finds no key for kid {quoted(token.kid)}", weight=56)
    return None


_KEYS_LOADED = (
    r"(?i)\bkeys? (?:ids? )?(?:loaded|cached|held|known|in (?:use|cache))\b[^\n\[]{0,12}\[([\w., -]{6,2000})\]"
)


def _cache_age(facts: Facts) -> tuple[str, ...]:
    fetched = facts.logged(r"fetch\w* (?:key set|jwks)|jwks.{0,20}(?:fetched|loaded|refreshed)")
    if fetched and fetched[0] is not None and facts.now is not None:
        return (f"the verifier fetched its set {show_span(facts.now - fetched[0])} ago",)
    return ()


def _other_key(facts: Facts) -> Sighting | None:
    token, report = facts.token, facts.laboratory
    if (
        token is not None
        and report.outcome == "failed"
        and report.form is None
        and token.kid
        and not token.alg.startswith("HS")
    ):
        return allows(
            f"the signature fails with the key {quoted(token.kid)} that the token names, and with every other at hand",
            weight=42,
        )
    if token is None or report.form not in {"other_key_of_the_set", "published_key"} or not token.kid:
        return None
    own = verifier_jwks(facts.bundle)
    if own is None:
        own = issuer_jwks(facts.bundle) or ()
    if token.kid not in {key_id(key) for key in own}:
        return None
    if report.form == "published_key" and report.key == token.kid:
        return suggests(f"the issuer now publishes another key under the kid {quoted(token.kid)}", weight=74)
    return proves(
        f"the signature fails with the key {quoted(token.kid)} that the token names",
        f"and passes with {quoted(report.key)}",
        weight=93,
    )


def _unreachable(facts: Facts) -> Sighting | None:
    status, body = _key_answer(facts)
    seen: list[str] = []
    html = body.lstrip()[:200].lower().startswith(("<!doctype", "<html"))
    if parse_json(body).has("keys"):
        status, body = None, ""  # it answered with keys, whatever else was recorded
    if status is not None and (status == 0 or status >= 500 or status in {401, 403, 407}):
        seen.append(
            f"fetching the key set gives the status {status:.0f}" if status else "fetching the key set gives no answer"
        )
    if html:
        seen.append("the answer is HTML instead of JSON")
    elif body and status not in {200, 404} and not (status is None and body.lstrip().startswith(("{", "["))):
        seen.append(f"the answer says {quoted(body[:120])}")
    if not seen and facts.says(_NO_SUCH_KEY) and not facts.told(_NETWORK):
        return None  # the set was there, and the key was not in it
    logged = facts.logged(
        rf"(?:{_FETCH})(?!\W{{1,3}}200)[^\n]{{0,200}}(?:{_FETCH_FAILED}|\bfail|\berror)|(?:{_FETCH_FAILED})[^\n]{{0,200}}(?:{_FETCH})"
    )
    if seen:
        seen += [f"the log says: {line_shown(logged[1])}"] if logged else []
        # An exchange without an answer may be one that was not recorded to its end.
        told = status or body or logged or facts.says(_FETCH_FAILED)
        if not told:
            return suggests(*seen, weight=60)
        # That others cannot fetch them does not show that the receiver cannot.
        by_receiver = (
            logged
            or not facts.complaint.text
            or _fetched_by_receiver(facts)
            or facts.says(rf"{_KEY_WORDS}|{_FETCH}|{_FETCH_FAILED}")
        )
        return proves(*seen, weight=91) if by_receiver else suggests(*seen, weight=88)
    if facts.says(_FETCH) and facts.says(_FETCH_FAILED):
        said = facts.complaint.find(_FETCH_FAILED)
        return suggests(f"the receiver could not fetch the keys: {quoted(said.group(0) if said else '')}", weight=74)
    network = facts.logged(_FETCH_FAILED) if facts.says(_FETCH) else None
    logged = logged or network
    return suggests(f"the log says: {line_shown(logged[1])}", weight=70) if logged else None


def _key_answer(facts: Facts, used: str = "") -> tuple[float | None, str]:
    """Status and body of the last try to fetch the keys; (None, "") where none is known."""
    issuer = facts.bundle.issuer
    if issuer.has("jwks_status") or issuer.has("jwks_body"):
        return issuer["jwks_status"].number, issuer["jwks_body"].text
    exchange = _fetched(facts, used)
    return (None, "") if exchange is None else (float(exchange.response.status), exchange.response.body)


def _fetched(facts: Facts, used: str = "") -> Exchange | None:
    """The last exchange in which keys were asked for."""
    for exchange in reversed(facts.exchanges):
        path = exchange.request.parts.path
        # Nobody shows a token to be given public keys: /v1/keys with one is an API of its own.
        own_api = exchange.request.header("authorization") and not re.search(r"(?i)jwk|cert|well-known|public", path)
        if exchange.request.method in {"", "GET"} and (
            (_KEY_PATH.search(path) and not own_api) or (used and exchange.request.url == used)
        ):
            return exchange
    return None


def _fetched_by_receiver(facts: Facts) -> bool:
    exchange = _fetched(facts)
    return exchange is not None and exchange.seen_by not in {"client", "browser", ""}


def _fetched_elsewhere(facts: Facts, published: str) -> str:
    """The address of keys that was asked with no credential and had none, at the host that publishes another one; or empty."""
    for exchange in facts.exchanges:
        request, status = exchange.request, exchange.response.status
        asked = request.method in {"", "GET"} and status in {404, 405, 410} and not request.header("authorization")
        elsewhere = request.host == split_url(published).hostname and request.url.rstrip("/") != published.rstrip("/")
        if published and asked and elsewhere and _KEY_PATH.search(request.parts.path):
            return request.url
    return ""


def _wrong_url(facts: Facts) -> Sighting | None:
    issuer = facts.bundle.issuer
    published = issuer["metadata"]["jwks_uri"].text
    used = next(
        (
            value
            for name, value in [
                *leaves(facts.bundle.settings.raw),
                *leaves(facts.bundle.verifier.raw),
                *facts.bundle.environment.items(),
            ]
            if isinstance(value, str)
            and re.search(
                r"jwks?_?(?:ur[il]|$)|jwks|jwk[._-]?set[._-]?ur[il]|certs?_?ur[il]|keys?_?ur[il]", name, re.IGNORECASE
            )
            and value.startswith("http")
        ),
        "",
    )
    used = used or _fetched_elsewhere(facts, published)
    seen = []
    moved = False  # the same path at another host may be another way to the same keys
    if published and used and published.rstrip("/") != used.rstrip("/"):
        moved = split_url(used).path == split_url(published).path
        seen.append(f"the keys are fetched from {quoted(used)}, and the discovery document says {quoted(published)}")
    if used.endswith(("/openid-configuration", "/oauth-authorization-server")) and facts.complaint.technical:
        seen.append(f"the keys are fetched from {quoted(used)}: that is the discovery document, not the key set")
    status, body = _key_answer(facts, used)
    document = parse_json(body)
    if status == 200 and body and document.mapping and not document.has("keys") and "BEGIN CERTIFICATE" not in body:
        seen.append("the address answers with JSON that has no keys")
    empty = issuer["jwks"].has("keys") and not issuer["jwks"]["keys"].items
    if status == 404:
        seen.append("the address answers with the status 404")
    path = split_url(used).path
    bare = bool(used) and not path.strip("/")
    if (
        not seen
        and used
        and facts.complaint.technical
        and facts.failing not in facts.oauth.token_requests  # it reads no keys
        and not _KEY_PATH.search(path)
        and (bare or facts.says(_NO_KEYS))
    ):
        seen.append(f"the keys are fetched from {quoted(used)}, which is no address of a key set")
        if not facts.says(rf"{_KEY_WORDS}|{_FETCH}"):
            return suggests(*seen, weight=74)
    if not seen and facts.says(_NO_KEYS):
        return suggests("the address answers, and its answer holds no keys", weight=72)
    if not seen:
        return suggests("the address answers with an empty set of keys", weight=66) if empty else None
    own = verifier_jwks(facts.bundle)
    token = facts.token
    if own and token is not None and token.kid in {key_id(key) for key in own}:
        return None
    if facts.complaint.technical and not facts.says(rf"{_KEY_WORDS}|{_FETCH}|{_ABOUT_VERIFYING}"):
        return allows(*seen, weight=40)
    at_endpoint = facts.oauth.token_request is not None and facts.oauth.token_request.refused
    if at_endpoint or facts.says(r"client.?assertion|aadsts"):
        return suggests(*seen, weight=60)  # a token endpoint fetches nobody's keys to refuse a grant
    if facts.oauth.said("invalid_client", "unauthorized_client") and not facts.says(_KEY_WORDS):
        return suggests(*seen, weight=50)  # a client was refused, who presents no key
    about_token = facts.token is not None and facts.says("signature|verif")
    if facts.complaint.technical and not about_token and not facts.says(rf"{_KEY_WORDS}|{_FETCH}"):
        return suggests(*seen, weight=78)
    only_differs = len(seen) == 1 and seen[0].startswith("the keys are fetched from") and bool(published)
    if only_differs and (moved or (facts.complaint.text and not facts.says(rf"{_KEY_WORDS}|{_FETCH}"))):
        return suggests(*seen, weight=80 if moved else 92)
    return proves(*seen, weight=92)


CAUSES = (
    Cause("jwt.kid_missing", Who.ISSUER, "The token's header has no kid, and the receiver finds its keys by kid",
          ("Have the issuer write kid into the header.", "Or have the verifier try the keys of the fitting kind."),
          "Decode the header and look for kid.", _kid_missing),
    Cause("jwt.kid_unknown_stale_jwks_cache", Who.RECEIVER, "The receiver's key set is older than the key that signed the token",
          ("Fetch the set again, once, when a kid is unknown.", "Keep the set no longer than its cache headers say."),
          "Fetch the issuer's set now and look for the token's kid.", _stale,
          explains_away=("jwt.wrong_secret", "jwt.verifier_bug")),
    Cause("jwt.kid_key_mismatch", Who.ISSUER, "The token names one key and was signed with another of the set",
          ("Correct the kid at the issuer.",),
          "Verify with each key of the set in turn.", _other_key,
          explains_away=("jwt.kid_unknown_stale_jwks_cache", "jwt.wrong_secret", "jwt.verifier_bug")),
    Cause("jwt.jwks_url_wrong", Who.RECEIVER, "The receiver fetches keys from the wrong address",
          ("Take jwks_uri from the issuer's discovery document.",),
          'Open the address: it must answer with {"keys": [...]} of this issuer.', _wrong_url,
          explains_away=("jwt.jwks_unreachable", "jwt.kid_unknown_stale_jwks_cache", "jwt.kid_missing")),
    Cause("jwt.jwks_unreachable", Who.RECEIVER, "The receiver cannot fetch the issuer's keys",
          ("Open the route from the receiver to jwks_uri (DNS, proxy, firewall).", "Trust the CA of its certificate.",
           "From the receiver's machine: curl -v JWKS_URI"),
          "Fetch jwks_uri from the receiver's own machine or container.", _unreachable,
          explains_away=("jwt.kid_unknown_stale_jwks_cache", "jwt.kid_missing", "jwt.verifier_bug")),
)  # fmt: skip

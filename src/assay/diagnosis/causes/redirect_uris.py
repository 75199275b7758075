"""The redirect URI that was sent against the registered ones."""

from __future__ import annotations

import re
from itertools import combinations
from urllib.parse import SplitResult

from assay.diagnosis.causes.cause import Cause, Sighting, Who, proves, sighted, suggests
from assay.diagnosis.facts.gathered import Facts
from assay.diagnosis.facts.http import Exchange, split_url
from assay.diagnosis.facts.near_strings import differ_by_slash, is_inner_host
from assay.diagnosis.facts.oauth import parameters_of_location
from assay.diagnosis.facts.quoting import quoted
from assay.diagnosis.json_view import leaves
from assay.diagnosis.masks import is_masked
from assay.diagnosis.pattern import Pattern

_LOOPBACK = {"localhost", "127.0.0.1", "::1"}
_FORWARDED = (
    "x-forwarded-proto",
    "cloudfront-forwarded-proto",
    "x-forwarded-scheme",
    "x-forwarded-protocol",
    "forwarded",
    "front-end-https",
    "x-arr-ssl",
)


_NAMES_CALLBACK = re.compile(r"redirect|call-?back|reply[ _-]?ur[il]|return[ _-]?ur[il]", re.IGNORECASE)


def _pairs(facts: Facts) -> list[tuple[str, str]]:
    """(sent, registered) for all that differ; none when a sent one is registered."""
    oauth = facts.oauth
    sent, registered = list(oauth.redirect_uris_sent), list(oauth.redirect_uris_registered)
    named = re.search(r"redirect[_ ]ur[il]\s*[=:]?\s*['\"‘“]?(https?://[^\s'\"’”&<>)]+)", facts.symptom, re.IGNORECASE)
    if named and named.group(1) not in sent:
        sent.append(named.group(1).rstrip(".,"))
    for words, found in ((r"registered", registered), (r"got|sent|received", sent)):
        told = re.search(rf"\b(?:{words}):?\s*['\"]?(https?://[^\s'\"&<>),]+)", facts.symptom, re.IGNORECASE)
        if told and told.group(1).rstrip(".") not in found and oauth.complains_of_redirect:
            found.append(told.group(1).rstrip("."))
    if not (sent and registered) and oauth.complains_of_redirect:
        # Two addresses of the words that name the same path, or the same but for a slash.
        urls = dict.fromkeys(
            url.rstrip(".,:") for url in re.findall(r"https?://[^\s'\"‘’“”&<>),]+", facts.symptom[:4_000])
        )
        near = [
            (one, two)
            for one, two in combinations(urls, 2)
            if split_url(one).path.rstrip("/") == split_url(two).path.rstrip("/")
        ]
        if len(near) == 1:
            return near
    if sent and not registered and oauth.complains_of_redirect:
        registered += [
            value
            for _, name, value in facts.configured
            if _NAMES_CALLBACK.search(name) and value.startswith("http") and value not in sent
        ]
    if len(sent) > 1 and not registered and oauth.complains_of_redirect:
        # The authorization request and the token request must name the same one.
        return [(one, two) for one in sent for two in sent if one != two]
    if any(one in registered for one in sent) and len(set(sent)) == 1:
        return []
    return [(one, two) for one in sent for two in registered if one != two and is_masked(one) == is_masked(two)]


def _concerned(facts: Facts) -> bool:
    return facts.oauth.complains_of_redirect or facts.oauth.said(
        "redirect_uri_mismatch", "invalid_request", "invalid_grant", "unauthorized_client"
    )


def _refused_for(facts: Facts, sent: str, registered: str) -> bool:
    """Whether it is this URI that is refused, and for being another one than the registered."""
    oauth = facts.oauth
    failing = facts.failing
    named = failing.request.query.get("redirect_uri") or failing.request.form.get("redirect_uri") if failing else ""
    if named and not {sent, registered} & {named}:
        return False  # that of another request
    if oauth.complains_of_redirect or oauth.said("redirect_uri_mismatch"):
        return True
    if not oauth.said("invalid_request", "invalid_grant", "unauthorized_client"):
        return False
    if oauth.grant not in {"", "authorization_code"} or oauth.issuing:
        return False
    # A server that answers an authorization request with a code does not mind the URI of that request.
    taken = {one.request.query.get("redirect_uri") for one in oauth.authorize_requests if _answers_with_code(one)}
    return sent not in taken or registered in oauth.redirect_uris_sent


def _answers_with_code(exchange: Exchange) -> bool:
    return bool(parameters_of_location(exchange).get("code"))


def _slash(facts: Facts) -> Sighting | None:
    for sent, registered in _pairs(facts):
        if differ_by_slash(sent, registered):
            seen = (f"sent is {quoted(sent)}", f"registered is {quoted(registered)}")
            if _refused_for(facts, sent, registered):
                return proves(*seen, weight=92)
            return suggests(*seen, weight=84 if _concerned(facts) else 66)
    return None


def _loopback(facts: Facts) -> Sighting | None:
    for sent, registered in _pairs(facts):
        one, two = split_url(sent), split_url(registered)
        if (
            {one.hostname, two.hostname} <= _LOOPBACK
            and one.hostname != two.hostname
            and one.path.rstrip("/") == two.path.rstrip("/")
        ):
            seen = (f"sent is {quoted(sent)}", f"registered is {quoted(registered)}")
            # RFC 8252 section 7.3 leaves the port of a loopback address open, but not every server does.
            alone = one.port == two.port and one.path == two.path and one.scheme == two.scheme
            if alone and _refused_for(facts, sent, registered):
                return proves(*seen, weight=91)
            return suggests(*seen, weight=84 if _concerned(facts) else 66)
    named = _two_names_at_hand(facts) if facts.oauth.complains_of_redirect else ()
    return suggests(*(f"{place} names {quoted(url)}" for place, url in named), weight=72) if named else None


_OF_LOOPBACK = Pattern(r"http://(localhost|127\.0\.0\.1)(?::(\d{2,5}))?(?:/[\w./-]{0,200})?(?![\w.:-])")


_SIGNS_IN = Pattern(r"/(?:[\w-]*call-?back|auth|oauth2?|oidc|log-?in|sign-?in|cb)\b", re.IGNORECASE)


def _two_names_at_hand(facts: Facts) -> tuple[tuple[str, str], ...]:
    """(place, address) of one that says localhost and one that says 127.0.0.1, of the same port; empty without the pair."""
    bundle = facts.bundle
    texts = [(f"file {name}", raw[:50_000].decode("utf-8", "replace")) for name, raw in bundle.files.items()]
    texts += [(f"variable {name}", value) for name, value in bundle.environment.items()]
    texts += [(f"setting {name}", value) for name, value in leaves(bundle.settings.raw) if isinstance(value, str)]
    found: dict[str, dict[str, tuple[str, str]]] = {}
    signs_in: set[str] = set()
    for place, text in texts:
        for url in _OF_LOOPBACK.finditer(text):
            port = url.group(2) or "80"
            found.setdefault(port, {}).setdefault(url.group(1), (place, url.group(0)))
            signs_in |= {port} if _SIGNS_IN.search(url.group(0)) else set()
    return next((tuple(names.values()) for port, names in found.items() if len(names) == 2 and port in signs_in), ())


def _forwarded_as_https(facts: Facts) -> str:
    """The header by which a proxy says that the person used https; empty where there is none."""
    for exchange in facts.exchanges:
        for name in _FORWARDED:
            if "https" in (exchange.request.header(name) or "").lower() or (
                name == "front-end-https" and exchange.request.header(name) == "on"
            ):
                return name
    return ""


def _scheme(facts: Facts) -> Sighting | None:
    for sent, registered in _pairs(facts):
        one, two = split_url(sent), split_url(registered)
        if one.path.rstrip("/") != two.path.rstrip("/") or {one.hostname, two.hostname} <= _LOOPBACK:
            continue
        inner = is_inner_host(one.hostname or "") and not is_inner_host(two.hostname or "")
        scheme = one.scheme == "http" and two.scheme == "https" and (one.hostname == two.hostname or inner)
        port = one.hostname == two.hostname and one.port != two.port and one.scheme == two.scheme
        if (
            scheme
            or inner
            or (port and (_forwarded_as_https(facts) or one.port in {80, 443, 8080, 8443, 3000, 5000, 8000}))
        ):
            seen = [f"sent is {quoted(sent)}", f"registered is {quoted(registered)}"]
            header = _forwarded_as_https(facts)
            if header:
                seen.append(f"the proxy says in {header} that the person used https")
            if _refused_for(facts, sent, registered) and (
                (scheme and not inner) or header or _behind_a_proxy(facts, one, two)
            ):
                return proves(*seen, weight=92)
            return suggests(*seen, weight=91 if _concerned(facts) or header else 70)
    return _rebuilt(facts) or _own_address(facts)


_OWN_ADDRESS = Pattern(r"(?:^|[._-])(?:root|base|public|external|app|site|server)_?-?ur[il]$", re.IGNORECASE)


def _own_address(facts: Facts) -> Sighting | None:
    """The address that the application is configured to call its own has no https, while a callback of that host has it."""
    if not facts.oauth.complains_of_redirect:
        return None
    secure = {
        split_url(value).hostname
        for _, name, value in facts.configured
        if value.startswith("https://") and _NAMES_CALLBACK.search(name)
    }
    for place, name, value in facts.configured:
        if not _OWN_ADDRESS.search(name):
            continue
        if value.startswith("http://") and split_url(value).hostname in secure:
            return suggests(f"{name} of {place} is {quoted(value)}, and the callback of that host has https", weight=84)
    return None


def _behind_a_proxy(facts: Facts, sent: SplitResult, registered: SplitResult) -> bool:
    """Whether the application is reached at the registered address, or the sent one is none that a browser could reach.

    A loopback address or a port is also what somebody calls who develops.
    """
    public = any(exchange.request.host == registered.hostname for exchange in facts.exchanges)
    inside = sent.hostname != registered.hostname and sent.hostname not in _LOOPBACK
    return public or inside


_OF_REDIRECTS = r"redirect[_ -]?ur[il]|redirect received|mismatching_redirect"
_OF_SCHEMES = r"\bhttps?\b(?!:)|insecure|\bscheme\b|http://"


def _rebuilt(facts: Facts) -> Sighting | None:
    """The application sees its own callback as http although the person used https."""
    if not facts.oauth.complains_of_redirect:
        return None
    wanted = [
        uri
        for uri in (*facts.oauth.redirect_uris_sent, *facts.oauth.redirect_uris_registered)
        if uri.startswith("https://")
    ]
    header = _forwarded_as_https(facts)
    for exchange in facts.exchanges:
        url = exchange.request.parts
        if (
            (
                exchange.seen_by in {"server", "application"}
                and url.scheme == "http"
                and ("code" in exchange.request.query or header)
            )
            and wanted
            and any(split_url(uri).hostname == url.hostname for uri in wanted)
        ):
            # Behind a proxy that ends TLS that is so without any fault as well.
            seen = f"the application sees {quoted(exchange.request.url.partition('?')[0])}, and the person used https"
            refuses = exchange.refused and re.search(_OF_REDIRECTS, exchange.response.body.lower()[:4_000])
            return sighted(seen, weight=90, sure=refuses or facts.says(_OF_SCHEMES))
    for uri in facts.oauth.redirect_uris_sent:
        if uri.startswith("http://") and not {split_url(uri).hostname} <= _LOOPBACK:
            seen = f"sent is {quoted(uri)}, without https"
            told = f"the proxy says in {header} that the person used https"
            others = [split_url(other) for other in facts.oauth.redirect_uris_registered]
            same = any(one.request.host == split_url(uri).hostname for one in facts.exchanges)
            if header and same and not others:
                return proves(seen, told, weight=88)
            return suggests(seen, told, weight=86) if header else suggests(seen, weight=68)
    return None


CAUSES = (
    Cause("oauth.redirect_uri_trailing_slash", Who.CALLER, "The redirect URI and the registered one differ by a slash at the end",
          ("Register exactly what is sent, or send exactly what is registered.",),
          "Print both URIs in quotation marks.", _slash),
    Cause("oauth.redirect_uri_localhost_vs_127", Who.CALLER, "One redirect URI says localhost, the other 127.0.0.1",
          ("Use the same host name in both.",),
          "Print both URIs in quotation marks.", _loopback),
    Cause("oauth.redirect_uri_scheme_behind_proxy", Who.PROXY, "Behind the proxy the application builds its redirect URI with http or an inner host",
          ("Honour X-Forwarded-Proto and X-Forwarded-Host from the proxy.", "Or set the public URI in the application by hand."),
          "Compare the URI that is sent with the address that the person sees.", _scheme,
          explains_away=("oauth.state_cookie_lost",)),
)  # fmt: skip

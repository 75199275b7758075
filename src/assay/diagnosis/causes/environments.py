"""A good credential in the wrong place: another environment, tenant, or another name of the same issuer."""

from __future__ import annotations

import re

from assay.diagnosis.causes.cause import Cause, Sighting, Who, allows, proves, sighted, suggests
from assay.diagnosis.causes.token_parties import tenant_of, unless_configured
from assay.diagnosis.facts.gathered import Facts
from assay.diagnosis.facts.http import Exchange, host_of, split_url
from assay.diagnosis.facts.near_strings import (
    different_environments,
    environment_word,
    is_inner_host,
    misspelt,
    of_one_family,
    same_but_for_inner_host,
)
from assay.diagnosis.facts.parties import about_discovery, parties_of
from assay.diagnosis.facts.quoting import line_shown, quoted
from assay.diagnosis.json_view import leaves

_MADE_FOR = re.compile(
    r"(?:token|key|credential|secret|client)\w*.{0,60}(?:issued|created|made|belongs|registered|generated).{0,60}(?:for|in|on|to|at) ",
    re.IGNORECASE,
)
_REALM = re.compile(r"/realms/([^/]+)")
_KEY_PREFIX = re.compile(r"^(?:[a-z]{2,4}_)?(test|live|sandbox|prod)_", re.IGNORECASE)


def _environment(facts: Facts) -> Sighting | None:
    pair = _issuers(facts)
    if pair and different_environments(*pair) and not same_but_for_inner_host(*pair):
        seen = (f"the token was issued by {quoted(pair[1])}", f"trusted is {quoted(pair[0])}")
        return proves(*seen, weight=84) if of_one_family(*pair) else allows(*seen, weight=30)
    failing = facts.failing
    if failing is None:
        return None
    host = failing.request.host
    token = facts.token
    if (
        token is not None
        and token.issuer
        and token.issuer != facts.expected_issuer  # whom the receiver trusts is of its environment
        and environment_word(token.issuer)
        and different_environments(token.issuer, host)
    ):
        seen = (f"the token was issued by {quoted(token.issuer)}", f"the call went to {quoted(host)}")
        if not of_one_family(token.issuer, host):
            return suggests(*seen, weight=62)
        refused = failing.response.status in {400, 401, 403} and not _taken_before(failing, facts)
        # One issuer may serve the APIs of every environment: only a refusal that is about it shows that this one does not.
        return sighted(*seen, weight=82, sure=facts.says(_OF_ENVIRONMENTS)) if refused else suggests(*seen, weight=62)
    if (
        token is not None
        and token.issuer
        and failing.response.status in {401, 403}
        and not environment_word(token.issuer)
        and different_environments(token.issuer, host)
    ):
        # One issuer may serve every environment: this is no more than a hint.
        seen = (f"the token was issued by {quoted(token.issuer)}", f"the call went to {quoted(host)}")
        return suggests(*seen, weight=54 if of_one_family(token.issuer, host) else 48)
    if token is not None and token.issuer and failing.request.parts.path.rstrip("/").endswith("/userinfo"):
        home = host_of(token.issuer)
        if failing.refused and home and home != host and home.split(".")[-2:] == host.split(".")[-2:]:
            seen = (
                f"the token was issued by {quoted(token.issuer)}",
                f"the userinfo of {quoted(host)} was asked with it",
            )
            return suggests(*seen, weight=76)
    if token is not None and token.place == "the parameter assertion" and failing.refused:
        for name in token.audience:
            meant = host_of(name) or name.partition("/")[0]
            if "." in meant and meant != host and meant.split(".")[-2:] == host.split(".")[-2:]:
                return suggests(f"the assertion is for {quoted(name)}", f"it was sent to {quoted(host)}", weight=79)
    elsewhere = _taken_at_its_twin(failing, facts)
    if elsewhere:
        return suggests(f"{quoted(elsewhere)} took the same credential", f"{quoted(host)} refuses it", weight=88)
    prefix = _key_environment(facts)
    named = environment_word(host)
    if prefix and named and different_environments(prefix[1], named):
        shown = f"{prefix[0]} begins with {quoted(prefix[2])}", f"the call went to {quoted(host)}"
        # What is configured may be the key of another service.
        refused = failing.response.status == 401 or facts.says(_OF_ENVIRONMENTS)
        sent = refused and not prefix[0].startswith("setting ") and not _taken_before(failing, facts)
        return proves(*shown, weight=86) if sent else suggests(*shown, weight=78)
    setting = _environment_setting(facts)
    if prefix and not named and setting and different_environments(prefix[1], environment_word(setting[1])):
        return suggests(
            f"{prefix[0]} begins with {quoted(prefix[2])}", f"setting {setting[0]} is {quoted(setting[1])}", weight=82
        )
    stated = _stated(facts, host)
    if not stated or not failing.refused:
        return None
    # A host without such a word may serve every environment; and a setting says nothing of the credential that was sent.
    if named and _told_of_the_refused(facts, host):
        return proves(*stated, weight=85)
    return suggests(*stated, weight=85 if named else 66)


_OF_ENVIRONMENTS = r"issuer|\biss\b|environment|sandbox|test mode|live mode|\btest\b[^\n]{0,20}\bkey|unknown (?:kid|key)|\bkid\b|key not found"
_CREDENTIAL_NAMED = re.compile(r"\b(?:(\w+)[ -](?:token|key|credentials?|secret)|client)\b", re.IGNORECASE)


def _told_of_the_refused(facts: Facts, host: str) -> bool:
    """Whether the log says for which environment the very kind of credential was issued that the refusal names."""
    line = facts.logged(_MADE_FOR.pattern)
    if line is None or not different_environments(environment_word(line[1]), environment_word(host)):
        return False
    kinds = {found.group(0).lower() for found in _CREDENTIAL_NAMED.finditer(line[1][:400])}
    return any(kind in facts.complaint.text for kind in kinds)


def _taken_at_its_twin(failing: Exchange, facts: Facts) -> str:
    """The host of another environment of the same service that took the very credential; empty where none did."""
    sent, host = failing.request.header("authorization"), failing.request.host
    if not sent or failing.response.status not in {401, 403}:
        return ""
    took = (
        one.request.host for one in facts.exchanges if one.succeeded and one.request.header("authorization") == sent
    )
    return next((one for one in took if different_environments(one, host) and of_one_family(one, host)), "")


def _taken_before(failing: Exchange, facts: Facts) -> bool:
    """Whether the same host took the same credential in another request."""
    sent = failing.request.header("authorization") or failing.request.header("x-api-key")
    return bool(sent) and any(
        one.succeeded
        and one.request.host == failing.request.host
        and sent in {one.request.header("authorization"), one.request.header("x-api-key")}
        for one in facts.exchanges
    )


def _environment_setting(facts: Facts) -> tuple[str, str] | None:
    """(name, value) of the setting that says in which environment the program runs."""
    for name, value in leaves(facts.bundle.settings.raw):
        if (
            isinstance(value, str)
            and re.search(r"^(?:.*[._])?(?:env|environment|stage|mode)$", name, re.IGNORECASE)
            and environment_word(value)
        ):
            return name, value
    return None


def _issuers(facts: Facts) -> tuple[str, str] | None:
    parties = parties_of(facts)
    if parties.expected_issuer and parties.seen_issuer and parties.expected_issuer != parties.seen_issuer:
        return parties.expected_issuer, parties.seen_issuer
    return None


def _key_environment(facts: Facts) -> tuple[str, str, str] | None:
    found = [("the credential", facts.bundle.token)]
    if facts.failing is not None:
        for name in ("authorization", "x-api-key", "api-key"):
            value = facts.failing.request.header(name) or ""
            found.append((f"the {name} header", value.partition(" ")[2] or value))
    for name, value in leaves(facts.bundle.settings.raw):
        if isinstance(value, str) and re.search(r"key|token|secret", name, re.IGNORECASE):
            found.append((f"setting {name}", value))
    for place, value in found:
        match = _KEY_PREFIX.match(value)
        if match:
            return (
                place,
                {"live": "production", "prod": "production"}.get(match.group(1).lower(), match.group(1).lower()),
                match.group(0),
            )
    return None


def _stated(facts: Facts, host: str) -> tuple[str, ...]:
    """What settings and log say of the credential's environment, when the host is of another."""
    called = environment_word(host)
    setting = _environment_setting(facts)
    if setting and different_environments(environment_word(setting[1]), called or "production"):
        return (f"setting {setting[0]} is {quoted(setting[1])}", f"the call went to {quoted(host)}")
    line = facts.logged(_MADE_FOR.pattern)
    notes = [
        note
        for name, raw in facts.bundle.files.items()
        if name.lower().endswith((".md", ".txt"))
        for note in raw[:4_000].decode("utf-8", "replace").splitlines()
    ]
    found = next((note for note in notes if _MADE_FOR.search(note) and environment_word(note)), "")
    if found and different_environments(environment_word(found), called or "production"):
        return (f"a note says: {line_shown(found)}", f"the call went to {quoted(host)}")
    if line:
        word = environment_word(line[1])
        if word and different_environments(word, called or "production"):
            return (f"the log says: {line_shown(line[1])}", f"the call went to {quoted(host)}")
    return ()


_UNKNOWN_API = (
    "Ask for the audience under which the API is registered in this tenant, letter by letter (scheme, slash at the end).",
    "Or register the API there, or ask the tenant that knows it.",
)


def _is_of_another(issuer: str) -> bool:
    """Whether an issuer is none of Microsoft's, whose tenants are meant."""
    return not host_of(issuer).endswith(
        (
            "microsoftonline.com",
            "windows.net",
            "ciamlogin.com",
            "b2clogin.com",
            "microsoftonline.us",
            "partner.microsoftonline.cn",
        )
    )


_OTHER_AADSTS = r"aadsts(?!700016|90002|50020|500011|50059|90072|7000229)\d+"


def _tenant(facts: Facts) -> Sighting | None:
    unknown_api = facts.complaint.find(r"service not enabled within domain:? ?([^\s\"'<>]{0,200})")
    if unknown_api:
        return suggests(
            f"the tenant says that it knows no API {quoted(unknown_api.group(1))}", weight=60, fix=_UNKNOWN_API
        )
    said = facts.complaint.find(r"aadsts(700016|90002|50020|500011|50059|90072|7000229)")
    client = facts.bundle.client["registered"]["tenant_id"].text
    refused_last = sorted(facts.exchanges, key=lambda one: one.refused)
    called = next((tenant for one in reversed(refused_last) if (tenant := tenant_of(one.request.url))), "")
    if client and called and client.lower() != called and called not in {"common", "organizations"}:
        seen = f"the client is registered in the tenant {quoted(client)}", f"the request went to {quoted(called)}"
        # An application may be used in many tenants: another number of Microsoft's is another ground.
        other = facts.says(_OTHER_AADSTS) and not (said or facts.says(r"aadsts(?:700016|90002)"))
        return suggests(*seen, weight=60) if other else proves(*seen, weight=93)
    pair = _issuers(facts)
    if pair:
        one, two = tenant_of(pair[0]), tenant_of(pair[1])
        if one and two and one != two and one not in {"common", "organizations", "consumers"}:
            return proves(f"the token is of the tenant {quoted(two)}", f"trusted is {quoted(one)}", weight=90)
        realms = [_REALM.search(name) for name in pair]
        if (
            realms[0]
            and realms[1]
            and realms[0].group(1).lower() != realms[1].group(1).lower()
            and host_of(pair[0]) == host_of(pair[1])
            and not misspelt(realms[0].group(1), realms[1].group(1))
        ):
            return proves(
                f"the token is of the realm {quoted(realms[1].group(1))}",
                f"trusted is {quoted(realms[0].group(1))}",
                weight=90,
            )
    token = facts.token
    if token is not None and token.claims["tid"].text and tenant_of(facts.expected_issuer):
        wanted = tenant_of(facts.expected_issuer)
        if wanted not in {"common", "organizations", "consumers", token.claims["tid"].text.lower()}:
            seen = f"tid is {quoted(token.claims['tid'].text)}", f"trusted is the tenant {quoted(wanted)}"
            # Who is refused for the issuer is not refused for the tenant that a claim beside it names.
            own = tenant_of(token.issuer) in {"", token.claims["tid"].text.lower()} and not _is_of_another(token.issuer)
            return proves(*seen, weight=90) if own else suggests(*seen, weight=70)
    if said and said.group(1) in {"700016", "90002", "50020"}:
        return suggests(
            f"AADSTS{said.group(1)}: the directory does not know the application, tenant or user", weight=86
        )
    return None


def _discovery(facts: Facts) -> Sighting | None:
    published = facts.bundle.issuer["metadata"]["issuer"].text
    asked = [facts.bundle.issuer["url"].text]
    for exchange in facts.exchanges:
        base, found, _ = exchange.request.url.partition("/.well-known/openid-configuration")
        if found and exchange.succeeded:
            asked.append(base)
            published = published or exchange.response.json["issuer"].text
    if asked[0] != published:
        # A document that was fetched from the address that it names is no other's: the receiver expects another issuer.
        asked.append(facts.expected_issuer)
    if not published and facts.token is None and about_discovery(facts):
        pair = _issuers(facts)
        if pair:
            seen = (f"the discovery document says issuer {quoted(pair[1])}", f"it was asked for as {quoted(pair[0])}")
            return suggests(*seen, weight=93)
    for url in asked:
        if published and url and url != published:
            if not facts.complaint.technical and facts.observed == "accepted":
                return None
            token = facts.token
            if token is not None and token.issuer and token.issuer not in {published, url}:
                continue
            seen = (f"the discovery document says issuer {quoted(published)}", f"it was asked for at {quoted(url)}")
            if facts.says(r"issuer"):
                return proves(*seen, weight=89)
            return suggests(*seen, weight=84 if facts.says(r"discovery|metadata|configuration") else 70)
    return None


def _have_in_common(one: str, other: str) -> bool:
    """Whether two URLs of one path have more in common than a bare host and port each: they may name two issuers."""
    first, second = split_url(one), split_url(other)
    labels = set(host_of(one).split(".")) & set(host_of(other).split("."))
    return bool(
        first.path.strip("/") or labels or first.netloc.partition(":")[2] == second.netloc.partition(":")[2] != ""
    )


def _by_a_short_name(left: str, right: str) -> bool:
    """Whether two URLs have one path, and one of them plain HTTP, a port and a host of two labels: service.namespace:8080."""
    one, two = split_url(left), split_url(right)
    inner, outer = (one, two) if one.scheme == "http" else (two, one)
    short = inner.scheme == "http" and inner.netloc.partition(":")[2] and inner.netloc.count(".") == 1
    return bool(short) and outer.scheme == "https" and inner.path.strip("/") == outer.path.strip("/") != ""


_OF_ISSUERS = r"issuer|\biss\b|discovery|metadata|openid-configuration"


def _inner(facts: Facts) -> Sighting | None:
    pair = _issuers(facts)
    if pair and same_but_for_inner_host(*pair):
        issued = f"the token was issued by {quoted(pair[1])}"
        if not _have_in_common(*pair):
            return suggests(issued, f"expected is {quoted(pair[0])}: one of them is an inner name", weight=72)
        return proves(
            issued, f"expected is {quoted(pair[0])}: one is the inner name, the other the public one", weight=91
        )
    if pair and _by_a_short_name(*pair):
        return suggests(
            f"the token was issued by {quoted(pair[1])}",
            f"expected is {quoted(pair[0])}: one of them is reached by a short name over plain HTTP, as inside a network",
            weight=80,
        )
    published, asked = facts.bundle.issuer["metadata"]["issuer"].text, facts.bundle.issuer["url"].text
    if published and asked and same_but_for_inner_host(published, asked):
        named = f"the issuer calls itself {quoted(published)}", f"it is reached as {quoted(asked)}"
        # Many an issuer is rightly reached by an inner name: only a refusal that is about it shows a fault.
        return proves(*named, weight=91) if facts.says(_OF_ISSUERS) else suggests(*named, weight=80)
    for endpoint in leaves(facts.bundle.issuer["metadata"].raw):
        if (
            isinstance(endpoint[1], str)
            and endpoint[0].endswith(("_endpoint", "jwks_uri"))
            and published
            and is_inner_host(host_of(endpoint[1])) != is_inner_host(host_of(published))
        ) and host_of(endpoint[1]):
            return suggests(f"{endpoint[0]} is {quoted(endpoint[1])}", f"the issuer is {quoted(published)}", weight=78)
    authorize, token = facts.oauth.authorize_requests, facts.oauth.token_requests
    if authorize and token and facts.says(r"issuer|\biss\b"):
        one, two = host_of(authorize[-1].request.url), host_of(token[-1].request.url)
        if one != two and is_inner_host(one) != is_inner_host(two):
            return proves(
                f"the browser was sent to {quoted(one)}",
                f"the code was redeemed at {quoted(two)}",
                "the refusal is about the issuer",
                weight=91,
            )
    seen = facts.token.issuer if facts.token is not None and not facts.token.claims.has("kubernetes.io") else ""
    if seen and is_inner_host(host_of(seen)) and split_url(seen).netloc and facts.says(r"issuer|\biss\b") and not pair:
        return suggests(f"the token's issuer is the inner name {quoted(seen)}", weight=72)
    return None


CAUSES = (
    Cause("oauth.internal_vs_public_issuer", Who.ISSUER, "The issuer goes by its inner name in one place and by its public one in the other",
          ("Set the issuer's public URL (hostname, KC_HOSTNAME, PublicOrigin) and use it everywhere.",),
          "Compare iss, the discovery document and the address that the client calls.", unless_configured(_inner),
          explains_away=("jwt.wrong_issuer", "oauth.discovery_issuer_mismatch", "oauth.wrong_environment", "jwt.iss_typo", "oauth.code_expired",
                         "oauth.code_redeemed_twice", "oauth.grant_revoked", "jwt.kid_unknown_stale_jwks_cache")),
    Cause("oauth.wrong_tenant", Who.CALLER, "The request or token is of another tenant or realm",
          ("Use the tenant in which the application is registered, or make it multi-tenant.",),
          "Compare the tenant in the URL with that of the registration.", unless_configured(_tenant),
          explains_away=("jwt.wrong_issuer", "oauth.wrong_environment", "oauth.grant_not_allowed_for_client", "jwt.iss_typo", "jwt.kid_unknown_stale_jwks_cache",
                         "oauth.client_secret_wrong_or_expired")),
    Cause("oauth.wrong_environment", Who.CALLER, "The credential is of another environment than the host that was called",
          ("Use a credential of the environment that you call, or call the environment of the credential.",),
          "Ask where the credential was issued and compare with the host.", unless_configured(_environment),
          explains_away=("jwt.wrong_issuer", "jwt.kid_unknown_stale_jwks_cache", "jwt.wrong_audience", "jwt.iss_typo")),
    Cause("oauth.discovery_issuer_mismatch", Who.CALLER, "The discovery document names another issuer than the address it was fetched from",
          ("Use the issuer that the document names, letter by letter.",),
          "Fetch ISSUER/.well-known/openid-configuration and compare its issuer.", unless_configured(_discovery),
          explains_away=("jwt.wrong_issuer",)),
)  # fmt: skip

"""Where tokens are carried: headers, parameters and bodies of requests, answers, variables, settings, files, texts, logs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from assay.diagnosis.facts.http import Exchange
from assay.diagnosis.facts.token_form import TokenForm, tokens_in
from assay.diagnosis.json_view import leaves
from assay.diagnosis.pattern import Pattern

if TYPE_CHECKING:
    from assay.diagnosis.facts.gathered import Facts

_TOKEN_HEADERS = ("authorization", "x-jwt-assertion", "x-amzn-oidc-data", "cf-access-jwt-assertion", "x-access-token")
_PARAMETERS = (
    "client_assertion",
    "assertion",
    "client_secret",
    "WebIdentityToken",
    "access_token",
    "id_token",
    "token",
    "jwt",
)
_HEADER = Pattern(
    r"authorization[\"']?\s*[:=]\s*\[?[\"'`]?((?:bearer|dpop|token|jwt|\\?[\"'%])[^\n`]{8,6000})", re.IGNORECASE
)
_COOKIE = Pattern(r"([\w.-]{1,60})=(eyJ[\w-]{2,8000}\.eyJ[\w-]{2,8000}\.[\w-]{10,2000})(?=;|$)")
"""A signed token as a cookie's value; what is encrypted is a session of the server's own."""
_AT_REST = ("file ", "variable ", "setting ", "the log", "what ")
_OF_A_CLIENT = r"\b(?:unauthorized_client|unsupported_response_type|invalid_redirect_uri|redirect_uri_mismatch)\b"
"""Refusals of an authorization request, which carries no token."""
MAX_PRINTED = 10


def tokens_of(facts: Facts) -> tuple[TokenForm, ...]:
    """Tokens in the order of their weight: the refused request's, other requests', answered ones, those at rest."""
    found: list[TokenForm] = []
    if facts.failing is not None:
        found += tokens_sent(facts.failing)
        if facts.failing in facts.oauth.token_requests:
            return tuple(found)  # what is refused is the request for a token: no token of before is its subject
    for exchange in reversed(facts.exchanges):
        found += tokens_sent(exchange)
    for exchange in reversed(facts.exchanges):
        found += _handed_out(facts, exchange)
    if not (facts.complaint.text and facts.aws.refused_signature_of_its_own):
        # Where AWS refused a signature, a token that lies around has no part in it.
        found += _at_rest(facts)
        if all(form.masked for form in found):
            found = [*_printed(facts), *found]  # what is printed of it says more than a mask
    first: dict[tuple[str, str], TokenForm] = {}
    for form in found:
        first.setdefault((form.carried, form.place if not form.carried else ""), form)
    return tuple(first.values())


def lies_aside(facts: Facts) -> bool:
    """Whether tokens and their keys only lie around: what was refused carried none, or was no request that carries one."""
    if facts.bundle.token or any(tokens_sent(exchange) for exchange in facts.exchanges):
        return False
    if facts.aws.refused_signature_of_its_own:
        return True
    if facts.token is None or not facts.token.place.startswith(_AT_REST):
        return False
    return facts.failing is not None or facts.says(_OF_A_CLIENT)


def _handed_out(facts: Facts, exchange: Exchange) -> list[TokenForm]:
    """The tokens of one answer: the access token first, unless it is the ID token that is looked at."""
    issued = exchange.response.issued
    if len(issued) <= 1:
        return [TokenForm(value, f"{name} of a response") for name, value in issued]
    from assay.diagnosis.facts.oauth import basic_of

    bundle = facts.bundle
    clients = {bundle.client["client_id"].text, exchange.request.form.get("client_id", "")}
    clients |= {(basic_of(exchange.request) or "").partition(":")[0]}
    clients -= {""}
    signs_in = bool(clients & set(bundle.verifier["audience"].texts))
    if bundle.use == "id_token" or (signs_in and "." not in issued[0][1]):
        issued = tuple(sorted(issued, key=lambda one: one[0] != "id_token"))
    return [TokenForm(value, f"{name} of a response") for name, value in issued]


def _at_rest(facts: Facts) -> list[TokenForm]:
    bundle = facts.bundle
    found = [
        TokenForm(value, f"variable {name}")
        for name, value in bundle.environment.items()
        if re.search(rf"[$%{{]{re.escape(name)}\b", bundle.command) and "eyJ" in value
    ]
    found += [
        TokenForm(value, f"setting {name}")
        for name, value in leaves(bundle.settings.raw)
        if isinstance(value, str) and "eyJ" in value[:40] and "." in value
    ]
    for name, raw in bundle.files.items():
        text = raw[:200_000].decode("utf-8", "replace")
        if text.strip()[:4].strip("\"'").startswith("eyJ"):
            found.append(TokenForm(text, f"file {name}"))
        else:
            found += tokens_in(text, f"file {name}")
    return found + tokens_in(facts.symptom, "the error text")


def _printed(facts: Facts) -> list[TokenForm]:
    """Whole tokens that a log shows; else what is shown of one after it was decoded."""
    whole = [
        token
        for line in reversed(facts.bundle.log)
        for token in tokens_in(line, "the log")
        if token.signature and not token.damage
    ]
    if whole:
        return whole
    from assay.diagnosis.facts.printed_claims import printed_token

    printed = printed_token(facts.bundle)
    return [printed] if printed is not None else []


def headers_printed_in(facts: Facts) -> tuple[TokenForm, ...]:
    """What logs, texts and settings show of Authorization headers; tokens in them may be cut by whoever printed them."""
    texts = [("the log", line) for line in facts.bundle.log] + [
        ("the error text", facts.symptom),
        ("the command", facts.bundle.command),
    ]
    texts += [
        (f"setting {name}", f"authorization: {value}")
        for name, value in leaves(facts.bundle.settings.raw)
        if isinstance(value, str) and "authorization" in name.lower()
    ]
    found = [
        TokenForm(match.group(1), f"the Authorization header in {place}")
        for place, text in texts
        if "uthorization" in text or "UTHORIZATION" in text
        for match in _HEADER.finditer(text[:20_000])
    ]
    return tuple(found[:MAX_PRINTED])


def tokens_sent(exchange: Exchange) -> list[TokenForm]:
    """The tokens that one request carries, in headers, parameters and its body."""
    foreign = ("AWS4-", "Basic ", "basic ", "AWS ")
    found = [
        TokenForm(value, f"the {name} header")
        for name in _TOKEN_HEADERS
        for value in exchange.request.all(name)
        if value and not value.startswith(foreign)
    ]
    proved = bool(exchange.request.all("authorization") or exchange.request.all("x-api-key"))
    found += (
        []
        if found or proved
        else [
            TokenForm(cookie.group(2), f"the cookie {cookie.group(1)}")
            for header in exchange.request.all("cookie")
            for cookie in _COOKIE.finditer(header[:16_000])
        ]
    )
    sent = exchange.request.form | exchange.request.query
    found += [
        TokenForm(sent[name], f"the parameter {name}")
        for name in _PARAMETERS
        if sent.get(name, "").count(".") in {2, 4}
    ]
    if exchange.request.body.lstrip()[:1] == "{":
        found += [
            TokenForm(value, "the request's body")
            for _, value in leaves(exchange.request.json.raw)
            if isinstance(value, str) and value.startswith("eyJ") and value.count(".") in {2, 4}
        ]
    return found

"""What the evidence shows of OAuth and OpenID Connect: authorization and token requests, errors, the client."""

from __future__ import annotations

import re
from base64 import b64decode
from binascii import Error as Base64Error
from functools import cached_property
from typing import TYPE_CHECKING
from urllib.parse import unquote_plus

from assay.diagnosis.facts.http import Exchange, Request, Response, form_of
from assay.diagnosis.facts.oauth_metadata import methods_printed, methods_published, redirect_uris_answered
from assay.diagnosis.facts.told_requests import told_authorizations, told_redemption

if TYPE_CHECKING:
    from assay.diagnosis.facts.gathered import Facts

_ERRORS = (  # compiled when there is a complaint to look at
    r"\b(invalid_grant|invalid_client|unauthorized_client|invalid_request|invalid_scope|unsupported_grant_type|access_denied"
    r"|invalid_token|insufficient_scope|invalid_dpop_proof|use_dpop_nonce|redirect_uri_mismatch|login_required"
    r"|interaction_required|consent_required|server_error|invalid_target|bad_verification_code|incorrect_client_credentials)\b"
)

_GRANTS_IN_WORDS = (
    ("refresh_token", r"refresh(?!error)"),
    (
        "authorization_code",
        (
            r"(?<!status )(?<!error )(?<!de)(?<!en)\bcode (?:not valid|is not valid|is invalid|not found|verification|was)|code_to_token|invalid_code"
            r"|authorization[ _]code|\bpkce\b|code[ _]?(?:verifier|challenge)"
        ),
    ),
    (
        "urn:ietf:params:oauth:grant-type:jwt-bearer",
        r"invalid jwt\b|\bassertion\b|jwt (?:claim|signature)|short-lived token",
    ),
    (
        "urn:ietf:params:oauth:grant-type:token-exchange",
        r"federated token|grant-type:token-exchange|audience in id token|subject_token",
    ),
)

_SERVER_SIDE = {"server", "proxy", "application", "backend"}


class OAuthFacts:
    """The OAuth side of the facts."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self.bundle = facts.bundle

    @cached_property
    def authorize_requests(self) -> tuple[Exchange, ...]:
        """Requests to an authorization endpoint, oldest first."""
        found = [exchange for exchange in self.facts.exchanges if _authorizes(exchange)]
        known = {exchange.request.url for exchange in found}
        for exchange in self.facts.exchanges:
            location = exchange.response.header("location") or ""
            if location.startswith("http") and location not in known:
                found.append(
                    Exchange(exchange.moment, "browser", Request("GET", location, (), ""), Response(0, (), ""))
                )
        if not any(_authorizes(exchange) for exchange in found):
            found += [
                Exchange(None, "browser", Request("GET", address, (), ""), Response(0, (), ""))
                for address in told_authorizations(self.bundle)
            ]
        return tuple(exchange for exchange in found if _authorizes(exchange))

    @cached_property
    def token_requests(self) -> tuple[Exchange, ...]:
        """Requests to a token endpoint, oldest first; each once, as the client saw it where it was seen twice."""
        found = [exchange for exchange in self.facts.exchanges if _grant(exchange)]
        by_client = {exchange.request.body for exchange in found if exchange.seen_by not in _SERVER_SIDE}
        return tuple(
            exchange
            for exchange in found
            if exchange.seen_by not in _SERVER_SIDE or exchange.request.body not in by_client
        )

    @cached_property
    def token_request(self) -> Exchange | None:
        """The last refused token request; else the last one."""
        refused = [exchange for exchange in self.token_requests if exchange.refused]
        found = refused or list(self.token_requests)
        return found[-1] if found else None

    @cached_property
    def redemption_told(self) -> dict[str, str]:
        """The form of a code's redemption that was not recorded, where a log or the command shows it."""
        return {} if self.token_requests else told_redemption(self.bundle)

    @property
    def grant(self) -> str:
        """The grant type of that request."""
        return _grant(self.token_request) if self.token_request else ""

    @cached_property
    def grant_told(self) -> str:
        """The grant that is refused: that of the request, else the one of which alone the refusal's words speak."""
        if self.grant:
            return self.grant
        named = [grant for grant, words in _GRANTS_IN_WORDS if self.facts.says(words)]
        return named[0] if len(named) == 1 else ""

    @cached_property
    def errors(self) -> frozenset[str]:
        """The OAuth error codes that occur."""
        return frozenset(re.findall(_ERRORS, self.facts.complaint.text) if self.facts.complaint.text else ())

    def said(self, *codes: str) -> bool:
        """Whether one of these error codes occurs."""
        return not self.errors.isdisjoint(codes)

    @cached_property
    def basic(self) -> tuple[str, str] | None:
        """Client id and secret of the token request's Basic header, empty where somebody masked them; None when there is none."""
        decoded = basic_of(self.token_request.request) if self.token_request else None
        if decoded is None:
            return None
        if ":" not in decoded or not decoded.isprintable():
            return "", ""
        name, _, secret = decoded.partition(":")
        return unquote_plus(name), unquote_plus(secret)

    @cached_property
    def sent_method(self) -> str:
        """How the client authenticated at the token endpoint; empty when there was no token request."""
        return method_of(self.token_request.request) if self.token_request is not None else ""

    @cached_property
    def taken_alike(self) -> bool:
        """Whether the same server took another request of the same client, which proved itself with the same method and secret."""
        refused = self.token_request
        return refused is not None and any(
            one.succeeded
            and one.request.host == refused.request.host
            and method_of(one.request) == method_of(refused.request)
            and client_of(one.request) == client_of(refused.request)
            for one in self.token_requests
        )

    @cached_property
    def taken_otherwise(self) -> str:
        """The method with which the same server took the same client and secret; empty where it took none by another method."""
        refused = self.token_request
        if refused is None or not all(client_of(refused.request)):
            return ""
        return next(
            (
                method_of(one.request)
                for one in self.token_requests
                if one.succeeded
                and one.request.host == refused.request.host
                and method_of(one.request) != method_of(refused.request)
                and client_of(one.request) == client_of(refused.request)
            ),
            "",
        )

    @cached_property
    def registered_method(self) -> str:
        """How the client is registered to authenticate, from the registration or its answer."""
        registered = self.bundle.client["registered"]["token_endpoint_auth_method"].text
        if registered:
            return registered
        for exchange in self.facts.exchanges:
            answer = exchange.response.json
            if exchange.succeeded and answer["token_endpoint_auth_method"].text and answer["client_id"].text:
                return answer["token_endpoint_auth_method"].text
        return ""

    @cached_property
    def published_methods(self) -> tuple[str, ...]:
        """How clients may authenticate by the server's own metadata, wherever the evidence holds that (RFC 8414)."""
        return methods_published(self.bundle) or methods_printed(self.bundle)

    @cached_property
    def client_id(self) -> str:
        """The client's id."""
        if self.bundle.client["client_id"].text:
            return self.bundle.client["client_id"].text
        if self.basic:
            return self.basic[0]
        for exchange in (*reversed(self.token_requests), *reversed(self.authorize_requests)):
            found = exchange.request.form.get("client_id") or exchange.request.query.get("client_id")
            if found:
                return found
        return ""

    @cached_property
    def redirect_uris_sent(self) -> tuple[str, ...]:
        """The redirect URIs of the requests, and the one that the client is set to."""
        found = [exchange.request.query.get("redirect_uri", "") for exchange in self.authorize_requests]
        found += [exchange.request.form.get("redirect_uri", "") for exchange in self.token_requests]
        found.append(self.bundle.client["redirect_uri"].text)
        return tuple(dict.fromkeys(uri for uri in found if uri))

    @property
    def redirect_uris_registered(self) -> tuple[str, ...]:
        """The redirect URIs that are registered for the client."""
        known = self.bundle.client["registered"]["redirect_uris"].texts
        return known or redirect_uris_answered(
            self.facts.exchanges, {one.request.query.get("client_id") for one in self.authorize_requests}
        )

    @property
    def speaks_of_client(self) -> bool:
        """Whether the refusal is about a client, an application or a tenant."""
        return self.facts.says(r"\bclient|application|\bapp\b|tenant|aadsts|\bissuer|domain|api.?key|credential")

    @property
    def complains_of_redirect(self) -> bool:
        """Whether the refusal speaks of the redirect URI."""
        return self.facts.says(
            r"redirect[_ -]?ur[il]|callback url|redirect received|reply url|aadsts50011[37]?\b|mismatching_redirect"
        )

    @cached_property
    def issuing(self) -> tuple[Exchange, ...]:
        """Answers that issued tokens, oldest first."""
        return tuple(
            exchange
            for exchange in self.facts.exchanges
            if exchange.succeeded
            and any(exchange.response.json.has(name) for name in ("access_token", "refresh_token", "id_token"))
        )


def _authorizes(exchange: Exchange) -> bool:
    query = exchange.request.query
    return ("client_id" in query and "response_type" in query) or "code_challenge" in query


def _grant(exchange: Exchange) -> str:
    form = exchange.request.form
    # Some services name the grant in the query, and call that of a code by its proof key.
    found = form.get("grant_type") or form.get("grantType") or exchange.request.query.get("grant_type", "")
    return "authorization_code" if found == "pkce" else found


def basic_of(request: Request) -> str | None:
    """What a Basic header holds, as it was encoded: empty where it does not decode, None where there is none."""
    header = request.header("authorization") or ""
    if not header.lower().startswith("basic "):
        return None
    try:
        return b64decode(header[6:].strip(), validate=False).decode("utf-8", "replace")
    except (Base64Error, ValueError):
        return ""


def method_of(request: Request) -> str:
    """How a client authenticates in a token request: by the name that registrations give it."""
    if basic_of(request) is not None:
        return "client_secret_basic"
    if "client_assertion" in request.form:
        return "private_key_jwt"
    return "client_secret_post" if request.form.get("client_secret") else "none"


def client_of(request: Request) -> tuple[str, str]:
    """Id and secret of the client of a request, however they were sent; empty where there are none."""
    named, _, secret = (basic_of(request) or "").partition(":")
    form = request.form
    known = unquote_plus(named) or form.get("client_id", "")
    if not known and form.get("client_assertion"):
        from assay.diagnosis.facts.token_form import TokenForm

        known = TokenForm(form["client_assertion"]).issuer  # RFC 7523 section 3: the client's id
    return known, unquote_plus(secret) or form.get("client_secret", "")


def code_of(exchange: Exchange) -> str:
    """The authorization code that a token request redeems; empty where it redeems none."""
    form = exchange.request.form
    return form.get("code") or form.get("auth_code", "")


def parameters_of_location(exchange: Exchange) -> dict[str, str]:
    """The parameters that a redirect carries to its target, of query and fragment."""
    location = exchange.response.header("location") or ""
    _, _, query = location.partition("?")
    query, _, fragment = query.partition("#")
    return form_of(query) | form_of(fragment)


def error_brought(exchange: Exchange) -> dict[str, str]:
    """The error that a callback, or the redirect to it, carries (RFC 6749 section 4.1.2.1); empty texts for none."""
    brought = exchange.request.query | parameters_of_location(exchange)
    return {name: brought.get(name, "") for name in ("error", "error_description")}

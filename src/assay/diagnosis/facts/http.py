"""An HTTP exchange as one of the parties saw it."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import SplitResult, parse_qsl, urlsplit

from assay.diagnosis.facts.instants import parse_instant
from assay.diagnosis.json_view import View, leaves, parse_json
from assay.diagnosis.pattern import Pattern, any_of
from assay.record import Record

MAX_BODY = 512 * 1024
Headers = tuple[tuple[str, str], ...]
_GRPC_REFUSALS = frozenset({"7", "16"})  # PERMISSION_DENIED, UNAUTHENTICATED
_ERRORS_BROUGHT = frozenset(
    {
        "access_denied",
        "account_selection_required",
        "invalid_request",
        "invalid_scope",
        "invalid_target",
        "server_error",
        "temporarily_unavailable",
        "unauthorized_client",
        "unsupported_response_type",
    }
)
_ABOUT_CREDENTIALS = Pattern(
    any_of(
        "unauthenti",
        "unauthori[sz]ed",
        "not_?authed",
        "invalid_?auth",
        "forbidden",
        "access.?denied",
        r"\bjwt",
        r"\bjws",
        r"(?:access|bearer|auth\w*|api|id|no|missing|invalid|expired)[ _-]?token",
        "token[ _](?:is |has |was |verif)?(?:invalid|not|expired|missing|required|revoked|ification)",
        "credential",
        "signature",
        "missing_scope",
        "insufficient_?scope",
        "permission",
        "authori[sz]ation",
    ),
    re.IGNORECASE,
)
"""Words of an error that is about who calls."""


class Request(Record):
    """A request: `parameters` are those of the query and of a form body, in that order."""

    method: str
    url: str
    headers: Headers
    body: str

    def all(self, name: str) -> tuple[str, ...]:
        """Every value of a header, in order; the name in lower case."""
        return tuple(value for key, value in self.headers if key.lower() == name)

    def header(self, name: str) -> str | None:
        """The first value of a header, or None; the name in lower case."""
        return next(iter(self.all(name)), None)

    @property
    def parts(self) -> SplitResult:
        """The URL taken apart; an empty one when it is none."""
        return split_url(self.url)

    @property
    def host(self) -> str:
        """The host of the URL, lower case, without the port."""
        return host_of(self.url)

    @property
    def query(self) -> dict[str, str]:
        """The parameters of the query."""
        return form_of(self.parts.query)

    @property
    def form(self) -> dict[str, str]:
        """The parameters of the body, form or JSON (its texts only)."""
        if self.body.lstrip()[:1] == "{":
            return {key: value for key, value in parse_json(self.body).mapping.items() if isinstance(value, str)}
        return form_of(self.body) if "=" in self.body[:200] else {}

    @property
    def json(self) -> View:
        """The body as JSON."""
        return parse_json(self.body)


class Response(Record):
    """A response; a `status` of 0 means that none is known."""

    status: int
    headers: Headers
    body: str

    def all(self, name: str) -> tuple[str, ...]:
        """Every value of a header, in order; the name in lower case."""
        return tuple(value for key, value in self.headers if key.lower() == name)

    def header(self, name: str) -> str | None:
        """The first value of a header, or None; the name in lower case."""
        return next(iter(self.all(name)), None)

    @property
    def date(self) -> float | None:
        """The server's clock."""
        return parse_instant(self.header("date") or "")

    @property
    def json(self) -> View:
        """The body as JSON."""
        return parse_json(self.body)

    @property
    def issued(self) -> tuple[tuple[str, str], ...]:
        """(name, token) of what the body hands out: the tokens that OAuth names, and JWTs under whatever name."""
        if self.body.lstrip()[:1] != "{":
            return ()
        body = self.json
        named = [(name, body[name].text) for name in ("access_token", "id_token", "AccessToken")]
        others = [
            (name, value)
            for name, value in leaves(body.raw)
            if isinstance(value, str) and value.startswith("eyJ") and value.count(".") in {2, 4}
        ]
        return tuple(dict.fromkeys([pair for pair in named if pair[1]] + others))


class Exchange(Record):
    """One request with its response. `at` is the clock of the one who recorded it."""

    at: float | None
    seen_by: str
    request: Request
    response: Response

    @property
    def moment(self) -> float | None:
        """When it happened, for order and distance: by the recorder's clock, else by the server's."""
        return self.at if self.at is not None else self.response.date

    @property
    def refused(self) -> bool:
        """Whether the response refuses: a status from 400, a redirect that carries an error, or an OAuth error told with 200."""
        if (self.response.status >= 400 and not self._only_tried) or self._error_with_success or self._brings_an_error:
            return True
        location = self.response.header("location") or ""
        return self.response.status in {302, 303, 307} and "error=" in location

    @property
    def _brings_an_error(self) -> bool:
        """Whether it is a callback to which the authorization server sent an error (RFC 6749 section 4.1.2.1)."""
        query = self.request.query
        silent = query.get("error", "").endswith(("login_required", "interaction_required", "consent_required"))
        told = "state" in query or "error_description" in query or query.get("error", "") in _ERRORS_BROUGHT
        return self.request.method in {"GET", ""} and bool(query.get("error")) and told and not silent

    @property
    def asks_silently(self) -> bool:
        """Whether this is a sign-in without a page (prompt=none) that was told to show one: the usual first step."""
        location = self.response.header("location") or ""
        if self.request.query.get("prompt") != "none":
            return False
        body = self.response.body[:8_000] if self.request.query.get("response_mode") == "web_message" else ""
        words = ("login_required", "interaction_required", "consent_required")
        return any(f"error={word}" in location or f'"{word}"' in body for word in words)

    @property
    def challenges(self) -> bool:
        """Whether a refusal asks for a credential, another one or a nonce, as a step of the protocol."""
        return (
            self.response.status in {401, 407}
            and (
                self.response.header("www-authenticate") is not None
                or self.response.header("proxy-authenticate") is not None
                or self.response.header("dpop-nonce") is not None
            )
        ) or (self.response.status == 400 and "use_dpop_nonce" in self.response.body)

    @property
    def waits(self) -> bool:
        """Whether a refusal asks for patience and no other credential: busy, down, limited, or a person is still typing."""
        return self.response.status in {429, 502, 503, 504} or self.still_pending

    @property
    def still_pending(self) -> bool:
        """Whether a device is told to go on asking, since the person has not decided yet (RFC 8628 section 3.5)."""
        return self.response.status == 400 and self.response.json["error"].text in {
            "authorization_pending",
            "slow_down",
        }

    @property
    def succeeded(self) -> bool:
        """Whether the response grants."""
        return self._only_tried or (200 <= self.response.status < 300 and not self._error_with_success)

    @property
    def _only_tried(self) -> bool:
        """Whether EC2 says to a call with DryRun that it would have granted it."""
        return self.response.status == 412 and "<Code>DryRunOperation</Code>" in self.response.body

    @property
    def _error_with_success(self) -> bool:
        """Some protocols tell errors with the status 200: gRPC, GraphQL, JSON-RPC, Slack's API, GitHub's token endpoint."""
        if self.response.status != 200:
            return False
        if (self.response.header("grpc-status") or "") in _GRPC_REFUSALS:
            return True
        if "error" not in self.response.body:
            return False
        body = self.response.json
        if self._asks_for_tokens and body["error"].text and not body.has("access_token"):
            return True
        # Without a result, and about the credential: what else fails there is none of its business.
        told = body["errors"].items or ([body["error"].raw] if body["ok"].raw is False or body.has("jsonrpc") else [])
        given = any(value is not None for value in body["data"].mapping.values()) or body.has("result")
        return bool(told) and not given and _ABOUT_CREDENTIALS.search(str(told)[:4_000]) is not None

    @property
    def _asks_for_tokens(self) -> bool:
        """Some services want no grant_type: who proves a client and brings a code or a device asks for tokens."""
        form = self.request.form
        return "grant_type" in form or ("client_id" in form and ("code" in form or "device_code" in form))


def read_exchange(view: View) -> Exchange:
    """The exchange in a bundle's member."""
    request, response = view["request"], view["response"]
    return Exchange(
        at=parse_instant(view["at"].text),
        seen_by=view["seen_by"].text,
        request=Request(
            request["method"].text.upper(), request["url"].text, _headers(request["headers"]), _body(request["body"])
        ),
        response=Response(int(response["status"].number or 0), _headers(response["headers"]), _body(response["body"])),
    )


def _headers(view: View) -> Headers:
    found: list[tuple[str, str]] = []
    if isinstance(view.raw, dict):
        found = [(name, value) for name, value in view.raw.items() if isinstance(value, str)]
    for pair in view.items[:200]:
        if isinstance(pair, list) and len(pair) == 2 and isinstance(pair[0], str) and isinstance(pair[1], str):
            found.append((pair[0], pair[1]))
    return tuple(found)


def _body(view: View) -> str:
    if isinstance(view.raw, dict | list):
        import json  # noqa: PLC0415 - a body that was parsed by the collector is rare

        return json.dumps(view.raw)[:MAX_BODY]
    return view.text[:MAX_BODY]


@lru_cache(maxsize=512)
def split_url(url: str) -> SplitResult:
    """A URL taken apart; an empty result for what is no URL."""
    try:
        parts = urlsplit(url)
        _ = parts.hostname, parts.port  # both raise on a malformed authority
    except ValueError:
        return SplitResult("", "", "", "", "")
    return parts


def host_of(url: str) -> str:
    """The host of a URL, lower case, without the port."""
    return (split_url(url).hostname or "").lower()


def form_of(text: str) -> dict[str, str]:
    """The parameters of a form-encoded text, the last of repeated ones; none when it does not decode."""
    try:
        return dict(parse_qsl(text[:MAX_BODY], keep_blank_values=True, max_num_fields=500))
    except ValueError:
        return {}

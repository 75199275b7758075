"""A refusal as RFC 6749 section 5.2 and RFC 6750 section 3 want it, with `error_uri` and the refusal's id.

Only the public reason shapes it, and no received value is in it: the owner reads those behind the id.
"""

from __future__ import annotations

import re

from assay.reasons import Reason
from assay.server.refusals.refused_request import RefusedRequest
from assay.web.answer import HttpAnswer
from assay.web.render.json import NOT_STORED, encode

_PLACEHOLDER = re.compile(r"\{(\w+)\}")

_PARAMETERS = frozenset(
    {
        "access_token",
        "acr_values",
        "assertion",
        "audience",
        "claims",
        "client_assertion",
        "client_assertion_type",
        "client_id",
        "client_secret",
        "code",
        "code_challenge",
        "code_challenge_method",
        "code_verifier",
        "device_code",
        "display",
        "grant_type",
        "id_token_hint",
        "issuer",
        "login_hint",
        "logout_hint",
        "max_age",
        "nonce",
        "password",
        "paste",
        "post_logout_redirect_uri",
        "prompt",
        "redirect_uri",
        "refresh_token",
        "refusal_id",
        "request",
        "request_uri",
        "resource",
        "response_mode",
        "response_type",
        "scope",
        "state",
        "subject_token",
        "subject_token_type",
        "token",
        "token_type_hint",
        "ui_locales",
        "user_code",
        "username",
    }
)
"""Parameter names that may be told because they are ours (registered names), not whatever was received."""


def render_refusal(refused: RefusedRequest, issuer: str) -> HttpAnswer:
    """The JSON answer; with a challenge where the answer is a 401 or a bearer refusal."""
    answer = refused.public.public
    headers = NOT_STORED
    challenge = bearer_challenge(refused, issuer) if answer.bearer else _basic_challenge(refused, issuer)
    if challenge is not None:
        headers = (*headers, (b"www-authenticate", challenge))
    if refused.retry_after is not None:
        headers = (*headers, (b"retry-after", b"%d" % refused.retry_after))
    if not answer.error or not refused.credentials_given:
        return HttpAnswer(answer.status, headers, b"", refused)
    body = {
        "error": answer.error,
        "error_description": error_description(refused),
        "error_uri": error_uri(refused.public, issuer),
        "refusal_id": refused.refusal_id,
    }
    return HttpAnswer(answer.status, headers, encode(body), refused)


def bearer_challenge(refused: RefusedRequest, issuer: str) -> bytes:
    """RFC 6750 section 3: without an error code when the request came without credentials (section 3.1)."""
    parts = ['realm="assay"']
    if refused.scope is not None:
        parts.append(f'scope="{refused.scope}"')
    return _challenge("Bearer", (*parts, *_error_parameters(refused, issuer)))


def error_uri(public: Reason, issuer: str) -> str:
    """The page of the public reason."""
    return f"{issuer.rstrip('/')}/reasons/{public.code}"


def error_description(refused: RefusedRequest) -> str:
    """The public headline. Placeholders are filled with limits and registered parameter names, never with other values."""
    return told(refused.public.headline, refused)


def told(headline: str, refused: RefusedRequest) -> str:
    """The same for the headline in any language."""
    if "{" not in headline:
        return headline
    evidence = refused.refused.evidence if refused.refused.reason is refused.public else {}

    def fill(match: re.Match[str]) -> str:
        name = match.group(1)
        value = evidence.get(name)
        if name == "limit" and type(value) in {int, float}:
            return f"{value:g}"
        if isinstance(value, str) and name == "parameter" and value in _PARAMETERS:
            return value
        return "(not shown)"

    return _PLACEHOLDER.sub(fill, headline)


def _basic_challenge(refused: RefusedRequest, issuer: str) -> bytes | None:
    """RFC 6749 section 5.2. The error stands in it too, because clients exist that show the challenge and never the body."""
    if refused.scheme != "Basic":
        return None
    return _challenge("Basic", ('realm="assay"', 'charset="UTF-8"', *_error_parameters(refused, issuer)))


def _error_parameters(refused: RefusedRequest, issuer: str) -> tuple[str, ...]:
    error = refused.public.public.error
    if not refused.credentials_given or not error:
        return ()
    return (
        f'error="{error}"',
        f'error_description="{error_description(refused)}"',
        f'error_uri="{error_uri(refused.public, issuer)}"',
    )


def _challenge(scheme: str, parameters: tuple[str, ...]) -> bytes:
    return f"{scheme} {', '.join(parameters)}".encode("ascii")

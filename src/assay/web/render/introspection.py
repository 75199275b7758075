"""The answer of RFC 7662 section 2.2, exactly: what an inactive token was is told behind the Refusal-Id header alone."""

from __future__ import annotations

from assay.server.endpoints.introspection import InactiveToken
from assay.server.issued_tokens.shown_token import ActiveToken
from assay.web.answer import HttpAnswer
from assay.web.render.json import NOT_STORED, encode

_INACTIVE = b'{"active":false}'


def render_introspection(outcome: ActiveToken | InactiveToken) -> HttpAnswer:
    """200 in both cases."""
    if isinstance(outcome, InactiveToken):
        return HttpAnswer(200, NOT_STORED, _INACTIVE, outcome.refused)
    return HttpAnswer(200, NOT_STORED, encode(outcome.members))

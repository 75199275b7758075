"""Decides whether the request is protected by PKCE as it must be: S256, for every public client (RFC 9700 section 2.1.1).

Gives `authorization_request.code_challenge_missing`, `.code_challenge_method_unsupported` and
`request.parameter_malformed`.
"""

from __future__ import annotations

import re

from assay.checks.authorization_request.facts import AuthorizationFacts
from assay.decision import Check, Passed, Refused, refuse
from assay.decision.outcome import PASSED
from assay.formats.form import Form, single
from assay.model.client import Client
from assay.reasons import authorization_request as reasons
from assay.reasons import request as request_reasons

CODE_CHALLENGE_METHODS = ("S256",)

# The base64url of 32 bytes: 43 characters, of which the last carries four bits (RFC 7636 section 4.2).
_S256 = re.compile(r"[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]")


def _code_challenge(form: Form, facts: AuthorizationFacts) -> Passed | Refused:
    challenge, method = single(form, "code_challenge"), single(form, "code_challenge_method")
    client = facts.known_client
    if challenge is None:
        if needs_code_challenge(client) or method is not None:
            return refuse(reasons.CODE_CHALLENGE_MISSING)
        return PASSED
    if method not in CODE_CHALLENGE_METHODS:
        return refuse(reasons.CODE_CHALLENGE_METHOD_UNSUPPORTED, code_challenge_method=method)
    if not _S256.fullmatch(challenge):
        return refuse(
            request_reasons.PARAMETER_MALFORMED,
            parameter="code_challenge",
            defect=f"it is not the base64url of 32 bytes (it has {len(challenge)} characters)",
            expected="43 characters, base64url without padding: BASE64URL(SHA256(code_verifier))",
        )
    return PASSED


def needs_code_challenge(client: Client) -> bool:
    """Whether every request of this client brings a challenge."""
    return client.public or client.pkce_required


CODE_CHALLENGE = Check("code_challenge", _code_challenge)

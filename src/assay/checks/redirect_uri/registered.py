"""Decides whether a request's redirect URI is one of the client's: compared character by character, never normalised.

RFC 9700 sections 2.1 and 4.1.3, RFC 8252 section 7.3. Gives `authorization_request.redirect_uri_mismatch`.
"""

from __future__ import annotations

from assay.checks.redirect_uri.difference import nearest
from assay.checks.redirect_uri.loopback import without_loopback_port
from assay.decision import Check, Passed, Refused, refuse
from assay.decision.outcome import PASSED
from assay.reasons import authorization_request as reasons


def is_registered(redirect_uri: str, registered: tuple[str, ...]) -> bool:
    """Whether the answer may go there."""
    if redirect_uri in registered:
        return True
    portless = without_loopback_port(redirect_uri)
    return portless is not None and portless in [without_loopback_port(candidate) for candidate in registered]


def _run(redirect_uri: str, registered: tuple[str, ...]) -> Passed | Refused:
    if is_registered(redirect_uri, registered):
        return PASSED
    closest, difference = nearest(redirect_uri, registered)
    return refuse(
        reasons.REDIRECT_URI_MISMATCH, redirect_uri=redirect_uri, nearest_registered=closest, difference=difference
    )


REGISTERED: Check[str, tuple[str, ...]] = Check("redirect_uri_registered", _run)

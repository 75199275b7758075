"""The catalogue of causes: one module per mechanism, one record per cause, found by code.

Only the modules that the evidence can concern are loaded: explaining one token does not pay for the whole catalogue.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from typing import TYPE_CHECKING

from assay.diagnosis.causes.cause import Cause

if TYPE_CHECKING:
    from assay.diagnosis.facts.gathered import Facts

TOKEN_MECHANISMS: tuple[str, ...] = (
    "damaged_tokens",
    "scheme_words",
    "damaged_keys",
    "token_dates",
    "time_zones",
    "compared_clocks",
    "token_kinds",
    "token_parties",
    "token_reviews",
    "signatures",
    "key_sets",
    "signature_secrets",
    "claims_and_headers",
)
OAUTH_MECHANISMS: tuple[str, ...] = (
    "proxies",
    "redirect_uris",
    "browser_state",
    "client_authentication",
    "client_placeholders",
    "client_libraries",
    "secret_hashes",
    "assertions",
    "grants",
    "authorization_codes",
    "pkce",
    "dpop",
    "scopes",
    "environments",
)
AWS_MECHANISMS: tuple[str, ...] = (
    "aws_damaged_values",
    "aws_placeholders",
    "aws_encoded_values",
    "aws_confused_values",
    "aws_credentials_files",
    "aws_sources",
    "aws_homes",
    "aws_profiles",
    "aws_session_tokens",
    "aws_presigned_urls",
    "aws_stale_sessions",
    "aws_identity_center",
    "aws_sessions_without_mfa",
    "aws_expired_sessions",
    "aws_places",
    "aws_optin_regions",
    "aws_clock",
    "aws_requests",
    "aws_federation",
    "aws_account",
)
MECHANISMS = (*TOKEN_MECHANISMS, *OAUTH_MECHANISMS, *AWS_MECHANISMS)
_MECHANISMS_OF = {"jwt": TOKEN_MECHANISMS, "oauth": OAUTH_MECHANISMS, "aws": AWS_MECHANISMS}
"""By the family of the code, so that one cause does not load them all."""


def causes_of(mechanism: str) -> tuple[Cause, ...]:
    """The causes of one mechanism, in the order of its module."""
    causes: tuple[Cause, ...] = import_module(f"assay.diagnosis.causes.{mechanism}").CAUSES
    return causes


def every_cause() -> Iterator[Cause]:
    """All causes, mechanism by mechanism."""
    for mechanism in MECHANISMS:
        yield from causes_of(mechanism)


def find_cause(code: str) -> Cause | None:
    """The cause with exactly this code, or None."""
    for mechanism in _MECHANISMS_OF.get(code.partition(".")[0], ()):
        for cause in causes_of(mechanism):
            if cause.code == code:
                return cause
    return None


def causes_for(facts: Facts) -> tuple[Cause, ...]:
    """The causes that the evidence can concern."""
    if facts.complaint.text and facts.about_aws_alone:
        return tuple(cause for mechanism in AWS_MECHANISMS for cause in causes_of(mechanism))
    mechanisms = list(TOKEN_MECHANISMS)
    if facts.exchanges or facts.bundle.client.mapping or facts.complaint.text or facts.bundle.issuer.mapping:
        mechanisms += OAUTH_MECHANISMS
    bundle = facts.bundle
    surroundings = (
        facts.exchanges or bundle.environment or bundle.files or bundle.settings.mapping or facts.complaint.text
    )
    if (surroundings or bundle.command or bundle.software) and facts.aws.concerned:
        mechanisms += AWS_MECHANISMS
        if facts.aws.refused_signature_of_its_own and not bundle.token:
            mechanisms.remove("damaged_keys")
    return tuple(cause for mechanism in mechanisms for cause in causes_of(mechanism))

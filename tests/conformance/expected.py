"""The plans with their modules, and what is expected to fail or to be skipped, each with its reason."""

from __future__ import annotations


class ModuleSkipped(Exception):
    """The suite would skip this module here, for this reason."""


BASIC = (
    "oidcc-server",
    "oidcc-response-type-missing",
    "oidcc-idtoken-signature",
    "oidcc-idtoken-unsigned",
    "oidcc-userinfo-get",
    "oidcc-userinfo-post-header",
    "oidcc-userinfo-post-body",
    "oidcc-ensure-request-without-nonce-succeeds-for-code-flow",
    "oidcc-scope-profile",
    "oidcc-scope-email",
    "oidcc-scope-address",
    "oidcc-scope-phone",
    "oidcc-scope-all",
    "oidcc-alternate-happy-flow",
    "oidcc-display-page",
    "oidcc-display-popup",
    "oidcc-prompt-login",
    "oidcc-prompt-none-not-logged-in",
    "oidcc-prompt-none-logged-in",
    "oidcc-max-age-1",
    "oidcc-max-age-10000",
    "oidcc-ensure-request-with-unknown-parameter-succeeds",
    "oidcc-id-token-hint",
    "oidcc-login-hint",
    "oidcc-ui-locales",
    "oidcc-claims-locales",
    "oidcc-ensure-request-with-acr-values-succeeds",
    "oidcc-codereuse",
    "oidcc-codereuse-30seconds",
    "oidcc-ensure-registered-redirect-uri",
    "oidcc-ensure-post-request-succeeds",
    "oidcc-server-client-secret-post",
    "oidcc-request-uri-unsigned-supported-correctly-or-rejected-as-unsupported",
    "oidcc-unsigned-request-object-supported-correctly-or-rejected-as-unsupported",
    "oidcc-claims-essential",
    "oidcc-ensure-request-object-with-redirect-uri",
    "oidcc-refresh-token",
    "oidcc-ensure-request-with-valid-pkce-succeeds",
)
PLANS: dict[str, tuple[str, ...]] = {
    "config": ("oidcc-discovery-endpoint-verification",),
    "basic-client_secret_basic": BASIC,
    "basic-client_secret_post": BASIC,
    "formpost-basic": BASIC,
    "rp-initiated-logout": (
        "oidcc-rp-initiated-logout-discovery-endpoint-verification",
        "oidcc-rp-initiated-logout",
        "oidcc-rp-initiated-logout-bad-post-logout-redirect-uri",
        "oidcc-rp-initiated-logout-modified-id-token-hint",
        "oidcc-rp-initiated-logout-no-id-token-hint",
        "oidcc-rp-initiated-logout-no-params",
        "oidcc-rp-initiated-logout-no-post-logout-redirect-uri",
        "oidcc-rp-initiated-logout-no-state",
        "oidcc-rp-initiated-logout-only-state",
        "oidcc-rp-initiated-logout-query-added-to-post-logout-redirect-uri",
        "oidcc-rp-initiated-logout-bad-id-token-hint",
    ),
    "backchannel-logout": (
        "oidcc-backchannel-logout-discovery-endpoint-verification",
        "oidcc-backchannel-rp-initiated-logout",
    ),
}
"""By plan. The suite runs Basic with `client_secret_basic` but for one module; here it is run with either method."""

EXPECTED_FAILURES: dict[str, str] = {}
"""Modules that fail, with the reason why that is right for now."""

EXPECTED_SKIPS: dict[str, str] = {
    "oidcc-idtoken-unsigned": "an ID token without a signature is never issued (the metadata does not offer none)",
    "oidcc-ensure-request-object-with-redirect-uri": "request objects are not taken (request_not_supported, and so says the metadata)",
}
"""Modules that the suite skips, with the reason. The skip must happen as the suite decides on it."""


def complaint(module: str, raised: Exception | None, failures: dict[str, str], skips: dict[str, str]) -> str | None:
    """What is wrong about how a module ended, or None when it ended as it should: listed things must happen."""
    if isinstance(raised, ModuleSkipped):
        return None if module in skips else f"{module} was skipped and is not listed: {raised}"
    if module in skips:
        return f"{module} is listed as skipped, and was not"
    if raised is None:
        return f"{module} is listed as failing, and did not" if module in failures else None
    return None if module in failures else f"{module} failed"

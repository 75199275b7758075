"""Whether AWS knows the credentials that win here: GetCallerIdentity, which needs no permission and changes nothing.

Asked of STS in the partition and region of the configuration. Credentials that a program or another service would have
to hand out first are not asked for.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from assay.diagnosis.aws_resolution.profiles import read_profiles
from assay.diagnosis.aws_resolution.resolution import Resolution
from assay.diagnosis.bundle import Bundle
from assay.diagnosis.facts.aws_hosts import REGION, domain_of_region, region_asked
from assay.diagnosis.facts.quoting import quoted
from assay.diagnosis.json_view import View
from assay.diagnosis.probing.probe import Probe, Probed, exchange_of_probe, log_line
from assay.formats.sigv4.signing import Credentials
from assay.primitives.secret import Secret

BODY = "Action=GetCallerIdentity&Version=2011-06-15"


@dataclass(frozen=True, slots=True)
class CallerIdentity:
    """The question, what to sign it with, and the region to sign it for."""

    probe: Probe
    credentials: Credentials
    region: str


def caller_identity(bundle: Bundle, resolution: Resolution) -> CallerIdentity | str:
    """The question to STS, or in words why it cannot be asked."""
    credentials = _winning(bundle, resolution)
    if isinstance(credentials, str):
        return credentials
    region, place = _region(bundle, resolution)
    if not REGION.fullmatch(region):
        return f"the region {quoted(region)} of {place} is no region of AWS"
    url = _endpoint(bundle, resolution) or f"https://sts.{region}.{domain_of_region(region)}/"
    token = " and its session token" if credentials.session_token is not None else ""
    sends = f"signed with the key {credentials.access_key_id}{token}; the secret stays here"
    why = f"GetCallerIdentity in {region} ({place}), which changes nothing: does AWS know these credentials?"
    return CallerIdentity(Probe("caller_identity", "POST", url, sends, why), credentials, region)


def with_caller_identity(document: dict[str, Any], probed: Probed) -> dict[str, Any]:
    """The bundle with the answer of STS, or with a log line that there was none."""
    if probed.status:
        return document | {"exchanges": [*View(document)["exchanges"].items, exchange_of_probe(probed)]}
    return document | {"log": [*View(document)["log"].texts, log_line(probed)]}


def _winning(bundle: Bundle, resolution: Resolution) -> Credentials | str:
    step = resolution.decisive
    if step is None:
        return "no credentials were found"
    if step.outcome == "stopped":
        return "the search for credentials ends with an error"
    files = read_profiles(bundle)
    if step.source == "env":
        variables = bundle.environment
        key_id, secret = variables.get("AWS_ACCESS_KEY_ID", ""), variables.get("AWS_SECRET_ACCESS_KEY", "")
        token = variables.get("AWS_SECURITY_TOKEN") or variables.get("AWS_SESSION_TOKEN")
    elif step.source in {"shared-credentials-file", "config-file"}:
        profiles = files.credentials if step.source == "shared-credentials-file" else files.config
        members = (profiles or {}).get(resolution.profile, {})
        key_id, secret = members.get("aws_access_key_id", ""), members.get("aws_secret_access_key", "")
        token = members.get("aws_session_token") or members.get("aws_security_token")
    else:
        return f"the credentials would have to be fetched first ({step.looked_at})"
    if not all(text.isascii() and text.isprintable() for text in (key_id, token or "")):
        return "the key id or the session token has characters that no request can carry"
    return Credentials(key_id, Secret(secret), Secret(token) if token else None)


def _region(bundle: Bundle, resolution: Resolution) -> tuple[str, str]:
    """(region, where it stands): of the command, the variables, the profile."""
    asked = region_asked(bundle.command)
    if asked:
        return asked, "the command"
    for name in ("AWS_REGION", "AWS_DEFAULT_REGION"):
        if bundle.environment.get(name):
            return bundle.environment[name], f"the variable {name}"
    region = read_profiles(bundle).merged.get(resolution.profile, {}).get("region")
    return (region, f"the profile {quoted(resolution.profile)}") if region else ("us-east-1", "none is configured")


def _endpoint(bundle: Bundle, resolution: Resolution) -> str:
    """The endpoint that the configuration sets by hand, as SDKs take it; empty for AWS's own."""
    members = read_profiles(bundle).merged.get(resolution.profile, {})
    ignored = {
        bundle.environment.get("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", ""),
        members.get("ignore_configured_endpoint_urls", ""),
    }
    if "true" in {text.lower() for text in ignored}:
        return ""
    named = (bundle.environment.get(name) for name in ("AWS_ENDPOINT_URL_STS", "AWS_ENDPOINT_URL"))
    return next((url for url in (*named, members.get("endpoint_url")) if url), "")

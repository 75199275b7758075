"""IAM Identity Center in a profile: its settings, and the sign-in that the cache holds for them."""

from __future__ import annotations

from collections.abc import Mapping

from assay.diagnosis.aws_resolution.roles import ConfigurationFault
from assay.diagnosis.bundle import Bundle
from assay.diagnosis.facts.aws_sso_cache import cache_file_name
from assay.diagnosis.facts.instants import parse_instant, show_instant
from assay.diagnosis.facts.quoting import quoted
from assay.diagnosis.json_view import parse_json
from assay.record import Record

_OF_PROFILE = ("sso_role_name", "sso_account_id")
_REQUIRED = (*_OF_PROFILE, "sso_start_url", "sso_region")


class SsoSettings(Record):
    """Complete settings. `cached_as` is the text whose SHA-1 names the file of the sign-in."""

    words: str
    cached_as: str


def sso_settings(members: Mapping[str, str], sessions: Mapping[str, Mapping[str, str]]) -> SsoSettings | None:
    """The settings of a profile; None when it does not ask for them. Raises `ConfigurationFault` when some are missing."""
    if all(name not in members for name in _OF_PROFILE):
        return None
    settings, session = dict(members), members.get("sso_session")
    if session is not None:
        if session not in sessions:
            raise ConfigurationFault(f"there is no [sso-session {session}]".replace("\n", " "))
        for name, value in sessions[session].items():
            if settings.get(name, value) != value:
                raise ConfigurationFault(f"{name} differs between the profile and its sso-session")
            settings[name] = value
    missing = [name for name in _REQUIRED if name not in settings]
    if missing:
        raise ConfigurationFault(f"IAM Identity Center needs {', '.join(missing)} as well")
    words = f"role {quoted(settings['sso_role_name'])} of account {quoted(settings['sso_account_id'])} at {quoted(settings['sso_start_url'])}"
    return SsoSettings(words, settings["sso_start_url"] if session is None else session)


def sso_token_seen(settings: SsoSettings, bundle: Bundle) -> str:
    """What the cache holds for these settings."""
    name = cache_file_name(settings.cached_as)
    raw = next((raw for place, raw in bundle.files.items() if place.replace("\\", "/").endswith(name)), None)
    if raw is None:
        return "the cache holds no sign-in for it"
    until = parse_instant(parse_json(raw[:200_000].decode("utf-8", "replace"))["expiresAt"].text)
    if until is None:
        return f"the cache file {name} does not say until when its sign-in holds"
    over = bundle.now is not None and until <= bundle.now
    return f"the sign-in of the cache {'ended' if over else 'holds until'} {show_instant(until)}"

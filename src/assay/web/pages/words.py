"""The words in which pages speak of scopes and addresses."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from assay.formats.user_code import shown_user_code
from assay.reasons import Fault
from assay.server.authorization.results import AskingDevice

_SCOPES: Mapping[str, str] = {
    "openid": "know which account is yours",
    "profile": "see your profile: name, picture, language and the like",
    "email": "see your e-mail address",
    "address": "see your postal address",
    "phone": "see your phone number",
    "offline_access": "keep this access while you are not using it",
}

_FAULTS: Mapping[Fault, str] = {
    Fault.CLIENT: "the application that sent you here",
    Fault.END_USER: "you",
    Fault.ISSUER: "whoever runs this service",
    Fault.RESOURCE_SERVER: "whoever runs the service that you wanted to use",
    Fault.OPERATOR: "whoever runs this service",
}


@dataclass(frozen=True, slots=True)
class ScopeWords:
    """A scope, and what it means in words; None where only its name is known."""

    name: str
    words: str | None


def scope_words(scopes: Iterable[str]) -> tuple[ScopeWords, ...]:
    """The scopes as they stand on the consent page."""
    return tuple(ScopeWords(scope, _SCOPES.get(scope)) for scope in scopes)


def who_must_act(fault: Fault) -> str:
    """Whose turn it is, seen from in front of the browser."""
    return _FAULTS[fault]


def asking_device(asking: AskingDevice) -> dict[str, object]:
    """The device that waits for an answer: its code to compare, and where it asks from as far as is known."""
    one = asking.authorization
    return {
        "user_code": shown_user_code(one.user_code),
        "kind": one.device,
        "network": one.network,
        "elsewhere": asking.elsewhere,
    }


def destination(redirect_uri: str) -> str:
    """Where the browser goes afterwards, so that a person sees a name that cannot be made up (RFC 6749 section 10.2)."""
    parts = urlsplit(redirect_uri)
    if parts.scheme not in {"https", "http"}:
        return f"the app {parts.scheme} on this device"
    if parts.hostname in {"127.0.0.1", "::1", "localhost"}:
        return f"an app on this device ({parts.netloc})"
    return parts.netloc

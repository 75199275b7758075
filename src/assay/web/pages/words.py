"""The words in which pages speak of scopes, addresses, devices and of who must act."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from assay.formats.user_code import shown_user_code
from assay.model.client import Client
from assay.model.resource import Resource
from assay.reasons import Fault
from assay.server.authorization.own_pages import ITSELF
from assay.server.authorization.results import AskingDevice
from assay.server.languages.english import ENGLISH
from assay.server.languages.language import Language, message

_SCOPES: Mapping[str, str] = {
    "openid": message("know which account is yours"),
    "profile": message("see your profile: name, picture, language and the like"),
    "email": message("see your e-mail address"),
    "address": message("see your postal address"),
    "phone": message("see your phone number"),
    "offline_access": message("keep this access while you are not using it"),
}

_FAULTS: Mapping[Fault, str] = {
    Fault.CLIENT: message("the application that sent you here"),
    Fault.END_USER: message("you"),
    Fault.ISSUER: message("whoever runs this service"),
    Fault.RESOURCE_SERVER: message("whoever runs the service that you wanted to use"),
    Fault.OPERATOR: message("whoever runs this service"),
}


@dataclass(frozen=True, slots=True)
class ScopeWords:
    """A scope, and what it means in words; None where only its name is known. `lang` is their language where it is another."""

    name: str
    words: str | None
    lang: str | None = None


def scope_words(
    scopes: Iterable[str], language: Language, resources: Iterable[Resource] = ()
) -> tuple[ScopeWords, ...]:
    """The scopes as people read them: in our words, and in those of each resource that it is about.

    Nothing that a scope allows is left out: what two resources say differently stands twice.
    """
    lines: list[ScopeWords] = []
    for scope in scopes:
        told = [ScopeWords(scope, language.text(_SCOPES[scope]))] if scope in _SCOPES else []
        told += [words for one in resources if (words := _of_resource(scope, one, language)) is not None]
        lines += told or [ScopeWords(scope, None)]
    return tuple(dict.fromkeys(lines))


def _of_resource(scope: str, resource: Resource, language: Language) -> ScopeWords | None:
    """In the page's language, else in English, else in whatever it is described in."""
    by_language = {one.language: one.words for one in resource.descriptions if one.scope == scope}
    for tag in (language.tag, ENGLISH.tag, *by_language):
        if tag in by_language:
            return ScopeWords(scope, by_language[tag], tag if tag != language.tag else None)
    return None


def who_must_act(fault: Fault, language: Language) -> str:
    """Whose turn it is, seen from in front of the browser."""
    return language.text(_FAULTS[fault])


def client_name(client: Client, language: Language) -> str:
    """The name of a client as it was registered; our own pages have one in each language."""
    return language.text(message("Your account")) if client is ITSELF else client.name


def device_words(device: str, language: Language) -> str:
    """A browser and what it runs on, as `formats.user_agent` tells them."""
    browser, on, system = device.partition(" on ")
    return language.text(message("{browser} on {system}"), browser=browser, system=system) if on else device


def asking_device(asking: AskingDevice, language: Language) -> dict[str, object]:
    """The device that waits for an answer: its code to compare, and where it asks from as far as is known."""
    one = asking.authorization
    return {
        "user_code": shown_user_code(one.user_code),
        "kind": device_words(one.device, language) if one.device else None,
        "network": one.network,
        "elsewhere": asking.elsewhere,
    }


def destination(redirect_uri: str, language: Language) -> str:
    """Where the browser goes afterwards, so that a person sees a name that cannot be made up (RFC 6749 section 10.2)."""
    parts = urlsplit(redirect_uri)
    if parts.scheme not in {"https", "http"}:
        return language.text(message("the app {scheme} on this device"), scheme=parts.scheme)
    if parts.hostname in {"127.0.0.1", "::1", "localhost"}:
        return language.text(message("an app on this device ({place})"), place=parts.netloc)
    return parts.netloc

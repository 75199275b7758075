"""Which language a person is spoken to in: what the client asks for, then what the browser asks for, then English.

OpenID Connect Core section 3.1.2.1 (`ui_locales`), RFC 9110 section 12.5.4, RFC 4647 section 3.4.
"""

from __future__ import annotations

import json

from assay.model.end_user import EndUser
from assay.server.languages import LANGUAGES
from assay.server.languages.english import ENGLISH
from assay.server.languages.language import Language

_LOOKED_AT = 20
"""Tags that are looked at."""


def choose(ui_locales: tuple[str, ...], accept_language: str) -> Language:
    """The first language of ours in the order of preference."""
    for tag in (*ui_locales[:_LOOKED_AT], *_accepted(accept_language)):
        language = _ours(tag)
        if language is not None:
            return language
    return ENGLISH


def language_of(end_user: EndUser) -> Language:
    """The language to write to a person in, by their claim `locale` (OpenID Connect Core section 5.1)."""
    locale = json.loads(end_user.claims).get("locale")
    return (_ours(locale) if isinstance(locale, str) else None) or ENGLISH


def _ours(tag: str) -> Language | None:
    """The language that a tag is of, whatever region or script it names."""
    primary = tag.replace("_", "-").partition("-")[0].lower()
    return next((language for language in LANGUAGES if language.tag == primary), None)


def _accepted(header: str) -> list[str]:
    weighed: list[tuple[float, str]] = []
    for part in header.split(",")[:_LOOKED_AT]:
        tag, _, parameter = (piece.strip() for piece in part.partition(";"))
        weight = _weight(parameter)
        if tag and weight > 0:
            weighed.append((weight, tag))
    return [tag for _, tag in sorted(weighed, key=lambda one: -one[0])]


def _weight(parameter: str) -> float:
    if not parameter:
        return 1.0
    name, _, value = parameter.partition("=")
    try:
        weight = float(value) if name.strip().lower() == "q" else 1.0
    except ValueError:
        return 0.0
    return weight if 0 <= weight <= 1 else 0.0

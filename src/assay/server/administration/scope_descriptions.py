"""What an operator says a scope allows at a resource, in the languages of the pages; and how a change of it is put in.

Gives `registration.scope_description_unusable`.
"""

from __future__ import annotations

from collections.abc import Mapping

from assay.decision import Refused, refuse
from assay.model.resource import Resource, ScopeDescription
from assay.reasons import registration as reasons
from assay.server.languages import LANGUAGES

MAX_WORDS = 200
_TAGS = tuple(language.tag for language in LANGUAGES)

Descriptions = Mapping[str, Mapping[str, str | None] | None]
"""By scope and language; None takes away (RFC 7396)."""


def described(before: tuple[ScopeDescription, ...], changes: Descriptions) -> tuple[ScopeDescription, ...]:
    """The descriptions with the changes; what these do not name stays."""
    words: dict[tuple[str, str], str | None] = {(one.scope, one.language): one.words for one in before}
    for scope, by_language in changes.items():
        for language in (tag for named, tag in tuple(words) if named == scope and by_language is None):
            words[scope, language] = None
        words |= {(scope, language): text for language, text in (by_language or {}).items()}
    left = [ScopeDescription(*place, text) for place, text in words.items() if text is not None]
    return tuple(sorted(left, key=lambda one: (one.scope, one.language)))


def without_scopes_gone(before: Resource, wanted: Resource) -> tuple[ScopeDescription, ...]:
    """The descriptions that are wanted; a scope that the resource loses takes its own with it."""
    known = wanted.scopes
    return tuple(
        one for one in wanted.descriptions if not known or one.scope in known or one not in before.descriptions
    )


def by_scope(resource: Resource) -> dict[str, dict[str, str]]:
    """The descriptions as they are shown."""
    shown: dict[str, dict[str, str]] = {}
    for one in resource.descriptions:
        shown.setdefault(one.scope, {})[one.language] = one.words
    return shown


def description_refusal(resource: Resource) -> Refused | None:
    """Each is of a scope that the resource knows (without a list it takes any), in a language of ours, and a line of words."""
    for one in resource.descriptions:
        defect = _defect(one, resource)
        if defect is not None:
            return refuse(
                reasons.SCOPE_DESCRIPTION_UNUSABLE,
                scope=one.scope,
                language=one.language,
                defect=defect,
                languages=_TAGS,
                limit=MAX_WORDS,
            )
    return None


def _defect(one: ScopeDescription, resource: Resource) -> str | None:
    if resource.scopes and one.scope not in resource.scopes:
        return "the resource does not know this scope"
    if one.language not in _TAGS:
        return "pages are not in this language"
    if not one.words.strip() or one.words != one.words.strip():
        return "it is empty, or has white space at an end"
    if len(one.words) > MAX_WORDS:
        return f"it has {len(one.words)} characters"
    if not one.words.isprintable():
        return "it has a character that does not print"
    return None

"""A list of entity tags, as the field `If-Match` has it (RFC 9110 sections 8.8.3 and 13.1.1)."""

from __future__ import annotations

import re

_TAG = r'(?:W/)?"[\x21\x23-\x7e\x80-\xff]*"'
_LIST = re.compile(rf"[ \t,]*{_TAG}(?:[ \t]*,[ \t,]*{_TAG})*[ \t,]*")
_EACH = re.compile(_TAG)


def names_any(field: str) -> bool:
    """Whether the field is `*`, which every state of a record answers."""
    return field.strip(" \t") == "*"


def names_tag(field: str, tag: str) -> bool:
    """Whether the field names this strong tag, by the strong comparison; what is no list of tags names none."""
    return _LIST.fullmatch(field) is not None and tag in _EACH.findall(field)

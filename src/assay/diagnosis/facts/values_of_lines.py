"""The value with which a line of a file goes on behind its name, and what it is where it names a variable."""

from __future__ import annotations

import re

from assay.diagnosis.facts.terraform_variables import variable_named

_REFERENCE = re.compile(
    r"(?:process\.env\.|environ(?:\.get)?[\[(][\"']|getenv\([\"']|env\([\"']|ENV(?:\.fetch)?[\[(][\"']|GetEnvironmentVariable\([\"']|^[\"']?\$\{?)([A-Za-z_]\w*)"
)
"""How code and files name a variable in place of a value."""
_BEHIND = re.compile(r"[\])}\s]*(?:$|[;,#]|//|--|&&)")
"""What may stand behind a quoted value: the end of a call or statement, or a comment."""

_MAPPING = re.compile(r"(?m)^([ \t]{0,80})[\"']?[\w.-]{1,80}[\"']?:[ \t]{0,80}\r?\n(?=\1[ \t]+[^\s#])")


def without_mappings(text: str) -> str:
    """The lines of YAML without those whose value is a mapping below them: such a name has no text, and no empty one."""
    return _MAPPING.sub("", text)


def of_line(value: str) -> str:
    """The value with which a line goes on, without what stands behind it: a comment, or the end of a call or statement."""
    text = value.strip()
    mark = text[:1]
    if mark in {'"', "'"} and (end := text.find(mark, 1)) > 0:
        return text[: end + 1] if _BEHIND.match(text, end + 1) else text
    return text.partition(" #")[0].rstrip()


def looked_up(value: str, variables: dict[str, str]) -> str:
    """What a file says, or the variable's value where it names one that is known."""
    if held := variables.get(variable_named(value)):
        return f'"{held}"'
    named = _REFERENCE.search(value)
    if named is None or not variables.get(named.group(1)):
        return value
    return f'"{variables[named.group(1)]}"' if value[:1] not in {'"', "'"} else variables[named.group(1)]

"""Which profile a command asks for: by its option, by a variable, or as the plain word that programs take which run others."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from assay.diagnosis.facts.ini_file import IniFile
from assay.diagnosis.pattern import Pattern

_ASKED = Pattern(r"(?:--(?:aws-?)?profile(?:-name)?[ =]|(?:^|[\s;&])AWS_PROFILE=)[\"']?([^\s\"']+)", re.IGNORECASE)
_TAKES_A_WORD = Pattern(
    r"^\s*(?:\$\s+)?(?:\w+=\S*\s+)*(?:(?:sudo|time|eval)\s+)?(?:\$\()?(?:\S*/)?"
    r"(?:aws-(?:runas|vault|okta|sudo|swap)|aws2-wrap|awsume|assume|granted)\s+([^;&|]{1,2000})"
)
"""Programs whose plain argument is a profile; others take one by an option or a variable alone."""


def profile_asked(command: str, environment: Mapping[str, str], files: Iterable[IniFile]) -> str:
    """The profile that a command or its variables name; empty when none is named."""
    named = _ASKED.search(command)
    if named:
        return named.group(1)
    word = _word_of_a_profile(command, files)
    if word:
        return word
    return next((environment[name] for name in ("AWS_PROFILE", "AWS_DEFAULT_PROFILE") if environment.get(name)), "")


def _word_of_a_profile(command: str, files: Iterable[IniFile]) -> str:
    """A word of the command that is a profile's name: `aws-runas qa`, `aws-vault exec prod -- terraform plan`."""
    taken = _TAKES_A_WORD.search(command)
    if taken is None:
        return ""
    words = taken.group(1).partition(" -- ")[0].split()
    known = {section.removeprefix("profile ") for file in files for section in file.sections} - {"default"}
    return next((word for word in words if word in known), "")

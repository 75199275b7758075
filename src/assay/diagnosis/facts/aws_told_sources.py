"""AWS credentials that a command is given and that a log prints: options, two words beside each other, listed variables."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from assay.diagnosis.facts.aws_sources import AwsSource, sources_in

if TYPE_CHECKING:
    from assay.diagnosis.bundle import Bundle

_OPTION = re.compile(
    r"(?:^|\s)-{1,2}(?:[a-zA-Z][\w-]{0,20}[.-])?(access[._-]?key(?:[._-]?id)?|secret(?:[._-]?access)?[._-]?key|session[._-]?token)(?:=|\s+)[\"']?([^\s\"']{1,2000})",
    re.IGNORECASE,
)
_KEY_ID = re.compile(r"(?:AKIA|ASIA)[A-Z0-9]{12,17}")
_SECRET = re.compile(r"[A-Za-z0-9/+=]{40}")
_LISTED = re.compile(
    r"(?:^|\s)(?:export\s+|set\s+)?(AWS_(?:ACCESS_KEY_ID|SECRET_ACCESS_KEY|SESSION_TOKEN|SECURITY_TOKEN))(?:=[\"']?|: [\"']?(?=(?:AKIA|ASIA)[A-Z0-9]{12}|\*{3}|[A-Za-z0-9/+=]{40}))([^\s\"']*)[\"']?\s*$"
)
_CONFIGURED = re.compile(
    r"\baws configure set (?:--?\S+ \S+ )?(?:profile\.[\w-]{1,60}\.|default\.)?(aws_(?:access_key_id|secret_access_key|session_token)) [\"']?([^\s\"'$]{1,3000})"
)
_LITERAL = re.compile(r"--from-literal[= ]{1,3}[\"']?([A-Za-z][\w.-]{0,80})=([^\s$]{1,3000})")
PRINTED = "the values that the log prints"
"""The place of what a log prints."""
MAX_WORDS = 200
MAX_TEXT = 20_000


def told_sources(bundle: Bundle) -> list[AwsSource]:
    """What the command and the log tell of credentials. Nobody knows whether what a log prints was used."""
    given = _of_options(bundle.command) or _of_words(bundle.command)
    if given is None:
        lines = (line for line in bundle.log if "--from-literal" in line)
        given = next((made for text in (bundle.command, *lines) if (made := _of_literals(text)) is not None), None)
    listed = None if "AWS_ACCESS_KEY_ID" in bundle.environment else _listed(bundle.log)
    return [source for source in (given, listed) if source is not None]


def _of_options(command: str) -> AwsSource | None:
    given: dict[str, str] = {}
    for name, value in _OPTION.findall(command) if "-" in command else ():
        given.setdefault(name.lower()[:6], value)
    if "access" not in given or "secret" not in given or "$" in given["access"] + given["secret"]:
        return None
    return AwsSource("the command", "told", "", given["access"], given["secret"], given.get("sessio"))


def _of_words(command: str) -> AwsSource | None:
    """A key id and a secret as two words beside each other, as programs take them: the id first."""
    if "AKIA" not in command and "ASIA" not in command:
        return None
    words = [word.strip("\"'") for word in command.split()[:MAX_WORDS]]
    for one, two in pairwise(words):
        kinds = {bool(_KEY_ID.fullmatch(word)) - bool(_SECRET.fullmatch(word)) for word in (one, two)}
        if kinds == {1, -1}:
            return AwsSource("the command", "told", "", one, two)
    return None


def _of_literals(text: str) -> AwsSource | None:
    """The members of the secret that a command makes, where one of them is a key id."""
    if not any(f"--from-literal{sign}" in text for sign in ("=", " ")):
        return None
    members = {name: value.strip("\"'") for name, value in _LITERAL.findall(text[:MAX_TEXT])}
    made = next(iter(sources_in(members)), None)
    if made is None or not (made.key_id or "").startswith(("AKIA", "ASIA")):
        return None
    return AwsSource("the secret that a command makes", "kubernetes", "", made.key_id, made.secret, made.token)


def _listed(log: tuple[str, ...]) -> AwsSource | None:
    """The variables that a log prints one to a line, and what it tells to be configured."""
    values: dict[str, str] = {}
    for line in log:
        for part in line.split("\n")[:200]:
            found = _LISTED.search(part) if "AWS_" in part else None
            found = found or (_CONFIGURED.search(part) if "aws configure" in part else None)
            if found is not None:
                values[found.group(1).upper()] = found.group(2)
    if not values.get("AWS_ACCESS_KEY_ID"):
        return None
    old = "AWS_SESSION_TOKEN" not in values
    token = values.get("AWS_SECURITY_TOKEN" if old else "AWS_SESSION_TOKEN")
    return AwsSource(
        PRINTED,
        "told",
        "",
        values["AWS_ACCESS_KEY_ID"],
        values.get("AWS_SECRET_ACCESS_KEY"),
        token,
        old_token_name=old and token is not None,
    )

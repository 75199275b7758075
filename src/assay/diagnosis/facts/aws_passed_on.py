"""Files and commands that hand key id and secret on by name, from variables or from a secret of a cluster, and no session token."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from assay.diagnosis.facts.aws_in_code import flat

if TYPE_CHECKING:
    from assay.diagnosis.bundle import Bundle
    from assay.diagnosis.facts.aws_sources import AwsSource

MAX_TEXT = 50_000
_TOKEN = re.compile(r"SESSION[_-]?TOKEN|SECURITY[_-]?TOKEN", re.IGNORECASE)
_ID_BY_NAME = re.compile(r"\bAWS_ACCESS_KEY_ID(?:(?![\w=])|=[\"']?\$)")
_SECRET_BY_NAME = re.compile(r"\bAWS_SECRET_ACCESS_KEY(?:(?![\w=])|=[\"']?\$)")
_HANDS_ON = re.compile(
    r"(?:^|\s)(?:-e|-E|--env|--build-arg|--preserve-env|--from-literal|--set\S{0,40}|--?var)[\s=]|=[\"']?\$\{?AWS_|configure set"
)
"""The options with which commands hand variables on; others unset them or print them."""
_MEMBER = re.compile(r"(?m)^[ \t]*(?:-[ \t]*)?key:[ \t]*[\"']?([A-Za-z][\w.-]{1,80})[\"']?[ \t\r]*$")
_OF_SECRET = re.compile(r"secret(?:key)?ref", re.IGNORECASE)
_MANIFEST = re.compile(rb"(?m)^kind:\s*Secret\b")


def two_of_variables(bundle: Bundle) -> str:
    """What names the variables of id and secret and none of a token, as whatever takes values by hand does: a file, a command; empty without one."""
    for name, raw in bundle.files.items():
        text = "" if name.endswith((".md", ".rst", ".txt")) else raw[:MAX_TEXT].decode("utf-8", "replace").upper()
        if "AWS_ACCESS_KEY_ID" in text and "AWS_SECRET_ACCESS_KEY" in text and not _TOKEN.search(text):
            return name
    lines = [line for line in bundle.log if "AWS_ACCESS_KEY_ID" in line and line.lstrip()[:2] in {"$ ", "# ", "+ "}]
    for place, text in (("the command", bundle.command), *(("a command in the log", line) for line in lines)):
        named = _HANDS_ON.search(text) and _ID_BY_NAME.search(text)
        if named and _SECRET_BY_NAME.search(text) and not _TOKEN.search(text):
            return place
    return ""


def is_of_cluster(source: AwsSource, bundle: Bundle) -> bool:
    """Whether a source is a secret of a cluster, by its manifest or the command that makes it."""
    if source.kind == "file":
        return _MANIFEST.search(bundle.files.get(source.name, b"")[:MAX_TEXT]) is not None
    return source.kind == "kubernetes"


def two_of_secret(bundle: Bundle) -> str:
    """A file that takes two members of a secret, key id and secret key, and no token; empty without one."""
    for name, raw in bundle.files.items():
        text = raw[:MAX_TEXT].decode("utf-8", "replace")
        if not _OF_SECRET.search(text) or _TOKEN.search(text):
            continue
        members = [flat(member) for member in _MEMBER.findall(text)]
        secret = [member for member in members if "secret" in member]
        key_id = [member for member in members if member not in secret and re.search(r"access|key|id$", member)]
        if key_id and secret and not any("token" in member for member in members):
            return name
    return ""

"""A step of a fix, taken apart for pages: the words, and the commands to paste where there are any."""

from __future__ import annotations

import re

from assay.diagnosis.pattern import Pattern

_PROGRAMS = "aws|unset|export|curl|assay|openssl|printf|timedatectl|chronyc|kubectl|docker|sudo|echo|npm|pip|python3?|base64|cp|ssh-keygen"
_FIRST = Pattern(rf"^(?:(.*?):\s+)?((?:{_PROGRAMS}) [^\s].*)$", re.DOTALL)
_OTHER = Pattern(rf",? or (?=(?:{_PROGRAMS}) )")
_REMARK = Pattern(r",? or |, | \(")


def fix_step(text: str) -> tuple[str, tuple[str, ...]]:
    """(words, commands). Alternatives become commands of their own; a remark behind a command joins the words."""
    match = _FIRST.match(text)
    if match is None:
        return text, ()
    words, commands = match.group(1) or "", []
    if not words:
        return "", (match.group(2),)
    for piece in _OTHER.split(match.group(2)):
        remark = _REMARK.search(piece)
        command = piece if remark is None else piece[: remark.start()]
        commands.append(command.rstrip("."))
        if remark is not None:
            words += piece[remark.start() :].rstrip(".")
    return words, tuple(commands)

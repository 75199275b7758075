"""AWS credentials that code names in the middle of a line, or under names of its own."""

from __future__ import annotations

import re

_IN_LINE = re.compile(
    r"(?i)(?<![\w.-])((?:[a-z][\w-]{0,30}?)?(?:access[_-]?key(?:[_-]?id)?|secret[_-]?(?:access[_-]?)?key|session[_-]?token))[\"']?\]?[ \t]{0,8}(?:=>|[:=])[ \t]{0,8}(\"[^\"\n]{0,3000}\"|'[^'\n]{0,3000}')"
)
"""A name and a quoted value in the middle of a line of code, as in a call or a literal."""
_SET = re.compile(
    r"(?i)(?:set_?env|put_?env|set_?environment_?variable|set_?property|set_?var)\(\s{0,20}[\"'](AWS_(?:ACCESS_KEY_ID|SECRET_ACCESS_KEY|SESSION_TOKEN)|aws\.(?:accessKeyId|secretAccessKey|secretKey|sessionToken))[\"'],\s{0,20}(\"[^\"\n]{0,3000}\"|'[^'\n]{0,3000}')"
)
"""A call that sets a variable."""
_SECRET_FIRST = re.compile(r"[\"']([A-Za-z0-9/+=]{40})[\"']\s{0,20},\s{0,20}[\"']((?:AKIA|ASIA)[A-Z0-9]{12,17})[\"']")
"""Two arguments in the wrong order: every SDK takes the id first."""
_UNDER_OWN_NAMES = re.compile(
    r"(?m)^[ \t]{0,40}[A-Za-z][\w.-]{0,60}[ \t]{0,8}[:=][ \t]?([\"']?(?:AKIA|ASIA)[A-Z0-9]{12,17}[\"']?)[ \t]{0,8}\r?\n"
    r"[ \t]{0,40}(?=[\w.-]{0,60}(?i:key|secret|pass))[A-Za-z][\w.-]{0,60}[ \t]{0,8}[:=][ \t]?([\"']?[A-Za-z0-9/+]{40}[\"']?)[ \t]{0,8}\r?$"
)
"""A key id under some name, and a secret under another one in the next line."""


def flat(name: str) -> str:
    """A name in lower case, without what parts its words."""
    return re.sub(r"[^a-z0-9]", "", name.lower())


def named_in_lines(text: str) -> dict[str, str]:
    """What code names in the middle of its lines, each name as it stands there first."""
    found: dict[str, str] = {}
    for name, value in _IN_LINE.findall(text) + _SET.findall(text):
        if not re.search(r"[$#]\{|\$\(", value):  # what is filled in elsewhere
            found.setdefault(flat(name), value[1:-1])
    turned = _SECRET_FIRST.search(text) if not found else None
    return {"accesskeyid": turned.group(1), "secretaccesskey": turned.group(2)} if turned is not None else found


def under_own_names(text: str) -> dict[str, str]:
    """An id and a secret, line by line, under names that only their program knows."""
    found = _UNDER_OWN_NAMES.search(text) if "AKIA" in text or "ASIA" in text else None
    return {"accesskeyid": found.group(1), "secretaccesskey": found.group(2)} if found is not None else {}

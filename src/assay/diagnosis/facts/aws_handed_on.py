"""Credentials that a statement or command hands on to another program, which then signs with them: COPY, s3(…), -Dfs.s3a.…"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from assay.diagnosis.json_view import leaves
from assay.record import Record

if TYPE_CHECKING:
    from assay.diagnosis.bundle import Bundle

MAX_TEXT = 50_000
_SESSION_ID = re.compile(r"(?<![A-Za-z0-9/+])ASIA[A-Z0-9]{12,17}(?![A-Za-z0-9/+])")
_END = re.compile(r"\n\s*\n|;[ \t]*(?:\n|$)|(?<![A-Za-z0-9/+])(?:AKIA|ASIA)[A-Z0-9]{12,17}")
_MASK = r"(?:\*{3,}|x{3,}|\[?<?(?:redacted|hidden|masked|removed)>?\]?|\u2026)"
_SECRET = re.compile(
    rf"(?<![A-Za-z0-9/+])[A-Za-z0-9/+]{{40}}(?![A-Za-z0-9/+=])|['\"=][^'\"\s,;&]{{0,40}}{_MASK}", re.IGNORECASE
)
_TOKEN = re.compile(
    rf"(?<![A-Za-z0-9/+=])[A-Za-z0-9/+=%]{{80,}}|(?:session|security|aws|sts)[._-]?token|[;?&,]\s*token\s*[=:]|{_MASK}[^,]{{0,20}},\s*['\"]?[^'\",]{{0,20}}{_MASK}",
    re.IGNORECASE,
)


class HandedOn(Record):
    """A session key id in a statement, with what stands behind it; `token` says whether a session token does."""

    place: str
    key_id: str
    token: bool


def handed_on(bundle: Bundle) -> Iterator[HandedOn]:
    """Every session key that a statement hands on together with its secret."""
    texts = [("the command", bundle.command)]
    texts += [("a statement in the log", line) for line in bundle.log]
    texts += [(f"setting {name}", value) for name, value in leaves(bundle.settings.raw) if isinstance(value, str)]
    texts += [
        (f"file {name}", raw[:MAX_TEXT].decode("utf-8", "replace"))
        for name, raw in bundle.files.items()
        if b"ASIA" in raw and not name.replace("\\", "/").endswith((".aws/credentials", ".aws/config"))
    ]
    for place, text in texts:
        if "ASIA" not in text:
            continue
        for found in _SESSION_ID.finditer(text[:MAX_TEXT]):
            behind = text[found.end() : found.end() + 4_000]
            end = _END.search(behind)
            statement = behind[: end.start()] if end is not None else behind
            secret = _SECRET.search(statement[:400])
            if secret is not None:
                before = text[max(0, found.start() - 300) : found.start()].rpartition("\n")[2]
                named = _TOKEN.search(statement, secret.start() + 1) or _TOKEN.search(before)
                yield HandedOn(place, found.group(0), named is not None)

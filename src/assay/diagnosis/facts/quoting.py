"""Showing values of others: quoted, escaped, cut, with the length where it tells something; never a secret."""

from __future__ import annotations

import re

from assay.decision.evidence import escaped

MAX_SHOWN = 160
_LONG_RUN = re.compile(r"[A-Za-z0-9/+%]{24,}={0,2}")
"""A secret, and whatever else is as long and without a break."""
_ID_AND_MORE = re.compile(r"(A[A-Z]IA[A-Z0-9]{16})(.{4,})", re.DOTALL)


def quoted(text: str) -> str:
    """A value that may be shown, in quotation marks, with escapes for what is invisible."""
    if len(text) > MAX_SHOWN:
        return f'"{visible(text[:MAX_SHOWN])}…" ({len(text)} characters)'
    return f'"{visible(text)}"'


def visible(text: str) -> str:
    """A text of others with nothing in it that a terminal or a reader could mistake."""
    return escaped(text).replace('"', '\\"')


_TOKEN = re.compile(r"\beyJ[\w-]{6,}(?:\.[\w-]*){1,4}")
_SECRET_OF_AWS = re.compile(
    r"(?<![\w/+=])(?=[\w/+]{0,39}[A-Z])(?=[\w/+]{0,39}[a-z])(?=[\w/+]{0,39}\d)[A-Za-z0-9/+]{40}(?![\w/+=])"
)
_VERY_LONG_RUN = re.compile(r"[\w/+=-]{80,}")
"""A session token, and whatever else is as long and without a break."""
_OF_A_SECRET = re.compile(r"secret|passw|passphrase", re.IGNORECASE)
MOST_OF_A_LINE, SHOWN_OF_A_LINE = 4_000, 140


def without_credentials(line: str) -> str:
    """A line that may repeat one of others: tokens and what has the form of AWS's secrets give way to what they are."""
    return _SECRET_OF_AWS.sub("(a secret of 40 characters)", _TOKEN.sub("(a token)", line))


def line_shown(line: str) -> str:
    """The beginning of a line of others, cut after its credentials are taken out: of a secret that is cut a part would be left.

    Of a line that speaks of a secret every long run of letters and digits may be one, and gives way to its length.
    """
    shown = without_credentials(line[:MOST_OF_A_LINE])
    long = _LONG_RUN if _OF_A_SECRET.search(shown) else _VERY_LONG_RUN
    return long.sub(_length_of, shown)[:SHOWN_OF_A_LINE]


def _length_of(run: re.Match[str]) -> str:
    return f"({len(run.group(0))} characters)"


def masked(secret: str) -> str:
    """What may be said of a secret or token: its length, and white space or quotation marks at its ends."""
    if not secret:
        return "an empty value"
    words = [f"{len(secret)} characters"]
    if secret[0] != secret.lstrip()[:1]:
        words.append(f"begins with {quoted(secret[: len(secret) - len(secret.lstrip())])}")
    if secret != secret.rstrip() and secret.strip():
        words.append(f"ends in {quoted(secret[len(secret.rstrip()) :])}")
    if len(secret) > 1 and secret[0] == secret[-1] and secret[0] in "\"'":
        words.append("stands in quotation marks")
    return ", ".join(words)


def shown_key_id(key_id: str) -> str:
    """An access key id, which is no secret: quoted with its length."""
    return f"{quoted_id(key_id)} ({len(key_id)} characters)"


def quoted_id(key_id: str) -> str:
    """What stands in the place of a key id, in quotation marks: a secret there gives way to its length, behind an id as well."""
    return quoted(_LONG_RUN.sub(_without_secret, key_id))


def _without_secret(run: re.Match[str]) -> str:
    found = _ID_AND_MORE.match(run.group(0))
    return f"{found[1]}({len(found[2])} characters)" if found else _length_of(run)

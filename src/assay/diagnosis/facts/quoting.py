"""Showing values of others: quoted, escaped, cut, with the length where it tells something; never a secret."""

from __future__ import annotations

from assay.decision.evidence import escaped

MAX_SHOWN = 160


def quoted(text: str) -> str:
    """A value that may be shown, in quotation marks, with escapes for what is invisible."""
    if len(text) > MAX_SHOWN:
        return f'"{visible(text[:MAX_SHOWN])}…" ({len(text)} characters)'
    return f'"{visible(text)}"'


def visible(text: str) -> str:
    """A text of others with nothing in it that a terminal or a reader could mistake."""
    return escaped(text).replace('"', '\\"')


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
    return f"{quoted(key_id)} ({len(key_id)} characters)"

"""Finding the credential in what a person pastes: a bare token, a header, a curl command, a log line, an error text."""

from __future__ import annotations

import re

from assay.diagnosis.facts.token_form import tokens_in
from assay.diagnosis.pattern import Pattern
from assay.formats.opaque_token import PREFIXES

# One word that a program refuses with, as OAuth, AWS, Microsoft and libraries make them up; no token looks like it.
_ERROR_WORD = Pattern(
    r"(?:[a-z]+_)+(?:invalid|unsupported|denied|required|expired|pending|mismatch|error|missing|failed|down)"
    r"|(?:invalid|unsupported|unauthorized|insufficient|mismatching|missing|use)(?:_[a-z]+)+"
    r"|(?:[A-Z][a-z]+){2,}|[A-Z]{3,8}_[A-Z_]+|AADSTS\d{5,8}|IDX\d{5}|[45]\d\d"
)
_LONGEST_ERROR_WORD = 60
_FEWEST_QUOTED = 2
_PIECE = Pattern(r"[A-Za-z0-9_.-]+")
_HEADER = r"(?i)authorization\s*[:=]\s*[\"']?((?:bearer|dpop)?\s*[^\s\"']+)"


def credential_in(text: str) -> tuple[str, str]:
    """(the credential as carried, the text around it as a symptom). One of the two may be empty."""
    text = _without_quoting(text)
    bare = text.strip()
    if len(bare) <= _LONGEST_ERROR_WORD and _names_an_error(bare):
        return "", bare
    if bare.startswith(PREFIXES) or (" " not in bare and "\n" not in bare and "\t" not in bare):
        return bare, ""
    if re.match(r"^(?:bearer|dpop)\s+\S+$", bare, re.IGNORECASE):
        return bare, ""
    found = tokens_in(text, "the pasted text")
    if found:
        carried = found[0].carried
        # White space inside a token splits it; what is left on its own is then the token with its damage.
        if len(bare) - len(carried) < 200 and bare.startswith("eyJ"):
            return bare, ""
        return carried, bare if len(bare) > len(carried) + 12 else ""
    header = re.search(_HEADER, text)
    return (header.group(1), bare) if header else ("", bare)


def _without_quoting(text: str) -> str:
    """The text of quoted mail without the signs of quotation, and its token in one piece: mail programs wrap it."""
    lines = text.strip().splitlines()
    if len(lines) < _FEWEST_QUOTED or not all(line.startswith(">") for line in lines if line.strip()):
        return text
    plain = [line.lstrip("> ").rstrip() for line in lines]
    joined: list[str] = []
    width = 0
    for line in plain:
        if width and _PIECE.fullmatch(line) and len(line) <= width:
            joined[-1] += line
            width = width if len(line) == width else 0
        else:
            joined.append(line)
            width = len(line) if _PIECE.fullmatch(line) and line.startswith("eyJ") else 0
    return "\n".join(joined)


def _names_an_error(word: str) -> bool:
    from assay.diagnosis.facts.error_codes import codes_of_errors  # a token, which is longer, must not pay for it

    return _ERROR_WORD.fullmatch(word.rstrip(":.!")) is not None or any(codes_of_errors(word.lower()))

"""Finding the credential in what a person pastes: a bare token, a header, a curl command, a log line, an error text."""

from __future__ import annotations

import re

from assay.diagnosis.facts.token_form import tokens_in
from assay.diagnosis.pattern import Pattern, any_of
from assay.formats.opaque_token import PREFIXES

# One word that a program refuses with, as OAuth, AWS, Microsoft and libraries make them up; no token looks like it.
_ERROR_WORD = Pattern(
    any_of(
        # OAuth: snake case with a word of refusal
        "(?:[a-z]+_)+(?:invalid|unsupported|denied|required|expired|pending|mismatch|error|missing|failed|down)",
        "(?:invalid|unsupported|unauthorized|insufficient|mismatching|missing|use)(?:_[a-z]+)+",
        # exceptions and codes of AWS, of OpenSSL and of Node.js
        "(?:[A-Z][a-z]+){2,}",
        "[A-Z]{3,8}_[A-Z_]+",
        # numbers of Microsoft Entra, Microsoft.IdentityModel and HTTP
        r"AADSTS\d{5,8}",
        r"IDX\d{5}",
        r"[45]\d\d",
    )
)
_LONGEST_ERROR_WORD = 60
_FEWEST_QUOTED = 2
_PIECE = Pattern(r"[A-Za-z0-9_.-]+")
# A line that holds nothing but the beginning of a token, behind a margin as comments and blocks have it.
_BEGUN = Pattern(r"([ \t]*[>|#*/;%]{1,3}[ \t]*|[ \t]{2,})eyJ[A-Za-z0-9_.-]{20,}[ \t]*$")
_LETTERS_OF_NO_TOKEN = Pattern(r"[\u0400-\u04ff\u3040-\u9fff\uac00-\ud7af]")
_IN_BRACKETS = Pattern(r"[A-Za-z]\w{1,40}\([A-Za-z]\w{1,40}\)")
_HEADER = r"(?i)authorization\s*[:=]\s*[\"']?(?!\s*(?:basic|digest|negotiate|aws4))((?:bearer|dpop)?\s*[^\s\"']+)"


def credential_in(text: str) -> tuple[str, str]:
    """(the credential as carried, the text around it as a symptom). One of the two may be empty."""
    text = _without_quoting(text)
    bare = text.strip()
    if len(bare) <= _LONGEST_ERROR_WORD and _names_an_error(bare):
        return "", bare
    if _is_of_words(bare) or _is_document(bare):
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


def _is_of_words(text: str) -> bool:
    """Whether a text without blanks is of a language that sets none, or a call in brackets: no token is written so."""
    if text.isascii():
        return _IN_BRACKETS.fullmatch(text) is not None
    return "eyJ" not in text and _LETTERS_OF_NO_TOKEN.search(text) is not None


def _is_document(text: str) -> bool:
    """Whether a text without blanks is JSON or XML as services answer with it."""
    if text[:1] in {"{", "["}:
        from assay.diagnosis.json_view import parse_json

        return parse_json(text).raw is not None
    return text.startswith("<") and ("</" in text or text.startswith("<?xml"))


def _without_quoting(text: str) -> str:
    """The text of quoted mail without the signs of quotation, and a token behind any margin in one piece.

    Mail programs, comments and blocks of YAML wrap it: each further line has the margin of the first, and none is longer.
    """
    lines = text.strip().splitlines()
    if len(lines) < _FEWEST_QUOTED:
        return text
    if all(line.startswith(">") for line in lines if line.strip()):
        return "\n".join(_joined([line.lstrip("> ").rstrip() for line in lines], ""))
    begun = next(filter(None, (_BEGUN.match(line) for line in lines)), None)
    if begun is None:
        return text
    joined = _joined(lines, begun.group(1))
    return text if len(joined) == len(lines) else "\n".join(joined)


def _joined(lines: list[str], margin: str) -> list[str]:
    """The lines with those put together that go on with a token, which stand behind the margin."""
    joined: list[str] = []
    width = 0
    for line in lines:
        piece = line.removeprefix(margin).rstrip() if line.startswith(margin) else ""
        if width and _PIECE.fullmatch(piece) and len(piece) <= width:
            joined[-1] += piece
            width = width if len(piece) == width else 0
        else:
            starts = piece.startswith("eyJ") and _PIECE.fullmatch(piece)
            joined.append(piece if starts else line)
            width = len(piece) if starts else 0
    return joined


def _names_an_error(word: str) -> bool:
    from assay.diagnosis.facts.error_codes import codes_of_errors  # a token, which is longer, must not pay for it

    return _ERROR_WORD.fullmatch(word.rstrip(":.!")) is not None or any(codes_of_errors(word.lower()))

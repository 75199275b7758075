"""Finding the credential in what a person pastes: a bare token, a header, a curl command, a log line, an error text."""

from __future__ import annotations

import re

from assay.diagnosis.facts.token_form import tokens_in
from assay.formats.opaque_token import PREFIXES

_HEADER = r"(?i)authorization\s*[:=]\s*[\"']?((?:bearer|dpop)?\s*[^\s\"']+)"


def credential_in(text: str) -> tuple[str, str]:
    """(the credential as carried, the text around it as a symptom). One of the two may be empty."""
    bare = text.strip()
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

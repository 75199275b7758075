"""The text that `assay explain` reads from a file or stdin, and what is said of one that holds no text."""

from __future__ import annotations

from assay.cli.terminal.faults import UsageFault
from assay.cli.terminal.words import file_bytes
from assay.diagnosis.evidence.recognised import MAX_BYTES, text_of


def text_of_input(words: list[str]) -> str:
    """The text of `@FILE` or stdin; what it is, is the diagnosis' matter. Raises `UsageFault` when it is none."""
    if len(words) > 1:
        raise UsageFault("more than one input was given", fix="Give one; for several bundles: --bundle FILE FILE ...")
    name = "-" if words[0] == "-" else words[0][1:]
    text = text_of(file_bytes(name, "the input", MAX_BYTES))
    if not text.strip():
        raise nothing_in("stdin" if name == "-" else repr(name))
    begin = text[:1024]
    if sum(ch < " " and ch not in "\t\n\r\f\x1b" for ch in begin) * 32 > len(begin):
        # A picture, an archive: what a program writes for people has hardly any control characters.
        raise UsageFault(
            f"{'stdin' if name == '-' else repr(name)} is no text",
            expected="a token, an error text, curl output, a HAR file or a bundle, in UTF-8 or UTF-16",
        )
    return text


def nothing_in(where: str) -> UsageFault:
    """What to tell somebody who gave nothing."""
    return UsageFault(
        f"there is nothing to explain: {where} is empty", expected="a token, an error text, an exchange or a bundle"
    )

"""What a value becomes on its way through a shell, Compose, a file of variables, YAML, JSON or a URL that read it once."""

from __future__ import annotations

import codecs
import contextlib
import re
from collections.abc import Iterator
from urllib.parse import quote, unquote

MAX_VALUE = 4_096
_NAME = r"\$\{\w*\}|\$\w+"
_ESCAPE = re.compile(r"\\(?:[abfnrtv0\\'\"]|x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4})")


def carried(value: str) -> Iterator[str]:
    """The values that one careless step makes of this one, each another than it; without what is cut or left empty."""
    if len(value) <= MAX_VALUE:
        yield from (made for made in dict.fromkeys(_steps(value)) if made and made != value)


def _steps(value: str) -> Iterator[str]:
    bare = value.strip().strip("\"'")
    yield bare
    if "#" in value:  # the rest of the line is a comment
        yield value.split("#", maxsplit=1)[0].rstrip()
    if "=" in bare.rstrip("="):  # who takes a line apart at each sign keeps the piece behind the name
        yield bare.split("=", maxsplit=1)[0]
    if "$" in value:
        yield from _expanded(value)
    if "\\" in value:
        yield value.replace("\\", "")
        yield value.replace("\\n", "\n")
        yield _ESCAPE.sub(_unescaped, value)
    if "%" in value:
        yield unquote(value)
        yield value.replace("%%", "%")
        yield value.replace("%25", "%")
    if "+" in value:
        yield value.replace("+", " ")
    if "&" in value:
        for entity, plain in (("&amp;", "&"), ("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&#39;", "'")):
            yield value.replace(entity, plain)
        yield value.split("&", maxsplit=1)[0]
    yield quote(value, safe="", errors="surrogatepass")
    if "!" in value:  # the history of a shell
        yield re.sub(r"!\w*", "", value)
    for mark in "\"'`":
        if mark in bare:
            yield bare.replace(mark, "")
    if re.search(r"\s", bare):
        yield bare.split()[0]


def _expanded(value: str) -> Iterator[str]:
    """`$$` becomes one `$`, and the name of an unset variable nothing: in this order, together, or all behind it is lost."""
    yield value.replace("$$", "$")
    yield re.sub(_NAME, "", value)
    both = re.sub(rf"\$\$|{_NAME}", lambda found: "$" if found.group() == "$$" else "", value)
    yield both
    for made in (both, re.sub(_NAME, "", value)):
        yield made.split("#", maxsplit=1)[0].strip()
    yield value.split("$", maxsplit=1)[0]


def _unescaped(found: re.Match[str]) -> str:
    with contextlib.suppress(ValueError):
        return codecs.decode(found.group(), "unicode_escape")
    return found.group()


def is_carried(one: str, other: str) -> bool:
    """Whether one of two values is what a careless step makes of the other."""
    return other in carried(one) or one in carried(other)

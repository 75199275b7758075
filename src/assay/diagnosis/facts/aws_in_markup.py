"""AWS credentials in XML and its like: elements, attributes, and pairs of a name and a value, as Hadoop, .NET, Spring and Apple write them."""

from __future__ import annotations

import re

from assay.record import Record

MAX_DEPTH = 60
MAX_TAGS = 20_000
_TAG = re.compile(r"<(/?)([A-Za-z_][\w.:-]{0,100})([^<>]{0,2000})>([^<]{0,4000})")
_ATTRIBUTE = re.compile(r"([A-Za-z_][\w.:-]{0,100})\s{0,8}=\s{0,8}(?:\"([^\"]{0,3000})\"|'([^']{0,3000})')")
_ENCRYPTED = re.compile(r"\{[A-Za-z0-9+/=]{16,}\}")
"""How Jenkins and Maven write a value that they have encrypted: nothing is known of it."""
_NAMES, _VALUES = frozenset({"name", "key"}), frozenset({"value", "string"})


class _Element(Record):
    tag: str
    path: str
    named: str  # by an attribute, where its value is an element inside or its text


def is_markup(text: str) -> bool:
    """Whether a text is elements from its first sign on, and no program's source."""
    return text.lstrip("\ufeff \t\r\n")[:1] == "<" and not text.lstrip().startswith("<?php")


def named_in_markup(text: str) -> dict[str, str]:
    """Every value with its dotted name: the element that it stands in, and its own name there. Never raises."""
    from html import unescape  # its table of names is needed where there is markup alone

    found: dict[str, str] = {}
    elements = [_Element("", "", "")]
    pending = ("", "")  # the path of a leaf that gives a name, and the name
    opened = inside = ""  # the innermost element while nothing but text has followed it, and that text
    text = _without_comments(text.replace("<![CDATA[", "").replace("]]>", ""))
    for number, tag in enumerate(_TAG.finditer(text)):
        if number > MAX_TAGS:
            break
        closing, name, rest, behind = tag.groups()
        if closing:
            if opened == name:
                pending = _leaf(found, elements, unescape(inside), pending)
            elements = _closed(elements, name)
            opened = ""
            continue
        attributes = {one: unescape(two or three) for one, two, three in _ATTRIBUTE.findall(rest)}
        label = attributes.get("name") or attributes.get("key") or ""
        parent = elements[-1].path
        if label and "value" in attributes:
            _put(found, parent, label, attributes["value"])
        else:
            for one, value in attributes.items():
                _put(found, f"{parent}.{name}[{number}]", one, value)
        opened, inside = "", ""
        if not rest.endswith("/") and len(elements) < MAX_DEPTH:
            elements.append(_Element(name, f"{parent}.{name}[{number}]", label))
            opened, inside = name, behind
    return found


def _leaf(found: dict[str, str], elements: list[_Element], text: str, pending: tuple[str, str]) -> tuple[str, str]:
    """Take in an element that holds text alone; the name that is left for the next one to have."""
    own, parent = elements[-1], elements[-2]
    above = elements[-3].path if len(elements) > 2 else ""
    if own.tag in _VALUES and pending[1] and pending[0] == parent.path:
        # A property with two elements belongs to what is around it; in a list of keys and strings the two stand there.
        _put(found, above if own.tag == "value" else parent.path, pending[1].strip(), text)
    elif own.named:
        _put(found, parent.path, own.named, text)
    elif own.tag == "value" and parent.named:
        _put(found, above, parent.named, text)
    else:
        _put(found, parent.path, own.tag, text)
        if own.tag in _NAMES:
            return parent.path, text
    return "", ""


def _put(found: dict[str, str], path: str, name: str, value: str) -> None:
    if not _ENCRYPTED.fullmatch(value.strip()):
        found.setdefault(f"{path}.{name}", value)


def _closed(elements: list[_Element], tag: str) -> list[_Element]:
    """The elements that are still open behind the end of one; all of them where none of that name is."""
    for place in range(len(elements) - 1, 0, -1):
        if elements[place].tag == tag:
            return elements[:place]
    return elements


def _without_comments(text: str) -> str:
    kept, at = [], 0
    while (begin := text.find("<!--", at)) >= 0:
        end = text.find("-->", begin)
        kept.append(text[at:begin])
        if end < 0:
            return "".join(kept)
        at = end + 3
    return "".join(kept) + text[at:]

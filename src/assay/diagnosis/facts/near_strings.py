"""How two texts that should be equal differ: a slash, a case, a port, a scheme, a few characters."""

from __future__ import annotations

import re

from assay.diagnosis.facts.http import host_of, split_url
from assay.diagnosis.pattern import Pattern

_ENVIRONMENT = Pattern(
    r"(?:^|[^a-z])(dev|develop|development|test|testing|stage|staging|stg|sandbox|sbx|qa|uat|preprod|preview|demo|int|prod|production|live)(?:[^a-z]|$)"
)
_PRODUCTION = {"prod", "production", "live"}
LONG_ID = 12
"""From this many characters on nobody numbers ids: one digit that differs is mistyped."""
SHORTEST_MISSPELT = 5
"""Letters from which on two names that are nearly one are taken for one."""
_LOOPBACK = {"localhost", "127.0.0.1", "::1"}
_NO_HOST = {"undefined", "null", "none", "nil", "nan"}
_INNER = Pattern(
    r"^(localhost|127\.|10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|\[?::1)|\.(svc|internal|local|lan|cluster\.local|intra|corp|docker|default)$|\.svc\."
)


def edit_distance(left: str, right: str, limit: int = 4) -> int:
    """Characters to insert, delete or replace, or neighbours to exchange; `limit` when it is that or more."""
    if abs(len(left) - len(right)) >= limit or max(len(left), len(right)) > 400:
        return limit
    before: list[int] = []
    last = list(range(len(right) + 1))
    for place, ch in enumerate(left, 1):
        row = [place]
        for other, second in enumerate(right, 1):
            cost = min(last[other] + 1, row[other - 1] + 1, last[other - 1] + (ch != second))
            if other > 1 < place and ch == right[other - 2] and left[place - 2] == second:
                cost = min(cost, before[other - 2] + 1)
            row.append(cost)
        if min(row) >= limit:
            return limit
        before, last = last, row
    return min(last[-1], limit)


def misspelt(left: str, right: str) -> bool:
    """Whether one name is the other but for a letter or two: names that differ in their digits or environments are two names."""
    one, two = (re.sub(r"\d", "", name.lower()) for name in (left, right))
    shortest = min(len(one), len(two))
    if one == two or shortest < SHORTEST_MISSPELT or different_environments(left, right):
        return False
    return edit_distance(one, two, limit=3) <= (1 if shortest < 2 * SHORTEST_MISSPELT else 2)


def is_slip_of_hand(left: str, right: str) -> bool:
    """Whether of two near-equal addresses one is mistyped: short words apart by a letter, or a plural, may be two names."""
    one, two = (re.split(r"[/.:@_-]", text.strip(" .\"'").lower()) for text in (left, right))
    if len(one) != len(two):
        return True
    return all(_is_mistyped(*pair) for pair in zip(one, two, strict=True) if pair[0] != pair[1])


def _is_mistyped(one: str, two: str) -> bool:
    if min(len(one), len(two)) >= LONG_ID:
        return True
    if len(one) >= SHORTEST_MISSPELT and sorted(one) == sorted(two):
        return True  # two letters changed places, neighbours or not: costumer, customer
    return misspelt(one, two) and f"{one}s" != two and f"{two}s" != one


def differ_by_slash(left: str, right: str) -> bool:
    """Whether two texts are equal but for slashes at the end."""
    return left != right and left.rstrip("/") == right.rstrip("/")


def is_inner_host(host: str) -> bool:
    """Whether a host is one that only the inside of a network knows."""
    return bool(host) and host not in _NO_HOST and (_INNER.search(host) is not None or "." not in host)


def environment_word(text: str) -> str:
    """The word in a text that names an environment (`staging`, `sandbox`); empty where there is none."""
    match = _ENVIRONMENT.search(text.lower())
    return match.group(1) if match else ""


def different_environments(left: str, right: str) -> bool:
    """Whether the words of two texts name different environments; no word counts as production."""
    one, two = environment_word(left), environment_word(right)
    if one == two or (not one and two in _PRODUCTION) or (not two and one in _PRODUCTION):
        return False
    return not (one in _PRODUCTION and two in _PRODUCTION)


def of_one_family(left: str, right: str) -> bool:
    """Whether two URLs or hosts belong together but for the word of their environment: a.test.example, a.example."""
    one, two = host_of(left) or left, host_of(right) or right
    if one.split(".")[-2:] == two.split(".")[-2:]:
        return True
    return _without_environment(one) == _without_environment(two)


def _without_environment(host: str) -> str:
    return re.sub(r"[^a-z0-9]", "", _ENVIRONMENT.sub("-", host.lower()))


def same_but_for_inner_host(left: str, right: str) -> bool:
    """Whether two URLs have one path, and exactly one of them an inner host, scheme or port."""
    one, two = split_url(left), split_url(right)
    if one.path.rstrip("/") != two.path.rstrip("/") or not one.netloc or not two.netloc or one.netloc == two.netloc:
        return False
    one_host, two_host = host_of(left), host_of(right)
    if is_inner_host(one_host) != is_inner_host(two_host):
        return True
    # What a developer's browser calls localhost goes by its own name among containers.
    return (one_host in _LOOPBACK) != (two_host in _LOOPBACK)


def difference(left: str, right: str) -> str:
    """Where two texts part, for people."""
    for place, (one, two) in enumerate(zip(left, right, strict=False)):
        if one != two:
            return f"they part at character {place + 1}"
    more = abs(len(left) - len(right))
    return f"one is {more} character{'' if more == 1 else 's'} longer"

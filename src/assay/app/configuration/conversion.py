"""A value as it was written to the type that its field declares; what does not fit is told, never bent."""

from __future__ import annotations

from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin

_TRUE = frozenset({"true", "yes", "on", "1"})
_FALSE = frozenset({"false", "no", "off", "0"})


class DoesNotFit(Exception):
    """A value is not of its setting's type; the message says what is expected."""


def from_toml(value: Any, hint: Any) -> Any:
    """A value that TOML has typed already. Raises `DoesNotFit`."""
    if get_origin(hint) in {UnionType, Union}:
        return from_toml(value, _without_none(hint))
    if get_origin(hint) is tuple:
        if isinstance(value, list) and all(isinstance(item, str) for item in value):
            return tuple(value)
        raise DoesNotFit(expected(hint))
    if hint is float and type(value) is int:
        value = float(value)
    if get_origin(hint) is Literal:
        if value not in get_args(hint):
            raise DoesNotFit(expected(hint))
        return value
    if type(value) is not hint:  # exact: a bool is no number
        raise DoesNotFit(expected(hint))
    return _in_range(value, hint)


def from_text(text: str, hint: Any) -> Any:
    """A value from the environment or a flag. Lists are separated by commas. Raises `DoesNotFit`."""
    if get_origin(hint) in {UnionType, Union}:
        return None if not text else from_text(text, _without_none(hint))
    if get_origin(hint) is tuple:
        return tuple(item.strip() for item in text.split(",") if item.strip())
    if hint is bool:
        word = text.strip().lower()
        if word in _TRUE or word in _FALSE:
            return word in _TRUE
        raise DoesNotFit(expected(hint))
    if hint in {int, float}:
        try:
            return _in_range(hint(text.strip()), hint)
        except ValueError:
            raise DoesNotFit(expected(hint)) from None
    return from_toml(text, hint)


def expected(hint: Any) -> str:
    """A type in words."""
    if get_origin(hint) in {UnionType, Union}:
        return expected(_without_none(hint))
    if get_origin(hint) is tuple:
        return "a list of texts"
    if get_origin(hint) is Literal:
        return "one of " + ", ".join(map(str, get_args(hint)))
    return {str: "a text", int: "a whole number, not negative", float: "a number, not negative", bool: "true or false"}[
        hint
    ]


def _in_range(value: Any, hint: Any) -> Any:
    # Every number among our settings counts something or lasts some time. `not >=` also catches NaN.
    if type(value) in {int, float} and not 0 <= value < 2**53:
        raise DoesNotFit(expected(hint))
    return value


def _without_none(hint: Any) -> Any:
    return next(kind for kind in get_args(hint) if kind is not type(None))

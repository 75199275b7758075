"""The settings that exist, read off the frozen dataclasses that the rooms declare: a field with a default is a setting.

A section's field without a default is filled with the root's value of the same name (`issuer`) and is no setting.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import MISSING, dataclass, field, fields, is_dataclass
from typing import Any, TypeVar, get_type_hints

from assay.app.configuration.setting import Path

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Declared:
    """One setting that may be given: its type, its default, and whether it is shown."""

    path: Path
    type: Any
    default: Any
    secret: bool


def secret(default: Any) -> Any:
    """A field that may come from a file named by the environment (`…_FILE`), and is never shown."""
    return field(default=default, metadata={"secret": True})


def declared_settings(tree: type, below: Path = ()) -> Iterator[Declared]:
    """Every setting under a dataclass, in the order of declaration."""
    hints = get_type_hints(tree)
    for one in fields(tree):
        hint = hints[one.name]
        if is_dataclass(hint) and isinstance(hint, type):
            yield from declared_settings(hint, (*below, one.name))
        elif one.default is not MISSING:
            yield Declared((*below, one.name), hint, one.default, one.metadata.get("secret", False))


class SectionUnsound(Exception):
    """The values of one section, at `path`, do not do; the text says why."""

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(why)
        self.path = path


def built(tree: type[T], values: Mapping[Path, Any], below: Path = (), root: Mapping[str, Any] | None = None) -> T:
    """The dataclass with these values, its sections built the same way. Raises `SectionUnsound`."""
    hints = get_type_hints(tree)
    given: dict[str, Any] = {}
    top = {path[0]: value for path, value in values.items() if len(path) == 1} if root is None else root
    for one in fields(tree):  # type: ignore[arg-type]  # every tree is a dataclass
        hint = hints[one.name]
        path = (*below, one.name)
        if is_dataclass(hint) and isinstance(hint, type):
            given[one.name] = built(hint, values, path, top)
        elif path in values:
            given[one.name] = values[path]
        elif one.default is MISSING:
            given[one.name] = top[one.name]
    try:
        return tree(**given)
    except ValueError as error:
        raise SectionUnsound(below, str(error)) from None

"""A frozen record with slots: what `dataclass(frozen=True, slots=True)` gives, at a fortieth of its price per class.

`dataclasses` loads `inspect` (together nearly the start-up of a bare interpreter) and compiles methods for each class.
Here the methods are shared. What `assay explain TOKEN` stands on is made of these records; elsewhere are dataclasses.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NoReturn, TypeVar, dataclass_transform

_put = object.__setattr__


@dataclass_transform(frozen_default=True)
class RecordType(type):
    """Makes a record of a class body: what is annotated is a field, what it is set to is its default.

    With `eq=False` a record equals itself alone; with `kw_only=True` type checkers ask for the names of the fields.
    """

    __match_args__: tuple[str, ...]
    field_defaults: Mapping[str, Any]
    secret_fields: tuple[str, ...] = ()

    def __new__(
        cls,
        name: str,
        bases: tuple[type, ...],
        namespace: dict[str, Any],
        *,
        eq: bool = True,
        kw_only: bool = False,  # noqa: ARG004 - for type checkers
    ) -> RecordType:
        """The class. At most one of its bases has fields, and they come first."""
        own = tuple(namespace.get("__annotations__", ()))
        above = next((base for base in bases if isinstance(base, RecordType)), None)
        inherited, defaults = (above.__match_args__, above.field_defaults) if above else ((), {})
        namespace["field_defaults"] = {**defaults, **{one: namespace.pop(one) for one in own if one in namespace}}
        namespace["__match_args__"] = (*inherited, *own)
        namespace["__slots__"] = own
        if not eq:
            namespace |= {"__eq__": object.__eq__, "__hash__": object.__hash__}
        return super().__new__(cls, name, bases, namespace)


class Record(metaclass=RecordType):
    """The base of every record. Its fields never change; two are equal when class and fields are.

    `secret_fields` of a class are the names of what its `repr` leaves out.
    """

    def __init__(self, *values: object, **named: object) -> None:
        fields = type(self).__match_args__
        if named or len(values) != len(fields):
            values = _completed(type(self), values, named)
        for field, value in zip(fields, values, strict=True):
            _put(self, field, value)

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError(f"a {type(self).__name__} is frozen: {name!r} cannot be set")

    def __delattr__(self, name: str) -> NoReturn:
        raise AttributeError(f"a {type(self).__name__} is frozen: {name!r} cannot be deleted")

    def __eq__(self, other: object) -> bool:
        return _values(self) == _values(other) if type(other) is type(self) else NotImplemented

    def __hash__(self) -> int:
        return hash(_values(self))

    def __repr__(self) -> str:
        kind = type(self)
        shown = (f"{name}={getattr(self, name)!r}" for name in kind.__match_args__ if name not in kind.secret_fields)
        return f"{kind.__qualname__}({', '.join(shown)})"

    def __reduce__(self) -> tuple[type[Record], tuple[object, ...]]:
        return type(self), _values(self)


R = TypeVar("R", bound=Record)


def replace(record: R, /, **changes: Any) -> R:
    """The record with these fields changed."""
    kind = type(record)
    return kind(**dict(zip(kind.__match_args__, _values(record), strict=True)) | changes)


def _values(record: Any) -> tuple[object, ...]:
    return tuple([getattr(record, field) for field in type(record).__match_args__])


def _completed(kind: RecordType, values: tuple[object, ...], named: Mapping[str, object]) -> tuple[object, ...]:
    """The values of all fields in their order. Raises `TypeError` for one too many or too few."""
    fields = kind.__match_args__
    given = dict(zip(fields, values, strict=False))
    whole = {**kind.field_defaults, **given, **named}
    if len(given) == len(values) and len(whole) == len(fields) and given.keys().isdisjoint(named):
        try:
            return tuple([whole[field] for field in fields])
        except KeyError:
            pass  # one is missing, and another one is no field
    surplus = len(values) - len(given) + len(named.keys() - set(fields[len(values) :]))
    missing = [field for field in fields if field not in whole]
    raise TypeError(f"{kind.__name__}{fields} was given {surplus} too many, and not {missing}")

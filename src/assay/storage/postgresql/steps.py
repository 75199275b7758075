"""A step: the statement that applies one kind of effect, inside of the function that applies a batch (`batch.py`).

A statement names the effect's members as `:member::type`, and the issuer as `:issuer`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from assay.storage.postgresql.locks import Rows
from assay.storage.postgresql.records import members

_MEMBER = re.compile(r"(?<![:\w]):(\w+)::(\w+)")
_ISSUER = re.compile(r"(?<![:\w]):issuer\b")


@dataclass(frozen=True, slots=True)
class Step:
    """How an effect is applied. `settles` when finding no row means that somebody was faster."""

    sql: str
    settles: bool = False
    written: Callable[[Any], dict[str, Any]] = members
    registry: bool = False
    """Whether it changes what processes keep parsed: clients, resources, keys, secrets."""
    locks: Sequence[tuple[Rows, str]] = ()
    """The rows that it changes or waits for, and the member that finds them, where other steps want them too."""

    def body(self) -> str:
        """The statements in PL/pgSQL."""
        sql = _MEMBER.sub(r"(v_members->>'\1')::\2", self.sql)
        return _ISSUER.sub("v_issuer", sql).strip().rstrip(";")

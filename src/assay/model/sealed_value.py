"""A value that is stored sealed, and the list of the columns that hold such values."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SealedColumn:
    """Where sealed values live. `row` is the column whose text names the row, beside the issuer."""

    table: str
    column: str
    row: str


SEALED_COLUMNS = (
    SealedColumn("signing_keys", "sealed_private_key", "kid"),
    SealedColumn("server_secrets", "sealed", "purpose"),
    SealedColumn("totp_credentials", "sealed_seed", "subject"),
    SealedColumn("outgoing_messages", "sealed", "message_id"),
)
"""All of them: whoever seals anything else adds its column here, or a change of the key-encryption key would lose it."""


@dataclass(frozen=True, slots=True)
class SealedValue:
    """One sealed value as it is stored."""

    column: SealedColumn
    row_id: str
    sealed: bytes

    def place(self, issuer_id: str) -> tuple[str, str, str, str]:
        """What the value is bound to (`primitives.sealing`)."""
        return (issuer_id, self.column.table, self.column.column, self.row_id)

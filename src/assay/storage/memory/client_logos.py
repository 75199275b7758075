"""The pictures of clients in memory."""

from __future__ import annotations

from assay.model.client_logo import ClientLogo
from assay.model.effects import RemoveClientLogo, SaveClientLogo
from assay.storage.memory.tables import Tables, Transaction


class MemoryClientLogos:
    """`ports.client_logos.ClientLogos`."""

    def __init__(self, tables: Tables) -> None:
        self._rows = tables.client_logos

    async def find(self, name: str) -> ClientLogo | None:
        """See the port."""
        named = (logo for logo in self._rows.values() if logo.name == name)
        return min(named, key=lambda logo: logo.client_id, default=None)


def save_client_logo(transaction: Transaction, effect: SaveClientLogo) -> bool:
    """Apply the effect; never a conflict."""
    transaction.put(transaction.tables.client_logos, effect.logo.client_id, effect.logo)
    return True


def remove_client_logo(transaction: Transaction, effect: RemoveClientLogo) -> bool:
    """Apply the effect; never a conflict."""
    if effect.client_id in transaction.tables.client_logos:
        transaction.remove(transaction.tables.client_logos, effect.client_id)
    return True

"""Who may learn what of a refusal (DESIGN section 4). The only place that decides it.

Tier A: any caller. Tier B: the client that owns the token, if it can authenticate, and the operator. Tier C: the operator.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from assay.decision import EvidenceValue
from assay.model.client import Client
from assay.model.refusal_record import RefusalRecord
from assay.reasons import Reason, Tier, find_reason

_PUBLIC: dict[Reason, Reason] = {}


@dataclass(frozen=True, slots=True)
class Reader:
    """Who asks: a client that has authenticated (or a public one that named itself), or the operator (None)."""

    client: Client | None = None


OPERATOR = Reader()


def public_reason(reason: Reason) -> Reason:
    """The reason that a stranger is told instead of this one: itself when it is self-evident."""
    known = _PUBLIC.get(reason)
    if known is not None:
        return known
    public = reason
    if reason.tier is not Tier.SELF_EVIDENT:
        found = find_reason(reason.public_as)
        if found is None or found.tier is not Tier.SELF_EVIDENT:
            raise AssertionError(
                f"{reason.code} names {reason.public_as!r}, which is no reason that strangers are told"
            )
        public = found
    _PUBLIC[reason] = public
    return public


def may_read(record: RefusalRecord, reader: Reader) -> bool:
    """Whether this reader may learn anything of the record, its existence included."""
    if reader.client is None:
        return True
    return reader.client.client_id in (record.client_id, record.claimed_client_id, record.owner_id)


def disclosed(record: RefusalRecord, reader: Reader) -> RefusalRecord | None:
    """The part of a record that this reader may learn, or None when that is nothing.

    A reader that may not learn the reason gets the public one, without evidence and trace. Fields of evidence have tiers
    of their own.
    """
    if not may_read(record, reader):
        return None
    if reader.client is None:
        return record
    reason = find_reason(record.reason)
    if reason is None:  # a record of a newer release: nothing is known of its tier
        return None
    client = reader.client
    mine = replace(
        record,
        client_id=_own(record.client_id, client),
        claimed_client_id=_own(record.claimed_client_id, client),
        owner_id=_own(record.owner_id, client),
        subject=record.subject if record.owner_id == client.client_id and not client.public else None,
        request_id=None,
    )
    if _may_learn(reason.tier, record, client):
        return replace(mine, evidence=_evidence(reason, record, client))
    return replace(mine, reason=public_reason(reason).code, evidence={}, trace=(), subject=None, kid=None)


def _may_learn(tier: Tier, record: RefusalRecord, client: Client) -> bool:
    if tier is Tier.SELF_EVIDENT:
        return True
    return tier is Tier.SERVER_STATE and not client.public and record.owner_id == client.client_id


def _evidence(reason: Reason, record: RefusalRecord, client: Client) -> dict[str, EvidenceValue]:
    return {
        field.name: record.evidence[field.name]
        for field in reason.evidence
        if field.name in record.evidence and _may_learn(field.tier, record, client)
    }


def _own(client_id: str | None, client: Client) -> str | None:
    return client_id if client_id == client.client_id else None

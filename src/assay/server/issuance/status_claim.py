"""The claim `status` of an access token: its grant's place in a status list (draft-ietf-oauth-status-list section 6)."""

from __future__ import annotations

from assay.formats.status_list import LIST_SIZE

PATH = "/status-lists/"


def status_index_of(grant_id: str) -> int | None:
    """The index in a grant's id, or None for a grant that began without status lists."""
    index, dot, _ = grant_id.partition(".")
    return int(index) if dot and index.isascii() and index.isdigit() else None


def status_list_uri(issuer: str, number: int) -> str:
    """Where a list is served."""
    return f"{issuer}{PATH}{number}"


def status_claim(issuer: str, grant_id: str) -> dict[str, dict[str, int | str]] | None:
    """The claim, or None for a grant that has no index."""
    index = status_index_of(grant_id)
    if index is None:
        return None
    number, place = divmod(index, LIST_SIZE)
    return {"status_list": {"idx": place, "uri": status_list_uri(issuer, number)}}

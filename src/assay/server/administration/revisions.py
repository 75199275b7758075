"""The mark of a record's state, and the refusal of a change that was meant for another state (RFC 9110 section 13.1.1).

The same mark is the ETag of the admin API and the `etag` of the command line. Gives `registration.changed_meanwhile`.
"""

from __future__ import annotations

from assay.decision import Refused, refuse
from assay.formats.entity_tags import names_any, names_tag
from assay.primitives.hashing import sha256
from assay.reasons import registration as reasons


def etag_of(record: object) -> str:
    """A strong validator of a record: equal exactly when nothing of it has changed."""
    return f'"{sha256(repr(record).encode()).hex()[:32]}"'


def outdated(if_match: str | None, record: object) -> Refused | None:
    """The refusal of a change whose `If-Match` does not name the present state of the record; without one there is none."""
    if if_match is None or names_any(if_match) or names_tag(if_match, etag_of(record)):
        return None
    return refuse(reasons.CHANGED_MEANWHILE)


def names_a_state(if_match: str | None) -> bool:
    """Whether the change is meant for one state alone, so that storage must settle that it still stands."""
    return if_match is not None and not names_any(if_match)


def overtaken(if_match: str | None) -> Refused:
    """The refusal of whoever lost a race: by the condition that they gave, or for the race itself."""
    return refuse(reasons.CHANGED_MEANWHILE if names_a_state(if_match) else reasons.OVERTAKEN)

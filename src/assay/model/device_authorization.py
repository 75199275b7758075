"""A device that waits for an end-user's approval (RFC 8628): found by its device code's hash, or by the user code."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DeviceApproval:
    """Who approved, in which session, and how they were signed in; `grant_id` names what the approval buys."""

    subject: str
    session_id: str
    grant_id: str
    auth_time: int
    amr: tuple[str, ...] = ()
    acr: str | None = None


@dataclass(frozen=True, slots=True)
class DeviceAuthorization:
    """What a device asked for (RFC 8628 section 3.1). `interval` is the least number of seconds between two polls.

    The user code is kept in clear, for the approval page shows it: it opens nothing, it only leads the one who types it to
    the question. `network` and `device` say where the request came from, coarsely. It is answered once `decided_at` is
    set; the members of the approval are there exactly when the answer was yes.
    """

    device_code_hash: bytes
    user_code: str
    client_id: str
    scopes: tuple[str, ...]
    resources: tuple[str, ...]
    created_at: int
    expires_at: int
    interval: int
    network: str = ""
    device: str = ""
    polled_at: int | None = None
    decided_at: int | None = None
    redeemed_at: int | None = None
    subject: str | None = None
    session_id: str | None = None
    grant_id: str | None = None
    auth_time: int | None = None
    amr: tuple[str, ...] = ()
    acr: str | None = None

    @property
    def approval(self) -> DeviceApproval | None:
        """The answer, where it was yes."""
        if self.subject is None or self.session_id is None or self.grant_id is None or self.auth_time is None:
            return None
        return DeviceApproval(self.subject, self.session_id, self.grant_id, self.auth_time, self.amr, self.acr)

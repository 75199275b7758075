"""The settings of the authorization endpoint and its pages."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class AuthorizationSettings:
    """Lifetimes in seconds. `code_remembered` is how long a redeemed code is known, so that its replay is noticed.

    `network_burst` requests at once, then `network_per_second`, may be stored for one network to wait for a page.

    Raises `ValueError` for a code that lives longer than the RFC allows, and for what lets nobody in.
    """

    issuer: str
    code_lifetime: int = 60
    code_remembered: int = 30 * 86400
    pending_request_lifetime: int = 900
    network_burst: int = 1000
    network_per_second: float = 10.0

    def __post_init__(self) -> None:
        if not 1 <= self.code_lifetime <= 600:
            raise ValueError(f"code_lifetime is {self.code_lifetime}; it is 1 to 600 seconds (RFC 6749 section 4.1.2)")
        if min(self.pending_request_lifetime, self.network_burst) < 1:
            raise ValueError("pending_request_lifetime and network_burst are at least 1")
        if self.network_per_second <= 0:
            raise ValueError("network_per_second is more than zero")

"""The settings of the authorization endpoint and its pages."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class AuthorizationSettings:
    """Lifetimes in seconds. `code_remembered` is how long a redeemed code is known, so that its replay is noticed.

    Raises `ValueError` for a code that lives longer than the RFC allows.
    """

    issuer: str
    code_lifetime: int = 60
    code_remembered: int = 30 * 86400
    pending_request_lifetime: int = 900
    session_lifetime: int = 12 * 3600

    def __post_init__(self) -> None:
        if not 1 <= self.code_lifetime <= 600:
            raise ValueError(f"code_lifetime is {self.code_lifetime}; it is 1 to 600 seconds (RFC 6749 section 4.1.2)")

"""The settings of the HTTP surface."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class WebSettings:
    """Limits of what is read, and who may speak for a caller.

    `body_limit` is in bytes, `body_timeout` in seconds. `trusted_proxies` are addresses or networks (CIDR) whose
    `X-Forwarded-For` is believed; nobody's is by default, and the issuer never comes from a request.
    """

    body_limit: int = 65_536
    body_timeout: float = 15.0
    trusted_proxies: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.body_limit < 1 or self.body_timeout <= 0:
            raise ValueError("body_limit and body_timeout are more than zero")

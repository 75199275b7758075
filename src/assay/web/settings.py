"""The settings of the HTTP surface."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class WebSettings:
    """Limits of what is read, and who may speak for a caller.

    `body_limit` is in bytes, `body_timeout` in seconds. `trusted_proxies` are addresses or networks (CIDR) whose
    `X-Forwarded-For` is believed; nobody's is by default, and the issuer never comes from a request.

    More than `most_in_flight` requests at once are turned away before they are read. `network_burst` requests at once, then
    `network_per_second`, may come from one network (an IPv4 address, an IPv6 /64); 0 sets no limit.
    """

    body_limit: int = 65_536
    body_timeout: float = 15.0
    trusted_proxies: tuple[str, ...] = ()
    most_in_flight: int = 1000
    network_burst: int = 0
    network_per_second: float = 0.0

    def __post_init__(self) -> None:
        if self.body_limit < 4096 or self.body_timeout <= 0:
            raise ValueError(
                "body_limit is at least 4096 bytes, what a token request can take, and body_timeout more than zero"
            )
        if self.most_in_flight < 1:
            raise ValueError("most_in_flight is at least one request")
        if min(self.network_burst, self.network_per_second) < 0 or bool(self.network_burst) != bool(
            self.network_per_second
        ):
            raise ValueError("network_burst and network_per_second are both more than zero, or both zero for no limit")

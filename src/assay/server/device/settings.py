"""The settings of device authorization (RFC 8628 sections 3.2, 5.1 and 5.2)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DeviceFlowSettings:
    """Times in seconds. A code is good for `code_lifetime`; a device waits `interval` between two polls.

    Whoever approves has signed in within the last `sign_in_max_age`. Wrong user codes: `browser_guesses_burst` at once for one browser,
    `guesses_burst` and then `guesses_per_second` for it and for its network, `all_guesses_…` for all together.
    `network_burst` device authorization requests at once, then `network_per_second`, are taken from one network.

    Raises `ValueError` for what lets nobody in, and for codes that could be guessed in their lifetime.
    """

    code_lifetime: int = 600
    interval: int = 5
    sign_in_max_age: int = 900
    browser_guesses_burst: int = 5
    guesses_burst: int = 50
    guesses_per_second: float = 50 / 3600
    all_guesses_burst: int = 1000
    all_guesses_per_second: float = 5.0
    network_burst: int = 100
    network_per_second: float = 1.0

    def __post_init__(self) -> None:
        if not 60 <= self.code_lifetime <= 3600:
            raise ValueError(f"code_lifetime is {self.code_lifetime}; it is 60 to 3600 seconds")
        if not 1 <= self.interval <= 60:
            raise ValueError(f"interval is {self.interval}; it is 1 to 60 seconds")
        if self.sign_in_max_age < 60:
            raise ValueError(f"sign_in_max_age is {self.sign_in_max_age}; signing in and reading takes a minute")
        if min(self.browser_guesses_burst, self.guesses_burst, self.all_guesses_burst, self.network_burst) < 1:
            raise ValueError("browser_guesses_burst, guesses_burst, all_guesses_burst and network_burst are at least 1")
        if min(self.guesses_per_second, self.all_guesses_per_second, self.network_per_second) <= 0:
            raise ValueError("guesses_per_second, all_guesses_per_second and network_per_second are more than zero")
        if self.all_guesses_burst + self.all_guesses_per_second * self.code_lifetime > 1_000_000:
            raise ValueError("the limits allow more than a million guesses in the lifetime of a code")

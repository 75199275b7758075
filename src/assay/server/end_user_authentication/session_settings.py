"""How long an end-user session lasts, and how often its cookie is replaced."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SessionSettings:
    """Seconds. A session ends `lifetime` after the sign-in, and counts no more when it was not used for `idle`.

    Its cookie is replaced when it is used and older than `cookie_rotation`; for `cookie_grace` after a browser first brought
    the new one, the one before is taken from requests that were on their way. Raises `ValueError` for what lets nobody in.
    """

    lifetime: int = 12 * 3600
    idle: int = 3600
    cookie_rotation: int = 900
    cookie_grace: int = 60

    def __post_init__(self) -> None:
        if min(self.lifetime, self.idle, self.cookie_rotation) < 1:
            raise ValueError("lifetime, idle and cookie_rotation are at least 1")
        if not 0 <= self.cookie_grace <= 300:
            raise ValueError(f"cookie_grace is {self.cookie_grace}; it is 0 to 300 seconds")

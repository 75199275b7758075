"""How long everything that is issued lives. All are settings, in seconds."""

from __future__ import annotations

from dataclasses import dataclass

_DAY = 86_400


@dataclass(frozen=True, slots=True)
class Lifetimes:
    """A resource may set its own access token lifetime, up to `longest_access_token`.

    `public_client_grace` is how long a public client may use the previous refresh token again, when the answer with the
    new one was lost. Raises `ValueError` for values that contradict each other.
    """

    access_token: int = 300
    longest_access_token: int = _DAY
    id_token: int = 300
    refresh_token_idle: int = 7 * _DAY
    refresh_token_absolute: int = 30 * _DAY
    public_client_grace: int = 60

    def __post_init__(self) -> None:
        for name in ("access_token", "id_token", "refresh_token_idle", "refresh_token_absolute"):
            if getattr(self, name) <= 0:
                raise ValueError(f"{name} is {getattr(self, name)}; a lifetime is at least one second")
        if self.longest_access_token < self.access_token:
            raise ValueError("longest_access_token is shorter than access_token")
        if self.refresh_token_absolute < self.refresh_token_idle:
            raise ValueError("refresh_token_absolute is shorter than refresh_token_idle")
        if not 0 <= self.public_client_grace <= 300:
            raise ValueError(f"public_client_grace is {self.public_client_grace}; it is 0 to 300 seconds")

    @property
    def longest_signed(self) -> int:
        """After this many seconds the last token that a key has signed has expired."""
        return max(self.longest_access_token, self.id_token)

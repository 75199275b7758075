"""The settings of passkeys."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PasskeySettings:
    """`challenge_lifetime` is for how many seconds a page may wait for a passkey.

    `insecure_accept_sign_count_going_back` lets a passkey in that may have been copied; the event is recorded all the same.
    """

    challenge_lifetime: int = 300
    most_per_end_user: int = 20
    insecure_accept_sign_count_going_back: bool = False

    def __post_init__(self) -> None:
        if not 30 <= self.challenge_lifetime <= 600:
            raise ValueError(f"challenge_lifetime is {self.challenge_lifetime}; it is 30 to 600 seconds")
        if self.most_per_end_user < 1:
            raise ValueError("most_per_end_user is at least 1")

"""When a message is tried again: the pause doubles, and half of it is left to chance so that many do not come at once."""

from __future__ import annotations

from dataclasses import dataclass

_MOST_DOUBLINGS = 30


@dataclass(frozen=True, slots=True)
class OutboxSettings:
    """Seconds. The first pause is `first_pause` at most, each further one twice as long up to `longest_pause`.

    A message is given up after `most_attempts` tries, or when it is worth nothing any more. Raises `ValueError`.
    """

    first_pause: int = 5
    longest_pause: int = 3600
    most_attempts: int = 12
    poll: float = 0.5

    def __post_init__(self) -> None:
        if min(self.first_pause, self.most_attempts) < 1 or self.longest_pause < self.first_pause or self.poll <= 0:
            raise ValueError(
                "first_pause and most_attempts are at least 1, longest_pause is not below first_pause, and poll is "
                "more than zero"
            )


def pause_after(attempts: int, chance: float, settings: OutboxSettings) -> int:
    """Seconds to wait after so many failed tries. `chance` is from 0 to 1."""
    whole = min(settings.first_pause << min(attempts - 1, _MOST_DOUBLINGS), settings.longest_pause)
    return max(1, round(whole * (1 + chance) / 2))

"""How much of this machine strangers may use to have texts explained."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class InspectionSettings:
    """`parallel` is how many texts are explained at once (0: the page is not served), `seconds` how long one may take."""

    parallel: int = 2
    seconds: float = 5.0

    def __post_init__(self) -> None:
        if self.parallel < 0 or self.seconds <= 0:
            raise ValueError("parallel is 0 or more, and seconds more than zero")

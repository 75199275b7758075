"""How much of this machine strangers may use to have texts explained."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class InspectionSettings:
    """`parallel` is how many texts are explained at once (0: the page is not served), `seconds` how long one may take.

    `body_limit` is how many bytes the form may have, percent-encoded as browsers send it.
    """

    parallel: int = 2
    seconds: float = 5.0
    body_limit: int = 1_048_576

    def __post_init__(self) -> None:
        if self.parallel < 0 or self.seconds <= 0 or self.body_limit < 1:
            raise ValueError("parallel is 0 or more, seconds and body_limit are more than zero")

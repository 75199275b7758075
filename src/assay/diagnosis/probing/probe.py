"""A question to the outside, as it is shown before it is asked, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from assay.decision.evidence import escaped
from assay.diagnosis.facts.instants import show_instant

Kind = Literal["metadata", "keys", "caller_identity"]


@dataclass(frozen=True, slots=True)
class Probe:
    """One request. `sends` says what of the person's goes out with it."""

    kind: Kind
    method: str
    url: str
    sends: str
    why: str

    @property
    def announcement(self) -> str:
        """The line that is shown before anything is sent."""
        return escaped(f"asking {self.method} {self.url} ({self.sends}): {self.why}")


@dataclass(frozen=True, slots=True)
class Probed:
    """An answer, or in `fault` why there is none. `at` is our clock when the question left; a status of 0 is no answer."""

    probe: Probe
    at: float
    status: int = 0
    headers: tuple[tuple[str, str], ...] = ()
    body: str = ""
    sent: tuple[tuple[str, str], ...] = ()
    sent_body: str = ""
    fault: str = ""

    @property
    def outcome(self) -> str:
        """What became of it, in words."""
        return self.fault or f"status {self.status}"


def exchange_of_probe(probed: Probed) -> dict[str, Any]:
    """The exchange as a bundle has it."""
    return {
        "at": show_instant(probed.at),
        "seen_by": "client",
        "request": {
            "method": probed.probe.method,
            "url": probed.probe.url,
            "headers": [list(pair) for pair in probed.sent],
            "body": probed.sent_body,
        },
        "response": {
            "status": probed.status,
            "headers": [list(pair) for pair in probed.headers],
            "body": probed.body,
        },
    }


def log_line(probed: Probed) -> str:
    """A question without an answer, as a line of the bundle's log."""
    return f"{show_instant(probed.at)} assay explain --online: {probed.probe.method} {probed.probe.url} failed: {probed.fault}"

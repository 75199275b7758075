"""The event stream."""

from __future__ import annotations

from typing import Protocol

from assay.model.event import Event


class Events(Protocol):
    """Appends to and reads the event stream. Events of a state change travel as `RecordEvent` effects instead."""

    def note(self, event: Event) -> None:
        """Take an event of a stateless happening; it is durable within a second. Never blocks, never raises."""
        ...

    async def newest(self) -> Event | None:
        """The durable event with the highest sequence."""
        ...

    async def read(self, after: int, limit: int) -> tuple[Event, ...]:
        """Events with a sequence above `after`, in order, at most `limit`."""
        ...

    async def read_of(self, subject: str, before: int | None, limit: int) -> tuple[Event, ...]:
        """The events that name an end-user, the newest first; `before` is a sequence that they are below."""
        ...

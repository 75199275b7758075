"""What an endpoint answers when it refuses: the refusal, what strangers are told of it, and its id."""

from __future__ import annotations

from dataclasses import dataclass

from assay.decision import Refused
from assay.reasons import Reason


@dataclass(frozen=True, slots=True)
class RefusedRequest:
    """A refused request, recorded, ready to be rendered.

    `public` is the reason that goes to the wire; only it may shape the answer. `refused` is for our own log line and
    never leaves. `credentials_given` is false when a bearer endpoint was called without any: then the challenge has no
    error code (RFC 6750 section 3.1). `scope` is the scope that a bearer challenge asks for. `retry_after` is in seconds.
    `client_id` is the authenticated client, for our own log line too. `accept_language` is the header of that name.
    """

    refused: Refused
    public: Reason
    refusal_id: str
    credentials_given: bool = True
    scope: str | None = None
    retry_after: int | None = None
    client_id: str | None = None
    accept_language: str = ""

    @property
    def scheme(self) -> str | None:
        """The scheme of the `WWW-Authenticate` challenge, or None where the answer has none.

        Every 401 has a challenge (RFC 9110 section 15.5.2), whichever way the client presented itself.
        """
        if self.public.public.bearer:
            return "Bearer"
        return "Basic" if self.public.public.basic else None

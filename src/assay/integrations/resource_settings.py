"""What is the same for every request of an API: how its challenges read, and where its refusals go."""

from __future__ import annotations

from dataclasses import dataclass

from assay.integrations.protected_resource_metadata import ProtectedResource
from assay.integrations.refusal_sinks import RefusalSink, log_refusal


@dataclass(frozen=True, slots=True)
class ResourceSettings:
    """`realm` stands in each challenge. With `reason_pages` ("https://issuer.example/reasons") answers get an `error_uri`.

    `resource` is the API's description of RFC 9728; challenges point at it, and the middlewares serve it. A verifier
    of one's own that has no `verify_async` runs in a thread beside the event loop; `on_event_loop` runs it on the loop,
    which is faster and right where it waits for nothing.
    """

    realm: str = "api"
    resource: ProtectedResource | None = None
    reason_pages: str | None = None
    on_refusal: RefusalSink = log_refusal
    on_event_loop: bool = False

    def __post_init__(self) -> None:
        for text in (self.realm, self.reason_pages or ""):
            if not all(" " <= ch <= "~" and ch not in '"\\' for ch in text):
                raise ValueError(f"{text!r} cannot stand in a header: printable ASCII without quotes and backslashes")

"""The API under test: sends requests to it, and keeps the records of what it refused."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import issuing
from assay.integrations.protected_resource_metadata import ProtectedResource
from assay.integrations.resource_settings import ResourceSettings
from assay.model.refusal_record import RefusalRecord
from contract.integrations.applications import Integration
from contract.integrations.drivers import Answer, Sent

RESOURCE = ProtectedResource(issuing.AUDIENCE, (issuing.ISSUER,), ("read", "admin"))
PAGES = "https://issuer.example/reasons"


@dataclass
class Api:
    integration: Integration
    records: list[RefusalRecord] = field(default_factory=list)
    _send: Callable[[Sent], Answer] | None = None

    def start(self, verifier: Any = None, **changes: Any) -> None:
        settings = ResourceSettings(**{"on_refusal": self.records.append, **changes})
        self._send = self.integration.start(verifier or issuing.verifier(), settings)

    def get(self, target: str = "/items", *authorization: str, headers: Any = ()) -> Answer:
        if self._send is None:
            self.start()
        assert self._send is not None
        return self._send(Sent(target, [*headers, *(("Authorization", value) for value in authorization)]))

    def refused(self, answer: Answer, status: int, reason: str) -> RefusalRecord:
        """The record of a refusal that was told once, under the id that the answer has."""
        assert [record.reason for record in self.records] == [reason]
        record = self.records.pop()
        assert answer.status == self.integration.status(status), answer
        assert answer.header("Refusal-Id") == record.refusal_id
        assert answer.header("Cache-Control") == "no-store"
        return record


def token(**changes: Any) -> str:
    """A good token of this moment, but for the changed claims."""
    now = int(time.time())
    return issuing.token(**{"iat": now, "exp": now + 300, "auth_time": now, **changes})


def bearer(**changes: Any) -> str:
    return "Bearer " + token(**changes)

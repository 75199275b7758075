from __future__ import annotations

import asyncio
from base64 import b64encode
from dataclasses import replace

import pytest

from assay.formats.raw_request import RawRequest
from assay.model.client import Client, ClientSecret
from assay.model.effects import SaveClient
from assay.primitives.client_secret import client_secret_digest
from assay.reasons import Tier
from assay.server.client_authentication.authentication import ClientAuthentication, UnauthenticatedClient
from assay.server.client_authentication.failures import ClientFailures, FailureLimits
from assay.server.client_authentication.method import Audience
from assay.server.rate_limiting.in_process import InProcessRateLimits
from assay.server.refusals.disclosure import public_reason
from assay.storage.memory import open_memory

NOW = 1_800_000_000.0
SALT = bytes(16)
OWNER = Client(
    "owner",
    "Owner",
    "client_secret_basic",
    ("client_credentials",),
    secrets=(ClientSecret("one", SALT, client_secret_digest(SALT, "right"), 0),),
)
LIMITS = FailureLimits(burst=3, per_second=0.5)
HOME, ELSEWHERE = "192.0.2.1", "198.51.100.9"


class House:
    def __init__(self) -> None:
        store = open_memory(issuer_id="default", clock=lambda: NOW)
        clients = [OWNER, replace(OWNER, client_id="other"), replace(OWNER, client_id="off", disabled_at=1)]
        asyncio.run(store.unit_of_work.commit([SaveClient(client) for client in clients]))
        self.authentication = ClientAuthentication(
            store.clients,
            store.unit_of_work,
            Audience("https://i", "https://i/token"),
            ClientFailures(InProcessRateLimits(), LIMITS),
        )
        self.last: UnauthenticatedClient | None = None

    def tries(self, secret: str, client_id: str = "owner", peer: str = ELSEWHERE, now: float = NOW) -> str:
        """The reason for which it is refused, or `authenticated`."""
        header = (b"authorization", b"Basic " + b64encode(f"{client_id}:{secret}".encode()))
        request = RawRequest("POST", "/token", headers=(header,), peer=peer)
        outcome = asyncio.run(self.authentication.authenticate(request, {}, now))
        self.last = outcome if isinstance(outcome, UnauthenticatedClient) else None
        return self.last.refused.reason.code if self.last is not None else "authenticated"


@pytest.fixture
def house() -> House:
    made = House()
    for _ in range(LIMITS.burst):
        assert made.tries("wrong") == "client.secret_mismatch"
    return made


def test_after_too_many_failures_nothing_is_looked_at_for_a_while(house: House) -> None:
    assert house.tries("wrong") == "client.too_many_failures"
    assert house.tries("right") == "client.too_many_failures"
    assert house.tries("right", now=NOW + 2) == "authenticated"


def test_nobody_elsewhere_can_lock_the_owner_out(house: House) -> None:
    assert house.tries("right", peer=HOME) == "authenticated"


def test_other_clients_from_there_are_not_affected(house: House) -> None:
    assert house.tries("right", "other") == "authenticated"


def test_a_success_costs_nothing(house: House) -> None:
    fresh = House()
    for _ in range(50):
        assert fresh.tries("right") == "authenticated"
    assert house.tries("right", now=NOW + 2) == "authenticated"
    assert house.tries("right", now=NOW + 2) == "authenticated"


def test_attempts_that_are_not_looked_at_do_not_make_the_wait_longer(house: House) -> None:
    for _ in range(20):
        house.tries("wrong")
    assert house.tries("wrong", now=NOW + 2) == "client.secret_mismatch"
    assert house.tries("wrong", now=NOW + 2) == "client.too_many_failures"


@pytest.mark.parametrize("client_id", ["nobody", "off", "other"])
def test_the_limit_does_not_tell_which_clients_exist(client_id: str) -> None:
    house = House()
    told = [house.tries("wrong", client_id) for _ in range(LIMITS.burst + 1)]
    assert "client.too_many_failures" not in told[:-1]
    assert told[-1] == "client.too_many_failures"


def test_only_the_operator_learns_the_reason_and_everybody_when_to_come_again(house: House) -> None:
    house.tries("right")
    assert house.last is not None
    refused, told = house.last.refused, public_reason(house.last.refused.reason)
    assert (refused.reason.tier, told.code, told.public) == (
        Tier.DEFENCE,
        "operation.rate_limited",
        refused.reason.public,
    )
    assert refused.evidence["retry_after"] == 2
    assert house.last.owner_id is None


@pytest.mark.parametrize("limits", [{"burst": 0}, {"per_second": 0.0}])
def test_a_limit_that_lets_nobody_in_is_no_setting(limits: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="burst is at least one"):
        FailureLimits(**limits)

from __future__ import annotations

from collections.abc import Callable

import pytest

from assay.checks.refresh_token.generation import CHECK
from assay.checks.refresh_token.presentation import RefreshTokenPresentation
from assay.decision import Passed, Refused
from assay.model.client import Client

Build = Callable[..., RefreshTokenPresentation]


CONFIDENTIAL = Client("client", "Client", "client_secret_basic", ("refresh_token",), rotate_refresh_tokens=True)
PUBLIC = Client("client", "Client", "none", ("refresh_token",))


@pytest.mark.parametrize("client", [CONFIDENTIAL, PUBLIC])
def test_the_newest_passes(presentation: Build, client: Client) -> None:
    assert isinstance(CHECK.run(presentation(client=client), None), Passed)


def test_a_confidential_client_may_come_again_until_the_successor_was_used(presentation: Build) -> None:
    late = presentation(client=CONFIDENTIAL, generation=4, now=1999.0)
    assert isinstance(CHECK.run(late, None), Passed)
    used = presentation(client=CONFIDENTIAL, generation=4, family={"generation": 6})
    outcome = CHECK.run(used, None)
    assert isinstance(outcome, Refused) and outcome.reason.code == "refresh_token.reused"


@pytest.mark.parametrize(("now", "passes"), [(900.0, True), (959.9, True), (960.0, False), (5000.0, False)])
def test_a_public_client_may_come_again_within_the_grace(presentation: Build, now: float, passes: bool) -> None:
    outcome = CHECK.run(presentation(client=PUBLIC, generation=4, now=now), None)
    assert isinstance(outcome, Passed) is passes
    if isinstance(outcome, Refused):
        assert outcome.reason.code == "refresh_token.reused"
        assert outcome.evidence == {"generation": 4, "newest": 5, "rotated_at": 900, "now": now}


def test_without_grace_a_public_client_may_never_come_again(presentation: Build) -> None:
    outcome = CHECK.run(presentation(client=PUBLIC, generation=4, now=900.0, grace=0), None)
    assert isinstance(outcome, Refused)


@pytest.mark.parametrize("client", [CONFIDENTIAL, PUBLIC])
@pytest.mark.parametrize("generation", [0, 1, 3])
def test_anything_older_was_reused(presentation: Build, client: Client, generation: int) -> None:
    outcome = CHECK.run(presentation(client=client, generation=generation, now=900.0), None)
    assert isinstance(outcome, Refused) and outcome.reason.code == "refresh_token.reused"


def test_a_token_ahead_of_the_store_tells_of_lost_writes(presentation: Build) -> None:
    outcome = CHECK.run(presentation(generation=6), None)
    assert isinstance(outcome, Refused) and outcome.reason.code == "refresh_token.ahead"
    assert outcome.evidence == {"generation": 6, "newest": 5}

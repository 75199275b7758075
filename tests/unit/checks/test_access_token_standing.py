from __future__ import annotations

from dataclasses import replace

import pytest

from assay.checks.access_token_standing import CHECKS
from assay.decision import first_refusal
from assay.model.standing import Standing

GOOD = Standing(client_exists=True, client_disabled=False)


def test_nothing_speaks_against_a_token_in_good_standing() -> None:
    assert first_refusal(CHECKS, GOOD, "client") is None


@pytest.mark.parametrize(
    ("change", "code", "evidence"),
    [
        ({"client_exists": False}, "access_token.client_disabled", {"client_id": "client"}),
        ({"client_disabled": True}, "access_token.client_disabled", {"client_id": "client"}),
        ({"denied": "refresh_token.reused"}, "access_token.revoked", {"because": "refresh_token.reused"}),
        ({"session_ended": True}, "access_token.session_ended", {}),
        ({"end_user_exists": False}, "access_token.end_user_disabled", {}),
        ({"end_user_disabled": True}, "access_token.end_user_disabled", {}),
    ],
)
def test_each_fact_speaks_for_itself(change, code: str, evidence) -> None:
    refused = first_refusal(CHECKS, replace(GOOD, **change), "client")
    assert refused is not None
    assert (refused.reason.code, refused.evidence) == (code, evidence)

from __future__ import annotations

from assay.checks.resource_request import NOTHING_MORE, Requirements
from assay.decision import refuse
from assay.integrations.challenge import challenge, description
from assay.integrations.resource_settings import ResourceSettings
from assay.reasons.access_token import MISSING
from assay.reasons.token import AUTHENTICATION_TOO_OLD, CLAIM_MISSING, EXPIRED

SETTINGS = ResourceSettings()


def test_an_age_of_zero_is_told_too() -> None:
    told = challenge(AUTHENTICATION_TOO_OLD, "x", Requirements(max_age=0), SETTINGS)
    assert told.endswith('error_description="x", max_age="0"')


def test_the_step_up_stands_only_in_its_own_challenge() -> None:
    strict = Requirements(acr_values=("phr",), max_age=1)
    assert "acr_values" not in challenge(EXPIRED, "x", strict, SETTINGS)
    assert challenge(MISSING, "x", strict, SETTINGS) == 'Bearer realm="api"'


def test_a_description_tells_registered_names_only() -> None:
    assert (
        description(CLAIM_MISSING, refuse(CLAIM_MISSING, claim="aud", required_by="x"))
        == "The token lacks the claim aud"
    )
    received = refuse(CLAIM_MISSING, claim='evil" name', required_by="x")
    assert description(CLAIM_MISSING, received) == "The token lacks the claim (not shown)"
    assert NOTHING_MORE == Requirements()

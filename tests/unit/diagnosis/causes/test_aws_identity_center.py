from __future__ import annotations

import hashlib
import json

import pytest

from aws_evidence import CONFIG, OTHER_NAME, SSO, SSO_NAME
from evidence import NOW, answer_to, bundle, codes, founded, when

ENDED = "The SSO session associated with this profile has expired or is otherwise invalid."
START = "https://corp.awsapps.com/start"
OF_SESSION = "[profile dev]\nsso_session = corp\nsso_account_id = 111122223333\nsso_role_name = Dev\n[sso-session corp]\nsso_start_url = https://corp.awsapps.com/start\nsso_region = eu-west-1\n"


def cached(name: str, until: float, start_url: str = START, **more: str) -> dict:
    signed_in = {"startUrl": start_url, "accessToken": "x", "expiresAt": when(until)} | more
    return {f"~/.aws/sso/cache/{name}.json": json.dumps(signed_in)}


def profile(config: str, cache: dict, symptom: str = ENDED) -> dict:
    return bundle(symptom=symptom, environment={"AWS_PROFILE": "dev"}, files={CONFIG: config, **cache})


CERTAIN = [
    ("aws.sso_start_url_mismatch", bundle(symptom="Error loading SSO Token: Token for https://corp.awsapps.com/start does not exist", environment={"AWS_PROFILE": "dev"}, files={CONFIG: SSO, f"~/.aws/sso/cache/{OTHER_NAME}.json": json.dumps({"startUrl": "https://corp.awsapps.com/start#", "accessToken": "x", "expiresAt": when(NOW + 3600)})})),
    ("aws.sso_legacy_profile_no_refresh", bundle(symptom="The SSO session associated with this profile has expired or is otherwise invalid.", environment={"AWS_PROFILE": "dev"}, files={CONFIG: SSO, f"~/.aws/sso/cache/{SSO_NAME}.json": json.dumps({"startUrl": "https://corp.awsapps.com/start", "accessToken": "x", "expiresAt": when(NOW - 60)})})),
]  # fmt: skip


@pytest.mark.parametrize(("code", "evidence"), CERTAIN)
def test_the_evidence_proves_it(code, evidence):
    first = answer_to(evidence).causes[0]
    assert (first.code, first.confidence) == (code, "certain")


def test_the_sign_in_of_a_session_that_could_be_refreshed_has_ended():
    name = hashlib.sha1(b"corp").hexdigest()
    first = answer_to(profile(OF_SESSION, cached(name, NOW - 60, refreshToken="r"))).causes[0]
    assert (first.code, first.confidence) == ("aws.sso_session_expired", "certain")


def test_a_sign_in_under_another_session_name_is_found():
    name = hashlib.sha1(b"other").hexdigest()
    assert codes(profile(OF_SESSION, cached(name, NOW + 3600)))[0] == "aws.sso_start_url_mismatch"


def test_a_valid_sign_in_under_its_own_name_is_no_mismatch_and_proves_nothing():
    evidence = profile(SSO, cached(SSO_NAME, NOW + 3600))
    assert founded(evidence) == ["aws.sso_session_expired"]  # the program's own words, and no more
    assert answer_to(evidence).causes[0].confidence == "likely"


def test_a_sign_in_that_has_ended_is_no_matter_where_the_refusal_speaks_of_something_else():
    evidence = profile(SSO, cached(SSO_NAME, NOW - 60), "SignatureDoesNotMatch")
    assert not {"aws.sso_session_expired", "aws.sso_legacy_profile_no_refresh"} & set(founded(evidence))


def test_a_word_that_holds_the_letters_of_sso_speaks_of_no_sign_in():
    evidence = profile(SSO, cached(SSO_NAME, NOW - 60), "The payment processor answered SignatureDoesNotMatch")
    assert not {"aws.sso_session_expired", "aws.sso_legacy_profile_no_refresh"} & set(founded(evidence))

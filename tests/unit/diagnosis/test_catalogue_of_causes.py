from __future__ import annotations

from pathlib import Path

import pytest

import assay.diagnosis.causes as catalogue
from assay.diagnosis.causes import MECHANISMS, causes_of, every_cause, find_cause
from assay.diagnosis.causes.cause import Who

ALL = list(every_cause())


def test_every_module_of_the_folder_is_listed():
    folder = Path(catalogue.__file__).parent
    assert {path.stem for path in folder.glob("*.py")} - {"__init__", "cause"} == set(MECHANISMS)


def test_codes_are_unique_and_of_a_family_of_causes():
    codes = [cause.code for cause in ALL]
    assert len(codes) == len(set(codes)) >= 167
    assert {cause.family for cause in ALL} == {"aws", "jwt", "oauth"}


def test_what_is_explained_away_exists():
    codes = {cause.code for cause in ALL}
    for cause in ALL:
        assert set(cause.explains_away) <= codes - {cause.code}, cause.code


@pytest.mark.parametrize("cause", ALL, ids=lambda cause: cause.code)
def test_each_cause_says_who_must_act_what_to_do_and_what_would_settle_it(cause):
    assert cause.headline
    assert not cause.headline.endswith(".")
    assert cause.fix
    assert cause.settle
    assert isinstance(cause.who, Who)
    assert (cause.headline + "".join(cause.fix) + cause.settle).isascii()


def test_a_cause_is_found_by_its_code_and_nothing_else_is():
    assert all(find_cause(cause.code) is cause for cause in every_cause())
    assert find_cause("aws.clock_skew") in causes_of("aws_clock")
    assert find_cause("aws.clock") is None
    assert find_cause("token.expired") is None

"""What is odd at a client and is not what was refused proves nothing; where the refusal is about it, it does."""

import pytest

from evidence import certain_codes
from reported import unproved_beside_words, unproved_clients, unproved_codes, unproved_places, unproved_proofs

MODULES = (unproved_clients, unproved_proofs, unproved_codes, unproved_places, unproved_beside_words)
CASES = [case for module in MODULES for case in module.CASES]


@pytest.mark.parametrize(("allowed", "evidence"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_only_what_the_refusal_is_about_is_certain(allowed, evidence):
    assert set(certain_codes(evidence)) <= allowed


PROVED = [case for case in CASES if "!" in case[0]]


@pytest.mark.parametrize(("proved", "evidence"), [case[1:] for case in PROVED], ids=[case[0] for case in PROVED])
def test_what_the_refusal_is_about_stays_certain(proved, evidence):
    assert len(proved.intersection(certain_codes(evidence))) == 1

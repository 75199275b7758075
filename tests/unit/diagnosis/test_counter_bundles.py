"""A finding that is true is certain only where nothing else in the evidence may be why it was refused."""

from __future__ import annotations

import pytest

from evidence import answer_to
from reported.counter_dates import COUNTER_DATES
from reported.counter_forms import COUNTER_FORMS
from reported.counter_keys import COUNTER_KEYS
from reported.counter_parties import COUNTER_PARTIES
from reported.counter_secrets import COUNTER_SECRETS

BUNDLES = [*COUNTER_PARTIES, *COUNTER_DATES, *COUNTER_FORMS, *COUNTER_KEYS, *COUNTER_SECRETS]


@pytest.mark.parametrize(
    ("code", "evidence"), BUNDLES, ids=[f"{n}-{row[0] or 'none'}" for n, row in enumerate(BUNDLES)]
)
def test_only_what_is_proved_is_certain(code, evidence):
    certain = [cause.code for cause in answer_to(evidence).causes if cause.confidence == "certain"]
    assert certain == ([code] if code else [])

"""What a person calls settled is set aside, and nothing else of the text is."""

from __future__ import annotations

import pytest

from assay.diagnosis.facts.log_outcomes import ends_well, is_liveness
from assay.diagnosis.facts.settled import MOST_WORDS, without_settled
from assay.diagnosis.facts.share_of_requests import is_small


@pytest.mark.parametrize(
    ("symptom", "settled"),
    [
        ("401, as expected", "meant"),
        ("expected 401, got 401", "meant"),
        ("[RESOLVED] TokenExpiredException", "over"),
        ("expected 401, got 403", ""),
        ("it is not as expected", ""),
        ("401, as expected?", ""),
        ("as expected in staging but 401 here", ""),
        ("It failed once last week, I could not see it again.", "over"),
        ("The job failed only once and has not happened since.", "over"),
        ("A colleague says that this cannot work. It does.", "over"),
        ("We were told this would be rejected, but it is accepted.", "over"),
        ("Anfrage abgelehnt: my manager believes this must fail. It does not.", "over"),
        ("It failed once and then it failed again.", ""),
        ("It failed once yesterday and I could not log in again.", ""),
        ("Everybody says this must work. It does not.", ""),
        ("The docs say that this cannot fail. It does.", ""),
        ("They said it would not work. It is not valid.", ""),
        ("Support says the token is not accepted. It is expired.", ""),
    ],
)
def test_how_a_text_tells_refusals_off(symptom, settled):
    assert without_settled(symptom, alone=True).settled == settled


def test_only_the_sentence_that_settles_is_set_aside():
    assert without_settled("The old key is refused, as expected. The new one is refused.", alone=True).text == (
        "The new one is refused."
    )


def test_a_label_says_no_more_than_what_stands_behind_it():
    assert "refusée" not in without_settled("Demande refusée : works for me, please check", alone=False).text
    assert "refused" in without_settled("Request refused: invalid_grant", alone=False).text


def test_many_labels_are_as_good_as_one():
    assert without_settled("a: " * 20_000, alone=False).settled == ""


def test_a_share_settles_nothing_beside_a_refusal_that_is_shown():
    told = without_settled("3 of 10,000 requests answered 401", alone=False)
    assert told.settled == ""
    assert "401" in told.text


def test_what_was_pasted_behind_many_words_stays():
    pasted = "x" * MOST_WORDS + " 401, as expected"
    assert without_settled(pasted, alone=True).text == pasted


@pytest.mark.parametrize(
    ("sentence", "small"),
    [
        ("3 of 10,000 requests", True),
        ("0.02 % of all refreshes", True),
        ("12 of 300 requests", False),
        ("2 of 40 requests", False),
        ("0.3 % of all calls, up from 0.01 %", False),
        ("0.3 % of all calls have a bad signature", False),
        ("100 % of all requests", False),
        ("3 requests", False),
    ],
)
def test_which_share_is_small(sentence, small):
    assert is_small(sentence) == small


@pytest.mark.parametrize(
    ("lines", "well"),
    [
        (["GET /a 401", "POST /token 200", "GET /a 200"], True),
        (["GET /a 401", "POST /token 200", "GET /a 401", "GET /b 200"], False),
        (["GET /a 401", "GET /healthz 200"], False),
        (["GET /a 401", "GET /a 200", "GET /x.php 404"], True),
        ([], False),
    ],
)
def test_how_a_log_ends(lines, well):
    assert ends_well(lines) == well


@pytest.mark.parametrize("path", ["/healthz", "/-/ready", "/actuator/health/liveness", "/metrics", "/favicon.ico"])
def test_a_probe_of_life_is_known(path):
    assert is_liveness(f"GET {path} 200")
    assert not is_liveness(f"GET {path}.json/orders 200")

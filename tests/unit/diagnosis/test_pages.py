"""The pages of an answer, for a terminal and as HTML: read at a glance, and deaf to what they show."""

from __future__ import annotations

import re

import pytest

from assay.diagnosis.as_html import answer_document_html
from assay.diagnosis.as_json import answer_document
from assay.diagnosis.as_text import answer_page
from assay.diagnosis.comparison import Comparison
from evidence import AWS_SECRET, ISSUER, KEY_ID, NOW, answer_to, bundle, claims, jwt, verifier

REFUSAL_ID = "rf_57ngrl4y2brdc7nwspnafrwrza"


def page(**members) -> str:
    return answer_page(answer_to(bundle(**members)))


def test_the_headline_comes_first_and_the_difference_is_marked():
    lines = page(credential={"token": jwt()}, verifier=verifier(issuer=ISSUER + "/")).splitlines()
    assert lines[0] == "x REFUSED: The two issuers differ by a slash at the end"
    expected, seen, carets = lines[4:7]
    assert expected == '  expected  "https://id.example.org/"'
    assert seen == '  seen      "https://id.example.org"'
    assert carets.index("^") == expected.rindex("/")
    assert carets.endswith('missing: "/"')


def test_with_colour_only_the_part_that_differs_is_painted():
    told = answer_page(
        answer_to(bundle(credential={"token": jwt()}, verifier=verifier(audience="https://api.example.com"))),
        colour=True,
    )
    assert "https://api.example.\x1b[1;4;31morg\x1b[0m" in told


@pytest.mark.parametrize(
    ("expected", "seen", "parts"),
    [
        ("abc", "abd", ("ab", "d", "")),
        ("abc", "ac", ("a", "", "c")),
        ("aaa", "aa", ("aa", "", "")),
        ("", "x", ("", "x", "")),
        ("http://x", "https://x", ("http", "s", "://x")),
    ],
)
def test_parts(expected, seen, parts):
    one = Comparison("x", expected, seen)
    assert one.parts(one.seen) == parts
    assert "".join(one.parts(one.expected)) == expected


def test_a_refusal_id_in_the_words_of_a_client_leads_on_to_the_reason():
    told = bundle(
        symptom=f'401 {{"error":"invalid_client","error_description":"The client could not be authenticated","refusal_id":"{REFUSAL_ID}"}}'
    )
    assert f"assay explain --refusal {REFUSAL_ID}" in " ".join(answer_page(answer_to(told)).split())
    assert answer_document(answer_to(told))["refusal_id"] == REFUSAL_ID
    assert answer_to(told).causes[0].code == "oauth.client_secret_wrong_or_expired"


def test_a_refusal_id_in_a_header_leads_on_too():
    answer = {"status": 401, "headers": [["Refusal-Id", REFUSAL_ID]], "body": ""}
    request = {"method": "POST", "url": "https://id.example.org/token", "headers": [], "body": ""}
    assert answer_to(bundle(exchanges=[{"request": request, "response": answer}])).refusal_id == REFUSAL_ID


@pytest.mark.parametrize("text", ["", "invalid_client", REFUSAL_ID[:-1], REFUSAL_ID + "a", "x" + REFUSAL_ID])
def test_what_is_no_refusal_id_leads_nowhere(text):
    one = answer_to(bundle(symptom=f"error: {text}"))
    assert one.refusal_id == ""
    assert "refusal_id" not in answer_document(one)


def test_invisible_characters_are_written_with_escapes_and_lengths():
    told = page(
        environment={"AWS_ACCESS_KEY_ID": KEY_ID + "\n", "AWS_SECRET_ACCESS_KEY": AWS_SECRET},
        command="aws s3 ls",
        symptom="IncompleteSignature",
    )
    assert '\\n" (21 characters)' in told
    assert AWS_SECRET not in told


def test_a_command_stands_on_a_line_of_its_own():
    told = page(symptom="An error occurred (RequestTimeTooSkewed) when calling the ListBuckets operation: skewed")
    assert "           $ timedatectl set-ntp true\n" in told
    assert "who    the caller: you" in told


def test_the_time_line_shows_where_now_is():
    told = page(credential={"token": jwt(claims(iat=NOW - 100, exp=NOW + 100))})
    line = next(line for line in told.splitlines() if "(= valid, | now)" in line)
    assert re.search(r"=+\|=+", line)
    assert "holds for another 1 min 40 s" in told


@pytest.mark.parametrize(
    "members",
    [
        {},
        {"symptom": "\x1b[31m \x00 \u202e 503"},
        {"credential": {"token": jwt()}},
        {"credential": {"token": "eyJ"}},
        {"credential": {"token": jwt(claims(exp=10**17, iat="x"))}},
    ],
)
def test_every_answer_has_a_headline_and_both_pages(members):
    answer = answer_to(bundle(**members))
    assert answer.headline
    told, html = answer_page(answer), answer_document_html(answer)
    assert answer.headline.split()[0] in told.splitlines()[0]
    assert html.count("<h1") == 1
    assert not {"\x1b", "\x00", "\u202e"} & set(told + html)
    assert max(len(line) for line in told.splitlines()) < 260


def test_what_is_only_possible_is_told_as_such():
    assert page(symptom="invalid_grant").startswith("x REFUSED: Perhaps: ")
    shown = page(symptom="Plugin initialization stops every 7 days")
    assert shown.startswith("? UNDECIDED: Perhaps: Google ends refresh tokens after 7 days")
    assert page(symptom="please look at this").startswith(
        "? UNDECIDED: This text tells of no refusal that is known here"
    )


def test_what_nothing_speaks_for_is_listed_and_never_put_forward():
    members = {"symptom": "error: the far side refused this request"}
    answer = answer_to(bundle(**members))
    assert answer.causes
    assert answer.leading is None
    told, html = answer_page(answer), answer_document_html(answer)
    assert told.startswith("x REFUSED: It is refused, and this evidence does not say why")
    assert "  next   More evidence" in told
    title = told.index("What it might be: nothing here speaks for it or against it")
    assert told.index(answer.causes[0].headline) > title
    assert "$ " not in told
    assert "Perhaps" not in told + html
    assert html.index("What it might be") < html.index(answer.causes[0].headline)

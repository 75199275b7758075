"""Pages and mails in the language of the client's wish, of the browser and of the person; none of it lets markup in."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from assay.decision import refuse
from assay.model.effects import ChangeClaims
from assay.reasons import find_reason
from assay.reasons.request import PARAMETER_MISSING
from assay.server.languages.german import GERMAN as GERMAN_WORDS
from assay.server.languages.language import Language
from assay.server.refusals.refused_request import RefusedRequest
from assay.web.render.page_frame import PageFrame
from provocations.browser import Browser, someone
from provocations.of_end_user import mails
from provocations.world import ISSUER, PERSON, World

GERMAN = {"accept_language": "de-DE,de;q=0.9,en;q=0.5"}


@pytest.fixture
def world() -> Iterator[World]:
    made = World()
    someone(made)
    yield made
    made.close()


def test_the_client_s_ui_locales_last_from_the_first_page_to_the_last(world: World) -> None:
    browser = Browser(world)
    client = world.web_client()
    first = browser.authorize(client, ui_locales="fr de")
    assert b'<html lang="de">' in first.body
    assert b">Anmelden</h1>" in first.body
    wrong = browser.sign_in(password="wrong").body.decode()
    assert "Benutzername und Passwort geh\u00f6ren nicht zusammen" in wrong
    consent = browser.sign_in().body.decode()
    assert "Zugriff erlauben?" in consent
    assert "erfahren, welches Konto Ihres ist" in consent


def test_the_browser_s_language_is_taken_where_the_client_asks_for_none(world: World) -> None:
    browser = Browser(world)
    answer = browser.get("/login/forgotten", **GERMAN)
    assert "Passwort vergessen" in answer.body.decode()
    assert '<html lang="en">' in browser.get("/login/forgotten").body.decode()


def test_an_error_page_says_in_german_what_happened_and_what_to_do(world: World) -> None:
    answer = Browser(world).get("/login?request=unheard-of", **GERMAN)
    page = answer.body.decode()
    assert "Das hat nicht geklappt" in page
    assert "Diese Anmeldung ist vorbei" in page
    assert 'id="error-code">session.authorization_request_unknown<' in page, "codes are no language"


FORM = ("content-type", "application/x-www-form-urlencoded")


@pytest.mark.parametrize(
    ("method", "target", "headers", "body", "code"),
    [
        ("PUT", "/login", [], None, "request.method_not_allowed"),
        ("GET", "/authorize?client_id=a&client_id=b", [], None, "request.parameter_repeated"),
        ("GET", "/authorize", [], None, "request.parameter_missing"),
        ("GET", "/authorize?client_id=" + "x" * 5000, [], None, "request.parameter_too_long"),
        ("GET", "/authorize?client_id=%FF", [], None, "request.form_malformed"),
        (
            "GET",
            "/authorize?" + "&".join(f"p{number}=1" for number in range(500)),
            [],
            None,
            "request.too_many_parameters",
        ),
        ("POST", "/authorize", [("content-type", "application/json")], b"{}", "request.content_type_not_form"),
        ("POST", "/login", [FORM], b"a=" + b"x" * 70_000, "request.body_too_large"),
    ],
)
def test_what_is_refused_before_anybody_looks_is_told_in_german_too(
    world: World, method: str, target: str, headers: list[tuple[str, str]], body: bytes | None, code: str
) -> None:
    answer = world.send(method, target, None, headers=[("accept-language", "de"), *headers], body=body)
    page = answer.body.decode()
    assert world.reason_of(answer) == code
    assert '<html lang="de">' in page
    assert 'lang="en"' not in page
    assert GERMAN_WORDS.of_reason(find_reason(code)).headline.partition("{")[0] in page


def test_words_that_a_language_lacks_are_marked_as_english() -> None:
    lacking = Language("de", GERMAN_WORDS.writes_days, GERMAN_WORDS.texts, {})
    told = RefusedRequest(refuse(PARAMETER_MISSING, parameter="client_id"), PARAMETER_MISSING, "rf_" + "a" * 26)
    page = PageFrame(ISSUER, os.urandom, language=lacking).error_page(told).body.decode()
    assert '<html lang="de">' in page
    assert '<div lang="en">' in page
    assert "The parameter client_id is missing" in page


def test_a_name_with_markup_and_braces_stays_a_name(world: World) -> None:
    client = world.web_client()
    world.change_client(client.client_id, name="<b>{x}</b> & \u201cco\u201d")
    page = Browser(world).authorize(client, ui_locales="de").body.decode()
    assert "&lt;b&gt;{x}&lt;/b&gt; &amp;" in page
    assert "<b>" not in page


def test_a_mail_speaks_the_person_s_language(world: World) -> None:
    german = '{"email": "person@example.org", "locale": "de-DE"}'
    world.commit(ChangeClaims(PERSON.subject, PERSON.claims, german))
    Browser(world).post("/login/forgotten", {"username": "person"})
    [mail] = mails(world)
    assert mail["text"].startswith("Guten Tag person,")
    assert "innerhalb von 15 Minuten" in mail["text"]
    assert mail["subject"].endswith(": ein neues Passwort setzen")

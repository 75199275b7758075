"""Pages and mails in the language of the client's wish, of the browser and of the person; none of it lets markup in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from assay.model.effects import SaveEndUser
from provocations.browser import Browser, someone
from provocations.of_end_user import mails
from provocations.world import PERSON, World

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


def test_a_reason_that_has_no_german_words_is_marked_as_english(world: World) -> None:
    answer = Browser(world).get("/authorize?client_id=a&client_id=b", **GERMAN)
    page = answer.body.decode()
    assert '<html lang="de">' in page
    assert '<div lang="en">' in page


def test_a_body_that_is_refused_unread_is_told_in_german_too(world: World) -> None:
    answer = world.send("PUT", "/login", None, headers=[("accept-language", "de")])
    assert b"Das hat nicht geklappt" in answer.body


def test_a_name_with_markup_and_braces_stays_a_name(world: World) -> None:
    client = world.web_client()
    world.change_client(client.client_id, name="<b>{x}</b> & \u201cco\u201d")
    page = Browser(world).authorize(client, ui_locales="de").body.decode()
    assert "&lt;b&gt;{x}&lt;/b&gt; &amp;" in page
    assert "<b>" not in page


def test_a_mail_speaks_the_person_s_language(world: World) -> None:
    known = replace(
        world.run(world.store.end_users.find(PERSON.subject)) or PERSON,
        claims='{"email": "person@example.org", "locale": "de-DE"}',
    )
    world.commit(SaveEndUser(known))
    Browser(world).post("/login/forgotten", {"username": "person"})
    [mail] = mails(world)
    assert mail["text"].startswith("Guten Tag person,")
    assert "innerhalb von 15 Minuten" in mail["text"]
    assert mail["subject"].endswith(": ein neues Passwort setzen")

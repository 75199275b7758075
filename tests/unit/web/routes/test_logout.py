"""RP-initiated and back-channel logout through the whole server (A171 to A174)."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from assay.formats.jose.jwt import read_jwt
from assay.model.effects import ProveEndUserSession
from assay.model.outgoing_message import BACKCHANNEL_LOGOUT
from assay.primitives.hashing import sha256
from provocations.browser import Browser, someone
from provocations.world import CALLBACK, VERIFIER, World

BYE = "https://app.example/bye"
COOKIE = "assay_session"
PAGE = re.compile(r'id="([a-z-]+)"')


@pytest.fixture
def world():
    made = World()
    someone(made)
    yield made
    made.close()


class Person:
    """A browser that has signed in to a client, with the ID token that the client got."""

    def __init__(self, world: World, **members) -> None:
        self.world = world
        members.setdefault("post_logout_redirect_uris", (BYE,))
        self.client = world.web_client(first_party=True, **members)
        self.browser = Browser(world)
        self.browser.authorize(self.client)
        self.id_token = self.code_to_id_token(self.browser.sign_in())

    def code_to_id_token(self, answer) -> str:
        code = parse_qs(urlsplit(answer.header("location")).query)["code"][0]
        tokens = self.world.exchange(self.client, code, code_verifier=VERIFIER, redirect_uri=CALLBACK).json()
        self.refresh_token = tokens["refresh_token"]
        return tokens["id_token"]

    def refreshed_offline(self) -> str:
        """An ID token by a refresh token that outlives the session."""
        self.code_to_id_token(self.browser.authorize(self.client, scope="openid offline_access"))
        return self.world.refresh(self.client, self.refresh_token).json()["id_token"]

    def logout(self, **parameters):
        self.shown = self.browser.get(f"/logout?{urlencode(parameters)}")
        return self.shown

    def answer(self, button: str, **headers):
        return self.browser.post("/logout", {**self.browser.form, button: "yes"}, **headers)

    @property
    def signed_in(self) -> bool:
        answer = self.browser.authorize(self.client, prompt="none")
        return "code=" in (answer.header("location") or "")


@pytest.fixture
def person(world) -> Person:
    return Person(world)


def marks(answer) -> set[str]:
    return set(PAGE.findall(answer.body.decode()))


def test_with_the_id_token_of_the_session_it_ends_at_once_and_the_client_gets_its_state_back(person) -> None:
    assert person.signed_in
    answer = person.logout(id_token_hint=person.id_token, post_logout_redirect_uri=BYE, state="a state&x")
    assert (answer.status, answer.header("location")) == (303, f"{BYE}?state=a+state%26x")
    assert "assay_session=; " in (answer.header("set-cookie") or "")
    assert not person.signed_in


def test_the_old_cookie_is_of_no_use_after_a_logout(person) -> None:
    """A192."""
    kept = person.browser.cookies[COOKIE]
    person.logout(id_token_hint=person.id_token)
    person.browser.cookies[COOKIE] = kept
    assert not person.signed_in
    assert (
        person.world.reason_of(person.world.refresh(person.client, person.refresh_token))
        == "refresh_token.session_ended"
    )


def test_without_a_state_none_comes_back_and_a_query_stays(world) -> None:
    person = Person(world, post_logout_redirect_uris=(f"{BYE}?from=as",))
    answer = person.logout(id_token_hint=person.id_token, post_logout_redirect_uri=f"{BYE}?from=as")
    assert answer.header("location") == f"{BYE}?from=as"


@pytest.mark.parametrize("parameters", [{}, {"state": "x"}, {"logout_hint": "person", "ui_locales": "de"}])
def test_without_a_hint_the_person_is_asked_and_may_say_no(person, parameters) -> None:
    answer = person.logout(**parameters)
    assert answer.status == 200
    assert {"logout-confirm", "logout-cancel", "logout-account"} <= marks(answer)
    assert person.signed_in
    cancelled = person.answer("logout-cancel")
    assert (cancelled.status, "logout-cancelled" in marks(cancelled)) == (200, True)
    assert person.signed_in
    person.logout(**parameters)
    done = person.answer("logout-confirm")
    assert (done.status, "logout-done" in marks(done)) == (200, True)
    assert b"You are signed out" in done.body
    assert not person.signed_in


def test_a_client_that_only_names_itself_is_gone_back_to_after_the_question(person) -> None:
    person.logout(client_id=person.client.client_id, post_logout_redirect_uri=BYE, state="s")
    assert person.signed_in
    assert person.answer("logout-confirm").header("location") == f"{BYE}?state=s"


def test_a_hint_of_another_session_asks(world, person) -> None:
    other = Person(world)
    answer = person.logout(id_token_hint=other.id_token)
    assert "logout-confirm" in marks(answer)
    assert other.signed_in
    assert person.signed_in


def test_an_id_token_of_a_refresh_token_that_outlives_its_session_is_a_hint_all_the_same(world, person) -> None:
    refreshed = person.refreshed_offline()
    assert "sid" not in read_jwt(refreshed).claims
    stranger = Person(world)
    assert "logout-done" in marks(person.logout(id_token_hint=refreshed))
    assert not person.signed_in
    assert stranger.signed_in


def test_without_a_session_in_it_an_id_token_of_another_sign_in_asks(world, person) -> None:
    refreshed = person.refreshed_offline()
    world.now += 1
    later = Person(world)
    assert "logout-confirm" in marks(later.logout(id_token_hint=refreshed))
    assert later.signed_in


def test_an_expired_id_token_is_as_good_a_hint(person) -> None:
    person.world.now += 1800
    assert "logout-done" in marks(person.logout(id_token_hint=person.id_token))


def test_whoever_is_not_signed_in_is_told_so(world) -> None:
    assert "logout-done" in marks(Browser(world).get("/logout"))


@pytest.mark.parametrize(
    "uri", [f"{BYE}/", f"{BYE}?x=1", "https://evil.example/", "https://app.example/bye#f", "//evil"]
)
def test_nobody_is_sent_to_an_address_that_is_not_registered(person, uri) -> None:
    """A172, A073."""
    answer = person.logout(id_token_hint=person.id_token, post_logout_redirect_uri=uri)
    assert (answer.status, answer.header("location")) == (400, None)
    assert b'id="error-code">logout.redirect_uri_mismatch' in answer.body
    assert person.signed_in


def test_the_address_of_the_form_is_proved_once_more(person) -> None:
    person.logout(client_id=person.client.client_id, post_logout_redirect_uri=BYE)
    person.browser.form["post_logout_redirect_uri"] = "https://evil.example/"
    assert person.answer("logout-confirm").status == 400
    assert person.signed_in


@pytest.mark.parametrize(
    "headers", [{"origin": "https://evil.example"}, {"sec_fetch_site": "cross-site"}, {"origin": "null"}]
)
def test_another_site_cannot_answer_the_question(person, headers) -> None:
    """A094, A171."""
    person.logout()
    if headers == {"origin": "null"}:  # a sandboxed frame: only the token tells
        person.browser.form["form_token"] = "guessed"
    answer = person.answer("logout-confirm", **headers)
    assert answer.status == 403
    assert person.signed_in


def test_a_post_of_a_client_is_carried_over_by_a_redirect_and_proved_there(person) -> None:
    form = {"id_token_hint": person.id_token, "post_logout_redirect_uri": BYE, "state": "s", "unknown": "x"}
    cookies, person.browser.cookies = person.browser.cookies, {}  # SameSite=Lax: a cross-site post brings none
    answer = person.browser.post("/logout", form, origin="https://app.example", sec_fetch_site="cross-site")
    assert answer.status == 303
    assert not any(name == "set-cookie" for name, _ in answer.headers)
    person.browser.cookies = cookies
    answer = person.browser.get(answer.header("location") or "")
    assert answer.header("location") == f"{BYE}?state=s"
    assert not person.signed_in


def test_a_second_click_ends_where_the_first_did(person) -> None:
    person.logout(client_id=person.client.client_id, post_logout_redirect_uri=BYE)
    form = dict(person.browser.form)
    first = person.answer("logout-confirm")
    second = person.browser.post("/logout", {**form, "logout-confirm": "yes"})
    assert first.header("location") == second.header("location") == BYE


@pytest.mark.parametrize("name", ["id_token_hint", "client_id", "post_logout_redirect_uri", "state"])
def test_a_parameter_that_comes_twice_is_refused(person, name) -> None:
    answer = person.browser.get(f"/logout?{name}=a&{name}=b")
    assert person.world.reason_of(answer) == "request.parameter_repeated"


def test_a_prefetch_signs_nobody_out(person) -> None:
    answer = person.browser.get(f"/logout?id_token_hint={person.id_token}", sec_purpose="prefetch")
    assert person.world.reason_of(answer) == "authorization_request.prefetched"
    assert person.signed_in


def test_an_access_token_is_no_hint(person) -> None:
    code = parse_qs(urlsplit(person.browser.authorize(person.client, prompt="none").header("location")).query)["code"][
        0
    ]
    access_token = person.world.exchange(person.client, code).json()["access_token"]
    assert person.logout(id_token_hint=access_token).status == 400
    assert person.signed_in


def test_every_client_that_took_part_is_told_and_no_other(world) -> None:
    person = Person(world, backchannel_logout_uri="https://app.example/logout")
    silent = world.web_client(first_party=True)
    second = world.web_client(first_party=True, backchannel_logout_uri="https://second.example/logout")
    stranger = world.web_client(first_party=True, backchannel_logout_uri="https://third.example/logout")
    for client in (silent, second):
        assert "code=" in (person.browser.authorize(client).header("location") or "")
    person.logout(id_token_hint=person.id_token)
    waiting = world.run(world.store.outbox.list_all(9))
    assert {message.kind for message in waiting} == {BACKCHANNEL_LOGOUT}
    told = [world.parts.outgoing.content(message) for message in waiting]
    sid = read_jwt(person.id_token).claims["sid"]
    assert {content["client_id"] for content in told} == {person.client.client_id, second.client_id}
    assert stranger.client_id not in str(told)
    assert {(content["sub"], content["sid"]) for content in told} == {("person", sid)}
    ended = [one for one in world.run(world.store.events.read(0, 100)) if one.type == "end_user_session.ended"]
    assert json.loads(ended[0].detail) == {"sid": sid, "because": "logout"}


def test_half_a_sign_in_ends_as_well(world) -> None:
    """Its cookie goes, so it must not wait in the store for whoever kept it."""
    browser, client = Browser(world), world.web_client()
    browser.authorize(client)
    browser.sign_in()
    session = world.run(world.store.end_user_sessions.find(sha256(browser.cookies[COOKIE].encode())))
    half = replace(session, session_hash=sha256(b"c" * 43), complete=False)
    world.commit(ProveEndUserSession(session.session_hash, half))
    browser.cookies[COOKIE] = "c" * 43
    assert "logout-done" in marks(browser.get("/logout"))
    assert world.run(world.store.end_user_sessions.find_by_id(session.session_id)).ended_at is not None

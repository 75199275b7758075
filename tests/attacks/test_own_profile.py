"""The page of one's own name and address: who may change them, and which address counts when (security bar A189, A200, A212)."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from provocations.browser import PASSWORD, Browser
from provocations.of_end_user import LINK, mails, with_address
from provocations.world import PERSON, World

PAGE = "/account/profile"


@pytest.fixture
def world() -> Iterator[World]:
    made = World()
    with_address(made)
    yield made
    made.close()


def there(world: World) -> Browser:
    browser = Browser(world)
    assert b"login-title" in browser.follow(browser.get(PAGE)).body
    assert b"profile-title" in browser.sign_in().body
    return browser


def claims(world: World) -> dict[str, object]:
    known: dict[str, object] = json.loads(world.run(world.store.end_users.find(PERSON.subject)).claims)
    return known


def link_to(world: World, address: str) -> str:
    [mail] = [one for one in mails(world) if one["to"] == address]
    found = LINK.search(mail["text"])
    assert found is not None
    return found[1]


def test_a_name_is_changed_and_taken_away(world: World) -> None:
    browser = there(world)
    assert b'id="profile-name">Ada &lt;b&gt;<' in browser.submit(PAGE, change="name", name=" Ada <b> ").body
    assert claims(world) == {"email": "person@example.org", "name": "Ada <b>"}
    browser.submit(PAGE, change="name", name="")
    assert claims(world) == {"email": "person@example.org"}
    assert b"The name was changed" in browser.get("/account").body


def test_a_new_address_counts_when_its_link_is_opened_and_the_old_mailbox_is_told(world: World) -> None:
    browser = there(world)
    assert b'id="profile-mailed"' in browser.submit(PAGE, change="email", email="new@example.org").body
    assert claims(world)["email"] == "person@example.org"
    token = link_to(world, "new@example.org")
    world.now += 1
    assert browser.post("/login/verify", {"token": token}).status == 200
    assert claims(world) == {"email": "new@example.org", "email_verified": True}
    told = mails(world)[-1]
    assert (told["to"], "was changed" in told["subject"]) == ("person@example.org", True)
    assert "new@example.org" not in told["text"]
    assert world.reason_of(browser.post("/login/verify", {"token": token})) == "end_user.link_unknown"
    # The link for a new address sets no password.
    browser.submit(PAGE, change="email", email="third@example.org")
    third = link_to(world, "third@example.org")
    assert world.reason_of(Browser(world).get(f"/login/reset?token={third}")) == "end_user.link_unknown"


def test_the_present_address_is_confirmed_without_a_notice(world: World) -> None:
    browser = there(world)
    browser.submit(PAGE, change="email", email="person@example.org")
    assert browser.post("/login/verify", {"token": link_to(world, "person@example.org")}).status == 200
    assert claims(world) == {"email": "person@example.org", "email_verified": True}
    assert len(mails(world)) == 1


def test_a_victim_who_opens_the_link_confirms_nothing_for_a_strangers_account(world: World) -> None:
    """A208: the address is the victim's, the account that asked for it is not."""
    there(world).submit(PAGE, change="email", email="victim@example.org")
    token = link_to(world, "victim@example.org")
    victim = Browser(world)
    for refused in (victim.get(f"/login/verify?token={token}"), victim.post("/login/verify", {"token": token})):
        assert (refused.status, world.reason_of(refused)) == (403, "end_user.link_needs_sign_in")
    assert claims(world) == {"email": "person@example.org"}


@pytest.mark.parametrize("change", ["name", "email"])
def test_an_old_session_changes_nothing_until_it_is_confirmed(world: World, change: str) -> None:
    browser = there(world)
    world.now += 301
    given = {"change": change, "name": "Mallory", "email": "mallory@example.org"}
    refused = browser.submit(PAGE, **given)
    assert (refused.status, world.reason_of(refused)) == (403, "session.confirmation_needed")
    assert not mails(world)
    assert claims(world) == {"email": "person@example.org"}
    browser.submit(PAGE, change="confirm", password=PASSWORD)
    assert browser.submit(PAGE, **given).status == 200


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"change": "email", "email": "a@b\r\nBcc: c@d"}, "end_user.email_address_unusable"),
        ({"change": "email", "email": "nobody"}, "end_user.email_address_unusable"),
        ({"change": "name", "name": "x" * 129}, "end_user.name_unusable"),
        ({"change": "name", "name": "a\u202eb"}, "end_user.name_unusable"),
        ({"change": "username"}, "request.parameter_malformed"),
        ({"change": "name", "form_token": "x"}, "session.form_token_mismatch"),
    ],
)
def test_what_does_not_do_is_refused_with_its_reason(world: World, fields: dict[str, str], reason: str) -> None:
    assert world.reason_of(there(world).submit(PAGE, **fields)) == reason
    assert claims(world) == {"email": "person@example.org"}


def test_nobody_is_sent_heaps_of_mail(world: World) -> None:
    browser = there(world)
    for number in range(3):
        assert browser.submit(PAGE, change="email", email=f"victim{number}@example.org").status == 200
    refused = browser.submit(PAGE, change="email", email="victim@example.org")
    assert (refused.status, world.reason_of(refused)) == (429, "end_user.too_many_mails")
    assert len(mails(world)) == 3

"""The attacks on the device grant (RFC 8628 section 5), through the whole server."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterator
from urllib.parse import urlencode

import pytest

from assay.app.settings import Settings
from assay.server.device.settings import DeviceFlowSettings
from provocations.browser import Browser
from provocations.of_device_code import DEVICE_CODE, a_client, approved, asked, at_consent, poll
from provocations.world import ISSUER, PERSON, World

YES, NO = {"consent-approve": "yes"}, {"consent-deny": "yes"}


@pytest.fixture
def world() -> Iterator[World]:
    made = World()
    yield made
    made.close()


def test_a_device_gets_the_tokens_of_the_person_who_allowed_it(world: World) -> None:
    client = a_client(world)
    tokens = poll(world, client, approved(world, client)).json()
    assert world.send("GET", "/userinfo", bearer=tokens["access_token"]).json()["sub"] == PERSON.subject
    assert tokens["id_token"]
    again = world.refresh(client, tokens["refresh_token"])
    assert again.status == 200, again.body


def test_the_answer_names_the_page_with_and_without_the_code(world: World) -> None:
    body = asked(world, a_client(world))
    assert body["verification_uri"] == ISSUER + "/device"
    assert body["verification_uri_complete"] == f"{ISSUER}/device?user_code={body['user_code']}"
    assert (body["expires_in"], body["interval"]) == (600, 5)
    assert re.fullmatch(r"[B-Z]{4}-[B-Z]{4}", body["user_code"])
    metadata = world.send("GET", "/.well-known/openid-configuration").json()
    assert metadata["device_authorization_endpoint"] == ISSUER + "/device_authorization"
    assert DEVICE_CODE in metadata["grant_types_supported"]


def test_a_hundred_polls_at_once_give_one_set_of_tokens(world: World) -> None:
    # Security bar R02, A163.
    client = a_client(world)
    form = {"grant_type": DEVICE_CODE, "device_code": approved(world, client)}
    pair = b64encode(f"{client.client_id}:{client.secret}".encode()).decode()
    answers = world.send_at_once("/token", [form] * 100, [("authorization", f"Basic {pair}")])
    assert sorted(answer.status for answer in answers) == [200] + [400] * 99


def test_slow_down_raises_the_interval_and_the_wait_is_enough(world: World) -> None:
    # A161: whoever storms waits longer and longer; whoever keeps to the interval is never told to slow down.
    client = a_client(world)
    code = asked(world, client)["device_code"]
    reasons = []
    for _ in range(4):
        reasons.append(world.reason_of(poll(world, client, code)))
        world.now += 1
    assert reasons == ["device_code.authorization_pending"] + ["device_code.polled_too_fast"] * 3
    world.now += 20  # 5 at first, and 5 more for each slow_down
    assert poll(world, client, code).json()["error"] == "authorization_pending"
    world.now += 19
    assert poll(world, client, code).json()["error"] == "authorization_pending"


def test_public_clients_are_told_what_they_need_to_go_on(world: World) -> None:
    client = a_client(world, method="none")
    named = {"client_id": client.client_id}
    code = world.send("POST", "/device_authorization", named).json()["device_code"]
    form = {"grant_type": DEVICE_CODE, "device_code": code, **named}
    assert world.send("POST", "/token", form).json()["error"] == "authorization_pending"
    assert world.send("POST", "/token", form).json()["error"] == "slow_down"
    world.now += 600
    assert world.send("POST", "/token", form).json()["error"] == "expired_token"


def test_to_strangers_an_unknown_and_a_foreign_code_read_the_same(world: World) -> None:
    owner, thief = a_client(world), a_client(world, method="none")
    foreign = asked(world, owner)["device_code"]
    told = []
    for code in (foreign, "assay_dc_" + foreign[9:-6][::-1] + "AAAAAA"):
        form = {"grant_type": DEVICE_CODE, "device_code": code, "client_id": thief.client_id}
        told.append(world.send("POST", "/token", form).json()["error"])
    assert told == ["invalid_grant", "invalid_grant"]
    assert world.send("POST", "/token", {**form, "device_code": foreign}).json()["error_uri"].endswith("not_accepted")


def test_a_link_with_the_code_asks_all_the_same(world: World) -> None:
    # A162: verification_uri_complete fills the form in; it sends nothing and allows nothing.
    client = a_client(world, first_party=True)
    body = asked(world, client)
    browser = Browser(world)
    page = browser.get(f"/device?{urlencode({'user_code': body['user_code']})}")
    assert f'value="{body["user_code"]}"'.encode() in page.body
    assert poll(world, client, body["device_code"]).json()["error"] == "authorization_pending"
    browser.submit("/device", user_code=body["user_code"])
    consent = browser.sign_in()
    assert b"consent-approve" in consent.body
    assert body["user_code"].encode() in consent.body
    world.now += 6
    assert poll(world, client, body["device_code"]).json()["error"] == "authorization_pending"


def test_only_what_can_be_a_code_is_put_on_the_page(world: World) -> None:
    page = Browser(world).get("/device?" + urlencode({"user_code": '"><script>alert(1)</script>'}))
    assert b"alert" not in page.body


def test_the_question_says_where_the_device_is(world: World) -> None:
    client = a_client(world)
    world.peer = "203.0.113.9"
    user_code = asked(world, client)["user_code"]
    world.peer = "127.0.0.1"
    page = at_consent(world, user_code).answer
    assert page is not None
    assert b"203.0.113.9" in page.body
    assert b"which is not where you" in page.body


def test_an_old_sign_in_is_not_enough(world: World) -> None:
    client = a_client(world)
    browser = at_consent(world, asked(world, client)["user_code"])
    browser.submit("/consent", **YES)
    world.now += world.settings.device.sign_in_max_age + 1
    body = asked(world, client)
    browser.get("/device")
    assert b"login-title" in browser.submit("/device", user_code=body["user_code"]).body


@pytest.mark.parametrize("answer", [YES, NO])
def test_of_two_tabs_the_first_answer_counts(world: World, answer: dict[str, str]) -> None:
    client = a_client(world)
    body = asked(world, client)
    first, second = at_consent(world, body["user_code"]), at_consent(world, body["user_code"])
    first.submit("/consent", **answer)
    late = second.submit("/consent", **YES)
    assert late.status == 400
    assert world.reason_of(late) == "device_code.user_code_answered"
    assert poll(world, client, body["device_code"]).status == (200 if answer is YES else 400)


def test_nobody_answers_for_a_device_that_has_stopped_waiting(world: World) -> None:
    client = a_client(world)
    body = asked(world, client)
    world.now += 400
    browser = at_consent(world, body["user_code"])
    world.now += 200
    assert world.reason_of(browser.submit("/consent", **YES)) == "device_code.user_code_expired"
    assert poll(world, client, body["device_code"]).json()["error"] == "expired_token"


def test_a_form_from_elsewhere_is_refused(world: World) -> None:
    body = asked(world, a_client(world))
    browser, other = Browser(world), Browser(world)
    browser.get("/device")
    other.get("/device")
    form = {"user_code": body["user_code"], **browser.form}
    assert world.reason_of(other.post("/device", form)) == "session.form_token_mismatch"
    assert world.reason_of(Browser(world).post("/device", form)) == "session.cookie_missing"
    assert world.reason_of(browser.post("/device", form, origin="https://evil.example")) == "session.cross_site_post"


def test_guessing_is_slowed_for_one_network_and_for_all_together() -> None:
    settings = Settings(issuer=ISSUER, device=DeviceFlowSettings(guesses_burst=3, all_guesses_burst=5))
    world = World(settings)
    body = asked(world, a_client(world))

    def typed(peer: str, user_code: str) -> int:
        world.peer = peer
        browser = Browser(world)
        browser.get("/device")
        return browser.submit("/device", user_code=user_code).status

    assert [typed("192.0.2.1", "BCDF-GHJK") for _ in range(4)] == [400, 400, 400, 429]
    assert typed("192.0.2.2", body["user_code"]) == 200, (
        "another network is not held up, and a right code costs nothing"
    )
    assert [typed("192.0.2.2", "BCDF-GHJK") for _ in range(3)] == [400, 400, 429]
    assert typed("192.0.2.3", body["user_code"]) == 429, "all networks together have guessed too often"
    world.close()


def test_a_browser_has_five_tries(world: World) -> None:
    # A160
    browser = Browser(world)
    browser.get("/device")
    tries = [browser.submit("/device", user_code="BCDF-GHJK") for _ in range(6)]
    assert [answer.status for answer in tries] == [400] * 5 + [429]
    assert tries[-1].header("retry-after") == "72"


def test_the_limits_keep_a_code_out_of_reach() -> None:
    with pytest.raises(ValueError, match="million guesses"):
        DeviceFlowSettings(all_guesses_per_second=10_000)


def test_a_client_that_is_not_registered_for_devices_gets_no_code(world: World) -> None:
    assert world.refused("POST", "/device_authorization", {}, basic=world.web_client()) == (
        "client.grant_type_not_registered"
    )


@pytest.mark.parametrize(
    ("form", "reason"),
    [
        ({"scope": "admin"}, "authorization_request.scope_not_registered"),
        ({"scope": "a\x00b"}, "request.parameter_malformed"),
        ({"resource": "https://elsewhere.example"}, "authorization_request.resource_not_allowed"),
    ],
)
def test_what_a_device_may_ask_for_is_what_the_client_may(world: World, form: dict[str, str], reason: str) -> None:
    assert world.refused("POST", "/device_authorization", form, basic=a_client(world)) == reason


@pytest.mark.parametrize("consent_shown", [True, False])
@pytest.mark.parametrize("change", [{"grant_types": ("client_credentials",)}, {"scopes": ("openid",)}])
def test_a_client_that_lost_the_grant_or_a_scope_meanwhile_gets_nothing(
    world: World, change: dict[str, tuple[str, ...]], consent_shown: bool
) -> None:
    client = a_client(world)
    body = asked(world, client)
    if consent_shown:
        browser = at_consent(world, body["user_code"])
        world.change_client(client.client_id, **change)
        page = browser.submit("/consent", **YES)
    else:
        world.change_client(client.client_id, **change)
        browser = Browser(world)
        browser.get("/device")
        page = browser.submit("/device", user_code=body["user_code"])
    assert page.status == 400
    told = world.reason_of(page)
    assert told in {"authorization_request.grant_type_not_registered", "authorization_request.scope_not_registered"}
    kinds = {one.type for one in world.run(world.store.events.read(0, 1000)) if one.client_id == client.client_id}
    assert "device_authorization.approved" not in kinds
    assert poll(world, client, body["device_code"]).status == 400

"""The second step of a sign-in: asked where the policy wants it, proved once, and never skipped (A190, A194 to A198)."""

from __future__ import annotations

from base64 import b32decode
from typing import Any

import pytest

from assay.decision import Refused
from assay.formats.one_time_code import recovery_code
from assay.model.effects import AddTotp, ReplaceRecoveryCodes
from assay.primitives.totp import SECONDS_PER_STEP, code_at, step_at
from assay.server.authorization.outstanding import Page
from assay.server.authorization.results import (
    AnswerClient,
    GoToPage,
    ShowEnrolment,
    ShowRecoveryCodes,
    ShowRefusal,
    ShowSecondFactor,
    ShowSignIn,
)
from assay.server.end_user_authentication.recovery_codes import recovery_code_hash

SEED = b"12345678901234567890"


@pytest.fixture
def house(new_house: Any) -> Any:
    return new_house(policy={"second_factor": "required"})


@pytest.fixture
def enrolled(house: Any) -> Any:
    from assay.model.effects import AddTotp

    house.commit(AddTotp(house.seeds.credential("sub-alice", SEED, 0, house.now)))
    return house


def code(house: Any, steps: int = 0) -> str:
    return code_at(SEED, step_at(house.now) + steps)


def at_factor(browser: Any, **changes: str | None) -> Any:
    where = browser.sign_in(**changes)
    assert isinstance(where, GoToPage), where
    assert where.page is Page.SECOND_FACTOR
    page = browser.show(where)
    assert isinstance(page, ShowSecondFactor)
    return page


def type_code(browser: Any, page: Any, typed: str, **more: str) -> Any:
    return browser.send_form("/login/factor", page, {"otp": typed, **more})


def reason_of(browser: Any, result: Any) -> str:
    return browser.house.record_of(result).reason


def test_with_a_password_alone_nobody_is_signed_in(enrolled: Any, browser: Any) -> None:
    at_factor(browser)
    second = browser.authorize()
    assert isinstance(second, GoToPage)
    assert second.page is Page.SIGN_IN
    silent = browser.authorize(prompt="none")
    assert isinstance(silent, AnswerClient)
    assert silent.refused is not None
    assert silent.refused.public.public.error == "login_required"


def test_a_code_completes_the_sign_in_under_a_new_cookie(enrolled: Any, browser: Any) -> None:
    page = at_factor(browser)
    before = browser.cookies["__Host-assay_session"]
    result = type_code(browser, page, code(enrolled))
    assert isinstance(result, GoToPage)
    assert result.page is Page.CONSENT
    assert browser.cookies["__Host-assay_session"] != before
    answer = browser.click(browser.show(result))
    assert isinstance(answer, AnswerClient)
    assert answer.code is not None
    from assay.primitives.hashing import sha256

    stored = enrolled.run(enrolled.store.authorization_codes.find(sha256(answer.code.encode())))
    assert stored is not None
    assert (stored.acr, stored.amr) == ("aal2", ("pwd", "otp", "mfa"))
    assert isinstance(browser.authorize(prompt="none"), AnswerClient)


@pytest.mark.parametrize("path", ["/consent", "/login/enrol", "/login"])
def test_no_page_lets_the_second_step_be_skipped(enrolled: Any, browser: Any, path: str) -> None:
    page = at_factor(browser)
    shown = browser.send(browser.request("GET", path, f"request={page.handle}"))
    assert isinstance(shown, GoToPage)
    assert shown.page is Page.SECOND_FACTOR
    if path != "/login":  # posting a password again begins again
        posted = browser.send_form(path, page, {"consent-approve": "yes", "otp": "000000", "enrolment": "x"})
        assert isinstance(posted, GoToPage)
        assert posted.page is Page.SECOND_FACTOR


@pytest.mark.parametrize("steps", [-1, 0, 1])
def test_a_clock_may_be_one_step_off(enrolled: Any, browser: Any, steps: int) -> None:
    assert isinstance(type_code(browser, at_factor(browser), code(enrolled, steps)), GoToPage)


@pytest.mark.parametrize("steps", [-2, 2, 40])
def test_a_code_of_another_time_is_refused(enrolled: Any, browser: Any, steps: int) -> None:
    result = type_code(browser, at_factor(browser), code(enrolled, steps))
    assert isinstance(result, ShowSecondFactor)
    assert reason_of(browser, result) == "end_user.code_mismatch"


@pytest.mark.parametrize(
    "typed", ["", "12345", "1234567", "abcdef", "\uff11\uff12\uff13\uff14\uff15\uff16", "x" * 5000]
)
def test_what_is_no_code_is_told_so(enrolled: Any, browser: Any, typed: str) -> None:
    assert reason_of(browser, type_code(browser, at_factor(browser), typed)) == "end_user.code_missing"


def test_a_code_counts_once_and_so_does_an_earlier_one(enrolled: Any, browser: Any) -> None:
    assert isinstance(type_code(browser, at_factor(browser), code(enrolled)), GoToPage)
    for steps in (0, -1):
        other = enrolled.visitor()
        result = type_code(other, at_factor(other), code(enrolled, steps))
        assert reason_of(other, result) == "end_user.code_replayed"
    enrolled.now += SECONDS_PER_STEP
    other = enrolled.visitor()
    assert isinstance(type_code(other, at_factor(other), code(enrolled)), GoToPage)


def test_a_code_that_was_used_in_the_same_moment_is_refused(enrolled: Any, browser: Any) -> None:
    """The race is settled by storage: the credential is read before somebody else uses the step."""
    page = at_factor(browser)
    reads = enrolled.store.second_factors.totp

    async def read_then_raced(subject: str) -> Any:
        from assay.model.effects import UseTotpStep

        found = await reads(subject)
        await enrolled.store.unit_of_work.commit([UseTotpStep(subject, step_at(enrolled.now))])
        return found

    enrolled.store.second_factors.totp = read_then_raced  # type: ignore[method-assign]
    assert reason_of(browser, type_code(browser, page, code(enrolled))) == "end_user.code_replayed"


def test_codes_are_few_and_a_success_gives_the_budget_back(enrolled: Any, browser: Any) -> None:
    page = at_factor(browser)
    tried = 0
    while reason_of(browser, result := type_code(browser, page, "000000")) == "end_user.code_mismatch":
        tried += 1
    assert tried <= 5
    assert reason_of(browser, result) == "end_user.too_many_codes"
    assert result.refused.retry_after > 0
    enrolled.now += result.refused.retry_after
    assert isinstance(type_code(browser, page, code(enrolled)), GoToPage)


@pytest.mark.parametrize(("networks", "first_day", "then"), [(1, 20, 12), (3000, 150, 51)])
def test_ten_thousand_guesses_over_a_day_are_few(enrolled: Any, networks: int, first_day: int, then: int) -> None:
    days = []
    for _ in range(2):
        looked_at = 0
        for number in range(10_000):
            enrolled.now += 8.64
            peer = f"10.0.{number % networks // 250}.{number % networks % 250}"
            looked_at += enrolled.run(_tried(enrolled, "000000", peer)) == "end_user.code_mismatch"
        days.append(looked_at)
    assert days[0] <= first_day
    assert days[1] <= then
    assert all(looked_at * 3 / 1_000_000 < 0.001 for looked_at in days), "three time steps fit"


def test_a_success_of_the_owner_gives_strangers_nothing_back(enrolled: Any) -> None:
    looked_at = 0
    for number in range(600):
        if number % 20 == 0:
            enrolled.now += SECONDS_PER_STEP
            assert enrolled.run(_tried(enrolled, code(enrolled), "198.51.100.7")) in {"", "end_user.too_many_codes"}
        looked_at += enrolled.run(_tried(enrolled, "000000", f"10.0.0.{number % 200}")) == "end_user.code_mismatch"
    assert 100 <= looked_at <= 101


async def _tried(house: Any, typed: str, peer: str = "192.0.2.1") -> str:
    """The reason for which a code is refused; empty where it is taken."""
    end_user = await house.store.end_users.find("sub-alice")
    outcome = await house.factor._codes(end_user, typed, peer, house.now)
    if isinstance(outcome, Refused):
        return str(outcome.reason.code)
    await house.store.unit_of_work.commit(outcome.value.effects)
    return ""


def test_in_any_five_minutes_five_codes_at_most_are_looked_at(enrolled: Any) -> None:
    looked_at = []
    for _ in range(600):
        enrolled.now += 1
        if enrolled.run(_tried(enrolled, "000000")) == "end_user.code_mismatch":
            looked_at.append(enrolled.now)
    assert looked_at
    assert all(sum(at <= other < at + 300 for other in looked_at) <= 5 for at in looked_at)


def test_a_recovery_code_lets_in_once(enrolled: Any, browser: Any) -> None:
    own = recovery_code("aaaa-bbbb-cccc-dddd")
    assert own is not None
    enrolled.commit(ReplaceRecoveryCodes("sub-alice", (recovery_code_hash(own),), 1))
    page = at_factor(browser)
    result = browser.send_form("/login/factor", page, {"recovery_code": " AAAA bbbb-CCCC dddd "})
    assert isinstance(result, GoToPage)
    assert enrolled.events("recovery_code.used")
    other = enrolled.visitor()
    again = other.send_form("/login/factor", at_factor(other), {"recovery_code": "aaaa-bbbb-cccc-dddd"})
    assert reason_of(other, again) == "end_user.recovery_code_used"
    assert again.recovery
    wrong = other.send_form("/login/factor", at_factor(other), {"recovery_code": "aaaa-bbbb-cccc-eeee"})
    assert reason_of(other, wrong) == "end_user.recovery_code_mismatch"


def test_six_digits_without_an_app_are_told_so(house: Any, browser: Any) -> None:
    house.commit(ReplaceRecoveryCodes("sub-alice", (b"1" * 32,), 1))
    page = at_factor(browser)
    assert page.recovery
    assert reason_of(browser, type_code(browser, page, "123456")) == "end_user.no_authenticator_app"


# ---------------------------------------------------------------------- enrolment at first need


def at_enrolment(browser: Any, **changes: str | None) -> Any:
    where = browser.sign_in(**changes)
    assert isinstance(where, GoToPage), where
    assert where.page is Page.ENROLMENT
    page = browser.show(where)
    assert isinstance(page, ShowEnrolment)
    return page


def seed_of(page: Any) -> bytes:
    return b32decode(page.offered.seed.replace(" ", ""))


def confirm(browser: Any, page: Any, typed: str | None = None, sealed: str | None = None) -> Any:
    now_shown = code_at(seed_of(page), step_at(browser.house.now))
    fields = {"otp": now_shown if typed is None else typed, "enrolment": sealed or page.offered.sealed}
    return browser.send_form("/login/enrol", page, fields)


def test_a_person_with_a_password_alone_is_led_through_enrolment(house: Any, browser: Any) -> None:
    page = at_enrolment(browser)
    assert page.offered.uri.startswith("otpauth://totp/as.example:alice?secret=")
    shown = confirm(browser, page)
    assert isinstance(shown, ShowRecoveryCodes)
    assert len(set(shown.codes)) == 10
    assert all(recovery_code(each) is not None for each in shown.codes)
    onward = browser.send(browser.request("GET", "/login", f"request={shown.handle}"))
    assert isinstance(onward, GoToPage)
    assert onward.page is Page.CONSENT
    credential = house.run(house.store.second_factors.totp("sub-alice"))
    assert credential is not None
    assert house.seeds.seed_of(credential) == seed_of(page)
    assert seed_of(page) not in credential.sealed_seed
    assert credential.last_step == step_at(house.now)
    assert house.events("authenticator_app.enrolled")


def test_nothing_is_stored_before_the_app_has_shown_that_it_has_the_seed(house: Any, browser: Any) -> None:
    page = at_enrolment(browser)
    again = confirm(browser, page, "000000")
    assert isinstance(again, ShowEnrolment)
    assert reason_of(browser, again) == "end_user.code_mismatch"
    assert again.offered.seed == page.offered.seed
    assert reason_of(browser, confirm(browser, page, "")) == "end_user.code_missing"
    assert house.run(house.store.second_factors.totp("sub-alice")) is None
    assert isinstance(confirm(browser, again), ShowRecoveryCodes)


def test_the_code_that_confirmed_does_not_sign_in_again(house: Any, browser: Any) -> None:
    page = at_enrolment(browser)
    used = code_at(seed_of(page), step_at(house.now))
    confirm(browser, page)
    other = house.visitor()
    assert reason_of(other, type_code(other, at_factor(other), used)) == "end_user.code_replayed"


def test_the_seed_of_another_persons_page_is_not_taken(house: Any, browser: Any) -> None:
    other = house.visitor()
    foreign = at_enrolment(other)
    where = browser.sign_in("bob")
    page = browser.show(where)
    result = confirm(browser, page, code_at(seed_of(foreign), step_at(house.now)), foreign.offered.sealed)
    assert reason_of(browser, result) == "end_user.enrolment_expired"


@pytest.mark.parametrize("sealed", ["x", "AAAA", "\u00e4", "A" * 400])
def test_an_invented_seed_is_not_taken(browser: Any, sealed: str) -> None:
    assert reason_of(browser, confirm(browser, at_enrolment(browser), sealed=sealed)) == "end_user.enrolment_expired"


def test_a_page_that_was_left_open_has_expired(house: Any, browser: Any) -> None:
    page = at_enrolment(browser)
    house.now += 899
    result = confirm(browser, page)
    assert isinstance(result, GoToPage)  # the password is no longer fresh: it is asked for again (A200)
    assert result.page is Page.SIGN_IN
    again = browser.type_in(browser.show(result))
    page_now = browser.show(again)
    assert page_now.offered.seed != page.offered.seed


def test_of_two_tabs_that_enrol_one_counts(house: Any, browser: Any) -> None:
    page = at_enrolment(browser)
    second = browser.send(browser.request("GET", "/login/enrol", f"request={page.handle}"))
    assert isinstance(second, ShowEnrolment)
    old = dict(browser.cookies)
    assert isinstance(confirm(browser, page), ShowRecoveryCodes)
    new = dict(browser.cookies)
    late = confirm(browser, second)
    assert isinstance(late, GoToPage)
    assert late.page is Page.CONSENT  # signed in already: the second tab goes on
    browser.cookies = old
    raced = confirm(browser, second)
    assert isinstance(raced, GoToPage)
    assert raced.page is Page.SIGN_IN
    browser.cookies = new
    credential = house.run(house.store.second_factors.totp("sub-alice"))
    assert credential is not None
    assert house.seeds.seed_of(credential) == seed_of(page)


# ---------------------------------------------------------------------- remembered devices (A207)


def remembered(house: Any, browser: Any) -> None:
    result = type_code(browser, at_factor(browser), code(house), remember_device="yes")
    assert isinstance(result, GoToPage)
    del browser.cookies["__Host-assay_session"]
    house.now += 60


def test_a_remembered_device_is_not_asked_again_until_its_time_is_over(enrolled: Any, browser: Any) -> None:
    remembered(enrolled, browser)
    result = browser.sign_in()
    assert isinstance(result, GoToPage)
    assert result.page is Page.CONSENT
    answer = browser.click(browser.show(result))
    from assay.primitives.hashing import sha256

    stored = enrolled.run(enrolled.store.authorization_codes.find(sha256(answer.code.encode())))
    assert (stored.acr, stored.amr) == ("aal1", ("pwd",)), "it proves nothing"
    del browser.cookies["__Host-assay_session"]
    enrolled.now += 31 * 86_400
    at_factor(browser)


def test_a_device_is_the_persons_own(enrolled: Any, browser: Any) -> None:
    remembered(enrolled, browser)
    from assay.model.effects import AddTotp

    enrolled.commit(AddTotp(enrolled.seeds.credential("sub-bob", SEED, 0, enrolled.now)))
    where = browser.sign_in("bob")
    assert isinstance(where, GoToPage)
    assert where.page is Page.SECOND_FACTOR


def test_without_asking_for_it_no_device_is_remembered(enrolled: Any, browser: Any) -> None:
    assert isinstance(type_code(browser, at_factor(browser), code(enrolled)), GoToPage)
    assert "__Host-assay_device" in browser.cookies
    del browser.cookies["__Host-assay_session"]
    at_factor(browser)


def test_a_copied_device_cookie_is_noticed_and_the_device_forgotten(enrolled: Any, browser: Any) -> None:
    remembered(enrolled, browser)
    thief = enrolled.visitor()
    thief.cookies["__Host-assay_device"] = browser.cookies["__Host-assay_device"]
    assert isinstance(browser.sign_in(), GoToPage)  # the token has rotated
    enrolled.now += 60
    where = thief.sign_in()
    assert isinstance(where, GoToPage)
    assert where.page is Page.SECOND_FACTOR
    assert len(enrolled.events("known_device.copied")) == 1
    del browser.cookies["__Host-assay_session"]
    at_factor(browser)  # and nobody is remembered any more


def test_the_second_half_of_a_double_click_alarms_nobody_and_proves_nothing(enrolled: Any, browser: Any) -> None:
    remembered(enrolled, browser)
    second = enrolled.visitor()
    second.cookies["__Host-assay_device"] = browser.cookies["__Host-assay_device"]
    assert isinstance(browser.sign_in(), GoToPage)
    where = second.sign_in()
    assert isinstance(where, GoToPage)
    assert where.page is Page.SECOND_FACTOR
    assert enrolled.events("known_device.copied") == []
    del browser.cookies["__Host-assay_session"]
    enrolled.now += 60
    result = browser.sign_in()
    assert isinstance(result, GoToPage)
    assert result.page is Page.CONSENT  # still remembered


def test_where_more_is_demanded_a_remembered_device_does_not_do(enrolled: Any, browser: Any) -> None:
    remembered(enrolled, browser)
    at_factor(browser, acr_values="aal2")


# ---------------------------------------------------------------------- what requests demand (RFC 9470)


@pytest.fixture
def optional(new_house: Any) -> Any:
    def opened(**policy: Any) -> Any:
        return new_house(policy={"second_factor": "optional", **policy})

    return opened


def with_app(house: Any) -> Any:
    from assay.model.effects import AddTotp

    house.commit(AddTotp(house.seeds.credential("sub-alice", SEED, 0, house.now)))
    return house


def test_where_it_is_optional_who_has_none_is_not_asked(optional: Any) -> None:
    result = optional().visitor().sign_in()
    assert isinstance(result, GoToPage)
    assert result.page is Page.CONSENT


def test_where_it_is_optional_who_has_one_is_asked(optional: Any) -> None:
    at_factor(with_app(optional()).visitor())


@pytest.mark.parametrize(
    ("policy", "changes"),
    [
        ({}, {"acr_values": "aal2"}),
        ({}, {"acr_values": "urn:unknown aal2 phr"}),
        ({}, {"claims": '{"id_token":{"acr":{"essential":true,"value":"aal2"}}}'}),
        ({}, {"claims": '{"id_token":{"acr":{"essential":true,"values":["urn:unknown","aal2"]}}}'}),
        ({"acr_by_client": ("client-1=aal2",)}, {}),
        ({"acr_by_scope": ("profile=aal2",)}, {}),
    ],
)
def test_a_live_session_steps_up(optional: Any, policy: dict[str, Any], changes: dict[str, str]) -> None:
    house = optional(**policy)
    browser = house.visitor()
    page = at_enrolment(browser, **changes)
    assert isinstance(confirm(browser, page), ShowRecoveryCodes)
    house.now += 3_000
    other = house.visitor()
    page = at_factor(other)
    assert isinstance(type_code(other, page, code_at(_seed(house), step_at(house.now))), GoToPage)
    before = house.run(_session(house, other))
    answer = other.authorize(**changes)
    assert isinstance(answer, GoToPage)
    assert answer.page is Page.CONSENT
    assert house.run(_session(house, other)) == before


def _seed(house: Any) -> bytes:
    credential = house.run(house.store.second_factors.totp("sub-alice"))
    assert credential is not None
    return house.seeds.seed_of(credential)


async def _session(house: Any, browser: Any) -> Any:
    from assay.primitives.hashing import sha256

    return await house.store.end_user_sessions.find(sha256(browser.cookies["__Host-assay_session"].encode()))


def test_a_step_up_keeps_the_session_and_its_auth_time(optional: Any) -> None:
    house = optional()
    browser = house.visitor()
    browser.get_code()
    began = house.run(_session(house, browser))
    house.now += 30
    with_app(house)
    where = browser.authorize(acr_values="aal2")
    assert isinstance(where, GoToPage)
    assert where.page is Page.SECOND_FACTOR
    house.now += SECONDS_PER_STEP
    assert isinstance(type_code(browser, browser.show(where), code(house)), AnswerClient)
    stepped = house.run(_session(house, browser))
    assert stepped.session_id == began.session_id
    assert stepped.session_hash != began.session_hash
    assert stepped.authenticated_at == began.authenticated_at
    assert [proof.method for proof in stepped.proofs] == ["password", "totp"]


def test_in_an_old_session_nothing_is_enrolled_without_signing_in_again(optional: Any) -> None:
    house = optional()
    browser = house.visitor()
    browser.get_code()
    house.now += 301
    where = browser.authorize(acr_values="aal2")
    assert isinstance(where, GoToPage)
    assert where.page is Page.SIGN_IN
    again = browser.type_in(browser.show(where))
    assert isinstance(again, GoToPage)
    assert again.page is Page.ENROLMENT


@pytest.mark.parametrize("changes", [{"acr_values": "1 2"}, {"claims": '{"id_token":{"acr":{"values":["urn:x"]}}}'}])
def test_values_that_do_not_exist_are_a_wish(optional: Any, changes: dict[str, str]) -> None:
    result = optional().visitor().sign_in(**changes)
    assert isinstance(result, GoToPage)
    assert result.page is Page.CONSENT


@pytest.mark.parametrize(
    "changes", [{"acr_values": "phr"}, {"claims": '{"id_token":{"acr":{"essential":true,"value":"urn:x"}}}'}]
)
def test_what_nobody_here_can_fulfil_is_refused(optional: Any, changes: dict[str, str]) -> None:
    house = optional(passkey_enrolment="beforehand")
    browser = house.visitor()
    result = browser.sign_in(**changes)
    assert isinstance(result, AnswerClient)
    assert reason_of(browser, result) == "authorization_request.authentication_unmet"
    assert result.refused is not None
    assert result.refused.public.public.error == "unmet_authentication_requirements"


def test_where_only_a_passkey_will_do_no_code_is_asked_for(enrolled: Any, browser: Any) -> None:
    from assay.model.effects import AddPasskey
    from assay.model.passkey import Passkey

    key = Passkey(
        b"credential",
        "sub-alice",
        b"handle",
        b"key",
        0,
        (),
        backup_eligible=False,
        backed_up=False,
        name="a key",
        created_at=1,
    )
    enrolled.commit(AddPasskey(key))
    assert at_factor(browser, acr_values="phr").only_passkey
    assert not at_factor(enrolled.visitor(), acr_values="aal2").only_passkey


def test_whoever_began_as_somebody_else_gets_back_to_the_sign_in(enrolled: Any, browser: Any) -> None:
    page = at_factor(browser)
    back = browser.send(browser.request("GET", "/login", f"request={page.handle}"))
    assert isinstance(back, GoToPage), "as long as the sign-in is half done, it goes on"
    shown = browser.send(browser.request("GET", "/login", f"request={page.handle}&with=another_account"))
    assert isinstance(shown, ShowSignIn)
    assert shown.username == ""
    where = browser.type_in(shown, "bob")
    assert isinstance(where, GoToPage)
    session = enrolled.run(_session(enrolled, browser))
    assert session.subject == "sub-bob"


def test_without_a_page_a_missing_second_factor_is_a_missing_sign_in(optional: Any) -> None:
    house = optional()
    browser = house.visitor()
    browser.get_code()
    with_app(house)
    result = browser.authorize(prompt="none", acr_values="aal2")
    assert reason_of(browser, result) == "authorization_request.second_factor_required"
    assert isinstance(result, AnswerClient)
    assert result.refused is not None
    assert result.refused.public.code == "authorization_request.login_required"


def test_a_page_of_another_browser_is_refused(enrolled: Any, browser: Any) -> None:
    page = at_factor(browser)
    stranger = enrolled.visitor()
    stranger.authorize()
    for path in ("/login/factor", "/login/enrol"):
        result = stranger.send(stranger.request("GET", path, f"request={page.handle}"))
        assert isinstance(result, ShowRefusal)
        assert reason_of(stranger, result) == "session.another_browser"


def test_the_password_page_comes_again_when_the_sign_in_was_begun_for_another_request(
    enrolled: Any, browser: Any
) -> None:
    at_factor(browser)
    where = browser.authorize(state="another")
    assert isinstance(browser.show(where), ShowSignIn)


@pytest.mark.parametrize("has_app", [True, False])
def test_what_nobody_can_prove_is_told_the_client_before_the_sign_in_is_complete(new_house: Any, has_app: bool) -> None:
    house = new_house(policy={"second_factor": "required"})
    if has_app:
        house.commit(AddTotp(house.seeds.credential("sub-alice", b"12345678901234567890", 0, house.now)))
    claims = '{"id_token": {"acr": {"essential": true, "value": "unheard-of"}}}'
    result = house.visitor().sign_in(claims=claims)
    assert isinstance(result, AnswerClient)
    assert house.record_of(result).reason == "authorization_request.authentication_unmet"

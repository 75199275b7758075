"""Passkeys in a real browser, with Chromium's virtual authenticator: every way through ends where it should."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect


class VirtualAuthenticator:
    """A device with passkeys, in one page's browser (the WebAuthn domain of the DevTools protocol)."""

    def __init__(self, page: Page, **changes: Any) -> None:
        self._session = page.context.new_cdp_session(page)
        self._session.send("WebAuthn.enable", {"enableUI": False})
        options = {
            "protocol": "ctap2",
            "transport": "internal",
            "hasResidentKey": True,
            "hasUserVerification": True,
            "isUserVerified": True,
            "automaticPresenceSimulation": True,
            **changes,
        }
        added = self._session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
        self.id = added["authenticatorId"]

    def do(self, command: str, **parameters: Any) -> Any:
        return self._session.send(f"WebAuthn.{command}", {"authenticatorId": self.id, **parameters})

    @property
    def credentials(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.do("getCredentials")["credentials"]
        return found


def by_password(page: Page, house: Any) -> None:
    page.goto(house.authorize_url(prompt="login consent"))
    page.fill("#username", house.server.dev["username"])
    page.fill("#password", house.server.dev["password"])
    page.click("#login-submit")
    expect(page.locator("#consent-title")).to_be_visible()


def register(page: Page, house: Any, name: str = "Laptop") -> None:
    by_password(page, house)
    page.goto(house.server.issuer + "/account/passkeys")
    page.fill("#new-name", name)
    page.click("#add-submit")
    expect(page.locator("#passkeys h2")).to_have_text([name])


def forget(house: Any) -> None:
    listed = house.server.assay("passkey", "list", house.server.dev["username"], "-o", "json")
    assert listed.returncode == 0, listed.stderr
    for passkey in json.loads(listed.stdout):
        done = house.server.assay("passkey", "remove", house.server.dev["username"], passkey["id"])
        assert done.returncode == 0, done.stderr


@pytest.fixture
def page(house: Any, context: BrowserContext) -> Iterator[Page]:
    """A page whose browser has no passkeys; what is registered in a test is gone after it."""
    page = context.new_page()
    yield page
    forget(house)


def signed_out(page: Page, house: Any) -> None:
    """At the sign-in page, whose list of passkeys stays shut: the virtual authenticator would choose from it at once."""
    page.add_init_script("delete PublicKeyCredential.isConditionalMediationAvailable")
    page.context.clear_cookies()
    page.goto(house.authorize_url(prompt="consent"))
    expect(page.locator("#login-title")).to_be_visible()


def inside(page: Page, house: Any) -> str:
    """The reason behind the refusal that the page shows."""
    explained = house.server.explained(page.inner_text("#refusal-id"))
    code: str = explained["reasons"][0]["code"]
    return code


def claims_of(house: Any) -> dict[str, Any]:
    import base64

    token = house.tokens(house.site.calls[-1].parameters["code"])["id_token"].split(".")[1]
    claims: dict[str, Any] = json.loads(base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)))
    return claims


def test_register_and_sign_in_with_nothing_else(house: Any, page: Page) -> None:
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    device = VirtualAuthenticator(page)
    register(page, house)
    [credential] = device.credentials
    assert credential["isResidentCredential"]
    signed_out(page, house)
    page.click("#passkey-submit")
    expect(page.locator("#consent-title")).to_be_visible()
    page.click("#consent-approve")
    expect(page.locator("#landed")).to_be_visible()
    claims = claims_of(house)
    assert claims["amr"] == ["hwk", "user", "mfa"]
    assert claims["acr"] == "phr"
    assert complaints == []


def test_the_passkey_comes_out_of_the_list_of_the_username_field(house: Any, page: Page) -> None:
    VirtualAuthenticator(page)
    register(page, house)
    page.context.clear_cookies()
    page.goto(house.authorize_url(prompt="consent"))
    # The virtual authenticator chooses at once what a person would choose from the field's list.
    expect(page.locator("#consent-title")).to_be_visible()


def test_a_passkey_is_the_second_step_after_a_password(house: Any, page: Page) -> None:
    VirtualAuthenticator(page)
    register(page, house)
    signed_out(page, house)
    page.goto(house.authorize_url(prompt="login consent", acr_values="phr"))
    page.fill("#username", house.server.dev["username"])
    page.fill("#password", house.server.dev["password"])
    page.click("#login-submit")
    expect(page.locator("#factor-title")).to_be_visible()
    page.click("#passkey-submit")
    expect(page.locator("#consent-title")).to_be_visible()


def test_a_removed_passkey_signs_nobody_in(house: Any, page: Page) -> None:
    VirtualAuthenticator(page)
    register(page, house)
    forget(house)
    signed_out(page, house)
    page.click("#passkey-submit")
    expect(page.locator("#error-code")).to_have_text("passkey.not_accepted")
    assert inside(page, house) == "passkey.unknown"


def test_a_counter_that_went_back_is_refused(house: Any, page: Page) -> None:
    device = VirtualAuthenticator(page)
    register(page, house)
    [credential] = device.credentials
    signed_out(page, house)
    device.do("removeCredential", credentialId=credential["credentialId"])
    device.do("addCredential", credential={**credential, "signCount": 0})
    page.click("#passkey-submit")
    expect(page.locator("#error-code")).to_have_text("passkey.not_accepted")
    assert inside(page, house) == "passkey.sign_count_went_back"


def test_without_user_verification_the_browser_gives_nothing(house: Any, page: Page) -> None:
    device = VirtualAuthenticator(page)
    register(page, house)
    signed_out(page, house)
    device.do("setUserVerified", isUserVerified=False)
    page.click("#passkey-submit")
    expect(page.locator("#passkey-status")).to_contain_text("No passkey was used")
    expect(page.locator("#login-title")).to_be_visible()


def test_whoever_cancels_goes_on_with_the_password(house: Any, page: Page) -> None:
    VirtualAuthenticator(page)  # a device without a passkey for this site
    page.goto(house.authorize_url(prompt="login consent"))
    page.click("#passkey-submit")
    expect(page.locator("#passkey-status")).to_contain_text("No passkey was used")
    page.fill("#username", house.server.dev["username"])
    page.fill("#password", house.server.dev["password"])
    page.click("#login-submit")
    expect(page.locator("#consent-title")).to_be_visible()


def test_another_site_cannot_ask_for_it(house: Any, page: Page) -> None:
    VirtualAuthenticator(page)
    register(page, house)
    page.goto(house.site.origin + "/landed")
    name = page.evaluate(
        """async () => { try {
            await navigator.credentials.get({publicKey: {challenge: new Uint8Array(32), rpId: "localhost"}});
            return "given";
        } catch (fault) { return fault.name } }"""
    )
    assert name == "SecurityError"


def test_a_double_click_signs_in_once(house: Any, page: Page) -> None:
    VirtualAuthenticator(page)
    register(page, house)
    signed_out(page, house)
    page.dblclick("#passkey-submit", no_wait_after=True)
    expect(page.locator("#consent-title")).to_be_visible()


def test_the_back_button_and_a_second_tab(house: Any, page: Page) -> None:
    VirtualAuthenticator(page)
    register(page, house)
    signed_out(page, house)
    second = page.context.new_page()
    second.goto(page.url)
    page.click("#passkey-submit")
    expect(page.locator("#consent-title")).to_be_visible()
    second.reload()
    expect(second.locator("#consent-title")).to_be_visible()
    page.go_back()
    expect(page.locator("#consent-title")).to_be_visible()


def test_changes_ask_for_the_passkey_and_then_are_carried_out(house: Any, page: Page) -> None:
    VirtualAuthenticator(page)
    register(page, house)
    page.click("#confirm-passkey-submit")
    expect(page.locator("#add-form")).to_be_visible()
    page.click("summary")
    page.fill("#name-1", "Old laptop")
    page.click("button[value=rename]")
    expect(page.locator("#passkeys h2")).to_have_text(["Old laptop"])
    page.fill("#new-name", "Again")
    page.click("#add-submit")
    expect(page.locator("#add-form [role=status]")).to_contain_text("already")
    page.click("summary")
    page.click("button[value=remove]")
    expect(page.locator("#passkeys-none")).to_be_visible()


def test_whoever_is_not_signed_in_is_led_through_the_sign_in_and_back(house: Any, context: BrowserContext) -> None:
    page = context.new_page()
    page.goto(house.server.issuer + "/account/passkeys")
    page.fill("#username", house.server.dev["username"])
    page.fill("#password", house.server.dev["password"])
    page.click("#login-submit")
    expect(page.locator("#passkeys-title")).to_be_visible()


def test_without_javascript_no_passkey_is_offered_and_the_password_does(house: Any, chromium: Any) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    by_password(page, house)
    page.goto(house.authorize_url(prompt="login"))
    expect(page.locator("#passkey-form")).to_be_hidden()
    context.close()


def asked_for_a_passkey(page: Page, house: Any) -> None:
    """Signed in with a password, where the request wants a passkey and there is none."""
    page.goto(house.authorize_url(prompt="login consent", acr_values="phr"))
    page.fill("#username", house.server.dev["username"])
    page.fill("#password", house.server.dev["password"])
    page.click("#login-submit")
    expect(page.locator("#passkey-enrolment-title")).to_be_visible()


def test_whoever_is_asked_for_a_passkey_and_has_none_adds_one_and_goes_on(house: Any, page: Page) -> None:
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    device = VirtualAuthenticator(page)
    asked_for_a_passkey(page, house)
    assert "on Linux" in page.input_value("#new-name"), "the browser's own name is a good one"
    page.click("#add-submit")
    expect(page.locator("#consent-title")).to_be_visible()
    assert len(device.credentials) == 1
    page.click("#consent-approve")
    expect(page.locator("#landed")).to_be_visible()
    assert claims_of(house)["acr"] == "phr"
    assert complaints == []
    signed_out(page, house)
    page.click("#passkey-submit")
    expect(page.locator("#consent-title")).to_be_visible()


def test_a_double_click_adds_one_passkey(house: Any, page: Page) -> None:
    device = VirtualAuthenticator(page)
    asked_for_a_passkey(page, house)
    page.dblclick("#add-submit", no_wait_after=True)
    expect(page.locator("#consent-title")).to_be_visible()
    assert len(device.credentials) == 1


def test_the_page_for_a_new_passkey_in_two_tabs_and_after_the_back_button(house: Any, page: Page) -> None:
    VirtualAuthenticator(page)
    asked_for_a_passkey(page, house)
    second = page.context.new_page()
    second.goto(page.url)
    expect(second.locator("#passkey-enrolment-title")).to_be_visible()
    page.bring_to_front()  # a tab behind another one is given no passkey
    page.click("#add-submit")
    expect(page.locator("#consent-title")).to_be_visible()
    second.reload()
    expect(second.locator("#consent-title")).to_be_visible()
    page.go_back()
    expect(page.locator("#consent-title")).to_be_visible()


@pytest.mark.parametrize("script", [True, False])
def test_whoever_has_no_device_for_it_goes_back_to_the_client(house: Any, chromium: Any, script: bool) -> None:
    context = chromium.new_context(java_script_enabled=script)
    page = context.new_page()
    asked_for_a_passkey(page, house)
    page.click("#without-passkey")
    expect(page.locator("#landed")).to_be_visible()
    assert house.site.calls[-1].parameters["error"] == "unmet_authentication_requirements"
    context.close()

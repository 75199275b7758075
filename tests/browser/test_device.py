"""A person connects a device in a real browser, while the device polls with nothing but curl."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from live import DevServer

SCRIPT = Path(__file__).parents[2] / "examples/device_sign_in.sh"


@pytest.fixture(scope="session")
def device_client(server: DevServer) -> str:
    done = server.assay(
        *("client", "create", "--name", "The backup tool", "--auth-method", "none", "--scope", "openid"),
        *("--grant", "urn:ietf:params:oauth:grant-type:device_code", "-o", "json"),
    )
    assert done.returncode == 0, done.stderr
    return str(json.loads(done.stdout)["client_id"])


class Device:
    """A machine with curl that waits for somebody to allow it."""

    def __init__(self, server: DevServer, client_id: str) -> None:
        assert shutil.which("curl"), "this test needs curl"
        command = ["sh", str(SCRIPT), server.issuer, client_id, "openid"]
        self._running = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        assert self._running.stderr is not None
        found = re.fullmatch(r"Open (\S+) and type (\S+)\n", self._running.stderr.readline())
        assert found
        self.address, self.user_code = found.groups()

    def ended(self) -> tuple[int, dict[str, Any]]:
        """Its exit status, and what the server told it last."""
        out, err = self._running.communicate(timeout=30)
        return self._running.returncode, json.loads(out or err)

    def stop(self) -> None:
        self._running.kill()
        self._running.communicate()


@pytest.fixture
def device(server: DevServer, device_client: str) -> Iterator[Device]:
    running = Device(server, device_client)
    yield running
    running.stop()


def come_to_the_question(page: Page, house: Any, device: Device) -> None:
    page.goto(device.address)
    page.fill("#device-user-code", device.user_code.lower().replace("-", " "))
    page.click("#device-submit")
    page.fill("#username", house.server.dev["username"])
    page.fill("#password", house.server.dev["password"])
    page.click("#login-submit")
    expect(page.locator("#consent-title")).to_be_visible()


def test_a_device_is_connected(house: Any, either: BrowserContext, device: Device) -> None:
    page = either.new_page()
    come_to_the_question(page, house, device)
    expect(page.locator("#client-name")).to_have_text("The backup tool")
    expect(page.locator("#consent-user-code")).to_have_text(device.user_code)
    expect(page.locator("#consent-device-kind")).to_have_text("curl")
    page.click("#consent-approve")
    expect(page.locator("#device-approved")).to_be_visible()
    status, tokens = device.ended()
    assert status == 0, tokens
    claims = house.server.send("/userinfo", {"access_token": tokens["access_token"]})
    assert claims.status == 200, claims.body


def test_no_is_told_to_the_device(house: Any, either: BrowserContext, device: Device) -> None:
    page = either.new_page()
    come_to_the_question(page, house, device)
    page.click("#consent-deny")
    expect(page.locator("#device-denied")).to_be_visible()
    status, told = device.ended()
    assert (status, told["error"]) == (1, "access_denied")


def test_a_wrong_code_is_told_and_the_next_one_counts(house: Any, either: BrowserContext, device: Device) -> None:
    page = either.new_page()
    page.goto(device.address)
    page.fill("#device-user-code", "BBBB-BBBB")
    page.click("#device-submit")
    expect(page.locator("#error-code")).to_have_text("device_code.user_code_not_accepted")
    expect(page.locator("#device-title")).to_be_visible()
    come_to_the_question(page, house, device)


def test_a_double_click_and_the_back_button_harm_nothing(house: Any, context: BrowserContext, device: Device) -> None:
    page = context.new_page()
    come_to_the_question(page, house, device)
    page.dblclick("#consent-approve", no_wait_after=True)
    expect(page.locator("#device-approved")).to_be_visible()
    page.go_back()
    expect(page.locator("#error-code")).to_have_text("session.authorization_request_unknown")
    assert device.ended()[0] == 0


def test_without_cookies_the_page_says_so(house: Any, context: BrowserContext, device: Device) -> None:
    page = context.new_page()
    page.goto(device.address)
    context.clear_cookies()
    page.fill("#device-user-code", device.user_code)
    page.click("#device-submit")
    expect(page.locator("#error-code")).to_have_text("session.cookie_missing")

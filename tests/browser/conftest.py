"""A real browser (Chromium), a running server, and a client's site on another origin that redirects once more."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, sync_playwright

from live import DevServer
from pictures import png

CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
PASSWORD = "a passphrase for journeys"
DEVICE_SCRIPT = Path(__file__).parents[2] / "examples/device_sign_in.sh"
_NUMBERS = count(1)
VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"


class _Site(BaseHTTPRequestHandler):
    """`/cb` keeps what it was sent and redirects to `/landed` on the other host name, which is a third origin."""

    server: ClientSite

    def do_GET(self) -> None:
        path, query = urlsplit(self.path).path, urlsplit(self.path).query
        if path == "/cb":
            self._called_back("GET", query)
        elif path in self.server.pages:
            self._answer(200, self.server.pages[path])
        else:
            self._answer(200, "<!doctype html><title>Landed</title><p id=landed>landed")

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"])).decode()
        self._called_back("POST", body)

    def _called_back(self, method: str, form: str) -> None:
        self.server.calls.append(Call(method, dict(parse_qsl(form)), self.headers.get("referer")))
        self.send_response(303)
        self.send_header("location", f"http://localhost:{self.server.server_port}/landed")
        self.end_headers()

    def _answer(self, status: int, html: str) -> None:
        self.send_response(status)
        self.send_header("content-type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(html.encode())

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class names it so
        """Quiet."""


@dataclass
class Call:
    """What the browser brought to the client's redirect URI."""

    method: str
    parameters: dict[str, str]
    referer: str | None


@dataclass
class Registered:
    """A client as registered, and its redirect URI."""

    client_id: str
    client_secret: str
    redirect_uri: str


class ClientSite(ThreadingHTTPServer):
    """The client's site, on 127.0.0.1 while the issuer is on localhost."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Site)
        self.calls: list[Call] = []
        self.pages: dict[str, str] = {}

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class House:
    """Everything a journey needs."""

    def __init__(self, server: DevServer, site: ClientSite, client: Registered) -> None:
        self.server = server
        self.site = site
        self.client = client

    def register(self, name: str) -> Registered:
        """Another client of the same site."""
        return register(self.server, name, self.client.redirect_uri)

    def shop(self) -> Registered:
        """A client that tells people of itself: a picture, pages, whom to ask; and an API that says what its scopes allow."""
        api, new = "https://api.shop.example", ("--scope", "orders.read orders.write")
        verb = (
            ("update", api)
            if self.server.assay("resource", "show", api).returncode == 0
            else ("create", "--identifier", api)
        )
        done = self.server.assay(
            *("resource", *verb, *new, "--describe", "orders.read", "en", "see what you ordered"),
            *("--describe", "orders.read", "de", "sehen, was Sie bestellt haben"),
            *("--describe", "orders.write", "en", "order <b>in your name</b>"),
        )
        assert done.returncode == 0, done.stderr
        made, picture = self.register("The shop"), self.server.folder / "logo.png"
        picture.write_bytes(png(256, 128, (190, 40, 90)))
        done = self.server.assay(
            *("client", "update", made.client_id, "--logo", str(picture), "--client-uri", "https://shop.example"),
            *("--policy-uri", "https://shop.example/privacy?a=1&b=2#policy", "--tos-uri", "https://shop.example/terms"),
            *("--scope", "openid profile orders.read orders.write", "--resource", api),
            *("--contact", "help@shop.example", "--contact", '"<b>?bcc=x"@shop.example'),
        )
        assert done.returncode == 0, done.stderr
        return made

    def authorize_url(self, **changes: str) -> str:
        return f"{self.server.issuer}/authorize?{urlencode(self.parameters(**changes))}"

    def parameters(self, **changes: str) -> dict[str, str]:
        return {
            "client_id": self.client.client_id,
            "response_type": "code",
            "redirect_uri": self.client.redirect_uri,
            "scope": "openid profile",
            "state": "the state",
            "code_challenge": CHALLENGE,
            "code_challenge_method": "S256",
            **changes,
        }

    def tokens(self, code: str) -> dict[str, str]:
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self.client.redirect_uri,
            "code_verifier": VERIFIER,
        }
        answer = self.server.send("/token", form, basic=(self.client.client_id, self.client.client_secret))
        assert answer.status == 200, answer.body
        tokens: dict[str, str] = answer.json()
        return tokens


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DevServer]:
    running = DevServer(tmp_path_factory.mktemp("browser"))
    yield running
    running.stop()


@pytest.fixture(scope="session")
def site() -> Iterator[ClientSite]:
    running = ClientSite()
    thread = threading.Thread(target=running.serve_forever, daemon=True)
    thread.start()
    yield running
    running.shutdown()
    running.server_close()
    thread.join()


def register(server: DevServer, name: str, redirect_uri: str) -> Registered:
    done = server.assay(
        *("client", "create", "--name", name, "--grant", "authorization_code", "--redirect-uri", redirect_uri),
        *("--scope", "openid", "--scope", "profile", "-o", "json"),
    )
    assert done.returncode == 0, done.stderr
    made = json.loads(done.stdout)
    return Registered(made["client_id"], made["client_secret"], redirect_uri)


@pytest.fixture(scope="session")
def registered(server: DevServer, site: ClientSite) -> Registered:
    return register(server, "The other site", site.origin + "/cb")


@pytest.fixture
def house(server: DevServer, site: ClientSite, registered: Registered) -> House:
    site.calls.clear()
    site.pages.clear()
    return House(server, site, registered)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    executable = shutil.which("chromium")
    assert executable, "these tests drive Chromium: install the package chromium"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(params=[True, False], ids=["with JavaScript", "without JavaScript"])
def either(chromium: Browser, request: pytest.FixtureRequest) -> Iterator[BrowserContext]:
    """A fresh profile, once with JavaScript and once without."""
    context = chromium.new_context(java_script_enabled=request.param)
    yield context
    context.close()


@pytest.fixture
def context(chromium: Browser) -> Iterator[BrowserContext]:
    """A fresh profile."""
    context = chromium.new_context()
    yield context
    context.close()


@pytest.fixture
def person(house: House) -> str:
    """A person of the test's own, with an address."""
    name = f"walker-{next(_NUMBERS)}"
    done = house.server.assay(
        "user", "create", "--username", name, "--email", f"{name}@example.org", "--password-stdin", given=PASSWORD
    )
    assert done.returncode == 0, done.stderr
    return name


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
        command = ["sh", str(DEVICE_SCRIPT), server.issuer, client_id, "openid"]
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

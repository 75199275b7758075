"""An end-user without JavaScript: follows redirects, keeps cookies, and fills in the pages of one issuer as a browser would.

Signs in by password; where a second factor is asked, sets up an authenticator app at the first need and uses the recovery
codes it was given from then on (an app's code opens only once, and changes every half minute). Allows what clients ask,
types the code of a device, and confirms a logout.
"""

from __future__ import annotations

import base64
import hmac
import ssl
import struct
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.client import HTTPMessage
from http.cookiejar import CookieJar, DefaultCookiePolicy
from urllib.parse import urlencode, urljoin, urlsplit

_MOST_PAGES = 30
_REDIRECTS = {301, 302, 303, 307, 308}


@dataclass
class Form:
    """A form of a page: where it goes, what stands in it, and its buttons by id."""

    action: str
    method: str
    fields: dict[str, str] = field(default_factory=dict)
    buttons: dict[str, tuple[str, str]] = field(default_factory=dict)


@dataclass
class Page:
    """Where the browser stands: the address, the answer, and what is on the page by the ids of its elements."""

    url: str
    status: int
    location: str | None
    headers: dict[str, str]
    text: str
    forms: dict[str, Form] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    links: dict[str, str] = field(default_factory=dict)


class _Reader(HTMLParser):
    def __init__(self, page: Page) -> None:
        super().__init__(convert_charrefs=True)
        self.page = page
        self._form: Form | None = None
        self._open: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        has = {name: value or "" for name, value in attrs}
        marked, name = has.get("id", ""), has.get("name", "")
        if tag == "form":
            self._form = Form(urljoin(self.page.url, has.get("action", "")), has.get("method", "get").upper())
            self.page.forms[marked or str(len(self.page.forms))] = self._form
        elif tag == "input" and self._form is not None and name and has.get("type") != "checkbox":
            self._form.fields[name] = has.get("value", "")
        elif tag == "button" and self._form is not None and marked:
            self._form.buttons[marked] = (name, has.get("value", ""))
        elif tag == "a" and marked:
            self.page.links[marked] = urljoin(self.page.url, has.get("href", ""))
        if marked:
            self.page.texts.setdefault(marked, "")
        if tag not in {"input", "meta", "link", "br", "img", "hr"}:
            self._open.append((tag, marked))

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop()[0] != tag:
            pass
        if tag == "form":
            self._form = None

    def handle_data(self, data: str) -> None:
        for _, marked in self._open:
            if marked:
                self.page.texts[marked] = f"{self.page.texts[marked]} {data.strip()}".strip()


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, req, fp, code: int, msg: str, headers: HTTPMessage, newurl: str) -> None:  # noqa: ANN001
        return None


class DeadEnd(AssertionError):
    """A page that offers nothing to go on with."""

    def __init__(self, page: Page) -> None:
        super().__init__(f"a dead end with status {page.status} at {urlsplit(page.url).path}: {page.texts}")
        self.status = page.status


class Person:
    """One browser with its cookies, and somebody who knows a username and a password."""

    def __init__(self, issuer: str, username: str, password: str, authority: str | None = None) -> None:
        self.issuer = issuer
        self.username = username
        self.password = password
        self.recovery_codes: list[str] = []
        jar = CookieJar(DefaultCookiePolicy(strict_ns_domain=DefaultCookiePolicy.DomainLiberal))
        tls = urllib.request.HTTPSHandler(context=ssl.create_default_context(cafile=authority))
        self._opener = urllib.request.build_opener(_NoRedirect, tls, urllib.request.HTTPCookieProcessor(jar))

    def visit(self, url: str, until: str) -> str:
        """Open an authorization URL, do what the pages ask, and give the callback URL. Raises `DeadEnd`."""
        page = self._led_on(url, until)
        if page.location is None:
            raise DeadEnd(page)
        return page.location

    def browse(self, url: str) -> Page:
        """Open a page of anybody, do what the issuer's pages on the way ask, and give the page where it ends."""
        return self._led_on(url, None)

    def _led_on(self, url: str, until: str | None) -> Page:
        page = self._sent("GET", url)
        for _ in range(_MOST_PAGES):
            if page.location is not None:
                if until is not None and page.location.startswith(until):
                    return page
                page = self._sent("GET", page.location)
                continue
            answered = self._answered(page) if page.url.startswith(self.issuer + "/") else None
            if answered is None:
                return page
            page = answered
        raise AssertionError(f"the pages go round in circles, the last was {page.url}: {page.texts}")

    def _answered(self, page: Page) -> Page | None:
        """What follows when the issuer's page is filled in; None where there is nothing to do."""
        if "error-code" in page.texts:
            raise DeadEnd(page)
        if "recovery-codes-done" in page.links:
            self.recovery_codes = page.texts["recovery-codes"].split()
            return self._sent("GET", page.links["recovery-codes-done"])
        if "login-form" in page.forms:
            return self._pressed(
                page.forms["login-form"], "login-submit", username=self.username, password=self.password
            )
        if "enrolment-form" in page.forms:
            return self._pressed(
                page.forms["enrolment-form"], "login-submit", otp=code_of(page.texts["enrolment-key"], time.time())
            )
        if "factor-form" in page.forms and "recovery_code" in page.forms["factor-form"].fields:
            return self._pressed(page.forms["factor-form"], "login-submit", recovery_code=self.recovery_codes.pop())
        if "factor-form" in page.forms:
            return self._sent("GET", page.links["use-recovery-code"])
        for form, button in (
            ("consent-form", "consent-approve"),
            ("device-form", "device-submit"),
            ("logout-form", "logout-confirm"),
        ):
            if form in page.forms:
                return self._pressed(page.forms[form], button)
        return None

    def _pressed(self, form: Form, button: str, **typed: str) -> Page:
        name, value = form.buttons[button]
        assert set(typed) <= set(form.fields), f"the form has no {set(typed) - set(form.fields)}"
        return self._sent("POST", form.action, {**form.fields, **typed, **({name: value} if name else {})})

    def _sent(self, method: str, url: str, fields: dict[str, str] | None = None) -> Page:
        # Under the policy `no-referrer` of the pages, browsers send a form with `Origin: null`.
        headers = {"Accept": "text/html,*/*;q=0.8", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}
        if method == "POST":
            headers |= {"Origin": "null", "Sec-Fetch-Site": "same-origin"}
        body = urlencode(fields).encode() if fields is not None else None
        request = urllib.request.Request(url, body, headers, method=method)
        try:
            with self._opener.open(request, timeout=20) as answer:
                status, received, content = answer.status, answer.headers, answer.read()
        except urllib.error.HTTPError as answer:
            with answer:
                status, received, content = answer.code, answer.headers, answer.read()
        location = urljoin(url, received["Location"]) if status in _REDIRECTS and received["Location"] else None
        named = {name.lower(): value for name, value in received.items()}
        page = Page(url, status, location, named, content.decode("utf-8", "replace"))
        _Reader(page).feed(page.text)
        return page


def code_of(seed: str, at: float) -> str:
    """The code that an authenticator app shows (RFC 6238 with SHA-1, 30 seconds, six digits)."""
    letters = "".join(seed.split())
    key = base64.b32decode(letters + "=" * (-len(letters) % 8))
    mac = hmac.digest(key, struct.pack(">Q", int(at) // 30), "sha1")
    start = mac[-1] & 15
    return str((int.from_bytes(mac[start : start + 4], "big") & 0x7FFFFFFF) % 1_000_000).zfill(6)

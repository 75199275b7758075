"""An end-user without JavaScript: follows redirects on the issuer's origin, fills in forms, stops at the client's redirect URI."""

from __future__ import annotations

import urllib.error
import urllib.request
from html.parser import HTMLParser
from http.client import HTTPMessage
from http.cookiejar import CookieJar, DefaultCookiePolicy
from urllib.parse import urlencode, urljoin, urlsplit


class _Page(HTMLParser):
    """The first form of a page, and the texts of elements with an id."""

    def __init__(self) -> None:
        super().__init__()
        self.action: str | None = None
        self.fields: dict[str, str] = {}
        self.buttons: dict[str, tuple[str, str]] = {}
        self.texts: dict[str, str] = {}
        self._inside: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        has = {name: value or "" for name, value in attrs}
        if tag == "form" and self.action is None:
            self.action = has.get("action", "")
        if tag == "input" and has.get("name"):
            self.fields.setdefault(has["name"], has.get("value", ""))
        if tag == "button" and has.get("id"):
            self.buttons[has["id"]] = (has.get("name", ""), has.get("value", ""))
        if has.get("id"):
            self._inside = has["id"]
            self.texts.setdefault(self._inside, "")

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.texts[self._inside] += data.strip()

    def handle_endtag(self, tag: str) -> None:
        self._inside = None


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, req, fp, code: int, msg: str, headers: HTTPMessage, newurl: str) -> None:  # noqa: ANN001
        return None


class Person:
    """One browser: a cookie jar, a username and a password."""

    def __init__(self, username: str, password: str) -> None:
        self.username = username
        self.password = password
        jar = CookieJar(DefaultCookiePolicy(strict_ns_domain=DefaultCookiePolicy.DomainLiberal))
        self.opener = urllib.request.build_opener(_NoRedirect, urllib.request.HTTPCookieProcessor(jar))

    def visit(self, url: str, redirect_uri: str) -> str:
        """Open an authorization URL, do what the pages ask, and give the callback URL. Raises `AssertionError` on a dead end."""
        status, location, page = self._get(url)
        for _ in range(12):
            if location is not None:
                if location.startswith(redirect_uri):
                    return location
                url = urljoin(url, location)
                status, location, page = self._get(url)
                continue
            if "username" in page.fields:
                fields = {**page.fields, "username": self.username, "password": self.password}
                button = page.buttons.get("login-submit", ("", ""))
            elif "consent-approve" in page.buttons:
                fields = dict(page.fields)
                button = page.buttons["consent-approve"]
            else:
                raise AssertionError(f"a dead end with status {status} at {urlsplit(url).path}: {page.texts}")
            if button[0]:
                fields[button[0]] = button[1]
            url = urljoin(url, page.action or "")
            status, location, page = self._open(
                urllib.request.Request(url, urlencode(fields).encode(), self._headers(url))
            )
        raise AssertionError("the pages go round in circles")

    def _get(self, url: str) -> tuple[int, str | None, _Page]:
        return self._open(urllib.request.Request(url))

    def _headers(self, url: str) -> dict[str, str]:
        parts = urlsplit(url)
        return {"Origin": f"{parts.scheme}://{parts.netloc}", "Referer": url}

    def _open(self, request: urllib.request.Request) -> tuple[int, str | None, _Page]:
        try:
            with self.opener.open(request, timeout=20) as answer:
                status, headers, body = answer.status, answer.headers, answer.read()
        except urllib.error.HTTPError as answer:
            status, headers, body = answer.code, answer.headers, answer.read()
        page = _Page()
        page.feed(body.decode("utf-8", "replace"))
        return status, headers.get("Location") if status in {302, 303} else None, page

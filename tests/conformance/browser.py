"""A browser without JavaScript: pages, forms, redirects, and cookies with Secure and SameSite (RFC 6265bis)."""

from __future__ import annotations

import http.client
import ssl
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urlencode, urljoin, urlsplit

_MOST_REDIRECTS = 10


@dataclass
class Form:
    """A form of a page: where it goes, and what it would bring."""

    action: str
    method: str
    fields: dict[str, str] = field(default_factory=dict)
    buttons: dict[str, tuple[str, str]] = field(default_factory=dict)


@dataclass
class Page:
    """What the browser shows: the answer that it ended on, and what stands in it."""

    url: str
    status: int
    headers: dict[str, str]
    body: str
    texts: dict[str, str]
    forms: dict[str, Form]
    values: dict[str, str]

    def form_with(self, button: str) -> Form:
        """The form that has a button with this id."""
        found = [form for form in self.forms.values() if button in form.buttons]
        assert len(found) == 1, f"{self.url} has {len(found)} forms with {button}: {self.texts}"
        return found[0]


class _Reader(HTMLParser):
    def __init__(self, url: str) -> None:
        super().__init__(convert_charrefs=True)
        self.url, self.texts, self.forms, self.values = url, {}, {}, {}
        self._open: list[tuple[str, str | None]] = []
        self._form: Form | None = None

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        name, marked = given.get("name"), given.get("id")
        if marked:
            self.texts.setdefault(marked, "")
        if tag == "form":
            action = urljoin(self.url, given.get("action") or self.url)
            self._form = Form(action, (given.get("method") or "get").upper())
            self.forms[marked or str(len(self.forms))] = self._form
        elif tag == "input":
            if marked:
                self.values[marked] = given.get("value") or ""
            if self._form is not None and name and given.get("type") != "checkbox":
                self._form.fields[name] = given.get("value") or ""
        elif tag == "button" and self._form is not None and marked:
            self._form.buttons[marked] = (name or "", given.get("value") or "")
        if tag not in {"input", "meta", "link", "br", "img", "hr"}:
            self._open.append((tag, marked))

    def handle_endtag(self, tag):
        while self._open and self._open.pop()[0] != tag:
            pass
        if tag == "form":
            self._form = None

    def handle_data(self, data):
        for _, marked in self._open:
            if marked:
                self.texts[marked] = (self.texts[marked] + data).strip()


class Browser:
    """One cookie jar. It trusts one certificate authority and follows redirects."""

    def __init__(self, authority) -> None:
        self._tls = ssl.create_default_context(cafile=str(authority))
        self.cookies: dict[tuple[str, str], tuple[str, str]] = {}
        self.visited: list[str] = []

    def get(self, url: str, *, came_from: str | None = None) -> Page:
        return self._go("GET", url, None, came_from)

    def post(self, url: str, fields: dict[str, str], *, came_from: str | None = None) -> Page:
        return self._go("POST", url, urlencode(fields), came_from)

    def submit(self, page: Page, button: str, **typed: str) -> Page:
        """Fill in the page's form and press a button by its id."""
        form = page.form_with(button)
        assert set(typed) <= set(form.fields), f"{page.url} has no fields {set(typed) - set(form.fields)}"
        name, value = form.buttons[button]
        fields = {**form.fields, **typed, **({name: value} if name else {})}
        if form.method == "POST":
            return self.post(form.action, fields, came_from=page.url)
        return self.get(f"{form.action}?{urlencode(fields)}", came_from=page.url)

    def _go(self, method: str, url: str, body: str | None, came_from: str | None) -> Page:
        for _ in range(_MOST_REDIRECTS):
            self.visited.append(url)
            status, headers, content = self._sent(method, url, body, came_from)
            if status in {301, 302, 303, 307, 308}:
                assert status == 303, f"{url} redirects with {status}: a browser might post again"
                came_from, url, method, body = url, urljoin(url, dict(headers)["location"]), "GET", None
                continue
            reader = _Reader(url)
            reader.feed(content)
            return Page(url, status, dict(headers), content, reader.texts, reader.forms, reader.values)
        raise AssertionError(f"more than {_MOST_REDIRECTS} redirects, the last to {url}")

    def _sent(self, method: str, url: str, body: str | None, came_from: str | None):
        parts = urlsplit(url)
        assert parts.scheme == "https", f"{url} is not https"
        origin = f"{parts.scheme}://{parts.netloc}"
        cross_site = came_from is not None and not came_from.startswith(origin + "/")
        sent = [
            f"{name}={value}"
            for (host, name), (value, same_site) in self.cookies.items()
            if host == parts.netloc and not (cross_site and method == "POST" and same_site != "none")
        ]
        headers = {"Cookie": "; ".join(sent)} if sent else {}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            headers["Origin"] = "null" if not cross_site else "https://" + urlsplit(came_from or "").netloc
        connection = http.client.HTTPSConnection(parts.hostname or "", parts.port, context=self._tls, timeout=30)
        try:
            target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
            connection.request(method, target, body, headers)
            answer = connection.getresponse()
            received = [(name.lower(), value) for name, value in answer.getheaders()]
            content = answer.read().decode("utf-8", "replace")
        finally:
            connection.close()
        for name, value in received:
            if name == "set-cookie":
                self._keep(parts.netloc, value)
        return answer.status, received, content

    def _keep(self, host: str, header: str) -> None:
        pair, *attributes = [part.strip() for part in header.split(";")]
        name, _, value = pair.partition("=")
        given = {key.lower(): text for key, _, text in (one.partition("=") for one in attributes)}
        assert "secure" in given, f"{name} is set without Secure"
        assert "httponly" in given, f"{name} is set without HttpOnly"
        assert not name.startswith("__Host-") or (given.get("path") == "/" and "domain" not in given)
        if given.get("max-age") == "0":
            self.cookies.pop((host, name), None)
        else:
            self.cookies[host, name] = (value, given.get("samesite", "lax").lower())

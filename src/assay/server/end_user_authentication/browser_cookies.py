"""The cookies of a browser: one binds pending requests to it, one is the end-user session, one lets it be recognised.

Security bar A191: `__Host-` and Secure exactly when the issuer is https; a plain name on an http loopback issuer.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from assay.formats.raw_request import RawRequest

_SECRET = re.compile(r"[A-Za-z0-9_-]{43}")


@dataclass(frozen=True, slots=True)
class Cookie:
    """A cookie to set: HttpOnly, SameSite=Lax, Path=/. `max_age` is in seconds; None ends with the browser."""

    name: str
    value: str
    secure: bool
    max_age: int | None = None


class BrowserCookies:
    """Names, reads and makes the cookies of one issuer."""

    __slots__ = ("_browser", "_device", "_secure", "_session")

    def __init__(self, issuer: str) -> None:
        self._secure = issuer.startswith("https://")
        prefix = "__Host-" if self._secure else ""
        self._browser = prefix + "assay_browser"
        self._session = prefix + "assay_session"
        self._device = prefix + "assay_device"

    def browser(self, http: RawRequest) -> str | None:
        """The secret of this browser, or None when it brings none that we can have set."""
        return _only(http, self._browser)

    def session(self, http: RawRequest) -> str | None:
        """The secret of the end-user session, or None when the browser brings none that we can have set."""
        return _only(http, self._session)

    def device(self, http: RawRequest) -> str | None:
        """What recognises this browser, or None when it brings nothing that we can have set."""
        return _only(http, self._device)

    def new_browser(self, secret: str) -> Cookie:
        """The cookie that binds pending requests to this browser."""
        return Cookie(self._browser, secret, self._secure)

    def new_session(self, secret: str, max_age: int) -> Cookie:
        """The cookie of an end-user session."""
        return Cookie(self._session, secret, self._secure, max_age)

    def new_device(self, secret: str, max_age: int) -> Cookie:
        """The cookie by which a browser is recognised at later sign-ins."""
        return Cookie(self._device, secret, self._secure, max_age)

    def no_session(self) -> Cookie:
        """Takes the cookie of the end-user session away."""
        return Cookie(self._session, "", self._secure, 0)


def _only(http: RawRequest, name: str) -> str | None:
    """The value of a cookie that came exactly once; two of one name mean that a sibling host has set one too."""
    values = [
        value
        for header in http.header_values(b"cookie")
        for found, _, value in (pair.strip().partition("=") for pair in header.decode("latin-1").split(";"))
        if found == name
    ]
    return values[0] if len(values) == 1 and _SECRET.fullmatch(values[0]) else None

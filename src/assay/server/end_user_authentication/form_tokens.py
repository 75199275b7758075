"""Tokens of forms that belong to no stored request: the MAC of what the form is for, under the browser's own cookie.

Only this browser knows its cookie, so nobody else can name the token, and nothing is stored for it (security bar A094).
"""

from __future__ import annotations

from assay.formats.base64url import encode_text
from assay.formats.raw_request import RawRequest
from assay.ports.entropy import Entropy
from assay.primitives.hashing import equal, hmac_sha256
from assay.server.end_user_authentication.browser_cookies import BrowserCookies, Cookie

_SECRET_BYTES = 32


class FormTokens:
    """Makes them and recognises them."""

    __slots__ = ("_cookies", "_entropy")

    def __init__(self, cookies: BrowserCookies, entropy: Entropy) -> None:
        self._cookies = cookies
        self._entropy = entropy

    def give(self, http: RawRequest, purpose: str) -> tuple[str, tuple[Cookie, ...]]:
        """The token for a page, and the cookie that the browser needs for it if it has none yet."""
        browser, cookies = self._cookies.browser(http), ()
        new: tuple[Cookie, ...] = cookies
        if browser is None:
            browser = encode_text(self._entropy(_SECRET_BYTES))
            new = (self._cookies.new_browser(browser),)
        return _token(browser, purpose), new

    def has_cookie(self, http: RawRequest) -> bool:
        """Whether the browser brings the cookie at all."""
        return self._cookies.browser(http) is not None

    def genuine(self, http: RawRequest, purpose: str, presented: str | None) -> bool:
        """Whether a posted form came from a page that was given to this browser for this purpose."""
        browser = self._cookies.browser(http)
        return browser is not None and equal((presented or "").encode(), _token(browser, purpose).encode())


def _token(browser: str, purpose: str) -> str:
    mac = hmac_sha256(browser.encode(), b"form of a page\x00" + purpose.encode())
    return encode_text(mac)

"""Set-Cookie (RFC 6265bis): HttpOnly, SameSite=Lax, the whole path, and Secure with the `__Host-` names."""

from __future__ import annotations

from collections.abc import Iterable

from assay.server.end_user_authentication.browser_cookies import Cookie
from assay.web.answer import Headers


def cookie_headers(cookies: Iterable[Cookie]) -> Headers:
    """One header per cookie."""
    return tuple((b"set-cookie", _text(cookie).encode("ascii")) for cookie in cookies)


def _text(cookie: Cookie) -> str:
    age = "" if cookie.max_age is None else f"; Max-Age={cookie.max_age}"
    secure = "; Secure" if cookie.secure else ""
    return f"{cookie.name}={cookie.value}; Path=/; HttpOnly; SameSite=Lax{age}{secure}"

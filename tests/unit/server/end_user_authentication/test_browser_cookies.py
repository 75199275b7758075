from __future__ import annotations

import pytest

from assay.formats.raw_request import RawRequest
from assay.server.end_user_authentication.browser_cookies import BrowserCookies

VALUE = "v" * 43


def request(*cookies: bytes) -> RawRequest:
    return RawRequest("GET", "/login", headers=tuple((b"cookie", cookie) for cookie in cookies))


def test_an_https_issuer_binds_its_cookies_to_the_host() -> None:
    cookie = BrowserCookies("https://as.example").new_session(VALUE, 60)
    assert (cookie.name, cookie.secure, cookie.max_age) == ("__Host-assay_session", True, 60)


def test_a_loopback_issuer_has_plain_names() -> None:
    cookie = BrowserCookies("http://localhost:8400").new_browser(VALUE)
    assert (cookie.name, cookie.secure, cookie.max_age) == ("assay_browser", False, None)


def test_a_cookie_is_found_among_others_and_in_any_header() -> None:
    cookies = BrowserCookies("http://localhost:8400")
    assert cookies.session(request(b"a=b; assay_session=" + VALUE.encode() + b"; c=d")) == VALUE
    assert cookies.session(request(b"a=b", b"assay_session=" + VALUE.encode())) == VALUE


@pytest.mark.parametrize(
    "header",
    [
        b"",
        b"assay_session",
        b"assay_session=",
        b"assay_session=short",
        b"assay_session=" + b"v" * 44,
        b"assay_session=" + b"v" * 42 + b"\xff",
        b"assay_session=" + b"v" * 43 + b"; assay_session=" + b"w" * 43,
        b"Assay_Session=" + b"v" * 43,
    ],
)
def test_what_we_cannot_have_set_is_no_cookie_of_ours(header: bytes) -> None:
    assert BrowserCookies("http://localhost:8400").session(request(header)) is None


def test_an_https_issuer_does_not_believe_a_plain_name() -> None:
    assert BrowserCookies("https://as.example").session(request(b"assay_session=" + VALUE.encode())) is None

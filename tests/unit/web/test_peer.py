from __future__ import annotations

import pytest

from assay.web.peer import peer_finder

PROXIED = [(b"x-forwarded-for", b"198.51.100.7, 203.0.113.9"), (b"x-forwarded-for", b"10.0.0.2")]


def test_nobody_is_believed_by_default() -> None:
    assert peer_finder(())("10.0.0.1", PROXIED) == "10.0.0.1"


def test_a_listed_proxy_names_the_first_address_that_is_not_listed_from_the_right() -> None:
    assert peer_finder(("10.0.0.0/8",))("10.0.0.1", PROXIED) == "203.0.113.9"
    assert peer_finder(("10.0.0.0/8", "203.0.113.9"))("10.0.0.1", PROXIED) == "198.51.100.7"


def test_somebody_else_names_nobody() -> None:
    assert peer_finder(("10.0.0.0/8",))("192.0.2.1", PROXIED) == "192.0.2.1"
    assert peer_finder(("10.0.0.0/8",))("", PROXIED) == ""


def test_what_is_no_address_ends_the_walk() -> None:
    headers = [(b"x-forwarded-for", b"198.51.100.7, unknown, 10.0.0.2")]
    assert peer_finder(("10.0.0.0/8",))("10.0.0.1", headers) == "10.0.0.2"
    assert peer_finder(("10.0.0.0/8",))("10.0.0.1", []) == "10.0.0.1"


def test_ipv6() -> None:
    assert peer_finder(("::1",))("::1", [(b"x-forwarded-for", b"2001:db8::5")]) == "2001:db8::5"


def test_a_setting_that_is_no_network_is_told() -> None:
    with pytest.raises(ValueError, match=r"10\.0\.0\.0/99"):
        peer_finder(("10.0.0.0/99",))

from __future__ import annotations

import pytest

from assay.decision import Allowed, Refused
from assay.formats.bearer_credentials import gave_credentials
from assay.formats.raw_request import RawRequest
from assay.server.endpoints.bearer_credentials import find_access_token

FORM = (b"content-type", b"application/x-www-form-urlencoded")


def header(value: bytes) -> tuple[bytes, bytes]:
    return (b"authorization", value)


def find(
    *headers: tuple[bytes, bytes], method: str = "GET", query: bytes = b"", body: bytes = b"", in_body: bool = True
):
    return find_access_token(RawRequest(method, "/userinfo", query, headers, body), in_body=in_body)


@pytest.mark.parametrize("value", [b"Bearer a.b.c", b"bearer a.b.c", b"BEARER  a.b.c ", b" Bearer a.b.c"])
def test_the_scheme_is_read_whatever_its_case(value: bytes) -> None:
    outcome = find(header(value))
    assert isinstance(outcome, Allowed)
    assert outcome.value == "a.b.c"


def test_a_form_may_carry_the_token() -> None:
    outcome = find(FORM, method="POST", body=b"access_token=a.b.c")
    assert isinstance(outcome, Allowed)
    assert outcome.value == "a.b.c"


def test_a_token_in_a_form_counts_beside_a_proxys_basic_header() -> None:
    assert isinstance(find(FORM, header(b"Basic eDp5"), method="POST", body=b"access_token=a.b.c"), Allowed)


def test_a_form_without_a_token_leaves_the_header_to_speak() -> None:
    assert isinstance(find(FORM, header(b"Bearer a.b.c"), method="POST", body=b"x=y"), Allowed)


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({}, "access_token.missing"),
        ({"headers": (header(b"Basic eDp5"),)}, "access_token.scheme_unsupported"),
        ({"headers": (header(b""),)}, "access_token.scheme_unsupported"),
        ({"headers": (header(b"Bearer"),)}, "access_token.header_malformed"),
        ({"headers": (header(b"Bearer   "),)}, "access_token.header_malformed"),
        ({"headers": (header(b"Bearer a"), header(b"Bearer a"))}, "access_token.header_malformed"),
        ({"query": b"access_token=a.b.c"}, "access_token.in_query"),
        ({"query": b"%61ccess_token="}, "access_token.in_query"),
        ({"query": b"%zz"}, "request.form_malformed"),
        (
            {"headers": (FORM, header(b"Bearer a")), "method": "POST", "body": b"access_token=a"},
            "access_token.presented_twice",
        ),
        (
            {"headers": (FORM,), "method": "POST", "body": b"access_token=a&access_token=b"},
            "request.parameter_repeated",
        ),
        ({"headers": (FORM,), "method": "POST", "body": b"%zz"}, "request.form_malformed"),
        ({"headers": (FORM,), "method": "POST", "body": b"access_token=a", "in_body": False}, "access_token.missing"),
        ({"headers": (FORM,), "body": b"access_token=a"}, "access_token.missing"),
        ({"method": "POST", "body": b"access_token=a"}, "access_token.missing"),
    ],
)
def test_what_is_no_single_token_in_its_place_is_refused(given, code: str) -> None:
    headers = given.pop("headers", ())
    outcome = find(*headers, **given)
    assert isinstance(outcome, Refused)
    assert outcome.reason.code == code


def test_only_a_request_without_any_token_gave_no_credentials() -> None:
    for headers, gave in (((), False), ((header(b"Basic eDp5"),), False), ((header(b"Bearer"),), True)):
        outcome = find(*headers)
        assert isinstance(outcome, Refused)
        assert gave_credentials(outcome) is gave

from __future__ import annotations

import pytest

from assay.decision import Allowed, Refused
from assay.formats.raw_request import RawRequest
from assay.server.endpoints.client_form import read_client_form

FORM = b"application/x-www-form-urlencoded"


def read(body: bytes = b"", query: bytes = b"", content_type: bytes | None = FORM):
    headers = () if content_type is None else ((b"content-type", content_type),)
    return read_client_form(RawRequest("POST", "/introspect", query, headers, body))


@pytest.mark.parametrize("content_type", [FORM, FORM + b"; charset=UTF-8", b"Application/X-WWW-Form-Urlencoded ;x=y"])
def test_a_form_is_read(content_type: bytes) -> None:
    outcome = read(b"token=a%20b", content_type=content_type)
    assert isinstance(outcome, Allowed)
    assert outcome.value == {"token": ("a b",)}


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"content_type": None}, "request.content_type_not_form"),
        ({"content_type": b"application/json", "body": b"{}"}, "request.content_type_not_form"),
        ({"query": b"token=a"}, "request.parameter_in_query"),
        ({"query": b"%zz"}, "request.form_malformed"),
        ({"body": b"token=%zz"}, "request.form_malformed"),
        ({"body": b"&".join([b"a=b"] * 65)}, "request.too_many_parameters"),
        ({"body": b"token=a&token=b"}, "request.parameter_repeated"),
        ({"body": b"token=" + b"a" * 16_385}, "request.parameter_too_long"),
    ],
)
def test_what_is_no_such_form_is_refused(given: dict[str, bytes], code: str) -> None:
    outcome = read(**given)
    assert isinstance(outcome, Refused)
    assert outcome.reason.code == code


def test_an_empty_query_is_none() -> None:
    assert isinstance(read(b"token=a", query=b"&"), Allowed)

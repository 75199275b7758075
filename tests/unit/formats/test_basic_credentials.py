from __future__ import annotations

from base64 import b64encode
from urllib.parse import quote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assay.decision import Allowed, Refused
from assay.formats.basic_credentials import parse_basic

PRINTABLE = st.text(st.characters(codec="utf-8").filter(str.isprintable))


def parse(text: str) -> Allowed | Refused:
    return parse_basic(b64encode(text.encode()))


@pytest.mark.fuzz
@given(client_id=PRINTABLE.filter(bool), secret=PRINTABLE)
def test_what_is_encoded_as_the_rfc_says_comes_back(client_id: str, secret: str) -> None:
    parsed = parse(f"{quote_plus(client_id)}:{quote_plus(secret)}")
    assert isinstance(parsed, Allowed)
    assert (parsed.value.client_id, parsed.value.secret) == (client_id, secret)


@pytest.mark.fuzz
@given(credentials=st.binary(max_size=200))
def test_no_bytes_make_it_fail(credentials: bytes) -> None:
    assert isinstance(parse_basic(credentials), Allowed | Refused)
    assert isinstance(parse_basic(b64encode(credentials)), Allowed | Refused)


@pytest.mark.parametrize(
    ("text", "expected", "unencoded"),
    [
        ("client:secret", ("client", "secret"), ()),
        ("client:", ("client", ""), ()),
        ("client:se+cret", ("client", "se cret"), (("client", "se+cret"),)),
        ("client:se%2Bcret", ("client", "se+cret"), (("client", "se%2Bcret"),)),
        ("cli%3Aent:s", ("cli:ent", "s"), (("cli%3Aent", "s"),)),
        ("client:a:b", ("client", "a:b"), (("client:a", "b"),)),
        ("https://c.example:s", ("https", "//c.example:s"), (("https://c.example", "s"),)),
        ("clïent:sécret", ("clïent", "sécret"), ()),
        ("client: secret ", ("client", " secret "), ()),
    ],
)
def test_every_reading_is_kept(text: str, expected: tuple[str, str], unencoded: tuple[tuple[str, str], ...]) -> None:
    parsed = parse(text)
    assert isinstance(parsed, Allowed)
    assert (parsed.value.client_id, parsed.value.secret, parsed.value.unencoded) == (*expected, unencoded)


@pytest.mark.parametrize(
    ("credentials", "defect"),
    [
        (b"!!!", "not base64"),
        (b"", "no colon"),
        (b64encode(b"client"), "no colon"),
        (b64encode(b"client:\xff"), "not UTF-8"),
        (b64encode(b"client:secret\n"), "control character"),
        (b64encode(b"client:50%"), "percent sign"),
        (b64encode(b"client:%zz"), "percent sign"),
        (b64encode(b"client:%ff"), "percent sign"),
        (b64encode(b":secret"), "client_id is empty"),
    ],
)
def test_what_does_not_decode_is_told_at_once(credentials: bytes, defect: str) -> None:
    parsed = parse_basic(credentials)
    assert isinstance(parsed, Refused)
    assert parsed.reason.code == "client.basic_malformed"
    assert defect in str(parsed.evidence["defect"])


def test_credentials_do_not_print_themselves() -> None:
    parsed = parse("client:hidden+thing")
    assert isinstance(parsed, Allowed)
    assert "hidden" not in repr(parsed.value)

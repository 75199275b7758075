from __future__ import annotations

import pytest

from assay.web.request_id import request_id


def entropy(length: int) -> bytes:
    return b"\x01" * length


@pytest.mark.parametrize("given", [b"a", b"A1.b-c_d:e", b"x" * 64])
def test_a_harmless_id_is_kept(given: bytes) -> None:
    assert request_id(given, entropy) == given.decode()


@pytest.mark.parametrize(
    "given", [None, b"", b"x" * 65, b"a b", b"a\nb", b"\x1b[2J", b"<b>", b"\xff", b'a"', b"a\r\nSet-Cookie: x"]
)
def test_anything_else_is_replaced(given: bytes | None) -> None:
    assert request_id(given, entropy) == "01" * 12

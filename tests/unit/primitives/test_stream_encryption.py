from __future__ import annotations

import pytest

from assay.primitives.stream_encryption import PieceBroken, StreamCipher

KEY, SALT, HEADER = b"k" * 32, b"s" * 32, b"header"
PIECES = [b"one", b"", b"three"]


def sealed(key: bytes = KEY, salt: bytes = SALT, header: bytes = HEADER) -> list[bytes]:
    cipher = StreamCipher(key, salt, header)
    return [cipher.seal(piece, last=piece is PIECES[-1]) for piece in PIECES]


def opened(pieces: list[bytes], last: int = 2, **changes: bytes) -> list[bytes]:
    cipher = StreamCipher(changes.get("key", KEY), changes.get("salt", SALT), changes.get("header", HEADER))
    return [cipher.open(piece, last=number == last) for number, piece in enumerate(pieces)]


def test_pieces_open_in_their_order() -> None:
    assert opened(sealed()) == PIECES


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: opened(list(reversed(sealed()))),
        lambda: opened([sealed()[0], sealed()[2]], last=1),
        lambda: opened(sealed()[:2], last=1),
        lambda: opened(sealed(), last=5),
        lambda: opened(sealed(), key=b"x" * 32),
        lambda: opened(sealed(), salt=b"x" * 32),
        lambda: opened(sealed(), header=b"another"),
        lambda: opened([sealed()[0], sealed(salt=b"t" * 32)[1], sealed()[2]]),
        lambda: opened([piece[:-1] + bytes([piece[-1] ^ 1]) for piece in sealed()]),
    ],
)
def test_anything_else_does_not_open(wrong) -> None:
    with pytest.raises(PieceBroken):
        wrong()


def test_two_streams_of_one_content_have_nothing_in_common() -> None:
    assert not set(sealed()) & set(sealed(salt=b"t" * 32))


def test_keys_and_salts_of_another_length_are_a_fault() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        StreamCipher(b"short", SALT, HEADER)

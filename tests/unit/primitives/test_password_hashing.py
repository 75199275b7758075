from __future__ import annotations

import pytest

from assay.primitives.password_hashing import hash_password, password_matches

SALT = b"0123456789abcdef"


def test_the_hash_names_its_parameters() -> None:
    assert hash_password("x", SALT).startswith("$argon2id$v=19$m=19456,t=2,p=1$")


def test_accents_may_be_composed_either_way() -> None:
    assert password_matches("cafe\u0301", hash_password("caf\u00e9", SALT))


def test_nothing_else_about_a_password_is_changed() -> None:
    phc = hash_password(" Stra\u00dfe ", SALT)
    for other in ("Stra\u00dfe", " Strasse ", " stra\u00dfe "):
        assert not password_matches(other, phc)


def test_a_salt_has_sixteen_bytes() -> None:
    with pytest.raises(ValueError, match="16 bytes, not 3"):
        hash_password("x", b"abc")


def test_a_damaged_hash_is_our_fault_and_is_not_quoted() -> None:
    with pytest.raises(ValueError, match="damaged") as raised:
        password_matches("x", "not-a-phc-string")
    assert "not-a-phc-string" not in str(raised.value)


def test_a_hash_of_other_parameters_is_to_be_made_anew() -> None:
    from argon2.low_level import Type, hash_secret

    from assay.primitives.password_hashing import hash_password, needs_rehash

    assert not needs_rehash(hash_password("x", bytes(16)))
    weak = hash_secret(b"x", bytes(16), 1, 8_192, 1, 32, Type.ID).decode()
    assert needs_rehash(weak)

"""The account in the id of an access key, beside ids whose account was published with them."""

from __future__ import annotations

import pytest

from assay.diagnosis.facts.aws_key_id import account_of_key_id


@pytest.mark.parametrize(
    ("key_id", "account"),
    [
        ("ASIAY34FZKBOKMUTVV7A", "609629065308"),
        ("ASIAQNZGKIQY56JQ7WML", "029608264753"),
        ("AKIASP2TPHJSQH3FJRUX", "171436882533"),
        ("AKIAIOSFODNN7EXAMPLE", ""),  # the sample of the documentation
        ("AKIAJOSFODNN7ABCDEFG", ""),  # from before ids held their account
        ("AKIASP2TPHJSQH3FJRU", ""),
        ("AKIASP2TPHJSQH3FJRU1", ""),
        ("akiasp2tphjsqh3fjrux", ""),
        ("", ""),
    ],
)
def test_newer_ids_hold_their_account(key_id: str, account: str) -> None:
    assert account_of_key_id(key_id) == account

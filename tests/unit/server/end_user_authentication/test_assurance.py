"""What proofs amount to."""

from __future__ import annotations

import pytest

from assay.model.factor import METHOD_BY_NAME, METHODS, Proof
from assay.server.end_user_authentication.assurance import ACR_VALUES, acr_of, amr_of, is_worth


def proofs(*names: str) -> tuple[Proof, ...]:
    return tuple(Proof(name, 1) for name in names)


@pytest.mark.parametrize(
    ("names", "acr", "amr"),
    [
        ((), "aal1", ()),
        (("password",), "aal1", ("pwd",)),
        (("totp",), "aal1", ("otp",)),
        (("totp", "recovery_code"), "aal1", ("otp",)),
        (("password", "remembered_device"), "aal1", ("pwd",)),
        (("password", "totp"), "aal2", ("pwd", "otp", "mfa")),
        (("password", "recovery_code"), "aal2", ("pwd", "otp", "mfa")),
        (("passkey",), "phr", ("hwk", "user", "mfa")),
        (("synced_passkey",), "phr", ("swk", "user", "mfa")),
        (("security_key",), "aal1", ("hwk", "user")),
        (("password", "security_key"), "phr", ("pwd", "hwk", "user", "mfa")),
    ],
)
def test_acr_and_amr_are_computed_from_the_proofs(names, acr, amr):
    assert acr_of(proofs(*names)) == acr
    assert amr_of(proofs(*names)) == amr


def test_each_class_is_worth_those_before_it():
    for place, acr in enumerate(ACR_VALUES):
        assert [is_worth(acr, other) for other in ACR_VALUES] == [index <= place for index in range(len(ACR_VALUES))]


def test_a_method_has_one_name():
    assert len(METHOD_BY_NAME) == len(METHODS)

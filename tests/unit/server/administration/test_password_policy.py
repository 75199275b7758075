"""What speaks against a password, and what does not (A185)."""

from __future__ import annotations

import json

import pytest

from assay.primitives.frequent_passwords import is_common
from assay.primitives.hashing import sha1_of_password
from assay.primitives.secret import Secret
from assay.server.administration.password_policy import PasswordPolicy, PasswordSettings

CLAIMS = json.dumps({"name": "Ada King", "email": "ada.king@analytical.example", "given_name": 7})
POLICY = PasswordPolicy(PasswordSettings(), ("login.engines.example", "assay"))


def code_of(password: str, *, username: str = "lovelace", second_factor: bool = True) -> str | None:
    refused = POLICY.refusal(Secret(password), username, CLAIMS, second_factor=second_factor)
    assert refused is None or not any(value == password for value in refused.evidence.values())
    return None if refused is None else refused.reason.code.removeprefix("registration.password_")


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("Lovelace", "is_username"),
        ("lovelace1843", "of_own_words"),
        ("ecalevoL1843", "of_own_words"),
        ("king-ada-king", "of_own_words"),
        ("ada@analytical!", "of_own_words"),
        ("ENGINES2026engines", "of_own_words"),
        ("LOVELACElovelace", "is_username"),
        ("password", "common"),
        ("PassWord", "common"),
        ("password1234567", "common"),
        ("!!iloveyou!!", "common"),
        ("qwertyuiop", "common"),
        ("aaaaaaaaaaaa", "common"),
        ("xkqxkqxkqxkq", "common"),
        ("bcdefghijklm", "common"),
        ("ONMLKJIHGF", "common"),
        ("\uff50\uff41\uff53\uff53\uff57\uff4f\uff52\uff44", "common"),
    ],
)
def test_what_is_tried_first_is_refused(password: str, code: str) -> None:
    assert code_of(password) == code


@pytest.mark.parametrize(
    "password",
    [
        "wq8.mnxa",
        "correct horse battery staple",
        "lovelace wrote the first program",
        "kingfisher on a wire",
        "x" * 3 + "yzzk" * 20 + "q",
    ],
)
def test_what_is_long_and_nobody_elses_will_do(password: str) -> None:
    assert code_of(password) is None


def test_alone_a_password_has_fifteen_characters() -> None:
    assert code_of("fourteen chars", second_factor=False) == "too_short"
    assert code_of("fifteen letters", second_factor=False) is None
    assert code_of("fourteen chars") is None
    assert code_of("seven.7") == "too_short"


def test_length_is_counted_in_code_points_after_nfkc() -> None:
    composed, apart = "\u00e9" * 8, "e\u0301" * 8
    assert code_of(composed + "xk") == code_of(apart + "xk")
    assert code_of("\u0301" * 257) == "too_long"


@pytest.mark.parametrize(
    "settings",
    [
        {"shortest_with_second_factor": 7},
        {"shortest_alone": 65},
        {"shortest_alone": 8, "shortest_with_second_factor": 9},
    ],
)
def test_settings_that_nobody_can_mean_are_refused(settings: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="shortest"):
        PasswordSettings(**settings)


def test_the_list_has_what_everybody_uses_and_lets_the_rest_be() -> None:
    assert all(map(is_common, ("123456", "password", "qwerty", "iloveyou", "monkey", "Dragon", "letmein")))
    made = (f"{n:x}-and-{n * 7919:x}-made-up" for n in range(20_000))
    assert sum(map(is_common, made)) == 0


def test_a_breached_password_is_looked_for_as_it_was_typed() -> None:
    policy = PasswordPolicy(PasswordSettings(), (), {sha1_of_password("Some Passphrase Of Theirs")})  # type: ignore[arg-type]
    refused = policy.refusal(Secret("Some Passphrase Of Theirs"), "ada", second_factor=True)
    assert refused is not None
    assert refused.reason.code == "registration.password_breached"
    assert policy.refusal(Secret("some passphrase of theirs"), "ada", second_factor=True) is None

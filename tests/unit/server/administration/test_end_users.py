"""Registering end-users, changing passwords, disabling."""

from __future__ import annotations

import pytest

from assay.decision import Allowed, Refused
from assay.formats.username import fold_username
from assay.model.effects import AddEndUser, RecordEvent
from assay.model.end_user import EndUser
from assay.primitives.secret import Secret
from assay.server.administration.end_users import disable_end_user, register_end_user, set_password
from assay.server.administration.password_policy import LONGEST_PASSWORD, PasswordPolicy, PasswordSettings
from assay.server.issuance.lifetimes import Lifetimes

NOW = 1_790_000_000.0


def decided(username: str, existing: EndUser | None = None):
    return register_end_user(
        username, "$argon2id$…", existing=existing, claims="{}", entropy=lambda length: bytes(length), now=NOW
    )


def made() -> EndUser:
    outcome = decided("ada").outcome
    assert isinstance(outcome, Allowed)
    return outcome.value


def test_a_new_end_user_is_added_with_the_event_and_without_the_username_in_it() -> None:
    added, event = decided("ada").effects
    assert isinstance(added, AddEndUser)
    assert isinstance(event, RecordEvent)
    assert event.event.type == "end_user.registered"
    assert event.event.subject == added.end_user.subject
    assert "ada" not in repr(event)


@pytest.mark.parametrize("username", ["", "a b", "a\x00", "x" * 129])
def test_an_unusable_username_is_refused(username: str) -> None:
    outcome = decided(fold_username(username)).outcome
    assert isinstance(outcome, Refused)
    assert outcome.reason.code == "registration.username_unusable"


def test_a_taken_username_is_refused() -> None:
    outcome = decided("ada", existing=made()).outcome
    assert isinstance(outcome, Refused)
    assert outcome.reason.code == "registration.username_taken"


@pytest.mark.parametrize("written", ["Ada", "ADA", "ＡＤＡ", "ada"])
def test_usernames_fold_to_what_a_person_takes_for_one(written: str) -> None:
    assert fold_username(written) == "ada"


def test_folding_is_stable() -> None:
    for written in ("ẞ", "ﬃ", "İ", "ſ", "\u0345", "Ⅷ"):
        assert fold_username(fold_username(written)) == fold_username(written)


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("seven77", "registration.password_too_short"),
        ("x" * (LONGEST_PASSWORD + 1), "registration.password_too_long"),
        ("Ada-Lovelace", "registration.password_is_username"),
        ("ecalevol-ada", "registration.password_is_username"),
        ("ada-lovelaceADA-LOVELACE", "registration.password_is_username"),
    ],
)
def test_a_bad_password_is_refused(password: str, code: str) -> None:
    username = "ecalevol-ada"[::-1] if password.startswith("ecal") else "ada-lovelace"
    refused = PasswordPolicy(PasswordSettings(), ()).refusal(Secret(password), username, second_factor=True)
    assert refused is not None
    assert refused.reason.code == code
    assert password not in repr(refused)


@pytest.mark.parametrize(
    "password", ["wq8.mnxa", "correct horse battery staple", "пароль-из-слов", "the end of it " * 12 + "is another one"]
)
def test_any_kind_of_characters_will_do(password: str) -> None:
    assert PasswordPolicy(PasswordSettings(), ()).refusal(Secret(password), "ada", second_factor=True) is None


def test_a_password_is_changed_and_an_end_user_disabled_with_an_event_each() -> None:
    changed = set_password(made(), "$other", Lifetimes(), now=NOW + 1)
    assert isinstance(changed.outcome, Allowed)
    assert changed.outcome.value.password_changed_at == int(NOW) + 1
    assert [type(effect).__name__ for effect in changed.effects] == [
        "ChangePassword",
        "RevokeGrantsOf",
        "WithdrawEmailLinks",
        "RecordEvent",
    ]
    disabled = disable_end_user(changed.outcome.value, Lifetimes(), now=NOW + 2)
    assert isinstance(disabled.outcome, Allowed)
    assert [type(effect).__name__ for effect in disabled.effects] == [
        "SwitchEndUser",
        "RevokeGrantsOf",
        "WithdrawEmailLinks",
        "RecordEvent",
    ]
    assert disable_end_user(disabled.outcome.value, Lifetimes(), now=NOW + 3).effects == ()

"""`assay user …` on a real store."""

from __future__ import annotations

import json

PASSWORD = "correct horse battery staple"


def create(assay, username: str = "ada", *more: str, password: str = PASSWORD + "\n"):
    return assay("user", "create", "--username", username, "--password-stdin", *more, "-o", "json", given=password)


def test_a_created_end_user_is_printed_without_password_and_hash(assay) -> None:
    made = create(assay, "Ada", "--name", "Ada Lovelace", "--email", "ada@example.org")
    assert made.status == 0, made.err
    assert made.document["username"] == "ada"
    assert PASSWORD not in made.out
    assert "argon2" not in made.out


def test_a_taken_username_ends_with_8_however_it_is_cased(assay) -> None:
    create(assay)
    refused = create(assay, "ADA")
    assert refused.status == 8
    assert json.loads(refused.err)["fault"]["code"] == "registration.username_taken"


def test_bad_passwords_end_with_2_and_are_not_printed(assay) -> None:
    for password, code in (
        ("short\n", "registration.password_too_short"),
        ("x" * 257, "registration.password_too_long"),
        ("lovelace\n", "registration.password_is_username"),
    ):
        refused = create(assay, "lovelace", password=password)
        assert refused.status == 2
        assert json.loads(refused.err)["fault"]["code"] == code
        assert password.strip() not in refused.out


def test_no_password_is_a_fault_of_the_call(assay) -> None:
    assert create(assay, password="").status == 2
    without = assay("user", "create", "--username", "ada")
    assert without.status == 2
    assert "--password-stdin" in without.err


def test_a_bad_username_or_address_ends_with_2(assay) -> None:
    assert create(assay, "a b").status == 2
    assert create(assay, "ada", "--email", "ada").status == 2


def test_a_password_is_changed_and_an_end_user_disabled_by_username_or_subject(assay) -> None:
    subject = create(assay).document["subject"]
    changed = assay("user", "set-password", "ADA", "--password-stdin", "--json", given="another long password")
    assert changed.status == 0
    assert assay("user", "disable", subject, "--json").document["status"] == "disabled"
    (listed,) = assay("user", "list", "--json").document
    assert listed["status"] == "disabled"
    assert assay("user", "disable", "nobody").status == 6
    assert assay("user", "enable", subject, "--json").document["status"] == "active"
    assert "ada" in assay("user", "list").out


def test_a_list_goes_on_after_one_of_it(assay) -> None:
    names = ("ada", "bob", "eve")
    for name in names:
        assay("user", "create", "--username", name, "--password-stdin", given="correct horse battery staple")
    everybody = assay("user", "list", "--json").document
    assert sorted(one["username"] for one in everybody) == list(names)
    after = ("--after", everybody[0]["subject"])
    assert assay("user", "list", *after, "--json").document == everybody[1:]
    assert assay("user", "list", *after, "--limit", "1", "--json").document == everybody[1:2]
    refused = assay("user", "list", "--after", "nobody")
    assert (refused.status, "registration.list_place_unknown" in refused.err) == (2, True)
    for wrong in ("0", "-1", "many"):
        assert assay("user", "list", "--limit", wrong).status == 2

"""`--if-match`: commands that are meant for one state of a record, and refuse when somebody changed it since."""

from __future__ import annotations

import json

import pytest

API = "https://api.example"
PASSWORD = "correct horse battery staple"


@pytest.fixture
def client_id(assay) -> str:
    made = assay("client", "create", "--name", "Machine", "--grant", "client_credentials", "--json")
    return made.document["client_id"]


@pytest.fixture
def ada(assay) -> str:
    create = ("user", "create", "--username", "ada", "--password-stdin", "--json")
    return assay(*create, given=PASSWORD + "\n").document["username"]


def changed_meanwhile(ran) -> bool:
    return ran.status == 2 and json.loads(ran.err)["fault"]["code"] == "registration.changed_meanwhile"


@pytest.mark.parametrize("words", [("update", "--name", "Mine"), ("rotate-secret",), ("disable",)])
def test_a_client_is_changed_in_the_state_that_was_read(assay, client_id: str, words: tuple[str, ...]) -> None:
    read = assay("client", "show", client_id, "--json").document["etag"]
    assay("client", "update", client_id, "--name", "Theirs")
    verb, *options = words
    assert changed_meanwhile(assay("client", verb, client_id, *options, "--if-match", read, "--json"))
    now = assay("client", "show", client_id, "--json").document
    assert (now["name"], now["status"]) == ("Theirs", "active")
    assert assay("client", verb, client_id, *options, "--if-match", f'"{now["etag"]}"', "--json").status == 0


def test_a_resource_is_changed_in_the_state_that_was_read(assay) -> None:
    read = assay("resource", "create", "--identifier", API, "--json").document["etag"]
    assert assay("resource", "update", API, "--scope", "theirs", "--if-match", read, "--json").status == 0
    assert changed_meanwhile(assay("resource", "update", API, "--scope", "mine", "--if-match", read, "--json"))
    assert assay("resource", "show", API, "--json").document["scopes"] == ["theirs"]


@pytest.mark.parametrize("verb", ["disable", "enable", "reset-factors"])
def test_a_person_is_changed_in_the_state_that_was_read(assay, ada: str, verb: str) -> None:
    [read] = [one["etag"] for one in assay("user", "list", "--json").document]
    assay("user", "disable" if verb != "disable" else "set-password", ada, *(["--password-stdin"] if verb == "disable" else []), given="another fine password\n")  # fmt: skip
    assert changed_meanwhile(assay("user", verb, ada, "--if-match", read, "--json"))
    [now] = assay("user", "list", "--json").document
    assert assay("user", verb, ada, "--if-match", now["etag"], "--json").status == 0


def test_a_key_is_revoked_in_the_state_that_was_read(assay) -> None:
    [read] = assay("key", "rotate", "--alg", "EdDSA", "--json").document
    assert changed_meanwhile(assay("key", "revoke", read["kid"], "--if-match", "0" * 32, "--json"))
    assert assay("key", "revoke", read["kid"], "--if-match", read["etag"], "--json").status == 0

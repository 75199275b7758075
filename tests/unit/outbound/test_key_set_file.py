"""Keys in a file are read again when it changes, and kept when it does not read."""

from __future__ import annotations

import json

from assay.decision import Allowed, Refused
from assay.formats.jose.key_set import KeySet
from assay.outbound.key_set_file import KeySetFile
from issuing import NOW, key_set, secret_jwk, token, verifier


class Clock:
    now = 0.0

    def __call__(self):
        return self.now


def write(path, text: str) -> None:
    new = path.with_suffix(".new")
    new.write_text(text)
    new.replace(path)


def test_a_verifier_follows_the_file(tmp_path):
    path, clock = tmp_path / "keys.json", Clock()
    write(path, json.dumps(key_set("RS256")))
    checked = verifier("ES256", "RS256", keys=KeySetFile(path, clock=clock))
    assert isinstance(checked.verify(token("RS256"), now=NOW), Allowed)
    write(path, json.dumps(key_set("ES256")))
    assert isinstance(checked.verify(token("RS256"), now=NOW), Allowed)  # looked at once a second
    clock.now += 1
    assert isinstance(checked.verify(token("ES256"), now=NOW), Allowed)
    assert isinstance(checked.verify(token("RS256"), now=NOW), Refused)


def test_a_file_that_does_not_read_changes_nothing(tmp_path, caplog):
    path, clock = tmp_path / "keys.json", Clock()
    write(path, json.dumps(key_set()))
    source = KeySetFile(path, clock=clock)
    held = source.current()
    for text in ("{", "[]", "{}", '{"keys": 1}'):
        write(path, text)
        clock.now += 1
        assert source.current() is held
    path.unlink()
    clock.now += 1
    assert source.current() is held
    assert "the one from before stays" in caplog.text
    write(path, json.dumps(key_set("ES256", "RS256")))
    clock.now += 1
    assert source.after_unknown_kid("x") is not held


def test_without_a_file_there_are_no_keys(tmp_path):
    answer = KeySetFile(tmp_path / "absent.json").current()
    assert isinstance(answer, Refused)
    assert answer.reason.code == "key.set_unavailable"
    assert answer.evidence["defect"] == "FileNotFoundError"


def test_secrets_are_read_only_on_purpose(tmp_path):
    path = tmp_path / "keys.json"
    write(path, json.dumps(secret_jwk(bytes(range(32)))))
    answer = KeySetFile(path).current()
    assert isinstance(answer, Refused)
    assert answer.reason.code == "key.set_holds_private_keys"
    assert isinstance(KeySetFile(path, private_allowed=True).current(), KeySet)

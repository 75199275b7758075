from __future__ import annotations

import json
from pathlib import Path

from assay.cli import main
from evidence import SECRET, claims, jwt

TOKEN = jwt(claims(exp=1), alg="HS256", key=SECRET.encode())


def test_a_saved_bundle_holds_no_credential_and_is_explained_alike(tmp_path: Path, capsys) -> None:
    place, secret = tmp_path / "evidence.json", tmp_path / "secret"
    secret.write_text(SECRET)
    assert main(["explain", TOKEN, "--secret-file", str(secret), "--json", "--save", str(place)]) == 1
    first = json.loads(capsys.readouterr().out)
    text = place.read_text()
    assert SECRET not in text
    assert TOKEN.rpartition(".")[2] not in text
    assert place.stat().st_mode & 0o077 == 0
    assert main(["explain", "--bundle", str(place), "--json"]) == 1
    again = json.loads(capsys.readouterr().out)
    assert [cause["code"] for cause in again["causes"]] == [cause["code"] for cause in first["causes"]]
    assert again["checks"] == first["checks"]


def test_secrets_stay_only_where_they_are_asked_for(tmp_path: Path, capsys) -> None:
    place = tmp_path / "evidence.json"
    main(["explain", TOKEN, "--save", str(place), "--save-secrets"])
    assert json.loads(place.read_text())["credential"]["token"] == TOKEN
    assert "keep it to yourself" in capsys.readouterr().err


def test_a_bundle_is_redacted_by_saving_it_again(tmp_path: Path, capsys) -> None:
    raw, place = tmp_path / "raw.json", tmp_path / "shown.json"
    raw.write_text(json.dumps({"assay_bundle": 1, "environment": {"DB_PASSWORD": "Tr0ub4dor-and-three"}}))
    main(["explain", "--bundle", str(raw), "--save", str(place)])
    assert "Tr0ub4dor" not in place.read_text()
    assert main(["explain", "--bundle", str(raw), str(raw), "--save", str(place)]) == 2


def test_a_place_that_cannot_be_written_is_a_fault_of_the_call(tmp_path: Path, capsys) -> None:
    assert main(["explain", TOKEN, "--save", str(tmp_path / "absent" / "file")]) == 2
    assert "cannot be written" in capsys.readouterr().err

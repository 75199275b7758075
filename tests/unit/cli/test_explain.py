from __future__ import annotations

import asyncio
import io
import json
import os
import subprocess
import sys
from base64 import b64encode

import pytest

from assay.cli import main
from assay.formats import opaque_token
from evidence import NOW, bundle, claims, jwk, jwt, rsa_key, verifier, when

SOUND = jwt(claims(exp=NOW + 4_000_000_000))
EXPIRED = jwt(claims(iat=NOW - 7200, exp=NOW - 3600))
SIGNATURE = SOUND.rsplit(".", 1)[1]


def run(capsys, *arguments):
    status = main(["explain", *arguments])
    return status, capsys.readouterr()


def test_an_expired_token_is_refused_with_its_reason(capsys):
    status, out = run(capsys, EXPIRED, "--at", when(), "--json")
    answer = json.loads(out.out)
    assert status == 1
    assert answer["verdict"] == "refused"
    assert "token.expired" in [reason["code"] for reason in answer["reasons"]]
    assert {"check": "signature", "outcome": "not_applicable"} in answer["checks"]


def test_the_status_says_what_the_output_says_where_something_else_was_lacking(capsys):
    told = (
        "An error occurred (AccessDenied) when calling the PutObject operation: User: arn:aws:iam::123456789012:user/bob is not "
        "authorized to perform: s3:PutObject because no identity-based policy allows the s3:PutObject action"
    )
    status, out = run(capsys, told, "--json")
    assert (status, json.loads(out.out)["verdict"]) == (0, "undecided")
    status, out = run(capsys, told)
    assert status == 1
    assert "REFUSED" in out.out


def test_an_unexpired_token_without_a_key_is_undecided(capsys):
    status, out = run(capsys, SOUND, "-o", "json")
    assert (status, json.loads(out.out)["verdict"]) == (0, "undecided")


def test_with_the_receivers_keys_a_sound_token_is_accepted(capsys, tmp_path):
    keys = tmp_path / "keys.json"
    keys.write_text(json.dumps({"keys": [jwk(rsa_key())]}))
    words = [
        "--jwks",
        str(keys),
        "--issuer",
        "https://id.example.org",
        "--audience",
        "https://api.example.org",
        "--at",
        str(NOW),
    ]
    status, out = run(capsys, jwt(), *words, "--json")
    assert (status, json.loads(out.out)["verdict"]) == (0, "accepted")


def test_a_single_jwk_and_a_pem_serve_as_key(capsys, tmp_path):
    from evidence import pem

    for name, text in (("key.json", json.dumps(jwk(rsa_key()))), ("key.pem", pem(rsa_key()))):
        file = tmp_path / name
        file.write_text(text)
        status, out = run(capsys, jwt(), "--key", str(file), "--at", str(NOW), "--json")
        assert (status, json.loads(out.out)["verdict"]) == (0, "accepted")


def test_a_token_comes_from_a_file_or_from_stdin(capsys, tmp_path, monkeypatch):
    file = tmp_path / "token"
    file.write_text(EXPIRED)
    assert run(capsys, f"@{file}", "--at", when())[0] == 1
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(EXPIRED.encode())))
    assert run(capsys, "-", "--at", when())[0] == 1


def test_an_error_text_needs_no_quotes(capsys):
    words = "The security token included in the request is expired"
    quoted, loose = run(capsys, words, "--json"), run(capsys, *words.split(), "--json")
    assert quoted[0] == loose[0] == 1
    assert [json.loads(each[1].out)["verdict"] for each in (quoted, loose)] == ["refused", "refused"]


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"", "there is nothing to explain"),
        (b" \n\t", "there is nothing to explain"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0", "is no text"),
    ],
)
def test_what_is_no_text_is_said_to_be_none(capsys, tmp_path, raw, said):
    file = tmp_path / "input"
    file.write_bytes(raw)
    status, out = run(capsys, f"@{file}")
    assert status == 2
    assert said in out.err


def test_one_input_at_a_time(capsys):
    status, out = run(capsys, "@one", "@two")
    assert status == 2
    assert "--bundle" in out.err


def test_a_token_is_found_inside_a_curl_command(capsys, tmp_path):
    file = tmp_path / "pasted"
    file.write_text(f"curl -H 'Authorization: Bearer {EXPIRED}' https://api.example.org/\n")
    status, out = run(capsys, f"@{file}", "--at", when(), "--json")
    assert status == 1
    assert json.loads(out.out)["causes"][0]["code"] == "jwt.expired_not_refreshed"


@pytest.mark.parametrize(
    "code", ["token.expired", "jwt.kid_missing", "aws.session_token_missing", "client.secret_mismatch"]
)
def test_a_known_code_prints_its_record(capsys, code):
    status, out = run(capsys, code)
    assert status == 0
    assert code in out.out
    status, out = run(capsys, code, "--json")
    assert json.loads(out.out)["code"] == code


def test_an_unknown_code_names_the_nearest_and_ends_with_6(capsys):
    status, out = run(capsys, "token.expried")
    assert status == 6
    assert "token.expired" in out.err


def test_our_own_tokens_are_known_offline_and_a_damaged_one_is_told(capsys):
    token = opaque_token.encode(opaque_token.REFRESH_TOKEN, bytes(range(53)))
    status, out = run(capsys, token)
    assert status == 0
    assert "a refresh token of Assay, intact" in out.out
    assert token not in out.out
    damaged = token[:-1] + ("A" if token[-1] != "A" else "B")
    assert "damaged" in run(capsys, damaged)[1].out


def test_the_page_never_shows_the_credential(capsys):
    for arguments in ((SOUND,), (SOUND, "--json"), (EXPIRED, "--at", when())):
        out = run(capsys, *arguments)[1]
        assert SIGNATURE not in out.out
        assert SOUND not in out.out + out.err


def test_the_page_has_verdict_checks_claims_and_a_time_line(capsys):
    page = run(capsys, EXPIRED, "--at", when())[1].out
    assert page.startswith("x REFUSED")
    for part in ("jwt.expired_not_refreshed", "fix", "who", "x expiry", "lifetime", '"https://id.example.org"'):
        assert part in page


def test_a_token_that_still_works_is_called_dangerous_to_paste(capsys):
    warning = "whoever has it can use it"
    assert warning in run(capsys, SOUND)[1].out
    assert warning in run(capsys, SOUND, "--html")[1].out
    assert warning not in run(capsys, EXPIRED, "--at", when())[1].out


def test_the_html_page_is_one_file_without_script_address_or_credential(capsys):
    nasty = jwt(claims(sub="<script>alert(1)</script>", iss='https://x.example/"><img src=x onerror=y>'))
    status, out = run(capsys, nasty, "--html", "--issuer", 'https://id.example/"><b x', "--at", str(NOW))
    assert status == 1
    assert out.out.startswith("<!doctype html>")
    for absent in ("<script", "<img", "<b x", "src=x>", nasty, nasty.rsplit(".", 1)[1]):
        assert absent not in out.out
    assert "Content-Security-Policy" in out.out


def test_the_html_page_is_made_of_one_bundle_only(capsys, tmp_path):
    name = str(tmp_path / "bundle.json")
    (tmp_path / "bundle.json").write_text(json.dumps(bundle()))
    assert run(capsys, "--bundle", name, "--html")[1].out.startswith("<!doctype html>")
    assert run(capsys, "--bundle", name, name, "--html")[0] == 2


def test_control_characters_in_claims_do_not_reach_the_terminal(capsys):
    nasty = jwt(claims(sub="\x1b]0;owned\x07\x1b[2J", iss="https://\u202eevil\r\nFake: line"))
    page = run(capsys, nasty, "--issuer", "https://x\x1b[31m", "--at", str(NOW))[1].out
    assert not [ch for ch in page if not ch.isprintable() and ch != "\n"]
    assert "\nFake" not in page


def test_bundles_are_answered_one_per_line_in_their_order(capsys, tmp_path):
    files = []
    for name, document in (
        ("a", bundle(credential={"token": EXPIRED}, symptom="jwt expired")),
        ("b", bundle(credential={"token": jwt()}, verifier=verifier())),
        ("c", {"not": "a bundle"}),
        ("d", bundle(credential={"token": EXPIRED}, symptom="jwt expired")),
    ):
        file = tmp_path / f"{name}.json"
        file.write_text(json.dumps(document))
        files.append(str(file))
    status, out = run(capsys, "--bundle", *files, "--json")
    answers = [json.loads(line) for line in out.out.splitlines()]
    assert status == 2
    assert [answer["verdict"] for answer in answers] == ["refused", "accepted", "undecided", "refused"]
    assert "fault" in answers[2]
    assert run(capsys, "--bundle", files[0], "--json")[0] == 1
    assert run(capsys, "--bundle", files[1], "--json")[0] == 0


@pytest.mark.parametrize(
    "content", [b"", b"{", b"\xff\xfe", b"[1]", b'{"assay_bundle": 2}', b"[" * 100_000, b'{"assay_bundle": true}']
)
def test_what_is_no_bundle_gets_a_line_and_status_2(capsys, tmp_path, content):
    file = tmp_path / "x.json"
    file.write_bytes(content)
    status, out = run(capsys, "--bundle", str(file), "--json")
    assert status == 2
    assert json.loads(out.out) == {"verdict": "undecided", "causes": [], "fault": json.loads(out.out)["fault"]}


def test_a_missing_bundle_file_gets_a_line_and_status_2(capsys, tmp_path):
    status, out = run(capsys, "--bundle", str(tmp_path / "none.json"), "--json")
    assert (status, json.loads(out.out)["verdict"]) == (2, "undecided")


@pytest.mark.parametrize(
    "words",
    [[], ["--at", "yesterday", "x"], ["--leeway", "soon", "x"], ["@/does/not/exist"], ["--refusal", "nonsense"]],
)
def test_words_that_are_off_end_with_2(capsys, words):
    assert run(capsys, *words)[0] == 2


@pytest.fixture
def server_folder(tmp_path):
    """A store with one refusal record, as a server leaves it."""
    from assay.app.configuration.loading import Sources
    from assay.app.first_start import Doors, secrets_of
    from assay.app.key_encryption import open_sealer
    from assay.app.settings import load_settings
    from assay.app.store import open_store
    from assay.model.refusal_record import RefusalRecord
    from assay.outbound.system import system_clock, system_entropy
    from assay.server.refusals.refusal_ids import RefusalIds

    key = tmp_path / "key"
    key.write_bytes(b64encode(os.urandom(32)))
    key.chmod(0o600)
    (tmp_path / "assay.toml").write_text(
        'issuer = "http://localhost:8400"\ndatabase_url = "sqlite:assay.db"\nkey_encryption_key_file = "key"\n'
    )
    config = str(tmp_path / "assay.toml")
    loaded = load_settings(Sources(config=config, environment={}))

    async def prepare():
        store = open_store(loaded, system_clock)
        try:
            doors = Doors(store, open_sealer(loaded), system_clock, system_entropy)
            secrets = await secrets_of(doors)
            refusal_id = RefusalIds(secrets.refusal_id, system_entropy).random()
            store.refusal_records.put(
                RefusalRecord(refusal_id, "client.secret_mismatch", float(NOW), "token", claimed_client_id="web")
            )
            await asyncio.sleep(0.3)
        finally:
            await store.maintenance.close()
        return refusal_id

    return config, asyncio.run(prepare())


def test_a_refusal_is_read_from_the_local_store(capsys, server_folder):
    config, refusal_id = server_folder
    status, out = run(capsys, "--refusal", refusal_id, "--config", config, "--json")
    answer = json.loads(out.out)
    assert status == 1
    assert answer["refusal"]["id"] == refusal_id
    assert answer["reasons"][0]["code"] == "client.secret_mismatch"
    page = run(capsys, "--refusal", refusal_id, "--config", config)[1].out
    assert "client.secret_mismatch" in page


def test_a_refusal_that_is_not_there_ends_with_6(capsys, server_folder):
    config, refusal_id = server_folder
    other = refusal_id[:-2] + ("aa" if not refusal_id.endswith("aa") else "ae")
    assert run(capsys, "--refusal", other, "--config", config)[0] in {2, 6}


def test_explaining_a_token_loads_no_cryptography_and_no_server():
    code = (
        "import sys; from assay.cli import main; main(['explain', sys.argv[1]]);"
        "bad = [m for m in sys.modules if m.split('.')[0] in"
        " {'cryptography', 'msgspec', 'jinja2', 'uvicorn', 'socket', 'ssl', 'asyncio', 'sqlite3', 'http'}"
        " or m == 'assay.diagnosis.facts.aws'];"
        "sys.exit(repr(bad) if bad else 0)"
    )
    done = subprocess.run([sys.executable, "-c", code, SOUND], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr

"""The diagnosis itself under attack: A270 to A275 and A278 of the security bar, by number.

A276 and A277 are about the auditor, which does not exist yet.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from itertools import combinations
from pathlib import Path

import pytest

from answering import Answering
from assay.cli import main
from evidence import AWS_SECRET, KEY_ID, SENTENCE, answer_to, bundle, claims, jwk, jwt, rsa_key, verifier

_WATCHED = """
import os, sys

def watch(event, arguments):
    if event.startswith(("socket.", "urllib.", "http.client", "subprocess.", "os.exec", "os.posix_spawn", "os.system")):
        os.write(2, f"WATCHED {event}\\n".encode())
        os._exit(99)

sys.addaudithook(watch)
from assay.cli import main
sys.exit(main(sys.argv[1:]))
"""


def watched(*words: str, given: str = "", home: Path | None = None) -> subprocess.CompletedProcess[str]:
    """A command line in a process that ends with 99 when it opens a socket or starts a program."""
    variables = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    if home is not None:
        variables |= {"HOME": str(home), "AWS_ACCESS_KEY_ID": KEY_ID, "AWS_SECRET_ACCESS_KEY": AWS_SECRET}
    return subprocess.run(
        [sys.executable, "-c", _WATCHED, "explain", *words],
        input=given,
        env=variables,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


HOSTILE = jwt(
    claims(iss="http://127.0.0.1:9/iss"),
    jku="http://127.0.0.1:9/jku",
    x5u="http://127.0.0.1:9/x5u",
    jwk={"kty": "oct", "k": "AAAA"},
)
CURL = "> GET /v1 HTTP/1.1\n> Host: 127.0.0.1:9\n> Authorization: Bearer {}\n> \n< HTTP/1.1 401 Unauthorized\n< \n"
HAR = {
    "log": {
        "entries": [
            {
                "startedDateTime": "2026-11-24T10:00:00Z",
                "request": {"method": "GET", "url": "http://127.0.0.1:9/", "headers": [{"name": "Authorization", "value": f"Bearer {HOSTILE}"}]},
                "response": {"status": 401, "headers": [], "content": {"text": "no"}},
            }
        ]
    }
}  # fmt: skip
FORMS = {
    "a token": HOSTILE,
    "curl output": CURL.format(HOSTILE),
    "a curl command": f"curl -H 'Authorization: Bearer {HOSTILE}' http://127.0.0.1:9/",
    "raw HTTP": f"GET http://127.0.0.1:9/ HTTP/1.1\nAuthorization: Bearer {HOSTILE}\n\nHTTP/1.1 401 x\n\n",
    "a HAR file": json.dumps(HAR),
    "an error text": f"jwt rejected: {HOSTILE} see http://127.0.0.1:9/",
    "a key set": json.dumps({"keys": [jwk(rsa_key())]}),
    "a sentence of AWS": SENTENCE,
}


@pytest.mark.parametrize("form", FORMS)
def test_a273_no_offline_form_opens_a_socket(form):
    for output in ("text", "json", "html"):
        words = ["--html"] if output == "html" else ["-o", output]
        done = watched("-", *words, given=FORMS[form])
        assert done.returncode in {0, 1}, done.stderr


def test_a273_a_bundle_and_aws_open_no_socket_and_start_no_program(tmp_path):
    file = tmp_path / "evidence.json"
    file.write_text(json.dumps(bundle(credential={"token": HOSTILE}, issuer={"url": "http://127.0.0.1:9"})))
    done = watched("--bundle", str(file), "--json")
    assert done.returncode in {0, 1}, done.stderr
    (tmp_path / ".aws").mkdir()
    (tmp_path / ".aws" / "config").write_text(
        "[profile p]\ncredential_process = /bin/false\n[profile q]\nsso_start_url = http://127.0.0.1:9\n"
    )
    for words in ([], ["--profile", "p"], ["--profile", "q"]):
        done = watched("aws", *words, "--json", home=tmp_path)
        assert done.returncode in {0, 1}, done.stderr


def test_a273_the_watch_itself_sees_a_socket():
    done = watched("--issuer", "http://127.0.0.1:9", "--online")
    assert done.returncode == 99
    assert "WATCHED socket." in done.stderr


def test_a273_addresses_in_a_token_are_not_followed_even_online(capsys):
    lure, issuer = Answering(lambda *_: (200, {}, b"{}")), Answering(lambda *_: (404, {}, b""))
    try:
        token = jwt(claims(iss=lure.url), jku=f"{lure.url}/jku", x5u=f"{lure.url}/x5u")
        main(["explain", token, "--online"])
        main(["explain", token, "--online", "--issuer", issuer.url])
    finally:
        lure.stop()
        issuer.stop()
    capsys.readouterr()
    assert lure.asked == []
    assert len(issuer.asked) == 2


def test_a271_a_live_token_is_warned_of_and_is_shown_nowhere(capsys):
    now = int(time.time())
    token = jwt(claims(iat=now, exp=now + 600))
    for words in ([], ["--html"], ["--json"]):
        main(["explain", token, *words])
        told = capsys.readouterr().out
        assert token.rsplit(".", 1)[1] not in told
        assert token.split(".")[1] not in told
        assert words == ["--json"] or "has not expired" in told


MARKUP = "<script>alert(1)</script><img src=x onerror=alert(2)>"
STEERING = "\x1b]0;owned\x07\x1b[2J\x9b31m\u202e\r\n$(touch owned)`touch owned`"


@pytest.mark.parametrize("text", [MARKUP, STEERING, MARKUP + STEERING])
def test_a272_a278_what_a_token_says_is_data_in_every_output(capsys, text):
    now = int(time.time())
    token = jwt(claims(iss=text, aud=[text], sub=text, exp=now - 60) | {text: text}, kid=text, typ=text)
    for words in ([], ["--html"], ["--json"]):
        status = main(["explain", token, "--issuer", "https://id.example.org", "--audience", "a", *words])
        told = capsys.readouterr().out
        assert status == 1
        assert not {"\x1b", "\x07", "\x9b", "\u202e", "\r"} & set(told)
        assert words != ["--html"] or ("<script" not in told and "<img" not in told)


def test_a278_metadata_of_a_named_issuer_is_data_as_well(capsys):
    document = {"issuer": MARKUP + STEERING, "jwks_uri": STEERING, "scopes_supported": [MARKUP]}
    server = Answering(
        lambda *_: (200, {"Date": STEERING.encode("ascii", "ignore").hex()}, json.dumps(document).encode())
    )
    try:
        for words in ([], ["--html"], ["--json"]):
            main(["explain", "--issuer", server.url, "--online", *words])
            told = capsys.readouterr()
            assert not {"\x1b", "\x07", "\x9b", "\u202e", "\r"} & set(told.out + told.err)
            assert words != ["--html"] or ("<script" not in told.out and "<img" not in told.out)
    finally:
        server.stop()


def test_a275_only_secrets_that_the_person_gave_are_tried():
    """There is no list of secrets: a token under a well-known weak one is not opened by itself."""
    evidence = bundle(credential={"token": jwt(alg="HS256", key=b"secret")}, settings={"NODE_ENV": "production"})
    assert dict(answer_to(evidence).checks)["signature"] == "not_applicable"


NOW = 1_790_000_000
FAULTS = {
    "token.expired": lambda body, head, view: body.update(iat=NOW - 7200, exp=NOW - 3600),
    "token.not_yet_valid": lambda body, head, view: body.update(nbf=NOW + 3000),
    "token.issuer_mismatch": lambda body, head, view: body.update(iss="https://other.example.org"),
    "token.audience_mismatch": lambda body, head, view: body.update(aud="https://other-api.example.org"),
    "token.algorithm_not_allowed": lambda body, head, view: view.update(algorithms=["ES256"]),
    "key.kid_unknown": lambda body, head, view: head.update(kid="another"),
}


def found_reasons(*faults: str) -> list[str]:
    body, head, view = claims(), {}, verifier()
    for fault in faults:
        FAULTS[fault](body, head, view)
    answer = answer_to(bundle(credential={"token": jwt(body, **head)}, verifier=view))
    assert answer.verdict == "refused"
    return [reason.code for reason in answer.reasons]


@pytest.mark.parametrize("fault", FAULTS)
def test_a274_one_fault_is_the_first_reason(fault):
    assert found_reasons(fault)[0] == fault


@pytest.mark.parametrize(("one", "other"), list(combinations(FAULTS, 2)))
def test_a274_of_two_faults_both_are_named(one, other):
    assert {one, other} <= set(found_reasons(one, other))

from __future__ import annotations

import json
import re
from base64 import b64decode, b64encode
from collections.abc import Iterator
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assay.diagnosis.answer import Answer
from assay.diagnosis.redaction.bounds import TooMuchEvidenceError
from assay.diagnosis.redaction.redacted import redacted
from assay.diagnosis.redaction.shapes import shape_of
from evidence import (
    AWS_SECRET,
    SECRET,
    SESSION_ID,
    SESSION_TOKEN,
    answer_to,
    api_call,
    bundle,
    claims,
    jwt,
    private_pem,
    rsa_key,
    token_call,
    verifier,
)

KEY = b"a key of the tests, thrown away!"
CAUSES = Path(__file__).resolve().parents[1] / "causes"
OPAQUE = "8Zq2pWv7LkT4nRx9sYb3HdGf"


def cases_of_the_causes() -> Iterator[Any]:
    """Every bundle of the causes' own tests."""
    for file in sorted(CAUSES.glob("test_*.py")):
        spec = spec_from_file_location(f"cases_{file.stem}", file)
        assert spec is not None
        assert spec.loader is not None
        module = module_from_spec(spec)
        spec.loader.exec_module(module)
        for name, cases in vars(module).items():
            if isinstance(cases, list):
                for number, case in enumerate(cases):
                    if (
                        isinstance(case, tuple)
                        and len(case) > 1
                        and isinstance(case[1], dict)
                        and "assay_bundle" in case[1]
                    ):
                        yield pytest.param(case[1], id=f"{file.stem}-{name}-{number}-{case[0]}")


CASES = list(cases_of_the_causes())


def gist(answer: Answer) -> tuple[str, ...]:
    first = answer.causes[0] if answer.causes else None
    return (answer.verdict, first.code if first else "", first.confidence if first else "")


def test_there_are_cases_to_try() -> None:
    assert len(CASES) > 150


@pytest.mark.parametrize("evidence", CASES)
def test_the_first_cause_is_the_same_without_the_secrets(evidence: dict[str, Any]) -> None:
    shown = json.loads(json.dumps(redacted(evidence, KEY)))
    assert gist(answer_to(shown)) == gist(answer_to(evidence))


@pytest.mark.parametrize("evidence", CASES)
def test_no_secret_of_the_tests_is_left(evidence: dict[str, Any]) -> None:
    before, after = json.dumps(evidence), json.dumps(redacted(evidence, KEY))
    signatures = {token.split(".")[2] for token in re.findall(r"eyJ[\w-]{8,}\.[\w-]+\.[\w-]{20,}", before)}
    lines = set(
        re.findall(
            r"[A-Za-z0-9+/]{64}", "".join(re.findall(r"-----BEGIN [A-Z ]*PRIVATE KEY-----(.*?)-----END", before))
        )
    )
    for secret in (AWS_SECRET, SECRET, SESSION_TOKEN, *signatures, *lines):
        assert secret not in after
        assert b64encode(secret.encode()).decode() not in after


def everywhere(secret: str) -> dict[str, Any]:
    """A bundle that holds one secret wherever a secret may stand."""
    basic = b64encode(f"web:{secret}".encode()).decode()
    return bundle(
        symptom=f"login failed: password={secret}",
        command=f"curl -u web:{secret} https://api.example.org",
        credential={"token": secret, "use": "refresh_token"},
        client={"client_id": "web", "client_secret": secret, "code_verifier": secret},
        verifier={"key": {"secret": secret}},
        environment={
            "API_PASSWORD": f'"{secret}"',
            "AWS_ACCESS_KEY_ID": SESSION_ID,
            "AWS_SECRET_ACCESS_KEY": secret + "\n",
        },
        settings={"db": {"password": secret}, "jwt": [{"kty": "oct", "k": secret}]},
        files={
            "~/.aws/credentials": f"[default]\naws_secret_access_key = {secret}\n",
            "secret.yaml": f"kind: Secret\ndata:\n  PASSWORD: {b64encode(secret.encode()).decode()}\n",
            "utf16.ini": {"base64": b64encode(f"[a]\npassword = {secret}\n".encode("utf-16")).decode()},
            "app.conf": f"  signing_key {secret};\n",
        },
        exchanges=[
            token_call(400, {"error": "invalid_client"}, basic=basic, client_secret=secret, refresh_token=secret),
            api_call(
                secret, headers={"Cookie": f"sid={secret}; a=b", "X-Api-Key": secret, "X-Amz-Security-Token": secret}
            ),
        ],
        log=[f"POST /token refresh_token={secret}", f"https://web:{secret}@db.example.org/"],
    )


@pytest.mark.parametrize(
    "secret",
    [
        OPAQUE,
        "assay_rt_" + OPAQUE,
        "pass/word+with=marks9",
        AWS_SECRET,
        "/begins/like/a/path/0AbCdEfGhIjKlMnOpQrSt1"[:40],
        "ünïcode-geheimnis-42",
    ],
)
def test_a_secret_goes_from_every_place_and_in_every_writing(secret: str) -> None:
    made = redacted(everywhere(secret), KEY)
    text = json.dumps(made, ensure_ascii=False) + "".join(
        b64decode(found + "==").decode("latin-1") for found in re.findall(r"[A-Za-z0-9+/]{16,}", json.dumps(made))
    )
    assert secret not in text
    assert secret not in b64decode(made["files"]["utf16.ini"]["base64"]).decode("utf-16")
    assert made["environment"]["AWS_ACCESS_KEY_ID"] == SESSION_ID


def test_one_secret_has_one_shape_with_its_length_and_its_marks() -> None:
    made = redacted(everywhere("Ab3$Cd4-Ef5 Gh6/Ij7"), KEY)
    shape = made["client"]["client_secret"]
    assert re.fullmatch(r"[A-Z][a-z]\d\$[A-Z][a-z]\d-[A-Z][a-z]\d [A-Z][a-z]\d/[A-Z][a-z]\d", shape)
    assert made["environment"]["AWS_SECRET_ACCESS_KEY"] == shape + "\n"
    assert made["settings"]["db"]["password"] == shape


def test_a_signature_is_taken_out_and_what_was_found_of_it_stays() -> None:
    token = jwt(claims())
    made = redacted(bundle(credential={"token": token}, verifier=verifier()), KEY)
    assert made["credential"]["token"].rpartition(".")[0] == token.rpartition(".")[0]
    assert made["credential"]["token"] != token
    assert made["redacted"]["signature"] == {
        "check": "passed",
        "outcome": "passed",
        "form": "as_configured",
        "key": "k1",
    }
    assert answer_to(made).verdict == "accepted"


def test_another_key_gives_another_shape() -> None:
    assert shape_of(AWS_SECRET, KEY) == shape_of(AWS_SECRET, KEY) != shape_of(AWS_SECRET, KEY[::-1])


def test_a_private_key_is_taken_out_of_a_setting() -> None:
    text = private_pem(rsa_key())
    made = redacted(bundle(settings={"JWT_PRIVATE_KEY": text}), KEY)["settings"]["JWT_PRIVATE_KEY"]
    assert made.splitlines()[0] == text.splitlines()[0]
    assert len(made) == len(text)
    assert not set(made.splitlines()[1:-1]) & set(text.splitlines()[1:-1])


def test_a_bundle_can_be_redacted_twice() -> None:
    once = redacted(everywhere(OPAQUE), KEY)
    twice = redacted(once, KEY[::-1])
    assert gist(answer_to(twice)) == gist(answer_to(once))


def test_every_token_of_a_long_text_is_taken_out() -> None:
    tokens = [jwt(claims(jti=str(number)), alg="HS256") for number in range(60)]
    made = redacted(bundle(files={"app.log": "\n".join(tokens)}), KEY)["files"]["app.log"]
    assert not [token for token in tokens if token.rpartition(".")[2] in made]


def test_what_is_not_searched_does_not_leave() -> None:
    deep: Any = OPAQUE
    for _ in range(60):
        deep = {"password": [deep]}
    made = redacted(
        bundle(settings=deep, log=["x"] * 5000 + [f"password={OPAQUE}"], symptom="y" * 400_000 + f" password={OPAQUE}"),
        KEY,
    )
    assert OPAQUE not in json.dumps(made)


def test_too_much_to_be_searched_is_not_saved() -> None:
    with pytest.raises(TooMuchEvidenceError):
        redacted(bundle(settings={"values": [str(number) for number in range(30_000)]}), KEY)
    with pytest.raises(TooMuchEvidenceError):
        redacted(
            bundle(
                log=[f"password=pass-{number:06}" for number in range(1900)],
                files={"a": "\n".join(f"password=pass-{number:06}" for number in range(3000))},
            ),
            KEY,
        )


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=40),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
        st.sampled_from(["credential", "token", "files", "base64", "environment", "settings", "password", "kty", "k", "exchanges", "request", "headers", "body", "log", "redacted", "signature"]),
        inner, max_size=5,
    ),
    max_leaves=20,
)  # fmt: skip


@pytest.mark.fuzz
@given(
    st.dictionaries(
        st.sampled_from(
            [
                "credential",
                "files",
                "environment",
                "settings",
                "exchanges",
                "log",
                "client",
                "verifier",
                "symptom",
                "redacted",
            ]
        ),
        JSON,
        max_size=6,
    )
)
@settings(deadline=None)
def test_no_document_raises(members: dict[str, Any]) -> None:
    answer_to(redacted(bundle(**members), KEY))

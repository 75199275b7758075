"""JSONTestSuite at the claims layer: what is no JSON is refused, what is JSON is given unchanged, nothing ends the process.

Stricter on purpose: repeated members, and anything but an object at the top.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from assay.formats.base64url import encode
from assay.formats.jose.jwt import read_jwt
from assay.formats.json import JsonDefect, parse_json
from vectors.conftest import folder

ROOT = folder("json/JSONTestSuite", "github.com/nst/JSONTestSuite")
PARSING = sorted((ROOT / "test_parsing").glob("*.json"))
TRANSFORM = sorted((ROOT / "test_transform").glob("*.json"))


def claims_of(octets: bytes):
    header = encode(b'{"alg":"ES256"}')
    return read_jwt(header + b"." + encode(octets) + b".AAAA", limit=500_000)


def test_the_suite_is_whole():
    assert len(PARSING) == 318
    assert len(TRANSFORM) == 22


@pytest.mark.parametrize("file", PARSING, ids=lambda file: file.name)
def test_the_claims_layer_answers_as_labelled(file):
    octets = file.read_bytes()
    value, defect = parse_json(octets), claims_of(octets).defects.get("payload")
    label = file.name[0]
    if label == "n":
        assert isinstance(value, JsonDefect)
        assert defect is not None
    elif label == "y":
        if "duplicated_key" in file.name:
            assert value.kind == "member_repeated"
            assert defect.reason.code == "token.json_member_repeated"
        else:
            assert value == json.loads(octets)
            assert (defect is None) == isinstance(value, dict)
    elif not isinstance(value, JsonDefect):  # either answer; what is given must be what stands there
        assert json.loads(json.dumps(value)) == json.loads(octets)


@pytest.mark.parametrize("file", TRANSFORM, ids=lambda file: file.name)
def test_no_value_is_changed_silently(file):
    octets = file.read_bytes()
    value = parse_json(octets)
    if isinstance(value, JsonDefect):
        assert value.kind in {"member_repeated", "number", "surrogate", "not_utf8"}
    else:
        text = Path(file).read_text(encoding="utf-8")
        assert value == json.loads(text)
        if "number" in file.name and "." not in text and "e" not in text.lower():
            assert str(value[0]) == text.strip().strip("[]").replace("-0", "0")

"""Reads the Wycheproof files with the corrections of their labels."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from vectors.conftest import folder

ROOT = folder("wycheproof", "github.com/C2SP/wycheproof, testvectors_v1, as jose/, and overrides.json beside")


@dataclass(frozen=True)
class Vector:
    """One test of a file. `label` is valid, invalid, acceptable or policy; `key` the JWK or JWK set."""

    name: str
    label: str
    key: dict[str, Any]
    test: dict[str, Any]


def vectors(file: str) -> Iterator[Vector]:
    """Every test of a file; those to skip are left out."""
    corrected = {
        number: correction["use"]
        for correction in json.loads((ROOT / "overrides.json").read_text())["overrides"]
        if correction["file"] == file
        for number in correction["tcIds"]
    }
    for group in json.loads((ROOT / "jose" / file).read_text())["testGroups"]:
        for test in group["tests"]:
            label = corrected.get(test["tcId"], test["result"])
            if label != "skip":
                key = group.get("public") or group.get("private") or {}
                yield Vector(f"{test['tcId']} {test['comment']}", label, key, {**group, **test})


def compact(token: Any) -> str:
    """A token as text; those in JSON form are objects in the files."""
    return token if isinstance(token, str) else json.dumps(token)

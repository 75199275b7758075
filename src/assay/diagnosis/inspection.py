"""A pasted text and a few words about the receiver, as a bundle of evidence."""

from __future__ import annotations

from typing import Any

from assay.diagnosis.bundle import read_bundle
from assay.diagnosis.evidence.recognised import recognise
from assay.diagnosis.facts.gathered import Facts
from assay.diagnosis.facts.instants import show_instant
from assay.diagnosis.json_view import View, parse_json


def inspected_bundle(given: View) -> dict[str, Any]:
    """The bundle of a `ports.inspector.Pasted` as JSON.

    A token that names our own issuer is looked at as our own verifier would: with the published keys.
    """
    now = show_instant(given["now"].number or 0.0)
    document: dict[str, Any] = {"assay_bundle": 1, "now": now} | recognise(given["text"].text)
    view = {name: given[name].text for name in ("issuer", "audience") if given[name].text}
    keys = _key(given["keys"].text)
    ours = given["our_issuer"].text
    if not keys and view.get("issuer", ours) == ours and _issuer_of(document) == ours:
        view.setdefault("issuer", ours)
        keys = {"jwks": parse_json(given["our_keys"].text).raw}
    return document | {"verifier": View(document)["verifier"].mapping | view | ({"key": keys} if keys else {})}


def _issuer_of(document: dict[str, Any]) -> str:
    token = Facts(read_bundle(document)).token
    return token.issuer if token is not None and token.issuer else ""


def _key(text: str) -> dict[str, Any]:
    found = parse_json(text)
    if found.mapping:
        return {"jwks": found.raw if found.has("keys") else {"keys": [found.raw]}}
    return {"pem": text} if "-----BEGIN" in text else {}

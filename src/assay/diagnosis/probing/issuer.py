"""What to ask an issuer that the person named: its metadata, then its keys. Never an address that only a token names.

OpenID Connect Discovery 1.0 section 4, RFC 8414 section 3. Each answer brings the issuer's clock along (Date).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from assay.diagnosis.facts.instants import show_instant
from assay.diagnosis.json_view import View, parse_json
from assay.diagnosis.probing.probe import Probe, Probed, exchange_of_probe

_NOTHING = "nothing of yours is sent"


def next_issuer_probe(issuer: str, probed: Sequence[Probed]) -> Probe | None:
    """The next question, given the answers so far; None when enough is known or nobody answers."""
    metadata = _metadata(probed)
    if not metadata.mapping:
        if not probed:
            return Probe("metadata", "GET", _openid(issuer), _NOTHING, "what the issuer says of itself, and its clock")
        if len(probed) == 1 and probed[0].status:
            why = "the other place of its metadata, since the first answers no document"
            return Probe("metadata", "GET", _oauth(issuer), _NOTHING, why)
        return None
    uri = metadata["jwks_uri"].text
    if not uri or any(each.probe.kind == "keys" for each in probed):
        return None
    return Probe("keys", "GET", uri, _NOTHING, "the keys that the issuer publishes now")


def with_issuer_evidence(document: dict[str, Any], issuer: str, probed: Sequence[Probed]) -> dict[str, Any]:
    """The bundle with what was learnt. What the person gave stays; a question without an answer adds nothing: that this
    machine does not reach the issuer says nothing of the receiver.

    Without a key of the receiver the published ones count as its own: it expects this issuer. An issuer whose metadata names
    another one lends it none.
    """
    metadata = _metadata(probed)
    learnt: dict[str, Any] = {"url": issuer}
    if metadata.mapping:
        learnt["metadata"] = metadata.raw
    keys = next((each for each in probed if each.probe.kind == "keys" and each.status), None)
    if keys is not None:
        published = parse_json(keys.body)
        learnt |= {"jwks_status": keys.status, "jwks_fetched_at": show_instant(keys.at)}
        learnt |= {"jwks": published.raw} if published.has("keys") else {"jwks_body": keys.body}
    made = document | {"issuer": View(document)["issuer"].mapping | learnt}
    verifier = View(document)["verifier"].mapping
    if "jwks" in learnt and not verifier.get("key") and metadata["issuer"].text == issuer:
        made["verifier"] = verifier | {"key": {"jwks": learnt["jwks"]}}
    # Only documents that were found stand among the exchanges, before those of the person: a missing one is no refusal.
    found = [exchange_of_probe(each) for each in probed if each.probe.kind == "metadata" and each.status == 200]
    made["exchanges"] = [*found, *View(document)["exchanges"].items]
    return made


def _metadata(probed: Sequence[Probed]) -> View:
    for each in probed:
        if each.probe.kind == "metadata" and each.status == 200 and parse_json(each.body).mapping:
            return parse_json(each.body)
    return View()


def _openid(issuer: str) -> str:
    return issuer.rstrip("/") + "/.well-known/openid-configuration"


def _oauth(issuer: str) -> str:
    parts = urlsplit(issuer)
    return f"{parts.scheme}://{parts.netloc}/.well-known/oauth-authorization-server{parts.path.rstrip('/')}"

"""HMACs that the evidence shows to fit a secret are made again with the shape of the secret, so that they still fit.

Two kinds: signatures of webhooks over body, time and address, and Cognito's SECRET_HASH over a name and the client id.
"""

from __future__ import annotations

import hmac
from base64 import b64encode
from collections.abc import Callable, Iterator

from assay.diagnosis.causes.signatures import signed_texts
from assay.diagnosis.facts.gathered import Facts
from assay.diagnosis.facts.http import Request
from assay.diagnosis.json_view import leaves

_DIGESTS = ("sha256", "sha1", "sha512")
MAX_TEXTS = 400


def signatures_again(facts: Facts, apply: Callable[[str], str]) -> Iterator[tuple[str, str]]:
    """(signature as found, signature by the shape of the secret). `apply` replaces secrets in a text."""
    for exchange in facts.exchanges[-5:]:
        shown = "\n".join(value for _, value in exchange.request.headers)
        for _, secret in facts.secrets[:8]:
            for _, text in signed_texts(exchange.request):
                for digest in _DIGESTS:
                    for known, new in zip(
                        _written(secret, text, digest), _written(apply(secret), apply(text), digest), strict=True
                    ):
                        if known in shown:
                            yield known, new
    yield from _secret_hashes(facts, apply)


def _secret_hashes(facts: Facts, apply: Callable[[str], str]) -> Iterator[tuple[str, str]]:
    secret = facts.bundle.client["client_secret"].text
    client_id = facts.bundle.client["client_id"].text
    requests: tuple[Request, ...] = tuple(exchange.request for exchange in facts.exchanges[-5:])
    if (
        not secret
        or not client_id
        or not any("SECRET_HASH" in request.body or "SecretHash" in request.body for request in requests)
    ):
        return
    shown = "\n".join(request.body for request in requests)
    names = {value for request in requests for _, value in leaves(request.json.raw) if isinstance(value, str)}
    names |= {value for token in facts.tokens for _, value in leaves(token.claims.raw) if isinstance(value, str)}
    names |= {value for _, value in leaves(facts.bundle.settings.raw) if isinstance(value, str)}
    for name in sorted(names)[:MAX_TEXTS]:
        known, new = (_written(each, name + client_id, "sha256")[1] for each in (secret, apply(secret)))
        if known in shown:
            yield known, new


def _written(secret: str, text: str, digest: str) -> tuple[str, str]:
    mac = hmac.digest(secret.encode("utf-8", "surrogatepass"), text.encode("utf-8", "surrogatepass"), digest)
    return mac.hex(), b64encode(mac).decode("ascii")

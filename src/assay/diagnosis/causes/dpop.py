"""Proofs of possession (RFC 9449): proof against request, token and nonce."""

from __future__ import annotations

import hashlib
import re
from base64 import urlsafe_b64encode
from collections.abc import Callable

from assay.diagnosis.causes.cause import Cause, Sighting, Who, proves, suggests
from assay.diagnosis.facts.gathered import Facts
from assay.diagnosis.facts.http import Exchange, split_url
from assay.diagnosis.facts.quoting import quoted
from assay.diagnosis.facts.token_form import TokenForm
from assay.diagnosis.masks import is_stand_in

_DPOP = r"dpop|\bhtu\b|\bath\b|\bhtm\b|proof"


def _exchange(facts: Facts) -> Exchange | None:
    """The refused exchange that carries (or should carry) a proof, as the client saw it."""
    candidates = [one for one in facts.exchanges if one.refused]
    with_proof = [one for one in candidates if one.request.header("dpop")]
    by_client = [one for one in with_proof if one.seen_by not in {"server", "application"}]
    return (by_client or with_proof or candidates or list(facts.exchanges[-1:]) or [None])[-1]  # type: ignore[list-item]


def _proof(facts: Facts) -> TokenForm | None:
    exchange = _exchange(facts)
    header = exchange.request.header("dpop") if exchange is not None else None
    if header:
        return TokenForm(header, "the DPoP header")
    return TokenForm(facts.bundle.token, "the credential") if facts.bundle.use == "dpop_proof" else None


def _access_token(facts: Facts) -> tuple[str, str]:
    """(scheme, token) of the Authorization header of that exchange."""
    exchange = _exchange(facts)
    scheme, _, token = ((exchange.request.header("authorization") or "") if exchange is not None else "").partition(" ")
    return scheme, token.strip()


def _refused(facts: Facts) -> bool:
    exchange = _exchange(facts)
    return exchange is not None and exchange.refused


def _ath_missing(facts: Facts) -> Sighting | None:
    proof = _proof(facts)
    scheme, token = _access_token(facts)
    if proof is None or not proof.claims.mapping or proof.claims.has("ath") or not _refused(facts):
        return None
    if token and scheme.lower() in {"dpop", "bearer"}:
        seen = "the proof goes with an access token and has no ath"
        return suggests(seen, weight=60) if _passed_so(facts, _lacks_ath) else proves(seen, weight=92)
    return suggests("the proof has no ath", weight=74) if facts.says(r"\bath\b") else None


def _ath_differs(facts: Facts) -> Sighting | None:
    proof = _proof(facts)
    _, token = _access_token(facts)
    if proof is None or not token or not proof.claims["ath"].text:
        return None
    right = (
        urlsafe_b64encode(hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()).rstrip(b"=").decode("ascii")
    )
    if proof.claims["ath"].text == right:
        return None
    if is_stand_in(token):
        return None  # nobody knows what was sent
    return proves(
        f"ath is {quoted(proof.claims['ath'].text)}", f"the hash of the token as sent is {quoted(right)}", weight=93
    )


def _lacks_ath(exchange: Exchange) -> bool:
    claims = TokenForm(exchange.request.header("dpop") or "", "the DPoP header").claims
    return bool(claims.mapping) and not claims.has("ath")


def _passed_so(facts: Facts, odd: Callable[[Exchange], bool]) -> bool:
    """Whether the same server took the same token in a request in which the same was odd."""
    refused = _exchange(facts)
    sent = refused.request.header("authorization") if refused is not None else None
    return bool(sent) and any(
        one.succeeded
        and one.request.host == refused.request.host
        and one.request.header("authorization") == sent
        and odd(one)
        for one in facts.exchanges
        if refused is not None
    )


def _plain(url: str) -> tuple[str, str, int | None, str]:
    parts = split_url(url)
    usual = {"https": 443, "http": 80}.get(parts.scheme)
    return (
        parts.scheme,
        (parts.hostname or "").lower(),
        None if parts.port == usual else parts.port,
        parts.path.rstrip("/"),
    )


def _htu(facts: Facts) -> Sighting | None:
    proof = _proof(facts)
    htu = proof.claims["htu"].text if proof is not None else ""
    exchange = _exchange(facts)
    if not htu or exchange is None or not exchange.refused:
        return None
    right = _plain(exchange.request.url) == _plain(htu)
    seen = [f"htu is {quoted(htu)}"]
    for inner in facts.exchanges:
        if (
            inner.seen_by in {"server", "application", "backend"}
            and (inner.request.header("dpop") or facts.says(r"\bhtu\b"))
            and _plain(inner.request.url) != _plain(htu)
        ):
            host = inner.request.header("host")
            seen.append(f"the server sees {quoted(inner.request.url)}")
            seen += [f"its Host header is {quoted(host)}"] if host else []
            # A proof for another URL than the client called is refused without any proxy.
            wrong = exchange is not inner and not right and exchange.seen_by not in {"proxy", "server", "application"}
            passed = any(one.succeeded and one.request.url == inner.request.url for one in facts.exchanges)
            return suggests(*seen, weight=66) if wrong or passed else proves(*seen, weight=93)
    if (
        exchange.seen_by in {"client", "browser"}
        and right
        and facts.says(r"\bhtu\b|http ur[il]|url mismatch|uri mismatch|ur[il] (?:does not|doesn't) match")
    ):
        return suggests(*seen, "the client called exactly this URL, and the refusal is about the URL", weight=84)
    if not right and exchange.seen_by in {"client", ""}:
        return suggests(*seen, f"the request went to {quoted(exchange.request.url.partition('?')[0])}", weight=66)
    return None


def _nonce(facts: Facts) -> Sighting | None:
    exchange, proof = _exchange(facts), _proof(facts)
    if exchange is None or not exchange.refused or proof is None:
        return None
    given, sent = exchange.response.header("dpop-nonce"), proof.claims["nonce"].text
    wants = facts.oauth.said("use_dpop_nonce") or facts.says(r"nonce")
    if given and given != sent and (wants or sent):
        what = f"the proof's nonce is {quoted(sent)}" if sent else "the proof has no nonce"
        # Some servers hand out the next nonce with every answer.
        told = _says_nonce(exchange) or re.search("nonce", facts.symptom, re.IGNORECASE)
        sure = told or (facts.says(_DPOP) and not _given_before(facts, exchange, sent))
        seen = what, f"the answer gives {quoted(given)}"
        return proves(*seen, weight=93) if sure else suggests(*seen, weight=70)
    return suggests("the refusal asks for another nonce", weight=80) if wants else None


def _says_nonce(exchange: Exchange) -> bool:
    answer = exchange.response
    return any("nonce" in text.lower() for text in (answer.body[:4_000], *answer.all("www-authenticate")))


def _given_before(facts: Facts, exchange: Exchange, nonce: str) -> bool:
    """Whether the proof has the newest nonce that the server had given until then."""
    earlier = [one for one in facts.exchanges if (one.moment or 0) < (exchange.moment or 0)]
    given = [one.response.header("dpop-nonce") for one in earlier if one.request.host == exchange.request.host]
    return bool(nonce) and nonce == next((one for one in reversed(given) if one), "")


def _missing(facts: Facts) -> Sighting | None:
    exchange = _exchange(facts)
    scheme, token = _access_token(facts)
    form = TokenForm(token or facts.bundle.token, "the Authorization header")
    bound = form.claims["cnf"].has("jkt")
    if not bound or exchange is None or not exchange.refused:
        return None
    if not exchange.request.header("dpop"):
        seen = "the token is bound to a key (cnf.jkt), and the request has no DPoP header"
        # Who finds fault with what stands in a proof was sent one, though the record does not show it.
        read = facts.says(r"\bhtu\b|\bath\b|\bhtm\b|nonce|url mismatch")
        if read:
            return suggests(seen, weight=55)
        # What a record without its headers, or a call without this token, carried is not shown.
        shown = bool(token) and not _passed_so(facts, lambda one: not one.request.header("dpop"))
        return proves(seen, weight=93) if shown else suggests(seen, weight=66)
    if scheme.lower() == "bearer":
        seen = "the token is bound to a key (cnf.jkt), and the header says Bearer instead of DPoP"
        return suggests(seen, weight=60) if _passed_so(facts, lambda _: True) else proves(seen, weight=92)
    return None


CAUSES = (
    Cause("oauth.dpop_proof_missing", Who.CALLER, "The token is bound to a key, and the request proves no possession of it",
          ("Send a DPoP proof with each request, and 'Authorization: DPoP TOKEN'.",),
          "Look for cnf.jkt in the token and for the DPoP header.", _missing,
          explains_away=("oauth.dpop_ath_missing", "jwt.verifier_bug", "oauth.bearer_scheme_case")),
    Cause("oauth.dpop_ath_missing", Who.CALLER, "The proof lacks ath, the hash of the access token",
          ("Add ath = base64url(SHA-256(access token)) to proofs that go with a token; upgrade the client.",),
          "Decode the proof.", _ath_missing,
          explains_away=("oauth.dpop_htu_behind_proxy", "jwt.verifier_bug", "jwt.kid_missing")),
    Cause("oauth.dpop_ath_mismatch", Who.CALLER, "The proof's ath is not the hash of the token that is sent",
          ("Hash the token's text exactly as it stands in the Authorization header.",),
          "Hash the token and compare.", _ath_differs,
          explains_away=("oauth.dpop_htu_behind_proxy", "jwt.verifier_bug", "jwt.kid_missing")),
    Cause("oauth.dpop_nonce_stale", Who.CALLER, "The server wants a proof with its newest nonce",
          ("Repeat the request once with the nonce of the DPoP-Nonce header, and keep it for the next.",),
          "Compare the proof's nonce with the DPoP-Nonce header of the answer.", _nonce,
          explains_away=("oauth.dpop_htu_behind_proxy", "oauth.dpop_ath_missing", "jwt.verifier_bug", "oauth.grant_revoked")),
    Cause("oauth.dpop_htu_behind_proxy", Who.PROXY, "Behind the proxy the server rebuilds another URL than the proof's htu",
          ("Forward Host and X-Forwarded-Proto, and let the server trust them.", "Or set the server's public URL."),
          "Compare htu with the URL that the server logs.", _htu,
          explains_away=("jwt.verifier_bug", "jwt.kid_missing")),
)  # fmt: skip

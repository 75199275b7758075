"""Proofs of possession (RFC 9449): proof against request, token and nonce."""

from __future__ import annotations

import hashlib
from base64 import urlsafe_b64encode

from assay.diagnosis.causes.cause import Cause, Sighting, Who, proves, suggests
from assay.diagnosis.facts.gathered import Facts
from assay.diagnosis.facts.http import Exchange, split_url
from assay.diagnosis.facts.quoting import quoted
from assay.diagnosis.facts.token_form import TokenForm

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
        return proves("the proof goes with an access token and has no ath", weight=92)
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
    return proves(
        f"ath is {quoted(proof.claims['ath'].text)}", f"the hash of the token as sent is {quoted(right)}", weight=93
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
    seen = [f"htu is {quoted(htu)}"]
    for inner in facts.exchanges:
        if (
            inner.seen_by in {"server", "application", "backend"}
            and (inner.request.header("dpop") or facts.says(r"\bhtu\b"))
            and _plain(inner.request.url) != _plain(htu)
        ):
            host = inner.request.header("host")
            return proves(
                *seen,
                f"the server sees {quoted(inner.request.url)}",
                *((f"its Host header is {quoted(host)}",) if host else ()),
                weight=93,
            )
    if (
        exchange.seen_by in {"client", "browser"}
        and _plain(exchange.request.url) == _plain(htu)
        and facts.says(r"\bhtu\b|http ur[il]|url mismatch|uri mismatch|ur[il] (?:does not|doesn't) match")
    ):
        return suggests(*seen, "the client called exactly this URL, and the refusal is about the URL", weight=84)
    if _plain(exchange.request.url) != _plain(htu) and exchange.seen_by in {"client", ""}:
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
        return proves(what, f"the answer gives {quoted(given)}", weight=93)
    return suggests("the refusal asks for another nonce", weight=80) if wants else None


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
        return suggests(seen, weight=55) if read else proves(seen, weight=93)
    if scheme.lower() == "bearer":
        return proves("the token is bound to a key (cnf.jkt), and the header says Bearer instead of DPoP", weight=92)
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

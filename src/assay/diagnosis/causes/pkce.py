"""Proof Key for Code Exchange (RFC 7636): the verifier of the token request against the challenge before it."""

from __future__ import annotations

import hashlib
import re
from base64 import urlsafe_b64encode

from assay.diagnosis.causes.cause import Cause, Sighting, Who, proves, suggests
from assay.diagnosis.facts.gathered import Facts
from assay.diagnosis.facts.http import Exchange
from assay.diagnosis.facts.oauth import code_of, parameters_of_location
from assay.diagnosis.masks import is_masked

_UNRESERVED = re.compile(r"^[A-Za-z0-9._~-]*$")
_PKCE = r"pkce|code_?verifier|code_?challenge|verifier|aadsts501481|proof key"


_SAYS_MISSING = (
    r"code[_ ]?verifier\b.{0,40}(?:missing|required|not (?:provided|present|specified|sent|supplied|found))"
    r"|(?:missing|required|without|no|lacks)\b.{0,24}code[_ ]?verifier"
)
_SAYS_MALFORMED = (
    r"verifier\b.{0,60}(?:\bsize\b|\blength|too (?:short|long)|between 43|43 (?:to|and|-) ?128|invalid char|malformed|not allowed char)"
    r"|(?:\bsize|\blength|malformed|invalid char\w*).{0,40}code[_ ]?verifier"
)


def _challenge_of(verifier: str) -> str:
    return (
        urlsafe_b64encode(hashlib.sha256(verifier.encode("utf-8", "surrogatepass")).digest())
        .rstrip(b"=")
        .decode("ascii")
    )


def _authorize(facts: Facts) -> Exchange | None:
    """The authorization request of this attempt: the one that answered with the code, else the last."""
    request = facts.oauth.token_request
    code = code_of(request) if request is not None else ""
    for exchange in reversed(facts.oauth.authorize_requests):
        if code and parameters_of_location(exchange).get("code") == code:
            return exchange
    return facts.oauth.authorize_requests[-1] if facts.oauth.authorize_requests else None


def _challenge(facts: Facts) -> tuple[str, str]:
    """(challenge, method) of this attempt; empty where there was none."""
    asked = _authorize(facts)
    if asked is not None and asked.request.query.get("code_challenge"):
        return asked.request.query["code_challenge"], asked.request.query.get("code_challenge_method", "")
    client = facts.bundle.client
    return client["code_challenge"].text, client["code_challenge_method"].text


def _verifier(facts: Facts) -> str | None:
    """The verifier of the token request; None when it has none, or there was no redemption of a code."""
    request = facts.oauth.token_request
    if request is not None and facts.oauth.grant in {"", "authorization_code"}:
        return request.request.form.get("code_verifier") or None
    if request is None and facts.bundle.client.has("code_verifier"):
        return facts.bundle.client["code_verifier"].text or None
    return None


def _missing(facts: Facts) -> Sighting | None:
    request = facts.oauth.token_request
    challenge, _ = _challenge(facts)
    if request is None and not _verifier(facts) and facts.told(_SAYS_MISSING):
        return suggests("the refusal says that the code_verifier is missing", weight=78)
    if request is None or not request.refused or facts.oauth.grant != "authorization_code" or _verifier(facts):
        return None
    if challenge:
        return proves(
            "the authorization request has a code_challenge, the token request has no code_verifier", weight=92
        )
    if facts.told(_SAYS_MISSING + r"|pkce.{0,30}required"):
        return suggests("the refusal says that the code_verifier is missing", weight=80)
    return None


def _malformed(facts: Facts) -> Sighting | None:
    verifier = _verifier(facts)
    if (verifier is None or is_masked(verifier)) and facts.told(_SAYS_MALFORMED):
        return suggests("the refusal is about the form of the code_verifier", weight=80)
    if verifier is None or facts.observed == "accepted" or is_masked(verifier):
        return None
    if not 43 <= len(verifier) <= 128:
        return proves(f"the code_verifier has {len(verifier)} characters; 43 to 128 are allowed", weight=92)
    if not _UNRESERVED.match(verifier):
        odd = sorted({ch for ch in verifier if not _UNRESERVED.match(ch)})
        return proves(
            "the code_verifier holds " + ", ".join(repr(ch) for ch in odd[:4]) + ", which RFC 7636 does not allow",
            weight=92,
        )
    return None


def _no_method(facts: Facts) -> Sighting | None:
    challenge, method = _challenge(facts)
    verifier = _verifier(facts)
    if not challenge or method or facts.observed == "accepted":
        return None
    if verifier and _challenge_of(verifier) == challenge:
        seen = "the challenge is the SHA-256 of the verifier, and code_challenge_method was not sent: the server takes it for plain"
        refused = facts.says(_PKCE) or facts.oauth.said("invalid_grant", "invalid_request")
        asked = _authorize(facts)
        sent = asked is not None and "code_challenge" in asked.request.query
        return proves(seen, weight=93) if refused and (sent or facts.says(_PKCE)) else suggests(seen, weight=62)
    if verifier and verifier == challenge:
        return None
    return suggests("code_challenge was sent without code_challenge_method", weight=78 if facts.says(_PKCE) else 52)


def _stale(facts: Facts) -> Sighting | None:
    challenge, method = _challenge(facts)
    verifier = _verifier(facts)
    if not challenge or verifier is None or facts.observed == "accepted":
        return None
    if _challenge_of(verifier) == challenge or (method in {"", "plain"} and verifier == challenge):
        return None
    for exchange in facts.oauth.authorize_requests:
        if exchange.request.query.get("code_challenge") == _challenge_of(verifier):
            return proves("the code_verifier belongs to the challenge of an earlier attempt", weight=93)
    earlier = facts.bundle.client["code_challenge"].text
    if earlier and earlier != challenge and earlier == _challenge_of(verifier):
        return proves("the code_verifier belongs to another challenge that the client holds", weight=92)
    other = facts.says(r"expired|already|revoked|redirect|issued to|not found") and not facts.says(_PKCE)
    return (
        proves("SHA-256 of the code_verifier is not the code_challenge of this attempt", weight=86)
        if facts.says(_PKCE + "|invalid_grant") and not other
        else suggests("SHA-256 of the code_verifier is not the code_challenge", weight=45 if other else 72)
    )


CAUSES = (
    Cause("oauth.pkce_verifier_missing", Who.CALLER, "The token request lacks the code_verifier",
          ("Keep the verifier between the two steps and send it with the code.",),
          "Look at the token request.", _missing,
          explains_away=("oauth.code_expired", "oauth.grant_revoked", "oauth.client_secret_not_sent")),
    Cause("oauth.pkce_verifier_malformed", Who.CALLER, "The code_verifier is not of the form that RFC 7636 asks for",
          ("Make it of 43 to 128 characters out of A-Z a-z 0-9 - . _ ~ (for instance 32 random bytes in base64url).",),
          "Count the verifier's characters.", _malformed,
          explains_away=("oauth.pkce_verifier_stale", "oauth.grant_revoked", "oauth.code_expired")),
    Cause("oauth.pkce_method_missing", Who.CALLER, "code_challenge_method is missing, so the server takes the challenge for plain",
          ("Send code_challenge_method=S256 with the challenge.",),
          "Look at the authorization request.", _no_method,
          explains_away=("oauth.pkce_verifier_stale", "oauth.grant_revoked", "oauth.code_expired")),
    Cause("oauth.pkce_verifier_stale", Who.CALLER, "The code_verifier is that of another attempt",
          ("Store the verifier per state, and read back the one of this state.",),
          "Hash the verifier and compare it with the challenge of this attempt.", _stale,
          explains_away=("oauth.code_expired", "oauth.grant_revoked")),
)  # fmt: skip

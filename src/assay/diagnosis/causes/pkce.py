"""Proof Key for Code Exchange (RFC 7636): the verifier of the token request against the challenge before it."""

from __future__ import annotations

import hashlib
import re
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Callable

from assay.diagnosis.causes.cause import Cause, Sighting, Who, proves, sighted, suggests
from assay.diagnosis.facts.gathered import Facts
from assay.diagnosis.facts.http import Exchange
from assay.diagnosis.facts.oauth import code_of, parameters_of_location
from assay.diagnosis.masks import is_stand_in

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


def _of_this_attempt(facts: Facts) -> bool:
    """Whether that authorization request led to this token request, as far as codes and clients tell."""
    asked, request = _authorize(facts), facts.oauth.token_request
    if asked is None or request is None:
        return True
    issued, code = parameters_of_location(asked).get("code", ""), code_of(request)
    clients = asked.request.query.get("client_id", ""), request.request.form.get("client_id", "")
    return not (issued and code and issued != code) and not (all(clients) and clients[0] != clients[1])


def _cut(facts: Facts) -> bool:
    """Whether whoever shows the token request left something out of it."""
    request = facts.oauth.token_request
    return request is not None and _LEFT_OUT.search(request.request.body) is not None


_LEFT_OUT = re.compile(r"(?:^|&)(?:<[^<>&=]*>|\[[^\[\]&=]*\]|\.{3}|…|\*{3,})(?=&|$)|…|\.{3}$")


def _passed_so(facts: Facts, odd: Callable[[Exchange], bool]) -> bool:
    """Whether the same server took a token request in which the same was odd."""
    refused = facts.oauth.token_request
    return refused is not None and any(
        one.succeeded and one.request.host == refused.request.host and code_of(one) != code_of(refused) and odd(one)
        for one in facts.oauth.token_requests
    )


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
    return (facts.oauth.redemption_told.get("code_verifier") or None) if _of_one_client(facts) else None


def _of_one_client(facts: Facts) -> bool:
    """Whether the told redemption is not shown to be another client's than that which asked for the code."""
    asked, told = _authorize(facts), facts.oauth.redemption_told
    named = asked.request.query.get("client_id", "") if asked is not None else ""
    other = told.get("client_id", "")
    return not named or not other or is_stand_in(other) or named == other


def _missing(facts: Facts) -> Sighting | None:
    request = facts.oauth.token_request
    challenge, _ = _challenge(facts)
    if request is None and not _verifier(facts) and facts.told(_SAYS_MISSING):
        return suggests("the refusal says that the code_verifier is missing", weight=78)
    told = facts.oauth.redemption_told
    if challenge and told and "code_verifier" not in told and _of_one_client(facts) and facts.complained_of:
        return suggests(
            "the request for the code has a code_challenge, its redemption shows no code_verifier", weight=84
        )
    if request is None or not request.refused or facts.oauth.grant != "authorization_code" or _verifier(facts):
        return None
    if challenge:
        seen = "the authorization request has a code_challenge, the token request has no code_verifier"
        if not _of_this_attempt(facts) or _cut(facts):
            return suggests(seen, weight=70)
        # A server that knows no proof key passes the challenge over: what does not name it may have another ground.
        knows = facts.bundle.issuer["metadata"].has("code_challenge_methods_supported")
        bare = not request.response.json["error_description"].text
        return sighted(seen, weight=92, sure=facts.says(_PKCE) or (knows and bare))
    if facts.told(_SAYS_MISSING + r"|pkce.{0,30}required"):
        return suggests("the refusal says that the code_verifier is missing", weight=80)
    return None


def _malformed(facts: Facts) -> Sighting | None:
    verifier = _verifier(facts)
    if (verifier is None or is_stand_in(verifier)) and facts.told(_SAYS_MALFORMED):
        return suggests("the refusal is about the form of the code_verifier", weight=80)
    if verifier is None or facts.observed == "accepted" or is_stand_in(verifier):
        return None
    if not _is_malformed(verifier):
        return None
    told = facts.oauth.token_request is None and bool(facts.oauth.redemption_told)
    if 43 <= len(verifier) <= 128:
        odd = sorted({ch for ch in verifier if not _UNRESERVED.match(ch)})
        seen = "the code_verifier holds " + ", ".join(repr(ch) for ch in odd[:4]) + ", which RFC 7636 does not allow"
    else:
        seen = f"the code_verifier has {len(verifier)} characters; 43 to 128 are allowed"
    if told:
        return suggests(seen, weight=62)  # what a log or a command shows of a request is not what was sent
    if facts.says(_PKCE):
        return proves(seen, weight=92)
    # A server that was not told of a proof key does not look at it, and some take what is too short.
    unasked = _authorize(facts) is not None and not _challenge(facts)[0]
    tolerant = _passed_so(facts, lambda one: _is_malformed(one.request.form.get("code_verifier", "")))
    redeemed = facts.oauth.token_request is not None or facts.oauth.said("invalid_request", "invalid_grant")
    read = redeemed and not unasked and not tolerant
    return proves(seen, weight=92) if read else suggests(seen, weight=62)


def _is_malformed(verifier: str) -> bool:
    return bool(verifier) and not (43 <= len(verifier) <= 128 and _UNRESERVED.match(verifier))


def _no_method(facts: Facts) -> Sighting | None:
    challenge, method = _challenge(facts)
    verifier = _verifier(facts)
    if not challenge or method or facts.observed == "accepted":
        return None
    if verifier and _challenge_of(verifier) == challenge:
        seen = "the challenge is the SHA-256 of the verifier, and code_challenge_method was not sent: the server takes it for plain"
        refused = facts.says(_PKCE) or facts.oauth.said("invalid_grant", "invalid_request")
        asked = _authorize(facts)
        sent = asked is not None and "code_challenge" in asked.request.query and not _takes_hash_for_plain(facts)
        return proves(seen, weight=93) if refused and (sent or facts.says(_PKCE)) else suggests(seen, weight=62)
    if verifier and verifier == challenge:
        return None
    return suggests("code_challenge was sent without code_challenge_method", weight=78 if facts.says(_PKCE) else 52)


def _takes_hash_for_plain(facts: Facts) -> bool:
    """Whether the server took an earlier attempt whose challenge was the hash, and which named no method either."""
    hashes = {
        one.request.query["code_challenge"]
        for one in facts.oauth.authorize_requests
        if one.request.query.get("code_challenge") and not one.request.query.get("code_challenge_method")
    }
    return _passed_so(facts, lambda one: _challenge_of(one.request.form.get("code_verifier", "")) in hashes)


def _encoded_otherwise(verifier: str, challenge: str) -> bool:
    """Whether the challenge is the hash of this verifier in another form than base64url without padding."""
    digest = hashlib.sha256(verifier.encode("utf-8", "surrogatepass"))
    forms = b64encode(digest.digest()), urlsafe_b64encode(digest.digest()), digest.hexdigest().encode()
    return challenge.encode("utf-8", "surrogatepass").rstrip(b"=").lower() in {
        form.rstrip(b"=").lower() for form in forms
    }


def _stale(facts: Facts) -> Sighting | None:
    challenge, method = _challenge(facts)
    verifier = _verifier(facts)
    if not challenge or verifier is None or is_stand_in(verifier) or facts.observed == "accepted":
        return None
    if _challenge_of(verifier) == challenge or (method in {"", "plain"} and verifier == challenge):
        return None
    if facts.oauth.token_request is None and facts.oauth.redemption_told:
        return suggests("the code_verifier that is shown does not fit the challenge that is shown", weight=62)
    for exchange in facts.oauth.authorize_requests:
        if exchange.request.query.get("code_challenge") == _challenge_of(verifier):
            return proves("the code_verifier belongs to the challenge of an earlier attempt", weight=93)
    if not _of_this_attempt(facts):
        return suggests("the challenge of the authorization request is that of another attempt or client", weight=60)
    if _encoded_otherwise(verifier, challenge):
        return suggests(
            "the code_challenge is the hash of this verifier, but not in base64url without padding", weight=60
        )
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

"""JWT assertions that a client or account signs for itself: audience, clock, reuse, and whose key it is."""

from __future__ import annotations

import re

from assay.diagnosis.causes.cause import Cause, Sighting, Who, proves, suggests
from assay.diagnosis.facts.gathered import Facts
from assay.diagnosis.facts.instants import show_instant, show_span
from assay.diagnosis.facts.quoting import quoted
from assay.diagnosis.facts.token_form import TokenForm
from assay.diagnosis.facts.told_window import told_window
from assay.diagnosis.pattern import any_of

_CLOCK = r"\biat\b|\bnbf\b|\bexp\b|clock|skew|future|timeframe|not yet valid|expired|aadsts700024|time range|issued at"
_UNDECODABLE = any_of(
    "json web token could not be decoded",
    "invalid jwt signature",
    "assertion failed signature",
    "integration (?:not found|must)",
    "bad credentials",
    "aadsts700027",
    "signature.{0,30}(?:invalid|verif).{0,60}(?:assertion|jwt)",
    "(?:assertion|jwt).{0,60}signature",
    "invalid_jwt_signature",
    "account not found",
    "invalid grant: account",
)
"""The assertion's signature does not fit the key that the account has."""


def assertion_of(facts: Facts) -> TokenForm | None:
    """The assertion of the evidence: of a client, or of a service account or app that signs for itself."""
    token = facts.token
    if token is None or not facts.claims_of_token:
        return None
    if facts.bundle.use == "client_assertion" or token.place in {
        "the parameter client_assertion",
        "the parameter assertion",
    }:
        return token
    form = facts.oauth.token_request.request.form if facts.oauth.token_request is not None else {}
    return (
        token
        if token.carried in {form.get("client_assertion"), form.get("assertion"), form.get("client_secret")}
        else None
    )


def _audience(facts: Facts) -> Sighting | None:
    token = assertion_of(facts)
    if token is None or not (
        facts.oauth.token_request is None
        or "client_assertion" in facts.oauth.token_request.request.form
        or facts.bundle.use == "client_assertion"
    ):
        return None
    expected = facts.expected_audience
    metadata = facts.bundle.issuer["metadata"]
    if expected and not set(expected) & set(token.audience):
        both = (
            "the assertion's aud is " + ", ".join(quoted(name) for name in token.audience[:3]),
            "the server wants " + ", ".join(quoted(name) for name in expected[:3]),
        )
        return suggests(*both, weight=60) if _audience_passed(facts, token) else proves(*both, weight=92)
    if expected:
        return None
    known = {metadata[name].text for name in ("issuer", "token_endpoint", "pushed_authorization_request_endpoint")}
    known |= {facts.bundle.verifier[name].text for name in ("issuer", "token_endpoint")}
    known -= {""}
    complains = facts.told(r"\baud\b|audience")
    if complains:
        seen = "the assertion's aud is " + ", ".join(quoted(name) for name in token.audience[:3])
        return suggests(seen, *(f"the server publishes {quoted(name)}" for name in sorted(known)[:3]), weight=84)
    if known and not set(token.audience) & known and facts.oauth.said("invalid_client"):
        return suggests("the assertion's aud is none of the server's identifiers", weight=76)
    return (
        suggests("the client assertion is refused, and servers differ about its aud", weight=50)
        if facts.oauth.said("invalid_client")
        else None
    )


def _audience_passed(facts: Facts, token: TokenForm) -> bool:
    """Whether the server took another assertion with the same aud."""
    taken = [one.request.form.get("client_assertion", "") for one in facts.oauth.token_requests if one.succeeded]
    return any(TokenForm(text, "the parameter client_assertion").audience == token.audience for text in taken if text)


_USUAL_TOLERANCE = 60
"""Seconds that most servers allow two clocks to differ."""


def _clock(facts: Facts) -> Sighting | None:
    token = assertion_of(facts)
    date = facts.failing.response.date if facts.failing is not None else None
    if token is None or date is None:
        return _told_early(facts)
    ahead = facts.server_ahead or 0.0
    starts = max(
        (moment for name in ("iat", "nbf") if (moment := token.instant(name)) is not None and moment < 1e11),
        default=None,
    )
    expires = token.instant("exp")
    if starts is not None and starts > date + 5 and ahead < -5:
        seen = f"iat is {show_instant(starts)}, {show_span(starts - date)} after the server's clock"
        wrong = f"the local clock is {show_span(ahead)} ahead"
        small = starts - date < _USUAL_TOLERANCE and not facts.says(_CLOCK)
        return suggests(seen, wrong, weight=70) if small else proves(seen, wrong, weight=88)
    if starts is not None and starts > date + 30 and facts.server_ahead is None:
        seen = f"iat is {show_instant(starts)}, {show_span(starts - date)} after the server's clock"
        return suggests(seen, weight=88)  # whose clock is wrong, the server's or that of the signer, is not shown
    at = facts.failing.at if facts.failing is not None else None
    if expires is not None and at is not None and ahead > 30 and expires <= date + 1 and expires > at:
        seen = (
            f"by the server's clock the assertion expired {show_span(date - expires)} ago, by the local one it is good"
        )
        return proves(seen, f"the local clock is {show_span(ahead)} behind", weight=88)
    if starts is not None and abs(ahead) > 60 and facts.says(_CLOCK):
        return suggests(f"the clocks differ by {show_span(ahead)}", weight=78)
    return None


def _told_early(facts: Facts) -> Sighting | None:
    """A refusal that names its own time and from when the assertion is valid: what begins after that was made by another clock."""
    window = told_window(facts)
    if window is None or window.clock >= window.starts:
        return None
    early = show_span(window.starts - window.clock)
    return suggests(f"by the refusal's own times the assertion begins {early} after the server's clock", weight=88)


def _told_over(facts: Facts) -> Sighting | None:
    window = told_window(facts)
    if window is None or window.clock <= window.ends:
        return None
    late = f"by the refusal's own times the assertion ended {show_span(window.clock - window.ends)} before the server's clock"
    # Where the machine's own clock lies within the window, it is the clock that is wrong.
    fresh = facts.now is not None and window.starts <= facts.now <= window.ends
    return suggests(late, weight=60 if fresh else 84)


_USED_BEFORE = r"\bjti\b|already (?:been )?used|replay"


def _reused(facts: Facts) -> Sighting | None:
    token = assertion_of(facts)
    told = _told_over(facts) if token is None else None
    if told:
        return told
    if token is None:
        again = facts.token is None and facts.says(
            r"\bjti\b[^\n]{0,40}(?:already|used|replay|reus)|assertion[^\n]{0,40}(?:already|replay|reus)"
        )
        if again:
            return suggests("the refusal says that the assertion was used before", weight=76)
        over = facts.token is None and facts.told(r"assertion(?: token)?[^\n.]{0,24}\bexpired\b(?! (?:at|by))")
        return suggests("the refusal says that the assertion has expired", weight=70) if over else None
    carrying = [
        exchange
        for exchange in facts.oauth.token_requests
        if token.carried in {exchange.request.form.get("client_assertion"), exchange.request.form.get("assertion")}
    ]
    earlier = [exchange for exchange in carrying if facts.failing is not None and exchange is not facts.failing]
    expires = token.instant("exp")
    clock = (
        facts.failing.response.date
        if facts.failing is not None and facts.failing.response.date is not None
        else facts.now
    )
    seen = []
    if earlier:
        seen.append("the same assertion was sent before")
    if expires is not None and clock is not None and expires < clock and abs(facts.server_ahead or 0) < 30:
        seen.append(f"its exp is {show_instant(expires)}, {show_span(clock - expires)} before the server's clock")
    if not seen:
        return (
            suggests("the refusal says that the assertion was used before", weight=70)
            if facts.says(r"jti|already (?:been )?used|replay")
            else None
        )
    # Where it is not known that the two clocks agree, its age may be that of a clock. What was refused at the first try
    # was refused for another reason.
    over = len(seen) > (1 if earlier else 0)
    spent = any(exchange.succeeded for exchange in earlier)
    sure = (over and facts.server_ahead is not None) or (earlier and (spent or over or facts.says(_USED_BEFORE)))
    return proves(*seen, weight=87) if sure else suggests(*seen, weight=74)


def _account(facts: Facts) -> Sighting | None:
    token = facts.token
    if token is None or not facts.claims_of_token or not token.alg.startswith(("RS", "ES")):
        return None
    undecodable = facts.says(_UNDECODABLE)
    # App Store Connect says this of whatever is wrong with a token.
    general = not undecodable and facts.says(r"authentication credentials are missing or invalid")
    own = assertion_of(facts) is not None or _signs_for_itself(facts, token)
    if not (undecodable or general) or not own or token.damage or facts.laboratory.outcome == "failed":
        return None
    seen = [f"the token decodes well: iss is {quoted(token.issuer or str(token.claims['iss'].raw))}"]
    if facts.laboratory.outcome == "passed":
        seen.append("the signature passes with the key's own public half")
    other = _other_key_configured(facts, token)
    if other:
        return suggests(*seen, other, weight=82)
    return suggests(*seen, weight=50 if general else 80)


_KEY_ID = re.compile(r"(?:^|[._-]|(?<=[a-z]))(?:key_?id|kid|private_?key_?id)$", re.IGNORECASE)


def _other_key_configured(facts: Facts, token: TokenForm) -> str:
    """The key id of configuration beside the token's issuer, where the token names another; empty where there is none."""
    kid = token.header["kid"].text
    named = [(place, value) for place, name, value in facts.configured if _KEY_ID.search(name) and len(value) >= 6]
    places = {
        place for place, _, value in facts.configured if value and value in {token.issuer, token.claims["sub"].text}
    }
    near = [(place, value) for place, value in named if place in places]
    if not kid or not near or any(value == kid for _, value in named):
        return ""
    return f"{near[0][0]} names the key {quoted(near[0][1])}, and the token was signed with {quoted(kid)}"


def _signs_for_itself(facts: Facts, token: TokenForm) -> bool:
    if facts.failing is not None and facts.failing.request.host in {"api.github.com", "api.appstoreconnect.apple.com"}:
        return True
    return bool(token.issuer) and (
        token.issuer == token.claims["sub"].text
        or re.fullmatch(r"\d+|[\w.-]+@[\w.-]+\.gserviceaccount\.com", token.issuer) is not None
    )


CAUSES = (
    Cause("oauth.client_assertion_aud", Who.CALLER, "The client assertion names another audience than the server wants",
          ("Use the issuer as aud where the server takes it; else what its documentation names.",),
          "Decode the assertion and compare aud with issuer, token endpoint and PAR endpoint.", _audience,
          explains_away=("jwt.wrong_audience", "jwt.aud_wrong_identifier", "jwt.verifier_bug", "oauth.client_secret_wrong_or_expired",
                         "oauth.client_auth_method_mismatch", "jwt.aud_scope_not_requested", "oauth.server_metadata_wrong")),
    Cause("oauth.assertion_clock_skew", Who.CALLER, "The clock of the machine that signs the assertion differs from the server's",
          ("Synchronise the clock.", "Set iat 30 to 60 s back."),
          "Compare the server's Date header with the local clock.", _clock,
          explains_away=("jwt.client_clock_ahead", "jwt.clock_skew_not_yet_valid", "jwt.expired_not_refreshed", "oauth.assertion_reused_expired",
                         "oauth.assertion_key_account_mismatch", "oauth.client_assertion_aud", "oauth.grant_revoked", "jwt.lifetime_over_server_maximum")),
    Cause("oauth.assertion_reused_expired", Who.CALLER, "An old assertion was sent again",
          ("Make a new assertion, with a new jti, for each request.",),
          "Compare jti and exp with earlier requests.", _reused,
          explains_away=("jwt.expired_not_refreshed", "oauth.client_assertion_aud", "oauth.grant_revoked", "oauth.assertion_key_account_mismatch")),
    Cause("oauth.assertion_key_account_mismatch", Who.CALLER, "The key belongs to another app or account than the one the assertion names",
          ("Take the id and the key from the same app.",),
          "Ask the owner of the account whether this key is registered there; make a new key for it.", _account, owner_only=True,
          explains_away=("jwt.verifier_bug", "oauth.grant_revoked", "jwt.kid_missing", "jwt.wrong_audience")),
)  # fmt: skip

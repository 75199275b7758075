"""Further candidates: which causes stay possible where the evidence proves none, so that a person knows what to rule out.

They come from three places: what the words of the refusal are known to mean, what the picture is mistaken for, and what
can go wrong at this place at all. Whatever the evidence excludes is left out; the rest is possible and never more.
"""

from __future__ import annotations

from assay.diagnosis.answer import NOTHING_AGAINST, TOLD_OF_LIKE_IT, WORDED_LIKE_IT
from assay.diagnosis.causes import find_cause
from assay.diagnosis.causes.cause import Cause, Sighting, allows
from assay.diagnosis.exclusions import Fits, still_fits
from assay.diagnosis.facts.aws_wordings import AWS_ONLY, AWS_WORDS
from assay.diagnosis.facts.gathered import Facts
from assay.diagnosis.likeness import mistaken_for, reports_of
from assay.diagnosis.narrow_words import narrowly_worded
from assay.diagnosis.pattern import compiled
from assay.diagnosis.vocabulary import causes_of_vocabulary
from assay.diagnosis.weak_signs import SIGNS
from assay.diagnosis.wordings import causes_of_words

_OF_REDIRECTS = (
    r"redirect|call-?back|reply url|return url|loopback|aadsts50011|sign-?in|log-?in|x-forwarded|mismatching|/authorize"
)
_SPOKEN_WORDS = (
    ("oauth.dpop_", r"dpop|\bproof|\bhtu\b|\bath\b|nonce|sender"),
    ("jwt.pem_", r"\bpem\b|\bkeys?\b|-----begin|decoder|asn\.?1|deseriali|secretor|sign|base64|pkcs|spki|formatted"),
    (
        "oauth.code_",
        r"auth\w*[ _-]?code|code_|\bcode (?!\d)(?!=)|[?&]code=|invalid_grant|redeem|call-?back|bad_verification",
    ),
    ("oauth.pkce_", r"pkce|verifier|challenge|invalid_grant|authorization_code"),
    ("oauth.cognito_", r"cognito|secret ?hash"),
    ("oauth.google_", r"google|gmail|invalid_grant|refresh|\bdays\b"),
)
_SPOKEN_OF = 1.0
"""From this on the words around speak of a cause by themselves."""
_TOLD_OF = 2 * _SPOKEN_OF
"""From this on the words around are more than one that happens to stand there."""
WORDED = 48
"""The weight of what the words of the refusal alone say, where they are known from one cause."""


def further_candidates(facts: Facts, named: tuple[str, ...], most: int) -> list[tuple[Cause, Sighting]]:
    """At most `most` causes besides those `named` (the most probable first), the likeliest first."""
    worded = causes_of_words(facts)
    votes = dict(worded)
    for rank, name in enumerate(named[:2]):
        for place, code in enumerate(mistaken_for(name)):
            votes[code] = votes.get(code, 0) + 2 - rank - place / 10
    # Words say more than the place, where they say anything of its causes.
    usual = _at_this_place(facts)
    share = 0.1 if any(code in votes for code in usual) else 1
    for place, code in enumerate(usual):
        votes[code] = votes.get(code, 0) + share * (2 - place / 10)
    shown = {code for code, shows in SIGNS.items() if code not in named and shows(facts)}
    for code in shown:
        votes[code] = votes.get(code, 0) + 3
    narrow = narrowly_worded(facts)
    for code in narrow:
        votes[code] = votes.get(code, 0) + 6
    around = causes_of_vocabulary(facts)
    for code, weight in around.items():
        votes[code] = votes.get(code, 0) + weight
    ordered = sorted(votes, key=lambda code: (-votes[code], -reports_of(code)))
    if facts.complained_of:
        ordered += [code for fits, codes in _PLACES if fits(facts) for code in codes if code not in votes]
        ordered += [code for code in _ANYWHERE if code not in votes]
    else:  # no program was heard to refuse anything: only what somebody's words speak of
        ordered = [code for code in ordered if code in worded or code in narrow or around.get(code, 0) >= _SPOKEN_OF]
    found: list[tuple[Cause, Sighting]] = []
    for code in ordered:
        if len(found) >= most:
            break
        if code in named or not still_fits(code, facts) or (facts.about_aws_alone and not code.startswith("aws.")):
            continue
        if not _leads_to(code, facts, worded=code in worded or code in narrow, told=around.get(code, 0) > _SPOKEN_OF):
            continue
        cause = find_cause(code)
        if cause is not None:
            speaks = NOTHING_AGAINST
            if code in worded or code in narrow:
                speaks = WORDED_LIKE_IT
            elif code in shown or around.get(code, 0) >= _TOLD_OF:
                speaks = TOLD_OF_LIKE_IT
            found.append((cause, allows(speaks, weight=(WORDED if code in narrow else 10) - len(found))))
    return found


def _leads_to(code: str, facts: Facts, *, worded: bool, told: bool) -> bool:
    """Whether anything in the evidence is of the kind that a cause is about: what nothing excludes may still be far off."""
    if code == "oauth.authorization_header_conflict":
        return not facts.oauth.said("invalid_client")  # a token endpoint asks for Basic by itself
    if worded:
        return True
    if code.startswith("aws."):
        # Words that several trades use lead there only where nothing shows another credential.
        of_tokens = facts.token is not None or facts.bundle.verifier.mapping or facts.bundle.client.mapping
        told = told and not of_tokens and not facts.oauth.errors
        return told or facts.aws.concerned or AWS_WORDS.search(facts.narration) is not None
    for beginning, words in _SPOKEN_WORDS:
        if code.startswith(beginning) and not (told or facts.narrates(words) or facts.says(words)):
            return code.startswith("jwt.pem_") and bool(facts.pems[0])
    return not code.startswith("oauth.redirect_uri_") or _redirects(facts)


def _redirects(facts: Facts) -> bool:
    oauth = facts.oauth
    if oauth.authorize_requests or oauth.redirect_uris_sent or oauth.redirect_uris_registered:
        return True
    return (
        facts.narrates(_OF_REDIRECTS) or facts.says(_OF_REDIRECTS) or bool(compiled(_OF_REDIRECTS).search(facts.code))
    )


def _at_this_place(facts: Facts) -> tuple[str, ...]:
    """What goes wrong most often at the place where it was refused."""
    return next((codes for fits, codes in _PLACES if fits(facts)), ())


def _signed_for_aws(facts: Facts) -> bool:
    if facts.bundle.verifier.mapping or facts.bundle.client.mapping or facts.oauth.errors:
        return bool(facts.aws.requests or facts.aws.codes & AWS_ONLY)
    return facts.aws.concerned and (
        facts.aws.failing is not None or (facts.token is None and (facts.aws.spoken_of or bool(facts.aws.sources)))
    )


def _at_token_endpoint(*grants: str) -> Fits:
    def fits(facts: Facts) -> bool:
        exchange = facts.oauth.token_request
        return exchange is not None and exchange.refused and facts.oauth.grant in grants

    return fits


def _is_client_refused(facts: Facts) -> bool:
    return facts.oauth.said("invalid_client")


def _is_forbidden(facts: Facts) -> bool:
    return facts.failing is not None and facts.failing.response.status == 403


def _hmac_signed(facts: Facts) -> bool:
    return facts.token is not None and facts.token.alg.startswith("HS")


def _comes_back_from_login(facts: Facts) -> bool:
    return any({"code", "state"} <= set(exchange.request.query) for exchange in facts.exchanges)


_ANYWHERE = (
    "jwt.expired_not_refreshed",
    "oauth.header_stripped_by_proxy",
    "oauth.wrong_environment",
    "jwt.wrong_audience",
)
"""Where nothing at all tells more than that something was refused."""

_PLACES: tuple[tuple[Fits, tuple[str, ...]], ...] = (
    (
        _signed_for_aws,
        ("aws.clock_skew", "aws.wrong_partition", "aws.session_token_missing", "aws.env_overrides_profile", "aws.unknown_access_key"),
    ),
    (
        _is_client_refused,
        ("oauth.client_auth_method_mismatch", "oauth.client_secret_wrong_or_expired", "oauth.client_assertion_aud", "oauth.wrong_tenant", "oauth.client_library_bug"),
    ),
    (
        _at_token_endpoint("refresh_token"),
        ("oauth.refresh_token_reuse_race", "oauth.grant_revoked", "oauth.refresh_token_superseded", "oauth.grant_revoked_by_password_change"),
    ),
    (
        _at_token_endpoint("authorization_code"),
        ("oauth.code_redeemed_twice", "oauth.code_expired", "oauth.pkce_verifier_stale", "oauth.code_issued_to_other_client"),
    ),
    (
        _at_token_endpoint("urn:ietf:params:oauth:grant-type:jwt-bearer"),
        ("oauth.assertion_clock_skew", "oauth.assertion_key_account_mismatch", "oauth.assertion_reused_expired"),
    ),
    (_comes_back_from_login, ("oauth.state_cookie_lost", "oauth.cookie_too_large", "oauth.redirect_uri_scheme_behind_proxy")),
    (_is_forbidden, ("oauth.missing_scope", "oauth.scope_claim_not_mapped", "jwt.wrong_audience", "oauth.header_stripped_by_proxy")),
    (_hmac_signed, ("jwt.hmac_secret_base64_vs_raw", "jwt.secret_differs_between_instances", "jwt.wrong_secret", "jwt.secret_not_set")),
    (
        lambda facts: any(pem.label not in {"PUBLIC KEY", "PRIVATE KEY"} for pem in facts.pems[0]),
        ("jwt.pem_kind_not_supported", "jwt.alg_key_type_mismatch", "jwt.certificate_given_as_public_key", "jwt.pem_line_breaks_lost"),
    ),
    (
        lambda facts: bool(facts.oauth.authorize_requests),
        ("oauth.redirect_uri_scheme_behind_proxy", "oauth.redirect_uri_trailing_slash", "oauth.wrong_tenant", "oauth.literal_placeholder"),
    ),
    (
        lambda facts: facts.token is not None,
        ("jwt.kid_unknown_stale_jwks_cache", "jwt.wrong_audience", "oauth.wrong_environment", "oauth.header_stripped_by_proxy", "jwt.verifier_bug"),
    ),
    (
        lambda facts: facts.failing is not None and facts.failing.response.status == 401,
        ("oauth.header_stripped_by_proxy", "oauth.authorization_header_conflict", "oauth.bearer_scheme_case", "oauth.wrong_environment"),
    ),
)  # fmt: skip

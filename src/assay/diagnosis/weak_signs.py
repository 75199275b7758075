"""Weak signs: what speaks for a cause without proving it, a line each.

They order the further candidates and hold back certainty; a sighting needs more.
"""

from __future__ import annotations

import re

from assay.diagnosis.exclusions import Fits, is_asserting
from assay.diagnosis.facts.gathered import Facts
from assay.diagnosis.facts.http import split_url
from assay.diagnosis.facts.near_strings import edit_distance, is_inner_host


def _issuers(facts: Facts) -> tuple[str, str]:
    parties = facts.parties
    return parties.expected_issuer, parties.seen_issuer


def _issuers_inside_and_outside(facts: Facts) -> bool:
    """One address is of the inside, or both name the same path at different hosts."""
    expected, seen = _issuers(facts)
    if not expected or not seen or expected == seen:
        return False
    one, two = split_url(expected), split_url(seen)
    if is_inner_host(one.hostname or "") != is_inner_host(two.hostname or ""):
        return True
    return one.netloc != two.netloc and one.path == two.path and len(one.path) > 1


def _issuers_nearly_equal(facts: Facts) -> bool:
    expected, seen = _issuers(facts)
    return bool(expected and seen) and expected != seen and edit_distance(expected, seen) <= 3


def _issuers_of_microsoft(facts: Facts) -> bool:
    expected, seen = _issuers(facts)
    return all("microsoftonline." in one or "sts.windows.net" in one for one in (expected, seen))


def _setting_is_empty(facts: Facts) -> bool:
    return facts.says(
        r"\b(?:expected|should be|must be|valid\w+)\b.{0,40}\b(?:undefined|null|none)\b|//undefined|/undefined"
    )


def _audience_is(*values: str) -> Fits:
    def shows(facts: Facts) -> bool:
        return facts.token is not None and any(value in values for value in facts.token.audience)

    return shows


def _audience_is_general(facts: Facts) -> bool:
    return facts.token is not None and any(one.endswith(("/resources", "/userinfo")) for one in facts.token.audience)


def _claims_of_an_id_token(facts: Facts) -> bool:
    claims = facts.token.claims if facts.token is not None else None
    return claims is not None and (claims.has("nonce") or claims.has("at_hash")) and not claims.has("scope")


def _keycloak_refresh_token(facts: Facts) -> bool:
    return facts.token is not None and facts.token.claims["typ"].text in {"Refresh", "Offline"}


def _lives_seconds(facts: Facts) -> bool:
    lifetime = facts.token.lifetime if facts.token is not None else None
    return lifetime is not None and 0 < lifetime < 30


def _local_time_taken_for_utc(facts: Facts) -> bool:
    return any(
        re.search(rb"utcnow\(\)|datetime\.now\(\)|strftime|mktime", raw[:20_000]) for raw in facts.bundle.files.values()
    )


def _clock_is_off(facts: Facts) -> bool:
    return facts.server_ahead is not None and abs(facts.server_ahead) >= 60


def _scheme_word_twice(facts: Facts) -> bool:
    return facts.token is not None and facts.token.carried.lower().count("bearer") > 1


def _padding_in_token(facts: Facts) -> bool:
    return facts.token is not None and "=" in facts.token.carried


def _graph_token(facts: Facts) -> bool:
    if facts.token is not None:
        return facts.token.header.has("nonce")
    code = b"\n".join(raw[:20_000] for raw in facts.bundle.files.values())
    return re.search(rb"graph\.microsoft\.com|User\.Read\b", code) is not None


def _another_session_at_rest(facts: Facts) -> bool:
    if not facts.aws.is_session:
        return False
    ids = {(source.key_id or "").strip() for source in facts.aws.sources}
    return any(one.startswith("ASIA") and one != facts.aws.key_id.strip() for one in ids)


def _another_partition_is_named(facts: Facts) -> bool:
    texts = [*facts.bundle.environment.values(), *facts.bundle.log, facts.bundle.command]
    texts += [raw[:20_000].decode("utf-8", "replace") for raw in facts.bundle.files.values()]
    return any(
        re.search(r"\bcn-north|\bcn-northwest|us-gov-|arn:aws-(?:cn|us-gov)|amazonaws\.com\.cn", text) for text in texts
    )


SIGNS: dict[str, Fits] = {
    "oauth.internal_vs_public_issuer": _issuers_inside_and_outside,
    "jwt.iss_typo": _issuers_nearly_equal,
    "jwt.azure_v1_v2_issuer": _issuers_of_microsoft,
    "jwt.verifier_setting_undefined": _setting_is_empty,
    "jwt.keycloak_aud_account": _audience_is("account"),
    "jwt.aud_scope_not_requested": _audience_is_general,
    "jwt.id_token_used_as_access_token": _claims_of_an_id_token,
    "jwt.refresh_token_used_as_access_token": _keycloak_refresh_token,
    "jwt.lifetime_unit_wrong": _lives_seconds,
    "jwt.timezone_offset_in_claims": _local_time_taken_for_utc,
    "oauth.assertion_clock_skew": lambda facts: (
        _clock_is_off(facts) and facts.oauth.token_request is not None and is_asserting(facts)
    ),
    "jwt.bearer_doubled": _scheme_word_twice,
    "jwt.base64_padding_in_token": _padding_in_token,
    "jwt.ms_graph_token_not_verifiable": _graph_token,
    "jwt.firebase_custom_token_as_id_token": _audience_is(
        "https://identitytoolkit.googleapis.com/google.identity.identitytoolkit.v1.IdentityToolkit"
    ),
    "aws.session_cached_not_refreshed": _another_session_at_rest,
    "aws.wrong_partition": _another_partition_is_named,
}
"""What speaks for a cause without proving it: while it shows, no other cause that is mistaken for it is certain."""

"""Exclusions: what the evidence must leave open for a cause to be told as possible, a line each.

A cause without a line is always open. Nothing here speaks for a cause: that is for sightings and weak signs.
"""

from __future__ import annotations

from collections.abc import Callable

from assay.diagnosis.facts.aws_hosts import OPT_IN_REGIONS
from assay.diagnosis.facts.gathered import Facts
from assay.diagnosis.facts.instants import whole_hours
from assay.diagnosis.facts.oauth import basic_of

Fits = Callable[[Facts], bool]


def still_fits(code: str, facts: Facts) -> bool:
    """Whether the evidence leaves a cause open. A cause without a condition of its own is always open."""
    fits = CONDITIONS.get(code)
    return fits is None or fits(facts)


def _session(facts: Facts) -> bool:
    return not facts.aws.is_permanent


def _permanent(facts: Facts) -> bool:
    return not facts.aws.is_session


def _opt_in(facts: Facts) -> bool:
    return not facts.aws.region or facts.aws.region in OPT_IN_REGIONS


def _opt_in_session(facts: Facts) -> bool:
    return _session(facts) and _opt_in(facts)


def _opt_in_permanent(facts: Facts) -> bool:
    return _permanent(facts) and _opt_in(facts)


def _clock_unknown_or_off(facts: Facts) -> bool:
    return facts.server_ahead is None or abs(facts.server_ahead) >= 5


def _sources(facts: Facts) -> bool:
    return bool(facts.aws.sources)


def _several_sources(facts: Facts) -> bool:
    return len(facts.aws.sources) > 1


def _environment_and_files(facts: Facts) -> bool:
    return facts.aws.environment is not None and (bool(facts.aws.profile) or _several_sources(facts))


def _unread(facts: Facts) -> bool:
    """Whether the bytes of no credentials file are known, or of one that could not be read as such."""
    return not facts.aws.files


def _local(facts: Facts) -> bool:
    if facts.aws.host:
        return facts.aws.local_endpoint
    return facts.aws.local_endpoint or facts.narrates(
        r"dynamodb[- ]?local|local dynamodb|nosql workbench|localhost:8\d{3}"
    )


def _real_endpoint(facts: Facts) -> bool:
    return not facts.aws.local_endpoint


def _hmac(facts: Facts) -> bool:
    return facts.token is None or facts.token.alg in {"", "HS256", "HS384", "HS512"}


def _asymmetric(facts: Facts) -> bool:
    return facts.token is None or not facts.token.alg.startswith("HS")


def _issuers_may_differ(facts: Facts) -> bool:
    """Whether the verifier's own setting and the token do not name one issuer in the same letters."""
    seen = facts.token.issuer if facts.token is not None else ""
    return not seen or seen != facts.expected_issuer


def _audiences_may_differ(facts: Facts) -> bool:
    """Whether the verifier's own setting and the token share no audience."""
    seen = facts.token.audience if facts.token is not None else ()
    return not set(seen) & set(facts.expected_audience)


def _key_may_be_another(facts: Facts) -> bool:
    """Whether the signature does not pass with the key that the verifier holds, or its words are of a key all the same."""
    return facts.laboratory.outcome != "passed" or facts.says(r"\bkey|\bkid\b|jwk")


def _elliptic(facts: Facts) -> bool:
    return facts.token is None or facts.token.alg.startswith("ES")


def _issuer_speaks(*parts: str) -> Fits:
    def fits(facts: Facts) -> bool:
        if facts.token is None:
            return facts.narrates("|".join(part.replace(".", r"\.") for part in parts))
        issuers = f"{facts.token.claims['iss'].text} {facts.expected_issuer}"
        return any(part in issuers for part in parts)

    return fits


_AZURE = _issuer_speaks(
    "microsoftonline.", "sts.windows.net", "aadsts", "idx", "azure", "entra", "00000003-0000-0000-c000", "msal", "graph", "user.read"
)  # fmt: skip
_KEYCLOAK = _issuer_speaks("/realms/", "keycloak", "realm", "azp", r"\baud\w{0,24}\b[^\n]{0,24}[\[\"' ]account\b")
_FIREBASE = _issuer_speaks("google", "firebase", "gserviceaccount", "customtoken", "verifyidtoken", "firestore")


def _names_key(facts: Facts) -> bool:
    return facts.token is None or facts.token.header.has("kid")


def _names_no_key(facts: Facts) -> bool:
    return facts.token is None or not facts.token.header.has("kid")


def _has_audience(facts: Facts) -> bool:
    return facts.token is None or facts.token.claims.has("aud")


def _has_no_audience(facts: Facts) -> bool:
    return facts.token is None or not facts.token.claims.has("aud")


def _refreshing(facts: Facts) -> bool:
    return facts.oauth.grant_told in {"", "refresh_token"}


def _redeeming(facts: Facts) -> bool:
    return facts.oauth.grant_told in {"", "authorization_code"}


def _refreshing_at_google(facts: Facts) -> bool:
    exchange = facts.oauth.token_request
    if facts.says(r"\(gcloud\.|gcloud auth"):
        return False  # Google's own program is no app in Testing
    return _refreshing(facts) and (exchange is None or "google" in exchange.request.host)


def is_asserting(facts: Facts) -> bool:
    """Whether the refused token request carries an assertion, or none is known."""
    exchange = facts.oauth.token_request
    if exchange is None:
        if _sends_basic(facts):
            return False  # it proves itself by a secret
        told = facts.oauth.grant_told if facts.oauth.said("invalid_grant") and not facts.says("assertion") else ""
        return told not in {"refresh_token", "authorization_code"}
    form = exchange.request.form
    return "assertion" in form or "client_assertion" in form


def _sends_basic(facts: Facts) -> bool:
    return facts.failing is not None and basic_of(facts.failing.request) is not None


def _sends_proof(facts: Facts) -> bool:
    if not facts.exchanges:
        return True  # nothing is known of what was sent
    return any(exchange.request.header("dpop") for exchange in facts.exchanges) or facts.bundle.use == "dpop_proof"


def _sends_no_proof(facts: Facts) -> bool:
    return not facts.exchanges or not _sends_proof(facts)


def _signed_url_may_outlive_its_session(facts: Facts) -> bool:
    from assay.diagnosis.facts.aws_presigned import url_over

    return (facts.aws.failing is None or not facts.aws.failing.signed) and url_over(facts) is None


def _may_be_off_by_hours(facts: Facts) -> bool:
    """Two times that the refusal tells, and that lie minutes apart, are of one zone."""
    from assay.diagnosis.facts.told_expiry import told_expiry

    told = told_expiry(facts)
    return told is None or told.over is None or bool(whole_hours(told.over))


_CHANGED_PLACES = r"mal-formed|wrong order|swap|mixed up|way round|vice versa|interchang|exchanged|key ?id\b[^\n]{0,40}(?:\bsecret\b|\b40\b|forty)"
CONDITIONS: dict[str, Fits] = {
    # sessions and permanent keys
    "aws.session_token_missing": lambda facts: _session(facts) and not facts.aws.session_token,
    "aws.session_token_very_old": _session,
    "aws.session_triplet_mismatch": _session,
    "aws.session_expired": _session,
    "aws.session_cached_not_refreshed": _session,
    "aws.getsessiontoken_no_mfa_iam": lambda facts: (
        _session(facts) and (not facts.aws.host or "iam." in facts.aws.host)
    ),
    "aws.v1_token_in_optin_region": _opt_in_session,
    "aws.region_not_enabled": _opt_in_permanent,
    "aws.region_not_enabled_in_source_account": _opt_in,
    "aws.stale_session_token_with_new_key": lambda facts: _permanent(facts) and facts.aws.session_token != "",
    "aws.unknown_access_key": _permanent,
    "aws.key_deleted_or_rotated": _permanent,
    "aws.key_not_yet_propagated": _permanent,
    "aws.ses_smtp_password_as_secret": lambda facts: (
        not any(len((source.secret or "").strip()) == 40 for source in facts.aws.sources)
    ),
    "aws.credentials_file_utf16": lambda facts: _unread(facts) or any(file.is_utf16 for file in facts.aws.files),
    "aws.credentials_file_bom": lambda facts: _unread(facts) or any(file.has_bom for file in facts.aws.files),
    # sources
    "aws.env_overrides_profile": lambda facts: not facts.aws.sources or _environment_and_files(facts),
    "aws.empty_env_variable": lambda facts: not facts.aws.key_id,
    "aws.empty_session_token": lambda facts: not facts.aws.session_token,
    "aws.static_section_shadows_provider": lambda facts: (
        _session(facts) and (bool(facts.aws.files) or not facts.aws.sources)
    ),
    "aws.sso_session_expired": _session,
    "aws.sso_legacy_profile_no_refresh": _session,
    "aws.id_and_secret_swapped": lambda facts: (
        (_sources(facts) or facts.says(_CHANGED_PLACES)) and not (facts.aws.is_permanent or facts.aws.is_session)
    ),
    "aws.literal_placeholder": lambda facts: not (facts.aws.is_permanent or facts.aws.is_session),
    # places
    "aws.clock_skew": _clock_unknown_or_off,
    "aws.clock_timezone_error": _clock_unknown_or_off,
    "aws.dynamodb_local_key_charset": _local,
    "aws.dynamodb_local_key_separates_db": _local,
    "aws.fake_key_to_real_aws": lambda facts: _real_endpoint(facts) and not facts.aws.is_session,
    "aws.wrong_partition": _real_endpoint,
    "aws.real_key_to_other_endpoint": lambda facts: not facts.aws.host or not facts.aws.at_aws,
    "aws.presigned_by_expiring_session": _signed_url_may_outlive_its_session,
    "aws.apigw_no_such_route": lambda facts: not facts.aws.host or "execute-api" in facts.aws.host,
    # tokens
    "jwt.hmac_secret_base64_vs_raw": _hmac,
    "jwt.wrong_secret": _hmac,
    "jwt.secret_not_set": _hmac,
    "jwt.secret_rotated": _hmac,
    "jwt.secret_differs_between_instances": _hmac,
    "jwt.secret_special_chars_mangled": _hmac,
    "jwt.kid_unknown_stale_jwks_cache": lambda facts: (
        _asymmetric(facts) and _names_key(facts) and _key_may_be_another(facts)
    ),
    "jwt.kid_key_mismatch": lambda facts: _asymmetric(facts) and _names_key(facts) and _key_may_be_another(facts),
    "jwt.kid_missing": lambda facts: _asymmetric(facts) and _names_no_key(facts),
    "jwt.iss_trailing_slash": _issuers_may_differ,
    "jwt.iss_typo": _issuers_may_differ,
    "jwt.wrong_issuer": _issuers_may_differ,
    "jwt.ecdsa_der_signature": _elliptic,
    "jwt.ecdsa_signature_length": _elliptic,
    "jwt.azure_v1_v2_issuer": _AZURE,
    "jwt.ms_graph_token_not_verifiable": _AZURE,
    "jwt.keycloak_aud_account": _KEYCLOAK,
    "jwt.firebase_custom_token_as_id_token": _FIREBASE,
    "jwt.idp_token_instead_of_broker_token": _FIREBASE,
    "jwt.aud_missing": _has_no_audience,
    "jwt.wrong_audience": lambda facts: _has_audience(facts) and _audiences_may_differ(facts),
    "jwt.aud_wrong_identifier": lambda facts: _has_audience(facts) and _audiences_may_differ(facts),
    "jwt.verifier_audience_not_given": lambda facts: _has_audience(facts) and not facts.expected_audience,
    "jwt.alg_none": lambda facts: facts.token is None or facts.token.alg.lower() == "none",
    "jwt.client_clock_ahead": _clock_unknown_or_off,
    "jwt.timezone_offset_in_claims": _may_be_off_by_hours,
    "jwt.crit_not_understood": lambda facts: facts.token is None or facts.token.header.has("crit"),
    "jwt.sub_not_string": lambda facts: facts.token is None or not facts.token.claims["sub"].text,
    "jwt.aud_token_used_as_own_reviewer": _issuer_speaks(
        "kubernetes", "vault", "token ?review", "service account unauthorized"
    ),
    # OAuth
    "oauth.refresh_token_reuse_race": _refreshing,
    "oauth.refresh_token_superseded": _refreshing,
    "oauth.grant_revoked": _refreshing,
    "oauth.grant_revoked_by_password_change": _refreshing,
    "oauth.google_testing_7_days": _refreshing_at_google,
    "oauth.cognito_secret_hash_username": lambda facts: facts.says("cognito|secret ?hash"),
    "oauth.code_expired": _redeeming,
    "oauth.code_redeemed_twice": _redeeming,
    "oauth.code_issued_to_other_client": _redeeming,
    "oauth.pkce_verifier_stale": _redeeming,
    "oauth.pkce_verifier_missing": _redeeming,
    "oauth.pkce_verifier_malformed": _redeeming,
    "oauth.pkce_method_missing": _redeeming,
    "oauth.assertion_clock_skew": lambda facts: is_asserting(facts) and _clock_unknown_or_off(facts),
    "oauth.assertion_key_account_mismatch": is_asserting,
    "oauth.assertion_reused_expired": is_asserting,
    "oauth.client_assertion_aud": is_asserting,
    "oauth.client_secret_not_sent": lambda facts: facts.oauth.sent_method in {"", "none"} and not _sends_basic(facts),
    "oauth.dpop_ath_missing": _sends_proof,
    "oauth.dpop_ath_mismatch": _sends_proof,
    "oauth.dpop_nonce_stale": _sends_proof,
    "oauth.dpop_htu_behind_proxy": _sends_proof,
    "oauth.dpop_proof_missing": _sends_no_proof,
}

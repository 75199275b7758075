"""What an error text alone can mean: the causes that are known to show it, the most frequent first.

Used where the evidence shows no likely cause; every one of these is possible at most.
"""

from __future__ import annotations

from assay.diagnosis.facts.gathered import Facts

MOST = 4

# Patterns are of lower case; the order of the causes is that of how often they were found behind the words.
WORDINGS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        r"security token included in the request is invalid|invalidclienttokenid|unrecognizedclient",
        ("aws.session_token_missing", "aws.wrong_partition", "aws.env_overrides_profile", "aws.unknown_access_key"),
    ),
    (
        r"signaturedoesnotmatch|signature we calculated does not match",
        ("aws.request_changed_after_signing", "aws.secret_special_chars_mangled", "aws.secret_whitespace", "aws.clock_skew"),
    ),
    (
        r"authfailure|not able to validate the provided access credentials",
        ("aws.clock_skew", "aws.v1_token_in_optin_region", "aws.account_inactive", "aws.session_expired"),
    ),
    (
        r"incompletesignature|not a valid key=value pair",
        ("aws.key_id_whitespace", "aws.malformed_authorization_header", "aws.apigw_no_such_route", "aws.key_id_extra_text"),
    ),
    (
        r"invalidaccesskeyid|does not exist in our records",
        ("aws.key_deleted_or_rotated", "aws.unknown_access_key", "aws.env_overrides_profile", "aws.real_key_to_other_endpoint"),
    ),
    (r"requesttimetooskewed|signature (?:expired|not yet current)", ("aws.clock_skew", "aws.clock_timezone_error")),
    (r"expiredtoken|provided token has expired", ("aws.session_expired", "aws.session_cached_not_refreshed")),
    (r"missing ?authentication ?token", ("aws.no_credentials_unsigned", "aws.apigw_no_such_route")),
    (
        r"profile.{0,40}(?:not found|could not be found)",
        ("aws.profile_section_name", "aws.wrong_profile_selected", "aws.credentials_in_other_file"),
    ),
    (r"\bsso\b.{0,60}(?:expired|invalid)|error loading sso", ("aws.sso_session_expired", "aws.sso_start_url_mismatch")),
    (
        r"unable to locate credentials|nocredentialproviders|could not load credentials",
        ("aws.no_credentials_unsigned", "aws.wrong_profile_selected", "aws.wrong_variable_name", "aws.other_users_home"),
    ),
    (
        r"invalid (?:header|token)? ?header value|header field value|invalid character in header",
        ("jwt.whitespace_in_token", "jwt.token_quoted"),
    ),
    (
        r"\baudience|\baud\b",
        ("jwt.wrong_audience", "jwt.keycloak_aud_account", "jwt.aud_missing", "jwt.id_token_used_as_access_token"),
    ),
    (r"\bissuer|\biss\b", ("jwt.wrong_issuer", "jwt.iss_trailing_slash", "jwt.azure_v1_v2_issuer", "oauth.internal_vs_public_issuer")),
    (
        r"not yet valid|not active|used too early|issued at|\biat\b|immature",
        ("jwt.clock_skew_not_yet_valid", "jwt.client_clock_ahead", "jwt.timezone_offset_in_claims"),
    ),
    (r"too far in the future|short-lived", ("jwt.lifetime_over_server_maximum", "jwt.client_clock_ahead", "jwt.exp_in_milliseconds")),
    (
        r"(?:token|jwt|signature|session).{0,30}expired|expired.{0,20}(?:token|jwt)",
        ("jwt.expired_not_refreshed", "jwt.lifetime_unit_wrong", "jwt.verifier_expects_milliseconds"),
    ),
    (r"\bkid\b|signing key|key id|jwk", ("jwt.kid_unknown_stale_jwks_cache", "jwt.kid_missing", "jwt.jwks_unreachable")),
    (r"\balg\b|algorithm|signing method", ("jwt.alg_not_allowed", "jwt.alg_key_type_mismatch")),
    (
        r"start line|\bpem\b|deseriali|asymmetric key|parse.{0,20}key|private key|public key",
        ("jwt.pem_literal_backslash_n", "jwt.certificate_given_as_public_key", "jwt.alg_key_type_mismatch", "jwt.pem_line_breaks_lost"),
    ),
    (
        r"malformed|segments|compact|not a jwt|invalid jwt",
        ("jwt.token_truncated", "jwt.opaque_or_jwe_no_audience", "jwt.bearer_prefix_in_token", "jwt.token_quoted"),
    ),
    (r"subject.{0,20}string", ("jwt.sub_not_string",)),
    (r"\btyp\b|token type", ("jwt.typ_not_accepted", "jwt.id_token_used_as_access_token")),
    (r"\bcrit\b", ("jwt.crit_not_understood",)),
    (
        r"redirect_?ur[il]|callback url",
        ("oauth.redirect_uri_scheme_behind_proxy", "oauth.redirect_uri_trailing_slash", "oauth.redirect_uri_localhost_vs_127"),
    ),
    (r"state.{0,12}mismatch|mismatching_state|csrf", ("oauth.state_cookie_lost", "oauth.cookie_too_large")),
    (r"(?:redirect|login) loop", ("oauth.cookie_too_large", "oauth.state_cookie_lost")),
    (r"code_?verifier|code_?challenge|pkce", ("oauth.pkce_verifier_stale", "oauth.pkce_verifier_missing", "oauth.pkce_method_missing")),
    (r"\bhtu\b|http url mismatch", ("oauth.dpop_htu_behind_proxy",)),
    (r"dpop", ("oauth.dpop_proof_missing", "oauth.dpop_nonce_stale", "oauth.dpop_htu_behind_proxy")),
    (
        r"invalid_grant",
        ("oauth.refresh_token_reuse_race", "oauth.grant_revoked", "oauth.code_expired", "oauth.code_redeemed_twice"),
    ),
    (  # what this very server says when a client cannot prove itself
        r"the client could not be authenticated",
        ("oauth.client_secret_wrong_or_expired", "oauth.client_auth_method_mismatch", "oauth.wrong_environment"),
    ),
    (r"invalid_client", ("oauth.client_auth_method_mismatch", "oauth.client_secret_wrong_or_expired", "oauth.client_assertion_aud")),
    (r"insufficient_scope", ("oauth.missing_scope", "oauth.scope_claim_not_mapped")),
    (r"discovery|openid-configuration", ("oauth.discovery_issuer_mismatch", "jwt.jwks_unreachable")),
    (
        r"authorization header|bearer token|not authenticated|no token",
        ("oauth.header_stripped_by_proxy", "oauth.authorization_header_conflict", "oauth.bearer_scheme_case"),
    ),
    (
        r"signature",
        ("jwt.wrong_secret", "jwt.kid_unknown_stale_jwks_cache", "jwt.ms_graph_token_not_verifiable", "jwt.hmac_secret_base64_vs_raw"),
    ),
)  # fmt: skip


def causes_of_words(facts: Facts) -> tuple[str, ...]:
    """Codes of causes that are known to show the words of the refusal, at most `MOST`; none without words."""
    found: dict[str, None] = {}
    for pattern, codes in WORDINGS:
        if facts.says(pattern):
            found.update(dict.fromkeys(codes))
    return tuple(code for code in found if code not in _ruled_out(facts))[:MOST]


def _ruled_out(facts: Facts) -> frozenset[str]:
    """What the evidence excludes although the words would allow it."""
    out: set[str] = set()
    if facts.aws.is_permanent:
        out |= {
            "aws.session_token_missing",
            "aws.session_expired",
            "aws.v1_token_in_optin_region",
            "aws.session_cached_not_refreshed",
        }
    if facts.server_ahead is not None and abs(facts.server_ahead) < 60:
        out |= {"aws.clock_skew", "aws.clock_timezone_error", "jwt.client_clock_ahead"}
    return frozenset(out)

"""What an error text alone can mean: the causes that are known to show it, the most frequent first.

Used where the evidence shows no likely cause; every one of these is possible at most.
"""

from __future__ import annotations

from assay.diagnosis.facts.error_codes import codes_of_errors
from assay.diagnosis.facts.gathered import Facts
from assay.diagnosis.pattern import compiled

NARROW = {1: 3.0, 2: 1.5}
"""How much more words say that come from one cause, or from two, than those that come from many."""
IN_THE_LOG = 0.5
"""How much the words of a log count beside those of the refusal itself."""

# Patterns are of lower case; the order of the causes is that of how often they were found behind the words. A narrow
# pattern (two causes at most) says more than a wide one, whatever their order.
WORDINGS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        r"security token included in the request is invalid|invalidclienttokenid|unrecognizedclient",
        ("aws.session_token_missing", "aws.wrong_partition", "aws.unknown_access_key", "aws.env_overrides_profile", "aws.v1_token_in_optin_region", "aws.getsessiontoken_no_mfa_iam", "aws.fake_key_to_real_aws", "aws.key_not_yet_propagated", "aws.key_deleted_or_rotated", "aws.session_token_very_old", "aws.session_triplet_mismatch", "aws.region_not_enabled"),
    ),
    (
        r"signaturedoesnotmatch|signature we calculated does not match|invalidsignatureexception",
        ("aws.request_changed_after_signing", "aws.secret_special_chars_mangled", "aws.secret_whitespace", "aws.secret_extra_characters", "aws.clock_skew", "aws.ses_smtp_password_as_secret"),
    ),
    (
        r"authfailure|not able to validate the provided access credentials",
        ("aws.clock_skew", "aws.v1_token_in_optin_region", "aws.account_inactive", "aws.session_expired", "aws.clock_timezone_error"),
    ),
    (
        r"incompletesignature|not a valid key=value pair",
        ("aws.key_id_whitespace", "aws.malformed_authorization_header", "aws.apigw_no_such_route", "aws.key_id_extra_text"),
    ),
    (r"authorization header requires|exactly 5 slash-delimited", ("aws.malformed_authorization_header", "aws.apigw_no_such_route")),
    (
        r"invalidaccesskeyid|does not exist in our records|does ?n[o']t exist in our records",
        ("aws.key_deleted_or_rotated", "aws.unknown_access_key", "aws.env_overrides_profile", "aws.empty_env_variable", "aws.real_key_to_other_endpoint", "aws.key_not_yet_propagated", "aws.literal_placeholder"),
    ),
    (r"requesttimetooskewed|signature (?:expired|not yet current)", ("aws.clock_skew", "aws.clock_timezone_error")),
    (
        r"expiredtoken|provided token has expired|token included in the request is expired|requestexpired",
        ("aws.session_expired", "aws.session_cached_not_refreshed", "aws.static_section_shadows_provider", "aws.presigned_by_expiring_session"),
    ),
    (r"missing ?authentication ?token", ("aws.no_credentials_unsigned", "aws.apigw_no_such_route")),
    (r"anonymous(?! token)|no credentials(?! found for given)|nosuchcredential", ("aws.no_credentials_unsigned", "aws.wrong_variable_name")),
    (r"no credentials found for given", ("jwt.wrong_issuer",)),  # Kong: no consumer has a key with this iss
    (r"retrieving token from sso", ("aws.sso_session_expired",)),
    # Auth0: the audience is of no API of this tenant
    (r"service not enabled within domain", ("jwt.aud_wrong_identifier", "oauth.wrong_tenant", "oauth.wrong_environment")),
    # kubectl: the API server did not take what the credential plugin gave, or maps it to nobody
    (r"asked for the client to provide credentials|you must be logged in to the server", ("jwt.expired_not_refreshed", "aws.wrong_profile_selected", "jwt.wrong_audience", "oauth.wrong_environment")),
    # the role of a container or instance could not be asked for
    (r"retrieving (?:credentials|metadata)|metadataretrievalerror|credentialretrievalerror", ("aws.no_credentials_unsigned",)),
    # what the sign-in had kept did not come back
    (r"(?<!dpop )\bnonce[^\n]{0,20}(?:mismatch|not match|invalid)|(?:invalid|mismatch\w*|unexpected) (?:id token )?nonce", ("oauth.state_cookie_lost",)),
    # introspection (RFC 7662): over, revoked, or none of this server's
    (r"\"active\"\s*:\s*false", ("jwt.expired_not_refreshed", "oauth.grant_revoked", "oauth.wrong_environment")),
    (r"\bno_secret\b|please define a .?secret", ("jwt.secret_not_set",)),
    (r"decryption operation failed|jwedecryptionfailed", ("jwt.secret_rotated", "jwt.secret_differs_between_instances")),
    (r"invalidprovidertoken", ("oauth.assertion_key_account_mismatch",)),
    (r"\binvalid_code\b", ("oauth.code_expired", "oauth.code_redeemed_twice")),
    (
        r"profile.{0,40}(?:not found|could not be found|not exist)|(?:sharedconfig)?profilenot(?:exist|found)",
        ("aws.profile_section_name", "aws.wrong_profile_selected", "aws.credentials_in_other_file"),
    ),
    (
        r"\bsso\b.{0,60}(?:expired|invalid)|error loading sso|createtoken|ssoproviderinvalidtoken|does not exist or has expired",
        ("aws.sso_session_expired", "aws.sso_start_url_mismatch", "aws.sso_legacy_profile_no_refresh"),
    ),
    (
        r"unable to locate credentials|nocredential|could not load credentials|no ec2 imds role|no valid credential sources",
        ("aws.no_credentials_unsigned", "aws.wrong_profile_selected", "aws.wrong_variable_name", "aws.other_users_home", "aws.credentials_in_other_file"),
    ),
    (r"no openidconnect provider|invalididentitytoken", ("aws.web_identity_provider_missing", "aws.web_identity_sub_mismatch")),
    (r"assumerolewithwebidentity", ("aws.web_identity_sub_mismatch", "aws.web_identity_provider_missing")),
    (r"region '[^']*' is wrong|scoped to a valid region|authorizationheadermalformed", ("aws.sigv4_wrong_region", "aws.wrong_partition")),
    (r"access key id or security token is invalid", ("aws.dynamodb_local_key_charset", "aws.fake_key_to_real_aws")),
    (r"non-existent table|resourcenotfoundexception", ("aws.dynamodb_local_key_separates_db",)),
    (
        r"unable to parse config file|section ?headers?\b|configparser|invalid start byte|unicodedecodeerror",
        ("aws.credentials_file_no_section", "aws.credentials_file_bom", "aws.credentials_file_utf16"),
    ),
    (
        r"invalid (?:header|token)? ?header value|header field value|invalid character in header|bad argument|header content",
        ("jwt.whitespace_in_token", "jwt.token_quoted"),
    ),
    (
        r"\baudiences?\b|\baud\b|invalidaudience",
        ("jwt.wrong_audience", "jwt.keycloak_aud_account", "jwt.aud_missing", "jwt.id_token_used_as_access_token", "jwt.verifier_audience_not_given", "jwt.aud_scope_not_requested", "jwt.aud_wrong_identifier", "jwt.idp_token_instead_of_broker_token"),
    ),
    (
        r"(?<!local )\bissuer(?! cert)|\biss\b",
        ("jwt.iss_trailing_slash", "jwt.wrong_issuer", "oauth.internal_vs_public_issuer", "oauth.discovery_issuer_mismatch", "jwt.azure_v1_v2_issuer", "oauth.wrong_environment"),
    ),
    (r"\b(?:issuer|audience|secret|expected)\b.{0,60}\b(?:undefined|null|none)\b", ("jwt.verifier_setting_undefined", "jwt.secret_not_set")),
    (
        r"not yet valid|not active|used too early|issued at|\biat\b|immature|before its",
        ("jwt.clock_skew_not_yet_valid", "jwt.client_clock_ahead", "jwt.timezone_offset_in_claims"),
    ),
    (
        r"too far in the future|short-lived|reasonable timeframe",
        ("jwt.lifetime_over_server_maximum", "jwt.client_clock_ahead", "oauth.assertion_clock_skew", "jwt.timezone_offset_in_claims", "jwt.exp_in_milliseconds"),
    ),
    (r"valid time range|aadsts700024", ("oauth.assertion_clock_skew", "oauth.assertion_reused_expired")),
    (
        r"(?:token|jwt|signature|session).{0,30}expired|expired.{0,20}(?:token|jwt)",
        ("jwt.expired_not_refreshed", "jwt.lifetime_unit_wrong", "jwt.timezone_offset_in_claims", "jwt.verifier_expects_milliseconds", "jwt.zero_lifetime", "jwt.exp_is_duration"),
    ),
    (r"must be an? (?:integer|number)|\bnumericdate|missingrequiredclaim", ("jwt.numeric_date_is_string", "jwt.exp_in_milliseconds")),
    (
        r"\bkid\b|signing key|key id|jwk|unable to find a (?:key|signing)",
        ("jwt.kid_unknown_stale_jwks_cache", "jwt.kid_missing", "jwt.jwks_unreachable", "jwt.jwks_url_wrong", "jwt.kid_key_mismatch"),
    ),
    (r"\b(?:no|without|missing|has no|absent)\b(?! (?:\w+ )?keys?\b).{0,20}\bkid\b|kid.{0,12}(?:missing|required)|no key id", ("jwt.kid_missing",)),
    (
        r"name or service not known|enotfound|econnrefused|timed? ?out|certificate_verify|self.signed|unable to get local issuer|fetch(?:ing)? (?:the )?(?:jwks|keys|data)|remote fetch",
        ("jwt.jwks_unreachable", "jwt.jwks_url_wrong"),
    ),
    (r"\balg\b|algorithms?\b|signing method|hs256|hs512", ("jwt.alg_not_allowed", "jwt.alg_key_type_mismatch", "jwt.refresh_token_used_as_access_token")),
    (r"key type|kty|unusable key|key.{0,20}(?:is not|isn't) (?:for|of)|wrong key", ("jwt.alg_key_type_mismatch",)),
    (
        r"start line|\bpem\b|deseriali|asymmetric key|parse.{0,20}key|private key|public key|decoder routines|invalid key|key format|asn\.?1",
        ("jwt.pem_literal_backslash_n", "jwt.certificate_given_as_public_key", "jwt.pem_line_breaks_lost", "jwt.alg_key_type_mismatch", "jwt.pem_kind_not_supported", "jwt.pem_base64_wrapped", "jwt.pem_truncated_first_line"),
    ),
    (r"\bspki\b|pkcs ?#?[18]|tags don't match|rsa public key", ("jwt.pem_kind_not_supported", "jwt.certificate_given_as_public_key")),
    (
        r"malformed|segments|compact|not a jwt|invalid jwt|invalid token|parts\b",
        ("jwt.token_truncated", "jwt.opaque_or_jwe_no_audience", "jwt.bearer_prefix_in_token", "jwt.token_quoted", "jwt.jwe_given_to_jws_verifier"),
    ),
    (r"header encoding|invalid header|unexpected token", ("jwt.bearer_prefix_in_token", "jwt.token_quoted")),
    (r"base64|illegal character|incorrect padding|character [25][df]", ("jwt.base64_padding_in_token", "jwt.base64_alphabet")),
    (r"subject.{0,20}string|\bsub\b.{0,20}string", ("jwt.sub_not_string",)),
    (r"token_not_valid|not valid for any token type", ("jwt.expired_not_refreshed", "jwt.refresh_token_used_as_access_token", "jwt.sub_not_string", "jwt.wrong_secret")),
    # Google: no access token, or one that does not hold any more
    (r"expected oauth 2 access token", ("jwt.expired_not_refreshed", "oauth.header_stripped_by_proxy", "jwt.id_token_used_as_access_token")),
    (r"\btyp\b|token type|\btoken use\b", ("jwt.typ_not_accepted", "jwt.id_token_used_as_access_token", "jwt.access_token_used_as_id_token", "jwt.refresh_token_used_as_access_token")),
    (r"\btoken use\b|token_use", ("jwt.access_token_used_as_id_token", "jwt.id_token_used_as_access_token")),
    (r"\bcrit\b|critical|extension header", ("jwt.crit_not_understood",)),
    (r"signature is required|unsigned|unsecured", ("jwt.alg_none",)),
    (r"firebase(?![\\/]+(?:php-)?jwt)", ("jwt.firebase_custom_token_as_id_token", "jwt.idp_token_instead_of_broker_token")),
    (r"must have a value|(?<!client_)(?<!client )secret.{0,20}(?:required|not set|missing|empty)|only 0 bits|at least 256 bits", ("jwt.secret_not_set",)),
    (r"request header.{0,30}too large|\b431\b|\b414\b|uri too long|header.{0,20}too (?:large|long)", ("jwt.token_over_size_limit", "oauth.cookie_too_large")),
    (r"webhook|hmac|payload signature|x-hub", ("jwt.payload_reserialised", "jwt.signed_string_differs")),
    (r"signature.{0,20}length|length of the.{0,12}signature", ("jwt.ecdsa_der_signature", "jwt.ecdsa_signature_length")),
    (
        r"redirect[_ ]?ur[il]|callback url|reply url",
        ("oauth.redirect_uri_scheme_behind_proxy", "oauth.redirect_uri_trailing_slash", "oauth.redirect_uri_localhost_vs_127"),
    ),
    (r"state.{0,12}mismatch|mismatching_state|csrf|state.{0,20}(?:not found|missing|invalid)|correlation", ("oauth.state_cookie_lost", "oauth.cookie_too_large")),
    (r"(?:redirect|login) loop|too many redirects", ("oauth.cookie_too_large", "oauth.state_cookie_lost")),
    (
        r"code[_ ]?verifier|code[_ ]?challenge|pkce",
        ("oauth.pkce_verifier_stale", "oauth.pkce_verifier_missing", "oauth.pkce_method_missing", "oauth.pkce_verifier_malformed"),
    ),
    (r"\bhtu\b|http url mismatch", ("oauth.dpop_htu_behind_proxy",)),
    (r"\bath\b", ("oauth.dpop_ath_missing", "oauth.dpop_ath_mismatch")),
    (r"use_dpop_nonce|\bnonce\b.{0,30}dpop|dpop.{0,30}\bnonce\b", ("oauth.dpop_nonce_stale",)),
    (r"dpop", ("oauth.dpop_htu_behind_proxy", "oauth.dpop_ath_missing", "oauth.dpop_nonce_stale", "oauth.dpop_proof_missing", "oauth.dpop_ath_mismatch")),
    (
        r"invalid_grant|invalidgrant",
        ("oauth.refresh_token_reuse_race", "oauth.code_redeemed_twice", "oauth.code_expired", "oauth.grant_revoked", "oauth.refresh_token_superseded", "oauth.grant_revoked_by_password_change", "oauth.google_testing_7_days", "oauth.assertion_clock_skew", "oauth.pkce_verifier_stale", "oauth.code_issued_to_other_client"),
    ),
    (r"expired or revoked", ("oauth.grant_revoked", "oauth.google_testing_7_days")),
    (r"invalid jwt signature|web token could not be decoded", ("oauth.assertion_key_account_mismatch",)),
    # what this very server says when a client cannot prove itself
    (r"the client could not be authenticated", ("oauth.client_secret_wrong_or_expired",)),
    (r"the client could not be authenticated", ("oauth.client_secret_wrong_or_expired", "oauth.client_auth_method_mismatch", "oauth.wrong_environment")),
    (
        r"invalid_client",
        ("oauth.client_auth_method_mismatch", "oauth.client_secret_wrong_or_expired", "oauth.client_assertion_aud", "oauth.client_secret_not_sent", "oauth.wrong_tenant", "oauth.literal_placeholder", "oauth.client_library_bug"),
    ),
    (r"client_secret_(?:basic|post)|authentication method", ("oauth.client_auth_method_mismatch", "oauth.server_metadata_wrong")),
    (r"aadsts7000[12]\d\d|invalid client secret|client secret", ("oauth.client_secret_wrong_or_expired", "oauth.client_secret_not_sent")),
    (r"aadsts700016|aadsts90002|\btenant (?:id|not|does)|not found in (?:the )?(?:directory|tenant)|unknown tenant", ("oauth.wrong_tenant", "oauth.literal_placeholder")),
    (r"client was not found|unknown client|client not found", ("oauth.wrong_environment", "oauth.literal_placeholder", "oauth.wrong_tenant")),
    (r"unauthorized_client|grant.{0,40}not (?:allowed|supported|authorized|enabled)|not allowed for", ("oauth.grant_not_allowed_for_client", "oauth.client_auth_method_mismatch")),
    (r"secret ?hash", ("oauth.cognito_secret_hash_username", "oauth.client_secret_not_sent")),
    (r"insufficient_?scope|missing scope|required scope", ("oauth.missing_scope", "oauth.scope_claim_not_mapped")),
    (r"discovery|openid-configuration|issuer.{0,40}returned by", ("oauth.discovery_issuer_mismatch", "oauth.internal_vs_public_issuer")),
    (
        r"authorization header|(?<!invalid )bearer token|not authenticated|no token|credentials were not provided|no authorization",
        ("oauth.header_stripped_by_proxy", "oauth.authorization_header_conflict", "oauth.bearer_scheme_case"),
    ),
    (r"authorization required|basic realm|\bbasic\b", ("oauth.authorization_header_conflict",)),
    (r"permission denied", ("jwt.aud_token_used_as_own_reviewer", "oauth.missing_scope")),
    (
        r"signature",
        ("jwt.wrong_secret", "jwt.hmac_secret_base64_vs_raw", "jwt.ms_graph_token_not_verifiable", "jwt.kid_unknown_stale_jwks_cache", "jwt.secret_differs_between_instances", "jwt.secret_not_set", "jwt.ecdsa_der_signature", "jwt.kid_key_mismatch", "jwt.payload_reserialised"),
    ),
)  # fmt: skip


def causes_of_words(facts: Facts) -> dict[str, float]:
    """Codes of causes that are known to show the words of the refusal, with how much the words speak for each."""
    found: dict[str, float] = {}
    for pattern, codes in WORDINGS:
        if facts.says(pattern):
            narrow = NARROW.get(len(codes), 0.0)
            for place, code in enumerate(codes):
                found[code] = found.get(code, 0) + 3 + narrow - place / 10
        if facts.log_words and compiled(pattern).search(facts.log_words):
            for place, code in enumerate(codes):
                if not code.startswith("aws.") or facts.aws.spoken_of:
                    found[code] = found.get(code, 0) + IN_THE_LOG * (3 + NARROW.get(len(codes), 0.0) - place / 10)
    for codes in codes_of_errors(facts.complaint.text):
        for place, code in enumerate(codes):
            found[code] = found.get(code, 0) + 4 - place / 5
    return found

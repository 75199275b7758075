"""What an error's own code or name can mean: numbers of Microsoft, codes of jose and OAuth, exceptions of JWT libraries.

A code says less than a token and more than prose. Each names the causes found behind it, the most frequent first.
"""

from __future__ import annotations

from collections.abc import Iterator

from assay.diagnosis.pattern import Pattern

_EXPIRED = "jwt.expired_not_refreshed jwt.lifetime_unit_wrong jwt.timezone_offset_in_claims jwt.zero_lifetime"
_EARLY = "jwt.clock_skew_not_yet_valid jwt.client_clock_ahead jwt.timezone_offset_in_claims"
_AUDIENCE = "jwt.wrong_audience jwt.aud_wrong_identifier jwt.id_token_used_as_access_token jwt.aud_scope_not_requested jwt.keycloak_aud_account"
_ISSUER = "jwt.wrong_issuer jwt.iss_trailing_slash oauth.internal_vs_public_issuer oauth.wrong_environment"
_ISSUER_OF_MICROSOFT = "jwt.azure_v1_v2_issuer jwt.wrong_issuer oauth.wrong_tenant jwt.ms_graph_token_not_verifiable"
_CLAIM = "jwt.wrong_audience jwt.wrong_issuer jwt.clock_skew_not_yet_valid jwt.iss_trailing_slash jwt.aud_missing"
_SIGNATURE = "jwt.wrong_secret jwt.hmac_secret_base64_vs_raw jwt.secret_differs_between_instances jwt.kid_key_mismatch jwt.payload_reserialised"
_SIGNATURE_OF_MICROSOFT = (
    "jwt.ms_graph_token_not_verifiable jwt.kid_unknown_stale_jwks_cache jwt.wrong_secret jwt.kid_key_mismatch"
)
_NO_KEY = "jwt.kid_unknown_stale_jwks_cache oauth.wrong_environment jwt.jwks_url_wrong jwt.kid_missing"
_NO_KEYS = "jwt.jwks_unreachable jwt.jwks_url_wrong"
_SHAPE = "jwt.token_truncated jwt.opaque_or_jwe_no_audience jwt.bearer_prefix_in_token jwt.token_quoted jwt.whitespace_in_token"
_ALGORITHM = "jwt.alg_not_allowed jwt.alg_key_type_mismatch jwt.refresh_token_used_as_access_token"
_KEY = "jwt.alg_key_type_mismatch jwt.certificate_given_as_public_key jwt.pem_literal_backslash_n jwt.pem_kind_not_supported"
_SHORT_SECRET = "jwt.secret_not_set jwt.hmac_secret_base64_vs_raw jwt.wrong_secret"  # noqa: S105
_TYPE = "jwt.typ_not_accepted jwt.id_token_used_as_access_token jwt.refresh_token_used_as_access_token"
_REDIRECT = (
    "oauth.redirect_uri_scheme_behind_proxy oauth.redirect_uri_trailing_slash oauth.redirect_uri_localhost_vs_127"
)
_COOKIE = "oauth.state_cookie_lost oauth.cookie_too_large"
_SECRET = "oauth.client_secret_wrong_or_expired oauth.literal_placeholder oauth.wrong_environment"  # noqa: S105
_NO_SECRET = "oauth.client_secret_not_sent oauth.client_auth_method_mismatch"  # noqa: S105
_TENANT = "oauth.wrong_tenant oauth.wrong_environment oauth.literal_placeholder"
_SIGNED_OUT = "oauth.grant_revoked_by_password_change oauth.grant_revoked"
_REVOKED = "oauth.grant_revoked oauth.refresh_token_superseded oauth.grant_revoked_by_password_change"
_CODE = "oauth.code_redeemed_twice oauth.code_expired oauth.code_issued_to_other_client"
_ASSERTION_KEY = "oauth.assertion_key_account_mismatch oauth.client_assertion_aud"
_ASSERTION_TIME = "oauth.assertion_clock_skew oauth.assertion_reused_expired"
_VERIFIER = "oauth.pkce_verifier_stale oauth.pkce_verifier_malformed oauth.pkce_verifier_missing"
_SCOPE = "oauth.missing_scope oauth.scope_claim_not_mapped"

# The codes and names (lower case) on the left, the causes on the right.
_TABLE: tuple[tuple[str, str], ...] = (
    # Microsoft.IdentityModel
    ("idx10205 idx10211 idx40001 securitytokeninvalidissuerexception", _ISSUER_OF_MICROSOFT),
    ("idx10204", "jwt.verifier_setting_undefined jwt.wrong_issuer"),
    ("idx10206 idx10207 idx10215", "jwt.aud_missing jwt.aud_scope_not_requested"),
    ("idx10208", "jwt.verifier_audience_not_given jwt.verifier_setting_undefined"),
    ("idx10209", "jwt.token_over_size_limit"),
    ("idx10214 securitytokeninvalidaudienceexception", _AUDIENCE),
    ("idx10222 securitytokennotyetvalidexception", _EARLY),
    ("idx10223 securitytokenexpiredexception", _EXPIRED),
    ("idx10224 securitytokeninvalidlifetimeexception", "jwt.timezone_offset_in_claims jwt.lifetime_unit_wrong jwt.exp_is_duration"),
    ("idx10225 securitytokennoexpirationexception", "jwt.numeric_date_is_string jwt.exp_in_milliseconds"),
    ("idx10256 idx10257 securitytokeninvalidtypeexception", _TYPE),
    ("idx10500", f"{_NO_KEYS} {_NO_KEY}"),
    ("idx10501 securitytokensignaturekeynotfoundexception", _NO_KEY),
    ("idx10503", f"{_NO_KEY} {_SIGNATURE_OF_MICROSOFT}"),
    ("idx10511 securitytokeninvalidsignatureexception", _SIGNATURE_OF_MICROSOFT),
    ("idx10517", "jwt.kid_missing jwt.wrong_secret jwt.kid_unknown_stale_jwks_cache"),
    ("idx10504", "jwt.alg_none jwt.token_truncated"),
    ("idx10508", "jwt.ecdsa_der_signature jwt.ecdsa_signature_length jwt.base64_padding_in_token"),
    ("idx10603 idx10653 idx10720", _SHORT_SECRET),
    ("idx10609", "jwt.jwe_given_to_jws_verifier"),
    ("idx10634 idx10652", _KEY),
    ("idx10696 securitytokeninvalidalgorithmexception", _ALGORITHM),
    ("idx12709 idx12729 idx12741 idx14100 idx14101 idx14102 idx14120 securitytokenmalformedexception", _SHAPE),
    ("idx20803 idx20804 idx20805 idx20807 idx20808", _NO_KEYS),
    ("idx21323 idx21329 idx21314", _COOKIE),
    # Microsoft Entra
    ("aadsts50011 aadsts500113 aadsts500117", _REDIRECT),
    ("aadsts50012 aadsts700027 aadsts700021", _ASSERTION_KEY),
    ("aadsts50013", f"{_ASSERTION_KEY} {_ASSERTION_TIME}"),
    ("aadsts50027", f"oauth.client_assertion_aud {_ASSERTION_TIME}"),
    ("aadsts700024", _ASSERTION_TIME),
    ("aadsts70021 aadsts700211 aadsts700212 aadsts700213", "oauth.client_assertion_aud oauth.assertion_key_account_mismatch oauth.wrong_environment"),
    ("aadsts50020 aadsts50034 aadsts50059 aadsts50128 aadsts50194 aadsts700016 aadsts70001 aadsts90002 aadsts900023 aadsts500208", _TENANT),
    ("aadsts500011 aadsts50001", "jwt.aud_wrong_identifier oauth.wrong_tenant"),
    ("aadsts50132 aadsts50133 aadsts50173", _SIGNED_OUT),
    ("aadsts54005", "oauth.code_redeemed_twice"),
    ("aadsts70000", f"{_REVOKED} oauth.code_issued_to_other_client"),
    ("aadsts70008", "oauth.code_expired oauth.grant_revoked"),
    ("aadsts700082 aadsts700084", "oauth.grant_revoked oauth.grant_revoked_by_password_change"),
    ("aadsts70002 aadsts7000215 aadsts7000222", _SECRET),
    ("aadsts7000216 aadsts7000218", _NO_SECRET),
    ("aadsts700025 aadsts9002326 aadsts9002327", "oauth.client_auth_method_mismatch oauth.grant_not_allowed_for_client"),
    ("aadsts70003", "oauth.grant_not_allowed_for_client"),
    ("aadsts70011 aadsts65001 aadsts28002 aadsts28003", _SCOPE),
    ("aadsts501481 aadsts50148", _VERIFIER),
    ("aadsts9002325", "oauth.pkce_verifier_missing oauth.pkce_method_missing"),
    # jose, openid-client, Auth.js
    ("err_jwt_expired jwtexpired", _EXPIRED),
    ("err_jwt_claim_validation_failed jwtclaimvalidationfailed oauth_jwt_claim_comparison_failed", _CLAIM),
    ("oauth_jwt_timestamp_check_failed", f"{_EARLY} {_EXPIRED}"),
    ("err_jwt_invalid jwtinvalid err_jws_invalid jwsinvalid", _SHAPE),
    ("err_jws_signature_verification_failed jwssignatureverificationfailed", _SIGNATURE),
    ("err_jwks_no_matching_key jwksnomatchingkey oauth_key_selection_failed", _NO_KEY),
    ("err_jwks_multiple_matching_keys jwksmultiplematchingkeys", "jwt.kid_missing"),
    ("err_jwks_timeout jwkstimeout", _NO_KEYS),
    ("err_jwks_invalid jwksinvalid", "jwt.jwks_url_wrong jwt.jwks_unreachable"),
    ("err_jose_alg_not_allowed josealgnotallowed", _ALGORITHM),
    ("err_jose_not_supported josenotsupported", "jwt.crit_not_understood jwt.alg_not_allowed jwt.alg_key_type_mismatch"),
    ("err_jwe_invalid jweinvalid", "jwt.jwe_given_to_jws_verifier jwt.opaque_or_jwe_no_audience"),
    ("invalidcheck oauthcallbackerror", f"{_COOKIE} {_VERIFIER}"),
    # JWT libraries: Python, JavaScript, Java, Ruby, PHP
    ("tokenexpirederror expiredsignatureerror expiredjwtexception tokenexpiredexception jwt::expiredsignature expiredexception expiredtokenerror", _EXPIRED),
    ("notbeforeerror immaturesignatureerror invalidissuedaterror prematurejwtexception jwt::immaturesignature jwt::invalidiaterror beforevalidexception", _EARLY),
    ("invalidaudienceerror jwt::invalidauderror", _AUDIENCE),
    ("invalidissuererror jwt::invalidissuererror", _ISSUER),
    ("missingrequiredclaimerror missingclaimexception missingclaimerror", "jwt.aud_missing jwt.numeric_date_is_string"),
    ("incorrectclaimexception invalidclaimexception invalidclaimerror jwtclaimserror", _CLAIM),
    ("invalidsignatureerror signatureexception signatureverificationexception signatureinvalidexception jwt::verificationerror badsignatureerror", _SIGNATURE),
    ("malformedjwtexception jwtdecodeexception jwt::decodeerror", _SHAPE),
    ("decodeerror", f"{_SHAPE} {_SIGNATURE}"),
    ("unsupportedjwtexception", "jwt.alg_none jwt.jwe_given_to_jws_verifier jwt.alg_not_allowed"),
    ("invalidalgorithmerror algorithmmismatchexception jwt::incorrectalgorithm", _ALGORITHM),
    ("invalidkeyerror invalidkeyexception", _KEY),
    ("weakkeyexception", _SHORT_SECRET),
    ("pyjwkclienterror jwt::jwkerror", f"{_NO_KEY} {_NO_KEYS}"),
    ("pyjwkclientconnectionerror jwksrequesterror", _NO_KEYS),
    ("signingkeynotfounderror", _NO_KEY),
    ("invalidsubjecterror", "jwt.sub_not_string"),
    # OAuth 2.0, OpenID Connect, and what single providers add
    ("invalid_token", "jwt.expired_not_refreshed jwt.wrong_audience jwt.wrong_issuer jwt.kid_unknown_stale_jwks_cache jwt.opaque_or_jwe_no_audience"),
    ("invalid_scope insufficient_scope", _SCOPE),
    ("login_required", _COOKIE),
    ("redirect_uri_mismatch redirect_mismatch", _REDIRECT),
    ("invalid_dpop_proof", "oauth.dpop_htu_behind_proxy oauth.dpop_ath_missing oauth.dpop_nonce_stale"),
    ("deleted_client", "oauth.wrong_environment oauth.literal_placeholder"),
    ("bad_verification_code incorrect_client_credentials", f"{_CODE} {_SECRET}"),
)  # fmt: skip

_WORD = Pattern(r"[a-z][a-z0-9_]{2,50}(?:::[a-z]+)?")


def codes_of_errors(text: str) -> Iterator[tuple[str, ...]]:
    """For each known code or name in a text (lower case): the causes behind it, the most frequent first."""
    words = set(_WORD.findall(text))
    for names, causes in _TABLE:
        if not words.isdisjoint(names.split()):
            yield tuple(dict.fromkeys(causes.split()))

"""What a refusal is about: audience, issuer, dates, signature and the like; and which causes show themselves so.

A finding about something else than the refusal speaks of may be true and still not be why: it is never certain.
"""

from __future__ import annotations

from assay.diagnosis.facts.gathered import Facts
from assay.diagnosis.names_of_causes import is_among
from assay.diagnosis.pattern import any_of, compiled

_GENERAL = any_of(
    r"\(e\.g\.[^)]*\)",
    r"(?:invalid|incorrect|malformed|revoked|not valid)(?: or|,|/| and/or) (?:it )?(?:has |is |was )?(?:already )?(?:been )?expired",
    r"expired(?:,|/|,? or|,? and/or) (?:otherwise |it |has |is |was |already |been )*(?:invalid|malformed|revoked|incorrect|used|consumed)",
    "make sure that it has not expired",
    # RFC 6749 section 5.2 names all that a grant may be refused for
    r"the provided authorization grant\b[^\n]{0,240}?another client",
)
"""Said of any token or grant: the sentences of RFC 6749 and RFC 6750 name everything at once."""

# What is read before any claim: the form of a token, its algorithm, the key that it names.
_BEFORE_THE_CLAIMS = (
    "jwt.alg_ jwt.kid_ jwt.pem_ jwt.jwks_ jwt.certificate_ jwt.secret_ jwt.wrong_secret jwt.hmac_ jwt.ecdsa_ jwt.base64_ jwt.token_ jwt.bearer_ jwt.whitespace_"
    " jwt.jwe_ jwt.opaque_ jwt.verifier_ jwt.typ_ jwt.crit_ jwt.payload_ jwt.signed_string_ jwt.firebase_ jwt.idp_token_ jwt.ms_graph_ jwt.azure_ jwt.iss_"
    " jwt.wrong_issuer jwt.access_token_ jwt.id_token_ jwt.refresh_token_ jwt.numeric_date_is_string jwt.sub_not_string oauth. aws."
)

# Topic: (words, the causes that refusals of these words come from). A name that ends in a point stands for all that begin so.
_TOPICS: dict[str, tuple[str, str]] = {
    "audience": (
        r"\baudiences?\b|\baud\b|invalidaudience|notinaudience|idx10214|idx10206|idx10208|msis9921",
        ("jwt.aud_missing jwt.aud_scope_not_requested jwt.aud_token_used_as_own_reviewer jwt.aud_wrong_identifier jwt.wrong_audience"
        " jwt.keycloak_aud_account jwt.verifier_audience_not_given jwt.verifier_setting_undefined jwt.id_token_used_as_access_token"
        " jwt.access_token_used_as_id_token jwt.ms_graph_token_not_verifiable jwt.firebase_custom_token_as_id_token"
        " jwt.idp_token_instead_of_broker_token jwt.opaque_or_jwe_no_audience jwt.azure_v1_v2_issuer jwt.verifier_bug"
        " jwt.refresh_token_used_as_access_token oauth.client_assertion_aud oauth.wrong_environment oauth.wrong_tenant"
        " oauth.internal_vs_public_issuer oauth.assertion_ aws."),
    ),
    "issuer": (
        r"\biss\b|issuers?['\"\])]?[ :=]{1,2}(?:is|was|claim|mismatch|invalid|did|does|validation|of|value|not|url|https?:|['\"])|(?:invalid|unexpected|wrong|expected|untrusted|unknown|requested|validate|different|incorrect|jwt|token|token's) issuer|invalidissuer|different provider|idx10204|idx10205|idx10211|idx40001",
        ("jwt.iss_ jwt.azure_v1_v2_issuer jwt.wrong_issuer jwt.verifier_setting_undefined jwt.ms_graph_token_not_verifiable"
        " jwt.firebase_custom_token_as_id_token jwt.idp_token_instead_of_broker_token jwt.verifier_bug jwt.jwks_unreachable jwt.jwks_url_wrong"
        " jwt.access_token_used_as_id_token jwt.refresh_token_used_as_access_token oauth.discovery_issuer_mismatch oauth.internal_vs_public_issuer"
        " oauth.wrong_environment oauth.wrong_tenant oauth.literal_placeholder oauth.assertion_ oauth.client_assertion_aud aws."),
    ),
    "dates": (
        r"expired|\bexp\b|\bnbf\b|\biat\b|not yet valid|too early|in the future|expiration time|immature|timeframe|too old|idx1022[235]|lifetime|before its",
        ("jwt.expired_not_refreshed jwt.exp_ jwt.numeric_date_is_string jwt.clock_skew_not_yet_valid jwt.client_clock_ahead jwt.lifetime_ jwt.zero_lifetime"
        " jwt.timezone_offset_in_claims jwt.verifier_expects_milliseconds jwt.verifier_bug jwt.crit_not_understood jwt.refresh_token_used_as_access_token"
        " oauth.assertion_ oauth.code_ oauth.grant_ oauth.refresh_ oauth.google_testing_7_days oauth.client_secret_wrong_or_expired oauth.pkce_"
        " oauth.dpop_ oauth.state_cookie_lost oauth.cookie_too_large aws."),
    ),
    "signature": (
        r"invalid signature|signature (?:is |was )?(?:invalid|verification|validation|mismatch|does not)|signature.{0,24}(?:fail|not match|invalid|incorrect|wrong)|bad (?:mac|signature)|invalidsignature|idx1050\d|idx10511",
        ("jwt.wrong_secret jwt.hmac_ jwt.secret_ jwt.kid_ jwt.ecdsa_ jwt.ms_graph_token_not_verifiable jwt.payload_reserialised jwt.signed_string_differs"
        " jwt.token_truncated jwt.token_quoted jwt.whitespace_in_token jwt.bearer_ jwt.base64_ jwt.alg_ jwt.pem_ jwt.certificate_given_as_public_key jwt.jwks_"
        " jwt.opaque_or_jwe_no_audience jwt.jwe_given_to_jws_verifier jwt.azure_v1_v2_issuer jwt.verifier_bug jwt.refresh_token_used_as_access_token"
        " jwt.firebase_custom_token_as_id_token jwt.idp_token_instead_of_broker_token jwt.crit_not_understood jwt.access_token_used_as_id_token"
        " jwt.id_token_used_as_access_token jwt.typ_not_accepted"
        " oauth.wrong_environment oauth.wrong_tenant oauth.assertion_ oauth.dpop_ oauth.cognito_secret_hash_username"
        " oauth.internal_vs_public_issuer oauth.client_assertion_aud oauth.client_library_bug aws."),
    ),
    "subject": (r"subject must be|\bsub\b.{0,20}string|invalidsubject", "jwt.sub_not_string jwt.verifier_bug"),
    "redirect": (
        r"redirect[_ -]?ur[il]|callback url|reply url|aadsts50011\b|mismatching_redirect",
        ("oauth.redirect_uri_ oauth.internal_vs_public_issuer oauth.code_ oauth.pkce_ oauth.wrong_ oauth.literal_placeholder oauth.state_cookie_lost"
        " oauth.client_ oauth.discovery_issuer_mismatch oauth.cookie_too_large"),
    ),
    "proof key": (
        r"\bpkce\b|code_?verifier|code_?challenge|aadsts501481",
        "oauth.pkce_ oauth.code_ oauth.state_cookie_lost oauth.cookie_too_large oauth.client_library_bug",
    ),
    "client": (
        r"\binvalid_client\b",
        ("oauth. jwt.alg_ jwt.base64_ jwt.certificate_given_as_public_key jwt.client_clock_ahead jwt.clock_skew_not_yet_valid jwt.ecdsa_ jwt.exp_ jwt.hmac_ jwt.jwks_ jwt.kid_"
        " jwt.lifetime_ jwt.numeric_date_is_string jwt.payload_reserialised jwt.pem_ jwt.secret_ jwt.sub_not_string jwt.timezone_offset_in_claims jwt.token_ jwt.typ_ jwt.whitespace_in_token"
        " jwt.wrong_secret jwt.zero_lifetime aws."),
    ),
    "header value": (
        r"invalid header field value|invalid character in header|illegal header value|invalid header value",
        "jwt.whitespace_in_token jwt.token_ jwt.pem_literal_backslash_n oauth.literal_placeholder oauth.client_library_bug aws.",
    ),
    "directory": (
        r"aadsts(?:700016|90002|50020|50034|500011)|not found in the (?:directory|tenant)",
        "oauth.wrong_ oauth.literal_placeholder oauth.client_ jwt.aud_wrong_identifier",
    ),
    "key": (
        r"pem routines|no start line|asn1 encoding routines|decoder routines|deserialize key|(?:parse|decode|read) (?:the )?(?:private key|public key|pem)|invalid pem|must be an asymmetric key|invalid public key",
        "jwt.alg_ jwt.kid_ jwt.pem_ jwt.jwks_ jwt.certificate_ jwt.secret_ jwt.wrong_secret jwt.hmac_ jwt.base64_ jwt.whitespace_ jwt.verifier_ oauth. aws.",
    ),
    "key id": (
        r"unknown kid|\b(?:no|without|lacks?|missing)(?: an?| any| the)? ['\"`]?kid\b|\bkid\b[^\n]{0,30}(?:not found|unknown|missing|mismatch|no match)|no matching (?:kid|key)|no key id|(?:signing|signature) key (?:was )?not found|find a signing key|find (?:a )?public ?key|(?:specified|given|this) kid",
        _BEFORE_THE_CLAIMS,
    ),
    "algorithm": (
        r"\balg(?:orithm)? (?:value )?(?:is |was )?not (?:allowed|supported|permitted|accepted)|invalidalgorithm|unexpected (?:signing method|alg)",
        _BEFORE_THE_CLAIMS,
    ),
    "form": (r"jwt malformed|malformed jwt|number of segments|enough segments|invalid header encoding", _BEFORE_THE_CLAIMS),
    "rights": (
        r"\binsufficient_scope\b",
        ("oauth.missing_scope oauth.scope_claim_not_mapped oauth.wrong_environment oauth.wrong_tenant oauth.grant_not_allowed_for_client"
        " jwt.id_token_used_as_access_token jwt.ms_graph_token_not_verifiable jwt.aud_ jwt.wrong_audience jwt.verifier_bug jwt.refresh_token_used_as_access_token aws."),
    ),
    "custom token": (
        r"\bcustom ?tokens?\b|\bcreate_?custom_?token\b",
        "jwt.firebase_ jwt.id_token_used_ jwt.access_token_used_ jwt.aud_ jwt.wrong_ jwt.iss_ jwt.alg_ jwt.kid_ oauth.wrong_",
    ),
    "secret hash": (
        r"secret ?hash",
        "oauth.cognito_secret_hash_username oauth.client_ oauth.literal_placeholder oauth.wrong_",
    ),
    "proof": (r"\bhtu\b|\bath\b|dpop", "oauth.dpop_ oauth.header_stripped_by_proxy oauth.bearer_scheme_case oauth.client_library_bug"),
}  # fmt: skip


def without_the_general(text: str) -> str:
    """A refusal's text without what is said of any token or grant, whatever check refused it."""
    return compiled(_GENERAL).sub(" ", text)


def topics_of(text: str) -> frozenset[str]:
    """What a text (lower case) says that a refusal is about; empty where it does not say."""
    if not text:
        return frozenset()  # a token alone pays for no pattern
    plain = without_the_general(text)
    return frozenset(topic for topic, (words, _) in _TOPICS.items() if compiled(words).search(plain))


def off_topic(code: str, facts: Facts) -> bool:
    """Whether the refusal says what it is about, and that is nothing from which this cause would be seen."""
    return bool(facts.topics) and not any(is_among(code, _TOPICS[topic][1]) for topic in facts.topics)

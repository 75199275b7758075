"""How far AWS came before it refused: it looks the key id up first; whether age, clock or signature is next differs.

Services disagree on that, so that each of the three says nothing of the others. What is only met at another step may lie
in the evidence and still not be why: it is never certain. Before these steps a program finds its credentials and reaches
AWS; behind them AWS knows who asks, and refuses what is asked for.
"""

from __future__ import annotations

from assay.diagnosis.facts.aws_relevance import has_spoken
from assay.diagnosis.facts.gathered import Facts
from assay.diagnosis.names_of_causes import is_among
from assay.diagnosis.pattern import Pattern, any_of, compiled

_SECRETS = (
    "aws.secret_whitespace aws.secret_extra_characters aws.secret_special_chars_mangled aws.ses_smtp_password_as_secret"
    " aws.key_id_used_as_secret aws.request_changed_after_signing"
)
_KEY_IDS = (
    "aws.dynamodb_local_key_charset aws.getsessiontoken_no_mfa_iam aws.wrong_partition aws.v1_token_in_optin_region"
    " aws.session_token_missing"
)
_DAMAGED_IDS = (
    "aws.key_id_whitespace aws.key_id_extra_text aws.id_and_secret_swapped aws.plain_value_base64_decoded"
    " aws.fake_key_to_real_aws"
)
_DAMAGED = f"{_DAMAGED_IDS} aws.value_quoted aws.literal_placeholder aws.empty_session_token"
_FILES = (
    "aws.credentials_file_bom aws.credentials_file_utf16 aws.credentials_file_no_section aws.profile_section_name"
    " aws.credentials_in_other_file aws.wrong_variable_name"
)
_SIGN_IN = "aws.sso_start_url_mismatch aws.sso_legacy_profile_no_refresh aws.sso_session_expired"
_NOTHING_SENT = f"aws.no_credentials_unsigned aws.apigw_no_such_route {_FILES} {_SIGN_IN}"
_WEB_IDENTITY = "aws.web_identity_sub_mismatch aws.web_identity_provider_missing"
_CLOCK = "aws.clock_skew aws.clock_timezone_error"
_SESSIONS = (
    "aws.stale_session_token_with_new_key aws.session_triplet_mismatch aws.session_token_very_old"
    " aws.session_cached_not_refreshed aws.session_expired"
)
_SOURCES = (
    "aws.env_overrides_profile aws.wrong_profile_selected aws.other_users_home aws.static_section_shadows_provider"
    " aws.empty_env_variable"
)
_OF_CREDENTIALS = (
    f"{_SECRETS} {_KEY_IDS} {_DAMAGED} {_NOTHING_SENT} {_CLOCK} {_SESSIONS} {_SOURCES}"
    " aws.malformed_authorization_header aws.real_key_to_other_endpoint"
)

# (words, the causes that are not met where a refusal has these words)
_STEPS: tuple[tuple[str, str], ...] = (
    (
        r"invalidclienttokenid|unrecognizedclient|invalidaccesskeyid|security token included in the request is invalid|invalidtoken\b|token is malformed or otherwise invalid",
        f"{_SECRETS} {_CLOCK} {_WEB_IDENTITY} {_FILES} {_SIGN_IN}",
    ),
    (
        r"expiredtoken|security token included in the request is expired|provided token has expired",
        f"{_SECRETS} {_KEY_IDS} {_DAMAGED} {_NOTHING_SENT} {_CLOCK} aws.malformed_authorization_header aws.session_triplet_mismatch",
    ),
    (
        r"requesttimetooskewed|difference between the request time and",
        f"{_SECRETS} {_KEY_IDS} {_DAMAGED} {_NOTHING_SENT} {_WEB_IDENTITY} aws.malformed_authorization_header",
    ),
    (
        r"signaturedoesnotmatch|request signature we calculated",
        f"{_KEY_IDS} {_DAMAGED_IDS} {_NOTHING_SENT} {_WEB_IDENTITY} aws.empty_session_token aws.session_token_very_old aws.session_triplet_mismatch",
    ),
    (
        r"incompletesignature|not a valid key=value pair|authorizationheadermalformed",
        f"{_SECRETS} {_KEY_IDS} {_CLOCK} {_SESSIONS} {_FILES} {_SIGN_IN} {_WEB_IDENTITY} aws.empty_session_token",
    ),
    (
        r"missingauthenticationtoken|missing authentication token",
        f"{_SECRETS} {_KEY_IDS} {_DAMAGED} {_CLOCK} {_SESSIONS} {_WEB_IDENTITY}",
    ),
    (
        r"not authorized to perform:? sts:assumerolewithwebidentity",
        f"{_SECRETS} {_KEY_IDS} {_DAMAGED} {_NOTHING_SENT} {_CLOCK} {_SESSIONS} aws.malformed_authorization_header aws.real_key_to_other_endpoint",
    ),
)  # fmt: skip

_NOTHING_FOUND = Pattern(
    any_of(
        "unable to locate credentials",
        "could not load credentials from any providers",
        "unable to load (?:aws )?credentials from any",
        r"profile \(?[\"'`]?[\w.-]{1,60}[\"'`]?\)? (?:could not be found|not found|does not exist)",
        "no valid credential sources",
        "nocredentialproviders",
    )
)
"""The program found nothing to sign with: what stands in a pair that it would have found is not why."""
_KNOWN = any_of(
    r"user: arn:aws[\w-]{0,10}:(?:iam|sts)::\S{1,200} is not authorized to perform",
    "encoded authorization failure message",
    "unauthorizedoperation",
    "nosuch(?:bucket|key|entity|upload|hostedzone|distribution)",
    "resourcenotfound",
    r"\bvalidation(?:error|exception)\b",
    r"\bthrottling|rate exceeded|\bslowdown\b|requestlimitexceeded|toomanyrequests",
    "limitexceeded|quotaexceeded",
    "bucketalready(?:exists|ownedbyyou)|permanentredirect|conditionalcheckfailed|preconditionfailed|malformedpolicydocument",
    r"\binternal(?:error|failure|servererror)\b|serviceunavailable",
)
"""AWS took the credentials, and says another thing of the call."""
_NOT_REACHED = any_of(
    "could not connect to the endpoint",
    "connect timeout on endpoint",
    "read timeout on endpoint",
    "ssl validation failed",
    "certificate[ _]verify[ _]failed",
    "unable to get local issuer certificate",
    "x509: ",
    "dial tcp",
    "connection (?:was )?(?:refused|reset|closed|timed out)",
    "econn(?:refused|reset)|enotfound|etimedout",
    # the program never called
    r"specify a region|parameter validation failed|argument \w{1,40}: invalid choice|doesn't match a supported format",
    "getaddrinfo|name or service not known|no such host|temporary failure in name resolution",
)
"""The call did not come to AWS, or no answer came back."""
_OF_A_CREDENTIAL = Pattern(
    any_of(
        "invalidclienttokenid|unrecognizedclient|invalidaccesskeyid|invalidtoken|invalidsecurity|security token",
        "expiredtoken|requestexpired|has expired|signature|incompletesignature|authfailure|optinrequired|authorizationheader",
        "missingauthenticationtoken|accesskeyid|access key|requesttimetooskewed|invalididentitytoken|webidentity",
        r"\bcredentials?\b|\bprofile\b|\bsection\b|\bsso\b",
    )
)
"""It is a credential, or how it is found, that is refused."""
_BEYOND = Pattern(any_of(_KNOWN, _NOT_REACHED))
_SDK_SAYS = Pattern(r"an error occurred \(([\w.]{1,100})\)")
"""A code that is none of those of credentials is of what was asked for. A mere number may stand for any."""
_DENIES = Pattern(
    r"^\d+$|denied|forbidden|unauthorized|auth|invalid(?:client|access|token|security)|optin|expired|unrecognized|notsignedup"
)
_DENIED = Pattern("accessdenied|access denied")
_ONE_WHO_IS_KNOWN = f"{_SECRETS} {_DAMAGED} {_FILES} {_SOURCES} {_SESSIONS} aws.session_token_missing"
_PAIR = f"{_SECRETS} {_KEY_IDS} {_DAMAGED} {_CLOCK} {_SESSIONS} aws.malformed_authorization_header aws.real_key_to_other_endpoint"


def at_another_step(code: str, facts: Facts) -> bool:
    """Whether every step at which AWS says it refused is one where this cause is not met.

    The symptom is heard first: an answer that stands beside it may be that of another call.
    """
    if _another_host_refused(facts):
        return True
    told = _unmet(facts.symptom.lower()) or _unmet(facts.complaint.text)
    return bool(told) and all(is_among(code, unmet) for unmet in told)


def _another_host_refused(facts: Facts) -> bool:
    """Whether what was refused is a request with another credential, and AWS has not said a word."""
    if facts.failing is None or facts.aws.failing is not None or has_spoken(facts.aws):
        return False
    sent = facts.failing.request.header("authorization") or ""
    return sent.partition(" ")[0].lower() in {"bearer", "dpop", "basic"}


def _unmet(text: str) -> list[str]:
    told = [unmet for words, unmet in _STEPS if compiled(words).search(text)]
    if not told and _NOTHING_FOUND.search(text):
        return [_PAIR]
    if told or _OF_A_CREDENTIAL.search(text):
        return told
    code = _SDK_SAYS.search(text)
    if _BEYOND.search(text) or (code is not None and not _DENIES.search(code.group(1))):
        return [_OF_CREDENTIALS]
    if code is not None and code.group(1).isdigit():
        return [f"{_FILES} {_SOURCES}"]
    return [_ONE_WHO_IS_KNOWN] if _DENIED.search(text) else []

"""How far AWS came before it refused: it looks the key id up, then the session's age, then the clock, then the signature.

What is only met at another step may lie in the evidence and still not be why: it is never certain.
"""

from __future__ import annotations

import re

from assay.diagnosis.facts.gathered import Facts

_SECRETS = (
    "aws.secret_whitespace aws.secret_extra_characters aws.secret_special_chars_mangled aws.ses_smtp_password_as_secret"
    " aws.key_id_used_as_secret aws.request_changed_after_signing"
)
_KEY_IDS = (
    "aws.dynamodb_local_key_charset aws.getsessiontoken_no_mfa_iam aws.wrong_partition aws.v1_token_in_optin_region"
    " aws.session_token_missing"
)
_NOTHING_SENT = "aws.no_credentials_unsigned aws.apigw_no_such_route aws.credentials_file_bom aws.profile_section_name"
_WEB_IDENTITY = "aws.web_identity_sub_mismatch aws.web_identity_provider_missing"
_CLOCK = "aws.clock_skew aws.clock_timezone_error"

# (words, the causes that are not met where a refusal has these words)
_STEPS: tuple[tuple[str, str], ...] = (
    (
        r"invalidclienttokenid|unrecognizedclient|invalidaccesskeyid|security token included in the request is invalid",
        f"{_SECRETS} {_CLOCK} {_WEB_IDENTITY}",
    ),
    (
        r"expiredtoken|security token included in the request is expired|provided token has expired",
        f"{_SECRETS} {_KEY_IDS} {_NOTHING_SENT} aws.malformed_authorization_header aws.key_id_whitespace aws.fake_key_to_real_aws",
    ),
    (
        r"requesttimetooskewed|difference between the request time and",
        f"{_SECRETS} {_KEY_IDS} {_NOTHING_SENT} {_WEB_IDENTITY} aws.malformed_authorization_header aws.key_id_whitespace",
    ),
    (
        r"signaturedoesnotmatch|request signature we calculated",
        f"{_KEY_IDS} {_NOTHING_SENT} {_WEB_IDENTITY}",
    ),
    (
        r"not authorized to perform:? sts:assumerolewithwebidentity",
        f"{_SECRETS} {_KEY_IDS} {_NOTHING_SENT} {_CLOCK} aws.malformed_authorization_header aws.real_key_to_other_endpoint",
    ),
)


def at_another_step(code: str, facts: Facts) -> bool:
    """Whether every step at which AWS says it refused is one where this cause is not met.

    The symptom is heard first: an answer that stands beside it may be that of another call.
    """
    told = _unmet(facts.symptom.lower()) or _unmet(facts.complaint.text)
    return bool(told) and all(code in unmet for unmet in told)


def _unmet(text: str) -> list[list[str]]:
    return [unmet.split() for words, unmet in _STEPS if re.search(words, text)]

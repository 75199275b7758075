"""Narrated signs: what people and programs tell around a refusal, beside what the evidence itself shows.

A tale proves nothing: such a sign makes a cause likely at most, and what the evidence shows weighs more.
"""

from __future__ import annotations

from assay.diagnosis.causes.cause import Sighting, suggests
from assay.diagnosis.exclusions import still_fits
from assay.diagnosis.facts.gathered import Facts
from assay.diagnosis.facts.quoting import quoted
from assay.record import Record


class Narrated(Record):
    """Words of the refusal (`said`), and words around it (`told`) that then speak for a cause, with their weight.

    With `unseen` they count only where the refused request is not in the evidence and cannot be looked at.
    """

    said: str
    told: str
    weight: int
    unseen: bool = False


_INVALID = r"invalidclienttokenid|unrecognizedclient|security token included in the request is invalid"
_UNKNOWN = rf"{_INVALID}|invalidaccesskeyid|exist in our records|authfailure|not able to validate the provided access"
_EXPIRED = r"expiredtoken|(?:has|is) expired|requestexpired"
_SIGNATURE = r"signaturedoesnotmatch|signature we calculated|invalidsignature"
_NONE_FOUND = r"credential|profile|no identity"
_FILE = r"parse|section|codec|decode|config"
_WELL = r"(?:works?\b|worked|fine\b|succeed|passes\b|\bok\b|goes through)"
_LATER = r"(?:a (?:minute|moment|few seconds|little|while)|seconds|minutes?|second (?:run|try|attempt|time|apply)|retry\w*|re-?run\w*|try again|run (?:it )?again)"

# Patterns are of lower case.
NARRATED: dict[str, tuple[Narrated, ...]] = {
    "aws.clock_skew": (
        Narrated(rf"{_UNKNOWN}|{_SIGNATURE}", r"\bntp|chrony|timesyncd|timedatectl|hwclock|clock (?:is|was|skew|drift|off|jump)|(?:system|wrong|local|guest) (?:clock|time)\b|time (?:correction|drift|sync)|out of sync|(?:after|from) (?:a )?suspend\b|resumed? from|\bwoke|wakes? (?:up )?from|hibernat", 70),
    ),
    "aws.key_not_yet_propagated": (
        Narrated(_UNKNOWN, r"(?:creat|generat|issu|mad|mak)\w* (?:a |the )?new (?:access |iam )?key", 76),
        Narrated(_UNKNOWN, rf"{_LATER}[^\n]{{0,60}}{_WELL}|{_WELL}[^\n]{{0,40}}(?:later|after (?:a|some|\d+|few)|(?:when|if) i (?:retry|wait|run|try)|second time)", 74),
        Narrated(_UNKNOWN, r"\bsleep \d+|just (?:been )?(?:created|generated|made)|newly (?:created|generated)|fresh(?:ly)?\b[^\n]{0,20}(?:created|generated|made|issued|key)|aws/creds/|dynamic (?:credential|secret)|(?:new|generated?|creat\w+) (?:new )?iam user|eventual\w* consisten", 66),
    ),
    "aws.key_deleted_or_rotated": (
        Narrated(rf"{_INVALID}|invalidaccesskeyid|exist in our records", r"work(?:ed|s|ing) (?:fine |well )?(?:until|till|yesterday|before|last|for (?:months|weeks|years))|used to work|stopped working|\bdeactivat|access key[^\n]{0,40}(?:delet|rotat|inactive)|(?:delet|rotat)\w*[^\n]{0,40}\bkeys?\b", 58),
    ),
    "aws.account_inactive": (
        Narrated(rf"{_UNKNOWN}|optinrequired|pendingverification|notsignedup|signed up|subscri|accessdenied", r"(?:every|all|any|both) (?:of (?:the|my|our) )?(?:access |other )?keys?\b[^\n]{0,40}(?:fail|refus|same|invalid)|root[^\n]{0,30}(?:key|user)?[^\n]{0,30}(?:fail|same)|card (?:was |is )?(?:declined|expired)|\bbilling|unpaid|overdue|account (?:\d+ )?(?:was |is |has been )?(?:closed|suspended|terminated|deactivated)|pendingverification|notsignedup|not signed up|subscri", 72),
    ),
    "aws.fake_key_to_real_aws": (Narrated(_INVALID, r"localstack|dynamodb[- ]local|\bmoto\b|elasticmq|emulator", 64),),
    "aws.session_token_very_old": (
        Narrated(_INVALID, r"(?:weeks?|months?|days|years?) (?:ago|old)|last (?:month|week|year)", 76),
    ),
    "aws.presigned_by_expiring_session": (
        Narrated(_EXPIRED, r"pre-?sign|signed url|x-amz-expires|getsignedurl", 76),
    ),
    "aws.session_cached_not_refreshed": (
        Narrated(_EXPIRED, rf"restart\w*[^\n]{{0,60}}(?:help|fix|solve|{_WELL})|{_WELL}[^\n]{{0,30}}after (?:a )?restart|until [^\n]{{0,20}}restart|after (?:exactly |about |~)*(?:an|one|1|6|12|six|twelve) ?h(?:ours?)?\b|(?:never|not|n't) (?:\w+ )?refresh", 74),
    ),
    "aws.request_changed_after_signing": (
        Narrated(_SIGNATURE, rf"proxy|nginx|cloudfront|haproxy|load balancer|\bcdn\b|content-(?:type|length|encoding)|url.?encod|%2[0-9a-f]|plus sign|\b(?:blanks?|spaces?)\b|object (?:key|name)|file ?names?|some (?:requests|files|objects|keys)|other (?:object|file|key|request|call|bucket)s?[^\n]{{0,40}}{_WELL}|get-?caller-?identity[^\n]{{0,40}}{_WELL}", 60),
    ),
    "aws.secret_special_chars_mangled": (
        Narrated(_SIGNATURE, r"secret[^\n]{0,60}(?: \+|slash|plus\b|special char)|(?:regenerat|new key|another key|recreat)[^\n]{0,60}(?:without|no) [^\n]{0,20}(?:slash|plus|\+|/)|url-?encod\w*[^\n]{0,40}secret|secret[^\n]{0,40}url-?encod", 70),
    ),
    "aws.secret_whitespace": (
        Narrated(_SIGNATURE, r"echo [^\n|]{0,80}\| ?base64|trailing (?:newline|space|whitespace|blank)|line ?breaks?\b|crlf|(?:secret|password)[^\n]{0,40}newline", 66),
    ),
    "aws.key_id_whitespace": (
        Narrated(r"invalid (?:http )?(?:header|character)|header (?:field )?value|unexpected char|key=value pair|illegal character|header content", r"echo [^\n|]{0,80}\| ?base64|trailing (?:newline|space|whitespace|blank)|line ?breaks?\b|crlf|unexpected char 0x0[ad]", 68),
        Narrated(r"invalid (?:http )?(?:header|character)|header (?:field )?value|unexpected char|illegal character|header content", r"aws|amazon|\bs3\b", 56),
    ),
    "aws.ses_smtp_password_as_secret": (Narrated(_SIGNATURE, r"\bsmtp\b", 70),),
    "aws.negative_cache_after_bad_secret": (
        Narrated(rf"{_SIGNATURE}|{_UNKNOWN}", rf"(?:correct|fix|replac)\w*[^\n]{{0,40}}(?:secret|password)[^\n]{{0,120}}{_LATER}[^\n]{{0,60}}{_WELL}", 78),
    ),
    "aws.empty_session_token": (
        Narrated(_UNKNOWN, r"aws_session_token\W{0,3} variable is not set|\baws_session_token=\s*(?:$|\n)", 84),
    ),
    "aws.empty_env_variable": (
        Narrated(r"non-empty access key", r"", 74),
        Narrated(r"", r"aws_(?:access_key_id|secret_access_key)\W{0,3} variable is not set", 74),
        Narrated(r"partial credentials found in env", r"", 64),
    ),
    "aws.malformed_authorization_header": (
        Narrated(r"authorization header requires|unsupported authorization type|only one auth mechanism|unable to determine service/operation", r"", 66),
        Narrated(r"credential is mal-formed", r"", 56),
    ),
    "aws.id_and_secret_swapped": (Narrated(r"credential is mal-formed; expecting", r"", 60),),
    "aws.sigv4_wrong_region": (
        Narrated(r"authorizationheadermalformed(?!.{0,120}(?:akid|mal-formed))|permanentredirect|must be addressed using the specified endpoint", r"", 54, unseen=True),
    ),
    "aws.apigw_no_such_route": (
        Narrated(r"missing authentication token|not a valid key=value|unable to determine service|authorization header requires", r"execute-api\.|api ?gateway", 76, unseen=True),
        Narrated(r"\"message\": ?\"missing authentication token\"|^\W*missing authentication token\W*$", r"", 75, unseen=True),
    ),
    "aws.credentials_file_bom": (
        Narrated(_FILE, r"\\ufeff|\ufeff|\\xef\\xbb\\xbf|\u00ef\u00bb\u00bf|byte 0xef|byte order mark|\bbom\b", 82),
        Narrated(_FILE, r"notepad", 68),
    ),
    "aws.credentials_file_utf16": (
        Narrated(_FILE, r"byte 0xf[ef] in position 0|utf-?16|\\xff\\xfe|\u00ff\u00fe", 82),
        Narrated(_FILE, r"powershell|out-file|set-content", 66),
    ),
    "aws.credentials_file_no_section": (
        Narrated(r"unable to parse|parsing error|iniparse|sharedconfigload|failed to (?:load|parse) (?:the )?(?:shared )?config", r"", 60),
    ),
    "aws.sso_session_expired": (
        Narrated(r"refresh this sso session|aws sso login|\bsso\b[^\n]{0,60}(?:expired|invalid)|session token not found or invalid|error loading sso token", r"", 66),
    ),
    "aws.sso_start_url_mismatch": (
        Narrated(r"(?:sso|token)[^\n]{0,80}(?:does not exist|not found)|error loading sso", r"logged (?:in|into)\b|login (?:succeed|success|works|ok)|sso login[^\n]{0,40}(?:ok|works|success)", 74),
    ),
    "aws.web_identity_provider_missing": (
        Narrated(r"retrieve verification key|thumbprint|no openidconnect provider", r"", 78),
    ),
    "aws.wrong_profile_selected": (
        Narrated(r"need to perform aws calls for account \d+, but the current credentials are for", r"", 72),
    ),
    "aws.credentials_in_other_file": (
        Narrated(r"profile", r"(?:read|look|search)\w*[^\n]{0,40}(?:in|from|at) the (?:shared )?(?:credentials|config) file|sdk_load_config", 74),
    ),
    "aws.other_users_home": (
        Narrated(_NONE_FOUND, r"works? (?:fine )?(?:in|from|when|as|under|on)[^\n]{0,40}(?:shell|terminal|hand|my user|interactive|command line|\bssh\b)", 74),
        Narrated(rf"(?:{_NONE_FOUND})[^\n]{{0,60}}(?:not|no|unable|could)|(?:unable|no|could not|cannot)[^\n]{{0,40}}(?:{_NONE_FOUND})", r"^\s*sudo |\n\s*(?:\$ )?sudo |systemd|\bcron\b|crontab|www-data|launchd", 72),
    ),
}  # fmt: skip


def narrated_sign(code: str, facts: Facts) -> Sighting | None:
    """The heaviest sign that is told of a cause which the evidence leaves open; None where none is told."""
    for sign in NARRATED.get(code, ()):
        if sign.unseen and facts.failing is not None:
            continue
        said, told = sign.said, sign.told
        if (not said or facts.says(said)) and (not told or facts.narrates(told)) and still_fits(code, facts):
            found = facts.narrated(told) or facts.complaint.find(said)
            return suggests(f"it is told: {quoted(found.group(0).strip()[:100])}" if found else "", weight=sign.weight)
    return None

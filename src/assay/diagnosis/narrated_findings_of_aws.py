"""What people find out around a refusal by AWS: what was stale, left out, the same or another. Patterns are of lower case.

Who tells it uses any words in any order; so each pattern joins what was done and to which value, whichever comes first.
"""

from __future__ import annotations

from assay.diagnosis.narrated import Narrated, near

_INVALID = r"invalidclienttokenid|unrecognizedclient|security token included in the request is invalid"
_UNKNOWN = rf"{_INVALID}|invalidaccesskeyid|exist in our records|authfailure|not able to validate the provided access"
_EXPIRED = r"expiredtoken|(?:has|is) expired|requestexpired"
_SIGNATURE = r"signaturedoesnotmatch|signature we calculated|invalidsignature|signature (?:does not match|mismatch)"
_REFUSED = rf"{_UNKNOWN}|{_SIGNATURE}"

_TOKEN = r"(?:\btoken\b|session[_ .-]?token)"
_KEY_PAIR = r"(?:\bkeys?\b|\bid\b|\bsecret\b)"
_STALE = r"(?:\bstale\b|\bold(?:er)?\b|yesterday|previous|earlier|former|\blast (?:week|month|time|session|login)|left ?over|from before|not (?:updated|replaced|refreshed|renewed)|un(?:changed|touched))"
_RENEWED = (
    r"(?:\bnew\b|fresh\w{0,24}|refresh\w{0,24}|renew\w{0,24}|updat\w{0,24}|replac\w{0,24}|chang\w{0,24}|rotat\w{0,24})"
)
_LEFT = r"(?:\bstill\b|\bleft\b|remain\w{0,24}|left ?over|forgot\w{0,24}|not (?:removed|deleted|cleared|unset)|kept|stays?\b|survive\w{0,24})"
_PERMANENT = (
    r"(?:permanent|long[- ](?:term|lived)|\bakia|iam user|own (?:iam )?(?:user|keys?)|static keys?|aws configure)"
)
_WELL = r"(?:\bworks?\b|worked|working|\bfine\b|succe\w+|\bpass(?:es|ed)?\b|\bok(?:ay)?\b|goes through|went through|\bgreen\b|\bgood\b|\baccepted\b)"
_CURED = rf"(?:{_WELL}|\bgone\b|goes? away|went away|helps?\b|helped|fix(?:es|ed)\b|solve[sd]?\b|cure[sd]?\b|until|\bbuys?\b)"
_NOTHING = r"(?:no value|\bempty\b|\bblank\b|without (?:a |any )?value|zero[- ]length|\bnothing in it|\bunset to\b)"
_MONTHS = r"(?:january|february|march|april|may|june|july|august|september|october|november|december|spring|summer|autumn|winter|term|semester)"
_LONG_AGO = rf"(?:(?:from|since|in|of) (?:last )?{_MONTHS}\b|last (?:week|month|year|{_MONTHS})|\b(?:days|weeks|months|years|ages) (?:ago|old|back|earlier)|long (?:ago|time)|old project)"
_ACCOUNT_CALLING = r"(?:source|management|hub|calling|caller'?s?|home|own|identity|security|shared|tooling|central|payer|root|jump|ci)\b[^\n]{0,16}\baccount\b"
_OFF = r"(?:\bnot\b|n't\b|\bnever\b|\bdisabled\b|\boff\b|\bforgot\w{0,24}|\bwithout\b|\bnor\b|\bno\b(?=\W*$|[.,;]))"
_ON = r"(?:enabled|opted[- ]in|switched on|turned on|\bis on\b|active|activated)"
_DUMMY = (
    r"(?:test\w{0,24}|dummy|fake|mock\w{0,24}|foo\w{0,24}|bar|local\w{0,24}|x{2,}|minio\w{0,24}|example|anything|root)"
)
_QUOTES = r"(?:quot(?:e|es|ed|ation)\b|apostrophes?|inverted commas|[\"'] ?(?:characters?|signs?|marks?)\b)"
_IN_THE_VALUE = r"(?:part of|in(?:side)? (?:the|my|its) (?:value|variable|key|id)|include[sd]?|kept|literal\w{0,24}|remain\w{0,24}|preserv\w{0,24}|(?:a?round|about) the (?:values?|keys?)|not (?:stripped|removed)|come along)"

FOUND_OUT_ABOUT_AWS: dict[str, tuple[Narrated, ...]] = {
    "aws.session_triplet_mismatch": (
        Narrated(_UNKNOWN, r"(?:\btoken|it'?s|it is|that one|\bone)\b[^\n]{0,24}(?:of|from) (?:the |my |an )?(?:first|old|other|previous|earlier|former|last) (?:login|session|role|profile|set|run)", 80),
        Narrated(_UNKNOWN, near(near(_RENEWED, _KEY_PAIR, 24), near(_TOKEN, _STALE, 24), 60), 76),
        Narrated(_UNKNOWN, near(_TOKEN, r"(?:of|from) (?:an?other|a different|the other|the previous|another) (?:session|login|role|profile|account|set)", 40), 76),
    ),
    "aws.stale_session_token_with_new_key": (
        Narrated(_UNKNOWN, near(_PERMANENT, near(_TOKEN, rf"(?:{_LEFT}|{_STALE})", 40), 160), 80),
    ),
    "aws.empty_session_token": (
        Narrated(_UNKNOWN, near(r"session[_ -]?token", rf"(?:{_NOTHING}|\"\"|'')", 60), 78),
    ),
    "aws.session_token_missing": (
        Narrated(_UNKNOWN, near(r"(?:left out|forgot\w{0,24}|omit\w{0,24}|skipp\w{0,24}|dropp\w{0,24}|didn't (?:copy|set|paste|pass|add|export)|did not (?:copy|set|paste|pass|add|export)|never (?:copied|set|passed)|not (?:copied|passed|forwarded)|(?:n't|\bnot) set\b|nobody (?:told|said|mentioned))", rf"(?:third (?:\w+ )?(?:line|value|field|one|variable|argument|arg|parameter)|{_TOKEN})", 40), 76),
    ),
    "aws.session_cached_not_refreshed": (
        Narrated(_EXPIRED, near(r"(?:\bfile\b|sidecar|\bsecret\b|metadata|\bvault\b|\bagent\b|credentials)", r"(?:rewrit|updat|renew|refresh|rotat|replac)\w{0,8}(?: \w+){0,3} (?:hourly|every|each|regularly|meanwhile|by)", 40), 74),
        Narrated(_EXPIRED, near(r"(?:\bkill|restart|bounc|recreat|redeploy|reboot|recycl|re-?start)\w{0,8}\b", _CURED, 60), 74),
        Narrated(_EXPIRED, near(r"(?:read|load|fetch|tak|pick|pars)\w{0,24}[^\n]{0,24}\b(?:only|once)\b", r"\b(?:start|boot|launch|init)\w{0,24}", 24), 74),
    ),
    "aws.other_users_home": (
        Narrated(r"credential|profile", near(r"\b(?:user|account|service|daemon|agent|runner|root|cron|jenkins)\b", r"\b(?:has|have|had|got|with) no (?:~?/?\.aws\b|credentials? files?|aws (?:config|files?)|home\b)", 40), 78),
    ),
    "aws.empty_env_variable": (
        Narrated(r"", near(r"\baws_(?:access_key_id|secret_access_key)\b", rf"(?:{_NOTHING})", 60), 72),
    ),
    "aws.secret_whitespace": (
        Narrated(_SIGNATURE, near(r"\bsecret\b", r"(?:spaces?|blanks?|whitespace|\btabs?|newline|line ?feed|nbsp|invisible character)\b[^\n]{0,24}(?:at (?:the|its) (?:end|start|beginning)|\bbehind\b|\bin front\b)|(?:trailing|leading|invisible) (?:\w+ )?(?:space|blank|whitespace|tab|newline|character)", 60), 70),
    ),
    "aws.credentials_file_bom": (
        Narrated(r"pars|section|codec|decode|config|credentials", r"\bef ?bb ?bf\b|0xef,? ?0xbb", 84),
    ),
    "aws.credentials_file_utf16": (
        Narrated(r"pars|section|codec|decode|config|credentials", r"(?:start|begin|first|hexdump|xxd)\w{0,24}[^\n]{0,30}\b(?:ff ?fe|fe ?ff)\b", 84),
    ),
    "aws.real_key_to_other_endpoint": (
        Narrated(_REFUSED, near(r"cloudflare|\br2\b|\bminio\b|\bceph\b|\bgarage\b|seaweedfs|vultr|ionos|exoscale|tigris|\bb2\b", r"\bakia|\biam\b|\b(?:aws|amazon)(?:'s)? (?:access )?(?:key|cred)\w{0,24}", 80), 68),
    ),
    "aws.negative_cache_after_bad_secret": (
        Narrated(_REFUSED, near(r"\bsecret\b[^\n]{0,80}\b(?:right|correct|proper) one|\b(?:right|correct|proper) secret", rf"(?:minutes?|seconds?|while|later|wait\w{{0,3}})\b[^\n]{{0,60}}{_WELL}", 120), 76),
        Narrated(_REFUSED, near(r"(?:typo|mistyp\w{0,24}|wrong|bad|misspel\w{0,24})[^\n]{0,24}(?:secret|password|key)", r"(?:seconds|a (?:minute|moment|while)|shortly|briefly|later|waited)\b", 160), 74),
    ),
    "aws.getsessiontoken_no_mfa_iam": (
        Narrated(_INVALID, near(r"get-?session-?token|without mfa|no mfa", r"\biam\b", 120), 72),
    ),
    "aws.account_inactive": (
        Narrated(r"", near(r"(?:\bnone\b|\bno\b|\bevery\b|\ball\b|\bany\b|\bnot one)[^\n]{0,16}\bkeys?\b", r"(?:invoice|\bbill(?:s|ing)?\b|payment|unpaid|overdue|past due|outstanding|suspend\w{0,24}|account (?:was |is |has been )?closed)", 200), 74),
    ),
    "aws.region_not_enabled_in_source_account": (
        Narrated(_UNKNOWN, near(rf"(?:{_ACCOUNT_CALLING})", _OFF, 60), 76),
        Narrated(_UNKNOWN, near(r"\b(?:audit|hub|management|source|calling|identity|security|central|payer|tooling|home)\b", r"(?:\bnot|n't|\bnever)\b (?:\w+ ){0,3}(?:opted|enabled|switched|turned|on\b|active)", 24), 76),
    ),
    "aws.wrong_variable_name": (
        Narrated(r"credential|anonymous|authentication ?token|access ?key|sign", r"\baws_(?:secret_key|access_key(?!_id)|access_id|accesskey\w{0,24}|secretkey|key_id|key|secret(?!_)|token|secret_access(?!_key))\b(?! ?(?:file|path))", 76),
    ),
    "aws.id_and_secret_swapped": (
        Narrated(_REFUSED, near(r"\bvice versa|other way (?:a)?round|swapp?ed|mixed up|each other's", r"\bsecret\b", 60), 80),
        Narrated(_REFUSED, near(r"(?:access ?key ?id|awsaccesskeyid|credential=|\bkey id)", r"(?:(?:is|shows?|has|holds?|contains?|prints?|lists?|displays?|of) [^\n]{0,24}(?:\bsecret\b|\b40\b|forty))", 40), 74),
    ),
    "aws.malformed_authorization_header": (
        Narrated(r"authorizationheadermalformed|authorization header|incompletesignature", near(r"(?:wrote|written|writ(?:e|ing)|implement\w{0,24}|build|built|made|coded|assembl\w{0,24}|concat\w{0,24}|roll\w{0,24}|compos\w{0,24})", r"(?:sigv4|signature|signer|signing|header|myself|by hand|own)", 40), 68),
        Narrated(r"authorizationheadermalformed|authorization header|incompletesignature", r"(?:missing|lacks?|without|no) (?:the |a )?['\"]?(?:credential(?!s)|signedheaders|signature)['\"]? (?:field|part|parameter|component)|(?:missing|lacks?|without|no) (?:the )?commas?\b|separat\w+ (?:by|with) (?:;|semicolons?|blanks?|spaces?)", 74),
    ),
    "aws.presigned_by_expiring_session": (
        Narrated(_EXPIRED, r"(?:share|shared|sharing|download|temporary|expiring|upload) (?:url|link)s?\b|\blinks?\b[^\n]{0,40}(?:sign|expir|valid)|\bexpires(?:in)?\s?=|(?:url|link)s?\b[^\n]{0,30}(?:we|i) (?:sign|generate|creat)", 76),
    ),
    "aws.value_quoted": (
        Narrated(rf"{_REFUSED}|header|incompletesignature", near(_QUOTES, _IN_THE_VALUE, 60), 72),
    ),
    "aws.sso_start_url_mismatch": (
        Narrated(r"sso[^\n]{0,30}(?:cache|token)[^\n]{0,80}(?:no such|not (?:found|exist)|does not exist)|(?:failed|unable) to (?:find|read|load) (?:the )?(?:cached )?sso", near(r"\blog(?:ged|ging)? ?in\b", rf"(?:{_WELL}|again)", 30), 74),
        Narrated(r"\bsso\b", r"awsapps\.com/start\S{0,3}[\s\S]{1,120}awsapps\.com/start", 78),
    ),
    "aws.literal_placeholder": (
        Narrated(_REFUSED + r"|incompletesignature|key=value", r"credential=['\"]?(?:\$|\{\{|%\w|<)|(?:never|not|n't|un)[ -]?(?:been |get |got |being )?(?:expand|substitut|interpolat|resolv|render|templat)\w{0,24}|literal(?:ly)?\b[^\n]{0,16}\$", 78),
    ),
    "aws.env_overrides_profile": (
        Narrated(r"", near(r"(?:whatever|whichever|every|no matter|regardless|always|any)\b[^\n]{0,40}\bprofile", r"\b(?:same|ignor\w{0,24}|one) (?:iam )?(?:user|identity|account|arn|caller|keys?)?", 60), 74),
        Narrated(r"", near(r"\bunset\w{0,24}|remov\w{0,24}|clear\w{0,24}|delet\w{0,24}", r"\baws_(?:access_key|secret)\w{0,24}", 24) + rf"[^\n]{{0,80}}{_WELL}", 70),
        Narrated(rf"{_UNKNOWN}|account", r"\bprofile\b[\s\S]{0,160}(?:printenv|\benv\b|environment|\bshell\b|\bexported?\b)[^\n]{0,30}\baws_access_key|aws_profile[\s\S]{0,160}(?:printenv|\benv\b|environment|\bshell\b)[^\n]{0,40}\baws_access_key", 78),
    ),
    "aws.key_deleted_or_rotated": (
        Narrated(_UNKNOWN, near(r"(?:clean(?:ed)?[ -]?up|purg\w{0,24}|delet\w{0,24}|deactivat\w{0,24}|disabl\w{0,24}|rotat\w{0,24}|revok\w{0,24}|retir\w{0,24}|expir\w{0,24})", r"(?:\bkeys?\b|iam users?\b)", 40), 62),
    ),
    "aws.session_token_very_old": (
        Narrated(_INVALID, near(r"(?:temporary|session|\bsts\b|\basia|\blab\b|academy|assum\w{0,24}|credentials)", _LONG_AGO, 80), 74),
    ),
    "aws.key_id_used_as_secret": (
        Narrated(rf"\A(?![\s\S]*(?:vice versa|swap|other way))[\s\S]*?(?:{_REFUSED})", near(r"(?:access key id|\bkey id|\bakia\w{0,24})", r"\bsecret(?: key)?(?: access key)? (?:field|box|input|variable|setting)\b", 60), 76),
        Narrated(_REFUSED, near(r"(?:\bakia\w{0,24}|\basia\w{0,24}|access key id|key id)", r"(?:\bboth (?:boxes|fields|values|places|inputs|variables)|\btwice\b|as (?:the |my )?secret|in(?:to|side)? the secret|for the secret too)", 50), 78),
    ),
    "aws.fake_key_to_real_aws": (
        Narrated(_UNKNOWN, rf"access_?key_?(?:id)?['\"]?\s?[:=]\s?['\"]?{_DUMMY}\b", 68),
        Narrated(_UNKNOWN, near(r"(?:forgot\w{0,24}|missing|without|ignor\w{0,24}|lacks?|not (?:set|pass|given|have)|no)\b[^\n]{0,16}\bendpoint", r"(?:\bmock|\blocal|emulat|\btests?\b|dummy|fake)", 120), 70),
    ),
    "aws.key_not_yet_propagated": (
        Narrated(_UNKNOWN, near(r"\b(?:pause|sleep|wait\w{0,24}|delay\w{0,24})\b", _WELL, 40), 74),
        Narrated(_UNKNOWN, near(r"(?:second|next|third|another|later) (?:time|run|apply|try|attempt)|\bagain\b|re-?run\w{0,24}|retr(?:y|ied|ying)", _WELL, 40), 74),
        Narrated(_UNKNOWN, near(r"(?:creat\w+|generat\w+|mint\w{0,24})[^\n]{0,40}(?:access key|iam user|\bkey\b)", r"(?:\bnext (?:resource|step|call|line|task)|immediately|directly|right (?:after|away)|straight (?:after|away)|same (?:apply|run|script)|at once)", 60), 70),
    ),
    "aws.static_section_shadows_provider": (
        Narrated(rf"{_EXPIRED}|{_UNKNOWN}", near(r"credential_process|\bsso_\w+|credential_source", r"(?:\b(?:old|static|stale|leftover|left-over|hard-?coded) (?:\w+ )?(?:keys?|pair|credentials|ones?)\b|\.aws/credentials|credentials file)", 160), 78),
    ),
}  # fmt: skip

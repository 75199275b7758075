"""What is told around a refusal by AWS, cause by cause. Patterns are of lower case."""

from __future__ import annotations

from assay.diagnosis.narrated import Narrated

_INVALID = r"invalidclienttokenid|unrecognizedclient|security token included in the request is invalid"
_UNKNOWN = rf"{_INVALID}|invalidaccesskeyid|exist in our records|authfailure|not able to validate the provided access"
_EXPIRED = r"expiredtoken|(?:has|is) expired|requestexpired"
_SIGNATURE = r"signaturedoesnotmatch|signature we calculated|invalidsignature"
_NONE_FOUND = r"credential|profile|no identity"
_FILE = r"parse|section|codec|decode|config"
_WELL = r"(?:works?\b|worked|fine\b|succeed|passes\b|\bok\b|goes through)"
_LATER = r"(?:a (?:minute|moment|few seconds|little|while)|seconds|minutes?|second (?:run|try|attempt|time|apply)|retry\w{0,24}|re-?run\w{0,24}|try again|run (?:it )?again)"
_OPT_IN = r"(?:af-south-1|ap-east-[12]|ap-south-2|ap-southeast-[3-7]|ca-west-1|eu-central-2|eu-south-[12]|il-central-1|me-(?:south|central)-1|mx-central-1|milan|cape town|hong kong|bahrain|jakarta|hyderabad|melbourne|zurich|tel aviv|calgary)"
_LOCAL_DYNAMODB = r"dynamodb[- ]?local|local dynamodb|(?:localhost|127\.0\.0\.1):8\d{3}"

NARRATED_OF_AWS: dict[str, tuple[Narrated, ...]] = {
    "aws.clock_skew": (
        Narrated(rf"{_UNKNOWN}|{_SIGNATURE}", r"\bntp|chrony|timesyncd|timedatectl|hwclock|clock (?:is|was|skew|drift|off|jump)|(?:system|wrong|local|guest) (?:clock|time)\b|time (?:correction|drift|sync)|out of sync|(?:after|from) (?:a )?suspend\b|resumed? from|\bwoke|wakes? (?:up )?from|hibernat", 70),
    ),
    "aws.key_not_yet_propagated": (
        Narrated(_UNKNOWN, r"(?:creat|generat|issu|mad|mak)\w{0,24} (?:a |the )?new (?:access |iam )?key", 76),
        Narrated(_UNKNOWN, rf"{_LATER}[^\n]{{0,60}}{_WELL}|{_WELL}[^\n]{{0,40}}(?:later|after (?:a|some|\d+|few)|(?:when|if) i (?:retry|wait|run|try)|second time)", 74),
        Narrated(_UNKNOWN, r"\bsleep \d+|just (?:been )?(?:created|generated|made)|newly (?:created|generated)|fresh(?:ly)?\b[^\n]{0,20}(?:created|generated|made|issued|key)|aws/creds/|dynamic (?:credential|secret)|(?:new|generated?|creat\w+) (?:new )?iam user|eventual\w{0,24} consisten", 66),
    ),
    "aws.key_deleted_or_rotated": (
        Narrated(rf"{_INVALID}|invalidaccesskeyid|exist in our records", r"\brotated by\b|(?:old|previous) (?:server|copy)\b", 56),
        Narrated(rf"{_INVALID}|invalidaccesskeyid|exist in our records", r"work(?:ed|s|ing) (?:fine |well )?(?:until|till|yesterday|before|last|for (?:months|weeks|years))|used to work|stopped working|\bdeactivat|access key[^\n]{0,40}(?:delet|rotat|inactive)|(?:delet|rotat)\w{0,24}[^\n]{0,40}\bkeys?\b", 58),
    ),
    "aws.account_inactive": (
        Narrated(rf"{_UNKNOWN}|optinrequired|pendingverification|notsignedup|signed up|subscri|accessdenied", r"(?:every|all|any|both) (?:of (?:the|my|our) )?(?:access |other )?keys?\b[^\n]{0,40}(?:fail|refus|same|invalid)|root[^\n]{0,30}(?:key|user)?[^\n]{0,30}(?:fail|same)|card (?:was |is )?(?:declined|expired)|\bbilling|unpaid|overdue|account (?:\d+ )?(?:was |is |has been )?(?:closed|suspended|terminated|deactivated)|pendingverification|notsignedup|not signed up|subscri", 72),
    ),
    "aws.fake_key_to_real_aws": (
        Narrated(_INVALID, r"aws_access_key_id\W{1,3}(?:testing|test|dummy|local|fake|mock|foo|x+)\b|\b(?:unit|integration) tests?\b", 66),
        Narrated(_INVALID, r"localstack|dynamodb[- ]local|\bmoto\b|elasticmq|emulator", 64),
    ),
    "aws.session_token_very_old": (
        Narrated(_INVALID, r"(?:lab|academy)\b[^\n]{0,24}(?:spring|summer|autumn|winter|last|term|semester|january|february|march|april|may|june|july|august|september|october|november|december)|long ago", 74),
        Narrated(_INVALID, r"before (?:my|the) (?:holiday|vacation|leave|weekend|summer)", 76),
        Narrated(_INVALID, r"(?:weeks?|months?|days|years?) (?:ago|old|back)|last (?:month|week|year)", 76),
    ),
    "aws.presigned_by_expiring_session": (
        Narrated(_EXPIRED, r"pre-?sign|signed url|x-amz-expires|getsignedurl", 76),
    ),
    "aws.session_cached_not_refreshed": (
        Narrated(_EXPIRED, rf"restart\w{{0,24}}[^\n]{{0,60}}(?:help|fix|solve|{_WELL})|{_WELL}[^\n]{{0,30}}after (?:a )?restart|until [^\n]{{0,20}}restart|after (?:exactly |about |~)*(?:an|one|1|6|12|six|twelve) ?h(?:ours?)?\b|(?:never|not|n't) (?:\w+ )?refresh|(?:delet|recreat|redeploy|kill|roll|replac)\w{{0,24}}[^\n]{{0,24}}(?:pod|container|process|task|worker)s?[^\n]{{0,24}}(?:help|fix|solve|cure|{_WELL})|(?:an?|one|1|6|12|six|twelve) ?h(?:ours?)? after[^\n]{{0,40}}(?:start|boot|launch|deploy)", 74),
    ),
    "aws.request_changed_after_signing": (
        Narrated(_SIGNATURE, rf"proxy|nginx|cloudfront|haproxy|load balancer|\bcdn\b|content-(?:type|length|encoding)|url.?encod|%2[0-9a-f]|plus sign|\b(?:blanks?|spaces?)\b|object (?:key|name)|file ?names?|some (?:requests|files|objects|keys)|other (?:object|file|key|request|call|bucket)s?[^\n]{{0,40}}{_WELL}|get-?caller-?identity[^\n]{{0,40}}{_WELL}", 60),
    ),
    "aws.secret_special_chars_mangled": (
        Narrated(_SIGNATURE, r"secret[^\n]{0,60}(?: \+|slash|plus\b|special char)|(?:regenerat|new key|another key|recreat)[^\n]{0,60}(?:without|no) [^\n]{0,20}(?:slash|plus|\+|/)|url-?encod\w{0,24}[^\n]{0,40}secret|secret[^\n]{0,40}url-?encod", 70),
    ),
    "aws.secret_whitespace": (
        Narrated(_SIGNATURE, r"echo [^\n|]{0,80}\| ?base64|trailing (?:newline|space|whitespace|blank)|line ?breaks?\b|crlf|\bline feed\b|(?:blank|space) (?:behind|after)\b|(?:secret|password)[^\n]{0,40}newline", 66),
    ),
    "aws.key_id_whitespace": (
        Narrated(r"invalid (?:header )?value|for key authorization", r"credential=akia|aws4-hmac", 70),
        Narrated(r"invalid (?:http )?(?:header|character)|header (?:field )?value|unexpected char|key=value pair|illegal character|header content", r"echo [^\n|]{0,80}\| ?base64|trailing (?:newline|space|whitespace|blank)|line ?breaks?\b|crlf|unexpected char 0x0[ad]", 68),
        Narrated(r"invalid (?:http )?(?:header|character)|header (?:field )?value|unexpected char|illegal character|header content", r"aws|amazon|\bs3\b", 56),
    ),
    "aws.ses_smtp_password_as_secret": (
        Narrated(r"signature does not match|signature mismatch", r"\bsmtp\b", 70),
        Narrated(_SIGNATURE, r"\bsmtp\b", 70),
    ),
    "aws.negative_cache_after_bad_secret": (
        Narrated(rf"{_SIGNATURE}|{_UNKNOWN}", rf"(?:mistyp\w{{0,24}}|wrong|typo|bad)[^\n]{{0,60}}(?:secret|\bkey)[^\n]{{0,160}}(?:{_LATER}|wait)[^\n]{{0,60}}{_WELL}", 76),
        Narrated(rf"{_SIGNATURE}|{_UNKNOWN}", r"secret[^\n]{0,24}(?:was |been )?(?:correct|fix|replac)\w{0,24}[^\n]{0,80}(?:next|first|later|then|seconds|after)", 76),
        Narrated(rf"{_SIGNATURE}|{_UNKNOWN}", r"(?:correct|fix|replac)\w{0,24}[^\n]{0,30}secret[^\n]{0,100}(?:for (?:some|a few|about|\d+)|first (?:try|call|request)|half a minute|some seconds)", 76),
        Narrated(rf"{_SIGNATURE}|{_UNKNOWN}", rf"(?:correct|fix|replac)\w{{0,24}}[^\n]{{0,40}}(?:secret|password)[^\n]{{0,120}}{_LATER}[^\n]{{0,60}}{_WELL}", 78),
    ),
    "aws.empty_session_token": (
        Narrated(_UNKNOWN, r"token\s*[=:]\s*(?:\"\"|\'\')|aws_session_token=(?:\s|$)|session[_ ]token\W{0,3}(?:is |was )?(?:empty|blank)|empty (?:session )?token", 78),
        Narrated(_UNKNOWN, r"aws_session_token\W{0,3} variable is not set|\baws_session_token=\s*(?:$|\n)", 84),
    ),
    "aws.empty_env_variable": (
        Narrated(r"non-empty access key", r"", 74),
        Narrated(r"", r"aws_(?:access_key_id|secret_access_key)\W{0,3} variable is not set", 74),
        Narrated(r"partial credentials found in env", r"", 64),
    ),
    "aws.malformed_authorization_header": (
        Narrated(r"incorrect date format|date in the credential must be|incorrect (?:service|terminal) \"|(?:missing|duplicate) \"?(?:credential(?!s)|signedheaders|signature)|exactly 5 slash", r"", 72),
        Narrated(r"authorization header", r"(?:home-?made|hand-?written|own|custom) (?:\w+ )?(?:signer|signing|signature)|missing scope parts", 68),
        Narrated(r"authorization header requires|unsupported authorization type|only one auth mechanism|unable to determine service/operation", r"", 66),
        Narrated(r"credential is mal-formed", r"", 56),
    ),
    "aws.id_and_secret_swapped": (
        Narrated(rf"{_UNKNOWN}|{_SIGNATURE}", r"wrong (?:order|way round)|\bswap|mixed up|other way round|interchang|\bexchanged\b", 70),
        Narrated(r"credential is mal-formed; expecting", r"", 60),
    ),
    "aws.sigv4_wrong_region": (
        Narrated(r"authorizationheadermalformed(?!.{0,120}(?:akid|mal-formed|date format|terminal|missing|separat))|permanentredirect|must be addressed using the specified endpoint", r"", 54, unseen=True),
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
        Narrated(r"\A(?![\s\S]*(?:ef ?bb ?bf|\bbom\b))[\s\S]*?(?:decode|0xf[ef]|(?<!config)parse|codec)", r"\.aws/(?:credentials|config)|unicode|aws configure", 66),
        Narrated(_FILE, r"byte 0xf[ef] in position 0|utf-?16|\\xff\\xfe|\u00ff\u00fe", 82),
        Narrated(_FILE, r"powershell|out-file|set-content", 66),
    ),
    "aws.credentials_file_no_section": (
        Narrated(r"unable to parse|parsing error|iniparse|sharedconfigload|failed to (?:load|parse) (?:the )?(?:shared )?config", r"", 60),
    ),
    "aws.sso_session_expired": (
        Narrated(r"retrieving token from sso|refresh this sso session|aws sso login|\bsso\b[^\n]{0,60}(?:expired|invalid\b)|session token not found or invalid|error loading sso token", r"", 66),
    ),
    "aws.sso_start_url_mismatch": (
        Narrated(r"sso token file|cached sso token", r"logged (?:in|into)\b|\blogin\b", 72),
        Narrated(r"(?:sso|token)[^\n]{0,80}(?:does not exist|not found)|error loading sso", r"logged (?:in|into)\b|login (?:succeed|success|works|ok)|sso login[^\n]{0,40}(?:ok|works|success)", 74),
    ),
    "aws.web_identity_provider_missing": (
        Narrated(r"retrieve verification key|thumbprint|no openidconnect provider", r"", 78),
    ),
    "aws.wrong_profile_selected": (
        Narrated(r"need to perform aws calls for account \d+, but the current credentials are for", r"", 72),
    ),
    "aws.credentials_in_other_file": (
        Narrated(r"profile|credential", r"(?:have|is|are|exists?|defined|only)\b[^\n]{0,24}(?:config|credentials) file only|only in (?:the |my |~/)?[\w./]*(?:config|credentials)\b|not found in credentials file", 72),
        Narrated(r"profile|credential", r"(?:they are|it is|it\'s|keys are|section is) in ~?[\w/]*\.aws/(?:config|credentials)|(?<!if using )aws_(?:shared_credentials|config)_file\b", 72),
        Narrated(r"profile", r"(?:read|look|search)\w{0,24}[^\n]{0,40}(?:in|from|at) the (?:shared )?(?:credentials|config) file|(?<!, set aws_)sdk_load_config", 74),
    ),
    "aws.other_users_home": (
        Narrated(_NONE_FOUND, r"(?:as|under) root\b[^\n]{0,80}(?:as me|as my(?:self| user| own)?|by hand|as a user)\b[^\n]{0,24}(?:fine|works?\b|ok\b)", 74),
        Narrated(_NONE_FOUND, r"when [^\n]{0,20}(?:jenkins|cron|systemd|the (?:service|agent|runner|daemon)|supervisor|airflow)\b[^\n]{0,20}(?:runs?|starts?|calls?)\b|as (?!expected|usual|before|intended|it\b|described|designed)\w+ (?:it )?works\b", 74),
        Narrated(_NONE_FOUND, r"interactive\w{0,24} (?:it )?(?:is |works )?(?:fine|ok|works|good|well)", 74),
        Narrated(_NONE_FOUND, r"works? (?:fine )?(?:in|from|when|as|under|on)[^\n]{0,40}(?:shell|terminal|hand|my user|interactive|command line|\bssh\b)", 74),
        Narrated(rf"(?:{_NONE_FOUND})[^\n]{{0,60}}(?:not|no|unable|could)|(?:unable|no|could not|cannot)[^\n]{{0,40}}(?:{_NONE_FOUND})", r"^\s*sudo |\n\s*(?:\$ )?sudo |systemd|\bcron\b|crontab|www-data|launchd", 72),
    ),
    "aws.v1_token_in_optin_region": (
        Narrated(_UNKNOWN, rf"\b{_OPT_IN}\b[^\n]{{0,160}}(?:assum\w+|session|temporary|\bsts\b|\bsso\b)|(?:assum\w+|session|temporary|\bsts\b|\bsso\b)[^\n]{{0,160}}\b{_OPT_IN}\b", 64),
    ),
    "aws.region_not_enabled": (
        Narrated(_UNKNOWN, rf"\b{_OPT_IN}\b[^\n]{{0,120}}(?:permanent|iam user|long-?term|(?:all|every|each) regions?|scan)|(?:permanent|iam user|long-?term|(?:all|every|each) regions?|scan)[^\n]{{0,120}}\b{_OPT_IN}\b", 65),
    ),
    "aws.region_not_enabled_in_source_account": (
        Narrated(_UNKNOWN, r"enabled (?:only )?in (?:the )?(?:member|target|workload|spoke|other)\b|from (?:the )?(?:hub|management|identity|source|central)\b", 70),
        Narrated(_UNKNOWN, r"(?:source|management|hub|calling|home|own)\b[^\n]{0,16}account[^\n]{0,40}(?:\bnot\b|n\'t)|(?:member|target)\b[^\n]{0,12}(?:enabled|opted|switched on|account[^\n]{0,40}(?:enabled|opted|switched on))", 74),
    ),
    "aws.session_token_missing": (
        Narrated(_UNKNOWN, r"\basia(?:\.\.\.|\u2026|\w{4,})?\W{0,4}(?:key|id)\b|(?:federated|sso|assumed|temporary)[^\n]{0,24}(?:login|keys?|credentials)[^\n]{0,40}(?:without|no|only)", 62),
        Narrated(_UNKNOWN, r"(?:only|just) (?:has )?(?:two|2) (?:fields|values|settings|options|inputs)|no (?:field|place|option|setting|input)[^\n]{0,16}(?:session )?token|(?:copied|pasted|set|pass\w{0,24}) (?:only )?(?:the )?(?:id|key) and (?:the )?secret", 68),
    ),
    "aws.env_overrides_profile": (
        Narrated(rf"{_UNKNOWN}|profile|account", r"profile[\s\S]{0,120}\benv\b[^\n]{0,24}(?:shows|has|contains|lists|prints)|(?:aws_\w+|keys?|variables?) (?:is|are|was|were) (?:still )?(?:set )?in (?:my|the) (?:shell|environment|env)\b", 68),
        Narrated(rf"{_UNKNOWN}|profile|account", r"\bexported\b[^\n]{0,24}(?:keys?|credentials|variables)|(?:old|other|stale) (?:ones|keys|values|credentials)[^\n]{0,24}(?:shell|bashrc|zshrc|direnv|environment|\benv\b)", 68),
    ),
    "aws.profile_section_name": (
        Narrated(r"profile", r"credentials[^\n]{0,16}\[profile [\w.-]+\]|\[(?!profile |default\])[\w.-]+\][^\n]{0,12} in [^\n]{0,12}config\b", 70),
    ),
    "aws.dynamodb_local_key_charset": (
        Narrated(r"unrecognizedclient|access key id or security token is invalid", _LOCAL_DYNAMODB, 72),
    ),
    "aws.dynamodb_local_key_separates_db": (
        Narrated(r"non-?existent table|resourcenotfound|\btables?\b", rf"{_LOCAL_DYNAMODB}|nosql workbench", 66),
    ),
    "aws.plain_value_base64_decoded": (
        Narrated(r"header|garbage|non[- ]?print|unprintable|binary|\\x[0-9a-f]{2}", r"(?:under|in|\'s) data\b|\bdata:|stringdata|manifest|secret[^\n]{0,24}not base64", 70),
    ),
    "aws.clock_timezone_error": (
        Narrated(r"policy expired", r"\blocal time\b|time ?zone|utcnow\(\)\.timestamp|datetime\.now\(\)|exactly (?:an|one|two|three|\d+) hours?", 74),
        Narrated(rf"tooskewed|signature (?:expired|not yet current)|{_SIGNATURE}", r"\blocal time\b|time ?zone|\bcest\b|\bdst\b|summer ?time|utcnow|exactly (?:an|one|two|three|\d+) hours?", 72),
    ),
    "aws.literal_placeholder": (
        Narrated(rf"{_UNKNOWN}|key=value pair|records", r"\$[({]\{?\s?[a-z_.]{3,}\s?\}?[)}]|\byour[_-](?:access|key|secret|aws)|changeme|\{\{ ?[\w.]+ ?\}\}", 74),
    ),
    "aws.secret_extra_characters": (
        Narrated(_SIGNATURE, r"\b4[1-9] (?:characters|chars|long)[^\n]{0,40}(?:%|at the end)|\b4[2-9] (?:characters|chars|long)|length (?:is |of )?4[2-9]\b|ends? (?:in|with) (?:an? )?%|percent sign", 70),
    ),
    "aws.stale_session_token_with_new_key": (
        Narrated(_UNKNOWN, r"session_token\b[^\n]{0,16}(?:line|variable|entry)?[^\n]{0,8}(?:remains|remained|still|left|stays|stayed)|from (?:an? )?(?:assumed )?(?:role|session|sso)\b[^\n]{0,12} to [^\n]{0,16}(?:user|permanent|akia)", 78),
        Narrated(_UNKNOWN, r"aws_session_token (?:was |is |variable )?(?:still )?(?:set|exported|there|left)|old (?:session )?token (?:was |is )?(?:still|left)|(?:permanent|long-?term|fresh|new)\b[^\n]{0,24}\bkeys?\b[^\n]{0,60}\btemporary|temporary[^\n]{0,60}(?:permanent|long-?term)", 78),
    ),
    "aws.value_quoted": (
        Narrated(rf"\A(?![\s\S]*(?:expand|interpolat|substitut)ed)[\s\S]*?(?:{_UNKNOWN}|{_SIGNATURE}|key=value)", r"aws_\w+=[\"\']|apostroph|quotation marks|quoted|(?:with|double|single|the) quotes|quotes (?:a?round|in)|\'\"akia|\"\'akia", 77),
    ),
    "aws.key_id_extra_text": (
        Narrated(rf"{_UNKNOWN}|key=value", r"(?:contains|holds|has|with) (?:a |the )?(?:comment|label|word|text|name)s?\b", 70),
        Narrated(rf"{_UNKNOWN}|key=value", r"(?:whole|entire|full) (?:csv|line|row)|\bcsv\b[^\n]{0,20}(?:field|id|paste)|access key id:", 70),
    ),
    "aws.key_id_used_as_secret": (
        Narrated(_SIGNATURE, r"secret\w{0,24}\s*[=:]\s*\S*access_key(?:_id)?\b(?!\w)", 72),
        Narrated(_SIGNATURE, r"both\b[^\n]{0,24}\bsame\b|secret[^\n]{0,16}\b20\b (?:characters|chars|long)|secret[^\n]{0,20}(?:begins|starts) with (?:akia|asia)", 74),
    ),
    "aws.real_key_to_other_endpoint": (
        Narrated(rf"{_UNKNOWN}|{_SIGNATURE}", r"wasabi|digitalocean|backblaze|cloudflarestorage|scaleway|\bovh\b|linode|hetzner|storj|oraclecloud|aliyun|idrive", 66),
    ),
    "aws.session_triplet_mismatch": (
        Narrated(_UNKNOWN, r"(?:not|without|but not|forgot|only)\b[^\n]{0,16}(?:the )?(?:session )?token\b[^\n]{0,6}[:;,.\n]|token (?:of|from) (?:yesterday|the old|an old|another|before)[^\n]{0,60}", 70),
        Narrated(_UNKNOWN, r"(?:\bid\b|key|secret)[^\n]{0,24}\bnew\b[^\n]{0,50}\btoken\b[^\n]{0,40}\b(?:old|before|previous|earlier)\b|(?:leaves|keeps|forgets)[^\n]{0,16}\btoken\b", 78),
    ),
    "aws.static_section_shadows_provider": (
        Narrated(rf"{_UNKNOWN}|expired|profile", r"static (?:keys|credentials|section)[^\n]{0,30}(?:same|that) name|uses (?:the )?static keys", 77),
        Narrated(r"expired|profile|credential|keys?", r"credential_process[^\n]{0,24}(?:never|not|n\'t|ignored)|same profile[^\n]{0,30}credentials file|still uses?[^\n]{0,12}(?:old|static) keys?", 77),
    ),
}  # fmt: skip

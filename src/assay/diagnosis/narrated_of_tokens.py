"""What is told around a refusal of a token, a client or a grant, cause by cause. Patterns are of lower case."""

from __future__ import annotations

from assay.diagnosis.narrated import Narrated

_SIGNED = r"signature|verif|\b401\b|invalid token|jwt"
_SIGNED_OUT = rf"{_SIGNED}|logged out|signed out|log ?in again|sign ?in again"
_AUDIENCE = r"\baud\b|audience"
_ISSUER = r"\biss\b|issuer"
_ELLIPTIC = r"signature|es(?:256|384|512)|ecdsa"
_GRANT = r"invalid_grant|refresh|revoked|session not active"
_KEY = r"\bkey\b|\bpem\b|decoder|framing|deseriali"
_BEARER = r"bearer|authorization|\b401\b|unauthori[sz]ed"
_WELL = r"(?:works?\b|worked|fine\b|succeed|pass(?:es)?\b|\bok\b|accepted|\b200\b)"

NARRATED_OF_TOKENS: dict[str, tuple[Narrated, ...]] = {
    # signatures, keys and secrets
    "jwt.kid_unknown_stale_jwks_cache": (
        Narrated(rf"{_SIGNED}|\bkid\b|signing key", r"(?:after|since|when)[^\n]{0,60}\b(?:roll|rotat|renew)\w{0,24}[^\n]{0,30}\bkeys?\b", 56),
    ),
    "jwt.kid_key_mismatch": (
        Narrated(r"signature|verif", r"(?:valid|pass\w{0,24}|verif\w{0,24}|works|ok|good|fine) (?:with|under|against) (?:the |an)?other key", 64),
        Narrated(r"signature|verif", r"sign\w{0,24}[^\n]{0,16}\bkey\W{1,3}(?:id\W{1,3})?([\w.-]{1,80})\W[^\n]{0,30}\bkid\W{1,3}(?!\1)[\w.-]+", 66),
        Narrated(r"signature|verif", r"(?:other|another|second|previous|old) key (?:of|in|there|from|it)\b[^\n]{0,40}(?:verif|pass|works)|(?:previous|old|wrong) kid\b", 60),
    ),
    "jwt.ecdsa_der_signature": (
        Narrated(_ELLIPTIC, r"\b(?:7[0-2]|10[2-4]|13[6-9]) (?:bytes|octets)\b|length\D{0,12}\b(?:7[0-2]|10[2-4])\b|sha(?:256|384|512)withecdsa|\bkms\b[^\n]{0,60}\bes(?:256|384)|es(?:256|384)[^\n]{0,60}\bkms\b|\bder\b[- ](?:form|encod|signature)|dsaencoding", 60),
    ),
    "jwt.ecdsa_signature_length": (
        Narrated(r"signature", r"\b(?:63|62|95|94|131|130)\b[^\n]{0,30}(?:instead of|not|expect\w{0,24}|must|wants?)[^\n]{0,20}\b(?:64|96|132)\b|\b(?:64|96|132) bytes\b[^\n]{0,16}\b(?:63|62|95|94|131|130)\b", 70),
        Narrated(r"signature", r"(?:invalid|wrong|incorrect) ecdsa signature (?:size|length)|signature (?:size|length)[^\n]{0,24}(?:invalid|wrong|incorrect)", 56),
        Narrated(r"es(?:256|384|512)|ecdsa|p-?521", r"\b(?:6[23]|9[45]|13[01]) (?:bytes|octets)\b|length\D{0,12}\b(?:6[23]|9[45]|13[01])\b|leading zero|once in \d+|one (?:in|of|out of) (?:\d{2,}|a (?:few )?hundred)", 62),
    ),
    "jwt.ms_graph_token_not_verifiable": (
        Narrated(r"signature|verif|validate", r"\bgraph access token|00000003-0000-0000-c000|\buser\.read\b|graph\.microsoft", 62),
        Narrated(r"signature|verif", r"\bnonce\b[^\n]{0,40}\bheader|\bheader\b[^\n]{0,60}\bnonce\b|\bgraph\b[^\n]{0,60}(?:works|accept|fine)|(?:works|accept\w{0,24}|fine)[^\n]{0,40}\bgraph\b", 62),
    ),
    "jwt.secret_rotated": (
        Narrated(_SIGNED_OUT, r"\b(?:chang|rotat|replac|renew|regenerat)\w{0,24}[^\n]{0,24}(?:secret|jwt_secret|key base|jwt[_ ]key)|(?:secret|key base)\w{0,24}[^\n]{0,24}\b(?:chang|rotat|replac|renew|regenerat)ed|(?:existing|older|old|previous(?:ly issued)?) tokens?\b[^\n]{0,40}(?:fail|invalid|refus|reject|raise|signature)", 56),
        Narrated(_SIGNED_OUT, r"(?:after|since|when)[^\n]{0,30}\b(?:chang|rotat|replac|renew|regenerat)\w{0,24}[^\n]{0,24}(?:secret|jwt[_ ]key|signing key)|old (?:sessions?|tokens?|logins?)[^\n]{0,40}(?:fail|invalid|refus|reject)|(?:only )?new(?:ly issued)? (?:tokens?|logins?|sessions?)[^\n]{0,16}(?:pass|work|are fine|verif)", 56),
    ),
    "jwt.secret_special_chars_mangled": (
        Narrated(r"signature|verif|hmac", r"secret[^\n]{0,24}\blength[^\n]{0,24}\b\d+\b[^\n]{0,60}\b\d+\b|\blength[^\n]{0,16}secret[^\n]{0,24}\b\d+\b[^\n]{0,60}\b\d+\b", 66),
        Narrated(_SIGNED_OUT, r"(?:eats|swallows?|strips?|interpolates?|expands?|drops?|loses)\b[^\n]{0,50}secret|secret[^\n]{0,60}(?:[#$%\\&!]|\bdollar|\bhash|\bpercent|\bbackslash)[^\n]{0,40}\b(?:cuts?|lost|loses|eaten|eats|stripped|strips|expand\w{0,24}|dropp\w{0,24}|truncat\w{0,24})\b", 66),
        Narrated(r"signature|verif|hmac", r"secret[^\n]{0,40}\b\d+ (?:characters|chars|bytes)[^\n]{0,60}\b\d+\b[^\n]{0,24}(?:\bin\b|characters|chars|bytes)", 68),
        Narrated(_SIGNED_OUT, r"\bsecret\b[^\n]{0,24}\b(?:cut|truncat|shorten|chopp)\w{0,24}|(?:hash|dollar|percent|backslash|quote)\b[^\n]{0,40}(?:\.env|compose|yaml|shell|comment)[^\n]{0,60}secret", 58),
        Narrated(_SIGNED_OUT, r"secret[^\n]{0,40}(?: \$|\bdollar|\bbackslash|special char|\b(?:has|holds|contains|with) (?:an? )?['\"]?[$%#\\])|(?:eats|swallow|strips|interpolat|expands)\w{0,24}[^\n]{0,50}\bsecret|\bsecret\b[^\n]{0,60}(?:eats|swallow|interpolat|expand)|length[^\n]{0,24}\bsecret[^\n]{0,40}\b\d+ [^\n]{0,40}\b\d+ ", 56),
    ),
    "jwt.secret_differs_between_instances": (
        Narrated(_SIGNED_OUT, r"\breplicas\b|(?:several|multiple|two|three|four|\d) (?:workers|instances|pods|replicas|dynos)|(?:after|with|on) (?:each|every) (?:re)?(?:start|deploy\w{0,24})|\b401s?\b[^\n]{0,12}at random|os\.urandom|crypto\.randombytes|token_hex|token_urlsafe", 54),
    ),
    "jwt.pem_base64_wrapped": (
        Narrated(r"key|framing|pem", r"ls0tls1crudj", 62),
        Narrated(_KEY, r"ls0tls1crudj|base64 of (?:the|a|our|my)? ?pem|\bpem\b[^\n]{0,20}(?:as|in|is) base64|base64[- ]encoded (?:private |public )?(?:key|pem|certificate)\b", 60),
    ),
    "jwt.pem_truncated_first_line": (
        Narrated(_KEY, r"(?:only|just) (?:the )?['\"]?-----begin|(?:only|just) (?:reads |takes |has |holds )?(?:the )?(?:first|begin) line", 66),
    ),
    "jwt.pem_line_breaks_lost": (
        Narrated(r"key|pem", r"lost (?:its |the |all )?(?:newlines|line ?breaks|line feeds)", 60),
        Narrated(_KEY, r"(?:in|on|into|as) (?:one|a)? ?(?:single|one|same) line\b|(?:new ?line|line ?break|line ?feed)s? (?:are|were|is|became|get|got|have been)? ?(?:lost|gone|removed|stripped|blank|space|collapsed|replaced)", 60),
    ),
    "jwt.pem_literal_backslash_n": (
        Narrated(_KEY, r"with \\+n\b|literal \\+n|backslash[- ]n\b|\\+n (?:in it|characters|instead|escapes)", 62),
    ),
    "jwt.payload_reserialised": (
        Narrated(r"signature|hmac|webhook", r"json\.stringify\((?:req|request|ctx|body|event)|express\.json|body-?parser|json\.dumps|parsed body|raw (?:request )?body", 58),
    ),
    "jwt.signed_string_differs": (
        Narrated(r"signature|hmac", r"(?:hash|sign|hmac|digest|comput)\w{0,24}[^\n]{0,16}\bonly (?:over )?the (?:raw )?(?:request )?body\b", 66),
        Narrated(r"signature|hmac", r"\bid\.timestamp\.(?:body|payload)|\btimestamp\.(?:body|payload)\b", 70),
        Narrated(r"signature|hmac", r"\btimestamp\b[^\n]{0,30}(?:before|in front|prefix|prepend|concat|dot\b|\bv0\b)|\bv0:|(?:prepend|concat|prefix)\w{0,24}[^\n]{0,30}\btimestamp", 60),
    ),
    # dates
    "jwt.client_clock_ahead": (
        Narrated(r"\biat\b|issued at", r"(?:date header|server\w{0,24}(?:'s)? (?:clock|time))[^\n]{0,60}\bbehind\b|(?:local|own|my|our|host|vm|runner)\w{0,24}(?:'s)? (?:clock|time)[^\n]{0,40}(?:ahead|fast)\b", 72),
        Narrated(r"\biat\b|issued|future|refus|expir|\b401\b", r"(?:runs?|is|are|was) (?:about |some |roughly )?\w+ ?(?:s|sec|seconds|min|minutes) (?:fast|ahead)\b|clock (?:is |was |runs )?(?:ahead|fast)\b", 60),
    ),
    "jwt.timezone_offset_in_claims": (
        Narrated(r"not yet|future|expired|\biat\b|\bnbf\b|\bexp\b|immature", r"utcnow\(\)|datetime\.now\(\)|(?:exactly|precisely) (?:an|one|two|three|\d+) hours?|exactly (?:3600|7200|10800)|time ?zone|summer ?time|\bdst\b|(?:one|two|three|\d) hours? (?:in the future|ahead|early)", 58),
    ),
    "jwt.exp_in_milliseconds": (
        Narrated(r"\bexp\b|overflow|range|future", r"\bexp\w{0,24}['\"]?\W{1,4}(?:is |was |of )?1[5-9]\d{11}\b", 76),
        Narrated(r"\bexp|expir|range|timestamp|\bdate\b|overflow", r"\bexp\w{0,24}['\"]?\s?[:=]\s?1[5-9]\d{11}\b|\byear (?:is )?\+?[5-9]\d{4}", 60),
    ),
    "jwt.verifier_expects_milliseconds": (
        Narrated(r"expir", r"compared? (?:to|with|in|against) (?:milliseconds|ms\b|date\.now)|(?:seconds|exp)\b[^\n]{0,24}(?:against|with|to) milliseconds", 66),
        Narrated(r"expir", r"\bexp\w{0,24}\W{0,3}[<>]=? ?(?:new )?(?:date\.now|system\.currenttimemillis|date\()|compar\w+[^\n]{0,20}\bexp[^\n]{0,40}(?:date\.now|currenttimemillis|milli)", 66),
    ),
    "jwt.exp_is_duration": (
        Narrated(r"expir|\bexp\b", r"(?<!\d)1970\b|\bexp['\"]?\s?[:=]\s?\d{1,6}\b", 60),
    ),
    "jwt.zero_lifetime": (
        Narrated(r"", r"\bexp\b[^\n]{0,16}(?:identical|equals?|same)[^\n]{0,12}\biat\b|\biat\b[^\n]{0,16}(?:identical|equals?|same)[^\n]{0,12}\bexp\b", 60),
        Narrated(r"expir", r"\b(?:ttl|lifetime|validity|expires?_?in)\b['\"]?\W{0,3}(?:of |is |to |= ?)?0(?![.\d])", 60),
    ),
    "jwt.lifetime_unit_wrong": (
        Narrated(r"expir|dead|(?:logged|signed|thrown|kicked) out", r"expires_?in['\"]?(?:\s?[:=]\s?| (?:to|is|was|of|as) )['\"]\d+['\"]|\bmeant (?:\w+ )?(?:minutes|hours|days)|(?:dead|dies|expires?|(?:logged|signed|thrown|kicked) out|logs (?:me|them|users) out) (?:after |within |in )?(?:a |some )?(?:few )?(?:\d{1,2}(?:\.\d+)? ?)?(?:milli)?seconds?\b", 56),
    ),
    # kinds of tokens, and where they come from
    "jwt.keycloak_aud_account": (
        Narrated(_AUDIENCE, r"\b(?:only|just) ['\"\[]*account\b|\baud\w{0,24}['\"]?\s?[:=]\s?['\"\[]*account\b|\baud\w{0,24}\b[^\n]{0,20}['\"\[]account['\"\]]", 64),
    ),
    "jwt.verifier_audience_not_given": (
        Narrated(_AUDIENCE, r"(?:n't|not|never|without|no)\b[^\n]{0,12}\b(?:pass|giv|set|specif|provid)\w{0,24}[^\n]{0,24}(?:audience|\baud\b|anything)|without (?:an |any )?audience|jwt\.decode\((?![^\n)]*audience)[^\n)]{3,}\)", 58),
    ),
    "jwt.aud_scope_not_requested": (
        Narrated(_AUDIENCE, r"(?:asks?|requests?|scopes?)\b[^\n]{0,16}openid(?: profile)?(?: email)?(?: offline_access)?['\"]?(?: only\b|\s*$|\n|;|,)|only (?:asks?|requests?)[^\n]{0,20}openid", 54),
    ),
    "jwt.aud_token_used_as_own_reviewer": (
        Narrated(r"permission denied|invalid bearer|\b403\b|audience|lookup failed", r"token ?review|reviewer|auth/kubernetes|auth/k8s", 62),
    ),
    "jwt.idp_token_instead_of_broker_token": (
        Narrated(r"verifyidtoken|firebase|\biss\b|issuer", r"(?:raw|plain|direct\w{0,24})[^\n]{0,12}(?:google|apple|facebook)[^\n]{0,12}(?:credential|token)", 60),
        Narrated(r"verifyidtoken|securetoken|firebase|issuer|\biss\b", r"google sign-?in|accounts\.google\.com", 60),
    ),
    "jwt.opaque_or_jwe_no_audience": (
        Narrated(r"malformed|invalid|segments|jwt|decode", r"auth0[^\n]{0,80}(?:opaque|\d{2} char|two dots|without (?:an )?audience)|(?:opaque|\d{2} char|two dots|no dots)[^\n]{0,80}auth0", 60),
    ),
    "jwt.jwe_given_to_jws_verifier": (
        Narrated(r"period characters|segments|parts", r"(?:found|got|has|have|of):? (?:4 period|5 (?:parts|segments))|period characters\. found: 4", 66),
        Narrated(r"encrypted", r"\bencrypted (?:jwts?|tokens?|jose)\b[^\n]{0,30}(?:not|un|reject|refus)", 62),
        # Names of ways to encrypt a key or a content, which no signature has.
        Narrated(r"\balg|unsupported|not supported|unknown|invalid|verif|expected", r"\b(?:rsa-oaep(?:-(?:256|384|512))?|rsa1_5|ecdh-es(?:\+a\d{3}kw)?|pbes2-\w+|a(?:128|192|256)(?:gcm)?kw|a(?:128|192|256)gcm|a(?:128|192|256)cbc-hs\d{3})\b", 66),
        Narrated(r"malformed|invalid|segments|parts|verif|unsupported|decode", r"(?:5|five) (?:parts|segments)|next-?auth[^\n]{0,40}cookie|\bjwe\b", 58),
    ),
    "jwt.refresh_token_used_as_access_token": (
        Narrated(r"\A(?![\s\S]*invalid_grant)[\s\S]*?(?:\b401\b|invalid|\balg\b|\bkid\b|signature|\btyp\b)", r"(?:pass|sen[dt]|us)\w{0,24}[^\n]{0,16}\brefresh[ _]token[^\n]{0,30}(?:api|userinfo|bearer|access)|\bthe refresh one\b|\btyp\w{0,24}\W{1,5}(?:is )?['\"]?refresh", 58),
    ),
    "jwt.access_token_used_as_id_token": (
        Narrated(r"token|\b401\b|unauthori|authorization", r"access[ _]?token\b[^\n]{0,30}\b(?:where|instead of|in place of|rather than)\b[^\n]{0,20}\bid[ _]?token", 64),
    ),
    "jwt.id_token_used_as_access_token": (
        Narrated(r"token|\b401\b|unauthori|audience", r"\bid[ _]?token\b[^\n]{0,30}\b(?:where|instead of|in place of|rather than)\b[^\n]{0,20}\baccess[ _]?token", 62),
        Narrated(rf"{_AUDIENCE}|token|\b401\b", r"\bid[_ ]?token\b[^\n]{0,40}(?:to (?:the|our|my) (?:api|backend)|as (?:the )?(?:bearer|access)|in the authorization)|(?:send|sent|pass)\w{0,24}[^\n]{0,20}\bid_?token\b", 54),
    ),
    "jwt.verifier_bug": (
        Narrated(r"", r"(?:accepted|valid|verified|verifies) (?:by|in|with) (?!jwt\.io)\w+[^\n]{0,40}(?:reject|refus|fail|invalid)\w{0,24}[^\n]{0,24}\b\d+\.\d+|(?:upgrade|update|release)[^\n]{0,24}(?:rejects?|refuses?) valid tokens?", 52),
        Narrated(r"", r"\bregression\b[^\n]{0,80}tokens?|tokens?[^\n]{0,80}\bregression\b|(?:other|another|different) (?:librar(?:y|ies)|implementations?|verifiers?)[^\n]{0,24}(?:accept|take|verif|pass|work)|same token[^\n]{0,30}(?:accepted|verifies|valid|works)[^\n]{0,12}\b(?:by|in|with) (?!jwt\.io)\w+", 52),
    ),
    "jwt.jwks_url_wrong": (
        Narrated(r"jwks|keys?", r"(?:jwks|certs|keys?)[ _-]?(?:ur[il]|endpoint|address)\b[^\n]{0,40}\b(?:another|other|wrong|different|incorrect|mistyped|typo)\b", 64),
        Narrated(r"jwks|keys", r"\b404\b[^\n]{0,40}/(?:\S*/)?(?:keys|jwks\S*|certs)\b|/(?:keys|jwks\S*|certs)\b[^\n]{0,40}\b404\b", 60),
    ),
    "jwt.iss_typo": (
        Narrated(_ISSUER, r"(?:misspelt|spelling|spelled|wrongly typed)", 64),
        Narrated(_ISSUER, r"one (?:letter|character)\b|misspel|mistyp|\btypo\b|letters? (?:are |is )?(?:swapped|differs?|missing)", 64),
    ),
    "jwt.azure_v1_v2_issuer": (
        Narrated(_ISSUER, r"\bver(?:sion)?\W{1,4}1\.0\b|sts\.windows\.net[^\n]{0,240}v2\.0|v2\.0[^\n]{0,240}sts\.windows\.net|accesstoken(?:accepted)?version", 66),
    ),
    # carriers
    "jwt.base64_alphabet": (
        Narrated(r"base-?64|atob|invalidcharacter|binascii", r"\b(?:has|have|contains?|holds?|with)\b[^\n]{0,16}(?:['\"]?[-_]['\"]? (?:and|or) ['\"]?[-_]|\bunderscores?\b|\bdash(?:es)?\b|\bhyphens?\b)", 66),
        Narrated(r"not a valid base-?64 string[^\n]{0,40}non-base ?64 character", r"\b(?:jwt|token|payload|claims|header)\b", 62),
    ),
    "jwt.base64_padding_in_token": (
        Narrated(r"base64|illegal|segment|decode|refus|invalid|signature", r"(?:token|part|segment|signature|payload)s?\b[^\n]{0,24}(?:padded|padding|equals? (?:sign|char)|ends? (?:in|with) (?:an? )?=)", 58),
    ),
    "jwt.bearer_doubled": (
        Narrated(_BEARER + r"|malformed|invalid", r"bearer token[^\n]{0,24}\b(?:value|field|with)\b[^\n]{0,10}['\"]bearer\b", 62),
        Narrated(_BEARER, r"adds? (?:the (?:word |prefix )?)?[\'\"]?bearer[\'\"]? (?:again|itself|already|too|on its own|a second time)", 62),
        Narrated(_BEARER, r"bearer bearer|\bbearer\b[^\n]{0,24}(?:twice|two times|doubled)|(?:twice|two times|doubl\w+)[^\n]{0,24}\bbearer\b", 62),
    ),
    "jwt.bearer_no_space": (
        Narrated(_BEARER, r"\bbearer(?:eyj|\$\{|['\"] ?\+|%s|\{token)|(?:no|without|missing|lacks?|forgot\w{0,24})(?: a| the)? (?:blank|space)[^\n]{0,30}\bbearer|\bbearer\b[^\n]{0,30}(?:no|without|missing) (?:a )?(?:blank|space)", 62),
    ),
    "jwt.token_quoted": (
        Narrated(r"token|jwt|\b401\b|malformed|bearer", r"bearer\s+\\{0,2}[\"']\s*eyj|json\.stringify\(\w{0,24}tok\w{0,24}|localstorage[^\n]{0,60}quot|token[^\n]{0,60}(?:quotation marks|quotes)", 56),
    ),
    # OAuth
    "oauth.header_stripped_by_proxy": (
        Narrated(r"missing|header|token|\b401\b|unauthori", r"(?:strip|remov|drop|swallow|eat)\w{0,24}[^\n]{0,30}\bauthorization\b|\bauthorization\b[^\n]{0,40}\b(?:stripp|remov|dropp|swallow)ed", 66),
        Narrated(r"authorization|header|token|\b401\b|unauthori", r"headers?(?: (?:seen|received|were|are|list|keys))?\s*[:=](?![^\n]*authorization)[^\n]*\b(?:user-agent|accept|x-forwarded-for)\b", 70),
        Narrated(r"authorization|header|token|\b401\b|unauthori", r"(?:behind|through|via|over)\b[^\n.]{0,60}\b40[13]\b[^\n.]{0,40}\bdirect(?:ly)?\b[^\n.]{0,24}(?:\b200\b|works?|fine|passes)", 56),
        Narrated(r"authorization|header|token|\b401\b", r"authorization[^\n]{0,20}(?:is |was )?(?:empty|null|missing|gone|undefined)[^\n]{0,60}(?:apache|php|cgi|proxy|nginx|balancer)|(?:apache|php-?fpm|\bcgi\b|wsgi|proxy|balancer)[^\n]{0,60}authorization[^\n]{0,30}(?:empty|null|missing|gone)|direct (?:call|request)?[^\n]{0,30}(?:pod|backend|port|service)[^\n]{0,12}(?:works|fine|200)", 54),
    ),
    "oauth.authorization_header_conflict": (
        Narrated(r"\b401\b|bearer|unauthori[sz]ed", r"htpasswd|auth_basic|two authorization|\bbasic realm", 58),
    ),
    "oauth.bearer_scheme_case": (
        Narrated(r"\b401\b|unauthori", r"\b40[01]\b[^\n]{0,20}\bbearer\b[^\n]{0,30}\b200\b[^\n]{0,20}\bbearer\b|\bbearer\b[^\n]{0,20}\b40[01]\b[^\n]{0,30}\bbearer\b[^\n]{0,20}\b200\b|\bbearer\b[^\n]{0,20}\b200\b[^\n]{0,30}\bbearer\b[^\n]{0,20}\b40[01]\b", 72),
        Narrated(r"bearer|authorization|scheme|\b401\b", r"(?:wants|expects|needs|requires) [\'\"]bearer[\'\"][^\n]{0,40}(?:sends|sent|uses|got) [\'\"]bearer[\'\"]", 62),
        Narrated(r"bearer|authorization|scheme|\b401\b", r"\bbearer\b[^\n]{0,60}(?:lower|upper|small)[- ]?case|(?:lower|upper|small)[- ]?case[^\n]{0,40}\bbearer|\bcapital b\b|case[- ]sensitiv\w{0,24}[^\n]{0,40}(?:scheme|bearer)", 62),
    ),
    "oauth.cookie_too_large": (
        Narrated(r"login|cookie|redirect|loop|header", r"many (?:groups|roles)|\b4096\b|set-?cookie[^\n]{0,24}(?:\d|large|big)|upstream sent too big|cookie[^\n]{0,24}\d+ ?kb", 58),
    ),
    "oauth.client_assertion_aud": (
        Narrated(r"assertion|private_key_jwt|invalid_client", r"(?:private_key_jwt|assertion)[^\n]{0,60}\baud|\baud\w{0,24}[^\n]{0,60}(?:token (?:url|endpoint)|issuer|par\b)[^\n]{0,60}(?:assertion|private_key_jwt)", 66),
    ),
    "oauth.assertion_key_account_mismatch": (
        Narrated(r"client[ _]assertion", r"signature[^\n]{0,40}client[ _]assertion|client[ _]assertion[^\n]{0,40}signature|no (?:matching )?key of (?:this|the) client", 56),
        Narrated(r"assertion|invalid jwt|jwt signature|could not be decoded|bad credentials|aadsts700027|integration not found", r"\b(?:key|certificate|pem|\.p12|\.p8)\b[^\n]{0,40}\b(?:of|from|for|belongs to)\b[^\n]{0,16}\b(?:another|other|different|wrong|old|previous|deleted)\b[^\n]{0,24}\b(?:app|application|account|org\w{0,24}|project|team|installation)\b", 68),
    ),
    "oauth.assertion_reused_expired": (
        Narrated(r"assertion|\bjti\b", r"assertion[^\n]{0,30}\b(?:cached|reused|once)|\b(?:cach|reus)\w{0,24}[^\n]{0,30}assertion", 60),
    ),
    "oauth.code_expired": (
        Narrated(r"authorization code|auth[_ ]?code|\bcode (?:is|was|has|not|expired|invalid)|invalid_grant", r"\bdebugger\b|\bbreak ?point|step(?:ping)? through|paused?\b[^\n]{0,30}(?:callback|code)|(?:minutes|seconds) (?:later|passed|passes|between|until)\b[^\n]{0,40}(?:callback|code|redeem|exchange|token)", 58),
    ),
    "oauth.code_redeemed_twice": (
        Narrated(r"\bcode\b|invalid_grant", r"(?:only in|in) dev(?:elopment)?\b(?: mode)?[^\n.]{0,40}(?:production|prod|build)[^\n.]{0,30}(?:works|fine|ok)|\bdev(?:elopment)?(?: mode)? only\b|react 1[89]\b", 58),
        Narrated(r"\bcode\b|invalid_grant|verifier", r"useeffect|strict ?mode|\bcode\b[^\n]{0,20}(?:twice|two times|used before)|(?:called|runs?|hit|invoked|executed|requested|loaded) (?:twice|two times|2 times)|fires? twice|double[- ](?:click|submit|render|mount|effect)", 60),
    ),
    "oauth.pkce_verifier_malformed": (
        Narrated(r"verifier|pkce", r"verifier[^\n]{0,24}(?:\buuid\b|too short|\b(?:[1-3]?\d|4[0-2])\b (?:long|char|bytes))", 62),
    ),
    "oauth.grant_revoked_by_password_change": (
        Narrated(_GRANT, r"(?:reset|chang)\w{0,24} (?:\w+ ){0,2}password|password (?:was |has been )?(?:reset|chang)", 60),
    ),
    "oauth.google_testing_7_days": (
        Narrated(_GRANT, r"(?:7|seven) days\b|(?:once|every|each|after) (?:a )?week\b|weekly(?! (?:report|summary|digest|review|figures|statistics))", 62),
    ),
    "oauth.refresh_token_superseded": (
        Narrated(r"invalid_grant|refresh", r"\bbackup\b|(?:first|old|same|original) refresh[_ ]token|second refresh\b|refresh[_ ]token[^\n]{0,24}not (?:saved?|stored?|persist)", 58),
    ),
    "oauth.refresh_token_reuse_race": (
        Narrated(r"invalid_grant|refresh|reuse", r"(?:two|several|multiple|many|three) (?:tabs|processes|workers|requests|instances|threads|pods)|in parallel|concurren|simultan|at the same (?:time|moment)|\brace\b", 60),
    ),
    "oauth.client_library_bug": (
        Narrated(r"", r"since (?:the |an? |last )?(?:update|upgrade|v?\d+\.\d+)[^\n]{0,60}\bcurl\b[^\n]{0,16}(?:works|ok|fine)|double-?encod\w{0,24}[^\n]{0,24}secret", 52),
        Narrated(r"invalid_client|login|oauth", r"(?:after|since|by)[^\n]{0,24}(?:upgrad|updat)\w{0,24}[^\n]{0,80}(?:curl|rolling back|roll back|older|downgrad)|rolling back[^\n]{0,60}(?:fix|work|help)", 52),
    ),
    "oauth.redirect_uri_localhost_vs_127": (
        Narrated(r"redirect", r"(?:127\.0\.0\.1|\[?::1\]?(?![\w:]))[^\n]{0,80}localhost|localhost[^\n]{0,80}(?:127\.0\.0\.1|::1\b|loopback)", 60),
    ),
    "oauth.redirect_uri_trailing_slash": (
        Narrated(r"redirect", r"trailing slash|final slash|/ at the end|slash at the end", 60),
    ),
    "oauth.scope_claim_not_mapped": (
        Narrated(r"\b403\b|forbidden|denied|scope", r"hasauthority|hasrole|realm_access|\bscp\b(?! (?:(?:is|are) (?!there|present|in\b|set\b|on\b|correct|right|fine)|has\b|holds\b|contains\b|only\b|lacks\b))|requireclaim", 56),
    ),
    "oauth.server_metadata_wrong": (
        Narrated(r"method|client_secret|not supported|invalid_client|neither|refus", r"(?:discovery|well-known|metadata)[^\n]{0,30}(?:says|lists|advertis|claims|announces)", 60),
    ),
    "oauth.code_issued_to_other_client": (
        Narrated(r"\bcode\b", r"(?:another|other|different) client\b", 60),
    ),
    "oauth.literal_placeholder": (
        Narrated(r"client|invalid", r"client_id=(?:your|%24%7b|\$\{|%7b%7b|\{\{|<)|\byour[_-]client", 62),
    ),
    "oauth.wrong_tenant": (
        Narrated(r"client|tenant|realm|directory|not found", r"\brealm master\b|wrong (?:realm|tenant|directory)|other (?:tenant|realm)", 58),
    ),
    "jwt.token_truncated": (
        Narrated(r"period|segments|malformed|invalid|signature|dots", r"exactly 2 period(?! characters\. found: [3-9])|\b(?:cut|truncat|chopp)\w{0,24}\b[^\n]{0,24}(?:at|to|after)? ?(?:\d{3,4})?|varchar\(\d+\)", 58),
    ),
    "jwt.firebase_custom_token_as_id_token": (
        Narrated(r"firebase id token has no \W{0,2}kid", r"", 60),
        Narrated(r"", r"createcustomtoken|custom token", 64),
    ),
    "jwt.numeric_date_is_string": (
        Narrated(r"\bexp\b|\biat\b|\bnbf\b|expiration", r"must be (?:an? )?(?:number|integer|numeric)|encod\w+[^\n]{0,16}(?:with quotes|as (?:a )?string)|date string", 60),
    ),
    "oauth.wrong_environment": (
        Narrated(r"invalid|\b401\b|unauthori|no such", r"\b(?:key\w{0,24}|credentials?|client|app|token)\b[^\n]{0,16}\b(?:sandbox|test|staging)\b[^\n]{0,40}\b(?:host|url|endpoint|production|live)\b", 60),
        Narrated(r"invalid_grant|invalid_client|\b401\b|unauthori[sz]ed|invalid", r"\b(?:is|are|was|were|user|account|key|token)\b[^\n]{0,12} (?:in|of|from|for) (?:the |a |our )?(?:sandbox|staging|test|production|live)\b|\b(?:test|sandbox|staging|live)(?: mode)? (?:key|token|credential|secret)s?\b[^\n]{0,30}\b(?:prod\w{0,24}|live|sandbox|test)", 54),
    ),
    "oauth.dpop_proof_missing": (
        Narrated(r"token|\b401\b|dpop", r"(?:sender[- ]constrained|dpop[- ]bound|\bjkt\b)[^\n]{0,60}bearer", 64),
    ),
}  # fmt: skip

"""What people find out around a refusal of a token, a client or a grant. Patterns are of lower case.

Who tells it uses any words in any order; so each pattern joins what was done and to which value, whichever comes first.
"""

from __future__ import annotations

from assay.diagnosis.narrated import Narrated, near

_WELL = r"(?:\bworks?\b|worked|working|\bfine\b|succe\w+|\bpass(?:es|ed)?\b|\bok(?:ay)?\b|\bgood\b|\baccept\w{0,24}|verif(?:y|ies|ied)|\bvalid(?:ates?|ated)?\b)"
_LACKS = r"(?:lacks?|lacking|missing|without|\bno\b|absent|omits?|omitted|forgot\w{0,24}|n't (?:set|have|write|include|send|contain|carry|add)|not (?:set|have|include[sd]?|sen[dt]|contain|present))"
_EQUAL = r"(?:identical|equals?|\bsame\b)"
_REMOVED = r"(?:remov\w{0,24}|revok\w{0,24}|disconnect\w{0,24}|withdr[ae]w\w{0,24}|uninstall\w{0,24}|delet\w{0,24}|de-?authori\w{0,24}|unlink\w{0,24}|block\w{0,24})"
_WHO = (
    r"(?:\busers?\b|customers?|\bclient\b|\bowners?\b|admins?\b|\bhe\b|\bshe\b|\bthey\b|person|somebody|someone|\bi\b)"
)
_HANDED = r"(?:attach\w{0,24}|send\w{0,24}|\bsent\b|pass(?:es|ed|ing)?\b|\buse[sd]?\b|\busing\b|\bput\b|forward\w{0,24}|giv\w+|hand(?:s|ed)?\b|present\w{0,24}|submit\w{0,24})"
_ELLIPTIC_ALG = r"(?:\bes(?:256|384|512)\b|\becdsa\b|\beddsa\b|\bed25519\b|ellipticcurve|elliptic)"
_RSA_ALG = r"(?:\b[rp]s(?:256|384|512)\b)"

FOUND_OUT_ABOUT_TOKENS: dict[str, tuple[Narrated, ...]] = {
    "jwt.verifier_bug": (
        Narrated(r"token|signature|jwt|\baud\b|\bexp\b", r"\b(\d+\.\d+)\.\d+ (?:refuses|rejects|fails|chokes)\b[^\n]{0,80}\b\1\.\d+ (?:takes|accepts|works|passes|verifies|is (?:fine|ok))|\backnowledged upstream\b", 66),
        Narrated(r"token|signature|jwt|expir", r"(?:upgrad|updat)\w{0,8} (?:\S+ ){0,3}(?:to )?v?\d+\.\d+[\w.]{0,12} (?:\w+ )?(?:cured|fixed|solved|helped)|(?:release notes|changelog)[^\n]{0,24}\d+\.\d+[^\n]{0,12}:[^\n]{0,60}\b(?:\bexp\b|\biat\b|\bnbf\b|\baud\b|\biss\b|signature|tokens?\b)", 66),
        Narrated(r"token|signature|jwt", r"(?:fixed|corrected|repaired|solved|patched|addressed) (?:in|by|with) (?:v|version |release )?\d+\.\d+|(?:acknowledg|confirm)\w{0,24} (?:it (?:is|as) )?(?:a |the )?bug|(?:reported|known|bug|issue) (?:it )?upstream|(?:known )?bug in (?:the )?(?:library|verifier|plugin|gateway|version)", 62),
    ),
    "oauth.discovery_issuer_mismatch": (
        Narrated(r"configuration metadata did not match|did not match the (?:requested )?issuer|issuer returned by (?:the )?provider", r"", 76),
    ),
    "jwt.jwks_url_wrong": (
        Narrated(r"", near(r"\b(?:jwks|certs|keys)[ _]?(?:ur[il]|uri|endpoint|address)\b", r"(?:\bhtml\b|(?:start|home|login|front|landing) ?page|left out|forgot\w{0,24}|missing (?:the )?(?:path|part|segment)|wrong path)", 80), 66),
    ),
    "jwt.wrong_issuer": (
        Narrated(r"\biss\b|issuer", near(r"\btokens?\b[^\n]{0,16}(?:come|from|carr|issued|have|by\b)", r"(?:verifier|api|backend|server|config\w{0,24}|\bwe\b|gateway|service) (?:\w+ )?(?:trusts?|expects?|wants?|accepts?|allows|requires)\b", 80), 54),
    ),
    "oauth.literal_placeholder": (
        Narrated(r"invalid_client|client", r"client_?(?:secret|id)['\"]?\s?[=:]\s?['\"]?(?:change[_-]?me|your[-_]|<[a-z]|xxx|todo\b|placeholder|\$\{)", 72),
        Narrated(r"client|invalid", r"client_id=(?:%3c|&lt;|\[|xxx|todo|change)", 62),
        Narrated(r"client|aadsts|invalid|authori[sz]e", r"client[_ ]?id\W{0,3}(?:\{\{|\$\{|<[a-z])|postman environment[^\n]{0,24}(?:not|n't)", 68),
    ),
    "jwt.wrong_audience": (
        Narrated(r"audience|\baud\b", near(r"\btokens? (?:is |was |issued |meant |made |got )?(?:for|of)\b", r"\b(?:used (?:on|for|at|with|against)|sent to|call\w{0,24}|presented (?:to|at))\b", 60), 56),
    ),
    "oauth.code_issued_to_other_client": (
        Narrated(r"\bcode\b|invalid_grant", r"(?:redeem|exchang|swap)\w{0,24}[^\n]{0,40}\b(?:own|other|another|different)\b (?:client[_ ]?)?(?:id\b|client\b)", 66),
    ),
    "jwt.certificate_given_as_public_key": (
        Narrated(r"public[ _]?key|spki|\bpem\b|invalid key", rf"(?:past\w{{1,24}}|copied|configured|\bset|entered|{_HANDED})[^\n]{{0,24}}(?:whole|entire|full|x\.?509|\.crt|\.cer|its) (?:x\.?509 )?cert\w{{0,24}}", 62),
        Narrated(r"spki|\bkey\b|\bpem\b|deseriali|decoder", r"begin certificate", 72),
    ),
    "jwt.base64_padding_in_token": (
        Narrated(r"base64|illegal|segment|decode|refus|invalid|signature", r"(?:trailing|final|ends? (?:in|with)) ['\"]?={1,2}(?=['\"\s,.;]|$)|['\"]=['\"] (?:signs?|characters?|at the end)", 62),
    ),
    "oauth.dpop_ath_mismatch": (
        Narrated(r"dpop|proof|\bath\b", near(r"\bath\b", r"(?:\bhex\b|not base64url|(?:comput|hash|digest|calculat)\w{0,24}[^\n]{0,24}(?:wrong|decoded|payload|another|other|old|refresh|with bearer))", 60), 72),
    ),
    "oauth.assertion_key_account_mismatch": (
        Narrated(r"no_valid_keys_or_signatures|invalid_grant|assertion|invalid jwt|could not be decoded|bad credentials", r"\b(?:of|from|in|for) (?:the |our |my )?([\w-]{1,30}) (app|application|project|account|team|org|tenant|environment)\b[^\n]{0,40}\b(?:key|pem|p8|p12|pair|certificate)\b[^\n]{0,24}\b(?:of|from|in|for) (?:the |our |my )?(?!\1\b)[\w-]{1,30} \2\b", 68),
        Narrated(r"no_valid_keys_or_signatures|invalid_grant|assertion|invalid jwt|could not be decoded|bad credentials", near(r"\b(?:rsa|private key|key ?pair|pair|pem|certificate|\.p12|\.p8|\.pem)\b", r"\b(?:of|from|for|to)\b[^\n]{0,16}\b(?:another|other|different|wrong|previous|deleted)\b[^\n]{0,24}\b(?:app|application|account|org\w{0,24}|project|team|integration)\b", 60), 68),
    ),
    "jwt.refresh_token_used_as_access_token": (
        Narrated(r"\A(?![\s\S]*invalid_grant)[\s\S]*?(?:\b401\b|invalid|token|\balg\b|\bkid\b)", rf"(?:{_HANDED})[^\n]{{0,16}}\brefresh (?:token|one)\b[^\n]{{0,30}}(?:header|\bapi\b|bearer|authorization)", 60),
    ),
    "jwt.secret_special_chars_mangled": (
        Narrated(r"signature|verif|hmac|invalid token", near(near(r"\bate\b|\beat(?:s|en)?\b|\bswallow\w{0,24}|\bexpand\w{0,24}|\binterpret\w{0,24}", r"[$%#&!\\]", 24), r"\bsecret\b|_secret\b|signing[_ ]key", 40), 66),
        Narrated(r"signature|verif|hmac|invalid token", r"the \\?['\"]{0,2}\w{1,40}\\?['\"]{0,2} variable is not set\. defaulting to a blank string", 60),
        Narrated(r"signature|verif|hmac|invalid token", near(r"['\"`][#$%\\&!]['\"`]|\bdollar|\bhash(?: sign)?|\bbackslash", near(r"secret|jwt_\w{0,24}key", r"(?:comment|begins?|starts?|cuts?|\bhalf\b|\brest\b|truncat\w{0,24}|swallow\w{0,24}|interpret\w{0,24}|expand\w{0,24}|variable|interpolat\w{0,24})", 40), 40), 64),
    ),
    "jwt.kid_key_mismatch": (
        Narrated(r"signature|verif|\bkid\b", rf"\bkid\b (?:is|says|names)? ?['\"]?([\w.-]{{1,80}})['\"]?[^\n]{{0,30}}{_WELL}[^\n]{{0,16}}\bkey ['\"]?(?!\1\b)[\w.-]{{1,80}}['\"]? (?:of|in|from) the same", 70),
        Narrated(r"signature|verif|\bkid\b", r"\bkid\b[^\n]{0,40}\b(?:but|yet|while|whereas)\b[^\n]{0,24}\bsign\w{0,24}[^\n]{0,24}\b(?:key|other|another|with)\b", 66),
    ),
    "jwt.secret_differs_between_instances": (
        Narrated(r"signature|invalid token|\b401\b|(?:logs?|logged|signs?|signed|throws?|thrown|kicks?|kicked) (?:\w+ ){0,3}out\b|(?:log|sign) ?in again", r"token_hex|randombytes|urandom|token_urlsafe|token_bytes|uuid\w{0,24}\(\)|(?:generat|creat|mak|made|random)\w{0,24} (?:\w+ ){0,4}(?:at|on|each|every|when|per)\b[^\n]{0,16}(?:start|boot|launch|deploy|process|worker)", 58),
    ),
    "jwt.pem_line_breaks_lost": (
        Narrated(r"\bkey\b|\bpem\b|decoder|pkcs|spki|deseriali", near(r"\b(?:new ?lines?|line ?breaks?|line ?feeds?|line ?ends?|line endings?)\b", r"(?:turned|becam?e?|converted|changed|flattened|collapsed|joined|stripped|removed|lost|gone|eaten|swallowed|replaced)\b(?! (?:by|with|to|into) (?:a )?(?:literal|backslash|['\"]?\\\\))", 24), 70),
    ),
    "jwt.aud_missing": (
        Narrated(r"audience|\baud\b", r"\b(?:tokens?|jwt|payload)\b[^\n]{0,20}(?:has no|have no|does not have|doesn't have|lacks?|contains no|is missing)(?: an| any| the)? ['\"]?(?:aud\b|audience)", 60),
    ),
    "oauth.code_expired": (
        Narrated(r"\bcode\b|invalid_grant", near(r"\b(?:redeem|exchang|swap)\w{0,24}", r"\b\d+ (?:min\w{0,24}|hours?) (?:later|after)\b", 40), 66),
        Narrated(r"\bcode\b|invalid_grant", near(r"\bcodes?\b", r"(?:lives?|valid|lifetime|expires?|ttl|good)\b[^\n]{0,12}\b\d+ ?(?:s|secs?|seconds?|min\w{0,24})\b", 24), 64),
    ),
    "jwt.hmac_secret_base64_vs_raw": (
        Narrated(r"signature|verif", near(near(r"\bsecret\b", r"base-?64", 40), r"\braw\b|as (?:it )?is\b|\bplain|verbatim|utf-?8 bytes|not decod", 80), 66),
        Narrated(r"signature|verif|idx10503", near(near(r"base-?64\w{0,24}|b64\w{0,24}|\bhex\b|\batob\b", r"\bsecret\b|\bkey\b", 40), _WELL, 60) + rf"|\bdecod\w+ (?:the |my |our |that )?(?:secret|key)\b[^\n]{{0,60}}{_WELL}", 66),
    ),
    "jwt.secret_rotated": (
        Narrated(r"signature|verif|\b401\b|invalid token", near(r"\b(?:rails secret|secret_key_base|key:generate|php artisan key|(?:jwt|auth)[_:]secret)\b|\bnew secret\b", r"(?:sign|log)(?:s|ed|ging)? (?:in|on) (?:anew|again|afresh)|new(?:ly)? (?:issued |signed )?(?:tokens?|sessions?|logins?)|(?:sign|log)(?:s|ed)? (?:in|on) (?:after|since)", 160), 66),
        Narrated(r"signature|\b401\b|invalid token|logged out|signed out", near(r"\b(?:new|fresh|different|another) (?:\w+[ _])?(?:jwt[_ ])?(?:secret|signing key)|(?:secret|signing key)\b[^\n]{0,12}\b(?:new|fresh|chang\w{0,24})", r"\b(?:old|existing|earlier|previous|already)\b[^\n]{0,20}(?:cookies?|sessions?|tokens?|logins?|users?)|(?:logs?|sign) (?:out and|back) in|(?:logs?|sign)(?: in)? again", 80), 62),
    ),
    "jwt.ecdsa_der_signature": (
        Narrated(r"signature", near(r"\basn\.?1\b(?! encoding| error| parse)|\bder\b", r"\br ?\|\|? ?s\b|\bsignature|\bkms\b|p1363|\bconcat\w{0,24}", 60), 66),
    ),
    "jwt.access_token_used_as_id_token": (
        Narrated(r"valid openid connect identity token|not (?:an|a valid) id[ _]token", r"\b(?:get_?)?access[ _-]?token", 68),
        Narrated(r"id_token_hint|logout|end_?session", rf"(?:{_HANDED})(?:(?!id[_ .-]?token)[^\n]){{0,40}}\baccess[_ .-]?token|\w\.access_?token\b[^\n]{{0,40}}(?:logout|end_?session|id_token_hint)", 70),
        Narrated(r"\b401\b|token|authori", r"(?:valid|expect\w{0,24}|want\w{0,24}|need\w{0,24}|requir\w{0,24}) (?:an? |the )?id[ _-]?token(?:(?!id[ _-]?token)[^\n]){0,80}\baccess[ _-]?token", 66),
    ),
    "oauth.wrong_environment": (
        Narrated(r"invalid|\b401\b|unauthori|authori[sz]ed|no such", near(r"\b(?:sandbox|staging|test|uat|demo|preview) (?:user|account|app|client|key|token|credentials?|org|tenant)s?\b", r"(?:\binstead of\b|\brather than\b|\bprod\w{0,24}|\blive\b|\bagainst (?:https?://)?(?![\w.-]*(?:sandbox|test|staging|uat|demo))[\w-]{1,60}\.[\w-])", 60), 60),
    ),
    "oauth.client_library_bug": (
        Narrated(r"invalid_client|unauthorized_client|oauth|token (?:endpoint|call|request)", near(r"\b(?:with|in|using|since|on) [a-z][\w/.-]{2,40} v?\d+\.\d+(?:\.\d+)?\b", r"\bcurl\b[^\n]{0,30}\bsame (?:values|data|credentials|request|id|body|parameters)\b", 60), 62),
        Narrated(r"invalid_client|oauth|token (?:endpoint|call|request)", near(r"(?:upgrad\w{0,24}|updat\w{0,24}|bump\w{0,24}|\bnew version)", rf"(?:\bcurl\b|older|previous|old version|\b\d+\.\d+(?:\.\d+)?\b)[^\n]{{0,24}}{_WELL}|(?:pin|roll)\w{{0,24}} back|downgrad\w{{0,24}}", 120), 66),
    ),
    "jwt.zero_lifetime": (
        Narrated(r"expir", near(r"(?:\biat\b[^\n]{0,12}\bexp\b|\bexp\b[^\n]{0,12}\biat\b)", _EQUAL, 40), 68),
        Narrated(r"expir", r"(?:ttl|lifetime|minutes|seconds|hours|validity|max_?age|expir\w{0,24})\b['\"]?[^\n]{0,12}(?:came back as |\bis |\bwas |= ?|: ?|\bto |\bof )0(?![.\d])", 62),
    ),
    "jwt.pem_truncated_first_line": (
        Narrated(r"\bkey\b|\bpem\b|decoder|framing|deseriali", r"(?:only|just|nothing but|ends? (?:after|at|with)|stops? (?:after|at)|cut (?:off )?after)\W{1,3}(?:\w+ ){0,4}(?:first|begin|header|top) line|(?:first|begin|header|top) line,?(?: and)? (?:only|alone|nothing (?:more|else)|no more)|-----begin[a-z ]{1,30}-----['\"]? (?:only|alone|and nothing|and that)", 72),
    ),
    "jwt.id_token_used_as_access_token": (
        Narrated(r"\b401\b|\b403\b|audience|\baud\b|unauthori|invalid|scope", rf"(?:{_HANDED})(?:(?!access)[^\n]){{0,40}}\bid[_ -]?token\b", 62),
    ),
    "jwt.numeric_date_is_string": (
        Narrated(r"", r"\b(?:exp|iat|nbf)\b['\"]?\s?[:=]\s?['\"]\d|\b(?:exp|iat|nbf)\b[^\n]{0,24}\b(?:as|is) (?:a |an )?(?:json )?(?:string|text)\b", 74),
    ),
    "jwt.kid_missing": (
        Narrated(r"\bkeys?\b|jwk|\bkid\b", r"\bkid\b['\"]?(?: is| was)? (?:not (?:provided|set|given|sent|present|included)|missing|absent|undefined|null|required)\b(?! (?:in|from|among|on) (?:the |our |its )?(?:jwks?|set|keys?|cache|document|list))", 66),
        Narrated(r"\bkeys?\b|jwk|\bkid\b", near(r"\bheader\b", r"\b(?:only|just|merely|nothing but|no more than)\b[^\n]{0,16}\b(?:alg|typ)\b", 40), 66),
        Narrated(r"\bkeys?\b|jwk|\bkid\b", rf"{_LACKS} (?:an? |any |the )?['\"]?(?:kid\b|key id)", 58),
    ),
    "oauth.cookie_too_large": (
        Narrated(r"\A(?![\s\S]*(?:authorization|bearer|access[ _]token))[\s\S]*?(?:log(?:ged|ging)?[ -]?in|cookie|redirect|loop|session)", r"(?:many|lots of|hundreds of|dozens of|too many|more than \d+|over \d+|\d{2,}) (?:\w+ )?(?:groups|roles|claims|memberships)", 60),
    ),
    "oauth.refresh_token_reuse_race": (
        Narrated(r"invalid_grant|refresh|reuse", r"(?:two|both|several|multiple|many|three|parallel|concurrent|different) (?:\w+ ){0,2}(?:tabs|windows|processes|workers|requests|instances|threads|pods|calls|jobs|devices|refreshes|lambdas|functions|servers|replicas|crons?\b)|one wins|first one wins|(?:with|in) parallel|(?:at|in|within) (?:exactly )?the same (?:time|moment|second|instant)", 62),
    ),
    "oauth.refresh_token_superseded": (
        Narrated(r"invalid_grant|refresh", near(r"(?:restor\w{0,24}|roll\w{0,24} back|recover\w{0,24})", r"(?:\bdb\b|database|dump|backup|snapshot|last night|yesterday)", 40), 62),
        Narrated(r"invalid_grant|refresh", r"\b(?:works?|worked|succeeds?|succeeded|refreshes|goes through|good) (?:\w+ ){0,2}(?:once|one time|a single time|the first time)\b", 62),
        Narrated(r"invalid_grant|refresh", near(r"(?:keep|always|still|every time|again and again|continue\w{0,24}|go on|went on)\b[^\n]{0,16}(?:read|us|send|tak|load)\w{0,24}", r"(?:first|old|same|original|initial|previous|pasted|hard-?coded|\.env\b|config|at the start|from the beginning)", 60), 64),
    ),
    "oauth.grant_revoked": (
        Narrated(r"token|oauth|grant", r"\b(?:the )?user (?:has|have) not authorized (?:the )?application|de-?authori[sz]ed the (?:app|application)|subcode\W{1,3}458\b", 74),
        Narrated(r"invalid_grant|revoked|\bgrant\b", near(_WHO, near(_REMOVED, r"(?:\bapp\b|\baccess\b|consent|permissions?\b|\bgrant\b|integration|connection|application)", 24), 24), 64),
        Narrated(r"invalid_grant|revoked|\bgrant\b", rf"(?:third[- ]party|connected) (?:access|apps?)|myaccount\.google|{_REMOVED}[^\n]{{0,24}}(?:consent|grant)", 64),
    ),
    "jwt.alg_key_type_mismatch": (
        Narrated(r"\bkey\b|\balg", near(r"\brsa\b[^\n]{0,16}\bkey|begin rsa", _ELLIPTIC_ALG, 60), 66),
        Narrated(r"\bkey\b|\balg", near(r"\b(?:ec|elliptic|ed25519|p-?256|secp256\w\d)\b[^\n]{0,16}\bkey|begin ec", _RSA_ALG, 60), 66),
    ),
    "jwt.sub_not_string": (
        Narrated(r"\b4(?:01|22)\b|unauthori|invalid|subject", near(r"\bpyjwt\W{0,3}(?:2\.1\d|[3-9]\.)|(?:pip|poetry|upgrad\w{0,8}|updat\w{0,8})", r"\b(?:identity|sub|subject)['\"]?\s?[=:]\s?[\w.]{1,40}(?:\.id|_id|\.pk)\b", 160), 68),
        Narrated(r"\bsub(?:ject)?\b[^\n]{0,30}\bstring\b", r"", 78),
    ),
    "jwt.client_clock_ahead": (
        Narrated(r"\biat\b|issued|future|refus|expir|\b401\b|reasonable|not_?authori", near(r"\b(?:clock|time)\b", r"(?:\b(?:seconds?|secs?|min(?:ute)?s?|s) (?:fast|ahead)\b|\bruns? (?:ahead|fast)\b|\bis (?:ahead|fast)\b)", 30), 82),
    ),
    "jwt.timezone_offset_in_claims": (
        Narrated(r"not (?:yet )?(?:valid|active)|too early|future|expired|\biat\b|\bnbf\b|\bexp\b|immature", r"utcnow\(\)|datetime\.now\(\)|\b(?:cest|cet|pst|pdt|jst|edt)\b|local time|(?:an?|one|two|three|\d+) hours? (?:off|ahead|early)", 60),
        Narrated(r"not (?:yet )?(?:valid|active)|too early|immature|in the future", r"\bfor (?:an?|one|two|three|\d+) hours?\b", 60),
    ),
    "jwt.keycloak_aud_account": (
        Narrated(r"\baud\b|audience", r"\baud\w{0,24}\b[^\n]{0,24}[\[\"' ]account[\]\"',. ]", 64),
    ),
    "jwt.bearer_prefix_in_token": (
        Narrated(r"token|jwt|malformed|invalid|segments", r"(?:verify|decode|parse\w{0,24}|validate\w{0,24})\((?:\w+, ?)?[\w.]*headers?(?:\.|\[['\"]|\.get\(['\"])authorization['\"\])]{0,3}(?! ?\.(?:split|slice|replace|substr))", 70),
        Narrated(r"token|jwt|malformed|invalid|segments", near(r"(?:whole|entire|full|complete|raw) (?:value of the )?(?:authorization )?header(?: value)?", r"(?:verify|verifier|decod\w{0,24}|pars\w{0,24}|librar\w{0,24}|function)", 60), 62),
    ),
    "jwt.secret_not_set": (
        Narrated(r"\bkeys? must be|\bsecret\b|\bhmac\b|\bkey byte array\b", r"\breceived (?:undefined|null|none|nil|an empty string)\b|\b0 bits\b|key (?:is|was) (?:undefined|null|nil)\b", 70),
    ),
    "jwt.lifetime_unit_wrong": (
        Narrated(r"expir", r"\badd\(\s?\d{2,6}\s?\)|time\.duration\(\s?(?:\d{2,6}|\w{1,40})\s?\)(?! ?\*)", 70),
    ),
    "oauth.assertion_reused_expired": (
        Narrated(r"invalid_client|assertion|invalid_grant|jwt", r"\b(?:jti|jwt id|assertion)\b[^\n]{0,24}(?:already (?:been )?(?:used|seen|consumed)|replay\w{0,8}|not unique|reused)|replay\w{0,8}[^\n]{0,24}\b(?:jti|jwt id|assertion)\b", 72),
    ),
    "oauth.missing_scope": (
        Narrated(r"authorization_requestdenied|insufficient|\b403\b", r"\btoken (?:has|holds|contains|carries|was given) (?:only|just|nothing but) ['\"]?[\w.:/]{2,60}", 64),
        Narrated(r"insufficient privileges|authorization_requestdenied|insufficient[_ ]scope", r"\b(?:scp|scopes?)\b (?:is|are|has|holds|contains|says)(?: only| just)? ['\"]?(?!there|present|in\b|set\b|on\b|correct|right|fine|not\b)[\w.:]{2,60}", 66),
    ),
    "oauth.scope_claim_not_mapped": (
        Narrated(r"forbidden|\b403\b|denied|scope", near(r"\b(?:permissions|roles|groups|authorities|scp|realm_access|cognito:groups)\b", r"(?:looks? (?:only )?at|reads?|checks?|examines?|expects?|wants?)(?: only| just)? (?:the )?(?:claim )?['\"]?(?:scope|scp|roles|permissions|groups)\b", 80), 68),
    ),
    "oauth.wrong_tenant": (
        Narrated(r"", r"\b(?:realm|tenant) (?:['\"]?[\w.-]{1,80}['\"]? )?(?:does not exist|not found|doesn't exist|not enabled)\b", 66),
    ),
    "oauth.code_redeemed_twice": (
        Narrated(r"\bcode\b|invalid_grant", r"(?:prefetch|preload|pre-?render)\w{0,24}[^\n]{0,60}(?:call-?back|code)|(?:exchang|redeem)\w{0,24}[^\n]{0,80}\b(?:exchang|redeem)\w{0,24} (?:it|the code|the same code) (?:again|once more)", 68),
    ),
    "oauth.pkce_verifier_stale": (
        Narrated(r"verifier|pkce", near(r"\bverifier\b", r"\b(?:aborted|abandoned|earlier|previous|older|cancel\w{0,24})\b[^\n]{0,16}(?:log-?in|attempt|try|flow|sign-?in|start)?|(?:log-?in|attempt|flow|sign-?in)\b[^\n]{0,24}\b(?:aborted|abandoned|cancel\w{0,24}|before)\b", 60), 66),
    ),
    "oauth.dpop_ath_missing": (
        Narrated(r"dpop|proof|\bath\b", near(_LACKS, r"(?:access token hash|\bath\b)", 24), 70),
    ),
}  # fmt: skip

"""The words by which people settle a refusal: it was meant, it is over, there was none, or a document speaks of it.

They are texts, compiled when there is something to search.
"""

from __future__ import annotations

from assay.diagnosis.pattern import any_of

BUT = any_of(
    r"\b(?:but|however|yet|still|again|although|though|except|never|nevertheless|suddenly)\b",
    r"n't\b",
)
"""What turns a sentence round (case does not count)."""

ERROR = any_of(
    "error", "exception", "invalid", "denied", "unauthori[sz]ed", "forbidden", "mismatch", "malformed", "expired",
    "refus", "reject", "fail", "DoesNotMatch", r"n[o']t (?:match|found|valid)", r"\b[45]\d\d\b",
)  # fmt: skip
"""A refusal is named (case does not count)."""

NOT_SO = r"(?i)(?:\b(?:not|never|no longer|where|whereas|instead of)|n't)\b[^,.;:\n]{0,30}$"
"""What stands before words of approval and denies them, or makes them those of something else."""

CONCEDED = r"(?i)\b(?:though|although|even if|while|whereas)\b[^,.;:\n]{0,40}$"
"""What is conceded in passing settles nothing."""

CREDENTIAL_IS = r"(?i)\b(?:passwords?|secrets?|tokens?|keys?|credentials?|clocks?|urls?|uris?|config\w*|settings?|audience|issuer|scopes?|code) (?:itself |themselves )?$"
"""What is said to be right is the credential or a setting."""

# Errors by name: that there is none of those says more than that somebody saw no error.
_NAMED = (
    "['\"\u201c`]?(?:"
    + any_of(
        r"[45]\d\ds?\b",
        r"(?:invalid|insufficient|expired|unauthori[sz]ed|access|use_dpop)[_ ]\w+",
        r"(?:Invalid|Expired|Unrecogni[sz]ed|Incomplete|Unauthori[sz]ed|AccessDenied)\w*",
        r"\w+(?:Error|Exception|Failure|Failed|Denied|Invalid\w*|Mismatch|DoesNotMatch|Expired|Skewed)\b",
    )
    + ")['\"\u201d`]?"
)
_NONE_OF = (
    r"\b(?:has |have |had |with |there (?:is|are|was|were|have been|has been) )?"
    r"(?:no|zero|0|not (?:a|one)(?: single)?|not any|never (?:an?|any)|without(?: any| an?)?) "
    r"(?:more |further |new |such |other )?"
)

DENIED_BY_NAME = rf"(?i:{_NONE_OF}){_NAMED}|\b{_NAMED}(?: ?[:=])? (?:0|none|zero)\b(?! ?[%x.:\d])"
"""None of an error was seen: "no invalid_grant", "RequestTimeTooSkewed 0"."""

DENIED = "(?i)" + any_of(
    r"\bno errors?\b(?: so far)?",
    r"\bnothing (?:is |was |seems? |has gone |went )?(?:wrong|broken|amiss)\b(?: yet| so far)?(?! with\b)",
    r"\bnothing (?:has )?failed(?: so far| yet)?\b(?! on| with| when| for| to| in)",
    r"\b(?:nearly|almost|about to|soon(?: to)?|not yet)[ -](?:be )?expir(?:ed?|es|ing)\b",
    r"\bexpir(?:es|ing) soon\b",
    r"\b(?:ha(?:s|ve|d) not|ha(?:s|ve|d)n't)(?: yet)? expired\b(?: yet)?",
    rf"{_NONE_OF}(?:\w+ ){{0,2}}(?:errors?|failures?|refusals?|rejections?|exceptions?|problems?|issues?|trouble|complaints?|alarms?)\b",
)
"""No error was seen, or none has come yet."""

_ENDS = r"(?=\s*(?:[.,;:!)\n]|$))"
_GOES_ON = r"(?=\s*(?:$|[,.;:)!]|and\b|now\b|too\b))"

MEANT = (
    r"(?i)(?<!\bsame )\b(?:"
    + any_of(
        # as it should be
        r"(?:as|like) (?:(?:was|were|is|are|it is|it was) )?"
        r"(?:intended|expected|designed|planned|required|specified|(?:it|they|he|she) (?:should|must|has to|have to)(?: be)?)"
        + _GOES_ON,
        r"(?:is|are|was|were) (?:right|correct|wanted|desired|intended|expected)(?: here| so| then)?" + _GOES_ON,
        r"as (?:we|i|they) (?:want|wanted|like|wish|wished|ordered|asked)(?: it| for| so)?" + _GOES_ON,
        r"what (?:we|i|they) (?:want|wanted|expect|expected)\b",
        r"what (?:the|our|its|their) (?:policy|policies|rules?|spec\w*|standard|contract|docs?|documentation) (?:says?|wants?|demands?|requires?|asks? for)\b",
        r"rightly\b",
        # the same in other languages
        "wie (?:erwartet|vorgesehen|gewollt|gew\u00fcnscht|geplant)",
        "comme (?:pr\u00e9vu|attendu|voulu)",
        "com[oe] (?:esperado|previsto|se esperaba|atteso|voluto)",
        "zoals (?:verwacht|bedoeld)",
        # on purpose
        r"by design\b",
        r"on purpose\b",
        r"meant (?:so|to)\b",
        r"intended\b(?! (?:to (?:be )?use|for (?:another|other|a different)))",
        r"intentional(?:ly)?\b",
        r"deliberate(?:ly)?\b",
        r"(?:i|we|they|he|she|(?:the|a) (?:user|person|customer)) (?:have |has |had )?(?:clicked|pressed|chose|chosen|hit|selected) (?:on )?['\"]?(?:cancel|deny|decline|abort|no)\b",
        # of tests
        r"expected (?:failure|refusal|denial|rejection|error)\b",
        r"xfail\b",
    )
    + ")"
)
"""The refusal is approved of."""

_REFUSING = r"(?:refus|reject|den[yi]|invalid|expired|unauthor|fail|forbid)\w{0,20}"
TEST_PASSED = "(?i)" + any_of(
    rf"\b(?:tests?|checks?|probes?|steps?|specs?|canary|scenario)\b[^\n]{{0,80}}?{_REFUSING}[^\n]{{0,40}}\b(?:pass(?:ed|es)|green)\b",
    rf"\b(?:pen-?tests?|audits?|reviews?|scans?|testers?)\b[^\n]{{0,40}}\b(?:confirm|prove|verif|show)\w*[^\n]{{0,60}}{_REFUSING}",
    rf"\btest\w*{_REFUSING}[^\n]{{0,24}}\b(?:pass(?:ed|es)?|ok|green)\b",
    # it stands in what a test prints that passes
    rf"{_REFUSING}[^.\n]{{0,40}}\b(?:in|of|from|by) (?:an? |the |our |my )?(?:passing|green) (?:\w+ )?(?:tests?|builds?|runs?)\b",
    rf"{_REFUSING}[^.\n]{{0,40}}\b(?:in|of|from|by) (?:an? |the |our |my )?(?:\w+ )?tests?\b[^.\n]{{0,40}}\b(?:pass(?:es|ed|ing)?|green)\b",
    # what was forged was sent to see that it is refused
    r"\b(?:sent|sends|tried|tries|presented|replayed) (?:an? |the |some )?(?:\w+ )?(?:tampered|forged|faked?|manipulated|altered|unsigned|self-made)\b"
    rf"[^.\n]{{0,60}}\b(?:40[013]|{_REFUSING}|blocked)",
)
"""A test passes whose name tells of a refusal, or that prints one."""

WANTED_STATUS = (
    r"(?i)\b(?:expect(?:ed|s|ing)?|wants?|wanted|must (?:get|be|return|give)|should (?:get|be|return|give))"
    r"\W{0,3}(?:(?:an?|http|status|code|the) ){0,3}([45]\d\d)\b"
)
"""The status that was expected."""
STATUS = r"(?<![\w.:,/-])([1-5]\d\d)\b(?! ?m?s\b)"

_REFUSED_SO = (
    r"(?:refuses?|rejects?|denies|fails|gets? (?:an? )?[45]\d\d|(?:is|are|gets?) (?:refused|rejected|denied))\b"
)
LAID_DOWN = "(?i)" + any_of(
    # what a test looks for
    rf"\b(?:to (?:see|check|verify|prove|make sure)|checks|verifies|asserts|proves|makes sure)\b[^.\n]{{0,60}}\b{_REFUSED_SO}",
    # what has to be
    r"\b(?:must|should|has to|have to|had to|may|shall) (?:"
    + any_of(
        r"fail\b",
        r"(?:not|never) (?:be (?:able|accepted|allowed|let|taken|granted)|open|get|work|pass|succeed|see|access|read|write|sign|verify)\b",
        r"(?:be|get) (?:refused|rejected|denied|blocked)\b",
        r"(?:be|get|give|return|see|answer|end with|end in) (?:an? |the |with )?"
        r"(?:[45]\d\d\b|\w*(?:denied|invalid|error|exception|unauthori[sz]ed|forbidden))",
    )
    + ")",
)
"""Somebody lays down that a refusal has to come."""

FOUND_SO = r"(?i)\b(?:" + any_of(
    r"(?:check|test|probe|step|run|suite)\w* pass(?:ed|es)",
    r"(?:is|are|all) green",
    rf"right(?:ly)? so{_ENDS}",
    rf"as (?:it|they) should{_ENDS}",
    rf"(?:it|they|that|which) (?:does|do|did|is|are|was|were|got it|happens|happened){_ENDS})",
)
"""It is found to be so."""

FOUND_OTHERWISE = "(?i)" + any_of(
    r"\b(?:check|test|probe|step|run|suite)\w* fail(?:ed|s)\b",
    r"\bnot (?:ok|pass\w*|so|green|right)\b",
    r"\bwhy\b",
    r"\?\s*$",
)
"""It is found to be otherwise, or asked."""

DEED = (
    r"(?i)\b(?:we|i|it|they|who|admins?|customers?|users?|security|owners?)(?: have| had| has)? "
    r"(?:revoked|expired|disabled|deactivated|deleted|denied|rejected|refused|blocked)\b"
)
"""What somebody did is a deed, and no refusal."""

OVER = "(?i)" + any_of(
    # an alert says of itself that it ended
    r"\[(?:resolved|recovered|ok|closed|cleared)\]",
    r"\b(?:alerts?|alarms?|alertmanager|incidents?|monitor\w*|pagerduty|opsgenie|sentry|datadog|grafana|nagios|prometheus|cloudwatch|uptime\w*)\b"
    r"[^\n]{0,160}(?:"
    + any_of(
        r"\b(?:auto-?)?(?:resolved|recovered|cleared|closed)\b(?! \[)",
        r"\bback to normal\b",
        r"\bno longer (?:firing|active)\b",
        r"\bstopped firing\b",
        r"\bgreen again\b",
        r"-> ?ok\b",
    )
    + ")",
    # an error that was named has stayed away
    rf"(?<!\w){_NAMED}[^.;\n]{{0,30}}\b(?:(?:has|have|had|did)(?: not|n't)|never) (?:come back|came back|recur\w*|reappear\w*|happen\w* again|been seen)\b",
    # somebody came upon it, who looked for something else
    rf"\b(?:found|saw|noticed|spotted|came across|there is|there's)(?: (?:this|that|an?|the|some|one|these|those)){{0,2}} (?:very )?(?:old|ancient) {_NAMED}",
    # it was mended
    r"\b(?:long|long since|since|already|meanwhile) fixed\b",
    r"\bfixed (?:since|long ago|meanwhile|long since|last \w+|in (?:january|february|march|april|may|june|july|august|september|october|november|december))\b",
    # nobody uses it any more
    r"\b(?:none|no longer|not)(?: of (?:them|these))?(?: is| are)? (?:used|in use)\b",
    r"\bunused\b",
    # somebody who only reads it holds something to be wrong
    r"\A\W*(?:(?:an?|the|my|our|one|some) )?(?:reviewers?|auditors?|colleagues?|linters?|checklists?) (?:calls?|called|considers?|holds?|thinks?)"
    r" (?:it|that|this|these|them) (?:an? |to be |for )*(?:errors?|problems?|mistakes?|bugs?|issues?|risks?|wrong|odd|bad)\W*\Z",
)
"""What was refused is over."""

NOTHING_FAILED = (
    r"(?i)(?:^|[.!?;\n][ \t]{0,8})(?:so far,? )?(?:nothing|no (?:request|call|user|client)s?) (?:at all )?(?:has |have |was |were |is )?"
    r"(?:been )?(?:failed|refused|rejected|broken)(?: so far| yet| up to now)?\s*[.!]?\s*\Z"
    r"|\b(?:went well|worked|is fine|was fine),? (?:and |but )?nothing (?:was|has been|is) sent (?:so far|yet)\b"
)
"""The last word is that nothing has been refused, or nothing was tried."""

QUIET_SINCE = r"(?i)\b(?:(?:nothing|none|not once|no more|never)(?: more| again)? (?:since|afterwards|ever since|after that)|never again)\b"
"""It was seen before, and no more."""

AT_FIRST = "(?i)" + any_of(
    r"\bfailed during advisory refresh period\b",  # botocore tries again before the session ends
    r"\b(?:at|on|in|only|the|a|each|every) (?:the )?(?:very )?first\b(?:(?!\b(?:by|with|from|using|via|same|other|another)\b)[^\n]){0,60}"
    r"\b(?:fine|ok|okay|works?|worked|good|200|never|pass(?:es|ed)|succeed(?:s|ed)|went through)(?:[^\w\n]*(?:since|then|afterwards|later|always|all))?\W*$",
    r"\b(?:once|one time|a single time) (?:during|while|when|at) (?:the|a|our|its) (?:\w+ )?(?:deploy\w*|release|restart\w*|rollout|reboot\w*|failover|maintenance|upgrade)\b",
)
"""It was refused at first, and no more."""

COMMENTED = (
    r"(?i)\((?:it is |it stands )?(?:in|from|of|printed by) [^()\n]{0,60}\b(?:tests?|checks?|probe|suite|self-test)\b[^()\n]{0,40}"
    r"\b(?:pass(?:es|ed)?|green|succeed(?:s|ed)?)\b[^()\n]{0,20}\)\W*\Z"
)
"""Behind what is told stands in brackets that a check printed it, which passes."""

STANDS = "(?i)" + any_of(
    r"\b(?:not|never|isn't|wasn't)(?: yet| been| be)? (?:resolved|recovered|cleared|closed|ok)\b",
    r"\b(?:unresolved|re-?opened|regressed|triggered)\b",
    r"(?<!no longer )(?<!stopped )\bfiring\b",
)
"""It is not over."""

_BOOK = r"\b(?:docs?|documentation|manual|guide|readme|change ?log|release notes?"
DOCUMENT = "(?i)" + any_of(
    # somebody has read or heard of it
    r"\b(?:i|we|they) (?:have |'ve )?(?:read|heard) (?:somewhere )?that\b(?:(?!\band\b|\bbut\b|\bnow\b|\bwhen\b)[^.,;\n])*",
    # told of a release
    r"\A\W*(?:release notes?|change ?log) ?:[^\n]*",
    # in quotation marks
    _BOOK + r"|rfc ?\d*|spec(?:ification)?|wiki|tutorial|standard)\b[^\n'\"\u201c\u2018]{0,40}"
    r"(?:'[^\n]{3,300}?'(?!\w)|\"[^\"\n]{3,300}\"|[\u201c\u2018][^\n]{3,300}?[\u201d\u2019])",
    # told
    _BOOK + r")\b (?:\w+ ){0,2}(?:lists?|says?|describes?|mentions?|explains?|shows?|names?)\b"
    r"(?:(?!\bbut\b|\byet\b|\bhowever\b|\band\b)[^.,;:\n])*",
    # wished for
    r"\A\W*(?:feature request|enhancement|proposal|suggestion)\b[^.\n]*",
)
"""What a document says is no word of a refusal."""

_AGAIN = any_of(
    r"\bnever (?:again|since)\b",
    r"(?:\b(?:not|never|cannot)\b|n't\b) (?:\w+ ){0,2}(?:see|saw|seen|repeat|reproduce|provoke|observe|happen|occur|fail|come|came)\w*\b"
    r"(?: (?:it|this|that|back))?(?: (?:again|since|any ?more))?",
)
ONCE = (
    r"(?i)\b(?:fail|broke|crash|happen|occur|refus|reject|den(?:y|ied)|went wrong|did not work)\w*\b"
    rf"[^.;\n]{{0,20}}\b(?:only )?(?:once|a single time|one time)\b[^.;\n]{{0,50}}[,;]?[^.;,\n]{{0,24}}(?:{_AGAIN})"
)
"""It happened a single time, and was not seen again."""

_FORETOLD = (
    r"\b(?:says?|said|claim(?:s|ed)?|thinks?|thought|believe[sd]?|insist(?:s|ed)?|told|fear(?:s|ed)?|doubt(?:s|ed)?|warn(?:s|ed)?|sure|expect(?:s|ed)?)\b"
    r"[^.;\n]{0,40}"
)
_COMES_IN = r"[^.;,\n]{0,30}[.;,]\s*(?:but |and yet |yet )?"
_FAILURE = rf"\b(?:fail|refus|reject|denied|blocked|break|broken|invalid(?!\w))\w*{_COMES_IN}(?:(?:it|this|that|they|(?:i|we)(?! did)) )?"
_NO_SUCCESS = (
    r"(?:\b(?:cannot|can not|never|not)\b|n't\b)[^.;,\n]{0,20}\b(?:work|pass|valid|accept|right|possible|function)\w*"
    rf"{_COMES_IN}(?:it|this|that|they) "
)
DISPROVED = "(?i)" + any_of(
    rf"{_FORETOLD}{_FAILURE}(?:(?:does|do|did|is|are|was|were|has|will)(?: not\b|n't\b)|(?:is|are|was|were) (?:accepted|taken|fine|valid)\b|works?\b|passe[sd]\b)",
    rf"{_FORETOLD}{_NO_SUCCESS}(?:does|do|did|works?|worked|passe[sd]|is|are|was|can)(?=\s*[.;,!)]|\s*$|\s+(?:fine|well|indeed|accepted|taken|valid)\b)",
)
"""Somebody was sure that it would be refused, and it is not."""

LABEL = r"\A[^\W\d_]+(?: [^\W\d_]+){0,5} ?[:\uff1a]\s*(?=\S)"
"""A few words and a colon in front of what is told: "Request refused:"."""

WENT_WRONG = r"\b(?:fail|refus|reject|recus|afgew)\w*"
"""The words of a label that say no more than that something was refused (lower case)."""

"""What people say of how they fare: something hurts, all is well, refusals were only seen, or it is merely asked.

They are texts, compiled when there is something to search: compiling them takes longer than explaining a bare token.
"""

from __future__ import annotations

from assay.diagnosis.pattern import any_of

_WENT_WRONG = (r"\bfail", "refus", "reject", "logged out", "signed out", "disappear")

CONTENT = "(?i)" + any_of(
    r"\b(?:"
    + any_of(
        # all is well
        "ok",
        "okay",
        "works?",
        "working",
        "fine",
        "sound",
        "all right",
        "healthy",
        # somebody only looks
        "review",
        "audit",
        "please check",
        "asked whether",
        "some(?:one|body) (?:said|says|told|claims)",
        "(?:is|are) (?:this|that|it|these) (?:ok|okay|normal|right|safe|fine|expected)",
        # nothing was refused
        "no errors?",
        "200",
    )
    + r")\b",
    r"\b(?:a|any) (?:problem|issue|risk|concern)\?",
)
"""The person asks, or reports that all is well."""

UNWELL = "(?i)" + any_of(
    r"\b(?:throw|threw|thrown|kick|log|sign)\w* (?:\w+ )?(?:out|off)\b",
    *_WENT_WRONG,
    r"\bnot\b",
    r"\b(?:gets?|got|shows?|sees?) no\b",
    r"n't\b",
    "never",
    r"\bbut\b",
    "though",
    "only",
    "until",
    "loop",
    "stop",
    r"\b(?:weird|strange|odd|suddenly|unset|left out|forgot(?:ten)?|by (?:mistake|accident)|unfortunately)\b",
)
"""Something is amiss, or is well only in part."""

HARM = "(?i)" + any_of(
    r"\b(?:throws?|threw|thrown|kick(?:s|ed)|logs|logging|signs|signing) (?:\w+ )?(?:out|off)\b",
    *_WENT_WRONG,
    # it does not work
    r"\bcannot\b",
    r"\bcan't\b",
    "n't work",
    "not work",
    r"\bnever\b",
    "no longer",
    "broken",
    "breaks",
    "crash",
    r"lost\b",
    r"\bloop",
    r"\bstop",
    # it does not always work
    "sometimes",
    "random",
    "intermittent",
    "now and then",
)
"""Something does not work."""

ONLY_SEEN = "(?i)" + any_of(
    # where refusals are counted and shown
    r"\b(?:crash|error|exception|bug|incident)[ -]?(?:report\w*|track\w*|monitor\w*|budget)\b",
    r"\bcrashlytics\b",
    r"\b(?:cannot|can't) (?:repeat|reproduce|see) (?:it|this|that)\b",
    r"\bfailure rate\b",
    r"\bfailures?: (?=use_dpop_nonce|authorization_pending|slow_down)",
    # statuses and codes
    r"\baadsts70016\b",  # authorization_pending of Microsoft Entra
    r"\b(?:http(?:/[\d.]+)? )?[45]\d\ds?\b(?: (?:unauthori[sz]ed|forbidden))?",
    r"\bunauthori[sz]ed\b",
    r"\berrors?\b",
    r"\buse_dpop_nonce\b",
    r"\bexpired\b",
    r"\b(?:login|interaction|consent)[ _]required\b",
    r"\bat [\w.$]+ \([^)\n]{1,80}\)",  # a line of a stack
    r"\bauthorization_pending\b",
    r"\bslow_down\b",
    r"\binsufficient_scope\b",
    # nobody is hindered
    "do(?:es)? not notice",
    r"\bnot? (?:a )?(?:problem|issue)",
    "no harm",
    r"\bnot affected\b",
)
"""Refusals that were seen, which is no complaint by itself."""

ALL_WELL = "(?i)" + any_of(
    # afterwards it went
    r"\b(?:afterwards?|since then|after that|from then on)(?:(?!\b(?:neither|nothing|none of|not)\b|n't)[^.;?\n]){0,24}\b(?:fine|ok|okay|well|none|works?|good)\b",
    r"\b(?:goes|went) (?:through|on)\b",
    r"\b(?:and|but) then (?:pulls?|starts?|continues?|proceeds?|carries on)\b",
    r"\b(?:refresh|retry|renew) and go on\b",
    r"\b(?:the (?:second|next|retry|retried|repeated)|redelivery|re-?run|attempts? \d|(?:all )?(?:later|further|following) ones?)[^.;?\n]{0,20} "
    r"(?:passe[sd]|succeed(?:s|ed)|works|worked|(?:gets|got) (?:a )?200|went through|(?:is|was|are|were) (?:accepted|taken|granted|fine|ok))",
    r"\b(?:200|fine|ok|okay|well|green|good|quiet) (?:ever since|since then|afterwards)\b",
    r"\bthen (?:every|all|each)[^.;?\n]{0,30}\b(?:refreshed|renewed|recovered|reconnected|200)\b",
    r"\bfollowed by[^.;?\n]{0,40}\b(?:200\b|success)",
    r"\b(?:is|are|was|were|gets?|got) (?:caught|handled|retried|refreshed|renewed)\b(?![^\n]*\b(?:but|yet|still|however|and then)\b)",
    r"\ball (?:\w+ )?(?:jobs|builds|tests|pipelines|calls|services|pods|checks) (?:are |is )?(?:green|pass|passing|fine|ok|run|running|well)\b(?!\s*(?:but|except|in|on|with|until))",
    r"\bthen an? 200\b",
    r"\b(?:finished|completed|succeeded|done) (?:anyway|all the same|nevertheless)\b",
    # people are not hindered
    r"(?<!other )\b(?:users?|customers?|people|everybody|everyone) (?:are |is )?(?:all )?"
    r"(?:fine|happy|unaffected|not affected|(?:(?:do|does|did) not|(?:don|doesn|didn)'t) (?:notice|complain|mind|care)\b(?! until))",
    r"\b(?:nobody|no one|no user) (?:has )?(?:notice|complain|mind|care)",
    r"\b(?:cannot|can't|could not|couldn't) (?:repeat|reproduce|see) (?:it|this|that)\b",
    # our own programs are served
    r"\bsuccess\w*[^.;?\n]{0,50}\bin (?:the |our |my |its )?(?:\w+ )?logs?\b",
    r"\b(?:own|our) clients? (?:is |are )?(?:fine|not affected|unaffected|works?\b)",
    r"\bour calls get 200\b",
    r"\b(?:pods|builds?|pulls?|deployments?|downloads?|calls) (?:do |does |all )?(?:run|pass|succeed|work)(?:s|es)?\b"
    r"(?! (?:with|in|from|by|when|only|if)\b)",
    # the receiver takes it
    r"\b(?!decoder|page|site|jwt)\w+ itself (?:still )?(?:accepts?|answers|works|takes|verifies|passes)\b(?! (?:with )?[45])",
    r"\b(?:our|the|my) (?:own )?(?:api|server|backend|service|app|receiver|verifier|gateway) (?:still |nevertheless |happily )?"
    r"(?:accepts|takes|verifies) (?:it|them|this|(?:the |this |these |such )tokens?)\b",
    # all is well
    r"\bworks? (?:on|for|in|with) (?:all|every|each|both)\b(?![^\n]*\b(?:but|except|however|only|yet|besides|apart|until|others?)\b)",
    r"\ball works\b",
    r"\ball (?:is )?(?:fine|well|good|ok(?:ay)?)\b",
    r"\b(?:everything|all else|the rest) (?:still )?(?:works|passes|succeeds|runs|is (?:fine|ok|okay|well))\b"
    r"(?! (?:with|in|on|from|by|when|only|if|until|except|but|local\w*|again)\b)",
)
"""Nobody is hindered by what was refused."""

SLOW_TO_KNOW = (
    r"(?i)(?:InvalidClientTokenId|InvalidAccessKeyId|SignatureDoesNotMatch|AuthFailure|UnrecognizedClient)"
    r"[^\n]{0,60}\b(?:seconds?|minutes?|while|moment)\b"
)
"""AWS goes on refusing a key for a while, whatever comes after it: it has not heard of the change yet."""

NEXT_STEP = r"(?i)\b(?:authorization_pending|slow_down|use_dpop_nonce|(?:login|interaction|consent)_required)\b"
"""Answers that ask for patience, a page or a nonce, which no one is refused by."""

FINDING = (
    r"(?i)\b(?:auditors?|audit|pen-?test(?:er)?s?|scanner|security review|reviewers?|linter)\b"
    r"[^.\n]{0,30}\b(?:flags?|says|reports?|found|finds|complains|warns|wants|asks)\b"
    r"|\b(?:asks?|asked|wonders?) (?:us |me )?(?:whether|if)\b[^.!\n]{0,200}[.?]?\s*\Z"
    r"|\A\W*(?:(?:a|the|my|our|new) ){0,2}(?:colleague|reviewer|auditor) ?: ?[\"\u201c][^\"\u201d]{0,400}[\"\u201d]\W*\Z"
)
"""What somebody finds who looks at a token is refused by nobody."""

ASKS = (
    r"(?i)(?:^|[,.;:!?]\s+|\s[-\u2013]\s+)"
    r"(?:is|are|was|can|could|should|do|does|may|will|must|might|would|has|have|any(?:thing|body|one))\b(?:[^.?!\n]|\.(?=\w)){0,160}\?"
)
"""A question that is answered by yes or no states nothing: "is something broken?\""""

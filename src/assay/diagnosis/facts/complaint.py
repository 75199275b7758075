"""What the refusing side said: the person's error text, bodies and challenges of refusals, as one searchable text."""

from __future__ import annotations

import re
from typing import Literal

from assay.diagnosis.bundle import Bundle
from assay.diagnosis.facts.error_codes import codes_of_errors
from assay.diagnosis.facts.http import Exchange
from assay.diagnosis.facts.log_outcomes import is_liveness
from assay.diagnosis.json_view import leaves
from assay.diagnosis.pattern import Pattern, compiled
from assay.record import Record

MAX_COMPLAINT = 64 * 1024

# Texts, compiled when there is something to search: compiling them takes longer than explaining a bare token.
# Wordings of programs, not of people: "it failed once" is none.
_TECHNICAL = (
    r"(?i)exception|errors?\b|invalid|denied|unauthori[sz]ed|forbidden|mismatch|mal-?formed|expired|not valid|not authori[sz]ed"
    r"|aadsts\d|idx\d{4}|ora-\d|\b40[0-9]\b|\b41[0-9]\b|\b431\b|\b50[0-4]\b|\bmissing\b|unable to|not found|rejected"
    r"|bad request|\bbad[_ ](?:username|user|password|credentials|token|signature|jwt)|undefined|too[ _]many[ _]redirects|redirect loop|login loop|failed to|fail(?:ed|ure)[:.]|no such|not match|n't match|not allowed|unsupported"
    r"|could not (?:be|find|read|open|parse|verify|decode|load|deserialize)|cannot (?:be|find|read|open|parse|verify|decode|load)"
    r"|\bno (?:keys?|kid|valid|matching|suitable|credentials?|token|signing|auth\w*)\b|\bcouldn't\b|can't (?:be|verify|decode|find)"
    r"|non-existent|current credentials are for|need to perform aws calls|expect(?:ed|s)\b[^\n]{1,120}\b(?:got|but|found|received|was)\b|\bis null\b"
    r"|\b(?:verification|validation|authentication|check|request|login|sign-?in|refresh|lookup) (?:has |have |is |was )?failed|insufficient|not (?:provided|specified|sent|given|present)|is required|\bbefore the nbf|higher privileges|returns? false\b|should (?:be|have been|return) (?:true|valid|accepted)|is not (?:an?|in|set)\b|signatures? differs?\b|\bstale token|in the future|missingrequired|immaturesignature|must not be\b|\bmust (?:be|have)\b[^\n]{1,60}\b(?:got|was|is)\b|\bexpect(?:ed|s)? (?:['\"]|\d)|\bcannot (?:unmarshal|convert|cast|deserialize)|out of range|\bno (?:applicable|usable|fitting)\b|\bonly [\w-]+ tokens? (?:are|is)\b|\b(?:key|secret|algorithm|alg) is (?:none|null|nil|empty)\b|\bis not (?:https?:|trusted)|\brefused\b|\bn[o']t (?:have|find|match|verify|validate|trust|recogni[sz]e|contain|support)\b|\bhas no\b|\billegal\b|unexpected|unrecogni[sz]ed|not a valid|is not a\b|wrong\b|revoked"
    r"|doesnotmatch|authfailure|tooskewed|not (?:accepted|supported|configured|recogni[sz]ed)|(?:does|do) ?n[o']t exist|too (?:large|long|far|short|big|old|many requests)|\babsent\b|not (?:registered|accessible)\b|cannot supply|shorter than|\brequires\b|unknown|incorrect|must have\b|must be (?:an?|the|one|at least|base64|signed|provided|valid|in|https|pem|pkcs|present|string|array|set|specified|of|equal|greater|less|either|between|integer|number)\b|not trusted|skew|(?:login|consent|interaction)_required|not yet current|too early|used before|was not enabled|\broutines:\w|no start line|wrong tag|asn\.?1|bad (?:decrypt|mac|base64)"
)
# An error's own name, standing alone: `AuthFailure`, `IssuerUrlsDontMatch`.
_ERROR_NAME = r"(?am)\b(?:[A-Z][a-z0-9]+)+(?:Failed|Error|Failure|Exception|Invalid|Denied|Mismatch)\b|^\W*(?:\w+[.:])*(?:[A-Z][a-z0-9]+){2,}\W*(?:$|:)"
_CONTENT = r"(?i)\b(?:ok|okay|works?|working|fine|sound|all right|healthy|review|audit|please check|asked whether|some(?:one|body) (?:said|says|told|claims)|(?:is|are) (?:this|that|it|these) (?:ok|okay|normal|right|safe|fine|expected)|no errors?|200)\b|\b(?:a|any) (?:problem|issue|risk|concern)\?"
_UNWELL = r"(?i)\b(?:throw|threw|thrown|kick|log|sign)\w* (?:\w+ )?(?:out|off)\b|\bfail|refus|reject|logged out|signed out|\bnot\b|n't\b|never|\bbut\b|though|only|until|disappear|loop|stop"
# That refusals are in a log is no complaint by itself.
_ONLY_SEEN = (
    r"(?i)\b(?:crash|error|exception|bug|incident)[ -]?(?:report\w*|track\w*|monitor\w*|budget)\b|\bcrashlytics\b|\b(?:cannot|can't) (?:repeat|reproduce|see) (?:it|this|that)\b|\bfailure rate\b|\bfailures?: (?=use_dpop_nonce|authorization_pending|slow_down)|\baadsts70016\b"
    r"|\b(?:http(?:/[\d.]+)? )?[45]\d\ds?\b(?: (?:unauthori[sz]ed|forbidden))?|\bunauthori[sz]ed\b|\berrors?\b|\buse_dpop_nonce\b|\bexpired\b"
    r"|\b(?:login|interaction|consent)_required\b|\bauthorization_pending\b|\bslow_down\b|\binsufficient_scope\b"
    r"|do(?:es)? not notice|\bnot? (?:a )?(?:problem|issue)|no harm|\bnot affected\b"
)
_HARM = r"(?i)\b(?:throws?|threw|thrown|kick(?:s|ed)|logs|logging|signs|signing) (?:\w+ )?(?:out|off)\b|\bfail|refus|reject|logged out|signed out|\bcannot\b|\bcan't\b|n't work|not work|\bnever\b|disappear|\bloop|\bstop|broken|breaks|sometimes|random|intermittent|now and then|crash|lost\b|no longer"
# That nobody is hindered by what was refused.
_ALL_WELL = (
    r"(?i)\b(?:afterwards?|since then|after that|from then on)[^.;?\n]{0,24}\b(?:fine|ok|okay|well|none|works?|good)\b|\b(?:goes|went) (?:through|on)\b|\b(?:refresh|retry|renew) and go on\b"
    r"|(?<!other )\b(?:users?|customers?|people|everybody|everyone) (?:are |is )?(?:all )?(?:fine|happy|unaffected|not affected|(?:do|does) not notice|(?:don|doesn)'t notice)"
    r"|\bsuccess\w*[^.;?\n]{0,50}\bin (?:the |our |my |its )?(?:\w+ )?logs?\b|\b(?:nobody|no one|no user) (?:has )?(?:notice|complain|mind|care)|\b(?:own|our) clients? (?:is |are )?(?:fine|not affected|unaffected|works?\b)"
    r"|\bthe (?:second|next|retry|retried)[^.;?\n]{0,20} (?:passes|succeeds|works|gets (?:a )?200)|\bfollowed by[^.;?\n]{0,40}\b200\b|\bthen an? 200\b"
    r"|\bour calls get 200\b|\b(?:cannot|can't|could not|couldn't) (?:repeat|reproduce|see) (?:it|this|that)\b|\b(?:finished|completed|succeeded|done) (?:anyway|all the same|nevertheless)\b|\b(?:pods|builds?|pulls?|deployments?|downloads?|calls) (?:do |does |all )?(?:run|pass|succeed|work)(?:s|es)?\b(?! (?:with|in|from|by|when|only|if)\b)|\ball works\b|\ball is (?:fine|well|good|ok(?:ay)?)\b|\b(?!decoder|page|site|jwt)\w+ itself (?:still )?(?:accepts?|answers|works|takes|verifies|passes)\b(?! (?:with )?[45])|\b(?:our|the|my) (?:own )?(?:api|server|backend|service|app|receiver|verifier|gateway) (?:still |nevertheless |happily )?(?:accepts|takes|verifies) (?:it|them|this|(?:the |this |these |such )tokens?)\b|\b(?:everything|all else|the rest) (?:still )?(?:works|passes|succeeds|runs|is (?:fine|ok|okay|well))\b(?! (?:with|in|on|from|by|when|only|if|until|except|but|local\w*|again)\b)|\bmeant (?:so|to)\b|\b(?:intended|on purpose|by design|as designed|as expected)\b"
)
# Answers that ask for patience, a page or a nonce, which no one is refused by.
_STEP = r"(?i)\b(?:authorization_pending|slow_down|use_dpop_nonce|(?:login|interaction|consent)_required)\b"
# What somebody finds who looks at a token is refused by nobody.
_FINDING = r"(?i)\b(?:auditors?|audit|pen-?test(?:er)?s?|scanner|security review|reviewers?|linter)\b[^.\n]{0,30}\b(?:flags?|says|reports?|found|finds|complains|warns|wants|asks)\b"
# A question that is answered by yes or no states nothing: "is something broken?"
_ASKS = r"(?i)(?:^|[,.;:!?]\s+)(?:is|are|was|can|could|should|do|does|may|will|must|might|would|has|have)\b(?:[^.?!\n]|\.(?=\w)){0,160}\?"
_STATED = r"(?i)exception|errors?\b|invalid|denied|unauthori[sz]ed|forbidden|mismatch|malformed|expired|reject|refus|fail|\b[45]\d\d\b"
# The name of a function says nothing of its result: isTokenExpired(token).
_CALL = r"\b[a-z]\w*(?:\.\w+)*\(\w*\)"
_FAULT = Pattern(r"error|exception|fail", re.IGNORECASE)
_REFUSED_LINE = Pattern(
    r"error\b|exception|invalid|denied|unauthori[sz]ed|mismatch|not (?:a )?(?:valid|active|match|allowed|found)|n't match|expired|reject|refus|fail(?:ed|s)?\b|could not|unable to|unsupported|must|expects|expecting|does ?not|did ?n[o']t|authfailure|tooskewed|incomplete|malformed|missing|unexpected|\bno (?:\w+ ){0,2}(?:keys?|credential\w*|token|provider)\b|nocredential|nomatching|notfound|not active|current credentials are|aadsts\d|idx\d{5}",
    re.IGNORECASE,
)
_GOT_OVER = Pattern(r"\bretr(?:ied|y)|refetch|recovered|succeed|reloaded", re.IGNORECASE)
_SUCCESS = Pattern(
    r"[\s=\"]2\d\d\b(?! ?m?s\b)|succe(?:ss|ed)|\btoken (?:was )?(?:accepted|verified)|\b(?:authenticated|signed in) (?:user|sub|as)\b",
    re.IGNORECASE,
)
_ABOUT_CREDENTIALS = Pattern(
    r"jwt|jws|jwks?|token|oauth|oidc|openid|grant|signature|audience|issuer|\baud\b|\biss\b|\bkid\b|\bexp\b|\biat\b|invalid_|aadsts|idx\d|\bkey\b|claim|client|scope|redirect|cookie|dpop|verif|decoder|header|authorization|secret|credential|access ?key|\bpem\b|profile|\bsso\b|session|bearer|certificate|authfailure|tooskewed|config file",
    re.IGNORECASE,
)
_REFUSAL_ID = r"\brf_[a-z2-7]{26}\b"
_ANOTHERS = Pattern(r"eyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]{8,}")


class Complaint(Record):
    """`text` is everything that was said, lower case; `technical` whether a program said some of it.

    `content` says that the person asks or reports that all is well, and complains of nothing; `unhindered` that in spite
    of what was refused nobody is hindered. `heard` are the lines of the log that were taken into the text; `wonders` says
    that somebody asks whether something is wrong, or found it by looking. `settled` says that all that was refused was
    meant to be, or is over.
    """

    text: str
    technical: bool
    content: bool = False
    symptom: str = ""
    unhindered: bool = False
    heard: tuple[str, ...] = ()
    wonders: bool = False
    settled: Literal["", "meant", "over"] = ""

    def says(self, pattern: str) -> bool:
        """Whether a pattern (lower case) occurs."""
        return bool(self.text) and compiled(pattern).search(self.text) is not None

    def find(self, pattern: str) -> re.Match[str] | None:
        """The first match of a pattern (lower case)."""
        return compiled(pattern).search(self.text) if self.text else None

    @property
    def harmed(self) -> bool:
        """Whether the person says that something does not work."""
        return _tells_harm(self.symptom)

    @property
    def says_more(self) -> bool:
        """Whether the person complains of more than that refusals were seen: an error text, or that something does not work."""
        if not self.symptom:
            return False
        if self.harmed:
            return True
        plain = re.sub(_ONLY_SEEN, " ", self.symptom)
        return not self.unhindered and (re.search(_TECHNICAL, plain) or re.search(_ERROR_NAME, plain)) is not None

    @property
    def refusal_id(self) -> str:
        """The id under which an Assay server keeps its reason; empty where none was told."""
        found = self.find(_REFUSAL_ID)
        return found.group(0) if found is not None else ""


def gather_complaint(bundle: Bundle, *, hear_log: bool = False) -> Complaint:
    """The complaint of a bundle: the symptom, and what refused responses hold.

    The log's own refusals belong to it where the person repeats no words of a program, and otherwise with `hear_log`.
    """
    symptom = bundle.symptom
    settled: Literal["", "meant", "over"] = ""
    if symptom:
        from assay.diagnosis.facts.settled import without_settled

        alone = not (bundle.token or any(exchange.refused for exchange in bundle.exchanges))
        told = without_settled(symptom, alone=alone)
        symptom, settled = told.text, told.settled
        symptom = re.sub(_CALL, lambda found: found.group(0) if _FAULT.search(found.group(0)) else " ", symptom)
    stated = re.sub(_ASKS, " ", symptom) if symptom else ""
    asks = stated != symptom
    pieces = [symptom]
    for exchange in bundle.exchanges:
        if exchange.refused:
            pieces += _words_of(exchange)
    text = "\n".join(pieces)[:MAX_COMPLAINT].lower().strip()
    well = bool(settled) or (bool(symptom) and re.search(_ALL_WELL, symptom) is not None)
    unhindered = well and not _tells_harm(symptom)
    if symptom and not unhindered and re.search(_STEP, symptom):
        plain = re.sub(_ONLY_SEEN, " ", symptom)
        spoken = re.search(_TECHNICAL, plain) or re.search(_ERROR_NAME, plain) or re.search(_UNWELL, plain)
        unhindered = spoken is None and re.search(_CONTENT, plain) is not None
    technical = bool(symptom) and (
        (re.search(_STATED if asks else _TECHNICAL, stated) or re.search(_ERROR_NAME, stated)) is not None
        or any(codes_of_errors(stated.lower()))
    )
    if technical or _tells_harm(symptom):
        settled = ""
    quiet = bool(bundle.symptom) and not technical
    content = quiet and re.search(_CONTENT, bundle.symptom) is not None and re.search(_UNWELL, symptom) is None
    heard: tuple[str, ...] = ()
    if not (symptom or bundle.exchanges or bundle.token):
        # The log is all that anybody shows: what it refuses is what was refused, unless it got over that.
        refused, got_over = _refusals_of(bundle)
        if refused and not got_over:
            return Complaint("\n".join(refused)[:MAX_COMPLAINT].lower(), technical=True, heard=refused)
    if symptom and not content and not unhindered and (hear_log or _says_little(symptom)):
        heard, got_over = _refusals_of(bundle)
        if heard and (technical or _tells_harm(symptom) or not (got_over or _was_taken(bundle))):
            # The person tells what came of it, and the program's own words stand in the log.
            text = "\n".join([text, *heard])[:MAX_COMPLAINT].lower().strip()
            technical = True
        else:
            heard = ()
    asked = symptom.rstrip().endswith("?") and re.search(_STATED, stated) is None
    wonders = asked or (bool(symptom) and re.search(_FINDING, symptom) is not None)
    return Complaint(text, technical, content, stated, unhindered, heard, wonders, settled)


def _was_taken(bundle: Bundle) -> bool:
    """Whether the last recorded call proved itself and was answered: what a log says of refusals is then another's."""
    last = bundle.exchanges[-1] if bundle.exchanges else None
    return last is not None and last.succeeded and last.request.header("authorization") is not None


def _refusals_of(bundle: Bundle) -> tuple[tuple[str, ...], bool]:
    """The lines of a log in which credentials are refused, and whether something succeeds after the last of them.

    What names another token than the one that is asked about is another's refusal.
    """
    log, asked = bundle.log, bundle.token.strip()
    heard = [
        place
        for place, line in enumerate(log)
        if _REFUSED_LINE.search(line)
        and _ABOUT_CREDENTIALS.search(line)
        and not _GOT_OVER.search(line)
        and not (asked and (named := _ANOTHERS.search(line)) and named.group(0) not in asked)
    ]
    got_over = bool(heard) and any(_SUCCESS.search(line) and not is_liveness(line) for line in log[heard[-1] + 1 :])
    return tuple(log[place] for place in heard), got_over


def _tells_harm(symptom: str) -> bool:
    """Whether somebody says that something does not work, and not only that refusals were seen."""
    return re.search(_HARM, re.sub(_ONLY_SEEN, " ", symptom)) is not None


def _says_little(symptom: str) -> bool:
    """Whether a symptom holds no words of a program beyond a status."""
    plain = re.sub(_ONLY_SEEN, " ", symptom)
    return re.search(_TECHNICAL, plain) is None and re.search(_ERROR_NAME, plain) is None


def _words_of(exchange: Exchange) -> list[str]:
    response = exchange.response
    named = ("www-authenticate", "x-amzn-errortype", "refusal-id")
    words = [*(value for name in named for value in response.all(name)), response.header("location") or ""]
    words.append(response.body[:8_000])
    # JSON escapes would hide quotation marks and line breaks from a search.
    words += [value for _, value in leaves(response.json.raw) if isinstance(value, str)][:60]
    return words

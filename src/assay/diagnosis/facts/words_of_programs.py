"""Words by which a program tells that it refuses: in an error text that a person repeats, and on the lines of a log.

They are texts, or compiled when first asked: compiling them takes longer than explaining a bare token.
"""

from __future__ import annotations

import re

from assay.diagnosis.pattern import Pattern, any_of

_NAMED_ERRORS = any_of(
    "exception",
    r"errors?\b",
    "invalid",
    "denied",
    "unauthori[sz]ed",
    "forbidden",
    "mismatch",
    "mal-?formed",
    "expired",
)
REFUSES = "(?i)" + any_of(
    _NAMED_ERRORS,
    # error numbers of Microsoft Entra, Microsoft.IdentityModel and Oracle, and of HTTP
    r"aadsts\d",
    r"idx\d{4}",
    r"ora-\d",
    r"\b40[0-9]\b",
    r"\b41[0-9]\b",
    r"\b431\b",
    r"\b50[0-4]\b",
    # what it is called: bad, wrong, unknown, used up
    "bad request",
    "must specify a region",
    "authentication required",
    r"\"active\"\s*:\s*false",
    "blocked by cors",
    "cross-origin request blocked",
    r"\bbad[_ ](?:username|user|password|credentials|token|signature|jwt)",
    "bad (?:decrypt|mac|base64)",
    r"wrong\b",
    "incorrect",
    r"\billegal\b",
    "unknown",
    "unexpected",
    "unrecogni[sz]ed",
    "unsupported",
    "undefined",
    "insufficient",
    "revoked",
    "rejected",
    r"\b(?:rejects|denies|refuses) (?:it|them|us|me|the|our|every|all|my|any|each)\b",
    r"\brefused\b",
    r"\bstale token",
    "doesnotmatch",
    "authfailure",
    # it is not what it should be
    "not valid",
    "not yet (?:valid|active|usable)",
    "not a valid",
    "not[ _]authori[sz]ed",
    "not allowed",
    "not trusted",
    r"not in (?:the )?(?:list of )?(?:allowed|trusted|accepted|known|valid)\b",
    "not (?:accepted|supported|configured|recogni[sz]ed)",
    r"not (?:registered|accessible)\b",
    r"is not (?:an?|in|set)\b",
    r"\bis not https?:",
    "not match",
    "n't match",
    r"\bnever match",
    r"signatures? differs?\b",
    r"\b(?:does|did)n't (?:have|find|contain)\b[^\n]{0,24}\b(?:keys?|kid|claims?|aud|iss|scopes?|secret|header)\b",
    r"\bn[o']t (?:have|find|match|verify|validate|trust|recogni[sz]e|contain|support)\b",
    "was not enabled",
    # it is not there
    "not found",
    "not (?:provided|specified|sent|given|present)",
    r"\bmissing\b",
    "missingrequired",
    r"\babsent\b",
    "no such",
    "non-existent",
    "csrf_detected",
    "no signatures? found",
    "no_valid_",
    r"missing_scope\b(?=['\"]|\s*$|[^\n]{0,12}\bneeded\b)",
    r"\bnot enough\b",
    "(?:does|do) ?n[o']t exist",
    r"\bhas no\b",
    r"\bis null\b",
    r"\b(?:key|secret|algorithm|alg) is (?:none|null|nil|empty)\b",
    r"\bno (?:keys?|kid|valid|matching|suitable|credentials?|token|signing|auth\w*)\b",
    r"\bno (?:applicable|usable|fitting)\b",
    "no start line",
    "cannot supply",
    # it should have been something else
    r"expect(?:ed|s)\b[^\n]{1,120}\b(?:got|but|found|received|was|used)\b",
    r"\bexpect(?:ed|s)? (?:['\"]|\d)",
    r"\b(?:is|has|got|found) \d[^\n]{0,24}, wants? \d",
    r"\bmust (?:be|have)\b[^\n]{1,60}\b(?:got|was|is)\b",
    r"must be \S+ (?:formatted|encoded)\b",
    r"must be (?:an?|the|one|at least|base64|signed|provided|valid|in|https|pem|pkcs|present|string|array|set|specified"
    r"|of|equal|greater|less|either|between|integer|number)\b",
    r"must not be\b",
    r"should be non-?empty\b",
    r"\b0 bits\b",
    r"must have\b",
    r"must (?:contain|include|begin|start|end|match)\b",
    "should (?:be|have been|return) (?:true|valid|accepted)",
    r"(?:^|\s)(?:is|was|stays|gives?|gave|returns?|returned) (?:now |always |still )?false\b",
    "is required",
    r"\brequires\b",
    r"\bonly [\w-]+ tokens? (?:are|is)\b",
    r"\bonly [\w#+-]+ (?:is|are) (?:supported|accepted|allowed|recogni[sz]ed)\b",
    "(?:login|consent|interaction)_required",
    "higher privileges",
    "current credentials are for",
    "need to perform aws calls",
    # what was tried did not go
    "unable to",
    "failed to",
    "fail(?:ed|ure)[:.]",
    r"\b(?:verification|validation|authentication|check|request|login|sign-?in|refresh|lookup) (?:has |have |is |was )?failed",
    "could not (?:be|find|read|open|parse|verify|decode|load|deserialize)",
    "cannot (?:be|find|read|open|parse|verify|decode|load)",
    r"\bcannot (?:unmarshal|convert|cast|deserialize)",
    r"\bcouldn't\b",
    "can't (?:be|verify|decode|find|parse|read|open|load)",
    "too[ _]many[ _]redirects",
    "(?:redirect|login) loop",
    # time and size
    r"\bbefore the nbf",
    "in the future",
    "immaturesignature",
    "not yet current",
    "too early",
    "used before",
    "skew",
    "too (?:large|long|far|short|big|old|many requests)",
    "out of range",
    "shorter than",
    # OpenSSL and ASN.1
    r"\broutines:\w",
    "wrong tag",
    r"asn\.?1",
)
"""Wordings of programs, not of people: "it failed once" is none."""

MILD = "(?i)" + any_of(
    r"\bwrong\b",
    r"\bincorrect\b",
    r"\babsent\b",
    r"\bhas no\b",
    r"\bunexpected\b",
    r"\btoo (?:large|long|short|big|old)\b",
    r"\bshorter than\b",
    r"\bskew\b",
)
"""What people say as well of what is merely not as they thought."""

ERROR_NAME = "(?am)" + any_of(
    r"\b(?:[A-Z][a-z0-9]+)+(?:Failed|Error|Failure|Exception|Invalid|Denied|Mismatch)\b",
    r"^\W*(?:\w+[.:])*(?:[A-Z][a-z0-9]+){2,}(?![\"']\s*:)\W*(?:$|:)",
)
"""An error's own name, standing alone: `AuthFailure`, `IssuerUrlsDontMatch`."""

STATES_REFUSAL = "(?i)" + any_of(
    _NAMED_ERRORS,
    "reject",
    "refus",
    "fail",
    r"\b[45]\d\d\b",
    "doesnotmatch",
    "authfailure",
    r"\bunable to (?:parse|find|read|load|locate|verify|decode)\b",
)
"""What is left of a question when it states a refusal as well."""

REFUSED_LINE = Pattern(
    any_of(
        # an error by its name or number
        r"error\b",
        "exception",
        r"aadsts\d",
        r"idx\d{5}",
        "authfailure",
        "tooskewed",
        "nocredential",
        "nomatching",
        "notfound",
        # it was refused, or failed
        "denied",
        "unauthori[sz]ed",
        "reject",
        "refus",
        r"fail(?:ed|s)?\b",
        "could not",
        "unable to",
        # what was wrong with it
        "invalid",
        "mismatch",
        "n't match",
        "not (?:a )?(?:valid|active|match|allowed|found)",
        "expired",
        "unsupported",
        "incomplete",
        "malformed",
        "missing",
        "unexpected",
        r"\bno (?:\w+ ){0,2}(?:keys?|credential\w*|token|provider)\b",
        "current credentials are",
        # what it should have been
        "must",
        "expects",
        "expecting",
        "does ?not",
        "did ?n[o']t",
    ),
    re.IGNORECASE,
)
"""A line of a log that may tell of a refusal."""

ABOUT_CREDENTIALS = Pattern(
    any_of(
        # what credentials are called, and what is around them
        "token",
        "jwt",
        "jws",
        "jwks?",
        "bearer",
        "session",
        "cookie",
        "credential",
        "secret",
        r"\bkey\b",
        "access ?key",
        r"\bpem\b",
        "certificate",
        "profile",
        "config file",
        "client",
        # what they hold
        "claim",
        "header",
        "audience",
        "issuer",
        "scope",
        "signature",
        r"\baud\b",
        r"\biss\b",
        r"\bkid\b",
        r"\bexp\b",
        r"\biat\b",
        # protocols and their errors
        "oauth",
        "oidc",
        "openid",
        "dpop",
        r"\bsso\b",
        "grant",
        "redirect",
        "authorization",
        "invalid_",
        "aadsts",
        r"idx\d",
        "authfailure",
        "tooskewed",
        # who looks at them
        "verif",
        "decoder",
    ),
    re.IGNORECASE,
)
"""A line of a log that speaks of credentials."""

GOT_OVER = Pattern(any_of(r"\bretr(?:ied|y)", "refetch", "recovered", "succeed", "reloaded"), re.IGNORECASE)
"""A line that tells of a refusal and of what came after it."""

SUCCESS = Pattern(
    any_of(
        r"[\s=\"]2\d\d\b(?! ?m?s\b)",  # a status, and no time
        "succe(?:ss|ed)",
        r"\btoken (?:was )?(?:accepted|verified)",
        r"\b(?:authenticated|signed in) (?:user|sub|as)\b",
    ),
    re.IGNORECASE,
)
"""A line of a log in which something was let in."""

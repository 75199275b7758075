"""What keeps a finding in a token from being the proved cause: it is true, and the refusal need not be for it.

Somebody who is recognised and lacks a right, whose session was ended, or who is answered 403 or 500 without a word of
the token, may be refused for what no token shows; and what the same receiver takes as it is, it does not refuse for its form.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from assay.diagnosis.facts.carried_tokens import tokens_sent
from assay.diagnosis.names_of_causes import is_among
from assay.diagnosis.pattern import Pattern, any_of

if TYPE_CHECKING:
    from assay.diagnosis.facts.gathered import Facts

_BARRED = any_of(
    r"token (?:was |has been |is |already )?(?:revoked|black-?listed|deny-?listed|blocked|invalidated)",
    r"(?:revoked|black-?listed|deny-?listed) (?:access |bearer )?(?:token|jti)",
    r"session (?:was |has been |is |already )?(?:revoked|terminated|ended|inactive|not active|killed|closed|invalidated)",
    r"(?:user|account|member|client|tenant|subscription)(?: account)? (?:was |has been |is |has )?(?:disabled|locked|deactivated|suspended|blocked|deleted|not active|inactive)",
    r"(?:lacks?|missing|insufficient|not enough|without)(?: the)?(?: required| necessary)? (?:roles?|permissions?|privileges?|group)",
    r"(?:roles?|permissions?|privileges?|group) [^\n]{0,40}\b(?:is |are )?(?:required|missing|needed)",
    r"(?:does not|doesn't|do not|don't) have (?:the )?(?:required |necessary |sufficient )?(?:roles?|permissions?|privileges?|access rights)",
    r"second factor|\bmfa (?:is )?required|step-?up|terms of (?:use|service)",
)
"""The holder was recognised, and is not let in for what no token shows."""
_NO_WORD_NEEDED = (
    # what cannot be read or sent is refused by whoever comes to it, with whatever status
    "jwt.token_ jwt.whitespace_ jwt.bearer_"
    # a program that has no key fails as it likes
    " jwt.pem_ jwt.certificate_ jwt.secret_ jwt.jwks_ jwt.alg_key_ jwt.hmac_"
)
_OF_THE_TOKEN = Pattern(
    r"\b401\b|unauthori[sz]ed|unauthenticated|token|\bjw[tse]\b|bearer|credential|signature|authenticat|\bclaims?\b|verif|expired|signed (?:in|out)|logged (?:in|out)|log ?in"
)
_OTHER_TOKENS = Pattern(
    r"(?:csrf|xsrf|anti-?forgery|request[- ]verification|device|push|registration)[-_ ]?tokens?|tokens? (?:limit|count|bucket|per)"
)
_STATUS = Pattern(
    r"\b(?:400|403|404|405|409|410|412|415|416|422|429|5\d\d)\b|forbidden|internal server error|access (?:is |was )?denied|permission[ _]denied"
)
_AS_IT_CAME = (
    "jwt.iss_ jwt.azure_ jwt.wrong_issuer jwt.wrong_audience jwt.aud_ jwt.keycloak_ jwt.verifier_setting_ jwt.verifier_audience_"
    " jwt.typ_ jwt.crit_ jwt.sub_ jwt.numeric_ jwt.exp_in_ jwt.exp_is_ jwt.zero_ jwt.id_token_ jwt.access_token_ jwt.refresh_token_ jwt.firebase_"
    " jwt.idp_token_ jwt.ms_graph_ jwt.jwe_ jwt.opaque_ jwt.alg_ jwt.base64_ jwt.ecdsa_ jwt.kid_missing jwt.kid_key_ jwt.token_ jwt.whitespace_"
)
_ELSEWHERE = Pattern(
    any_of(
        # browsers, addresses and limits
        r"\bcors\b|access-control-allow-origin",
        r"\bip\b[^\n]{0,20}not allowed|not allowed from (?:this|your) ip|\bip (?:address )?(?:is )?(?:blocked|denied|restricted)",
        "too ?many ?requests|rate limit|quota exceeded",
        "maintenance|temporarily unavailable|service unavailable|bad gateway|gateway time-?out",
        # connections
        "econnrefused|econnreset|etimedout|enotfound|eai_again|getaddrinfo|no such host|connection (?:refused|reset|timed out)",
        r"x509: certificate|unable to verify the first certificate|self[- ]signed certificate|certificate (?:has )?expired|certificate_verify|\bpkix\b",
        # what was asked for
        "unsupported_?(?:grant|response)[ _]?(?:type|mode)|unsupported (?:grant|response)[ _](?:type|mode)|(?:grant|response)[ _]type (?:is )?not supported",
        r"method not allowed|not found: (?:/|route|path)|unsupported media type",
    )
)
"""A ground in which no credential has a part."""
_OF_CONNECTIONS = (
    "jwt.jwks_unreachable oauth.discovery_ oauth.internal_ oauth.state_ oauth.cookie_ oauth.grant_not_"
    " oauth.server_metadata_"
)
"""Causes that show themselves so: keys that are not fetched, headers that are too large, a grant that is refused."""
_OF_DATES = (
    "jwt.exp_ jwt.expired_not_refreshed jwt.zero_ jwt.lifetime_ jwt.timezone_ jwt.numeric_ jwt.verifier_expects_"
)
_EXPIRES_TOO = Pattern(
    r"\b(?:authorization code|code|otp|passcode|password|licen[sc]e|subscription|trial|certificate|invit\w+|link|plan|account|secret|api[ _-]?key|domain|challenge|nonce|request|card)\b[^\n.,;]{0,16}\bexpir\w*|\bexpired (?:authorization )?(?:code|otp|password|licen[sc]e|subscription|certificate|invit\w+|link|card)\b"
)
"""What expires and is no token."""
_SIGNED_WELL = "jwt.id_token_ jwt.access_token_ jwt.azure_ jwt.typ_"
"""Tokens that the same keys sign as those that are wanted."""
_OF_THE_REQUEST = frozenset((404, 405, 409, 410, 412, 415, 416, 422, 429))
_A_DATE_IS_MISSING = r"(?:missing|lacks?|without|no)\b[^\n]{0,24}\b(?:exp|iat|nbf)\b|\b(?:exp|iat|nbf)\b[^\n]{0,16}(?:missing|absent|not present)"
_NOT_SEEN = "jwt.numeric_date_is_string jwt.exp_in_milliseconds"
"""A date of the wrong type is none to some readers."""
_ANOTHER_CREDENTIAL = any_of(
    r"(?:invalid|wrong|incorrect|bad|missing)[^\n]{0,24}\b(?:passwords?|api[ _-]?key|captcha|otp|username|passcode)\b",
    r"captcha (?:is )?required",
    r"(?:user|account|subject|principal) (?:was |is |does )?not (?:found|exist|known)|(?:no such|unknown) user",
    r"trial (?:has |is |period )?(?:has )?(?:ended|over|expired)",
)
"""A password, an API key, a person who is not known."""
_NONE_CAME = any_of(
    r"(?:missing|no|without) (?:an? |the )?(?:authorization|auth|bearer) header",
    r"(?:authorization|auth) header (?:is |was )?(?:missing|required|not (?:present|found|provided|sent))",
    r"(?:no|missing) (?:access |auth |bearer |jwt )?token(?: was| is)? ?(?:provided|found|sent|supplied|present|in )",
    r"credentials (?:were|was) not provided",
)
"""The request came without a token."""
_NO_SUCH_KEY = r"unknown kid|\bkid\b[^\n]{0,30}(?:not found|unknown|no match)|no matching (?:kid|key)|(?:signing|signature) key (?:was )?not found|find a signing key"
_HAVE_THEIR_KEY = (
    "jwt.secret_ jwt.hmac_ jwt.ecdsa_ jwt.payload_ jwt.signed_string_ jwt.sub_ jwt.numeric_ jwt.whitespace_"
    " jwt.token_ jwt.base64_ jwt.bearer_ jwt.iss_ jwt.verifier_"
)
"""Causes that show themselves before or after the key is looked for."""
_STATUS_OF_THE_REQUEST = r"\b(?:404|405|409|410|412|415|416|422|429)\b"
_OF_THE_HEADER = ("oauth.header_stripped_by_proxy", "oauth.authorization_header_conflict", "oauth.bearer_scheme_case")
_AT_AN_API = "oauth.dpop_ oauth.missing_scope oauth.scope_"
_DOCUMENT = Pattern(
    r"(?i)readme|changelog|\.(?:md|rst|adoc|diff|patch|orig|bak|ipynb)\b|\bdocs?/|example|sample|\btests?\b|_test|fixture|\bspec"
)
_BEHIND_THE_SIGNATURE = (
    "jwt.iss_ jwt.aud_ jwt.wrong_audience jwt.keycloak_ jwt.verifier_setting_ jwt.verifier_audience_ jwt.sub_ jwt.numeric_ jwt.exp_"
    " jwt.zero_ jwt.clock_ jwt.client_clock_ jwt.lifetime_ jwt.timezone_"
)


def need_not_be_why(code: str, facts: Facts) -> bool:
    """Whether a finding of this code in a token may be true and another thing the ground of the refusal."""
    if code.startswith("oauth."):
        return (
            _is_elsewhere(code, facts)
            or (code in _OF_THE_HEADER and _is_barred(facts))  # its token was read
            or (is_among(code, _AT_AN_API) and _of_another_credential(code, facts))
        )
    if not code.startswith("jwt."):
        return False
    return (
        _is_barred(facts)
        or _is_elsewhere(code, facts)
        or _another_thing_expired(code, facts)
        or _another_check_said(code, facts)
        or _of_another_credential(code, facts)
        or _says_nothing_of_it(code, facts)
        or _taken_as_it_is(code, facts)
        or _is_not_signed(code, facts)
        or _is_an_example(facts)
        or _another_was_sent(facts)
    )


def _is_an_example(facts: Facts) -> bool:
    """Whether the token stands in a document, a change or a test, or is one of several in a file."""
    token = facts.token
    if facts.bundle.token or token is None or not token.place.startswith("file "):
        return False
    return _DOCUMENT.search(token.place) is not None or sum(other.place == token.place for other in facts.tokens) > 1


def _another_was_sent(facts: Facts) -> bool:
    """Whether the refused request shows what it carried, and that is another token than the one that is asked about."""
    if facts.failing is None or not facts.bundle.token or facts.token is None:
        return False
    sent = [_letters(token.bare) for token in tokens_sent(facts.failing) if token.bare]
    asked = _letters(facts.token.bare)
    return bool(sent) and not any(one.startswith(asked) or asked.startswith(one) for one in sent)


_NO_LETTER = Pattern("[^A-Za-z0-9]")


def _letters(token: str) -> str:
    """What every carrier leaves of a token."""
    return _NO_LETTER.sub("", token)


def _is_barred(facts: Facts) -> bool:
    return facts.says(_BARRED) and not facts.says(r"expired")


def _is_elsewhere(code: str, facts: Facts) -> bool:
    """Whether the words name what no credential has a part in, and say nothing of one."""
    text = facts.complaint.text
    if not text or is_among(code, _OF_CONNECTIONS):
        return False
    return _ELSEWHERE.search(text) is not None and not facts.topics


def _another_thing_expired(code: str, facts: Facts) -> bool:
    """Whether what has expired is no token: a code, a password, a licence."""
    text = facts.complaint.text
    if "expired" not in text:
        return False
    left = _EXPIRES_TOO.sub(" ", text)
    if left == text or "expir" in left:
        return False
    return is_among(code, _OF_DATES) or not _OF_THE_TOKEN.search(left)


def _of_another_credential(code: str, facts: Facts) -> bool:
    """Whether the words name another credential than the token, or say that none came."""
    if facts.says(_ANOTHER_CREDENTIAL) and not facts.says("token|jwt|expired"):
        return True
    return facts.says(_NONE_CAME) and not is_among(code, "jwt.token_ jwt.bearer_ jwt.whitespace_")


def _another_check_said(code: str, facts: Facts) -> bool:
    """Whether the check that refused, by its words, is one that a token of this kind or version passes."""
    signature = facts.says(r"signature") and not facts.says(r"audience|\baud\b|issuer|\biss\b|scope|\btyp\b|token_use")
    audience = facts.says(r"audience|\baud\b") and not facts.says(r"issuer|\biss\b")
    issuer = facts.says(r"issuer|\biss\b") and not facts.says(r"audience|\baud\b|token_use|id[_ ]?token")
    return (
        (signature and is_among(code, _SIGNED_WELL))
        or (audience and code == "jwt.azure_v1_v2_issuer")
        or (issuer and code == "jwt.access_token_used_as_id_token")
        or (code == "jwt.aud_wrong_identifier" and facts.says("insufficient_scope"))
        or (is_among(code, _OF_DATES) and not is_among(code, _NOT_SEEN) and facts.says(_A_DATE_IS_MISSING))
        or (is_among(code, _HAVE_THEIR_KEY) and facts.says(_NO_SUCH_KEY))
    )


def _says_nothing_of_it(code: str, facts: Facts) -> bool:
    """Whether it was refused with a status and words that do not speak of who is recognised."""
    failing = facts.failing
    if failing is not None and failing.response.status == 401:
        return False
    if failing is None and not facts.complaint.text:
        return False
    told = facts.says(_STATUS_OF_THE_REQUEST) if failing is None else failing.response.status in _OF_THE_REQUEST
    if is_among(code, _NO_WORD_NEEDED) and not told:
        return False
    text = _OTHER_TOKENS.sub(" ", facts.complaint.text)
    if _OF_THE_TOKEN.search(text) or facts.topics:
        return False
    return failing is not None or _STATUS.search(text) is not None


def _is_not_signed(code: str, facts: Facts) -> bool:
    """Whether no key at hand fits the signature, which is checked before the claims, and the words do not tell which it was."""
    if not is_among(code, _BEHIND_THE_SIGNATURE):
        return False
    report = facts.laboratory
    return report.outcome == "failed" and report.form is None and not facts.topics


def _taken_as_it_is(code: str, facts: Facts) -> bool:
    """Whether the receiver that refuses the token took the same one, of which the same had to be said."""
    failing = facts.failing
    if failing is None or not is_among(code, _AS_IT_CAME):
        return False
    sent = {token.bare for token in tokens_sent(failing)}
    return any(
        token.bare in sent
        for exchange in facts.exchanges
        if exchange.succeeded
        and (exchange.request.host, exchange.request.parts.path) == (failing.request.host, failing.request.parts.path)
        for token in tokens_sent(exchange)
    )

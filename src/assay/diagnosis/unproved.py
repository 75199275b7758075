"""What keeps a finding in a token from being the proved cause: it is true, and the refusal need not be for it.

Somebody who is recognised and lacks a right, whose session was ended, or who is answered 403 or 500 without a word of
the token, may be refused for what no token shows; and what the same receiver takes as it is, it does not refuse for its form.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from assay.diagnosis.facts.carried_tokens import tokens_sent
from assay.diagnosis.pattern import any_of

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
_OF_THE_TOKEN = r"\b401\b|unauthori[sz]ed|unauthenticated|token|\bjw[tse]\b|bearer|credential|signature|authenticat|\bclaims?\b|verif|expired|signed (?:in|out)|logged (?:in|out)|log ?in"
_OTHER_TOKENS = r"(?:csrf|xsrf|anti-?forgery|request[- ]verification|device|push|registration)[-_ ]?tokens?|tokens? (?:limit|count|bucket|per)"
_STATUS = r"\b(?:400|403|404|405|409|410|412|415|416|422|429|5\d\d)\b|forbidden|internal server error|access (?:is |was )?denied|permission[ _]denied"
_AS_IT_CAME = (
    "jwt.iss_ jwt.azure_ jwt.wrong_issuer jwt.wrong_audience jwt.aud_ jwt.keycloak_ jwt.verifier_setting_ jwt.verifier_audience_"
    " jwt.typ_ jwt.crit_ jwt.sub_ jwt.numeric_ jwt.exp_in_ jwt.exp_is_ jwt.zero_ jwt.id_token_ jwt.access_token_ jwt.refresh_token_ jwt.firebase_"
    " jwt.idp_token_ jwt.ms_graph_ jwt.jwe_ jwt.opaque_ jwt.alg_ jwt.base64_ jwt.ecdsa_ jwt.kid_missing jwt.kid_key_ jwt.token_ jwt.whitespace_"
)
_OF_THE_HEADER = ("oauth.header_stripped_by_proxy", "oauth.authorization_header_conflict", "oauth.bearer_scheme_case")
_DOCUMENT = r"(?i)readme|changelog|\.(?:md|rst|adoc|diff|patch|orig|bak|ipynb)\b|\bdocs?/|example|sample|\btests?\b|_test|fixture|\bspec"
_BEHIND_THE_SIGNATURE = (
    "jwt.iss_ jwt.aud_ jwt.wrong_audience jwt.keycloak_ jwt.verifier_setting_ jwt.verifier_audience_ jwt.sub_ jwt.numeric_ jwt.exp_"
    " jwt.zero_ jwt.clock_ jwt.client_clock_ jwt.lifetime_ jwt.timezone_"
)


def need_not_be_why(code: str, facts: Facts) -> bool:
    """Whether a finding of this code in a token may be true and another thing the ground of the refusal."""
    if code in _OF_THE_HEADER:
        return _is_barred(facts)  # its token was read
    if not code.startswith("jwt."):
        return False
    return (
        _is_barred(facts)
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
    return bool(re.search(_DOCUMENT, token.place)) or sum(other.place == token.place for other in facts.tokens) > 1


def _another_was_sent(facts: Facts) -> bool:
    """Whether the refused request shows what it carried, and that is another token than the one that is asked about."""
    if facts.failing is None or not facts.bundle.token or facts.token is None:
        return False
    sent = [_letters(token.bare) for token in tokens_sent(facts.failing) if token.bare]
    asked = _letters(facts.token.bare)
    return bool(sent) and not any(one.startswith(asked) or asked.startswith(one) for one in sent)


def _letters(token: str) -> str:
    """What every carrier leaves of a token."""
    return re.sub(r"[^A-Za-z0-9]", "", token)


def _is_barred(facts: Facts) -> bool:
    return facts.says(_BARRED) and not facts.says(r"expired")


def _says_nothing_of_it(code: str, facts: Facts) -> bool:
    """Whether it was refused with a status and words that do not speak of who is recognised."""
    failing = facts.failing
    if code.startswith(tuple(_NO_WORD_NEEDED.split())) or (failing is not None and failing.response.status == 401):
        return False
    from assay.diagnosis.topics import speaks_of_a_topic

    text = re.sub(_OTHER_TOKENS, " ", facts.complaint.text)
    if re.search(_OF_THE_TOKEN, text) or speaks_of_a_topic(text):
        return False
    return failing is not None or bool(re.search(_STATUS, text))


def _is_not_signed(code: str, facts: Facts) -> bool:
    """Whether no key at hand fits the signature, which is checked before the claims, and the words do not tell which it was."""
    if not code.startswith(tuple(_BEHIND_THE_SIGNATURE.split())):
        return False
    from assay.diagnosis.topics import speaks_of_a_topic

    report = facts.laboratory
    return report.outcome == "failed" and report.form is None and not speaks_of_a_topic(facts.complaint.text)


def _taken_as_it_is(code: str, facts: Facts) -> bool:
    """Whether the receiver that refuses the token took the same one, of which the same had to be said."""
    failing = facts.failing
    if failing is None or not code.startswith(tuple(_AS_IT_CAME.split())):
        return False
    sent = {token.bare for token in tokens_sent(failing)}
    return any(
        token.bare in sent
        for exchange in facts.exchanges
        if exchange.succeeded
        and (exchange.request.host, exchange.request.parts.path) == (failing.request.host, failing.request.parts.path)
        for token in tokens_sent(exchange)
    )

"""What keeps any finding from being the proved cause: what is complained of is no credential's matter, or is over.

A database or a mail server fails in its own words; who is known is turned away for what no token shows; somebody asks,
and nothing failed; the very request that was refused passed afterwards. What is odd was not what anybody was refused for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from assay.diagnosis.facts.other_languages import in_english
from assay.diagnosis.names_of_causes import is_among
from assay.diagnosis.pattern import Pattern, any_of

if TYPE_CHECKING:
    from assay.diagnosis.facts.gathered import Facts
    from assay.diagnosis.facts.http import Exchange

_OF_ANOTHER_TRADE = Pattern(
    any_of(
        # databases, caches and queues
        r"(?:relation|database|schema|role|table|column) [\"'`]?[\w.-]{1,80}[\"'`]? (?:does not|doesn't) exist|no such table|\bsqlstate\b(?!\[22001\])",
        r"psycopg|\bpostgres\w*|\bmysql\w*|\bmongo\w*|\bredis\b|\bnoauth\b|\bsqlite\b|deadlock|duplicate key|foreign key constraint|too many connections",
        r"\bkafka\b|\brabbitmq\b|\bamqp\b|\bsasl\b",
        # directories, mail and remote shells
        r"\bldap\b|\bkinit\b|\bkerberos\b|\bgssapi\b|preauthentication|\bsaml\w*",
        r"\bsmtp\b[^\n]{0,12}\b5\d\d\b|mailbox unavailable|\bimap\b|\bssh\b|permission denied \(publickey",
        # builds, images and sources
        r"\bnpm err|\bnpm error|peer dependency|\beresolve\b|pull access denied|manifest unknown|authentication failed for '?https?://\S{0,200}\.git",
        # a program that breaks, a machine that is full
        r"\btypeerror: cannot read|division by zero|zerodivision|nullpointer|nil pointer|segmentation fault|index out of (?:range|bounds)",
        r"\benospc\b|no space left|out of memory|heap space|address already in use|\beaddrinuse\b",
        # what was asked for, and who may ask at all
        r"password authentication failed|required (?:field|property|parameter) [\"'`]?(?!(?:client_|code|token|grant|redirect|scope|assertion|refresh))\w+|invalid captcha|captcha",
        r"billing account|your subscription|subscription does not|payment required|card (?:was )?declined|plan does not include",
        r"addressed using the specified endpoint",
    )
)
_CUT_BY_A_STORE = r"data too long|right truncat|value too long|would be truncated"
# (words, the causes that show themselves so)
_ON_THE_WAY: tuple[tuple[Pattern, str], ...] = (
    (Pattern(r"csrf|xsrf|anti-?forgery|payload too large"), "oauth.state_ oauth.cookie_ oauth.redirect_ jwt.token_over_size_limit"),
    (Pattern(r"\bwebhook"), "jwt. oauth."),
    (
        Pattern(r"signature of the (?:request|body|payload|message)\b|(?:request|body|payload) signature"),
        "jwt.payload_ jwt.signed_string_ jwt.secret_ jwt.hmac_ jwt.wrong_secret aws.",
    ),
    (
        Pattern(
            r"\b(?:password|passcode|otp|link|invitation|licen[sc]e|subscription|trial|card|domain|plan)\b[^\n.,;]{0,16}\bexpired"
        ),
        "oauth.grant_ aws.",
    ),
    (
        Pattern(
            any_of(
                r"x509: certificate|ssl certificate problem|unable to (?:verify the first|get local issuer) certificate|self[- ]signed certificate|certificate (?:has )?expired|certificate[ _]verify[ _]failed",
                r"quota exceeded|too ?many ?requests|rate limit",
            )
        ),
        "jwt.jwks_ oauth.discovery_ oauth.internal_ oauth.state_ oauth.cookie_ oauth.client_auth_ oauth.server_metadata_",
    ),
)  # fmt: skip
# Another ground on which who is known, or shows another credential, is turned away; and the causes that are told so.
_ANOTHER_GROUND: tuple[tuple[Pattern, str], ...] = (
    (
        Pattern(r"x-api-key|(?:invalid|missing|wrong|unknown|incorrect) api[ _-]?key|api[ _-]?key (?:is |was )?(?:invalid|missing|required|unknown)"),
        "oauth.wrong_environment oauth.literal_placeholder oauth.authorization_",
    ),
    (
        Pattern(r"client certificate|certificate of the client|\bmtls\b|mutual tls"),
        "oauth.client_auth_ oauth.server_metadata_ oauth.header_",
    ),
    (
        Pattern(r"(?:token|session|key|jti)\b[^\n]{0,16}\brevoked|revoked (?:access |refresh )?(?:token|session|key)"),
        "oauth.refresh_ oauth.grant_ oauth.google_ oauth.code_redeemed_",
    ),
    (
        Pattern(
            any_of(
                r"\bdevice (?:is |was )?(?:not |un)(?:trusted|registered|compliant|managed|known)|\bmfa\b|second factor|multi-?factor|step-?up",
                r"policy (?:evaluation )?(?:denied|denies|forbids)|denied by (?:a |the )?policy|\bwaf\b|blocked by",
                r"idempotency|version conflict|(?:object|record|resource) is locked|owner mismatch|not (?:the |an? )?owner",
                r"(?:does not|doesn't) belong to (?:this|the|your) (?:organi[sz]ation|team|project|group|workspace)|not a member of",
                r"e-?mail (?:address )?(?:is |was |has )?not (?:been )?(?:verified|confirmed)|unverified e-?mail|terms of (?:service|use)",
                r"(?:user|account|tenant|organi[sz]ation|subscription|member)(?: account)? (?:is |was |has been |is currently )?(?:suspended|disabled|locked|deactivated|blocked|closed)",
                r"feature (?:is )?not (?:enabled|available|included)|consent_required|login_required|\bip (?:address )?(?:is )?not allowed",
            )
        ),
        "oauth.grant_ oauth.client_library_bug",
    ),
)  # fmt: skip
_OF_A_CREDENTIAL = Pattern(
    any_of(
        r"token|\bjw[tkse]\w*|bearer|credential|authenticat|authoriz|authoris|unauth|\bauth\b|\boauth|\boidc|openid|sign(?:ed|ing|ature|s)?\b|verif",
        r"issuer|\biss\b|audience|\baud\b|\bclaims?\b|\bscopes?\b|subject|expir|\bexp\b|\biat\b|\bnbf\b|algorithm|\balg\b|\bkid\b|\bkeys?\b|secret|certif|\bpem\b|\bjwks",
        r"grant|client|redirect|callback|code|pkce|dpop|assertion|tenant|realm|aadsts|idx\d",
        r"access[ -]?(?:denied|key)|denied|forbidden|permission|\b40[0137]\b|\blog(?:ged)?[ -]?(?:in|out)|sign[ -]?(?:in|out)|session|cookie|\bheaders?\b|\bcsrf|\bstate\b",
        r"profile|section|\bsso\b|\bsts\b|\baws\b|signature|partition|\bregion|endpoint|clock|\btime\b|skew|nonce|replay",
        r"argument|decod|encod|decrypt|base64|utf-?(?:8|16)|malformed|segment|pars(?:e|ing)|unexpected|character|illegal|invalid|not valid|truncat|too long|corrupt|mismatch|match",
        r"spki|pkcs|asn\.?1|formatted|\bcrit\b|extension|support|resourcenotfound|non-existent|environment|sandbox|(?:test|live) mode",
        r"identity|user|password|account|security|trust|mac\b|digest|hash|handshake|unrecogni[sz]ed|unable to (?:load|read|find)|not found|refus|reject",
    )
)
"""What a refusal of a credential, or a program that stumbles over one, has at least one word of."""
_STATUS_ALONE = Pattern(r"\W*(?:http\W*|status\W*|error\W*|code\W*)*\d{3}\b[\w \t'-]{0,40}\W*")
_WORD = Pattern(r"[a-z]{2,}")
_OF_CONNECTIONS = "jwt.jwks_ oauth.state_ oauth.cookie_ oauth.discovery_ oauth.internal_ aws.apigw_no_such_route"
"""Causes that fail in the words of networks and browsers."""
_MENDS_ITSELF = (
    "jwt.kid_unknown_ jwt.jwks_ jwt.clock_ jwt.client_clock_ jwt.lifetime_ jwt.timezone_ jwt.secret_differs_ aws.clock_ oauth.assertion_clock_skew"
    " oauth.code_redeemed_ aws.key_not_yet_ aws.negative_cache_"
)
"""Causes that pass by while nobody changes the request."""


def is_another_matter(code: str, facts: Facts, *, warns: bool) -> bool:
    """Whether what a cause of this code accounts for is not what is complained of."""
    if not warns and facts.failing is None and _only_asks(facts):
        return True
    return _is_of_another_trade(code, facts) or (not is_among(code, _MENDS_ITSELF) and _passed_as_it_was(facts))


def _only_asks(facts: Facts) -> bool:
    """Whether somebody asks or tells that all is well, and says of nothing that it failed."""
    complaint = facts.complaint
    asks = facts.symptom.rstrip().endswith("?") and not (complaint.technical or complaint.harmed)
    return complaint.content or asks


def _is_of_another_trade(code: str, facts: Facts) -> bool:
    text = facts.complaint.text
    if not text:
        return False
    for words, causes in _ON_THE_WAY:
        if words.search(text):
            return not is_among(code, causes)
    if facts.topics:
        return False
    if not code.startswith("aws."):  # AWS tells of each in words of its own
        for words, causes in _ANOTHER_GROUND:
            if words.search(text):
                return not is_among(code, causes)
    if _OF_ANOTHER_TRADE.search(text):
        return not facts.says(_CUT_BY_A_STORE)
    if _STATUS_ALONE.fullmatch(text) or not text.isascii() or in_english(text) or is_among(code, _OF_CONNECTIONS):
        return False
    return _WORD.search(text) is not None and not _OF_A_CREDENTIAL.search(text)


def _passed_as_it_was(facts: Facts) -> bool:
    """Whether the last request succeeded, and is one that was refused before, with the same credential."""
    if not facts.exchanges or not facts.exchanges[-1].succeeded:
        return False
    last = facts.exchanges[-1]
    return any(one.refused and one.seen_by == last.seen_by and _is_same(one, last) for one in facts.exchanges)


def _is_same(one: Exchange, two: Exchange) -> bool:
    first, second = one.request, two.request
    return (first.method, first.url, first.headers, first.body) == (
        second.method,
        second.url,
        second.headers,
        second.body,
    )

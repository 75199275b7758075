"""What an authorization server or an API had looked at when it refused: a client, its grant, its code, its proof, its token.

A refusal that names one of these was not made at another: what lies there may be true, and is never certain to be why.
"""

from __future__ import annotations

from assay.diagnosis.facts.gathered import Facts
from assay.diagnosis.facts.http import Exchange
from assay.diagnosis.masks import is_stand_in
from assay.diagnosis.names_of_causes import is_among
from assay.diagnosis.pattern import any_of, compiled
from assay.diagnosis.topics import without_the_general

_A_CODE = r"(?<!status )(?<!error )(?<!error_)\bcode\b(?![\"']?\s*[:=])"
_OF_AN_API = "oauth.dpop_ oauth.missing_scope oauth.scope_ oauth.wrong_"

# Error codes, and the causes that they may come from where no words stand beside them.
_CODES: tuple[tuple[str, str], ...] = (
    (
        r"\baccess_denied\b",
        "oauth.missing_scope oauth.scope_ oauth.wrong_ oauth.grant_ oauth.client_ oauth.literal_placeholder oauth.header_ oauth.authorization_ oauth.bearer_",
    ),
    (
        r"\binvalid_client\b",
        "oauth.client_ oauth.assertion_ oauth.server_metadata_wrong oauth.cognito_ oauth.literal_placeholder oauth.wrong_ oauth.header_ oauth.authorization_ oauth.bearer_ oauth.internal_",
    ),
    (
        r"\binvalid_grant\b",
        "oauth.code_ oauth.pkce_ oauth.redirect_ oauth.refresh_ oauth.grant_ oauth.google_ oauth.assertion_ oauth.wrong_ oauth.internal_ oauth.client_library_bug",
    ),
)

# Words of a refusal, and the causes that it may come from. A name that ends in _ stands for all that begin so.
_GROUNDS: tuple[tuple[str, str], ...] = (
    # nothing that was sent
    (r"\brate.?limit|too ?many ?requests|\bslow_down\b|\btemporarily_unavailable\b|quota exceeded|aadsts90055", ""),
    (r"\bserver_error\b|bad gateway|gateway time-?out|service unavailable", ""),
    # the person
    (
        any_of(
            "consent_required|login_required|interaction_required|account_selection_required",
            r"aadsts(?:65001|50076|50079|50105|50126|50053|50057|53003)\b",
            r"not (?:been )?assigned to|has not consented|multi-?factor|(?:user(?:name)?|account) (?:or password|is (?:disabled|locked)|not fully)",
            "invalid (?:user credentials|username)",
        ),
        "oauth.grant_revoked",
    ),
    # the client
    (
        r"client[_ ]secret[^\n.]{0,24}\bexpired|expired[^\n.]{0,12}client[_ ]secret|aadsts7000222\b",
        "oauth.client_secret_wrong_or_expired",
    ),
    (
        r"(?:invalid|wrong|incorrect|bad) client[_ ]secret|client[_ ]secret[^\n.]{0,24}(?:invalid|incorrect|wrong|mismatch)|aadsts70002(?:15|12)\b|aadsts7000215\b",
        "oauth.client_secret_ oauth.literal_placeholder oauth.client_library_bug oauth.server_metadata_wrong oauth.wrong_ oauth.cognito_",
    ),
    (
        r"(?:client|application)\b[^\n.,;]{0,60}(?:not found|disabled|\bunknown|does not exist|suspended|not enabled\b(?! to| for))|(?:unknown|no such) client\b",
        "oauth.wrong_ oauth.literal_placeholder oauth.discovery_ oauth.internal_ oauth.grant_not_allowed_for_client",
    ),
    (
        r"client certificate|\bmtls\b|mutual[- ]tls|tls_client_auth",
        "oauth.client_auth_method_mismatch oauth.server_metadata_wrong",
    ),
    # what it asks for
    (
        any_of(
            r"grant[ _]type[^\n]{0,60}not (?:\w+ )?(?:allowed|enabled|supported|permitted|registered)",
            r"not (?:\w+ )?(?:allowed|authorized|enabled|permitted)[^\n]{0,60}\bgrant",
            r"\bgrant (?:is |was )?not (?:allowed|enabled|supported|permitted)|unsupported_grant_type",
            r"response[_ ]type\b[^\n]{0,40}not (?:allowed|enabled|supported)",
        ),
        "oauth.grant_not_allowed_for_client",
    ),
    (r"\binvalid_scope\b", "oauth.missing_scope oauth.scope_ oauth.wrong_"),
    (
        r"\b(?:scope|state|resource|audience|response_type|grant_type|redirect_uri)\b['\"`]? (?:parameter )?(?:is |was )?(?:required|missing)\b|missing (?:required )?(?:form )?(?:field|parameter)s?:? ['\"`]?(?:scope|state|resource|audience|response_type|grant_type|redirect_uri)\b|more than once|duplicated? parameter",
        "oauth.state_cookie_lost",
    ),
    # where the answer goes
    (
        any_of(
            r"redirect_uri_mismatch|mismatching_redirect|aadsts50011\b",
            r"(?:invalid|mismatch\w*|unknown|unregistered|illegal|wrong)[^\n.=]{0,20}(?:redirect|callback|reply)[ _-]?ur[il]",
            r"(?:redirect|callback|reply)[ _-]?ur[il]\b(?!=)[^\n=]{0,60}(?:mismatch|invalid|not (?:match|registered|allowed|valid|in\b|whitelisted|permitted)|doesn.t match|differs?|must)",
        ),
        "oauth.redirect_ oauth.internal_ oauth.wrong_tenant",
    ),
    # the grant
    (
        rf"{_A_CODE}[^\n.:]{{0,16}} (?:has |is |was |been )*(?:already )?(?:expired|used|redeemed|consumed)\b|already (?:been )?(?:used|redeemed|consumed)[^\n.]{{0,20}}\bcode\b|aadsts(?:70008|54005)\b",
        "oauth.code_ oauth.refresh_",
    ),
    (
        r"refresh[_ ]?token[^\n.]{0,24}(?:expired|revoked|\binvalid|not found|reuse)|(?:token|session) (?:is )?not active",
        "oauth.refresh_ oauth.grant_ oauth.google_ oauth.wrong_ oauth.internal_ oauth.code_issued_to_other_client",
    ),
    (
        r"(?:pkce|code[_ ]?verifier|code[_ ]?challenge)\b(?!\s*[\"']?\s*[:=])",
        "oauth.pkce_ oauth.client_library_bug oauth.code_redeemed_twice oauth.state_cookie_lost oauth.cookie_too_large",
    ),
    (
        r"session (?:was |has been |is )?(?:terminated|ended|revoked|closed|killed)|(?:user|account|member)(?: account)? (?:was |has been |is )?(?:disabled|locked|deactivated|suspended|blocked)",
        "oauth.grant_ oauth.refresh_",
    ),
    (
        r"unknown kid|\bkid\b[^\n.]{0,24}(?:not found|unknown)|signing key (?:was )?not found",
        "oauth.assertion_key_ oauth.wrong_ oauth.internal_",
    ),
    (r"assertion[^\n.]{0,40}(?:signature|\bkey\b|\bkid\b)|no matching key|key not found", "oauth.assertion_key_"),
    (
        r"\bjti\b[^\n.]{0,30}(?:used|replay|reus|known)|replay(?:ed)?\b",
        "oauth.assertion_reused_expired oauth.code_ oauth.refresh_",
    ),
    (r"\baudience\b|\baud\b", "oauth.client_assertion_aud oauth.wrong_environment"),
    # the token
    (
        r"\b(?:token|jwt)\b(?! endpoint)[^\n.,:]{0,16} (?:has |is |was |been )*(?:expired|revoked)\b|\bjwt expired|\btoken expired|\bkey (?:has |is |was |been )*(?:expired|revoked)",
        "oauth.grant_ oauth.refresh_ oauth.google_ oauth.assertion_ oauth.code_ oauth.client_secret_wrong_or_expired",
    ),
    (
        r"invalid[ _]algorithm|algorithm[^\n.]{0,24}not (?:allowed|supported)|signature (?:verification |validation )?(?:failed|is invalid)|invalid[ _]signature",
        "oauth.assertion_ oauth.wrong_ oauth.internal_ oauth.client_library_bug oauth.cognito_",
    ),
    (
        r"\binsufficient_scope\b|missing scope|lacks? (?:the )?scope",
        "oauth.missing_scope oauth.scope_ oauth.wrong_",
    ),
    (
        any_of(
            r"\broles?\b[^\n.]{0,30}(?:required|missing|lack|need)|(?:requires?|missing|lacks?|need)[^\n.]{0,20}\brole\b",
            r"\bip (?:address )?[^\n.]{0,20}(?:not allowed|blocked|denied)|request blocked|cloudflare|\bwaf\b|\bcsrf\b",
            r"subscription|\bquota\b|(?:belongs to|owned by) (?:another|a different)|not permitted|not (?:the )?owner",
        ),
        "oauth.state_ oauth.cookie_ oauth.code_issued_to_other_client oauth.header_ oauth.authorization_",
    ),
)

# What a refusal of a proof of possession names.
_PROOF_GROUNDS: tuple[tuple[str, str], ...] = (
    (r"\bnonce\b|use_dpop_nonce", "oauth.dpop_nonce_stale"),
    (r"\bath\b|access token hash", "oauth.dpop_ath_"),
    (r"\bhtu\b|http ur[il]|ur[il] mismatch|ur[il] (?:does not|doesn't) match", "oauth.dpop_htu_behind_proxy"),
    (r"\bhtm\b|http method", ""),
    (r"\bjti\b|replay|already (?:been )?used", ""),
    (r"\biat\b|too old|in the future|proof (?:is |has )?expired|signature", ""),
    (
        r"thumbprint|\bjkt\b|\bbound\b|binding|(?:missing|no|requires?|without)[^\n.]{0,12} dpop|dpop[^\n.]{0,24}(?:missing|required|not (?:present|provided|found))",
        "oauth.dpop_proof_missing",
    ),
)

_AT_THE_RECEIVER = "oauth.dpop_ oauth.missing_scope oauth.scope_ oauth.wrong_ oauth.client_ oauth.pkce_ oauth.assertion_ oauth.code_ oauth.literal_placeholder oauth.server_metadata_wrong"
_REGISTERED = "oauth.redirect_ oauth.wrong_tenant oauth.client_auth_ oauth.client_secret_not_sent oauth.grant_not_"
"""Causes that compare a request with what is registered of its client."""
_LIMITED = 429
_FAULT = 500


def at_another_step(code: str, facts: Facts) -> bool:
    """Whether the refusal names what it was made at, and that is nothing from which this cause would be refused."""
    plain = without_the_general(facts.complaint.text)
    grounds = _named_in(plain, _GROUNDS)
    # An error code counts where no words stand beside it.
    named = grounds or _named_in(plain, _CODES)
    if named and not _is_of(code, named):
        return True
    if code.startswith("oauth.dpop_"):
        proofs = _named_in(plain, _PROOF_GROUNDS)
        if proofs and not _is_of(code, proofs):
            return True
    if not grounds and is_among(code, _OF_AN_API) and _carries_an_old_token(facts):
        return True
    if is_among(code, _REGISTERED) and _is_of_another_client(facts):
        return True
    return is_among(code, _AT_THE_RECEIVER) and (_only_faults(facts) or _token_stands_behind(code, facts))


def _named_in(plain: str, grounds: tuple[tuple[str, str], ...]) -> list[str]:
    """The causes of each ground that a refusal names."""
    return [causes for words, causes in grounds if compiled(words).search(plain)]


def _is_of(code: str, named: list[str]) -> bool:
    return any(is_among(code, causes) for causes in named)


def _is_of_another_client(facts: Facts) -> bool:
    """Whether the registration that is at hand is another client's than the one that asks."""
    own = facts.bundle.client["client_id"].text
    asking = [one.request.query.get("client_id", "") for one in facts.oauth.authorize_requests[-1:]]
    if facts.oauth.token_request is not None:
        asking.append(facts.oauth.token_request.request.form.get("client_id", ""))
    named = [name for name in asking if name and not is_stand_in(name)]
    return bool(own and named) and not is_stand_in(own) and own not in named


def _only_faults(facts: Facts) -> bool:
    """Whether every recorded refusal is a limit's or a fault's, and none of what was sent."""
    statuses = [exchange.response.status for exchange in facts.exchanges if exchange.refused]
    return bool(statuses) and all(status == _LIMITED or status >= _FAULT for status in statuses)


def _token_stands_behind(code: str, facts: Facts) -> bool:
    """Whether a token request was refused, was mended since, and it is the call of an API that is refused now."""
    request, failing = facts.oauth.token_request, facts.failing
    if is_among(code, _OF_AN_API):
        return False
    if request is None or failing is None or not request.refused or not _calls_api(failing):
        return False
    place = facts.exchanges.index(request)
    later = facts.exchanges[place + 1 :]
    told = request.response.json["error"].text.lower()
    granted = any(one.succeeded for one in facts.oauth.token_requests)
    return granted and failing in later and not (told and told in facts.symptom.lower())


def _carries_an_old_token(facts: Facts) -> bool:
    """Whether the refused call carries a token that is over: that alone is refused, whatever else is amiss."""
    failing, token = facts.failing, facts.token
    if failing is None or token is None or not _calls_api(failing):
        return False
    expires, now = token.instant("exp"), failing.response.date or facts.now
    carried = token.carried in (failing.request.header("authorization") or "")
    return carried and expires is not None and now is not None and expires < now


def _calls_api(exchange: Exchange) -> bool:
    scheme = (exchange.request.header("authorization") or "").partition(" ")[0].lower()
    return scheme in {"bearer", "dpop"}

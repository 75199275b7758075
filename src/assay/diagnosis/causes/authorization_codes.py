"""Authorization codes that the server no longer takes: redeemed twice, too late, or by another client."""

from __future__ import annotations

import re
from itertools import combinations

from assay.diagnosis.causes.cause import Cause, Sighting, Who, proves, suggests
from assay.diagnosis.facts.gathered import Facts
from assay.diagnosis.facts.http import host_of
from assay.diagnosis.facts.instants import show_span
from assay.diagnosis.facts.oauth import client_of, code_of, parameters_of_location
from assay.diagnosis.facts.quoting import quoted
from assay.diagnosis.facts.redemptions import code_uses, logged_outcome, same_token
from assay.diagnosis.json_view import leaves
from assay.diagnosis.masks import is_stand_in
from assay.diagnosis.pattern import any_of

_CODE_IN_REQUEST = re.compile(r"\b(?:auth(?:orization)?_?)?code[\"']?\s*[=:]\s*[\"']?([\w./+~%-]{6,})", re.IGNORECASE)
_CHANGING = re.compile(r"[\dT:.,+Z-]{6,}|\b\d+(?:\.\d+)?(?:ms|s)?\b")


def _same_line_twice(facts: Facts) -> Sighting | None:
    """The log shows the same request with the same code twice, and one refusal: each line alone does not say how it fared."""
    seen: dict[tuple[str, str], float] = {}
    for moment, line in facts.log:
        match = _CODE_IN_REQUEST.search(line)
        if match is None or moment is None or re.search(r"status code|error.?code", match.group(0), re.IGNORECASE):
            continue
        # Two parts of a program may log one request, but not in the same words.
        plain = _CHANGING.sub("", line.replace(match.group(1), ""))
        first = seen.setdefault((match.group(1), plain), moment)
        if first < moment < first + 600:
            what = f"the log shows the same request with the same code twice, {moment - first:.1f} s apart"
            later = [logged_outcome(text) for at, text in facts.log if at is not None and at >= first]
            both = True in later and False in later
            return suggests(what, *(("one was granted and one refused",) if both else ()), weight=88 if both else 80)
    return None


_ABOUT_CODES = r"(?<!status )(?<!error )\bcode\b(?!:)|grant|token (?:request|endpoint)|aadsts"


def _twice(facts: Facts) -> Sighting | None:
    if not facts.oauth.token_requests and not facts.says(_ABOUT_CODES) and facts.symptom:
        return None  # a code in the log, and a refusal of something else
    if not facts.oauth.token_requests and facts.aws.refused_signature_of_its_own:
        return None
    if _refused_elsewhere(facts):
        return None
    for one, two in combinations(code_uses(facts), 2):
        if is_stand_in(one.value):
            continue  # two codes that are masked look alike
        if same_token(one.value, two.value) and not two.granted and (one.granted or two.at - one.at < 600):
            first = "granted" if one.granted else "refused"
            seen = f"the same code was redeemed twice, {two.at - one.at:.1f} s apart; the first time it was {first}"
            # What was refused at the first try was refused for another reason, if it is not told with that of a used code.
            if one.granted and not facts.oauth.token_requests and not re.search(_ABOUT_CODES, facts.symptom.lower()):
                return suggests(seen, weight=64)  # a log shows it, and nobody speaks of it
            if _refuses_another_code(facts, two.value):
                return suggests(seen, weight=60)
            return proves(seen, weight=93) if one.granted else suggests(seen, weight=_weight_of_both_refused(facts))
        if same_token(one.value, two.value) and one.at == two.at and one.granted != two.granted:
            seen = "the same code was redeemed twice at once"
            return suggests(seen, weight=60) if _refuses_another_code(facts, two.value) else proves(seen, weight=92)
    callbacks = [e for e in facts.exchanges if "code" in e.request.query and "response_type" not in e.request.query]
    for opened, again in combinations(callbacks, 2):
        same = opened.request.query["code"] == again.request.query["code"] and opened.seen_by == again.seen_by
        if same and again.refused and not opened.refused:
            return suggests(
                "the callback was called twice with the same code, and the second call is refused", weight=88
            )
    if facts.says(
        r"code (?:has |was )?(?:already|previously) (?:been )?(?:used|redeemed|consumed|exchanged)|aadsts54005|bad_verification_code"
    ) and not facts.says(r"expired"):
        return suggests("the refusal says that the code was used before", weight=76)
    repeated = None if facts.oauth.token_requests else _same_line_twice(facts)
    if repeated:
        return repeated
    code = "\n".join(raw.decode("utf-8", "replace") for raw in facts.bundle.files.values())
    if re.search(r"StrictMode", code) and (
        facts.oauth.said("invalid_grant")
        or facts.says(r"authorization code|auth(?:orization)?_code|\bcode (?:expired|is invalid)")
    ):
        return suggests("React's StrictMode runs effects twice in development", weight=78)
    return None


def _refused_elsewhere(facts: Facts) -> bool:
    """Whether the recorded refusal is of a call with a token, and codes stand in the log alone."""
    failing = facts.failing
    if failing is None or facts.oauth.token_requests or "code" in failing.request.query:
        return False
    words = facts.symptom + failing.response.body[:4_000]
    return bool(failing.request.header("authorization")) and "invalid_grant" not in words


def _refuses_another_code(facts: Facts, code: str) -> bool:
    """Whether the token request that is refused redeems another code, or none."""
    request = facts.oauth.token_request
    return request is not None and request.refused and not same_token(code_of(request), code)


def _weight_of_both_refused(facts: Facts) -> int:
    first = next((exchange for exchange in facts.oauth.token_requests if exchange.refused), None)
    told = first.response.json["error"].text if first is not None else ""
    return 84 if told in {"invalid_grant", "bad_verification_code"} or not told else 40


# Programs that decode a token speak of no code.
# A member "code" of an answer, a status and an error's code are none either.
_A_CODE = r"(?<!de)(?<!en)(?<!status )(?<!error )(?<!error_)\bcode(?![\"']\s*:|>|\s*[:=]\s*[\"']?-?\d)"


_CODE_EXPIRED = rf"{_A_CODE}.{{0,40}}expired|expired.{{0,40}}{_A_CODE}|aadsts70008\b"


def _expired(facts: Facts) -> Sighting | None:
    if (
        facts.oauth.grant not in {"authorization_code", ""}
        or facts.aws.said_expired
        or not (facts.oauth.said("invalid_grant") or facts.says(_CODE_EXPIRED))
    ):
        return None
    request = facts.oauth.token_request
    code = code_of(request) if request is not None else ""
    for exchange in facts.exchanges:
        sent = parameters_of_location(exchange).get("code", "") or (
            exchange.request.query.get("code", "") if exchange is not request else ""
        )
        if code and sent == code and request is not None and request.moment is not None and exchange.moment is not None:
            wait = request.moment - exchange.moment
            if wait > 45:
                weight = 86 if wait >= 300 or facts.says("expired") else 74
                return suggests(f"the code was redeemed {show_span(wait)} after it was issued", weight=weight)
            return suggests("the refusal speaks of an expired code", weight=54) if facts.says(_CODE_EXPIRED) else None
    line = facts.logged(r"code.{0,40}(?:received|issued|callback)|callback.{0,60}code")
    if (
        line
        and line[0] is not None
        and request is not None
        and request.moment is not None
        and request.moment - line[0] > 45
    ):
        return suggests(f"the code was redeemed {show_span(request.moment - line[0])} after it came", weight=82)
    if facts.says(_CODE_EXPIRED):
        return suggests("the refusal speaks of an expired code", weight=70)
    return None


def _other_client(facts: Facts) -> Sighting | None:
    if facts.told(_OTHER_CLIENT):
        found = _other_client_seen(facts)
        return found or suggests("the refusal says that the code was issued to another client", weight=88)
    return _other_client_seen(facts)


_OTHER_CLIENT = any_of(
    r"code[^\n.]{0,40}(?:not issued to|issued to (?:another|a different)|belongs to (?:another|a different))",
    r"(?:not|another|different) client[^\n.]{0,30}\bcode\b",
    "client_?id mismatch",
    "(?<!or was )issued to another client",
)
"""The code belongs to another client."""


def _other_client_seen(facts: Facts) -> Sighting | None:
    request = facts.oauth.token_request
    if request is None or not request.refused:
        return None
    form = request.request.form
    code, redeeming = code_of(request), form.get("client_id", "")
    redeeming = redeeming or (facts.oauth.basic[0] if facts.oauth.basic else client_of(request.request)[0])
    if not code or not redeeming or is_stand_in(redeeming):
        return None
    for exchange in facts.exchanges:
        if exchange is request:
            continue
        if parameters_of_location(exchange).get("code") == code:
            asked = exchange.request.query.get("client_id", "")
            if asked and asked != redeeming and not is_stand_in(asked):
                return proves(
                    f"the code was issued to {quoted(asked)}", f"it is redeemed by {quoted(redeeming)}", weight=93
                )
        texts = dict(leaves(exchange.request.json.raw)) | dict(exchange.request.form)
        if code in texts.values():
            for name, value in texts.items():
                if (
                    re.search(r"client_?id|bundle_?id|package|audience|app_?id", str(name), re.IGNORECASE)
                    and isinstance(value, str)
                    and value
                    and value != redeeming
                    and not is_stand_in(value)
                ):
                    seen = (
                        f"the app that got the code names itself {quoted(value)}",
                        f"it is redeemed by {quoted(redeeming)}",
                    )
                    # An audience is for whom a token is, and no client.
                    of_a_client = "audience" not in str(name).lower()
                    return proves(*seen, weight=91) if of_a_client else suggests(*seen, weight=74)
    if len(facts.oauth.authorize_requests) == 1:
        only = facts.oauth.authorize_requests[0]
        asked, issued = only.request.query.get("client_id", ""), parameters_of_location(only).get("code", "")
        if not asked or asked == redeeming or is_stand_in(asked) or host_of(only.request.url) != request.request.host:
            return None
        seen = f"the code was asked for by {quoted(asked)}", f"it is redeemed by {quoted(redeeming)}"
        # Where the answer with the code is not recorded, one application is told from two by where the code was to go.
        sent_to = only.request.query.get("redirect_uri", "")
        one_app = bool(sent_to) and sent_to == form.get("redirect_uri", "") and not issued
        return proves(*seen, weight=91) if one_app else suggests(*seen, weight=60 if issued else 80)
    return None


CAUSES = (
    Cause("oauth.code_redeemed_twice", Who.CALLER, "The authorization code was redeemed twice",
          ("Guard the exchange so that it runs once (React StrictMode runs effects twice in development).",),
          "Count the token requests that carry the code.", _twice,
          explains_away=("oauth.code_expired", "oauth.grant_revoked", "oauth.pkce_verifier_stale")),
    Cause("oauth.code_expired", Who.CALLER, "The authorization code was redeemed too late",
          ("Redeem the code at once; it lives for 10 s to 10 min.",),
          "Ask the server's operator how long codes live; measure the time from redirect to token request.", _expired, owner_only=True,
          explains_away=("oauth.grant_revoked",)),
    Cause("oauth.code_issued_to_other_client", Who.CALLER, "The code was issued to another client than the one that redeems it",
          ("Use the same client_id in both steps.",),
          "Compare client_id of the authorization request and the token request.", _other_client,
          explains_away=("oauth.code_expired", "oauth.grant_revoked", "oauth.code_redeemed_twice")),
)  # fmt: skip

"""Decides whether what the request says about the end-user can be honoured (OpenID Connect Core sections 3.1.2.1, 5.5).

Gives `authorization_request.prompt_unsupported`, `.prompt_none_combined`, `.id_token_hint_unusable` and
`request.parameter_malformed`. What is only a wish (`display`, `ui_locales`, …) is not looked at.
"""

from __future__ import annotations

import re

from assay.checks.authorization_request.facts import AuthorizationFacts
from assay.decision import Allowed, Check, Passed, Refused, refuse
from assay.decision.outcome import PASSED
from assay.formats.form import Form, single
from assay.formats.json import JsonDefect, parse_object
from assay.reasons import authorization_request as reasons
from assay.reasons import request as request_reasons

PROMPTS = ("none", "login", "consent", "select_account")

_SECONDS = re.compile(r"[0-9]{1,9}")


def named_prompts(form: Form) -> tuple[str, ...]:
    """The values of `prompt`, each once, in order."""
    return tuple(dict.fromkeys((single(form, "prompt") or "").split()))


def _prompt(form: Form, _facts: AuthorizationFacts) -> Passed | Refused:
    prompts = named_prompts(form)
    if not set(prompts) <= set(PROMPTS):
        return refuse(reasons.PROMPT_UNSUPPORTED, prompt=single(form, "prompt"))
    if "none" in prompts and len(prompts) > 1:
        return refuse(reasons.PROMPT_NONE_COMBINED, prompt=single(form, "prompt"))
    return PASSED


def _max_age(form: Form, _facts: AuthorizationFacts) -> Passed | Refused:
    max_age = single(form, "max_age")
    if max_age is not None and not _SECONDS.fullmatch(max_age):
        return refuse(
            request_reasons.PARAMETER_MALFORMED,
            parameter="max_age",
            defect="it is not a whole number of seconds",
            expected="digits only, such as 3600",
        )
    return PASSED


def _id_token_hint(_form: Form, facts: AuthorizationFacts) -> Passed | Refused:
    if isinstance(facts.hint, Refused):
        return refuse(reasons.ID_TOKEN_HINT_UNUSABLE, because=facts.hint.reason.code)
    return PASSED


def _claims(form: Form, facts: AuthorizationFacts) -> Passed | Refused:
    claims = single(form, "claims")
    if claims is not None and claims_request(claims) is None:
        return _malformed_claims("it is not a JSON object whose members userinfo and id_token are objects")
    wanted, hinted = requested_subjects(claims), facts.hint
    if wanted is not None and len(wanted) != 1:
        return _malformed_claims("it asks for more than one end-user, or for none")
    if wanted is not None and isinstance(hinted, Allowed) and hinted.value not in wanted:
        return _malformed_claims("it asks for another end-user than the id_token_hint")
    return PASSED


def _malformed_claims(defect: str) -> Refused:
    return refuse(
        request_reasons.PARAMETER_MALFORMED,
        parameter="claims",
        defect=defect,
        expected='a JSON object such as {"id_token": {"email": {"essential": true}}}',
    )


def claims_request(text: str) -> dict[str, object] | None:
    """The parsed `claims` parameter (OpenID Connect Core section 5.5), or None when it is none."""
    parsed = parse_object(text.encode())
    if isinstance(parsed, JsonDefect):
        return None
    if not all(isinstance(parsed.get(place, {}), dict | None) for place in ("userinfo", "id_token")):
        return None
    return parsed


def requested_subjects(claims: str | None) -> frozenset[str] | None:
    """The end-users of whom one may be signed in, by `sub` in `claims` (OpenID Connect Core section 5.5.1); None for any."""
    asked = claims_request(claims) if claims is not None else None
    wanted: frozenset[str] | None = None
    for place in ("id_token", "userinfo"):
        members = (asked or {}).get(place)
        sub = members.get("sub") if isinstance(members, dict) else None
        if not isinstance(sub, dict) or not {"value", "values"} & sub.keys():
            continue
        named = [sub["value"]] if "value" in sub else sub["values"]
        values = frozenset(each for each in named if isinstance(each, str)) if isinstance(named, list) else frozenset()
        wanted = values if wanted is None else wanted & values
    return wanted


PROMPT = Check("prompt", _prompt)
MAX_AGE = Check("max_age", _max_age)
ID_TOKEN_HINT = Check("id_token_hint", _id_token_hint)
CLAIMS = Check("claims", _claims)

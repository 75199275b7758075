"""Scopes: the token lacks one, or has it where the receiver does not look."""

from __future__ import annotations

import re

from assay.diagnosis.causes.cause import Cause, Sighting, Who, proves, suggests
from assay.diagnosis.facts.configured import code_in
from assay.diagnosis.facts.gathered import Facts
from assay.diagnosis.facts.quoting import quoted
from assay.diagnosis.json_view import leaves

_SCOPE = r"insufficient_scope|scope|permission|privilege|forbidden|\b403\b|role|access denied|authorit"


_ASKED_IN_CODE = re.compile(
    r"hasAuthority\(\s*['\"]SCOPE_([\w.:/-]{2,80})['\"]|RequireClaim\(\s*\"(?:scope|scp)\"\s*,\s*\"([\w.:/-]{2,80})\""
)


def _needed(facts: Facts) -> tuple[str, ...]:
    words = facts.bundle.verifier["required_scope"].text.split()
    if not words and facts.failing is not None:
        for challenge in facts.failing.response.all("www-authenticate"):
            match = re.search(r'scope="([^"]+)"', challenge)
            words = match.group(1).split() if match else words
        body = facts.failing.response.json
        words = words or [
            text
            for name in ("scope", "required_scope", "required_scopes")
            for text in body[name].texts
            for text in text.split()
        ]
    if not words:
        match = re.search(
            r"(?:scope|permission)s? (?:required|needed|missing)?:? ?['\"`]?([\w.:/-]*[.:/][\w.:/-]+)", facts.symptom
        )
        words = [match.group(1).rstrip(".")] if match else []
    if not words and facts.code:
        # Where the receiver's code asks for one scope alone, that is the one.
        asked = {one or two for one, two in _ASKED_IN_CODE.findall(code_in(facts.bundle)[:50_000])}
        words = list(asked) if len(asked) == 1 else []
    return tuple(words)


def _elsewhere(facts: Facts, word: str) -> str:
    """The claim that holds a scope under another name; empty where none does."""
    token = facts.token
    if token is None:
        return ""
    for name, value in leaves(token.claims.raw):
        if (
            isinstance(value, str)
            and word in value.split()
            and name.split(".")[0] not in {"aud", "iss", "sub", "client_id", "azp"}
        ):
            return name
    return ""


def _accepted_header(facts: Facts) -> Sighting | None:
    """The pair of headers in which GitHub and its like say which scopes a token has and which a call accepts."""
    response = facts.failing.response if facts.failing is not None else None
    accepted = (response.header("x-accepted-oauth-scopes") or "") if response else ""
    held = response.header("x-oauth-scopes") if response else None
    if response is None or held is None or response.status not in {401, 403, 404}:
        return None
    wanted = {word.strip() for word in accepted.split(",")} - {""}
    has = {word.strip() for word in held.split(",")} - {""}
    if not wanted or wanted & has:
        return None
    return suggests(f"the call accepts {quoted(accepted)}", f"the token has {quoted(held)}", weight=88)


def _named_by_answer(facts: Facts) -> Sighting | None:
    """An answer that says itself which scope is needed and which the token has."""
    body = facts.failing.response.json if facts.failing is not None else None
    if body is None or body["error"].text != "missing_scope" or not body["needed"].text:
        return None
    return suggests(
        f"{quoted(body['needed'].text)} is needed", f"the token has {quoted(body['provided'].text)}", weight=88
    )


_OF_RIGHTS = r"scope|permission|privilege|authorit|entitle|insufficient"
_COMMON = re.compile(
    r"[^a-z]|\b(?:http|status|code|error|errors|exception|message|request|response|failed|with|the|you|your|are|is|was|not|do|have|has|to|this|that|access|denied|forbidden|unauthori[sz]ed|authori[sz]ed|allowed|accessdenied\w*|accessdeniedexception|resource|server|client|api|get|post|put|delete|from|for|on|a|an|and|while|calling|axioserror|org|springframework|security|invalid|token|bad)\b"
)


def _says_another_thing(facts: Facts) -> bool:
    """Whether the refusal says more than that it is one, and nothing of rights."""
    if facts.says(_OF_RIGHTS):
        return False
    answer = facts.failing.response.json if facts.failing is not None else None
    named = ("message", "error", "error_description", "detail", "title", "reason")
    told = " ".join(answer[name].text for name in named) if answer is not None else ""
    return len(_COMMON.sub(" ", told.lower()).split()) > 1


def _refused_for_it(facts: Facts, needed: tuple[str, ...], lacking: list[str]) -> bool:
    """Whether the call with this token is refused for this scope: not another call, nor one that was let through before.

    A challenge may list scopes of which one is enough, and a wide scope may hold a narrow one.
    """
    token, failing = facts.token, facts.failing
    if token is None or failing is None:
        return True
    sent = failing.request.header("authorization") or ""
    same = [one for one in facts.exchanges if one.request.header("authorization") == sent and sent]
    let_in = any(
        one.succeeded
        and (one.request.method, one.request.url, one.request.body)
        == (failing.request.method, failing.request.url, failing.request.body)
        for one in same
    )
    if let_in or facts.oauth.said("insufficient_scope"):
        return not let_in
    some = len(lacking) < len(needed) and not facts.bundle.verifier["required_scope"].text
    wide = any(re.fullmatch(re.escape(scope) + r"[.:/].+", lacking[0]) for scope in token.scopes)
    return not (some or wide or _says_another_thing(facts) or failing.request.host.endswith(".amazonaws.com"))


_HOLDS_RIGHTS = re.compile(
    r"scope|scp|perm|role|authorit|entitle|privile|grant|access|group|right|claim", re.IGNORECASE
)
_HOLDS_OTHERS = re.compile(r"den(?:y|ied)|request|revok|missing|descri|not_", re.IGNORECASE)


def _missing(facts: Facts) -> Sighting | None:
    listed = _accepted_header(facts) or _named_by_answer(facts)
    if listed:
        return listed
    token = facts.token
    needed = _needed(facts)
    insufficient = facts.oauth.said("insufficient_scope")
    status = facts.failing.response.status if facts.failing is not None else 0
    if token is None or not facts.claims_of_token:
        return suggests("the server says insufficient_scope", weight=72) if insufficient else None
    lacking = [word for word in needed if word not in token.scopes]
    if lacking and not any(_elsewhere(facts, word) for word in lacking):
        seen = [f"{quoted(lacking[0])} is needed", f"the token has {quoted(' '.join(token.scopes[:12]))}"]
        if insufficient or status == 403:
            return proves(*seen, weight=90) if _refused_for_it(facts, needed, lacking) else suggests(*seen, weight=78)
        return suggests(*seen, weight=62)
    if insufficient and not needed:
        return suggests(
            "the server says insufficient_scope", f"the token has {quoted(' '.join(token.scopes[:12]))}", weight=78
        )
    return None


_LACKS_A_SCOPE = r"\b(?:not contain|no|lacks?|missing|without)\b[^\n]{0,24}\bscopes?\b"
_READS_ANOTHER = re.compile(
    r"['\"](scp|roles?|permissions|scopes|http://schemas\.microsoft\.com/identity/claims/scope)['\"]"
)


def _claims_read(facts: Facts) -> str:
    """The claim in which the receiver's code looks for scopes, where that is not scope; empty where it is, or no code is shown."""
    code = code_in(facts.bundle)[:50_000] if facts.code else ""
    found = _READS_ANOTHER.search(code) if "scope" in code.lower() else None
    return found.group(1) if found is not None and not re.search(r"['\"]scope['\"]", code) else ""


def _not_mapped(facts: Facts) -> Sighting | None:
    token = facts.token
    needed = _needed(facts)
    spoken = facts.says(_SCOPE)
    forbidden = facts.failing is not None and facts.failing.response.status == 403
    if token is None or not facts.claims_of_token or not needed or not (spoken or forbidden):
        return None
    if any(word not in token.scopes and not _elsewhere(facts, word) for word in needed):
        return None  # one is missing in whatever claim
    for word in needed:
        name = _elsewhere(facts, word)
        if name and (name.split(".")[0] != "scope" or not token.claims["scope"].text):
            seen = (f"{quoted(word)} is needed", f"the token has it in the claim {quoted(name)}")
            known = _HOLDS_RIGHTS.search(name) and not _HOLDS_OTHERS.search(name) and not _says_another_thing(facts)
            return proves(*seen, weight=91) if spoken and known else suggests(*seen, weight=82 if known else 66)
        if name == "scope" and facts.observed == "refused":
            others = _claims_read(facts)
            if others:
                return suggests(
                    f"{quoted(word)} is needed and stands in scope", f"the code reads {quoted(others)}", weight=86
                )
            if facts.oauth.said("insufficient_scope") or facts.says(_LACKS_A_SCOPE):
                return suggests(
                    f"{quoted(word)} is needed and stands in scope, and still the receiver says that it is lacking",
                    weight=74,
                )
    return None


CAUSES = (
    Cause("oauth.scope_claim_not_mapped", Who.RECEIVER, "The token has the scope under a name that the receiver does not read",
          ("Map the claim in the receiver, or have the issuer write scope.",),
          "Decode the token and look where the scope stands.", _not_mapped,
          explains_away=("oauth.missing_scope", "jwt.wrong_audience", "jwt.verifier_bug")),
    Cause("oauth.missing_scope", Who.CALLER, "The token lacks a scope that the call needs",
          ("Ask for the scope that WWW-Authenticate names, and use the new token.",),
          "Compare scope in the token with the one that is named.", _missing,
          explains_away=("jwt.verifier_bug",)),
)  # fmt: skip

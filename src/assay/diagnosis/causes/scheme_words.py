"""The scheme word and the token: given to the verifier as one, written twice, or with no blank between."""

from __future__ import annotations

import re

from assay.diagnosis.causes.cause import Cause, Sighting, Who, proves, suggests
from assay.diagnosis.facts.base64_errors import UNREAD
from assay.diagnosis.facts.carried_tokens import tokens_sent
from assay.diagnosis.facts.gathered import Facts
from assay.diagnosis.facts.quoting import quoted
from assay.diagnosis.facts.token_form import TokenForm
from assay.diagnosis.pattern import Pattern

_TAKES_WHOLE_HEADER = Pattern(
    r"(\w+)\s*:?=\s*[\w.]*\bheaders?\b(?:\.get)?[.\[(]{1,2}['\"]?authorization['\"]?[\])]*;?[ \t]*\n[\s\S]{0,400}?(?:verify|decode|parse\w*|validate\w*)\(\s*\1\b",
    re.IGNORECASE,
)
_CALLED_WITH_ANY = r"(?i)(?:verif|decod|pars|valid)\w*\(\s*['\"`](?:Bearer\s+)?eyJ"
_CALLED_WITH_SCHEME = r"(?i)(?:verif|decod|pars|valid)\w*\(\s*['\"`]Bearer\s+eyJ"


def _bearer_in_token(facts: Facts) -> Sighting | None:
    token = facts.token
    called = next((match for _, line in facts.log if (match := re.search(_CALLED_WITH_SCHEME, line))), None)
    about_token = facts.says(r"token|jwt|jws|header|segment|signature|decod") and not facts.aws.codes
    if called and facts.complaint.technical and about_token:
        shown = f"the log shows the call {quoted(called.group(0)[:40])}"
        # A token endpoint that refuses something of its own does not speak of this call.
        return (
            suggests(shown, weight=70)
            if facts.says(r"invalid_(?:grant|client)") or _called_without(facts)
            else proves(shown)
        )
    if token is None and about_token:
        whole = _TAKES_WHOLE_HEADER.search(
            "\n".join(raw[:50_000].decode("utf-8", "replace") for raw in facts.bundle.files.values())
        )
        if whole:
            return suggests(f"the code takes the whole header for the token: {quoted(whole.group(0)[:80])}", weight=80)
    if token is None or token.place != "the credential" or not token.scheme or not token.bare:
        return None
    if re.match(r"\s*(?:bearer|dpop|jwt|token)\s+\S", token.carried, re.IGNORECASE):
        seen = f"the text given to the verifier begins with {quoted(token.carried[: len(token.scheme) + 1])}"
        # Who copies a header copies its scheme word too: what the verifier was given, a verifier or its words must show.
        given = facts.bundle.verifier.mapping or not facts.complaint.text or facts.says(UNREAD)
        return proves(seen) if given else suggests(seen, weight=84)
    return None


def _called_without(facts: Facts) -> bool:
    """Whether the last call that the log shows is of the bare token."""
    calls = [match.group(0) for _, line in facts.log if (match := re.search(_CALLED_WITH_ANY, line))]
    return bool(calls) and "earer" not in calls[-1]


def _headers(facts: Facts) -> tuple[TokenForm, ...]:
    carried = facts.tokens[:4] if facts.token is None else (facts.token, *facts.tokens[:4])
    failing = facts.failing
    if failing is not None and failing.request.header("authorization"):
        return tuple(tokens_sent(failing)[:4])  # what was refused is known
    # Where a token is asked for, headers that were printed elsewhere take no part.
    asks = failing is not None and failing in facts.oauth.token_requests
    return carried if asks else (*carried, *facts.printed_headers)


def _bearer_doubled(facts: Facts) -> Sighting | None:
    for token in _headers(facts):
        match = re.match(r"\s*(bearer[\s:]+bearer)\b", token.carried, re.IGNORECASE)
        if match:
            return _header_shown(facts, token, f"{token.place} begins with {quoted(match.group(1))}")
    return _bearer_at_rest(facts)


_ADDS_SCHEME = Pattern(r"bearer(?:\s+|['\"`]\s*(?:\+|\.|,)\s*)(?:\$\{?|\{+|%s|[a-z_])", re.IGNORECASE)


def _bearer_at_rest(facts: Facts) -> Sighting | None:
    """A value that holds the scheme word, and a command or code that puts it in front of what it is given."""
    held = next((f"{name} of {place}" for place, name, value in facts.configured if _WITH_SCHEME.match(value)), "")
    if not held:
        return None
    code = "\n".join(
        line for line in f"{facts.bundle.command}\n{facts.code}".split("\n") if not _HAS_TOKEN.search(line)
    )
    adds = _ADDS_SCHEME.search(code)
    seen = f"{held} begins with the word Bearer"
    if adds:
        return suggests(seen, f"and it is written in front once more: {quoted(adds.group(0))}", weight=84)
    return suggests(seen, weight=60) if facts.says(r"two space-delimited|should not contain spaces") else None


_WITH_SCHEME = Pattern(r"\s*bearer\s+eyj", re.IGNORECASE)
_HAS_TOKEN = Pattern(r"bearer\s+eyj", re.IGNORECASE)


def _bearer_glued(facts: Facts) -> Sighting | None:
    for token in _headers(facts):
        match = re.match(r"\s*(bearer)[:=,]?(eyj)", token.carried, re.IGNORECASE)
        if match:
            seen = f"{token.place} begins with {quoted(token.carried.strip()[:9])}: there is no blank between"
            return _header_shown(facts, token, seen)
    return None


def _header_shown(facts: Facts, token: TokenForm, seen: str) -> Sighting:
    """A header that was sent proves; one that is only printed does not, where the token itself is at hand."""
    printed = token.place.startswith("the Authorization header in") and facts.token is not None
    return suggests(seen, weight=80) if printed else proves(seen)


CAUSES = (
    Cause(
        "jwt.bearer_prefix_in_token",
        Who.RECEIVER,
        "The scheme word Bearer was given to the verifier as part of the token",
        ("Cut the scheme word and the blank off before the token is verified.",),
        "Print the first ten characters that the verifier is given.",
        _bearer_in_token,
        explains_away=("jwt.whitespace_in_token", "jwt.token_truncated", "jwt.base64_alphabet"),
    ),
    Cause(
        "jwt.bearer_doubled",
        Who.CALLER,
        "The header says Bearer twice",
        ("Add the word in one place only: the stored value or the code that builds the header.",),
        "Look at the header that is sent.",
        _bearer_doubled,
        explains_away=("jwt.bearer_prefix_in_token", "jwt.whitespace_in_token", "jwt.token_truncated"),
    ),
    Cause(
        "jwt.bearer_no_space",
        Who.CALLER,
        "There is no blank between Bearer and the token",
        ("Write the prefix with its blank: 'Bearer '.",),
        "Look at the header that is sent.",
        _bearer_glued,
        explains_away=("jwt.bearer_prefix_in_token", "jwt.token_truncated", "oauth.bearer_scheme_case"),
    ),
)

"""Placeholders that were sent in place of a client's id, secret or token."""

from __future__ import annotations

import re

from assay.diagnosis.causes.cause import Cause, Sighting, Who, proves, suggests
from assay.diagnosis.facts.aws_wordings import AWS_ONLY
from assay.diagnosis.facts.gathered import Facts
from assay.diagnosis.facts.placeholders import ASKS_FOR_A_VALUE, UNFILLED
from assay.diagnosis.facts.quoting import quoted
from assay.diagnosis.json_view import leaves
from assay.diagnosis.pattern import Pattern, any_of

PLACEHOLDER = re.compile(
    any_of(
        UNFILLED,
        ASKS_FOR_A_VALUE,
        "<[^<>]{2,60}>",
        r"%\([^)]*\)s",
        r"^%[A-Z_]{3,60}%$",
        r"^(?:process\.env|import\.meta\.env|os\.environ|env)\b[.\[(]",
        r"^\[[^\[\]]*[a-z]{3,} [^\[\]]*\]$",
        r"\bmy[-_]client[-_]secret\b",
        "replace[-_]?(?:me|this|with)",
        r"_here\b",
        # masks
        r"\bxxx+",
        r"^\.\.\.$",
    ),
    re.IGNORECASE,
)
_PRINTED = Pattern(
    r"<(?:string|stdin|module|anonymous|lambda|unknown|frozen [\w.]+|(?:urlopen error|class|function|bound method|Response)\b.*|.* object at 0x.*)>"
)
"""What programs print in angle brackets of themselves: code that stands in no file, errors and objects."""
# What somebody put in a secret's place before showing it to others.
_MASKED = re.compile(
    r"redact|\*{2,}|<(?:cut|hidden|removed|secret|masked|snip)[^>]*>|censor|^\[?(?:hidden|removed|masked)\]?$|…|^\.{3}$|x{4,}",
    re.IGNORECASE,
)
_PERHAPS_MASKED = re.compile(r"[<\[]|\byour|^my[-_]|xxx|^\.{3}$", re.IGNORECASE)


def _configured(facts: Facts) -> list[tuple[str, str]]:
    """What settings and variables hold of a client, where the refusal can be about a client at all."""
    oauth = facts.oauth
    if facts.aws.codes & AWS_ONLY or facts.bundle.token:
        return []
    if facts.aws.spoken_of and not facts.oauth.token_requests and not facts.oauth.said("invalid_client"):
        return []
    about_client = facts.says(r"client|tenant|aadsts|issuer|domain|api.?key|credential|unauthori[sz]ed")
    if facts.exchanges and not (oauth.token_request or oauth.authorize_requests or about_client):
        return []
    found = [
        (name, value)
        for name, value in leaves(facts.bundle.settings.raw)
        if isinstance(value, str)
        and re.search(r"client_?(?:id|secret)|tenant|issuer|domain|api_?key|token$", name, re.IGNORECASE)
    ]
    found += [
        (name, value)
        for name, value in facts.bundle.environment.items()
        if re.search(r"CLIENT_?(?:ID|SECRET)|OAUTH|OIDC|TENANT|API_?KEY|ISSUER", name)
    ]
    return found


_ARGUMENT = Pattern(
    r"--?(client[-_]?(?:id|secret)|oidc[-_]\w+|tenant\w*|issuer\w*)[= \x00]{1,2}['\"]?([^\s'\",\x00\]]{2,200})",
    re.IGNORECASE,
)


def _arguments(facts: Facts) -> dict[str, str]:
    """What a running process was really given, as /proc, ps or docker inspect show it: nothing there is filled in later."""
    if not (facts.oauth.token_request or facts.oauth.errors or facts.oauth.speaks_of_client):
        return {}
    texts = [
        raw[:20_000].decode("utf-8", "replace")
        for name, raw in facts.bundle.files.items()
        if re.search(r"cmdline$|\binspect\b|\bps\b|argv", name)
    ]
    texts += [
        line
        for line in facts.bundle.log
        if re.search(r"\b(?:args|argv|cmdline|exec(?:ve|start)?)\b", line, re.IGNORECASE)
    ]
    return {match.group(1): match.group(2) for text in texts for match in _ARGUMENT.finditer(text)}


_NO_VALUE = frozenset(("undefined", "null", "None", "nil", "NaN", "[object Object]"))


# A header as a program printed it, whose variable nobody filled in.
_UNFILLED_HEADER = r"(?i)authorization[\"']?\s*[:=]\s*[\"']?(?:bearer|token)\s+(\{\{[^{}]{1,60}\}\}|\$\{[^{}]{1,60}\})"


def _plain_name(name: str) -> str:
    return re.sub(r"[^a-z]", "", name.lower())


_OF_A_CLIENT = Pattern(r"client|tenant|issuer|oidc|oauth|assertion", re.IGNORECASE)


def _placeholder(facts: Facts) -> Sighting | None:
    oauth = facts.oauth
    sent = dict(oauth.token_request.request.form) if oauth.token_request is not None else {}
    if oauth.authorize_requests:
        sent |= {"client_id": oauth.authorize_requests[-1].request.query.get("client_id", ""), **sent}
    if oauth.basic:
        sent |= {"client_id": oauth.basic[0], "client_secret": oauth.basic[1]}
    sent |= {name: value for name in ("client_id", "client_secret") if (value := facts.bundle.client[name].text)}
    carried = {name for name in sent if sent[name]} | {"the bearer token"}
    known = {_plain_name(name) for name in carried}
    # What other processes were given is not what this one sent.
    as_run = {name: value for name, value in _arguments(facts).items() if _plain_name(name) not in known}
    sent |= as_run
    carried |= as_run.keys()
    for name, value in _configured(facts):
        sent.setdefault(name, value)
    bearer = (facts.failing.request.header("authorization") or "") if facts.failing else ""
    if bearer[:7].lower() == "bearer " and not facts.bundle.token:  # what stands in its place where the token is known
        sent["the bearer token"] = bearer[7:]
    shown = re.search(_UNFILLED_HEADER, facts.symptom)
    if shown and not bearer:
        sent["the bearer token"] = shown.group(1)
    unset = sent.get("client_id", "").strip()
    if unset in _NO_VALUE and oauth.speaks_of_client:
        return suggests(
            f"client_id is {quoted(unset)}: the word with which programs print that a variable has no value", weight=84
        )
    for name, value in sent.items():
        if (
            len(value) <= 120
            and not _MASKED.search(value)
            and PLACEHOLDER.search(value)
            and name not in {"scope", "redirect_uri", "grant_type", "code", "code_verifier", "state", "refresh_token"}
        ):
            seen = f"{name} is {quoted(value)}"
            if oauth.said("invalid_grant") and not oauth.said("invalid_client", "unauthorized_client"):
                return suggests(seen, weight=45)  # a server looks at the grant when it knows the client
            # Angle brackets, 'your-' and xxx are also what people put in place of a value before they show it.
            perhaps_masked = _PERHAPS_MASKED.search(value) and not facts.says(re.escape(value.lower()))
            if name == "the bearer token" or perhaps_masked:
                return suggests(seen, weight=60 if re.fullmatch(r"(?i)x+|<[^<>]*>", value) else 84)
            # What lies in the configuration may belong to another client, and a secret may really be one.
            sent_so = name in carried and _OF_A_CLIENT.search(name) is not None and not oauth.taken_alike
            return proves(seen, weight=93) if sent_so else suggests(seen, weight=86)
    for value in re.findall(r"'([^'\n]{3,80})'|\"([^\"\n]{3,80})\"", facts.symptom):
        shown = value[0] or value[1]
        if (
            PLACEHOLDER.search(shown)
            and not _PRINTED.fullmatch(shown)
            and not _MASKED.search(shown)
            and oauth.speaks_of_client
            and not facts.aws.spoken_of
        ):
            return suggests(f"the refusal names the value {quoted(shown)}", weight=90)
    return None


CAUSES = (
    Cause("oauth.literal_placeholder", Who.CALLER, "A placeholder was sent instead of a value",
          ("Put the real value in; look for a template or variable that was not filled.",),
          "Print the values as the program sees them.", _placeholder,
          explains_away=("oauth.client_secret_wrong_or_expired", "oauth.wrong_tenant", "oauth.client_auth_method_mismatch", "jwt.opaque_or_jwe_no_audience",
                         "oauth.wrong_environment")),
)  # fmt: skip

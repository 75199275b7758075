"""Who issued the token and for whom, against whom the receiver expects: near-equal issuers and audiences."""

from __future__ import annotations

import re
from collections.abc import Callable

from assay.diagnosis.causes.cause import Cause, Sighting, Who, proves, sighted, suggests
from assay.diagnosis.facts.gathered import Facts
from assay.diagnosis.facts.http import host_of, split_url
from assay.diagnosis.facts.living_code import living_code
from assay.diagnosis.facts.near_strings import (
    LONG_ID,
    differ_by_slash,
    difference,
    different_environments,
    edit_distance,
    is_slip_of_hand,
)
from assay.diagnosis.facts.parties import about_discovery, parties_of
from assay.diagnosis.facts.quoting import quoted
from assay.diagnosis.facts.verifier_calls import calls_of_verifiers, shows_all_its_options
from assay.diagnosis.json_view import leaves
from assay.diagnosis.pattern import Pattern, any_of
from assay.record import replace

_GUID = Pattern(r"^[0-9a-f]{8}-[0-9a-f-]{27}$", re.IGNORECASE)
_TENANT = Pattern(r"/([0-9a-f]{8}-[0-9a-f-]{27}|common|organizations|consumers)(?:/|$)", re.IGNORECASE)
_AUDIENCE = r"audience|\baud\b|idx10214|idx10208|msis9921|resource"
_AUDIENCE_NAMED = r"audience|\baud\b|idx10214|idx10208|msis9921"
_ISSUER = r"issuer|\biss\b|idx10205|idx10204|idx40001"
_UNSET = Pattern(r"(?:^|[/:.\s'\"-])(undefined|null|none|nil|nan)(?:[/'\"\s]|$)", re.IGNORECASE)
_OF_IDENTITY = frozenset(("openid", "profile", "email", "address", "phone", "offline_access", "User.Read"))
_AUDIENCE_ABSENT = any_of(
    r"(?<!valid)audiences: '?(?:empty|null)\b",
    "(?:no|without an?) aud(?:ience)? claim",
    "aud.{0,20}(?:is )?missing",
    r"aud(?:ience)?\b[^\n]{0,120}\b(?:got|found|received|was)\b:?\s*(?:\[\s*\]|\"\"|''|null|none\b|nil\b|empty|undefined)",
)
"""The token names no audience."""


def _issuers(facts: Facts) -> tuple[str, str] | None:
    """(expected, seen) when both are known and differ."""
    parties = parties_of(facts)
    if facts.self_signed:
        return None  # its iss is the client
    if facts.token is None and about_discovery(facts):
        return None  # no token was looked at yet
    if parties.expected_issuer and parties.seen_issuer and parties.expected_issuer != parties.seen_issuer:
        return parties.expected_issuer, parties.seen_issuer
    return None


def unless_configured(look: Callable[[Facts], Sighting | None]) -> Callable[[Facts], Sighting | None]:
    """What is compared with configuration alone is likely at most: another part of it may be in force."""

    def looked(facts: Facts) -> Sighting | None:
        found = look(facts)
        if found is None or not found.proved or not parties_of(facts).configured:
            return found
        return replace(found, proved=False, weight=min(found.weight, 84))

    return looked


def _both(expected: str, seen: str) -> tuple[str, ...]:
    return (f"the token's iss is {quoted(seen)}", f"expected is {quoted(expected)}; {difference(expected, seen)}")


def _slash(facts: Facts) -> Sighting | None:
    pair = _issuers(facts)
    return proves(*_both(*pair), weight=92) if pair and differ_by_slash(*pair) else None


def _typo(facts: Facts) -> Sighting | None:
    pair = _issuers(facts)
    if not pair or differ_by_slash(*pair):
        return None
    expected, seen = pair
    one, two = expected.strip(" \"'"), seen.strip(" \"'")
    if split_url(one).scheme != split_url(two).scheme or different_environments(expected, seen):
        return None
    if _numbered_apart(expected, seen):
        return suggests(*_both(expected, seen), weight=48)
    if (
        expected.lower() == seen.lower()
        or edit_distance(expected, seen) <= 2
        or expected.strip(" .\"'") == seen.strip(" .\"'")
    ):
        return sighted(*_both(expected, seen), weight=88, sure=is_slip_of_hand(expected, seen))
    return None


def _numbered_apart(left: str, right: str) -> bool:
    """Whether only short names or numbers differ, as those of two servers do: a and b, v1 and v2, eu-1 and eu-2."""
    one, two = (re.split(r"[/.:@_-]", text.lower()) for text in (left, right))
    differing = [pair for pair in zip(one, two, strict=False) if pair[0] != pair[1]]
    if len(one) != len(two) or not differing:
        return False
    return all(
        (all(pair) and max(map(len, pair)) <= 2)
        or (max(map(len, pair)) < LONG_ID and re.sub(r"\d", "", pair[0]) == re.sub(r"\d", "", pair[1]))
        for pair in differing
    )


def _issuer(facts: Facts) -> Sighting | None:
    pair = _issuers(facts)
    if not pair or differ_by_slash(*pair):
        return None
    audience = _audiences(facts)
    if facts.says(_ISSUER) and audience is None and facts.token is not None and not _another_is_named(facts, pair[1]):
        return proves(*_both(*pair), weight=71)
    return suggests(*_both(*pair), weight=67)


def _another_is_named(facts: Facts, seen: str) -> bool:
    """Whether the refusal names issuers, and not the one of the token at hand: then it was about another token."""
    named = re.findall(r"https?://[^'\"\s,;]+", facts.complaint.text)
    return facts.says(r"issuer[^\n]{0,20}['\"]?https?://") and seen.lower().rstrip("/.") not in {
        url.rstrip("/.") for url in named
    }


def azure_version(issuer: str) -> str:
    """`1` or `2` for an issuer of Microsoft Entra, else an empty text."""
    host = host_of(issuer)
    if host == "sts.windows.net":
        return "1"
    if host in {"login.microsoftonline.com", "login.microsoftonline.us"}:
        return "2" if issuer.rstrip("/.").endswith("/v2.0") else "1"
    return ""


def tenant_of(issuer: str) -> str:
    """The tenant in an issuer of Microsoft Entra."""
    match = _TENANT.search(issuer)
    return match.group(1).lower() if match else ""


def _azure(facts: Facts) -> Sighting | None:
    token = facts.token
    expected = parties_of(facts).expected_issuer or facts.bundle.issuer["url"].text
    seen = token.issuer if token is not None else parties_of(facts).seen_issuer
    wanted, given = azure_version(expected), azure_version(seen)
    if not wanted or not given or wanted == given:
        return None
    one, two = tenant_of(expected), tenant_of(seen)
    if one and two and one != two and one not in {"common", "organizations", "consumers"}:
        return None
    version = token.claims["ver"].text if token is not None else ""
    evidence = f"iss is {quoted(seen)}" + (f" and ver {quoted(version)}" if version else "")
    if not parties_of(facts).expected_issuer and not facts.says(_ISSUER):
        return suggests(evidence, f"the issuer that is named is {quoted(expected)}", weight=84)
    return proves(evidence, f"the verifier expects {quoted(expected)}", weight=92)


def _undefined(facts: Facts) -> Sighting | None:
    parties = parties_of(facts)
    seen = {"issuer": (parties.seen_issuer,), "audience": parties.seen_audience}
    for name, values in (("issuer", (parties.expected_issuer,)), ("audience", facts.expected_audience)):
        for value in values:
            if value and _UNSET.search(value) and not set(values) & set(seen[name]):
                return proves(f"the expected {name} is {quoted(value)}", weight=93)
    empty = _empty_part(parties.expected_issuer, parties.seen_issuer)
    if empty:
        return proves(
            f"the expected issuer is {quoted(parties.expected_issuer)}: nothing stands where the token's has {quoted(empty)}",
            weight=92,
        )
    symptom = facts.complaint.text
    if not symptom:
        return None
    unfilled = _names_itself(facts)
    if unfilled and re.search(r"issuer|audience|\biss\b|\baud\b", symptom):
        return suggests(f"{unfilled}: nothing was put in its place", weight=80)
    if re.search(r"\bvalidissuers? is null\b|\bvalidaudiences? is null\b", symptom):
        return proves("the refusal says that the expected value is null or empty", weight=91)
    if re.search(
        r"(?:issuer|audience|\biss\b|\baud\b)[^\n]{0,60}\bexpected:? (?:''|\"\"|\[\]|\{\}|<none>)(?:[\s,;]|$)", symptom
    ):
        return suggests("the expected value in the message is empty", weight=84)
    match = re.search(
        r"(?:expected|should be|must be|valid(?:issuer|audience):|match)(?:(?!\b(?:got|found|received|actual|but)\b)[^\n]){0,80}?((?:https?://[^\s'\"]*)?(?:undefined|null|none|nil))['\"]?\s*(?:$|[.,;\n)\]]|or\b|instead|but)",
        symptom,
    )
    if match and re.search(r"issuer|audience|\biss\b|\baud\b", symptom):
        # Microsoft's message lists two settings, and one of them is normally null.
        lists = re.findall(r"valid(?:audience|audiences|issuer|issuers):\s*'([^'\n]*)'", symptom)
        named = [value for text in lists for value in re.split(r"[,\s]+", text) if value]
        other = re.match(r"[ \t]*or ['\"]?([^\s'\",;.]+)", symptom[match.end(1) :].lstrip("'\""))
        if any(value not in {"null", "empty"} for value in named) or (other and not _UNSET.search(other.group(1))):
            return None
        return proves(f"the expected value in the message ends in {quoted(match.group(1)[-40:])}", weight=92)
    return None


def _names_itself(facts: Facts) -> str:
    """A setting or variable for the expected value that holds a reference to its own name; empty where there is none."""
    for place, name, value in facts.configured:
        if (
            place in {"the settings", "the environment"}
            and re.search(r"aud|iss", name, re.IGNORECASE)
            and re.fullmatch(
                rf"\$\{{?{re.escape(name.rpartition('.')[2])}\}}?|\{{\{{ ?{re.escape(name)} ?\}}\}}", value
            )
        ):
            return f"{name} of {place} is {quoted(value)}"
    return ""


def _empty_part(expected: str, seen: str) -> str:
    """The part of an issuer's URL that a template was to fill and left empty; empty where the two differ otherwise."""
    left, right = expected.split("/"), seen.split("/")
    if len(left) != len(right) or "://" not in expected:
        return ""
    apart = [(one, two) for one, two in zip(left, right, strict=True) if one != two]
    return apart[0][1] if len(apart) == 1 and not apart[0][0] else ""  # a host is a part as well


def _audiences(facts: Facts) -> tuple[tuple[str, ...], tuple[str, ...]] | None:
    """(expected, seen) when both are known and share nothing."""
    parties = parties_of(facts)
    if not parties.expected_audience or not parties.audience_known or not any(parties.seen_audience):
        return None
    if set(parties.expected_audience) & set(parties.seen_audience):
        return None
    return parties.expected_audience, parties.seen_audience


def _shown(pair: tuple[tuple[str, ...], tuple[str, ...]]) -> tuple[str, ...]:
    expected, seen = pair
    return (
        "the token's aud is " + ", ".join(quoted(name) for name in seen[:4]),
        "expected is " + ", ".join(quoted(name) for name in expected[:4]),
    )


def _audience(facts: Facts) -> Sighting | None:
    pair = _audiences(facts)
    if not pair or facts.self_signed:
        return None
    token = facts.token
    # What is left over is certain only where issuer and kind of the token are beyond doubt.
    plain = (
        token is not None
        and token.issuer == facts.expected_issuer
        and not (token.claims.has("nonce") and not token.scopes)
    )
    if facts.says(_AUDIENCE_NAMED) and plain:
        return proves(*_shown(pair), weight=71)
    return suggests(*_shown(pair), weight=67)


def _identifier(facts: Facts) -> Sighting | None:
    pair = _audiences(facts)
    if not pair or facts.self_signed:
        return None
    for expected in pair[0]:
        for seen in pair[1]:
            if _same_api(expected, seen):
                evidence = (*_shown(pair), f"both name one API: {difference(expected, seen)}")
                # One that only begins with the other may as well be another API of the same host.
                only_begins = _bare(expected) != _bare(seen) and not any(map(_GUID.match, (expected, seen)))
                return sighted(*evidence, weight=86, sure=not only_begins)
            if edit_distance(_bare(expected), _bare(seen)) == 1 and len(seen) > 8:
                return suggests(*_shown(pair), f"nearly the same: {difference(expected, seen)}", weight=48)
    token = facts.token
    if token is not None and any(map(_GUID.match, pair[1])) and any(name.startswith("api://") for name in pair[0]):
        return suggests(*_shown(pair), "a bare GUID is how the issuer writes the API in tokens of version 2", weight=66)
    if token is not None and azure_version(token.issuer) == "1":
        named = [name for name in pair[1] if "://" in name and "microsoft" not in name]
        if named and any(_GUID.match(name) for name in pair[0]) and not _named_together(facts, pair):
            return suggests(*_shown(pair), "a URI is how the issuer writes the API in tokens of version 1", weight=72)
    if token is not None and _named_together(facts, pair):
        return suggests(*_shown(pair), "the configuration names both for one API", weight=80)
    return None


def _named_together(facts: Facts, pair: tuple[tuple[str, ...], tuple[str, ...]]) -> bool:
    """Whether one object of the settings, or one note, holds both identifiers, and they are of two kinds.

    Two ids of one kind are those of two APIs.
    """
    if any(_GUID.match(name) for name in pair[0]) == any(_GUID.match(name) for name in pair[1]):
        return False
    groups: dict[str, set[str]] = {}
    for path, value in leaves(facts.bundle.settings.raw):
        if isinstance(value, str):
            groups.setdefault(path.rpartition(".")[0], set()).add(value)
    if any(values & set(pair[0]) and values & set(pair[1]) for values in groups.values()):
        return True
    for raw in facts.bundle.files.values():  # one note of one registration
        text = raw[:4_000].decode("utf-8", "replace")
        if all(any(one in text for one in side) for side in pair) and re.search(
            r"(?i)app(?:lication)? ?(?:id|registration)", text
        ):
            return True
    return False


def _same_api(expected: str, seen: str) -> bool:
    one, two = _bare(expected), _bare(seen)
    if not one or not two:
        return False
    if one == two:
        return True
    shorter, longer = sorted((one, two), key=len)
    marks = ("/",) if "//" in expected + seen else ("/", ".", ":")
    longer_of_it = longer.startswith(tuple(shorter + mark for mark in marks))
    return len(shorter) >= 4 and (longer_of_it or longer.endswith(("/" + shorter, ":" + shorter)))


def _bare(name: str) -> str:
    return re.sub(r"^(?:api|https?|spn)://|^spn:", "", name.strip().lower()).removesuffix("/.default").rstrip("/")


def _missing(facts: Facts) -> Sighting | None:
    token = facts.token
    if token is None and facts.says(_AUDIENCE_ABSENT):
        return suggests("the refusal says that the token has no audience", weight=80)
    if token is None or not facts.claims_of_token or facts.self_signed:
        return None
    wanted = bool(parties_of(facts).expected_audience)
    if any(token.audience) or (token.claims["aud"].raw not in (None, "", [], [""]) and not token.audience):
        return None
    seen = "the token has no aud" if not token.claims.has("aud") else "the token's aud is empty"
    if facts.says(_AUDIENCE_NAMED):
        return proves(seen, weight=88)
    if facts.says(_AUDIENCE) and wanted:
        return suggests(seen, weight=70)
    if token.claims["token_use"].text == "access":
        # Amazon Cognito's access tokens never carry one.
        return suggests(seen, "the issuer writes client_id instead", weight=40) if wanted else None
    return suggests(seen, weight=68) if wanted else None


def _scope_not_asked(facts: Facts) -> Sighting | None:
    pair = _audiences(facts)
    token = facts.token
    if not pair or token is None:
        return None
    issuer = token.issuer.rstrip("/")
    general = {
        issuer,
        f"{issuer}/",
        f"{issuer}/resources",
        f"{issuer}/userinfo",
        "https://graph.microsoft.com",
        "00000003-0000-0000-c000-000000000000",
    }
    if not set(pair[1]) <= general:
        return None
    seen = [*_shown(pair), "aud holds nothing but the issuer's general resource"]
    wanted = facts.bundle.verifier["required_scope"].text
    if wanted and wanted not in token.scopes:
        seen.append(f"the token's scopes lack {quoted(wanted)}")
    if set(pair[1]) <= {issuer, f"{issuer}/"} and not wanted:
        return suggests(*seen, weight=45)  # issuers of identity alone write themselves as aud too
    asked = {wanted} if wanted else set(token.scopes) - _OF_IDENTITY
    if asked & set(token.scopes):  # an API's scope was asked for, and did not bring its audience
        return suggests(*seen, weight=86)
    return proves(*seen, weight=87)


def _keycloak(facts: Facts) -> Sighting | None:
    pair = _audiences(facts)
    token = facts.token
    if not pair or token is None or "/realms/" not in token.issuer or "account" not in token.audience:
        if (
            token is not None
            and token.audience == ("account",)
            and "/realms/" in token.issuer
            and facts.says(_AUDIENCE)
        ):
            return suggests("aud is account, as Keycloak writes it without a mapper", weight=84)
        text = r"\b(?:got|but was|was|received|found|audiences?:?)\b[\s:=\['\"(]{1,6}account\b"
        if (
            token is None
            and facts.says(r"aud")
            and (facts.says(text) or (facts.logged(r"\baud\b[\"': =\[]{1,5}account\b")))
        ):
            return suggests("the refusal says that aud is account, as Keycloak writes it without a mapper", weight=76)
        return None
    azp = token.claims["azp"].text
    seen = [*_shown(pair)] + ([f"azp is {quoted(azp)}"] if azp else [])
    return proves(*seen, weight=89) if token.audience == ("account",) else suggests(*seen, weight=74)


def _not_given(facts: Facts) -> Sighting | None:
    token = facts.token
    parties = parties_of(facts)
    if token is None or not any(token.audience) or (parties.expected_audience and not parties.configured):
        return None
    if not facts.says(_AUDIENCE) or facts.self_signed:
        return None
    seen = "the token has aud " + ", ".join(quoted(name) for name in token.audience[:3])
    calls = calls_of_verifiers(living_code(facts) + "\n" + "\n".join(facts.bundle.log[:400]))
    if not calls and not facts.bundle.verifier.mapping:
        return None
    bare = next((call for call in calls if "aud" not in call.lower()), "")
    if bare:
        evidence = (seen, f"the verifier was called without an audience: {quoted(bare[:80])}")
        plain = len(calls) == 1 and shows_all_its_options(bare)
        return sighted(*evidence, weight=87, sure=plain)
    library = re.search(r"pyjwt|python-jose|authlib|flask|django", facts.bundle.software.lower())
    compared = facts.says(r"doesn't match|does not match|mismatch|expected")  # with what it was told to expect
    if (library or facts.says(r"invalidaudience|invalid audience")) and not compared:
        return suggests(seen, "the verifier was called without an audience", weight=86)
    return suggests(seen, "no audience is set at the verifier", weight=80 if library else 62)


CAUSES = (
    Cause("jwt.iss_trailing_slash", Who.RECEIVER, "The two issuers differ by a slash at the end",
          ("Write the expected issuer exactly as it stands in the token.",),
          "Print both issuers in quotation marks.", unless_configured(_slash),
          explains_away=("jwt.wrong_issuer", "jwt.iss_typo")),
    Cause("jwt.azure_v1_v2_issuer", Who.RECEIVER, "The token is of another version of Microsoft's issuer than the receiver expects",
          ("Set requestedAccessTokenVersion to 2 in the API's manifest, or accept the issuer of version 1 too.",),
          "Look at the claims iss and ver.", unless_configured(_azure),
          explains_away=("jwt.wrong_issuer", "jwt.iss_typo", "jwt.kid_unknown_stale_jwks_cache", "oauth.internal_vs_public_issuer",
                         "oauth.wrong_environment", "jwt.aud_wrong_identifier", "jwt.verifier_bug")),
    Cause("jwt.iss_typo", Who.RECEIVER, "The expected issuer is misspelt",
          ("Correct the setting: copy the issuer out of the token or the discovery document.",),
          "Print both issuers in quotation marks.", unless_configured(_typo),
          explains_away=("jwt.wrong_issuer",)),
    Cause("jwt.verifier_setting_undefined", Who.RECEIVER, "A setting of the verifier was not loaded: it expects nothing",
          ("Load the setting, and fail at start when it is absent.",),
          "Print the value that the verifier is given.", _undefined,
          explains_away=("jwt.wrong_issuer", "jwt.wrong_audience", "jwt.iss_typo", "jwt.aud_wrong_identifier", "jwt.verifier_audience_not_given",
                         "jwt.keycloak_aud_account", "jwt.aud_scope_not_requested", "jwt.iss_trailing_slash", "oauth.wrong_environment",
                         "oauth.internal_vs_public_issuer")),
    Cause("jwt.wrong_issuer", Who.RECEIVER, "The token was issued by another issuer than the receiver trusts",
          ("Accept the issuer that really signs, or get the token from the one that is trusted.",),
          "Compare iss with the setting.", unless_configured(_issuer)),
    Cause("jwt.keycloak_aud_account", Who.ISSUER, 'Keycloak wrote aud "account": no audience mapper is set',
          ("Add an audience mapper for the API to the client (or its client scope).", "Or check azp instead of aud."),
          "Look at aud and azp.", unless_configured(_keycloak),
          explains_away=("jwt.wrong_audience", "jwt.id_token_used_as_access_token", "jwt.aud_wrong_identifier")),
    Cause("jwt.aud_scope_not_requested", Who.CALLER, "The API's scope was not asked for, so the token is not for the API",
          ("Ask for the API's scope in the authorization request; the issuer then adds the API to aud.",),
          "Compare the scope of the authorization request with the API's.", unless_configured(_scope_not_asked),
          explains_away=("jwt.wrong_audience", "oauth.missing_scope", "jwt.aud_wrong_identifier", "oauth.scope_claim_not_mapped")),
    Cause("jwt.aud_wrong_identifier", Who.RECEIVER, "aud names the same API in another way than the receiver expects",
          ("Expect the identifier that the issuer writes.",),
          "Compare both identifiers with the API's registration.", unless_configured(_identifier),
          explains_away=("jwt.wrong_audience",)),
    Cause("jwt.aud_missing", Who.ISSUER, "The token has no audience",
          ("Define the API as a resource at the issuer, so that it is written into aud.",),
          "Decode the payload and look for aud.", _missing,
          explains_away=("jwt.wrong_audience", "jwt.verifier_audience_not_given")),
    Cause("jwt.verifier_audience_not_given", Who.RECEIVER, "The token has an audience, and the verifier was not told which one to expect",
          ("Pass the audience: jwt.decode(token, key, algorithms=[...], audience=AUDIENCE)",),
          "Look at the call that verifies.", _not_given,
          explains_away=("jwt.wrong_audience", "jwt.verifier_bug", "jwt.keycloak_aud_account")),
    Cause("jwt.wrong_audience", Who.CALLER, "The token is for another audience",
          ("Ask for a token for this API, or correct the audience that it expects.",),
          "Compare aud with the setting.", unless_configured(_audience)),
)  # fmt: skip

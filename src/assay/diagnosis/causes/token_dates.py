"""The dates in the token: expired, from the future, too long, in the wrong unit or of the wrong type."""

from __future__ import annotations

import re

from assay.diagnosis.causes.cause import Cause, Sighting, Who, proves, sighted, suggests
from assay.diagnosis.facts.gathered import Facts
from assay.diagnosis.facts.http import host_of
from assay.diagnosis.facts.instants import show_instant, show_span, whole_hours
from assay.diagnosis.facts.quoting import quoted
from assay.diagnosis.facts.token_form import TokenForm
from assay.diagnosis.facts.told_dates import EARLIEST, EXPIRED, LATEST, date_told_as_text
from assay.diagnosis.json_view import leaves
from assay.diagnosis.pattern import Pattern

MEANT = 300  # seconds: who sets nbf so much later than iat does it on purpose
SENSIBLE = 60  # seconds: a shorter lifetime is hardly meant
_OF_A_TYPE = r"\b(?:exp|nbf|iat)\b|expir|\bdates?\b|\btime|numeric|integer|\bnumber|\bstring|\btype|malformed|decod|pars(?:e|ing)|format|unmarshal|convert|claim|compar"
_EARLY = r"not (?:yet )?(?:valid|active) (?:yet|before|until)|not yet (?:valid|active|usable)|in the future|before (?:its |the )?(?:nbf|not ?before|start|issued)|\bnbf\b|\biat\b|issued at|too early|immature|idx10222"
_TOO_LONG = r"too far in the future|short-lived|lifetime|too long|max(?:imum)?[^\n]{0,30}(?:age|life|expir)|reasonable timeframe|longer than|exceed"
_AT_THE_EPOCH = (
    r"\b1970\b|expired (?:by|since|for)?\s*(?:4\d{5}|5\d{5})(?:\.\d+)?\s?h|expired (?:by )?(?:1[89]|2[01])\d{3} days"
)
_ADDED = Pattern(r"(?:currentTimeMillis\(\)|Date\.now\(\)|getTime\(\))\s*\+\s*(\d{3,9})\b")
# Said by the registries of AWS alone.
_ECR_ENDED = r"your authorization token has expired\. reauthenticate"
_ECR_FIX = (
    "Sign in to the registry again:",
    "aws ecr get-login-password --region REGION | docker login --username AWS --password-stdin ACCOUNT.dkr.ecr.REGION.amazonaws.com",
)
# (host of the provider, most seconds between iat and exp that it takes)
_MAXIMA = (
    ("api.github.com", 600),
    ("api.appstoreconnect.apple.com", 1_200),
    ("api.storekit.itunes.apple.com", 3_600),
    ("api.storekit-sandbox.itunes.apple.com", 3_600),
    ("oauth2.googleapis.com", 3_600),
    ("accounts.google.com", 3_600),
    ("www.googleapis.com", 3_600),
    ("api.music.apple.com", 15_777_000),
    ("appleid.apple.com", 15_777_000),
    ("api.push.apple.com", 3_600),
)
_SAY_SO = ("api.github.com", "of GitHub", "googleapis.com", "accounts.google.com")
"""Who names it in the answer when a lifetime is over the maximum."""
_MAXIMA_BY_AUDIENCE = {"appstoreconnect-v1": 1_200, "https://oauth2.googleapis.com/token": 3_600}


def dated(facts: Facts) -> TokenForm | None:
    """The token, when its claims can be read."""
    return facts.token if facts.claims_of_token else None


def handed_out_at(facts: Facts, token: TokenForm) -> float | None:
    """When the recorded answer that has this token was given, by the issuer's clock, as epoch seconds; None without one."""
    for exchange in facts.oauth.issuing:
        if token.bare and token.bare in {value for _, value in exchange.response.issued}:
            return exchange.response.date if exchange.response.date is not None else exchange.at
    return None


def _maximum(facts: Facts, token: TokenForm) -> tuple[float, str] | None:
    limit = facts.bundle.verifier["max_lifetime_seconds"].number
    if limit:
        return limit, "the receiver's maximum"
    asked = facts.exchanges if facts.failing is None else (facts.failing,)
    hosts = {exchange.request.host for exchange in asked} | {host_of(name) for name in token.audience}
    for host, seconds in _MAXIMA:
        if host in hosts:
            return seconds, f"the maximum of {host}"
    for name in token.audience:
        if name in _MAXIMA_BY_AUDIENCE:
            return _MAXIMA_BY_AUDIENCE[name], f"the maximum for the audience {name}"
    if facts.says(r"'expiration time' claim"):
        return 600, "the maximum of GitHub"
    return None


def _is_string(facts: Facts) -> Sighting | None:
    token = dated(facts)
    if token is None:
        told = date_told_as_text(facts)
        return suggests(f"the refusal says {quoted(told)}: a date that is a text", weight=80) if told else None
    texts = [name for name in ("exp", "nbf", "iat") if isinstance(token.claims[name].raw, str)]
    if not texts:
        return None
    seen = f"the claim {texts[0]} is a JSON string, where a number is wanted"
    ends = re.fullmatch(r"\s*(\d{10})(?:\.\d+)?\s*", token.claims["exp"].text)
    if ends and facts.now is not None and float(ends.group(1)) < facts.now and facts.says(r"expired"):
        return suggests(seen, weight=60)  # whoever says so has read the date
    # There are readers that take it: what refuses without a word of it may have read the date as well.
    about_it = not facts.complaint.text or facts.says(_OF_A_TYPE) or facts.laboratory.outcome == "passed"
    return proves(seen, weight=93) if about_it else suggests(seen, weight=90)


def _milliseconds(facts: Facts) -> Sighting | None:
    token = dated(facts)
    if token is None:
        code = "\n".join(raw[:50_000].decode("utf-8", "replace") for raw in facts.bundle.files.values())
        made = re.search(
            r"\bexp['\"]?\s*[:=]\s*(?:Date\.now\(\)|System\.currentTimeMillis\(\)|new Date\(\)\.getTime\(\))\s*\+[^/\n]*$",
            code,
            re.MULTILINE,
        )
        return (
            suggests(f"the code writes milliseconds: {made.group(0).strip()[:80]}", weight=82, warns=True)
            if made
            else None
        )
    for name in ("exp", "iat", "nbf"):
        value = token.instant(name)
        if value is not None and value >= LATEST:
            seen = f"{name} is {value:.0f}: as seconds it lies after the year 5000, as milliseconds it is {show_instant(value / 1000)}"
            # The last day of the year 9999 stands for "never", and a receiver that only compares takes any late date.
            told = not facts.complained_of or facts.says(f"{_OF_A_TYPE}|{_TOO_LONG}|future|overflow|range")
            if not told or not 1e12 <= value < 1e13:
                return suggests(seen, weight=90 if value >= 1e12 else 60, warns=name == "exp")
            return proves(seen, weight=92, warns=name == "exp")
    return None


def _duration(facts: Facts) -> Sighting | None:
    token = dated(facts)
    expires = token.instant("exp") if token else None
    if token is None and facts.says("expir") and facts.says(_AT_THE_EPOCH):
        return suggests("by the refusal's own words exp lies at the beginning of 1970", weight=84)
    if expires is None or not 0 <= expires < EARLIEST:
        return None
    seen = f"exp is {expires:g}: as a date that is {show_instant(expires)}, as a duration {show_span(expires)}"
    # 0 may stand for "never", and 20261231 for a day.
    return proves(seen, weight=92) if 30 <= expires < 19_000_101 or expires > 20_991_231 else suggests(seen, weight=80)


def _zero(facts: Facts) -> Sighting | None:
    token = dated(facts)
    expires, issued = (token.instant("exp"), token.instant("iat")) if token else (None, None)
    begins = token.instant("nbf") if token else None
    if expires is not None and issued is None and begins == expires and EARLIEST <= expires < LATEST:
        return proves("exp equals nbf: the token was never valid", weight=91)
    if expires is None or issued is None or expires > issued or expires < EARLIEST or issued >= LATEST:
        return None
    if _wanted_lifetime(facts) and issued == expires and (_wanted_lifetime(facts) or 0) < 1_000:
        return suggests("exp equals iat", weight=66)
    seen = "exp equals iat" if expires == issued else f"exp lies {show_span(issued - expires)} before iat"
    return proves(f"{seen}: the token was never valid", weight=91)


_OF_OTHER_THINGS = (
    r"(?i)refresh|cache|pool|\bdb_|database|redis|connection|retr(?:y|ies)|keep_?alive|dns|otp|invite|reset|lock|cert"
)
"""What has a lifetime and is no token that is sent."""


def _wanted_lifetime(facts: Facts) -> float | None:
    """The lifetime that a setting or the answer's expires_in asks for, in seconds."""
    for exchange in facts.oauth.issuing:
        answer = exchange.response.json
        stated = answer["expires_in"].number
        if (
            stated
            and facts.token is not None
            and facts.token.carried in {answer["access_token"].text, answer["id_token"].text}
        ):
            return stated
    named = [*leaves(facts.bundle.settings.raw), *facts.bundle.environment.items()]
    texts = [raw.decode("utf-8", "replace") for name, raw in facts.bundle.files.items() if not name.endswith(".pem")]
    for text in texts:
        named += re.findall(
            r"(expires?_?in|max_?age|ttl|lifetime)['\"]?\s*[:=]\s*['\"]?(\d+\s*[smhd]?)\b", text, re.IGNORECASE
        )
        named += [("ttl", found) for found in _ADDED.findall(text)]
    for name, value in named:
        if re.search(r"expir|ttl|lifetime|max_?age|duration|valid", str(name), re.IGNORECASE) and not re.search(
            _OF_OTHER_THINGS, str(name)
        ):
            wanted = _seconds_of(value)
            if wanted:
                return wanted * _unit_in(str(name)) if str(value).strip().isdigit() else wanted
    return None


def _unit_in(name: str) -> float:
    """The unit that the name of a setting ends in, in seconds: JWT_TTL_MINUTES, expiresInHours."""
    match = re.search(r"(?:_|\b|[a-z])(millis(?:econds)?|ms|minutes?|mins?|hours?|days?)$", name, re.IGNORECASE)
    unit = match.group(1).lower() if match else ""
    if unit.startswith(("milli", "ms")):
        return 0.001
    return {"m": 60.0, "h": 3_600.0, "d": 86_400.0}.get(unit[:1], 1.0)


def _seconds_of(value: object) -> float | None:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    match = (
        re.fullmatch(r"\s*(\d{1,9})\s*(ms|s|m|min|h|d|days?|hours?|minutes?)?\s*", value)
        if isinstance(value, str)
        else None
    )
    if match is None:
        return None
    unit = {"m": 60, "h": 3_600, "d": 86_400}.get((match.group(2) or "s")[0], 1)
    return float(match.group(1)) * unit


def _unit(facts: Facts) -> Sighting | None:
    token = dated(facts)
    lifetime = token.lifetime if token else None
    if token is None and facts.says(EXPIRED):
        bare = re.search(
            r"expiresIn['\"]?\s*[:=]\s*['\"]\d+['\"]",
            "\n".join(raw[:50_000].decode("utf-8", "replace") for raw in facts.bundle.files.values()),
        )
        return (
            suggests(f"a lifetime without a unit, in quotation marks, counts milliseconds: {bare.group(0)}", weight=84)
            if bare
            else None
        )
    if token is None or lifetime is None or not 0 <= lifetime <= 700 or (token.instant("exp") or 0) >= LATEST:
        return None
    wanted = _wanted_lifetime(facts)
    if wanted and wanted < SENSIBLE and not wanted.is_integer() and abs(lifetime - wanted) <= 1:
        # 3600 under a name that counts milliseconds
        return suggests(
            f"exp - iat is {lifetime:g} s: the setting counts milliseconds, and holds {wanted * 1_000:g}", weight=84
        )
    if wanted and wanted >= 600 and abs(lifetime - wanted / 1_000) <= max(1.0, lifetime * 0.02):
        seen = f"exp - iat is {lifetime:g} s, a thousandth of the {wanted:g} that is asked for"
        over = (
            facts.says(
                EXPIRED
                + r"|logged out|signed out|session|(?:thrown|kicked|log(?:s|ged)?|sign(?:s|ed)?)(?: \w+)? out|stay (?:in|logged|signed)"
            )
            or not facts.complaint.text
            or (facts.now is not None and (token.instant("exp") or facts.now) < facts.now)
        )
        if facts.self_signed or (not over and not facts.complained_of):
            return suggests(seen, weight=60)
        # Whole minutes may be what was meant, by a setting that counts milliseconds.
        return sighted(seen, weight=92, sure=over and lifetime % 60)
    if wanted and lifetime and wanted in {lifetime * 60, lifetime * 3_600}:
        return suggests(
            f"exp - iat is {lifetime:g} s where {wanted:g} s are asked for: the unit was left out", weight=86
        )
    if wanted and abs(lifetime - wanted) <= 1:
        return None
    by_itself = facts.bundle.use in {"client_assertion", "dpop_proof"} or token.place.startswith("the parameter")
    if 0 < lifetime <= 100 and not by_itself and facts.says(EXPIRED + "|401"):
        return suggests(f"exp - iat is only {lifetime:g} s", weight=74 if lifetime <= 30 else 62)
    return None


def _expired(facts: Facts) -> Sighting | None:
    if facts.token is None:
        return _told_to_be_over(facts)
    token = dated(facts)
    expires = token.instant("exp") if token else None
    if token is None or expires is None or facts.now is None or not EARLIEST <= expires < LATEST:
        return None
    over = facts.now - expires - facts.leeway
    if over < 0:
        return None
    seen = f"exp is {show_instant(expires)}, {show_span(facts.now - expires)} before the evidence's clock"
    evidence = [seen]
    if token.lifetime and token.lifetime > 0:
        evidence.append(f"the token was made for {show_span(token.lifetime)}")
    if facts.laboratory.outcome == "failed":
        return suggests(*evidence, weight=55)
    given = handed_out_at(facts, token)
    if given is not None and (expires < given - 900 or (expires <= given + 2 and _zero(facts) is not None)):
        return suggests(*evidence, weight=40)  # it was over when it was handed out: nobody missed to renew it
    if facts.complaint.text and not facts.bundle.token and facts.aws.codes:
        return suggests(*evidence, weight=60)  # AWS refused credentials of its own
    if facts.self_signed and facts.oauth.token_requests:
        return suggests(*evidence, weight=60)  # an assertion is not refreshed but made again
    if token.lifetime is not None and token.lifetime < SENSIBLE and not _wanted_lifetime(facts):
        return suggests(*evidence, weight=72)  # no such token is made on purpose, but for assertions and proofs
    if _unit(facts) is not None:
        return suggests(*evidence, weight=60)  # it ended so soon that its end is not what has to be told
    about_it = facts.says(EXPIRED + r"|token|jwt|session|bearer|\b401\b|unauthori")
    if not token.carried and facts.complaint.technical and not about_it:
        return suggests(*evidence, weight=60)  # claims that somebody printed, beside a refusal of something else
    if facts.says(EXPIRED) or facts.observed != "refused":
        return proves(*evidence, weight=82)
    return suggests(*evidence, weight=72)


def _told_to_be_over(facts: Facts) -> Sighting | None:
    """Without the token: the refusal itself says when it ended, or whose sign-in it is."""
    if facts.says(_ECR_ENDED):
        return suggests("a registry of AWS says that its sign-in is over: it holds for 12 h", weight=58, fix=_ECR_FIX)
    from assay.diagnosis.facts.told_expiry import told_expiry

    told = told_expiry(facts)
    if told is None or told.over is None or told.over <= 0:
        return None
    when = f"the refusal says that it ended at {show_instant(told.ended)}, " if told.ended is not None else ""
    seen = f"{when}{show_span(told.over)} before it was refused"
    # A difference of whole hours may be a time zone as well.
    return suggests(seen, weight=52 if whole_hours(told.over) else 62)


def _not_yet(facts: Facts) -> Sighting | None:
    token = dated(facts)
    for name in ("nbf", "iat"):
        start = token.instant(name) if token is not None else None
        if token is None or facts.now is None or start is None or start >= LATEST:
            continue
        early = start - facts.now
        if facts.leeway < early < 3_000:
            seen = f"{name} is {show_instant(start)}, {show_span(early)} after the verifier's clock (leeway {facts.leeway:g} s)"
            if facts.self_signed or not facts.bundle.verifier.mapping:
                return suggests(seen, weight=76)  # whose clock is off, nobody has looked at
            date = facts.failing.response.date if facts.failing else None
            reached = date is not None and start <= date + facts.leeway  # by the receiver's own clock
            issued = token.instant("iat")
            meant = name == "nbf" and issued is not None and start - issued > MEANT
            said = facts.says(_EARLY) or (not facts.complaint.text and facts.observed != "refused")
            return proves(seen, weight=84) if said and not (reached or meant) else suggests(seen, weight=70)
    told = "the receiver's clock is behind the issuer's, it says"
    if facts.says("used before issued"):
        return suggests(told, weight=62)
    too_soon = r"used too early|issued in the future|not yet (?:valid|active)|immaturesignature|idx10222"
    return suggests(told, weight=56) if token is not None and facts.says(too_soon) else None


_ABOUT_IAT = r"\biat\b|issued at"


def _ahead(facts: Facts) -> Sighting | None:
    token = dated(facts)
    issued = token.instant("iat") if token else None
    behind = -(facts.server_ahead or 0.0)
    if token is None or issued is None or issued >= LATEST:
        return None
    at_token_endpoint = facts.failing is None or facts.failing in facts.oauth.token_requests
    own = facts.bundle.use == "client_assertion"
    if token.place.startswith("the parameter") or (own and at_token_endpoint):
        return None  # an assertion at a token endpoint has its own cause
    date = facts.failing.response.date if facts.failing else None
    maximum = _maximum(facts, token)
    if date is not None and (own or maximum) and 5 <= issued - date < 1_800 and behind < 5:
        behind = issued - date  # the caller made the token itself: what its clock said stands in iat
    if date is None or behind < 5 or issued <= date - 5 or whole_hours(behind):
        return None
    seen = [
        f"the server's clock says {show_instant(date)}, and iat is {show_instant(issued)}, {show_span(issued - date)} later"
    ]
    if maximum and (token.lifetime or 0) >= maximum[0] - 5:
        told_of_iat = token.lifetime is not None and token.lifetime <= maximum[0] and facts.told(_ABOUT_IAT)
        return suggests(*seen, weight=76 if told_of_iat and not facts.says(_TOO_LONG) else 64)
    seen.append(f"the local clock is {show_span(behind)} ahead of the server's")
    if facts.says(_TOO_LONG) or facts.says(_EARLY):
        return proves(*seen, weight=86)
    return suggests(*seen, weight=86 if behind > 60 else 60)  # not every receiver looks at iat


def _too_long(facts: Facts) -> Sighting | None:
    token = dated(facts)
    lifetime = token.lifetime if token else None
    maximum = _maximum(facts, token) if token else None
    if token is None or not maximum:
        if token is not None and lifetime and facts.says(r"too far in the future|lifetime.{0,30}(?:exceed|too long)"):
            return suggests(
                f"the token is made for {show_span(lifetime)}, and the receiver finds that too long", weight=66
            )
        return None
    if lifetime is None or (token.instant("exp") or 0) >= LATEST:
        return None
    limit, whose = maximum
    if lifetime < limit - 5:
        return None
    date = facts.failing.response.date if facts.failing else None
    evidence = [f"exp - iat is {lifetime:g} s, and {whose} is {limit:g} s"]
    if date is not None and (token.instant("exp") or 0) > date + limit:
        evidence.append(f"by the server's clock exp lies {(token.instant('exp') or 0) - date:g} s ahead")
    if date is not None and lifetime <= limit and (token.instant("exp") or 0) <= date:
        return suggests(*evidence, weight=40)  # it is not too long, but over
    early = date is not None and (token.instant("iat") or 0) >= date + 5
    if facts.says(r"(?<!not )expired") and not facts.says(_TOO_LONG):
        return suggests(*evidence, weight=50)  # an end that lies too far ahead is not over
    if lifetime > limit or (date is not None and not early and (facts.says(_TOO_LONG) or len(evidence) > 1)):
        silent = whose.endswith(_SAY_SO) and facts.complaint.technical and not facts.says(_TOO_LONG)
        return suggests(*evidence, weight=84) if silent else proves(*evidence, weight=88)
    if early and facts.told(_ABOUT_IAT) and not facts.says(_TOO_LONG):
        return suggests(*evidence, weight=40)  # the refusal is about iat, and that lies ahead
    # At the limit exactly, a clock that is ahead shows the same.
    return suggests(*evidence, weight=68 if not facts.says(_TOO_LONG) else 74 if early else 84)


CAUSES = (
    Cause("jwt.numeric_date_is_string", Who.ISSUER, "A date in the token is a text instead of a number",
          ("Write exp, nbf and iat as JSON numbers of seconds (RFC 7519 section 2).",),
          "Decode the payload and look whether exp stands in quotation marks.", _is_string,
          explains_away=("jwt.verifier_bug",)),
    Cause("jwt.exp_in_milliseconds", Who.ISSUER, "The token's dates are in milliseconds",
          ("Divide by 1000 at the issuer: Math.floor(Date.now() / 1000)",),
          "Count the digits of exp: seconds have 10, milliseconds 13.", _milliseconds,
          explains_away=("jwt.lifetime_over_server_maximum", "jwt.verifier_bug", "jwt.clock_skew_not_yet_valid")),
    Cause("jwt.exp_is_duration", Who.ISSUER, "exp holds a duration instead of a date",
          ("Write now + lifetime: int(time.time()) + 600",),
          "Decode the payload and compare exp with the present time.", _duration,
          explains_away=("jwt.expired_not_refreshed", "jwt.zero_lifetime", "jwt.lifetime_unit_wrong")),
    Cause("jwt.zero_lifetime", Who.ISSUER, "The token expires when it is issued, or before",
          ("Give the token a lifetime: exp = iat + lifetime.",),
          "Decode the payload and subtract iat from exp.", _zero,
          explains_away=("jwt.expired_not_refreshed", "jwt.lifetime_unit_wrong")),
    Cause("jwt.lifetime_unit_wrong", Who.ISSUER, "The token lives a thousandth of the time that was meant",
          ("Name the unit ('15m'), or give the number in the unit that the library wants.",),
          "Subtract iat from exp and compare with the lifetime that is set.", _unit,
          explains_away=("jwt.expired_not_refreshed", "jwt.zero_lifetime")),
    Cause("jwt.expired_not_refreshed", Who.CALLER, "The token has expired and was not renewed",
          ("Get a new token a little before exp, and once more on a 401.",),
          "Compare exp with the receiver's clock.", _expired),
    Cause("jwt.clock_skew_not_yet_valid", Who.RECEIVER, "The token comes from the future of the receiver's clock",
          ("Synchronise the clocks of issuer and receiver (NTP).", "Allow a small leeway (30 to 60 s)."),
          "Compare the receiver's clock with iat and nbf.", _not_yet),
    Cause("jwt.client_clock_ahead", Who.CALLER, "The clock of the machine that signs is ahead of the server's",
          ("Synchronise the signer's clock.", "Set iat 60 s back."),
          "Compare the Date header of any answer with the local clock.", _ahead,
          explains_away=("jwt.clock_skew_not_yet_valid", "oauth.assertion_clock_skew")),
    Cause("jwt.lifetime_over_server_maximum", Who.CALLER, "The token's lifetime is at or over what the server allows",
          ("Make it shorter than the maximum by a minute.", "Set iat 30 to 60 s back and count exp from the real time."),
          "Compare exp - iat with the provider's documented maximum.", _too_long,
          explains_away=("jwt.client_clock_ahead",)),
)  # fmt: skip

"""Regions that an account must opt in to: a session of version 1 there, a region not enabled, or not in the account that calls."""

from __future__ import annotations

import re

from assay.diagnosis.causes.aws_places import DENIED
from assay.diagnosis.causes.cause import Cause, Sighting, Who, sighted, suggests
from assay.diagnosis.facts.aws_hosts import OPT_IN_REGIONS, regions_in
from assay.diagnosis.facts.gathered import Facts
from assay.diagnosis.facts.quoting import line_shown, quoted
from assay.diagnosis.json_view import leaves

_PERMANENT_WORKS = r"(?:iam user|user's|permanent|static|long.?(?:lived|term)|access) (?:access )?keys?[^\n.;]{0,24}(?:work|pass|succeed|\bok\b|fine)"
_VERSION_1 = ("FwoG", "FQoG", "FQoD", "AgoG", "AQoE", "AQoD")
_ACCOUNT = re.compile(r"(?<![\w-])\d{12}(?!\d)")
_IN_A_NAME = re.compile(r"[^\n:]{0,120}?(?<!\d)(\d{12})(?!\d)")
"""The account of whose state a file holds, in the file's name."""
_REGION_STATE = re.compile(
    r"\b(?:ENABLED(?:_BY_DEFAULT)?|DISABLED|DISABLING|ENABLING|not-opted-in|opted-in|not enabled|not opted in)\b",
    re.IGNORECASE,
)
_REFUSES = re.compile(
    r"error|exception|traceback|invalid|denied|refus|fail|unauthori[sz]ed|not able to|unrecogni[sz]ed|\b40[013]\b",
    re.IGNORECASE,
)


def _works_elsewhere(facts: Facts) -> str:
    """A default region in which the same key passed; empty where none is seen."""
    aws = facts.aws
    for one in aws.granted:
        region = one.region or "us-east-1"
        if one.key_id == aws.key_id and region != aws.region and region not in OPT_IN_REGIONS:
            return region
    for _, line in facts.log:
        for region in regions_in(line):
            if (
                region not in OPT_IN_REGIONS
                and region != aws.region
                and re.search(r"->\s*200|\bok\b|works|success|passes|200 OK", line, re.IGNORECASE)
            ):
                return region
    return _passed_before(facts) if not aws.region and _region_reached(facts) in OPT_IN_REGIONS else ""


def _in_opt_in(facts: Facts) -> str:
    aws = facts.aws
    region = aws.region or next(
        (one for one in regions_in(facts.symptom + " " + facts.bundle.command) if one in OPT_IN_REGIONS), ""
    )
    if not region and not aws.failing:
        region = _region_reached(facts)
    if not region and not aws.failing:
        named = (*(one for _, one in aws.configured_regions), *_regions_of_programs(facts))
        region = next((one for one in named if one in OPT_IN_REGIONS), "")
    return region if region in OPT_IN_REGIONS and aws.said(*DENIED) else ""


def _region_reached(facts: Facts) -> str:
    """The region at which the log of a program that goes through several ends or complains; empty where it names one only."""
    named = [(regions_in(line), line) for line in facts.bundle.log]
    reached = [(regions[0], line) for regions, line in named if len(set(regions)) == 1]
    if len({region for region, _ in reached}) < 2:
        return ""
    complaining = [region for region, line in reached if _REFUSES.search(line)]
    return (complaining or [region for region, _ in reached])[-1]


def _passed_before(facts: Facts) -> str:
    """A default region that the log of such a program left behind without a complaint; empty where there is none."""
    left = ""
    for line in facts.bundle.log:
        regions = set(regions_in(line))
        if _REFUSES.search(line):
            left = ""
        elif len(regions) == 1 and (region := regions.pop()) not in OPT_IN_REGIONS:
            if left and left != region:
                return left
            left = region
    return left


def _regions_of_programs(facts: Facts) -> tuple[str, ...]:
    """Regions that settings and the files of programs set."""
    found = [
        value.strip()
        for name, value in leaves(facts.bundle.settings.raw)
        if isinstance(value, str) and name.lower().endswith("region")
    ]
    for raw in facts.bundle.files.values():
        if b"egion" in raw or b"EGION" in raw:
            set_there = re.findall(
                r"(?i)region\w*[\"']?\s*[:=(]([^\n]{1,300})", raw[:50_000].decode("utf-8", "replace")
            )
            found += [region for text in set_there for region in regions_in(text)]
    return tuple(found)


def _from_global_sts(facts: Facts) -> str:
    """What says that the session came from the global STS endpoint; empty where nothing does."""
    token = facts.aws.session_token or ""
    if facts.bundle.environment.get("AWS_STS_REGIONAL_ENDPOINTS") == "legacy":
        return "AWS_STS_REGIONAL_ENDPOINTS is legacy"
    for file in facts.aws.files:
        if any(members.get("sts_regional_endpoints", "").strip() == "legacy" for members in file.sections.values()):
            return f"{file.place} has sts_regional_endpoints = legacy"
    line = facts.logged(r"https://sts\.amazonaws\.com|sts\.amazonaws\.com/? .{0,40}(?:AssumeRole|GetSessionToken)")
    if line:
        return "the session was fetched from https://sts.amazonaws.com"
    if any(e.request.host == "sts.amazonaws.com" for e in facts.exchanges):
        return "the session was fetched from https://sts.amazonaws.com"
    return (
        f"the session token begins with {quoted(token[:4])}, as those of version 1 do"
        if token.startswith(_VERSION_1)
        else ""
    )


def _version_1(facts: Facts) -> Sighting | None:
    region = _in_opt_in(facts)
    if not region or facts.aws.is_permanent or not (facts.aws.is_session or not facts.aws.key_id):
        return None
    source = _from_global_sts(facts)
    failing = facts.aws.failing
    if failing is not None and failing.signed and not (failing.session_token or failing.names_token):
        return None
    permanent = facts.narrated(_PERMANENT_WORKS)
    if permanent and not source and (facts.aws.is_session or facts.says(r"assume|session|saml|\bsso")):
        return suggests(
            f"{quoted(region)} is an opt-in region", f"it is told: {quoted(permanent.group(0)[:80])}", weight=84
        )
    if not source:
        # The opaque text of a version 2 token begins otherwise; a token that nobody showed may be of either version.
        open_ = facts.aws.session_token in {None, ""} and (facts.aws.is_session or facts.says("assume|session"))
        return suggests(f"{quoted(region)} is an opt-in region", weight=57) if open_ else None
    seen = [f"{quoted(region)} is an opt-in region", source]
    elsewhere = _works_elsewhere(facts)
    if elsewhere:
        seen.append(f"the same session passes in {quoted(elsewhere)}")
    enabled = facts.logged(
        rf"{re.escape(region)}\W{{0,3}}(?:=|:|is)?\s*\W?ENABLED\b|{re.escape(region)}.{{0,40}}(?:opted.in|is enabled)"
    )
    if enabled:
        passed = any(one.key_id == facts.aws.key_id and one.region in OPT_IN_REGIONS for one in facts.aws.granted)
        # Enabled in one account may be another than the session's; what passes elsewhere is a session that is well.
        whole = bool(elsewhere) and not passed and _ACCOUNT.search(enabled[1]) is None
        return sighted(*seen, "the region is enabled in the account", weight=92, sure=whole)
    return suggests(*seen, weight=86)


def _not_enabled(facts: Facts) -> Sighting | None:
    region = _in_opt_in(facts)
    if not region:
        return None
    disabled = facts.logged(rf"{re.escape(region)}.{{0,40}}(?:disabled|not[-_ ]opted|not enabled)")
    elsewhere = _works_elsewhere(facts)
    seen = [f"{quoted(region)} is an opt-in region"]
    if disabled:
        return suggests(*seen, f"the log says: {line_shown(disabled[1])}", weight=90)
    if facts.aws.said("optinrequired"):
        return suggests(*seen, "the service says OptInRequired", weight=86)
    if elsewhere:
        seen.append(f"the same key passes in {quoted(elsewhere)}")
    if facts.aws.is_permanent:
        return suggests(*seen, weight=84 if elsewhere else 74)
    return suggests(*seen, weight=66 if elsewhere else 54)


def _not_in_source(facts: Facts) -> Sighting | None:
    region = _in_opt_in(facts)
    if not region:
        return None
    aws = facts.aws
    assume = (aws.failing is not None and (aws.failing.service == "sts" or aws.host.startswith("sts."))) or facts.says(
        r"assume[ -]?(?:iam )?role"
    )
    line = facts.logged(
        rf"(?:target|destination|other|member|source|calling|management|home)\w*.{{0,40}}account.{{0,80}}{re.escape(region)}|{re.escape(region)}.{{0,80}}(?:target|source|destination|member|calling|home)\w* account|account \d{{12}}.{{0,60}}{re.escape(region)}|{re.escape(region)}.{{0,60}}account \d{{12}}"
    )
    role = re.search(
        r"arn(?::|%3A)aws(?::|%3A)iam(?::|%3A){2}(\d{12})(?::|%3A)role",
        aws.failing.exchange.request.body if aws.failing else "",
    )
    if line and assume:
        return suggests(f"{quoted(region)} is an opt-in region", f"the log says: {line_shown(line[1])}", weight=91)
    told = _told_of_accounts(facts, region)
    if told and assume:
        return suggests(f"{quoted(region)} is an opt-in region", *told, weight=91)
    if role and assume:
        caller = re.search(
            r"<Account>(\d{12})</Account>|arn:aws:(?:iam|sts)::(\d{12}):",
            "".join(one.exchange.response.body for one in aws.granted),
        )
        seen = [
            f"{quoted(region)} is an opt-in region",
            f"the call asks STS there for a role in account {role.group(1)}",
        ]
        foreign = caller is not None and (caller.group(1) or caller.group(2)) != role.group(1)
        return suggests(*seen, weight=87 if foreign else 80)
    named = _role_of_configuration(facts) if assume and not aws.is_session else ""
    if named:
        return suggests(
            f"{quoted(region)} is an opt-in region", f"STS is asked there for the role {quoted(named)}", weight=80
        )
    return (
        suggests(f"{quoted(region)} is an opt-in region", f"the log says: {line_shown(line[1])}", weight=82)
        if line
        else None
    )


def _told_of_accounts(facts: Facts, region: str) -> tuple[str, ...]:
    """The lines that say of one account that the region is enabled, and of another that it is not."""
    told: dict[bool, tuple[str, str]] = {}
    files = (
        f"{name}: {line}"
        for name, raw in facts.bundle.files.items()
        if _IN_A_NAME.search(name)
        for line in re.split(r"[\n{}]", raw[:50_000].decode("utf-8", "replace"))
    )
    for line in (*facts.bundle.log, *files):
        number = (_ACCOUNT.search(line) or _IN_A_NAME.match(line)) if region in line else None
        state = _REGION_STATE.search(line) if number is not None else None
        if number is not None and state is not None:
            told[state.group(0).upper() in {"ENABLED", "ENABLED_BY_DEFAULT", "OPTED-IN"}] = (
                number.group(number.re.groups),
                line,
            )
    if len(told) < 2 or told[True][0] == told[False][0]:
        return ()
    return tuple(f"it is told: {line_shown(line)}" for _, line in told.values())


def _role_of_configuration(facts: Facts) -> str:
    """The role that the profile or the program is configured to assume; empty where none is."""
    wanted = facts.aws.profile or "default"
    for file in facts.aws.files:
        members = file.sections.get(f"profile {wanted}") or file.sections.get(wanted) or {}
        if members.get("role_arn"):
            return members["role_arn"].strip()
    for raw in facts.bundle.files.values():
        found = re.search(
            r"role_?[aA]rn[\"']?\s{0,10}[:=]\s{0,10}[\"']?(arn:aws:iam::\d{12}:role/[\w+=,.@/-]{1,120})",
            raw[:50_000].decode("utf-8", "replace"),
        )
        if found:
            return found.group(1)
    return ""


CAUSES = (
    Cause("aws.v1_token_in_optin_region", Who.CALLER, "A session of version 1 does not work in an opt-in region",
          ("Use the regional STS endpoint: AWS_STS_REGIONAL_ENDPOINTS=regional", "Or set the account's global endpoint to version 2: aws iam set-security-token-service-preferences --global-endpoint-token-version v2Token"),
          "Ask the account's owner whether the region is enabled; fetch the session from the regional endpoint and try again.", _version_1,
          explains_away=("aws.region_not_enabled", "aws.unknown_access_key", "aws.region_not_enabled_in_source_account", "aws.session_token_very_old")),
    Cause("aws.region_not_enabled_in_source_account", Who.ACCOUNT, "The region is not enabled in the account that calls",
          ("Enable the region in the calling account too, or call STS in a default region.",),
          "Ask the owner of the calling account whether the region is enabled there.", _not_in_source, owner_only=True,
          explains_away=("aws.region_not_enabled", "aws.unknown_access_key", "aws.v1_token_in_optin_region")),
    Cause("aws.region_not_enabled", Who.ACCOUNT, "The region is not enabled for the account",
          ("Enable it: aws account enable-region --region-name REGION",),
          "Ask the account's owner: aws account get-region-opt-status --region-name REGION", _not_enabled, owner_only=True,
          explains_away=("aws.unknown_access_key", "aws.key_deleted_or_rotated")),
)  # fmt: skip

"""Grants and their refresh tokens that the server no longer takes. Most of it only the server knows."""

from __future__ import annotations

import re
from itertools import combinations

from assay.diagnosis.causes.cause import Cause, Sighting, Who, suggests
from assay.diagnosis.facts.gathered import Facts
from assay.diagnosis.facts.instants import parse_instant, show_span
from assay.diagnosis.facts.quoting import line_shown
from assay.diagnosis.facts.redemptions import refreshes, same_token
from assay.diagnosis.json_view import leaves
from assay.diagnosis.pattern import any_of

DAY = 86_400
_GOOGLE = re.compile(r"(?:^|\.)(?:googleapis|google)\.com$")
_AT_ONCE = any_of(
    "(?:concurrent|parallel|simultaneous|race|two (?:tabs|processes|workers)).{0,60}refresh",
    "refresh.{0,60}(?:concurrent|parallel|twice|race|reuse)",
    "reuse (?:detected|detection)",
)
"""One refresh token was used twice at once."""
_NOT_KEPT = any_of(
    "(?:new|rotated|next) refresh token.{0,60}(?:received|returned|issued|not (?:stored|saved)|discard|ignored)",
    "refresh token.{0,80}(?:not (?:persisted|written|kept)|could not be (?:stored|saved)|discarded)",
    r"new refresh.?token[^\n]{0,40}(?:stored only|kept only|only the access|dropped|not used)",
    "old refresh token",
    "restored (?:from )?backup",
    "stale refresh",
)
"""The next refresh token was given, and not kept."""


def _refused_grant(facts: Facts) -> bool:
    return (
        facts.oauth.said("invalid_grant")
        or (facts.oauth.grant == "refresh_token" and facts.oauth.said("invalid_token"))
        or facts.says(
            r"refresh.{0,40}(?:fail|invalid|revoked|expired)|invalid refresh[_ ]?token|token_revoked|reuse|aadsts50173\b|aadsts70008[24]?\b"
        )
    )


def _race(facts: Facts) -> Sighting | None:
    refused = any(not use.granted for use in refreshes(facts))
    if not (refused or _refused_grant(facts)) and not any("invalid_grant" in line for _, line in facts.log):
        return None
    for one, two in combinations(refreshes(facts), 2):
        if same_token(one.value, two.value) and two.at - one.at <= 15 and (one.granted or not two.granted):
            apart = f"within {two.at - one.at:.1f} s" if two.at - one.at >= 0.1 else "in the same moment"
            seen = [f"the same refresh token was used twice {apart}"]
            later = [use for use in refreshes(facts) if use.at > two.at]
            if later and not any(use.granted for use in later):
                seen.append("after that every refresh is refused")
            return suggests(*seen, weight=90 if _refused_grant(facts) or not facts.claims_of_token else 60)
    if any(
        one.granted and same_token(one.value, two.value) and not two.granted
        for one, two in combinations(refreshes(facts), 2)
    ):
        return None  # its uses lie apart: reuse is what became of an older token, and no race
    line = facts.logged(_AT_ONCE)
    if (facts.says(r"reuse|already (?:been )?(?:used|redeemed|consumed)|rotated") and facts.says("refresh")) or line:
        return suggests(f"the log says: {line_shown(line[1])}" if line else "the refusal speaks of reuse", weight=74)
    return None


def _superseded(facts: Facts) -> Sighting | None:
    uses = refreshes(facts)
    for one, two in combinations(uses, 2):
        if (
            one.granted
            and one.successor
            and one.successor != one.value
            and same_token(one.value, two.value)
            and two.at - one.at > 15
            and not two.granted
        ):
            return suggests(
                f"{show_span(two.at - one.at)} before, the server gave a newer refresh token in exchange for this one",
                weight=88,
            )
        if (
            one.granted
            and same_token(one.value, two.value)
            and two.at - one.at > 15
            and not two.granted
            and not one.successor
        ):
            return suggests(f"this refresh token was redeemed {show_span(two.at - one.at)} before", weight=68)
    if not uses:
        return _superseded_by_log(facts)
    last = uses[-1]
    issued = [
        exchange.response.json["refresh_token"].text
        for exchange in facts.oauth.issuing
        if exchange.response.json["refresh_token"].text
    ]
    if (
        not last.granted
        and issued
        and not any(same_token(last.value, token) for token in issued[-1:])
        and (len(issued) > 1 or uses[0].granted)
    ):
        return suggests("the server's last answer held another refresh token than the one that is sent", weight=86)
    stored = _stored_elsewhere(facts, last.value)
    if not last.granted and stored:
        return suggests(stored, weight=84)
    line = facts.logged(_NOT_KEPT)
    return suggests(f"the log says: {line_shown(line[1])}", weight=80) if line and not last.granted else None


_NEW_TOKEN = re.compile(r"(?:new|next|rotated)\s+refresh[_ ]?token:?\s+['\"]?([\w./+~-]{6,200})", re.IGNORECASE)


_USED_TOKEN = re.compile(
    r"refresh\w*.{0,40}?\b(?:with|using|token)\W{1,3}([\w./+~-]{6,200}).{0,60}(?:invalid|40\d|fail|denied)"
)


def _superseded_by_log(facts: Facts) -> Sighting | None:
    """The log names the newer token, and a file or later line still has another one."""
    if not _refused_grant(facts):
        return None
    named = next(
        ((moment, line, match.group(1)) for moment, line in facts.log if (match := _NEW_TOKEN.search(line))), None
    )
    if named is None:
        return None
    moment, line, newer = named
    for later, other in facts.log:
        used = _USED_TOKEN.search(other)
        if used and not same_token(used.group(1), newer) and (later or 0) > (moment or 0):
            return suggests(f"the log says: {line_shown(line)}", f"and later: {line_shown(other)}", weight=86)
    for name, raw in facts.bundle.files.items():
        text = raw[:50_000].decode("utf-8", "replace")
        if re.search(r"refresh_?token", text, re.IGNORECASE) and newer not in text:
            return suggests(f"the log says: {line_shown(line)}", f"{name} still holds another refresh token", weight=84)
    return None


def _stored_elsewhere(facts: Facts, sent: str) -> str:
    for name, value in leaves(facts.bundle.settings.raw):
        if (
            isinstance(value, str)
            and re.search(r"(?:new|latest|last|current)\w*refresh", name, re.IGNORECASE)
            and value
            and not same_token(value, sent)
        ):
            return f"setting {name} holds a newer refresh token than the one that is sent"
    return ""


def _password(facts: Facts) -> Sighting | None:
    if facts.told("aadsts50173"):
        return suggests(
            "AADSTS50173: the grant is older than the last change of the user's password or sessions", weight=92
        )
    line = facts.logged(
        r"password.{0,30}(?:chang|reset|updat)|(?:chang|reset)\w* .{0,20}password|mfa.{0,20}(?:reset|enrol)|security info"
    )
    if line and _refused_grant(facts):
        return suggests(f"the log says: {line_shown(line[1])}", weight=88)
    if _refused_grant(facts) and facts.says(r"password"):
        return suggests("the refusal speaks of the password", weight=72)
    if facts.says(r"could not be authenticated or the grant is expired"):
        return suggests("the server wants the user to sign in again", weight=62)
    return None


# Google's own program is no app in Testing.
_OF_GCLOUD = r"\(gcloud\.|gcloud auth"


def _google(facts: Facts) -> Sighting | None:
    hosts = [exchange.request.host for exchange in facts.oauth.token_requests]
    named = facts.says(r"expired or revoked|\bgoogle|\bgmail|googleapis")
    if not any(_GOOGLE.search(host) for host in hosts) and not named:
        return None
    if not _refused_grant(facts) and not facts.says(r"expired or revoked"):
        return None
    if facts.oauth.grant_told not in {"", "refresh_token"} or facts.says(_OF_GCLOUD):
        return None
    age = _age_of_grant(facts)
    if age is not None:
        if abs(age - 7 * DAY) <= DAY:
            return suggests(
                f"the refresh token is {show_span(age)} old, and Google ends those of apps in Testing after 7 days",
                weight=91,
            )
        return suggests(f"the refresh token is {show_span(age)} old", weight=40)
    set_so = any(
        isinstance(value, str) and value.strip().lower() == "testing" and re.search(r"publish|consent|status", name)
        for name, value in leaves(facts.bundle.settings.raw)
    )
    if set_so or facts.logged(r"testing|publishing status|consent screen") or facts.says(r"testing"):
        return suggests("the evidence speaks of an app in Testing", weight=84)
    weekly = r"every (?:7 days|seven days|week)|(?:after|about|exactly) (?:7 days|seven days|a week|one week)|once a week|weekly|\b7 days\b"
    if facts.says(weekly) or facts.logged(weekly):
        return suggests(
            "it comes back after a week, and Google ends the refresh tokens of apps in Testing after 7 days", weight=82
        )
    return suggests("Google ends the refresh tokens of apps in Testing after 7 days", weight=48)


def _age_of_grant(facts: Facts) -> float | None:
    """Seconds since the refresh token was issued."""
    if facts.now is None:
        return None
    moments = [
        exchange.moment
        for exchange in facts.oauth.issuing
        if exchange.moment is not None and exchange.response.json.has("refresh_token")
    ]
    documents = [facts.bundle.settings.raw]
    from assay.diagnosis.json_view import parse_json

    documents += [parse_json(raw.decode("utf-8", "replace")).raw for raw in facts.bundle.files.values()]
    for document in documents:
        for name, value in leaves(document):
            if isinstance(value, str) and re.search(
                r"creat|obtain|issued|authori[sz]ed|saved|granted|consent", name, re.IGNORECASE
            ):
                moment = parse_instant(value)
                moments += [moment] if moment is not None else []
    line = facts.logged(r"consent|authori[sz]ed|sign(?:ed)?[- ]?in|login|logged in|first|refresh[ _]token")
    if not moments and line and line[0] is not None:
        moments.append(line[0])
    return facts.now - min(moments) if moments else None


def _revoked(facts: Facts) -> Sighting | None:
    if not _refused_grant(facts) or facts.oauth.grant in {"authorization_code", "client_credentials"}:
        return None
    if facts.says(r"retrieving token from sso"):
        return None  # botocore's own words: the sign-in to IAM Identity Center has ended
    if facts.oauth.token_request is not None and "assertion" in facts.oauth.token_request.request.form:
        return None
    if facts.says(r"aadsts(?:700082|700084)\b"):
        return suggests("Microsoft Entra says that the refresh token is over: unused or kept for too long", weight=62)
    line = facts.logged(
        r"revok|consent.{0,40}(?:remov|withdraw|delet)|(?:remov|disconnect|unlink|deauthor)\w*.{0,40}(?:app|access|consent|account|integration)|uninstall"
    )
    if line:
        return suggests(f"the log says: {line_shown(line[1])}", weight=84)
    failed = [use for use in refreshes(facts) if not use.granted]
    if len(failed) > 1:
        return suggests(
            f"{len(failed)} refreshes over {show_span(failed[-1].at - failed[0].at)} are all refused", weight=70
        )
    told = facts.oauth.grant_told
    if facts.failing is not None and facts.failing.response.status >= 500:
        return None  # the server took no look at the grant
    if told and told != "refresh_token":
        return None  # it speaks of a code or an assertion, which is no grant of long standing
    if not told:
        return suggests("the server takes the grant no more, and does not say which it was", weight=44)
    return suggests(
        "the server does not take the refresh token any more", weight=56 if facts.oauth.grant == "refresh_token" else 44
    )


CAUSES = (
    Cause("oauth.refresh_token_reuse_race", Who.CALLER, "Two processes refreshed with the same token at once, and the server revoked the family",
          ("Let one refresh run at a time (single flight) and share its result.", "Ask the server for a grace window."),
          "Ask the server's operator whether reuse of the token was detected; look for two refreshes within seconds.", _race, owner_only=True,
          explains_away=("oauth.refresh_token_superseded", "oauth.grant_revoked", "oauth.google_testing_7_days")),
    Cause("oauth.refresh_token_superseded", Who.CALLER, "An older refresh token was sent than the last one that the server gave",
          ("Store the refresh token of every answer in place of the old one.",),
          "Compare the stored refresh token with that of the server's last answer.", _superseded, owner_only=True,
          explains_away=("oauth.grant_revoked",)),
    Cause("oauth.grant_revoked_by_password_change", Who.CALLER, "The user's password (or sessions) changed, which ended the grant",
          ("Let the user sign in again.", "Do not retry: the old token stays refused."),
          "Ask the user or the directory's operator for the time of the last password change.", _password, owner_only=True,
          explains_away=("oauth.grant_revoked", "oauth.google_testing_7_days")),
    Cause("oauth.google_testing_7_days", Who.CALLER, "Google ends refresh tokens after 7 days while the app's consent screen is in Testing",
          ("Publish the app (consent screen: In production), then sign in once more.",),
          "Ask the project's owner for the publishing status of the consent screen.", _google, owner_only=True,
          explains_away=("oauth.grant_revoked",)),
    Cause("oauth.grant_revoked", Who.CALLER, "The grant was revoked",
          ("Ask the user for consent again.", "Do not retry: the old token stays refused."),
          "Ask the user whether access was removed, and the server's operator when and why.", _revoked, owner_only=True),
)  # fmt: skip

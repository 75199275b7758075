"""Sign-ins to IAM Identity Center: ended, cached under another name, or of a profile that cannot refresh them."""

from __future__ import annotations

import re

from assay.diagnosis.causes.aws_sources import NO_CREDENTIALS
from assay.diagnosis.causes.cause import Cause, Sighting, Who, proves, sighted, suggests
from assay.diagnosis.facts.aws_sso_cache import cache_file_name, printed_caches
from assay.diagnosis.facts.gathered import Facts
from assay.diagnosis.facts.instants import parse_instant, show_instant, show_span
from assay.diagnosis.facts.quoting import quoted
from assay.diagnosis.json_view import View, parse_json
from assay.diagnosis.pattern import any_of
from assay.record import Record

_SSO_ENDED = any_of(
    "unauthorizedssotoken",
    "sso (?:session|token).{0,60}(?:expired|invalid|failed)",
    "error loading sso token",
    "unable to refresh sso",
    # the refresh of the sign-in was refused
    "token has expired and refresh failed",
    "createtoken.{0,120}invalidgrant",
    "invalidgrant.{0,80}createtoken",
)
"""The sign-in has ended, in words of programs."""
_SIGNED_OUT = r"(?:log|sign|throw|kick)\w* (?:\w+ )?out\b|(?:log|sign)(?:s|ging|ning)? in (?:again|every|each)|has to log in|asks? (?:me |us )?to (?:log|sign) in"
_SSO = any_of(
    r"\bsso",  # and no processor
    "ssotoken",
    "identity center",
    "createtoken",
    "getrolecredentials",
    "invalidgrantexception",
    "unauthorizedexception",
    "session.{0,30}(?:expired|invalid)",
    "no valid session",
    "token (?:(?:has |is )?expired|.{0,30}refresh)",
    "pending authorization",
)
"""What a refusal says that concerns the sign-in."""


class _Sso(Record):
    """The Identity Center settings of the profile, and the cache files."""

    profile: str
    start_url: str
    session: str
    caches: tuple[tuple[str, View], ...]


def _sso(facts: Facts) -> _Sso | None:
    config = facts.aws.config_file
    caches = tuple(
        (name, parse_json(raw.decode("utf-8", "replace")))
        for name, raw in facts.bundle.files.items()
        if "sso/cache/" in name.replace("\\", "/") or (b"startUrl" in raw and b"accessToken" in raw)
    ) or printed_caches(facts.bundle)
    wanted = facts.aws.profile or "default"
    start_url = session = ""
    if config is not None:
        members = config.sections.get(f"profile {wanted}") or config.sections.get(wanted) or {}
        own = any(source.kind == "profile" and source.name == wanted and source.key_id for source in facts.aws.sources)
        if not members.get("sso_session") and not members.get("sso_start_url") and not (facts.aws.profile and own):
            members = next(
                (one for one in config.sections.values() if one.get("sso_session") or one.get("sso_start_url")), {}
            )
        session = members.get("sso_session", "").strip()
        start_url = (
            members.get("sso_start_url", "").strip()
            or config.sections.get(f"sso-session {session}", {}).get("sso_start_url", "").strip()
        )
        if not (start_url or session) and own:
            return None
    return _Sso(wanted, start_url, session, caches) if start_url or session or caches else None


def _cache_of(sso: _Sso) -> View | None:
    """The cache file that the SDK would read: its name is the SHA-1 of session name or start URL."""
    for text in (sso.session, sso.start_url):
        if text:
            wanted = cache_file_name(text)
            for name, view in sso.caches:
                if name.replace("\\", "/").endswith(wanted):
                    return view
    return next((view for _, view in sso.caches if view["startUrl"].text == sso.start_url), None)


def _asks_of_sign_in(facts: Facts) -> bool:
    """Whether the refusal speaks of the sign-in, or somebody says that they are signed out."""
    return facts.says(_SSO) or (not facts.complaint.technical and facts.says(_SIGNED_OUT))


def _wants_sign_in(facts: Facts) -> bool:
    """Whether the program misses a sign-in, or whatever it could sign with."""
    return _asks_of_sign_in(facts) or facts.says(NO_CREDENTIALS) or not facts.complaint.technical


def _is_one_place(one: str, two: str) -> bool:
    """Whether two start URLs are spellings of one, and not two organisations."""
    return re.sub(r"[#/\\]", "", one.lower()) == re.sub(r"[#/\\]", "", two.lower())


def _sso_expired(facts: Facts) -> Sighting | None:
    sso = _sso(facts)
    if sso is None or facts.now is None:
        return suggests("the program says that the sign-in has ended", weight=64) if facts.says(_SSO_ENDED) else None
    view = _cache_of(sso)
    ends = parse_instant(view["expiresAt"].text) if view is not None else None
    if ends is not None and ends < facts.now and _asks_of_sign_in(facts):
        seen = [f"the cached sign-in ended at {show_instant(ends)}, {show_span(facts.now - ends)} ago"]
        if any(e.refused and "grant" in e.request.body.lower() for e in facts.exchanges):
            seen.append("the refresh token was refused")
        # A sign-in that can be refreshed is good again unless the refresh was refused; what was refused may be the role.
        refreshed = view is not None and view.has("refreshToken") and len(seen) == 1 and not facts.says(_SSO_ENDED)
        other = facts.says("forbiddenexception|no access") or refreshed
        return sighted(*seen, weight=88, sure=not other)
    if facts.says(_SSO_ENDED):
        return suggests("the program says that the sign-in has ended", weight=66)
    return None


def _sso_legacy(facts: Facts) -> Sighting | None:
    sso = _sso(facts)
    if sso is None or sso.session or not sso.start_url or not _asks_of_sign_in(facts):
        return None
    view = _cache_of(sso)
    ends = parse_instant(view["expiresAt"].text) if view is not None else None
    if (
        view is not None
        and not view.has("refreshToken")
        and ends is not None
        and facts.now is not None
        and ends < facts.now
    ):
        return proves(
            "the profile has sso_start_url and no sso_session, so its sign-in cannot be refreshed",
            f"the cached sign-in ended at {show_instant(ends)}",
            weight=92,
        )
    if view is None and not sso.caches:
        return suggests("the profile has sso_start_url and no sso_session", weight=67)
    return None


def _sso_mismatch(facts: Facts) -> Sighting | None:
    sso = _sso(facts)
    if sso is None or not sso.caches or facts.now is None or not sso.start_url:
        return None
    for name, view in sso.caches:
        ends = parse_instant(view["expiresAt"].text)
        cached = view["startUrl"].text
        if (
            ends is not None
            and ends > facts.now
            and cached
            and cached != sso.start_url
            and (
                re.sub(r"[#\\/]+$|\\", "", cached.lower()).rstrip("/#")
                == re.sub(r"[#\\/]+$|\\", "", sso.start_url.lower()).rstrip("/#")
                or _cache_of(sso) is None
            )
        ):
            seen = (f"a valid sign-in is cached for {quoted(cached)}", f"the profile says {quoted(sso.start_url)}")
            sure = _wants_sign_in(facts) and _is_one_place(cached, sso.start_url)
            return sighted(*seen, weight=94, sure=sure)
        file_name = name.replace("\\", "/").rsplit("/", 1)[-1]
        if (
            ends is not None
            and ends > facts.now
            and cached == sso.start_url
            and sso.session
            and file_name != cache_file_name(sso.session)
        ):
            told = f"a valid sign-in is cached under another session name than {quoted(sso.session)}"
            return sighted(told, weight=91, sure=_wants_sign_in(facts))
    return None


CAUSES = (
    Cause("aws.sso_start_url_mismatch", Who.CALLER, "The valid sign-in is cached under another spelling of the start URL or session name",
          ("Use one spelling in profile and session, then run: aws sso login --profile NAME",),
          "Compare startUrl in the cache with the profile.", _sso_mismatch,
          explains_away=("aws.sso_session_expired", "aws.sso_legacy_profile_no_refresh", "aws.no_credentials_unsigned")),
    Cause("aws.sso_legacy_profile_no_refresh", Who.CALLER, "The profile has the old form, whose sign-in cannot be refreshed",
          ("Make an sso-session section: aws configure sso-session",),
          "Look whether the profile has sso_session and the cache a refreshToken.", _sso_legacy,
          explains_away=("aws.sso_session_expired", "aws.session_expired", "aws.no_credentials_unsigned")),
    Cause("aws.sso_session_expired", Who.CALLER, "The sign-in to IAM Identity Center has ended",
          ("Run: aws sso login --profile NAME",),
          "Look at expiresAt in ~/.aws/sso/cache.", _sso_expired,
          explains_away=("aws.session_expired", "aws.no_credentials_unsigned", "oauth.grant_revoked", "oauth.client_secret_wrong_or_expired")),
)  # fmt: skip

"""Programs that look for credentials in another home than the one that has them."""

from __future__ import annotations

import re

from assay.diagnosis.causes.aws_sources import NO_CREDENTIALS
from assay.diagnosis.causes.cause import Cause, Sighting, Who, proves, suggests
from assay.diagnosis.facts.gathered import Facts
from assay.diagnosis.facts.quoting import quoted

_IN_HOME = re.compile(r"((?:\b[A-Za-z]:|~|%\w+%|\$\w+)?(?:[/\\][^\s\"'`=:(,;/\\]{1,60}){0,8})[/\\]\.aws\b")
_NOT_THERE = re.compile(
    r"no such file|not found|(?:cannot|can't|could not|couldn't|unable to|failed to) (?:be )?(?:read|find|open|access|load|found)|does(?: not|n't) exist|\benoent\b|permission denied|errno 2\b",
    re.IGNORECASE,
)
_SUDO = re.compile(r"\bsudo\s+(?:-[a-zA-Z]+\s+)*?(?:-u\s*(\w+)|(?=\S))")
_UNIT_USER = re.compile(r"(?m)^[ \t]{0,20}User=(\w{1,40})")
_IMAGE_USER = re.compile(r"(?m)^(?:USER[ \t]+|[ \t]+user:[ \t]*[\"']?)([a-z_][\w-]{0,31})\b")
_CRON_USER = re.compile(r"(?m)^(?:@\w+|(?:[\d*/,-]+[ \t]+){5})[ \t]*([a-z_][\w-]{0,31})[ \t]+\S*[/a-z]")
_CRON_LOG = re.compile(r"\bCRON\b[^\n(]{0,20}\((\w+)\)")
_STARTED = r"\bsudo\b|systemd|\bcron\b|crontab|ExecStart|\[Service\]|\bUser=|\bsu -|as root|launchd|service account|scheduled task|www-data"
_USERS_HOME = re.compile(r"^(?:/home/|/Users/|/var/lib/|[A-Za-z]:[/\\]Users[/\\])([^/\\]+)$")


def _other_home(facts: Facts) -> Sighting | None:
    homes: dict[str, str] = {}
    for file in facts.aws.files:
        match = re.match(r"^(.*?)[/\\]\.aws[/\\](?:credentials|config)$", file.place)
        named = (
            facts.bundle.environment.get("AWS_SHARED_CREDENTIALS_FILE"),
            facts.bundle.environment.get("AWS_CONFIG_FILE"),
        )
        if file.place in named:
            continue  # a variable leads there, whatever home the program has
        if match and match.group(1) != "~":
            homes.setdefault(match.group(1), file.place)
    home = facts.bundle.environment.get("HOME") or facts.bundle.environment.get("USERPROFILE", "")
    text = " ".join(
        (
            facts.bundle.command,
            *(line for _, line in facts.log),
            *(
                raw[:4_000].decode("utf-8", "replace")
                for name, raw in facts.bundle.files.items()
                if not name.endswith("credentials")
            ),
        )
    )
    service = re.search(
        r"\bsudo\b|systemd|\bcron\b|crontab|ExecStart|\[Service\]|\bUser=|\bsu -|as root|launchd|service account|scheduled task|www-data|daemon",
        text,
    )
    others = [place for folder, place in homes.items() if home and folder.rstrip("/\\") != home.rstrip("/\\")]
    if others and home:
        seen = [f"HOME is {quoted(home)}, and the credentials stand in {quoted(others[0])}"]
        if service:
            seen.append(f"the program runs under {quoted(service.group(0))}")
        own = any(folder.rstrip("/\\") == home.rstrip("/\\") for folder in homes)
        if own:
            seen.append("the two homes each have a file")
        elsewhere = bool(facts.bundle.environment.get("AWS_SHARED_CREDENTIALS_FILE"))
        # Where some key was refused, it came from somewhere: what this home holds, or another source, was taken.
        sent = facts.aws.said_invalid or facts.aws.said_signature or facts.aws.said_expired
        clear = (facts.says(NO_CREDENTIALS) or own or (service and not sent)) and not elsewhere
        clear = clear and not _is_served(facts, home)
        return proves(*seen, weight=90) if clear else suggests(*seen, weight=60 if elsewhere else 74)
    if (
        service
        and home in {"/root", "/var/root", "/", "/var/www", "/nonexistent", "/home/root"}
        and (facts.says(NO_CREDENTIALS) or facts.aws.said_invalid or facts.aws.said_signature)
    ):
        return suggests(f"the program runs under {quoted(service.group(0))} with HOME {quoted(home)}", weight=78)
    if (
        service
        and not home
        and facts.says(NO_CREDENTIALS)
        and re.search(r"works? (?:in|from|as|when).{0,60}(?:shell|terminal|interactive|my user|hand)", text)
    ):
        return suggests(f"the program runs under {quoted(service.group(0))}; in a shell it works", weight=76)
    return _sought_elsewhere(facts) or _profile_of_another_home(facts) or _of_another_user(facts)


_NO_SUCH_PROFILE = r"profile \(?['\"]?([\w.@-]{1,80}?)['\"]?\)? (?:could not be|was not|is not|not|does not|doesn't) (?:found|exist|defined|configured)"


def _profile_of_another_home(facts: Facts) -> Sighting | None:
    """A profile that the program does not find, which one of two homes has and the other one has not."""
    missing = re.search(_NO_SUCH_PROFILE, facts.symptom, re.IGNORECASE)
    if missing is None:
        return None
    with_it: dict[str, bool] = {}
    for file in facts.aws.files:
        home = _IN_HOME.match(file.place)
        if home is not None:
            here = {section.removeprefix("profile ") for section in file.sections}
            with_it[_bare(home.group(1))] = with_it.get(_bare(home.group(1)), False) or missing.group(1) in here
    if len(with_it) < 2 or len(set(with_it.values())) < 2:
        return None
    has, lacks = (next(home for home, found in with_it.items() if found is wanted) for wanted in (True, False))
    return suggests(
        f"the profile {quoted(missing.group(1))} stands in {quoted(has)}, and {quoted(lacks)} has files without it",
        weight=86,
    )


def _is_served(facts: Facts, home: str) -> bool:
    """Whether the key is known to come from elsewhere than a home, or both homes have the same one."""
    aws = facts.aws
    if aws.environment is not None and aws.environment.key_id:
        return True
    mine = {(one.key_id or "").strip() for one in aws.sources if home in one.place}
    theirs = {(one.key_id or "").strip() for one in aws.sources if one.kind == "profile" and home not in one.place}
    sent = (aws.key_id_sent or "").strip()
    started = bool(facts.says(NO_CREDENTIALS)) or bool(re.search(_STARTED, _told(facts)))
    return bool(mine & theirs - {""}) or (bool(sent) and sent in theirs) or not started


def _told(facts: Facts) -> str:
    texts = (raw[:4_000].decode("utf-8", "replace") for raw in facts.bundle.files.values())
    return " ".join((facts.bundle.command, *facts.bundle.log, *texts))


def _bare(home: str) -> str:
    return home.rstrip("/\\")


def _sought_elsewhere(facts: Facts) -> Sighting | None:
    """A file that the program did not find in one home, while another home has one."""
    lines = [*facts.symptom.split("\n")[:200], *facts.bundle.log]
    known = {_bare(match.group(1)) for file in facts.aws.files if (match := _IN_HOME.match(file.place))}
    sought = ""
    empty = False
    for line in lines:
        found = _IN_HOME.search(line) if ".aws" in line else None
        if found is None:
            continue
        home = _bare(found.group(1))
        if not _NOT_THERE.search(line):
            known.add(home)
        elif home:
            sought = sought or home
        else:
            empty = True
    elsewhere = sorted(home for home in known - {sought, "", "~"} if home[0] not in "$%")
    if sought and sought != "~" and sought not in known and elsewhere:
        return suggests(f"the program looks in {quoted(sought)}, and {quoted(elsewhere[0])} has the files", weight=86)
    if empty and not sought:
        return suggests("the program looks in '/.aws': it has no home directory", weight=84)
    return None


def _of_another_user(facts: Facts) -> Sighting | None:
    """The program runs as one user, by what starts it, and the credentials are another user's."""
    user, shown = _runs_as(facts)
    if not user or facts.bundle.environment.get("AWS_SHARED_CREDENTIALS_FILE"):
        return None
    homes = {_bare(match.group(1)): file.place for file in facts.aws.files if (match := _IN_HOME.match(file.place))}
    homes |= _put_into_images(facts)
    mine = [home for home in homes if _owner(home) == user]
    others = [home for home in homes if _owner(home) not in {user, ""}]
    if not others:
        return None
    seen = f"the program runs as {quoted(user)} ({shown}), and {quoted(homes[others[0]])} is another user's"
    if not mine:
        wanting = facts.says(NO_CREDENTIALS) or facts.says(r"profile")
        return suggests(seen, weight=84) if wanting else None
    used = facts.aws.used
    taken = used is not None and any(homes[home] in used.place for home in mine)
    if taken and (facts.complaint.technical or facts.observed == "refused") and facts.aws.key_id_sent is not None:
        return suggests(seen, "the two homes each have a file, and the key that was sent is of the first", weight=84)
    return None


_INTO_IMAGE = re.compile(
    r"(?m)^(?:[ \t]*(?:COPY|ADD)[ \t][^\n]{0,200}?[ \t]|[ \t]*-[ \t]*[\"']?[^\n:]{1,120}:|[^\n]{0,400}?-v[ =][^\s:]{1,120}:)((?:/root|/home/[\w.-]{1,40})/\.aws\b[\w/]{0,20})"
)
"""A home's files of credentials that an image copies in, or that are mounted into a container."""


def _put_into_images(facts: Facts) -> dict[str, str]:
    """Home -> place, of what an image or a container is given."""
    texts = [facts.bundle.command, *(raw[:20_000].decode("utf-8", "replace") for raw in facts.bundle.files.values())]
    places = [found.group(1) for text in texts if ".aws" in text for found in _INTO_IMAGE.finditer(text)]
    return {place.partition("/.aws")[0]: place for place in places}


def _owner(home: str) -> str:
    if home in {"/root", "/var/root"}:
        return "root"
    match = _USERS_HOME.match(home)
    return match.group(1) if match else ""


def _runs_as(facts: Facts) -> tuple[str, str]:
    """(user, what shows it) of the program; empty where nothing does."""
    sudo = _SUDO.search(facts.bundle.command)
    if sudo:
        return sudo.group(1) or "root", "sudo"
    for name, raw in facts.bundle.files.items():
        text = raw[:20_000].decode("utf-8", "replace")
        unit = _UNIT_USER.search(text)
        if unit:
            return unit.group(1), name
        image = _IMAGE_USER.findall(text) if "FROM " in text or "services:" in text else []
        if image:
            return image[-1], name
        cron = _CRON_USER.search(text) if "/cron" in name else None
        if cron:
            return cron.group(1), name
    for line in facts.bundle.log:
        logged = _CRON_LOG.search(line)
        if logged:
            return logged.group(1), "the log of cron"
    return "", ""


CAUSES = (
    Cause("aws.other_users_home", Who.CALLER, "The program runs with another home directory than the one with the credentials",
          ("Set HOME or AWS_SHARED_CREDENTIALS_FILE for the service.",),
          "Run in the service's own environment: echo $HOME; aws configure list", _other_home,
          explains_away=("aws.no_credentials_unsigned", "aws.wrong_profile_selected", "aws.credentials_in_other_file", "aws.unknown_access_key", "aws.key_deleted_or_rotated")),
)  # fmt: skip

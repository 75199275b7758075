"""Profiles: misspelt sections, the other file, another profile than was meant."""

from __future__ import annotations

import re

from assay.diagnosis.causes.aws_sources import ANOTHER_IDENTITY, NO_CREDENTIALS, profiles_configured
from assay.diagnosis.causes.cause import Cause, Sighting, Who, proves, sighted, suggests
from assay.diagnosis.facts.gathered import Facts
from assay.diagnosis.facts.ini_file import IniFile, same_place
from assay.diagnosis.facts.near_strings import edit_distance
from assay.diagnosis.facts.quoting import line_shown, quoted
from assay.diagnosis.json_view import leaves
from assay.diagnosis.pattern import any_of

_NOT_FOUND = (
    any_of(
        "no (?:matching )?profiles? (?:were |was )?found",
        "none of the profiles",
        r"profile[^\n]{0,80}(?:could not be found|not found|does not exist|cannot be found|not exist|unknown|no such|invalid|missing)",
        "(?:no|unknown|invalid) profile",
        r"(?:cannot|can't|could not|couldn't|unable to) find (?:the )?(?:\w+ )?profile",
        "did not contain aws_access_key_id",
        "key 'aws_access_key_id' not exists?",
        "failed to get shared config",
        "sharedconfigprofilenotexist",
        "sharedcredsload",
        "failed to (?:get|load|find) (?:the )?(?:shared )?(?:config )?profile",
        r"(?:section|profile) [^\n]{0,60}does not exist",
        "profilenotfound",
        "unable to load credentials into profile",
        "partial credentials",
    )
    + "|"
    + NO_CREDENTIALS
)
_FILE_VARIABLES = ("AWS_SHARED_CREDENTIALS_FILE", "AWS_CONFIG_FILE")
_KNOWN_PREFIXES = ("profile ", "sso-session ", "services ", "plugins", "preview", "default")


def _wanted(facts: Facts) -> str:
    if facts.aws.profile:
        return facts.aws.profile
    sections = {section.removeprefix("profile ") for file in facts.aws.files for section in file.sections}
    configured = next((name for _, name in profiles_configured(facts) if name in sections), "")
    if configured:
        return configured
    named = re.search(r"profile[^\n]{0,12}?[\[\(\"'`]([\w.-]+)[\]\)\"'`]", facts.symptom)
    return named.group(1) if named else ""


def _section_name(facts: Facts) -> Sighting | None:
    if not facts.says(_NOT_FOUND) and facts.aws.failing is not None and facts.aws.failing.signed:
        return None
    wanted = _wanted(facts)
    if not wanted and not facts.complaint.text and facts.observed == "unknown":
        return None  # nobody asked for the section
    called_for = _called_for(facts)
    for file in facts.aws.files:
        place = file.place.replace("\\", "/")
        is_credentials = file is facts.aws.credentials_file and not place.endswith("config")
        for section, members in file.sections.items():
            bare = re.sub(r"^profile[\s:=_-]*", "", section, flags=re.IGNORECASE)
            if wanted and wanted not in (bare, "default"):
                continue
            if is_credentials and section.startswith("profile "):
                return proves(f"{file.place} has [{section}], and this file wants [{bare}]", weight=92)
            bare_in_config = place.endswith(".aws/config") and not section.startswith(_KNOWN_PREFIXES) and members
            if bare_in_config and wanted in {bare, ""}:
                seen = f"{file.place} has [{section}], and this file wants [profile {section}]"
                return sighted(seen, weight=92, sure=wanted)
            if (
                not is_credentials
                and section.startswith("profile ")
                and members.get("aws_access_key_id")
                and not place.endswith(".aws/config")
            ):
                return proves(
                    f"{file.place} has [{section}] with keys, and it is read as a credentials file, which wants [{bare}]",
                    weight=86,
                )
            if section in called_for:
                continue
            if section != section.strip() or re.match(r"profile\S|(?!profile)(?i:profile)\s", section):
                return proves(f"{file.place} has [{section}]", weight=88)
    return None


def _called_for(facts: Facts) -> set[str]:
    """The names of profiles that something asks for: such a name may begin with the word itself."""
    found = {facts.aws.profile, *(name for _, name in profiles_configured(facts))}
    for file in facts.aws.files:
        for section, members in file.sections.items():
            found |= {section.removeprefix("profile ")} if section.startswith("profile ") else set()
            found.add(members.get("source_profile", "").strip())
    return found


_FILE_NOT_THERE = r"(?:no such file|enoent|does not exist|not found|cannot (?:open|find|read))[^\n]{0,80}\.aws[/\\]credentials|\.aws[/\\]credentials[^\n]{0,40}(?:no such file|does not exist|not found)"
"""A program says that there is no credentials file."""


def _other_file(facts: Facts) -> Sighting | None:
    if not (facts.says(_NOT_FOUND) or facts.says(_FILE_NOT_THERE)):
        return None
    wanted = _wanted(facts) or "default"
    environment = facts.bundle.environment
    for variable, usual in (("AWS_SHARED_CREDENTIALS_FILE", ".aws/credentials"), ("AWS_CONFIG_FILE", ".aws/config")):
        named = environment.get(variable)
        if not named:
            continue
        there = next((file for file in facts.aws.files if same_place(file.place, named)), None)
        standard = next(
            (
                file
                for file in facts.aws.files
                if file.place.replace("\\", "/").endswith(usual) and not same_place(file.place, named)
            ),
            None,
        )
        if (
            standard is not None
            and _has(standard.sections, wanted)
            and (there is None or not _has(there.sections, wanted))
        ):
            return proves(
                f"{variable} points to {quoted(named)}",
                f"the profile {quoted(wanted)} stands in {standard.place}",
                weight=92,
            )
    unread = _in_unread_file(facts, wanted) or _in_file_not_loaded(facts, wanted)
    if unread is not None:
        return unread
    own = _named_by_program(facts, wanted)
    if own is not None:
        return own
    pointed = next((name for name in ("AWS_SHARED_CREDENTIALS_FILE", "AWS_CONFIG_FILE") if environment.get(name)), "")
    if pointed and not any(same_place(file.place, environment[pointed]) for file in facts.aws.files):
        return suggests(f"{pointed} points to {quoted(environment[pointed])}", weight=58)
    credentials, config = facts.aws.credentials_file, facts.aws.config_file
    in_config = config is not None and _keys(
        config.sections.get(f"profile {wanted}") or config.sections.get(wanted) or {}
    )
    in_credentials = credentials is not None and wanted in credentials.sections
    keyless = credentials is None or not _keys(credentials.sections.get(wanted, {}))
    if config is not None and in_config and keyless and config.place.endswith("config"):
        return suggests(
            f"the keys of {quoted(wanted)} stand in {config.place}, and the program looks in the credentials file",
            weight=80,
        )
    sections = (
        [name.removeprefix("profile ") for name in config.sections if name.startswith("profile ")] if config else []
    )
    missed = [name for name in sections if name == wanted or not (facts.aws.profile or in_credentials)]
    if credentials is not None and missed and not any(name in credentials.sections for name in missed):
        return suggests(
            f"{quoted(missed[0])} stands in {config.place if config else ''} alone, where this program may not look",
            weight=66,
        )
    if credentials is not None and in_credentials:
        members = credentials.sections[wanted]
        elsewhere = config is None or not _has(config.sections, wanted)
        odd = [
            name
            for name in ("role_arn", "source_profile", "sso_start_url", "sso_session", "credential_process", "region")
            if name in members
        ]
        if elsewhere and odd and not _keys(members):
            return proves(
                f"{odd[0]} of {quoted(wanted)} stands in {credentials.place}; it belongs into the config file",
                weight=86,
            )
    return None


def _in_unread_file(facts: Facts, wanted: str) -> Sighting | None:
    """The profile stands in a file of its form that no SDK reads: a tool wrote it elsewhere, an editor added an ending."""
    usual: list[IniFile] = []
    others: list[IniFile] = []
    for file in facts.aws.files:
        named = any(same_place(file.place, facts.bundle.environment.get(name, "")) for name in _FILE_VARIABLES)
        standard = file.place.replace("\\", "/").endswith((".aws/credentials", ".aws/config"))
        (usual if named or standard else others).append(file)
    holder = next((file for file in others if _keys(file.sections.get(wanted, {}))), None)
    supplied = any(_supplies(members) for file in usual for members in _sections_of(file.sections, wanted))
    if holder is None or supplied or facts.aws.environment is not None:
        return None
    seen = f"the profile {quoted(wanted)} stands in {holder.place}, which is neither of the two files that are read"
    if usual:
        return proves(seen, f"{usual[0].place} has no such profile", weight=91)
    return suggests(seen, weight=80)


_OWN_FILE = re.compile(
    r"(?:shared_?(?:credentials|config)_?files?|(?:aws_?)?credentials_?(?:file|path)(?:name)?|ProfileCredentialsProvider)[\"']?\s{0,10}[=:(]\s{0,10}\[?\s{0,10}[\"']([^\"'\n]{2,200})[\"']",
    re.IGNORECASE,
)
"""A program's own configuration or code names the file of profiles that it takes."""


def _named_by_program(facts: Facts, wanted: str) -> Sighting | None:
    """A program's own files or settings name another file than the one that has the profile."""
    texts = [
        (place, raw[:50_000].decode("utf-8", "replace"))
        for place, raw in facts.bundle.files.items()
        if not any(file.place == place for file in facts.aws.files)
    ]
    texts += [("the settings", f'{name}="{value}"') for name, value in leaves(facts.bundle.settings.raw)]
    holder = next((file for file in facts.aws.files if any(map(_keys, _sections_of(file.sections, wanted)))), None)
    for place, text in texts if holder is not None else ():
        named = _OWN_FILE.search(text)
        if named is None or holder is None or same_place(holder.place, named.group(1)):
            continue
        there = next((file for file in facts.aws.files if same_place(file.place, named.group(1))), None)
        if there is None or not any(map(_supplies, _sections_of(there.sections, wanted))):
            return suggests(
                f"{place} names the file {quoted(named.group(1))}",
                f"the profile {quoted(wanted)} stands in {holder.place}",
                weight=86,
            )
    return None


_PATH = re.compile(r"\.aws[/\\](?:config|credentials)\b")
_LOADS = re.compile(r"\b(?:load|read|pars|open|us)(?:ed|e?s|ing)\b", re.IGNORECASE)
"""A program's log says that it takes a file."""


def _loaded(line: str) -> list[str]:
    """The files of profiles that a line of a log says are taken."""
    found = []
    for path in _PATH.finditer(line[:20_000]):
        before = line[max(0, path.start() - 280) : path.start()]
        words, _, folder = before.replace("'", " ").replace('"', " ").replace("=", " ").rpartition(" ")
        if _LOADS.search(words[-80:]):
            found.append(folder + path.group(0))
    return found


def _in_file_not_loaded(facts: Facts, wanted: str) -> Sighting | None:
    """The log names the files that the program loads, and the keys stand in one that it does not name."""
    lines = (*facts.bundle.log, *facts.symptom.split("\n")[:200])
    loaded = [name for line in lines if ".aws" in line for name in _loaded(line)]
    there = [file for file in facts.aws.files if any(same_place(file.place, name) for name in loaded)]
    others = [file for file in facts.aws.files if file not in there]
    holder = next((file for file in others if any(map(_keys, _sections_of(file.sections, wanted)))), None)
    if not there or holder is None or facts.aws.environment is not None:
        return None
    if any(_supplies(members) for file in there for members in _sections_of(file.sections, wanted)):
        return None
    return suggests(
        f"the program loads {there[0].place}, which has no keys of {quoted(wanted)}",
        f"they stand in {holder.place}, which its log does not name",
        weight=88,
    )


_SUPPLIERS = (
    "aws_access_key_id",
    "role_arn",
    "sso_session",
    "sso_start_url",
    "credential_process",
    "web_identity_token_file",
)


def _supplies(members: dict[str, str]) -> bool:
    """Whether a section says where credentials come from, and not only a region."""
    return any(name in members for name in _SUPPLIERS)


def _sections_of(sections: dict[str, dict[str, str]], name: str) -> list[dict[str, str]]:
    return [sections[one] for one in (name, f"profile {name}") if one in sections]


def _has(sections: dict[str, dict[str, str]], name: str) -> bool:
    return name in sections or f"profile {name}" in sections


def _keys(members: dict[str, str]) -> bool:
    return "aws_access_key_id" in members


def _accounts(facts: Facts) -> tuple[str, str]:
    """(the account that the person means, the one whose identity AWS answered with); empty where one is not told."""
    told = [
        exchange.response.body for exchange in facts.exchanges if "<GetCallerIdentityResult>" in exchange.response.body
    ]
    taken = re.search(r"<Account>(\d{12})</Account>", told[-1]) if told else None
    if taken is None:
        return "", ""
    meant = re.search(
        r"(?i)(?:expect\w*|want\w*|meant|should (?:be|go|use)|intend\w*|supposed)\b[^\n.;]{0,60}?\b(\d{12})\b",
        facts.symptom,
    )
    return meant.group(1) if meant else "", taken.group(1)


def _selected(facts: Facts) -> Sighting | None:
    names = {
        re.sub(r"^profile ", "", name)
        for file in facts.aws.files
        for name in file.sections
        if not name.startswith(("sso-session", "services"))
    }
    holding = {source.name for source in facts.aws.sources if source.kind == "profile" and source.key_id}
    if not names:
        return None
    wanted, environment = _wanted(facts), facts.bundle.environment
    missing = facts.says(_NOT_FOUND)
    if not wanted and missing and "default" not in holding and holding and facts.aws.environment is None:
        return sighted(
            f"no profile is named, and there is no [default]; the keys stand in {', '.join(quoted(name) for name in sorted(holding)[:3])}",
            weight=88,
            sure=not any(profiles_configured(facts)),
        )
    if wanted and wanted not in names and missing:
        near = [name for name in names if edit_distance(name.lower(), wanted.lower()) <= 2]
        seen = [f"the profile {quoted(wanted)} does not exist"] + ([f"there is {quoted(near[0])}"] if near else [])
        return proves(*seen, weight=86) if near else suggests(*seen, weight=74)
    for line in (*facts.bundle.log, facts.symptom):
        other = re.search(r"(?:AWS_PROFILE=|--profile[ =])[\"']?([\w.-]+)", line)
        works = other is not None and re.search(
            r"(?i)(?:works?\b|worked|fine\b|succeed|passes\b|\bok\b|-> ?0\b|\b200\b)", line[other.end() :]
        )
        if (
            other is not None
            and works
            and other.group(1) in names
            and other.group(1) != (facts.aws.profile or "default")
        ):
            return suggests(f"with the profile {quoted(other.group(1))} it works: {line_shown(line)}", weight=82)
    one, two = environment.get("AWS_PROFILE"), environment.get("AWS_DEFAULT_PROFILE")
    if one and two and one != two:
        return suggests(f"AWS_PROFILE is {quoted(one)}, and AWS_DEFAULT_PROFILE is {quoted(two)}", weight=84)
    accounts = facts.complaint.find(
        r"account (\d{12})[^\n]{0,80}(?:current|these|your|but)[^\n]{0,40}credentials[^\n]{0,30}?(\d{12})"
    )
    if accounts and accounts.group(1) != accounts.group(2) and len(names) > 1:
        return suggests(
            f"wanted is the account {accounts.group(1)}, the credentials taken are of {accounts.group(2)}",
            f"the profiles are {', '.join(quoted(name) for name in sorted(names)[:4])}",
            weight=82,
        )
    several = len(holding) > 1 and "default" in holding and not wanted and facts.aws.environment is None
    another = facts.narrated(ANOTHER_IDENTITY) if several and not facts.complaint.technical else None
    if another:
        return suggests(
            "no profile is named, so that [default] is taken",
            f"it is told: {quoted(another.group(0))}",
            f"there are {', '.join(quoted(name) for name in sorted(holding)[:4])}",
            weight=78,
            warns=True,
        )
    meant, taken = _accounts(facts)
    if meant and taken and meant != taken:
        return suggests(
            f"meant is the account {meant}, and AWS answered for {taken}", weight=84, warns=facts.observed != "refused"
        )
    used = facts.aws.used
    if used is not None and used.kind == "profile" and facts.aws.key_id_sent is not None:
        # What an option names beats a program's own file; what a variable names is beaten by it.
        chosen = "" if re.search(r"--profile[ =]", facts.bundle.command) else facts.aws.profile
        if chosen in holding and chosen != used.name and used.name not in _lent_to(facts, chosen):
            named = next((place for place, name in profiles_configured(facts) if name == used.name), "")
            return suggests(
                f"the key that was sent is that of the profile {quoted(used.name)}"
                + (f", which {named} names" if named else ""),
                f"AWS_PROFILE is {quoted(chosen)}",
                weight=86,
            )
        meant = _meant(facts, names)
        if meant and meant != used.name and used.name not in _lent_to(facts, meant):
            shown = (f"the key that was sent is that of the profile {quoted(used.name)}", f"meant is {quoted(meant)}")
            return sighted(*shown, weight=87, sure=meant == facts.aws.profile)
    return None


def _lent_to(facts: Facts, profile: str) -> set[str]:
    """The profiles whose keys a profile with a role is made of."""
    found: set[str] = set()
    todo = [profile]
    while todo:
        name = todo.pop()
        for file in facts.aws.files:
            members = file.sections.get(f"profile {name}") or file.sections.get(name) or {}
            lender = members.get("source_profile", "").strip()
            if lender and lender not in found:
                found.add(lender)
                todo.append(lender)
    return found


def _meant(facts: Facts, names: set[str]) -> str:
    """The profile that command, files or log say is meant."""
    named = re.search(r"--profile[ =]([\w.-]+)", facts.bundle.command)
    if named and named.group(1) in names:
        return named.group(1)
    for _, name in profiles_configured(facts):
        if name in names:
            return name
    line = facts.logged(r"(?:profile|account|expected|should use|meant).{0,40}")
    if line:
        found = [name for name in names if re.search(rf"\b{re.escape(name)}\b", line[1]) and name != "default"]
        if found:
            return found[0]
    return facts.aws.profile if facts.aws.profile in names else ""


CAUSES = (
    Cause("aws.profile_section_name", Who.CALLER, "The section of the profile is spelt for the other file",
          ("In ~/.aws/config write [profile NAME], in ~/.aws/credentials write [NAME].",),
          "Run: aws configure list-profiles", _section_name,
          explains_away=("aws.wrong_profile_selected", "aws.credentials_in_other_file", "aws.no_credentials_unsigned")),
    Cause("aws.credentials_in_other_file", Who.CALLER, "The profile stands in another file than the one that is read",
          ("Move the keys into the credentials file, or correct AWS_SHARED_CREDENTIALS_FILE / AWS_CONFIG_FILE.",),
          "Run: aws configure list --profile NAME", _other_file,
          explains_away=("aws.wrong_profile_selected", "aws.no_credentials_unsigned")),
    Cause("aws.wrong_profile_selected", Who.CALLER, "Another profile was taken than the one that was meant",
          ("Name it: --profile NAME, or export AWS_PROFILE=NAME",),
          "Run: aws configure list", _selected,
          explains_away=("aws.no_credentials_unsigned", "aws.unknown_access_key", "aws.key_deleted_or_rotated")),
)  # fmt: skip

"""The profiles of ~/.aws/config and ~/.aws/credentials, merged as SDKs merge them: the credentials file wins."""

from __future__ import annotations

import shlex

from assay.diagnosis.bundle import Bundle
from assay.diagnosis.facts.ini_file import IniFile, read_ini
from assay.record import Record

Members = dict[str, str]


class ProfileFiles(Record):
    """Both files. `merged` has every profile; `credentials` and `config` have what each file says by itself."""

    credentials_place: str
    config_place: str
    credentials: dict[str, Members] | None
    config: dict[str, Members] | None
    sso_sessions: dict[str, Members]

    @property
    def merged(self) -> dict[str, Members]:
        """Every profile with the members of both files."""
        found = {name: dict(members) for name, members in (self.config or {}).items()}
        for name, members in (self.credentials or {}).items():
            found.setdefault(name, {}).update(members)
        return found


def read_profiles(bundle: Bundle) -> ProfileFiles:
    """The files that the environment names, else those of the home directory; a file that is absent reads as None."""
    credentials_place, credentials = _file(bundle, "AWS_SHARED_CREDENTIALS_FILE", "credentials")
    config_place, config = _file(bundle, "AWS_CONFIG_FILE", "config")
    return ProfileFiles(
        credentials_place,
        config_place,
        None if credentials is None else {name: _trimmed(found) for name, found in credentials.sections.items()},
        None if config is None else _named(config, "profile"),
        {} if config is None else _named(config, "sso-session"),
    )


def _file(bundle: Bundle, variable: str, name: str) -> tuple[str, IniFile | None]:
    named = bundle.environment.get(variable)
    home = bundle.environment.get("HOME") or bundle.environment.get("USERPROFILE", "~")
    places = [f"~/.aws/{name}", f"{home}/.aws/{name}", f"{home}\\.aws\\{name}"] if named is None else [named]
    for place in places:
        if place in bundle.files:
            return place, read_ini(place, bundle.files[place])
    return places[0] or f"(an empty {variable})", None


def _named(file: IniFile, kind: str) -> dict[str, Members]:
    """The sections `[kind NAME]`, and for profiles `[default]`."""
    found: dict[str, Members] = {}
    for section, members in file.sections.items():
        if section == "default" and kind == "profile":
            found[section] = _trimmed(members)
        elif section.startswith(kind):
            try:
                words = shlex.split(section)
            except ValueError:
                continue
            if len(words) == 2:
                found[words[1]] = _trimmed(members)
    return found


def _trimmed(members: Members) -> Members:
    return {name: value.rstrip() for name, value in members.items()}

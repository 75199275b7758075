"""Settings in force: defaults < file < environment < flags, every value with its origin, every wrong one told at once."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path as FilePath
from typing import Any, Generic, TypeVar

from assay.app.configuration.conversion import DoesNotFit, from_text, from_toml
from assay.app.configuration.setting import DEFAULT, ConfigurationRefused, Origin, Path, RefusedSetting, Setting
from assay.app.configuration.sources import Found, find_file, from_environment, from_file, from_flags
from assay.app.configuration.tree import Declared, SectionUnsound, built, declared_settings

T = TypeVar("T")

Rule = Callable[[Mapping[str, Setting]], list[RefusedSetting]]
"""Looks at all settings by dotted name, for what a type alone does not say."""


@dataclass(frozen=True, slots=True)
class Loaded(Generic[T]):
    """The tree, and where every value of it came from. `file` is the settings file, where there was one."""

    tree: T
    settings: tuple[Setting, ...]
    file: FilePath | None

    def setting(self, name: str) -> Setting:
        """The setting with this dotted name. Raises `KeyError`."""
        for one in self.settings:
            if one.name == name:
                return one
        raise KeyError(name)


@dataclass(frozen=True, slots=True)
class Sources:
    """What a load reads. `ours` are values that a command itself gives (`serve --dev`): they stand above the file.

    Without `search`, a file counts only where `config` or `ASSAY_CONFIG` names it.
    """

    config: str | None = None
    environment: Mapping[str, str] | None = None
    flags: Mapping[str, str] | None = None
    folder: FilePath | None = None
    ours: tuple[Setting, ...] = ()
    search: bool = True


def load(tree: type[T], sources: Sources, rules: tuple[Rule, ...] = ()) -> Loaded[T]:
    """Read all sources and build the tree. Raises `ConfigurationRefused` with everything that is wrong."""
    environment = os.environ if sources.environment is None else sources.environment
    folder = FilePath.cwd() if sources.folder is None else sources.folder
    declared = {one.path: one for one in declared_settings(tree)}
    file = find_file(sources.config, environment, folder, search=sources.search)
    in_file, refused = from_file(file) if file is not None else ([], [])
    secrets = frozenset(path for path, one in declared.items() if one.secret)
    in_environment, refused_names = from_environment(environment, declared, secrets)
    refused += refused_names
    settings = {path: Setting(path, one.default, DEFAULT, one.secret) for path, one in declared.items()}
    for layer in (in_file, sources.ours, in_environment, from_flags(sources.flags or {})):
        for found in layer:
            taken = found if isinstance(found, Setting) else _taken(found, declared)
            if isinstance(taken, Setting):
                settings[taken.path] = taken
            else:
                refused.append(taken)
    by_name = {setting.name: setting for setting in settings.values()}
    if not refused:
        refused += [one for rule in rules for one in rule(by_name)]
    if refused:
        raise ConfigurationRefused(tuple(refused))
    return Loaded(_built(tree, settings), tuple(settings.values()), file)


def _taken(found: Found, declared: Mapping[Path, Declared]) -> Setting | RefusedSetting:
    name = ".".join(found.path)
    one = declared.get(found.path)
    if one is None:
        if any(path[: len(found.path)] == found.path for path in declared):
            return RefusedSetting(found.origin, name, "a value", "a table of settings")
        nearest = get_close_matches(name, [".".join(path) for path in declared], n=1, cutoff=0.6)
        return RefusedSetting(found.origin, name, "an unknown name", "a setting's name", next(iter(nearest), None))
    try:
        value = from_text(found.value, one.type) if found.is_text else from_toml(found.value, one.type)
    except DoesNotFit as misfit:
        return RefusedSetting(found.origin, name, _shown(found.value, secret=one.secret), str(misfit))
    return Setting(found.path, value, found.origin, one.secret)


def _shown(value: Any, *, secret: bool) -> str:
    if secret:
        return "a value (not shown)"
    text = repr(value)
    return text if len(text) <= 80 else text[:80] + "…"


def _built(tree: type[T], settings: Mapping[Path, Setting]) -> T:
    try:
        return built(tree, {path: setting.value for path, setting in settings.items()})
    except SectionUnsound as unsound:
        raise ConfigurationRefused(_concerned(unsound, settings, tree.__name__)) from None


def _concerned(unsound: SectionUnsound, settings: Mapping[Path, Setting], tree: str) -> tuple[RefusedSetting, ...]:
    """The settings of the section that somebody has set: those that the fault names, or else all of them."""
    why = str(unsound)
    given = [one for path, one in settings.items() if path[:-1] == unsound.path and one.origin != DEFAULT]
    named = [one for one in given if one.path[-1] in re.findall(r"\w+", why)]
    told = [
        RefusedSetting(one.origin, one.name, _shown(one.value, secret=one.secret), f"a value that fits: {why}")
        for one in named or given
    ]
    name = ".".join(unsound.path) or tree
    return tuple(told) or (RefusedSetting(Origin("settings"), name, why, "values that fit together"),)

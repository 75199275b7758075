"""Where settings come from: the TOML file, the environment, `$CREDENTIALS_DIRECTORY` and flags.

Each source answers with what it found under which name, still as it was written.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path as FilePath
from typing import Any

from assay.app.configuration.setting import Origin, Path, RefusedSetting
from assay.app.configuration.toml_lines import lines_of

PREFIX = "ASSAY_"
OTHER_NAMES = frozenset({
    "ASSAY_CONFIG", "ASSAY_CONFIG_DIR", "ASSAY_DEBUG", "ASSAY_TOKEN", "ASSAY_CI", "ASSAY_VECTORS",
})  # fmt: skip
"""Names with our prefix that commands and tests read and that are no settings."""

_DRILLS = "ASSAY_DRILL_"
"""How the names begin that say how long a fault drill is: servers that a drill starts have them too."""

_KUBERNETES = re.compile(r"ASSAY_(SERVICE_(HOST|PORT)|PORT)(_|$)")
"""What Kubernetes sets in every container beside a service called `assay`."""

_KEY_ADVICE = "a file: the key-encryption key is never read from a value, only through key_encryption_key_file"


@dataclass(frozen=True, slots=True)
class Found:
    """A value under a name that a source has, as it was written: `text` from environment and flags, else typed."""

    path: Path
    value: Any
    origin: Origin
    is_text: bool


def find_file(
    flag: str | None, environment: Mapping[str, str], folder: FilePath, *, search: bool = True
) -> FilePath | None:
    """The settings file: `--config`, `ASSAY_CONFIG`, `./assay.toml`, `./.assay/assay.toml`, in this order.

    Without `search` only a file that is named counts.
    """
    named = flag or environment.get("ASSAY_CONFIG")
    if named:
        return folder / named
    if not search:
        return None
    for candidate in (folder / "assay.toml", folder / ".assay" / "assay.toml"):
        if candidate.is_file():
            return candidate
    return None


def from_file(file: FilePath) -> tuple[list[Found], list[RefusedSetting]]:
    """Every leaf of the file with its line."""
    try:
        text = file.read_text(encoding="utf-8-sig")
        tree = tomllib.loads(text)
    except OSError as error:
        return [], [RefusedSetting(Origin(str(file)), "file", error.strerror or "cannot be read", "a readable file")]
    except UnicodeDecodeError:
        return [], [RefusedSetting(Origin(str(file)), "file", "bytes that are not UTF-8", "a TOML file in UTF-8")]
    except tomllib.TOMLDecodeError as error:
        return [], [_broken_toml(file, error)]
    lines = lines_of(text)
    return list(_leaves(file, tree, lines, ())), []


def from_environment(
    environment: Mapping[str, str], known: Iterable[Path], secrets: frozenset[Path]
) -> tuple[list[Found], list[RefusedSetting]]:
    """Values under `ASSAY_…` names (`__` for nesting; `…_FILE` names a file that holds a secret)."""
    by_name = {PREFIX + "__".join(path).upper(): path for path in known}
    by_file = {PREFIX + "__".join(path).upper() + "_FILE": path for path in secrets}
    found: list[Found] = []
    refused: list[RefusedSetting] = []
    for name in sorted(environment):
        if not name.startswith(PREFIX) or name in OTHER_NAMES or name.startswith(_DRILLS) or _KUBERNETES.match(name):
            continue
        if name in by_name:
            found.append(Found(by_name[name], environment[name], Origin(name), is_text=True))
        elif name in by_file:
            held = _held_secret(name, environment[name])
            if isinstance(held, RefusedSetting):
                refused.append(held)
            else:
                found.append(Found(by_file[name], held, Origin(f"{name} ({environment[name]})"), is_text=True))
        elif "KEY_ENCRYPTION_KEY" in name:
            refused.append(RefusedSetting(Origin("environment"), name, "a value (not shown)", _KEY_ADVICE))
        else:
            nearest = next(iter(get_close_matches(name, [*by_name, *by_file], n=1)), None)
            refused.append(RefusedSetting(Origin("environment"), name, "an unknown name", "a setting's name", nearest))
    return found, refused


def from_flags(flags: Mapping[str, str]) -> list[Found]:
    """Flags that were given, by the dotted name of their setting."""
    return [
        Found(tuple(name.split(".")), value, Origin("--" + name.replace(".", "-").replace("_", "-")), is_text=True)
        for name, value in flags.items()
    ]


def _leaves(file: FilePath, tree: Mapping[str, Any], lines: Mapping[Path, int], below: Path) -> Iterator[Found]:
    for key, value in tree.items():
        path = (*below, key)
        if isinstance(value, dict) and value:
            yield from _leaves(file, value, lines, path)
        else:
            yield Found(path, value, Origin(f"{file}:{_line(lines, path)}", str(file.parent)), is_text=False)


def _line(lines: Mapping[Path, int], path: Path) -> int:
    """The line of the key, or of the nearest table above it."""
    while path and path not in lines:
        path = path[:-1]
    return lines.get(path, 1)


def _broken_toml(file: FilePath, error: tomllib.TOMLDecodeError) -> RefusedSetting:
    text, _, where = str(error).partition(" (at ")
    line = re.search(r"line (\d+)", where)
    place = f"{file}:{line.group(1)}" if line else f"{file} (at its end)"
    # The parser's words may quote a character of the file, never a whole value.
    return RefusedSetting(Origin(place), "file", text, "TOML 1.0")


def _held_secret(name: str, file: str) -> str | RefusedSetting:
    try:
        return FilePath(file).read_text(encoding="utf-8").rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", None) or "bytes that are not UTF-8"
        return RefusedSetting(Origin(name), file, why, "a readable file that holds the secret")

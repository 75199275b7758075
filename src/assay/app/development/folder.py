"""The folder `.assay/` of a development server: its owner's alone, and everything that the server remembers is in it."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from assay.app.configuration.setting import Origin, Setting
from assay.app.key_encryption import make_key_file
from assay.ports.entropy import Entropy

NAME = ".assay"
_DATABASE = "assay.db"
_KEY = "key-encryption.key"
_TEN_YEARS = 10 * 365 * 86_400

_SETTINGS_FILE = """\
# Written by `assay serve --dev` at every start, so that the other commands find the same store.
# For settings of your own, copy it to ./assay.toml and run `assay serve`.
issuer = "{issuer}"
database_url = "sqlite:{database}"
key_encryption_key_file = "{key}"

[factors]
second_factor = "optional"  # a server for everybody else asks for one: the default is "required"

[mail]
to_console = true

[lifetimes]
longest_access_token = {longest}  # the operator's token of dev.json lives as long as this folder
"""


@dataclass(frozen=True, slots=True)
class DevelopmentFolder:
    """`.assay/` below a working directory."""

    path: Path

    @property
    def announcement(self) -> Path:
        """`dev.json`: there exactly while a server is ready."""
        return self.path / "dev.json"

    @property
    def demo(self) -> Path:
        """`demo.json`: the demo credentials, kept from start to start."""
        return self.path / "demo.json"

    def prepare(self, entropy: Entropy) -> None:
        """Make the folder (0700) and the key-encryption key (0600) where they are missing."""
        self.path.mkdir(mode=0o700, exist_ok=True)
        self.path.chmod(0o700)
        if not (self.path / _KEY).exists():
            make_key_file(self.path / _KEY, entropy)

    def settings(self, issuer: str) -> tuple[Setting, ...]:
        """The settings that make this folder the server's; environment and flags stand above them."""
        origin = Origin("serve --dev", str(self.path))
        return (
            Setting(("issuer",), issuer, origin),
            Setting(("database_url",), f"sqlite:{_DATABASE}", origin, secret=True),
            Setting(("key_encryption_key_file",), _KEY, origin),
            Setting(("mail", "to_console"), True, origin),
            Setting(("factors", "second_factor"), "optional", origin),
            Setting(("lifetimes", "longest_access_token"), _TEN_YEARS, origin),
        )

    def write_settings_file(self, issuer: str) -> None:
        """The same settings for other commands, as `.assay/assay.toml`."""
        text = _SETTINGS_FILE.format(issuer=issuer, database=_DATABASE, key=_KEY, longest=_TEN_YEARS)
        write_private(self.path / "assay.toml", text)


def write_private(file: Path, text: str) -> None:
    """Write a file as a whole, readable by its owner alone: nobody ever reads half of it."""
    beside = file.with_name(f".{file.name}.new")
    descriptor = os.open(beside, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as opened:
        opened.write(text)
    beside.replace(file)


def write_private_json(file: Path, members: Mapping[str, str]) -> None:
    """Write a JSON object the same way."""
    write_private(file, json.dumps(members, indent=2) + "\n")

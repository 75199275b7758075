"""Reads the key-encryption key: from a file or `$CREDENTIALS_DIRECTORY`, never from a value (design section 8)."""

from __future__ import annotations

import os
import stat
from base64 import b64decode, b64encode
from collections.abc import Mapping
from pathlib import Path

from assay.app.configuration.loading import Loaded
from assay.app.configuration.setting import ConfigurationRefused, Origin, RefusedSetting
from assay.app.settings import Settings
from assay.ports.entropy import Entropy
from assay.primitives.sealing import Sealer

CREDENTIAL = "assay-key-encryption-key"
"""The credential's name under systemd (`LoadCredential=`)."""

_NAME = "key_encryption_key_file"
_FORM = "32 bytes in base64 (make one with: openssl rand -base64 32)"


def open_sealer(loaded: Loaded[Settings], environment: Mapping[str, str] | None = None) -> Sealer:
    """The sealer with the key, and with the older ones that only open. Raises `ConfigurationRefused`."""
    key, *older = key_encryption_keys(loaded, environment)
    return Sealer(key, tuple(older))


def key_encryption_keys(loaded: Loaded[Settings], environment: Mapping[str, str] | None = None) -> tuple[bytes, ...]:
    """The present key-encryption key, 32 bytes, and the older ones. Raises `ConfigurationRefused`."""
    strict = not loaded.tree.insecure_readable_key_file
    key_file, older_files = loaded.setting(_NAME), loaded.setting("older_key_encryption_key_files")
    older = tuple(_read(older_files.file(name), strict=strict) for name in older_files.value)
    if key_file.value:
        return (_read(key_file.file(), strict=strict), *older)
    folder = (os.environ if environment is None else environment).get("CREDENTIALS_DIRECTORY")
    if not folder:
        seen = "there is none, and no $CREDENTIALS_DIRECTORY"
        raise _refused(Origin("settings"), seen, f"a file with {_FORM}")
    # The service manager guards that folder; its modes are its own.
    return (_read(Path(folder) / CREDENTIAL, strict=False), *older)


def read_key(file: Path, *, strict: bool) -> bytes:
    """A key of 32 bytes from a file of its own. Raises `ConfigurationRefused`; `strict` refuses what others can read."""
    return _read(file, strict=strict)


def make_key_file(file: Path, entropy: Entropy) -> None:
    """Write a new key, readable by its owner alone. Raises `FileExistsError` rather than replace a key."""
    descriptor = os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with os.fdopen(descriptor, "wb") as opened:
        opened.write(b64encode(entropy(32)) + b"\n")
        opened.flush()
        os.fsync(opened.fileno())


def _read(file: Path, *, strict: bool) -> bytes:
    origin = Origin(str(file))
    try:
        mode = file.stat().st_mode
        text = file.read_bytes().strip()
    except OSError as error:
        raise _refused(origin, error.strerror or "it cannot be read", "a readable file") from None
    if strict and stat.S_IMODE(mode) & 0o077:
        seen = f"mode {stat.S_IMODE(mode):04o}: others can read it"
        raise _refused(origin, seen, f"mode 0600 (chmod 600 {file}), or insecure_readable_key_file")
    try:
        key = b64decode(text, validate=True)
    except ValueError:
        key = b""
    if len(key) != 32:
        raise _refused(origin, "something else (not shown)", _FORM)
    return key


def _refused(origin: Origin, seen: str, expected: str) -> ConfigurationRefused:
    return ConfigurationRefused((RefusedSetting(origin, _NAME, seen, expected),))

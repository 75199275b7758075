"""Which keys backups are written under and read with."""

from __future__ import annotations

from pathlib import Path

from assay.app.configuration.loading import Loaded
from assay.app.key_encryption import key_encryption_keys, read_key
from assay.app.settings import Settings


def backup_keys(loaded: Loaded[Settings], key_file: str | None) -> tuple[bytes, ...]:
    """The key in a file of its own, else the key-encryption keys, the present one first. Raises `ConfigurationRefused`.

    A backup is of use only with the key-encryption key, since what is sealed in it is sealed under that.
    """
    if key_file is None:
        return key_encryption_keys(loaded)
    return (read_key(Path(key_file), strict=not loaded.tree.insecure_readable_key_file),)

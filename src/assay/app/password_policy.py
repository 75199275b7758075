"""The password policy, made of the settings: also for commands that set a password."""

from __future__ import annotations

from urllib.parse import urlsplit

from assay.app.configuration.loading import Loaded
from assay.app.configuration.setting import ConfigurationRefused, RefusedSetting
from assay.app.settings import Settings
from assay.ports.breached_passwords import BreachedPasswords
from assay.server.administration.password_policy import PasswordPolicy


def password_policy(loaded: Loaded[Settings]) -> PasswordPolicy:
    """The policy. Raises `ConfigurationRefused` when the list of breached passwords cannot be opened."""
    host = urlsplit(loaded.tree.issuer).hostname or ""
    return PasswordPolicy(loaded.tree.passwords, (host, "assay"), breached_passwords(loaded))


def breached_passwords(loaded: Loaded[Settings]) -> BreachedPasswords | None:
    """The list that the settings name, if they name one. Raises `ConfigurationRefused` when it cannot be opened."""
    from assay.outbound.breached_passwords import BreachedPasswordFile, ListUnusable

    named = loaded.setting("passwords.breached_file")
    if not named.value:
        return None
    try:
        return BreachedPasswordFile(named.file())
    except ListUnusable as error:
        expected = "a file that `assay user import-breached` has written, or nothing"
        raise ConfigurationRefused((RefusedSetting(named.origin, named.name, str(error), expected),)) from None

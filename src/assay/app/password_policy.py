"""The password policy, made of the settings: also for commands that set a password."""

from __future__ import annotations

from urllib.parse import urlsplit

from assay.app.configuration.loading import Loaded
from assay.app.configuration.setting import ConfigurationRefused, RefusedSetting
from assay.app.settings import Settings
from assay.server.administration.password_policy import PasswordPolicy


def password_policy(loaded: Loaded[Settings]) -> PasswordPolicy:
    """The policy. Raises `ConfigurationRefused` when the list of breached passwords cannot be opened."""
    from assay.outbound.breached_passwords import BreachedPasswordFile, ListUnusable

    breached = None
    named = loaded.setting("passwords.breached_file")
    if named.value:
        try:
            breached = BreachedPasswordFile(named.file())
        except ListUnusable as error:
            expected = "a file that `assay user import-breached` has written, or nothing"
            raise ConfigurationRefused((RefusedSetting(named.origin, named.name, str(error), expected),)) from None
    host = urlsplit(loaded.tree.issuer).hostname or ""
    return PasswordPolicy(loaded.tree.passwords, (host, "assay"), breached)

"""Where the PostgreSQL database is and with which password: from `database_url`, a file or `$CREDENTIALS_DIRECTORY`."""

from __future__ import annotations

import os
import ssl
from collections.abc import Mapping
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, unquote, urlsplit

from assay.app.configuration.loading import Loaded
from assay.app.configuration.setting import ConfigurationRefused, Origin, RefusedSetting
from assay.app.settings import Settings
from assay.storage.postgresql_settings import replica_hosts

if TYPE_CHECKING:
    from assay.storage.postgresql.target import PostgresqlTarget

CREDENTIAL = "assay-database-password"
"""The credential's name under systemd (`LoadCredential=`)."""


def postgresql_target(loaded: Loaded[Settings], environment: Mapping[str, str] | None = None) -> PostgresqlTarget:
    """What the settings say. Raises `ConfigurationRefused`."""
    from assay.storage.postgresql.target import PostgresqlTarget

    environment = os.environ if environment is None else environment
    setting, settings = loaded.setting("database_url"), loaded.tree.postgresql
    try:
        parts = urlsplit(setting.value)
        hosts = _hosts(parts.netloc, parts.query) or _hosts(environment.get("PGHOST", ""), "")
        sslmode = parse_qs(parts.query, strict_parsing=bool(parts.query)).get("sslmode", [""])[-1]
        _require_ports(parts.netloc)
    except ValueError:
        expected = "a URL, with / ? # @ : % and others of a password percent-encoded, or without a password"
        raise _refused(setting.origin, "database_url", "a value (not shown)", expected) from None
    replicas = replica_hosts(settings.replicas)
    hosts += [host for host, _ in replicas]
    tls: ssl.SSLContext | None = None
    if not settings.insecure_plaintext and not all(map(_on_this_machine, hosts)) and sslmode != "verify-full":
        if sslmode:
            seen = f"sslmode={sslmode} to a database on another machine"
            expected = "sslmode=verify-full, or nothing; or postgresql.insecure_plaintext"
            raise _refused(setting.origin, "database_url", seen, expected)
        tls = ssl.create_default_context()
    return PostgresqlTarget(
        setting.value, _password(loaded, environment), tls, settings.patience, settings.connections, replicas
    )


def _hosts(netloc: str, query: str) -> list[str]:
    """The hosts of a URL, which may name several; a socket's folder is one."""
    named = [*netloc.rpartition("@")[2].split(","), *",".join(parse_qs(query).get("host", [])).split(",")]
    return [unquote(one[1 : one.index("]")] if one.startswith("[") else one.partition(":")[0]) for one in named if one]


def _require_ports(netloc: str) -> None:
    """Raises `ValueError` where something else than a port is: a part of the password, most likely."""
    if netloc.count("@") > 1:  # not everybody takes it apart at the same one
        raise ValueError
    for one in netloc.rpartition("@")[2].split(","):
        port = one.rpartition("]")[2].partition(":")[2]
        if port and not (port.isascii() and port.isdigit() and 0 < int(port) < 65536):
            raise ValueError


def _on_this_machine(host: str) -> bool:
    if host.startswith("/") or host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _password(loaded: Loaded[Settings], environment: Mapping[str, str]) -> str | None:
    setting = loaded.setting("postgresql.password_file")
    folder = environment.get("CREDENTIALS_DIRECTORY")
    if setting.value:
        file = setting.file()
    elif folder and (Path(folder) / CREDENTIAL).exists():
        file = Path(folder) / CREDENTIAL
    else:
        return None
    try:
        return file.read_text(encoding="utf-8").rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", None) or "bytes that are not UTF-8"
        raise _refused(Origin(str(file)), "postgresql.password_file", why, "a readable file") from None


def _refused(origin: Origin, name: str, seen: str, expected: str) -> ConfigurationRefused:
    return ConfigurationRefused((RefusedSetting(origin, name, seen, expected),))

"""Rules over several settings: what fits its type and is a mistake all the same, since no server could mean it."""

from __future__ import annotations

from collections.abc import Mapping
from ipaddress import ip_network

from assay.app.addresses import parse_listen
from assay.app.configuration.setting import DEFAULT, RefusedSetting, Setting

Settings = Mapping[str, Setting]


def same_listener(settings: Settings) -> list[RefusedSetting]:
    """Two listeners on one port."""
    taken: dict[tuple[str, int], str] = {}
    refused = []
    for name in ("listen", "metrics.listen", "admin.listen"):
        one = settings[name]
        try:
            addresses = parse_listen(one.value) if one.value else ()
        except ValueError:
            continue  # told by another rule
        for address in addresses:
            other = taken.setdefault((address.host, address.port), name)
            if address.port and other != name:
                refused.append(RefusedSetting(one.origin, name, f"{one.value}, as {other}", "a port of its own"))
                break
    return refused


def everybody_trusted(settings: Settings) -> list[RefusedSetting]:
    """Proxies that are everybody: then every caller chooses its own address, and no limit holds."""
    one = settings["web.trusted_proxies"]
    try:
        everybody = [entry for entry in one.value if ip_network(entry, strict=False).prefixlen == 0]
    except ValueError:
        return []
    expected = "the addresses of your proxies, for whoever is named here may claim any address"
    return [RefusedSetting(one.origin, one.name, entry, expected) for entry in everybody]


def wrong_sqlite_url(settings: Settings) -> list[RefusedSetting]:
    """A URL as other programs write it, which would be a file of that name here; and PostgreSQL's settings beside SQLite."""
    one = settings["database_url"]
    if not one.value.startswith("sqlite:"):
        return []
    path = one.value.removeprefix("sqlite:")
    if path == ":memory:" or (path.startswith("//") and not path.startswith("///")):
        expected = "sqlite:PATH, as in sqlite:assay.db or sqlite:/var/lib/assay/assay.db"
        return [RefusedSetting(one.origin, one.name, "a value (not shown)", expected)]
    where = "none, for the database is SQLite; is database_url (ASSAY_DATABASE_URL) missing?"
    return [
        RefusedSetting(given.origin, given.name, "a setting of PostgreSQL", where)
        for given in settings.values()
        if given.path[0] == "postgresql" and given.origin != DEFAULT
    ]


def mail_to_nowhere(settings: Settings) -> list[RefusedSetting]:
    """How a mail server is spoken to, without its name."""
    if settings["mail.host"].value:
        return []
    return [
        RefusedSetting(given.origin, given.name, "how to speak to a mail server", "mail.host as well")
        for name in ("mail.username", "mail.password", "mail.ca_file", "mail.insecure_plaintext")
        if (given := settings[name]).value
    ]


def idle_for_ever(settings: Settings) -> list[RefusedSetting]:
    """A session that ends before it could be idle for so long, where somebody has set both."""
    idle, lifetime = settings["session.idle"], settings["session.lifetime"]
    if DEFAULT in {idle.origin, lifetime.origin} or idle.value <= lifetime.value:
        return []
    return [RefusedSetting(idle.origin, idle.name, str(idle.value), f"at most session.lifetime ({lifetime.value})")]


def key_is_older(settings: Settings) -> list[RefusedSetting]:
    """The present key-encryption key among those that only open."""
    key, older = settings["key_encryption_key_file"], settings["older_key_encryption_key_files"]
    if not key.value or key.file() not in {older.file(name) for name in older.value}:
        return []
    return [RefusedSetting(older.origin, older.name, f"{key.value}, the present key", "other files, with older keys")]


def no_host_names(settings: Settings) -> list[RefusedSetting]:
    """URLs, ports or paths where host names are compared."""
    one = settings["logout.private_hosts"]
    return [
        RefusedSetting(one.origin, one.name, repr(entry), "a host name, as in app.internal")
        for entry in one.value
        if "/" in entry or (":" in entry and entry.count(":") < 2)
    ]


def no_authorities(settings: Settings) -> list[RefusedSetting]:
    """A file of authorities that nobody can read."""
    import ssl

    one = settings["mail.ca_file"]
    try:
        if one.value:
            ssl.create_default_context(cafile=one.value)
    except OSError as error:  # `ssl.SSLError` is one
        seen = f"{one.value}: {error.strerror if error.errno else 'no certificates'}"
        return [RefusedSetting(one.origin, one.name, seen, "a file with certificates in PEM")]
    return []


CONTRADICTIONS = (
    same_listener,
    everybody_trusted,
    wrong_sqlite_url,
    mail_to_nowhere,
    idle_for_ever,
    key_is_older,
    no_host_names,
    no_authorities,
)

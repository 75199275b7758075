"""How a PostgreSQL database is reached, beside its URL. Here and not in its folder, which loads the driver."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PostgresqlSettings:
    """`password_file` holds the password of the user in `database_url`; empty for `$CREDENTIALS_DIRECTORY/assay-database-password`
    where there is one, else for what the URL or PGPASSFILE says.

    `patience` is how many seconds a read or a commit may take before its request is answered 503; `connections` how many
    a process holds for reading, beside the one for writing. `replicas` (HOST:PORT each) are servers that follow the database;
    they answer what introspection asks, if they know all that was committed before the request came, with the user, the
    password and the rest of `database_url`. A database on another machine is spoken to over TLS with its
    certificate checked, unless `insecure_plaintext` says otherwise.
    """

    password_file: str = ""
    patience: float = 0.9
    connections: int = 4
    replicas: tuple[str, ...] = ()
    insecure_plaintext: bool = False

    def __post_init__(self) -> None:
        """Raises `ValueError`."""
        if not 0.1 <= self.patience <= 60:
            raise ValueError(f"postgresql.patience is {self.patience}: 0.1 to 60 seconds")
        if not 1 <= self.connections <= 100:
            raise ValueError(f"postgresql.connections is {self.connections}: 1 to 100")
        replica_hosts(self.replicas)


def replica_hosts(replicas: Sequence[str]) -> tuple[tuple[str, int], ...]:
    """Hosts and ports; 5432 where no port is named, an IPv6 address stands in brackets. Raises `ValueError`."""
    return tuple(map(_host_and_port, replicas))


def _host_and_port(text: str) -> tuple[str, int]:
    host, port = text, "5432"
    if text.startswith("["):
        host, _, rest = text[1:].partition("]")
        port = rest.removeprefix(":") or port
    elif ":" in text:
        host, _, port = text.partition(":")
    if not host or "/" in text or "@" in text or not (port.isascii() and port.isdigit() and 0 < int(port) <= 65_535):
        # Not shown: it may be a URL with a password.
        raise ValueError("postgresql.replicas holds a value (not shown) that is not HOST or HOST:PORT")
    return host, int(port)

"""Where the database is and how long anybody waits for it."""

from __future__ import annotations

import ssl
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class PostgresqlTarget:
    """`url` as in `postgresql://user@host:5432/assay`; several hosts may be named, the one that takes writes is used.

    With `tls` the connection is made over TLS and the server proves itself; without, the URL's `sslmode` says so.
    `patience` is how many seconds a read or a commit may take before its request is answered 503; `connections` how many
    of them this process holds for reading, beside the one for writing. `replicas` are further hosts and ports of the same
    database, each with as many connections; `host` and `port` stand for those of the URL where they are set.
    """

    url: str = field(repr=False)
    password: str | None = field(default=None, repr=False)
    tls: ssl.SSLContext | None = field(default=None, repr=False)
    patience: float = 0.9
    connections: int = 4
    replicas: tuple[tuple[str, int], ...] = ()
    host: str | None = None
    port: int | None = None

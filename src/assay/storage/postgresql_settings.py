"""How a PostgreSQL database is reached, beside its URL. Here and not in its folder, which loads the driver."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PostgresqlSettings:
    """`password_file` holds the password of the user in `database_url`; empty for `$CREDENTIALS_DIRECTORY/assay-database-password`
    where there is one, else for what the URL or PGPASSFILE says.

    `patience` is how many seconds a read or a commit may take before its request is answered 503; `connections` how many
    a process holds for reading, beside the one for writing. A database on another machine is spoken to over TLS with its
    certificate checked, unless `insecure_plaintext` says otherwise.
    """

    password_file: str = ""
    patience: float = 0.9
    connections: int = 4
    insecure_plaintext: bool = False

    def __post_init__(self) -> None:
        """Raises `ValueError`."""
        if not 0.1 <= self.patience <= 60:
            raise ValueError(f"postgresql.patience is {self.patience}: 0.1 to 60 seconds")
        if not 1 <= self.connections <= 100:
            raise ValueError(f"postgresql.connections is {self.connections}: 1 to 100")

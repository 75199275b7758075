from __future__ import annotations

import pytest

from assay.storage.postgresql_settings import PostgresqlSettings, replica_hosts


def test_a_replica_is_a_host_and_perhaps_a_port() -> None:
    told = replica_hosts(("one.example", "two.example:6432", "[::1]", "[::1]:5433"))
    assert told == (("one.example", 5432), ("two.example", 6432), ("::1", 5432), ("::1", 5433))


@pytest.mark.parametrize(
    "wrong",
    [
        "",
        ":5432",
        "one.example:",
        "one.example:0",
        "one.example:x",
        "postgresql://u:secret@one.example/assay",
        "u@one",
        "::1",
    ],
)
def test_what_is_neither_is_refused_and_not_repeated(wrong: str) -> None:
    with pytest.raises(ValueError, match="HOST:PORT") as refused:
        PostgresqlSettings(replicas=(wrong,))
    assert "secret" not in str(refused.value)

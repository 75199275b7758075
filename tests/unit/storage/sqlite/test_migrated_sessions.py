"""A session that began before proofs were kept goes on as one that a password began."""

from __future__ import annotations

import sqlite3

from assay.storage.columns import to_proofs
from assay.storage.sqlite.migrations import known_migrations, migrate


def test_an_old_session_keeps_its_password(tmp_path):
    connection = sqlite3.connect(tmp_path / "assay.db", isolation_level=None)
    every = known_migrations()
    before = tuple(one for one in every if one.number < next(m.number for m in every if m.name.endswith("factors")))
    migrate(connection, before, 1)
    connection.execute(
        "INSERT INTO end_user_sessions (issuer_id, session_hash, session_id, subject, authenticated_at, amr, expires_at)"
        """ VALUES ('default', x'00', 'sid', 'sub', 77, '["pwd"]', 99)"""
    )
    migrate(connection, every, 2)
    proofs, complete = connection.execute("SELECT proofs, complete FROM end_user_sessions").fetchone()
    assert [(proof.method, proof.at) for proof in to_proofs(proofs)] == [("password", 77)]
    assert complete == 1
    connection.close()

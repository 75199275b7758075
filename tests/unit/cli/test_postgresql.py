"""Every command works on PostgreSQL as it does on SQLite."""

from __future__ import annotations

import asyncio

import asyncpg
import pytest

from assay.app.configuration.loading import Sources
from assay.app.configuration.setting import ConfigurationRefused
from assay.app.postgresql import postgresql_target
from assay.app.settings import load_settings


def test_commands_work_on_it(assay, postgresql, monkeypatch):
    monkeypatch.setenv("ASSAY_DATABASE_URL", postgresql.new_database())
    early = assay("client", "list")
    assert early.status == 3
    assert "assay migrate" in early.err
    assert assay("migrate").out.startswith("applied 0001_initial")
    assert assay("migrate", "--json").document == {"applied": []}
    resource = ("resource", "create", "--identifier", "https://api.example", "--scope", "read", "--default")
    assert assay(*resource).status == 0
    made = assay("client", "create", "--name", "R", "--grant", "client_credentials", "--scope", "read", "--json")
    client_id = made.document["client_id"]
    assert [one["client_id"] for one in assay("client", "list", "--json").document] == [client_id]
    assert assay("client", "rotate-secret", client_id).status == 0
    assert assay("client", "disable", client_id).status == 0
    assert assay("key", "rotate", "--alg", "ES256").status == 0
    keys = assay("key", "list", "--json").document
    assert [one["algorithm"] for one in keys] == ["ES256"]
    assert assay("key", "rewrap").status == 0
    assert assay("outbox", "list").out == "Nothing waits: every message has arrived.\n"
    password = "a long enough password"
    assert assay("user", "create", "--username", "ann", "--password-stdin", given=password).status == 0


def test_a_store_moves_there_and_back(assay, postgresql):
    url = postgresql.new_database()
    (assay.folder / "there.toml").write_text(
        f'issuer = "http://localhost:8400"\ndatabase_url = "{url}"\nkey_encryption_key_file = ".assay/key"\n'
    )
    (assay.folder / "back.toml").write_text(
        'issuer = "http://localhost:8400"\ndatabase_url = "sqlite:back.db"\nkey_encryption_key_file = ".assay/key"\n'
    )
    assert assay("key", "rotate", "--alg", "ES256").status == 0
    before = assay("key", "list", "--json").document
    early = assay("store", "copy", "--to", "there.toml")
    assert early.status == 3
    assert early.err.startswith("assay: the target (--to): the database lacks migration")
    assert assay("migrate", "--config", "there.toml").status == 0
    there = assay("store", "copy", "--to", "there.toml", "--json")
    assert {one["table"]: one["rows"] for one in there.document}["signing_keys"] == len(before)
    again = assay("store", "copy", "--to", "there.toml")
    assert again.status == 3
    assert "not empty" in again.err
    itself = assay("store", "copy", "--config", "there.toml", "--to", "there.toml")
    assert itself.status == 2
    assert "the same database" in itself.err
    back = assay("store", "copy", "--config", "there.toml", "--to", "back.toml", "--json")
    assert back.document == there.document
    assert assay("key", "list", "--config", "back.toml", "--json").document == before


def test_rights_that_are_missing_are_told_as_such(assay, postgresql, monkeypatch):
    url = postgresql.new_database()
    database = url.rpartition("/")[2]
    role = f"weak_{database}"
    postgresql.psql(f"CREATE ROLE {role} LOGIN")
    weak = url.replace("//assay@", f"//{role}@")
    assert weak != url

    def told(*words, at=weak):
        monkeypatch.setenv("ASSAY_DATABASE_URL", at)
        ran = assay(*words)
        assert ran.status in {3, 7}, ran.err
        assert "fault of Assay" not in ran.err
        return ran.err

    assert f"permission denied for database {database}" in told("migrate")
    monkeypatch.setenv("ASSAY_DATABASE_URL", url)
    assert assay("migrate").status == 0
    for words in (("client", "list"), ("config", "check"), ("backup", "one.assay"), ("migrate",)):
        assert "42501" in told(*words)
    postgresql.psql(
        f"GRANT USAGE ON SCHEMA assay TO {role}; GRANT ALL ON ALL TABLES IN SCHEMA assay TO {role};"
        f"REVOKE TEMPORARY ON DATABASE {database} FROM PUBLIC",
        database,
    )
    assert "temporary tables" in told("config", "check")


def test_a_role_that_the_database_does_not_know_is_told_by_every_command(assay, postgresql, monkeypatch):
    monkeypatch.setenv("ASSAY_DATABASE_URL", postgresql.new_database().replace("//assay@", "//nobody@"))
    for words in (("client", "list"), ("migrate",), ("config", "check")):
        assert "refuses the user or its password" in assay(*words).err


def test_tables_that_somebody_keeps_locked_are_told_and_nothing_is_left_behind(assay, postgresql, monkeypatch):
    url = postgresql.up_to_date_database()
    monkeypatch.setenv("ASSAY_DATABASE_URL", url)
    assert assay("key", "rotate", "--alg", "ES256").status == 0

    async def locked():
        keeper = await asyncpg.connect(url)
        await keeper.execute("BEGIN; LOCK TABLE assay.events IN ACCESS EXCLUSIVE MODE")
        return await asyncio.to_thread(assay, "backup", "one.assay"), keeper.terminate()

    ran = asyncio.run(locked())[0]
    assert ran.status == 3
    assert "held a lock" in ran.err
    assert not (assay.folder / "one.assay").exists()


def test_a_database_that_is_away_is_a_fault_in_three_lines(assay, monkeypatch):
    monkeypatch.setenv("ASSAY_DATABASE_URL", "postgresql://assay:secret@127.0.0.1:1/assay")
    for words in (("client", "list"), ("migrate",)):
        ran = assay(*words)
        assert ran.status in {3, 7}
        assert "cannot be reached" in ran.err
        assert "secret" not in ran.err
        assert "Traceback" not in ran.err


def test_several_processes_are_refused_on_sqlite(assay):
    ran = assay("serve", "--workers", "2")
    assert ran.status == 3
    assert "2 processes on SQLite, which has one writer" in ran.err


def target(tmp_path, url, **more):
    environment = {"ASSAY_ISSUER": "https://id.example", "ASSAY_DATABASE_URL": url, **more}
    loaded = load_settings(Sources(environment=environment, folder=tmp_path, search=False))
    return postgresql_target(loaded, environment)


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "[::1]", "", "%2Fvar%2Frun%2Fpostgresql"])
def test_a_database_on_this_machine_needs_no_tls(tmp_path, host):
    assert target(tmp_path, f"postgresql://assay@{host}/assay").tls is None


@pytest.mark.parametrize("host", ["db.example", "10.0.0.9:5432", "localhost,db.example"])
def test_a_database_elsewhere_must_prove_its_name(tmp_path, host):
    tls = target(tmp_path, f"postgresql://assay@{host}/assay").tls
    assert tls is not None
    assert tls.check_hostname is True
    with pytest.raises(ConfigurationRefused, match="sslmode=require to a database on another machine"):
        target(tmp_path, f"postgresql://assay:secret@{host}/assay?sslmode=require")
    plain = {"ASSAY_POSTGRESQL__INSECURE_PLAINTEXT": "true"}
    assert target(tmp_path, f"postgresql://assay@{host}/assay", **plain).tls is None


def test_the_password_comes_from_a_file_or_a_credential_and_is_never_shown(tmp_path):
    (tmp_path / "password").write_text("secret\n")
    named = target(
        tmp_path, "postgresql://assay@localhost/assay", ASSAY_POSTGRESQL__PASSWORD_FILE=str(tmp_path / "password")
    )
    (tmp_path / "assay-database-password").write_text("other")
    credential = target(tmp_path, "postgresql://assay@localhost/assay", CREDENTIALS_DIRECTORY=str(tmp_path))
    assert (named.password, credential.password) == ("secret", "other")
    assert "secret" not in repr(named)


@pytest.mark.parametrize("password", ["s3cr/et", "s3cr?et", "s3cr#et", "s3[cret", "x@y:s3cr"])
@pytest.mark.parametrize("words", [["migrate"], ["config", "check"], ["client", "list"]])
def test_a_password_that_takes_a_url_apart_is_not_shown(assay, monkeypatch, password, words):
    monkeypatch.setenv("ASSAY_DATABASE_URL", f"postgresql://assay:{password}@127.0.0.1:1/assay")
    ran = assay(*words)
    assert "s3" not in ran.err + ran.out
    assert "fault of Assay" not in ran.err
    assert "cret" not in ran.err + ran.out

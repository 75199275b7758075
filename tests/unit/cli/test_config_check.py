"""`assay config check`: each thing that would keep a server from starting is told, all of them at once, and nothing is made."""

from __future__ import annotations

import json
import socket
import sqlite3
from base64 import b64encode

import pytest

from assay.storage.sqlite.serving_lock import lock_for_serving

MISTAKES = {
    "admin.listen": ('listen = "localhost:8400"\n[admin]\nlisten = "127.0.0.1:8400"', "as listen"),
    "web.trusted_proxies": ('[web]\ntrusted_proxies = ["10.0.0.1", "0.0.0.0/0"]', "0.0.0.0/0"),
    "web.body_limit": ("[web]\nbody_limit = 100", "100"),
    "postgresql.replicas": ('[postgresql]\nreplicas = ["one.example"]', "a setting of PostgreSQL"),
    "mail.username": ('[mail]\nusername = "assay"\npassword = "p"', "mail.host as well"),
    "mail.password": ('[mail]\nhost = "mail.example"\npassword = "p"', "(not shown)"),
    "mail.insecure_plaintext": ("[mail]\ninsecure_plaintext = true", "mail.host as well"),
    "mail.sender": ('[mail]\nhost = "mail.example"\nsender = "Assay"', "'Assay'"),
    "mail.port": ('[mail]\nhost = "mail.example"\nport = 70000', "70000"),
    "mail.ca_file": ('[mail]\nhost = "mail.example"\nca_file = "/no/where.pem"', "No such file"),
    "session.idle": ("[session]\nidle = 500\nlifetime = 300", "500"),
    "keys.overlap": ("[keys]\noverlap = 59", "59"),
    "keys.rotate_after": ("[keys]\nrotate_after = 600", "600"),
    "refusals.max_buckets": ("[refusals]\nmax_buckets = 0", "0"),
    "logout.private_hosts": ('[logout]\nprivate_hosts = ["https://app.internal/"]', "https://app.internal/"),
    "older_key_encryption_key_files": ('older_key_encryption_key_files = ["key"]', "the present key"),
}


@pytest.fixture
def bench(assay, monkeypatch):
    monkeypatch.setenv("ASSAY_LISTEN", "localhost:0")
    return assay


def given(bench, more: str) -> str:
    """The settings file with more; tables come last in it."""
    file = bench.folder / ".assay" / "assay.toml"
    file.write_text(file.read_text() + more + "\n")
    return str(file)


def refused(bench, *words: str) -> list[str]:
    ran = bench("config", "check", *words, "-o", "json")
    assert ran.status == 3, ran
    return json.loads(ran.err)["fault"]["seen"].splitlines()


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_is_told_where_it_stands(bench, monkeypatch, name) -> None:
    more, seen = MISTAKES[name]
    if "listen" in more:
        monkeypatch.delenv("ASSAY_LISTEN")
    file = given(bench, more)
    told = refused(bench)
    assert [line for line in told if line.startswith(f"{file}:") and f" {name}: " in line and seen in line], told


@pytest.mark.parametrize("url", ["sqlite::memory:", "sqlite://assay.db"])
def test_the_url_of_another_program_is_no_file_name(bench, monkeypatch, url) -> None:
    monkeypatch.setenv("ASSAY_DATABASE_URL", url)
    (line,) = refused(bench)
    assert line.startswith("ASSAY_DATABASE_URL: database_url:")


def test_nothing_is_made(bench) -> None:
    before = sorted(bench.folder.rglob("*"))
    checked = bench("config", "check")
    assert (checked.status, checked.out) == (0, "A server can start. Issuer: http://localhost:8400\n"), checked.err
    assert sorted(bench.folder.rglob("*")) == before
    assert bench("migrate").status == 0
    assert bench("config", "check").status == 0
    assert not list(bench.folder.rglob("*-serving"))


def test_all_that_stands_against_a_start_is_told_at_once(bench, monkeypatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        monkeypatch.setenv("ASSAY_LISTEN", f"127.0.0.1:{port}")
        monkeypatch.setenv("ASSAY_METRICS__LISTEN", "192.0.2.1:9400")
        monkeypatch.setenv("ASSAY_DATABASE_URL", "sqlite:no/folder/assay.db")
        monkeypatch.setenv("ASSAY_PASSWORDS__BREACHED_FILE", "nowhere")
        (bench.folder / ".assay" / "key").unlink()
        told = refused(bench)
        assert len(told) == 5
        for place in (
            "ASSAY_LISTEN",
            "ASSAY_METRICS__LISTEN",
            "ASSAY_DATABASE_URL",
            "ASSAY_PASSWORDS__BREACHED_FILE",
            "key:",
        ):
            assert any(place in line for line in told), (place, told)
        assert any(f"127.0.0.1 port {port}: Address already in use" in line for line in told)


def test_a_database_that_cannot_be_served_from_is_told(bench) -> None:
    file = bench.folder / ".assay" / "assay.db"
    for content, mode, seen in (
        (b"not a database, but long enough to be one" * 9, 0o600, "not a database"),
        (b"", 0o644, "chmod 600"),
    ):
        file.write_bytes(content)
        file.chmod(mode)
        (line,) = refused(bench)
        assert " database_url: " in line
        assert seen in line
    file.unlink()
    assert bench("migrate").status == 0
    connection = sqlite3.connect(file)
    connection.execute("INSERT INTO schema_migrations VALUES (999, '0999_later', 'x', 0)")
    connection.commit()
    connection.close()
    (line,) = refused(bench)
    assert "a newer version made it" in line


def test_a_database_of_the_version_before_is_no_defect(bench) -> None:
    assert bench("migrate").status == 0
    connection = sqlite3.connect(bench.folder / ".assay" / "assay.db")
    connection.execute("DELETE FROM schema_migrations WHERE number = (SELECT max(number) FROM schema_migrations)")
    connection.commit()
    connection.close()
    assert bench("config", "check").status == 0


def test_another_server_has_the_file_but_not_for_a_check_before_its_restart(bench, monkeypatch) -> None:
    assert bench("migrate").status == 0
    lock = lock_for_serving(bench.folder / ".assay" / "assay.db")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        monkeypatch.setenv("ASSAY_LISTEN", f"127.0.0.1:{taken.getsockname()[1]}")
        assert len(refused(bench)) == 2
        assert bench("config", "check", "--running").status == 0
    lock.release()


def test_the_key_of_another_store_is_told(bench) -> None:
    assert bench("key", "rotate", "--alg", "ES256").status == 0
    assert bench("config", "check").status == 0
    (bench.folder / ".assay" / "key").write_bytes(b64encode(bytes(32)))
    (line,) = refused(bench)
    assert "key_encryption_key_file" in line
    assert "does not open" in line


def test_a_database_on_a_server_is_asked(bench, monkeypatch, postgresql) -> None:
    monkeypatch.setenv("ASSAY_DATABASE_URL", postgresql.url("nowhere"))
    (line,) = refused(bench)
    assert line.startswith("ASSAY_DATABASE_URL: database_url: ")
    assert "the database is not there" in line
    monkeypatch.setenv("ASSAY_DATABASE_URL", postgresql.new_database())
    (line,) = refused(bench)
    assert "assay migrate" in line
    assert bench("migrate").status == 0
    checked = bench("config", "check")
    assert checked.status == 0, checked.err
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        monkeypatch.setenv("ASSAY_DATABASE_URL", f"postgresql://assay@127.0.0.1:{free.getsockname()[1]}/assay")
        assert " database_url: " in refused(bench)[0]


def test_a_server_that_runs_with_them_is_thought_of(bench) -> None:
    assert bench("migrate").status == 0
    lock = lock_for_serving(bench.folder / ".assay" / "assay.db")
    assert "assay config check --running" in bench("config", "check").err
    lock.release()


def test_where_no_settings_are_is_said_what_to_do(bench) -> None:
    (bench.folder / ".assay" / "assay.toml").unlink()
    refused = bench("client", "list")
    assert refused.status == 3
    assert "--config FILE" in refused.err
    assert "assay serve --dev" in refused.err


def test_a_hint_is_given_only_where_it_helps(bench) -> None:
    file = bench.folder / ".assay" / "assay.toml"
    sound = file.read_text()
    file.write_text(sound + 'isuer = "x"\n')
    assert "config check" not in bench("config", "check").err  # it has just been called
    file.write_text(sound)
    (bench.folder / ".assay" / "key").chmod(0o644)
    assert "--running" not in bench("config", "check").err

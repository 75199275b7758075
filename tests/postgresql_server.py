"""A PostgreSQL server of the tests' own: in a folder of its own, on a socket and a free port, with fsync on."""

from __future__ import annotations

import asyncio
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path

import pytest


def postgresql_programs() -> Path | None:
    """The folder with `initdb` and `postgres`, of the newest version that is installed."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda path: int(path.parts[-3]))
    if found:
        return found[-1].parent
    named = shutil.which("postgres")
    return None if named is None else Path(named).resolve().parent


class PostgresqlServer:
    """One server. Root may not run one, so as root it runs as the user `postgres`."""

    def __init__(self, *, standby_of: PostgresqlServer | None = None) -> None:
        programs = postgresql_programs()
        if programs is None:
            pytest.skip("PostgreSQL is not installed")
        self._programs = programs
        self._as: dict[str, object] = {}
        self.folder = Path(tempfile.mkdtemp(prefix="assay-pg-"))
        if os.geteuid() == 0:
            user = pwd.getpwnam("postgres")
            self._as = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
            os.chown(self.folder, user.pw_uid, user.pw_gid)
        self.data = self.folder / "data"
        self.port = _free_port()
        self._process: subprocess.Popen[bytes] | None = None
        if standby_of is None:
            self._run("initdb", "-D", str(self.data), "-U", "assay", "-A", "trust", "--no-sync", "-E", "UTF8")
            with (self.data / "postgresql.conf").open("a") as settings:
                settings.write("max_connections = 200\nshared_buffers = 64MB\n")
        else:
            self._run(
                "pg_basebackup", "-h", str(standby_of.folder), "-p", str(standby_of.port), "-U", "assay",
                "-D", str(self.data), "-R", "-X", "stream", "-c", "fast", "--no-sync",
            )  # fmt: skip

    def _run(self, program: str, *arguments: str) -> None:
        subprocess.run(
            [self._programs / program, *arguments], check=True, capture_output=True, cwd=self.folder, **self._as
        )

    def start(self) -> PostgresqlServer:
        """Start it and wait until it answers."""
        log = (self.folder / "log").open("ab")
        self._process = subprocess.Popen(
            [self._programs / "postgres", "-D", str(self.data), "-p", str(self.port), "-k", str(self.folder),
             "-c", "listen_addresses=127.0.0.1", "-c", "fsync=on", "-c", "max_prepared_transactions=0"],
            stdout=log, stderr=log, cwd=self.folder, **self._as,
        )  # fmt: skip
        log.close()
        deadline = time.monotonic() + 30
        ready = [self._programs / "pg_isready", "-q", "-h", str(self.folder), "-p", str(self.port)]
        while subprocess.run(ready, check=False).returncode != 0:
            assert time.monotonic() < deadline, (self.folder / "log").read_text()
            assert self._process.poll() is None, (self.folder / "log").read_text()
            time.sleep(0.02)
        return self

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """Stop it: SIGINT ends every session, SIGQUIT ends it as a crash would."""
        if self._process is not None:
            self._process.send_signal(how)
            self._process.wait(30)
            self._process = None

    def promote(self) -> None:
        """Make a standby take writes."""
        self._run("pg_ctl", "promote", "-D", str(self.data), "-w")

    def remove(self) -> None:
        """Stop it and delete what it kept."""
        self.stop(signal.SIGQUIT)
        shutil.rmtree(self.folder, ignore_errors=True)

    def psql(self, sql: str, database: str = "postgres") -> str:
        """What a statement prints."""
        command = [
            self._programs / "psql", "-XAtq", "-v", "ON_ERROR_STOP=1", "-h", str(self.folder), "-p", str(self.port),
            "-U", "assay", "-d", database, "-c", sql,
        ]  # fmt: skip
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()

    def dump(self, database: str) -> bytes:
        """All that a database holds, as text."""
        command = [self._programs / "pg_dump", "-h", str(self.folder), "-p", str(self.port), "-U", "assay", database]
        return subprocess.run(command, check=True, capture_output=True).stdout

    def new_database(self) -> str:
        """The URL of a new and empty database."""
        name = f"assay_{secrets.token_hex(6)}"
        self.psql(f"CREATE DATABASE {name}")
        return self.url(name)

    def up_to_date_database(self) -> str:
        """The URL of a new database with the present schema."""
        from assay.storage.postgresql.migrations import migrate_database
        from assay.storage.postgresql.target import PostgresqlTarget

        url = self.new_database()
        asyncio.run(migrate_database(PostgresqlTarget(url, patience=20), 0))
        return url

    def url(self, database: str) -> str:
        """Where a database is."""
        return f"postgresql://assay@127.0.0.1:{self.port}/{database}"


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
        return port

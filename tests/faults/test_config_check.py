"""What `assay config check` accepts, `assay serve` starts with; what it refuses, no server starts with (R25).

`ASSAY_DRILL_STARTS` sets how many settings files are tried (8 where it is not set).
"""

from __future__ import annotations

import contextlib
import io
import os
import socket
import subprocess
import time
from base64 import b64encode
from collections import Counter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assay.cli import main
from assay.storage.sqlite.connection import connect
from assay.storage.sqlite.migrations import known_migrations, migrate
from live import ASSAY

STARTS = int(os.environ.get("ASSAY_DRILL_STARTS", "8"))
DATABASES = ("missing", "served", "older", "garbage", "readable", "no folder")
CHOICES = {
    "issuer": ('"http://localhost:8400"', '"https://id.example"', '"http://id.example"', '""'),
    "listen": ('"127.0.0.1:0"', '"localhost:0"', '"127.0.0.1:{taken}"', '"192.0.2.1:8400"', '"8400"'),
    "database_url": tuple(f'"sqlite:{name}/assay.db"' for name in DATABASES),
    "key_encryption_key_file": ('"key"', '"other-key"', '"open-key"', '"no-key"', '"garbage/assay.db"'),
    "insecure_readable_key_file": ("false", "true"),
    "workers": ("1", "2"),
    "admin.listen": ('""', '"127.0.0.1:0"', '"127.0.0.1:{taken}"'),
    "mail.host": ('""', '"mail.example"'),
    "mail.sender": ('"assay@localhost"', '"Assay"'),
    "mail.ca_file": ('""', '"key"'),
    "passwords.breached_file": ('""', '"key"'),
    "keys.overlap": ("600", "60", "5"),
    "session.idle": ("3600", "60", "0"),
    "pages.logo_file": ('""', '"key"'),
}
"""Each setting with values that do and values that do not; the first one does."""


@st.composite
def settings_files(draw):
    """Mostly what does, so that some start."""
    wrong = draw(st.sets(st.sampled_from(sorted(CHOICES)), max_size=2))
    return {name: draw(st.sampled_from(values)) if name in wrong else values[0] for name, values in CHOICES.items()}


def as_toml(chosen, taken):
    sections = {}
    for name, value in chosen.items():
        section, _, member = name.rpartition(".")
        sections.setdefault(section, []).append(f"{member} = {value}\n")
    return "".join((f"[{name}]\n" if name else "") + "".join(lines) for name, lines in sections.items()).format(
        taken=taken
    )


@pytest.fixture
def places(tmp_path, monkeypatch):
    """A folder with databases and keys of every kind."""
    for name in [name for name in os.environ if name.startswith("ASSAY_")]:
        monkeypatch.delenv(name)
    for name, byte, mode in (("key", 1, 0o600), ("other-key", 2, 0o600), ("open-key", 1, 0o644)):
        (tmp_path / name).write_bytes(b64encode(bytes([byte]) * 32))
        (tmp_path / name).chmod(mode)
    for name in DATABASES[:-1]:
        (tmp_path / name).mkdir()
        file = tmp_path / name / "assay.db"
        if name == "garbage":
            file.touch(0o600)
            file.write_bytes(b"no database" * 100)
        elif name in {"served", "readable"}:
            good = {name: values[0] for name, values in CHOICES.items()} | {"database_url": f'"sqlite:{file}"'}
            (tmp_path / "made.toml").write_text(as_toml(good, 0))
            assert main(["key", "rotate", "--alg", "ES256", "--config", str(tmp_path / "made.toml")]) == 0
            file.chmod(0o644 if name == "readable" else 0o600)
    older = tmp_path / "older" / "assay.db"
    older.touch(0o600)
    connection = connect(older, create=False)
    migrate(connection, known_migrations()[:-1], 0)
    connection.close()
    return tmp_path


def kept(folder):
    """All files but those that SQLite makes and takes away as it opens and closes a database."""
    return sorted(path for path in folder.rglob("*") if not path.name.endswith(("-wal", "-shm")))


def started(file, folder):
    """None where `assay serve` becomes ready, else how it ends."""
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen([*ASSAY, "serve", "--config", str(file)], cwd=folder, stdout=log, stderr=log)
    try:
        end = time.monotonic() + 60
        while time.monotonic() < end:
            if b'"server.started"' in (folder / "log").read_bytes():
                return None
            if server.poll() is not None:
                return server.returncode
            time.sleep(0.05)
        raise AssertionError((folder / "log").read_text())
    finally:
        server.terminate()
        server.wait(20)


@pytest.mark.slow
def test_a_server_starts_exactly_where_the_check_says_so(places):
    told = Counter()

    @settings(max_examples=STARTS, deadline=None, suppress_health_check=list(HealthCheck))
    @given(settings_files())
    def tried(chosen):
        with socket.create_server(("127.0.0.1", 0)) as taken:
            file = places / "assay.toml"
            file.write_text(as_toml(chosen, taken.getsockname()[1]))
            before = kept(places)
            with contextlib.redirect_stderr(io.StringIO()) as said, contextlib.redirect_stdout(io.StringIO()):
                status = main(["config", "check", "--config", str(file)])
            assert kept(places) == before
            assert "fault of Assay" not in said.getvalue(), said.getvalue()
            ended = started(file, places)
        assert (ended or 0) == status, (chosen, said.getvalue(), (places / "log").read_text())
        told[status] += 1
        for made in ("missing", "no folder"):  # by the server: gone again, so that each one begins alike
            for left in (places / made).glob("assay.db*"):
                left.unlink()

    tried()
    print(f"\nR25: {told[0]} settings files accepted and served with, {told[3]} refused by both")
    assert told[0] > 0

"""Configurations with a fault: each is refused with the file, the line, what was seen and what was expected (R25)."""

from __future__ import annotations

import contextlib
import io

import pytest

from assay.cli import main

GOOD = 'issuer = "http://localhost:8400"\nkey_encryption_key_file = "key"\n'
TOP_LEVEL = [
    'issuer = ""',
    "issuer = 5",
    'issuer = "ftp://localhost"',
    'issuer = "http://id.example"',
    'issuer = "https://id.example/?x=1"',
    'issuer = "https://id.example/#x"',
    'issuer = "https://user:secret@id.example"',
    'database_url = "mysql://localhost/assay"',
    "database_url = 5",
    "key_encryption_key_file = 5",
    'older_key_encryption_key_files = "key"',
    "older_key_encryption_key_files = [5]",
    'insecure_readable_key_file = "perhaps"',
    "insecure_accept_earlier_clock = 7",
    "workers = 0",
    "workers = -1",
    "workers = 1.5",
    'workers = "many"',
    "shutdown_seconds = -1",
    'shutdown_seconds = "soon"',
    "isuer = 1",
    "unheard_of = true",
    "listen = 5",
    'listen = "localhost"',
    'listen = "localhost:99999"',
    'listen = "localhost:http"',
]
SECTIONS = [
    ("web", "body_limit = -1"),
    ("web", 'body_limit = "large"'),
    ("web", "body_timeout = 0"),
    ("web", 'trusted_proxies = ["10.0.0.0/99"]'),
    ("web", 'trusted_proxies = ["proxy.example"]'),
    ("web", "most_in_flight = 0"),
    ("web", "unheard_of = 1"),
    ("lifetimes", "access_token = 0"),
    ("lifetimes", "access_token = -5"),
    ("lifetimes", 'id_token = "long"'),
    ("lifetimes", "refresh_token_idle = 0"),
    ("lifetimes", "acess_token = 300"),
    ("status_lists", "ttl = 0"),
    ("status_lists", 'enabled = "sometimes"'),
    ("keys", "overlap = -1"),
    ("authorization", "code_lifetime = 0"),
    ("session", "lifetime = 0"),
    ("session", 'idle = "never"'),
    ("passwords", "shortest_alone = 3"),
    ("mail", 'security = "none"'),
    ("mail", 'port = "smtp"'),
    ("factors", 'second_factor = "perhaps"'),
    ("sign_in", "account_burst = -1"),
    ("postgresql", "patience = 0"),
    ("postgresql", "connections = 0"),
    ("unheard", "of = 1"),
    ("outbox", "most_attempts = 0"),
    ("device", "interval = 0"),
    ("pages", 'accent = "reddish"'),
]
BROKEN = [
    "issuer = ",
    'issuer = "http://localhost:8400',
    'issuer = "a"\nissuer = "b"',
    "[web",
    "[web]\n[web]",
    "= 5",
    "\x00",
    "issuer: http://localhost",
]
FILES = [
    *[f"{GOOD}# a comment\n{line}\n" for line in TOP_LEVEL if line.partition(" ")[0] not in GOOD],
    *[
        "".join(kept + "\n" for kept in GOOD.splitlines() if not kept.startswith(line.partition(" ")[0] + " "))
        + line
        + "\n"
        for line in TOP_LEVEL
        if line.partition(" ")[0] in GOOD
    ],
    *[f"{GOOD}\n[{section}]\n{line}\n" for section, line in SECTIONS],
    *[f"# a comment\n{text}\n" for text in BROKEN],
]


@pytest.mark.slow
def test_whatever_is_wrong_is_refused_with_its_file_and_line(tmp_path, monkeypatch):
    (tmp_path / "key").write_text("MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=\n")
    (tmp_path / "key").chmod(0o600)
    file = tmp_path / "assay.toml"
    monkeypatch.chdir(tmp_path)
    wrong = []
    for content in FILES:
        file.write_text(content)
        told = io.StringIO()
        with contextlib.redirect_stderr(told), contextlib.redirect_stdout(told):
            status = main(["config", "check", "--config", str(file)])
        said = told.getvalue()
        line = content.rstrip("\n").count("\n") + 1
        named = any(f"assay.toml:{number}" in said for number in (line, line - 1))
        if status != 3 or not named or "Traceback" in said or "fault of Assay" in said or "secret" in said:
            wrong.append((content.splitlines()[-1], status, said))
    print(
        f"\nR25: {len(FILES)} configurations with a fault, {len(FILES) - len(wrong)} refused with file, line and reason"
    )
    assert wrong == []
    assert len(FILES) >= 60

"""A folder with settings and a key, and the command line run in it, in this process."""

from __future__ import annotations

import io
import json
import os
from base64 import b64encode
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from assay.cli import main


class Ran(NamedTuple):
    """What a command line did."""

    status: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        return json.loads(self.out)


class Bench:
    """Runs command lines in a folder of its own."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder = folder
        self._capsys = capsys
        self._monkeypatch = monkeypatch

    def __call__(self, *words: str, given: str = "") -> Ran:
        stdin = io.TextIOWrapper(io.BytesIO(given.encode()), encoding="utf-8")
        self._monkeypatch.setattr("sys.stdin", stdin)
        self._capsys.readouterr()
        status = main(list(words))
        out, err = self._capsys.readouterr()
        return Ran(int(status), out, err)


@pytest.fixture
def assay(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Bench:
    for name in [name for name in os.environ if name.startswith("ASSAY_")]:
        monkeypatch.delenv(name)
    home = tmp_path / ".assay"
    home.mkdir(0o700)
    key = home / "key"
    key.write_bytes(b64encode(bytes(range(32))))
    key.chmod(0o600)
    (home / "assay.toml").write_text(
        'issuer = "http://localhost:8400"\ndatabase_url = "sqlite:assay.db"\nkey_encryption_key_file = "key"\n'
    )
    monkeypatch.chdir(tmp_path)
    return Bench(tmp_path, capsys, monkeypatch)

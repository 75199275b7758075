from __future__ import annotations

import json
import os
import stat
from pathlib import Path

from assay.app.configuration.loading import Sources
from assay.app.development.folder import DevelopmentFolder, write_private_json
from assay.app.key_encryption import open_sealer
from assay.app.settings import load_settings
from assay.app.store import database_file


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_the_folder_is_its_owners_alone_even_where_it_was_not(tmp_path: Path) -> None:
    (tmp_path / ".assay").mkdir(mode=0o755)
    folder = DevelopmentFolder(tmp_path / ".assay")
    folder.prepare(os.urandom)
    assert mode(folder.path) == 0o700
    key = (folder.path / "key-encryption.key").read_bytes()
    folder.prepare(os.urandom)
    assert (folder.path / "key-encryption.key").read_bytes() == key


def test_other_commands_find_the_same_store_and_key(tmp_path: Path) -> None:
    folder = DevelopmentFolder(tmp_path / ".assay")
    folder.prepare(os.urandom)
    folder.write_settings_file("http://localhost:8400")
    assert mode(folder.path / "assay.toml") == 0o600
    serving = load_settings(Sources(environment={}, ours=folder.settings("http://localhost:8400"), search=False))
    command = load_settings(Sources(environment={}, folder=tmp_path))
    assert command.tree == serving.tree
    assert database_file(command) == database_file(serving) == folder.path / "assay.db"
    sealed = open_sealer(serving, {}).seal(b"x", nonce=b"n" * 12, place=("a",))
    assert open_sealer(command, {}).open(sealed, place=("a",)) == b"x"


def test_a_private_file_is_replaced_as_a_whole(tmp_path: Path) -> None:
    file = tmp_path / "dev.json"
    file.write_text("old")
    file.chmod(0o644)
    write_private_json(file, {"a": "b"})
    assert json.loads(file.read_text()) == {"a": "b"}
    assert mode(file) == 0o600
    assert list(tmp_path.iterdir()) == [file]

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from assay.app.configuration.loading import Loaded, Sources
from assay.app.configuration.setting import ConfigurationRefused
from assay.app.key_encryption import CREDENTIAL, make_key_file, open_sealer
from assay.app.settings import Settings, load_settings

PLACE = ("default", "t", "c", "r")


def loaded(folder: Path, text: str = 'key_encryption_key_file = "key"') -> Loaded[Settings]:
    file = folder / "assay.toml"
    file.write_text('issuer = "https://a.example"\n' + text)
    return load_settings(Sources(config=str(file), environment={}))


def one_key(folder: Path, name: str = "key", byte: bytes = b"k") -> Path:
    make_key_file(folder / name, lambda length: byte * length)
    return folder / name


def test_a_made_key_is_the_owners_alone_and_is_never_replaced(tmp_path: Path) -> None:
    file = one_key(tmp_path)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    with pytest.raises(FileExistsError):
        one_key(tmp_path)


def test_a_file_and_the_credentials_directory_give_the_same_key(tmp_path: Path) -> None:
    one_key(tmp_path)
    one_key(tmp_path, CREDENTIAL).chmod(0o440)
    sealed = open_sealer(loaded(tmp_path), {}).seal(b"x", nonce=b"n" * 12, place=PLACE)
    by_credential = open_sealer(loaded(tmp_path, ""), {"CREDENTIALS_DIRECTORY": str(tmp_path)})
    assert by_credential.open(sealed, place=PLACE) == b"x"


def test_older_keys_open(tmp_path: Path) -> None:
    one_key(tmp_path, "old", b"o")
    sealed = open_sealer(loaded(tmp_path, 'key_encryption_key_file = "old"'), {}).seal(
        b"x", nonce=b"n" * 12, place=PLACE
    )
    one_key(tmp_path)
    both = open_sealer(
        loaded(tmp_path, 'key_encryption_key_file = "key"\nolder_key_encryption_key_files = ["old"]'), {}
    )
    assert both.open(sealed, place=PLACE) == b"x"


def test_a_file_that_others_can_read_is_refused_unless_relaxed(tmp_path: Path) -> None:
    one_key(tmp_path).chmod(0o644)
    with pytest.raises(ConfigurationRefused, match="0644: others can read it"):
        open_sealer(loaded(tmp_path), {})
    open_sealer(loaded(tmp_path, 'key_encryption_key_file = "key"\ninsecure_readable_key_file = true'), {})


@pytest.mark.parametrize("content", [b"", b"short", b"A" * 64, b"\xff" * 32])
def test_anything_but_32_bytes_in_base64_is_refused_and_not_shown(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "key").write_bytes(content)
    (tmp_path / "key").chmod(0o600)
    with pytest.raises(ConfigurationRefused, match="not shown"):
        open_sealer(loaded(tmp_path), {})


def test_no_key_and_no_file_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationRefused, match="there is none"):
        open_sealer(loaded(tmp_path, ""), {})
    with pytest.raises(ConfigurationRefused, match="No such file"):
        open_sealer(loaded(tmp_path), {})

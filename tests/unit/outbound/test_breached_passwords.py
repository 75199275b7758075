"""The compact file answers as the list would, whatever the spread of hashes, and a bad list is told by line."""

from __future__ import annotations

import random
from hashlib import sha1
from pathlib import Path

import pytest

from assay.outbound.breached_passwords import LENGTH, BreachedPasswordFile, ListUnusable, import_breached


def hashes(count: int, seed: int = 1) -> list[bytes]:
    made = random.Random(seed)
    return sorted(made.randbytes(20) for _ in range(count))


def listed(folder: Path, digests: list[bytes], count: int = 1) -> Path:
    file = folder / "hashes.txt"
    file.write_text("".join(f"{digest.hex().upper()}:{count}\r\n" for digest in digests))
    return file


@pytest.mark.parametrize("count", [0, 1, 2, 1023, 20_000])
def test_what_was_imported_is_found_and_nothing_else(tmp_path: Path, count: int) -> None:
    digests = hashes(count)
    assert import_breached(listed(tmp_path, digests), tmp_path / "list") == count
    found = BreachedPasswordFile(tmp_path / "list")
    assert len(found) == count
    assert all(digest in found for digest in digests)
    assert not any(digest in found for digest in hashes(5_000, seed=2))
    assert b"short" not in found
    assert "text" not in found


def test_hashes_that_lie_close_together_are_found_too(tmp_path: Path) -> None:
    close = sorted(
        {bytes([200, n // 256 % 256, n % 256]) + bytes(17) for n in range(60_000)} | {bytes(20), b"\xff" * 20}
    )
    import_breached(listed(tmp_path, close), tmp_path / "list")
    found = BreachedPasswordFile(tmp_path / "list")
    assert all(digest in found for digest in close)
    assert not any(bytes([place]) + b"\x01" * 19 in found for place in (0, 1, 199, 200, 201, 255))


def test_rare_ones_are_left_out(tmp_path: Path) -> None:
    rare, frequent = hashes(2)
    (tmp_path / "h").write_text(f"{rare.hex()}:9\n{frequent.hex()}:10\n")
    assert import_breached(tmp_path / "h", tmp_path / "list", at_least=10) == 1
    assert frequent in BreachedPasswordFile(tmp_path / "list")
    assert rare not in BreachedPasswordFile(tmp_path / "list")


def test_a_folder_of_range_files_is_read_in_order(tmp_path: Path) -> None:
    folder = tmp_path / "ranges"
    folder.mkdir()
    digest = sha1(b"password").hexdigest().upper()
    (folder / f"{digest[:5]}.txt").write_bytes(b"\xef\xbb\xbf" + f"{digest[5:]}:3\n".encode())
    (folder / "00000").write_text(f"{'0' * 35}:1\n{'F' * 35}:1\n")
    (folder / "notes.md").write_text("no range")
    assert import_breached(folder, tmp_path / "list") == 3
    assert sha1(b"password").digest() in BreachedPasswordFile(tmp_path / "list")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("password\n", "line 1"),
        ("A" * 40 + "\n", "line 1"),
        ("A" * 40 + ":1\n\nB:2\n", "line 3"),
        ("B" * 40 + ":1\n" + "A" * 40 + ":1\n", "not ordered"),
    ],
)
def test_a_bad_list_is_told_and_leaves_the_old_one(tmp_path: Path, text: str, told: str) -> None:
    (tmp_path / "list").write_bytes(b"the old one")
    (tmp_path / "h").write_text(text)
    with pytest.raises(ListUnusable, match=told):
        import_breached(tmp_path / "h", tmp_path / "list")
    assert (tmp_path / "list").read_bytes() == b"the old one"
    assert {file.name for file in tmp_path.iterdir()} == {"list", "h"}


@pytest.mark.parametrize("content", [b"", b"hello", b"assay breached passwords 1\n" + bytes(LENGTH + 1)])
def test_a_file_that_is_no_list_is_not_opened(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "list").write_bytes(content)
    with pytest.raises(ListUnusable):
        BreachedPasswordFile(tmp_path / "list")


def test_what_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(ListUnusable, match="cannot be read"):
        BreachedPasswordFile(tmp_path / "nowhere")
    with pytest.raises(ListUnusable, match="nowhere"):
        import_breached(tmp_path / "nowhere", tmp_path / "list")
    (tmp_path / "empty").mkdir()
    with pytest.raises(ListUnusable, match="no range files"):
        import_breached(tmp_path / "empty", tmp_path / "list")

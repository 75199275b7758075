"""One command line in a folder of its own, in this process."""

from __future__ import annotations

import contextlib
import io
import json
import os
import sys
import tempfile
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from assay.cli import main

SETTINGS = """\
issuer = "http://localhost:8400"
database_url = "sqlite:assay.db"
key_encryption_key_file = "key"
"""


class CommandLine:
    """Runs `assay …` and gives what it printed as JSON."""

    def __init__(self, folder: Path) -> None:
        (folder / "assay.toml").write_text(SETTINGS)
        key = folder / "key"
        key.write_bytes(b64encode(bytes(32)))
        key.chmod(0o600)
        self._config = str(folder / "assay.toml")

    def __call__(self, *words: str, given: str = "") -> Any:
        """The document of a command that goes well."""
        status, out, err = self._run(words, given)
        assert status == 0, err
        return json.loads(out)

    def configure(self, text: str) -> None:
        """Add to the settings file."""
        with Path(self._config).open("a") as file:
            file.write(text)

    def refused(self, *words: str, given: str = "") -> str:
        """The code of the reason for which a command is refused."""
        status, out, err = self._run(words, given)
        assert status in {2, 6, 8}, (status, out, err)
        return str(json.loads(err)["fault"]["code"])

    def _run(self, words: tuple[str, ...], given: str) -> tuple[int, str, str]:
        out, err = io.StringIO(), io.StringIO()
        stdin = sys.stdin
        sys.stdin = io.TextIOWrapper(io.BytesIO(given.encode()), encoding="utf-8")
        try:
            with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
                status = main([*words, "--config", self._config, "-o", "json"])
        finally:
            sys.stdin = stdin
        return int(status), out.getvalue(), err.getvalue()


@contextlib.contextmanager
def command_line() -> Iterator[CommandLine]:
    """A folder with settings, gone afterwards; no setting comes from the environment."""
    ours = {name: os.environ.pop(name) for name in list(os.environ) if name.startswith("ASSAY_")}
    try:
        with tempfile.TemporaryDirectory() as folder:
            yield CommandLine(Path(folder))
    finally:
        os.environ.update(ours)

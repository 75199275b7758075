"""Reads what AWS SDKs read on this machine, into an evidence bundle: variables, config and credentials, tokens, sign-ins.

Only files that the SDKs would look at are opened, each up to a bound; what cannot be read is left out.
"""

from __future__ import annotations

import re
import sys
from base64 import b64encode
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

MAX_FILE = 256 * 1024
MAX_SIGN_INS = 20
_VARIABLE = re.compile(r"aws|amazon|^HOME$|^USERPROFILE$|^TZ$|_proxy$|endpoint", re.IGNORECASE)
_TOKEN_FILE = re.compile(rb"(?m)^[ \t]*web_identity_token_file[ \t]*=[ \t]*(\S[^\r\n]*)")


def collect_aws_evidence(variables: Mapping[str, str]) -> dict[str, Any]:
    """The members `environment`, `files` and `platform` of a bundle. `variables` are those of the process."""
    home = Path(variables.get("HOME") or variables.get("USERPROFILE") or "~").expanduser()
    files: dict[str, Any] = {}
    for name, path in _places(variables, home):
        raw = _read(path)
        if raw is None or name in files:
            continue
        files[name] = _content(raw)
        for match in _TOKEN_FILE.finditer(raw):
            named = match.group(1).decode("utf-8", "replace").strip()
            token = _read(_expanded(named, home))
            if token is not None:
                files.setdefault(named, _content(token))
    return {
        "environment": {name: value for name, value in variables.items() if _VARIABLE.search(name)},
        "files": files,
        "platform": {"os": sys.platform, "timezone": variables.get("TZ", "")},
    }


def _places(variables: Mapping[str, str], home: Path) -> Iterator[tuple[str, Path]]:
    """(name in the bundle, path) of every file, a variable's word before the usual place."""
    for variable, name in (("AWS_SHARED_CREDENTIALS_FILE", "credentials"), ("AWS_CONFIG_FILE", "config")):
        named = variables.get(variable)
        if named:
            yield named, _expanded(named, home)
        yield f"~/.aws/{name}", home / ".aws" / name
    for variable in ("AWS_WEB_IDENTITY_TOKEN_FILE", "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"):
        if variables.get(variable):
            yield variables[variable], _expanded(variables[variable], home)
    for path in _newest(home / ".aws" / "sso" / "cache"):
        yield f"~/.aws/sso/cache/{path.name}", path


def _newest(folder: Path) -> list[Path]:
    try:
        dated = [(path.stat().st_mtime, path) for path in folder.glob("*.json")]
    except OSError:
        return []
    return [path for _, path in sorted(dated, reverse=True)[:MAX_SIGN_INS]]


def _expanded(name: str, home: Path) -> Path:
    return home / name[2:] if name.startswith("~/") else Path(name)


def _read(path: Path) -> bytes | None:
    try:
        if not path.is_file():  # never a device or a pipe, which would not end
            return None
        with path.open("rb") as file:
            return file.read(MAX_FILE)
    except (OSError, ValueError):
        return None


def _content(raw: bytes) -> str | dict[str, str]:
    """Text as text; where the bytes matter (byte order mark, UTF-16, no UTF-8) as base64."""
    if not raw.startswith(b"\xef\xbb\xbf") and b"\0" not in raw:
        try:
            return raw.decode("utf-8")
        except UnicodeDecodeError:
            pass
    return {"base64": b64encode(raw).decode("ascii")}

"""How a partner gets onto this machine: an environment of its own below interop/.work, pinned, made once and kept.

The name of an environment holds a digest of what is pinned, so that another pin is another environment.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Protocol

HERE = Path(__file__).resolve().parent
WORK = HERE / ".work"
PARTNERS = HERE / "partners"
_PINNED = PARTNERS / "pinned"


class Environment(Protocol):
    """Where a partner runs."""

    def lacking(self) -> str | None:
        """What this machine must have and has not; None when nothing."""

    def is_made(self) -> bool:
        """Whether it is installed already."""

    def make(self) -> None:
        """Install it."""

    def command(self, script: str) -> tuple[str, ...]:
        """How a script among the partners is run in it."""


@dataclass(frozen=True)
class Programs:
    """Nothing but programs of the system, each under one of the given paths or on the search path. The script is Python or sh."""

    needed: tuple[str, ...]

    def lacking(self) -> str | None:
        return _lacking(self.needed)

    def is_made(self) -> bool:
        return True

    def make(self) -> None:
        """Debian's packages are not installed from here."""

    def command(self, script: str) -> tuple[str, ...]:
        return ("sh" if script.endswith(".sh") else sys.executable, str(PARTNERS / script))


@dataclass(frozen=True)
class Node:
    """Packages of npm by one lock file."""

    needed: tuple[str, ...] = ("node", "npm")

    @property
    def folder(self) -> Path:
        return WORK / f"node-{_digest(_PINNED / 'package-lock.json')}"

    def lacking(self) -> str | None:
        return _lacking(self.needed)

    def is_made(self) -> bool:
        return (self.folder / "made").exists()

    def make(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        for name in ("package.json", "package-lock.json"):
            shutil.copy(_PINNED / name, self.folder)
        _run("npm", "ci", "--prefix", str(self.folder), "--ignore-scripts", "--no-audit", "--no-fund")
        (self.folder / "made").touch()

    def command(self, script: str) -> tuple[str, ...]:
        """A script in Python finds the packages in `NODE_MODULES`: it gives them to a browser."""
        if script.endswith(".py"):
            return ("env", f"NODE_MODULES={self.folder / 'node_modules'}", sys.executable, str(PARTNERS / script))
        for one in PARTNERS.glob("*.mjs"):  # modules are looked for from where the script lies
            beside = self.folder / f".{script}.{one.name}"
            shutil.copy(one, beside)
            beside.replace(self.folder / one.name)
        return ("node", str(self.folder / script))


@dataclass(frozen=True)
class Python:
    """Packages of PyPI by a list of pins."""

    pins: str

    @property
    def folder(self) -> Path:
        return WORK / f"{self.pins}-{sys.version_info.major}.{sys.version_info.minor}-{_digest(self._list)}"

    @property
    def _list(self) -> Path:
        return _PINNED / f"{self.pins}.txt"

    def lacking(self) -> str | None:
        return None

    def is_made(self) -> bool:
        return (self.folder / "made").exists()

    def make(self) -> None:
        _run(sys.executable, "-m", "venv", "--clear", "--without-pip", str(self.folder))
        pip = (sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet", "--python", str(self._python))
        _run(*pip, "install", "--no-deps", "--no-compile", "--only-binary", ":all:", "--requirement", str(self._list))
        (self.folder / "made").touch()

    def command(self, script: str) -> tuple[str, ...]:
        return (str(self._python), str(PARTNERS / script))

    @property
    def _python(self) -> Path:
        return self.folder / "bin" / "python"


def _lacking(needed: tuple[str, ...]) -> str | None:
    lacked = [one for one in needed if shutil.which(one) is None and not Path(one).is_file()]
    return ", ".join(lacked) or None


def _digest(file: Path) -> str:
    return sha256(file.read_bytes()).hexdigest()[:12]


def _run(*command: str) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(
            f"{' '.join(command[:4])} … ended with {done.returncode}:\n{(done.stdout + done.stderr)[-2000:]}"
        )

"""What a command cannot do, in three parts: what was seen, what was expected, what to do."""

from __future__ import annotations

import errno

from assay.cli.terminal.exit_status import ExitStatus, exit_status_of
from assay.decision import Refused
from assay.decision.wording import worded

_EXTRAS = {
    "msgspec": "server",
    "uvicorn": "server",
    "httptools": "server",
    "jinja2": "server",
    "argon2": "server",
    "prometheus_client": "server",
    "asyncpg": "postgresql",
}


class CommandFault(Exception):
    """Ends a command. `seen` is a sentence without its full stop."""

    def __init__(
        self,
        seen: str,
        *,
        status: ExitStatus,
        expected: str | None = None,
        fix: str | None = None,
        code: str | None = None,
    ) -> None:
        super().__init__(seen)
        self.seen = seen
        self.status = status
        self.expected = expected
        self.fix = fix
        self.code = code

    def as_json(self) -> dict[str, object]:
        """The members of the fault that a machine reads."""
        members = {"code": self.code, "seen": self.seen, "expected": self.expected, "fix": self.fix}
        return {"fault": {name: value for name, value in members.items() if value is not None}}

    def as_text(self) -> str:
        """The fault for a person."""
        lines = [f"assay: {self.seen}"]
        if self.expected:
            lines.append(f"  expected: {self.expected}")
        if self.fix:
            lines.append(f"  {self.fix}")
        if self.code:
            lines.append(f"  (assay explain {self.code})")
        return "\n".join(lines)


class UsageFault(CommandFault):
    """The words of the call are off."""

    def __init__(self, seen: str, *, expected: str | None = None, fix: str | None = None) -> None:
        super().__init__(seen, status=ExitStatus.USAGE, expected=expected, fix=fix)


class RefusedByServer(CommandFault):
    """What the operator asked for is refused, for a reason of the catalogue."""

    def __init__(self, refused: Refused) -> None:
        reason, evidence = refused.reason, dict(refused.evidence)
        super().__init__(
            worded(reason.explanation, reason, evidence),
            status=exit_status_of(reason),
            fix=worded(reason.fix, reason, evidence),
            code=reason.code,
        )


def fault_of(error: Exception) -> CommandFault:
    """What an exception from a floor below means to whoever called the command."""
    # Imported here: the ports bring all records along, and a command without a fault need not pay for them.
    from assay.ports.store import StoreUnusable
    from assay.ports.unit_of_work import StorageUnavailable

    if isinstance(error, StoreUnusable):
        return CommandFault(str(error), status=ExitStatus.CONFIGURATION)
    if isinstance(error, StorageUnavailable):
        return CommandFault(f"the store does not answer: {error}", status=ExitStatus.NETWORK, fix="Try again.")
    if isinstance(error, UnicodeEncodeError) and error.reason == "surrogates not allowed":
        # Python's stand-in for bytes of a command line that do not decode; nothing else makes surrogates here.
        return UsageFault("a word of the call is not UTF-8", expected="text in UTF-8")
    if isinstance(error, OSError) and isinstance(error.filename, str):
        return CommandFault(
            f"{error.filename}: {error.strerror}",
            status=ExitStatus.CONFIGURATION,
            expected="a file or folder that this user can read and write",
        )
    if isinstance(error, OSError) and error.errno == errno.ENOSPC:
        return CommandFault(f"not everything could be written: {error.strerror}", status=ExitStatus.USAGE)
    from assay.app.configuration.setting import DEFAULT, ConfigurationRefused

    if isinstance(error, ConfigurationRefused):
        fix = "All that stands against a start: assay config check"
        if [(one.name, one.origin) for one in error.refused] == [("issuer", DEFAULT)]:
            fix = (
                "Run it where assay.toml or .assay/ is, or name the settings with --config FILE. "
                "A server to try, without any settings: assay serve --dev"
            )
        return CommandFault(str(error), status=ExitStatus.CONFIGURATION, fix=fix)
    if isinstance(error, ModuleNotFoundError) and error.name is not None and error.name in _EXTRAS:
        return CommandFault(
            f"this command needs the package {error.name}, which is not installed",
            status=ExitStatus.CONFIGURATION,
            fix=f"pip install 'assay[{_EXTRAS[error.name]}]'",
        )
    return CommandFault(
        f"a fault of Assay itself: {type(error).__name__}: {error}",
        status=ExitStatus.FAULT,
        fix="Run the command again with ASSAY_DEBUG=1 and report what it prints.",
    )

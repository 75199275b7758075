"""Writes the evidence as a bundle that may be shown to others: secrets and tokens replaced by their shapes."""

from __future__ import annotations

import json
import os
import sys
from typing import TYPE_CHECKING, Any

from assay.cli.terminal.exit_status import ExitStatus
from assay.cli.terminal.faults import CommandFault

if TYPE_CHECKING:  # a token alone is explained without argparse
    from argparse import ArgumentParser


def add_saving(parser: ArgumentParser) -> None:
    """`--save FILE`, and `--save-secrets` for who wants them in it."""
    parser.add_argument("--save", metavar="FILE", help="write the evidence as a bundle, secrets and tokens replaced")
    parser.add_argument(
        "--save-secrets", action="store_true", help="with --save: keep secrets and tokens in it (never for a ticket)"
    )


def save_evidence(document: dict[str, Any], file_name: str | None, *, secrets: bool) -> None:
    """Write the bundle where `--save` says, readable for its owner alone. Raises `CommandFault`."""
    if file_name is None:
        return
    if not secrets:
        document = _redacted(document)
    text = json.dumps(document, ensure_ascii=True, indent=1) + "\n"
    try:
        # Owner alone, from the first byte on; pathlib cannot say so.
        place = os.open(file_name, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(place, "w", encoding="ascii") as file:
            file.write(text)
    except (OSError, ValueError) as fault:
        raise CommandFault(
            f"the evidence cannot be written to {file_name!r}: {getattr(fault, 'strerror', None) or fault}",
            status=ExitStatus.USAGE,
            fix="Give the path of a file that can be written.",
        ) from fault
    state = "with its secrets: keep it to yourself" if secrets else "secrets and tokens replaced"
    print(f"assay: the evidence stands in {file_name!r}, {state}", file=sys.stderr)


def _redacted(document: dict[str, Any]) -> dict[str, Any]:
    from assay.diagnosis.redaction.bounds import TooMuchEvidenceError
    from assay.diagnosis.redaction.redacted import redacted
    from assay.outbound.system import system_entropy

    try:
        return redacted(document, system_entropy(32))
    except TooMuchEvidenceError as fault:
        raise CommandFault(
            f"the evidence is not saved, because it cannot be searched for secrets: {fault}",
            status=ExitStatus.USAGE,
            fix="Save a part of it: the exchange that was refused, not the whole archive.",
        ) from fault

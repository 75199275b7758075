"""`assay explain aws`: which AWS credentials a program would take here, and why they are refused. Nothing is sent without `--online`."""

from __future__ import annotations

import os
import shlex
import sys
from typing import Any

from assay.cli.explaining.saving import add_saving, save_evidence
from assay.cli.terminal.exit_status import ExitStatus
from assay.cli.terminal.parser import CommandParser, add_output

_EXAMPLES = (
    ("assay explain aws", "which credentials are used here, and what is wrong with them"),
    ("assay explain aws --profile prod", "the same for a profile"),
    ("assay explain aws --online", "and whether AWS knows them"),
    ("assay explain aws -- aws s3 ls --profile prod", "run a command, and explain its error"),
)


def run(arguments: list[str]) -> int:
    """Run `assay explain aws …`: 0 accepted or undecided, 1 refused, 2 words are off or the command cannot start."""
    split = arguments.index("--") if "--" in arguments else len(arguments)
    args = _parser().parse_args(arguments[:split])
    bundle = _evidence(args.profile, arguments[split + 1 :])
    online = None
    if args.online:
        from assay.cli.explaining.online import Online, ask_sts

        online = Online()
        bundle = ask_sts(bundle, online)
    save_evidence(bundle, args.save, secrets=args.save_secrets)
    from assay.diagnosis.as_json import answer_document, one_line
    from assay.diagnosis.as_text import answer_page
    from assay.diagnosis.aws_resolution.as_text import resolution_document, resolution_page
    from assay.diagnosis.aws_resolution.resolution import resolve
    from assay.diagnosis.bundle import read_bundle
    from assay.diagnosis.diagnosis import diagnose

    read = read_bundle(bundle)
    resolution, answer = resolve(read), diagnose(read)
    if args.output == "json":
        more = {} if online is None else online.document
        print(one_line(answer_document(answer) | {"aws_sources": resolution_document(resolution)} | more))
    else:
        colour = sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
        print(resolution_page(resolution))
        print(answer_page(answer, colour=colour), end="")
    came_to = answer.verdict if args.output == "json" else answer.outcome  # the status says what the output says
    if online is not None:
        return online.status(came_to)
    return ExitStatus.REFUSED if came_to == "refused" else ExitStatus.FINE


def _parser() -> CommandParser:
    parser = CommandParser(
        "assay explain aws",
        "Says which AWS credentials are used on this machine, and why they are refused. A command is run only after --.",
        _EXAMPLES,
    )
    parser.add_argument(
        "--profile", metavar="NAME", help="the profile, as in `aws --profile NAME`; a command gets it as AWS_PROFILE"
    )
    parser.add_argument(
        "--online",
        action="store_true",
        help="ask AWS who these credentials are (GetCallerIdentity); shown before it is sent",
    )
    add_saving(parser)
    add_output(parser)
    return parser


def _evidence(profile: str | None, words: list[str]) -> dict[str, Any]:
    """The bundle. A command is given the profile as AWS_PROFILE and is run as it stands otherwise."""
    from assay.diagnosis.facts.instants import show_instant
    from assay.outbound.evidence.aws_evidence import collect_aws_evidence
    from assay.outbound.system import system_clock

    variables = dict(os.environ)
    if words and profile is not None:
        variables["AWS_PROFILE"] = profile
    asked = words or ["assay", "explain", "aws", *(["--profile", profile] if profile is not None else [])]
    bundle: dict[str, Any] = {"assay_bundle": 1, "command": shlex.join(asked)} | collect_aws_evidence(variables)
    if words:
        bundle |= _observed(words, variables)
    return bundle | {"now": show_instant(system_clock())}


def _observed(words: list[str], variables: dict[str, str]) -> dict[str, Any]:
    from assay.cli.terminal.faults import UsageFault
    from assay.outbound.evidence.observed_command import observe

    try:
        seen = observe(words, variables)
    except (OSError, ValueError) as fault:
        raise UsageFault(
            f"the command {words[0]!r} cannot be started: {getattr(fault, 'strerror', None) or fault}",
            fix="Give a program and its arguments after --.",
        ) from fault
    return {"symptom": seen.stderr.strip()} if seen.status else {}

"""`assay config`: the settings in force, where each comes from, and whether a server could start with them."""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Callable
from typing import Any

from assay.cli.terminal.exit_status import ExitStatus
from assay.cli.terminal.faults import CommandFault
from assay.cli.terminal.output import print_json, print_table, shown_as
from assay.cli.terminal.parser import CommandParser, add_config, add_output

_EXAMPLES = (
    ("assay config show", "every setting with its origin"),
    ("assay config show lifetimes", "one section, or one setting by its whole name"),
    ("assay config check", "would a server start? Exit status 3 if not, and all that stands against it"),
    ("assay config check --running", "before a restart, while the server still has its ports"),
)


def run(arguments: list[str]) -> int:
    """Run `assay config …`."""
    args = _parser().parse_args(arguments)
    action: Callable[[argparse.Namespace], int] = args.action
    return action(args)


def _show(args: argparse.Namespace) -> int:
    from assay.app.configuration.loading import Sources
    from assay.app.settings import load_settings

    loaded = load_settings(Sources(config=args.config))
    rows: list[dict[str, Any]] = [
        {
            "name": setting.name,
            "value": "(not shown)" if setting.secret else setting.value,
            "origin": str(setting.origin),
        }
        for setting in loaded.settings
        if args.name is None or setting.name == args.name or setting.name.startswith(f"{args.name}.")
    ]
    if not rows:
        raise _unknown(args.name, [setting.name for setting in loaded.settings])
    if args.output == "json":
        print_json({"file": str(loaded.file) if loaded.file is not None else None, "settings": rows})
    else:
        print_table([row | {"value": shown_as(row["value"]) or '""'} for row in rows], ("name", "value", "origin"), "")
    return 0


def _check(args: argparse.Namespace) -> int:
    from assay.app.configuration.loading import Sources
    from assay.app.configuration.setting import ConfigurationRefused
    from assay.app.settings import load_settings, relaxations
    from assay.app.start_check import require_startable

    try:
        loaded = load_settings(Sources(config=args.config))
        asyncio.run(require_startable(loaded, beside_running=args.running))
    except ConfigurationRefused as refused:
        taken = any(
            one.name.endswith("listen") or one.seen.startswith("another process serves") for one in refused.refused
        )
        hint = "If a server runs with these settings: assay config check --running"
        raise CommandFault(
            str(refused), status=ExitStatus.CONFIGURATION, fix=hint if taken and not args.running else None
        ) from None
    relaxed = [setting.name for setting in relaxations(loaded)]
    if args.output == "json":
        print_json({"issuer": loaded.tree.issuer, "file": str(loaded.file or "") or None, "relaxations": relaxed})
    else:
        print(f"A server can start. Issuer: {loaded.tree.issuer}")
        for name in relaxed:
            print(f"  relaxed: {name}")
    return 0


def _unknown(name: str, known: list[str]) -> Exception:
    from assay.cli.terminal.faults import UsageFault
    from assay.cli.terminal.nearest import nearest

    near = nearest(name, [*known, *{one.partition(".")[0] for one in known}])
    return UsageFault(
        f"there is no setting {name!r}", fix=f"Did you mean {near}?" if near else "See all: assay config show"
    )


def _parser() -> CommandParser:
    parser = CommandParser("assay config", "Shows and checks the settings.", _EXAMPLES)
    verbs = parser.add_subparsers(metavar="VERB", required=True, parser_class=CommandParser)
    show = verbs.add_parser(
        "show", help="every setting, its value and where it comes from", description="Shows settings."
    )
    show.add_argument("name", nargs="?", metavar="NAME", help="a section or a setting (default: all)")
    check = verbs.add_parser(
        "check",
        help="whether a server could start",
        description="Checks the settings and tries every door: files, keys, database, ports. Changes nothing.",
    )
    check.add_argument("--running", action="store_true", help="a server runs with them: its ports may be taken")
    for verb, action in ((show, _show), (check, _check)):
        add_output(verb)
        add_config(verb)
        verb.set_defaults(action=action)
    return parser

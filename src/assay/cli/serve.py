"""`assay serve`: run the authorization server in the foreground until SIGTERM or Ctrl-C."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from assay.app.configuration.loading import Sources
from assay.cli.terminal.exit_status import ExitStatus
from assay.cli.terminal.faults import CommandFault, UsageFault
from assay.cli.terminal.parser import CommandParser, add_config

if TYPE_CHECKING:
    from assay.app.configuration.loading import Loaded
    from assay.app.listening import Listeners
    from assay.app.settings import Settings

_EXAMPLES = (
    ("assay serve --dev", "a server to try, with a demo client and a demo end-user, in ./.assay/"),
    ("assay serve --config /etc/assay/assay.toml", "a server with settings of its own"),
    ("ASSAY_LISTEN=0.0.0.0:8400 assay serve", "every setting has a name in the environment too"),
)
_SETTINGS = {
    "listen": "listen",
    "workers": "workers",
    "metrics_listen": "metrics.listen",
    "admin_listen": "admin.listen",
    "log_level": "log.level",
    "log_format": "log.format",
}


def run(arguments: list[str]) -> int:
    """Run `assay serve …`."""
    args = _parser().parse_args(arguments)
    given = {setting: getattr(args, name) for name, setting in _SETTINGS.items()}
    flags = {setting: value for setting, value in given.items() if value is not None}
    sources = Sources(config=args.config, flags=flags)
    from assay.primitives.sealing import SealBroken

    try:
        if args.dev:
            _serve_development(sources)
        else:
            _serve(sources)
    except SealBroken as broken:
        raise CommandFault(
            f"what the store holds sealed does not open: {broken}",
            status=ExitStatus.CONFIGURATION,
            expected="the key-encryption key with which this store was begun",
            fix="Put that key back as key_encryption_key_file, or name it among older_key_encryption_key_files.",
        ) from broken
    return 0


def _serve(sources: Sources) -> None:
    from assay.app.listening import open_listeners
    from assay.app.logs import start_logging
    from assay.app.running import run_server
    from assay.app.serving import run
    from assay.app.settings import load_settings
    from assay.app.store import serving

    loaded = load_settings(sources)
    with serving(loaded):
        start_logging(loaded.tree.log)
        listeners = open_listeners(loaded)
        if loaded.tree.workers == 1:
            run(lambda: run_server(loaded, listeners))
        else:
            _serve_with_workers(loaded, listeners)


def _serve_with_workers(loaded: Loaded[Settings], listeners: Listeners) -> None:
    import asyncio
    from tempfile import TemporaryDirectory

    from assay.app.running import prepare, run_server
    from assay.app.serving import run
    from assay.app.supervision import supervise

    asyncio.run(prepare(loaded))  # what is wrong is told once, here, and not by each process
    with TemporaryDirectory(prefix="assay-tallies-") as folder:
        supervise(
            loaded.tree.workers,
            lambda _: run(lambda: run_server(loaded, listeners, tallies=Path(folder))),
            loaded.tree.shutdown_seconds,
        )


def _serve_development(sources: Sources) -> None:
    from assay.app.development.serving import DevelopmentServer
    from assay.app.logs import start_logging
    from assay.app.running import run_server
    from assay.app.serving import run
    from assay.app.store import serving

    server = DevelopmentServer(Path.cwd(), sources)
    loaded = server.load()
    if loaded.tree.workers != 1:
        raise UsageFault("--dev serves from one process", fix="Leave out --workers, or --dev.")
    with serving(loaded):  # before `dev.json` is removed: it may be another server's
        try:
            start_logging(loaded.tree.log)
            named, listeners = server.listen(loaded)
            run(lambda: run_server(named, listeners, server.extras()))
        finally:
            server.withdraw()


def _parser() -> argparse.ArgumentParser:
    parser = CommandParser("assay serve", "Run the authorization server until SIGTERM or Ctrl-C.", _EXAMPLES)
    add_config(parser)
    parser.add_argument("--dev", action="store_true", help="keep everything in ./.assay/ and make a demo to try")
    parser.add_argument("--listen", metavar="HOST:PORT", help="where to serve (default: localhost:8400)")
    parser.add_argument("--workers", metavar="N", help="processes (more than 1: on PostgreSQL)")
    parser.add_argument("--admin-listen", metavar="HOST:PORT", help="where to serve the admin API (default: nowhere)")
    parser.add_argument("--metrics-listen", metavar="HOST:PORT", help="where to serve /metrics (default: nowhere)")
    parser.add_argument("--log-level", metavar="LEVEL", help="debug, info, warning or error")
    parser.add_argument("--log-format", metavar="FORMAT", help="auto, json or text")
    return parser

"""`assay serve`: run the authorization server in the foreground until SIGTERM or Ctrl-C."""

from __future__ import annotations

import argparse
from pathlib import Path

from assay.app.configuration.loading import Sources
from assay.cli.terminal.exit_status import ExitStatus
from assay.cli.terminal.faults import CommandFault
from assay.cli.terminal.parser import CommandParser, add_config

_EXAMPLES = (
    ("assay serve --dev", "a server to try, with a demo client and a demo end-user, in ./.assay/"),
    ("assay serve --config /etc/assay/assay.toml", "a server with settings of its own"),
    ("ASSAY_LISTEN=0.0.0.0:8400 assay serve", "every setting has a name in the environment too"),
)
_SETTINGS = {
    "listen": "listen",
    "workers": "workers",
    "metrics_listen": "metrics.listen",
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
    from assay.app.store import database_file, lock_for_serving

    loaded = load_settings(sources)
    lock = lock_for_serving(database_file(loaded))
    try:
        start_logging(loaded.tree.log)
        listeners = open_listeners(loaded)
        run(lambda: run_server(loaded, listeners))
    finally:
        lock.release()


def _serve_development(sources: Sources) -> None:
    from assay.app.development.serving import DevelopmentServer
    from assay.app.logs import start_logging
    from assay.app.running import run_server
    from assay.app.serving import run
    from assay.app.store import database_file, lock_for_serving

    server = DevelopmentServer(Path.cwd(), sources)
    loaded = server.load()
    lock = lock_for_serving(database_file(loaded))  # before `dev.json` is removed: it may be another server's
    try:
        start_logging(loaded.tree.log)
        named, listeners = server.listen(loaded)
        run(lambda: run_server(named, listeners, server.extras()))
    finally:
        server.withdraw()
        lock.release()


def _parser() -> argparse.ArgumentParser:
    parser = CommandParser("assay serve", "Run the authorization server until SIGTERM or Ctrl-C.", _EXAMPLES)
    add_config(parser)
    parser.add_argument("--dev", action="store_true", help="keep everything in ./.assay/ and make a demo to try")
    parser.add_argument("--listen", metavar="HOST:PORT", help="where to serve (default: localhost:8400)")
    parser.add_argument("--workers", metavar="N", help="processes (SQLite: 1)")
    parser.add_argument("--metrics-listen", metavar="HOST:PORT", help="where to serve /metrics (default: nowhere)")
    parser.add_argument("--log-level", metavar="LEVEL", help="debug, info, warning or error")
    parser.add_argument("--log-format", metavar="FORMAT", help="auto, json or text")
    return parser

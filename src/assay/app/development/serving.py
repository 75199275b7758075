"""`assay serve --dev`: everything in `./.assay/`, a demo to try, and `dev.json` for whoever waits for the server."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

from assay.app.configuration.loading import Loaded, Sources
from assay.app.development.commands import VERIFIER, next_commands
from assay.app.development.demo import CALLBACK, Demo, find_or_make_demo, operator_token
from assay.app.development.folder import NAME, DevelopmentFolder, write_private_json
from assay.app.listening import Listeners, open_listeners, port_of
from assay.app.parts import SharedParts
from assay.app.running import Extras
from assay.app.settings import Settings, load_settings
from assay.outbound.system import system_entropy
from assay.web.route import Route
from assay.web.routes.demo_callback import demo_callback_route

_HOST = "http://localhost"


class DevelopmentServer:
    """Prepares the folder, then gives what `run_server` needs."""

    def __init__(self, below: Path, sources: Sources) -> None:
        self.folder = DevelopmentFolder(below / NAME)
        self._sources = sources
        self._demo: Demo | None = None

    def load(self) -> Loaded[Settings]:
        """The settings, but for the issuer's port. `./assay.toml` does not count: this folder is the default here."""
        self.folder.prepare(system_entropy)
        return self._loaded(_HOST)

    def withdraw(self) -> None:
        """Take the announcement back: whoever waits for the next server must not find this one's."""
        self.folder.announcement.unlink(missing_ok=True)

    def listen(self, loaded: Loaded[Settings]) -> tuple[Loaded[Settings], Listeners]:
        """Open the sockets, and name the issuer after the port that they have got."""
        self.withdraw()
        listeners = open_listeners(loaded)
        named = self._loaded(f"{_HOST}:{port_of(listeners.public[0])}")
        self.folder.write_settings_file(named.tree.issuer)
        return named, listeners

    def extras(self) -> Extras:
        """The demo's routes, and the announcement when the listener answers."""
        return Extras(self._routes, self._ready)

    def _loaded(self, issuer: str) -> Loaded[Settings]:
        return load_settings(replace(self._sources, ours=self.folder.settings(issuer), search=False))

    async def _routes(self, parts: SharedParts) -> tuple[Route, ...]:
        demo = self._demo = await find_or_make_demo(parts, self.folder)
        credentials = f"{demo.client_id}:{demo.client_secret}"
        return (demo_callback_route(CALLBACK, parts.settings.issuer, credentials, VERIFIER),)

    async def _ready(self, parts: SharedParts) -> None:
        demo = self._demo
        assert demo is not None
        issuer = parts.settings.issuer
        write_private_json(
            self.folder.announcement,
            {
                "issuer": issuer,
                "client_id": demo.client_id,
                "client_secret": demo.client_secret,
                "username": demo.username,
                "password": demo.password,
                "admin_token": await operator_token(parts, demo),
            },
        )
        sys.stdout.write(next_commands(demo, issuer))
        sys.stdout.flush()

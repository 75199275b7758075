"""The operator of a World: a token with the scope assay:operator, and calls of the admin API with it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from assay.model.effects import SaveResource
from assay.model.resource import Resource
from provocations.world import ISSUER, Answer, World

SCOPE = "assay:operator"


class Operator:
    """Somebody with the token, at the admin listener of a world."""

    def __init__(self, world: World) -> None:
        self.world = world
        world.commit(SaveResource(Resource(ISSUER, (SCOPE, "assay:appoint", "read"))))
        self.bearer = self.bearer_of(SCOPE)
        self._admin = world.wired.admin()

    def bearer_of(self, scope: str) -> str:
        """The access token of a client that has these scopes at the issuer."""
        client = self.world.client(scopes=tuple(scope.split()), resources=(ISSUER,))
        return str(self.world.token(client, grant_type="client_credentials").json()["access_token"])

    def call(self, method: str, path: str, body: Any = None, **headers: str) -> Answer:
        """A call with the token."""
        sent = [(name.replace("_", "-"), value) for name, value in headers.items()]
        content = None if body is None else json.dumps(body).encode()
        with self.listening():
            return self.world.send(method, path, bearer=self.bearer, headers=sent, body=content)

    @contextmanager
    def listening(self) -> Iterator[None]:
        """Requests of the world go to the admin listener."""
        public = self.world.wired
        self.world.wired = replace(public, application=self._admin)
        try:
            yield
        finally:
            self.world.wired = public

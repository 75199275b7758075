"""Tells clients that a session has ended (OpenID Connect Back-Channel Logout 1.0 section 2.5, security bar A174).

https only, http for loopback; no redirects, no private addresses but of named hosts, bounded in size and time.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any
from urllib.parse import urlencode

from assay.model.outgoing_message import Undelivered
from assay.outbound.daemon_thread import in_daemon_thread
from assay.outbound.document import FetchFailed, Form, Location, ask
from assay.ports.clients import Clients
from assay.ports.signer import SigningUnavailable
from assay.server.issuance.logout_token import LogoutTokens

_SPARED = 60
"""Seconds for which a client that failed is left alone."""


class BackchannelLogoutDelivery:
    """`ports.message_delivery.MessageDelivery` for notices of a logout.

    `private_hosts` are the host names that may have an address inside a private network.
    """

    __slots__ = ("_clients", "_private_hosts", "_spared_until", "_tokens")

    def __init__(self, clients: Clients, tokens: LogoutTokens, private_hosts: Collection[str] = ()) -> None:
        self._clients = clients
        self._tokens = tokens
        self._private_hosts = private_hosts
        self._spared_until: dict[str, int] = {}

    async def __call__(self, message_id: str, content: Mapping[str, Any], now: int) -> Undelivered | None:
        """See the port. `message_id` is the token's `jti`, so a client knows a second one again.

        A client that failed is asked once a minute, however many notices wait for it: the others wait on.
        """
        client = await self._clients.find(content["client_id"])
        if client is None or client.disabled_at is not None or client.backchannel_logout_uri is None:
            return Undelivered("the client is gone, disabled or wants no notices any more", final=True)
        try:
            location = Location.parse(client.backchannel_logout_uri, self._private_hosts)
        except ValueError:
            return Undelivered("the client's backchannel_logout_uri is none that may be called", final=True)
        if now < self._spared_until.get(client.client_id, 0):
            return Undelivered("the client failed less than a minute ago, so it was not asked")
        try:
            token = await self._tokens.issue(client, content["sub"], content["sid"], message_id, now)
        except SigningUnavailable:
            return Undelivered("no key may sign the logout token now")
        failed = await self._told(location, token)
        if failed is None:
            self._spared_until.pop(client.client_id, None)
            return None
        self._spared_until[client.client_id] = now + _SPARED
        return Undelivered(failed)

    async def _told(self, location: Location, token: str) -> str | None:
        """Why the client was not told, or None."""
        try:
            reply = await in_daemon_thread(
                lambda: ask(location, Form(urlencode({"logout_token": token}), {})), "assay logout notice"
            )
        except FetchFailed as fault:
            return str(fault)
        if reply.status in {200, 202, 204}:
            return None
        moved = " (redirects are not followed)" if 300 <= reply.status < 400 else ""
        return f"it answers with status {reply.status}{moved}"

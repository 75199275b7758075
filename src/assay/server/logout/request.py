"""Reads a logout request: who may be meant, and where the browser may go afterwards.

OpenID Connect RP-Initiated Logout 1.0 sections 2 to 4, security bar A171 and A172. Gives the family `logout`.
"""

from __future__ import annotations

from dataclasses import dataclass

from assay.decision import Allowed, Refused, refuse
from assay.decision.stages import Stages
from assay.formats.form import Form, single
from assay.model.client import Client
from assay.ports.clients import Clients
from assay.reasons import logout as reasons
from assay.server.end_user_authentication.id_token_hints import Hint, IdTokenHints

STAGES = Stages(("request_readable", "form_token", "id_token_hint", "client", "post_logout_redirect_uri"))


@dataclass(frozen=True, slots=True)
class LogoutRequest:
    """A request whose every part has been proved. `redirect_uri` is registered for `client`."""

    client: Client | None
    hint: Hint | None
    redirect_uri: str | None
    state: str | None


class LogoutRequests:
    """Proves the parts of logout requests."""

    __slots__ = ("_clients", "_hints")

    def __init__(self, clients: Clients, hints: IdTokenHints) -> None:
        self._clients = clients
        self._hints = hints

    async def __call__(self, form: Form, now: float) -> Allowed[LogoutRequest] | Refused:
        """The request, or the first refusal. `form` has each parameter once."""
        token, client_id = single(form, "id_token_hint"), single(form, "client_id")
        hint: Hint | None = None
        if token is not None:
            read = await self._hints.of_any_client(token, now)
            if isinstance(read, Refused):
                unusable = refuse(reasons.ID_TOKEN_HINT_UNUSABLE, because=read.reason.code)
                return STAGES.refused("id_token_hint", unusable)
            hint = read.value
            if client_id is not None and client_id != hint.client_id:
                mismatch = refuse(reasons.CLIENT_MISMATCH, client_id=client_id, audience=hint.client_id)
                return STAGES.refused("client", mismatch)
            client_id = hint.client_id
        client = await self._clients.find(client_id) if client_id is not None else None
        if client_id is not None and client is None:
            return STAGES.refused("client", refuse(reasons.CLIENT_UNKNOWN, client_id=client_id))
        redirect_uri = single(form, "post_logout_redirect_uri")
        refused = _redirect_refusal(redirect_uri, client)
        if refused is not None:
            return STAGES.refused("post_logout_redirect_uri", refused)
        return Allowed(LogoutRequest(client, hint, redirect_uri, single(form, "state")))


def _redirect_refusal(redirect_uri: str | None, client: Client | None) -> Refused | None:
    if redirect_uri is None:
        return None
    if client is None:
        return refuse(reasons.CLIENT_NOT_NAMED)
    registered = client.post_logout_redirect_uris
    if redirect_uri not in registered:
        return refuse(
            reasons.REDIRECT_URI_MISMATCH, client_id=client.client_id, seen=redirect_uri, registered=tuple(registered)
        )
    return None

"""The client credentials grant (RFC 6749 section 4.4): a confidential client asks in its own name.

Nothing is stored: the token stands for itself. Reason: `client.public_not_allowed`.
"""

from __future__ import annotations

from assay.decision import Allowed, CheckOutcome, Decision, Refused, refuse
from assay.formats.form import Form
from assay.model.client import Client
from assay.model.effects import Conflict
from assay.reasons.client import PUBLIC_CLIENT_NOT_ALLOWED
from assay.server.grants.grant import NEW_GRANT, Entitlement, Grant, GrantContext, GrantDecision, GrantPorts, Owner
from assay.server.issuance.refresh_token import RefreshTokenMint

_NOBODY = Owner()
_NOTHING_TO_PARSE = Allowed(None)


def parse(_form: Form, _mint: RefreshTokenMint) -> Allowed[None] | Refused:
    """The grant has no parameters of its own."""
    return _NOTHING_TO_PARSE


async def load(_request: None, _ports: GrantPorts) -> None:
    """There is nothing to load."""


def decide(_request: None, _facts: None, client: Client, _context: GrantContext) -> GrantDecision:
    """Entitles the client to what it is registered for."""
    if client.public:
        refused = refuse(PUBLIC_CLIENT_NOT_ALLOWED, client_id=client.client_id)
        return Decision(refused.traced((CheckOutcome("confidential_client", "refused"),)))
    return Decision(
        Allowed(
            Entitlement(
                subject=client.client_id,
                grant_id=NEW_GRANT,
                scopes=client.scopes,
                resources=(),
            )
        )
    )


def on_conflict(conflict: Conflict, _request: None, _facts: None, _context: GrantContext) -> GrantDecision | None:
    """There is nothing to race for."""
    raise AssertionError(f"client_credentials has no one-time effect, yet lost {conflict.effect}")


def owner(_request: None, _facts: None) -> Owner:
    """Nothing was presented that belongs to anybody."""
    return _NOBODY


GRANT: Grant[None, None] = Grant("client_credentials", parse, load, decide, on_conflict, owner)

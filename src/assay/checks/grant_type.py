"""Whether a token request asks for a grant that there is, and that the client may use (RFC 6749 section 5.2).

Gives `request.parameter_missing`, `token_request.grant_type_unsupported` and `client.grant_type_not_registered`.
"""

from __future__ import annotations

from dataclasses import dataclass

from assay.decision import Check, Passed, Refused, refuse
from assay.decision.outcome import PASSED
from assay.model.client import Client
from assay.reasons import client as client_reasons
from assay.reasons import request as request_reasons
from assay.reasons import token_request as reasons


@dataclass(frozen=True, slots=True)
class AskedGrant:
    """The parameter `grant_type`, and the client that has authenticated."""

    grant_type: str | None
    client: Client

    @property
    def named(self) -> str:
        """The grant type, for the checks after the one that asks whether there is one."""
        if self.grant_type is None:
            raise AssertionError("nobody has asked whether grant_type is there")
        return self.grant_type


def check_named(asked: AskedGrant, _supported: tuple[str, ...]) -> Passed | Refused:
    """The parameter is there."""
    return PASSED if asked.grant_type is not None else refuse(request_reasons.PARAMETER_MISSING, parameter="grant_type")


def check_supported(asked: AskedGrant, supported: tuple[str, ...]) -> Passed | Refused:
    """This server has such a grant."""
    if asked.named in supported:
        return PASSED
    return refuse(reasons.GRANT_TYPE_UNSUPPORTED, grant_type=asked.named, supported=supported)


def check_registered(asked: AskedGrant, _supported: tuple[str, ...]) -> Passed | Refused:
    """The client is registered for it."""
    client = asked.client
    if asked.named in client.grant_types:
        return PASSED
    return refuse(
        client_reasons.GRANT_TYPE_NOT_REGISTERED,
        client_id=client.client_id,
        grant_type=asked.named,
        registered=client.grant_types,
    )


CHECKS = (
    Check("grant_type_named", check_named),
    Check("grant_type_supported", check_supported),
    Check("grant_type_registered", check_registered),
)

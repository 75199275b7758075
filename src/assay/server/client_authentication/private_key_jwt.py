"""`private_key_jwt`: the client signs an assertion with its own key (RFC 7523 section 3, OpenID Connect Core section 9).

Reasons: `client.assertion_type_unsupported`, `request.parameter_missing`, those of `CLIENT_CHECKS`, of the assertion
those of the families `token` and `key`, and `client.assertion_replayed`.
"""

from __future__ import annotations

import json
from functools import lru_cache

from assay.checks.client_assertion import CHECKS, ClientAssertionContext, client_assertion_expectations
from assay.checks.client_authentication import CLIENT_CHECKS
from assay.checks.client_authentication.claim import ClientClaim
from assay.decision import Allowed, CheckOutcome, Refused, first_refusal, refuse
from assay.decision.stages import Stages
from assay.formats.form import Form, single
from assay.formats.jose.jwt import Jwt, read_jwt
from assay.formats.jose.key_set import KeySet, parse_key_set
from assay.formats.raw_request import RawRequest
from assay.model.client import Client
from assay.model.effects import RememberOnce
from assay.primitives.hashing import sha256
from assay.reasons import client as reasons
from assay.reasons.request import PARAMETER_MISSING
from assay.server.client_authentication.method import Audience, AuthenticatedClient, Clients, Method, Presented
from assay.server.client_authentication.nobodys_keys import NO_KEYS, spend_verification
from assay.verifier.signed_token import verify_jwt

NAME = "private_key_jwt"
ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
REMEMBERED_AS = "client_assertion"
"""The kind under which a used `jti` is remembered."""
LEEWAY = 10
"""Seconds by which the clocks of client and server may differ."""

STAGES = Stages(("client", "assertion", "assertion_unused"))

_NOT_VERIFIED = CheckOutcome("signature", "not_reached")


def find(_request: RawRequest, form: Form) -> Presented | Refused | None:
    """The assertion of the body. Which client it claims to be is read before anything of it is believed."""
    assertion, assertion_type = single(form, "client_assertion"), single(form, "client_assertion_type")
    if assertion is None:
        return None if assertion_type is None else refuse(PARAMETER_MISSING, parameter="client_assertion")
    if assertion_type != ASSERTION_TYPE:
        return refuse(reasons.ASSERTION_TYPE_UNSUPPORTED, assertion_type=assertion_type)
    jwt = read_jwt(assertion)
    subject = jwt.claims.get("sub")
    client_id = subject if isinstance(subject, str) else single(form, "client_id")
    if client_id is not None:
        return Presented(NAME, client_id, assertion)
    for defect in jwt.defects.values():
        return defect
    return refuse(PARAMETER_MISSING, parameter="client_id")


def prove(
    presented: Presented, clients: Clients, audience: Audience, now: float
) -> Allowed[AuthenticatedClient] | Refused:
    """Whether the assertion is signed by the claimed client's registered key, meant for us, and fresh.

    One signature is verified whether the client exists or not. That an assertion counts once, storage settles.
    """
    client = clients[presented.client_id]
    jwt = read_jwt(presented.credential)
    expected = client_assertion_expectations(
        client_id=presented.client_id, issuer=audience.issuer, token_endpoint=audience.token_endpoint, leeway=LEEWAY
    )
    outcome = verify_jwt(jwt, CHECKS, ClientAssertionContext(expected, _keys_of(client), now))
    if isinstance(outcome, Refused) and _NOT_VERIFIED in outcome.trace:
        spend_verification(jwt)
    claim = ClientClaim(presented.client_id, NAME, client)
    refused = first_refusal(CLIENT_CHECKS, claim, now)
    if refused is not None:
        return STAGES.refused("client", refused)
    if isinstance(outcome, Refused):
        return STAGES.refused("assertion", outcome)
    return Allowed(AuthenticatedClient(claim.known, NAME, (_once(claim.known, jwt),)))


def replay_of(client_id: str) -> Refused:
    """The refusal of a one-time assertion that somebody has used before; storage found it out."""
    return STAGES.refused("assertion_unused", refuse(reasons.ASSERTION_REPLAYED, claimed_client_id=client_id))


def _keys_of(client: Client | None) -> KeySet | Refused:
    return NO_KEYS if client is None or client.jwks is None else _parsed(client.jwks)


@lru_cache(maxsize=1024)
def _parsed(jwks: str) -> KeySet | Refused:
    return parse_key_set(json.loads(jwks))


def _once(client: Client, jwt: Jwt) -> RememberOnce:
    key = sha256(json.dumps([client.client_id, jwt.claims["jti"]]).encode())
    return RememberOnce(REMEMBERED_AS, key, int(jwt.claims["exp"]) + LEEWAY + 1)


METHOD = Method(NAME, find, prove)

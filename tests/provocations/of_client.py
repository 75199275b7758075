"""Reasons of the family `client`, through the token endpoint."""

from __future__ import annotations

import json
from dataclasses import replace

from assay.server.administration.clients import disable_client, rotate_client_secret
from assay.server.client_authentication.requests import RequestLimits
from issuing import header, key_set, signed
from provocations.registry import provokes
from provocations.world import ISSUER, Credentials, World

MACHINE = {"grant_type": "client_credentials"}


@provokes("client.unknown")
def unknown(world: World) -> str:
    return world.token_refused(Credentials("nobody", "x"), **MACHINE)


@provokes("client.disabled")
def disabled(world: World) -> str:
    made = world.client()
    client = world.run(world.store.clients.find(made.client_id))
    world.carry_out(disable_client(client, now=world.now))
    return world.token_refused(made, **MACHINE)


@provokes("client.secret_mismatch")
def secret_mismatch(world: World) -> str:
    return world.token_refused(replace(world.client(), secret="wrong"), **MACHINE)


@provokes("client.secret_expired")
def secret_expired(world: World) -> str:
    made = world.client()
    client = world.run(world.store.clients.find(made.client_id))
    world.carry_out(rotate_client_secret(client, overlap=60, entropy=world.doors.entropy, now=world.now))
    world.now += 61
    return world.token_refused(made, **MACHINE)


@provokes("client.too_many_failures")
def too_many_failures(world: World) -> str:
    made = world.client()
    for _ in range(world.settings.client_authentication.burst):
        assert world.token(replace(made, secret="a guess"), **MACHINE).status == 401
    refused = world.token(made, **MACHINE)  # with the right secret too, or guessing would be of use
    assert (refused.status, refused.header("retry-after")) == (429, "3")
    code = world.reason_of(refused)
    world.peer = "192.0.2.1"
    assert world.token(made, **MACHINE).status == 200
    world.last_answer = refused
    return code


@provokes("client.too_many_requests")
def too_many_requests(world: World) -> str:
    busy = World(replace(world.settings, client_requests=RequestLimits(2, 0.5)))
    try:
        made, other = busy.client(), busy.client()
        assert [busy.token(made, **MACHINE).status for _ in range(3)] == [200, 200, 429]
        refused = busy.last_answer
        assert refused is not None
        assert refused.header("retry-after") == "2"
        assert refused.json()["error_uri"].endswith("/reasons/operation.rate_limited")
        assert busy.token(other, **MACHINE).status == 200
        assert busy.token(replace(made, secret="a guess"), **MACHINE).status == 401
        busy.now += 2
        assert busy.token(made, **MACHINE).status == 200
        world.last_answer = refused
        return busy.reason_of(refused)
    finally:
        busy.close()


@provokes("client.method_not_registered")
def method_not_registered(world: World) -> str:
    made = world.client(method="client_secret_post")
    return world.token_refused(made, **MACHINE)


@provokes("client.basic_not_form_encoded")
def basic_not_form_encoded(world: World) -> str:
    made = world.client()
    client = world.run(world.store.clients.find(made.client_id))
    (stored,) = client.secrets
    from assay.primitives.client_secret import client_secret_digest

    chosen = "one+two"
    world.change_client(made.client_id, secrets=(replace(stored, digest=client_secret_digest(stored.salt, chosen)),))
    return world.token_refused(replace(made, secret=chosen), **MACHINE)


@provokes("client.credentials_missing")
def credentials_missing(world: World) -> str:
    return world.refused("POST", "/token", MACHINE)


@provokes("client.scheme_unsupported")
def scheme_unsupported(world: World) -> str:
    return world.refused("POST", "/token", MACHINE, headers=[("authorization", "Digest x")])


@provokes("client.basic_malformed")
def basic_malformed(world: World) -> str:
    return world.refused("POST", "/token", MACHINE, headers=[("authorization", "Basic ###")])


@provokes("client.several_methods")
def several_methods(world: World) -> str:
    made = world.client()
    return world.token_refused(made, **MACHINE, client_id=made.client_id, client_secret=made.secret)


@provokes("client.id_mismatch")
def id_mismatch(world: World) -> str:
    return world.token_refused(world.client(), **MACHINE, client_id="another")


@provokes("client.grant_type_not_registered")
def grant_type_not_registered(world: World) -> str:
    made = world.client("authorization_code")
    return world.token_refused(made, **MACHINE)


@provokes("client.public_not_allowed")
def public_not_allowed(world: World) -> str:
    made = world.client("authorization_code", method="none")
    world.change_client(made.client_id, grant_types=("client_credentials",))  # as an older release might have stored it
    return world.refused("POST", "/token", {**MACHINE, "client_id": made.client_id})


# ------------------------------------------------------------ assertions


def assertion(world: World) -> tuple[Credentials, dict[str, str]]:
    """A client with a key, and the parameters of a token request that it has signed."""
    made = world.client(method="private_key_jwt", jwks=json.dumps(key_set()))
    return made, asserted(world, made, "an-assertion")


def asserted(world: World, made: Credentials, jti: str) -> dict[str, str]:
    """The parameters of a token request that the client has signed."""
    now = int(world.now)
    said = {
        "iss": made.client_id,
        "sub": made.client_id,
        "aud": ISSUER,
        "exp": now + 60,
        "iat": now,
        "jti": jti,
    }
    return {
        **MACHINE,
        "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
        "client_assertion": signed(header(typ="JWT"), said),
    }


@provokes("client.assertion_type_unsupported")
def assertion_type_unsupported(world: World) -> str:
    _, form = assertion(world)
    return world.refused("POST", "/token", {**form, "client_assertion_type": "urn:of:something:else"})


@provokes("client.assertion_replayed")
def assertion_replayed(world: World) -> str:
    _, form = assertion(world)
    assert world.send("POST", "/token", form).status == 200
    return world.refused("POST", "/token", form)

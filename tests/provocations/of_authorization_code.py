"""Reasons of the family `authorization_code`, through the token endpoint."""

from __future__ import annotations

from assay.formats import opaque_token
from assay.model.effects import EndEndUserSession, RevokeGrantsOf, SwitchEndUser
from provocations.registry import provokes
from provocations.world import CALLBACK, PERSON, SESSION, VERIFIER, World


def refused(world: World, code: str | None = None, **form: str | None) -> str:
    client = world.web_client()
    return world.reason_of(world.exchange(client, code or world.code(client), **form))


@provokes("authorization_code.malformed")
def malformed(world: World) -> str:
    return refused(world, code="abc")


@provokes("authorization_code.verifier_malformed")
def verifier_malformed(world: World) -> str:
    return refused(world, code_verifier="short")


@provokes("authorization_code.unknown")
def unknown(world: World) -> str:
    return refused(world, code=opaque_token.encode(opaque_token.AUTHORIZATION_CODE, b"c" * 32))


@provokes("authorization_code.wrong_client")
def wrong_client(world: World) -> str:
    return world.reason_of(world.exchange(world.web_client(), world.code(world.web_client())))


@provokes("authorization_code.replayed")
def replayed(world: World) -> str:
    client = world.web_client()
    code = world.code(client)
    assert world.exchange(client, code).status == 200
    return world.reason_of(world.exchange(client, code))


@provokes("authorization_code.burnt")
def burnt(world: World) -> str:
    client = world.web_client()
    code = world.code(client)
    for _ in range(3):
        world.exchange(client, code, code_verifier=VERIFIER[::-1])
    return world.reason_of(world.exchange(client, code))


@provokes("authorization_code.expired")
def expired(world: World) -> str:
    client = world.web_client()
    code = world.code(client)
    world.now += 60
    return world.reason_of(world.exchange(client, code))


@provokes("authorization_code.redirect_uri_missing")
def redirect_uri_missing(world: World) -> str:
    return refused(world, redirect_uri=None)


@provokes("authorization_code.redirect_uri_mismatch")
def redirect_uri_mismatch(world: World) -> str:
    return refused(world, redirect_uri=CALLBACK + "/")


@provokes("authorization_code.verifier_missing")
def verifier_missing(world: World) -> str:
    return refused(world, code_verifier=None)


@provokes("authorization_code.challenge_missing")
def challenge_missing(world: World) -> str:
    client = world.web_client()
    return world.reason_of(world.exchange(client, world.code(client, code_challenge=None)))


@provokes("authorization_code.verifier_mismatch")
def verifier_mismatch(world: World) -> str:
    return refused(world, code_verifier=VERIFIER[::-1])


@provokes("authorization_code.end_user_disabled")
def end_user_disabled(world: World) -> str:
    client = world.web_client()
    code = world.code(client)
    world.commit(SwitchEndUser(PERSON.subject, int(world.now)))
    return world.reason_of(world.exchange(client, code))


@provokes("authorization_code.session_ended")
def session_ended(world: World) -> str:
    client = world.web_client()
    code = world.code(client)
    world.commit(EndEndUserSession(SESSION.session_id, int(world.now)))
    return world.reason_of(world.exchange(client, code))


@provokes("authorization_code.grant_revoked")
def grant_revoked(world: World) -> str:
    client = world.web_client()
    code = world.code(client)
    at = int(world.now)
    world.commit(RevokeGrantsOf(client.client_id, PERSON.subject, at, at + 60, "consent.revoked"))
    code_of_another_grant = world.code(client)
    assert world.exchange(client, code_of_another_grant).status == 200
    return world.reason_of(world.exchange(client, code))

"""Reasons of the family `request`, through the HTTP kernel and the token endpoint."""

from __future__ import annotations

from dataclasses import replace

from assay.app.settings import Settings
from provocations.browser import query_of
from provocations.registry import provokes
from provocations.world import ISSUER, World

MACHINE = {"grant_type": "client_credentials"}


@provokes("request.method_not_allowed")
def method_not_allowed(world: World) -> str:
    return world.refused("GET", "/token")


@provokes("request.path_unknown")
def path_unknown(world: World) -> str:
    return world.refused("GET", "/tokens")


@provokes("request.content_type_not_form")
def content_type_not_form(world: World) -> str:
    return world.refused("POST", "/token", body=b"{}", headers=[("content-type", "application/json")])


@provokes("request.body_too_large")
def body_too_large(world: World) -> str:
    return world.refused("POST", "/token", {"grant_type": "x" * 100_000})


@provokes("request.body_not_read_in_time")
def body_not_read_in_time(world: World) -> str:
    impatient = World(Settings(issuer=ISSUER, web=replace(world.settings.web, body_timeout=0.01)))
    try:
        return impatient.reason_of(impatient.send_unfinished("/token"))
    finally:
        impatient.close()


@provokes("request.form_malformed")
def form_malformed(world: World) -> str:
    return world.refused(
        "POST", "/token", body=b"grant_type=%zz", headers=[("content-type", "application/x-www-form-urlencoded")]
    )


@provokes("request.too_many_parameters")
def too_many_parameters(world: World) -> str:
    return world.refused("POST", "/token", [(f"p{number}", "x") for number in range(65)])


@provokes("request.parameter_repeated")
def parameter_repeated(world: World) -> str:
    return world.refused("POST", "/token", [*MACHINE.items(), *MACHINE.items()], basic=world.client())


@provokes("request.parameter_missing")
def parameter_missing(world: World) -> str:
    return world.token_refused(world.client())


@provokes("request.parameter_too_long")
def parameter_too_long(world: World) -> str:
    return world.refused("POST", "/explain", {"refusal_id": "x" * 50_000}, basic=world.client())


@provokes("request.parameter_malformed")
def parameter_malformed(world: World) -> str:
    return world.refused("GET", "/authorize?" + query_of(world.web_client(), max_age="soon"))


@provokes("request.parameter_in_query")
def parameter_in_query(world: World) -> str:
    return world.refused("POST", "/token?grant_type=client_credentials", {}, basic=world.client())

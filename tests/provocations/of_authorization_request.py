"""Reasons of the family `authorization_request`, through the authorization endpoint and the pages that follow it."""

from __future__ import annotations

from provocations.browser import Browser, query_of, someone
from provocations.registry import provokes
from provocations.world import CALLBACK, World


def refused(world: World, **changes: str | None) -> str:
    return world.refused("GET", "/authorize?" + query_of(world.web_client(), **changes))


@provokes("authorization_request.client_unknown")
def client_unknown(world: World) -> str:
    return refused(world, client_id="nobody")


@provokes("authorization_request.client_disabled")
def client_disabled(world: World) -> str:
    client = world.web_client()
    world.change_client(client.client_id, disabled_at=int(world.now))
    return world.refused("GET", "/authorize?" + query_of(client))


@provokes("authorization_request.redirect_uri_missing")
def redirect_uri_missing(world: World) -> str:
    return refused(world, redirect_uri=None)


@provokes("authorization_request.redirect_uri_mismatch")
def redirect_uri_mismatch(world: World) -> str:
    return refused(world, redirect_uri=CALLBACK + "/")


@provokes("authorization_request.prefetched")
def prefetched(world: World) -> str:
    query = query_of(world.web_client())
    return world.refused("GET", "/authorize?" + query, headers=[("sec-purpose", "prefetch")])


@provokes("authorization_request.too_many")
def too_many(world: World) -> str:
    query = query_of(world.web_client())
    for _ in range(world.settings.authorization.network_burst):
        world.send("GET", "/authorize?" + query)
    return world.refused("GET", "/authorize?" + query)


@provokes("authorization_request.request_object_not_supported")
def request_object_not_supported(world: World) -> str:
    return refused(world, request="e30.e30.")


@provokes("authorization_request.request_uri_not_supported")
def request_uri_not_supported(world: World) -> str:
    return refused(world, request_uri="https://app.example/request")


@provokes("authorization_request.registration_not_supported")
def registration_not_supported(world: World) -> str:
    return refused(world, registration="{}")


@provokes("authorization_request.response_type_unsupported")
def response_type_unsupported(world: World) -> str:
    return refused(world, response_type="token")


@provokes("authorization_request.response_mode_unsupported")
def response_mode_unsupported(world: World) -> str:
    return refused(world, response_mode="fragment")


@provokes("authorization_request.grant_type_not_registered")
def grant_type_not_registered(world: World) -> str:
    client = world.web_client()
    world.change_client(client.client_id, grant_types=("refresh_token",))
    return world.refused("GET", "/authorize?" + query_of(client))


@provokes("authorization_request.code_challenge_missing")
def code_challenge_missing(world: World) -> str:
    return refused(world, code_challenge=None, code_challenge_method=None)


@provokes("authorization_request.code_challenge_method_unsupported")
def code_challenge_method_unsupported(world: World) -> str:
    return refused(world, code_challenge_method="plain")


@provokes("authorization_request.scope_malformed")
def scope_malformed(world: World) -> str:
    return refused(world, scope='read"')


@provokes("authorization_request.scope_not_registered")
def scope_not_registered(world: World) -> str:
    return refused(world, scope="admin")


@provokes("authorization_request.resource_malformed")
def resource_malformed(world: World) -> str:
    return refused(world, resource="api")


@provokes("authorization_request.resource_not_allowed")
def resource_not_allowed(world: World) -> str:
    return refused(world, resource="https://elsewhere.example")


@provokes("authorization_request.prompt_unsupported")
def prompt_unsupported(world: World) -> str:
    return refused(world, prompt="create")


@provokes("authorization_request.prompt_none_combined")
def prompt_none_combined(world: World) -> str:
    return refused(world, prompt="none login")


@provokes("authorization_request.id_token_hint_unusable")
def id_token_hint_unusable(world: World) -> str:
    return refused(world, id_token_hint="e30.e30.AAAA")


@provokes("authorization_request.login_required")
def login_required(world: World) -> str:
    return refused(world, prompt="none")


def signed_in(world: World) -> tuple[Browser, object]:
    someone(world)
    client = world.web_client()
    browser = Browser(world)
    browser.authorize(client)
    browser.sign_in()
    return browser, client


@provokes("authorization_request.sign_in_too_old")
def sign_in_too_old(world: World) -> str:
    browser, client = signed_in(world)
    world.now += 100
    return world.reason_of(browser.authorize(client, prompt="none", max_age="60"))


@provokes("authorization_request.another_end_user")
def another_end_user(world: World) -> str:
    browser, client = signed_in(world)
    claims = '{"id_token": {"sub": {"value": "somebody-else"}}}'
    return world.reason_of(browser.authorize(client, prompt="none", claims=claims))


@provokes("authorization_request.consent_required")
def consent_required(world: World) -> str:
    browser, client = signed_in(world)
    return world.reason_of(browser.authorize(client, prompt="none"))


@provokes("authorization_request.consent_denied")
def consent_denied(world: World) -> str:
    browser, _ = signed_in(world)
    return world.reason_of(browser.submit("/consent", **{"consent-deny": "yes"}))


@provokes("authorization_request.second_factor_required")
def second_factor_required(world: World) -> str:
    browser, client = signed_in(world)
    return world.reason_of(browser.authorize(client, prompt="none", acr_values="aal2"))


@provokes("authorization_request.authentication_unmet")
def authentication_unmet(world: World) -> str:
    browser, client = signed_in(world)
    return world.reason_of(
        browser.authorize(client, prompt="none", claims='{"id_token":{"acr":{"essential":true,"value":"urn:x"}}}')
    )

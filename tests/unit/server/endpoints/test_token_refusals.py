from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from assay.formats import opaque_token
from assay.model.effects import EndEndUserSession, RevokeGrant, RevokeGrantsOf, SaveClient, SwitchEndUser
from assay.model.standing import StandingQuery
from assay.reasons import reasons_of
from assay.server.issuance.token_response import TokenResponse
from assay.server.refusals.refused_request import RefusedRequest
from token_house import (
    API,
    CALLBACK,
    END_USER,
    FILES,
    SECRET,
    START,
    VERIFIER,
    TokenHouse,
    allowed,
    claims_of,
    client,
    reason_of,
    request_of,
)

Answer = TokenResponse | RefusedRequest


async def _replay(house: TokenHouse) -> Answer:
    code = await house.code()
    await house.exchange(code)
    return await house.exchange(code)


async def _burnt(house: TokenHouse) -> Answer:
    code = await house.code()
    for _ in range(3):
        await house.exchange(code, code_verifier=VERIFIER[::-1])
    return await house.exchange(code)


async def _late(house: TokenHouse) -> Answer:
    code = await house.code()
    house.now += 60
    return await house.exchange(code)


async def _disabled_end_user(house: TokenHouse) -> Answer:
    code = await house.code()
    await house.commit(SwitchEndUser(END_USER.subject, START))
    return await house.exchange(code)


async def _session_ended(house: TokenHouse) -> Answer:
    code = await house.code()
    await house.commit(EndEndUserSession("session", START))
    return await house.exchange(code)


async def _grant_taken_back(house: TokenHouse) -> Answer:
    code = await house.code(grant_id="grant-1")
    await house.commit(RevokeGrant("grant-1", START, START + 300, "introspection.revoked_by_client"))
    return await house.exchange(code)


async def _taken_back_meanwhile(house: TokenHouse) -> Answer:
    """The code was looked at and found good; before it is redeemed, the end-user takes everything back."""
    code, commit = await house.code(grant_id="grant-1"), house.store.unit_of_work.commit
    revoke = RevokeGrantsOf(None, "person", START, START + 300, "account.changed")

    async def overtaken(effects: Any) -> Any:
        await commit([revoke])
        return await commit(effects)

    house.build(replace(house.store, unit_of_work=SimpleNamespace(commit=overtaken)))
    return await house.exchange(code)


async def _refresh_late(house: TokenHouse, seconds: int) -> Answer:
    token = await house.refresh_token(scopes=("offline_access",))
    house.now += seconds
    return await house.refresh(token)


async def _refresh_for_ever(house: TokenHouse) -> Answer:
    token = await house.refresh_token(scopes=("offline_access",))
    for _ in range(6):
        house.now += 5 * 86_400 - 1
        answer = await house.refresh(token)
    house.now += 6
    return await house.refresh(token) if isinstance(answer, TokenResponse) else answer


async def _foreign(house: TokenHouse) -> Answer:
    return await house.refresh(await house.refresh_token("other"))


async def _reused(house: TokenHouse) -> Answer:
    first = await house.refresh_token("rotating")
    second = allowed(await house.refresh(first, "rotating")).refresh_token or ""
    await house.refresh(second, "rotating")
    return await house.refresh(first, "rotating")


async def _revoked(house: TokenHouse) -> Answer:
    token = await house.refresh_token(grant_id="grant-1")
    await house.commit(RevokeGrant("grant-1", START, START + 300, "introspection.revoked_by_client"))
    return await house.refresh(token)


async def _refresh_of_disabled_end_user(house: TokenHouse) -> Answer:
    token = await house.refresh_token()
    await house.commit(SwitchEndUser(END_USER.subject, START))
    return await house.refresh(token)


async def _refresh_after_sign_out(house: TokenHouse) -> Answer:
    token = await house.refresh_token()
    await house.commit(EndEndUserSession("session", START))
    return await house.refresh(token)


async def _ahead(house: TokenHouse) -> Answer:
    body = opaque_token.parse(await house.refresh_token())
    assert body is not None
    return await house.refresh(house.mint.text(body.body[1:17], 9))


async def _invented(house: TokenHouse) -> Answer:
    token = opaque_token.parse(await house.refresh_token())
    assert token is not None
    return await house.refresh(
        opaque_token.encode(opaque_token.REFRESH_TOKEN, token.body[:-1] + bytes([token.body[-1] ^ 1]))
    )


def exchange(changes: dict[str, Any] | None = None, client_id: str = "confidential", **form: str | None) -> Any:
    async def attempt(house: TokenHouse) -> Answer:
        return await house.exchange(await house.code(**(changes or {})), client_id, **form)

    return attempt


def post(client_id: str | None = "confidential", /, **form: str | None) -> Any:
    return lambda house: house.post(client_id, **form)


def refresh(token: str, **form: str | None) -> Any:
    return lambda house: house.refresh(token, **form)


def refresh_of_own(**form: str | None) -> Any:
    async def attempt(house: TokenHouse) -> Answer:
        return await house.refresh(await house.refresh_token(), **form)

    return attempt


def raw(**changes: Any) -> Any:
    return lambda house: house.send(replace(request_of("confidential", grant_type="client_credentials"), **changes))


CODE = opaque_token.encode(opaque_token.AUTHORIZATION_CODE, b"c" * 32)
CC = "client_credentials"
REFUSALS: list[tuple[str, str, Callable[[TokenHouse], Awaitable[Answer]]]] = [
    # shared steps
    ("request.content_type_not_form", "invalid_request", raw(headers=())),
    ("request.form_malformed", "invalid_request", raw(body=b"grant_type=%zz")),
    ("request.too_many_parameters", "invalid_request", raw(body=b"&".join([b"a=b"] * 65))),
    ("request.parameter_repeated", "invalid_request", raw(body=b"grant_type=x&grant_type=x")),
    ("request.parameter_in_query", "invalid_request", raw(query=b"client_secret=x")),
    ("request.parameter_missing", "invalid_request", post()),
    ("request.parameter_missing", "invalid_request", post(grant_type="")),
    ("client.credentials_missing", "invalid_client", post(None, grant_type=CC)),
    ("client.unknown", "invalid_client", post("nobody", grant_type=CC)),
    ("token_request.grant_type_unsupported", "unsupported_grant_type", post(grant_type="password")),
    ("token_request.grant_type_unsupported", "unsupported_grant_type", post(grant_type="Client_Credentials")),
    ("client.grant_type_not_registered", "unauthorized_client", post("without-grants", grant_type=CC)),
    ("client.public_not_allowed", "unauthorized_client", post("public", grant_type=CC)),
    # scopes and resources
    ("token_request.scope_malformed", "invalid_scope", post(grant_type=CC, scope='api.read "')),
    ("token_request.scope_malformed", "invalid_scope", post(grant_type=CC, scope="api.réad")),
    ("token_request.scope_malformed", "invalid_scope", post(grant_type=CC, scope="api.read\n")),
    ("token_request.scope_malformed", "invalid_scope", post(grant_type=CC, scope=" ".join(map(str, range(65))))),
    ("token_request.scope_not_registered", "invalid_scope", post(grant_type=CC, scope="api.read admin")),
    ("token_request.scope_not_registered", "invalid_scope", refresh_of_own(scope="openid admin")),
    ("token_request.scope_wider_than_granted", "invalid_scope", refresh_of_own(scope="openid api.write")),
    ("token_request.scope_needs_end_user", "invalid_scope", post(grant_type=CC, scope="openid")),
    ("token_request.scope_needs_end_user", "invalid_scope", post(grant_type=CC, scope="api.read offline_access")),
    ("token_request.scope_not_of_resource", "invalid_scope", post("both", grant_type=CC, scope="files.read")),
    ("token_request.resource_malformed", "invalid_target", post(grant_type=CC, resource="api")),
    ("token_request.resource_malformed", "invalid_target", post(grant_type=CC, resource=API + "#f")),
    ("token_request.resource_malformed", "invalid_target", post(grant_type=CC, resource=API + "/a b")),
    ("token_request.resource_unknown", "invalid_target", post(grant_type=CC, resource=API + "/")),
    ("token_request.resource_not_registered", "invalid_target", post(grant_type=CC, resource=FILES)),
    ("token_request.resource_not_registered", "invalid_target", exchange({"resources": (FILES,)})),
    (
        "token_request.resource_not_granted",
        "invalid_target",
        exchange({"client_id": "both", "resources": (API,)}, "both", resource=FILES),
    ),
    ("token_request.resource_not_granted", "invalid_target", exchange({"client_id": "both"}, "both", resource=FILES)),
    ("token_request.resource_not_named", "invalid_target", post("files-and-rsa", grant_type=CC)),
    (
        "token_request.resources_differ_in_algorithm",
        "invalid_target",
        exchange({"client_id": "api-and-rsa", "resources": (API, "https://rsa.example")}, "api-and-rsa"),
    ),
    # authorization codes
    ("request.parameter_missing", "invalid_request", post(grant_type="authorization_code")),
    ("authorization_code.malformed", "invalid_grant", exchange(code="abc")),
    ("authorization_code.malformed", "invalid_grant", exchange(code=CODE[:-1])),
    ("authorization_code.malformed", "invalid_grant", exchange(code=SECRET)),
    ("authorization_code.verifier_malformed", "invalid_grant", exchange(code_verifier="short")),
    ("authorization_code.unknown", "invalid_grant", exchange(code=CODE)),
    ("authorization_code.wrong_client", "invalid_grant", exchange(client_id="other")),
    ("authorization_code.replayed", "invalid_grant", _replay),
    ("authorization_code.burnt", "invalid_grant", _burnt),
    ("authorization_code.expired", "invalid_grant", _late),
    ("authorization_code.redirect_uri_missing", "invalid_grant", exchange(redirect_uri=None)),
    ("authorization_code.redirect_uri_mismatch", "invalid_grant", exchange(redirect_uri=CALLBACK + "/")),
    ("authorization_code.verifier_missing", "invalid_grant", exchange(code_verifier=None)),
    ("authorization_code.challenge_missing", "invalid_grant", exchange({"code_challenge": None})),
    ("authorization_code.verifier_mismatch", "invalid_grant", exchange(code_verifier=VERIFIER[::-1])),
    ("authorization_code.end_user_disabled", "invalid_grant", _disabled_end_user),
    ("authorization_code.session_ended", "invalid_grant", _session_ended),
    ("authorization_code.grant_revoked", "invalid_grant", _grant_taken_back),
    ("authorization_code.grant_revoked", "invalid_grant", _taken_back_meanwhile),
    # refresh tokens
    ("request.parameter_missing", "invalid_request", post(grant_type="refresh_token")),
    ("refresh_token.malformed", "invalid_grant", refresh("abc")),
    ("refresh_token.malformed", "invalid_grant", refresh(CODE)),
    ("refresh_token.malformed", "invalid_grant", refresh(opaque_token.encode(opaque_token.REFRESH_TOKEN, b"x" * 52))),
    ("refresh_token.malformed", "invalid_grant", refresh(opaque_token.encode(opaque_token.REFRESH_TOKEN, b"x" * 53))),
    ("refresh_token.malformed", "invalid_grant", refresh("assay_rt_AAAA")),
    ("refresh_token.unknown", "invalid_grant", _invented),
    ("refresh_token.forgotten", "invalid_grant", lambda house: house.refresh(house.mint.text(b"f" * 16, 1))),
    ("refresh_token.wrong_client", "invalid_grant", _foreign),
    ("refresh_token.revoked", "invalid_grant", _revoked),
    ("refresh_token.reused", "invalid_grant", _reused),
    ("refresh_token.ahead", "invalid_grant", _ahead),
    ("refresh_token.expired", "invalid_grant", _refresh_for_ever),
    ("refresh_token.idle_expired", "invalid_grant", lambda house: _refresh_late(house, 7 * 86_400)),
    ("refresh_token.end_user_disabled", "invalid_grant", _refresh_of_disabled_end_user),
    ("refresh_token.session_ended", "invalid_grant", _refresh_after_sign_out),
]


@pytest.mark.parametrize(("code", "error", "attempt"), REFUSALS)
def test_it_is_refused_for_its_own_reason(
    house: TokenHouse, code: str, error: str, attempt: Callable[[TokenHouse], Awaitable[Answer]]
) -> None:
    async def scenario() -> tuple[Answer, Any]:
        answer = await attempt(house)
        return answer, await house.record_of(answer)

    answer, record = house.run(scenario())
    assert reason_of(answer) == code
    assert isinstance(answer, RefusedRequest)
    assert answer.public.public.error == error
    assert (record.reason, record.endpoint, record.request_id, record.count) == (code, "token", "req", 1)
    assert "assay_" not in repr(record.evidence)


def test_every_reason_of_these_families_is_provoked() -> None:
    provoked = {code for code, _, _ in REFUSALS}
    told_to_strangers = {"authorization_code.not_accepted", "refresh_token.not_accepted"}
    for family in ("token_request", "authorization_code", "refresh_token"):
        assert {reason.code for reason in reasons_of(family)} - told_to_strangers <= provoked


def test_a_refused_code_or_token_belongs_to_its_owner(house: TokenHouse) -> None:
    async def scenario() -> list[Any]:
        foreign_code = await house.exchange(await house.code("other"))
        foreign_token = await house.refresh(await house.refresh_token("other"))
        invented = await _invented(house)
        return [await house.record_of(answer) for answer in (foreign_code, foreign_token, invented)]

    code, token, invented = house.run(scenario())
    for record in (code, token):
        assert (record.client_id, record.owner_id, record.subject) == ("confidential", "other", "person")
    assert (invented.client_id, invented.owner_id, invented.subject) == ("confidential", None, None)


def test_the_trace_tells_what_was_looked_at(house: TokenHouse) -> None:
    record = house.run(_recorded(house, exchange(redirect_uri=None)))
    assert [(line.check, line.outcome) for line in record.trace] == [
        ("form", "passed"),
        ("client_authentication", "passed"),
        ("grant_type", "passed"),
        ("scope_and_resource_readable", "passed"),
        ("grant_readable", "passed"),
        ("pkce_verifier_form", "passed"),
        ("issued", "passed"),
        ("client", "passed"),
        ("unused", "passed"),
        ("unburnt", "passed"),
        ("unexpired", "passed"),
        ("redirect_uri", "refused"),
        ("end_user", "not_reached"),
        ("pkce", "not_reached"),
        ("resources_allowed", "not_reached"),
        ("scopes_allowed", "not_reached"),
    ]


async def _recorded(house: TokenHouse, attempt: Any) -> Any:
    return await house.record_of(await attempt(house))


def test_asking_for_too_much_uses_nothing_up(house: TokenHouse) -> None:
    async def scenario() -> list[Answer]:
        code = await house.code("rotating")
        refused = await house.exchange(code, "rotating", scope="admin")
        bought = await house.exchange(code, "rotating")
        token = allowed(bought).refresh_token or ""
        still = await house.refresh(token, "rotating", scope="openid api.read api.write")
        return [refused, still, await house.refresh(token, "rotating")]

    refused, still, refreshed = house.run(scenario())
    assert reason_of(refused) == "token_request.scope_not_registered"
    assert reason_of(still) == "token_request.scope_wider_than_granted"
    allowed(refreshed)


def test_what_a_client_has_lost_since_is_left_out(house: TokenHouse) -> None:
    async def scenario() -> Answer:
        token = await house.refresh_token()
        await house.commit(SaveClient(client("confidential", scopes=("openid",), revision=1)))
        return await house.refresh(token)

    assert allowed(house.run(scenario())).scope == "openid"


def test_a_client_that_is_disabled_is_refused_with_the_next_request(any_house: TokenHouse) -> None:
    async def scenario() -> Answer:
        token = await any_house.refresh_token()
        await any_house.commit(SaveClient(client("confidential", disabled_at=START, revision=1)))
        return await any_house.refresh(token)

    assert reason_of(any_house.run(scenario())) == "client.disabled"


def test_a_replayed_code_revokes_what_it_bought(any_house: TokenHouse) -> None:
    async def scenario() -> tuple[Answer, Answer, Any, list[Any]]:
        code = await any_house.code()
        bought = allowed(await any_house.exchange(code))
        any_house.now += 30
        replayed = await any_house.exchange(code)
        refreshed = await any_house.refresh(bought.refresh_token or "")
        claims = claims_of(bought.access_token)
        standing = await any_house.store.standings.read(
            StandingQuery("confidential", jti=claims["jti"], grant_id=claims["grant_id"])
        )
        return replayed, refreshed, standing, list(await any_house.store.events.read(0, 100))

    replayed, refreshed, standing, events = any_house.run(scenario())
    assert reason_of(replayed) == "authorization_code.replayed"
    assert reason_of(refreshed) == "refresh_token.revoked"
    assert standing.denied == "authorization_code.replayed"
    assert [event.reason for event in events if event.type == "grant.revoked"] == ["authorization_code.replayed"]


def test_a_wrong_verifier_of_another_client_burns_nothing(house: TokenHouse) -> None:
    async def scenario() -> Answer:
        code = await house.code()
        for _ in range(5):
            await house.exchange(code, "other", code_verifier=VERIFIER[::-1])
        return await house.exchange(code)

    allowed(house.run(scenario()))


@pytest.mark.parametrize("verifier", [VERIFIER[::-1], "short"])
def test_three_wrong_verifiers_burn_the_code_whatever_their_form(any_house: TokenHouse, verifier: str) -> None:
    async def scenario() -> list[Answer]:
        code, burnt = await any_house.code(), await any_house.code()
        for _ in range(2):
            await any_house.exchange(code, code_verifier=verifier)
        for _ in range(3):
            await any_house.exchange(burnt, code_verifier=verifier)
        return [await any_house.exchange(code), await any_house.exchange(burnt)]

    after_two, after_three = any_house.run(scenario())
    allowed(after_two)
    assert reason_of(after_three) == "authorization_code.burnt"


def test_an_invented_token_changes_nothing(any_house: TokenHouse) -> None:
    async def scenario() -> Answer:
        token = await any_house.refresh_token("rotating")
        parsed = opaque_token.parse(token)
        assert parsed is not None
        body = parsed.body
        for other in (body[:17] + (0).to_bytes(4, "big") + body[21:], body[:-1] + bytes([body[-1] ^ 1])):
            refused = await any_house.refresh(opaque_token.encode(opaque_token.REFRESH_TOKEN, other), "rotating")
            assert reason_of(refused) == "refresh_token.unknown"
        return await any_house.refresh(token, "rotating")

    allowed(any_house.run(scenario()))

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any

from assay.model.effects import EndEndUserSession
from assay.server.issuance.token_response import TokenResponse
from assay.server.refusals.refused_request import RefusedRequest
from token_house import API, FILES, ISSUER, SECRET, START, TokenHouse, allowed, claims_of, header_of, request_of

Answer = TokenResponse | RefusedRequest


def test_client_credentials_get_the_registered_scopes_at_the_default_resource(any_house: TokenHouse) -> None:
    async def scenario() -> Answer:
        return await any_house.post(grant_type="client_credentials")

    answer = allowed(any_house.run(scenario()))
    assert (answer.token_type, answer.expires_in, answer.scope) == ("Bearer", 300, "api.read api.write")
    assert (answer.refresh_token, answer.id_token) == (None, None)
    header, claims = header_of(answer.access_token), claims_of(answer.access_token)
    assert (header["typ"], header["alg"], set(header)) == ("at+jwt", "ES256", {"typ", "alg", "kid"})
    jti, grant_id = claims.pop("jti"), claims.pop("grant_id")
    assert len(jti) == 22 and len(grant_id) == 22 and jti != grant_id
    assert claims == {
        "iss": ISSUER,
        "sub": "confidential",
        "client_id": "confidential",
        "aud": API,
        "scope": "api.read api.write",
        "iat": START,
        "exp": START + 300,
    }


def test_a_code_buys_an_access_token_an_id_token_and_a_refresh_token(any_house: TokenHouse) -> None:
    async def scenario() -> Answer:
        return await any_house.exchange(await any_house.code())

    answer = allowed(any_house.run(scenario()))
    assert answer.refresh_token is not None and answer.refresh_token.startswith("assay_rt_")
    access, identity = claims_of(answer.access_token), claims_of(answer.id_token)
    assert (access["sub"], access["sid"], access["aud"]) == ("person", "session", [API, ISSUER])
    assert (access["auth_time"], access["amr"]) == (START - 60, ["pwd"])
    assert header_of(answer.id_token)["alg"] == "RS256" and header_of(answer.id_token)["typ"] == "JWT"
    assert identity.pop("at_hash")
    assert identity == {
        "iss": ISSUER,
        "sub": "person",
        "aud": "confidential",
        "iat": START,
        "exp": START + 300,
        "auth_time": START - 60,
        "nonce": "n-0S6_WzA2Mj",
        "amr": ["pwd"],
        "sid": "session",
    }


def test_what_is_bought_without_openid_has_no_id_token_and_is_not_for_userinfo(house: TokenHouse) -> None:
    async def scenario() -> Answer:
        return await house.exchange(await house.code(scopes=("api.read",)))

    answer = allowed(house.run(scenario()))
    assert answer.id_token is None and claims_of(answer.access_token)["aud"] == API


def test_offline_access_unties_the_tokens_from_the_session(house: TokenHouse) -> None:
    async def scenario() -> tuple[Answer, Answer]:
        bought = await house.exchange(await house.code(scopes=("openid", "offline_access")))
        await house.commit(EndEndUserSession("session", START))
        return bought, await house.refresh(allowed(bought).refresh_token or "")

    bought, refreshed = (allowed(answer) for answer in house.run(scenario()))
    assert "sid" not in claims_of(bought.access_token)
    assert claims_of(bought.id_token)["sid"] == "session"
    assert "sid" not in claims_of(refreshed.access_token)


def test_a_client_without_the_refresh_grant_gets_no_refresh_token(house: TokenHouse) -> None:
    async def scenario() -> Answer:
        return await house.exchange(await house.code("without-refresh"), "without-refresh")

    assert allowed(house.run(scenario())).refresh_token is None


def test_a_code_without_a_challenge_is_redeemed_without_a_verifier(house: TokenHouse) -> None:
    async def scenario() -> Answer:
        code = await house.code(code_challenge=None, redirect_uri_given=False)
        return await house.exchange(code, code_verifier=None, redirect_uri=None)

    allowed(house.run(scenario()))


def test_a_refresh_keeps_identity_and_time_of_sign_in_and_tells_no_nonce(house: TokenHouse) -> None:
    async def scenario() -> Answer:
        token = await house.refresh_token()
        house.now += 100
        return await house.refresh(token)

    identity = claims_of(allowed(house.run(scenario())).id_token)
    assert (identity["sub"], identity["auth_time"], identity["iat"]) == ("person", START - 60, START + 100)
    assert "nonce" not in identity


def test_a_token_can_be_narrowed_and_the_grant_stays_as_wide(house: TokenHouse) -> None:
    async def scenario() -> tuple[Answer, Answer]:
        token = await house.refresh_token()
        return await house.refresh(token, scope="api.read"), await house.refresh(token)

    narrow, wide = (allowed(answer) for answer in house.run(scenario()))
    assert (narrow.scope, narrow.id_token) == ("api.read", None)
    assert wide.scope == "openid api.read"


def test_a_resource_decides_audience_lifetime_and_algorithm(house: TokenHouse) -> None:
    async def scenario() -> list[Answer]:
        return [
            await house.post("both", grant_type="client_credentials", resource=FILES, scope="api.read"),
            await house.post("files-only", grant_type="client_credentials"),
            await house.post("api-and-rsa", grant_type="client_credentials", resource="https://rsa.example"),
        ]

    files, only, rsa = (allowed(answer) for answer in house.run(scenario()))
    assert (claims_of(files.access_token)["aud"], files.expires_in) == (FILES, 60)
    assert claims_of(only.access_token)["aud"] == FILES
    assert (header_of(rsa.access_token)["alg"], rsa.expires_in) == ("RS256", 86_400)


def test_resource_may_be_repeated(house: TokenHouse) -> None:
    async def scenario() -> Answer:
        request = request_of("both", grant_type="client_credentials", resource=API)
        return await house.send(replace(request, body=request.body + b"&resource=https%3A%2F%2Ffiles.example"))

    answer = allowed(house.run(scenario()))
    assert claims_of(answer.access_token)["aud"] == [API, FILES] and answer.expires_in == 60


def test_the_id_token_is_signed_as_the_client_wants(house: TokenHouse) -> None:
    async def scenario() -> Answer:
        return await house.exchange(await house.code("ends"), "ends")

    assert header_of(allowed(house.run(scenario())).id_token)["alg"] == "EdDSA"


def test_every_answer_is_an_event_in_the_stream(any_house: TokenHouse) -> None:
    async def scenario() -> list[Any]:
        await any_house.post(grant_type="client_credentials")
        await any_house.refresh(await any_house.refresh_token())
        await any_house.post(grant_type="nonsense")
        await asyncio.sleep(0.3)  # the stateless ones are written behind
        return [event for event in await any_house.store.events.read(0, 100) if event.type != "signing_key.created"]

    events = any_house.run(scenario())
    issued = [event for event in events if event.type == "access_token.issued"]
    assert sorted(event.detail.partition('"grant_type":"')[2].partition('"')[0] for event in issued) == [
        "authorization_code",
        "client_credentials",
        "refresh_token",
    ]
    assert [event.reason for event in events if event.type == "request.refused"] == [
        "token_request.grant_type_unsupported"
    ]
    assert all(SECRET not in repr(event) and "assay_" not in repr(event) for event in events)

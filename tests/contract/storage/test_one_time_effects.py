"""One-time things are redeemed once; a conflict names the effect, and then nothing was written."""

from __future__ import annotations

import asyncio

from assay.model import effects as e
from assay.model.authorization_code import MAX_FAILED_VERIFIERS
from assay.model.refresh_token import SESSION_ENDED

CODE = b"c" * 32
FAMILY = b"f" * 16


def test_a_code_is_redeemed_once(on_store, a):
    async def scenario(store):
        await store.unit_of_work.commit([e.SaveAuthorizationCode(a.code())])
        redeem = e.RedeemAuthorizationCode(CODE, a.NOW + 1)
        assert await store.unit_of_work.commit([redeem]) == e.Committed()
        assert (await store.authorization_codes.find(CODE)).redeemed_at == a.NOW + 1
        again = e.RedeemAuthorizationCode(CODE, a.NOW + 2)
        assert await store.unit_of_work.commit([again]) == e.Conflict(again)
        assert (await store.authorization_codes.find(CODE)).redeemed_at == a.NOW + 1
        unknown = e.RedeemAuthorizationCode(b"?" * 32, a.NOW)
        assert await store.unit_of_work.commit([unknown]) == e.Conflict(unknown)

    on_store(scenario)


def test_a_hundred_parallel_exchanges_of_one_code_give_one_family(on_store, a):
    async def scenario(store):
        await store.unit_of_work.commit([e.SaveAuthorizationCode(a.code())])

        async def exchange(number):
            code = await store.authorization_codes.find(CODE)
            if code.redeemed_at is not None:
                return "late"
            redeem = e.RedeemAuthorizationCode(CODE, a.NOW)
            family = e.StartRefreshTokenFamily(a.family(bytes([number]) * 16))
            event = e.RecordEvent(a.event("authorization_code.redeemed"))
            return await store.unit_of_work.commit([redeem, family, event])

        outcomes = await asyncio.gather(*map(exchange, range(100)))
        assert outcomes.count(e.Committed()) == 1
        assert outcomes.count(e.Conflict(e.RedeemAuthorizationCode(CODE, a.NOW))) + outcomes.count("late") == 99
        started = [await store.refresh_tokens.find(bytes([number]) * 16) for number in range(100)]
        assert sum(family is not None for family in started) == 1
        assert len(await store.events.read(0, 1000)) == 1

    on_store(scenario)


def test_a_code_is_burnt_by_wrong_verifiers(on_store, a):
    async def scenario(store):
        await store.unit_of_work.commit([e.SaveAuthorizationCode(a.code())])
        for count in range(MAX_FAILED_VERIFIERS):
            assert (await store.authorization_codes.find(CODE)).failed_verifiers == count
            assert await store.unit_of_work.commit([e.CountFailedVerifier(CODE)]) == e.Committed()
        redeem = e.RedeemAuthorizationCode(CODE, a.NOW)
        assert await store.unit_of_work.commit([redeem]) == e.Conflict(redeem)
        assert (await store.authorization_codes.find(CODE)).redeemed_at is None

    on_store(scenario)


def test_one_wrong_verifier_less_still_redeems(on_store, a):
    async def scenario(store):
        await store.unit_of_work.commit([e.SaveAuthorizationCode(a.code())])
        await store.unit_of_work.commit([e.CountFailedVerifier(CODE)] * (MAX_FAILED_VERIFIERS - 1))
        assert await store.unit_of_work.commit([e.RedeemAuthorizationCode(CODE, a.NOW)]) == e.Committed()

    on_store(scenario)


def test_a_hundred_parallel_rotations_raise_the_generation_by_one(on_store, a):
    async def scenario(store):
        await store.unit_of_work.commit([e.StartRefreshTokenFamily(a.family())])
        rotate = e.RotateRefreshToken(FAMILY, 1, a.NOW + 9, a.NOW + 99)
        outcomes = await asyncio.gather(*(store.unit_of_work.commit([rotate]) for _ in range(100)))
        assert outcomes.count(e.Committed()) == 1
        assert outcomes.count(e.Conflict(rotate)) == 99
        assert await store.refresh_tokens.find(FAMILY) == a.family(
            generation=2, rotated_at=a.NOW + 9, idle_expires_at=a.NOW + 99
        )

    on_store(scenario)


def test_only_the_present_generation_rotates(on_store, a):
    async def scenario(store):
        await store.unit_of_work.commit([e.StartRefreshTokenFamily(a.family(generation=5))])
        for generation in (4, 6):
            rotate = e.RotateRefreshToken(FAMILY, generation, a.NOW, a.NOW)
            assert await store.unit_of_work.commit([rotate]) == e.Conflict(rotate)
        unknown = e.RotateRefreshToken(b"?" * 16, 1, a.NOW, a.NOW)
        assert await store.unit_of_work.commit([unknown]) == e.Conflict(unknown)
        assert await store.refresh_tokens.find(FAMILY) == a.family(generation=5)

    on_store(scenario)


def test_a_revoked_family_neither_rotates_nor_is_touched(on_store, a):
    async def scenario(store):
        await store.unit_of_work.commit([e.StartRefreshTokenFamily(a.family())])
        await store.unit_of_work.commit([e.RevokeGrant("grant-1", a.NOW + 3, a.NOW + 300, "refresh_token.reused")])
        for effect in (e.RotateRefreshToken(FAMILY, 1, a.NOW, a.NOW), e.TouchRefreshTokenFamily(FAMILY, a.NOW)):
            assert await store.unit_of_work.commit([effect]) == e.Conflict(effect)
        revoked = a.family(revoked_at=a.NOW + 3, revoked_because="refresh_token.reused")
        assert await store.refresh_tokens.find(FAMILY) == revoked

    on_store(scenario)


def test_a_touch_moves_only_the_idle_limit(on_store, a):
    async def scenario(store):
        await store.unit_of_work.commit([e.StartRefreshTokenFamily(a.family())])
        assert await store.unit_of_work.commit([e.TouchRefreshTokenFamily(FAMILY, a.NOW + 1)]) == e.Committed()
        assert await store.refresh_tokens.find(FAMILY) == a.family(idle_expires_at=a.NOW + 1)

    on_store(scenario)


def test_a_pending_request_is_redeemed_once(on_store, a):
    async def scenario(store):
        await store.unit_of_work.commit([e.SavePendingAuthorizationRequest(a.pending())])
        redeem = e.RedeemPendingAuthorizationRequest(b"h" * 32)
        outcomes = await asyncio.gather(*(store.unit_of_work.commit([redeem]) for _ in range(100)))
        assert outcomes.count(e.Committed()) == 1
        assert outcomes.count(e.Conflict(redeem)) == 99
        assert await store.authorization_requests.find(b"h" * 32) is None

    on_store(scenario)


def test_a_one_time_value_is_remembered_once_per_kind(on_store, a):
    async def scenario(store):
        value = e.RememberOnce("client_assertion", b"jti", a.NOW + 60)
        outcomes = await asyncio.gather(*(store.unit_of_work.commit([value]) for _ in range(100)))
        assert outcomes.count(e.Committed()) == 1
        assert outcomes.count(e.Conflict(value)) == 99
        other_kind = e.RememberOnce("dpop_proof", b"jti", a.NOW + 60)
        assert await store.unit_of_work.commit([other_kind]) == e.Committed()

    on_store(scenario)


def test_all_effects_are_written_or_none(on_store, a):
    async def scenario(store):
        await store.unit_of_work.commit([e.AddEndUser(a.end_user()), e.SaveConsent(a.consent())])
        await store.unit_of_work.commit([e.SavePendingAuthorizationRequest(a.pending())])
        lost = e.RememberOnce("k", b"v", a.NOW)
        await store.unit_of_work.commit([lost])
        outcome = await store.unit_of_work.commit(
            [
                e.SaveClient(a.client()),
                e.SaveResource(a.resource(default=True)),
                e.SaveSigningKey(a.key()),
                e.AddServerSecret(a.secret()),
                e.ChangePassword("sub-1", "$new", a.NOW),
                e.StartEndUserSession(a.session()),
                e.RevokeConsent("client-1", "sub-1"),
                e.RedeemPendingAuthorizationRequest(b"h" * 32),
                e.SaveAuthorizationCode(a.code()),
                e.StartRefreshTokenFamily(a.family()),
                e.RotateRefreshToken(FAMILY, 1, a.NOW, a.NOW),
                e.RecordEvent(a.event()),
                lost,
                e.RecordEvent(a.event("never.reached")),
            ]
        )
        assert outcome == e.Conflict(lost)
        assert await store.clients.find("client-1") is None
        assert await store.resources.default() is None
        assert await store.signing_keys.list_all() == ()
        assert await store.signing_keys.secret("refresh_token") is None
        assert await store.end_users.find_by_username("renamed") is None
        assert await store.end_users.find_by_username("sub-1-ä") == a.end_user()
        assert await store.end_user_sessions.find(a.session().session_hash) is None
        assert await store.consents.find("client-1", "sub-1") == a.consent()
        assert await store.authorization_requests.find(b"h" * 32) == a.pending()
        assert await store.authorization_codes.find(CODE) is None
        assert await store.refresh_tokens.find(FAMILY) is None
        assert await store.events.read(0, 10) == ()

    on_store(scenario)


def test_a_conflict_of_one_request_leaves_its_neighbours_alone(on_store, a):
    """The requests travel in one batch where the backend groups them."""

    async def scenario(store):
        lost = e.RememberOnce("k", b"taken", a.NOW)
        await store.unit_of_work.commit([lost])

        async def one(number):
            mine = e.RecordEvent(a.event(f"request.{number}"))
            return await store.unit_of_work.commit([mine, lost] if number % 2 else [mine])

        outcomes = await asyncio.gather(*map(one, range(20)))
        assert outcomes == [e.Conflict(lost) if number % 2 else e.Committed() for number in range(20)]
        assert [event.type for event in await store.events.read(0, 100)] == [f"request.{n}" for n in range(0, 20, 2)]

    on_store(scenario)


def test_nothing_to_write_is_committed(on_store):
    async def scenario(store):
        assert await store.unit_of_work.commit([]) == e.Committed()

    on_store(scenario)


def test_revoking_a_grant_revokes_its_families_and_no_other(on_store, a):
    async def scenario(store):
        families = [a.family(b"1" * 16), a.family(b"2" * 16), a.family(b"3" * 16, grant_id="grant-2")]
        early = a.family(b"4" * 16, revoked_at=1, revoked_because="operator")
        await store.unit_of_work.commit([e.StartRefreshTokenFamily(family) for family in (*families, early)])
        revoke = e.RevokeGrant("grant-1", a.NOW + 3, a.NOW + 300, "authorization_code.reused")
        assert await store.unit_of_work.commit([revoke]) == e.Committed()
        for family in families[:2]:
            found = await store.refresh_tokens.find(family.family_id)
            assert (found.revoked_at, found.revoked_because) == (a.NOW + 3, "authorization_code.reused")
        assert await store.refresh_tokens.find(b"3" * 16) == families[2]
        assert await store.refresh_tokens.find(b"4" * 16) == early

    on_store(scenario)


def test_ending_a_session_revokes_the_families_bound_to_it(on_store, a):
    async def scenario(store):
        bound, offline = a.family(b"1" * 16, session_id="sid-1"), a.family(b"2" * 16)
        other = a.family(b"3" * 16, session_id="sid-2")
        await store.unit_of_work.commit(
            [e.StartEndUserSession(a.session()), *map(e.StartRefreshTokenFamily, (bound, offline, other))]
        )
        assert await store.unit_of_work.commit([e.EndEndUserSession("sid-1", a.NOW + 7)]) == e.Committed()
        assert (await store.end_user_sessions.find(a.session().session_hash)).ended_at == a.NOW + 7
        found = await store.refresh_tokens.find(b"1" * 16)
        assert (found.revoked_at, found.revoked_because) == (a.NOW + 7, SESSION_ENDED)
        assert await store.refresh_tokens.find(b"2" * 16) == offline
        assert await store.refresh_tokens.find(b"3" * 16) == other
        assert await store.unit_of_work.commit([e.EndEndUserSession("sid-1", a.NOW + 8)]) == e.Committed()
        assert (await store.end_user_sessions.find(a.session().session_hash)).ended_at == a.NOW + 7
        assert await store.unit_of_work.commit([e.EndEndUserSession("sid-unknown", a.NOW)]) == e.Committed()

    on_store(scenario)


def test_nothing_is_begun_for_a_grant_that_was_taken_back(on_store, a):
    async def scenario(store):
        await store.unit_of_work.commit([e.SaveAuthorizationCode(a.code())])
        await store.unit_of_work.commit([e.RevokeGrantsOf(None, "sub-1", a.NOW, a.NOW + 300, "account.changed")])
        redeem, start = e.RedeemAuthorizationCode(CODE, a.NOW), e.StartRefreshTokenFamily(a.family(FAMILY))
        assert await store.unit_of_work.commit([redeem, start]) == e.Conflict(start)
        assert await store.refresh_tokens.find(FAMILY) is None
        assert (await store.authorization_codes.find(CODE)).redeemed_at is None

    on_store(scenario)

"""A device authorization is answered once and redeemed once; its user code leads to it and to no other."""

from __future__ import annotations

import asyncio
from dataclasses import asdict

from assay.model import effects as e
from assay.model.standing import StandingQuery

HASH = b"d" * 32


def test_it_comes_back_as_it_was_written(on_store, a):
    async def scenario(store):
        whole = a.device_authorization(polled_at=1, decided_at=2, redeemed_at=3, **asdict(a.approval()))
        bare = a.device_authorization(b"e" * 32, user_code="ZZZZZZZZ")
        await store.unit_of_work.commit([e.SaveDeviceAuthorization(whole), e.SaveDeviceAuthorization(bare)])
        assert await store.device_authorizations.find(HASH) == whole
        assert await store.device_authorizations.find_by_user_code("ZZZZZZZZ") == bare
        assert await store.device_authorizations.find_by_user_code("zzzzzzzz") is None
        assert await store.device_authorizations.find(b"?" * 32) is None

    on_store(scenario)


def test_both_codes_are_unique(on_store, a):
    async def scenario(store):
        await store.unit_of_work.commit([e.SaveDeviceAuthorization(a.device_authorization())])
        for same in (
            a.device_authorization(user_code="OTHERCDE"),
            a.device_authorization(b"e" * 32),
        ):
            save = e.SaveDeviceAuthorization(same)
            assert await store.unit_of_work.commit([save]) == e.Conflict(save)

    on_store(scenario)


def test_of_two_answers_the_first_counts(on_store, a):
    async def scenario(store):
        await store.unit_of_work.commit([e.SaveDeviceAuthorization(a.device_authorization())])
        deny = e.DecideDeviceAuthorization(HASH, a.NOW, None)
        approve = e.DecideDeviceAuthorization(HASH, a.NOW, a.approval())
        assert await store.unit_of_work.commit([deny]) == e.Committed()
        assert await store.unit_of_work.commit([approve]) == e.Conflict(approve)
        found = await store.device_authorizations.find(HASH)
        assert found.decided_at == a.NOW
        assert found.approval is None
        unknown = e.DecideDeviceAuthorization(b"?" * 32, a.NOW, None)
        assert await store.unit_of_work.commit([unknown]) == e.Conflict(unknown)

    on_store(scenario)


def test_a_hundred_redemptions_at_once_are_one(on_store, a):
    async def scenario(store):
        await store.unit_of_work.commit([e.SaveDeviceAuthorization(a.device_authorization())])
        redeem = e.RedeemDeviceCode(HASH, a.NOW + 1)
        assert await store.unit_of_work.commit([redeem]) == e.Conflict(redeem)
        await store.unit_of_work.commit([e.DecideDeviceAuthorization(HASH, a.NOW, a.approval())])
        outcomes = await asyncio.gather(*(store.unit_of_work.commit([redeem]) for _ in range(100)))
        assert outcomes.count(e.Committed()) == 1
        assert outcomes.count(e.Conflict(redeem)) == 99

    on_store(scenario)


def test_a_denied_one_is_never_redeemed(on_store, a):
    async def scenario(store):
        await store.unit_of_work.commit([e.SaveDeviceAuthorization(a.device_authorization())])
        await store.unit_of_work.commit([e.DecideDeviceAuthorization(HASH, a.NOW, None)])
        redeem = e.RedeemDeviceCode(HASH, a.NOW + 1)
        assert await store.unit_of_work.commit([redeem]) == e.Conflict(redeem)

    on_store(scenario)


def test_of_two_polls_the_later_and_the_longer_pause_count(on_store, a):
    async def scenario(store):
        await store.unit_of_work.commit([e.SaveDeviceAuthorization(a.device_authorization())])
        for at, interval in ((a.NOW + 5, 10), (a.NOW + 3, 5)):
            await store.unit_of_work.commit([e.NoteDevicePoll(HASH, at, interval)])
        found = await store.device_authorizations.find(HASH)
        assert (found.polled_at, found.interval) == (a.NOW + 5, 10)

    on_store(scenario)


def test_all_that_a_client_was_granted_by_one_person_is_revoked_and_nothing_else(on_store, a):
    async def scenario(store):
        await store.unit_of_work.commit(
            [
                e.SaveClient(a.client(disabled_at=None)),
                e.StartRefreshTokenFamily(a.family(b"1" * 16, grant_id="by-refresh-token")),
                e.SaveAuthorizationCode(a.code(b"1" * 32, grant_id="by-code")),
                e.SaveDeviceAuthorization(a.device_authorization()),
                e.DecideDeviceAuthorization(HASH, a.NOW, a.approval(grant_id="by-device")),
                e.StartRefreshTokenFamily(a.family(b"2" * 16, grant_id="of-another", subject="sub-2")),
                e.SaveAuthorizationCode(a.code(b"2" * 32, grant_id="of-another-client", client_id="client-2")),
                e.RevokeGrantsOf("client-1", "sub-1", a.NOW, a.NOW + 9, "consent.revoked"),
            ]
        )
        for grant_id, because in (
            ("by-refresh-token", "consent.revoked"),
            ("by-code", "consent.revoked"),
            ("by-device", "consent.revoked"),
            ("of-another", None),
            ("of-another-client", None),
        ):
            assert (await store.standings.read(StandingQuery("client-1", grant_id=grant_id))).denied == because
        assert (await store.refresh_tokens.find(b"1" * 16)).revoked_because == "consent.revoked"
        assert (await store.refresh_tokens.find(b"2" * 16)).revoked_at is None

    on_store(scenario)


def test_all_that_one_person_approved_is_revoked_for_every_client(on_store, a):
    async def scenario(store):
        await store.unit_of_work.commit(
            [
                e.SaveClient(a.client(disabled_at=None)),
                e.StartRefreshTokenFamily(a.family(b"1" * 16, grant_id="by-refresh-token", session_id=None)),
                e.SaveAuthorizationCode(a.code(b"1" * 32, grant_id="by-code", client_id="client-2")),
                e.SaveDeviceAuthorization(a.device_authorization()),
                e.DecideDeviceAuthorization(HASH, a.NOW, a.approval(grant_id="by-device")),
                e.StartRefreshTokenFamily(a.family(b"2" * 16, grant_id="of-another", subject="sub-2")),
                e.RevokeGrantsOf(None, "sub-1", a.NOW, a.NOW + 9, "end_user.disabled"),
            ]
        )
        for grant_id in ("by-refresh-token", "by-code", "by-device"):
            standing = await store.standings.read(StandingQuery("client-1", grant_id=grant_id))
            assert standing.denied == "end_user.disabled"
        assert (await store.standings.read(StandingQuery("client-1", grant_id="of-another"))).denied is None
        assert (await store.refresh_tokens.find(b"1" * 16)).revoked_because == "end_user.disabled"
        assert (await store.refresh_tokens.find(b"2" * 16)).revoked_at is None

    on_store(scenario)


def test_a_person_finds_their_consents_and_what_happened_to_them(on_store, a):
    async def scenario(store):
        await store.unit_of_work.commit(
            [
                e.SaveConsent(a.consent(client_id="b")),
                e.SaveConsent(a.consent(client_id="a")),
                e.SaveConsent(a.consent(client_id="c", subject="sub-2")),
                e.RecordEvent(a.event("first")),
                e.RecordEvent(a.event("of another", subject="sub-2")),
                e.RecordEvent(a.event("of nobody", subject=None)),
                e.RecordEvent(a.event("second")),
                e.RecordEvent(a.event("third")),
            ]
        )
        assert [consent.client_id for consent in await store.consents.list_of("sub-1")] == ["a", "b"]
        newest = await store.events.read_of("sub-1", None, 2)
        assert [event.type for event in newest] == ["third", "second"]
        older = await store.events.read_of("sub-1", newest[-1].sequence, 2)
        assert [event.type for event in older] == ["first"]

    on_store(scenario)

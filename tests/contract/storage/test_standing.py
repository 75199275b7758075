"""Standing tells everything that speaks against a token."""

from __future__ import annotations

from assay.model import effects as e
from assay.model.standing import Standing, StandingQuery

ALL = StandingQuery("client-1", jti="jti-1", grant_id="grant-1", subject="sub-1", session_id="sid-1")
GOOD = Standing(client_exists=True, client_disabled=False)


async def registered(store, a):
    await store.unit_of_work.commit(
        [
            e.SaveClient(a.client(disabled_at=None)),
            e.AddEndUser(a.end_user(disabled_at=None, password_changed_at=a.NOW)),
            e.StartEndUserSession(a.session()),
        ]
    )


async def asked(store, query):
    """The standing, which is the same whichever way one asks while nobody writes."""
    standing = await store.standings.read(query)
    assert await store.standings.read_as_of_request(query) == standing
    return standing


def test_nothing_speaks_against_a_good_token(on_store, a):
    async def scenario(store):
        await registered(store, a)
        assert await asked(store, ALL) == GOOD
        assert await asked(store, StandingQuery("client-1")) == GOOD

    on_store(scenario)


def test_an_unknown_or_disabled_client_shows(on_store, a):
    async def scenario(store):
        assert await asked(store, StandingQuery("client-1")) == Standing(False, False)
        await store.unit_of_work.commit([e.SaveClient(a.client(disabled_at=5, revision=1))])
        assert await asked(store, StandingQuery("client-1")) == Standing(True, True)

    on_store(scenario)


def test_an_unknown_or_disabled_end_user_shows(on_store, a):
    async def scenario(store):
        await registered(store, a)
        unknown = await asked(store, StandingQuery("client-1", subject="sub-2"))
        assert unknown == Standing(True, False, end_user_exists=False)
        await store.unit_of_work.commit([e.SwitchEndUser("sub-1", 5)])
        assert await asked(store, ALL) == Standing(True, False, end_user_disabled=True)

    on_store(scenario)


def test_a_denied_access_token_shows_its_first_reason(on_store, a):
    async def scenario(store):
        await registered(store, a)
        await store.unit_of_work.commit([e.DenyAccessToken("jti-1", a.NOW + 60, "token.revoked")])
        await store.unit_of_work.commit([e.DenyAccessToken("jti-1", a.NOW + 30, "token.other")])
        assert (await asked(store, ALL)).denied == "token.revoked"
        assert (await asked(store, StandingQuery("client-1", jti="jti-2"))).denied is None

    on_store(scenario)


def test_a_revoked_grant_shows(on_store, a):
    async def scenario(store):
        await registered(store, a)
        await store.unit_of_work.commit([e.RevokeGrant("grant-1", a.NOW, a.NOW + 60, "authorization_code.reused")])
        assert (await asked(store, ALL)).denied == "authorization_code.reused"
        assert (await asked(store, StandingQuery("client-1", grant_id="grant-2"))).denied is None
        await store.unit_of_work.commit([e.DenyAccessToken("jti-1", a.NOW + 60, "token.revoked")])
        assert (await asked(store, ALL)).denied == "token.revoked"

    on_store(scenario)


def test_a_session_that_was_ended_or_ran_out_or_is_gone_has_ended(on_store, a):
    async def scenario(store):
        sessions = [
            a.session("good"),
            a.session("ran-out", expires_at=a.NOW),
            a.session("last-second", expires_at=a.NOW + 1),
            a.session("ended"),
        ]
        await store.unit_of_work.commit([e.SaveClient(a.client()), *map(e.StartEndUserSession, sessions)])
        await store.unit_of_work.commit([e.EndEndUserSession("ended", a.NOW)])
        ended = {
            session_id: (await asked(store, StandingQuery("client-1", session_id=session_id))).session_ended
            for session_id in ("good", "ran-out", "last-second", "ended", "gone")
        }
        assert ended == {"good": False, "ran-out": True, "last-second": False, "ended": True, "gone": True}

    on_store(scenario)


def test_a_session_from_before_the_end_users_present_password_has_ended(on_store, a):
    async def scenario(store):
        await registered(store, a)
        await store.unit_of_work.commit([e.StartEndUserSession(a.session("later", authenticated_at=a.NOW + 1))])
        await store.unit_of_work.commit([e.ChangePassword("sub-1", "$new", a.NOW + 1)])
        assert (await asked(store, ALL)).session_ended
        assert not (await asked(store, StandingQuery("client-1", session_id="later"))).session_ended

    on_store(scenario)

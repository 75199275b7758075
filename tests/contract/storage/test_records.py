"""What is written is read again, member by member."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from assay.model import effects as e
from assay.model.sealed_value import SEALED_COLUMNS


def test_a_client_is_read_as_it_was_written(on_store, a):
    async def scenario(store):
        assert await store.clients.find("client-1") is None
        assert await store.unit_of_work.commit([e.SaveClient(a.client())]) == e.Committed()
        assert await store.clients.find("client-1") == a.client()
        assert await store.clients.find("client-2") is None
        plain = a.client("plain", jwks=None, disabled_at=None, pkce_required=True, first_party=False, secrets=())
        await store.unit_of_work.commit([e.SaveClient(plain)])
        found = await store.clients.find("plain")
        assert found == plain
        assert found.pkce_required is True
        assert found.first_party is False

    on_store(scenario)


def test_a_saved_client_replaces_the_one_before(on_store, a):
    async def scenario(store):
        await store.unit_of_work.commit([e.SaveClient(a.client())])
        assert (await store.clients.find("client-1")).name == a.client().name
        await store.unit_of_work.commit([e.SaveClient(a.client(name="new", revision=1))])
        assert (await store.clients.find("client-1")) == a.client(name="new", revision=1)
        assert len(await store.clients.page(None, 1000)) == 1

    on_store(scenario)


def test_who_writes_an_old_state_of_a_client_or_resource_writes_nothing(on_store, a):
    """Two read the same revision: one of them writes the next, and the other is told."""

    async def scenario(store):
        await store.unit_of_work.commit([e.SaveClient(a.client()), e.SaveResource(a.resource())])
        first = [
            e.SaveClient(a.client(name="first", revision=1)),
            e.SaveResource(a.resource(scopes=("1",), revision=1)),
        ]
        assert await store.unit_of_work.commit(first) == e.Committed()
        for late in (
            e.SaveClient(a.client(name="second", revision=1)),
            e.SaveClient(a.client(name="taken")),
            e.SaveClient(a.client(name="ahead", revision=3)),
            e.SaveResource(a.resource(scopes=("2",), revision=1)),
            e.SaveResource(a.resource(scopes=("2",), default=True)),
        ):
            beside = e.RecordEvent(a.event("beside"))
            assert await store.unit_of_work.commit([beside, late]) == e.Conflict(late)
        assert (await store.clients.find("client-1")).name == "first"
        assert (await store.resources.find("https://api.example")).scopes == ("1",)
        assert await store.resources.default() is None
        assert await store.events.read(0, 10) == ()

    on_store(scenario)


def test_of_many_changes_at_once_one_is_written(on_store, a):
    async def scenario(store):
        await store.unit_of_work.commit([e.SaveClient(a.client())])
        changes = [e.SaveClient(a.client(name=f"{number}", revision=1)) for number in range(20)]
        done = await asyncio.gather(*(store.unit_of_work.commit([change]) for change in changes))
        written = [change for change, outcome in zip(changes, done, strict=True) if outcome == e.Committed()]
        assert len(written) == 1
        assert await store.clients.find("client-1") == written[0].client

    on_store(scenario)


def test_clients_are_listed_oldest_first(on_store, a):
    async def scenario(store):
        for client_id, created_at in (("b", 2), ("a", 2), ("c", 1)):
            await store.unit_of_work.commit([e.SaveClient(a.client(client_id, created_at=created_at))])
        assert [client.client_id for client in await store.clients.page(None, 1000)] == ["c", "a", "b"]

    on_store(scenario)


def test_a_picture_is_found_by_its_name_as_long_as_a_client_has_it(on_store, a):
    async def scenario(store):
        commit, find = store.unit_of_work.commit, store.client_logos.find
        assert await find("00ff.png") is None
        await commit([e.SaveClientLogo(a.logo()), e.SaveClientLogo(a.logo("client-2"))])
        assert await find("00ff.png") == a.logo()
        assert await find("00FF.png") is None
        assert await find("\x00") is None
        await commit([e.SaveClientLogo(a.logo(name="other.jpg", body=b"other"))])
        assert await find("other.jpg") == a.logo(name="other.jpg", body=b"other")
        assert await find("00ff.png") == a.logo("client-2")
        assert await commit([e.RemoveClientLogo("client-2"), e.RemoveClientLogo("client-3")]) == e.Committed()
        assert await find("00ff.png") is None

    on_store(scenario)


def test_a_list_is_read_part_by_part(on_store, a):
    async def scenario(store):
        for number in range(5):
            name = f"{number}"
            await store.unit_of_work.commit(
                [
                    e.SaveClient(a.client(name, created_at=number // 2)),
                    e.AddEndUser(a.end_user(name, created_at=number // 2)),
                ]
            )
        for listed, id_of in ((store.clients, "client_id"), (store.end_users, "subject")):
            seen, last = [], None
            while part := await listed.page(last, 2):
                assert len(part) <= 2
                seen += [getattr(one, id_of) for one in part]
                last = part[-1]
            assert seen == ["0", "1", "2", "3", "4"]
            gone = await listed.find("2")
            assert gone is not None
            # A place stays a place whatever stands there.
            assert [getattr(one, id_of) for one in await listed.page(replace(gone, **{id_of: "2x"}), 9)] == ["3", "4"]

    on_store(scenario)


def test_a_resource_is_read_as_it_was_written(on_store, a):
    async def scenario(store):
        assert await store.resources.default() is None
        await store.unit_of_work.commit([e.SaveResource(a.resource())])
        assert await store.resources.find("https://api.example") == a.resource()
        assert await store.resources.find("https://api.example/") is None
        assert await store.resources.default() is None

    on_store(scenario)


def test_a_default_resource_takes_the_mark_from_any_other(on_store, a):
    async def scenario(store):
        await store.unit_of_work.commit([e.SaveResource(a.resource("https://one.example", default=True))])
        await store.unit_of_work.commit([e.SaveResource(a.resource("https://two.example", default=True, created_at=1))])
        assert (await store.resources.default()).identifier == "https://two.example"
        assert [(r.identifier, r.default, r.revision) for r in await store.resources.list_all()] == [
            ("https://two.example", True, 0),
            ("https://one.example", False, 1),  # to lose the mark is a change too
        ]
        unmarked = a.resource("https://two.example", default=False, revision=1)
        assert await store.unit_of_work.commit([e.SaveResource(unmarked)]) == e.Committed()
        assert await store.resources.default() is None
        again = a.resource("https://two.example", default=True, revision=2)
        assert await store.unit_of_work.commit([e.SaveResource(again)]) == e.Committed()
        assert await store.resources.default() == again

    on_store(scenario)


def test_signing_keys_are_listed_oldest_first_and_replaced_by_kid(on_store, a):
    async def scenario(store):
        await store.unit_of_work.commit([e.SaveSigningKey(a.key("young", published_at=9))])
        await store.unit_of_work.commit(
            [e.SaveSigningKey(a.key("old", published_at=3, retires_at=None, revoked_at=None))]
        )
        assert [key.kid for key in await store.signing_keys.list_all()] == ["old", "young"]
        await store.unit_of_work.commit([e.SaveSigningKey(a.key("old", published_at=3, retires_at=77))])
        assert (await store.signing_keys.list_all())[0] == a.key("old", published_at=3, retires_at=77)

    on_store(scenario)


def test_who_writes_an_old_state_of_a_signing_key_takes_nothing_back(on_store, a):
    """A rotation that began before a revocation and a rewrap ends after them."""

    async def scenario(store):
        read = a.key(signs_from=a.NOW + 500, retires_at=None, revoked_at=None)
        await store.unit_of_work.commit([e.SaveSigningKey(read)])
        (sealed,) = await store.sealed_values.page(SEALED_COLUMNS[0], "", 1)
        await store.unit_of_work.commit([e.Reseal(sealed, b"\x01anew")])
        revoked = replace(read, signs_from=a.NOW, retires_at=a.NOW + 5, revoked_at=a.NOW + 5)
        await store.unit_of_work.commit([e.SaveSigningKey(revoked)])
        await store.unit_of_work.commit([e.SaveSigningKey(replace(read, retires_at=a.NOW + 900))])
        assert await store.signing_keys.list_all() == (replace(revoked, sealed_private_key=b"\x01anew"),)

    on_store(scenario)


def test_held_keys_are_those_that_were_told_last_and_never_older_than_a_change_that_is_known(on_store, a):
    async def scenario(store):
        keys = store.signing_keys
        assert not (keys.held() or [()])[0]
        await store.unit_of_work.commit([e.SaveSigningKey(a.key("kid"))])
        listed = await keys.list_all()
        held, since = keys.held()
        assert held == listed
        assert 0 <= since < 60
        revoked = a.key("kid", revoked_at=5)
        await store.unit_of_work.commit([e.SaveSigningKey(revoked)])
        assert (keys.held() or [None])[0] in {None, (revoked,)}
        assert await keys.list_all() == (revoked,)
        assert keys.held()[0] == (revoked,)

    on_store(scenario)


def test_a_purpose_has_one_server_secret_for_ever(on_store, a):
    async def scenario(store):
        assert await store.signing_keys.secret("refresh_token") is None
        assert await store.unit_of_work.commit([e.AddServerSecret(a.secret())]) == e.Committed()
        second = e.AddServerSecret(a.secret(sealed=b"other"))
        assert await store.unit_of_work.commit([second]) == e.Conflict(second)
        assert await store.signing_keys.secret("refresh_token") == a.secret()
        assert await store.signing_keys.secret("refusal_id") is None

    on_store(scenario)


def test_an_end_user_is_found_by_subject_and_by_username(on_store, a):
    async def scenario(store):
        assert await store.unit_of_work.commit([e.AddEndUser(a.end_user())]) == e.Committed()
        assert await store.end_users.find("sub-1") == a.end_user()
        assert await store.end_users.find_by_username("sub-1-ä") == a.end_user()
        assert await store.end_users.find("sub-1-ä") is None
        assert await store.end_users.find_by_username("SUB-1-ä") is None

    on_store(scenario)


def test_a_username_is_taken_once(on_store, a):
    async def scenario(store):
        await store.unit_of_work.commit([e.AddEndUser(a.end_user("sub-1", username="ann"))])
        same_name = e.AddEndUser(a.end_user("sub-2", username="ann"))
        assert await store.unit_of_work.commit([same_name]) == e.Conflict(same_name)
        same_subject = e.AddEndUser(a.end_user("sub-1", username="bob"))
        assert await store.unit_of_work.commit([same_subject]) == e.Conflict(same_subject)
        assert [end_user.username for end_user in await store.end_users.page(None, 1000)] == ["ann"]

    on_store(scenario)


def test_an_end_user_is_switched_off_and_on_once_each_and_nothing_else_changes(on_store, a):
    async def scenario(store):
        ann = a.end_user(disabled_at=None)
        await store.unit_of_work.commit([e.AddEndUser(ann)])
        commit = store.unit_of_work.commit
        on, off = e.SwitchEndUser(ann.subject, None), e.SwitchEndUser(ann.subject, a.NOW)
        assert await commit([on]) == e.Conflict(on)
        assert await commit([off]) == e.Committed()
        assert await store.end_users.find(ann.subject) == replace(ann, disabled_at=a.NOW)
        later = e.SwitchEndUser(ann.subject, a.NOW + 5)
        assert await commit([later]) == e.Conflict(later)
        await commit([e.ChangePassword(ann.subject, "other", a.NOW)])
        assert await commit([on]) == e.Committed()
        assert await store.end_users.find(ann.subject) == replace(ann, password_hash="other", password_changed_at=a.NOW)
        unknown = e.SwitchEndUser("sub-9", a.NOW)
        assert await commit([unknown]) == e.Conflict(unknown)

    on_store(scenario)


def test_claims_are_changed_only_from_what_they_were_seen_to_be(on_store, a):
    async def scenario(store):
        ann = a.end_user(claims='{"name":"Ann"}')
        commit = store.unit_of_work.commit
        await commit([e.AddEndUser(ann)])
        change = e.ChangeClaims(ann.subject, '{"name":"Ann"}', '{"name":"Anna"}')
        assert await commit([change]) == e.Committed()
        assert await store.end_users.find(ann.subject) == replace(ann, claims='{"name":"Anna"}')
        assert await commit([change]) == e.Conflict(change)
        unknown = e.ChangeClaims("sub-9", "{}", "{}")
        assert await commit([unknown]) == e.Conflict(unknown)

    on_store(scenario)


def test_a_session_is_found_by_the_hash_of_its_cookie(on_store, a):
    async def scenario(store):
        session = a.session()
        assert await store.unit_of_work.commit([e.StartEndUserSession(session)]) == e.Committed()
        assert await store.end_user_sessions.find(session.session_hash) == session
        assert await store.end_user_sessions.find(b"x" * 32) is None
        again = e.StartEndUserSession(a.session(session_hash=b"y" * 32))
        assert await store.unit_of_work.commit([again]) == e.Conflict(again)

    on_store(scenario)


def test_a_consent_is_replaced_and_revoked(on_store, a):
    async def scenario(store):
        await store.unit_of_work.commit([e.SaveConsent(a.consent())])
        assert await store.consents.find("client-1", "sub-1") == a.consent()
        assert await store.consents.find("sub-1", "client-1") is None
        await store.unit_of_work.commit([e.SaveConsent(a.consent(scopes=()))])
        assert (await store.consents.find("client-1", "sub-1")).scopes == ()
        assert await store.unit_of_work.commit([e.RevokeConsent("client-1", "sub-1")]) == e.Committed()
        assert await store.unit_of_work.commit([e.RevokeConsent("client-1", "sub-1")]) == e.Committed()
        assert await store.consents.find("client-1", "sub-1") is None

    on_store(scenario)


def test_a_pending_authorization_request_is_read_as_it_was_written(on_store, a):
    async def scenario(store):
        await store.unit_of_work.commit([e.SavePendingAuthorizationRequest(a.pending())])
        assert await store.authorization_requests.find(b"h" * 32) == a.pending()
        bare = a.request(resources=(), state=None, nonce=None, code_challenge=None, prompt=(), max_age=None)
        other = a.pending(request=bare, session_id=None, reauthenticated_at=None)
        await store.unit_of_work.commit([e.SavePendingAuthorizationRequest(other)])
        assert await store.authorization_requests.find(b"h" * 32) == other

    on_store(scenario)


def test_an_authorization_code_is_read_as_it_was_written(on_store, a):
    async def scenario(store):
        await store.unit_of_work.commit([e.SaveAuthorizationCode(a.code())])
        assert await store.authorization_codes.find(b"c" * 32) == a.code()
        again = e.SaveAuthorizationCode(a.code(subject="sub-2"))
        assert await store.unit_of_work.commit([again]) == e.Conflict(again)
        bare = a.code(b"d" * 32, acr=None, nonce=None, code_challenge=None, redirect_uri_given=False, resources=())
        await store.unit_of_work.commit([e.SaveAuthorizationCode(bare)])
        assert await store.authorization_codes.find(b"d" * 32) == bare

    on_store(scenario)


def test_a_refresh_token_family_is_read_as_it_was_written(on_store, a):
    async def scenario(store):
        await store.unit_of_work.commit([e.StartRefreshTokenFamily(a.family())])
        assert await store.refresh_tokens.find(b"f" * 16) == a.family()
        again = e.StartRefreshTokenFamily(a.family(subject="sub-2"))
        assert await store.unit_of_work.commit([again]) == e.Conflict(again)
        revoked = a.family(b"g" * 16, session_id="sid-1", revoked_at=5, revoked_because="x.y", acr=None, nonce=None)
        await store.unit_of_work.commit([e.StartRefreshTokenFamily(revoked)])
        assert await store.refresh_tokens.find(b"g" * 16) == revoked

    on_store(scenario)


def test_every_effect_of_the_model_can_be_applied(on_store):
    """A new effect that a backend does not know would only be noticed when somebody uses it."""
    from typing import get_args

    from assay.storage.memory.unit_of_work import APPLY as MEMORY
    from assay.storage.postgresql.unit_of_work import APPLY as POSTGRESQL
    from assay.storage.sqlite.unit_of_work import APPLY as SQLITE

    assert set(MEMORY) == set(get_args(e.Effect)) == set(SQLITE) == set(POSTGRESQL)

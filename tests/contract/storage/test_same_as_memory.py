"""Random sequences of effects have the same outcomes and leave the same things to read on every backend."""

from __future__ import annotations

import asyncio
import itertools

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assay.model import effects as e
from assay.model.sealed_value import SEALED_COLUMNS, SealedValue
from assay.model.standing import StandingQuery
from assay.model.status_block import StatusBlock
from assay.storage.memory import open_memory
from assay.storage.postgresql import open_postgresql
from assay.storage.postgresql.target import PostgresqlTarget
from assay.storage.retention import Retention
from assay.storage.sqlite import open_sqlite

NAMES = st.sampled_from(["1", "2"])
HASHES = st.sampled_from([b"1" * 32, b"2" * 32])
FAMILIES = st.sampled_from([b"1" * 16, b"2" * 16])
TIMES = st.integers(1_800_000_000 - 3, 1_800_000_000 + 3)
MAYBE_TIMES = st.none() | TIMES
ISSUERS = itertools.count()


def effects(a):
    def made(build, **strategies):
        return st.builds(lambda **values: build(**values), **strategies)

    return st.one_of(
        made(
            lambda n, d, r: e.SaveClient(a.client(n, disabled_at=d, revision=r)),
            n=NAMES,
            d=MAYBE_TIMES,
            r=st.integers(0, 3),
        ),
        made(lambda n, m: e.SaveClientLogo(a.logo(n, name=m)), n=NAMES, m=NAMES),
        made(e.RemoveClientLogo, client_id=NAMES),
        made(
            lambda n, d, c, r: e.SaveResource(a.resource(n, default=d, created_at=c, revision=r)),
            n=NAMES,
            d=st.booleans(),
            c=TIMES,
            r=st.integers(0, 3),
        ),
        made(lambda n, u: e.AddEndUser(a.end_user(n, username=u)), n=NAMES, u=NAMES),
        made(
            lambda n, u, d: e.ExpectEndUser(a.end_user(n, username=u, disabled_at=d)), n=NAMES, u=NAMES, d=MAYBE_TIMES
        ),
        made(e.ChangePassword, subject=NAMES, password_hash=NAMES, at=TIMES, from_hash=st.one_of(st.none(), NAMES)),
        made(e.SwitchEndUser, subject=NAMES, disabled_at=MAYBE_TIMES),
        made(e.ChangeClaims, subject=NAMES, from_claims=st.sampled_from(["{}", "1"]), to_claims=NAMES),
        made(e.RehashPassword, subject=NAMES, from_hash=st.sampled_from(["$argon2id$…", "1"]), to_hash=NAMES),
        made(lambda n, x: e.StartEndUserSession(a.session(n, expires_at=x)), n=NAMES, x=TIMES),
        made(lambda n, h: e.StartEndUserSession(a.session(n, session_hash=h)), n=NAMES, h=HASHES),
        made(
            lambda b, h, n, c: e.ProveEndUserSession(b, a.session(n, session_hash=h, proofs=(), complete=c)),
            b=HASHES,
            h=HASHES,
            n=NAMES,
            c=st.booleans(),
        ),
        made(lambda n, s: e.AddTotp(a.totp(n, last_step=s)), n=NAMES, s=st.integers(0, 2)),
        made(e.UseTotpStep, subject=NAMES, step=st.integers(0, 4)),
        made(e.RemoveSecondFactors, subject=NAMES),
        made(e.ReplaceRecoveryCodes, subject=NAMES, code_hashes=st.sets(HASHES).map(tuple), at=TIMES),
        made(e.RedeemRecoveryCode, subject=NAMES, code_hash=HASHES, at=TIMES),
        made(
            lambda n, s, h, x: e.RememberDevice(a.device(n, subject=s, token_hash=h, expires_at=x)),
            n=NAMES,
            s=NAMES,
            h=HASHES,
            x=TIMES,
        ),
        made(
            lambda b, n, s, h, x: e.RotateDevice(b, a.device(n, subject=s, token_hash=h, expires_at=x)),
            b=HASHES,
            n=NAMES,
            s=NAMES,
            h=HASHES,
            x=TIMES,
        ),
        made(e.ForgetDevices, subject=NAMES, device_id=st.none() | NAMES),
        made(lambda h, s, x: e.AddEmailLink(a.link(h, subject=s, expires_at=x)), h=HASHES, s=NAMES, x=TIMES),
        made(e.RedeemEmailLink, token_hash=HASHES),
        made(e.WithdrawEmailLinks, subject=NAMES),
        made(e.EndEndUserSession, session_id=NAMES, at=TIMES),
        made(e.EndEndUserSession, session_id=NAMES, at=TIMES, clients=st.lists(NAMES, max_size=2).map(tuple)),
        made(e.JoinEndUserSession, session_id=NAMES, client_id=NAMES),
        made(e.RotateSessionCookie, session_id=NAMES, from_hash=HASHES, to_hash=HASHES, nonce=HASHES, at=TIMES),
        made(e.ConfirmSessionCookie, session_id=NAMES, session_hash=HASHES, at=TIMES),
        made(lambda h, x: e.SavePendingAuthorizationRequest(a.pending(h, expires_at=x)), h=HASHES, x=TIMES),
        made(e.RedeemPendingAuthorizationRequest, handle_hash=HASHES),
        made(
            lambda c, s, n, t: e.AddPasskey(a.passkey(c, subject=s, sign_count=n, created_at=t)),
            c=HASHES,
            s=NAMES,
            n=st.integers(0, 2),
            t=TIMES,
        ),
        made(
            e.UsePasskey,
            credential_id=HASHES,
            from_sign_count=st.integers(0, 2),
            sign_count=st.integers(0, 2),
            backed_up=st.booleans(),
            at=TIMES,
        ),
        made(e.RenamePasskey, subject=NAMES, credential_id=HASHES, name=NAMES),
        made(e.RemovePasskey, subject=NAMES, credential_id=HASHES, another_is_left=st.booleans()),
        made(lambda c, s: e.SaveConsent(a.consent(client_id=c, subject=s)), c=NAMES, s=NAMES),
        made(e.RevokeConsent, client_id=NAMES, subject=NAMES),
        made(lambda h, x: e.SaveAuthorizationCode(a.code(h, remember_until=x)), h=HASHES, x=TIMES),
        made(e.RedeemAuthorizationCode, code_hash=HASHES, at=TIMES),
        made(e.CountFailedVerifier, code_hash=HASHES),
        made(
            lambda h, u, x: e.SaveDeviceAuthorization(a.device_authorization(h, user_code=u, expires_at=x)),
            h=HASHES,
            u=NAMES,
            x=TIMES,
        ),
        made(e.NoteDevicePoll, device_code_hash=HASHES, at=TIMES, interval=st.integers(4, 7)),
        made(
            lambda h, t, s, g: e.DecideDeviceAuthorization(h, t, s and a.approval(subject=s, grant_id=g)),
            h=HASHES,
            t=TIMES,
            s=st.none() | NAMES,
            g=NAMES,
        ),
        made(e.RedeemDeviceCode, device_code_hash=HASHES, at=TIMES),
        made(
            e.RevokeGrantsOf,
            client_id=st.sampled_from(["client-1", None]),
            subject=NAMES,
            at=TIMES,
            until=TIMES,
            because=NAMES,
        ),
        made(
            lambda f, g, s, x: e.StartRefreshTokenFamily(a.family(f, grant_id=g, session_id=s, expires_at=x)),
            f=FAMILIES,
            g=NAMES,
            s=st.none() | NAMES,
            x=TIMES,
        ),
        made(
            e.RotateRefreshToken, family_id=FAMILIES, from_generation=st.integers(1, 3), at=TIMES, idle_expires_at=TIMES
        ),
        made(e.TouchRefreshTokenFamily, family_id=FAMILIES, idle_expires_at=TIMES),
        made(e.RevokeGrant, grant_id=NAMES, at=TIMES, until=TIMES, because=NAMES),
        made(e.DenyAccessToken, jti=NAMES, until=TIMES, because=NAMES),
        made(e.RememberOnce, kind=NAMES, key=HASHES, until=TIMES),
        made(lambda n, p, r: e.SaveSigningKey(a.key(n, published_at=p, retires_at=r)), n=NAMES, p=TIMES, r=MAYBE_TIMES),
        made(lambda n, s: e.AddServerSecret(a.secret(n, s)), n=NAMES, s=HASHES),
        made(
            lambda f, s, c, x: e.ReserveStatusBlock(StatusBlock(f, s, c, x)),
            f=st.integers(0, 3),
            s=st.integers(1, 2),
            c=NAMES,
            x=TIMES,
        ),
        made(
            lambda n, before, after: e.Reseal(SealedValue(SEALED_COLUMNS[1], n, before), after),
            n=NAMES,
            before=HASHES,
            after=HASHES,
        ),
        made(lambda n, k, d: e.EnqueueMessage(a.message(n, kind=k, due_at=d)), n=NAMES, k=NAMES, d=TIMES),
        made(e.ClaimMessage, message_id=NAMES, attempt=st.integers(1, 3), until=TIMES),
        made(e.FinishMessage, message_id=NAMES, attempt=st.integers(0, 3)),
        made(e.PostponeMessage, message_id=NAMES, attempt=st.integers(0, 3), due_at=TIMES, defect=NAMES),
        made(e.AbandonMessage, message_id=NAMES, attempt=st.integers(0, 3), at=TIMES, defect=NAMES),
        made(e.ReviveMessage, message_id=NAMES, due_at=TIMES, expires_at=TIMES),
        made(lambda n, t: e.RecordEvent(a.event(n, at=t)), n=NAMES, t=TIMES),
    )


def steps(a):
    commit = st.lists(effects(a), max_size=4)
    purge = st.builds(lambda now, limit: ("purge", now, limit), TIMES, st.integers(1, 5))
    return st.lists(commit | purge, max_size=25)


async def in_parts(listed):
    """Each record with those that follow it."""
    first = await listed.page(None, 10)
    return [first, [await listed.page(record, limit) for record in first for limit in (1, 10)]]


async def everything(store):
    names, hashes, families = ("1", "2"), (b"1" * 32, b"2" * 32), (b"1" * 16, b"2" * 16)
    session_hashes = [*hashes, *(name.encode() + bytes(27) for name in names)]
    return [
        await in_parts(store.clients),
        [await store.clients.find(name) for name in names],
        [await store.client_logos.find(name) for name in names],
        await store.resources.list_all(),
        await store.resources.default(),
        [await store.resources.find(name) for name in names],
        await in_parts(store.end_users),
        [await store.end_users.find_by_username(name) for name in names],
        [await store.end_user_sessions.find(session_hash) for session_hash in session_hashes],
        [await store.second_factors.totp(name) for name in names],
        [await store.second_factors.recovery_codes(name) for name in names],
        [await store.second_factors.device(name) for name in names],
        [await store.email_links.find(token_hash) for token_hash in hashes],
        [await store.end_user_sessions.find_by_id(name) for name in names],
        await store.end_user_sessions.list_of("sub-1"),
        [await store.end_user_sessions.clients_of(name) for name in names],
        [await store.authorization_requests.find(handle_hash) for handle_hash in hashes],
        [await store.passkeys.find(credential_id) for credential_id in hashes],
        [await store.passkeys.list_of(name) for name in names],
        [await store.consents.find(client_id, subject) for client_id in names for subject in names],
        [await store.authorization_codes.find(code_hash) for code_hash in hashes],
        [await store.device_authorizations.find(device_code_hash) for device_code_hash in hashes],
        [await store.device_authorizations.find_by_user_code(name) for name in names],
        [await store.consents.list_of(name) for name in names],
        [await store.events.read_of("sub-1", before, 3) for before in (None, 2, 5)],
        [await store.refresh_tokens.find(family_id) for family_id in families],
        [await store.token_statuses.revoked(*moments) for moments in itertools.product((0, 5, 9), (0, 5))],
        await store.signing_keys.list_all(),
        [await store.signing_keys.secret(name) for name in names],
        [await store.sealed_values.page(column, after, 1) for column in SEALED_COLUMNS for after in ("", *names)],
        await store.outbox.list_all(10),
        [await store.outbox.due(kind, 1_800_000_000, limit) for kind in names for limit in (1, 2)],
        await store.events.read(0, 1000),
        [
            await store.standings.read(StandingQuery(client, jti, grant, subject, session))
            for client, jti, grant, subject, session in itertools.product(
                ("1", "2"), (None, "1"), (None, "2"), (None, "1"), (None, "1", "2")
            )
        ],
    ]


async def carry_out(store, script):
    outcomes = []
    for step in script:
        if isinstance(step, tuple):
            outcomes.append(await store.maintenance.purge(step[1], step[2]))
        else:
            outcomes.append(await store.unit_of_work.commit(step))
    return outcomes, await everything(store)


@pytest.fixture(params=["sqlite", "postgresql"])
def open_other(request, tmp_path_factory):
    if request.param == "sqlite":
        database = tmp_path_factory.mktemp("same") / "assay.db"
        return lambda **options: open_sqlite(database, **options)
    target = PostgresqlTarget(request.getfixturevalue("postgresql_database"), patience=20)
    return lambda **options: open_postgresql(target, **options)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_every_backend_does_what_memory_does(a, open_other, data):
    script = data.draw(steps(a))
    options = {"clock": lambda: 1_800_000_000.0, "retention": Retention(0, 0, 0, 0, 100, 0, 0)}

    async def both():
        memory = open_memory(issuer_id="memory", **options)
        # A new issuer on the one database: that issuers do not see each other is part of what is tried.
        other = open_other(issuer_id=f"issuer {next(ISSUERS)}", **options)
        try:
            assert await carry_out(other, script) == await carry_out(memory, script)
        finally:
            await other.maintenance.close()

    asyncio.run(both())

"""A code is redeemed at one server while all that its owner approved is revoked at another: no family outlives it."""

from __future__ import annotations

import asyncio

from assay.model import effects as e
from assay.storage.postgresql import open_postgresql
from assay.storage.postgresql.target import PostgresqlTarget

ROUNDS = 60


def test_no_family_outlives_a_revocation_beside_it(postgresql_database, request, a):
    options = {"issuer_id": request.node.nodeid, "clock": lambda: float(a.NOW)}

    async def scenario():
        here, there = [open_postgresql(PostgresqlTarget(postgresql_database, patience=20), **options) for _ in "ab"]
        revoke = e.RevokeGrantsOf(None, "sub-1", a.NOW, a.NOW + 300, "account.changed")
        begun = 0
        for number in range(ROUNDS):
            key = number.to_bytes(16, "big")
            code = a.code(key * 2, grant_id=f"grant-{number}")
            family = a.family(key, grant_id=code.grant_id, revoked_at=None, revoked_because=None)
            await here.unit_of_work.commit([e.SaveAuthorizationCode(code)])
            exchange = [e.RedeemAuthorizationCode(code.code_hash, a.NOW), e.StartRefreshTokenFamily(family)]
            exchanged, _ = await asyncio.gather(here.unit_of_work.commit(exchange), there.unit_of_work.commit([revoke]))
            held = await here.refresh_tokens.find(key)
            assert (held is None) == (exchanged == e.Conflict(exchange[1]))
            if held is not None:
                begun += 1
                assert held.revoked_at == a.NOW, f"the family of round {number} outlives the revocation"
        for store in (here, there):
            await store.maintenance.close()
        return begun

    begun = asyncio.run(scenario())
    print(f"\n{begun} of {ROUNDS} were begun first and then revoked, the others never begun")

"""Passkeys in use, on both stores: one answer counts once, for one purpose and one person, and a copy is noticed."""

from __future__ import annotations

import asyncio
import os

import pytest

from assay.decision import Allowed
from assay.model.effects import AddEndUser
from assay.model.end_user import EndUser
from assay.model.factor import PASSKEY, SYNCED_PASSKEY
from assay.server.passkeys.challenges import Challenges, Purpose
from assay.server.passkeys.registering import PasskeyRegistration
from assay.server.passkeys.relying_party import relying_party
from assay.server.passkeys.settings import PasskeySettings
from assay.server.passkeys.using import PasskeyUse
from assay.storage.memory import open_memory
from assay.storage.sqlite import open_sqlite
from authenticator import BACKED_UP, MAY_BE_COPIED, Authenticator

NOW = 1_800_000_000
ISSUER = "https://as.example/tenant"
ADA = EndUser("sub-1", "ada", None)
SIGN_IN = Purpose("sign in", "a handle")


@pytest.fixture(params=["memory", "sqlite"])
def on(request, tmp_path):
    """Runs a scenario with a store, and Ada's passkey on an authenticator whose counter stands at 5."""

    def run(scenario, **settings):
        async def whole():
            options = {"issuer_id": "default", "clock": lambda: float(NOW)}
            store = open_memory(**options) if request.param == "memory" else open_sqlite(tmp_path / "a.db", **options)
            try:
                device = Authenticator("https://as.example", "as.example", count=5)
                return await scenario(await House(store, device, PasskeySettings(**settings)).furnished())
            finally:
                await store.maintenance.close()

        return asyncio.run(whole())

    return run


class House:
    def __init__(self, store, device, settings):
        self.store, self.device = store, device
        self.challenges = Challenges(b"k" * 32, os.urandom, settings.challenge_lifetime)
        party = relying_party(ISSUER)
        self.registration = PasskeyRegistration(self.challenges, party, settings)
        self.use = PasskeyUse(store.passkeys, store.end_users, store.unit_of_work, self.challenges, party, settings)

    async def furnished(self):
        await self.store.unit_of_work.commit([AddEndUser(ADA)])
        await self.register()
        return self

    async def register(self):
        purpose = Purpose("register", "sid")
        answer = self.device.create(self.registration.options(ADA, (), purpose, NOW))
        decision = self.registration.add(answer, "Phone", ADA, (), purpose, NOW)
        assert isinstance(decision.outcome, Allowed), decision.outcome
        await self.store.unit_of_work.commit(decision.effects)

    def answer(self, purpose=SIGN_IN):
        return self.device.get(self.use.options(purpose, NOW))

    async def events(self):
        return [event.type for event in await self.store.events.read(0, 100)]


def code_of(outcome):
    return None if isinstance(outcome, Allowed) else outcome.reason.code


def test_of_a_hundred_uses_of_one_answer_one_signs_in(on):
    async def scenario(house):
        house.device.count = 6
        answer = house.answer()
        outcomes = await asyncio.gather(*(house.use(answer, SIGN_IN, NOW) for _ in range(100)))
        codes = [code_of(outcome) for outcome in outcomes]
        assert codes.count(None) == 1
        # Who comes after the winner's commit sees its count, who comes before loses the race.
        assert set(codes) <= {None, "passkey.challenge_used", "passkey.sign_count_went_back"}

    on(scenario)


def test_of_an_authenticator_that_does_not_count_too(on):
    async def scenario(house):
        house.device.count, house.device.credential_id = 0, b"another"
        await house.register()
        answer = house.answer()
        outcomes = await asyncio.gather(*(house.use(answer, SIGN_IN, NOW) for _ in range(100)))
        codes = [code_of(outcome) for outcome in outcomes]
        assert codes.count(None) == 1
        assert codes.count("passkey.challenge_used") == 99

    on(scenario)


@pytest.mark.parametrize("other", [Purpose("sign in", "another handle"), Purpose("confirm", "a handle")])
def test_an_answer_counts_for_its_purpose_and_place_alone(on, other):
    async def scenario(house):
        assert code_of(await house.use(house.answer(), other, NOW)) == "passkey.challenge_unknown"

    on(scenario)


def test_an_answer_is_good_until_its_time_and_no_longer(on):
    async def scenario(house):
        house.device.count = 6
        answer = house.answer()
        assert code_of(await house.use(answer, SIGN_IN, NOW + 300)) == "passkey.challenge_expired"
        assert code_of(await house.use(answer, SIGN_IN, NOW + 299.9)) is None

    on(scenario)


def test_somebody_else_s_passkey_confirms_nothing(on):
    async def scenario(house):
        house.device.count = 6
        assert code_of(await house.use(house.answer(), SIGN_IN, NOW, "sub-2")) == "passkey.owner_mismatch"
        assert code_of(await house.use(house.answer(), SIGN_IN, NOW, "sub-1")) is None

    on(scenario)


def test_alone_a_passkey_must_name_its_account(on):
    async def scenario(house):
        house.device.count, house.device.user_handle = 6, b""
        assert code_of(await house.use(house.answer(), SIGN_IN, NOW)) == "passkey.owner_mismatch"
        assert code_of(await house.use(house.answer(), SIGN_IN, NOW, "sub-1")) is None

    on(scenario)


def test_a_copy_is_refused_and_recorded(on):
    async def scenario(house):
        assert code_of(await house.use(house.answer(), SIGN_IN, NOW)) == "passkey.sign_count_went_back"
        assert "passkey.sign_count_went_back" in await house.events()
        [stored] = await house.store.passkeys.list_of("sub-1")
        assert (stored.sign_count, stored.last_used_at) == (5, None)

    on(scenario)


def test_where_a_copy_is_let_in_it_is_recorded_all_the_same(on):
    async def scenario(house):
        house.device.count = 3
        assert code_of(await house.use(house.answer(), SIGN_IN, NOW)) is None
        assert "passkey.sign_count_went_back" in await house.events()

    on(scenario, insecure_accept_sign_count_going_back=True)


def test_whether_a_key_may_be_copied_does_not_change(on):
    async def scenario(house):
        house.device.count, house.device.flags = 6, house.device.flags | MAY_BE_COPIED
        assert code_of(await house.use(house.answer(), SIGN_IN, NOW)) == "passkey.backup_state_impossible"

    on(scenario)


def test_what_was_proved_says_whether_the_key_is_on_one_device(on):
    async def scenario(house):
        house.device.count = 6
        on_one = await house.use(house.answer(), SIGN_IN, NOW)
        house.device.credential_id, house.device.flags = b"synced", house.device.flags | MAY_BE_COPIED | BACKED_UP
        house.device.count = 0
        await house.register()
        synced = await house.use(house.answer(), SIGN_IN, NOW)
        assert isinstance(on_one, Allowed)
        assert isinstance(synced, Allowed)
        assert (on_one.value.method, synced.value.method) == (PASSKEY, SYNCED_PASSKEY)
        assert on_one.value.end_user == ADA

    on(scenario)

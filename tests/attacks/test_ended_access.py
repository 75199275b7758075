"""What else ends when a password is reset or an account is disabled (security bar A192): tokens, sessions, and clients are told."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pytest

from assay.model.effects import (
    ChangePassword,
    Committed,
    Effect,
    EndEndUserSession,
    EnqueueMessage,
    JoinEndUserSession,
    RemoveSecondFactors,
    SwitchEndUser,
)
from assay.model.outgoing_message import BACKCHANNEL_LOGOUT
from assay.primitives.totp import code_at, step_at
from provocations.browser import PASSWORD, Browser
from provocations.of_end_user import SEED, at_second_factor, mailed_token
from provocations.operator import Operator
from provocations.world import PERSON, SESSION, World


@pytest.fixture
def world() -> Iterator[World]:
    made = World(breached=set())
    yield made
    made.close()


def reset_by_mail(world: World) -> None:
    form = {"token": mailed_token(world), "new_password": "a quite different passphrase"}
    assert Browser(world).post("/login/reset", form).status == 200


def changed_at_the_sign_in(world: World) -> None:
    """The password of a person with an app was found on a list, and the sign-in has it changed."""
    world.doors.breached.add(hashlib.sha1(PASSWORD.encode()).digest())
    browser = at_second_factor(world, recovery_codes=False)
    browser.submit("/login/factor", otp=code_at(SEED, step_at(world.now)))
    browser.submit("/login/password", new_password="a quite different passphrase")
    assert world.last_answer.status == 200


def disabled_by_the_operator(world: World) -> None:
    operator = Operator(world)
    assert operator.call("POST", f"/users/{PERSON.subject}/disable").status == 200
    assert operator.call("POST", f"/users/{PERSON.subject}/enable").status == 200


@pytest.mark.parametrize("ended_by", [reset_by_mail, changed_at_the_sign_in, disabled_by_the_operator])
@pytest.mark.parametrize("scopes", [("openid", "read"), ("openid", "offline_access", "read")])
def test_refresh_tokens_end_for_good_and_clients_are_told(
    world: World, ended_by: Callable[[World], None], scopes: tuple[str, ...]
) -> None:
    told = world.web_client(backchannel_logout_uri="https://app.example/logout")
    other = world.web_client()
    tokens = {client: world.refresh_token(client, scopes=scopes) for client in (told, other)}
    world.commit(JoinEndUserSession(SESSION.session_id, told.client_id))
    world.now += 5
    ended_by(world)
    world.now += 5
    for client, token in tokens.items():
        assert world.reason_of(world.refresh(client, token)) == "refresh_token.revoked"
    assert world.run(world.store.end_user_sessions.find_by_id(SESSION.session_id)).ended_at is not None
    waiting = [one for one in world.run(world.store.outbox.list_all(10)) if one.kind == BACKCHANNEL_LOGOUT]
    assert len(waiting) == 1


def factors_reset_by_the_operator(world: World) -> None:
    assert Operator(world).call("POST", f"/users/{PERSON.subject}/reset-factors").status == 200


@pytest.mark.parametrize(
    ("ended_by", "because"),
    [
        (reset_by_mail, ChangePassword),
        (changed_at_the_sign_in, ChangePassword),
        (disabled_by_the_operator, SwitchEndUser),
        (factors_reset_by_the_operator, RemoveSecondFactors),
    ],
)
def test_whoever_kills_the_server_after_a_change_cannot_keep_clients_from_being_told(
    world: World, monkeypatch: pytest.MonkeyPatch, ended_by: Callable[[World], None], because: type[Effect]
) -> None:
    told = world.web_client(backchannel_logout_uri="https://app.example/logout")
    world.commit(JoinEndUserSession(SESSION.session_id, told.client_id))
    world.now += 5
    commits: list[list[type[Effect]]] = []
    commit = type(world.store.unit_of_work).commit

    async def noted(self: Any, effects: Sequence[Effect]) -> Any:
        done = await commit(self, effects)
        if isinstance(done, Committed):
            commits.append([type(effect) for effect in effects])
        return done

    monkeypatch.setattr(type(world.store.unit_of_work), "commit", noted)
    ended_by(world)
    [ending] = [kinds for kinds in commits if EndEndUserSession in kinds]
    assert because in ending
    assert EnqueueMessage in ending


def test_a_client_that_joins_at_the_last_moment_is_told_too(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    told = world.web_client(backchannel_logout_uri="https://app.example/logout")
    token = mailed_token(world)
    commit, joined = type(world.store.unit_of_work).commit, []

    async def late(self: Any, effects: Sequence[Effect]) -> Any:
        if any(isinstance(effect, EndEndUserSession) for effect in effects) and not joined:
            joined.append(await commit(self, [JoinEndUserSession(SESSION.session_id, told.client_id)]))
        return await commit(self, effects)

    monkeypatch.setattr(type(world.store.unit_of_work), "commit", late)
    form = {"token": token, "new_password": "a quite different passphrase"}
    assert Browser(world).post("/login/reset", form).status == 200
    assert joined
    assert len([one for one in world.run(world.store.outbox.list_all(10)) if one.kind == BACKCHANNEL_LOGOUT]) == 1


def test_tokens_of_other_people_stay(world: World) -> None:
    from assay.model.effects import AddEndUser
    from assay.model.end_user import EndUser

    client = world.web_client()
    world.commit(AddEndUser(EndUser("other", "other", None)))
    token = world.refresh_token(client, subject="other", session_id=None, scopes=("offline_access", "read"))
    reset_by_mail(world)
    assert world.refresh(client, token).status == 200

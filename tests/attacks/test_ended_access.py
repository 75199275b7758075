"""What else ends when a password is reset or an account is disabled (security bar A192): tokens, sessions, and clients are told."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from assay.model.effects import JoinEndUserSession
from assay.model.outgoing_message import BACKCHANNEL_LOGOUT
from provocations.browser import Browser
from provocations.of_end_user import mailed_token
from provocations.operator import Operator
from provocations.world import PERSON, SESSION, World


@pytest.fixture
def world() -> Iterator[World]:
    made = World()
    yield made
    made.close()


def reset_by_mail(world: World) -> None:
    form = {"token": mailed_token(world), "new_password": "a quite different passphrase"}
    assert Browser(world).post("/login/reset", form).status == 200


def disabled_by_the_operator(world: World) -> None:
    operator = Operator(world)
    assert operator.call("POST", f"/users/{PERSON.subject}/disable").status == 200
    assert operator.call("POST", f"/users/{PERSON.subject}/enable").status == 200


@pytest.mark.parametrize("ended_by", [reset_by_mail, disabled_by_the_operator])
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


def test_tokens_of_other_people_stay(world: World) -> None:
    from assay.model.effects import AddEndUser
    from assay.model.end_user import EndUser

    client = world.web_client()
    world.commit(AddEndUser(EndUser("other", "other", None)))
    token = world.refresh_token(client, subject="other", session_id=None, scopes=("offline_access", "read"))
    reset_by_mail(world)
    assert world.refresh(client, token).status == 200

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from assay.model.effects import (
    DenyAccessToken,
    EndEndUserSession,
    RevokeGrant,
    RotateRefreshToken,
    SaveClient,
    SaveResource,
    SaveSigningKey,
    SwitchEndUser,
)
from assay.model.resource import Resource
from assay.primitives.signing import generate
from assay.server.endpoints.introspection import Introspection
from assay.web.answer import HttpAnswer
from assay.web.routes.introspection import introspection_route
from endpoint_house import ISSUER, NOW, IssuingHouse, basic, bent, client, post, run, visible

INACTIVE = {"active": False}
API = "https://api.example"


class IntrospectionHouse(IssuingHouse):
    def __init__(self) -> None:
        super().__init__(client("api"), client("public", "none"))
        self.commit(SaveResource(Resource(API, introspection_clients=("api",))))
        endpoint = Introspection(
            ISSUER, self.store, self.authentication, self.access_tokens, self.mint, self.recorder, grace=60
        )
        self.route = introspection_route(endpoint, ISSUER)

    def answer(self, token: str | None, caller: str = "owner", now: float = NOW, **form: str) -> HttpAnswer:
        form = form if token is None else {"token": token, **form}
        return run(self.route.answer(post("/introspect", form, basic(caller)), now))

    def body(self, token: str, caller: str = "owner", now: float = NOW) -> dict[str, Any]:
        answer = self.answer(token, caller, now)
        assert answer.status == 200
        return json.loads(answer.body)

    def why(self, token: str, caller: str = "owner", now: float = NOW) -> str:
        answer = self.answer(token, caller, now)
        assert json.loads(answer.body) == INACTIVE
        return self.record_of(answer.refused).reason


@pytest.fixture
def house() -> IntrospectionHouse:
    return IntrospectionHouse()


def test_the_owner_sees_what_its_token_says(house: IntrospectionHouse) -> None:
    assert house.body(house.token(acr="urn:acr", amr=["pwd"])) == {
        "active": True,
        "token_type": "Bearer",
        "scope": "openid email",
        "client_id": "owner",
        "username": "pat",
        "exp": int(NOW) + 300,
        "iat": int(NOW),
        "sub": "person",
        "aud": [API, ISSUER],
        "iss": ISSUER,
        "jti": "jti-1",
        "auth_time": int(NOW),
        "acr": "urn:acr",
        "amr": ["pwd"],
    }


def test_a_machines_token_has_no_username(house: IntrospectionHouse) -> None:
    body = house.body(house.token(sub="owner", aud=API, sid=None, auth_time=None, scope=None))
    assert body["active"] is True
    assert body["sub"] == body["client_id"] == "owner"
    assert "username" not in body
    assert "scope" not in body


def test_a_listed_resource_server_may_introspect(house: IntrospectionHouse) -> None:
    assert house.body(house.token(), caller="api")["active"] is True


def test_no_answer_is_kept_and_no_page_may_ask(house: IntrospectionHouse) -> None:
    for token in (house.token(), "x"):
        assert (b"cache-control", b"no-store") in house.answer(token).headers
    assert house.route.cross_origin is False


@pytest.mark.parametrize("hint", ["access_token", "refresh_token", "something_else"])
def test_a_hint_changes_nothing(house: IntrospectionHouse, hint: str) -> None:
    family = house.family()
    for token in (house.token(), house.refresh_token(family)):
        answer = house.answer(token, token_type_hint=hint)
        assert json.loads(answer.body)["active"] is True


def test_a_remembered_signature_does_not_remember_standing(house: IntrospectionHouse) -> None:
    token = house.token()
    assert house.body(token)["active"] is True
    house.commit(DenyAccessToken("jti-1", int(NOW) + 300, "revocation_request"))
    assert house.why(token) == "access_token.revoked"


def revoke_grant(house: IntrospectionHouse) -> None:
    house.commit(RevokeGrant("grant-1", int(NOW), int(NOW) + 300, "refresh_token.reused"))


def disable_client(house: IntrospectionHouse) -> None:
    house.commit(SaveClient(client("owner", disabled_at=int(NOW), revision=1)))


def end_session(house: IntrospectionHouse) -> None:
    house.commit(EndEndUserSession("sid-1", int(NOW)))


def disable_end_user(house: IntrospectionHouse) -> None:
    house.commit(SwitchEndUser("person", int(NOW)))


def revoke_key(house: IntrospectionHouse) -> None:
    (key,) = run(house.store.signing_keys.list_all())
    house.commit(SaveSigningKey(replace(key, revoked_at=int(NOW))))


@pytest.mark.parametrize(
    ("change", "caller", "code"),
    [
        (revoke_grant, "owner", "access_token.revoked"),
        (disable_client, "api", "access_token.client_disabled"),
        (end_session, "owner", "access_token.session_ended"),
        (disable_end_user, "owner", "access_token.end_user_disabled"),
        (revoke_key, "owner", "access_token.key_revoked"),
    ],
)
def test_a_token_that_lost_its_standing_is_inactive_at_once(house, change, caller: str, code: str) -> None:
    token = house.token()
    assert house.body(token, caller)["active"] is True
    change(house)
    assert house.why(token, caller) == code
    record = house.record_of(house.answer(token, caller).refused)
    if change is not revoke_key:
        assert (record.owner_id, record.subject) == ("owner", "person")
        assert [line.outcome for line in record.trace].count("refused") == 1


def test_a_token_is_inactive_from_the_second_in_which_it_expires(house: IntrospectionHouse) -> None:
    token = house.token()
    assert house.body(token, now=NOW + 299.9)["active"] is True
    assert house.why(token, now=NOW + 300) == "token.expired"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("x", "introspection.unrecognised"),
        ("assay_ac_AAAA", "introspection.unrecognised"),
        ('{"access_token":"x"}', "introspection.unrecognised"),
        ("a.b", "token.parts_wrong"),
        ("Bearer eyJ.eyJ.sig", "token.scheme_inside"),
        ("assay_rt_AAAA", "refresh_token.malformed"),
    ],
)
def test_what_is_no_token_of_ours_is_inactive_with_a_reason(house, text: str, code: str) -> None:
    assert house.why(text) == code


@pytest.mark.parametrize("typ", ["JWT", "logout+jwt", "secevent+jwt", "dpop+jwt", "client-authentication+jwt"])
def test_no_other_kind_of_token_passes_for_an_access_token(house: IntrospectionHouse, typ: str) -> None:
    assert house.why(house.token(typ=typ)) == "token.type_mismatch"


def test_a_bent_token_is_inactive(house: IntrospectionHouse) -> None:
    assert house.why(bent(house.token())) == "token.signature_mismatch"


def test_a_refresh_token_is_shown_to_its_owner(house: IntrospectionHouse) -> None:
    family = house.family()
    assert house.body(house.refresh_token(family)) == {
        "active": True,
        "scope": "openid",
        "client_id": "owner",
        "username": "pat",
        "exp": int(NOW) + 1000,
        "iat": int(NOW),
        "sub": "person",
        "iss": ISSUER,
    }


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"idle_expires_at": int(NOW)}, "refresh_token.idle_expired"),
        ({"expires_at": int(NOW)}, "refresh_token.expired"),
        ({"revoked_at": 1, "revoked_because": "refresh_token.reused"}, "refresh_token.revoked"),
        ({"session_id": "sid-unknown"}, "refresh_token.session_ended"),
        ({"client_id": "other"}, "refresh_token.wrong_client"),
    ],
)
def test_a_refresh_token_that_does_not_count_is_inactive(house: IntrospectionHouse, changes, code: str) -> None:
    assert house.why(house.refresh_token(house.family(**changes))) == code


def test_asking_about_a_replaced_refresh_token_revokes_nothing(house: IntrospectionHouse) -> None:
    house.commit(SaveClient(client("owner", "client_secret_basic", revision=1)))
    family = house.family(generation=3)
    assert house.why(house.refresh_token(family, 1)) == "introspection.refresh_token_replaced"
    assert house.body(house.refresh_token(family))["active"] is True
    assert house.events("grant.revoked") == []


def test_the_generation_before_counts_while_its_successor_is_unused(house: IntrospectionHouse) -> None:
    family = house.family()
    house.commit(RotateRefreshToken(family.family_id, 1, int(NOW), int(NOW) + 1000))
    assert house.body(house.refresh_token(family, 1))["active"] is True


@pytest.mark.parametrize(
    ("form", "caller", "status", "code"),
    [
        ({}, basic("owner"), 400, "request.parameter_missing"),
        ({"token": "x"}, basic("owner", "wrong"), 401, "client.secret_mismatch"),
        ({"token": "x"}, None, 401, "client.credentials_missing"),
        ({"token": "x", "client_id": "public"}, None, 401, "introspection.public_client"),
    ],
)
def test_a_caller_that_may_not_ask_gets_an_error(house: IntrospectionHouse, form, caller, status, code) -> None:
    headers = () if caller is None else (caller,)
    answer = run(house.route.answer(post("/introspect", form, *headers), NOW))
    assert answer.status == status
    assert "active" not in json.loads(answer.body)
    assert house.record_of(answer.refused).reason == code


def test_a_body_that_is_no_form_is_refused(house: IntrospectionHouse) -> None:
    request = replace(post("/introspect", {}, basic("owner")), headers=((b"content-type", b"application/json"),))
    assert run(house.route.answer(request, NOW)).status == 400


# ------------------------------------------------------------------ the disclosure contract


class Counting:
    """Counts what a non-owner makes the server do."""

    def __init__(self, house: IntrospectionHouse, monkeypatch: pytest.MonkeyPatch) -> None:
        self.done: list[str] = []
        for port in ("clients", "resources", "end_users", "standings", "refresh_tokens", "signing_keys"):
            for verb in ("find", "read", "list_all"):
                real = getattr(getattr(house.store, port), verb, None)
                if real is not None:
                    monkeypatch.setattr(getattr(house.store, port), verb, self._counted(f"{port}.{verb}", real))
        from assay.server.issuance import refresh_token
        from assay.server.issued_tokens import access_tokens

        for module, name in ((refresh_token, "hmac_sha256"), (access_tokens, "sha256"), (access_tokens, "read_jwt")):
            monkeypatch.setattr(module, name, self._counted(name, getattr(module, name)))

    def _counted(self, what: str, real):
        def counted(*arguments, **named):
            self.done.append(what)
            return real(*arguments, **named)

        return counted

    def of(self, house: IntrospectionHouse, token: str) -> tuple[list[str], Any]:
        self.done.clear()
        answer = house.answer(token, caller="other")
        assert answer.refused is not None
        return sorted(self.done), visible(answer)


def test_to_a_stranger_every_access_token_looks_the_same_for_the_same_work(house, monkeypatch) -> None:
    house.commit(DenyAccessToken("revoked", int(NOW) + 300, "revocation_request"))
    tokens = [house.token(jti="alive"), house.token(jti="revoked"), house.forged(), bent(house.token(jti="bent"))]
    counting = Counting(house, monkeypatch)
    seen = [counting.of(house, token) for token in tokens]
    assert all(one == seen[0] for one in seen)
    assert "resources.find" in seen[0][0]
    assert "standings.read" not in seen[0][0]


def test_to_a_stranger_every_refresh_token_looks_the_same_for_the_same_work(house, monkeypatch) -> None:
    alive = house.family(generation=3)
    revoked = house.family(family_id=b"r" * 16, revoked_at=1, revoked_because="refresh_token.reused")
    forgotten = replace(alive, family_id=b"x" * 16)
    token = house.refresh_token(alive)
    from assay.formats import opaque_token

    parsed = opaque_token.parse(token)
    assert parsed is not None
    invented = opaque_token.encode(parsed.prefix, parsed.body[:-1] + bytes([parsed.body[-1] ^ 1]))
    tokens = [
        token,
        house.refresh_token(alive, 1),
        house.refresh_token(revoked),
        house.refresh_token(forgotten),
        invented,
    ]
    counting = Counting(house, monkeypatch)
    seen = [counting.of(house, one) for one in tokens]
    assert all(one == seen[0] for one in seen)
    assert seen[0][1][2] == INACTIVE


def test_the_owner_of_a_token_may_learn_who_asked_no_more_than_that_it_was_asked(house: IntrospectionHouse) -> None:
    from assay.server.refusals.disclosure import Reader, disclosed

    record = house.record_of(house.answer(house.token(), caller="other").refused)
    assert record.reason == "introspection.not_entitled"
    assert [line.check for line in record.trace if line.outcome == "refused"] == ["entitled"]
    to_caller = disclosed(record, Reader(client("other")))
    to_owner = disclosed(record, Reader(client("owner")))
    assert to_caller is not None
    assert (to_caller.reason, to_caller.evidence) == ("introspection.not_active", {})
    assert to_owner is not None
    assert "client_id" not in to_owner.evidence
    assert to_owner.evidence["owner"] == "owner"


def test_nobody_learns_which_key_is_theirs_from_another_issuers_token(house: IntrospectionHouse) -> None:
    key = ("another-issuers", generate("ES256"))
    assert house.why(house.token(key=key)) == "key.kid_unknown"

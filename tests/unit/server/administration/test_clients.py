"""Registering, rotating and disabling clients, decided without a store."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from itertools import count
from typing import Any

import pytest

from assay.decision import Allowed, Decision, Refused
from assay.formats import opaque_token
from assay.model.client import Client
from assay.model.client_logo import ClientLogo
from assay.model.client_registration import ClientRegistration, RegistrationOffer
from assay.model.effects import Effect, RecordEvent, RemoveClientLogo, SaveClient, SaveClientLogo
from assay.primitives.client_secret import client_secret_digest
from assay.server.administration.clients import (
    ClientWithSecret,
    change_client,
    disable_client,
    register_client,
    registration_of,
    rotate_client_secret,
)
from assay.server.administration.secrets import live_secrets
from pictures import png

OFFER = RegistrationOffer(
    ("authorization_code", "client_credentials", "refresh_token"),
    ("client_secret_basic", "client_secret_post", "private_key_jwt", "none"),
    ("ES256", "RS256"),
)
NOW = 1_790_000_000.5


class Counting:
    """Randomness that never repeats and can be foretold."""

    def __init__(self) -> None:
        self._numbers = count(1)

    def __call__(self, length: int) -> bytes:
        return next(self._numbers).to_bytes(length, "big")


def registered(method: str = "client_secret_basic", **members: object) -> tuple[ClientWithSecret, tuple[object, ...]]:
    asked = ClientRegistration("A client", ("client_credentials",), method)
    decision = register_client(replace(asked, **members), OFFER, entropy=Counting(), now=NOW)
    assert isinstance(decision.outcome, Allowed)
    return decision.outcome.value, decision.effects


def test_a_new_client_is_written_with_its_event_in_one_commit() -> None:
    made, effects = registered()
    saved, event = effects
    assert saved == SaveClient(made.client)
    assert isinstance(event, RecordEvent)
    assert (event.event.type, event.event.client_id) == ("client.registered", made.client.client_id)


def test_the_secret_is_shown_once_and_stored_as_a_salted_digest() -> None:
    made, effects = registered()
    assert made.secret is not None
    text = made.secret.reveal()
    token = opaque_token.parse(text)
    assert token is not None
    assert token.prefix == opaque_token.CLIENT_SECRET
    assert len(token.body) == 32
    (stored,) = made.client.secrets
    assert stored.digest == client_secret_digest(stored.salt, text)
    assert text not in repr(effects)
    assert text not in repr(made)


def test_a_public_client_has_no_secret_and_its_refresh_tokens_rotate() -> None:
    made, _ = registered("none", grant_types=("authorization_code",), redirect_uris=("https://app.example/cb",))
    assert made.secret is None
    assert made.client.secrets == ()
    assert made.client.rotate_refresh_tokens


def test_a_confidential_clients_refresh_tokens_do_not_rotate() -> None:
    made, _ = registered()
    assert not made.client.rotate_refresh_tokens


def test_a_refused_registration_writes_nothing() -> None:
    decision = register_client(ClientRegistration("", ("client_credentials",)), OFFER, entropy=Counting(), now=NOW)
    assert isinstance(decision.outcome, Refused)
    assert decision.effects == ()


def rotated(client: Client, overlap: int, now: float = NOW):
    return rotate_client_secret(client, overlap=overlap, entropy=Counting(), now=now).outcome


def test_a_rotation_lets_the_older_secret_work_for_the_overlap() -> None:
    made, _ = registered()
    outcome = rotated(made.client, 3600)
    assert isinstance(outcome, Allowed)
    older, newer = outcome.value.client.secrets
    assert older.expires_at == int(NOW) + 3600
    assert newer.expires_at is None
    assert live_secrets(outcome.value.client.secrets, NOW + 3599) == (older, newer)
    assert live_secrets(outcome.value.client.secrets, NOW + 3600) == (newer,)


def test_a_third_live_secret_is_refused_and_possible_when_the_oldest_has_ended() -> None:
    made, _ = registered()
    first = rotated(made.client, 3600)
    assert isinstance(first, Allowed)
    second = rotated(first.value.client, 3600, NOW + 10)
    assert isinstance(second, Refused)
    assert second.reason.code == "registration.two_secrets_live"
    assert second.evidence["older_expires_at"] == int(NOW) + 3600
    third = rotated(first.value.client, 3600, NOW + 3600)
    assert isinstance(third, Allowed)
    assert len(third.value.client.secrets) == 2


def test_an_overlap_of_nothing_ends_all_other_secrets() -> None:
    made, _ = registered()
    first = rotated(made.client, 3600)
    assert isinstance(first, Allowed)
    second = rotated(first.value.client, 0)
    assert isinstance(second, Allowed)
    assert len(second.value.client.secrets) == 1


def test_a_secret_that_ends_sooner_is_not_prolonged() -> None:
    made, _ = registered()
    (only,) = made.client.secrets
    ending = replace(made.client, secrets=(replace(only, expires_at=int(NOW) + 5),))
    outcome = rotated(ending, 3600)
    assert isinstance(outcome, Allowed)
    assert outcome.value.client.secrets[0].expires_at == int(NOW) + 5


def test_a_client_without_secret_or_a_disabled_one_does_not_rotate() -> None:
    public, _ = registered("none", grant_types=("authorization_code",), redirect_uris=("https://app.example/cb",))
    outcome = rotated(public.client, 0)
    assert isinstance(outcome, Refused)
    assert outcome.reason.code == "registration.client_has_no_secret"
    made, _ = registered()
    outcome = rotated(replace(made.client, disabled_at=7), 0)
    assert isinstance(outcome, Refused)
    assert outcome.reason.code == "registration.client_disabled"


def test_disabling_writes_once() -> None:
    made, _ = registered()
    first = disable_client(made.client, now=NOW)
    assert isinstance(first.outcome, Allowed)
    assert first.outcome.value.disabled_at == int(NOW)
    assert len(first.effects) == 2
    again = disable_client(first.outcome.value, now=NOW + 9)
    assert again.effects == ()
    assert isinstance(again.outcome, Allowed)
    assert again.outcome.value.disabled_at == int(NOW)


WEB = {"grant_types": ("authorization_code",), "redirect_uris": ("https://app.example/cb",)}


def changed(client: Client, **members: Any) -> Decision[ClientWithSecret, Effect]:
    wanted = replace(registration_of(client), **members)
    return change_client(client, wanted, OFFER, entropy=Counting(), now=NOW + 5)


def test_only_what_is_named_changes_and_the_event_says_what() -> None:
    made, _ = registered(**WEB, scopes=("read",))
    decision = changed(made.client, name="Another name", scopes=("read", "write", "read"))
    assert isinstance(decision.outcome, Allowed)
    assert decision.outcome.value == ClientWithSecret(
        replace(made.client, name="Another name", scopes=("read", "write"), revision=1)
    )
    saved, event = decision.effects
    assert saved == SaveClient(decision.outcome.value.client)
    assert isinstance(event, RecordEvent)
    assert (event.event.type, event.event.client_id) == ("client.changed", made.client.client_id)
    assert json.loads(event.event.detail) == {"changed": ["name", "scopes"]}


def test_a_change_to_what_is_so_already_writes_nothing() -> None:
    made, _ = registered(**WEB)
    decision = changed(made.client, name=made.client.name, redirect_uris=(*WEB["redirect_uris"], *WEB["redirect_uris"]))
    assert (decision.outcome, decision.effects) == (Allowed(ClientWithSecret(made.client)), ())


def test_a_change_is_judged_as_a_registration_is() -> None:
    made, _ = registered(**WEB)
    for members, code in (
        ({"redirect_uris": ()}, "registration.redirect_uri_missing"),
        ({"token_endpoint_auth_method": "private_key_jwt"}, "registration.jwks_missing"),
        ({"name": "a\u202eb"}, "registration.name_unusable"),
        ({"token_endpoint_auth_method": "none", "pkce_required": False}, "registration.pkce_not_waived"),
    ):
        decision = changed(made.client, **members)
        assert isinstance(decision.outcome, Refused)
        assert (decision.outcome.reason.code, decision.effects) == (code, ())


def test_a_client_that_gives_its_secret_up_has_none_and_one_that_needs_one_gets_it() -> None:
    made, _ = registered(**WEB)
    public = changed(made.client, token_endpoint_auth_method="none").outcome
    assert isinstance(public, Allowed)
    assert (public.value.secret, public.value.client.secrets) == (None, ())
    assert public.value.client.rotate_refresh_tokens
    again = changed(public.value.client, token_endpoint_auth_method="client_secret_post").outcome
    assert isinstance(again, Allowed)
    assert again.value.secret is not None
    (stored,) = again.value.client.secrets
    assert stored.digest == client_secret_digest(stored.salt, again.value.secret.reveal())
    assert not again.value.client.rotate_refresh_tokens
    kept = changed(again.value.client, token_endpoint_auth_method="client_secret_basic").outcome
    assert isinstance(kept, Allowed)
    assert (kept.value.secret, kept.value.client.secrets) == (None, (stored,))


def test_a_disabled_client_stays_as_it_is() -> None:
    made, _ = registered()
    decision = changed(replace(made.client, disabled_at=7), name="Another name")
    assert isinstance(decision.outcome, Refused)
    assert decision.outcome.reason.code == "registration.client_disabled"


def test_a_logo_is_kept_under_a_name_of_its_content() -> None:
    made, _ = registered(**WEB)
    decision = pictured(made.client, png(64, 64))
    assert isinstance(decision.outcome, Allowed)
    client = decision.outcome.value.client
    logo, saved, event = decision.effects
    assert isinstance(logo, SaveClientLogo)
    assert logo.logo == ClientLogo(client.client_id, str(client.logo), png(64, 64))
    assert re.fullmatch(r"[0-9a-f]{32}\.png", logo.logo.name)
    assert saved == SaveClient(client)
    assert isinstance(event, RecordEvent)
    assert json.loads(event.event.detail) == {"changed": ["logo"]}
    assert pictured(client, png(64, 64)).effects == (), "the same picture changes nothing"
    away = pictured(client, b"")
    assert isinstance(away.outcome, Allowed)
    assert away.outcome.value.client.logo is None
    assert away.effects[0] == RemoveClientLogo(client.client_id)
    assert pictured(away.outcome.value.client, b"").effects == ()


def test_a_client_is_registered_with_its_logo() -> None:
    asked = ClientRegistration("A client", ("client_credentials",))
    decision = register_client(asked, OFFER, entropy=Counting(), now=NOW, logo=png())
    assert isinstance(decision.outcome, Allowed)
    client = decision.outcome.value.client
    assert SaveClientLogo(ClientLogo(client.client_id, str(client.logo), png())) in decision.effects


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (png() + bytes(32 * 1024), "bytes"),
        (png(1025, 1), "1025 by 1 pixels"),
        (b"<svg onload='x'/>", "SVG"),
        (b"\x89PNG\r\n\x1a\n", "damaged"),
        (b"x", "none of PNG"),
    ],
)
def test_a_picture_that_cannot_be_a_logo_is_refused(body: bytes, told: str) -> None:
    made, _ = registered(**WEB)
    for decision in (
        pictured(made.client, body),
        register_client(registration_of(made.client), OFFER, entropy=Counting(), now=NOW, logo=body),
    ):
        assert isinstance(decision.outcome, Refused)
        assert decision.outcome.reason.code == "registration.logo_unusable"
        assert told in str(decision.outcome.evidence["defect"])
        assert decision.effects == ()


def pictured(client: Client, logo: bytes) -> Decision[ClientWithSecret, Effect]:
    return change_client(client, registration_of(client), OFFER, entropy=Counting(), now=NOW, logo=logo)

"""Every step of the table, with the refusal it gives and where it is told."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import pytest

from assay.server.authorization.results import AnswerClient, GoToPage, ShowRefusal
from assay.server.endpoints.authorization_steps import STEPS, TOLD_ON_A_PAGE, TOLD_TO_THE_CLIENT

CALLBACK = "https://client.example/cb"

ON_A_PAGE: dict[str, tuple[dict[str, str | None], str]] = {
    "client_id left out": ({"client_id": None}, "request.parameter_missing"),
    "client_id empty": ({"client_id": ""}, "request.parameter_missing"),
    "client_id too long": ({"client_id": "c" * 257}, "request.parameter_too_long"),
    "client_id with a control character": ({"client_id": "client-1\n"}, "request.parameter_malformed"),
    "client unknown": ({"client_id": "client-2"}, "authorization_request.client_unknown"),
    "redirect_uri left out": ({"redirect_uri": None}, "authorization_request.redirect_uri_missing"),
    "redirect_uri too long": ({"redirect_uri": CALLBACK + "a" * 2048}, "request.parameter_too_long"),
    "redirect_uri with a control character": ({"redirect_uri": CALLBACK + "\x00"}, "request.parameter_malformed"),
    "redirect_uri not registered": (
        {"redirect_uri": "https://evil.example/cb"},
        "authorization_request.redirect_uri_mismatch",
    ),
    "javascript": ({"redirect_uri": "javascript:alert(1)"}, "authorization_request.redirect_uri_mismatch"),
}

TO_THE_CLIENT: dict[str, tuple[dict[str, str | None], str, str]] = {
    "response_type left out": ({"response_type": None}, "request.parameter_missing", "invalid_request"),
    "response_type token": (
        {"response_type": "token"},
        "authorization_request.response_type_unsupported",
        "unsupported_response_type",
    ),
    "response_type code id_token": (
        {"response_type": "code id_token"},
        "authorization_request.response_type_unsupported",
        "unsupported_response_type",
    ),
    "response_mode fragment": (
        {"response_mode": "fragment"},
        "authorization_request.response_mode_unsupported",
        "invalid_request",
    ),
    "request object": (
        {"request": "eyJhbGciOiJub25lIn0.e30."},
        "authorization_request.request_object_not_supported",
        "request_not_supported",
    ),
    "request_uri": (
        {"request_uri": "https://client.example/r"},
        "authorization_request.request_uri_not_supported",
        "request_uri_not_supported",
    ),
    "registration": (
        {"registration": "{}"},
        "authorization_request.registration_not_supported",
        "registration_not_supported",
    ),
    "no code_challenge": (
        {"code_challenge": None, "code_challenge_method": None},
        "authorization_request.code_challenge_missing",
        "invalid_request",
    ),
    "a method without a challenge": (
        {"code_challenge": None},
        "authorization_request.code_challenge_missing",
        "invalid_request",
    ),
    "plain": (
        {"code_challenge_method": "plain"},
        "authorization_request.code_challenge_method_unsupported",
        "invalid_request",
    ),
    "no method, which means plain": (
        {"code_challenge_method": None},
        "authorization_request.code_challenge_method_unsupported",
        "invalid_request",
    ),
    "code_challenge too short": ({"code_challenge": "abc"}, "request.parameter_malformed", "invalid_request"),
    "code_challenge with padding": (
        {"code_challenge": "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM="},
        "request.parameter_malformed",
        "invalid_request",
    ),
    "scope not registered": (
        {"scope": "openid admin"},
        "authorization_request.scope_not_registered",
        "invalid_scope",
    ),
    "scope with a quotation mark": ({"scope": 'op"enid'}, "authorization_request.scope_malformed", "invalid_scope"),
    "too many scopes": (
        {"scope": " ".join(f"s{n}" for n in range(65))},
        "authorization_request.scope_malformed",
        "invalid_scope",
    ),
    "resource of somebody else": (
        {"resource": "https://api.example/secrets"},
        "authorization_request.resource_not_allowed",
        "invalid_target",
    ),
    "resource with a fragment": (
        {"resource": "https://api.example/orders#x"},
        "authorization_request.resource_malformed",
        "invalid_target",
    ),
    "resource not absolute": ({"resource": "/orders"}, "authorization_request.resource_malformed", "invalid_target"),
    "prompt unknown": ({"prompt": "create"}, "authorization_request.prompt_unsupported", "invalid_request"),
    "prompt none and login": (
        {"prompt": "none login"},
        "authorization_request.prompt_none_combined",
        "invalid_request",
    ),
    "max_age negative": ({"max_age": "-1"}, "request.parameter_malformed", "invalid_request"),
    "max_age no number": ({"max_age": "an hour"}, "request.parameter_malformed", "invalid_request"),
    "claims no JSON": ({"claims": "{"}, "request.parameter_malformed", "invalid_request"),
    "claims no object": ({"claims": "[]"}, "request.parameter_malformed", "invalid_request"),
    "claims with a text as id_token": (
        {"claims": '{"id_token": "x"}'},
        "request.parameter_malformed",
        "invalid_request",
    ),
    "id_token_hint forged": (
        {"id_token_hint": "eyJ.e30.x"},
        "authorization_request.id_token_hint_unusable",
        "invalid_request",
    ),
    "nonce too long": ({"nonce": "n" * 2049}, "request.parameter_too_long", "invalid_request"),
    "nonce with a line break": ({"nonce": "a\r\nb"}, "request.parameter_malformed", "invalid_request"),
    "an unknown parameter too long": ({"x": "x" * 2049}, "request.parameter_too_long", "invalid_request"),
}


@pytest.mark.parametrize(("changes", "reason"), ON_A_PAGE.values(), ids=ON_A_PAGE.keys())
def test_nothing_is_redirected_before_the_redirect_uri_is_proved(
    browser: Any, changes: dict[str, str | None], reason: str
) -> None:
    result = browser.authorize(**changes)
    assert isinstance(result, ShowRefusal)
    assert browser.house.record_of(result).reason == reason
    assert result.refused.public.public.status == 400


@pytest.mark.parametrize(("changes", "reason", "error"), TO_THE_CLIENT.values(), ids=TO_THE_CLIENT.keys())
def test_every_other_refusal_goes_back_to_the_client_with_its_state(
    browser: Any, changes: dict[str, str | None], reason: str, error: str
) -> None:
    result = browser.authorize(**changes)
    assert isinstance(result, AnswerClient)
    assert browser.house.record_of(result).reason == reason
    assert result.refused is not None
    assert result.refused.public.public.error == error
    assert (result.redirect_uri, result.state, result.code) == (CALLBACK, "a state", None)
    assert browser.house.events("authorization_code.issued") == []


@pytest.mark.parametrize("name", ["client_id", "redirect_uri"])
def test_a_repeated_name_or_address_is_told_on_a_page(browser: Any, name: str) -> None:
    twice = urlencode([("client_id", "client-1"), ("redirect_uri", CALLBACK), (name, "x")])
    result = browser.send(browser.request("GET", "/authorize", twice))
    assert isinstance(result, ShowRefusal)
    assert browser.house.record_of(result).reason == "request.parameter_repeated"


@pytest.mark.parametrize("name", ["scope", "state", "nonce", "response_type", "code_challenge", "unknown"])
def test_a_repeated_parameter_is_told_to_the_client(browser: Any, name: str) -> None:
    asked = [("client_id", "client-1"), ("redirect_uri", CALLBACK), (name, "a"), (name, "b")]
    result = browser.send(browser.request("GET", "/authorize", urlencode(asked)))
    assert isinstance(result, AnswerClient)
    assert browser.house.record_of(result).reason == "request.parameter_repeated"
    assert result.state is None


def test_a_parameter_in_the_url_and_in_the_body_counts_twice(browser: Any) -> None:
    body = urlencode({"client_id": "client-1", "redirect_uri": CALLBACK, "scope": "openid"})
    result = browser.send(browser.request("POST", "/authorize", "scope=profile", body))
    assert isinstance(result, AnswerClient)
    assert browser.house.record_of(result).evidence["parameter"] == "scope"


def test_a_state_that_cannot_be_read_is_not_sent_back(browser: Any) -> None:
    result = browser.authorize(state="s" * 2049)
    assert isinstance(result, AnswerClient)
    assert result.state is None


def test_a_disabled_client_reads_as_an_unknown_one(browser: Any) -> None:
    browser.house.client(disabled_at=1)
    result = browser.authorize()
    assert isinstance(result, ShowRefusal)
    assert result.refused.refused.reason.code == "authorization_request.client_disabled"
    assert result.refused.public.code == "authorization_request.client_unknown"


def test_a_client_without_the_grant_is_told_so(browser: Any) -> None:
    browser.house.client(grant_types=("client_credentials",))
    result = browser.authorize()
    assert isinstance(result, AnswerClient)
    assert browser.house.record_of(result).reason == "authorization_request.grant_type_not_registered"


def test_a_confidential_client_may_have_pkce_waived(browser: Any) -> None:
    browser.house.client(pkce_required=False)
    assert isinstance(browser.authorize(code_challenge=None, code_challenge_method=None), GoToPage)


def test_a_public_client_never_has_pkce_waived(browser: Any) -> None:
    browser.house.client(pkce_required=False, token_endpoint_auth_method="none")
    result = browser.authorize(code_challenge=None, code_challenge_method=None)
    assert browser.house.record_of(result).reason == "authorization_request.code_challenge_missing"


def test_plain_oauth_may_leave_out_the_only_redirect_uri(browser: Any) -> None:
    answer = browser.get_code(redirect_uri=None, scope="profile")
    assert answer.redirect_uri == CALLBACK


def test_several_redirect_uris_must_be_told_apart_even_by_plain_oauth(browser: Any) -> None:
    browser.house.client(redirect_uris=(CALLBACK, CALLBACK + "2"))
    result = browser.authorize(redirect_uri=None, scope="profile")
    assert browser.house.record_of(result).reason == "authorization_request.redirect_uri_missing"


def test_wishes_and_unknown_parameters_are_no_obstacle(browser: Any) -> None:
    wishes = {
        "display": "popup",
        "ui_locales": "de fr",
        "claims_locales": "se",
        "acr_values": "urn:example:silver",
        "login_hint": "alice",
        "claims": '{"userinfo": {"name": {"essential": true}}}',
        "extra": "foobar",
    }
    assert isinstance(browser.authorize(**wishes), GoToPage)


def test_a_state_and_a_nonce_of_two_kilobytes_are_taken(browser: Any) -> None:
    answer = browser.get_code(state="s" * 2048, nonce="n" * 2048)
    assert answer.state == "s" * 2048


def test_the_default_resource_is_for_clients_that_list_none(browser: Any) -> None:
    default = "https://api.example/default"
    assert browser.house.record_of(browser.authorize(resource=default)).reason == (
        "authorization_request.resource_not_allowed"
    )
    browser.house.client(resources=())
    assert isinstance(browser.authorize(resource=default), GoToPage)


def test_a_form_that_does_not_decode_is_told_on_a_page(browser: Any) -> None:
    result = browser.send(browser.request("GET", "/authorize", "client_id=%zz"))
    assert browser.house.record_of(result).reason == "request.form_malformed"


def test_a_post_that_is_no_form_is_told_on_a_page(browser: Any) -> None:
    result = browser.send(browser.request("POST", "/authorize", "", None))
    assert isinstance(result, ShowRefusal)
    assert browser.house.record_of(result).reason == "request.content_type_not_form"


def test_the_columns_share_the_steps_out_without_loss() -> None:
    assert len(TOLD_ON_A_PAGE) + len(TOLD_TO_THE_CLIENT) == len(STEPS)
    names = [step.check.name for step in STEPS]
    assert len(set(names)) == len(names)
    assert names.index("redirect_uri_registered") == len(TOLD_ON_A_PAGE) - 1

"""The plans `oidcc-basic-certification-test-plan` (with either way to send a secret) and `oidcc-formpost-basic-…`."""

from __future__ import annotations

import base64
import hashlib
import json
import time

import pytest

from conformance.expected import ModuleSkipped
from conformance.provider import CLAIMS

PLANS = {
    "basic-client_secret_basic": ("client_secret_basic", None),
    "basic-client_secret_post": ("client_secret_post", None),
    "formpost-basic": ("client_secret_basic", "form_post"),
}
SCOPE_CLAIMS = {
    "profile": (
        "name", "given_name", "family_name", "middle_name", "nickname", "preferred_username", "profile", "picture",
        "website", "gender", "birthdate", "zoneinfo", "locale", "updated_at",
    ),
    "email": ("email", "email_verified"),
    "address": ("address",),
    "phone": ("phone_number", "phone_number_verified"),
}  # fmt: skip


@pytest.fixture(params=PLANS)
def rp(request, make_rp):
    return make_rp(*PLANS[request.param])


def happy(rp, **changes):
    """The whole flow: pages, code, tokens, userinfo."""
    result = rp.authorize(**changes)
    tokens = rp.complete(result)
    answer = rp.userinfo(tokens["access_token"])
    assert answer.status == 200
    assert answer.json()["sub"] == tokens["claims"]["sub"]
    return result, tokens


def refused(result, *errors):
    """An answer at the callback that is a refusal as RFC 6749 section 4.1.2.1 wants it."""
    parameters = result.parameters
    assert parameters["error"] in errors, parameters
    assert "code" not in parameters
    description = parameters.get("error_description", "")
    assert all(0x20 <= ord(one) <= 0x7E and one not in '"\\' for one in description)
    return parameters


def error_page(result):
    assert result.callback is None
    assert result.page.status == 400
    assert result.page.texts["error-code"]


def test_oidcc_server(rp) -> None:
    _, tokens = happy(rp)
    assert rp.userinfo(tokens["access_token"] + "x").status == 401


def test_oidcc_response_type_missing(rp) -> None:
    result = rp.authorize(response_type=None)
    refused(result, "invalid_request", "unsupported_response_type")


def test_oidcc_idtoken_signature(rp) -> None:
    result = rp.authorize()
    header, _ = rp.verified_signature(rp.complete(result)["id_token"])
    assert header["alg"] != "none"
    assert header["kid"]


def test_oidcc_idtoken_unsigned(rp) -> None:
    offered = rp.metadata["id_token_signing_alg_values_supported"]
    if "none" not in offered:
        raise ModuleSkipped(f"id_token_signing_alg_values_supported is {offered}")


def test_oidcc_userinfo_get(rp) -> None:
    answer = rp.userinfo(rp.complete(rp.authorize())["access_token"])
    assert answer.json()["sub"]


def test_oidcc_userinfo_post_header(rp) -> None:
    answer = rp.userinfo(rp.complete(rp.authorize())["access_token"], "post_header")
    assert answer.json()["sub"]


def test_oidcc_userinfo_post_body(rp) -> None:
    answer = rp.userinfo(rp.complete(rp.authorize())["access_token"], "post_body")
    assert answer.json()["sub"]


def test_oidcc_ensure_request_without_nonce_succeeds_for_code_flow(rp) -> None:
    _, tokens = happy(rp, nonce=None)
    assert "nonce" not in tokens["claims"]


def told_by_scopes(rp, *scopes, order=1):
    """Userinfo has the claims of these scopes with their values, and of no other."""
    result = rp.authorize(scope=" ".join(("openid", *scopes)[::order]))
    told = rp.userinfo(rp.complete(result)["access_token"]).json()
    expected = {name: CLAIMS[name] for scope in scopes for name in SCOPE_CLAIMS[scope]}
    assert {name: value for name, value in told.items() if name != "sub"} == expected


def test_oidcc_scope_profile(rp) -> None:
    told_by_scopes(rp, "profile")


def test_oidcc_scope_email(rp) -> None:
    told_by_scopes(rp, "email")


def test_oidcc_scope_address(rp) -> None:
    told_by_scopes(rp, "address")


def test_oidcc_scope_phone(rp) -> None:
    told_by_scopes(rp, "phone")


def test_oidcc_scope_all(rp) -> None:
    told_by_scopes(rp, *SCOPE_CLAIMS)


def test_oidcc_alternate_happy_flow(rp) -> None:
    told_by_scopes(rp, "email", order=-1)
    asked = dict(reversed(rp.request(scope="email openid").items()))
    assert rp.complete(rp.authorize_with(asked))["claims"]["sub"]


def test_oidcc_display_page(rp) -> None:
    happy(rp, display="page")


def test_oidcc_display_popup(rp) -> None:
    happy(rp, display="popup")


def test_oidcc_prompt_login(rp) -> None:
    first = rp.complete(rp.authorize())["claims"]
    rp.provider.move(2)
    shown = rp.authorize(prompt="login", prompted=False)
    assert shown.page.texts["login-title"] == "Sign in"
    result = rp.authorize(prompt="login")
    assert result.signed_in
    second = rp.complete(result)["claims"]
    assert second["sub"] == first["sub"]
    assert second["auth_time"] > first["auth_time"]


def test_oidcc_prompt_none_not_logged_in(rp) -> None:
    result = rp.authorize(prompt="none")
    assert not result.signed_in
    refused(result, "login_required", "interaction_required")


def test_oidcc_prompt_none_logged_in(rp) -> None:
    first = rp.complete(rp.authorize())["claims"]
    result = rp.authorize(prompt="none")
    assert not (result.signed_in or result.consented)
    second = rp.complete(result)["claims"]
    assert (second["sub"], second.get("auth_time")) == (first["sub"], first.get("auth_time"))


def test_oidcc_max_age_1(rp) -> None:
    first = rp.complete(rp.authorize())["claims"]
    rp.provider.move(2)
    result = rp.authorize(max_age="1")
    assert result.signed_in, "no second sign-in was asked for"
    second = rp.complete(result)["claims"]
    assert second["sub"] == first["sub"]
    assert second["auth_time"] > first["auth_time"]


def test_oidcc_max_age_10000(rp) -> None:
    first = rp.complete(rp.authorize(max_age="10000"))["claims"]
    rp.provider.move(2)
    result = rp.authorize(max_age="10000")
    assert not result.signed_in
    second = rp.complete(result)["claims"]
    assert (second["sub"], second["auth_time"]) == (first["sub"], first["auth_time"])


def test_oidcc_ensure_request_with_unknown_parameter_succeeds(rp) -> None:
    happy(rp, extra="foobar")


def test_oidcc_id_token_hint(rp) -> None:
    first = rp.complete(rp.authorize())
    result = rp.authorize(prompt="none", id_token_hint=first["id_token"])
    assert rp.complete(result)["claims"]["sub"] == first["claims"]["sub"]


def test_oidcc_login_hint(rp) -> None:
    shown = rp.authorize(login_hint="buffy", prompted=False)
    assert shown.page.values["username"] == "buffy"
    happy(rp, login_hint="buffy@localhost")


def test_oidcc_ui_locales(rp) -> None:
    happy(rp, ui_locales="se")


def test_oidcc_claims_locales(rp) -> None:
    happy(rp, claims_locales="se")


def test_oidcc_ensure_request_with_acr_values_succeeds(rp) -> None:
    offered = rp.metadata.get("acr_values_supported") or ["1", "2"]
    happy(rp, acr_values="1 2")
    _, tokens = happy(rp, acr_values=offered[0])
    if "acr_values_supported" in rp.metadata:
        assert tokens["claims"]["acr"] in offered


def test_oidcc_codereuse(rp) -> None:
    result = rp.authorize()
    tokens = rp.complete(result)
    again = rp.redeem(result)
    assert (again.status, again.json()["error"]) == (400, "invalid_grant")
    assert rp.userinfo(tokens["access_token"]).status == 401


def test_oidcc_codereuse_30seconds(rp) -> None:
    result = rp.authorize()
    tokens = rp.complete(result)
    assert rp.userinfo(tokens["access_token"]).status == 200
    rp.provider.move(30)
    again = rp.redeem(result)
    assert (again.status, again.json()["error"]) == (400, "invalid_grant")
    assert rp.userinfo(tokens["access_token"]).status == 401, "what the code has bought still counts"


def test_oidcc_ensure_registered_redirect_uri(rp) -> None:
    error_page(rp.authorize(redirect_uri=rp.site.address + "/callback/" + str(time.time_ns())))


def test_oidcc_ensure_post_request_succeeds(rp) -> None:
    result = rp.authorize(by_post=True)
    assert result.signed_in
    rp.complete(result)
    again = rp.authorize(by_post=True)
    assert not again.signed_in, "the session was forgotten over the post"
    rp.complete(again)


def test_oidcc_server_client_secret_post(make_rp, provider) -> None:
    rp = make_rp("client_secret_post")
    happy(rp)
    rp.auth_method = "client_secret_basic"  # not the registered one
    answer = rp.redeem(rp.authorize())
    assert (answer.status, answer.json()["error"]) == (401, "invalid_client")


def test_oidcc_request_uri_unsigned_supported_correctly_or_rejected_as_unsupported(rp) -> None:
    refused(rp.authorize(request_uri=rp.site.address + "/request.jwt"), "request_uri_not_supported")


def test_oidcc_unsigned_request_object_supported_correctly_or_rejected_as_unsupported(rp) -> None:
    refused(rp.authorize(request=unsigned(rp)), "request_not_supported")


def test_oidcc_claims_essential(rp) -> None:
    result = rp.authorize(claims=json.dumps({"userinfo": {"name": {"essential": True}}}))
    told = rp.userinfo(rp.complete(result)["access_token"]).json()
    assert told["name"] == CLAIMS["name"]
    assert "email" not in told


def test_oidcc_ensure_request_object_with_redirect_uri(rp) -> None:
    result = rp.authorize(request=unsigned(rp))
    if result.parameters.get("error") == "request_not_supported":
        raise ModuleSkipped("request objects are not supported")


def test_oidcc_refresh_token(rp, make_rp) -> None:
    first = rp.authorize(scope="openid offline_access", prompt="consent")
    assert first.consented
    tokens = rp.complete(first)
    assert all(0x20 <= ord(one) <= 0x7E for one in tokens["refresh_token"])
    rp.provider.move(1)
    answer = rp.token_request({"grant_type": "refresh_token", "refresh_token": tokens["refresh_token"]})
    refreshed = answer.json()
    assert answer.status == 200
    assert refreshed["access_token"] != tokens["access_token"]
    if "id_token" in refreshed:
        _, claims = rp.verified_signature(refreshed["id_token"])
        for name in ("iss", "sub", "aud", "auth_time"):
            assert claims[name] == tokens["claims"][name]
        assert claims["iat"] >= tokens["claims"]["iat"]
    assert rp.userinfo(refreshed["access_token"]).status == 200
    other = make_rp(rp.auth_method, rp.response_mode)
    stolen = other.token_request({"grant_type": "refresh_token", "refresh_token": tokens["refresh_token"]})
    assert (stolen.status, stolen.json()["error"]) == (400, "invalid_grant")


def test_oidcc_ensure_request_with_valid_pkce_succeeds(rp) -> None:
    verifier = base64.urlsafe_b64encode(hashlib.sha256(b"a verifier").digest()).rstrip(b"=").decode()
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    result = rp.authorize(code_challenge=challenge, code_challenge_method="S256")
    rp.complete(result, code_verifier=verifier)
    another = rp.redeem(rp.authorize(code_challenge=challenge, code_challenge_method="S256"), code_verifier="x" * 43)
    assert another.json()["error"] == "invalid_grant"


def unsigned(rp) -> str:
    """A request object with the algorithm none."""
    asked = {**rp.request(), "aud": rp.provider.issuer, "iss": rp.client.client_id}
    segments = [base64.urlsafe_b64encode(json.dumps(one).encode()).rstrip(b"=") for one in ({"alg": "none"}, asked)]
    return b".".join((*segments, b"")).decode()

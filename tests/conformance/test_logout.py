"""The plans `oidcc-rp-initiated-logout-certification-test-plan` and `oidcc-backchannel-rp-initiated-logout-…`."""

from __future__ import annotations

import base64
import json
from urllib.parse import urlencode

import pytest

LOGOUT_EVENT = "http://schemas.openid.net/event/backchannel-logout"


@pytest.fixture
def rp(make_rp, site):
    return make_rp(post_logout_redirect_uris=(f"{site.address}/post_logout_redirect",))


@pytest.fixture
def told_rp(make_rp, site):
    """A client that wants to be told."""
    return make_rp(
        post_logout_redirect_uris=(f"{site.address}/post_logout_redirect",),
        backchannel_logout_uri=f"{site.address}/backchannel_logout",
        backchannel_logout_session_required=True,
    )


@pytest.fixture
def signed_in(rp):
    """The tokens of a person who has signed in."""
    return rp.complete(rp.authorize())


class Logout:
    """A request to the end_session_endpoint, and where it ended."""

    def __init__(self, rp, *, confirmed: bool = True, **parameters: str) -> None:
        self.parameters, before = parameters, len(rp.site.called("/post_logout_redirect"))
        endpoint = rp.metadata["end_session_endpoint"]
        query = f"?{urlencode(parameters)}" if parameters else ""
        self.page = rp.browser.get(endpoint + query, came_from=rp.site.address + "/start")
        self.asked = "logout-form" in self.page.forms
        if self.asked and confirmed:
            self.page = rp.browser.submit(self.page, "logout-confirm")
        calls = rp.site.called("/post_logout_redirect")[before:]
        assert len(calls) <= 1
        self.redirected = calls[0] if calls else None


def request(rp, tokens, *without: str, **changes: str) -> dict[str, str]:
    whole = {
        "id_token_hint": tokens["id_token"],
        "post_logout_redirect_uri": f"{rp.site.address}/post_logout_redirect",
        "state": "a-state-of-the-client",
        **changes,
    }
    return {name: value for name, value in whole.items() if name not in without}


def signed_out(rp) -> None:
    """As the suite proves it: with prompt=none nobody gets a code any more."""
    result = rp.authorize(prompt="none")
    assert result.parameters["error"] in {"login_required", "interaction_required"}, result.parameters


def still_signed_in(rp) -> None:
    assert "code" in rp.authorize(prompt="none").parameters


def back_at_the_client(rp, logout, state: str | None) -> None:
    assert logout.redirected is not None, logout.page.texts
    assert logout.redirected.parameters == ({"state": state} if state is not None else {})
    signed_out(rp)


def refused(rp, logout) -> None:
    assert logout.redirected is None
    assert logout.page.status == 400
    assert logout.page.texts["error-code"].startswith("logout.")
    still_signed_in(rp)


def done(rp, logout) -> None:
    assert logout.redirected is None
    assert "You are signed out" in logout.page.texts["logout-done"]
    signed_out(rp)


def test_oidcc_rp_initiated_logout_discovery_endpoint_verification(rp) -> None:
    assert rp.metadata["end_session_endpoint"].startswith("https://")


def test_oidcc_rp_initiated_logout(rp, signed_in) -> None:
    logout = Logout(rp, **request(rp, signed_in))
    assert not logout.asked, "whoever brings the ID token of the session need not be asked"
    back_at_the_client(rp, logout, "a-state-of-the-client")


def test_oidcc_rp_initiated_logout_bad_post_logout_redirect_uri(rp, signed_in) -> None:
    bad = f"{rp.site.address}/post_logout_redirect/another"
    refused(rp, Logout(rp, **request(rp, signed_in, post_logout_redirect_uri=bad)))


def test_oidcc_rp_initiated_logout_modified_id_token_hint(rp, signed_in) -> None:
    _, payload, _ = signed_in["id_token"].split(".")
    header = base64.urlsafe_b64encode(json.dumps({"alg": "none"}).encode()).rstrip(b"=").decode()
    refused(rp, Logout(rp, **request(rp, signed_in, id_token_hint=f"{header}.{payload}.")))
    head, payload, signature = signed_in["id_token"].split(".")
    bent = ("B" if signature[0] != "B" else "C") + signature[1:]
    refused(rp, Logout(rp, **request(rp, signed_in, id_token_hint=f"{head}.{payload}.{bent}")))


def test_oidcc_rp_initiated_logout_no_id_token_hint(rp, signed_in) -> None:
    refused(rp, Logout(rp, **request(rp, signed_in, "id_token_hint")))


def test_oidcc_rp_initiated_logout_no_params(rp, signed_in) -> None:
    logout = Logout(rp)
    assert logout.asked
    done(rp, logout)


def test_oidcc_rp_initiated_logout_no_post_logout_redirect_uri(rp, signed_in) -> None:
    done(rp, Logout(rp, **request(rp, signed_in, "post_logout_redirect_uri")))


def test_oidcc_rp_initiated_logout_no_state(rp, signed_in) -> None:
    back_at_the_client(rp, Logout(rp, **request(rp, signed_in, "state")), None)


def test_oidcc_rp_initiated_logout_only_state(rp, signed_in) -> None:
    done(rp, Logout(rp, state="a-state-of-the-client"))


def test_oidcc_rp_initiated_logout_query_added_to_post_logout_redirect_uri(rp, signed_in) -> None:
    more = f"{rp.site.address}/post_logout_redirect?foo=bar"
    refused(rp, Logout(rp, **request(rp, signed_in, post_logout_redirect_uri=more)))


def test_oidcc_rp_initiated_logout_bad_id_token_hint(rp, signed_in) -> None:
    refused(rp, Logout(rp, **request(rp, signed_in, id_token_hint="this-is-no-id-token")))


def test_oidcc_backchannel_logout_discovery_endpoint_verification(rp) -> None:
    assert rp.metadata["end_session_endpoint"].startswith("https://")
    assert rp.metadata["backchannel_logout_supported"] is True
    assert rp.metadata["backchannel_logout_session_supported"] is True


def test_oidcc_backchannel_rp_initiated_logout(told_rp) -> None:
    rp, signed_in = told_rp, told_rp.complete(told_rp.authorize())
    logout = Logout(rp, **request(rp, signed_in))
    assert rp.site.told.wait(20), "no logout token came"
    (call,) = rp.site.called("/backchannel_logout")
    assert (call.method, set(call.parameters)) == ("POST", {"logout_token"})
    header, claims = rp.verified_signature(call.parameters["logout_token"])
    assert header["typ"] == "logout+jwt"
    now = rp.provider.clock()
    assert claims["iss"] == rp.provider.issuer
    assert claims["aud"] in (rp.client.client_id, [rp.client.client_id])
    assert now - 60 < claims["iat"] <= now + 5 < claims["exp"]
    assert claims["jti"]
    assert claims["events"] == {LOGOUT_EVENT: {}}
    assert (claims["sub"], claims["sid"]) == (signed_in["claims"]["sub"], signed_in["claims"]["sid"])
    assert "nonce" not in claims
    back_at_the_client(rp, logout, "a-state-of-the-client")

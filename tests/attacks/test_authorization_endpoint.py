"""Attacks A070 to A106 of the security bar, and A190 to A193 on the session behind them, through the whole server.

Not here: A079 and A080 are a client's to hold off; A097 has no target (there is no in-browser message flow); A105 and the
JARM half of A106 need pushed requests and signed answers, which are not there yet. A070's single URIs stand in
`tests/unit/checks/redirect_uri`, A074 and A095 in `tests/unit/server/authorization`, A084 and A086 in those of the token endpoint.
"""

from __future__ import annotations

import json
import re
from base64 import urlsafe_b64decode
from dataclasses import replace
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from assay.model.effects import AddEndUser, ChangePassword, RevokeConsent, SwitchEndUser
from assay.primitives.hashing import sha256
from provocations.browser import Browser, query_of, someone
from provocations.command_line import command_line
from provocations.world import CALLBACK, ISSUER, VERIFIER, World

EVIL = "https://evil.example/callback"


@pytest.fixture
def world():
    made = World()
    someone(made)
    yield made
    made.close()


@pytest.fixture
def browser(world) -> Browser:
    return Browser(world)


def signed_in(world, browser, client, **changes):
    """The answer at the client, after the sign-in and whatever is asked."""
    answer = browser.authorize(client, **changes)
    if answer.status == 200 and b"login-form" in answer.body:
        answer = browser.sign_in()
    if answer.status == 200 and b"consent-form" in answer.body:
        answer = browser.submit("/consent", **{"consent-approve": "yes"})
    return answer


def sent(answer) -> dict[str, str]:
    """What went to the client in its redirect."""
    location = answer.header("location") or ""
    assert location.startswith(CALLBACK), (answer.status, location, answer.body[:200])
    return {name: values[0] for name, values in parse_qs(urlsplit(location).query).items()}


def stays_here(answer) -> None:
    """A071: an error page of our own, and no way out of it."""
    assert (answer.status, answer.header("location")) == (400, None)
    assert b'id="error-code"' in answer.body
    assert b"evil.example" not in answer.body


@pytest.mark.parametrize(
    "uri",
    [
        EVIL, f"{CALLBACK}/", f"{CALLBACK}?x=1", f"{CALLBACK}#f", CALLBACK.upper(), CALLBACK.replace("https", "http"),
        "https://app.example:443/callback", "https://app.example./callback", "https://app.example@evil.example/callback",
        "https://app.example\\@evil.example/callback", "//evil.example", "/callback", "javascript:alert(1)",
        "data:text/html,x", "https://app.example/%63allback", "https://app.example/x/../callback", f"{CALLBACK}\t",
        f" {CALLBACK}", "https://sub.app.example/callback", "https://app.example.evil.example/callback", ISSUER + "/authorize",
        "x" * 3000,
    ],
)  # fmt: skip
@pytest.mark.parametrize("by", ["GET", "POST"])
def test_a070_a071_an_unregistered_redirect_uri_gets_a_page_and_no_redirect(world, browser, uri, by) -> None:
    query = query_of(world.web_client(), redirect_uri=uri)
    answer = browser.get(f"/authorize?{query}") if by == "GET" else browser.post("/authorize", dict(parse_pairs(query)))
    stays_here(answer)


def parse_pairs(query):
    return [(name, values[0]) for name, values in parse_qs(query, keep_blank_values=True).items()]


@pytest.mark.parametrize(
    "uri", ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "blob:https://a/b", "vbscript:x"]
)
def test_a072_a_dangerous_scheme_is_not_registered(uri) -> None:
    words = ("client", "create", "--name", "x", "--grant", "authorization_code", "--redirect-uri", uri)
    with command_line() as assay:
        assert assay.refused(*words) == "registration.redirect_uri_unusable"


@pytest.mark.parametrize(
    "parameter", ["next", "return_to", "RelayState", "target_link_uri", "post_logout_redirect_uri"]
)
def test_a073_no_parameter_of_a_page_says_where_the_browser_goes(world, browser, parameter) -> None:
    client = world.web_client()
    browser.get(f"/authorize?{query_of(client, **{parameter: EVIL})}")
    browser.follow(browser.answer)
    answer = browser.sign_in()
    for page in (
        answer,
        browser.get(f"/login?{urlencode({'request': browser.form.get('request', ''), parameter: EVIL})}"),
    ):
        assert "evil.example" not in (page.header("location") or "")
        assert b"evil.example" not in page.body


def test_a073_an_automatic_error_goes_to_a_registered_address_only(world, browser) -> None:
    client = world.web_client()
    answer = browser.get(f"/authorize?{query_of(client, prompt='none')}")
    assert sent(answer)["error"] == "login_required"
    stays_here(browser.get(f"/authorize?{query_of(client, prompt='none', redirect_uri=EVIL)}"))


@pytest.mark.parametrize("name", ["code", "state", "iss", "error", "access_token"])
def test_a075_a_redirect_uri_cannot_bring_a_part_of_the_answer(name) -> None:
    uri = f"https://app.example/cb?{name}=forged"
    words = ("client", "create", "--name", "x", "--grant", "authorization_code", "--redirect-uri", uri)
    with command_line() as assay:
        assert assay.refused(*words) == "registration.redirect_uri_unusable"


def test_a076_a_password_is_never_posted_on(world, browser) -> None:
    client = world.web_client(first_party=True)
    browser.authorize(client)
    answer = browser.post("/login", {**browser.form, "username": "person", "password": "correct horse battery staple"})
    assert answer.status == 303


def test_a077_nothing_of_the_answer_leaks(world, browser) -> None:
    client = world.web_client()
    pages = [browser.authorize(client), browser.sign_in()]
    for page in pages:
        assert page.header("referrer-policy") == "no-referrer"
        assert page.header("cache-control") == "no-store"
        assert set(re.findall(rb'(?:src|href|action)="(https?://[^"]*)"', page.body)) == set()
        assert b"code=" not in page.body
    answer = browser.submit("/consent", **{"consent-approve": "yes"})
    assert answer.header("referrer-policy") == "no-referrer"
    assert answer.body == b""


@pytest.mark.parametrize("response_mode", ["query", "form_post"])
@pytest.mark.parametrize("fails", [True, False])
def test_a078_every_answer_names_its_issuer(world, browser, response_mode, fails) -> None:
    changes = {"response_mode": response_mode, **({"prompt": "none"} if fails else {})}
    answer = signed_in(world, browser, world.web_client(), **changes)
    if response_mode == "query":
        assert sent(answer)["iss"] == ISSUER
    else:
        assert f'name="iss" value="{ISSUER}"'.encode() in answer.body
    assert world.send("GET", "/.well-known/openid-configuration").json()[
        "authorization_response_iss_parameter_supported"
    ]


def test_a081_a106_a_stolen_code_is_useless_without_the_verifier(world, browser) -> None:
    client = world.web_client()
    code = sent(signed_in(world, browser, client))["code"]
    thief = world.exchange(client, code, code_verifier="another-verifier-of-more-than-forty-three-characters")
    assert world.reason_of(thief) == "authorization_code.verifier_mismatch"
    assert world.exchange(client, code).status == 200


def test_a082_a_public_client_needs_a_challenge(world, browser) -> None:
    client = world.web_client(method="none")
    answer = browser.authorize(client, code_challenge=None, code_challenge_method=None)
    assert world.reason_of(answer) == "authorization_request.code_challenge_missing"


@pytest.mark.parametrize(
    ("changes", "verifier"),
    [
        ({"code_challenge": None, "code_challenge_method": None}, VERIFIER),
        ({"code_challenge": VERIFIER, "code_challenge_method": "plain"}, VERIFIER),
        ({"code_challenge_method": None}, VERIFIER),
        ({"code_challenge": "", "code_challenge_method": "S256"}, VERIFIER),
        ({}, None),
    ],
)
def test_a083_pkce_cannot_be_taken_away_or_made_plain(world, browser, changes, verifier) -> None:
    client = world.web_client(pkce_required=False)
    answer = signed_in(world, browser, client, **changes)
    parameters = sent(answer)
    if "code" in parameters:
        assert world.exchange(client, parameters["code"], code_verifier=verifier).status == 400
    else:
        assert parameters["error"] == "invalid_request"


@pytest.mark.parametrize("after", [1, 30, 3600])
def test_a085_a_code_counts_once_and_its_replay_ends_what_it_bought(world, browser, after) -> None:
    client = world.web_client()
    code = sent(signed_in(world, browser, client))["code"]
    bought = world.exchange(client, code).json()
    world.now += after
    assert world.reason_of(world.exchange(client, code)) == "authorization_code.replayed"
    assert world.refresh(client, bought["refresh_token"]).status == 400
    if after < 300:
        assert world.send("GET", "/userinfo", bearer=bought["access_token"]).status == 401


def test_a087_a_code_is_bound_to_its_client_address_and_resource(world, browser) -> None:
    client, other = world.web_client(), world.web_client()
    for changes, who in (
        ({}, other),
        ({"redirect_uri": "https://app.example/other"}, client),
        ({"redirect_uri": None}, client),
        ({"resource": "https://elsewhere.example"}, client),
    ):
        code = sent(signed_in(world, browser, client))["code"]
        assert world.exchange(who, code, **changes).status == 400, changes


def test_a088_a_code_is_not_stored_and_lives_a_minute(world, browser) -> None:
    client = world.web_client()
    code = sent(signed_in(world, browser, client))["code"]
    assert len(code) > 43
    world.now += 60
    assert world.reason_of(world.exchange(client, code)) == "authorization_code.expired"


@pytest.mark.parametrize(
    "response_type", ["token", "id_token", "code token", "code id_token", "none", "id_token token"]
)
def test_a089_a090_nothing_but_a_code_goes_through_the_browser(world, browser, response_type) -> None:
    answer = browser.authorize(world.web_client(), response_type=response_type)
    assert sent(answer)["error"] == "unsupported_response_type"
    for mode in ("fragment", "jwt", "web_message"):
        refused = browser.authorize(world.web_client(), response_mode=mode)
        assert sent(refused)["error"] == "invalid_request"


@pytest.mark.parametrize("grant_type", ["password", "implicit", "urn:ietf:params:oauth:grant-type:saml2-bearer"])
def test_a090_the_old_grants_are_not_there(world, grant_type) -> None:
    answer = world.token(world.web_client(), grant_type=grant_type, username="person", password="x")
    assert answer.json()["error"] == "unsupported_grant_type"


def test_a091_a092_neither_scope_nor_resource_grows_on_the_way(world, browser) -> None:
    client = world.web_client(scopes=("openid", "read", "offline_access"))
    assert sent(browser.authorize(client, scope="openid write"))["error"] == "invalid_scope"
    assert sent(browser.authorize(client, resource="https://elsewhere.example"))["error"] == "invalid_target"
    code = sent(signed_in(world, browser, client, scope="openid read"))["code"]
    bought = world.exchange(client, code).json()
    assert world.refresh(client, bought["refresh_token"], scope="openid read offline_access").status == 400
    assert world.refresh(client, bought["refresh_token"], resource="https://elsewhere.example").status == 400


def test_a093_consent_is_for_the_stored_request_whatever_the_form_says(world, browser) -> None:
    client = world.web_client(scopes=("openid", "read", "write"))
    browser.authorize(client, scope="openid read")
    browser.sign_in()
    forged = {"scope": "openid read write", "client_id": "another", "redirect_uri": EVIL, "consent-approve": "yes"}
    code = sent(browser.submit("/consent", **forged))["code"]
    assert world.exchange(client, code).json()["scope"] == "openid read"


def test_a093_more_than_was_approved_is_asked_again_and_never_given_silently(world, browser) -> None:
    client = world.web_client(scopes=("openid", "read", "write"))
    signed_in(world, browser, client, scope="openid read")
    answer = browser.authorize(client, scope="openid read write", prompt="none")
    assert world.reason_of(answer) == "authorization_request.consent_required"
    assert b"consent-form" in browser.authorize(client, scope="openid read write").body
    public = world.web_client(method="none")
    signed_in(world, browser, public)
    assert b"consent-form" in browser.authorize(public).body, "anybody can pose as a public client"


@pytest.mark.parametrize("path", ["/login", "/consent"])
@pytest.mark.parametrize("headers", [{"origin": "https://evil.example"}, {"sec_fetch_site": "cross-site"}])
def test_a094_another_site_posts_nothing(world, browser, path, headers) -> None:
    client = world.web_client()
    browser.authorize(client)
    if path == "/consent":
        browser.sign_in()
    issued = count(world, "authorization_code.issued")
    answer = browser.post(path, {**browser.form, "consent-approve": "yes", "username": "person"}, **headers)
    assert answer.status == 403
    assert count(world, "authorization_code.issued") == issued


def test_a095_an_attackers_sign_in_form_signs_nobody_in(world, browser) -> None:
    attacker = Browser(world)
    attacker.authorize(world.web_client())
    browser.authorize(world.web_client())
    browser.form = attacker.form
    answer = browser.sign_in()
    assert world.reason_of(answer) == "session.another_browser"
    assert "assay_session" not in browser.cookies


def test_a096_no_page_can_be_framed(world, browser) -> None:
    pages = [
        browser.authorize(world.web_client()),
        browser.sign_in(),
        browser.get("/authorize"),
        browser.get("/logout"),
    ]
    for page in pages:
        assert page.header("x-frame-options") == "DENY"
        assert "frame-ancestors 'none'" in (page.header("content-security-policy") or "")


@pytest.mark.parametrize("name", ["Bank\u202ekcatta", "Bank\x00", "B\u200bank", "Bank\n"])
def test_a098_a_name_that_pretends_is_not_registered(name) -> None:
    with command_line() as assay:
        words = ("client", "create", "--name", name, "--grant", "client_credentials")
        assert assay.refused(*words).startswith("registration.")


def test_a099_the_person_sees_where_the_browser_goes(world, browser) -> None:
    browser.authorize(world.web_client())
    page = browser.sign_in()
    assert b"app.example" in page.body


@pytest.mark.parametrize(
    "name", ["state", "nonce", "login_hint", "id_token_hint", "ui_locales", "acr_values", "claims"]
)
@pytest.mark.parametrize("value", ['"><script>alert(1)</script>', "a\r\nSet-Cookie: x=1", "\x00", "x" * 9000, "\u202e"])
def test_a100_no_parameter_splits_a_header_or_runs(world, browser, name, value) -> None:
    answer = browser.authorize(world.web_client(), **{name: value})
    assert b"<script>alert" not in answer.body
    assert all("\n" not in value and "\r" not in value for _, value in answer.headers)
    assert not any(key == "set-cookie" and value.startswith("x=") for key, value in answer.headers)
    assert answer.status < 500


def test_a101_a_hint_about_somebody_else_or_a_forged_one_gets_no_code(world, browser) -> None:
    client = world.web_client(first_party=True)
    person = world.run(world.store.end_users.find("person"))
    world.commit(AddEndUser(replace(person, subject="another", username="another")))
    other = Browser(world)
    other.authorize(client)
    answer = other.sign_in("another")
    token = world.exchange(client, sent(answer)["code"]).json()["id_token"]
    signed_in(world, browser, client)
    refused = browser.authorize(client, prompt="none", id_token_hint=token)
    assert world.reason_of(refused) == "authorization_request.another_end_user"
    assert b"login-form" in browser.authorize(client, id_token_hint=token).body
    forged = browser.authorize(client, id_token_hint=token[:-6] + "AAAAAA")
    assert world.reason_of(forged) == "authorization_request.id_token_hint_unusable"


@pytest.mark.parametrize("changes", [{"prompt": "login"}, {"max_age": "0"}, {"max_age": "10"}])
def test_a102_a_fresh_sign_in_is_a_fresh_one(world, browser, changes) -> None:
    client = world.web_client(first_party=True)
    signed_in(world, browser, client)
    world.now += 11
    page = browser.authorize(client, **changes)
    assert b"login-form" in page.body
    handle = browser.form["request"]
    assert b"login-form" in browser.get(f"/login?request={handle}").body, "the page is not skipped by its address"
    assert browser.get(f"/consent?request={handle}").status in {200, 303}
    assert count(world, "authorization_code.issued") == 1


def test_a102_a_consent_page_that_was_left_open_asks_for_a_new_sign_in(world, browser) -> None:
    client = world.web_client()
    browser.authorize(client, max_age="300")
    browser.sign_in()
    assert b'id="consent-form"' in browser.answer.body
    world.now += 301
    assert b'id="login-form"' in browser.submit("/consent", **{"consent-approve": "yes"}).body
    assert count(world, "authorization_code.issued") == 0
    browser.sign_in()
    answer = browser.submit("/consent", **{"consent-approve": "yes"})
    tokens = world.exchange(client, sent(answer)["code"]).json()
    claims = json.loads(urlsafe_b64decode(tokens["id_token"].split(".")[1] + "=="))
    assert claims["auth_time"] == int(world.now)


@pytest.mark.parametrize("at", ["/login", "/consent"])
def test_a071_an_address_that_was_taken_off_the_client_meanwhile_gets_nothing(world, browser, at) -> None:
    client = world.web_client(redirect_uris=(CALLBACK, EVIL))
    browser.authorize(client, redirect_uri=EVIL)
    if at == "/consent":
        browser.sign_in()
    form = dict(browser.form)
    world.change_client(client.client_id, redirect_uris=(CALLBACK,))
    answer = browser.sign_in() if at == "/login" else browser.submit("/consent", **{"consent-approve": "yes"})
    assert world.reason_of(answer) == "authorization_request.redirect_uri_mismatch"
    stays_here(answer)
    browser.form = form
    stays_here(browser.submit("/consent", **{"consent-deny": "yes"}))
    stays_here(browser.get(f"{at}?request={form['request']}"))
    assert count(world, "authorization_code.issued") == 0


@pytest.mark.parametrize("header", ["sec_purpose", "purpose", "x_moz"])
def test_a103_what_is_fetched_ahead_makes_no_code(world, browser, header) -> None:
    client = world.web_client(first_party=True)
    signed_in(world, browser, client)
    browser.get(f"/authorize?{query_of(client)}", **{header: "prefetch"})
    assert count(world, "authorization_code.issued") == 1


def test_a104_an_approval_counts_for_the_account_that_was_shown(world, browser) -> None:
    client = world.web_client()
    person = world.run(world.store.end_users.find("person"))
    world.commit(AddEndUser(replace(person, subject="another", username="another")))
    browser.authorize(client)
    browser.sign_in()
    shown = dict(browser.form)
    browser.authorize(client, prompt="login")
    browser.sign_in("another")
    browser.form = shown
    answer = browser.submit("/consent", **{"consent-approve": "yes"})
    assert world.reason_of(answer) == "session.account_changed"
    assert count(world, "authorization_code.issued") == 0


@pytest.mark.parametrize("event", ["logout", "password", "disabled", "all ended"])
def test_a124_a192_nothing_outlives_the_session(world, browser, event) -> None:
    """Cookie, refresh token and access token are dead with the next request; with `offline_access` a logout spares the grant."""
    client = world.web_client(first_party=True)
    bought = world.exchange(client, sent(signed_in(world, browser, client))["code"]).json()
    world.now += 5
    person = world.run(world.store.end_users.find("person"))
    if event == "logout":
        kept = dict(browser.cookies)
        browser.get(f"/logout?{urlencode({'id_token_hint': bought['id_token']})}")
        browser.cookies = kept
    elif event == "all ended":
        world.run(world.parts.session_ending.end_all("person", "a test", world.now))
    elif event == "password":
        world.commit(ChangePassword(person.subject, person.password_hash, int(world.now)))
    else:
        world.commit(SwitchEndUser(person.subject, int(world.now)))
    assert "error" in sent(browser.get(f"/authorize?{query_of(client, prompt='none')}"))
    assert world.refresh(client, bought["refresh_token"]).json()["error"] == "invalid_grant"
    assert world.send("GET", "/userinfo", bearer=bought["access_token"]).status == 401


def test_a124_a_consent_that_was_taken_back_is_asked_for_again(world, browser) -> None:
    client = world.web_client()
    signed_in(world, browser, client)
    world.commit(RevokeConsent(client.client_id, "person"))
    answer = browser.authorize(client, prompt="none")
    assert world.reason_of(answer) == "authorization_request.consent_required"


def test_a190_the_cookie_changes_at_every_sign_in_and_goes_at_a_logout(world, browser) -> None:
    client = world.web_client(first_party=True)
    seen = []
    for prompt in (None, "login", "login"):
        browser.authorize(client, prompt=prompt)
        browser.sign_in()
        seen.append(browser.cookies["assay_session"])
    assert len(set(seen)) == 3
    fixed = Browser(world)
    fixed.cookies["assay_session"] = "x" * 43  # an attacker's own idea of one
    fixed.authorize(client)
    fixed.sign_in()
    assert fixed.cookies["assay_session"] != "x" * 43


@pytest.mark.parametrize("planted", ["x" * 43, "", "short", "x" * 5000])
def test_a191_a_cookie_of_a_sibling_host_is_not_taken(world, browser, planted) -> None:
    """Two cookies of one name mean that a sibling set one too; then neither counts."""
    client = world.web_client(first_party=True)
    signed_in(world, browser, client)
    mine = browser.cookies.pop("assay_session")
    both = [("host", "localhost:8400"), ("cookie", f"assay_session={planted}; assay_session={mine}")]
    answer = world.send("GET", f"/authorize?{query_of(client, prompt='none')}", headers=both[1:])
    assert sent(answer)["error"] == "login_required"


def test_a191_the_secret_of_a_session_is_not_in_the_store(world, browser) -> None:
    client = world.web_client(first_party=True)
    signed_in(world, browser, client)
    secret = browser.cookies["assay_session"]
    session = world.run(world.store.end_user_sessions.find(sha256(secret.encode())))
    assert session is not None
    assert secret not in repr(session)
    assert len(secret) == 43


def test_a193_a_session_has_an_idle_and_an_absolute_end(world, browser) -> None:
    client, settings = world.web_client(first_party=True), world.settings.session
    signed_in(world, browser, client)
    began = world.now
    while world.now + settings.idle - 120 < began + settings.lifetime:
        world.now += settings.idle - 120
        assert "code" in sent(browser.get(f"/authorize?{query_of(client, prompt='none')}"))
    world.now = began + settings.lifetime
    assert sent(browser.get(f"/authorize?{query_of(client, prompt='none')}"))["error"] == "login_required"
    signed_in(world, browser, client)
    world.now += settings.idle
    assert sent(browser.get(f"/authorize?{query_of(client, prompt='none')}"))["error"] == "login_required"


def count(world, kind: str) -> int:
    return sum(event.type == kind for event in world.run(world.store.events.read(0, 10_000)))

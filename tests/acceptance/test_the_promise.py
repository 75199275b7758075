"""The outcome that the product promises, end to end over real sockets: tokens, a bend, a refusal, the reason behind its id."""

from __future__ import annotations

import concurrent.futures
import json
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from person import Person

from live import DevServer

VERIFIER = "a-code-verifier-of-more-than-forty-three-characters"


def challenge_of(verifier: str) -> str:
    import base64
    import hashlib

    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()


def redirect_uri(server: DevServer) -> str:
    return f"http://localhost:{server.port}/demo/callback"


def new_code(server: DevServer, **extra: str) -> str:
    """An authorization code, got as a person with a browser without JavaScript gets it."""
    parameters = {
        "client_id": server.demo[0],
        "response_type": "code",
        "redirect_uri": redirect_uri(server),
        "scope": "openid offline_access",
        "state": "a-state",
        "nonce": "a-nonce",
        "prompt": "consent",
        "code_challenge": challenge_of(VERIFIER),
        "code_challenge_method": "S256",
        **extra,
    }
    person = Person(server.issuer, server.dev["username"], server.dev["password"])
    callback = person.visit(server.issuer + "/authorize?" + urlencode(parameters), redirect_uri(server))
    answer = parse_qs(urlsplit(callback).query)
    assert answer["state"] == ["a-state"]
    assert answer["iss"] == [server.issuer]
    return answer["code"][0]


def exchange(server: DevServer, code: str, **changed: str):
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": redirect_uri(server),
        "code_verifier": VERIFIER,
        **changed,
    }
    return server.send("/token", form, basic=server.demo)


def refresh(server: DevServer, token: str):
    return server.send("/token", {"grant_type": "refresh_token", "refresh_token": token}, basic=server.demo)


def introspect(server: DevServer, token: str):
    return server.send("/introspect", {"token": token}, basic=server.demo).json()


def test_dev_json_holds_what_the_contract_says(server: DevServer) -> None:
    assert set(server.dev) >= {"issuer", "client_id", "client_secret", "username", "password", "admin_token"}
    assert server.issuer == f"http://localhost:{server.port}"
    assert server.mode == 0o600
    assert (server.folder / ".assay").stat().st_mode & 0o777 == 0o700


def test_a_token_by_client_credentials_without_scope_or_resource_is_active(server: DevServer) -> None:
    answer = server.send("/token", {"grant_type": "client_credentials"}, basic=server.demo)
    assert answer.status == 200
    assert answer.headers["cache-control"] == "no-store"
    tokens = answer.json()
    assert tokens["token_type"] == "Bearer"
    assert "refresh_token" not in tokens
    standing = introspect(server, tokens["access_token"])
    assert standing["active"] is True
    assert standing["client_id"] == server.demo[0]


def test_a_wrong_secret_is_invalid_client_outside_and_named_inside(server: DevServer) -> None:
    answer = server.send("/token", {"grant_type": "client_credentials"}, basic=(server.demo[0], "wrong"))
    assert answer.status == 401
    error = answer.json()
    assert error["error"] == "invalid_client"
    assert answer.headers["refusal-id"] == error["refusal_id"]
    assert error["error_uri"].startswith(server.issuer + "/reasons/")
    assert answer.headers["www-authenticate"].lower().startswith("basic")
    explained = server.explained(error["refusal_id"])
    assert explained["verdict"] == "refused"
    assert explained["reasons"][0]["code"] == "client.secret_mismatch"
    assert explained["refusal"]["id"] == error["refusal_id"]
    assert explained["refusal"]["endpoint"]
    page = server.assay("explain", "--refusal", error["refusal_id"])
    assert page.returncode == 1
    assert "client.secret_mismatch" in page.stdout
    assert "wrong" not in json.dumps(explained["reasons"][0]["evidence"])


def test_an_unknown_client_is_answered_like_a_wrong_secret(server: DevServer) -> None:
    unknown = server.send("/token", {"grant_type": "client_credentials"}, basic=("nobody", "wrong"))
    known = server.send("/token", {"grant_type": "client_credentials"}, basic=(server.demo[0], "wrong"))

    def visible(answer):
        body = answer.json()
        headers = dict(answer.headers)
        for volatile in ("refusal-id", "date", "x-request-id"):
            headers.pop(volatile, None)
        body.pop("refusal_id")
        return answer.status, headers, body

    assert visible(unknown) == visible(known)


def test_a_bent_token_is_refused_at_userinfo_and_the_reason_is_found(server: DevServer) -> None:
    tokens = exchange(server, new_code(server)).json()
    good = server.send("/userinfo", bearer=tokens["access_token"])
    assert good.status == 200
    assert good.json()["sub"]
    head, payload, signature = tokens["access_token"].split(".")
    bent = f"{head}.{payload}.{'A' if signature[0] != 'A' else 'B'}{signature[1:]}"
    answer = server.send("/userinfo", bearer=bent)
    assert answer.status == 401
    assert 'error="invalid_token"' in answer.headers["www-authenticate"]
    explained = server.explained(answer.headers["refusal-id"])
    assert explained["reasons"][0]["code"].startswith("token.")
    outcomes = {line["check"]: line["outcome"] for line in explained["checks"]}
    assert "refused" in outcomes.values()
    assert "not_reached" in outcomes.values()


def test_a_request_without_credentials_gets_a_challenge_and_no_error_code(server: DevServer) -> None:
    answer = server.send("/userinfo")
    assert answer.status == 401
    assert answer.headers["www-authenticate"].startswith("Bearer")
    assert "error=" not in answer.headers["www-authenticate"]
    assert answer.headers["refusal-id"]


def test_a_code_buys_tokens_once_and_its_replay_revokes_them(server: DevServer) -> None:
    code = new_code(server)
    first = exchange(server, code)
    assert first.status == 200, first.body
    tokens = first.json()
    assert {"access_token", "id_token", "refresh_token"} <= set(tokens)
    assert introspect(server, tokens["access_token"])["active"] is True
    replay = exchange(server, code)
    assert (replay.status, replay.json()["error"]) == (400, "invalid_grant")
    assert server.explained(replay.json()["refusal_id"])["reasons"][0]["code"].startswith("authorization_code.")
    assert introspect(server, tokens["access_token"]) == {"active": False}
    assert refresh(server, tokens["refresh_token"]).json()["error"] == "invalid_grant"


@pytest.mark.parametrize(
    "changed",
    [{"code_verifier": "x" * 43}, {"redirect_uri": "http://localhost/elsewhere"}, {"code_verifier": ""}],
    ids=["wrong verifier", "other redirect URI", "no verifier"],
)
def test_a_code_in_the_wrong_company_is_refused(server: DevServer, changed: dict[str, str]) -> None:
    answer = exchange(server, new_code(server), **changed)
    assert answer.status == 400
    assert answer.json()["error"] in {"invalid_grant", "invalid_request"}


def public_client(server: DevServer) -> str:
    made = server.assay(
        "client", "create", "--name", "A public client", "--grant", "authorization_code", "--grant", "refresh_token",
        "--scope", "openid", "--scope", "offline_access", "--redirect-uri", redirect_uri(server), "--auth-method", "none", "-o", "json",
    )  # fmt: skip
    assert made.returncode == 0, made.stderr
    client = json.loads(made.stdout)
    assert client["client_secret"] is None
    return client["client_id"]


def public_tokens(server: DevServer, client_id: str) -> dict[str, str]:
    code = new_code(server, client_id=client_id)
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": redirect_uri(server),
        "code_verifier": VERIFIER,
        "client_id": client_id,
    }
    answer = server.send("/token", form)
    assert answer.status == 200, answer.body
    return answer.json()


def public_refresh(server: DevServer, client_id: str, token: str):
    return server.send("/token", {"grant_type": "refresh_token", "refresh_token": token, "client_id": client_id})


def test_a_hundred_parallel_refreshes_get_one_and_the_same_successor(server: DevServer) -> None:
    client_id = public_client(server)
    token = public_tokens(server, client_id)["refresh_token"]
    with concurrent.futures.ThreadPoolExecutor(50) as pool:
        answers = list(pool.map(lambda _: public_refresh(server, client_id, token), range(100)))
    assert {answer.status for answer in answers} == {200}
    successors = {answer.json()["refresh_token"] for answer in answers}
    assert len(successors) == 1
    assert successors != {token}
    assert len({answer.json()["access_token"] for answer in answers}) == 100
    assert public_refresh(server, client_id, successors.pop()).status == 200


def test_an_authentic_older_refresh_token_revokes_the_family_and_a_forged_one_changes_nothing(
    server: DevServer,
) -> None:
    client_id = public_client(server)
    first = public_tokens(server, client_id)["refresh_token"]
    second = public_refresh(server, client_id, first).json()["refresh_token"]
    third = public_refresh(server, client_id, second).json()["refresh_token"]
    middle = len(third) // 2
    forged = third[:middle] + ("A" if third[middle] != "A" else "B") + third[middle + 1 :]
    assert public_refresh(server, client_id, forged).json()["error"] == "invalid_grant"
    fourth = public_refresh(server, client_id, third)
    assert fourth.status == 200
    reused = public_refresh(server, client_id, first)
    assert reused.json()["error"] == "invalid_grant"
    assert server.explained(reused.json()["refusal_id"])["reasons"][0]["code"] == "refresh_token.reused"
    assert public_refresh(server, client_id, fourth.json()["refresh_token"]).json()["error"] == "invalid_grant"
    assert introspect(server, fourth.json()["access_token"]) == {"active": False}


def test_revocation_answers_alike_and_touches_only_the_owners_tokens(server: DevServer) -> None:
    tokens = exchange(server, new_code(server)).json()
    made = json.loads(
        server.assay("client", "create", "--name", "Another", "--grant", "client_credentials", "-o", "json").stdout
    )
    stranger = (made["client_id"], made["client_secret"])
    assert server.send("/revoke", {"token": tokens["access_token"]}, basic=stranger).status == 200
    assert introspect(server, tokens["access_token"])["active"] is True
    assert server.send("/introspect", {"token": tokens["access_token"]}, basic=stranger).json() == {"active": False}
    assert server.send("/revoke", {"token": tokens["refresh_token"]}, basic=server.demo).status == 200
    assert introspect(server, tokens["access_token"]) == {"active": False}


def test_the_operator_and_the_owning_client_read_the_record_and_nobody_else(server: DevServer) -> None:
    tokens = exchange(server, new_code(server)).json()
    server.send("/revoke", {"token": tokens["refresh_token"]}, basic=server.demo)
    refusal_id = refresh(server, tokens["refresh_token"]).json()["refusal_id"]
    operator = server.send(f"/refusals/{refusal_id}", bearer=server.dev["admin_token"])
    assert operator.status == 200, operator.body
    assert operator.json()["reasons"][0]["code"].startswith("refresh_token.")
    own = server.send("/explain", {"refusal_id": refusal_id}, basic=server.demo)
    assert own.status == 200, own.body
    assert own.json()["reasons"][0]["code"] == operator.json()["reasons"][0]["code"]
    made = json.loads(
        server.assay("client", "create", "--name", "Curious", "--grant", "client_credentials", "-o", "json").stdout
    )
    other = server.send("/explain", {"refusal_id": refusal_id}, basic=(made["client_id"], made["client_secret"]))
    unknown = server.send(
        "/explain", {"refusal_id": "rf_" + "a" * 26}, basic=(made["client_id"], made["client_secret"])
    )
    assert other.status == unknown.status
    assert other.status in {403, 404}
    machine = server.send("/token", {"grant_type": "client_credentials"}, basic=server.demo).json()["access_token"]
    assert server.send(f"/refusals/{refusal_id}", bearer=machine).status in {401, 403}
    assert server.send(f"/refusals/{refusal_id}").status == 401


def test_an_unregistered_redirect_uri_shows_the_error_page_and_never_redirects(server: DevServer) -> None:
    parameters = {
        "client_id": server.demo[0],
        "response_type": "code",
        "redirect_uri": "https://evil.example/callback",
        "scope": "openid",
        "code_challenge": challenge_of(VERIFIER),
        "code_challenge_method": "S256",
    }
    answer = server.send("/authorize?" + urlencode(parameters))
    assert answer.status == 400
    assert "location" not in answer.headers
    assert b'id="error-code"' in answer.body
    assert b"authorization_request.redirect_uri" in answer.body


def test_discovery_and_keys_are_served_and_agree(server: DevServer) -> None:
    openid = server.send("/.well-known/openid-configuration").json()
    oauth = server.send("/.well-known/oauth-authorization-server").json()
    assert openid["issuer"] == oauth["issuer"] == server.issuer
    assert openid["code_challenge_methods_supported"] == ["S256"]
    assert openid["authorization_response_iss_parameter_supported"] is True
    keys = server.send(urlsplit(openid["jwks_uri"]).path).json()["keys"]
    assert {key["alg"] for key in keys} >= {"ES256", "RS256"}
    assert all(key["use"] == "sig" and "key_ops" not in key and "d" not in key for key in keys)


def test_every_code_that_the_catalogue_lists_has_a_page_and_a_command(server: DevServer) -> None:
    for code in ("token.expired", "client.secret_mismatch", "refresh_token.reused"):
        page = server.send(f"/reasons/{code}")
        assert page.status == 200
        assert code.encode() in page.body
        told = server.assay("explain", code)
        assert told.returncode == 0
        assert code in told.stdout
    assert server.send("/reasons/no.such_code").status == 404


def test_a_key_rotation_while_the_server_runs_refuses_no_token(server: DevServer) -> None:
    before = server.send("/token", {"grant_type": "client_credentials"}, basic=server.demo).json()["access_token"]
    kids = {key["kid"] for key in server.send("/jwks").json()["keys"]}
    rotated = server.assay("key", "rotate", "-o", "json")
    assert rotated.returncode == 0, rotated.stderr
    assert {key["kid"] for key in server.send("/jwks").json()["keys"]} > kids
    assert introspect(server, before)["active"] is True


def test_a_disabled_client_is_refused_with_the_next_request(server: DevServer) -> None:
    made = json.loads(
        server.assay("client", "create", "--name", "Short-lived", "--grant", "client_credentials", "-o", "json").stdout
    )
    own = (made["client_id"], made["client_secret"])
    assert server.send("/token", {"grant_type": "client_credentials"}, basic=own).status == 200
    assert server.assay("client", "disable", made["client_id"]).returncode == 0
    answer = server.send("/token", {"grant_type": "client_credentials"}, basic=own)
    assert (answer.status, answer.json()["error"]) == (401, "invalid_client")
    assert server.explained(answer.json()["refusal_id"])["reasons"][0]["code"] == "client.disabled"


def test_the_server_ends_in_time_and_comes_back_with_everything(server: DevServer) -> None:
    tokens = exchange(server, new_code(server)).json()
    assert server.stop() == 0
    server.start()
    assert server.ready_after < 5
    assert introspect(server, tokens["access_token"])["active"] is True
    assert refresh(server, tokens["refresh_token"]).status == 200
    assert server.send("/refusals/rf_none", bearer=server.dev["admin_token"]).status in {400, 404}

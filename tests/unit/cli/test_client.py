"""`assay client …` on a real store."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from contextlib import closing

import pytest

from assay.formats import opaque_token
from issuing import jwk
from pictures import png

MACHINE = ("client", "create", "--name", "Reports", "--grant", "client_credentials")


def test_a_created_client_is_printed_with_its_secret_once(assay) -> None:
    made = assay(*MACHINE, "--scope", "reports.read reports.write", "-o", "json")
    assert made.status == 0
    secret = made.document["client_secret"]
    token = opaque_token.parse(secret)
    assert token is not None
    assert token.intact
    assert made.document["scopes"] == ["reports.read", "reports.write"]
    shown = assay("client", "show", made.document["client_id"], "--json")
    assert "client_secret" not in shown.document
    assert secret not in shown.out
    database = b"".join(file.read_bytes() for file in assay.folder.glob(".assay/assay.db*"))
    assert secret.encode() not in database


def test_every_option_of_the_contract_is_taken(assay) -> None:
    assay("resource", "create", "--identifier", "https://api.example")
    keys = assay.folder / "keys.json"
    keys.write_text(json.dumps({"keys": [jwk()]}))
    made = assay(
        "client", "create", "--name", "Shop", "--grant", "authorization_code", "--grant", "refresh_token",
        "--scope", "openid", "--scope", "orders.read", "--redirect-uri", "https://shop.example/cb",
        "--auth-method", "client_secret_post", "--resource", "https://api.example", "--jwks", str(keys),
        "--id-token-alg", "ES256", "--post-logout-redirect-uri", "https://shop.example/bye", "--no-pkce-required",
        "--first-party", "-o", "json",
    )  # fmt: skip
    assert made.status == 0, made.err
    document = made.document
    assert document["pkce_required"] is False
    assert document["first_party"] is True
    assert document["redirect_uris"] == ["https://shop.example/cb"]
    assert document["post_logout_redirect_uris"] == ["https://shop.example/bye"]
    assert document["resources"] == ["https://api.example"]
    assert document["id_token_signed_response_alg"] == "ES256"


def test_a_public_client_has_a_null_secret(assay) -> None:
    made = assay(
        "client", "create", "--name", "App", "--grant", "authorization_code", "--redirect-uri", "http://127.0.0.1/cb",
        "--auth-method", "none", "--json",
    )  # fmt: skip
    assert made.document["client_secret"] is None


def test_what_is_refused_names_its_reason_and_ends_with_2(assay) -> None:
    refused = assay("client", "create", "--name", "X", "--grant", "password", "-o", "json")
    assert refused.status == 2
    assert refused.out == ""
    assert json.loads(refused.err)["fault"]["code"] == "registration.grant_type_unknown"


def test_where_a_client_is_told_of_a_logout(assay) -> None:
    create = (
        "client",
        "create",
        "--name",
        "Shop",
        "--grant",
        "authorization_code",
        "--redirect-uri",
        "https://s.example/",
    )
    told = ("--backchannel-logout-uri", "https://s.example/logout", "--backchannel-logout-session-required", "--json")
    created = assay(*create, *told).document
    assert created["backchannel_logout_uri"] == "https://s.example/logout"
    assert created["backchannel_logout_session_required"] is True
    for uri in ("com.example.app:/logout", "http://s.example/", "https://u@s.example/", "https://s.example/#f", "x"):
        refused = assay(*create, "--backchannel-logout-uri", uri)
        assert (refused.status, "registration.redirect_uri_unusable" in refused.err) == (2, True), uri


def test_an_unknown_client_ends_with_6(assay) -> None:
    for verb in ("show", "disable", "rotate-secret"):
        refused = assay("client", verb, "nobody")
        assert refused.status == 6
        assert "registration.client_unknown" in refused.err


def test_secrets_overlap_when_they_rotate(assay) -> None:
    made = assay(*MACHINE, "--json").document
    rotated = assay("client", "rotate-secret", made["client_id"], "--overlap", "1h", "--json").document
    assert rotated["client_secret"] != made["client_secret"]
    assert [secret["expires_at"] is None for secret in rotated["secrets"]] == [False, True]
    third = assay("client", "rotate-secret", made["client_id"], "--json")
    assert third.status == 8
    assert "registration.two_secrets_live" in third.err
    last = assay("client", "rotate-secret", made["client_id"], "--overlap", "0", "--json")
    assert len(last.document["secrets"]) == 1


def test_a_disabled_client_stays_listed(assay) -> None:
    made = assay(*MACHINE, "--json").document
    assert assay("client", "disable", made["client_id"], "--json").document["status"] == "disabled"
    assert assay("client", "rotate-secret", made["client_id"]).status == 8
    (listed,) = assay("client", "list", "--json").document
    assert listed["status"] == "disabled"
    assert "disabled" in assay("client", "list").out


def test_a_name_cannot_drive_the_terminal(assay) -> None:
    refused = assay("client", "create", "--name", "a\x1b[31mred", "--grant", "client_credentials")
    assert refused.status == 2
    assert "\x1b" not in refused.err


@pytest.mark.parametrize("name", ["nothing.json", "."])
def test_a_file_that_cannot_be_read_is_named(assay, name: str) -> None:
    refused = assay(*MACHINE, "--auth-method", "private_key_jwt", "--jwks", name)
    assert refused.status == 2
    assert repr(name) in refused.err


def test_what_is_written_is_readable_by_its_owner_alone(assay) -> None:
    assay(*MACHINE)
    for file in assay.folder.glob(".assay/assay.db*"):
        assert file.stat().st_mode & 0o077 == 0, file


SHOP = (
    "client",
    "create",
    "--name",
    "Shop",
    "--grant",
    "authorization_code",
    "--redirect-uri",
    "https://shop.example/cb",
)


def test_an_update_changes_what_is_named_and_nothing_else(assay) -> None:
    before = assay(*SHOP, "--scope", "openid profile", "--first-party", "--json").document
    client_id = before["client_id"]
    changed = assay("client", "update", client_id, "--name", "The shop", "--no-first-party", "--json").document
    assert "client_secret" not in changed
    assert changed == {
        **{name: value for name, value in before.items() if name != "client_secret"},
        "name": "The shop",
        "first_party": False,
        "trusted": [],
        "etag": changed["etag"],
    }
    assert assay("client", "show", client_id, "--json").document == changed
    lists = (
        "--scope",
        "openid",
        "--redirect-uri",
        "https://shop.example/a",
        "--redirect-uri",
        "https://shop.example/b",
    )
    listed = assay("client", "update", client_id, *lists, "--json").document
    assert listed["scopes"] == ["openid"]
    assert listed["redirect_uris"] == ["https://shop.example/a", "https://shop.example/b"]


def test_an_empty_value_takes_a_member_away(assay) -> None:
    told = (
        "--backchannel-logout-uri",
        "https://shop.example/logout",
        "--post-logout-redirect-uri",
        "https://shop.example/",
    )
    client_id = assay(*SHOP, *told, "--scope", "openid", "--json").document["client_id"]
    away = ("--backchannel-logout-uri", "", "--post-logout-redirect-uri", "", "--scope", "", "--jwks", "")
    changed = assay("client", "update", client_id, *away, "--json").document
    assert (changed["backchannel_logout_uri"], changed["post_logout_redirect_uris"], changed["scopes"]) == (
        None,
        [],
        [],
    )


def test_a_method_that_wants_a_secret_brings_one(assay) -> None:
    client_id = assay(*SHOP, "--auth-method", "none", "--json").document["client_id"]
    changed = assay("client", "update", client_id, "--auth-method", "client_secret_basic", "--json").document
    assert opaque_token.parse(changed["client_secret"]) is not None
    assert len(changed["secrets"]) == 1


def test_an_update_that_is_refused_changes_nothing(assay) -> None:
    before = assay(*SHOP, "--json").document
    client_id = before.pop("client_id")
    for words, status, what in (
        ((), 2, "nothing is to change"),
        (("--redirect-uri", ""), 2, "registration.redirect_uri_missing"),
        (("--name", ""), 2, "registration.name_unusable"),
        (("--jwks", "nothing.json"), 2, "cannot be read"),
    ):
        refused = assay("client", "update", client_id, *words)
        assert (refused.status, what in refused.err) == (status, True), refused.err
    assert assay("client", "update", "nobody", "--name", "X").status == 6
    assert assay("client", "show", client_id, "--json").document["redirect_uris"] == before["redirect_uris"]
    assay("client", "disable", client_id)
    assert assay("client", "update", client_id, "--name", "X").status == 8


def test_what_a_client_tells_people_of_itself(assay) -> None:
    (assay.folder / "logo.png").write_bytes(png(64, 64))
    pages = {
        "client_uri": "https://shop.example",
        "policy_uri": "https://shop.example/policy",
        "tos_uri": "https://shop.example/t",
    }
    options = [word for name, uri in pages.items() for word in ("--" + name.replace("_", "-"), uri)]
    made = assay(*SHOP, *options, "--contact", "help@shop.example", "--logo", "logo.png", "--json").document
    assert {name: made[name] for name in pages} == pages
    assert made["contacts"] == ["help@shop.example"]
    assert made["logo"].endswith(".png")
    update = ("client", "update", made["client_id"])
    changed = assay(*update, "--logo", "", "--policy-uri", "", "--contact", "", "--json").document
    assert (changed["logo"], changed["policy_uri"], changed["contacts"]) == (None, None, [])
    assert changed["tos_uri"] == pages["tos_uri"]
    for words, what in (
        (("--logo", "nothing.png"), "cannot be read"),
        (("--logo", "."), "cannot be read"),
        (("--contact", "nobody"), "registration.contact_unusable"),
        (("--tos-uri", "http://shop.example/"), "registration.page_uri_unusable"),
    ):
        refused = assay(*update, *words)
        assert (refused.status, what in refused.err) == (2, True), refused.err
    piped = assay(*update, "--logo", "-", "--json", given="GIF89a")
    assert (piped.status, "registration.logo_unusable" in piped.err) == (2, True)


def test_of_commands_at_once_each_that_went_well_is_kept(assay) -> None:
    client_id = assay(*SHOP, "--json").document["client_id"]
    running = [
        subprocess.Popen(
            [sys.executable, "-m", "assay", "client", "rotate-secret", client_id, "--overlap", "0", "--json"],
            cwd=assay.folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(5)
    ]
    told = [(process.communicate(timeout=60), process.returncode) for process in running]
    assert {status for _, status in told} <= {0, 8}, told
    assert all("registration.overtaken" in err for (_, err), status in told if status == 8)
    made = [json.loads(out) for (out, _), status in told if status == 0]
    left = assay("client", "show", client_id, "--json").document["secrets"]
    assert [one["secret_id"] for one in left] in [[one["secrets"][-1]["secret_id"]] for one in made]
    revisions = sum(status == 0 for _, status in told)
    assert revision_of(assay, client_id) == revisions


def revision_of(assay, client_id: str) -> int:
    with closing(sqlite3.connect(next(assay.folder.glob(".assay/*.db")))) as database:
        return int(database.execute("SELECT revision FROM clients WHERE client_id = ?", (client_id,)).fetchone()[0])


def test_who_is_trusted_beyond_what_people_approve_is_listed(assay) -> None:
    assay("resource", "create", "--identifier", "http://localhost:8400", "--scope", "assay:operator")
    assay(*SHOP)
    first_party = assay(*SHOP, "--first-party", "--json").document["client_id"]
    operator = assay(
        *("client", "create", "--name", "Operations", "--grant", "client_credentials"),
        *("--scope", "assay:operator", "--resource", "http://localhost:8400", "--json"),
    ).document["client_id"]
    listed = assay("client", "list", "--trusted", "--json").document
    assert {one["client_id"]: one["trusted"] for one in listed} == {
        first_party: ["first_party"],
        operator: ["assay:operator"],
    }
    assert "assay:operator" in assay("client", "list", "--trusted").out

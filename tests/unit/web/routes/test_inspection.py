"""`/inspect`: what a stranger may learn, what is never kept, and what is turned away."""

from __future__ import annotations

import json
import os
import time
from dataclasses import replace

import pytest

from assay.outbound.inspection.settings import InspectionSettings
from evidence import bundle, claims, jwk, jwt, rsa_key
from provocations.world import START, World

SAME_SITE = [("sec-fetch-site", "same-origin")]


@pytest.fixture
def world():
    made = World()
    yield made
    made.close()


def inspected(world: World, paste: str, **fields: str) -> str:
    answer = world.send("POST", "/inspect", {"paste": paste, **fields}, headers=SAME_SITE)
    assert answer.status == 200, answer.body
    return answer.body.decode()


def own_token(world: World) -> str:
    answer = world.token(world.client(), grant_type="client_credentials")
    return str(answer.json()["access_token"])


def expired() -> str:
    return jwt(claims(iat=START - 4000, exp=START - 400))


def test_the_form_is_plain_and_posts_to_itself(world):
    answer = world.send("GET", "/inspect?paste=put-into-the-address")
    page = answer.body.decode()
    assert answer.status == 200
    assert '<form method="post" action="/inspect"' in page
    assert "<script" not in page
    assert "put-into-the-address" not in page
    policy = answer.header("content-security-policy")
    assert "default-src 'none'" in policy
    assert "form-action 'self'" in policy
    assert "unsafe" not in policy
    assert answer.header("cache-control") == "no-store"


def test_the_same_engine_answers(world):
    page = inspected(world, expired())
    assert "The token has expired and was not renewed" in page
    assert "jwt.expired_not_refreshed" in page
    assert 'id="verdict">refused' in page


@pytest.mark.parametrize(
    ("paste", "told"),
    [
        (f"GET /v1 HTTP/1.1\r\nHost: api.example\r\nAuthorization: Bearer {expired()}\r\n\r\nHTTP/1.1 401 Unauthorized\r\n\r\n", "jwt.expired_not_refreshed"),
        ("An error occurred (RequestTimeTooSkewed) when calling the ListBuckets operation", "aws.clock_skew"),
        (json.dumps(bundle(credential={"token": expired()})), "jwt.expired_not_refreshed"),
        (f"curl -H 'Authorization: Bearer {expired()}' https://api.example/", "jwt.expired_not_refreshed"),
    ],
)  # fmt: skip
def test_it_takes_what_the_command_takes(world, paste, told):
    assert told in inspected(world, paste)


def test_our_own_token_is_checked_with_our_published_keys(world):
    page = inspected(world, own_token(world))
    assert "\u2713 signature" in page
    assert "\u2713 issuer" in page
    assert 'id="verdict">accepted' in page
    assert "This token has not expired" in page
    assert "Whether it was revoked" in page


def test_a_forgery_of_our_own_token_is_told_as_one(world):
    head, body, _ = own_token(world).split(".")
    page = inspected(world, f"{head}.{body}.{'A' * 86}")
    assert "\u2717 signature" in page
    assert 'id="verdict">refused' in page


def test_a270_what_only_the_server_knows_is_not_told(world):
    """A revoked token, and one of a disabled client, read as they did before: the page never asks the store."""
    client = world.client()
    token = world.token(client, grant_type="client_credentials").json()["access_token"]
    before = inspected(world, token)
    assert world.send("POST", "/revoke", {"token": token}, basic=client).status == 200
    after = inspected(world, token)
    world.change_client(client.client_id, disabled_at=int(world.now))
    assert before == after == inspected(world, token)


def test_a270_an_opaque_token_of_ours_is_known_by_its_form_alone(world):
    client = world.web_client()
    live, spent = world.refresh_token(client), world.refresh_token(client)
    world.send("POST", "/revoke", {"token": spent}, basic=client)
    pages = {inspected(world, token) for token in (live, spent)}
    assert len(pages) == 1
    assert "a refresh token of Assay, intact" in pages.pop()


def test_the_receivers_view_can_be_given(world):
    token = jwt(claims(iat=START - 10, exp=START + 300))
    keys = json.dumps({"keys": [jwk(rsa_key())]})
    page = inspected(world, token, issuer="https://id.example.org", audience="https://api.example.org", keys=keys)
    assert 'id="verdict">accepted' in page
    page = inspected(world, token, issuer="https://id.example.org/", audience="https://api.example.org")
    assert "<mark>/</mark>" in page


def test_what_was_pasted_is_kept_nowhere(world, caplog):
    """Neither in a record, nor an event, nor a line of the log, and not in the page that answers."""
    mark = "x9K2markedsubject7Qz"
    token = jwt(claims(sub=mark, exp=START - 60))
    signature = token.rsplit(".", 1)[1]
    with caplog.at_level("DEBUG"):
        page = inspected(world, token)
        for headers in ([("sec-fetch-site", "cross-site")], SAME_SITE):
            world.send("POST", "/inspect", {"paste": token, "again": token}, headers=headers)
        world.send("POST", "/inspect", [("paste", token), ("paste", token)], headers=SAME_SITE)
    assert signature not in page
    kept = repr(world.records.put_so_far) + repr(vars(world.store.events)) + caplog.text
    assert signature not in kept
    assert mark not in kept


@pytest.mark.parametrize(
    ("form", "headers", "reason"),
    [
        ({"paste": "eyJ"}, [("sec-fetch-site", "cross-site")], "session.cross_site_post"),
        ({"paste": "eyJ"}, [("origin", "https://evil.example")], "session.cross_site_post"),
        ({"paste": "  \r\n "}, SAME_SITE, "request.parameter_missing"),
        ([("paste", "a"), ("paste", "b")], SAME_SITE, "request.parameter_repeated"),
        ({"paste": "x" * 1_100_000}, SAME_SITE, "request.body_too_large"),
    ],
)  # fmt: skip
def test_each_refusal_has_its_reason_and_the_form_again(world, form, headers, reason):
    answer = world.send("POST", "/inspect", form, headers=headers)
    assert answer.status >= 400
    assert world.reason_of(answer) == reason
    assert reason in answer.body.decode()
    assert 'id="inspect-title"' in answer.body.decode()


def test_only_so_many_at_once_and_a_place_is_free_again(world):
    forms = [{"paste": expired()}] * 5
    answers = world.send_at_once("/inspect", forms, [("host", "localhost:8400")])
    assert sorted(answer.status for answer in answers) == [200, 200, 503, 503, 503]
    turned_away = next(answer for answer in answers if answer.status == 503)
    assert turned_away.header("retry-after") == "2"
    assert "jwt.expired" in inspected(world, expired())


def test_a_text_gets_its_seconds_and_no_more(world):
    hurried = World(replace(world.settings, inspection=InspectionSettings(seconds=0.01)))
    try:
        began = time.monotonic()
        assert hurried.refused("POST", "/inspect", {"paste": "eyJ"}) == "operation.inspection_gave_up"
        assert time.monotonic() - began < 2
        assert not [name for name in os.listdir("/proc") if name.isdigit() and _is_child_of_ours(name)]
    finally:
        hurried.close()


def _is_child_of_ours(pid: str) -> bool:
    try:
        with open(f"/proc/{pid}/status") as status, open(f"/proc/{pid}/cmdline") as command:
            return f"PPid:\t{os.getpid()}\n" in status.read() and "inspection.child" in command.read()
    except OSError:
        return False


def test_the_page_can_be_turned_off(world):
    without = World(replace(world.settings, inspection=InspectionSettings(parallel=0)))
    try:
        assert without.refused("GET", "/inspect") == "request.path_unknown"
    finally:
        without.close()


@pytest.mark.parametrize(
    "paste",
    [
        "<script>alert(1)</script>\x1b[2J\u202e",
        "[" * 20_000,
        '{"a":' * 5_000,
        "eyJ" + "." * 5_000,
        "\x00\xff" * 5_000,
        "eyJhbGciOiJub25lIn0." * 1_000,
        "Bearer " * 3_000,
    ],
)
def test_a272_hostile_texts_are_explained_or_refused_and_never_a_fault(world, paste):
    answer = world.send("POST", "/inspect", {"paste": paste}, headers=SAME_SITE)
    assert answer.status in {200, 400}
    page = answer.body.decode()
    assert "<script" not in page
    assert not {"\x1b", "\u202e", "\x00"} & set(page)
    assert world.wired.tally.faults == 0


def test_a273_the_process_that_explains_cannot_open_a_socket():
    import subprocess
    import sys

    code = (
        "from assay.outbound.inspection import child; child._confine()\n"
        "import socket\ntry:\n socket.create_connection(('127.0.0.1', 9))\nexcept PermissionError as fault:\n print('refused', fault)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert "refused socket." in done.stdout, done.stderr


def test_a_har_file_larger_than_other_forms_is_explained(world):
    """Most of a megabyte as a browser encodes it, in the seconds and the memory that a text gets."""
    sent = {"method": "GET", "url": "https://api.example.org/v1/orders", "headers": []}
    sound = {"request": sent, "response": {"status": 200, "headers": [], "content": {"text": "all is well " * 80}}}
    header = {"name": "Authorization", "value": f"Bearer {expired()}"}
    last = {
        "request": sent | {"headers": [header]},
        "response": {"status": 401, "headers": [], "content": {"text": ""}},
    }
    har = json.dumps({"log": {"version": "1.2", "entries": [*[sound] * 500, last]}})
    assert len(har) > 500_000
    page = inspected(world, har)
    assert "jwt.expired_not_refreshed" in page

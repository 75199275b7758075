"""A key set is fetched from a real server on loopback: once, within its limits, and never where it may not."""

from __future__ import annotations

import json
import threading
import time

import pytest

from assay.decision import Allowed, Refused
from assay.formats.jose.key_set import KeySet
from assay.outbound import document
from assay.outbound.document import Document, FetchFailed, Location
from assay.outbound.remote_key_set import RemoteKeySet
from issuing import NOW, jwk, key_set, token, verifier
from unit.outbound.conftest import Clock


def refused_defect(answer: object) -> str:
    assert isinstance(answer, Refused)
    assert answer.reason.code == "key.set_unavailable"
    return str(answer.evidence["defect"])


def test_a_verifier_fetches_what_it_needs_and_then_no_more(published):
    checked = verifier(keys=RemoteKeySet(published.url))
    for _ in range(5):
        assert isinstance(checked.verify(token(), now=NOW), Allowed)
    assert [path for path, _ in published.requests] == ["/jwks?v=1"]
    assert published.requests[0][1]["Host"] == published.url.split("/")[2]


def test_ten_thousand_tokens_on_an_empty_cache_make_one_fetch(published):
    published.slowly = 0.05
    source = RemoteKeySet(published.url)
    start = threading.Barrier(8)

    def ask():
        start.wait()
        for _ in range(1250):
            assert isinstance(source.current(), KeySet)

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(published.requests) == 1


def test_a_flood_of_unknown_kids_makes_one_more_fetch(published):
    source = RemoteKeySet(published.url)
    checked = verifier(keys=source)
    for number in range(2000):
        refused = checked.verify(token(head={"kid": f"unknown-{number}"}), now=NOW)
        assert refused.reason.code == "key.kid_unknown"
    assert len(published.requests) == 2


def test_a_new_key_is_found_at_its_first_token(published):
    checked = verifier("ES256", "RS256", keys=RemoteKeySet(published.url))
    assert isinstance(checked.verify(token("ES256"), now=NOW), Allowed)
    published.publish("ES256", "RS256")
    assert isinstance(checked.verify(token("RS256"), now=NOW), Allowed)
    assert isinstance(checked.verify(token("ES256"), now=NOW), Allowed)
    assert len(published.requests) == 2


def test_a_rotation_with_caching_verifiers_refuses_no_valid_token(published):
    # The issuer publishes a key before it signs with it, and keeps the old one until its last token has expired.
    clock = Clock()
    checked = verifier("ES256", "RS256", keys=RemoteKeySet(published.url, clock=clock))
    published.headers = {"Cache-Control": "max-age=300"}
    signing, published_keys = "ES256", ["ES256"]
    for minute in range(60):
        clock.now += 60
        if minute == 10:
            published_keys.append("RS256")
        if minute == 16:
            signing = "RS256"
        if minute == 30:
            published_keys.remove("ES256")
        published.publish(*published_keys)
        assert isinstance(checked.verify(token(signing), now=NOW), Allowed), minute
        if 16 < minute < 21:
            assert isinstance(checked.verify(token("ES256"), now=NOW), Allowed), minute


@pytest.mark.parametrize(("told", "wait"), [("25", 35), ("0", 60), ("some", 60), ("-4", 60)])
def test_what_a_shared_cache_kept_already_is_kept_for_the_rest(published, told, wait):
    clock = Clock()
    source = RemoteKeySet(published.url, clock=clock)
    published.headers = {"Cache-Control": "public, max-age=60", "Age": told}
    source.current()
    clock.now += wait - 11
    source.current()
    assert len(published.requests) == 1
    clock.now += 11
    source.current()  # its time is over: fetched before it is used
    assert len(published.requests) == 2


def test_an_issuer_that_is_down_for_an_hour_refuses_no_valid_token(published):
    clock = Clock()
    checked = verifier(keys=RemoteKeySet(published.url, clock=clock))
    assert isinstance(checked.verify(token(), now=NOW), Allowed)
    published.status = 503
    for _ in range(60):
        clock.now += 60
        assert isinstance(checked.verify(token(), now=NOW), Allowed)


@pytest.mark.parametrize(
    ("status", "headers", "body", "defect"),
    [
        (404, {}, b"", "status 404"),
        (302, {"Location": "https://elsewhere.example/"}, b"", "redirects are not followed"),
        (200, {}, b"<html>", "not JSON"),
        (200, {}, b"{}", "no member keys"),
        (200, {}, b'{"keys": []}', "no key that can be used"),
        (200, {}, b'{"keys": [{"kty": "XYZ"}]}', "no key that can be used"),
        (200, {}, b'{"keys": 7}', "key.set_malformed"),
        (200, {}, b'{"keys": [{"kty": "oct", "k": "AAAA"}]}', "key.set_holds_private_keys"),
        (200, {}, b'{"keys": [], "keys": []}', "member_repeated"),
        (200, {"Content-Length": "9000"}, json.dumps(key_set()).encode(), "ended before"),
        (200, {}, b" " * 262_145, "more than 262144 bytes"),
    ],
)
def test_an_answer_that_is_no_key_set_is_a_failure(published, status, headers, body, defect):
    published.status, published.headers, published.body = status, headers, body
    source = RemoteKeySet(published.url)
    assert defect in refused_defect(source.current())
    assert len(published.requests) == 1
    assert defect in refused_defect(source.current())  # not asked again at once
    assert len(published.requests) == 1


def test_a_bad_answer_does_not_take_the_held_keys_away(published):
    source = RemoteKeySet(published.url)
    held = source.current()
    published.body = b'{"keys": []}'
    assert source.refresh() is held
    published.publish("ES256")
    assert source.refresh() is held  # an equal set is the same set


def test_a_private_key_in_a_published_set_is_refused_as_such(published):
    published.body = json.dumps({"keys": [{**jwk(), "d": "AAAA"}]}).encode()
    assert "key.set_holds_private_keys" in refused_defect(RemoteKeySet(published.url).current())


def test_another_key_under_the_same_kid_is_logged(published, caplog):
    source = RemoteKeySet(published.url)
    source.current()
    published.body = json.dumps({"keys": [{**jwk("ES256", 1), "kid": jwk()["kid"]}]}).encode()
    source.refresh()
    assert "another key under the kid" in caplog.text


def test_a_stale_set_is_refreshed_beside_the_work(published):
    clock = Clock()
    source = RemoteKeySet(published.url, clock=clock)
    first = source.current()
    published.publish("ES256", "RS256")
    clock.now += 295
    assert source.ready()
    assert source.current() is first
    deadline = time.monotonic() + 5
    while source.current() is first and time.monotonic() < deadline:
        time.sleep(0.005)
    assert source.current() is not first


def test_nobody_there_is_a_failure():
    source = RemoteKeySet("http://127.0.0.1:1/jwks")
    assert not source.ready()
    assert "cannot be reached" in refused_defect(source.current())
    assert source.ready()  # it will not wait: it is too early to try again
    assert "cannot be reached" in refused_defect(source.after_unknown_kid("x"))


def test_an_answer_that_drips_is_cut_off(published, monkeypatch):
    monkeypatch.setattr(document, "TIMEOUT", 0.2)
    published.slowly = 1.0
    began = time.monotonic()
    assert "within" in refused_defect(RemoteKeySet(published.url).current())
    assert time.monotonic() - began < 0.9


@pytest.mark.parametrize(
    "url",
    [
        "http://issuer.example/jwks",
        "ftp://issuer.example/jwks",
        "file:///etc/passwd",
        "data:application/json,{}",
        "https://",
        "https://user:pass@issuer.example/jwks",
        "https://issuer.example/jwks#x",
        "https://issuer.example/a b",
        "https://issuer.example/\n",
        "https://issuér.example/jwks",
        "jwks",
    ],
)
def test_what_is_no_https_url_is_not_taken(url):
    with pytest.raises(ValueError, match=r"URL|http"):
        RemoteKeySet(url)


def test_a_name_that_leads_inside_is_not_dialled(monkeypatch):
    dialled = []
    monkeypatch.setattr(document.socket, "getaddrinfo", lambda *_a, **_k: [(2, 1, 6, "", ("10.0.0.7", 443))])
    monkeypatch.setattr(document.socket, "create_connection", lambda address, **_k: dialled.append(address))
    with pytest.raises(FetchFailed, match="private address"):
        document.fetch(Location.parse("https://issuer.example/jwks"))
    assert dialled == []


def test_a_name_that_may_lead_inside_is_dialled_by_its_checked_address(monkeypatch):
    dialled = []

    def refuse_connection(address, **_settings):
        dialled.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(document.socket, "getaddrinfo", lambda *_a, **_k: [(2, 1, 6, "", ("10.0.0.7", 443))])
    monkeypatch.setattr(document.socket, "create_connection", refuse_connection)
    with pytest.raises(FetchFailed, match="cannot be reached"):
        document.fetch(Location.parse("https://issuer.example/jwks", private_hosts={"issuer.example"}))
    assert dialled == [("10.0.0.7", 443)]


def test_a_fetcher_of_ones_own_can_be_brought():
    source = RemoteKeySet(
        "https://issuer.example/jwks", fetch=lambda _location: Document(json.dumps(key_set()).encode(), "max-age=60")
    )
    assert isinstance(source.current(), KeySet)

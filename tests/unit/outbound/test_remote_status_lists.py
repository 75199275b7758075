"""Tokens are looked up in their issuer's lists: fetched once, refreshed beside, believed no longer than they say."""

from __future__ import annotations

import asyncio
import threading
import time
from types import SimpleNamespace
from typing import Any
from zlib import compress

import pytest

from assay.decision import Allowed, Refused
from assay.formats import base64url
from assay.formats.status_list import pack
from assay.outbound import RemoteStatusLists, remote_status_lists
from assay.outbound.document import Document, FetchFailed, Location
from assay.verifier.access_token import VerifierOptions
from assay.verifier.static_keys import StaticKeys
from issuing import NOW, key_set, signed, token, verifier
from issuing import header as token_header

BELOW = "https://issuer.example/status-lists/"
URI = BELOW + "0"


class Issuer:
    """Publishes lists, or fails; counts how often it was asked."""

    def __init__(self) -> None:
        self.marked: dict[str, set[int]] = {URI: set()}
        self.changes: dict[str, Any] = {}
        self.head: dict[str, Any] = {}
        self.defect: str | None = None
        self.asked: list[str] = []
        self.now = NOW
        self.answers = threading.Event()
        self.answers.set()

    def __call__(self, location: Location) -> Document:
        self.asked.append(location.url)
        assert self.answers.wait(60)
        if self.defect is not None:
            raise FetchFailed(self.defect)
        if location.url not in self.marked:
            raise FetchFailed("it answers with status 404")
        made = {
            "sub": location.url,
            "iat": self.now,
            "exp": self.now + 90,
            "ttl": 30,
            "status_list": {"bits": 1, "lst": pack(self.marked[location.url], 64)},
            **self.changes,
        }
        claims = {name: value for name, value in made.items() if value is not None}
        return Document(signed(token_header(**{"typ": "statuslist+jwt", **self.head}), claims).encode())


@pytest.fixture
def issuer() -> Issuer:
    return Issuer()


def lists_of(issuer: Issuer) -> RemoteStatusLists:
    return RemoteStatusLists(BELOW, keys=key_set(), fetch=issuer)


def verifier_with(lists: RemoteStatusLists, **options: Any) -> Any:
    return verifier(options=VerifierOptions(status_lists=lists, **options))


def with_status(index: Any = 3, uri: Any = URI) -> str:
    return token(status={"status_list": {"idx": index, "uri": uri}}, exp=NOW + 10_000)


def reason(outcome: Any) -> str:
    assert isinstance(outcome, Refused), outcome
    return outcome.reason.code


def settled(lists: RemoteStatusLists) -> None:
    """Wait for the refresh that runs beside."""
    with lists._refreshing:
        pass


def test_a_token_is_good_until_it_is_marked(issuer: Issuer) -> None:
    lists = lists_of(issuer)
    verify = verifier_with(lists, cached_tokens=10).verify
    assert isinstance(verify(with_status(), now=NOW), Allowed)
    assert isinstance(verify(with_status(), now=NOW + 29), Allowed)
    assert issuer.asked == [URI]
    issuer.marked[URI] = {3}
    issuer.now = NOW + 31
    issuer.answers.clear()
    for _ in range(3):
        assert isinstance(verify(with_status(), now=NOW + 31), Allowed)  # the old list serves while it is fetched anew
    issuer.answers.set()
    settled(lists)
    assert reason(verify(with_status(), now=NOW + 32)) == "token.status_revoked"
    assert isinstance(verify(with_status(4), now=NOW + 32), Allowed)
    assert issuer.asked == [URI, URI]


def test_what_is_cached_falls_with_the_list(issuer: Issuer) -> None:
    """Every hit of the cache asks about the revocation epoch."""
    lists = lists_of(issuer)
    verify = verifier_with(lists, cached_tokens=10).verify
    shown = with_status()
    verify(shown, now=NOW)  # this one fetches the list, and so begins another epoch
    kept = verify(shown, now=NOW)
    assert verify(shown, now=NOW + 1) is kept
    issuer.marked[URI], issuer.now = {3}, NOW + 31
    verify(shown, now=NOW + 31)
    settled(lists)
    assert reason(verify(shown, now=NOW + 32)) == "token.status_revoked"


def test_an_unchanged_list_costs_the_cache_nothing(issuer: Issuer) -> None:
    lists = lists_of(issuer)
    verify = verifier_with(lists, cached_tokens=10).verify
    shown = with_status()
    verify(shown, now=NOW)
    kept = verify(shown, now=NOW)
    issuer.now = NOW + 31
    verify(shown, now=NOW + 31)
    settled(lists)
    assert verify(shown, now=NOW + 32) is kept


def test_a_dead_issuer_is_believed_until_its_list_ends_and_then_nobody_is(issuer: Issuer) -> None:
    lists = lists_of(issuer)
    verify = verifier_with(lists).verify
    assert isinstance(verify(with_status(), now=NOW), Allowed)
    issuer.defect = "it cannot be reached"
    for later in range(31, 90, 10):
        assert isinstance(verify(with_status(), now=NOW + later), Allowed)
        settled(lists)
    outcome = verify(with_status(), now=NOW + 91)
    assert reason(outcome) == "token.status_list_unavailable"
    assert outcome.reason.public.status == 503
    issuer.defect, issuer.now = None, NOW + 200
    assert isinstance(verify(with_status(), now=NOW + 200), Allowed)


def test_a_list_that_cannot_be_had_is_not_asked_for_with_every_token(issuer: Issuer) -> None:
    issuer.defect = "it cannot be reached"
    verify = verifier_with(lists_of(issuer)).verify
    for _ in range(100):
        assert reason(verify(with_status(), now=NOW)) == "token.status_list_unavailable"
    assert len(issuer.asked) == 1
    verify(with_status(), now=NOW + 3)
    assert len(issuer.asked) == 2


def test_a_thousand_tokens_on_an_empty_store_make_one_fetch(issuer: Issuer) -> None:
    slow = threading.Event()
    fetch = issuer.__call__

    def slowly(location: Location) -> Document:
        slow.wait(1)
        return fetch(location)

    verify = verifier_with(RemoteStatusLists(BELOW, keys=key_set(), fetch=slowly)).verify
    outcomes: list[Any] = []
    threads = [
        threading.Thread(target=lambda: outcomes.extend(verify(with_status(), now=NOW) for _ in range(50)))
        for _ in range(20)
    ]
    for thread in threads:
        thread.start()
    time.sleep(0.1)
    slow.set()
    for thread in threads:
        thread.join()
    assert len(outcomes) == 1000
    assert all(isinstance(outcome, Allowed) for outcome in outcomes)
    assert len(issuer.asked) == 1


@pytest.mark.parametrize(
    "uri",
    [
        "https://evil.example/status-lists/0",
        "https://issuer.example/status-lists/../admin",
        "https://issuer.example/status-lists/0/1",
        "https://issuer.example/status-lists/0?x=1",
        "https://issuer.example/status-lists/",
        "https://issuer.example/status-lists/%2e%2e",
        "https://issuer.example.evil/status-lists/0",
        "http://issuer.example/status-lists/0",
        BELOW + "a" * 65,
        BELOW + "\n0",
    ],
)
def test_a_token_sends_the_verifier_nowhere_else(issuer: Issuer, uri: str) -> None:
    outcome = verifier_with(lists_of(issuer)).verify(with_status(uri=uri), now=NOW)
    assert reason(outcome) == "token.status_list_unavailable"
    assert issuer.asked == []


def test_a_token_that_nobody_signed_makes_nobody_ask(issuer: Issuer) -> None:
    lists = verifier_with(lists_of(issuer))
    forged = with_status()[:-4] + "AAAA"
    assert reason(lists.verify(forged, now=NOW)) == "token.signature_mismatch"
    lists.examine(forged, now=NOW)
    assert issuer.asked == []


@pytest.mark.parametrize(
    ("changes", "head"),
    [
        ({"sub": BELOW + "1"}, {}),
        ({"sub": None}, {}),
        ({"exp": None}, {}),
        ({"exp": NOW - 10}, {}),
        ({"iat": NOW + 3600}, {}),
        ({"ttl": "30"}, {}),
        ({"ttl": -1}, {}),
        ({"status_list": None}, {}),
        ({"status_list": {"bits": 1, "lst": "!"}}, {}),
        ({}, {"typ": "at+jwt"}),
        ({}, {"typ": "jwt"}),
        ({}, {"kid": "unheard-of"}),
        ({}, {"alg": "none"}),
    ],
)
def test_what_is_no_list_of_the_issuer_is_not_believed(
    issuer: Issuer, changes: dict[str, Any], head: dict[str, Any]
) -> None:
    issuer.changes, issuer.head = changes, head
    outcome = verifier_with(lists_of(issuer)).verify(with_status(), now=NOW)
    assert reason(outcome) == "token.status_list_unavailable"


@pytest.mark.parametrize(
    ("status", "code"),
    [
        ("x", "token.status_malformed"),
        ({}, "token.status_malformed"),
        ({"status_list": []}, "token.status_malformed"),
        ({"status_list": {"idx": 0}}, "token.status_malformed"),
        ({"status_list": {"idx": -1, "uri": URI}}, "token.status_malformed"),
        ({"status_list": {"idx": True, "uri": URI}}, "token.status_malformed"),
        ({"status_list": {"idx": 1.0, "uri": URI}}, "token.status_malformed"),
        ({"status_list": {"idx": 64, "uri": URI}}, "token.status_malformed"),
        ({"status_list": {"idx": 0, "uri": 5}}, "token.status_malformed"),
        ({"status_list": {"idx": 0, "uri": BELOW + "9"}}, "token.status_list_unavailable"),
    ],
)
def test_a_status_that_leads_nowhere_is_refused(issuer: Issuer, status: Any, code: str) -> None:
    shown = token(status=status)
    checked = verifier_with(lists_of(issuer))
    assert reason(checked.verify(shown, now=NOW)) == code
    assert checked.examine(shown, now=NOW).refusals[0].reason.code == code


def test_other_numbers_than_valid_and_invalid(issuer: Issuer) -> None:
    issuer.changes = {"status_list": {"bits": 2, "lst": base64url.encode_text(compress(bytes([0b11_10_01_00])))}}
    verify = verifier_with(lists_of(issuer)).verify
    assert isinstance(verify(with_status(0), now=NOW), Allowed)
    assert reason(verify(with_status(1), now=NOW)) == "token.status_revoked"
    assert reason(verify(with_status(2), now=NOW)) == "token.status_suspended"
    assert reason(verify(with_status(3), now=NOW)) == "token.status_unknown"


def test_who_asks_no_lists_accepts_the_claim_unread() -> None:
    assert isinstance(verifier().verify(token(status={"anything": 1}), now=NOW), Allowed)


def test_a_token_without_status_needs_no_list(issuer: Issuer) -> None:
    assert isinstance(verifier_with(lists_of(issuer)).verify(token(), now=NOW), Allowed)
    assert issuer.asked == []


def test_examine_agrees_with_verify(issuer: Issuer) -> None:
    issuer.marked[URI] = {3}
    checked = verifier_with(lists_of(issuer))
    assert checked.examine(with_status(), now=NOW).refusals[0].reason.code == "token.status_revoked"
    assert checked.examine(with_status(4), now=NOW).refusals == ()


def test_on_an_event_loop_nothing_blocks(issuer: Issuer) -> None:
    async def fetch_async(location: Location) -> Document:
        await asyncio.sleep(0.2)
        return issuer(location)

    keys = LoopKeys(key_set())

    async def scenario() -> tuple[Any, int]:
        lists = RemoteStatusLists(BELOW, keys=keys, fetch_async=fetch_async)
        waiting = asyncio.create_task(
            verifier(keys=keys, options=VerifierOptions(status_lists=lists)).verify_async(with_status(), now=NOW)
        )
        turns = 0
        while not waiting.done():
            await asyncio.sleep(0.01)
            turns += 1
        return await waiting, turns

    outcome, turns = asyncio.run(scenario())
    assert isinstance(outcome, Allowed)
    assert turns > 5


class LoopKeys(StaticKeys):
    """Fixed keys that can be waited for."""

    async def current_async(self) -> Any:
        return self.current()

    async def after_unknown_kid_async(self, kid: str) -> Any:
        return self.after_unknown_kid(kid)


def test_a_thousand_tokens_on_an_event_loop_make_one_fetch(issuer: Issuer) -> None:
    async def fetch_async(location: Location) -> Document:
        await asyncio.sleep(0.05)
        return issuer(location)

    async def scenario() -> list[Any]:
        keys = LoopKeys(key_set())
        lists = RemoteStatusLists(BELOW, keys=keys, fetch_async=fetch_async)
        verify = verifier(keys=keys, options=VerifierOptions(status_lists=lists)).verify_async
        shown = with_status()
        return await asyncio.gather(*(verify(shown, now=NOW) for _ in range(1000)))

    outcomes = asyncio.run(scenario())
    assert all(isinstance(outcome, Allowed) for outcome in outcomes)
    assert issuer.asked == [URI]


def test_on_an_event_loop_the_refresh_is_made_by_the_fetcher_that_was_given(issuer: Issuer) -> None:
    async def fetch_async(location: Location) -> Document:
        await asyncio.sleep(0)
        return issuer(location)

    async def scenario() -> list[Any]:
        keys = LoopKeys(key_set())
        lists = RemoteStatusLists(BELOW, keys=keys, fetch_async=fetch_async)
        verify = verifier(keys=keys, options=VerifierOptions(status_lists=lists)).verify_async
        first = await verify(with_status(), now=NOW)
        issuer.marked[URI], issuer.now = {3}, NOW + 31
        second = await verify(with_status(), now=NOW + 31)
        await asyncio.sleep(0.05)
        return [first, second, await verify(with_status(), now=NOW + 31)]

    first, second, third = asyncio.run(scenario())
    assert isinstance(first, Allowed)
    assert isinstance(second, Allowed)
    assert reason(third) == "token.status_revoked"
    assert issuer.asked == [URI, URI]


def test_who_comes_when_another_has_just_fetched_is_not_refused(issuer: Issuer) -> None:
    lists = lists_of(issuer)
    assert isinstance(lists.held(URI, NOW), Refused)
    assert lists.fetch(URI, NOW)  # by another thread, between the look and the fetch of this one
    assert lists.fetch(URI, NOW)
    assert issuer.asked == [URI]


def test_a_refresh_that_finds_no_thread_harms_nobody(issuer: Issuer, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuses(_thread: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    lists = lists_of(issuer)
    verify = verifier_with(lists).verify
    verify(with_status(), now=NOW)
    with monkeypatch.context() as exhausted:
        exhausted.setattr(threading.Thread, "start", refuses)
        assert isinstance(verify(with_status(), now=NOW + 31), Allowed)
    issuer.marked[URI], issuer.now = {3}, NOW + 32
    verify(with_status(), now=NOW + 32)
    settled(lists)
    assert reason(verify(with_status(), now=NOW + 33)) == "token.status_revoked"


def test_what_is_held_is_only_walked_while_nobody_changes_it(issuer: Issuer) -> None:
    """A look that stumbled over a list that arrives would keep the lock of the fetches, and no refresh would come again."""
    lists = lists_of(issuer)
    walked = []

    class Watched(dict[str, Any]):
        def __iter__(self) -> Any:
            walked.append(lists._state.locked())
            return super().__iter__()

        def items(self) -> Any:
            walked.append(lists._state.locked())
            return super().items()

    lists._held = Watched()
    for later in (0, 31, 32, 200):
        issuer.now = NOW + later
        lists.epoch(NOW + later)
        settled(lists)
        lists.fetch(URI, NOW + later)
    assert walked
    assert all(walked)


@pytest.mark.parametrize("below", ["http://issuer.example/l/", "https://issuer.example/l", "file:///l/", ""])
def test_an_address_that_is_not_allowed_is_told_at_once(below: str) -> None:
    with pytest.raises(ValueError, match=r"http|slash"):
        RemoteStatusLists(below, keys=key_set())


def test_a_pause_counts_from_the_end_of_a_try(issuer: Issuer, monkeypatch: pytest.MonkeyPatch) -> None:
    """An issuer that hangs for longer than the pause is not asked without a break."""
    passed = [0.0]

    def hanging(location: Location) -> Document:
        passed[0] += 5
        return issuer(location)

    monkeypatch.setattr(remote_status_lists, "time", SimpleNamespace(monotonic=lambda: passed[0]))
    issuer.defect = "it hangs"
    verify = verifier_with(RemoteStatusLists(BELOW, keys=key_set(), fetch=hanging)).verify
    for later in (0, 3, 6.9):
        assert reason(verify(with_status(), now=NOW + later)) == "token.status_list_unavailable"
    assert issuer.asked == [URI]
    verify(with_status(), now=NOW + 7.1)
    assert issuer.asked == [URI, URI]


def test_a_token_does_not_wait_for_what_is_refreshed(issuer: Issuer) -> None:
    let_on = threading.Event()

    def hanging(location: Location) -> Document:
        if issuer.now > NOW and location.url == URI:
            assert let_on.wait(60)
        return issuer(location)

    lists = RemoteStatusLists(BELOW, keys=key_set(), fetch=hanging)
    verify = verifier_with(lists).verify
    verify(with_status(), now=NOW)
    issuer.now, issuer.marked[f"{BELOW}9"] = NOW + 31, set()
    assert isinstance(verify(with_status(), now=NOW + 31), Allowed)  # which begins the refresh that hangs
    assert isinstance(verify(with_status(uri=f"{BELOW}9"), now=NOW + 31), Allowed)
    assert issuer.asked == [URI, f"{BELOW}9"]
    let_on.set()
    settled(lists)
    assert issuer.asked == [URI, f"{BELOW}9", URI]


def test_on_an_event_loop_keys_without_an_asynchronous_side_are_asked_in_a_thread(issuer: Issuer) -> None:
    threads = []

    class Own:
        def current(self) -> Any:
            threads.append(threading.current_thread())
            return StaticKeys(key_set()).current()

        def after_unknown_kid(self, *_: Any) -> None:
            return None

    lists = RemoteStatusLists(BELOW, keys=Own(), fetch=issuer)
    assert isinstance(asyncio.run(verifier_with(lists).verify_async(with_status(), now=NOW)), Allowed)
    assert threads
    assert threading.main_thread() not in threads


def test_lists_without_an_asynchronous_side_are_for_threads(issuer: Issuer) -> None:
    lists = lists_of(issuer)

    class Own:
        held, epoch, fetch = lists.held, lists.epoch, lists.fetch

    assert not verifier_with(Own()).for_event_loops
    assert verifier_with(lists).for_event_loops
    assert isinstance(verifier_with(Own()).verify(with_status(), now=NOW), Allowed)

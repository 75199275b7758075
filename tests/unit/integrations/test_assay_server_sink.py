"""Refusals reach the server behind the answers; whatever the server does, the API neither waits nor fails."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from pathlib import Path
from urllib.parse import parse_qs

import pytest

import assay
from assay.integrations.assay_server_sink import AssayServerSink, SinkLimits
from assay.model.refusal_record import RefusalRecord
from assay.outbound.document import FetchFailed, Form, Location, Reply
from assay.server.refusals.reports import report_of

SECRET = "s e:cret%"
QUICK = SinkLimits(every=0.01, retry_pause=0.01, most_retry_pause=0.05)


class Server:
    """Answers with `status`, or not at all, and keeps what it was sent."""

    def __init__(self) -> None:
        self.status: int | None = 200
        self.headers: tuple[tuple[str, str], ...] = ()
        self.bad: str | None = None
        self.batches: list[list[str]] = []
        self.let_go = threading.Event()
        self.let_go.set()

    def __call__(self, location: Location, form: Form) -> Reply:
        assert location.url == "https://issuer.example/tenant/refusals"
        assert form.headers["Authorization"] == "Basic b3JkZXJzOnMrZSUzQWNyZXQlMjU="
        self.let_go.wait(10)
        if self.status is None:
            raise FetchFailed("it cannot be reached")
        reports = parse_qs(form.encoded)["refusal"]
        if self.bad is not None and any(self.bad in report for report in reports):
            return Reply(400, (("Refusal-Id", "rf_x"),), b"")
        if self.status == 200:
            self.batches.append(reports)
        return Reply(self.status, self.headers, b"{}")

    @property
    def reports(self) -> list[str]:
        return [report for batch in self.batches for report in batch]


def record(number: int = 0, **changes: object) -> RefusalRecord:
    return RefusalRecord(f"rf_{number}", "access_token.missing", 1.0, "GET /", **changes)  # type: ignore[arg-type]


def sink(server: Server, limits: SinkLimits = QUICK) -> AssayServerSink:
    return AssayServerSink(
        "https://issuer.example/tenant/", client_id="orders", client_secret=SECRET, limits=limits, send=server
    )


def until(true: object) -> None:
    deadline = time.monotonic() + 10
    while not true():  # type: ignore[operator]
        assert time.monotonic() < deadline
        time.sleep(0.002)


def test_every_refusal_is_sent_once_in_batches_and_in_order() -> None:
    server = Server()
    told = sink(server)
    records = [record(number) for number in range(500)]
    for one in records:
        told(one)
    told.close()
    assert server.reports == [report_of(one) for one in records]
    assert len(server.batches) <= 40
    assert max(map(len, server.batches)) <= 32
    assert (told.sent, told.dropped, told.waiting) == (500, 0, 0)


def test_a_server_that_hangs_holds_up_nobody_and_what_is_too_much_is_counted() -> None:
    server = Server()
    server.let_go.clear()
    told = sink(server, SinkLimits(waiting=100, every=0.001))
    began = time.perf_counter()
    for number in range(5000):
        told(record(number))
    assert time.perf_counter() - began < 2
    assert told.waiting <= 132
    server.let_go.set()
    told.close()
    assert told.sent + told.dropped == 5000
    assert server.reports[-1] == report_of(record(4999))  # the oldest went


def test_a_server_that_was_away_gets_everything_when_it_is_back() -> None:
    server = Server()
    server.status = None
    told = sink(server)
    for number in range(50):
        told(record(number))
    time.sleep(0.05)
    assert told.waiting == 50
    for status in (503, 429, 401):
        server.status = status
        time.sleep(0.06)
    server.status = 200
    until(lambda: told.sent == 50)
    assert server.reports == [report_of(record(number)) for number in range(50)]
    told.close()


def test_one_report_that_is_refused_takes_no_other_with_it(caplog: pytest.LogCaptureFixture) -> None:
    server = Server()
    server.bad = '"rf_7"'
    told = sink(server)
    for number in range(30):
        told(record(number))
    told.close()
    assert (told.sent, told.dropped) == (29, 1)
    assert sorted(server.reports) == sorted(report_of(record(number)) for number in range(30) if number != 7)
    assert "rf_7 was refused with status 400 (rf_x)" in caplog.text
    assert SECRET not in caplog.text


def test_a_record_that_makes_no_report_takes_no_later_one_with_it(caplog: pytest.LogCaptureFixture) -> None:
    server = Server()
    told = sink(server)
    told(record(1, evidence={"x": object()}))
    until(lambda: told.dropped == 1)
    told(record(2))
    told.close()
    assert server.reports == [report_of(record(2))]
    assert "could not be made" in caplog.text


def test_long_reports_travel_in_smaller_batches() -> None:
    server = Server()
    told = sink(server)
    for number in range(32):
        told(record(number, evidence={"scheme": "\u00e9" * 1000}))
    told.close()
    assert told.sent == 32
    assert len(server.batches) > 4


@pytest.mark.parametrize(("at_last", "sent"), [(200, 1), (None, 0)])
def test_the_pause_that_the_server_asks_for_is_kept_but_for_a_last_try(at_last: int | None, sent: int) -> None:
    server = Server()
    server.status, server.headers = 429, (("Retry-After", "60"),)
    told = sink(server)
    told(record())
    time.sleep(0.1)
    server.status = at_last
    time.sleep(0.2)
    assert told.sent == 0
    began = time.perf_counter()
    told.close(2)
    assert time.perf_counter() - began < 1.5
    assert (told.sent, told.dropped) == (sent, 1 - sent)


def test_a_closed_sink_counts_what_comes_late() -> None:
    told = sink(Server())
    told.close()
    told(record())
    assert (told.sent, told.dropped) == (0, 1)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork here")
def test_a_forked_process_sends_its_own_and_only_its_own() -> None:
    program = """
import os, sys, time
from assay.integrations.assay_server_sink import AssayServerSink, SinkLimits
from assay.model.refusal_record import RefusalRecord
from assay.outbound.document import Reply
sent = []
def send(location, form):
    sent.append(form.encoded)
    return Reply(200, (), b"")
told = AssayServerSink("https://issuer.example", client_id="c", client_secret="s", send=send, limits=SinkLimits(every=0.3))
told(RefusalRecord("rf_parent", "access_token.missing", 1.0, "GET /"))
child = os.fork()
if child == 0:
    told(RefusalRecord("rf_child", "access_token.missing", 1.0, "GET /"))
told.close()
assert len(sent) == 1 and ("rf_child" if child == 0 else "rf_parent") in sent[0], sent
if child == 0:
    os._exit(0)
sys.exit(os.waitpid(child, 0)[1])
"""
    environment = {**os.environ, "PYTHONPATH": str(Path(assay.__file__).parents[1])}
    done = subprocess.run([sys.executable, "-W", "ignore", "-c", program], env=environment, timeout=30, check=False)
    assert done.returncode == 0


def test_what_waits_is_sent_when_the_process_ends() -> None:
    program = """
from assay.integrations.assay_server_sink import AssayServerSink, SinkLimits
from assay.model.refusal_record import RefusalRecord
from assay.outbound.document import Reply
def send(location, form):
    print("sent", flush=True)
    return Reply(200, (), b"")
told = AssayServerSink("https://issuer.example", client_id="c", client_secret="s", send=send, limits=SinkLimits(every=60))
told(RefusalRecord("rf_1", "access_token.missing", 1.0, "GET /"))
"""
    environment = {**os.environ, "PYTHONPATH": str(Path(assay.__file__).parents[1])}
    done = subprocess.run(
        [sys.executable, "-c", program], env=environment, timeout=30, check=False, capture_output=True, text=True
    )
    assert done.stdout == "sent\n", done.stderr


def test_what_is_no_address_of_a_server_is_not_taken() -> None:
    with pytest.raises(ValueError, match="http"):
        AssayServerSink("http://issuer.example", client_id="c", client_secret="s")


def test_a_record_that_finds_no_thread_waits_for_the_next(monkeypatch):
    server = Server()
    reporting = sink(server)

    def refuse(_thread):
        raise RuntimeError("can't start new thread")

    with monkeypatch.context() as patched:
        patched.setattr(threading.Thread, "start", refuse)
        reporting(record(1))
    assert reporting.waiting == 1
    reporting(record(2))
    until(lambda: len(server.reports) == 2)
    reporting.close()
    assert (reporting.sent, reporting.dropped) == (2, 0)

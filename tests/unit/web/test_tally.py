from __future__ import annotations

import asyncio
from typing import Any

from prometheus_client.parser import text_string_to_metric_families

from assay.web.metrics import metrics_application
from assay.web.tally import BOUNDS, Tally


async def get(application: Any, path: str, method: str = "GET") -> tuple[int, bytes]:
    sent: list[dict[str, Any]] = []

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    await application({"type": "http", "method": method, "path": path}, None, send)
    return sent[0]["status"], sent[1]["body"]


def application(tally: Tally, seen: str | None = None) -> Any:
    async def ready() -> str | None:
        return seen

    return metrics_application(lambda: (tally, 3), ready, lambda: 12.5)


def samples(tally: Tally) -> dict[tuple[str, tuple[tuple[str, str], ...]], float]:
    status, text = asyncio.run(get(application(tally), "/metrics"))
    assert status == 200
    families = text_string_to_metric_families(text.decode())
    return {(s.name, tuple(sorted(s.labels.items()))): s.value for family in families for s in family.samples}


def test_durations_fall_into_cumulative_buckets() -> None:
    tally = Tally()
    for seconds in (0.0005, 0.001, 0.3, 99.0):
        tally.count("token", 200, seconds)
    told = samples(tally)

    def bucket(bound: str) -> float:
        labels = (("endpoint", "token"), ("le", bound), ("status", "200"))
        return told["assay_http_request_duration_seconds_bucket", labels]

    assert bucket("0.001") == 2
    assert bucket("0.25") == 2
    assert bucket("0.5") == 3
    assert bucket("+Inf") == 4
    assert len(BOUNDS) == 12
    assert told["assay_http_request_duration_seconds_sum", (("endpoint", "token"), ("status", "200"))] > 99


def test_refusals_faults_and_what_was_lost_are_told() -> None:
    tally = Tally()
    tally.count_refusal("token", "client.unknown")
    tally.count_refusal("token", "client.unknown")
    tally.faults, tally.in_flight = 1, 2
    told = samples(tally)
    assert told["assay_refusals_total", (("endpoint", "token"), ("reason", "client.unknown"))] == 2
    assert told["assay_faults_total", ()] == 1
    assert told["assay_requests_in_flight", ()] == 2
    assert told["assay_rows_dropped_total", ()] == 3
    assert told["assay_clock_behind_seconds", ()] == 12.5
    assert any(name == "assay_build_info" for name, _ in told)


def test_health_beside_the_metrics_says_what_is_wrong() -> None:
    assert asyncio.run(get(application(Tally()), "/readyz")) == (200, b"ready\n")
    assert asyncio.run(get(application(Tally(), "disk full"), "/readyz")) == (503, b"not ready: disk full\n")
    assert asyncio.run(get(application(Tally()), "/healthz"))[0] == 200
    assert asyncio.run(get(application(Tally()), "/"))[0] == 404
    assert asyncio.run(get(application(Tally()), "/metrics", "POST"))[0] == 405

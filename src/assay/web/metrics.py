"""`/metrics` in the Prometheus text format, and health, for a listener of its own: no door to the public surface.

Every label is a word of ours (endpoint, status, reason code); the client library loads with the first scrape.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, MutableMapping
from typing import TYPE_CHECKING, Any

from assay import __version__
from assay.web.tally import BOUNDS, Tally

if TYPE_CHECKING:
    from prometheus_client.core import Metric

Ready = Callable[[], Awaitable[str | None]]
Counted = Callable[[], tuple[Tally, int]]
Receive = Callable[[], Awaitable[Any]]
Send = Callable[[Any], Awaitable[None]]

_TEXT = b"text/plain; charset=utf-8"


def metrics_application(
    counted: Counted, ready: Ready, clock_behind: Callable[[], float]
) -> Callable[..., Awaitable[None]]:
    """An ASGI 3 application with `/metrics`, `/healthz` and `/readyz` (which tells an operator what is wrong).

    `counted` tells what was counted and how many records and events could not be kept, `clock_behind` how far the clock was
    set back.
    """
    exposition = _Exposition(counted, clock_behind)

    async def application(scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await receive()
            await send({"type": "lifespan.startup.complete"})
            await receive()
            await send({"type": "lifespan.shutdown.complete"})
            return
        if scope["type"] != "http":
            return
        status, content_type, body = 404, _TEXT, b"There are /metrics, /healthz and /readyz here.\n"
        if scope["method"] not in {"GET", "HEAD"}:
            status, body = 405, b"GET only.\n"
        elif scope["path"] == "/metrics":
            status, content_type, body = 200, exposition.content_type(), exposition.text()
        elif scope["path"] == "/healthz":
            status, body = 200, b"alive\n"
        elif scope["path"] == "/readyz":
            seen = await ready()
            status, body = (200, b"ready\n") if seen is None else (503, f"not ready: {seen}\n".encode())
        headers = [(b"content-type", content_type), (b"content-length", b"%d" % len(body))]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body})

    return application


class _Exposition:
    """A registry with one collector that reads the tally."""

    def __init__(self, counted: Counted, clock_behind: Callable[[], float]) -> None:
        self._counted = counted
        self._clock_behind = clock_behind
        self._registry: Any = None

    def content_type(self) -> bytes:
        from prometheus_client import CONTENT_TYPE_LATEST

        return CONTENT_TYPE_LATEST.encode("ascii")

    def text(self) -> bytes:
        from prometheus_client import GCCollector, ProcessCollector, generate_latest
        from prometheus_client.registry import CollectorRegistry

        if self._registry is None:
            self._registry = CollectorRegistry()
            self._registry.register(self)
            for collector in (ProcessCollector, GCCollector):
                collector(registry=self._registry)
        return generate_latest(self._registry)

    def collect(self) -> Iterator[Metric]:
        """What `prometheus_client` asks of a collector."""
        from prometheus_client.core import (
            CounterMetricFamily,
            GaugeMetricFamily,
            HistogramMetricFamily,
            InfoMetricFamily,
        )

        tally, dropped = self._counted()
        durations = HistogramMetricFamily(
            "assay_http_request_duration_seconds", "Requests by endpoint and status", labels=("endpoint", "status")
        )
        for (endpoint, status), requests in tally.requests.items():
            durations.add_metric((endpoint, str(status)), _cumulative(requests.buckets), requests.seconds)
        refusals = CounterMetricFamily(
            "assay_refusals", "Refusals by endpoint and reason", labels=("endpoint", "reason")
        )
        for labels, count in tally.refusals.items():
            refusals.add_metric(labels, count)
        yield InfoMetricFamily("assay_build", "What runs", value={"version": __version__})
        yield durations
        yield refusals
        yield CounterMetricFamily("assay_faults", "Requests that met a fault of the server", value=tally.faults)
        yield CounterMetricFamily("assay_rows_dropped", "Records and events that could not be kept", value=dropped)
        yield GaugeMetricFamily(
            "assay_clock_behind_seconds", "How far the machine's clock was set back", value=self._clock_behind()
        )
        yield GaugeMetricFamily("assay_requests_in_flight", "Requests being answered now", value=tally.in_flight)


def _cumulative(buckets: list[int]) -> list[tuple[str, float]]:
    total, told = 0, []
    for bound, count in zip((*map(str, BOUNDS), "+Inf"), buckets, strict=True):
        total += count
        told.append((bound, float(total)))
    return told

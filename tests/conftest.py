"""What holds for all tests: where a skip is a failure, how long generated examples are looked for."""

from __future__ import annotations

import os
from collections.abc import Generator, Iterator
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, settings

if TYPE_CHECKING:
    from postgresql_server import PostgresqlServer

SKIPS_FAIL = os.environ.get("ASSAY_CI") == "1" or os.environ.get("CI") == "true"
"""On a developer's machine a missing browser or Node is named and its tests are skipped; in CI that is a failure."""

settings.register_profile("quick", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("long", settings.get_profile("quick"), max_examples=20_000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "quick"))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    # Playwright keeps an event loop running in this thread until the session ends; `asyncio.run` refuses under it.
    items.sort(key=lambda item: "browser" in item.path.parts)


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(
    collector: pytest.Collector,
) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    report = yield
    return _failed_if_skipped(report, collector.nodeid)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    return report if hasattr(report, "wasxfail") else _failed_if_skipped(report, item.nodeid)


def _failed_if_skipped(report: Any, name: str) -> Any:
    if SKIPS_FAIL and report.skipped:
        why = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
        report.outcome = "failed"
        report.longrepr = f"{name} was skipped where nothing may be: {why}"
    return report


@pytest.fixture(scope="session")
def postgresql() -> Iterator[PostgresqlServer]:
    """A running PostgreSQL server, one for all tests that leave it running."""
    from postgresql_server import PostgresqlServer

    server = PostgresqlServer().start()
    yield server
    server.remove()


@pytest.fixture(scope="session")
def postgresql_database(postgresql: PostgresqlServer) -> str:
    """The URL of a database that is up to date."""
    return postgresql.up_to_date_database()

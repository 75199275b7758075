"""One server for the whole folder."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from live import DevServer


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DevServer]:
    running = DevServer(tmp_path_factory.mktemp("dev"))
    yield running
    running.stop()

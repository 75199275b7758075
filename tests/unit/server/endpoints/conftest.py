from __future__ import annotations

from pathlib import Path

import pytest

from token_house import TokenHouse


@pytest.fixture
def house(tmp_path: Path) -> TokenHouse:
    return TokenHouse("memory", tmp_path)


@pytest.fixture(params=["memory", "sqlite"])
def any_house(request: pytest.FixtureRequest, tmp_path: Path) -> TokenHouse:
    return TokenHouse(request.param, tmp_path)

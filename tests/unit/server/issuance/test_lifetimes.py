from __future__ import annotations

import pytest

from assay.server.issuance.lifetimes import Lifetimes


def test_the_defaults_are_those_of_the_design() -> None:
    defaults = Lifetimes()
    assert (defaults.access_token, defaults.id_token) == (300, 300)
    assert (defaults.refresh_token_idle, defaults.refresh_token_absolute) == (7 * 86_400, 30 * 86_400)
    assert defaults.public_client_grace == 60
    assert defaults.longest_signed == 86_400


@pytest.mark.parametrize(
    "settings",
    [
        {"access_token": 0},
        {"id_token": -1},
        {"access_token": 90_000},
        {"refresh_token_idle": 31 * 86_400},
        {"refresh_token_absolute": 0},
        {"public_client_grace": 301},
        {"public_client_grace": -1},
    ],
)
def test_values_that_contradict_each_other_are_refused(settings: dict[str, int]) -> None:
    with pytest.raises(ValueError, match=next(iter(settings)).split("_")[0]):
        Lifetimes(**settings)

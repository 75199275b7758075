from __future__ import annotations

import pytest

from assay.server.authorization.settings import AuthorizationSettings


def test_a_code_lives_for_a_minute_by_default() -> None:
    assert AuthorizationSettings(issuer="https://issuer.example").code_lifetime == 60


@pytest.mark.parametrize("seconds", [0, -1, 601])
def test_a_code_that_lives_longer_than_the_rfc_allows_is_refused(seconds: int) -> None:
    with pytest.raises(ValueError, match="code_lifetime"):
        AuthorizationSettings(issuer="https://issuer.example", code_lifetime=seconds)


@pytest.mark.parametrize("name", ["pending_request_lifetime", "network_burst", "network_per_second"])
def test_settings_that_let_nobody_in_are_refused(name: str) -> None:
    with pytest.raises(ValueError, match=name):
        AuthorizationSettings("https://issuer.example", **{name: 0})

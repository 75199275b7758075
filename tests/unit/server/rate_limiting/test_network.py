from __future__ import annotations

import pytest

from assay.server.rate_limiting.network import network_of


@pytest.mark.parametrize(
    ("peer", "network"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:aaaa::1", "2001:db8:1:2::"),
        ("2001:db8:1:2:bbbb::9", "2001:db8:1:2::"),
        ("2001:db8:1:3::1", "2001:db8:1:3::"),
        ("::1", "::1"),
        ("", "unknown"),
        ("a-socket", "unknown"),
    ],
)
def test_whoever_has_many_addresses_of_one_network_has_one_budget(peer: str, network: str) -> None:
    assert network_of(peer) == network

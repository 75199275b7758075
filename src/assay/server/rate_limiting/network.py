"""The network that an address belongs to, as far as budgets go."""

from __future__ import annotations

from functools import lru_cache
from ipaddress import IPv6Address, ip_address, ip_network


@lru_cache(maxsize=4096)
def network_of(peer: str) -> str:
    """An IPv4 address by itself, an IPv6 address by its /64, which one household or machine has; else `unknown`."""
    try:
        address = ip_address(peer)
    except ValueError:
        return "unknown"
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped is not None:
            return str(address.ipv4_mapped)
        if address.is_loopback:
            return str(address)  # this machine, and people are shown it
        return str(ip_network((address, 64), strict=False).network_address)
    return str(address)

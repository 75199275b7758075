"""The address of the caller, through the proxies that the operator listed and no others (security bar A152)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network

FindPeer = Callable[[str, Iterable[tuple[bytes, bytes]]], str]


def peer_finder(trusted_proxies: tuple[str, ...]) -> FindPeer:
    """A function from the connection's address and the headers to the caller's address.

    Raises `ValueError` for an entry that is neither an address nor a network.
    """
    networks = tuple(ip_network(entry, strict=False) for entry in trusted_proxies)
    if not networks:
        return lambda connected, _headers: connected

    def find(connected: str, headers: Iterable[tuple[bytes, bytes]]) -> str:
        if not _trusted(connected, networks):
            return connected
        hops = [
            hop.strip().decode("latin-1")
            for name, value in headers
            if name == b"x-forwarded-for"
            for hop in value.split(b",")
        ]
        # From the right: each proxy appended the address that it saw. The first one we do not trust is the caller.
        caller = connected
        for hop in reversed(hops):
            if not _is_address(hop):
                break
            caller = hop
            if not _trusted(hop, networks):
                break
        return caller

    return find


def _trusted(address: str, networks: tuple[IPv4Network | IPv6Network, ...]) -> bool:
    return _is_address(address) and any(ip_address(address) in network for network in networks)


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True

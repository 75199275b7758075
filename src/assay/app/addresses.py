"""Addresses to listen on."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Address:
    """A host (name or address, without brackets) and a port; port 0 asks the system for a free one."""

    host: str
    port: int


def parse_listen(text: str) -> tuple[Address, ...]:
    """`HOST:PORT`; `localhost` stands for both 127.0.0.1 and ::1. Raises `ValueError`."""
    host, colon, port = text.rpartition(":")
    if not colon or not host or not port.isascii() or not port.isdigit() or int(port) > 65_535:
        raise ValueError(f"{text!r} is not HOST:PORT")
    if host.startswith("[") and host.endswith("]"):
        host = host[1:-1]
    elif ":" in host:
        raise ValueError(f"{text!r}: an IPv6 address stands in brackets")
    if host == "localhost":
        return Address("127.0.0.1", int(port)), Address("::1", int(port))
    return (Address(host, int(port)),)

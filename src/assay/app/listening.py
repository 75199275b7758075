"""Opens the listening sockets before anything else, so that a port that is taken is told at once and port 0 is known."""

from __future__ import annotations

import errno
import socket
from contextlib import ExitStack
from dataclasses import dataclass

from assay.app.addresses import Address, parse_listen
from assay.app.configuration.loading import Loaded
from assay.app.configuration.setting import ConfigurationRefused, RefusedSetting, Setting
from assay.app.settings import Settings


@dataclass(frozen=True, slots=True)
class Listeners:
    """Open sockets; none for metrics or the admin API where they are not served."""

    public: list[socket.socket]
    metrics: list[socket.socket]
    admin: list[socket.socket]


def open_listeners(loaded: Loaded[Settings]) -> Listeners:
    """The sockets that the settings ask for. Raises `ConfigurationRefused`."""
    public, metrics, admin = (loaded.setting(name) for name in ("listen", "metrics.listen", "admin.listen"))
    return Listeners(
        listen_on(parse_listen(public.value), public),
        listen_on(parse_listen(metrics.value), metrics) if metrics.value else [],
        listen_on(parse_listen(admin.value), admin) if admin.value else [],
    )


def listen_on(addresses: tuple[Address, ...], setting: Setting) -> list[socket.socket]:
    """A socket for each address; where several stand for `localhost`, one that this machine lacks is left out.

    Raises `ConfigurationRefused`.
    """
    sockets: list[socket.socket] = []
    with ExitStack() as undo:
        port = addresses[0].port
        for address in addresses:
            try:
                one = _bound(Address(address.host, port))
            except OSError as error:
                if sockets and error.errno in {errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT}:
                    continue  # a machine without IPv6
                raise ConfigurationRefused((_refused(setting, address, error),)) from None
            undo.callback(one.close)
            sockets.append(one)
            port = port_of(one)  # port 0 was chosen by the system for the first; the others follow
        undo.pop_all()
    return sockets


def port_of(one: socket.socket) -> int:
    """The port that a socket stands on."""
    port: int = one.getsockname()[1]
    return port


def address_of(one: socket.socket) -> str:
    """Where a socket stands, as `listen` has it: `127.0.0.1:8400`, `[::1]:8400`."""
    host = one.getsockname()[0]
    return f"[{host}]:{port_of(one)}" if ":" in host else f"{host}:{port_of(one)}"


def _bound(address: Address) -> socket.socket:
    family, kind, protocol, _, where = socket.getaddrinfo(
        address.host, address.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
    )[0]
    one = socket.socket(family, kind, protocol)
    try:
        one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            one.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        one.bind(where)
        one.listen(2048)
    except OSError:
        one.close()
        raise
    one.setblocking(False)
    return one


def _refused(setting: Setting, address: Address, error: OSError) -> RefusedSetting:
    seen = f"{address.host} port {address.port}: {error.strerror or error}"
    return RefusedSetting(setting.origin, setting.name, seen, "an address of this machine and a port that is free")

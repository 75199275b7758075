from __future__ import annotations

import socket

import pytest

from assay.app.addresses import Address
from assay.app.configuration.setting import ConfigurationRefused, Origin, Setting
from assay.app.listening import listen_on, port_of

SETTING = Setting(("listen",), "", Origin("ASSAY_LISTEN"))


def closed(sockets: list[socket.socket]) -> None:
    for one in sockets:
        one.close()


def test_a_free_port_is_the_same_for_both_addresses() -> None:
    sockets = listen_on((Address("127.0.0.1", 0), Address("::1", 0)), SETTING)
    try:
        assert [one.getsockname()[0] for one in sockets] == ["127.0.0.1", "::1"]
        assert len({port_of(one) for one in sockets}) == 1
    finally:
        closed(sockets)


def test_a_taken_port_is_told_with_its_setting_and_nothing_stays_open() -> None:
    sockets = listen_on((Address("127.0.0.1", 0),), SETTING)
    try:
        with pytest.raises(ConfigurationRefused) as caught:
            listen_on((Address("127.0.0.1", port_of(sockets[0])),), SETTING)
        assert str(caught.value).startswith("ASSAY_LISTEN: listen: 127.0.0.1 port")
    finally:
        closed(sockets)


def test_an_address_of_another_machine_is_told() -> None:
    with pytest.raises(ConfigurationRefused, match="an address of this machine"):
        listen_on((Address("192.0.2.1", 0),), SETTING)
    with pytest.raises(ConfigurationRefused, match="an address of this machine"):
        listen_on((Address("no such host", 0),), SETTING)


def test_where_there_is_no_ipv6_the_other_address_serves(monkeypatch: pytest.MonkeyPatch) -> None:
    before = socket.socket.bind

    def bind(one: socket.socket, where) -> None:
        if one.family == socket.AF_INET6:
            raise OSError(99, "Cannot assign requested address")
        before(one, where)

    class Socket(socket.socket):
        pass

    Socket.bind = bind
    monkeypatch.setattr(socket, "socket", Socket)
    sockets = listen_on((Address("127.0.0.1", 0), Address("::1", 0)), SETTING)
    closed(sockets)
    assert len(sockets) == 1

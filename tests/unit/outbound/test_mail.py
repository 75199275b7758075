"""Mail to a real SMTP server: with TLS or not at all, signed in, and every refusal told as final or not."""

from __future__ import annotations

import asyncio
import datetime as dt
import ssl
from collections.abc import Iterator
from email import message_from_bytes
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from assay.outbound.mail import ConsoleMail, SmtpMail
from assay.server.mail.settings import MailSettings

CONTENT = {"to": "ada@example.org", "subject": "Grüße: set a new password", "text": "Hello,\n\nhttps://as.example/x\n"}


class Inbox:
    """Keeps what comes; `answer` is what it says to the recipient or the message."""

    def __init__(self) -> None:
        self.mails: list[Any] = []
        self.at_recipient = "250 OK"
        self.at_message = "250 OK"
        self.encrypted: list[bool] = []

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, _options: Any) -> str:
        if self.at_recipient.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.at_recipient

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        if self.at_message.startswith("250"):
            self.encrypted.append(session.ssl is not None)
            self.mails.append(message_from_bytes(envelope.content))
        return self.at_message


class Server(Controller):
    """One on a free port of this machine."""

    def __init__(self, inbox: Inbox, *, tls: ssl.SSLContext | None, **settings: Any) -> None:
        self._tls = tls
        self._settings = settings
        super().__init__(inbox, hostname="127.0.0.1", port=0)

    def factory(self) -> SMTP:
        return SMTP(self.handler, tls_context=self._tls, hostname="localhost", **self._settings)

    def _trigger_server(self) -> None:
        self.port = self.bound  # it was not known before
        super()._trigger_server()

    @property
    def bound(self) -> int:
        return int(self.server.sockets[0].getsockname()[1])


def _known(_server: Any, _session: Any, _envelope: Any, _mechanism: str, given: Any) -> AuthResult:
    fits = isinstance(given, LoginPassword) and (given.login, given.password) == (b"assay", b"secret")
    return AuthResult(success=fits, handled=False)


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A throw-away certificate for localhost, its own authority."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = dt.datetime.now(dt.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = tmp_path_factory.mktemp("tls") / "localhost.pem"
    file.write_bytes(
        certificate.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return file


@pytest.fixture
def inbox() -> Inbox:
    return Inbox()


@pytest.fixture
def running(inbox: Inbox, authority: Path) -> Iterator[Any]:
    servers: list[Server] = []

    def start(*, tls: bool = True, **settings: Any) -> int:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(authority)
        server = Server(inbox, tls=context if tls else None, **settings)
        server.start()
        servers.append(server)
        return server.bound

    yield start
    for server in servers:
        server.stop()


def send(settings: MailSettings, content: dict[str, str] = CONTENT) -> Any:
    return asyncio.run(SmtpMail(settings)("message-1", content, 1_800_000_000))


def settings_for(port: int, authority: Path, **changes: Any) -> MailSettings:
    return MailSettings(
        host="localhost", port=port, sender="Assay <no-reply@as.example>", ca_file=str(authority), **changes
    )


def test_a_mail_arrives_whole_over_tls(running: Any, inbox: Inbox, authority: Path) -> None:
    assert send(settings_for(running(), authority)) is None
    [mail] = inbox.mails
    assert inbox.encrypted == [True]
    assert mail["To"] == "ada@example.org"
    assert mail["From"] == "Assay <no-reply@as.example>"
    assert mail["Message-ID"] == "<message-1@as.example>"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert "https://as.example/x" in mail.get_payload(decode=True).decode()


def test_it_signs_in_where_the_server_asks_for_it(running: Any, inbox: Inbox, authority: Path) -> None:
    port = running(authenticator=_known, auth_required=True, auth_require_tls=True)
    assert send(settings_for(port, authority, username="assay", password="secret")) is None
    told = send(settings_for(port, authority, username="assay", password="wrong"))
    assert told.defect == "the server refused our username or password (535)"
    assert not told.final
    assert len(inbox.mails) == 1


def test_nothing_is_sent_in_clear(running: Any, inbox: Inbox, authority: Path) -> None:
    told = send(settings_for(running(tls=False), authority))
    assert told is not None
    assert not told.final
    assert not inbox.mails


def test_a_certificate_of_nobody_is_not_believed(running: Any, inbox: Inbox) -> None:
    told = send(MailSettings(host="localhost", port=running()))
    assert told.defect.startswith("TLS failed")
    assert not inbox.mails


def test_plain_is_a_setting_of_its_own(running: Any, inbox: Inbox, authority: Path) -> None:
    assert send(settings_for(running(tls=False), authority, insecure_plaintext=True)) is None
    assert inbox.encrypted == [False]


@pytest.mark.parametrize(
    ("at_recipient", "at_message", "final"),
    [
        ("550 no such mailbox", "250 OK", True),
        ("451 later", "250 OK", False),
        ("250 OK", "554 not wanted", True),
        ("250 OK", "452 full", False),
    ],
)
def test_a_refusal_for_good_is_final(
    running: Any, inbox: Inbox, authority: Path, at_recipient: str, at_message: str, final: bool
) -> None:
    inbox.at_recipient, inbox.at_message = at_recipient, at_message
    told = send(settings_for(running(), authority))
    assert told.final is final
    assert "ada@" not in told.defect


def test_a_server_that_is_not_there_is_told(authority: Path) -> None:
    told = send(settings_for(1, authority, timeout=1.0))
    assert told.defect == "the server cannot be spoken to: ConnectionRefusedError"
    assert not told.final


@pytest.mark.parametrize("member", ["to", "subject"])
def test_no_header_can_be_added(running: Any, inbox: Inbox, authority: Path, member: str) -> None:
    told = send(settings_for(running(), authority), {**CONTENT, member: "a@example.org\r\nBcc: eve@example.org"})
    assert told.final
    assert not inbox.mails


def test_a_development_server_prints_it(capsys: pytest.CaptureFixture[str]) -> None:
    asyncio.run(ConsoleMail()("m", {**CONTENT, "subject": "a\x1b[2Jb"}, 0))
    printed = capsys.readouterr().out
    assert "https://as.example/x" in printed
    assert "\x1b" not in printed

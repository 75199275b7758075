"""Where mail goes."""

from __future__ import annotations

from dataclasses import dataclass, field
from email.utils import parseaddr
from typing import Literal

from assay.formats.email_address import is_email_address


@dataclass(frozen=True, slots=True)
class MailSettings:
    """`security` is `starttls` (port 587) or `tls` (port 465). `username` is empty for a server that asks for none.

    `ca_file` names the authorities of a server of one's own. `insecure_plaintext` sends without TLS, links included.
    """

    host: str = ""
    port: int = 587
    security: Literal["starttls", "tls"] = "starttls"
    username: str = ""
    password: str = field(default="", metadata={"secret": True})
    sender: str = "assay@localhost"
    ca_file: str = ""
    timeout: float = 15.0
    to_console: bool = False
    insecure_plaintext: bool = False

    def __post_init__(self) -> None:
        if not 0 < self.port < 65_536 or self.timeout <= 0:
            raise ValueError("port is 1 to 65535, and timeout more than zero")
        if not is_email_address(parseaddr(self.sender)[1]):
            raise ValueError(f"sender is {self.sender!r}, in which there is no e-mail address")
        if bool(self.username) != bool(self.password):
            raise ValueError("username and password are given together")
        if self.insecure_plaintext and self.security == "tls":
            raise ValueError("insecure_plaintext takes away what security asks for")

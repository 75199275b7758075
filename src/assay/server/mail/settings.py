"""Where mail goes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal


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

"""What a call of `assay explain` asks for."""

from __future__ import annotations


class Call:
    """The words of a call as `argparse` fills them in; what was not said is as it stands here."""

    subject: str | None = None
    refusal: str | None = None
    key: str | None = None
    jwks: str | None = None
    secret_file: str | None = None
    issuer: str | None = None
    leeway: str | None = None
    at: str | None = None
    output: str = "text"
    online: bool = False
    save: str | None = None
    save_secrets: bool = False
    config: str | None = None

    def __init__(self) -> None:
        self.bundle: list[str] = []
        self.audience: list[str] = []
        self.alg: list[str] = []

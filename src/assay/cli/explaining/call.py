"""What a call of `assay explain` asks for, and examples."""

from __future__ import annotations

EXAMPLES = (
    ("assay explain eyJhbGciOi...", "a token"),
    ("pbpaste | assay explain -", "a token, header, curl command or error text from stdin"),
    ("curl -v https://api.example/ 2>&1 | assay explain -", "an HTTP exchange; @page.har and raw HTTP do as well"),
    (
        "assay explain @token.txt --jwks keys.json --issuer https://id.example --audience api",
        "with the receiver's view",
    ),
    ("assay explain @token.txt --issuer https://id.example --online", "with the keys that the issuer publishes now"),
    ("assay explain aws --profile prod -- aws s3 ls", "AWS credentials here, and a command's error (aws --help)"),
    ("assay explain @page.har --save evidence.json", "a bundle for a ticket, secrets and tokens replaced"),
    ("assay explain token.expired", "a reason or cause of the catalogue"),
    ("assay explain --refusal rf_...", "a refusal of the server in this directory"),
    ("assay explain --bundle evidence.json -o json", "a bundle of evidence"),
)


class Call:
    """The words of a call as `argparse` fills them in; what was not said is as it stands here."""

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
        self.words: list[str] = []
        self.bundle: list[str] = []
        self.audience: list[str] = []
        self.alg: list[str] = []

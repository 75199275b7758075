"""What a development server prints when it is ready: three commands to try next, with real values."""

from __future__ import annotations

import sys
from pathlib import Path
from urllib.parse import urlencode

from assay.app.development.demo import CALLBACK, Demo
from assay.formats.base64url import encode_text
from assay.primitives.hashing import sha256

VERIFIER = "assay-demo-code-verifier-of-43-characters-and-more"
"""The demo's code verifier: no secret, for the page that receives the code shows the whole exchange."""


def next_commands(demo: Demo, issuer: str) -> str:
    """The text."""
    token = f"{issuer}/token"
    refused = f"curl -s -u {demo.client_id}:wrong -d grant_type=client_credentials {token}"
    return f"""\
Assay serves {issuer} (a development server; its state is in ./.assay)

Try next:
  1. Get a token:
     curl -s -u {demo.client_id}:{demo.client_secret} -d grant_type=client_credentials {token}
  2. Be refused, and ask why:
     {program()} explain --refusal "$({refused} | grep -o 'rf_[a-z2-7]*')"
  3. Sign in as {demo.username} with the password {demo.password} at:
     {sign_in_url(demo.client_id, issuer)}

Have any token or error explained in the browser: {issuer}/inspect
"""


def sign_in_url(client_id: str, issuer: str) -> str:
    """An authorization request of the demo client."""
    challenge = encode_text(sha256(VERIFIER.encode()))
    parameters = {
        "response_type": "code",
        "client_id": client_id,
        "redirect_uri": issuer + CALLBACK,
        "scope": "openid profile offline_access",
        "state": "demo",
        "code_challenge": challenge,
        "code_challenge_method": "S256",
    }
    return f"{issuer}/authorize?{urlencode(parameters)}"


def program() -> str:
    """How this program was called, as a person would type it again."""
    called = Path(sys.argv[0])
    return sys.argv[0] if called.name == "assay" else "python -m assay"

"""An API in Flask behind access tokens. Run it: flask --app flask_api run"""

import logging
import os

from flask import Flask

from assay.integrations.flask import Bearer
from assay.outbound.remote_key_set import RemoteKeySet
from assay.verifier import AccessTokenVerifier

logging.basicConfig(level=logging.INFO)  # a refusal is one line: its id, its reason, what was seen

ISSUER = os.environ.get("ISSUER", "http://localhost:8400")
verifier = AccessTokenVerifier(
    issuer=ISSUER, audience="urn:assay:demo", algorithms=["ES256"], keys=RemoteKeySet(f"{ISSUER}/jwks")
)

app = Flask(__name__)
bearer = Bearer(verifier, scopes=["demo.read"], app=app)  # every view, but for those that are marked as public


@app.get("/things")
def read() -> dict[str, str | None]:
    return {"read_by": bearer.token.subject}


@app.post("/things")
@bearer.required("demo.write")
def write() -> dict[str, str | None]:
    return {"written_by": bearer.token.subject}


@app.get("/health")
@bearer.public
def health() -> str:
    return "ok"

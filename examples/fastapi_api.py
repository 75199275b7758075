"""An API in FastAPI behind access tokens. Run it: uvicorn fastapi_api:app"""

import logging
import os
from typing import Annotated

from fastapi import Depends, FastAPI, Security

from assay.integrations.fastapi import Bearer, install
from assay.outbound.remote_key_set import RemoteKeySet
from assay.verifier import AccessTokenVerifier, VerifiedToken

logging.basicConfig(level=logging.INFO)  # a refusal is one line: its id, its reason, what was seen

ISSUER = os.environ.get("ISSUER", "http://localhost:8400")
verifier = AccessTokenVerifier(
    issuer=ISSUER, audience="urn:assay:demo", algorithms=["ES256"], keys=RemoteKeySet(f"{ISSUER}/jwks")
)
bearer = Bearer(verifier, scopes=["demo.read"])

app = FastAPI()
install(app)


@app.get("/things")
def read(token: Annotated[VerifiedToken, Depends(bearer)]) -> dict[str, str | None]:
    return {"read_by": token.subject}


@app.post("/things")
def write(token: Annotated[VerifiedToken, Security(bearer, scopes=["demo.write"])]) -> dict[str, str | None]:
    return {"written_by": token.subject}


@app.get("/health")
def health() -> str:
    return "ok"

"""Answers a reverse proxy that asks whether a request may pass. Run it: uvicorn forward_auth:app --port 9000"""

import logging
import os

from assay.integrations.forward_auth import ForwardAuth
from assay.outbound.remote_key_set import RemoteKeySet
from assay.verifier import AccessTokenVerifier

logging.basicConfig(level=logging.INFO)  # a refusal is one line: its id, its reason, what was seen

ISSUER = os.environ.get("ISSUER", "http://localhost:8400")
verifier = AccessTokenVerifier(
    issuer=ISSUER, audience="urn:assay:demo", algorithms=["ES256"], keys=RemoteKeySet(f"{ISSUER}/jwks")
)

app = ForwardAuth(verifier, {"/read": ["demo.read"], "/write": ["demo.read", "demo.write"]})

"""What `aws sso login --profile NAME` of version 2 does, for version 1, which has no such command: with boto3's own clients.

Registers a client, asks for a device code, fetches the token, and writes the cache file that every SDK reads.
"""

from __future__ import annotations

import json
import os
import sys
from datetime import UTC, datetime, timedelta
from hashlib import sha1
from pathlib import Path

import botocore.session

profile = sys.argv[sys.argv.index("--profile") + 1]
session = botocore.session.Session(profile=profile)
config = session.get_scoped_config()
named = config.get("sso_session", "")
section = session.full_config["sso_sessions"][named] if named else config
client = session.create_client("sso-oidc", region_name=section["sso_region"])
registered = client.register_client(clientName="test", clientType="public")
identity = {name: registered[name] for name in ("clientId", "clientSecret")}
device = client.start_device_authorization(**identity, startUrl=section["sso_start_url"])
token = client.create_token(
    **identity, grantType="urn:ietf:params:oauth:grant-type:device_code", deviceCode=device["deviceCode"]
)
ends = datetime.now(UTC) + timedelta(seconds=token["expiresIn"])
kept = {"startUrl": section["sso_start_url"], "region": section["sso_region"], "accessToken": token["accessToken"]}
kept["expiresAt"] = ends.strftime("%Y-%m-%dT%H:%M:%SZ")
if named:
    kept |= identity | {"refreshToken": token["refreshToken"]}
    kept["registrationExpiresAt"] = (ends + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
digest = sha1((named or section["sso_start_url"]).encode(), usedforsecurity=False).hexdigest()
cache = Path(os.environ["HOME"]) / ".aws" / "sso" / "cache"
cache.mkdir(parents=True, exist_ok=True)
(cache / f"{digest}.json").write_text(json.dumps(kept), encoding="utf-8")
print(f"Successfully logged into Start URL: {section['sso_start_url']}")

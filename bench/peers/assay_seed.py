"""Makes Assay's contestant: settings, keys, a client with a known secret, codes and refresh token families, by the product's own parts."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import json
import os
import time
from pathlib import Path

from assay.app.key_encryption import make_key_file
from assay.formats import opaque_token
from assay.model.authorization_code import AuthorizationCode
from assay.model.client import Client, ClientSecret
from assay.model.effects import (
    AddEndUser,
    Effect,
    SaveAuthorizationCode,
    SaveClient,
    SaveResource,
    StartEndUserSession,
    StartRefreshTokenFamily,
)
from assay.model.end_user import EndUser, EndUserSession
from assay.model.factor import Proof
from assay.model.refresh_token import RefreshTokenFamily
from assay.model.resource import Resource
from assay.primitives.client_secret import client_secret_digest
from assay.primitives.hashing import sha256
from assay.primitives.sealing import Sealer
from assay.server.issuance import server_secrets
from assay.server.issuance.refresh_token import RefreshTokenMint
from assay.storage.sqlite import open_sqlite

ISSUER_ID = "default"
RESOURCE = "https://api.example.com"
SCOPES = ("read", "write", "openid", "offline_access")
SESSION = "bench"
DAY = 86400


def settings_files(folder: Path, database: Path) -> Sealer:
    """The settings that `assay serve` reads, and the sealer under their key."""
    folder.mkdir(exist_ok=True)
    key_file = folder / "key"
    key_file.unlink(missing_ok=True)
    make_key_file(key_file, os.urandom)
    lines = [
        f'key_encryption_key_file = "{key_file}"',
        f'database_url = "sqlite:{database}"',
        "[metrics]",
        'listen = "127.0.0.1:0"',
    ]
    (folder / "assay.toml").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return Sealer(base64.b64decode(key_file.read_bytes()))


def registrations(now: int) -> list[Effect]:
    """A resource, a client that rotates its refresh tokens, and an end-user."""
    salt = os.urandom(16)
    secret = ClientSecret("bench", salt, client_secret_digest(salt, os.environ["CLIENT_SECRET"]), now)
    client = Client(
        client_id="bench",
        name="bench",
        token_endpoint_auth_method="client_secret_basic",
        grant_types=("client_credentials", "authorization_code", "refresh_token"),
        redirect_uris=("https://client.example.com/callback",),
        scopes=SCOPES,
        resources=(RESOURCE,),
        secrets=(secret,),
        id_token_signed_response_alg="ES256",
        rotate_refresh_tokens=True,
        created_at=now,
    )
    resource = Resource(RESOURCE, ("read", "write"), introspection_clients=("bench",), default=True, created_at=now)
    end_user = EndUser("someone", "someone", None, created_at=now)
    session = EndUserSession(os.urandom(32), SESSION, "someone", now, (Proof("password", now),), now + DAY)
    return [SaveResource(resource), SaveClient(client), AddEndUser(end_user), StartEndUserSession(session)]


def code_and_effect(now: int, challenge: str) -> tuple[str, Effect]:
    """One authorization code, good for ten minutes."""
    code = opaque_token.encode(opaque_token.AUTHORIZATION_CODE, os.urandom(32))
    record = AuthorizationCode(
        code_hash=sha256(code.encode()),
        client_id="bench",
        redirect_uri="https://client.example.com/callback",
        redirect_uri_given=True,
        subject="someone",
        grant_id=os.urandom(12).hex(),
        scopes=("openid", "offline_access", "read"),
        resources=(RESOURCE,),
        issued_at=now,
        expires_at=now + 600,
        remember_until=now + 30 * DAY,
        auth_time=now,
        session_id=SESSION,
        code_challenge=challenge,
    )
    return code, SaveAuthorizationCode(record)


def family_and_effect(now: int, mint: RefreshTokenMint) -> tuple[str, Effect]:
    """One refresh token family in its first generation."""
    family_id = os.urandom(16)
    family = RefreshTokenFamily(
        family_id=family_id,
        client_id="bench",
        subject="someone",
        grant_id=os.urandom(12).hex(),
        scopes=("openid", "offline_access", "read"),
        resources=(RESOURCE,),
        issued_at=now,
        generation=1,
        rotated_at=now,
        idle_expires_at=now + 7 * DAY,
        expires_at=now + 30 * DAY,
        auth_time=now,
    )
    return mint.text(family_id, 1), StartRefreshTokenFamily(family)


async def main() -> None:
    """Fill the store and write the seeds."""
    database = Path(os.environ["DATABASE_FILE"])
    sealer = settings_files(Path.cwd(), database)
    store = open_sqlite(database, issuer_id=ISSUER_ID, clock=time.time)
    now = int(time.time())
    secrets = server_secrets.ServerSecrets(store.signing_keys, store.unit_of_work, sealer, os.urandom, ISSUER_ID)
    mint = RefreshTokenMint(await secrets.find_or_make(server_secrets.REFRESH_TOKEN, now), ISSUER_ID)
    await store.unit_of_work.commit(registrations(now))
    challenge = base64.urlsafe_b64encode(hashlib.sha256(b"v" * 43).digest()).rstrip(b"=").decode()
    codes = [code_and_effect(now, challenge) for _ in range(int(os.environ["SEED_COUNT"]))]
    families = [family_and_effect(now, mint) for _ in range(400)]
    await store.unit_of_work.commit([effect for _, effect in (*codes, *families)])
    await store.maintenance.close()
    seeds = {"codes": [code for code, _ in codes], "refresh": [token for token, _ in families]}
    Path(os.environ["SEED_FILE"]).write_text(json.dumps(seeds), encoding="utf-8")


if __name__ == "__main__":
    asyncio.run(main())

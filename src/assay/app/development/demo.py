"""The demo client, end-user and resource, and the operator's token. Every secret is made here, none is a default.

The operator's token is an access token of this server for the issuer itself, with the scopes `assay:operator` and `assay:appoint`. Its
client has no secret and no way to ask for another; disabling that client ends the token (docs/decisions/operator-token.md).
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field, replace

from assay.app.development.folder import DevelopmentFolder, write_private_json
from assay.app.parts import SharedParts
from assay.decision import Allowed, Decision
from assay.formats import base64url
from assay.model.client import Client
from assay.model.client_registration import ClientRegistration
from assay.model.effects import Effect, RecordEvent, SaveClient
from assay.model.event import Event
from assay.model.resource import Resource
from assay.server.administration.clients import ClientWithSecret, register_client
from assay.server.administration.end_users import register_end_user
from assay.server.administration.identifiers import identifier, new_client_id
from assay.server.administration.offer import offer_with
from assay.server.administration.resources import register_resource
from assay.server.administration.trusted_clients import APPOINTING_SCOPE, OPERATOR_SCOPE
from assay.server.grants.grant import Entitlement
from assay.server.issuance.issuing import Issue

CALLBACK = "/demo/callback"
_OPERATOR_SCOPES = (OPERATOR_SCOPE, APPOINTING_SCOPE)
_RESOURCE = "urn:assay:demo"
_SCOPES = ("openid", "profile", "email", "offline_access", "demo.read", "demo.write")
_USERNAME = "demo"
_CLAIMS = {"name": "Demo Person", "given_name": "Demo", "family_name": "Person", "email": "demo@example.com"}
_TEN_YEARS = 10 * 365 * 86_400


@dataclass(frozen=True, slots=True)
class Demo:
    """The demo credentials as they are kept in `demo.json`."""

    client_id: str
    client_secret: str = field(repr=False)
    username: str
    password: str = field(repr=False)
    operator_client_id: str


async def find_or_make_demo(parts: SharedParts, folder: DevelopmentFolder) -> Demo:
    """The demo of this folder; made anew where the store does not know it (any more)."""
    demo = _kept(folder)
    client = None if demo is None else await parts.doors.store.clients.find(demo.client_id)
    if demo is None or client is None:
        demo = await _make(parts)
        write_private_json(folder.demo, asdict(demo))
        return demo
    redirect_uri = parts.settings.issuer + CALLBACK
    if redirect_uri not in client.redirect_uris:  # another port than before
        changed = replace(
            client, redirect_uris=(*client.redirect_uris, redirect_uri)[-8:], revision=client.revision + 1
        )
        await parts.doors.store.unit_of_work.commit((SaveClient(changed),))
    return demo


async def operator_token(parts: SharedParts, demo: Demo) -> str:
    """A new token for the operator; older ones stay good."""
    store, now = parts.doors.store, parts.doors.clock()
    client = await store.clients.find(demo.operator_client_id)
    if client is None:
        client = Client(
            client_id=demo.operator_client_id,
            name="The operator (assay serve --dev)",
            token_endpoint_auth_method="client_secret_basic",
            grant_types=(),
            scopes=_OPERATOR_SCOPES,
            created_at=int(now),
        )
        await store.unit_of_work.commit((SaveClient(client),))
    scopes = _OPERATOR_SCOPES
    entitlement = Entitlement(client.client_id, base64url.encode_text(parts.doors.entropy(16)), scopes, ())
    surface = Resource(parts.settings.issuer, scopes=scopes, access_token_lifetime=_TEN_YEARS)
    jti = base64url.encode_text(parts.doors.entropy(16))
    issued = await parts.token_issuer.issue(Issue(client, entitlement, scopes, (surface,), jti), now)
    detail = json.dumps({"jti": jti, "scope": " ".join(scopes)})
    event = Event("access_token.issued", int(now), client.client_id, grant_id=entitlement.grant_id, detail=detail)
    await store.unit_of_work.commit((RecordEvent(event),))
    return issued.access_token


def _kept(folder: DevelopmentFolder) -> Demo | None:
    try:
        return Demo(**json.loads(folder.demo.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):  # missing, or not as we wrote it
        return None


async def _make(parts: SharedParts) -> Demo:
    entropy, now, store = parts.doors.entropy, parts.doors.clock(), parts.doors.store
    resources = await store.resources.list_all()
    client = _allowed(
        register_client(
            ClientRegistration(
                name="Demo client",
                grant_types=("client_credentials", "authorization_code", "refresh_token"),
                redirect_uris=(parts.settings.issuer + CALLBACK,),
                scopes=_SCOPES,
            ),
            offer_with(resources),
            entropy=entropy,
            now=now,
        )
    )
    assert client.secret is not None
    effects: tuple[Effect, ...] = (SaveClient(client.client),)
    effects += await _resource(parts, client, resources, now)
    password = identifier("pw", entropy, 15)
    effects += await _end_user(parts, password, now)
    await store.unit_of_work.commit(effects)
    return Demo(
        client_id=client.client.client_id,
        client_secret=client.secret.reveal(),
        username=_USERNAME,
        password=password,
        operator_client_id=new_client_id(entropy),
    )


async def _resource(
    parts: SharedParts, client: ClientWithSecret, resources: tuple[Resource, ...], now: float
) -> tuple[Effect, ...]:
    """The default resource; it takes any scope, so that a client made by hand gets what it is registered for."""
    if any(resource.default for resource in resources):
        return ()
    client_id = client.client.client_id
    resource = Resource(_RESOURCE, introspection_clients=(client_id,), default=True, created_at=int(now))
    decision = register_resource(
        resource,
        existing=await parts.doors.store.resources.find(_RESOURCE),
        known_clients=frozenset({client_id}),
        longest_lifetime=parts.settings.lifetimes.longest_access_token,
        now=now,
    )
    return decision.effects


async def _end_user(parts: SharedParts, password: str, now: float) -> tuple[Effect, ...]:
    """The demo end-user with a new password, whether there was one before or not."""
    from assay.outbound.password_hasher import ThreadedPasswordHasher  # only the first start hashes
    from assay.server.administration.end_users import set_password

    hasher = ThreadedPasswordHasher(parts.doors.entropy, threads=1)
    try:
        password_hash = await hasher.hash(password)
    finally:
        hasher.close()
    existing = await parts.doors.store.end_users.find_by_username(_USERNAME)
    if existing is not None:
        return set_password(existing, password_hash, parts.settings.lifetimes, now=now).effects
    claims = json.dumps(_CLAIMS | {"email_verified": True, "preferred_username": _USERNAME})
    decision = register_end_user(
        _USERNAME, password_hash, existing=None, claims=claims, entropy=parts.doors.entropy, now=now
    )
    return decision.effects


def _allowed(decision: Decision[ClientWithSecret, Effect]) -> ClientWithSecret:
    assert isinstance(decision.outcome, Allowed), decision.outcome
    return decision.outcome.value

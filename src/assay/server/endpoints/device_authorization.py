"""The device authorization endpoint (RFC 8628 section 3.1): a device asks for a code that a person types elsewhere.

Gives the reasons of `read_client_form` and of client authentication, `client.grant_type_not_registered`,
`device_code.too_many_waiting`, and those of the steps whose column says so.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from math import ceil

from assay.checks.authorization_request.facts import AuthorizationFacts
from assay.checks.authorization_request.resource import named_resources
from assay.checks.authorization_request.scope import granted_scopes
from assay.checks.grant_type import AskedGrant, check_registered
from assay.decision import Refused, first_refusal, refuse
from assay.decision.stages import Stages
from assay.formats import opaque_token
from assay.formats.form import Form
from assay.formats.raw_request import RawRequest
from assay.formats.user_agent import device_of
from assay.formats.user_code import RANDOM_BYTES, new_user_code, shown_user_code
from assay.model.client import Client
from assay.model.device_authorization import DeviceAuthorization
from assay.model.effects import Conflict, RecordEvent, SaveDeviceAuthorization
from assay.model.event import Event
from assay.ports.entropy import Entropy
from assay.ports.rate_limits import RateLimits
from assay.ports.store import Store
from assay.ports.unit_of_work import StorageUnavailable
from assay.primitives.hashing import sha256
from assay.reasons import device_code as reasons
from assay.server.client_authentication import authentication
from assay.server.client_authentication.authentication import ClientAuthentication, is_replay, replayed
from assay.server.client_authentication.method import AuthenticatedClient
from assay.server.device.settings import DeviceFlowSettings
from assay.server.endpoints import client_form
from assay.server.endpoints.authorization_steps import TOLD_TO_THE_DEVICE
from assay.server.endpoints.client_form import read_client_form
from assay.server.grants.device_code import DEVICE_CODE
from assay.server.rate_limiting.network import network_of
from assay.server.refusals.recorder import RefusalRecorder
from assay.server.refusals.refused_request import RefusedRequest

NAME = "device_authorization"
STAGES = Stages((client_form.STAGE, authentication.STAGE, "grant_type_registered", "few_waiting", "parameters"))
_CODE_BYTES = 32
_ATTEMPTS = 8
"""Taken codes after which something is wrong; with a thousand devices waiting one in 25 million is taken."""


@dataclass(frozen=True, slots=True)
class DeviceAuthorizationResponse:
    """The answer (RFC 8628 section 3.2). `user_code` is as a device shows it; times are in seconds."""

    device_code: str = field(repr=False)
    user_code: str
    expires_in: int
    interval: int


class DeviceAuthorizationEndpoint:
    """Answers `/device_authorization`. Raises `StorageUnavailable`."""

    __slots__ = ("_authentication", "_entropy", "_rate_limits", "_recorder", "_settings", "_store")

    def __init__(
        self,
        store: Store,
        authentication: ClientAuthentication,
        rate_limits: RateLimits,
        recorder: RefusalRecorder,
        entropy: Entropy,
        settings: DeviceFlowSettings,
    ) -> None:
        self._store = store
        self._authentication = authentication
        self._rate_limits = rate_limits
        self._recorder = recorder
        self._entropy = entropy
        self._settings = settings

    async def __call__(self, request: RawRequest, now: float) -> DeviceAuthorizationResponse | RefusedRequest:
        """`now` is in epoch seconds."""
        parsed = read_client_form(request, repeatable=("resource",))
        if isinstance(parsed, Refused):
            refused = STAGES.refused(client_form.STAGE, parsed)
            return self._recorder.record(refused, endpoint=NAME, request=request, now=now)
        who = await self._authentication.authenticate(request, parsed.value, now)
        if isinstance(who, AuthenticatedClient):
            outcome: DeviceAuthorizationResponse | Refused | Conflict | None
            outcome = await self._refusal(parsed.value, who.client, request, now)
            if outcome is None:
                outcome = await self._kept(parsed.value, who, request, now)
            elif who.effects:  # a refused request uses a one-time assertion up all the same
                burnt = await self._store.unit_of_work.commit(who.effects)
                outcome = burnt if isinstance(burnt, Conflict) else outcome
            if isinstance(outcome, DeviceAuthorizationResponse):
                return outcome
            if isinstance(outcome, Conflict):
                who = replayed(who)
            else:
                return self._recorder.record(
                    outcome,
                    endpoint=NAME,
                    request=request,
                    now=now,
                    client=who.client,
                )
        return who.recorded(self._recorder, STAGES, endpoint=NAME, request=request, now=now)

    async def _refusal(self, form: Form, client: Client, request: RawRequest, now: float) -> Refused | None:
        unregistered = check_registered(AskedGrant(DEVICE_CODE, client), ())
        if isinstance(unregistered, Refused):
            return STAGES.refused("grant_type_registered", unregistered)
        settings, key = self._settings, f"device_authorization:{network_of(request.peer)}"
        wait = self._rate_limits.take(key, now, burst=settings.network_burst, per_second=settings.network_per_second)
        if wait > 0:
            return STAGES.refused("few_waiting", refuse(reasons.TOO_MANY_WAITING, retry_after=ceil(wait)))
        default = await self._store.resources.default() if named_resources(form) and not client.resources else None
        facts = AuthorizationFacts(client, default.identifier if default is not None else None)
        refused = first_refusal(TOLD_TO_THE_DEVICE, form, facts)
        return None if refused is None else STAGES.refused("parameters", refused)

    async def _kept(
        self, form: Form, who: AuthenticatedClient, request: RawRequest, now: float
    ) -> DeviceAuthorizationResponse | Conflict:
        """Store it under two new codes; a conflict means that the client's assertion was used before."""
        settings, at, client = self._settings, int(now), who.client
        asked = Event("device_authorization.requested", at, client_id=client.client_id)
        for _ in range(_ATTEMPTS):
            device_code = opaque_token.encode(opaque_token.DEVICE_CODE, self._entropy(_CODE_BYTES))
            user_code = new_user_code(self._entropy(RANDOM_BYTES))
            authorization = DeviceAuthorization(
                device_code_hash=sha256(device_code.encode("ascii")),
                user_code=user_code,
                client_id=client.client_id,
                scopes=granted_scopes(form, client),
                resources=named_resources(form),
                created_at=at,
                expires_at=at + settings.code_lifetime,
                interval=settings.interval,
                network=network_of(request.peer),
                device=device_of((request.header(b"user-agent") or b"").decode("latin-1")),
            )
            effects = (*who.effects, SaveDeviceAuthorization(authorization), RecordEvent(asked))
            committed = await self._store.unit_of_work.commit(effects)
            if not isinstance(committed, Conflict):
                return DeviceAuthorizationResponse(
                    device_code, shown_user_code(user_code), settings.code_lifetime, settings.interval
                )
            if is_replay(committed):
                return committed
        raise StorageUnavailable(f"{_ATTEMPTS} user codes in a row were taken")

"""The authorization endpoint, GET and POST (RFC 6749 section 3.1, OpenID Connect Core section 3.1.2).

The steps stand in `authorization_steps`; what follows them in `server.authorization.progress`. Beside their reasons it
gives `authorization_request.prefetched` and those of a form that does not decode.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from urllib.parse import urlencode

from assay.checks.authorization_request.facts import AuthorizationFacts
from assay.checks.authorization_request.resource import named_resources
from assay.checks.authorization_request.response import answer_mode
from assay.decision import Allowed, Refused, first_refusal, refuse
from assay.formats.form import Form, parse_form, single
from assay.formats.raw_request import RawRequest
from assay.model.authorization_request import AuthorizationRequest
from assay.model.client import Client
from assay.ports.clients import Clients
from assay.ports.resources import Resources
from assay.reasons import request as request_reasons
from assay.server.authorization import stages
from assay.server.authorization.accepted import accepted, answer_address, echoed_state
from assay.server.authorization.page_requests import prefetch_refusal
from assay.server.authorization.progress import Progress
from assay.server.authorization.results import AnswerClient, CarryOver, GoToPage, ShowRefusal, with_cookie
from assay.server.end_user_authentication.sessions import Sessions, SignedIn
from assay.server.endpoints.authorization_steps import TOLD_ON_A_PAGE, TOLD_TO_THE_CLIENT
from assay.server.endpoints.client_form import is_form

ReadHint = Callable[[str, str, float], Awaitable["Allowed[str] | Refused"]]
"""An `id_token_hint`, the client's id and the time; the subject that the hint names, or why it is refused."""


class AuthorizationEndpoint:
    """Answers `/authorize`."""

    __slots__ = ("_clients", "_progress", "_read_hint", "_resources", "_sessions")

    def __init__(
        self,
        clients: Clients,
        resources: Resources,
        read_hint: ReadHint,
        sessions: Sessions,
        progress: Progress,
    ) -> None:
        self._clients = clients
        self._resources = resources
        self._read_hint = read_hint
        self._sessions = sessions
        self._progress = progress

    async def __call__(self, http: RawRequest, now: float) -> AnswerClient | CarryOver | GoToPage | ShowRefusal:
        """One request, from its bytes to a code, a page or a refusal."""
        read = _read(http)
        if isinstance(read, Refused):
            return self._progress.shown(stages.ENDPOINT.refused("request_readable", read), http, now)
        form = read.value
        client = await self._named_client(form)
        refused = first_refusal(TOLD_ON_A_PAGE, form, AuthorizationFacts(client))
        if refused is not None or client is None:
            assert refused is not None
            refused = stages.ENDPOINT.refused("client_and_redirect_uri", refused)
            return self._progress.shown(refused, http, now, single(form, "client_id"))
        facts = await self._facts(form, client, now)
        refused = first_refusal(TOLD_TO_THE_CLIENT, form, facts)
        if refused is not None:
            refused = stages.ENDPOINT.refused("parameters", refused)
            return self._progress.refused_answer(_unaccepted(form, facts), refused, http, now)
        request = accepted(form, facts)
        if http.method == "POST":
            # From the client's site it comes without our SameSite=Lax cookies, so nobody can be known to be signed in.
            return CarryOver(urlencode(form, doseq=True))
        who = await self._sessions.who(http, now)
        result = await self._progress.begin(request, client, who, http, now)
        return with_cookie(result, who.cookie) if isinstance(who, SignedIn) else result

    async def _named_client(self, form: Form) -> Client | None:
        named = form.get("client_id", ())
        return await self._clients.find(named[0]) if len(named) == 1 and named[0] else None

    async def _facts(self, form: Form, client: Client, now: float) -> AuthorizationFacts:
        default_resource = None
        if named_resources(form) and not client.resources:
            default = await self._resources.default()
            default_resource = default.identifier if default is not None else None
        hints = form.get("id_token_hint", ())
        hint = await self._read_hint(hints[0], client.client_id, now) if len(hints) == 1 and hints[0] else None
        return AuthorizationFacts(client, default_resource, hint)


def _read(http: RawRequest) -> Allowed[Form] | Refused:
    """The parameters: of the URL, and for a POST of the body too, so that a parameter in both counts twice."""
    refused = prefetch_refusal(http)
    if refused is not None:
        return refused
    if http.method != "POST":
        return parse_form(http.query)
    content_type = http.header(b"content-type")
    if content_type is None or not is_form(content_type):
        shown = None if content_type is None else content_type.decode("latin-1")
        return refuse(request_reasons.CONTENT_TYPE_NOT_FORM, content_type=shown)
    return parse_form(b"&".join(part for part in (http.query, http.body) if part))


def _unaccepted(form: Form, facts: AuthorizationFacts) -> AuthorizationRequest:
    """As much of a refused request as its answer needs."""
    return AuthorizationRequest(
        client_id=facts.known_client.client_id,
        redirect_uri=answer_address(form, facts),
        redirect_uri_given=single(form, "redirect_uri") is not None,
        response_mode=answer_mode(form),
        scopes=(),
        state=echoed_state(form),
    )

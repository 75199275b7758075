"""`/inspect`: a stranger pastes a token, an exchange or an error text and learns what its holder can learn (security bar A270).

Only tier A: the engine sees what was pasted and this issuer's published keys, never the store. Nothing is kept.
Reasons: `session.cross_site_post`, those of the form, `request.parameter_missing`, `operation.inspector_busy`,
`operation.inspection_gave_up`.
"""

from __future__ import annotations

from dataclasses import dataclass

from assay.decision import Refused, refuse
from assay.decision.stages import Stages
from assay.formats.form import Form, first_repeated, parse_form, single
from assay.formats.raw_request import RawRequest
from assay.ports.inspector import Inspected, InspectionGaveUp, Inspector, InspectorBusy, Pasted
from assay.ports.signing_keys import SigningKeys
from assay.reasons import operation as reasons
from assay.reasons import request as request_reasons
from assay.server.authorization.page_requests import cross_site_refusal
from assay.server.endpoints.client_form import is_form
from assay.server.endpoints.jwks import is_published
from assay.server.refusals.recorder import RefusalRecorder
from assay.server.refusals.refused_request import RefusedRequest

NAME = "inspection"
STAGES = Stages(("same_site", "form", "inspection"))
RETRY_AFTER = 2
"""Seconds after which a place is free again as a rule."""


@dataclass(frozen=True, slots=True)
class EmptyPage:
    """The form, with nothing pasted yet."""


class Inspection:
    """Answers a GET with the form and a POST with an answer."""

    __slots__ = ("_inspector", "_issuer", "_recorder", "_signing_keys")

    def __init__(self, issuer: str, signing_keys: SigningKeys, inspector: Inspector, recorder: RefusalRecorder) -> None:
        self._issuer = issuer
        self._signing_keys = signing_keys
        self._inspector = inspector
        self._recorder = recorder

    async def __call__(self, request: RawRequest, now: float) -> EmptyPage | Inspected | RefusedRequest:
        """The page's content. A query is not looked at: nothing is to be pasted into an address."""
        if request.method != "POST":
            return EmptyPage()
        form = self._form(request)
        if isinstance(form, Refused):
            return self._recorder.record(form, endpoint=NAME, request=request, now=now)
        try:
            return await self._inspector(await self._pasted(form, now))
        except InspectorBusy:
            busy = STAGES.refused("inspection", refuse(reasons.INSPECTOR_BUSY))
            return self._recorder.record(busy, endpoint=NAME, request=request, now=now, retry_after=RETRY_AFTER)
        except InspectionGaveUp:
            gave_up = STAGES.refused("inspection", refuse(reasons.INSPECTION_GAVE_UP))
            return self._recorder.record(gave_up, endpoint=NAME, request=request, now=now)

    def _form(self, request: RawRequest) -> Form | Refused:
        cross_site = cross_site_refusal(request, self._issuer)
        if cross_site is not None:
            return STAGES.refused("same_site", cross_site)
        content_type = request.header(b"content-type")
        if content_type is None or not is_form(content_type):
            shown = None if content_type is None else content_type.decode("latin-1")
            return STAGES.refused("form", refuse(request_reasons.CONTENT_TYPE_NOT_FORM, content_type=shown))
        parsed = parse_form(request.body)
        refused = parsed if isinstance(parsed, Refused) else first_repeated(parsed.value)
        if refused is not None:
            return STAGES.refused("form", refused)
        assert not isinstance(parsed, Refused)
        if not (single(parsed.value, "paste") or "").strip():
            return STAGES.refused("form", refuse(request_reasons.PARAMETER_MISSING, parameter="paste"))
        return parsed.value

    async def _pasted(self, form: Form, now: float) -> Pasted:
        keys = await self._signing_keys.list_all()
        members = ",".join(key.public_jwk for key in keys if is_published(key, now))
        return Pasted(
            # Browsers send every line break of a text area as CR LF.
            text=(single(form, "paste") or "").replace("\r\n", "\n"),
            issuer=(single(form, "issuer") or "").strip(),
            audience=(single(form, "audience") or "").strip(),
            keys=(single(form, "keys") or "").strip(),
            our_issuer=self._issuer,
            our_keys=f'{{"keys":[{members}]}}',
            now=now,
        )

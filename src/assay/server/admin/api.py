"""Answers every call of the admin API: the operator's token first, then the input as declared, then the action.

Nothing is reached without the token: the guard stands before the operation is even looked at (security bar A209). Gives
the reasons of the guard, `registration.input_malformed`, `.changed_meanwhile`, `.overtaken` and those of the actions.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import msgspec

from assay.decision import Refused, refuse
from assay.formats.form import first_repeated, parse_form
from assay.formats.raw_request import RawRequest
from assay.reasons import registration as reasons
from assay.reasons.access_token import MAY_NOT_APPOINT
from assay.server.admin.operation import Answer, Body, Call, Desk, Operation
from assay.server.administration.revisions import names_a_state
from assay.server.administration.trusted_clients import APPOINTING_SCOPE, OPERATOR_SCOPE
from assay.server.endpoints.access_token_guard import AccessTokenGuard, Guarded
from assay.server.refusals.refused_request import RefusedRequest

NAME = "admin"
GUARDED = Guarded(NAME, OPERATOR_SCOPE, of_client=True)
_FOR_APPOINTING = replace(GUARDED, scope=f"{OPERATOR_SCOPE} {APPOINTING_SCOPE}")


@dataclass(frozen=True, slots=True)
class AdminRefusal:
    """A refused call; `admitted` tells that the operator asks, who may know everything."""

    refused: RefusedRequest
    admitted: bool


class AdminApi:
    """Carries operations out."""

    __slots__ = ("_desk", "_guard")

    def __init__(self, guard: AccessTokenGuard, desk: Desk) -> None:
        self._guard = guard
        self._desk = desk

    async def __call__(
        self, operation: Operation | None, path: Mapping[str, str], request: RawRequest, now: float
    ) -> Answer | AdminRefusal:
        """`operation` is None for the document of all operations, which the caller adds."""
        token = await self._guard.admit(request, now, GUARDED)
        if isinstance(token, RefusedRequest):
            return AdminRefusal(token, admitted=False)
        if operation is None:
            return Answer(None)
        given = _input(operation, request)
        outcome: Answer | Refused
        if isinstance(given, Refused):
            outcome = given
        else:
            conditions = request.header_values(b"if-match")
            call = Call(
                path,
                *given,
                if_match=b", ".join(conditions).decode("latin-1") if conditions else None,
                client_id=token.client_id,
                scopes=token.scopes,
                end_user=token.end_user,
                now=now,
            )
            outcome = await self._carried_out(operation, call)
        if isinstance(outcome, Answer):
            return outcome
        guarded = _FOR_APPOINTING if outcome.reason is MAY_NOT_APPOINT else GUARDED
        refused = self._guard.refuse_admitted(outcome, request, now, guarded, token)
        return AdminRefusal(refused, admitted=True)

    async def _carried_out(self, operation: Operation, call: Call) -> Answer | Refused:
        if not operation.changes:
            return await operation.action(self._desk, call)
        if not operation.conditional and names_a_state(call.if_match):
            return refuse(reasons.CHANGED_MEANWHILE)  # there is no one record, so it can have no state that is named
        # What is read is still so when it is written, whatever other processes do; calls of this one are made in turn.
        async with self._desk.store.maintenance.alone(operation.turn):
            return await operation.action(self._desk, call)


def _input(operation: Operation, request: RawRequest) -> tuple[Any, Any] | Refused:
    try:
        query = _query(operation.query, request.query)
        if operation.body is None:
            return None, query
        return msgspec.json.decode(request.body, type=operation.body), query
    except (msgspec.DecodeError, msgspec.ValidationError, UnicodeDecodeError) as defect:
        return refuse(reasons.INPUT_MALFORMED, operation=operation.name, defect=_said(defect))


def _query(kind: type[Body], query: bytes) -> Body:
    parsed = parse_form(query)
    if isinstance(parsed, Refused) or first_repeated(parsed.value) is not None:
        raise msgspec.ValidationError("the query does not decode, or has a parameter twice")
    return msgspec.convert({name: values[0] for name, values in parsed.value.items()}, kind, strict=False)


def _said(defect: Exception) -> str:
    """What msgspec says of types and places; it repeats no value, but member names are the caller's own."""
    return str(defect) if len(str(defect)) <= 200 else "it is not as declared"

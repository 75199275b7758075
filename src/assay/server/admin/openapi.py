"""The OpenAPI 3.1 document of the admin API, made from the operations themselves."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import msgspec

from assay.server.admin.operation import Operation, Record

_NAMES = re.compile(r"\{(\w+)\}")
_REF = "#/components/schemas/{name}"


def openapi_document(operations: Sequence[Operation]) -> dict[str, Any]:
    """The document, ready to be written as JSON."""
    types = [kind for one in operations for kind in (one.body, one.answer, one.query) if kind is not None]
    _, components = msgspec.json.schema_components(list(dict.fromkeys(types)), ref_template=_REF)
    paths: dict[str, dict[str, Any]] = {}
    for one in operations:
        paths.setdefault(one.path, {})[one.method.lower()] = _operation(one)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Assay admin API", "version": "1"},
        "security": [{"operator": []}],
        "paths": paths,
        "components": {
            "schemas": {**components, "Problem": _PROBLEM},
            "securitySchemes": {
                "operator": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "An access token of this server with the scope assay:operator; "
                    "assay:appoint as well to make or change a client that is first-party or an operator",
                }
            },
        },
    }


_PROBLEM = {
    "type": "object",
    "description": "RFC 9457. `reason` is a code of the catalogue, `refusal_id` leads to the record.",
    "required": ["type", "title", "status", "reason", "refusal_id"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "reason": {"type": "string"},
        "refusal_id": {"type": "string"},
    },
}


_ETAG = {
    "description": "The state of the record, for If-Match. A new version of Assay may give every record another one.",
    "schema": {"type": "string"},
}
_IF_MATCH = {
    "name": "If-Match",
    "in": "header",
    "required": False,
    "description": "Change the record only if it is still in this state (RFC 9110 section 13.1.1)",
    "schema": {"type": "string"},
}


def _operation(one: Operation) -> dict[str, Any]:
    answer: dict[str, Any] = {"description": "Done"}
    if one.answer is not None:
        answer["content"] = {"application/json": {"schema": {"$ref": _REF.format(name=one.answer.__name__)}}}
        if issubclass(one.answer, Record):
            answer["headers"] = {"ETag": _ETAG}
    described: dict[str, Any] = {
        "operationId": one.name,
        "summary": one.summary,
        "parameters": [*_in_path(one), *_in_query(one), *_conditional(one)],
        "responses": {
            str(one.status): answer,
            **({"412": _problem("If-Match does not name the present state")} if one.conditional else {}),
            "default": _problem("Refused"),
        },
    }
    if one.body is not None:
        schema = {"$ref": _REF.format(name=one.body.__name__)}
        described["requestBody"] = {"required": True, "content": {"application/json": {"schema": schema}}}
    return described


def _problem(description: str) -> dict[str, Any]:
    schema = {"$ref": _REF.format(name="Problem")}
    return {"description": description, "content": {"application/problem+json": {"schema": schema}}}


def _in_path(one: Operation) -> list[dict[str, Any]]:
    string = {"type": "string", "minLength": 1}
    return [{"name": name, "in": "path", "required": True, "schema": string} for name in _NAMES.findall(one.path)]


def _in_query(one: Operation) -> list[dict[str, Any]]:
    schema = msgspec.json.schema(one.query)
    members = schema["$defs"][one.query.__name__]["properties"]
    required = schema["$defs"][one.query.__name__].get("required", [])
    return [
        {"name": name, "in": "query", "required": name in required, "schema": kind} for name, kind in members.items()
    ]


def _conditional(one: Operation) -> list[dict[str, Any]]:
    return [_IF_MATCH] if one.conditional else []

"""The OpenAPI 3.1 document of the admin API, made from the operations themselves."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import msgspec

from assay.server.admin.operation import Operation

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
                    "description": "An access token of this server with the scope assay:operator",
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


def _operation(one: Operation) -> dict[str, Any]:
    answer: dict[str, Any] = {"description": "Done"}
    if one.answer is not None:
        answer["content"] = {"application/json": {"schema": {"$ref": _REF.format(name=one.answer.__name__)}}}
    problem = {
        "description": "Refused",
        "content": {"application/problem+json": {"schema": {"$ref": _REF.format(name="Problem")}}},
    }
    described: dict[str, Any] = {
        "operationId": one.name,
        "summary": one.summary,
        "parameters": [*_in_path(one), *_in_query(one), *_conditional(one)],
        "responses": {str(one.status): answer, "default": problem},
    }
    if one.body is not None:
        schema = {"$ref": _REF.format(name=one.body.__name__)}
        described["requestBody"] = {"required": True, "content": {"application/json": {"schema": schema}}}
    return described


def _in_path(one: Operation) -> list[dict[str, Any]]:
    string = {"type": "string", "minLength": 1}
    return [{"name": name, "in": "path", "required": True, "schema": string} for name in _NAMES.findall(one.path)]


def _in_query(one: Operation) -> list[dict[str, Any]]:
    schema = msgspec.json.schema(one.query)
    members = schema["$defs"][one.query.__name__]["properties"]
    return [{"name": name, "in": "query", "required": False, "schema": kind} for name, kind in members.items()]


def _conditional(one: Operation) -> list[dict[str, Any]]:
    if not one.changes or not ("{" in one.path or one.method == "PATCH"):
        return []
    return [{"name": "If-Match", "in": "header", "required": False, "schema": {"type": "string"}}]

"""The endpoint that a program is set to call in place of AWS's own: command, variables, settings, files."""

from __future__ import annotations

import re

from assay.diagnosis.bundle import Bundle
from assay.diagnosis.json_view import leaves

_ENDPOINT_NAME = re.compile(r"endpoint|service_?url|(?:^|[._])(?:s3|base)?_?(?:url|host)$", re.IGNORECASE)
_ENDPOINT_LINE = re.compile(
    r"(?im)^\s*[\"']?(?:\w+[._-])*endpoint(?:[_-]?url)?[\"']?\s*[:=]\s*[\"']?(https?://[^\s\"']+)"
)


def configured_endpoint(bundle: Bundle) -> str:
    """The endpoint; empty where none is set."""
    named = re.search(r"--endpoint(?:-url)?[ =]['\"]?(https?://[^\s'\"]+)", bundle.command)
    if named:
        return named.group(1)
    for name, value in bundle.environment.items():
        if re.search(r"AWS_ENDPOINT_URL|_ENDPOINT(?:_URL)?$", name) and value:
            return value if "://" in value else f"http://{value}"
    for name, value in leaves(bundle.settings.raw):
        if isinstance(value, str) and _ENDPOINT_NAME.search(name) and value.startswith(("http://", "https://")):
            return value
    for raw in bundle.files.values():
        found = _ENDPOINT_LINE.search(raw[:50_000].decode("utf-8", "replace"))
        if found:
            return found.group(1)
    return ""

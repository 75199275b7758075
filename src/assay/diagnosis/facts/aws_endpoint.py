"""The endpoint that a program is set to call in place of AWS's own: command, variables, settings, files."""

from __future__ import annotations

import re

from assay.diagnosis.bundle import Bundle
from assay.diagnosis.json_view import leaves

_ENDPOINT_NAME = re.compile(r"endpoint|service_?url|(?:^|[._])(?:s3|base)?_?(?:url|host)$", re.IGNORECASE)
_ENDPOINT_LINE = re.compile(
    r"(?im)^[ \t]*[\"']?(?:[\w.-]{0,80}[._-])?endpoint(?:[_-]?url)?[\"']?\s*[:=]\s*[\"']?(https?://[^\s\"']+)"
)
_BARE_NAME = re.compile(r"(?:endpoint|host_?base)$", re.IGNORECASE)
_HOST = r"(?:[\w-]+\.)+[a-z][\w-]*(?::\d{2,5})?|[a-z][\w-]*:\d{2,5}"
_BARE_HOST = re.compile(_HOST)
_BARE_LINE = re.compile(
    rf"(?im)^[ \t]*[\"']?(?:[\w.-]{{0,80}}[._-])?(?:endpoint|host_base)[\"']?[ \t]*[:=][ \t]*[\"']?({_HOST})[\"',;]*\s*$"
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
        if isinstance(value, str) and _BARE_NAME.search(name) and _BARE_HOST.fullmatch(value):
            return f"http://{value}"
    for raw in bundle.files.values():
        found = _ENDPOINT_LINE.search(raw[:50_000].decode("utf-8", "replace"))
        if found:
            return found.group(1)
        bare = _BARE_LINE.search(raw[:50_000].decode("utf-8", "replace")) if b"access" in raw[:50_000] else None
        if bare:
            return f"http://{bare.group(1)}"
    return ""

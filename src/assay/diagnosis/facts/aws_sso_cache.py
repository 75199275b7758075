"""Where the AWS CLI and SDKs keep a sign-in to IAM Identity Center: ~/.aws/sso/cache."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from assay.diagnosis.json_view import View, parse_json
from assay.diagnosis.pattern import Pattern

if TYPE_CHECKING:
    from assay.diagnosis.bundle import Bundle


def cache_file_name(signed_in_to: str) -> str:
    """The name of the file that holds a sign-in, by the name of its sso-session or, without one, its start URL."""
    digest = hashlib.sha1(signed_in_to.encode("utf-8", "replace"), usedforsecurity=False)
    return f"{digest.hexdigest()}.json"


_PRINTED = Pattern(r"\.aws[/\\]sso[/\\]cache[/\\]([0-9a-f]{40}\.json)")


def printed_caches(bundle: Bundle) -> tuple[tuple[str, View], ...]:
    """(file name, content) of the sign-ins that a log prints below a line that names their file."""
    text = "\n".join(bundle.log)[:200_000] if any("cache" in line for line in bundle.log) else ""
    found = []
    for named in _PRINTED.finditer(text):
        start = text.find("{\n", named.end(), named.end() + 200)
        end = text.find("\n}", start)
        view = parse_json(text[start : end + 2]) if 0 <= start < end else None
        if view is not None and view["startUrl"].text:
            found.append((named.group(1), view))
    return tuple(found)

"""The one exception to exact comparison: a native app takes whatever loopback port it gets (RFC 8252 section 7.3)."""

from __future__ import annotations

import re

_LOOPBACK = re.compile(r"http://(127\.0\.0\.1|\[::1\])(?::([1-9][0-9]{0,4}))?(|[/?].*)", re.DOTALL)


def without_loopback_port(uri: str) -> str | None:
    """The URI without its port when it is http on a loopback IP literal, else None.

    `localhost` is no literal: its name may be resolved to somebody else (RFC 8252 section 8.3).
    """
    found = _LOOPBACK.fullmatch(uri)
    if found is None or int(found[2] or 1) > 65535:
        return None
    return f"http://{found[1]}{found[3]}"

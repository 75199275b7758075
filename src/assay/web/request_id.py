"""The id under which one request is found in logs: the caller's if it is harmless, else a new one."""

from __future__ import annotations

import re

from assay.ports.entropy import Entropy

_HARMLESS = re.compile(rb"[A-Za-z0-9._:-]{1,64}")
_BYTES = 12


def request_id(given: bytes | None, entropy: Entropy) -> str:
    """At most 64 characters that mean nothing to a log, a terminal or a header."""
    if given is not None and _HARMLESS.fullmatch(given):
        return given.decode("ascii")
    return entropy(_BYTES).hex()

"""The form of AWS's session tokens, by which a value is known for one, whole or cut."""

from __future__ import annotations

import re

_BEGINS = r"^\W{0,2}(?:IQoJ|FwoG|FwoD|FQoG|FQoD|AgoG|AQoE|AQoD)[A-Za-z0-9/+=]"
_TOKEN = re.compile(_BEGINS + "{40,}")
_CUT = re.compile(_BEGINS + "{4,}")


def is_session_token(value: str) -> bool:
    """Whether a value is a session token, as far as its form shows."""
    return _TOKEN.match(value) is not None


def begins_as_token(value: str) -> bool:
    """Whether a value begins as session tokens do, whatever a reporter cut off or put behind."""
    return _CUT.match(value) is not None

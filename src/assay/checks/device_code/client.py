"""Whether the device code was issued to the client that polls (RFC 8628 section 3.4).

Refuses with `device_code.wrong_client`.
"""

from __future__ import annotations

from assay.checks.device_code.poll import DevicePoll
from assay.decision import Check, Passed, Refused, refuse
from assay.decision.outcome import PASSED
from assay.reasons import device_code as reasons


def check_client(poll: DevicePoll, _context: None = None) -> Passed | Refused:
    """The client has authenticated, or is public and has nothing but the code."""
    owner = poll.authorization.client_id
    return PASSED if owner == poll.client_id else refuse(reasons.WRONG_CLIENT, owner=owner, client_id=poll.client_id)


CHECK = Check("client", check_client)

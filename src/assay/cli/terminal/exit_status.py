"""Exit status: the same for every command and every output format."""

from __future__ import annotations

from enum import IntEnum

from assay.reasons import Reason


class ExitStatus(IntEnum):
    """What a script can rely on."""

    FINE = 0
    REFUSED = 1
    USAGE = 2
    CONFIGURATION = 3
    AUTHENTICATION = 4
    NOT_ALLOWED = 5
    NOT_FOUND = 6
    NETWORK = 7
    CONFLICT = 8
    FAULT = 10
    INTERRUPTED = 130


_BY_HTTP_STATUS = {401: ExitStatus.AUTHENTICATION, 403: ExitStatus.NOT_ALLOWED, 404: ExitStatus.NOT_FOUND}
_BY_HTTP_STATUS |= {409: ExitStatus.CONFLICT, 503: ExitStatus.NETWORK}


def exit_status_of(reason: Reason) -> ExitStatus:
    """The status of a refused request of the operator, read from the reason's public answer."""
    return _BY_HTTP_STATUS.get(reason.public.status, ExitStatus.USAGE)

"""The words in which the account page tells a person what happened."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from assay.reasons import find_reason
from assay.server.account.overview import Happening

_WORDS: Mapping[str, str] = {
    "authenticator_app.enrolled": "An authenticator app was added",
    "consent.denied": "You did not allow what {client} asked for",
    "consent.granted": "You allowed {client} to use your account",
    "consent.revoked": "{client} was disconnected",
    "device_authorization.approved": "You connected a device to {client}",
    "end_user.password_changed": "The password was changed",
    "end_user.registered": "The account was made",
    "end_user_session.ended": "A session ended",
    "end_user_session.started": "You signed in",
    "known_device.copied": "The mark of a known device came twice, so it counts no more",
    "passkey.added": "A passkey was added",
    "passkey.removed": "A passkey was removed",
    "passkey.sign_count_went_back": "A passkey may have been copied",
    "recovery_code.used": "A recovery code was used",
    "recovery_codes.replaced": "New recovery codes were made",
    "second_factors.reset": "The second factors were reset",
}


def happening_words(happening: Happening) -> str:
    """One line. A refusal is told by its headline, which holds no received value."""
    event = happening.event
    if event.type != "request.refused":
        return _WORDS[event.type].format(client=happening.client_name or "a client")
    reason = find_reason(event.reason or "")
    headline = reason.headline if reason is not None and "{" not in reason.headline else event.reason
    return f"Refused: {headline}"


def moment(at: int) -> str:
    """A time as it stands on a page."""
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%d %H:%M UTC")

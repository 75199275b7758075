"""The words in which the account page tells a person what happened."""

from __future__ import annotations

from collections.abc import Mapping

from assay.reasons import find_reason
from assay.server.account.overview import Happening
from assay.server.languages.language import Language, message

_WORDS: Mapping[str, str] = {
    "authenticator_app.enrolled": message("An authenticator app was added"),
    "authenticator_app.removed": message("The authenticator app was removed"),
    "consent.denied": message("You did not allow what {client} asked for"),
    "consent.granted": message("You allowed {client} to use your account"),
    "consent.revoked": message("{client} was disconnected"),
    "device_authorization.approved": message("You connected a device to {client}"),
    "end_user.email_change_requested": message("Another e-mail address was asked for"),
    "end_user.email_changed": message("The e-mail address was changed"),
    "end_user.email_verified": message("The e-mail address was confirmed"),
    "end_user.name_changed": message("The name was changed"),
    "end_user.password_changed": message("The password was changed"),
    "end_user.registered": message("The account was made"),
    "end_user_session.ended": message("A session ended"),
    "end_user_session.started": message("You signed in"),
    "known_device.copied": message("The mark of a known device came twice, so it counts no more"),
    "passkey.added": message("A passkey was added"),
    "passkey.removed": message("A passkey was removed"),
    "passkey.sign_count_went_back": message("A passkey may have been copied"),
    "recovery_code.used": message("A recovery code was used"),
    "recovery_codes.replaced": message("New recovery codes were made"),
    "second_factors.reset": message("The second factors were reset"),
}


def happening_words(happening: Happening, language: Language) -> str:
    """One line. A refusal is told by its headline, which holds no received value."""
    event = happening.event
    if event.type != "request.refused":
        client = happening.client_name or language.text(message("a client"))
        return language.text(_WORDS[event.type], client=client)
    reason = find_reason(event.reason or "")
    headline = language.of_reason(reason).headline if reason is not None else ""
    told = headline if headline and "{" not in headline else event.reason
    return language.text(message("Refused: {what}"), what=told)

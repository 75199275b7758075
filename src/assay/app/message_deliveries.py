"""Where the outgoing messages of each kind go: a further kind is a line here."""

from __future__ import annotations

from collections.abc import Mapping

from assay.app.logout import backchannel_logout_of
from assay.app.mail import mail_delivery
from assay.app.parts import SharedParts
from assay.model.outgoing_message import BACKCHANNEL_LOGOUT, MAIL
from assay.ports.message_delivery import MessageDelivery


def message_deliveries(parts: SharedParts) -> Mapping[str, MessageDelivery]:
    """By kind (`model.outgoing_message`). A kind without a line stays in the outbox."""
    mail = mail_delivery(parts)
    return {BACKCHANNEL_LOGOUT: backchannel_logout_of(parts), **({MAIL: mail} if mail is not None else {})}

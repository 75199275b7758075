"""Sends mail by SMTP, with TLS always but where a setting says otherwise; under `serve --dev` to the console.

RFC 5321, RFC 8314. A refusal for good (5xx) gives a message up, everything else is tried again.
"""

from __future__ import annotations

import smtplib
import ssl
import sys
from collections.abc import Mapping
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from typing import Any

from assay.model.outgoing_message import Undelivered
from assay.outbound.daemon_thread import in_daemon_thread
from assay.server.mail.settings import MailSettings


class SmtpMail:
    """`ports.message_delivery.MessageDelivery` for mail, over one connection per message."""

    def __init__(self, settings: MailSettings) -> None:
        self._settings = settings

    async def __call__(self, message_id: str, content: Mapping[str, Any], now: int) -> Undelivered | None:
        """See the port."""
        try:
            mail = _mail(self._settings.sender, message_id, content, now)
        except ValueError:  # a line break in a header
            return Undelivered("the address or the subject cannot stand in a mail", final=True)
        return await in_daemon_thread(lambda: self._sent(mail), "assay mail")

    def _sent(self, mail: EmailMessage) -> Undelivered | None:
        try:
            with self._connected() as server:
                if self._settings.username:
                    server.login(self._settings.username, self._settings.password)
                server.send_message(mail)
        except smtplib.SMTPRecipientsRefused as refused:
            statuses = [status for status, _ in refused.recipients.values()]
            told = f"the server refused the recipient ({statuses[0] if statuses else 'no status'})"
            return Undelivered(told, final=all(500 <= status < 600 for status in statuses))
        except smtplib.SMTPAuthenticationError as refused:
            return Undelivered(f"the server refused our username or password ({refused.smtp_code})")
        except smtplib.SMTPResponseException as refused:
            return Undelivered(f"the server answered {refused.smtp_code}", final=500 <= refused.smtp_code < 600)
        except ssl.SSLError as error:
            return Undelivered(f"TLS failed: {error.reason or 'no reason'}")
        except (smtplib.SMTPException, OSError) as error:
            return Undelivered(f"the server cannot be spoken to: {type(error).__name__}")
        return None

    def _connected(self) -> smtplib.SMTP:
        settings = self._settings
        if settings.insecure_plaintext:
            return smtplib.SMTP(settings.host, settings.port, timeout=settings.timeout)
        context = ssl.create_default_context(cafile=settings.ca_file or None)
        if settings.security == "tls":
            return smtplib.SMTP_SSL(settings.host, settings.port, timeout=settings.timeout, context=context)
        server = smtplib.SMTP(settings.host, settings.port, timeout=settings.timeout)
        try:
            server.starttls(context=context)  # raises where the server does not offer it: nothing goes out in clear
        except BaseException:
            server.close()
            raise
        return server


class ConsoleMail:
    """Prints mail, for a development server."""

    async def __call__(self, message_id: str, content: Mapping[str, Any], now: int) -> Undelivered | None:
        """See the port."""
        del message_id, now
        mail = f"\nMail to {content['to']}\nSubject: {content['subject']}\n\n{content['text']}\n"
        sys.stdout.write("".join(one if one.isprintable() or one == "\n" else "?" for one in mail))
        sys.stdout.flush()
        return None


def _mail(sender: str, message_id: str, content: Mapping[str, Any], now: int) -> EmailMessage:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = sender, content["to"], content["subject"]
    mail["Date"] = formatdate(now)
    domain = sender.rpartition("@")[2].rstrip(">") or "localhost"
    mail["Message-ID"] = f"<{message_id}@{domain}>" if message_id else make_msgid(domain=domain)
    mail["Auto-Submitted"] = "auto-generated"  # RFC 3834: nobody's absence is to be told to us
    mail.set_content(content["text"])
    return mail

"""What people change about their own name and e-mail address, after a fresh proof of who they are.

A new address counts once a link that was mailed to it has been opened; until then the old one stays (security bar A189).
Gives `end_user.email_address_unusable`, `end_user.name_unusable`, `end_user.too_many_mails` and `request.parameter_malformed`.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from math import ceil

from assay.decision import Allowed, Refused, refuse
from assay.formats.email_address import is_email_address
from assay.formats.form import Form, single
from assay.model.effects import ChangeClaims, Effect, RecordEvent
from assay.model.email_link import EMAIL_CHANGE
from assay.model.end_user import EndUser
from assay.model.event import Event
from assay.ports.unit_of_work import UnitOfWork
from assay.reasons import end_user as reasons
from assay.reasons import request as request_reasons
from assay.server.end_user_authentication.mailed_links import MailedLinks
from assay.server.end_user_authentication.sessions import SignedIn
from assay.server.mail.limits import MailBudget

MAX_NAME = 128


@dataclass(frozen=True, slots=True)
class ProfileChanged:
    """It was carried out. `mailed_to` is the new address that a link is on its way to."""

    mailed_to: str | None = None


class ProfileChanges:
    """Carries them out."""

    __slots__ = ("_budget", "_links", "_unit_of_work")

    def __init__(self, links: MailedLinks, budget: MailBudget, unit_of_work: UnitOfWork) -> None:
        self._links = links
        self._budget = budget
        self._unit_of_work = unit_of_work

    async def change(self, who: SignedIn, form: Form, now: float) -> Allowed[ProfileChanged] | Refused:
        """Carry out what a form asks for: `name` or `email`."""
        asked = single(form, "change")
        decided: Allowed[tuple[tuple[Effect, ...], str | None]] | Refused
        if asked == "name":
            decided = self._name(who.end_user, (single(form, "name") or "").strip(), now)
        elif asked == "email":
            decided = self._email(who.end_user, (single(form, "email") or "").strip(), now)
        else:
            decided = refuse(
                request_reasons.PARAMETER_MALFORMED,
                parameter="change",
                defect="it names no change of this page",
                expected="name or email",
            )
        if isinstance(decided, Refused):
            return decided
        effects, mailed_to = decided.value
        # A lost race: it was changed in another tab, and the page tells what is so now.
        await self._unit_of_work.commit(effects)
        return Allowed(ProfileChanged(mailed_to))

    def _name(
        self, end_user: EndUser, name: str, now: float
    ) -> Allowed[tuple[tuple[Effect, ...], str | None]] | Refused:
        if len(name) > MAX_NAME or not name.isprintable():
            return refuse(reasons.NAME_UNUSABLE, limit=MAX_NAME)
        claims = json.loads(end_user.claims)
        claims.pop("name", None)
        if name:
            claims["name"] = name
        event = Event("end_user.name_changed", int(now), subject=end_user.subject)
        return Allowed(((_claims(end_user, claims), RecordEvent(event)), None))

    def _email(
        self, end_user: EndUser, email: str, now: float
    ) -> Allowed[tuple[tuple[Effect, ...], str | None]] | Refused:
        if not is_email_address(email):
            return refuse(reasons.EMAIL_ADDRESS_UNUSABLE)
        wait = self._budget.of_account(end_user.username, now)
        if wait > 0:
            return refuse(reasons.TOO_MANY_MAILS, retry_after=ceil(wait))
        addressed = replace(end_user, claims=json.dumps(json.loads(end_user.claims) | {"email": email}))
        event = Event("end_user.email_change_requested", int(now), subject=end_user.subject)
        return Allowed(((*self._links.sent(addressed, EMAIL_CHANGE, now), RecordEvent(event)), email))


def _claims(end_user: EndUser, claims: dict[str, object]) -> ChangeClaims:
    return ChangeClaims(end_user.subject, end_user.claims, json.dumps(claims, ensure_ascii=False))

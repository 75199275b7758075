"""The page on which a sign-in stops whose password was found on a list of breached ones and is all that the account has (A183).

Whoever stole the password stands here as its owner does, so nothing is enrolled or changed: a link to set a new one goes to the
verified address. Gives `end_user.password_breached_alone`, `.mailbox_unprovable`, `.too_many_mails`, and the reasons of
`PendingRequests.open`.
"""

from __future__ import annotations

from math import ceil

from assay.decision import Refused, refuse
from assay.decision.stages import Stages
from assay.formats.raw_request import RawRequest
from assay.model.effects import RecordEvent
from assay.model.email_link import PASSWORD_RESET
from assay.model.end_user import EndUser
from assay.model.event import Event
from assay.ports.unit_of_work import UnitOfWork
from assay.reasons import end_user as reasons
from assay.server.authorization import stages
from assay.server.authorization.outstanding import Page
from assay.server.authorization.progress import Progress
from assay.server.authorization.results import AnswerClient, GoToPage, ShowPasswordByMail, ShowRefusal, with_cookie
from assay.server.authorization.sign_in_steps import Missing, SignInSteps
from assay.server.end_user_authentication.mailed_links import BREACHED_PASSWORD_LETTER, MailedLinks
from assay.server.mail.letters import has_verified_email
from assay.server.mail.limits import MailBudget

Result = AnswerClient | GoToPage | ShowPasswordByMail | ShowRefusal

_STAGES = Stages(("mailbox_provable", "few_mails", "password_unbreached"))


class PasswordByMailEndpoint:
    """Answers `/login/mail`. `mail_goes_out` tells whether this service delivers mail at all."""

    __slots__ = ("_budget", "_links", "_mail_goes_out", "_progress", "_steps", "_unit_of_work")

    def __init__(
        self,
        links: MailedLinks,
        budget: MailBudget,
        unit_of_work: UnitOfWork,
        steps: SignInSteps,
        progress: Progress,
        *,
        mail_goes_out: bool,
    ) -> None:
        self._links = links
        self._budget = budget
        self._unit_of_work = unit_of_work
        self._steps = steps
        self._progress = progress
        self._mail_goes_out = mail_goes_out

    async def __call__(self, http: RawRequest, now: float) -> Result:
        """GET says why and offers the link, or goes on when there is no need; POST sends it."""
        missing = await self._steps.enter(Page.PASSWORD_BY_MAIL, http, now)
        if not isinstance(missing, Missing):
            return missing
        end_user = missing.person.end_user
        refused = self._unprovable(end_user)
        if refused is not None:
            return self._page(missing, refused, http, now, may_send=False)
        if http.method != "POST":
            alone = refuse(reasons.PASSWORD_BREACHED_ALONE, subject=end_user.subject)
            return self._page(missing, _STAGES.refused("password_unbreached", alone), http, now)
        wait = self._budget.of_stopped(end_user.username, now)
        if wait > 0:
            too_many = refuse(reasons.TOO_MANY_MAILS, retry_after=ceil(wait))
            return self._page(missing, _STAGES.refused("few_mails", too_many), http, now, sent=True)
        asked = Event("password_reset.requested", int(now), subject=end_user.subject)
        link = self._links.sent(end_user, PASSWORD_RESET, now, BREACHED_PASSWORD_LETTER)
        await self._unit_of_work.commit((*link, RecordEvent(asked)))
        return self._page(missing, None, http, now, sent=True)

    def _unprovable(self, end_user: EndUser) -> Refused | None:
        if has_verified_email(end_user) and self._mail_goes_out:
            return None
        why = "no mail is sent by this service" if has_verified_email(end_user) else "it has no verified e-mail address"
        unprovable = refuse(reasons.MAILBOX_UNPROVABLE, subject=end_user.subject, why=why)
        return _STAGES.refused("mailbox_provable", unprovable)

    def _page(
        self,
        missing: Missing,
        refused: Refused | None,
        http: RawRequest,
        now: float,
        *,
        may_send: bool = True,
        sent: bool = False,
    ) -> ShowPasswordByMail:
        opened, person, told = missing.opened, missing.person, None
        if refused is not None:
            # Without the client: it could read the record, and what is wrong with a password is none of its business.
            at_page = stages.PAGE.refused("end_user", refused)
            told = self._progress.told(at_page, "sign_in", http, now, person.end_user.subject)
        page = ShowPasswordByMail(
            opened.handle,
            opened.form_token,
            opened.client,
            person.end_user,
            may_send,
            sent,
            told,
            opened.pending.request.ui_locales,
        )
        return with_cookie(page, person.cookie)

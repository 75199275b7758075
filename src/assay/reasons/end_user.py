"""Reasons why an end-user is not signed in."""

from __future__ import annotations

from assay.reasons.reason import EvidenceField, Fault, PublicAnswer, Reason, Retry, Tier

_NOT_SIGNED_IN = PublicAnswer("access_denied", 400)
_SUBJECT = EvidenceField("subject", "text", "whose account it is")

AUTHENTICATION_FAILED = Reason(
    code="end_user.authentication_failed",
    headline="The username and the password do not belong together",
    explanation="There is no account with this username and this password that may sign in. Which of the two is wrong is not "
    "told, so that nobody can find out who has an account here.",
    fix="Type both again. Mind the keyboard's language and the Caps Lock key. If it fails again, set a new "
    "password by a link in a mail, or ask whoever runs this service.",
    fault=Fault.END_USER,
    public=_NOT_SIGNED_IN,
    references=("NIST SP 800-63B-4 section 3.2.2", "OWASP ASVS 6.3.8"),
)

CREDENTIALS_MISSING = Reason(
    code="end_user.credentials_missing",
    headline="Both are needed: the username and the password",
    explanation="The form came without a username or without a password.",
    fix="Fill in both fields.",
    fault=Fault.END_USER,
    public=_NOT_SIGNED_IN,
    references=("OpenID Connect Core 1.0 section 3.1.2.3",),
)

PASSWORD_TOO_LONG = Reason(
    code="end_user.password_too_long",
    headline="The password is longer than any password that is accepted here",
    explanation="The password has more than {limit} bytes. It was not looked at.",
    fix="Type the password that was set; look for text that was pasted by mistake.",
    fault=Fault.END_USER,
    public=_NOT_SIGNED_IN,
    references=("NIST SP 800-63B-4 section 3.1.1.2",),
    evidence=(EvidenceField("limit", "number", "bytes that are read at most"),),
)

TOO_MANY_ATTEMPTS = Reason(
    code="end_user.too_many_attempts",
    headline="There were too many attempts to sign in; wait a little",
    explanation="There were more attempts than are allowed: from this network or this browser, or on this account from everywhere. The "
    "next one is looked at after {retry_after} seconds. A browser in which the account was signed in before is not "
    "affected by the attempts of others.",
    fix="Wait, then try again once. If it was not you, somebody is guessing; the account is safe as long as the password is "
    "good.",
    fault=Fault.END_USER,
    public=PublicAnswer("access_denied", 429),
    retry=Retry.LATER,
    references=("NIST SP 800-63B-4 section 3.2.2", "RFC 6585 section 4"),
    evidence=(
        EvidenceField("retry_after", "seconds", "after how long the next attempt is looked at"),
        EvidenceField("budget", "text", "which budget is used up", Tier.DEFENCE),
    ),
)

PASSWORD_BREACHED = Reason(
    code="end_user.password_breached",
    headline="The password was found among stolen ones, so it has to be changed first",
    explanation="The password is the right one, and it stands on the list of breached passwords that the operator has imported since "
    "it was set. It was stolen from some service, perhaps from another person, and is tried everywhere since. A second factor "
    "has shown whose account it is, and the sign-in goes on when another one is set.",
    fix="Set another password here, and change the old one wherever else it is used.",
    fault=Fault.END_USER,
    public=_NOT_SIGNED_IN,
    references=("NIST SP 800-63B-4 section 3.1.1.2", "OWASP ASVS 6.2.12"),
    evidence=(_SUBJECT,),
)

PASSWORD_BREACHED_ALONE = Reason(
    code="end_user.password_breached_alone",
    headline="The password was found among stolen ones, so a new one has to be set by a link in a mail",
    explanation="The password is the right one, and it stands on the list of breached passwords that the operator has imported since "
    "it was set. The account has nothing beside it: whoever found it would get in as its owner does, and could set up a "
    "second factor of their own. Only the mailbox tells the two apart, so nothing is set up or changed before a link that is "
    "mailed there was used.",
    fix="Let the link be sent, set a new password with it, and sign in here again. Change the old one wherever else it is used.",
    fault=Fault.END_USER,
    public=_NOT_SIGNED_IN,
    references=("NIST SP 800-63B-4 section 3.1.1.2", "NIST SP 800-63B-4 section 4.2", "OWASP ASVS 6.2.12"),
    evidence=(_SUBJECT,),
)

MAILBOX_UNPROVABLE = Reason(
    code="end_user.mailbox_unprovable",
    headline="The password was found among stolen ones, and no mail can show whose account it is",
    explanation="The password of the account {subject} is the right one, and it stands on the list of breached passwords. The account "
    "has nothing beside it, and no link can be mailed that would tell its owner from whoever found the password: {why}.",
    fix="Ask whoever runs this service for a new password. The operator sets one (assay user set-password USERNAME), or has the address "
    "confirmed (assay user send-link USERNAME --for email).",
    fault=Fault.OPERATOR,
    public=_NOT_SIGNED_IN,
    references=("NIST SP 800-63B-4 section 4.2", "OWASP ASVS 6.4.3"),
    evidence=(_SUBJECT, EvidenceField("why", "text", "what stands in the way of a mail", Tier.SERVER_STATE)),
)

UNKNOWN = Reason(
    code="end_user.unknown",
    headline="There is no account with this username",
    explanation="No end-user has the username that was typed. The username itself is not kept: people type passwords there.",
    fix="Look for a typing mistake, or register the end-user (assay user create).",
    fault=Fault.END_USER,
    public=_NOT_SIGNED_IN,
    tier=Tier.SERVER_STATE,
    public_as="end_user.authentication_failed",
    references=("OWASP ASVS 6.3.8",),
)

PASSWORD_MISMATCH = Reason(
    code="end_user.password_mismatch",
    headline="The password is not the one of this account",
    explanation="The account {subject} exists, and the password that was typed is not its password.",
    fix="Type it again, or set a new one (assay user set-password).",
    fault=Fault.END_USER,
    public=_NOT_SIGNED_IN,
    tier=Tier.SERVER_STATE,
    public_as="end_user.authentication_failed",
    references=("NIST SP 800-63B-4 section 3.2.2",),
    evidence=(_SUBJECT,),
)

HAS_NO_PASSWORD = Reason(
    code="end_user.has_no_password",
    headline="The account has no password",
    explanation="The account {subject} exists and no password was ever set for it.",
    fix="Set one (assay user set-password).",
    fault=Fault.OPERATOR,
    public=_NOT_SIGNED_IN,
    tier=Tier.SERVER_STATE,
    public_as="end_user.authentication_failed",
    references=("OpenID Connect Core 1.0 section 3.1.2.3",),
    evidence=(_SUBJECT,),
)

DISABLED = Reason(
    code="end_user.disabled",
    headline="The account is disabled",
    explanation="The account {subject} was disabled at {disabled_at}. The password that was typed is right.",
    fix="Ask the operator why the account was disabled.",
    fault=Fault.OPERATOR,
    public=_NOT_SIGNED_IN,
    tier=Tier.SERVER_STATE,
    public_as="end_user.authentication_failed",
    references=("OWASP ASVS 7.4.2",),
    evidence=(_SUBJECT, EvidenceField("disabled_at", "instant", "when it was disabled")),
)

CODE_MISSING = Reason(
    code="end_user.code_missing",
    headline="What was typed is not a code",
    explanation="A code of an authenticator app has six digits; a recovery code has sixteen letters and digits in groups of "
    "four.",
    fix="Type the code that the app shows now, or one of the recovery codes.",
    fault=Fault.END_USER,
    public=_NOT_SIGNED_IN,
    references=("RFC 6238 section 4",),
)

CODE_MISMATCH = Reason(
    code="end_user.code_mismatch",
    headline="The code is not the one that the app shows now",
    explanation="The six digits belong to none of the time steps that are looked at: the present one and its neighbours, so "
    "that a clock may be half a minute off.",
    fix="Wait for the next code and type that. If it fails again, set the clock of the phone to automatic.",
    fault=Fault.END_USER,
    public=_NOT_SIGNED_IN,
    references=("RFC 6238 section 5.2", "OWASP ASVS 6.6.3"),
    evidence=(_SUBJECT,),
)

CODE_REPLAYED = Reason(
    code="end_user.code_replayed",
    headline="This code was used already",
    explanation="Each code of an authenticator app counts once. This one, or a later one, was used.",
    fix="Wait until the app shows the next code. If you did not use it yourself, somebody has seen it: change your password.",
    fault=Fault.END_USER,
    public=_NOT_SIGNED_IN,
    references=("RFC 6238 section 5.2", "OWASP ASVS 6.5.1"),
    evidence=(_SUBJECT,),
)

TOO_MANY_CODES = Reason(
    code="end_user.too_many_codes",
    headline="There were too many codes; wait a little",
    explanation="So many codes were tried for this account, from this network or this browser or by strangers from everywhere, that the "
    "next one is looked at after {retry_after} seconds. Recovery codes are counted apart, and a browser in which the account was "
    "signed in before is not affected by the attempts of others.",
    fix="Wait, then type the code that the app shows then, or use a recovery code now. If it was not you who tried, somebody knows your "
    "password: change it.",
    fault=Fault.END_USER,
    public=PublicAnswer("access_denied", 429),
    retry=Retry.LATER,
    references=("OWASP ASVS 6.6.3", "NIST SP 800-63B-4 section 3.2.2"),
    evidence=(
        EvidenceField("retry_after", "seconds", "after how long the next code is looked at"),
        EvidenceField("budget", "text", "which budget is used up", Tier.DEFENCE),
        _SUBJECT,
    ),
)

NO_AUTHENTICATOR_APP = Reason(
    code="end_user.no_authenticator_app",
    headline="No authenticator app is enrolled for this account",
    explanation="Six digits were typed, and the account has no authenticator app that could have shown them.",
    fix="Use a recovery code or another factor of the account.",
    fault=Fault.END_USER,
    public=_NOT_SIGNED_IN,
    references=("RFC 6238 section 4",),
    evidence=(_SUBJECT,),
)

RECOVERY_CODE_MISMATCH = Reason(
    code="end_user.recovery_code_mismatch",
    headline="This is none of the account's recovery codes",
    explanation="The code is well formed and stands on no list of this account. Making new codes puts the earlier ones out of "
    "use.",
    fix="Look for the newest list and type a code of it.",
    fault=Fault.END_USER,
    public=_NOT_SIGNED_IN,
    references=("NIST SP 800-63B-4 section 3.1.2", "OWASP ASVS 6.5.2"),
    evidence=(_SUBJECT,),
)

RECOVERY_CODE_USED = Reason(
    code="end_user.recovery_code_used",
    headline="This recovery code was used already",
    explanation="Each recovery code counts once. This one was used at {used_at}.",
    fix="Strike it out and type another one. If you did not use it yourself, change your password and make new codes.",
    fault=Fault.END_USER,
    public=_NOT_SIGNED_IN,
    references=("NIST SP 800-63B-4 section 3.1.2", "OWASP ASVS 6.5.1"),
    evidence=(_SUBJECT, EvidenceField("used_at", "instant", "when it was used")),
)

ENROLMENT_EXPIRED = Reason(
    code="end_user.enrolment_expired",
    headline="The QR code of this page has expired",
    explanation="The page was shown too long ago, or in another sign-in. The code that was typed was not looked at.",
    fix="Scan the QR code that is shown now, and type the code that the app shows for it.",
    fault=Fault.END_USER,
    public=_NOT_SIGNED_IN,
    references=("RFC 6238 section 5.1",),
)

LINK_UNKNOWN = Reason(
    code="end_user.link_unknown",
    headline="This link is not good any more",
    explanation="The link was used, a newer change has put it out of use, or it was never sent by this service.",
    fix="Ask for another link.",
    fault=Fault.END_USER,
    public=PublicAnswer("access_denied", 400),
    retry=Retry.NEVER,
    references=("OWASP ASVS 6.4.3", "NIST SP 800-63B-4 section 4.2"),
)

LINK_EXPIRED = Reason(
    code="end_user.link_expired",
    headline="This link has expired",
    explanation="The link was good until {expired_at}.",
    fix="Ask for another link, and open it within 15 minutes.",
    fault=Fault.END_USER,
    public=PublicAnswer("access_denied", 400),
    retry=Retry.NEVER,
    references=("OWASP ASVS 6.4.3",),
    evidence=(EvidenceField("expired_at", "instant", "until when the link was good"), _SUBJECT),
)

LINK_NEEDS_SIGN_IN = Reason(
    code="end_user.link_needs_sign_in",
    headline="This link counts only where its account is signed in",
    explanation="The link would make this mailbox the address of an account. Whoever opens it must be signed in to that "
    "account, or a stranger could have the address confirmed for an account of their own.",
    fix="If you asked for it, open the link in the browser in which you are signed in. If you did not, leave the mail alone: "
    "nothing has changed.",
    fault=Fault.END_USER,
    public=PublicAnswer("access_denied", 403),
    references=("OWASP ASVS 6.8.1", "OWASP ASVS 6.4.3"),
)

TOO_MANY_MAILS = Reason(
    code="end_user.too_many_mails",
    headline="Too many mails were asked for; wait a little",
    explanation="From this network, or for this account, more mails were asked for than are sent. The next request is looked at after "
    "{retry_after} seconds.",
    fix="Look into the mailbox, and into what it sorts out: the newest link may still be good. Else ask again later.",
    fault=Fault.END_USER,
    public=PublicAnswer("access_denied", 429),
    retry=Retry.LATER,
    references=("RFC 6585 section 4",),
    evidence=(EvidenceField("retry_after", "seconds", "after how long the next request is looked at"),),
)

EMAIL_ADDRESS_UNUSABLE = Reason(
    code="end_user.email_address_unusable",
    headline="This is not an e-mail address",
    explanation="What was typed as the new e-mail address is not of the form that mail can be sent to. Nothing was changed.",
    fix="Type the whole address, as in somebody@example.org, without blanks.",
    fault=Fault.END_USER,
    public=PublicAnswer("invalid_request", 400),
    references=("RFC 5321 section 4.1.2",),
)

NAME_UNUSABLE = Reason(
    code="end_user.name_unusable",
    headline="The name is too long, or has characters that nobody can see",
    explanation="A name has at most {limit} characters, and none that steer how others are shown. Nothing was changed.",
    fix="Type the name anew instead of pasting it, or shorten it.",
    fault=Fault.END_USER,
    public=PublicAnswer("invalid_request", 400),
    references=("OpenID Connect Core 1.0 section 5.1",),
    evidence=(EvidenceField("limit", "number", "the most characters of a name"),),
)

REASONS: tuple[Reason, ...] = (
    AUTHENTICATION_FAILED,
    CREDENTIALS_MISSING,
    PASSWORD_TOO_LONG,
    TOO_MANY_ATTEMPTS,
    PASSWORD_BREACHED,
    PASSWORD_BREACHED_ALONE,
    MAILBOX_UNPROVABLE,
    UNKNOWN,
    PASSWORD_MISMATCH,
    HAS_NO_PASSWORD,
    DISABLED,
    CODE_MISSING,
    CODE_MISMATCH,
    CODE_REPLAYED,
    TOO_MANY_CODES,
    NO_AUTHENTICATOR_APP,
    RECOVERY_CODE_MISMATCH,
    RECOVERY_CODE_USED,
    ENROLMENT_EXPIRED,
    LINK_UNKNOWN,
    LINK_EXPIRED,
    LINK_NEEDS_SIGN_IN,
    TOO_MANY_MAILS,
    EMAIL_ADDRESS_UNUSABLE,
    NAME_UNUSABLE,
)

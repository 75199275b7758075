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
    fix="Type both again. Mind the keyboard's language and the Caps Lock key. If it fails again, ask whoever runs this "
    "service for a new password.",
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
    explanation="From this network there were more attempts than are allowed. The next one is looked at after {retry_after} "
    "seconds. Attempts from other networks are not affected.",
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

REASONS: tuple[Reason, ...] = (
    AUTHENTICATION_FAILED,
    CREDENTIALS_MISSING,
    PASSWORD_TOO_LONG,
    TOO_MANY_ATTEMPTS,
    UNKNOWN,
    PASSWORD_MISMATCH,
    HAS_NO_PASSWORD,
    DISABLED,
)

"""Reasons about end-user sessions and the pages that stand on them."""

from __future__ import annotations

from assay.reasons.reason import EvidenceField, Fault, PublicAnswer, Reason, Retry, Tier

_BAD_PAGE = PublicAnswer("invalid_request", 400)
_FORGED = PublicAnswer("access_denied", 403)
_START_AGAIN = "Go back to the application and begin the sign-in there again."

COOKIE_MISSING = Reason(
    code="session.cookie_missing",
    headline="The browser did not bring back the cookie that belongs to this sign-in",
    explanation="The sign-in was begun, and a cookie was set with it. This request came without that cookie, or with two of "
    "its name.",
    fix="Allow cookies for this site, then go back to the application and begin again. Use one host name throughout: "
    "localhost and 127.0.0.1 have separate cookies.",
    fault=Fault.END_USER,
    public=_BAD_PAGE,
    references=("RFC 6265 section 5.4",),
)

ANOTHER_BROWSER = Reason(
    code="session.another_browser",
    headline="This sign-in was begun in another browser",
    explanation="The address of this page belongs to a sign-in that another browser began. Such an address is not passed on: "
    "whoever sends one could get into an account that is not theirs.",
    fix=_START_AGAIN,
    fault=Fault.END_USER,
    public=_FORGED,
    references=("RFC 9700 section 4.7",),
)

AUTHORIZATION_REQUEST_UNKNOWN = Reason(
    code="session.authorization_request_unknown",
    headline="This sign-in is over: it was answered already, or it is too long ago",
    explanation="No waiting authorization request belongs to this page. It was answered (a second click, the back button), or "
    "it was deleted after its time.",
    fix=_START_AGAIN,
    fault=Fault.END_USER,
    public=_BAD_PAGE,
    retry=Retry.NEVER,
    references=("RFC 6749 section 4.1.1",),
)

AUTHORIZATION_REQUEST_EXPIRED = Reason(
    code="session.authorization_request_expired",
    headline="This sign-in took too long and has ended",
    explanation="The request waited for the end-user until {expired_at}.",
    fix=_START_AGAIN,
    fault=Fault.END_USER,
    public=_BAD_PAGE,
    retry=Retry.NEVER,
    references=("RFC 6749 section 4.1.1",),
    evidence=(EvidenceField("expired_at", "instant", "until when it could be answered"),),
)

FORM_TOKEN_MISMATCH = Reason(
    code="session.form_token_mismatch",
    headline="The form does not come from the page that this browser was shown",
    explanation="The form was posted without the token of its page, or with another one. Only a form that we showed in this "
    "browser is accepted.",
    fix=_START_AGAIN,
    fault=Fault.END_USER,
    public=_FORGED,
    references=("RFC 9700 section 4.7",),
)

CROSS_SITE_POST = Reason(
    code="session.cross_site_post",
    headline="The form was posted from another site",
    explanation="The browser says that the form comes from {origin} (Sec-Fetch-Site: {fetch_site}). Forms of these pages are "
    "accepted from these pages only.",
    fix="If you did not come from a strange page, look for a proxy that changes the Host or the Origin header.",
    fault=Fault.CLIENT,
    public=_FORGED,
    references=("RFC 9700 section 4.7", "RFC 6454 section 7"),
    evidence=(
        EvidenceField("origin", "text", "the Origin header; absent when there was none"),
        EvidenceField("fetch_site", "text", "the Sec-Fetch-Site header; absent when there was none"),
    ),
)

ACCOUNT_CHANGED = Reason(
    code="session.account_changed",
    headline="Another account was signed in while this page was open",
    explanation="The page asked one account for its approval. Before it was answered, another account was signed in to this "
    "browser. An approval counts only for the account that was shown.",
    fix=_START_AGAIN,
    fault=Fault.END_USER,
    public=_FORGED,
    references=("OpenID Connect Core 1.0 section 3.1.2.4",),
)

SIGN_IN_NEEDED = Reason(
    code="session.sign_in_needed",
    headline="Nobody is signed in to this browser",
    explanation="This page shows an account, so somebody must be signed in. {why}.",
    fix="Sign in through one of your applications, then open this page again.",
    fault=Fault.END_USER,
    public=PublicAnswer("access_denied", 403),
    references=("OWASP ASVS 7.2.1",),
    evidence=(EvidenceField("why", "text", "why the browser counts as not signed in", Tier.SERVER_STATE),),
    retired=True,
)

CONFIRMATION_NEEDED = Reason(
    code="session.confirmation_needed",
    headline="Before this is changed, confirm once more that it is you",
    explanation="Ways to sign in are changed only shortly after the person has proved who they are, and with a second factor "
    "where the account has one. So nobody can change them at a browser that was left open.",
    fix="Confirm on the page that is shown now, then repeat the change.",
    fault=Fault.END_USER,
    public=_FORGED,
    references=("OWASP ASVS 7.5.1", "NIST SP 800-63B-4 section 4.1.2"),
)

REASONS: tuple[Reason, ...] = (
    COOKIE_MISSING,
    ANOTHER_BROWSER,
    AUTHORIZATION_REQUEST_UNKNOWN,
    AUTHORIZATION_REQUEST_EXPIRED,
    FORM_TOKEN_MISMATCH,
    CROSS_SITE_POST,
    ACCOUNT_CHANGED,
    SIGN_IN_NEEDED,
    CONFIRMATION_NEEDED,
)

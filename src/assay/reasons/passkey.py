"""Reasons about passkeys: what a browser or an authenticator sent is not what was asked for, or not known (any more)."""

from __future__ import annotations

from assay.reasons.reason import EvidenceField, Fault, PublicAnswer, Reason, Retry, Tier

_NOT_SIGNED_IN = PublicAnswer("access_denied", 400)
_BAD_ANSWER = PublicAnswer("invalid_request", 400)
_FORBIDDEN = PublicAnswer("access_denied", 403)
_SUBJECT = EvidenceField("subject", "text", "whose passkey it is")
_AGAIN = "Use the passkey once more on the page that is shown now."

NOT_ACCEPTED = Reason(
    code="passkey.not_accepted",
    headline="This passkey is not accepted here",
    explanation="The passkey does not sign anybody in. It may have been removed from the account, or the account may be "
    "disabled. Which it is, is told to the operator only.",
    fix="Use another passkey or your password. A passkey that was removed here can be deleted from the device as well.",
    fault=Fault.END_USER,
    public=_NOT_SIGNED_IN,
    references=("WebAuthn Level 3 section 7.2", "OWASP ASVS 6.3.8"),
)

ISSUER_WITHOUT_DOMAIN = Reason(
    code="passkey.issuer_without_domain",
    headline="Passkeys need a domain name, and this service is reached by an IP address",
    explanation="Browsers bind a passkey to a domain name. The issuer is at {host}, which is an address.",
    fix="Give the server a name and set it as the issuer; for trials on one machine http://localhost will do.",
    fault=Fault.OPERATOR,
    public=_FORBIDDEN,
    references=("WebAuthn Level 3 section 5.1.3",),
    evidence=(EvidenceField("host", "text", "the host of the issuer"),),
)

ANSWER_MALFORMED = Reason(
    code="passkey.answer_malformed",
    headline="What came from the passkey cannot be read",
    explanation="The browser's answer is not what WebAuthn describes: {defect}.",
    fix="Try again in another browser. If it comes back, something between the browser and the server changes forms.",
    fault=Fault.CLIENT,
    public=_BAD_ANSWER,
    references=("WebAuthn Level 3 section 5.1", "WebAuthn Level 3 section 6.1"),
    evidence=(EvidenceField("defect", "text", "what is wrong with it, in words"),),
)

CHALLENGE_UNKNOWN = Reason(
    code="passkey.challenge_unknown",
    headline="The passkey answered a question that this page did not ask",
    explanation="The signed challenge was not made for this browser, this page and this purpose.",
    fix=_AGAIN,
    fault=Fault.CLIENT,
    public=_FORBIDDEN,
    references=("WebAuthn Level 3 section 13.4.3",),
)

CHALLENGE_EXPIRED = Reason(
    code="passkey.challenge_expired",
    headline="The page was open for too long before the passkey was used",
    explanation="The question to the passkey was good until {expired_at}.",
    fix=_AGAIN,
    fault=Fault.END_USER,
    public=_BAD_ANSWER,
    references=("WebAuthn Level 3 section 13.4.3",),
    evidence=(EvidenceField("expired_at", "instant", "until when it could be answered"),),
)

CHALLENGE_USED = Reason(
    code="passkey.challenge_used",
    headline="This answer of the passkey was used already",
    explanation="Each question to a passkey is answered once. This answer came a second time.",
    fix=_AGAIN,
    fault=Fault.CLIENT,
    public=_BAD_ANSWER,
    references=("WebAuthn Level 3 section 13.4.3",),
)

TYPE_MISMATCH = Reason(
    code="passkey.type_mismatch",
    headline="The passkey did something else than it was asked to",
    explanation="The browser says that it carried out {seen}, and {expected} was asked for.",
    fix=_AGAIN,
    fault=Fault.CLIENT,
    public=_BAD_ANSWER,
    references=("WebAuthn Level 3 section 7.1 step 7", "WebAuthn Level 3 section 7.2 step 11"),
    evidence=(
        EvidenceField("seen", "text", "the type in the client data"),
        EvidenceField("expected", "text", "what was asked for"),
    ),
)

ORIGIN_MISMATCH = Reason(
    code="passkey.origin_mismatch",
    headline="The passkey was used on another site",
    explanation="The browser says that the passkey was used on {seen}. It is accepted on {expected} alone. Somebody may be "
    "running a copy of this site.",
    fix="Close the page, and open the application by typing its address.",
    fault=Fault.CLIENT,
    public=_FORBIDDEN,
    references=("WebAuthn Level 3 section 13.4.9",),
    evidence=(
        EvidenceField("seen", "text", "the origin in the client data"),
        EvidenceField("expected", "text", "the origin of the issuer"),
    ),
)

CROSS_ORIGIN = Reason(
    code="passkey.cross_origin",
    headline="The passkey was used inside a frame of another site",
    explanation="The browser says that the page was shown within another site ({top_origin}). These pages are never framed.",
    fix="Open the page by itself.",
    fault=Fault.CLIENT,
    public=_FORBIDDEN,
    references=("WebAuthn Level 3 section 13.4.9",),
    evidence=(EvidenceField("top_origin", "text", "the outer site, where the browser tells it"),),
)

DOMAIN_MISMATCH = Reason(
    code="passkey.domain_mismatch",
    headline="The passkey belongs to another domain",
    explanation="The authenticator signed for another relying party than {expected}.",
    fix=_AGAIN,
    fault=Fault.CLIENT,
    public=_FORBIDDEN,
    references=("WebAuthn Level 3 section 7.2 step 15",),
    evidence=(EvidenceField("expected", "text", "the relying party id: the host of the issuer"),),
)

NOBODY_PRESENT = Reason(
    code="passkey.nobody_present",
    headline="The authenticator did not see that somebody is there",
    explanation="The flag for a test of user presence is not set.",
    fix="Touch the authenticator when it asks for it.",
    fault=Fault.CLIENT,
    public=_BAD_ANSWER,
    references=("WebAuthn Level 3 section 6.2.1",),
)

NOT_VERIFIED = Reason(
    code="passkey.not_verified",
    headline="The authenticator did not check who is using it",
    explanation="A passkey counts here only when the device has checked a fingerprint, a face or a PIN. It did not.",
    fix="Set a PIN or a fingerprint on the device, then try again.",
    fault=Fault.END_USER,
    public=_BAD_ANSWER,
    references=("WebAuthn Level 3 section 6.2.3", "NIST SP 800-63B-4 section 3.1.7"),
)

BACKUP_STATE_IMPOSSIBLE = Reason(
    code="passkey.backup_state_impossible",
    headline="The passkey contradicts itself about being backed up",
    explanation="Whether a key may be copied is settled when it is made, and only such a key can be backed up. The flags say "
    "otherwise: {defect}.",
    fix="Register a passkey of another authenticator.",
    fault=Fault.CLIENT,
    public=_BAD_ANSWER,
    references=("WebAuthn Level 3 section 6.1.3",),
    evidence=(EvidenceField("defect", "text", "what contradicts what"),),
)

ALGORITHM_NOT_OFFERED = Reason(
    code="passkey.algorithm_not_offered",
    headline="The passkey signs with an algorithm that was not asked for",
    explanation="The new key is for the COSE algorithm {seen}. Asked for were {offered}.",
    fix="Register a passkey of another authenticator.",
    fault=Fault.CLIENT,
    public=_BAD_ANSWER,
    references=("WebAuthn Level 3 section 7.1 step 20",),
    evidence=(
        EvidenceField("seen", "number", "the COSE algorithm of the key"),
        EvidenceField("offered", "names", "those that were asked for"),
    ),
)

UNKNOWN = Reason(
    code="passkey.unknown",
    headline="No account has this passkey",
    explanation="The credential was never registered here, or it was removed.",
    fix="Use another passkey, or sign in otherwise and register this one.",
    fault=Fault.END_USER,
    public=_NOT_SIGNED_IN,
    tier=Tier.SERVER_STATE,
    public_as="passkey.not_accepted",
    references=("WebAuthn Level 3 section 7.2 step 6",),
)

OWNER_MISMATCH = Reason(
    code="passkey.owner_mismatch",
    headline="The passkey belongs to another account than it says",
    explanation="The passkey is registered for {subject}. The authenticator named another account, or somebody else is signed "
    "in to this browser.",
    fix="Choose the passkey of the account that is meant.",
    fault=Fault.END_USER,
    public=_NOT_SIGNED_IN,
    tier=Tier.SERVER_STATE,
    public_as="passkey.not_accepted",
    references=("WebAuthn Level 3 section 7.2 step 6",),
    evidence=(_SUBJECT,),
)

SIGNATURE_MISMATCH = Reason(
    code="passkey.signature_mismatch",
    headline="The signature is not the one of the registered passkey",
    explanation="The passkey is registered for {subject}, and its key did not make this signature.",
    fix="If it comes back, remove the passkey from the account and register it anew.",
    fault=Fault.CLIENT,
    public=_NOT_SIGNED_IN,
    tier=Tier.SERVER_STATE,
    public_as="passkey.not_accepted",
    references=("WebAuthn Level 3 section 7.2 step 21",),
    evidence=(_SUBJECT,),
)

SIGN_COUNT_WENT_BACK = Reason(
    code="passkey.sign_count_went_back",
    headline="The counter of the passkey went back: there may be a copy of it",
    explanation="The authenticator counts each use. It says {seen}, and {stored} was seen before. So two authenticators hold "
    "the same key, or one was reset.",
    fix="Ask the person which device was used. Remove the passkey (assay passkey remove) and register a new one.",
    fault=Fault.END_USER,
    public=_NOT_SIGNED_IN,
    tier=Tier.SERVER_STATE,
    public_as="passkey.not_accepted",
    retry=Retry.NEW_CREDENTIAL,
    references=("WebAuthn Level 3 section 6.1.1",),
    evidence=(
        _SUBJECT,
        EvidenceField("seen", "number", "the count that came"),
        EvidenceField("stored", "number", "the newest count before"),
    ),
)

ACCOUNT_DISABLED = Reason(
    code="passkey.account_disabled",
    headline="The account of this passkey is disabled",
    explanation="The passkey is right. Its account {subject} is disabled or gone.",
    fix="Ask the operator why the account was disabled.",
    fault=Fault.OPERATOR,
    public=_NOT_SIGNED_IN,
    tier=Tier.SERVER_STATE,
    public_as="passkey.not_accepted",
    references=("OWASP ASVS 7.4.2",),
    evidence=(_SUBJECT,),
)

ALREADY_REGISTERED = Reason(
    code="passkey.already_registered",
    headline="This passkey is registered already",
    explanation="The credential that the authenticator made is on the list already, of this account or of another.",
    fix="Nothing needs to be done if it is on your list. Otherwise use another authenticator.",
    fault=Fault.CLIENT,
    public=_BAD_ANSWER,
    references=("WebAuthn Level 3 section 7.1 step 26",),
)

TOO_MANY = Reason(
    code="passkey.too_many",
    headline="This account has as many passkeys as it may have: {limit}",
    explanation="An account has at most {limit} passkeys.",
    fix="Remove one that is not used any more.",
    fault=Fault.END_USER,
    public=_BAD_ANSWER,
    references=("WebAuthn Level 3 section 7.1",),
    evidence=(EvidenceField("limit", "number", "passkeys that one account may have"),),
)

NAME_UNUSABLE = Reason(
    code="passkey.name_unusable",
    headline="The name of a passkey is 1 to {limit} visible characters",
    explanation="The name is there so that you know your passkeys apart. This one is empty, too long or has invisible "
    "characters.",
    fix="Give it a name such as: Phone.",
    fault=Fault.END_USER,
    public=_BAD_ANSWER,
    references=("WebAuthn Level 3 section 14.6.3",),
    evidence=(EvidenceField("limit", "number", "characters that it may have"),),
)

NOT_ON_THE_LIST = Reason(
    code="passkey.not_on_the_list",
    headline="The account has no such passkey (any more)",
    explanation="The passkey that was to be changed is not one of this account. It may have been removed in another window.",
    fix="Load the list again.",
    fault=Fault.END_USER,
    public=PublicAnswer("invalid_request", 404),
    references=("OWASP ASVS 8.2.2",),
)

LAST_WAY_IN = Reason(
    code="passkey.last_way_in",
    headline="This passkey is the only way into the account",
    explanation="The account {subject} has no password and no other passkey. Without this one nobody could sign in any more.",
    fix="Add another passkey first, then remove this one.",
    fault=Fault.END_USER,
    public=_BAD_ANSWER,
    references=("NIST SP 800-63B-4 section 4.2",),
    evidence=(_SUBJECT,),
)

REASONS: tuple[Reason, ...] = (
    NOT_ACCEPTED,
    ISSUER_WITHOUT_DOMAIN,
    ANSWER_MALFORMED,
    CHALLENGE_UNKNOWN,
    CHALLENGE_EXPIRED,
    CHALLENGE_USED,
    TYPE_MISMATCH,
    ORIGIN_MISMATCH,
    CROSS_ORIGIN,
    DOMAIN_MISMATCH,
    NOBODY_PRESENT,
    NOT_VERIFIED,
    BACKUP_STATE_IMPOSSIBLE,
    ALGORITHM_NOT_OFFERED,
    UNKNOWN,
    OWNER_MISMATCH,
    SIGNATURE_MISMATCH,
    SIGN_COUNT_WENT_BACK,
    ACCOUNT_DISABLED,
    ALREADY_REGISTERED,
    TOO_MANY,
    NAME_UNUSABLE,
    NOT_ON_THE_LIST,
    LAST_WAY_IN,
)

"""Whether a password may be chosen (NIST SP 800-63B-4 section 3.1.1.2): length counts, kinds of characters do not.

Reasons: `registration.password_too_short`, `registration.password_too_long`, `registration.password_is_username`.
"""

from __future__ import annotations

import unicodedata

from assay.decision import Refused, refuse
from assay.formats.username import fold_username
from assay.primitives.secret import Secret
from assay.reasons import registration as reasons

SHORTEST_PASSWORD = 8
"""Characters: what NIST asks for beside a second factor. Without one its advice is 15."""
LONGEST_PASSWORD = 256


def refuse_password(password: Secret[str], username: str, shortest: int = SHORTEST_PASSWORD) -> Refused | None:
    """The first thing that speaks against a password for the end-user with this (folded) username, or None.

    Length is counted in code points after NFKC. The username is refused however it is cased, repeated or reversed.
    """
    length = len(unicodedata.normalize("NFKC", password.reveal()))
    if length < shortest:
        return refuse(reasons.PASSWORD_TOO_SHORT, limit=shortest)
    if length > LONGEST_PASSWORD:
        return refuse(reasons.PASSWORD_TOO_LONG, limit=LONGEST_PASSWORD)
    folded = fold_username(password.reveal())
    if any(word and not folded.replace(word, "") for word in (username, username[::-1])):
        return refuse(reasons.PASSWORD_IS_USERNAME)
    return None

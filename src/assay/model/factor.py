"""The ways to prove who one is, what each is worth, and the proofs that a session keeps (NIST SP 800-63B-4, RFC 8176).

What a session is worth (`acr`), how it was begun (`amr`) and whether it is fresh enough is computed from its proofs in
`server.end_user_authentication.assurance`, never stored beside them.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Method:
    """One way to prove who one is. `amr` are its values of RFC 8176.

    `knows` and `has` say which kinds of factor it proves; a method with both is multi-factor by itself.
    """

    name: str
    amr: tuple[str, ...]
    knows: bool = False
    has: bool = False
    phishing_resistant: bool = False


PASSWORD = Method("password", ("pwd",), knows=True)
BREACHED_PASSWORD = Method("breached_password", ("pwd",), knows=True)
"""A password that stands on the operator's list of breached ones: until it is changed, no sign-in is complete with it."""
TOTP = Method("totp", ("otp",), has=True)
RECOVERY_CODE = Method("recovery_code", ("otp",), has=True)
PASSKEY = Method("passkey", ("hwk", "user"), knows=True, has=True, phishing_resistant=True)
"""A WebAuthn credential whose key does not leave its device, used with user verification."""
SYNCED_PASSKEY = Method("synced_passkey", ("swk", "user"), knows=True, has=True, phishing_resistant=True)
"""The same with a key that is backed up and synchronised."""
SECURITY_KEY = Method("security_key", ("hwk", "user"), has=True, phishing_resistant=True)
"""A WebAuthn credential that was touched, without user verification: a second factor only."""
REMEMBERED_DEVICE = Method("remembered_device", ())
"""A browser that showed a second factor earlier. It proves nothing; the policy may be content with it."""

METHODS = (PASSWORD, BREACHED_PASSWORD, TOTP, RECOVERY_CODE, PASSKEY, SYNCED_PASSKEY, SECURITY_KEY, REMEMBERED_DEVICE)
METHOD_BY_NAME = {method.name: method for method in METHODS}


@dataclass(frozen=True, slots=True)
class Proof:
    """That a method (by its name) was proved, and when. A session keeps the newest proof of each method."""

    method: str
    at: int

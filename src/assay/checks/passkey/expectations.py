"""What is expected of an answer, and whose passkey it is."""

from __future__ import annotations

from dataclasses import dataclass

from assay.formats.webauthn import Assertion
from assay.model.passkey import Passkey

CREATE, GET = "webauthn.create", "webauthn.get"


@dataclass(frozen=True, slots=True)
class CeremonyExpectations:
    """The ceremony that was asked for (`CREATE` or `GET`), the site, and the relying party id."""

    type: str
    origin: str
    rp_id: str


@dataclass(frozen=True, slots=True)
class AssertedPasskey:
    """An assertion beside the passkey of that id, or None. With `subject`, only that person's passkeys count."""

    assertion: Assertion
    passkey: Passkey | None
    subject: str | None = None
    count_may_go_back: bool = False

    @property
    def stored(self) -> Passkey:
        """The passkey, once it is known to be there."""
        if self.passkey is None:
            raise AssertionError("the passkey was asked for before it was found")
        return self.passkey

    @property
    def count_went_back(self) -> bool:
        """Whether the counter has not grown. One that does not count says 0 for ever (synchronised passkeys)."""
        before, seen = self.stored.sign_count, self.assertion.authenticator.sign_count
        return seen <= before and not seen == before == 0

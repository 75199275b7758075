"""What a ground is: why something was refused although the credential was taken."""

from __future__ import annotations

from typing import Literal

from assay.record import Record

Kind = Literal["permission", "limit", "absence", "lifetime", "account", "sign_in", "key"]


class Ground(Record):
    """Why it was refused although the credential was taken. `headline` is one sentence; `fix` says what to do about it.

    `by_identity` says that another identity would perhaps have been let in.
    """

    kind: Kind
    headline: str
    evidence: tuple[str, ...]
    fix: str
    by_identity: bool = False

    @property
    def spares_credential(self) -> bool:
        """Whether nothing is said of the credential; else what was shown, or the sign-in itself, was refused."""
        return self.kind not in {"account", "sign_in", "key"}

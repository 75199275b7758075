"""What the signature laboratory found, apart from it: without a key at hand the laboratory itself is never loaded."""

from __future__ import annotations

from typing import Literal, cast, get_args

from assay.diagnosis.json_view import View
from assay.record import Record

Form = Literal[
    "as_configured",
    "secret_base64_decoded",
    "secret_hex_decoded",
    "secret_base64_encoded",
    "secret_trimmed",
    "secret_with_newline",
    "secret_unescaped",
    "secret_empty",
    "secret_undefined",
    "other_key_of_the_set",
    "published_key",
    "der_signature",
    "payload_rewritten",
    "public_key_as_secret",
    "certificate_as_secret",
    "other_secret_at_hand",
]


class LaboratoryReport(Record):
    """How the signature fared. `outcome` is `untried` when there was no key; `form` says which way passed.

    `key` names the key that passed (a `kid`, or where the secret stands), never the key itself.
    """

    outcome: Literal["passed", "failed", "untried"]
    form: Form | None = None
    key: str = ""

    @classmethod
    def read(cls, found: View) -> LaboratoryReport:
        """The report that a redacted bundle carries; untried where it carries none that can be read."""
        outcome, form = found["outcome"].text, found["form"].text
        if outcome not in {"passed", "failed"} or (form and form not in get_args(Form)):
            return cls("untried")
        return cls(
            "passed" if outcome == "passed" else "failed", cast("Form", form) if form else None, found["key"].text[:200]
        )

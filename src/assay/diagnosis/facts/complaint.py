"""What the refusing side said, and whether anybody complains: what the rest of the diagnosis asks of it."""

from __future__ import annotations

import re
from typing import Literal

from assay.diagnosis.bundle import Bundle
from assay.diagnosis.pattern import compiled
from assay.record import Record

_FEWEST_FIELDS = 4
_CIRCUMSTANCES = r"(?i)(?<![?&\w])(?:client_auth_method|auth_method|auth_type|grant_type|response_type|response_mode|refresh_token_type|code_id|token_id|scope)=[^\s,&]*"
_REFUSAL_ID = r"\brf_[a-z2-7]{26}\b"


class Complaint(Record):
    """`text` is everything that was said, lower case; `technical` whether a program said some of it.

    `content` says that the person asks or reports that all is well, and complains of nothing; `unhindered` that in spite
    of what was refused nobody is hindered. `heard` are the lines of the log that were taken into the text; `wonders` says
    that somebody asks whether something is wrong, or found it by looking. `settled` says that all that was refused was
    meant to be, or is over. `mild` says that the words could be of anything that is not as it was thought, and name no refusal.
    """

    text: str
    technical: bool
    content: bool = False
    symptom: str = ""
    unhindered: bool = False
    heard: tuple[str, ...] = ()
    wonders: bool = False
    settled: Literal["", "meant", "over"] = ""
    mild: bool = False

    def says(self, pattern: str) -> bool:
        """Whether a pattern (lower case) occurs."""
        return bool(self.text) and compiled(pattern).search(self.text) is not None

    def find(self, pattern: str) -> re.Match[str] | None:
        """The first match of a pattern (lower case)."""
        return compiled(pattern).search(self.text) if self.text else None

    @property
    def harmed(self) -> bool:
        """Whether the person says that something does not work."""
        if not self.symptom:
            return False
        from assay.diagnosis.facts.hearing import tells_harm

        return tells_harm(self.symptom)

    @property
    def says_more(self) -> bool:
        """Whether the person complains of more than that refusals were seen: an error text, or that something does not work."""
        if not self.symptom:
            return False
        from assay.diagnosis.facts.hearing import says_little

        return self.harmed or not (self.unhindered or self.mild or says_little(self.symptom))

    @property
    def refusal_id(self) -> str:
        """The id under which an Assay server keeps its reason; empty where none was told."""
        found = self.find(_REFUSAL_ID)
        return found.group(0) if found is not None else ""


def gather_complaint(bundle: Bundle, *, hear_log: bool = False) -> Complaint:
    """The complaint of a bundle: the symptom, and what refused responses hold.

    The log's own refusals belong to it where the person repeats no words of a program, and otherwise with `hear_log`.
    """
    if not (bundle.symptom or bundle.exchanges or bundle.log):
        return Complaint("", technical=False)
    from assay.diagnosis.facts.hearing import hear  # the words for it are many, and a token alone needs none

    return hear(bundle, hear_log=hear_log)


def without_circumstances(text: str) -> str:
    """A text without what a log line of many fields names beside the error: how it was asked is no complaint of that."""
    return re.sub(_CIRCUMSTANCES, " ", text) if text.count("=") >= _FEWEST_FIELDS else text

"""Refusals that the teller himself calls settled: meant, over, disproved, denied, a small share of all, or a document's words.

What is set aside here complains of nothing; what is left of the text is read as a complaint.
"""

from __future__ import annotations

import re
from typing import Literal

from assay.diagnosis.facts.other_languages import in_english
from assay.diagnosis.facts.share_of_requests import is_small
from assay.diagnosis.facts.words_of_calm import (
    AT_FIRST,
    BUT,
    COMMENTED,
    CONCEDED,
    CREDENTIAL_IS,
    DEED,
    DENIED,
    DENIED_BY_NAME,
    DISPROVED,
    DOCUMENT,
    ERROR,
    FOUND_OTHERWISE,
    FOUND_SO,
    LABEL,
    LAID_DOWN,
    MEANT,
    NOT_SO,
    NOTHING_FAILED,
    ONCE,
    OVER,
    QUIET_SINCE,
    STANDS,
    STATUS,
    TEST_PASSED,
    WANTED_STATUS,
    WENT_WRONG,
)
from assay.diagnosis.facts.words_of_people import CONTENT, UNWELL
from assay.diagnosis.facts.words_of_programs import ERROR_NAME, REFUSES
from assay.record import Record

# A sentence ends at a line's end, or at a mark with a blank behind it.
_SENTENCE = r"[^\n]+?(?:[.!?;](?=\s)|$|(?=\n))"
MOST_WORDS = 4_000
"""Characters of a text in which somebody tells something; what is longer was pasted, and its rest is left as it is."""


class Told(Record):
    """`text` is what is left to complain of. `settled` is how the rest was told off: meant, or over; empty for neither."""

    text: str
    settled: Literal["", "meant", "over"] = ""


def without_settled(symptom: str, *, alone: bool, granted: bool = False) -> Told:
    """A symptom without what it calls settled. `alone`: no credential and no refusal is shown; `granted`: the last call was.

    A share of all requests is settled only where it stands alone: what is shown is one of those that were refused. What
    was refused at first is settled where the last call was granted: the first refusal may be the question otherwise.
    """
    label = re.match(LABEL, symptom)
    if label is not None and _only_says_that_it_failed(label.group(0)):
        behind = symptom[label.end() :]
        told = _told(behind, alone=alone, granted=granted)
        if told.settled or (re.search(CONTENT, behind) and not re.search(UNWELL, behind)):
            return told  # whatever it is labelled, what is told complains of nothing
    return _told(symptom, alone=alone, granted=granted)


def _only_says_that_it_failed(label: str) -> bool:
    """Whether a label says that something was refused or failed, and nothing of why."""
    words = in_english(label.lower()) or label.lower()
    plain = re.sub(WENT_WRONG, " ", words)
    return plain != words and not re.search(REFUSES, plain) and not re.search(ERROR_NAME, label)


def _told(symptom: str, *, alone: bool, granted: bool) -> Told:
    settled: set[str] = set()
    words, pasted = symptom[:MOST_WORDS], symptom[MOST_WORDS:]
    if re.search(COMMENTED, words):
        return Told("", "meant")
    if re.search(NOTHING_FAILED, words):
        return Told("", "over")
    text = re.sub(DOCUMENT, " ", words)
    undone = re.sub(DISPROVED, " ", text)
    if undone != text:
        text = undone
        settled.add("over")
    as_laid_down = re.search(FOUND_SO, text) is not None and not re.search(FOUND_OTHERWISE, text)

    less = re.sub(QUIET_SINCE, " ", text)
    quiet = less != text and not re.search(BUT, less, re.IGNORECASE)

    def kept(found: re.Match[str]) -> str:
        told = _told_off(found.group(0), alone=alone)
        if granted and not told and (quiet or re.search(AT_FIRST, found.group(0))):
            told = "over"
        if as_laid_down and not told and re.search(LAID_DOWN, found.group(0)):
            told = "meant"
        settled.add(told)
        return " " if told else found.group(0)

    text = re.sub(_SENTENCE, kept, text)
    if "meant" in settled:
        text = re.sub(DEED, " ", text)
    denied = re.sub(DENIED_BY_NAME, " ", text)
    if denied != text and not settled & {"meant", "over"} and alone and not re.search(BUT, words, re.IGNORECASE):
        settled.add("over")
    text = re.sub(DENIED, " ", denied)
    return Told((text + pasted).strip(), "meant" if "meant" in settled else "over" if "over" in settled else "")


def _told_off(sentence: str, *, alone: bool) -> Literal["", "meant", "over"]:
    """How one sentence tells a refusal off; empty where it does not, asks, or goes on to complain."""
    if sentence.rstrip().endswith("?"):
        return ""
    if any(_calls_right(sentence[: mark.start()], sentence[mark.end() :]) for mark in re.finditer(MEANT, sentence)):
        return "meant"
    passed = re.search(TEST_PASSED, sentence)
    if (passed is not None and not re.search(BUT, sentence, re.IGNORECASE)) or _wanted(sentence):
        return "meant"
    over = re.search(OVER, sentence)
    if over is not None and not re.search(STANDS, sentence):
        after = f"{BUT}|{ERROR}" if over.start() or not sentence.lstrip().startswith("[") else BUT
        if not re.search(after, sentence[over.end() :], re.IGNORECASE):
            return "over"
    once = re.search(ONCE, sentence)
    if once is not None and not re.search(BUT, sentence[once.end() :], re.IGNORECASE):
        return "over"
    return "over" if alone and not re.search(BUT, sentence, re.IGNORECASE) and is_small(sentence) else ""


def _calls_right(before: str, after: str) -> bool:
    """Whether words of approval are not denied, and neither a complaint nor an error follows them."""
    if re.search(CONCEDED, before) or re.search(CREDENTIAL_IS, before + " "):
        return False  # that the password is right approves of no refusal
    return not re.search(NOT_SO, before) and not re.search(f"{BUT}|{ERROR}", after, re.IGNORECASE)


def _wanted(sentence: str) -> bool:
    """Whether the status that was expected is the only one that was seen."""
    wanted = re.search(WANTED_STATUS, sentence)
    seen = re.findall(STATUS, sentence) if wanted is not None else []
    return wanted is not None and len(seen) > 1 and set(seen) == {wanted.group(1)}

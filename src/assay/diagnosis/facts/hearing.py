"""Hearing what was said: which words are a program's refusal, which a person's complaint, and which complain of nothing."""

from __future__ import annotations

import re
from typing import Literal

from assay.diagnosis.bundle import Bundle
from assay.diagnosis.facts.complaint import Complaint, without_circumstances
from assay.diagnosis.facts.error_codes import codes_of_errors
from assay.diagnosis.facts.http import Exchange
from assay.diagnosis.facts.log_outcomes import is_liveness
from assay.diagnosis.facts.words_of_people import (
    ALL_WELL,
    ASKS,
    CONTENT,
    FINDING,
    HARM,
    NEXT_STEP,
    ONLY_SEEN,
    SLOW_TO_KNOW,
    UNWELL,
)
from assay.diagnosis.facts.words_of_programs import (
    ABOUT_CREDENTIALS,
    ERROR_NAME,
    GOT_OVER,
    MILD,
    REFUSED_LINE,
    REFUSES,
    STATES_REFUSAL,
    SUCCESS,
)
from assay.diagnosis.json_view import leaves
from assay.diagnosis.pattern import Pattern

MAX_COMPLAINT = 64 * 1024
MAX_GLOSSED = 8 * 1024

# The name of a function says nothing of its result: isTokenExpired(token).
_CALL = r"\b[a-z]\w*(?:\.\w+)*\(\w*\)"
_FAULT = Pattern(r"error|exception|fail", re.IGNORECASE)
_ANOTHERS = Pattern(r"eyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]{8,}")


def hear(bundle: Bundle, *, hear_log: bool) -> Complaint:
    """The complaint of a bundle: the symptom, and what refused responses hold.

    The log's own refusals belong to it where the person repeats no words of a program, and otherwise with `hear_log`.
    """
    symptom, settled = _spoken(bundle)
    stated = re.sub(ASKS, " ", symptom) if symptom else ""
    asks = stated != symptom
    pieces = [symptom]
    for exchange in bundle.exchanges:
        if exchange.refused:
            pieces += _words_of(exchange)
    text = "\n".join(pieces)[:MAX_COMPLAINT].lower().strip()
    unhindered = bool(symptom) and re.search(ALL_WELL, symptom) is not None and not tells_harm(stated)
    unhindered = unhindered and not re.search(SLOW_TO_KNOW, symptom)
    if symptom and not unhindered and re.search(NEXT_STEP, symptom):
        plain = re.sub(ONLY_SEEN, " ", symptom)
        spoken = _speaks_of_refusal(plain) or re.search(UNWELL, plain) is not None
        unhindered = not spoken and re.search(CONTENT, plain) is not None
    technical = bool(symptom) and (
        _speaks_of_refusal(stated, STATES_REFUSAL if asks else REFUSES) or any(codes_of_errors(stated.lower()))
    )
    mild = technical and not (_speaks_of_refusal(re.sub(MILD, " ", stated)) or any(codes_of_errors(stated.lower())))
    mild = mild and not (tells_harm(stated) or any(one.refused and not one.waits for one in bundle.exchanges))
    if technical or tells_harm(stated):
        settled = ""
    unhindered = unhindered or bool(settled)
    quiet = bool(bundle.symptom) and not technical
    content = quiet and re.search(CONTENT, bundle.symptom) is not None and re.search(UNWELL, symptom) is None
    heard: tuple[str, ...] = ()
    if not (bundle.symptom or bundle.exchanges or bundle.token):
        # The log is all that anybody shows: what it refuses is what was refused, unless it got over that.
        refused, got_over = _refusals_of(bundle)
        if refused and not got_over:
            return Complaint("\n".join(refused)[:MAX_COMPLAINT].lower(), technical=True, heard=refused)
    if symptom and not content and not unhindered and (hear_log or says_little(symptom)):
        heard, got_over = _refusals_of(bundle)
        if heard and (technical or tells_harm(stated) or not (got_over or _was_taken(bundle))):
            # The person tells what came of it, and the program's own words stand in the log.
            text = "\n".join([text, *heard])[:MAX_COMPLAINT].lower().strip()
            technical = True
        else:
            heard = ()
    asked = symptom.rstrip().endswith("?") and re.search(STATES_REFUSAL, stated) is None
    wonders = asked or (bool(symptom) and re.search(FINDING, symptom) is not None)
    return Complaint(text, technical, content, stated, unhindered, heard, wonders, settled, mild and not heard)


def _spoken(bundle: Bundle) -> tuple[str, Literal["", "meant", "over"]]:
    """What is left of the symptom to complain of, in English as well, and how the rest was told off."""
    from assay.diagnosis.facts.passing_tests import printed_by_passing_tests

    if bundle.log and (bundle.symptom or bundle.command) and printed_by_passing_tests(bundle):
        return "", "meant"
    if not bundle.symptom:
        return "", ""
    from assay.diagnosis.facts.other_languages import in_english
    from assay.diagnosis.facts.settled import without_settled

    alone = not (bundle.token or any(exchange.refused for exchange in bundle.exchanges))
    granted = bool(bundle.exchanges) and bundle.exchanges[-1].succeeded
    told = without_settled(bundle.symptom, alone=alone, granted=granted)
    text = re.sub(_CALL, lambda found: found.group(0) if _FAULT.search(found.group(0)) else " ", told.text)
    text = without_circumstances(text)
    return "\n".join(filter(None, (text, in_english(text[:MAX_GLOSSED].lower())))), told.settled


def _was_taken(bundle: Bundle) -> bool:
    """Whether the last recorded call proved itself and was answered: what a log says of refusals is then another's."""
    last = bundle.exchanges[-1] if bundle.exchanges else None
    return last is not None and last.succeeded and last.request.header("authorization") is not None


def _refusals_of(bundle: Bundle) -> tuple[tuple[str, ...], bool]:
    """The lines of a log in which credentials are refused, and whether something succeeds after the last of them.

    What names another token than the one that is asked about is another's refusal.
    """
    log, asked = bundle.log, bundle.token.strip()
    heard = [
        place
        for place, line in enumerate(log)
        if REFUSED_LINE.search(line)
        and ABOUT_CREDENTIALS.search(line)
        and not GOT_OVER.search(line)
        and not (asked and (named := _ANOTHERS.search(line)) and named.group(0) not in asked)
    ]
    got_over = bool(heard) and any(SUCCESS.search(line) and not is_liveness(line) for line in log[heard[-1] + 1 :])
    return tuple(log[place] for place in heard), got_over


def tells_harm(symptom: str) -> bool:
    """Whether somebody says that something does not work, and not only that refusals were seen."""
    return re.search(HARM, re.sub(ONLY_SEEN, " ", symptom)) is not None


def says_little(symptom: str) -> bool:
    """Whether a symptom holds no words of a program beyond a status."""
    return not _speaks_of_refusal(re.sub(ONLY_SEEN, " ", symptom))


def _speaks_of_refusal(text: str, words: str = REFUSES) -> bool:
    """Whether a text repeats what a program said of a refusal, or an error's name."""
    return (re.search(words, text) or re.search(ERROR_NAME, text)) is not None


def _words_of(exchange: Exchange) -> list[str]:
    from assay.diagnosis.facts.oauth import error_brought
    from assay.diagnosis.facts.other_languages import in_english

    response = exchange.response
    named = ("www-authenticate", "x-amzn-errortype", "refusal-id")
    words = [*(value for name in named for value in response.all(name)), response.header("location") or ""]
    words.append(response.body[:8_000])
    words += error_brought(exchange).values()
    # JSON escapes would hide quotation marks and line breaks from a search.
    words += [value for _, value in leaves(response.json.raw) if isinstance(value, str)][:60]
    words.append(in_english("\n".join(words)[:MAX_GLOSSED].lower()))
    return words

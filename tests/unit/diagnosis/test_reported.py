"""Evidence in the words of reports that no shared case was made of: the cause is named, alone and among other matter."""

from __future__ import annotations

import json
from heapq import nsmallest
from zlib import crc32

import pytest

from evidence import answer_to
from reported import (
    aws_reports,
    eighth_aws_reports,
    eighth_web_reports,
    eleventh_reports,
    fifteenth_reports,
    fifth_aws_reports,
    fifth_jwt_reports,
    fifth_oauth_reports,
    fourteenth_aws_reports,
    fourteenth_reports,
    fourth_reports,
    further_aws_reports,
    further_jwt_reports,
    further_oauth_reports,
    further_web_reports,
    jwt_reports,
    known_causes_reports,
    mechanisms_in_a_sentence,
    mechanisms_of_aws_sources,
    mechanisms_of_aws_values,
    mechanisms_of_clients,
    mechanisms_of_common_causes,
    mechanisms_of_keys,
    mechanisms_of_receivers,
    mechanisms_of_tokens,
    mechanisms_that_resemble,
    ninth_aws_reports,
    ninth_web_reports,
    oauth_reports,
    second_reports,
    seventh_reports,
    sixteenth_aws_reports,
    sixteenth_reports,
    sixth_reports,
    tenth_reports,
    third_reports,
    thirteenth_aws_reports,
    thirteenth_reports,
    told_by_people,
    twelfth_aws_reports,
    twelfth_reports,
)

FAMILIES = {"aws": aws_reports.REPORTS, "jwt": jwt_reports.REPORTS, "oauth": oauth_reports.REPORTS}
ALL = [(family, *report) for family, reports in FAMILIES.items() for report in reports]
ALL += [(report[0].partition(".")[0], *report) for report in known_causes_reports.REPORTS]
MODULES = (
    further_aws_reports,
    further_jwt_reports,
    further_oauth_reports,
    second_reports,
    third_reports,
    fourth_reports,
    fifth_aws_reports,
    fifth_jwt_reports,
    fifth_oauth_reports,
    sixth_reports,
    seventh_reports,
    eighth_aws_reports,
    eighth_web_reports,
    ninth_aws_reports,
    mechanisms_of_aws_values,
    mechanisms_of_aws_sources,
    told_by_people,
    ninth_web_reports,
    tenth_reports,
    further_web_reports,
    mechanisms_of_tokens,
    mechanisms_of_keys,
    mechanisms_of_receivers,
    mechanisms_of_common_causes,
    mechanisms_of_clients,
    mechanisms_that_resemble,
    mechanisms_in_a_sentence,
    eleventh_reports,
    twelfth_reports,
    twelfth_aws_reports,
    thirteenth_aws_reports,
    thirteenth_reports,
    fourteenth_reports,
    fifteenth_reports,
    fourteenth_aws_reports,
    sixteenth_aws_reports,
    sixteenth_reports,
)
FURTHER = [report for module in MODULES for report in module.REPORTS]
MARKS = {
    id(report[-1]): crc32(f"{module.__name__} {place}".encode())
    for module in (aws_reports, jwt_reports, oauth_reports, known_causes_reports, *MODULES)
    for place, report in enumerate(module.REPORTS)
}
"""A number for each piece of evidence, that stays where reports are added to other modules."""


@pytest.mark.parametrize(
    ("cause", "also", "certain", "verdict", "evidence"),
    [(*report[:4], report[5]) for report in FURTHER],
    ids=[f"{place}-{report[0] or 'healthy'}" for place, report in enumerate(FURTHER)],
)
def test_further_reports_are_answered(cause, also, certain, verdict, evidence):
    answer = answer_to(evidence)
    sure = {found.code for found in answer.causes if found.confidence == "certain"}
    assert sure <= ({cause, *also} if certain else set())
    if cause is None:
        assert answer.verdict != "refused"
        return
    assert answer.verdict == verdict
    assert answer.causes[0].code in {cause, *also}


@pytest.mark.parametrize(
    ("cause", "also", "certain", "evidence"),
    [report[1:] for report in ALL],
    ids=[f"{place}-{report[1] or 'healthy'}" for place, report in enumerate(ALL)],
)
def test_the_cause_is_named_first_and_certainty_is_earned(cause, also, certain, evidence):
    answer = answer_to(evidence)
    sure = [found.code for found in answer.causes if found.confidence == "certain"]
    if cause is None:
        assert answer.verdict != "refused"
        assert sure == []
        return
    assert answer.verdict == "refused"
    assert answer.causes[0].code in {cause, *also}
    assert set(sure) <= ({cause, *also} if certain else set())


def _among(evidence, other):
    """The evidence in a machine on which another family's broken things lie around."""
    mixed = json.loads(json.dumps(evidence))
    for part in ("environment", "files", "settings"):
        if part in other:
            mixed[part] = {**other[part], **mixed.get(part, {})}
    mixed["log"] = [*mixed.get("log", []), *other.get("log", [])]
    return mixed


def test_what_lies_around_takes_no_part():
    missed, wrong, total = [], [], 0
    everything = ALL + [(family, cause, also, sure, evidence) for cause, also, sure, _, family, evidence in FURTHER]
    for report in everything:
        family, cause, also, certain, evidence = report
        # What is healthy may be of the same family, and its own files would take part then.
        own = {family, "none"} | ({"jwt", "oauth"} if cause is None and "credential" in evidence else set())
        strangers = [each for each in everything if each[0] not in own]
        # The nearest by their marks: a report more changes few of the pairs.
        mark = MARKS[id(evidence)]
        for other in nsmallest(2, strangers, key=lambda each: crc32(b"%d" % (mark ^ MARKS[id(each[4])]))):
            answer = answer_to(_among(evidence, other[4]))
            good = {cause, *also} if cause else set()
            sure = {found.code for found in answer.causes if found.confidence == "certain"}
            total += 1
            if sure - good or (sure and not certain):
                wrong.append((cause, other[1], sorted(sure)))
            if cause and not (answer.causes and answer.causes[0].code in good):
                missed.append((cause, other[1], [found.code for found in answer.causes[:2]]))
    assert wrong == [], wrong
    assert len(missed) <= 0.03 * total, missed

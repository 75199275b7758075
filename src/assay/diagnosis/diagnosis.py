"""From a bundle to an answer: facts, examination, causes, weighing, verdict."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from assay.diagnosis.answer import Answer, FoundCause, Verdict
from assay.diagnosis.bundle import Bundle
from assay.diagnosis.causes import causes_for
from assay.diagnosis.comparison import comparisons_of
from assay.diagnosis.counterfactuals import counterfactuals_of
from assay.diagnosis.examination import Examination, examine
from assay.diagnosis.facts.gathered import Facts
from assay.diagnosis.facts.outcomes import only_issued
from assay.diagnosis.ruled_out import ruled_out
from assay.diagnosis.subject import subject_of
from assay.diagnosis.token_page import open_page
from assay.diagnosis.weighing import weigh

if TYPE_CHECKING:
    from assay.diagnosis.facts.ground import Ground

# A page that decodes tokens calls a signature invalid that it has no key for.
_DECODER_WITHOUT_KEY = r"^\W*(?:on |in )?jwt\.(?:io|ms)\b[^\n]{0,24}(?:says|shows|reports|tells|:)[^\n]{0,16}(?:invalid signature|signature (?:is )?(?:invalid|not verified))\W*$"
# A program's warning, and no refusal of its own.
_WARNED = r"(?i)\W*(?:warn(?:ing)?|\w+Warning)\b"


def diagnose(bundle: Bundle) -> Answer:
    """Why what the bundle shows was refused, or that nothing was."""
    facts = Facts(bundle)
    examination = examine(facts)
    aside = _set_aside(facts, examination)
    healthy = aside or _nothing_refused(facts, examination)
    candidates = causes_for(facts)
    causes = weigh(candidates, facts, only_warnings=healthy)
    wonders = facts.complaint.content or facts.complaint.wonders
    if healthy and facts.observed == "unknown" and facts.symptom and not (wonders or aside):
        # Nobody but our own examination found the token sound, and somebody says something: what is proved counts more.
        told = weigh(candidates, facts, only_warnings=False)
        if told and told[0].confidence == "certain":
            causes, healthy = told, False
    if facts.complaint.content and facts.observed == "unknown" and not examination.refused and not healthy:
        # A sound token of whatever kind, and somebody who only asks: nothing was refused.
        causes = weigh(candidates, facts, only_warnings=True)
        healthy = examination.complete
    if causes and facts.observed == "unknown" and not (facts.complaint.technical or examination.refused or healthy):
        # No program refused anything, and what was found is of the kind that works and is wrong all the same.
        warned = weigh(candidates, facts, only_warnings=True)
        if warned and warned[0].code == causes[0].code:
            causes, healthy = warned, True
    causes, ground = _weighed_against_grounds(causes, facts, examination, healthy=healthy)
    founded = any(cause.confidence != "possible" for cause in causes)
    kind, summary = subject_of(facts)
    if kind == "key" and not causes:
        from assay.diagnosis.facts.other_grounds import ground_of_key

        ground = ground_of_key(facts)
    verdict = _verdict(facts, examination, healthy=healthy, founded=founded)
    spared = ground is not None and ground.spares_credential
    if spared or (aside and facts.observed != "accepted" and not examination.complete):
        verdict = "undecided"
    return Answer(
        verdict=verdict,
        kind=kind,
        summary=summary,
        causes=causes,
        reasons=examination.reasons if verdict != "accepted" else (),
        checks=examination.checks,
        ruled_out=ruled_out(candidates, causes, facts) if verdict == "refused" else (),
        counterfactuals=counterfactuals_of(facts, examination),
        comparisons=comparisons_of(facts) if verdict == "refused" else (),
        token=open_page(facts.token, facts.now) if facts.token else None,
        ground=ground,
        refusal_id=facts.complaint.refusal_id,
    )


def _weighed_against_grounds(
    causes: tuple[FoundCause, ...], facts: Facts, examination: Examination, *, healthy: bool
) -> tuple[tuple[FoundCause, ...], Ground | None]:
    """The causes that stand beside a ground which is not the credential, and that ground where none of them is founded.

    Whoever is told that something else is lacking has been recognised: what is merely possible is no answer then, and
    where AWS names whom it recognised, only what made it another one is.
    """
    if healthy or examination.refused or not facts.complained_of:
        return causes, None
    from assay.diagnosis.facts.other_grounds import OTHER_IDENTITY, ground_of

    ground = ground_of(facts, sound=examination.sound, complete=examination.complete)
    if ground is None:
        return causes, None
    left = tuple(cause for cause in causes if cause.code in OTHER_IDENTITY) if ground.by_identity else causes
    if any(cause.confidence != "possible" for cause in left):
        return left, None
    return (left if ground.by_identity else ()), ground


def _set_aside(facts: Facts, examination: Examination) -> bool:
    """Whether what is refused had to be, is over by what is told, or is one of the tokens that a file merely keeps."""
    if facts.observed == "refused":
        return False
    if examination.refused and _merely_kept(facts) and not facts.complained_of and not facts.complaint.harmed:
        return True
    settled = facts.complaint.settled
    return settled == "meant" or (settled == "over" and not examination.refused)


def _merely_kept(facts: Facts) -> bool:
    """Whether the token is one of several in a file: kept there, and none that anybody was seen to use."""
    token = facts.token
    if facts.bundle.token or token is None or not token.place.startswith("file "):
        return False
    return sum(other.place == token.place for other in facts.tokens) > 1


def _nothing_refused(facts: Facts, examination: Examination) -> bool:
    """Whether the evidence shows that the credential was taken, or that it passes every check and nobody complains."""
    if facts.observed == "refused":
        return False
    if facts.recovered:
        return True
    if examination.refused:
        # Our own examination is set aside by an answer of the receiver itself, but not where no receiver had looked yet.
        told = facts.complaint.technical and not facts.complaint.unhindered
        return facts.observed == "accepted" and not (only_issued(facts) or told)
    if facts.observed == "accepted":
        return True
    if facts.complaint.unhindered and not any(one.refused for one in facts.exchanges):
        return bool(facts.exchanges) or examination.complete
    return examination.complete and (
        not facts.complaint.technical
        or facts.complaint.unhindered
        or facts.complaint.wonders
        or facts.complaint.mild
        or facts.says(_DECODER_WITHOUT_KEY)
    )


def _verdict(facts: Facts, examination: Examination, *, healthy: bool, founded: bool) -> Verdict:
    if healthy:
        return "accepted"
    if not (founded or facts.exchanges or facts.bundle.token) and _only_seen_in_a_log(facts):
        return "undecided"
    if facts.observed == "refused" or examination.refused:
        return "refused"
    if (facts.complaint.technical and not facts.complaint.unhindered) or (founded and facts.symptom):
        return "refused"
    return "accepted" if examination.complete else "undecided"


def _only_seen_in_a_log(facts: Facts) -> bool:
    """Whether what is told was seen in a log that went on well, or is asked of one that ends well."""
    if not facts.bundle.log:
        return False
    from assay.diagnosis.facts.hearing import tells_harm
    from assay.diagnosis.facts.log_outcomes import ends_well, recovered, went_on, without_quoted

    symptom, lines = facts.symptom.strip(), facts.bundle.log
    if symptom.endswith("?") and recovered(lines):
        return True
    if re.match(_WARNED, symptom) and ends_well(lines):
        return True
    if tells_harm(without_quoted(symptom)):
        return False
    return went_on(symptom, lines) or (facts.complaint.wonders and ends_well(lines))

"""Weighing: which causes are named, in which order, and how sure one may be.

The first cause is the one that explains most of the evidence. Only the first may be certain, only when the evidence
proves it, never when two different causes are proved at once, and never for what only an owner can know.
"""

from __future__ import annotations

from collections.abc import Iterable

from assay.diagnosis.answer import Confidence, FoundCause
from assay.diagnosis.causes import find_cause
from assay.diagnosis.causes.cause import Cause, Sighting, allows
from assay.diagnosis.facts.gathered import Facts
from assay.diagnosis.facts.quoting import visible
from assay.diagnosis.fix_values import with_values

MAX_CAUSES = 5
LIKELY = 50
"""From this weight on a cause is likely; below, possible."""
BESIDE_THE_WORDS = 70
"""The most weight of what lies around while the refusal speaks of nothing of the kind."""


def weigh(causes: Iterable[Cause], facts: Facts, *, only_warnings: bool) -> tuple[FoundCause, ...]:
    """The causes that the facts show, most probable first. With `only_warnings` nothing was refused: few may speak."""
    sighted: list[tuple[Cause, Sighting]] = []
    for cause in causes:
        sighting = cause.look(facts)
        if sighting is not None and (sighting.warns or not only_warnings):
            sighted.append((cause, _held_back(cause, sighting, facts)))
    if not only_warnings and not any(sighting.weight >= LIKELY for _, sighting in sighted):
        sighted += _by_words(facts, {cause.code for cause, _ in sighted})
    ordered = _ordered(sighted)
    return tuple(
        _told(place, cause, sighting, ordered, facts) for place, (cause, sighting) in enumerate(ordered[:MAX_CAUSES])
    )


def _held_back(cause: Cause, sighting: Sighting, facts: Facts) -> Sighting:
    """What files and variables show of AWS proves nothing about a refusal that does not speak of AWS."""
    if cause.family != "aws" or not facts.complaint.text or facts.aws.spoken_of:
        return sighting
    return sighting._replace(proved=False, weight=min(sighting.weight, BESIDE_THE_WORDS))


def _by_words(facts: Facts, seen: set[str]) -> list[tuple[Cause, Sighting]]:
    """What the words alone can mean: nothing in the evidence speaks for these causes, and nothing likelier was found."""
    from assay.diagnosis.wordings import causes_of_words

    found = []
    for place, code in enumerate(causes_of_words(facts)):
        cause = find_cause(code)
        if cause is not None and code not in seen:
            found.append((cause, allows("the words of the refusal are known from this cause", weight=29 - place)))
    return found


def _ordered(sighted: list[tuple[Cause, Sighting]]) -> list[tuple[Cause, Sighting]]:
    """By weight; a general cause stands behind the special one that explains it away."""
    explained: dict[str, int] = {}
    for cause, sighting in sighted:
        for code in cause.explains_away:
            explained[code] = max(explained.get(code, 0), sighting.weight)

    def weight(pair: tuple[Cause, Sighting]) -> float:
        cause, sighting = pair
        over = explained.get(cause.code)
        if over is None:
            return sighting.weight
        # A merely possible special cause does not push a well-founded general one away.
        return min(sighting.weight, over - 0.5) if over >= LIKELY or over >= sighting.weight else sighting.weight

    return sorted(sighted, key=weight, reverse=True)


def _told(
    place: int, cause: Cause, sighting: Sighting, ordered: list[tuple[Cause, Sighting]], facts: Facts
) -> FoundCause:
    confidence = _confidence(place, cause, sighting, ordered)
    return FoundCause(
        code=cause.code,
        confidence=confidence,
        headline=cause.headline,
        evidence=tuple(visible_line(line) for line in sighting.evidence),
        fix=tuple(visible_line(with_values(line, facts)) for line in (sighting.fix or cause.fix)),
        who=cause.who,
        settle="" if confidence == "certain" else cause.settle,
    )


def _confidence(place: int, cause: Cause, sighting: Sighting, ordered: list[tuple[Cause, Sighting]]) -> Confidence:
    if place == 0 and sighting.proved and not cause.owner_only:
        rivals = [other for other, seen in ordered[1:] if seen.proved and other.code not in cause.explains_away]
        if not rivals:
            return "certain"
    return "likely" if sighting.weight >= LIKELY else "possible"


def visible_line(line: str) -> str:
    """A line of ours that may hold values of others: control characters are written as escapes."""
    return "".join(ch if ch.isprintable() else visible(ch) for ch in line)[:1_000]

"""Weighing: which causes are named, in which order, and how sure one may be.

The first cause is the one that explains most of the evidence. Only the first may be certain, only when the evidence
proves it, never beside a likely one that it does not account for, and never for what only an owner can know.
"""

from __future__ import annotations

from collections.abc import Iterable

from assay.diagnosis.answer import Confidence, FoundCause
from assay.diagnosis.causes import causes_for
from assay.diagnosis.causes.cause import Cause, Sighting
from assay.diagnosis.facts.carried_tokens import lies_aside
from assay.diagnosis.facts.gathered import Facts
from assay.diagnosis.facts.quoting import visible, without_credentials
from assay.diagnosis.fix_values import with_values
from assay.diagnosis.likeness import mistaken_for
from assay.diagnosis.pattern import Pattern
from assay.record import replace

MAX_CAUSES = 5
TOLD_TOGETHER = 3
"""Where no cause is certain, so many are told at least, if the evidence leaves so many open."""
LIKELY = 50
"""From this weight on a cause is likely; below, possible."""
WELL_FOUNDED = 65
"""From this weight on a cause stands in the way of another one's certainty."""
ENOUGH = 85
"""What the evidence shows with this weight needs no tale."""
MUCH_WEAKER = 20
"""What is weaker than a proved cause by more than this does not account for it."""
BESIDE_THE_WORDS = 70
"""The most weight of what lies around while the refusal speaks of nothing of the kind."""

WEAKLY_FOUNDED = 40
"""Below this, a further candidate has no words of its own to stand on."""
IN_THE_LOG = 62
"""The most weight of what is sighted only because the log speaks of it, beside words that were told."""
MERELY_TOLD = 49
"""The most weight of what somebody tells while no program was heard to refuse anything: more than narrow words alone."""
OFF_TOPIC = 45
"""The most weight of what is found where the refusal says that it is about something else."""


# Headers that are pasted alone say nothing by their names and values.
_HEADERS = Pattern(
    r"(?i)\s*(?:(?:authorization|proxy-authorization|cookie|set-cookie|host|user-agent|accept[\w-]*|content-[\w-]+|server|date|cache-control|x-[\w-]+)[ \t]*:[^\n]*(?:\n\s*|\Z))+"
)


def weigh(causes: Iterable[Cause], facts: Facts, *, only_warnings: bool) -> tuple[FoundCause, ...]:
    """The causes that the facts show, most probable first. With `only_warnings` nothing was refused: few may speak."""
    sighted = _sighted(causes, facts, only_warnings=only_warnings)
    ordered = _ordered(sighted)
    first = _first_confidence(ordered, facts)
    louder = None if only_warnings or first == "certain" else facts.with_the_log
    if louder is not None:
        ordered = _ordered(_and_heard(sighted, louder, refused=facts.complained_of))
        first = min(first, _confidence(ordered[0][1]), key=("likely", "possible").index) if ordered else first
    further = [] if only_warnings or first == "certain" else _still_possible(ordered, louder or facts)
    founded = next((place for place, (_, seen) in enumerate(ordered) if seen.weight < MERELY_TOLD), len(ordered))
    # What is only possible stands behind words that are known from one cause.
    worded = [pair for pair in further if pair[1].weight > WEAKLY_FOUNDED]
    rest = [pair for pair in further if pair[1].weight <= WEAKLY_FOUNDED]
    told = [*ordered[:founded], *worded, *ordered[founded:], *rest][:MAX_CAUSES]
    return tuple(
        _told(first if place == 0 else _confidence(sighting), cause, sighting, facts)
        for place, (cause, sighting) in enumerate(told)
    )


def _sighted(causes: Iterable[Cause], facts: Facts, *, only_warnings: bool) -> list[tuple[Cause, Sighting]]:
    sighted: list[tuple[Cause, Sighting]] = []
    tales = not only_warnings and _is_told(facts)
    for cause in causes:
        sighting = cause.look(facts)
        if tales and (sighting is None or sighting.weight < ENOUGH):
            sighting = _heavier(sighting, _tale(cause, facts))
        if sighting is not None and (sighting.warns or not only_warnings):
            sighted.append((cause, _held_back(cause, sighting, facts)))
    return sighted


def _and_heard(sighted: list[tuple[Cause, Sighting]], louder: Facts, *, refused: bool) -> list[tuple[Cause, Sighting]]:
    """What was sighted, and what is sighted only when the log is heard: that proves nothing and weighs less."""
    seen = {cause.code: (cause, sighting) for cause, sighting in sighted}
    most = IN_THE_LOG if refused else OFF_TOPIC
    for cause, sighting in _sighted(causes_for(louder), louder, only_warnings=False):
        heard = replace(sighting, proved=False, warns=False, weight=min(sighting.weight, most))
        if cause.code not in seen or heard.weight > seen[cause.code][1].weight:
            seen[cause.code] = cause, heard
    return list(seen.values())


def _still_possible(ordered: list[tuple[Cause, Sighting]], facts: Facts) -> list[tuple[Cause, Sighting]]:
    """What else it may be, where something is refused or somebody says so, and the evidence does not prove why."""
    if not _is_told(facts):
        return []
    likely = bool(ordered) and ordered[0][1].weight >= LIKELY
    wanted = (TOLD_TOGETHER if likely else MAX_CAUSES) - len(ordered)
    if wanted <= 0:
        return []
    from assay.diagnosis.further_candidates import further_candidates

    return further_candidates(facts, tuple(cause.code for cause, _ in ordered), wanted)


def _is_told(facts: Facts) -> bool:
    """Whether something is refused, or somebody says that something is wrong."""
    told = (
        bool(facts.symptom)
        and not _HEADERS.fullmatch(facts.symptom)
        and not facts.complaint.content
        and not facts.symptom.rstrip().endswith("?")
    )
    return told or facts.complained_of


def _tale(cause: Cause, facts: Facts) -> Sighting | None:
    from assay.diagnosis.coded_signs import coded_sign
    from assay.diagnosis.narrated_signs import narrated_sign

    told = _heavier(narrated_sign(cause.code, facts), coded_sign(cause.code, facts))
    if told is None or facts.complained_of:
        return told
    # No program was heard to refuse anything: what is told is possible at most.
    return replace(told, weight=min(told.weight, MERELY_TOLD))


def _heavier(one: Sighting | None, two: Sighting | None) -> Sighting | None:
    return two if one is None or (two is not None and two.weight > one.weight) else one


def _held_back(cause: Cause, sighting: Sighting, facts: Facts) -> Sighting:
    """What lies around proves nothing about a refusal that speaks of something else."""
    if facts.complaint.text and (not sighting.warns or facts.complained_of):
        from assay.diagnosis.topics import off_topic

        if off_topic(cause.code, facts):
            return replace(sighting, proved=False, weight=min(sighting.weight, OFF_TOPIC))
    if sighting.proved and _need_not_be_why(cause, sighting, facts):
        sighting = replace(sighting, proved=False)
    if cause.family != "aws" or facts.aws.spoken_of:
        return sighting
    from assay.diagnosis.facts.aws_relevance import log_is_of_others

    if not (facts.complaint.text or log_is_of_others(facts.aws)):
        return sighting
    return replace(sighting, proved=False, weight=min(sighting.weight, BESIDE_THE_WORDS))


def _need_not_be_why(cause: Cause, sighting: Sighting, facts: Facts) -> bool:
    """Whether what is proved may be true, and the refusal made at another step or for another thing."""
    from assay.diagnosis.another_matter import is_another_matter  # its words are many, and most findings prove nothing

    if is_another_matter(cause.code, facts, warns=sighting.warns):
        return True
    if cause.family == "aws":
        from assay.diagnosis import aws_check_order

        return aws_check_order.at_another_step(cause.code, facts)
    if cause.family == "oauth" and not sighting.warns:
        from assay.diagnosis import oauth_check_order

        if oauth_check_order.at_another_step(cause.code, facts):
            return True
    from assay.diagnosis.unproved import need_not_be_why

    return need_not_be_why(cause.code, facts)


def _ordered(sighted: list[tuple[Cause, Sighting]]) -> list[tuple[Cause, Sighting]]:
    """By weight; a general cause stands behind the special one that explains it away."""
    explained: dict[str, list[tuple[str, int]]] = {}
    for cause, sighting in sighted:
        for code in cause.explains_away:
            explained.setdefault(code, []).append((cause.code, sighting.weight))

    def weight(pair: tuple[Cause, Sighting]) -> float:
        cause, sighting = pair
        # Where each would account for the other, their own weights decide.
        special = (heavy for code, heavy in explained.get(cause.code, ()) if code not in cause.explains_away)
        # What is proved is not pushed away by what is much weaker.
        least = sighting.weight - MUCH_WEAKER if sighting.proved else 0
        over = max((heavy for heavy in special if heavy >= least), default=None)
        if over is None:
            return sighting.weight
        # A merely possible special cause does not push a well-founded general one away.
        return min(sighting.weight, over - 0.5) if over >= LIKELY or over >= sighting.weight else sighting.weight

    return sorted(sighted, key=weight, reverse=True)


def _told(confidence: Confidence, cause: Cause, sighting: Sighting, facts: Facts) -> FoundCause:
    return FoundCause(
        code=cause.code,
        confidence=confidence,
        headline=cause.headline,
        evidence=tuple(visible_line(without_credentials(line)) for line in sighting.evidence),
        fix=tuple(visible_line(with_values(line, facts)) for line in (sighting.fix or cause.fix)),
        who=cause.who,
        settle="" if confidence == "certain" else cause.settle,
    )


def _mistaken(cause: Cause, ordered: list[tuple[Cause, Sighting]], facts: Facts) -> bool:
    """Whether something speaks for another cause that shows the same picture, and which was not sighted beside this one."""
    from assay.diagnosis.weak_signs import SIGNS

    seen = {other.code for other, _ in ordered}
    others = (code for code in mistaken_for(cause.code) if code in SIGNS)
    return any(code not in seen and code not in cause.explains_away and SIGNS[code](facts) for code in others)


def _first_confidence(ordered: list[tuple[Cause, Sighting]], facts: Facts) -> Confidence:
    """How sure one may be of the first cause."""
    if not ordered:
        return "possible"
    cause, sighting = ordered[0]
    if sighting.proved and not cause.owner_only:
        # Something likely that the first cause does not account for may be the whole of it.
        rivals = [other for other, seen in ordered[1:] if _stands(seen) and other.code not in cause.explains_away]
        beside = cause.code.startswith("jwt.") and lies_aside(facts)
        if not (rivals or beside or _mistaken(cause, ordered, facts)):
            return "certain"
    return _confidence(sighting)


def _stands(sighting: Sighting) -> bool:
    return sighting.proved or sighting.weight >= WELL_FOUNDED


def _confidence(sighting: Sighting) -> Confidence:
    return "likely" if sighting.weight >= LIKELY else "possible"


def visible_line(line: str) -> str:
    """A line of ours that may hold values of others: control characters are written as escapes."""
    return "".join(ch if ch.isprintable() else visible(ch) for ch in line)[:1_000]

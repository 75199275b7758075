"""What was expected beside what was seen, where the two differ: the parts that are equal, and the part that is not."""

from __future__ import annotations

from collections.abc import Iterator

from assay.diagnosis.facts.gathered import Facts
from assay.diagnosis.facts.parties import parties_of
from assay.diagnosis.facts.quoting import MAX_SHOWN, visible
from assay.record import Record

MAX_COMPARISONS = 4


class Comparison(Record):
    """One pair of values, with escapes for what is invisible. `parts` cuts a value into equal, different, equal."""

    what: str
    expected: str
    seen: str

    def parts(self, value: str) -> tuple[str, str, str]:
        """A value (`expected` or `seen`) as what is equal before, the part that differs, what is equal after."""
        start = 0
        shorter = min(len(self.expected), len(self.seen))
        while start < shorter and self.expected[start] == self.seen[start]:
            start += 1
        end = 0
        while end < shorter - start and self.expected[-1 - end] == self.seen[-1 - end]:
            end += 1
        return value[:start], value[start : len(value) - end], value[len(value) - end :]


def comparisons_of(facts: Facts) -> tuple[Comparison, ...]:
    """The pairs of the evidence that differ: issuer, audience, type, algorithm, redirect URI. None of them is a secret."""
    made = (_compared(*pair) for pair in _pairs(facts))
    return tuple(one for one in made if one is not None)[:MAX_COMPARISONS]


def _pairs(facts: Facts) -> Iterator[tuple[str, tuple[str, ...], tuple[str, ...]]]:
    parties, token = parties_of(facts), facts.token
    yield "issuer", (parties.expected_issuer,), (parties.seen_issuer,)
    yield "audience", parties.expected_audience, parties.seen_audience
    if token is not None and token.is_jwt:
        yield "algorithm", facts.algorithms, (token.alg,)
        yield "type", facts.bundle.verifier["type"].texts, token.header["typ"].texts
    registered = facts.bundle.client["registered"]["redirect_uris"].texts
    yield "redirect URI", registered, (_redirect_uri(facts),)


def _redirect_uri(facts: Facts) -> str:
    for exchange in reversed(facts.exchanges):
        sent = exchange.request.query | exchange.request.form
        if sent.get("redirect_uri"):
            return sent["redirect_uri"]
    return facts.bundle.client["redirect_uri"].text


def _compared(what: str, expected: tuple[str, ...], seen: tuple[str, ...]) -> Comparison | None:
    wanted, found = [text for text in expected if text], [text for text in seen if text]
    if not wanted or not found or not set(wanted).isdisjoint(found):
        return None
    # Of several the two that are most alike: there the difference says most.
    pairs = [(visible(one)[:MAX_SHOWN], visible(two)[:MAX_SHOWN]) for one in wanted[:8] for two in found[:8]]
    best = max((Comparison(what, one, two) for one, two in pairs), key=_alike)
    return None if best.expected == best.seen else best


def _alike(one: Comparison) -> int:
    before, _, after = one.parts(one.seen)
    return len(before) + len(after)

"""The answer to one bundle: verdict, subject, causes, reasons, checks and what was ruled out."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal

from assay.diagnosis.comparison import Comparison
from assay.diagnosis.evidence_lines import reason_headline
from assay.diagnosis.token_page import LIVE_WARNING, MAYBE_LIVE_WARNING, PRIVATE_KEY_WARNING, TokenPage
from assay.record import Record

if TYPE_CHECKING:
    from assay.diagnosis.facts.ground import Ground

Verdict = Literal["refused", "accepted", "undecided"]
Confidence = Literal["certain", "likely", "possible"]


NOTHING_AGAINST = "nothing in the evidence speaks against it"
"""The evidence of a cause that is told only because it could be."""
WORDED_LIKE_IT = "refusals for this cause are worded like this one"
TOLD_OF_LIKE_IT = "reports of this cause speak of the same things"
"""The evidence of a cause that only words speak for."""


class FoundCause(Record):
    """One cause of an answer, as BUNDLE.md has it."""

    code: str
    confidence: Confidence
    headline: str
    evidence: tuple[str, ...]
    fix: tuple[str, ...]
    who: str
    settle: str

    @property
    def is_guess(self) -> bool:
        """Whether nothing speaks for it: a page may list it, and never puts it forward as the answer."""
        return self.evidence == (NOTHING_AGAINST,)

    @property
    def is_known_by_words_alone(self) -> bool:
        """Whether its evidence is the same sentence as that of every such cause."""
        return self.evidence in {(WORDED_LIKE_IT,), (TOLD_OF_LIKE_IT,)}


class FoundReason(Record):
    """One refused check's reason with its evidence."""

    code: str
    evidence: Mapping[str, Any] = MappingProxyType({})


class Answer(Record):
    """Why something was refused, as far as the evidence tells. `token` is the decoded token for the page, where there is one.

    `ground` is what was refused where it was not the credential; what causes stand beside it are possible and no more.
    `refusal_id` is the one that an Assay server has told with its refusal; empty where it told none.
    """

    verdict: Verdict
    kind: str
    summary: str
    causes: tuple[FoundCause, ...] = ()
    reasons: tuple[FoundReason, ...] = ()
    checks: tuple[tuple[str, str], ...] = ()
    ruled_out: tuple[str, ...] = ()
    counterfactuals: tuple[str, ...] = ()
    comparisons: tuple[Comparison, ...] = ()
    token: TokenPage | None = None
    ground: Ground | None = None
    refusal_id: str = ""

    @property
    def leading(self) -> FoundCause | None:
        """The cause to put forward; None where there is none, where only guesses are, and beside a ground."""
        return self.causes[0] if self.causes and self.ground is None and not self.causes[0].is_guess else None

    @property
    def outcome(self) -> Verdict:
        """What became of the request: beside a ground it was refused, although the credential is none the worse for it."""
        return "refused" if self.ground is not None else self.verdict

    @property
    def headline(self) -> str:
        """The one sentence to read first: the first cause, else that of the first refused check, else what was found."""
        if self.ground is not None:
            return self.ground.headline
        first = self.leading
        if first is not None:
            return first.headline if first.confidence != "possible" else f"Perhaps: {first.headline}"
        if self.reasons:
            return reason_headline(self.reasons[0].code, self.reasons[0].evidence)
        return {
            "refused": "It is refused, and this evidence does not say why",
            "accepted": "Nothing is wrong with it, as far as this evidence goes",
            "undecided": (
                "This text tells of no refusal that is known here"
                if self.kind == "error_text"
                else "Nothing wrong was found, and nothing was proved"
            ),
        }[self.verdict]

    @property
    def warning(self) -> str:
        """What to say about handing the credential around; empty where it is of no use to others any more."""
        if self.token is not None:
            return LIVE_WARNING if self.token.is_live else ""
        if self.kind == "key" and ("private key" in self.summary or "secret part" in self.summary):
            return PRIVATE_KEY_WARNING
        return MAYBE_LIVE_WARNING if self.kind in {"opaque_token", "jwe"} else ""

    @property
    def next_step(self) -> str:
        """Where more is known or what to add; empty where a cause or a refused check is known and no refusal id."""
        if self.refusal_id:
            return (
                "The server that refused it is an Assay server and keeps the exact reason: its operator reads it with "
                f"assay explain --refusal {self.refusal_id}, and the client with its own credentials at POST /explain."
            )
        if self.leading is not None or self.ground is not None or self.verdict == "accepted" or self.reasons:
            return ""
        if self.kind == "jwt" and dict(self.checks).get("signature") == "not_applicable":
            return (
                "The signature was not checked, because no key is at hand: give the receiver's keys (--jwks FILE, "
                "--key FILE), or let the issuer be asked for them (--issuer URL --online)."
            )
        if self.kind in {"error_text", "http_exchange", "key", "issuer_metadata"}:
            return (
                "More evidence: the token that was sent, the whole exchange (curl -v), or what the receiver expects "
                "(--issuer, --audience, --jwks)."
            )
        if self.kind == "aws_credentials":
            return (
                "More evidence: assay explain aws -- COMMAND, on the machine where it was refused, runs the command and "
                "shows which credentials it takes."
            )
        return ""

"""Everything that the causes look at, gathered from one bundle, each fact once and only when somebody asks."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from assay.diagnosis.bundle import Bundle
from assay.diagnosis.facts.complaint import Complaint, gather_complaint
from assay.diagnosis.facts.http import Exchange
from assay.diagnosis.facts.instants import log_time
from assay.diagnosis.facts.outcomes import every_refusal_was_met, outcome_of
from assay.diagnosis.facts.token_form import TokenForm
from assay.diagnosis.pattern import Pattern, compiled

if TYPE_CHECKING:
    from assay.diagnosis.facts.aws import AwsFacts
    from assay.diagnosis.facts.keys import PemText, WrappedPem
    from assay.diagnosis.facts.oauth import OAuthFacts
    from assay.diagnosis.facts.parties import Parties
    from assay.diagnosis.laboratory_report import LaboratoryReport

_ERROR_LINE = Pattern(
    r"error|fail|denied|invalid|exception|unauthori[sz]ed|missing|mismatch|not valid|expired|reject|refus|n't match|not match|unable|could not|\b40[013]\b",
    re.IGNORECASE,
)
MAX_NARRATION = 64 * 1024


class Facts:
    """The facts of one bundle. `bundle` is the evidence itself; `now` its clock (or the newest instant in it)."""

    def __init__(self, bundle: Bundle) -> None:
        self.bundle = bundle

    # ------------------------------------------------------------------ when
    @cached_property
    def now(self) -> float | None:
        """The clock of the machine where the evidence was collected."""
        known = [exchange.at for exchange in self.bundle.exchanges if exchange.at is not None]
        return self.bundle.now if self.bundle.now is not None else max(known, default=None)

    @cached_property
    def log(self) -> tuple[tuple[float | None, str], ...]:
        """The log lines with their instants where they have one."""
        return tuple((log_time(line), line) for line in self.bundle.log)

    def logged(self, pattern: str) -> tuple[float | None, str] | None:
        """The first log line in which a pattern occurs (case does not count)."""
        for moment, line in self.log:
            if compiled(pattern, re.IGNORECASE).search(line):
                return moment, line
        return None

    @cached_property
    def log_words(self) -> str:
        """What the log says of refusals, in lower case: the lines that speak of an error."""
        return "\n".join(line for _, line in self.log if _ERROR_LINE.search(line))[:16_000].lower()

    def told(self, pattern: str) -> bool:
        """Whether a pattern (lower case) occurs in what the refusing side said, or wrote into the log."""
        return self.says(pattern) or (bool(self.log_words) and compiled(pattern).search(self.log_words) is not None)

    @cached_property
    def server_ahead(self) -> float | None:
        """Seconds by which the server's clock (Date header) is ahead of the client's, from the last exchange with both."""
        for exchange in reversed(self.bundle.exchanges):
            date = exchange.response.date
            if date is not None and exchange.at is not None and exchange.seen_by in {"client", "browser", ""}:
                return date - exchange.at
        return None

    # ------------------------------------------------------------------ what was said, and what came of it

    @cached_property
    def complaint(self) -> Complaint:
        """What the refusing side said."""
        return gather_complaint(self.bundle)

    @cached_property
    def topics(self) -> frozenset[str]:
        """What the refusal says that it is about."""
        from assay.diagnosis.topics import topics_of

        return topics_of(self.complaint.text)

    @cached_property
    def with_the_log(self) -> Facts | None:
        """The same evidence, with what the log says of refusals heard as if it had been told; None where that adds nothing."""
        if not self.bundle.log or not self.symptom or self.complaint.heard:
            return None
        louder = Facts(self.bundle)
        louder.complaint = gather_complaint(self.bundle, hear_log=True)
        if not louder.complaint.heard:
            return None
        for name in ("now", "log", "log_words", "narration", "tokens", "token", "pems", "laboratory", "configured"):
            if name in self.__dict__:  # what nobody's words change
                louder.__dict__[name] = self.__dict__[name]
        return louder

    def says(self, pattern: str) -> bool:
        """Whether a pattern (lower case) occurs in what the refusing side said."""
        return self.complaint.says(pattern)

    @cached_property
    def narration(self) -> str:
        """What a person or a program tells, in lower case: symptom, command, software, log."""
        bundle = self.bundle
        return "\n".join((bundle.symptom, bundle.command, bundle.software, *bundle.log))[:MAX_NARRATION].lower()

    def narrates(self, pattern: str) -> bool:
        """Whether a pattern (lower case) occurs in what a person or a program tells."""
        return self.narrated(pattern) is not None

    def narrated(self, pattern: str) -> re.Match[str] | None:
        """The first match of a pattern (lower case) in what is told; an empty pattern matches nothing."""
        return compiled(pattern).search(self.narration) if pattern and self.narration else None

    @cached_property
    def code(self) -> str:
        """What files, settings and the command hold, in lower case: code and configuration."""
        from assay.diagnosis.facts.configured import code_in

        return code_in(self.bundle)[:MAX_NARRATION].lower()

    @property
    def symptom(self) -> str:
        """The text that the person saw."""
        return self.bundle.symptom

    @property
    def exchanges(self) -> tuple[Exchange, ...]:
        """The HTTP exchanges, oldest first."""
        return self.bundle.exchanges

    @cached_property
    def failing(self) -> Exchange | None:
        """The last refused exchange, preferably as the client saw it; None when nothing that came last was refused."""
        refused = [exchange for exchange in self.exchanges if exchange.refused]
        by_client = [exchange for exchange in refused if exchange.seen_by not in {"server", "proxy"}]
        return next(reversed(by_client or refused), None)

    @cached_property
    def observed(self) -> Literal["refused", "accepted", "unknown"]:
        """What the last exchange that tried the credential came to."""
        return outcome_of(self)

    @property
    def complained_of(self) -> bool:
        """Whether a program was heard to refuse something, or a recorded answer refuses."""
        return self.complaint.technical or self.observed == "refused"

    @cached_property
    def recovered(self) -> bool:
        """Whether every refusal was answered or another's, and nobody complains of more than that it was seen."""
        return every_refusal_was_met(self)

    # ------------------------------------------------------------------ the token
    @cached_property
    def token(self) -> TokenForm | None:
        """The token that the evidence is about."""
        if self.bundle.token:
            return TokenForm(self.bundle.token, "the credential")
        return next(iter(self.tokens), None)

    @cached_property
    def tokens(self) -> tuple[TokenForm, ...]:
        """Tokens in the order of their weight: the refused request's, other requests', answered ones, those at rest."""
        from assay.diagnosis.facts.carried_tokens import tokens_of

        return tokens_of(self)

    @cached_property
    def printed_headers(self) -> tuple[TokenForm, ...]:
        """What logs and texts show of Authorization headers; tokens in them may be cut by whoever printed them."""
        from assay.diagnosis.facts.carried_tokens import headers_printed_in

        return headers_printed_in(self)

    @cached_property
    def about_aws_alone(self) -> bool:
        """Whether only AWS's own credentials are in question: the refusal is AWS's, with no token, issuer or client."""
        bundle = self.bundle
        if bundle.token or bundle.verifier.mapping or bundle.client.mapping or bundle.issuer.mapping:
            return False
        return (
            self.aws.speaks
            and self.token is None
            and not self.says(r"oidc|openid|\bjwt|webidentity|identity ?token|\b[ehr]s(?:256|384|512)\b")
        )

    @property
    def claims_of_token(self) -> bool:
        """Whether there is a token whose claims can be read."""
        return self.token is not None and bool(self.token.claims.mapping)

    @cached_property
    def self_signed(self) -> bool:
        """Whether the token is one that its holder signed: an assertion or proof, by its use, its place or its claims."""
        token = self.token
        if token is None or not self.claims_of_token:
            return False
        if self.bundle.use in {"client_assertion", "dpop_proof"} or token.place in {
            "the parameter client_assertion",
            "the parameter assertion",
        }:
            return True
        return bool(token.issuer) and token.issuer == token.claims["sub"].text and not token.scopes

    # ------------------------------------------------------------------ what the verifier expects
    @property
    def expected_issuer(self) -> str:
        """The verifier's issuer."""
        return self.bundle.verifier["issuer"].text

    @property
    def expected_audience(self) -> tuple[str, ...]:
        """The verifier's audience(s)."""
        return self.bundle.verifier["audience"].texts

    @property
    def algorithms(self) -> tuple[str, ...]:
        """The verifier's algorithms."""
        return self.bundle.verifier["algorithms"].texts

    @property
    def leeway(self) -> float:
        """The verifier's leeway in seconds."""
        return self.bundle.verifier["leeway_seconds"].number or 0.0

    @cached_property
    def configured(self) -> tuple[tuple[str, str, str], ...]:
        """(place, name, value) of what settings, variables and files configure."""
        if not (self.bundle.settings.raw or self.bundle.environment or self.bundle.files):
            return ()
        from assay.diagnosis.facts.configured import configured_pairs

        return configured_pairs(self.bundle)

    @cached_property
    def parties(self) -> Parties:
        """Which issuer and audience were expected and seen."""
        from assay.diagnosis.facts.parties import gather_parties

        return gather_parties(self)

    # ------------------------------------------------------------------ keys, loaded when a cause needs them
    @cached_property
    def pems(self) -> tuple[tuple[PemText, ...], tuple[WrappedPem, ...]]:
        """PEM texts found anywhere, and those that are base64-encoded once more."""
        bundle = self.bundle
        if not (bundle.verifier.has("key") or bundle.settings.raw or bundle.environment or bundle.files):
            return (), ()
        from assay.diagnosis.facts.keys import pem_texts

        return pem_texts(self.bundle)

    @cached_property
    def laboratory(self) -> LaboratoryReport:
        """How the token's signature fares under the keys at hand."""
        from assay.diagnosis.laboratory_report import LaboratoryReport

        if self.token is None or (self.token.masked and not self.bundle.redacted.mapping):
            return LaboratoryReport("untried")
        if self.bundle.redacted.mapping:
            return LaboratoryReport.read(self.bundle.redacted["signature"])
        at_hand = self.bundle.verifier["key"].mapping or self.secrets or self.bundle.issuer["jwks"].has("keys")
        if not at_hand and not any(one.succeeded and one.response.json.has("keys") for one in self.exchanges):
            return LaboratoryReport("untried")  # and what tries signatures is not even loaded
        from assay.diagnosis.laboratory import examine_evidence

        return examine_evidence(self.bundle, self.token, tuple(self.secrets))

    @cached_property
    def secrets(self) -> list[tuple[str, str]]:
        """What is named as a secret for signatures, with its value."""
        from assay.diagnosis.facts.configured import secrets_in

        return secrets_in(self.configured)

    # ------------------------------------------------------------------ the families
    @cached_property
    def aws(self) -> AwsFacts:
        """Signed requests, credential sources and error codes of AWS."""
        from assay.diagnosis.facts.aws import AwsFacts

        return AwsFacts(self)

    @cached_property
    def oauth(self) -> OAuthFacts:
        """Authorization and token requests, and what they were answered."""
        from assay.diagnosis.facts.oauth import OAuthFacts

        return OAuthFacts(self)

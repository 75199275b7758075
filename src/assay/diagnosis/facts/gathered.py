"""Everything that the causes look at, gathered from one bundle, each fact once and only when somebody asks."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from assay.diagnosis.bundle import Bundle
from assay.diagnosis.facts.complaint import Complaint, gather_complaint
from assay.diagnosis.facts.http import Exchange
from assay.diagnosis.facts.instants import parse_instant
from assay.diagnosis.facts.token_form import TokenForm, tokens_in
from assay.diagnosis.json_view import leaves

if TYPE_CHECKING:
    from assay.diagnosis.facts.aws import AwsFacts
    from assay.diagnosis.facts.keys import PemText, WrappedPem
    from assay.diagnosis.facts.oauth import OAuthFacts
    from assay.diagnosis.facts.parties import Parties
    from assay.diagnosis.laboratory_report import LaboratoryReport

_TOKEN_HEADERS = ("authorization", "x-jwt-assertion", "x-amzn-oidc-data", "cf-access-jwt-assertion", "x-access-token")
_METADATA = re.compile(r"/\.well-known/|/jwks|/certs$|/discovery/|/keys$|/publickeys", re.IGNORECASE)
_NEVER_ENDS = r"(?i)never expires?|(?:does not|doesn't|do not|don't) expire|still (?:accepted|valid|works)"
_LOG_TIME = re.compile(r"^\W?(\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d+)?(?:Z|[+-]\d\d:?\d\d)?)")


class Facts:
    """The facts of one bundle. `bundle` is the evidence itself; `now` its clock (or the newest instant in it)."""

    def __init__(self, bundle: Bundle) -> None:
        self.bundle = bundle

    # ------------------------------------------------------------------ when
    @cached_property
    def now(self) -> float | None:
        """The clock of the machine where the evidence was collected."""
        if self.bundle.now is not None:
            return self.bundle.now
        known = [exchange.at for exchange in self.bundle.exchanges if exchange.at is not None]
        return max(known, default=None)

    @cached_property
    def log(self) -> tuple[tuple[float | None, str], ...]:
        """The log lines with their instants where they have one."""
        lines = []
        for line in self.bundle.log:
            match = _LOG_TIME.match(line)
            moment = parse_instant(match.group(1).replace(",", ".").replace(" ", "T")) if match else None
            lines.append((moment, line))
        return tuple(lines)

    def logged(self, pattern: str) -> tuple[float | None, str] | None:
        """The first log line in which a pattern occurs (case does not count)."""
        for moment, line in self.log:
            if re.search(pattern, line, re.IGNORECASE):
                return moment, line
        return None

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

    def says(self, pattern: str) -> bool:
        """Whether a pattern (lower case) occurs in what the refusing side said."""
        return self.complaint.says(pattern)

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
        found = by_client or refused
        return found[-1] if found else None

    @cached_property
    def observed(self) -> Literal["refused", "accepted", "unknown"]:
        """What the last exchange that tried the credential came to."""
        if self.recovered:
            return "accepted"
        refused_before = self.complaint.technical and any(exchange.refused for exchange in self.exchanges)
        for exchange in reversed(self.exchanges):
            # A person who reports an error is not answered by a later success: it may fail in turn.
            if exchange.refused or refused_before:
                return "refused"
            if exchange.succeeded and not (
                exchange.request.method in {"", "GET"} and _METADATA.search(exchange.request.url)
            ):
                issuing = exchange.response.json.has("access_token") or exchange.response.json.has("id_token")
                # That STS knows the credentials says nothing of the call that was refused.
                only_known = exchange.request.form.get("Action") == "GetCallerIdentity"
                return "unknown" if (issuing or only_known) and self.complaint.technical else "accepted"
            if exchange.response.status in {301, 302, 303, 307, 308}:
                return "unknown" if self.complaint.technical else "accepted"
        return "accepted" if not self.exchanges and re.search(_NEVER_ENDS, self.symptom) else "unknown"

    @cached_property
    def recovered(self) -> bool:
        """Whether every refusal was a step of the protocol that the client answered, and nobody complains of more than it.

        A challenge (401 with WWW-Authenticate, a nonce that is asked for, a token that had expired) and then, at the same
        host and with another credential, success.
        """
        refusals = [exchange for exchange in self.exchanges if exchange.refused]
        if not refusals or not self.exchanges[-1].succeeded or self.complaint.says_more:
            return False
        return all(
            exchange.challenges
            and any(
                later.succeeded
                and later.request.host == exchange.request.host
                and _credential_of(later) != _credential_of(exchange)
                for later in self.exchanges[place + 1 :]
            )
            for place, exchange in enumerate(self.exchanges)
            if exchange.refused
        )

    @cached_property
    def only_issued(self) -> bool:
        """Whether the last success was the issuing of a token, which no receiver has looked at yet."""
        return bool(self.exchanges) and self.exchanges[-1] in self.oauth.issuing

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
        found: list[TokenForm] = []
        if self.failing is not None:
            found += _sent(self.failing)
            if self.failing in self.oauth.token_requests:
                return tuple(found)  # what is refused is the request for a token: no token of before is its subject
        for exchange in reversed(self.exchanges):
            found += _sent(exchange)
        for exchange in reversed(self.exchanges):
            body = exchange.response.json
            names = (
                ("access_token", "id_token", "AccessToken")
                if self.bundle.use != "id_token"
                else ("id_token", "access_token")
            )
            found += [TokenForm(body[name].text, f"{name} of a response") for name in names if body[name].text]
        found += self._at_rest()
        if not found and not (self.complaint.text and self.aws.refused_signature_of_its_own):
            from assay.diagnosis.facts.printed_claims import printed_token

            printed = printed_token(self.bundle)
            if printed is not None:
                return (printed,)
        return tuple({form.carried: form for form in reversed(found)}.values())[::-1]

    def _at_rest(self) -> list[TokenForm]:
        if self.complaint.text and self.aws.refused_signature_of_its_own:
            return []  # AWS refused a signature: a token that lies around has no part in it
        found = [
            TokenForm(value, f"variable {name}")
            for name, value in self.bundle.environment.items()
            if re.search(rf"[$%{{]{re.escape(name)}\b", self.bundle.command) and "eyJ" in value
        ]
        found += [
            TokenForm(value, f"setting {name}")
            for name, value in leaves(self.bundle.settings.raw)
            if isinstance(value, str) and "eyJ" in value[:40] and "." in value
        ]
        for name, raw in self.bundle.files.items():
            text = raw[:200_000].decode("utf-8", "replace")
            if text.strip()[:4].strip("\"'").startswith("eyJ"):
                found.append(TokenForm(text, f"file {name}"))
            else:
                found += tokens_in(text, f"file {name}")
        found += tokens_in(self.symptom, "the error text")
        return found

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

        if self.token is None:
            return LaboratoryReport("untried")
        if self.bundle.redacted.mapping:
            return LaboratoryReport.read(self.bundle.redacted["signature"])
        if not (self.bundle.verifier["key"].mapping or self.secrets or self.bundle.issuer["jwks"].has("keys")):
            return LaboratoryReport("untried")  # and what tries signatures is not even loaded
        from assay.diagnosis.laboratory import examine_evidence

        return examine_evidence(self.bundle, self.token, tuple(self.secrets))

    @cached_property
    def secrets(self) -> list[tuple[str, str]]:
        """Settings and variables whose name says that they are a secret for signatures, with their values."""
        name_says = re.compile(r"secret|signing|jwt.*key|hmac", re.IGNORECASE)
        found = [
            (f"setting {name}", value)
            for name, value in leaves(self.bundle.settings.raw)
            if isinstance(value, str) and name_says.search(name)
        ]
        found += [
            (f"variable {name}", value)
            for name, value in self.bundle.environment.items()
            if name_says.search(name) and not name.startswith("AWS_")
        ]
        found += [
            (f"{name} of {place}", value)
            for place, name, value in self.configured
            if place.startswith("file ") and name_says.search(name) and len(value) >= 4 and _is_value(name, value)
        ]
        return found

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


def _is_value(name: str, value: str) -> bool:
    from assay.diagnosis.facts.configured import CODE

    return not CODE.search(value) and "aws" not in name.lower()


def _credential_of(exchange: Exchange) -> tuple[str, ...]:
    """What an exchange proves itself with; the scheme word does not count."""
    headers = exchange.request.all("authorization") + exchange.request.all("dpop")
    return tuple(value.partition(" ")[2] or value for value in headers)


def _sent(exchange: Exchange) -> list[TokenForm]:
    foreign = ("AWS4-", "Basic ", "basic ", "AWS ")
    found = [
        TokenForm(value, f"the {name} header")
        for name in _TOKEN_HEADERS
        for value in exchange.request.all(name)
        if value and not value.startswith(foreign)
    ]
    sent = exchange.request.form | exchange.request.query
    names = (
        "client_assertion",
        "assertion",
        "client_secret",
        "WebIdentityToken",
        "access_token",
        "id_token",
        "token",
        "jwt",
    )
    found += [
        TokenForm(sent[name], f"the parameter {name}") for name in names if sent.get(name, "").count(".") in {2, 4}
    ]
    if exchange.request.body.lstrip()[:1] == "{":
        found += [
            TokenForm(value, "the request's body")
            for _, value in leaves(exchange.request.json.raw)
            if isinstance(value, str) and value.startswith("eyJ") and value.count(".") in {2, 4}
        ]
    return found

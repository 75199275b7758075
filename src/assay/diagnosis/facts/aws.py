"""What the evidence shows of AWS: signed requests, error codes in every dialect, and where credentials stand."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING

from assay.diagnosis.facts.aws_endpoint import configured_endpoint
from assay.diagnosis.facts.aws_handed_out import handed_out
from assay.diagnosis.facts.aws_hosts import REGION, is_aws_host, is_local_host
from assay.diagnosis.facts.aws_key_id import account_of_key_id
from assay.diagnosis.facts.aws_printed_files import printed_files
from assay.diagnosis.facts.aws_profile_asked import profile_asked
from assay.diagnosis.facts.aws_relevance import has_spoken, is_concerned, is_spoken_of
from assay.diagnosis.facts.aws_request import XML_CODE, AwsRequest, Echo, aws_request, read_echo
from assay.diagnosis.facts.aws_sources import AwsSource, gather_sources, ini_files
from assay.diagnosis.facts.aws_told_sources import told_sources
from assay.diagnosis.facts.aws_wordings import CODE_IN_TEXT, PHRASES
from assay.diagnosis.facts.configured import word_named
from assay.diagnosis.facts.http import host_of
from assay.diagnosis.facts.ini_file import IniFile, read_ini, same_place
from assay.diagnosis.facts.quoting import quoted_id

if TYPE_CHECKING:
    from assay.diagnosis.facts.gathered import Facts

KEY_ID = re.compile(r"^(?:AKIA|ASIA)[A-Z0-9]{12,17}$")
INVALID_TOKEN = frozenset({"invalidclienttokenid", "unrecognizedclientexception", "unrecognizedclient"})
_AROUND = "\"' \t\r\n"
EXPIRED = frozenset({"expiredtoken", "expiredtokenexception", "requestexpired"})


class AwsFacts:
    """The AWS side of the facts."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self.bundle = facts.bundle

    # ------------------------------------------------------------------ requests
    @cached_property
    def requests(self) -> tuple[AwsRequest, ...]:
        """The requests that are signed, or go to AWS, oldest first."""
        return tuple(found for exchange in self.facts.exchanges if (found := aws_request(exchange)) is not None)

    @cached_property
    def failing(self) -> AwsRequest | None:
        """The last refused one."""
        refused = [request for request in self.requests if request.exchange.refused]
        return refused[-1] if refused else None

    @cached_property
    def granted(self) -> tuple[AwsRequest, ...]:
        """Those that were granted."""
        return tuple(request for request in self.requests if request.exchange.succeeded and request.signed)

    # ------------------------------------------------------------------ what AWS said
    @cached_property
    def codes(self) -> frozenset[str]:
        """Every AWS error code that occurs, lower case, whatever the dialect."""
        return frozenset(code.lower() for code in self._codes())

    def _codes(self) -> list[str]:
        found = CODE_IN_TEXT.findall("\n".join((self.facts.symptom, *self.facts.complaint.heard)))
        exchange = self.failing.exchange if self.failing else self.facts.failing
        if exchange is not None:
            body = exchange.response.body[:20_000]
            found += XML_CODE.findall(body)
            view = exchange.response.json
            for name in ("__type", "code", "Code", "error", "type"):
                found += re.findall(r"([A-Za-z]+)$", view[name].text)
            found += re.findall(r"^([A-Za-z]+)", exchange.response.header("x-amzn-errortype") or "")
            found += CODE_IN_TEXT.findall(body)
        text = self.facts.complaint.text
        for phrase, code in PHRASES:
            if phrase in text:
                found.append(code)
        return found

    def said(self, *codes: str) -> bool:
        """Whether one of these codes (lower case) occurs."""
        return not self.codes.isdisjoint(codes)

    @property
    def said_invalid(self) -> bool:
        """The flagship sentence, in any of its codes."""
        return not self.codes.isdisjoint(INVALID_TOKEN)

    @property
    def said_expired(self) -> bool:
        """An expired session, in any of its codes."""
        return not self.codes.isdisjoint(EXPIRED)

    @property
    def said_signature(self) -> bool:
        """A signature that does not match."""
        return self.said("signaturedoesnotmatch", "invalidsignatureexception")

    # ------------------------------------------------------------------ where credentials stand
    @cached_property
    def files(self) -> tuple[IniFile, ...]:
        """The files in the form of ~/.aws/credentials and ~/.aws/config, at hand or printed in a log."""
        return ini_files(self.bundle) + tuple(read_ini(*one) for one in printed_files(self.bundle).items())

    @cached_property
    def credentials_file(self) -> IniFile | None:
        """The shared credentials file."""
        return self._file("AWS_SHARED_CREDENTIALS_FILE", ".aws/credentials")

    @cached_property
    def config_file(self) -> IniFile | None:
        """The config file."""
        return self._file("AWS_CONFIG_FILE", ".aws/config")

    def _file(self, variable: str, ending: str) -> IniFile | None:
        named = self.bundle.environment.get(variable, "")
        for file in self.files:
            if named and same_place(file.place, named):
                return file
        for file in self.files:
            if file.place.replace("\\", "/").endswith(ending):
                return file
        return None

    @cached_property
    def sources(self) -> tuple[AwsSource, ...]:
        """Every place that holds a key id, secret or session token, in the order in which SDKs look."""
        return (*gather_sources(self.bundle, self.files), *told_sources(self.bundle))

    @cached_property
    def handed_out(self) -> tuple[AwsSource, ...]:
        """What answers in the evidence handed out, oldest first."""
        return tuple(source for exchange in self.facts.exchanges for source in handed_out(exchange))

    @cached_property
    def profile(self) -> str:
        """The profile that was asked for; empty when none was named."""
        asked = profile_asked(self.bundle.command, self.bundle.environment, self.files)
        return asked or word_named(self.facts.configured, "AWS_PROFILE")

    @cached_property
    def environment(self) -> AwsSource | None:
        """The credentials of the environment variables, when any of them is set (an empty one counts)."""
        return next((source for source in self.sources if source.kind == "environment"), None)

    @cached_property
    def used(self) -> AwsSource | None:
        """The source whose key id was sent; without a request, the one that an SDK would take."""
        sent = self.key_id_sent
        if sent:
            mine = (one for one in self.sources if sent.strip() and (one.key_id or "").strip() == sent.strip())
            return next(mine, None)
        if (
            self.environment is not None
            and (self.environment.key_id or self.environment.secret)
            and not self._profile_in_command
        ):
            return self.environment
        wanted = self.profile or "default"
        for source in self.sources:
            if source.kind == "profile" and source.name == wanted:
                return source
        others = [source for source in self.sources if source.kind not in {"environment", "profile"}]
        if others:
            return others[0]
        profiles = [source for source in self.sources if source.kind == "profile"]
        return profiles[0] if len(profiles) == 1 and not self.profile else None

    @property
    def _profile_in_command(self) -> bool:
        return "--profile" in self.bundle.command

    @cached_property
    def key_id_sent(self) -> str | None:
        """The key id of the refused request, exactly as signed; None when neither the request nor an echo of it is known."""
        if self.failing is not None and self.failing.signed:
            return self.failing.key_id
        if self.failing is None and self.granted:
            return self.granted[-1].key_id
        return self.echo.key_id if self.echo is not None else None

    @cached_property
    def echo(self) -> Echo | None:
        """What the error text repeats of the signed request, or else the client's log of what it signed last."""
        told = read_echo(self.facts.symptom)
        if told is not None or self.requests:
            return told
        shown = (read_echo(line) for line in reversed(self.bundle.log) if "Credential=" in line)
        return next((echo for echo in shown if echo is not None), None)

    @cached_property
    def key_id(self) -> str:
        """The key id in use: the one that was sent, or that of the source in use."""
        if self.key_id_sent is not None:
            return self.key_id_sent
        return (self.used.key_id or "") if self.used else ""

    @property
    def is_session(self) -> bool:
        """Whether the key id is that of a temporary session."""
        return self.key_id.strip(_AROUND).startswith("ASIA")

    @property
    def is_permanent(self) -> bool:
        """Whether the key id is that of a permanent key."""
        return self.key_id.strip(_AROUND).startswith("AKIA")

    @cached_property
    def session_token(self) -> str | None:
        """The session token that was sent (or stands beside the key in use); None when there is none."""
        if self.failing is not None and self.failing.signed:
            return self.failing.session_token
        return self.used.token if self.used else None

    # ------------------------------------------------------------------ where the call went
    @cached_property
    def host(self) -> str:
        """The host of the refused request; else one that the configuration names."""
        if self.failing is not None:
            return self.failing.host
        return self.facts.failing.request.host if self.facts.failing else ""

    @cached_property
    def endpoint(self) -> str:
        """An endpoint that the configuration sets by hand; empty for AWS's own."""
        return configured_endpoint(self.bundle)

    @cached_property
    def region(self) -> str:
        """The region that was signed for, or that the host names."""
        if self.failing is not None and self.failing.region:
            return self.failing.region
        if self.failing is None and self.echo is not None and self.echo.region:
            return self.echo.region
        match = REGION.search(self.host)
        return match.group(1) if match else ""

    @property
    def at_aws(self) -> bool:
        """Whether the refused request went to a host of AWS."""
        return is_aws_host(self.host)

    @property
    def local_endpoint(self) -> bool:
        """Whether the call went to a local emulator."""
        if self.host:
            return is_local_host(self.host)
        return is_local_host(host_of(self.endpoint))

    @cached_property
    def configured_regions(self) -> tuple[tuple[str, str], ...]:
        """(place, region) for every region that configuration and role names mention."""
        found: list[tuple[str, str]] = []
        for name, value in self.bundle.environment.items():
            if name in {"AWS_REGION", "AWS_DEFAULT_REGION"} and value:
                found.append((f"variable {name}", value))
        for file in self.files:
            for section, members in file.sections.items():
                if members.get("region"):
                    found.append((f"[{section}] of {file.place}", members["region"].strip()))
        return tuple(found)

    @property
    def refused_signature_of_its_own(self) -> bool:
        """Whether AWS refused credentials of AWS, and neither an issuer's token nor its keys."""
        return self.speaks and not self.facts.says(r"web ?identity|identity ?(?:token|provider|pool)|oidc|jwt")

    @cached_property
    def spoken_of(self) -> bool:
        """Whether requests or words are about AWS, and not only files and variables that lie around."""
        return is_spoken_of(self)

    @cached_property
    def speaks(self) -> bool:
        """Whether the refusal itself is in AWS's words, or in those of its tools."""
        return has_spoken(self)

    @cached_property
    def concerned(self) -> bool:
        """Whether the evidence is about AWS at all."""
        return is_concerned(self)

    @property
    def summary(self) -> str:
        """The credentials in one line, without secret or token."""
        if not self.key_id:
            return "AWS credentials"
        kind = "a session" if self.is_session else "a permanent key" if self.is_permanent else "a key"
        number = account_of_key_id(self.key_id.strip())
        account = f" of account {number}" if number else ""
        place = f", from {self.used.place}" if self.used else ""
        return f"AWS credentials: {kind}{account}, id {quoted_id(self.key_id)}{place}"

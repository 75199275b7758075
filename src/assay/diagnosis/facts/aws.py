"""What the evidence shows of AWS: signed requests, error codes in every dialect, and where credentials stand."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

from assay.diagnosis.facts.aws_sources import AwsSource, gather_sources, ini_files
from assay.diagnosis.facts.http import Exchange
from assay.diagnosis.facts.ini_file import IniFile
from assay.diagnosis.facts.instants import parse_instant
from assay.diagnosis.facts.quoting import quoted

if TYPE_CHECKING:
    from assay.diagnosis.facts.gathered import Facts

OPT_IN_REGIONS = frozenset(
    [
        "af-south-1",
        "ap-east-1",
        "ap-east-2",
        "ap-south-2",
        "ap-southeast-3",
        "ap-southeast-4",
        "ap-southeast-5",
        "ap-southeast-6",
        "ap-southeast-7",
        "ca-west-1",
        "eu-central-2",
        "eu-south-1",
        "eu-south-2",
        "il-central-1",
        "me-central-1",
        "me-south-1",
        "mx-central-1",
    ]
)
_UNSIGNED_BY_DESIGN = ("cognito-idp.", "oidc.", "portal.sso.")
KEY_ID = re.compile(r"^(?:AKIA|ASIA)[A-Z0-9]{12,17}$")
INVALID_TOKEN = frozenset({"invalidclienttokenid", "unrecognizedclientexception", "unrecognizedclient"})
EXPIRED = frozenset({"expiredtoken", "expiredtokenexception", "requestexpired"})
_CODE_IN_TEXT = re.compile(
    r"\b(InvalidClientTokenId|UnrecognizedClientException|SignatureDoesNotMatch|InvalidSignatureException|AuthFailure"
    r"|IncompleteSignature(?:Exception)?|InvalidAccessKeyId|ExpiredToken(?:Exception)?|RequestExpired|RequestTimeTooSkewed"
    r"|MissingAuthenticationToken(?:Exception)?|MissingAuthTokenException|AuthorizationHeaderMalformed|InvalidIdentityToken"
    r"|AccessDenied(?:Exception)?|OptInRequired|InvalidToken|InvalidGrantException|UnauthorizedException|IDPRejectedClaim"
    r"|InvalidArgument|AuthorizationQueryParametersError|ResourceNotFoundException|NotSignedUp|InvalidSecurity)\b"
)
_XML_CODE = re.compile(r"<Code>\s*([A-Za-z.]+)\s*</Code>")
_CREDENTIAL = re.compile(r"Credential=([^,]*)", re.IGNORECASE)
_REGION = re.compile(
    r"\b((?:[a-z]{2}|us-gov|us-iso[a-z]?)-(?:north|south|east|west|central|northeast|southeast|northwest|southwest)-\d)\b"
)
_REGION_PLACE = re.compile(r"(?:region|AWS_REGION|AWS_DEFAULT_REGION|arn:aws[a-z-]*)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class AwsRequest:
    """A request to AWS (or to something that speaks like it). `scope` is key id, date, region, service as signed."""

    exchange: Exchange
    authorization: str
    key_id: str
    date: str
    region: str
    service: str
    session_token: str | None
    signed_at: float | None
    presigned: bool

    @property
    def signed(self) -> bool:
        """Whether it carries a signature at all."""
        return bool(self.authorization) or self.presigned

    @property
    def host(self) -> str:
        """The host that was called."""
        return self.exchange.request.host


class AwsFacts:
    """The AWS side of the facts."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self.bundle = facts.bundle

    # ------------------------------------------------------------------ requests
    @cached_property
    def requests(self) -> tuple[AwsRequest, ...]:
        """The requests that are signed, or go to AWS, oldest first."""
        return tuple(found for exchange in self.facts.exchanges if (found := _request(exchange)) is not None)

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
        found = _CODE_IN_TEXT.findall(self.facts.symptom)
        exchange = self.failing.exchange if self.failing else self.facts.failing
        if exchange is not None:
            body = exchange.response.body[:20_000]
            found += _XML_CODE.findall(body)
            view = exchange.response.json
            for name in ("__type", "code", "Code", "error", "type"):
                found += re.findall(r"([A-Za-z]+)$", view[name].text)
            found += re.findall(r"^([A-Za-z]+)", exchange.response.header("x-amzn-errortype") or "")
            found += _CODE_IN_TEXT.findall(body)
        text = self.facts.complaint.text
        for phrase, code in _PHRASES:
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
        """The files in the form of ~/.aws/credentials and ~/.aws/config."""
        return ini_files(self.bundle)

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
            if named and file.place == named:
                return file
        for file in self.files:
            if file.place.replace("\\", "/").endswith(ending):
                return file
        return None

    @cached_property
    def sources(self) -> tuple[AwsSource, ...]:
        """Every place that holds a key id, secret or session token, in the order in which SDKs look."""
        return gather_sources(self.bundle, self.files)

    @cached_property
    def profile(self) -> str:
        """The profile that was asked for; empty when none was named."""
        named = re.search(r"--profile[ =]([^\s\"']+)", self.bundle.command)
        if named:
            return named.group(1)
        return self.bundle.environment.get("AWS_PROFILE") or self.bundle.environment.get("AWS_DEFAULT_PROFILE", "")

    @cached_property
    def environment(self) -> AwsSource | None:
        """The credentials of the environment variables, when any of them is set (an empty one counts)."""
        return next((source for source in self.sources if source.kind == "environment"), None)

    @cached_property
    def used(self) -> AwsSource | None:
        """The source whose key id was sent; without a request, the one that an SDK would take."""
        sent = self.key_id_sent
        if sent is not None:
            for source in self.sources:
                if source.key_id is not None and source.key_id.strip() == sent.strip() and sent.strip():
                    return source
        if self.failing is not None and sent:
            return None
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
        """The key id of the refused request, exactly as signed; None when no signed request is known."""
        if self.failing is not None and self.failing.signed:
            return self.failing.key_id
        return None

    @cached_property
    def key_id(self) -> str:
        """The key id in use: the one that was sent, or that of the source in use."""
        if self.key_id_sent is not None:
            return self.key_id_sent
        return (self.used.key_id or "") if self.used else ""

    @property
    def is_session(self) -> bool:
        """Whether the key id is that of a temporary session."""
        return self.key_id.strip().startswith("ASIA")

    @property
    def is_permanent(self) -> bool:
        """Whether the key id is that of a permanent key."""
        return self.key_id.strip().startswith("AKIA")

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
        for name, value in self.bundle.environment.items():
            if re.search(r"AWS_ENDPOINT_URL|_ENDPOINT(?:_URL)?$", name) and value:
                return value
        return ""

    @cached_property
    def region(self) -> str:
        """The region that was signed for, or that the host names."""
        if self.failing is not None and self.failing.region:
            return self.failing.region
        match = _REGION.search(self.host)
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
        return bool(re.search(r"//(localhost|127\.|\[::1\]|host\.docker|0\.0\.0\.0)", self.endpoint))

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

    @cached_property
    def concerned(self) -> bool:
        """Whether the evidence is about AWS at all."""
        if self.requests or self.codes & _AWS_ONLY:
            return True
        if any(
            name.startswith(("AWS_ACCESS", "AWS_SECRET", "AWS_SESSION", "AWS_PROFILE"))
            for name in self.bundle.environment
        ):
            return True
        if any(file.place.replace("\\", "/").endswith((".aws/credentials", ".aws/config")) for file in self.files):
            return True
        text = f"{self.bundle.command} {self.bundle.software} {self.facts.symptom}".lower()
        return bool(re.search(r"\baws\b|aws[-_.:]|boto|amazon|dynamodb|\bs3\b", text))

    @property
    def summary(self) -> str:
        """The credentials in one line, without secret or token."""
        if not self.key_id:
            return "AWS credentials"
        kind = "a session" if self.is_session else "a permanent key" if self.is_permanent else "a key"
        place = f" of {self.used.place}" if self.used else ""
        return f"AWS credentials: {kind}, id {quoted(self.key_id)}{place}"


_AWS_ONLY = frozenset(
    {"invalidclienttokenid", "unrecognizedclientexception", "signaturedoesnotmatch", "incompletesignature", "authfailure",
     "incompletesignatureexception", "invalidaccesskeyid", "requesttimetooskewed", "missingauthenticationtokenexception",
     "authorizationheadermalformed", "expiredtokenexception", "invalididentitytoken", "requestexpired", "expiredtoken"}
)  # fmt: skip

# Wordings of SDKs, tools and services that carry no code; lower case.
_PHRASES = (
    ("security token included in the request is invalid", "InvalidClientTokenId"),
    ("security token included in the request is expired", "ExpiredToken"),
    ("the provided token has expired", "ExpiredToken"),
    ("the aws access key id you provided does not exist", "InvalidAccessKeyId"),
    ("access key id you provided does not exist", "InvalidAccessKeyId"),
    ("request signature we calculated does not match", "SignatureDoesNotMatch"),
    ("was not able to validate the provided access credentials", "AuthFailure"),
    ("not a valid key=value pair", "IncompleteSignature"),
    ("missing authentication token", "MissingAuthenticationToken"),
    ("not authorized to perform sts:assumerolewithwebidentity", "AccessDenied"),
    ("no openidconnect provider found", "InvalidIdentityToken"),
    ("request time and the server's time is too large", "RequestTimeTooSkewed"),
    ("signature expired:", "SignatureExpired"),
    ("signature not yet current", "SignatureExpired"),
    ("request has expired", "RequestExpired"),
    ("provided token is malformed or otherwise invalid", "InvalidToken"),
)


def is_aws_host(host: str) -> bool:
    """Whether a host is one of AWS."""
    return host.endswith((".amazonaws.com", ".amazonaws.com.cn", ".api.aws", ".on.aws")) or host == "amazonaws.com"


def is_local_host(host: str) -> bool:
    """Whether a host is this machine or a container beside it."""
    return (
        host in {"localhost", "::1", "host.docker.internal", "localstack", "dynamodb", "dynamodb-local"}
        or host.startswith("127.")
        or host.endswith((".localhost", ".localstack.cloud"))
    )


def partition_of_region(region: str) -> str:
    """The partition of a region."""
    if region.startswith("cn-"):
        return "aws-cn"
    if region.startswith("us-gov-"):
        return "aws-us-gov"
    return "aws-iso" if region.startswith("us-iso") else "aws"


def partition_of_host(host: str) -> str:
    """The partition of a host of AWS; empty for other hosts."""
    if not is_aws_host(host):
        return ""
    if host.endswith(".amazonaws.com.cn"):
        return "aws-cn"
    match = _REGION.search(host)
    return partition_of_region(match.group(1)) if match else "aws"


def regions_in(text: str) -> tuple[str, ...]:
    """Region names in a text, each once."""
    return tuple(dict.fromkeys(_REGION.findall(text)))


def _request(exchange: Exchange) -> AwsRequest | None:
    request = exchange.request
    header = request.header("authorization") or ""
    signed_at = parse_instant(request.header("x-amz-date") or "") or parse_instant(request.header("date") or "")
    if header.startswith(("AWS4-", "AWS ")) or re.search(r"AWS4-HMAC|Credential=", header):
        match = _CREDENTIAL.search(header)
        scope = (match.group(1) if match else header.removeprefix("AWS ").partition(":")[0]).split("/")
        scope += [""] * (5 - len(scope))
        # A key id may hold slashes itself; the scope is counted from its end.
        if len(scope) > 5:
            scope = ["/".join(scope[:-4]), *scope[-4:]]
        return AwsRequest(
            exchange, header, scope[0], scope[1], scope[2], scope[3],
            request.header("x-amz-security-token"), signed_at, presigned=False,
        )  # fmt: skip
    query = parse_qs(request.parts.query, keep_blank_values=True)
    lowered = {name.lower(): values[0] for name, values in query.items()}
    if "x-amz-credential" in lowered or ("awsaccesskeyid" in lowered and "signature" in lowered):
        scope = lowered.get("x-amz-credential", lowered.get("awsaccesskeyid", "")).split("/")
        scope += [""] * (5 - len(scope))
        return AwsRequest(
            exchange, "", scope[0], scope[1], scope[2], scope[3], lowered.get("x-amz-security-token"),
            parse_instant(lowered.get("x-amz-date", "")) or signed_at, presigned=True,
        )  # fmt: skip
    if is_aws_host(request.host) and not request.host.startswith(_UNSIGNED_BY_DESIGN):
        return AwsRequest(exchange, "", "", "", "", "", None, signed_at, presigned=False)
    if request.host.startswith(_UNSIGNED_BY_DESIGN):
        return None
    if exchange.refused and (
        "x-amz-target" in {name.lower() for name, _ in request.headers}
        or _XML_CODE.search(exchange.response.body[:2000])
    ):
        return AwsRequest(exchange, "", "", "", "", "", None, signed_at, presigned=False)
    return None

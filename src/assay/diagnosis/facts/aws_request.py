"""A request to AWS, or to something that speaks like it: who signed it, for what scope and when."""

from __future__ import annotations

import re
from urllib.parse import parse_qs

from assay.diagnosis.facts.aws_hosts import is_aws_host
from assay.diagnosis.facts.http import Exchange
from assay.diagnosis.facts.instants import parse_instant
from assay.record import Record

_UNSIGNED_BY_DESIGN = ("cognito-idp.", "cognito-identity.", "oidc.", "portal.sso.")
_CREDENTIAL = re.compile(r"Credential=([^,]*)", re.IGNORECASE)
_WHOLE_SCOPE = re.compile(r"Credential=(.{0,300}?/\d{8}/[^,]{0,200})", re.IGNORECASE)
"""With what the key id holds of commas."""
_ECHOED_SCOPE = re.compile(r"[Cc]redential=([^\n]{0,400}?)/\d{8}(?:/([\w-]*)/([\w-]*)/aws4_request|(?![\w]))")
_SIGNED_HEADERS = re.compile(r"SignedHeaders=([\w;-]+)")
_ECHOED_ID = re.compile(r"<(?:AWS)?AccessKeyId>([^<]*)</(?:AWS)?AccessKeyId>")
_ESCAPES = {
    "\\n": "\n",
    "\\r": "\r",
    "\\t": "\t",
    "%0A": "\n",
    "%0D": "\r",
    "&#xD;": "\r",
    "&quot;": '"',
    "&lt;": "<",
    "&gt;": ">",
    "&amp;": "&",
}
_ESCAPE = re.compile("|".join(re.escape(escape) for escape in _ESCAPES))
XML_CODE = re.compile(r"<Code>\s*([A-Za-z.]+)\s*</Code>")


class AwsRequest(Record):
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
    def names_token(self) -> bool:
        """Whether it carries a session token, or its signature covers one that the record does not show."""
        return self.session_token is not None or "x-amz-security-token" in self.authorization.lower()

    @property
    def host(self) -> str:
        """The host that was called."""
        return self.exchange.request.host


class Echo(Record):
    """What an error text or a client's log repeats of the request: the key id as it was sent, and the scope where that is told.

    `signed_headers` are the names of the headers that were signed, in lower case; empty where they are not told.
    """

    key_id: str
    region: str = ""
    service: str = ""
    signed_headers: str = ""


def read_echo(text: str) -> Echo | None:
    """The key id that an error text repeats; None where it repeats none. Escapes are read as what they stand for."""
    if "redential" in text:
        scope = _ECHOED_SCOPE.search(text)
        if scope is not None:
            signed = _SIGNED_HEADERS.search(text, scope.end())
            headers = signed.group(1).lower() if signed is not None else ""
            return Echo(_unescaped(scope.group(1)), scope.group(2) or "", scope.group(3) or "", headers)
    if "AccessKeyId>" in text:
        named = _ECHOED_ID.search(text)
        if named is not None:
            return Echo(_unescaped(named.group(1)))
    return None


def _unescaped(text: str) -> str:
    plain = _ESCAPE.sub(lambda match: _ESCAPES[match.group(0)], text)
    return re.sub(r"\\x([0-9a-f]{2})", lambda match: chr(int(match.group(1), 16)), plain)


def aws_request(exchange: Exchange) -> AwsRequest | None:
    """The request of an exchange as AWS reads it, or None when it has nothing to do with AWS."""
    request = exchange.request
    header = request.header("authorization") or ""
    signed_at = parse_instant(request.header("x-amz-date") or "") or parse_instant(request.header("date") or "")
    if header.startswith(("AWS4-", "AWS ")) or re.search(r"AWS4-HMAC|Credential=", header):
        match = _WHOLE_SCOPE.search(header) or _CREDENTIAL.search(header)
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
        # Of version 2 the id stands alone, and a secret in its place may hold slashes.
        scope = lowered["x-amz-credential"].split("/") if "x-amz-credential" in lowered else [lowered["awsaccesskeyid"]]
        scope += [""] * (5 - len(scope))
        if len(scope) > 5:
            scope = ["/".join(scope[:-4]), *scope[-4:]]
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
        or XML_CODE.search(exchange.response.body[:2000])
    ):
        return AwsRequest(exchange, "", "", "", "", "", None, signed_at, presigned=False)
    return None

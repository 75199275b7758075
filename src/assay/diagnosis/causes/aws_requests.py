"""The signed request itself: changed on its way, malformed, or sent to a route that does not exist."""

from __future__ import annotations

import re
from urllib.parse import unquote

from assay.diagnosis.causes.cause import Cause, Sighting, Who, allows, proves, sighted, suggests
from assay.diagnosis.facts.gathered import Facts
from assay.diagnosis.facts.quoting import line_shown, quoted
from assay.diagnosis.json_view import leaves

_SERVER_CANONICAL = re.compile(r"<CanonicalRequest>(.*?)</CanonicalRequest>", re.DOTALL)
_TEXT_CANONICAL = re.compile(
    r"canonical (?:string|request)[^\n]{0,60}(?:should have been|was)\s*'?\n?(.*?)'?(?:\n\n'?\n|\nThe String|$)",
    re.DOTALL | re.IGNORECASE,
)
_CLIENT_CANONICAL = re.compile(r"canonical ?(?:request|string)\W{0,4}\n(.*)", re.DOTALL | re.IGNORECASE)
_UNESCAPED = (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&amp;", "&"), ("&#xD;", ""))


def _changed(facts: Facts) -> Sighting | None:
    aws = facts.aws
    if not aws.said_signature or aws.failing is None:
        return None
    body = aws.failing.exchange.response.body[:50_000]
    server = _SERVER_CANONICAL.search(body) or _TEXT_CANONICAL.search(
        aws.failing.exchange.response.json["message"].text or facts.symptom
    )
    client = next((match.group(1) for _, line in facts.log if (match := _CLIENT_CANONICAL.search(line))), "")
    if server and client:
        theirs = server.group(1)
        for old, new in _UNESCAPED:
            theirs = theirs.replace(old, new)
        for mine, other in zip(client.strip().split("\n"), theirs.strip().split("\n"), strict=False):
            if mine.strip() != other.strip():
                # Where every line differs, the log's may be another request.
                same = sum(a.strip() == b.strip() for a, b in zip(client.split("\n"), theirs.split("\n"), strict=False))
                seen = (f"the client signed the line {quoted(mine)}", f"AWS received {quoted(other)}")
                dated = [re.search(r"x-amz-date:\s*(\S+)", text) for text in (client, theirs)]
                one_path = unquote(mine.strip()) == unquote(other.strip())
                one_request = one_path or (
                    dated[0] is not None and dated[1] is not None and dated[0].group(1) == dated[1].group(1)
                )
                return sighted(*seen, weight=94, sure=one_request and same > 1)
    passed = [one for one in aws.granted if one.key_id == aws.failing.key_id]
    if passed:
        return suggests(f"the same key passes at {quoted(passed[-1].host)}, and this request fails", weight=84)
    proxy = facts.logged(r"proxy|rewrit|normali[sz]|gateway|cdn|strip")
    if proxy:
        return suggests(f"the log says: {line_shown(proxy[1])}", weight=64)
    return allows("the signature does not fit the request as AWS received it", weight=38)


def _malformed(facts: Facts) -> Sighting | None:
    aws = facts.aws
    if not aws.said(
        "authorizationheadermalformed",
        "incompletesignature",
        "incompletesignatureexception",
        "invalidsignatureexception",
        "missingauthenticationtoken",
        "missingauthenticationtokenexception",
        "accessdenied",
        "invalidargument",
        "signaturedoesnotmatch",
    ):
        return None
    header = aws.failing.authorization if aws.failing is not None else ""
    if not header:
        named = re.search(r"Authorization header: ?'?([^'\n]{10,600})", facts.symptom)
        header = named.group(1) if named else ""
    if not header or not re.search(r"AWS4-HMAC|Credential=", header):
        return _built_by_code(facts)
    fault = _fault_of(header)
    cut = re.search(r"\.\.\.|\u2026|\*{3}|<[^<>]*>|\[[^\[\]]*\]", header) is not None  # by whoever reports it
    plain = aws.said_signature and not aws.said("incompletesignature", "authorizationheadermalformed")
    return sighted(fault, weight=90, sure=not (cut or plain)) if fault else None


_PARTS = ("Credential=", "aws4_request", "SignedHeaders=", "Signature=")


def _built_by_code(facts: Facts) -> Sighting | None:
    """Code that writes the header by itself, and never one of the parts that it needs."""
    if not facts.says(r"authorization header|authorizationheadermalformed|incompletesignature|credential"):
        return None
    for name, raw in facts.bundle.files.items():
        text = raw[:100_000].decode("utf-8", "replace")
        built = re.search(r"AWS4-HMAC-SHA256[^\n]{0,40}Credential", text)
        lacking = [part for part in _PARTS if part not in text] if built is not None else []
        if lacking:
            return suggests(f"{name} builds the header, and never writes {quoted(lacking[0])}", weight=84)
    return None


def _fault_of(header: str) -> str:
    """What is wrong with the form of an Authorization header; empty when nothing is."""
    if re.match(r"\s*authorization\s*[:=]", header, re.IGNORECASE):
        return "the header's value begins with its own name"
    if len(re.findall(r"AWS4-HMAC-SHA256", header)) > 1:
        return "the header names its algorithm twice"
    if not header.lstrip().startswith("AWS4-"):
        return f"the header begins with {quoted(header[:16])} instead of the algorithm"
    credential = re.search(r"Credential=([^,\s]*)", header)
    if credential is None:
        return "the header has no Credential"
    scope = credential.group(1).split("/")
    blank_inside = re.search(r"Credential=\s|Credential=[^,]*\s[^,]*/\d{8}/", header)
    if len(scope) < 5 and not blank_inside:
        return f"Credential has {len(scope)} parts where five are wanted: id/date/region/service/aws4_request"
    if not blank_inside and len(scope) >= 5 and (not re.fullmatch(r"\d{8}", scope[-4]) or not all(scope[-3:])):
        return f"the scope in Credential is {quoted('/'.join(scope[-4:]))}; date/region/service/aws4_request is wanted"
    for name in ("SignedHeaders", "Signature"):
        if f"{name}=" not in header:
            return f"the header has no {name}"
        if re.search(rf"{name}=\s*(?:,|$)", header):
            return f"{name} is empty"
    signed = re.search(r"SignedHeaders=([^,\s]+)", header)
    if signed is not None and not {"host", ":authority"} & set(signed.group(1).lower().split(";")):
        return "SignedHeaders does not name host, which every signature has to cover"
    if not re.search(r",\s*SignedHeaders=", header) or not re.search(r",\s*Signature=", header):
        return "the parts of the header are not separated by commas"
    return ""


def _no_route(facts: Facts) -> Sighting | None:
    failing = facts.failing
    if failing is None or ".execute-api." not in failing.request.host:
        return None
    missing = facts.aws.said("missingauthenticationtoken", "missingauthenticationtokenexception")
    parser = facts.aws.said("incompletesignature", "incompletesignatureexception", "accessdenied") and facts.says(
        "key=value pair|authorization header requires|unable to determine service"
    )
    if not missing and not parser and not facts.says("missing authentication token|not a valid key=value"):
        return None
    url = failing.request.url.partition("?")[0]
    header = (failing.request.header("authorization") or "").strip()
    if "AWS4-HMAC" in header and _fault_of(header):
        return None
    same = any(
        e.succeeded and e.request.url.partition("?")[0] == url and failing.request.method in {"", e.request.method}
        for e in facts.exchanges
    )
    if same or any(url in line and re.search(r"->\s*2\d\d", line) for _, line in facts.log):
        return None
    other = [e for e in facts.exchanges if e.succeeded and e.request.host == failing.request.host]
    seen = ["API Gateway says this of a path, method or stage that it does not know"]
    routes = [
        value
        for name, value in leaves(facts.bundle.settings.raw)
        if isinstance(value, str) and re.search(r"route|resource|path|stage", name, re.IGNORECASE)
    ]
    if other:
        return proves(
            *seen,
            f"{quoted(other[-1].request.parts.path)} of the same host is answered, {quoted(failing.request.parts.path)} is not",
            weight=93,
        )
    if header:
        what = "a signature" if header.startswith("AWS4-") else "a token"
        return (
            suggests(*seen, f"the request carries {what}", weight=91)
            if not header.startswith("AWS4-")
            else suggests(*seen, f"the request carries {what}", weight=84)
        )
    if routes:
        return suggests(*seen, f"the known routes are {', '.join(quoted(one) for one in routes[:4])}", weight=88)
    return suggests(*seen, weight=64)


CAUSES = (
    Cause("aws.request_changed_after_signing", Who.PROXY, "The request was changed after it was signed",
          ("Compare both canonical requests, line by line.", "Fix what changes it: path encoding, Content-Length, a proxy that edits headers."),
          "Switch the client's debug log on and compare its canonical request with the one in the answer; call GetCallerIdentity with the same key.", _changed),
    Cause("aws.malformed_authorization_header", Who.CALLER, "The Authorization header is malformed",
          ("Build it as: AWS4-HMAC-SHA256 Credential=ID/DATE/REGION/SERVICE/aws4_request, SignedHeaders=..., Signature=...",),
          "Print the header.", _malformed,
          explains_away=("aws.request_changed_after_signing", "aws.unknown_access_key")),
    Cause("aws.apigw_no_such_route", Who.CALLER, "API Gateway has no such path, method or stage; its words speak of a token",
          ("Correct path, method and stage; deploy the stage.",),
          "Call a route that is known to exist.", _no_route,
          explains_away=("aws.no_credentials_unsigned", "aws.malformed_authorization_header", "jwt.bearer_prefix_in_token")),
)  # fmt: skip

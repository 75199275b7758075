"""A small AWS for tests: checks SigV4 as AWS documents it, answers in the dialect of each service, and can be put wrong.

Five dialects: query XML (STS, IAM), JSON with `__type` (DynamoDB, SSO), S3, EC2, API Gateway. Its clock, its region, the
life of a session and what the account has enabled are set by the test. It signs with nothing of the product's own.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import threading
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import parse_qsl, quote, urlsplit

ACCOUNT = "111122223333"
OPT_IN = frozenset({"eu-south-1", "af-south-1", "ap-east-1", "me-south-1"})
WINDOW = 300
"""Seconds by which a signer's clock may be off."""
XML = "text/xml"
AUTHORIZATION = re.compile(
    r"AWS4-HMAC-SHA256 Credential=(?P<key_id>[^/]*)/(?P<day>\d{8})/(?P<region>[^/]*)/(?P<service>[^/]*)/aws4_request,"
    r" ?SignedHeaders=(?P<names>[^,]*), ?Signature=(?P<signature>[0-9a-f]{64})"
)


@dataclass
class Key:
    """A permanent key, or with `token` that of a session. `version` is the session token's."""

    secret: str
    token: str = ""
    expires: float = float("inf")
    version: int = 2


@dataclass
class Call:
    """One request, taken apart."""

    method: str
    host: str
    path: str
    query: str
    headers: dict[str, str]
    body: bytes
    form: dict[str, str] = field(default_factory=dict)


class Refusal(Exception):
    """A fault that the service finds, by its meaning; the dialect gives code, status and words."""

    def __init__(self, meaning: str, words: str = "", **more: str) -> None:
        super().__init__(meaning)
        self.meaning, self.words, self.more = meaning, words, more


def basic(moment: float) -> str:
    return datetime.fromtimestamp(moment, UTC).strftime("%Y%m%dT%H%M%SZ")


def rfc3339(moment: float) -> str:
    return datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


class AwsService:
    """`with AwsService() as aws:` answers on `aws.url`, as an endpoint and as an HTTP proxy."""

    def __init__(self) -> None:
        self.keys: dict[str, Key] = {}
        self.ahead = 0.0
        self.region: str | None = None
        self.enabled: set[str] = set()
        self.global_version = 1
        self.providers: set[str] = set()
        self.sign_ins: dict[str, float] = {}
        self.exchanges: list[dict[str, Any]] = []
        """What went over the wire, as members of a bundle."""
        self._count = 0
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _answering(self))
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    # ------------------------------------------------------------------ what a test sets
    @property
    def now(self) -> float:
        return time.time() + self.ahead

    def permanent_key(self) -> tuple[str, str]:
        key_id, secret = self._made("AKIA"), self._secret()
        self.keys[key_id] = Key(secret)
        return key_id, secret

    def session(self, lasts: float = 3600, version: int = 2) -> tuple[str, str, str]:
        key_id, secret = self._made("ASIA"), self._secret()
        token = ("IQoJb3JpZ2luX2Vj" if version == 2 else "FwoGZXIvYXdzE") + self._secret().replace("/", "x") * 6
        self.keys[key_id] = Key(secret, token, self.now + lasts, version)
        return key_id, secret, token

    def _made(self, prefix: str) -> str:
        self._count += 1
        digest = hashlib.sha256(f"{prefix}{self._count}".encode()).digest()
        return prefix + "".join("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"[byte % 32] for byte in digest[:16])

    def _secret(self) -> str:
        self._count += 1
        digest = hashlib.sha512(f"secret {self._count}".encode()).digest()
        signs = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789/"
        return "".join(signs[byte % 63] for byte in digest[:19]) + "+" + "".join(signs[b % 63] for b in digest[20:40])

    # ------------------------------------------------------------------ one request
    def answer(self, call: Call) -> tuple[int, dict[str, str], str]:
        unsigned = self._unsigned(call)
        if unsigned is not None:
            return unsigned
        match = AUTHORIZATION.match(call.headers.get("authorization", ""))
        service = match["service"] if match else call.host.split(".")[0]
        try:
            self._judge(call, match)
            assert match is not None
            return self._act(call, service, match["region"])
        except Refusal as refusal:
            return refused(refusal, service, self.now)

    def _judge(self, call: Call, match: re.Match[str] | None) -> None:
        """The order in which AWS looks: there at all, known, of this time, of this region, the session, the signature."""
        if match is None:
            raise Refusal("unsigned")
        key = self.keys.get(match["key_id"])
        token = call.headers.get("x-amz-security-token")
        if key is None:
            raise Refusal("unknown")
        if (key.token and token != key.token) or (not key.token and token is not None):
            raise Refusal("token")
        self._judge_time(call)
        region = match["region"]
        if self.region is not None and region != self.region:
            raise Refusal("region", region, expecting=self.region)
        if region in OPT_IN and (region not in self.enabled or (key.token and key.version == 1)):
            raise Refusal("token")
        if not hmac.compare_digest(match["signature"], _signature(call, match, key.secret)):
            raise Refusal("signature")
        if key.expires <= self.now:
            raise Refusal("expired")

    def _judge_time(self, call: Call) -> None:
        signed = call.headers.get("x-amz-date", "")
        moment = datetime.strptime(signed, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC).timestamp()
        if moment < self.now - WINDOW:
            limit = basic(self.now - WINDOW)
            raise Refusal(
                "skew",
                f"Signature expired: {signed} is now earlier than {limit} ({basic(self.now)} - 5 min.)",
                signed=rfc3339(moment),
            )
        if moment > self.now + WINDOW:
            limit = basic(self.now + WINDOW)
            raise Refusal(
                "skew",
                f"Signature not yet current: {signed} is still later than {limit} ({basic(self.now)} + 5 min.)",
                signed=rfc3339(moment),
            )

    # ------------------------------------------------------------------ what needs no signature
    def _unsigned(self, call: Call) -> tuple[int, dict[str, str], str] | None:
        if call.path == "/federation/credentials":
            if self.sign_ins.get(call.headers.get("x-amz-sso_bearer_token", ""), 0) <= self.now:
                return _json(401, {"message": "Session token not found or invalid"}, "UnauthorizedException")
            key_id, secret, token = self.session()
            made = {"accessKeyId": key_id, "secretAccessKey": secret, "sessionToken": token}
            return _json(200, {"roleCredentials": made | {"expiration": int(self.keys[key_id].expires * 1000)}})
        if call.path == "/client/register":
            ends = int(self.now + 86_400)
            return _json(200, {"clientId": "c", "clientSecret": "s", "clientSecretExpiresAt": ends})
        if call.path == "/device_authorization":
            made = {"deviceCode": "d", "userCode": "AAAA-BBBB", "verificationUri": "https://device.sso.example/"}
            return _json(200, made | {"verificationUriComplete": "https://device.sso.example/?u", "expiresIn": 600})
        if call.path == "/token":
            asked = json.loads(call.body)
            if asked["grantType"] == "refresh_token" and asked.get("refreshToken") != "renews":
                return _json(400, {"error": "invalid_grant"}, "InvalidGrantException")
            self._count += 1
            token = f"sign-in-{self._count}"
            self.sign_ins[token] = self.now + 3600
            made = {"accessToken": token, "tokenType": "Bearer", "expiresIn": 3600, "refreshToken": "renews"}
            return _json(200, made)
        if call.form.get("Action") == "AssumeRoleWithWebIdentity":
            return self._with_web_identity(call)
        return None

    def _with_web_identity(self, call: Call) -> tuple[int, dict[str, str], str]:
        payload = call.form["WebIdentityToken"].split(".")[1]
        issuer = str(json.loads(_unpadded(payload))["iss"])
        if issuer.removeprefix("https://") not in self.providers:
            words = f"No OpenIDConnect provider found in your account for {issuer}"
            return refused(Refusal("web identity", words), "sts", self.now)
        return 200, {"Content-Type": XML}, self._credentials("AssumeRoleWithWebIdentity", 2)

    # ------------------------------------------------------------------ the actions that commands of fixes call
    def _act(self, call: Call, service: str, region: str) -> tuple[int, dict[str, str], str]:
        action = call.form.get("Action", "")
        if action == "GetCallerIdentity":
            inner = f"<Arn>arn:aws:iam::{ACCOUNT}:user/u</Arn><UserId>U</UserId><Account>{ACCOUNT}</Account>"
        elif action == "AssumeRole":
            version = self.global_version if region == "us-east-1" else 2
            return 200, {"Content-Type": XML}, self._credentials(action, version)
        elif action == "CreateOpenIDConnectProvider":
            self.providers.add(call.form["Url"].removeprefix("https://"))
            inner = f"<OpenIDConnectProviderArn>arn:aws:iam::{ACCOUNT}:oidc-provider/p</OpenIDConnectProviderArn>"
        elif action == "SetSecurityTokenServicePreferences":
            self.global_version = {"v1Token": 1, "v2Token": 2}[call.form["GlobalEndpointTokenVersion"]]
            inner = ""
        elif action == "GetAccessKeyInfo":
            inner = f"<Account>{ACCOUNT}</Account>"
        elif service == "account" and call.path == "/enableRegion":
            self.enabled.add(json.loads(call.body)["RegionName"])
            return _json(200, {})
        elif action == "DescribeRegions":
            return 200, {"Content-Type": XML}, "<DescribeRegionsResponse><regionInfo/></DescribeRegionsResponse>"
        elif service == "s3":
            return (
                200,
                {"Content-Type": "application/xml"},
                "<ListAllMyBucketsResult><Buckets/></ListAllMyBucketsResult>",
            )
        elif service == "dynamodb":
            return _json(200, {"TableNames": []})
        elif service == "execute-api":
            return _json(200, {"orders": []})
        else:
            raise AssertionError(f"the tests' AWS has no {service} {call.method} {call.path} {action}")
        return (
            200,
            {"Content-Type": XML},
            f"<{action}Response><{action}Result>{inner}</{action}Result></{action}Response>",
        )

    def _credentials(self, action: str, version: int) -> str:
        key_id, secret, token = self.session(version=version)
        ends = rfc3339(self.keys[key_id].expires)
        return (
            f"<{action}Response><{action}Result><Credentials><AccessKeyId>{key_id}</AccessKeyId>"
            f"<SecretAccessKey>{secret}</SecretAccessKey><SessionToken>{token}</SessionToken>"
            f"<Expiration>{ends}</Expiration></Credentials></{action}Result></{action}Response>"
        )


# ---------------------------------------------------------------------------------------------- dialects

SENTENCE = "The security token included in the request is invalid."
QUERY = {
    "unsigned": (403, "MissingAuthenticationToken", "Request is missing Authentication Token"),
    "unknown": (403, "InvalidClientTokenId", SENTENCE),
    "token": (403, "InvalidClientTokenId", SENTENCE),
    "skew": (403, "SignatureDoesNotMatch", ""),
    "region": (403, "SignatureDoesNotMatch", "Credential should be scoped to a valid region."),
    "signature": (
        403,
        "SignatureDoesNotMatch",
        "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.",
    ),
    "expired": (403, "ExpiredToken", "The security token included in the request is expired"),
    "web identity": (400, "InvalidIdentityToken", ""),
}
JSON = QUERY | {
    "unsigned": (400, "MissingAuthenticationTokenException", "Request is missing Authentication Token"),
    "unknown": (400, "UnrecognizedClientException", SENTENCE),
    "token": (400, "UnrecognizedClientException", SENTENCE),
    "skew": (400, "InvalidSignatureException", ""),
    "region": (400, "InvalidSignatureException", "Credential should be scoped to a valid region, not '{0}'. "),
    "signature": (400, "InvalidSignatureException", QUERY["signature"][2]),
    "expired": (400, "ExpiredTokenException", "The security token included in the request is expired"),
}
GATEWAY = JSON | {
    "unsigned": (403, "MissingAuthenticationTokenException", "Missing Authentication Token"),
    "unknown": (403, "UnrecognizedClientException", SENTENCE),
    "token": (403, "UnrecognizedClientException", SENTENCE),
    "skew": (403, "InvalidSignatureException", ""),
    "region": (403, "InvalidSignatureException", "Credential should be scoped to a valid region, not '{0}'. "),
    "signature": (403, "InvalidSignatureException", QUERY["signature"][2]),
    "expired": (403, "ExpiredTokenException", "The security token included in the request is expired"),
}
S3 = {
    "unsigned": (403, "AccessDenied", "Access Denied"),
    "unknown": (403, "InvalidAccessKeyId", "The AWS Access Key Id you provided does not exist in our records."),
    "token": (400, "InvalidToken", "The provided token is malformed or otherwise invalid."),
    "skew": (403, "RequestTimeTooSkewed", "The difference between the request time and the current time is too large."),
    "region": (
        400,
        "AuthorizationHeaderMalformed",
        "The authorization header is malformed; the region '{0}' is wrong; expecting '{1}'",
    ),
    "signature": (403, "SignatureDoesNotMatch", QUERY["signature"][2]),
    "expired": (400, "ExpiredToken", "The provided token has expired."),
}
_AUTH_FAILURE = (401, "AuthFailure", "AWS was not able to validate the provided access credentials")
EC2 = dict.fromkeys(("unsigned", "unknown", "token", "skew", "region", "signature"), _AUTH_FAILURE) | {
    "expired": (400, "RequestExpired", "Request has expired."),
}


def refused(refusal: Refusal, service: str, now: float) -> tuple[int, dict[str, str], str]:
    """The answer of a service to a fault, as that service writes it."""
    spoken = {"s3": S3, "ec2": EC2, "execute-api": GATEWAY, "dynamodb": JSON, "account": JSON}.get(service, QUERY)
    status, code, words = spoken[refusal.meaning]
    words = words.format(refusal.words, refusal.more.get("expecting")) or refusal.words
    if service in {"dynamodb", "account"}:
        return _json(status, {"__type": f"com.amazon.coral.service#{code}", "message": words}, code)
    if service == "execute-api":
        return _json(status, {"message": words}, code)
    if service == "ec2":
        inner = f"<Errors><Error><Code>{code}</Code><Message>{words}</Message></Error></Errors>"
        return status, {"Content-Type": XML}, f"<Response>{inner}<RequestID>r-1</RequestID></Response>"
    if service == "s3":
        more = f"<Region>{refusal.more['expecting']}</Region>" if "expecting" in refusal.more else ""
        if "signed" in refusal.more:
            more += f"<RequestTime>{refusal.more['signed']}</RequestTime><ServerTime>{rfc3339(now)}</ServerTime>"
            more += "<MaxAllowedSkewMilliseconds>900000</MaxAllowedSkewMilliseconds>"
        return (
            status,
            {"Content-Type": "application/xml"},
            f"<Error><Code>{code}</Code><Message>{words}</Message>{more}</Error>",
        )
    inner = f"<Error><Type>Sender</Type><Code>{code}</Code><Message>{words}</Message></Error>"
    return status, {"Content-Type": XML}, f"<ErrorResponse>{inner}<RequestId>r-1</RequestId></ErrorResponse>"


def _json(status: int, body: Any, code: str = "") -> tuple[int, dict[str, str], str]:
    headers = {"Content-Type": "application/json"} | ({"x-amzn-ErrorType": code} if code else {})
    return status, headers, json.dumps(body)


# ---------------------------------------------------------------------------------------------- signatures


def _signature(call: Call, match: re.Match[str], secret: str) -> str:
    """The SigV4 signature that the call should have (AWS General Reference, "Create a signed AWS API request")."""
    s3 = match["service"] == "s3"
    path = call.path if s3 else quote(call.path, safe="/-_.~")
    query = sorted(
        (quote(n, safe="-_.~"), quote(v, safe="-_.~")) for n, v in parse_qsl(call.query, keep_blank_values=True)
    )
    names = match["names"].split(";")
    payload = call.headers.get("x-amz-content-sha256") if s3 else None
    canonical = "\n".join(
        (
            call.method,
            path or "/",
            "&".join(f"{name}={value}" for name, value in query),
            *(f"{name}:{' '.join(call.headers.get(name, '').split())}" for name in names),
            "",
            match["names"],
            payload or hashlib.sha256(call.body).hexdigest(),
        )
    )
    scope = f"{match['day']}/{match['region']}/{match['service']}/aws4_request"
    digest = hashlib.sha256(canonical.encode()).hexdigest()
    text = f"AWS4-HMAC-SHA256\n{call.headers.get('x-amz-date', '')}\n{scope}\n{digest}"
    key = b"AWS4" + secret.encode()
    for part in scope.split("/"):
        key = hmac.digest(key, part.encode(), "sha256")
    return hmac.digest(key, text.encode(), "sha256").hex()


def recorded(call: Call, at: float, status: int, answers: dict[str, str], text: str, date: str) -> dict[str, Any]:
    """One exchange as the client saw it."""
    query = f"?{call.query}" if call.query else ""
    return {
        "at": rfc3339(at),
        "seen_by": "client",
        "request": {
            "method": call.method,
            "url": f"https://{call.host}{call.path}{query}",
            "headers": [list(pair) for pair in call.headers.items()],
            "body": call.body.decode(),
        },
        "response": {"status": status, "headers": [["Date", date], *map(list, answers.items())], "body": text},
    }


def _unpadded(text: str) -> bytes:
    from base64 import urlsafe_b64decode

    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _answering(service: AwsService) -> type[BaseHTTPRequestHandler]:
    class Answering(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def date_time_string(self, timestamp: float | None = None) -> str:
            return super().date_time_string(service.now if timestamp is None else timestamp)

        def _answer(self) -> None:
            url = urlsplit(self.path)  # absolute when we are asked as a proxy
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            headers = {name.lower(): value for name, value in self.headers.items()}
            form = dict(parse_qsl(body.decode())) if "form-urlencoded" in headers.get("content-type", "") else {}
            call = Call(self.command, headers.get("host", ""), url.path, url.query, headers, body, form)
            status, answers, text = service.answer(call)
            service.exchanges.append(recorded(call, time.time(), status, answers, text, self.date_time_string()))
            self.send_response(status)
            for name, value in {**answers, "Content-Length": str(len(text.encode()))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(text.encode())

        do_GET = do_POST = do_PUT = do_HEAD = _answer

        def log_message(self, *_: Any) -> None:
            pass

    return Answering

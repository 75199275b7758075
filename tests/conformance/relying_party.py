"""A client written from the RFCs: its site with the addresses that the suite uses, and what it asks of a server.

It shares no code with Assay. Signatures are checked with `cryptography` alone.
"""

from __future__ import annotations

import base64
import hashlib
import http.client
import json
import os
import ssl
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from conformance.browser import Browser, Page
from conformance.certificates import Certificates
from conformance.provider import PASSWORD, USERNAME, Provider, Registered

ALIAS = "/test/a/assay"


@dataclass
class Call:
    """A request that reached the client's site."""

    path: str
    method: str
    parameters: dict[str, str]


class Site:
    """The client's site over TLS. `calls` are what it got, in order."""

    def __init__(self, certificates: Certificates) -> None:
        self.calls: list[Call] = []
        self.told = threading.Event()
        outer = self

        class Answering(BaseHTTPRequestHandler):
            def do_GET(self):
                self._answer(urlsplit(self.path).query)

            def do_POST(self):
                self._answer(self.rfile.read(int(self.headers["Content-Length"])).decode())

            def _answer(self, form):
                pairs = parse_qsl(form, keep_blank_values=True)
                assert len(dict(pairs)) == len(pairs), f"a parameter came twice: {pairs}"
                call = Call(urlsplit(self.path).path.removeprefix(ALIAS), self.command, dict(pairs))
                outer.calls.append(call)
                self.send_response(200)
                self.send_header("Content-Type", "text/html")
                self.send_header("Cache-Control", "no-store")
                self.end_headers()
                self.wfile.write(b"<!doctype html><p id=submission_complete>done</p>")
                if call.path == "/backchannel_logout":
                    outer.told.set()

            def log_message(self, *_arguments):
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificates.certificate, certificates.key)
        self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        self.address = f"https://localhost:{self._server.server_port}{ALIAS}"
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def called(self, path: str) -> list[Call]:
        """The requests for an address or one below it; the server's notices come in between whenever they come."""
        return [call for call in self.calls if (call.path + "/").startswith(path + "/")]

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@dataclass
class Answer:
    """An HTTP answer."""

    status: int
    headers: dict[str, str]
    body: bytes

    def json(self) -> Any:
        assert self.headers["content-type"].split(";")[0].strip() == "application/json", self.headers
        return json.loads(self.body)


@dataclass
class Authorized:
    """How an authorization ended: at the callback with its parameters, or on a page of the server."""

    page: Page
    asked: dict[str, str]
    callback: Call | None
    signed_in: bool = False
    consented: bool = False

    @property
    def parameters(self) -> dict[str, str]:
        assert self.callback is not None, f"{self.page.url} ({self.page.status}): {self.page.texts}"
        return self.callback.parameters


@dataclass
class RelyingParty:
    """One client, a person's browser, and how the client proves itself and takes answers."""

    provider: Provider
    site: Site
    authority: Any
    client: Registered
    auth_method: str = "client_secret_basic"
    response_mode: str | None = None
    browser: Browser = field(init=False)
    metadata: dict[str, Any] = field(init=False)

    def __post_init__(self) -> None:
        self.browser = Browser(self.authority)
        self.tls = ssl.create_default_context(cafile=str(self.authority))
        answer = self.send("GET", self.provider.issuer + "/.well-known/openid-configuration")
        assert answer.status == 200
        self.metadata = answer.json()
        assert self.metadata["issuer"] == self.provider.issuer

    # ------------------------------------------------------------ the front channel

    def request(self, **changes: str | None) -> dict[str, str]:
        """An authorization request as the suite makes it; None leaves a parameter out."""
        asked = {
            "client_id": self.client.client_id,
            "redirect_uri": self.site.address + "/callback",
            "scope": "openid",
            "state": _random(),
            "nonce": _random(),
            "response_type": "code",
            "response_mode": self.response_mode,
            **changes,
        }
        return {name: value for name, value in asked.items() if value is not None}

    def authorize(self, *, by_post: bool = False, prompted: bool = True, **changes: str | None) -> Authorized:
        """Send the browser off and drive the pages until it is back, or is on a page that asks for nothing more."""
        return self.authorize_with(self.request(**changes), by_post=by_post, prompted=prompted)

    def authorize_with(self, asked: dict[str, str], *, by_post: bool = False, prompted: bool = True) -> Authorized:
        endpoint, before = self.metadata["authorization_endpoint"], len(self.site.called("/callback"))
        if by_post:
            page = self.browser.post(endpoint, asked, came_from=self.site.address + "/start")
        else:
            separator = "&" if "?" in endpoint else "?"
            page = self.browser.get(endpoint + separator + urlencode(asked), came_from=self.site.address + "/start")
        result = Authorized(page, asked, None)
        while prompted:
            if "login-form" in page.forms:
                assert not result.signed_in, f"asked to sign in twice: {page.texts.get('error-text')}"
                page, result.signed_in = (
                    self.browser.submit(page, "login-submit", username=USERNAME, password=PASSWORD),
                    True,
                )
            elif "consent-form" in page.forms:
                page, result.consented = self.browser.submit(page, "consent-approve"), True
            elif "form-post" in page.forms:
                page = self.browser.submit(page, "form-post-submit")
            else:
                break
        result.page = page
        calls = self.site.called("/callback")[before:]
        assert len(calls) <= 1, calls
        result.callback = calls[0] if calls else None
        if result.callback is not None:
            self._check_callback(result)
        return result

    def _check_callback(self, result: Authorized) -> None:
        assert result.callback is not None
        expected = "POST" if self.response_mode == "form_post" else "GET"
        assert (result.callback.path, result.callback.method) == ("/callback", expected)
        assert result.parameters.get("state") == result.asked.get("state")
        assert result.parameters.get("iss") == self.provider.issuer  # RFC 9207

    # ------------------------------------------------------------ the back channel

    def redeem(self, result: Authorized, **changes: str) -> Answer:
        """The token request with the code of an authorization."""
        assert "error" not in result.parameters, result.parameters
        form = {
            "grant_type": "authorization_code",
            "code": result.parameters["code"],
            "redirect_uri": result.asked["redirect_uri"],
            **changes,
        }
        return self.token_request(form)

    def token_request(self, form: dict[str, str]) -> Answer:
        headers = {}
        if self.auth_method == "client_secret_basic":
            pair = f"{quote(self.client.client_id, safe='')}:{quote(self.client.secret, safe='')}"
            headers["Authorization"] = "Basic " + base64.b64encode(pair.encode()).decode()
        else:
            form = {**form, "client_id": self.client.client_id, "client_secret": self.client.secret}
        answer = self.send("POST", self.metadata["token_endpoint"], form, headers)
        assert "no-store" in answer.headers["cache-control"]
        return answer

    def complete(self, result: Authorized, **changes: str) -> dict[str, Any]:
        """Redeem the code and check everything that comes: the answer's members, and the claims of the ID token."""
        answer = self.redeem(result, **changes)
        tokens = answer.json()
        assert answer.status == 200, tokens
        assert tokens["token_type"].lower() == "bearer"
        assert isinstance(tokens["expires_in"], int)
        tokens["claims"] = self.verified(tokens["id_token"], result.asked, tokens["access_token"])
        return tokens

    def verified(self, id_token: str, asked: dict[str, str], access_token: str | None = None) -> dict[str, Any]:
        """The claims of an ID token (OpenID Connect Core 1.0 section 3.1.3.7)."""
        header, claims = self.verified_signature(id_token)
        assert header.get("typ", "JWT").upper() == "JWT"
        now = self.provider.clock()
        assert claims["iss"] == self.provider.issuer
        assert claims["aud"] in (self.client.client_id, [self.client.client_id])
        assert claims.get("azp", self.client.client_id) == self.client.client_id
        assert isinstance(claims["sub"], str)
        assert 0 < len(claims["sub"]) <= 255
        assert now - 60 < claims["iat"] <= now + 5
        assert claims["exp"] > now
        assert claims.get("nonce") == asked.get("nonce")
        if "max_age" in asked:
            assert now - claims["auth_time"] <= int(asked["max_age"]) + 10
        if access_token is not None and "at_hash" in claims:
            half = hashlib.sha256(access_token.encode()).digest()[:16]
            assert claims["at_hash"] == base64.urlsafe_b64encode(half).rstrip(b"=").decode()
        return claims

    def verified_signature(self, token: str) -> tuple[dict[str, Any], dict[str, Any]]:
        """Header and claims of a JWT that one of the published keys has signed with RS256 (RFC 7515 section 5.2)."""
        head, payload, signature = token.split(".")
        header = json.loads(_octets(head))
        assert header["alg"] == "RS256"
        keys = [key for key in self.keys() if key["kid"] == header["kid"]]
        assert len(keys) == 1, f"the key {header['kid']} is published {len(keys)} times"
        (key,) = keys
        assert (key["kty"], key["use"]) == ("RSA", "sig")
        numbers = rsa.RSAPublicNumbers(_number(key["e"]), _number(key["n"]))
        assert numbers.n.bit_length() >= 2048
        signed = f"{head}.{payload}".encode()
        numbers.public_key().verify(_octets(signature), signed, padding.PKCS1v15(), hashes.SHA256())
        return header, json.loads(_octets(payload))

    def keys(self) -> list[dict[str, Any]]:
        answer = self.send("GET", self.metadata["jwks_uri"])
        assert answer.status == 200
        keys = json.loads(answer.body)["keys"]
        assert not any({"d", "p", "q", "dp", "dq", "qi", "k"} & set(key) for key in keys)
        return keys

    def userinfo(self, access_token: str, how: str = "get") -> Answer:
        endpoint = self.metadata["userinfo_endpoint"]
        if how == "post_body":
            return self.send("POST", endpoint, {"access_token": access_token})
        headers = {"Authorization": f"Bearer {access_token}"}
        return self.send("GET" if how == "get" else "POST", endpoint, None if how == "get" else {}, headers)

    def send(
        self, method: str, url: str, form: dict[str, str] | None = None, headers: dict[str, str] | None = None
    ) -> Answer:
        parts = urlsplit(url)
        assert parts.scheme == "https"
        connection = http.client.HTTPSConnection(parts.hostname or "", parts.port, context=self.tls, timeout=30)
        sent = dict(headers or {})
        body = None
        if form is not None:
            body = urlencode(form)
            sent["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            connection.request(method, parts.path + (f"?{parts.query}" if parts.query else ""), body, sent)
            answer = connection.getresponse()
            return Answer(answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read())
        finally:
            connection.close()


def _random() -> str:
    return base64.urlsafe_b64encode(os.urandom(12)).decode()


def _octets(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _number(text: str) -> int:
    return int.from_bytes(_octets(text), "big")

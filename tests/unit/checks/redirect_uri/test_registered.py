"""Every payload class of the redirect_uri attacks (security bar A070), against what a client has registered."""

from __future__ import annotations

import pytest

from assay.checks.redirect_uri import REGISTERED, is_registered
from assay.decision import Passed, Refused
from assay.reasons import authorization_request as reasons

WEB = "https://client.example/cb"
WITH_QUERY = "https://client.example/cb?a=1&b=2"
NATIVE = "http://127.0.0.1/cb"
NATIVE_6 = "http://[::1]:4000/cb"
LOCALHOST = "http://localhost:3000/cb"
PRIVATE = "com.example.app:/cb"
REGISTERED_URIS = (WEB, WITH_QUERY, NATIVE, NATIVE_6, LOCALHOST, PRIVATE)

REFUSED = {
    "1 scheme downgrade": "http://client.example/cb",
    "2 scheme case": "HTTPS://client.example/cb",
    "3 javascript": "javascript:alert(1)//client.example/cb",
    "4 data": "data:text/html,https://client.example/cb",
    "5 vbscript": "vbscript:msgbox(1)",
    "6 blob": "blob:https://client.example/cb",
    "7 file": "file:///client.example/cb",
    "8 about": "about:blank",
    "9 host case": "https://Client.Example/cb",
    "10 trailing dot": "https://client.example./cb",
    "11 default port added": "https://client.example:443/cb",
    "12 other port": "https://client.example:8443/cb",
    "13 empty port": "https://client.example:/cb",
    "14 subdomain": "https://evil.client.example/cb",
    "15 suffix domain": "https://client.example.evil.test/cb",
    "16 prefix domain": "https://evilclient.example/cb",
    "17 sibling domain": "https://other.example/cb",
    "18 userinfo before @": "https://client.example@evil.test/cb",
    "19 encoded @": "https://client.example%40evil.test/cb",
    "20 userinfo on own host": "https://user:pw@client.example/cb",
    "21 backslash before @": "https://evil.test\\@client.example/cb",
    "22 backslash as slash": "https:\\\\client.example\\cb",
    "23 triple slash": "https:///client.example/cb",
    "24 no slashes": "https:client.example/cb",
    "25 protocol-relative": "//client.example/cb",
    "26 relative path": "/cb",
    "27 fragment": "https://client.example/cb#x",
    "28 empty fragment": "https://client.example/cb#",
    "29 #@ host": "https://evil.test#@client.example/cb",
    "30 ?@ host": "https://evil.test?@client.example/cb",
    "31 query added": "https://client.example/cb?x=1",
    "32 empty query": "https://client.example/cb?",
    "33 query reordered": "https://client.example/cb?b=2&a=1",
    "34 query repeated": "https://client.example/cb?a=1&b=2&a=1",
    "35 response parameters in query": "https://client.example/cb?code=x&state=y",
    "36 path suffix": "https://client.example/cb/evil",
    "37 path prefix": "https://client.example/evil/cb",
    "38 trailing slash": "https://client.example/cb/",
    "39 path case": "https://client.example/CB",
    "40 dot segments": "https://client.example/x/../cb",
    "41 encoded dots": "https://client.example/x/%2e%2e/cb",
    "42 double encoding": "https://client.example/x/%252e%252e/cb",
    "43 encoded slash": "https://client.example%2fcb",
    "44 encoded backslash": "https://client.example/%5ccb",
    "45 path parameter": "https://client.example/cb;x=1",
    "46 ..;/": "https://client.example/x/..;/cb",
    "47 double slash": "https://client.example//cb",
    "48 percent-encoded same character": "https://client.example/%63b",
    "49 open redirector on own host": "https://client.example/redirect?to=https://evil.test",
    "50 tab": "https://client.example/c\tb",
    "51 newline": "https://client.example/cb\n",
    "52 CRLF encoded": "https://client.example/cb%0d%0aLocation:%20https://evil.test",
    "53 NUL": "https://client.example/cb\x00",
    "54 leading blank": " https://client.example/cb",
    "54 trailing blank": "https://client.example/cb ",
    "55 zero-width": "https://client.\u200bexample/cb",
    "56 right-to-left": "https://client.example/\u202ecb",
    "57 soft hyphen": "https://client.exam\u00adple/cb",
    "58 IDN homoglyph": "https://cli\u0435nt.example/cb",
    "59 punycode": "https://xn--clint-f4d.example/cb",
    "60 wide dot": "https://client\uff0eexample/cb",
    "61 ideographic stop": "https://client\u3002example/cb",
    "62 wide slash": "https://client.example\uff0fcb",
    "63 IPv4 decimal": "http://2130706433/cb",
    "63 IPv4 octal": "http://0177.0.0.1/cb",
    "63 IPv4 hex": "http://0x7f.0.0.1/cb",
    "63 IPv4 short": "http://127.1/cb",
    "64 IPv6-mapped": "http://[::ffff:127.0.0.1]/cb",
    "65 IPv6 zone": "http://[::1%25lo]/cb",
    "66 wildcard literal": "https://client.example/*",
    "68 regex dot": "https://clientxexample/cb",
    "69 another client's URI": "https://other-client.example/cb",
    "70 the server's own endpoint": "https://as.example/authorize",
    "71 parameter twice in one value": "https://client.example/cb,https://evil.test/cb",
    "72 very long": "https://client.example/cb" + "a" * 10_000,
    "73 JSON object": '{"uri":"https://client.example/cb"}',
    "75 loopback name instead of the literal": "http://localhost/cb",
    "75 other port on the loopback name": "http://localhost:3001/cb",
    "76 loopback suffix host": "http://127.0.0.1.evil.test/cb",
    "76 loopback userinfo": "http://127.0.0.1:80@evil.test/cb",
    "77 loopback other address": "http://127.0.0.2/cb",
    "77 unspecified address": "http://0.0.0.0/cb",
    "78 loopback scheme": "https://127.0.0.1:5000/cb",
    "79 port 0": "http://127.0.0.1:0/cb",
    "79 port above 65535": "http://127.0.0.1:65536/cb",
    "79 port with a leading zero": "http://127.0.0.1:08080/cb",
    "79 port empty": "http://127.0.0.1:/cb",
    "79 port in other digits": "http://127.0.0.1:\u0661\u0662/cb",
    "80 private scheme case": "COM.example.app:/cb",
    "80 private scheme with slashes": "com.example.app://cb",
    "80 private scheme without dot": "comexampleapp:/cb",
    "81 urn oob": "urn:ietf:wg:oauth:2.0:oob",
    "empty": "",
    "loopback other path": "http://127.0.0.1:5000/cb2",
    "loopback query added": "http://127.0.0.1:5000/cb?x=1",
    "loopback newline": "http://127.0.0.1:5000/cb\n",
    "loopback of the other family's path": "http://[::1]:5000/other",
}

ACCEPTED = {
    "exactly": WEB,
    "exactly, with its query": WITH_QUERY,
    "exactly, on the loopback name": LOCALHOST,
    "exactly, private-use scheme": PRIVATE,
    "74 native loopback port": "http://127.0.0.1:51004/cb",
    "74 native loopback port, IPv6": "http://[::1]:51004/cb",
    "native loopback without the port that is registered": "http://[::1]/cb",
}


@pytest.mark.parametrize("payload", REFUSED.values(), ids=REFUSED.keys())
def test_a_uri_that_is_not_registered_is_refused(payload: str) -> None:
    refused = REGISTERED.run(payload, REGISTERED_URIS)
    assert isinstance(refused, Refused)
    assert refused.reason is reasons.REDIRECT_URI_MISMATCH
    assert not is_registered(payload, REGISTERED_URIS)


@pytest.mark.parametrize("uri", ACCEPTED.values(), ids=ACCEPTED.keys())
def test_a_registered_uri_passes(uri: str) -> None:
    assert isinstance(REGISTERED.run(uri, REGISTERED_URIS), Passed)


def test_a_registered_wildcard_is_a_character_like_any_other() -> None:
    assert not is_registered("https://client.example/evil", ("https://client.example/*",))


def test_the_refusal_names_the_nearest_registered_uri() -> None:
    refused = REGISTERED.run("https://client.example/cb/", REGISTERED_URIS)
    assert isinstance(refused, Refused)
    assert refused.evidence["nearest_registered"] == WEB
    assert refused.evidence["difference"] == "a slash at the end was added"


def test_a_client_without_redirect_uris_is_told_so() -> None:
    refused = REGISTERED.run(WEB, ())
    assert isinstance(refused, Refused)
    assert refused.evidence["nearest_registered"] is None
    assert refused.evidence["difference"] == "the client has no registered redirect URI"

from __future__ import annotations

import pytest

from assay.checks.redirect_uri import registrable
from assay.decision import Passed, Refused
from assay.reasons import registration as reasons

USABLE = [
    "https://client.example/cb",
    "https://client.example",
    "https://client.example:8443/cb?tenant=7",
    "https://xn--mnchen-3ya.example/cb",
    "https://192.0.2.7/cb",
    "https://[2001:db8::7]:8443/cb",
    "http://127.0.0.1/cb",
    "http://127.0.0.1:9000/cb",
    "http://[::1]/cb",
    "http://localhost:8400/demo/callback",
    "com.example.app:/cb",
    "com.example.app://cb",
    "com.example.app:/",
]

UNUSABLE = {
    "": "empty",
    "/cb": "not absolute",
    "//client.example/cb": "not absolute",
    "https:///cb": "host",
    "https:/client.example/cb": "host",
    "https:client.example/cb": "host",
    "http://client.example/cb": "http",
    "http://127.0.0.2/cb": "http",
    "http://localhost.evil.test/cb": "http",
    "HTTPS://client.example/cb": "scheme",
    "javascript:alert(1)": "scheme",
    "data:text/html,x": "scheme",
    "vbscript:x": "scheme",
    "blob:https://client.example/1": "scheme",
    "file:///etc/passwd": "scheme",
    "about:blank": "scheme",
    "urn:ietf:wg:oauth:2.0:oob": "scheme",
    "myapp:/cb": "scheme",
    "Com.Example.App:/cb": "scheme",
    "https://client.example/cb#": "fragment",
    "https://client.example/cb#x": "fragment",
    "https://user@client.example/cb": "user information",
    "https://user:pw@client.example/cb": "user information",
    "https://*.client.example/cb": "wildcard",
    "https://client.example/*": "wildcard",
    "https://client.example./cb": "host",
    "https://client..example/cb": "host",
    "https://client%2eexample/cb": "host",
    "https://2130706433/cb": "host",
    "https://0x7f.0.0.1/cb": "host",
    "https://0177.0.0.1/cb": "host",
    "https://127.1/cb": "host",
    "https://[::1%25lo]/cb": "host",
    "https://[::::]/cb": "host",
    "https://[1.2]/cb": "host",
    "https://client.example:/cb": "port",
    "https://client.example:0/cb": "port",
    "https://client.example:65536/cb": "port",
    "https://client.example/a/../cb": "segments",
    "https://client.example/a/%2e%2e/cb": "segments",
    "https://client.example/./cb": "segments",
    "https://client.example/cb?code=x": "code",
    "https://client.example/cb?a=1&st%61te=x": "state",
    "https://client.example/cb?iss=x": "iss",
    "https://client.example/c b": "character",
    "https://client.example/cb\r\nX: y": "character",
    "https://client.example/%zz": "escape",
    "https://client.example\\cb": "character",
    "https://cli\u0435nt.example/cb": "character",
    "https://client.example/" + "a" * 2000: "characters",
}


@pytest.mark.parametrize("uri", USABLE)
def test_a_complete_and_unambiguous_uri_may_be_registered(uri: str) -> None:
    assert isinstance(registrable(uri), Passed)


@pytest.mark.parametrize(("uri", "word"), UNUSABLE.items(), ids=[uri[:40] for uri in UNUSABLE])
def test_any_other_uri_is_refused_with_its_defect(uri: str, word: str) -> None:
    refused = registrable(uri, "post_logout_redirect_uris")
    assert isinstance(refused, Refused)
    assert refused.reason is reasons.REDIRECT_URI_UNUSABLE
    assert word in str(refused.evidence["defect"])
    assert refused.evidence["member"] == "post_logout_redirect_uris"
    assert refused.evidence["expected"]

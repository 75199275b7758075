"""An opaque token is what its issuer says of it, asked over a real connection on loopback."""

from __future__ import annotations

import asyncio
import json
import threading
from base64 import b64decode
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

import pytest

from assay.decision import Allowed, Refused
from assay.outbound.introspection_endpoint import IntrospectionEndpoint
from assay.verifier import IntrospectionOptions, OpaqueTokenVerifier
from issuing import AUDIENCE, ISSUER, NOW

GOOD = {
    "active": True,
    "iss": ISSUER,
    "aud": AUDIENCE,
    "sub": "user-1",
    "client_id": "c",
    "scope": "read",
    "exp": NOW + 60,
}


class Issuer:
    def __init__(self):
        self.status, self.answer, self.asked = 200, dict(GOOD), []
        outer = self

        class Answering(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                outer.asked.append((dict(self.headers), parse_qs(body)))
                answer = outer.answer if isinstance(outer.answer, bytes) else json.dumps(outer.answer).encode()
                self.send_response(outer.status)
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, *_arguments):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
        self.url = f"http://127.0.0.1:{self.server.server_port}/introspect"
        threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()

    def verifier(self, **changes) -> OpaqueTokenVerifier:
        endpoint = IntrospectionEndpoint(self.url, client_id="api", client_secret="s e:cret%")
        return OpaqueTokenVerifier(**{"issuer": ISSUER, "audience": AUDIENCE, "introspection": endpoint, **changes})


@pytest.fixture
def issuer():
    made = Issuer()
    yield made
    made.server.shutdown()
    made.server.server_close()


def code(answer: object) -> str:
    assert isinstance(answer, Refused), answer
    return answer.reason.code


def test_a_token_that_the_issuer_vouches_for_is_allowed(issuer):
    verified = issuer.verifier().verify("opaque-1", now=NOW)
    assert isinstance(verified, Allowed)
    assert (verified.value.subject, verified.value.scopes) == ("user-1", {"read"})
    headers, form = issuer.asked[0]
    assert form == {"token": ["opaque-1"], "token_type_hint": ["access_token"]}
    assert b64decode(headers["Authorization"].removeprefix("Basic ")) == b"api:s+e%3Acret%25"


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"active": False}, "token.inactive"),
        ({"active": "true"}, "token.inactive"),
        ({"active": 1}, "token.inactive"),
        ({"active": None}, "token.inactive"),
        ({"iss": "https://other.example"}, "token.issuer_mismatch"),
        ({"iss": None}, "allowed"),
        ({"aud": "https://other.example"}, "token.audience_mismatch"),
        ({"aud": None}, "token.claim_missing"),
        ({"exp": NOW}, "token.expired"),
        ({"exp": "soon"}, "token.claim_wrong_type"),
        ({"exp": None}, "allowed"),
        ({"nbf": NOW + 1}, "token.not_yet_valid"),
        ({"sub": 1}, "token.claim_wrong_type"),
        ({"cnf": {"jkt": "x"}}, "sender_constraint.proof_missing"),
    ],
    ids=str,
)
def test_each_member_of_the_answer_counts(issuer, changes, expected):
    issuer.answer = {name: value for name, value in {**GOOD, **changes}.items() if value is not None}
    checked = issuer.verifier()
    answer = checked.verify("opaque-1", now=NOW)
    assert ("allowed" if isinstance(answer, Allowed) else code(answer)) == expected
    examination = checked.examine("opaque-1", now=NOW)
    assert not any(examined.unverified for examined in examination.checks)
    assert [refused.reason for refused in examination.refusals[:1]] == (
        [] if isinstance(answer, Allowed) else [answer.reason]
    )


def test_an_answer_is_kept_for_a_while_and_asked_again_for_time_and_audience(issuer):
    checked = issuer.verifier(options=IntrospectionOptions(keep_seconds=10, kept_answers=4))
    for later in (0, 5, 9.9):
        assert isinstance(checked.verify("opaque-1", now=NOW + later), Allowed)
    assert len(issuer.asked) == 1
    issuer.answer["active"] = False
    assert code(checked.verify("opaque-1", now=NOW + 10)) == "token.inactive"
    issuer.answer = {**GOOD, "exp": NOW + 12}
    assert isinstance(checked.verify("opaque-2", now=NOW + 10), Allowed)
    assert code(checked.verify("opaque-2", now=NOW + 12)) == "token.expired"
    assert len(issuer.asked) == 3
    for number in range(20):
        checked.verify(f"many-{number}", now=NOW)
    assert len(checked._kept) <= 4
    checked.forget_verified_tokens()
    assert not checked._kept


def test_a_refusal_is_not_kept(issuer):
    issuer.answer = {"active": False}
    checked = issuer.verifier()
    assert code(checked.verify("opaque-1", now=NOW)) == "token.inactive"
    issuer.answer = dict(GOOD)
    assert isinstance(checked.verify("opaque-1", now=NOW), Allowed)


def test_a_missing_audience_passes_only_when_that_was_asked_for(issuer):
    del issuer.answer["aud"]
    checked = issuer.verifier(insecure_accept_missing_audience=True)
    assert isinstance(checked.verify("opaque-1", now=NOW), Allowed)
    issuer.answer["aud"] = "https://other.example"
    assert code(checked.verify("opaque-2", now=NOW)) == "token.audience_mismatch"


@pytest.mark.parametrize(("status", "answer"), [(401, b"{}"), (500, b""), (302, b""), (200, b"<html>"), (200, b"[]")])
def test_an_issuer_that_does_not_answer_is_no_verdict(issuer, status, answer):
    issuer.status, issuer.answer = status, answer
    refused = issuer.verifier().verify("opaque-1", now=NOW)
    assert code(refused) == "token.introspection_unavailable"
    assert refused.reason.public.status == 503
    assert code(issuer.verifier().examine("opaque-1", now=NOW)) == "token.introspection_unavailable"


@pytest.mark.parametrize(
    ("token", "expected"),
    [
        ("", "token.empty"),
        ("Bearer x", "token.scheme_inside"),
        ("x\r\nX-Injected: 1", "token.foreign_character"),
        ("x y", "token.foreign_character"),
        ("\u00e9", "token.foreign_character"),
        (b"\xff", "token.foreign_character"),
        ("x" * 16_385, "token.too_large"),
        ('{"a":1}', "token.json_serialization"),
    ],
)
def test_what_is_no_token_is_not_sent_anywhere(issuer, token, expected):
    assert code(issuer.verifier().verify(token, now=NOW)) == expected
    assert issuer.asked == []


def test_an_opaque_token_may_have_any_visible_character(issuer):
    assert isinstance(issuer.verifier().verify("a~b!c$d", now=NOW), Allowed)


@pytest.mark.parametrize("changes", [{"issuer": ""}, {"audience": []}, {"leeway": 61}])
def test_a_verifier_without_its_settings_is_not_built(issuer, changes):
    with pytest.raises((TypeError, ValueError)):
        issuer.verifier(**changes)


def test_the_secret_does_not_print_itself(issuer):
    endpoint = IntrospectionEndpoint(issuer.url, client_id="api", client_secret="very-secret")
    assert "very-secret" not in repr(endpoint)
    assert "very" not in repr(endpoint._authorization)


def test_on_an_event_loop_the_issuer_is_asked_alike_and_once(issuer):
    checked = issuer.verifier()

    async def ask(text):
        return await checked.verify_async(text, now=NOW)

    assert asyncio.run(ask("opaque-1")).value.subject == "user-1"
    assert asyncio.run(ask("opaque-1")).value.subject == "user-1"
    assert checked.verify("opaque-1", now=NOW).value.subject == "user-1"
    assert len(issuer.asked) == 1
    headers, form = issuer.asked[0]
    assert form == {"token": ["opaque-1"], "token_type_hint": ["access_token"]}
    assert b64decode(headers["Authorization"].removeprefix("Basic ")) == b"api:s+e%3Acret%25"
    issuer.answer = {"active": False}
    assert code(asyncio.run(ask("opaque-2"))) == "token.inactive"
    assert code(asyncio.run(ask("no\ttoken"))) == code(checked.verify("no\ttoken", now=NOW))
    issuer.status = 500
    assert code(asyncio.run(ask("opaque-3"))) == "token.introspection_unavailable"
    issuer.status, issuer.answer = 200, b"<html>"
    assert code(asyncio.run(ask("opaque-3"))) == "token.introspection_unavailable"


def test_an_introspection_of_ones_own_is_not_asked_on_a_loop():
    def own(_token):
        raise AssertionError("asked on the loop")

    checked = OpaqueTokenVerifier(issuer=ISSUER, audience=AUDIENCE, introspection=own)
    assert not checked.for_event_loops
    with pytest.raises(TypeError, match="own has no ask_async"):
        asyncio.run(checked.verify_async("opaque-1", now=NOW))

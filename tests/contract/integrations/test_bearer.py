"""What every integration answers, to the letter: RFC 6750, RFC 9470, RFC 9728, and the record behind each refusal."""

from __future__ import annotations

import re
import time

import pytest

import issuing
from assay.decision import refuse
from assay.integrations.protected_resource_metadata import ProtectedResource
from assay.reasons.key import SET_UNAVAILABLE
from contract.integrations.api import PAGES, RESOURCE, Api, bearer, token

METADATA = 'resource_metadata="https://api.example/.well-known/oauth-protected-resource"'
DESCRIBED = {"error", "error_description", "refusal_id"}


@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "BEARER"])
def test_a_good_token_passes_whatever_the_case_of_the_scheme(api: Api, scheme: str) -> None:
    answer = api.get("/items", f"{scheme} {token()}")
    assert answer.status == 200, answer
    assert answer.json() == {"sub": "user-1"}
    assert not api.records


def test_more_scopes_than_needed_pass(api: Api) -> None:
    assert api.get("/admin", bearer(scope="write admin read")).status == 200


def test_without_credentials_the_challenge_has_no_error_code(api: Api) -> None:
    answer = api.get("/items")
    api.refused(answer, 401, "access_token.missing")
    assert answer.header("WWW-Authenticate") == 'Bearer realm="api", scope="read"'
    assert answer.body == b""
    assert answer.header("Content-Type") is None


def test_another_scheme_is_as_if_there_were_no_credentials(api: Api) -> None:
    answer = api.get("/items", "Basic dXNlcjpwYXNz")
    record = api.refused(answer, 401, "access_token.scheme_unsupported")
    assert record.evidence == {"scheme": "Basic"}
    assert answer.header("WWW-Authenticate") == 'Bearer realm="api", scope="read"'
    assert answer.body == b""


@pytest.mark.parametrize(
    ("changes", "reason", "described"),
    [
        ({"exp": 1_700_000_000}, "token.expired", "The token has expired"),
        ({"aud": "https://other.example"}, "token.audience_mismatch", None),
        ({"iss": "https://other.example"}, "token.issuer_mismatch", None),
        ({"sub": None}, "token.claim_missing", "The token lacks the claim sub"),
        ({"cnf": {"jkt": "x" * 43}}, "sender_constraint.proof_missing", None),
        ({"head": {"typ": "JWT"}}, "token.type_mismatch", None),
        ({"head": {"alg": "none"}}, "token.algorithm_none", None),
    ],
    ids=lambda value: value if isinstance(value, str) and "." in value else "",
)
def test_a_bad_token_is_refused_with_its_reason(api: Api, changes: dict, reason: str, described: str | None) -> None:
    shown = token(**changes)
    answer = api.get("/items", f"Bearer {shown}")
    record = api.refused(answer, 401, reason)
    body = answer.json()
    assert set(body) == DESCRIBED
    assert body["error"] == "invalid_token"
    assert body["refusal_id"] == record.refusal_id
    assert described in {None, body["error_description"]}
    assert answer.header("Content-Type") == "application/json"
    assert answer.header("WWW-Authenticate") == (
        f'Bearer realm="api", scope="read", error="invalid_token", error_description="{body["error_description"]}"'
    )
    assert [line.outcome for line in record.trace].count("refused") == 1
    assert record.trace[0].check == "access_token_shown"
    assert record.trace[-1].check == "requirements"
    assert shown not in repr(record)
    assert shown.rpartition(".")[2] not in repr(record) + repr(answer)


def test_a_forged_token_never_learns_of_its_claims(api: Api) -> None:
    forged = issuing.signed(issuing.header(), issuing.claims(exp=1), issuing.key("ES256", 1))
    api.refused(api.get("/items", f"Bearer {forged}"), 401, "token.signature_mismatch")


@pytest.mark.parametrize("value", ["Bearer", "Bearer ", "bearer   "])
def test_a_header_without_a_token_is_a_bad_request(api: Api, value: str) -> None:
    answer = api.get("/items", value)
    api.refused(answer, 400, "access_token.header_malformed")
    assert answer.json()["error"] == "invalid_request"
    assert 'error="invalid_request"' in (answer.header("WWW-Authenticate") or "")


@pytest.mark.parametrize(
    ("shown", "reason"),
    [
        ("a" * 20_000, "token.too_large"),
        ("t\xf6ken", "token.foreign_character"),
        ("\x7f", "token.foreign_character"),
        ("a.b.c.d", "token.parts_wrong"),
        ("..", None),
        ("a b", None),
        ("'; drop table tokens", None),
        ('x" error="none', None),
    ],
)
def test_hostile_tokens_are_answered_as_any_other(api: Api, shown: str, reason: str | None) -> None:
    answer = api.get("/items", f"Bearer {shown}")
    reason = reason or api.records[0].reason
    assert reason.startswith("token.")
    api.refused(answer, 401, reason)
    challenge = answer.header("WWW-Authenticate") or ""
    assert re.fullmatch(r'Bearer \w+="[^"\\]*"(, \w+="[^"\\]*")*', challenge)
    assert shown not in challenge
    assert shown not in answer.body.decode()


def test_a_word_twice_is_told_as_such(api: Api) -> None:
    api.refused(api.get("/items", "Bearer " + bearer()), 401, "token.scheme_inside")


@pytest.mark.parametrize("first", ["good", "forged", "Basic dXNlcjpwYXNz", "Bearer"])
def test_two_headers_are_refused_whichever_is_good(api: Api, first: str) -> None:
    other = {"good": bearer(), "forged": bearer() + "x"}.get(first, first)
    for pair in ((other, bearer()), (bearer(), other)):
        api.refused(api.get("/items", *pair), 400, "access_token.header_malformed")


@pytest.mark.parametrize("name", ["access_token", "access%5Ftoken", "%61ccess_token"])
def test_a_token_in_the_url_is_refused_even_beside_a_good_header(api: Api, name: str) -> None:
    api.refused(api.get(f"/items?a=b&{name}={token()}"), 400, "access_token.in_query")
    api.refused(api.get(f"/items?{name}={token()}", bearer()), 400, "access_token.in_query")
    assert api.get("/items?my_access_token=1&token=2", bearer()).status == 200


def test_a_missing_scope_is_a_403_that_names_what_is_needed(api: Api) -> None:
    answer = api.get("/admin", bearer())
    record = api.refused(answer, 403, "access_token.scope_missing")
    assert record.evidence == {"scopes": ("read", "write"), "required": "read admin"}
    assert [line.check for line in record.trace][:3] == ["access_token_shown", "access_token", "scope"]
    assert [line.outcome for line in record.trace].count("refused") == 1
    described = answer.json()["error_description"]
    assert answer.json()["error"] == "insufficient_scope"
    assert answer.header("WWW-Authenticate") == (
        f'Bearer realm="api", scope="read admin", error="insufficient_scope", error_description="{described}"'
    )


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"acr": "pwd"}, "token.authentication_class_mismatch"),
        ({"acr": None}, "token.authentication_class_mismatch"),
        ({"acr": "phr", "auth_time": 1_700_000_000}, "token.authentication_too_old"),
        ({"acr": "phr", "auth_time": None}, "token.authentication_too_old"),
    ],
)
def test_an_old_or_weak_sign_in_gets_the_step_up_challenge(api: Api, changes: dict, reason: str) -> None:
    answer = api.get("/fresh", bearer(**changes))
    api.refused(answer, 401, reason)
    told = answer.header("WWW-Authenticate") or ""
    assert 'error="insufficient_user_authentication"' in told
    assert 'acr_values="phr phrh"' in told
    assert 'max_age="60"' in told
    assert answer.json()["error"] == "insufficient_user_authentication"


def test_a_fresh_and_strong_sign_in_passes(api: Api) -> None:
    assert api.get("/fresh", bearer(acr="phr", auth_time=int(time.time()) - 5)).status == 200


def test_refusal_ids_are_random_and_of_one_form(api: Api) -> None:
    ids = [api.get("/items").header("Refusal-Id") or "" for _ in range(3)]
    assert len(set(ids)) == 3
    assert all(re.fullmatch(r"rf_[a-z2-7]{26}", one) for one in ids)


def test_keys_that_cannot_be_had_are_no_fault_of_the_token(api: Api) -> None:
    class Unreachable:
        def current(self):
            return refuse(SET_UNAVAILABLE, location="https://issuer.example/jwks", defect="it does not answer")

        def after_unknown_kid(self, kid):
            return self.current()

    api.start(issuing.verifier(keys=Unreachable()))
    answer = api.get("/items", bearer())
    api.refused(answer, 503, "key.set_unavailable")
    assert answer.header("WWW-Authenticate") is None
    assert answer.body == b""


def test_a_broken_sink_changes_no_answer(api: Api) -> None:
    def broken(_record: object) -> None:
        raise RuntimeError("the sink is full")

    api.start(on_refusal=broken)
    assert api.get("/items").status == 401
    assert api.get("/items", bearer()).status == 200


def test_settings_of_the_challenge(api: Api) -> None:
    api.start(realm="things", reason_pages=PAGES, resource=RESOURCE)
    answer = api.get("/items", bearer(exp=1_700_000_000))
    api.refused(answer, 401, "token.expired")
    page = f"{PAGES}/token.expired"
    assert answer.json()["error_uri"] == page
    assert answer.header("WWW-Authenticate") == (
        'Bearer realm="things", scope="read", error="invalid_token", error_description="The token has expired", '
        f'error_uri="{page}", {METADATA}'
    )


def test_the_document_of_the_resource_needs_no_token(api: Api) -> None:
    if api.integration.name.startswith(("forward_auth", "django_decorator", "flask_decorator")) or (
        api.integration.name == "django_rest_framework"
    ):
        return  # these guard single views (or answer a proxy) and serve nothing of their own
    resource = ProtectedResource("https://api.example/v1", (issuing.ISSUER,), ("read",))
    api.start(resource=resource)
    answer = api.get("/.well-known/oauth-protected-resource/v1")
    assert answer.status == 200
    assert answer.json() == {
        "resource": "https://api.example/v1",
        "authorization_servers": [issuing.ISSUER],
        "bearer_methods_supported": ["header"],
        "scopes_supported": ["read"],
    }
    assert answer.header("Access-Control-Allow-Origin") == "*"


def test_the_endpoint_of_a_record_has_no_query(api: Api) -> None:
    record = api.refused(api.get("/items?secret=1"), 401, "access_token.missing")
    assert record.endpoint == "GET /items"

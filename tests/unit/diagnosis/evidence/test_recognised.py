from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assay.diagnosis.bundle import read_bundle
from assay.diagnosis.diagnosis import diagnose
from assay.diagnosis.evidence.recognised import recognise, text_of
from evidence import API, AWS_SECRET, INVALID_TOKEN, KEY_ID, NOW, SENTENCE, claims, codes, jwk, jwt, pem, rsa_key, when

EXPIRED = jwt(claims(exp=NOW - 90))

CURL = f"""$ curl -v https://api.example.org/v1/orders
* Host api.example.org:443 was resolved.
* SSL connection using TLSv1.3 / TLS_AES_256_GCM_SHA384
{{ [5 bytes data]
> GET /v1/orders HTTP/1.1
> Host: api.example.org
> Authorization: Bearer {EXPIRED}
> Accept: */*
>
< HTTP/1.1 100 Continue
<
< HTTP/1.1 401 Unauthorized
< Date: Tue, 24 Nov 2026 10:00:00 GMT
< WWW-Authenticate: Bearer error="invalid_token", error_description="expired"
<
{{"error":"invalid_token"}}
* Connection #0 to host api.example.org left intact
"""
RAW = f"""GET /v1/orders HTTP/1.1
Host: api.example.org
Authorization: Bearer {EXPIRED}

HTTP/1.1 401 Unauthorized
Content-Type: application/json

{{"error":"invalid_token"}}
"""
HAR = {
    "log": {
        "version": "1.2",
        "creator": {"name": "Firefox"},
        "entries": [
            {
                "startedDateTime": when(NOW),
                "request": {
                    "method": "GET",
                    "url": f"{API}/v1/orders",
                    "headers": [{"name": "Authorization", "value": f"Bearer {EXPIRED}"}],
                },
                "response": {"status": 401, "headers": [], "content": {"mimeType": "text/plain", "text": "ZXhwaXJlZA==", "encoding": "base64"}},
            },
            {
                "startedDateTime": when(NOW),
                "request": {"method": "GET", "url": f"{API}/logo.png", "headers": []},
                "response": {"status": 200, "headers": [], "content": {"mimeType": "image/png"}},
            },
        ],
    }
}  # fmt: skip


def explained(text: str) -> list[str]:
    return codes({"assay_bundle": 1, "now": when()} | recognise(text))


@pytest.mark.parametrize(
    "text",
    [
        EXPIRED,
        f"Authorization: Bearer {EXPIRED}",
        f"2026-11-24T10:00:00Z WARN refused token={EXPIRED} from 192.0.2.1",
        f"curl -H 'Authorization: Bearer {EXPIRED}' \\\n  https://api.example.org/v1/orders",
        CURL,
        CURL.replace("\n", "\r\n"),
        RAW,
        RAW.replace("\n", "\r\n"),
        json.dumps(HAR),
        json.dumps({"access_token": EXPIRED, "token_type": "Bearer"}),
    ],
    ids=["token", "header", "log line", "curl command", "curl -v", "curl -v CRLF", "raw", "raw CRLF", "har", "json"],
)
def test_an_expired_token_is_found_wherever_it_stands(text: str) -> None:
    answer = diagnose(read_bundle({"assay_bundle": 1, "now": when()} | recognise(text)))
    assert answer.verdict == "refused"
    assert "token.expired" in [reason.code for reason in answer.reasons]


def test_curl_output_gives_the_exchange_as_it_was() -> None:
    (exchange,) = recognise(CURL)["exchanges"]
    assert exchange["request"]["url"] == "https://api.example.org/v1/orders"
    assert exchange["response"]["status"] == 401
    assert ["Date", "Tue, 24 Nov 2026 10:00:00 GMT"] in exchange["response"]["headers"]
    assert exchange["response"]["body"] == '{"error":"invalid_token"}'


def test_http2_output_and_trace_marks_are_read_too() -> None:
    text = "12:00:00.123456 [0-0] * ALPN: server accepted h2\n12:00:00.123456 [0-0] > GET / HTTP/2\n12:00:00.123456 [0-0] > host: api.example.org\n12:00:00.2 [0-0] < HTTP/2 403 \n"
    (exchange,) = recognise(text)["exchanges"]
    assert (exchange["request"]["url"], exchange["response"]["status"]) == ("https://api.example.org/", 403)


def test_curls_own_error_is_the_symptom() -> None:
    text = "> GET / HTTP/1.1\n> Host: api.example.org\ncurl: (52) Empty reply from server\n"
    assert recognise(text)["symptom"] == "curl: (52) Empty reply from server"


def test_a_har_file_brings_its_own_clock_and_leaves_scenery_out() -> None:
    found = recognise(json.dumps(HAR))
    assert found["now"] == when(NOW)
    (exchange,) = found["exchanges"]
    assert exchange["response"]["body"] == "expired"


def test_several_raw_messages_are_paired_in_order() -> None:
    found = recognise("it fails:\n" + RAW + RAW.replace("401 Unauthorized", "200 OK"))
    assert [exchange["response"]["status"] for exchange in found["exchanges"]] == [401, 200]
    assert found["symptom"] == "it fails:"


def test_a_curl_command_is_read_and_its_user_becomes_a_header() -> None:
    (exchange,) = recognise("curl -u web:secret -d grant_type=client_credentials --url https://id.example.org/token")[
        "exchanges"
    ]
    assert exchange["request"]["method"] == "POST"
    assert ["Authorization", "Basic d2ViOnNlY3JldA=="] in exchange["request"]["headers"]
    assert "response" not in exchange


def test_an_error_text_alone_is_explained() -> None:
    assert recognise(SENTENCE) == {"symptom": SENTENCE}
    assert explained(SENTENCE)


def test_an_answer_of_aws_is_explained() -> None:
    raw = (
        "POST / HTTP/1.1\nHost: sts.us-east-1.amazonaws.com\nX-Amz-Date: 20260921T100000Z\n"
        f"Authorization: AWS4-HMAC-SHA256 Credential={KEY_ID.replace('AKIA', 'ASIA')}/20260921/us-east-1/sts/aws4_request, "
        f"SignedHeaders=host;x-amz-date, Signature={'ab' * 32}\n\nAction=GetCallerIdentity\n\nHTTP/1.1 403 Forbidden\n\n{INVALID_TOKEN}\n"
    )
    assert explained(raw)[0] == "aws.session_token_missing"


def test_a_bundle_a_key_set_and_a_pem_are_what_they_are() -> None:
    assert recognise(json.dumps({"assay_bundle": 1, "symptom": "x"})) == {"symptom": "x"}
    assert recognise(json.dumps({"keys": [jwk(rsa_key())]}))["verifier"]["key"]["jwks"]["keys"]
    assert recognise(pem(rsa_key()))["verifier"]["key"]["pem"].startswith("-----BEGIN PUBLIC KEY")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be"])
def test_a_file_is_read_in_the_encoding_that_its_bytes_show(encoding: str) -> None:
    assert text_of(f"Authorization: Bearer {AWS_SECRET}".encode(encoding)).startswith("Authorization")


PIECES = st.sampled_from(
    [
        "> GET / HTTP/1.1\n", "< HTTP/1.1 401\n", "* TLS\n", "curl ", "-H '", "'", '"', "\\\n", "-d", "HTTP/2 200\n", "GET / HTTP/1.1\n",
        "Host: a\n", "\n", "\r\n", "Authorization: Bearer ", EXPIRED, '{"log":{"entries":[', '{"request":{"url":1}}', "]}}", "eyJ", ".", "\x00",
        "\x1b[31m", "-----BEGIN PUBLIC KEY-----\n", "\ufeff", '{"assay_bundle":1,"exchanges":[[[', '{"keys":[1]}', "\ud800", "https://[::1", "-u", "<Code>",
    ]
)  # fmt: skip


@pytest.mark.fuzz
@given(st.binary(max_size=2000))
@settings(deadline=None)
def test_no_bytes_raise(raw: bytes) -> None:
    diagnose(read_bundle({"assay_bundle": 1} | recognise(text_of(raw))))


@pytest.mark.fuzz
@given(st.lists(PIECES | st.text(max_size=10), max_size=30).map("".join))
@settings(deadline=None)
def test_no_mixture_of_forms_raises(text: str) -> None:
    diagnose(read_bundle({"assay_bundle": 1} | recognise(text)))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
        st.sampled_from(["request", "response", "headers", "content", "text", "encoding", "postData", "params", "name", "value", "status", "url", "startedDateTime"]), inner, max_size=5,
    ),
    max_leaves=12,
)  # fmt: skip


@pytest.mark.fuzz
@given(st.lists(JSON, min_size=1, max_size=3))
@settings(deadline=None)
def test_no_archive_raises(entries: list[object]) -> None:
    diagnose(read_bundle({"assay_bundle": 1} | recognise(json.dumps({"log": {"entries": entries}}))))


def test_the_id_of_an_access_key_alone_is_one() -> None:
    assert recognise(" ASIAY34FZKBOKMUTVV7A\n") == {"environment": {"AWS_ACCESS_KEY_ID": "ASIAY34FZKBOKMUTVV7A"}}
    assert "environment" not in recognise("ASIAY34FZKBOKMUTVV7")

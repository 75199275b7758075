from __future__ import annotations

import http.client
import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assay.diagnosis.bundle import read_bundle
from assay.diagnosis.diagnosis import diagnose
from assay.diagnosis.evidence.recognised import recognise
from assay.diagnosis.evidence.transcript import read_transcript
from evidence import codes

ANSWER = '{"error":"invalid_client","error_description":"bad secret"}'

CURL = f"""Since Monday our job gets this, and nobody changed anything:

$ curl -v -d grant_type=client_credentials https://id.example.org/token
* Host id.example.org:443 was resolved.
*   Trying 192.0.2.7:443...
* SSL connection using TLSv1.3 / TLS_AES_128_GCM_SHA256
  % Total    % Received % Xferd  Average Speed   Time    Time     Time  Current
                                 Dload  Upload   Total   Spent    Left  Speed
  0     0    0     0    0     0      0      0 --:--:-- --:--:-- --:--:--     0
> POST /token HTTP/2
> Host: id.example.org
> Content-Type: application/x-www-form-urlencoded
>{" "}
}} [29 bytes data]
< HTTP/2 401
< content-type: application/json
<{" "}
{{ [59 bytes data]
{ANSWER}* Connection #0 to host id.example.org left intact
Is that our fault?
"""
HTTPCLIENT = r"""2026-11-24 10:00:00,120 DEBUG [main] org.apache.http.headers: http-outgoing-0 >> POST /token HTTP/1.1
2026-11-24 10:00:00,120 DEBUG [main] org.apache.http.headers: http-outgoing-0 >> Host: id.example.org
2026-11-24 10:00:00,120 DEBUG [main] org.apache.http.wire: http-outgoing-0 >> "POST /token HTTP/1.1[\r][\n]"
2026-11-24 10:00:00,120 DEBUG [main] org.apache.http.wire: http-outgoing-0 >> "Host: id.example.org[\r][\n]"
2026-11-24 10:00:00,120 DEBUG [main] org.apache.http.wire: http-outgoing-0 >> "[\r][\n]"
2026-11-24 10:00:00,120 DEBUG [main] org.apache.http.wire: http-outgoing-0 >> "grant_type=client_credentials"
2026-11-24 10:00:00,180 DEBUG [main] org.apache.http.wire: http-outgoing-0 << "HTTP/1.1 401 Unauthorized[\r][\n]"
2026-11-24 10:00:00,180 DEBUG [main] org.apache.http.wire: http-outgoing-0 << "Content-Type: application/json[\r][\n]"
2026-11-24 10:00:00,180 DEBUG [main] org.apache.http.wire: http-outgoing-0 << "[\r][\n]"
2026-11-24 10:00:00,180 DEBUG [main] org.apache.http.wire: http-outgoing-0 << "ANSWER[\n]"
2026-11-24 10:00:00,190 WARN [main] org.example.Job: giving up
""".replace("ANSWER", ANSWER)
OKHTTP = f"""11-24 10:00:00.120 D/OkHttp: --> POST https://id.example.org/token http/1.1
11-24 10:00:00.120 D/OkHttp: Content-Type: application/x-www-form-urlencoded
11-24 10:00:00.120 D/OkHttp: Host: id.example.org
11-24 10:00:00.120 D/OkHttp:{" "}
11-24 10:00:00.120 D/OkHttp: grant_type=client_credentials
11-24 10:00:00.120 D/OkHttp: --> END POST (29-byte body)
11-24 10:00:00.180 D/OkHttp: <-- 401 Unauthorized https://id.example.org/token (60ms)
11-24 10:00:00.180 D/OkHttp: content-type: application/json
11-24 10:00:00.180 D/OkHttp:{" "}
11-24 10:00:00.180 D/OkHttp: {ANSWER}
11-24 10:00:00.180 D/OkHttp: <-- END HTTP (59-byte body)
11-24 10:00:00.181 W/Job: giving up
"""
RUBY = f"""opening connection to id.example.org:443...
opened
<- "POST /token HTTP/1.1\\r\\nAccept: */*\\r\\nHost: id.example.org\\r\\n\\r\\n"
<- "grant_type=client_credentials"
-> "HTTP/1.1 401 Unauthorized\\r\\n"
-> "Content-Type: application/json\\r\\n"
-> "\\r\\n"
reading 59 bytes...
-> {json.dumps(ANSWER)}
Conn close
"""
BARE = f"""We see:

---[ REQUEST POST-SIGN ]-----------------------------
POST /token HTTP/1.1
Host: id.example.org
Content-Type: application/x-www-form-urlencoded

grant_type=client_credentials
-----------------------------------------------------
---[ RESPONSE ]--------------------------------------
HTTP/1.1 401 Unauthorized
Content-Type: application/json

{ANSWER}

Who can help?
"""


@pytest.mark.parametrize(
    ("text", "prose"),
    [
        (CURL, ["$ curl", "Since Monday", "Is that our fault?"]),
        (HTTPCLIENT, ["giving up"]),
        (OKHTTP, ["giving up"]),
        (RUBY, ["Conn close"]),
        (BARE, ["We see:", "Who can help?"]),
    ],
    ids=["curl", "HttpClient", "OkHttp", "Ruby", "bare"],
)
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_the_exchange_is_read_and_what_is_around_it_stays_prose(text: str, prose: list[str], line_end: str) -> None:
    shown = read_transcript(text.replace("\n", line_end))
    assert shown is not None
    (exchange,) = shown.exchanges
    assert (exchange["request"]["method"], exchange["request"]["url"]) == ("POST", "https://id.example.org/token")
    assert exchange["response"]["status"] == 401
    assert ["content-type", "application/json"] in [[n.lower(), v] for n, v in exchange["response"]["headers"]]
    assert exchange["response"]["body"] == ANSWER
    around = "\n".join(shown.prose)
    assert all(words in around for words in prose)
    assert "invalid_client" not in around
    assert "Content-Type" not in around


@pytest.mark.parametrize("text", [HTTPCLIENT, OKHTTP, RUBY, BARE], ids=["HttpClient", "OkHttp", "Ruby", "bare"])
def test_the_body_of_the_request_is_read_where_it_is_printed(text: str) -> None:
    shown = read_transcript(text)
    assert shown is not None
    assert shown.exchanges[0]["request"]["body"] == "grant_type=client_credentials"


def test_a_body_behind_the_last_remark_of_curl_is_the_answers() -> None:
    text = f"> GET / HTTP/1.1\n> Host: a.example\n>\n< HTTP/1.1 401 Unauthorized\n< Content-Length: {len(ANSWER)}\n<\n* Connection #0 to host a.example left intact\n{ANSWER}\nWho can help?\n"
    shown = read_transcript(text)
    assert shown is not None
    assert shown.exchanges[0]["response"]["body"] == ANSWER
    assert "\n".join(shown.prose).strip() == "Who can help?"


def test_a_header_that_was_sent_twice_is_kept_twice() -> None:
    twice = BARE.replace(
        "Host: id.example.org\n",
        "Host: id.example.org\nAuthorization: Basic d2ViOng=\n" + "Authorization: Basic d2ViOng=\n",
    )
    shown = read_transcript(twice)
    assert shown is not None
    assert shown.exchanges[0]["request"]["headers"].count(["Authorization", "Basic d2ViOng="]) == 2


def test_the_time_of_a_log_line_is_that_of_the_exchange() -> None:
    shown = read_transcript(HTTPCLIENT)
    assert shown is not None
    assert shown.exchanges[0]["at"] == "2026-11-24T10:00:00.120"


class _Refusing(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(401)
        self.send_header("Content-Length", str(len(ANSWER)))
        self.send_header("WWW-Authenticate", 'Basic realm="token"')
        self.end_headers()
        self.wfile.write(ANSWER.encode())

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def test_what_pythons_own_client_prints_is_read(capsys: pytest.CaptureFixture[str]) -> None:
    server = HTTPServer(("127.0.0.1", 0), _Refusing)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        client = http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=10)
        client.set_debuglevel(1)
        client.request("POST", "/token", b"grant_type=client_credentials", {"Authorization": "Basic d2ViOng="})
        client.getresponse().read()
    finally:
        server.shutdown()
        server.server_close()
    shown = read_transcript("calling the server\n" + capsys.readouterr().out + "ValueError: no token\n")
    assert shown is not None
    (exchange,) = shown.exchanges
    assert ["Authorization", "Basic d2ViOng="] in exchange["request"]["headers"]
    assert exchange["request"]["body"] == "grant_type=client_credentials"
    assert exchange["response"]["status"] == 401
    assert ["WWW-Authenticate", 'Basic realm="token"'] in exchange["response"]["headers"]
    assert shown.prose[:1] == ("calling the server",)
    assert "ValueError: no token" in shown.prose


@pytest.mark.parametrize("member", ["symptom", "log"])
def test_a_bundle_whose_exchange_stands_in_its_words_is_explained_like_one_that_has_it(member: str) -> None:
    told = {"assay_bundle": 1, "now": "2026-11-24T10:00:00Z", member: BARE.splitlines() if member == "log" else BARE}
    shown = read_transcript(BARE)
    assert shown is not None
    recorded = {"assay_bundle": 1, "now": told["now"], "exchanges": list(shown.exchanges)}
    assert codes(told)[0] == codes(recorded)[0] == "oauth.client_secret_not_sent"


def test_a_success_that_stands_in_the_words_is_no_refusal() -> None:
    text = (
        BARE.replace("401 Unauthorized", "200 OK").replace(ANSWER, '{"active": true}').replace("We see:", "A sample:")
    )
    assert diagnose(read_bundle({"assay_bundle": 1, "symptom": text})).verdict != "refused"


@pytest.mark.parametrize(
    "text",
    [
        "the server answered HTTP/1.1 401 Unauthorized",
        "HTTP/1.1 401 Unauthorized",
        '192.0.2.1 - - [24/Nov/2026:10:00:00 +0000] "POST /token HTTP/1.1" 401 59',
        "it prints --> and stops",
        "GET /orders without a token gives 401",
    ],
)
def test_words_about_http_are_no_exchange(text: str) -> None:
    assert read_transcript(text) is None
    assert recognise(text)["symptom"] == text


def test_what_is_explained_later_is_weighed_by_the_clock_of_the_answer() -> None:
    dated = BARE.replace("401 Unauthorized\n", "401 Unauthorized\nDate: Tue, 24 Nov 2026 10:00:00 GMT\n")
    assert recognise(dated)["now"] == "Tue, 24 Nov 2026 10:00:00 GMT"


def test_two_calls_are_two_exchanges_in_their_order() -> None:
    shown = read_transcript(CURL + CURL.replace("401", "200").replace(ANSWER, '{"active":true}'))
    assert shown is not None
    assert [exchange["response"]["status"] for exchange in shown.exchanges] == [401, 200]


PIECES = st.sampled_from(
    [line + "\n" for text in (CURL, HTTPCLIENT, OKHTTP, RUBY, BARE) for line in text.splitlines()]
    + ["\n", "send: b'GET / HTTP/1.1\\r\\n\n", "reply: 'HTTP/1.1 \n", "header: a: b\n", "{", "}\n", "HTTP/1.1 100 Continue\n", "<x\n", "</x>\n"]
)  # fmt: skip


@pytest.mark.fuzz
@given(st.lists(PIECES | st.text(max_size=12), max_size=40).map("".join))
@settings(deadline=None)
def test_no_mixture_of_printed_messages_raises(text: str) -> None:
    diagnose(read_bundle({"assay_bundle": 1, "symptom": text, "log": text.splitlines()}))

from __future__ import annotations

import json
from html.parser import HTMLParser

import pytest

from assay import reasons as catalogue
from assay.formats.raw_request import RawRequest
from assay.reasons import client, every_reason
from assay.record import replace
from assay.server.endpoints.reason_page import ReasonList, ReasonPage
from assay.web.render.reason import prefers_json, render_reason
from assay.web.routes.reasons import reason_routes
from endpoint_house import ISSUER, NOW, House, run

JSON = (b"accept", b"application/json")


def visit(path: str, *headers: tuple[bytes, bytes], house: House | None = None, inspects: bool = False):
    listed, one = reason_routes(ReasonPage((house or House()).recorder), ReasonList(), ISSUER, inspects=inspects)
    route = one if path.startswith(one.path) else listed
    return run(route.answer(RawRequest("GET", path, headers=headers), NOW))


class Page(HTMLParser):
    """Collects the tags, and complains of one that is left open."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag, attrs) -> None:
        self.tags.append(tag)
        self.links += [value for name, value in attrs if name == "href"]
        assert not [name for name, _ in attrs if name.startswith("on") or name == "style"]


def test_every_reason_has_a_page_that_holds_its_code_and_no_script() -> None:
    for reason in every_reason():
        answer = visit(f"/reasons/{reason.code}")
        assert answer.status == 200
        text = answer.body.decode()
        assert reason.code in text
        assert "script" not in Page(text).tags


def test_the_page_obeys_its_own_strict_policy() -> None:
    policy = dict(visit("/reasons/client.secret_mismatch").headers)[b"content-security-policy"].decode()
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policy
    assert "script-src" not in policy


def test_links_lead_to_pages_that_exist() -> None:
    links = {link for reason in every_reason() for link in Page(visit(f"/reasons/{reason.code}").body.decode()).links}
    own = {link.removeprefix(ISSUER) for link in links if link.startswith(ISSUER)}
    assert "/reasons/client.authentication_failed" in own
    assert {visit(path).status for path in own} == {200}


def test_a_server_that_explains_tokens_says_where() -> None:
    assert f"{ISSUER}/inspect" in Page(visit("/reasons/token.expired", inspects=True).body.decode()).links
    assert f"{ISSUER}/inspect" not in Page(visit("/reasons/token.expired").body.decode()).links


def test_a_program_gets_json() -> None:
    answer = visit("/reasons/client.secret_mismatch", JSON)
    told = json.loads(answer.body)
    assert told["code"] == "client.secret_mismatch"
    assert told["told_to_others_as"] == "client.authentication_failed"
    assert (told["error"], told["status"]) == ("invalid_client", 401)
    assert told["headline"] == client.SECRET_MISMATCH.headline
    assert (b"vary", b"Accept") in answer.headers


def test_the_list_names_every_reason_once() -> None:
    codes = [reason["code"] for reason in json.loads(visit("/reasons", JSON).body)["reasons"]]
    assert codes == [reason.code for reason in every_reason()]
    text = visit("/reasons").body.decode()
    assert all(f"/reasons/{code}" in text for code in codes)


def test_an_unknown_code_is_not_found_and_recorded_and_never_echoed() -> None:
    house = House()
    answer = visit("/reasons/no.such_code", house=house)
    assert answer.status == 404
    assert b"no.such_code" not in answer.body
    record = house.record_of(answer.refused)
    assert (record.reason, record.evidence) == ("operation.reason_unknown", {"code": "no.such_code"})


def test_a_retired_reason_keeps_its_page(monkeypatch: pytest.MonkeyPatch) -> None:
    retired = replace(client.UNKNOWN, code="client.once_known", retired=True)
    monkeypatch.setattr("assay.server.endpoints.reason_page.every_reason", lambda: iter([retired]))
    answer = visit("/reasons/client.once_known")
    assert answer.status == 200
    assert b"retired" in answer.body
    assert b"client.once_known" in answer.body
    assert catalogue.find_reason("client.once_known") is None


def test_texts_are_escaped_and_placeholders_stand_as_names() -> None:
    odd = replace(client.UNKNOWN, headline="a <b> & {claimed_client_id}")
    body = render_reason(odd, RawRequest("GET", "/reasons/x"), ISSUER).body.decode()
    assert "a &lt;b&gt; &amp; <var>claimed_client_id</var>" in body


@pytest.mark.parametrize(
    ("accept", "json_wanted"),
    [
        (None, False),
        (b"*/*", False),
        (b"text/html,application/xhtml+xml,*/*;q=0.8", False),
        (b"application/json", True),
        (b"application/json, text/html;q=0.9", True),
        (b"application/json;q=0.1, text/html", False),
        (b"application/*", True),
        (b"application/json;q=x", False),
        (b"text/*, application/json;q=0.5", False),
    ],
)
def test_the_caller_gets_what_it_would_rather_have(accept: bytes | None, json_wanted: bool) -> None:
    headers = () if accept is None else ((b"accept", accept),)
    assert prefers_json(RawRequest("GET", "/reasons", headers=headers)) is json_wanted

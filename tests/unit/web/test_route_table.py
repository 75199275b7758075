from __future__ import annotations

import pytest

from assay.formats.raw_request import RawRequest
from assay.web.answer import HttpAnswer
from assay.web.route import Route
from assay.web.route_table import RouteTable


async def answer(_request: RawRequest, _now: float) -> HttpAnswer:
    return HttpAnswer(200)


TOKEN = Route("token", "/token", ("POST",), answer)
PAGE = Route("reasons", "/reasons/", ("GET",), answer, prefix=True)
HEALTH = Route("healthz", "/healthz", ("GET",), answer, below_issuer=False)
TABLE = RouteTable((TOKEN, PAGE, HEALTH), "https://issuer.example/tenant/a")


def test_routes_stand_below_the_path_of_the_issuer() -> None:
    assert TABLE.find(b"/tenant/a/token") is TOKEN
    assert TABLE.find(b"/token") is None
    assert TABLE.find(b"/healthz") is HEALTH


def test_a_prefix_takes_one_plain_segment() -> None:
    assert TABLE.find(b"/tenant/a/reasons/token.expired") is PAGE
    for rest in (b"", b"a/b", b"a%2Fb", b"%2e", b".", b".."):
        assert TABLE.find(b"/tenant/a/reasons/" + rest) is None


@pytest.mark.parametrize(
    "path",
    [
        b"/tenant/a/token/",
        b"/tenant/a//token",
        b"//tenant/a/token",
        b"/tenant/a/./token",
        b"/tenant/b/../a/token",
        b"/tenant%2Fa/token",
        b"/tenant/a%2ftoken",
        b"/tenant/a/%74oken",
        b"/tenant/a/TOKEN",
        b"/tenant/a/token;x=1",
        b"",
        b"*",
    ],
)
def test_a_second_spelling_leads_nowhere(path: bytes) -> None:
    assert TABLE.find(path) is None


def test_two_routes_at_one_path_are_a_fault() -> None:
    with pytest.raises(ValueError, match="two routes"):
        RouteTable((TOKEN, TOKEN), "https://issuer.example")
    with pytest.raises(ValueError, match="two routes"):
        RouteTable((PAGE, PAGE), "https://issuer.example")

"""Whoever types the server's address into a browser is led on."""

from __future__ import annotations

from assay.formats.raw_request import RawRequest
from assay.web.routes.front_door import front_door_route
from endpoint_house import ISSUER, NOW, run


def test_the_address_of_the_server_leads_to_the_account() -> None:
    route = front_door_route(ISSUER)
    answer = run(route.answer(RawRequest("GET", "/"), NOW))
    assert (route.path, answer.status, answer.headers) == ("/", 303, ((b"location", f"{ISSUER}/account".encode()),))

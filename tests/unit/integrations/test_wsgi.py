from __future__ import annotations

from typing import Any

import issuing
from assay.integrations.wsgi import BearerMiddleware, request_of


def test_the_path_is_the_whole_one_and_utf_8() -> None:
    raw = "/k\xf6nig".encode().decode("latin-1")
    assert request_of({"SCRIPT_NAME": "/v1", "PATH_INFO": raw}).path == "/v1/k\xf6nig"
    assert request_of({}).path == "/"


def test_a_token_that_somebody_else_left_is_not_shown_to_public_views() -> None:
    seen: list[Any] = []

    def app(environ: Any, _start_response: Any) -> list[bytes]:
        seen.append(environ.get("assay.token"))
        return []

    guarded = BearerMiddleware(app, issuing.verifier(), public=["/open"])
    list(guarded({"PATH_INFO": "/open", "assay.token": "left over"}, lambda *_: None))
    assert seen == [None]

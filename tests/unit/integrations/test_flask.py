"""What the contract does not ask: a token where nothing has looked for one, and paths without a view."""

from __future__ import annotations

import time

import pytest

import issuing
from contract.integrations.drivers import Sent, over_wsgi

pytest.importorskip("flask", reason="flask is not installed, so its integration is not tested")

from flask import Flask

from assay.integrations.flask import Bearer


def test_the_token_of_an_unguarded_view_is_a_fault_of_the_application() -> None:
    bearer = Bearer(issuing.verifier())
    with Flask(__name__).test_request_context("/"), pytest.raises(LookupError, match="no guard"):
        _ = bearer.token


def test_the_extension_guards_paths_without_a_view_too() -> None:
    app = Flask(__name__)
    Bearer(issuing.verifier(), app=app)
    assert over_wsgi(app)(Sent("/nothing")).status == 401


def test_an_admitted_token_does_not_outlive_its_request() -> None:
    app = Flask(__name__)
    Bearer(issuing.verifier(), app=app)
    app.add_url_rule("/", "root", lambda: "in")
    now = int(time.time())
    good = {"Authorization": f"Bearer {issuing.token(iat=now, exp=now + 300)}"}
    with app.app_context():  # one application context around many requests, as in tests and background work
        client = app.test_client()
        assert client.get("/", headers=good).status_code == 200
        assert client.get("/").status_code == 401

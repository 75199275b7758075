"""Authlib against Assay: OAuth2Session with PKCE, both secret methods, and a Flask relying party with discovery and nonce."""

import os
import warnings
from urllib.parse import urlsplit

os.environ["AUTHLIB_INSECURE_TRANSPORT"] = "1"
warnings.simplefilter("ignore")

from authlib.common.security import generate_token
from authlib.integrations.base_client import OAuthError
from authlib.integrations.flask_client import OAuth
from authlib.integrations.requests_client import OAuth2Session
from flask import Flask, session
from partner import FACTS, ISSUER, callback_of, passed, refused_for_its_secret


def sessions():
    for method in ("basic", "post"):
        client = FACTS["clients"][method]
        oauth = OAuth2Session(
            client["client_id"],
            client["client_secret"],
            token_endpoint_auth_method=f"client_secret_{method}",
            scope="openid profile offline_access",
            redirect_uri=FACTS["redirect_uri"],
            code_challenge_method="S256",
        )
        verifier = generate_token(48)
        url, state = oauth.create_authorization_url(
            ISSUER + "/authorize", code_verifier=verifier, nonce=generate_token(), prompt="consent"
        )
        answer = callback_of(url, FACTS["redirect_uri"])
        token = oauth.fetch_token(ISSUER + "/token", authorization_response=answer, state=state, code_verifier=verifier)
        assert token["id_token"], "no ID token"
        fresh = oauth.refresh_token(ISSUER + "/token", token["refresh_token"])
        assert fresh["access_token"] != token["access_token"]
        machine = OAuth2Session(
            client["client_id"],
            client["client_secret"],
            token_endpoint_auth_method=f"client_secret_{method}",
            scope="orders.read",
        )
        assert machine.fetch_token(ISSUER + "/token", grant_type="client_credentials")["access_token"]
        passed(f"OAuth2Session: code with PKCE, refresh, client credentials by client_secret_{method}")


def wrong_secret():
    client = FACTS["clients"]["basic"]
    oauth = OAuth2Session(client["client_id"], "wrong", token_endpoint_auth_method="client_secret_basic")
    try:
        oauth.fetch_token(ISSUER + "/token", grant_type="client_credentials")
    except OAuthError as refused:
        refused_for_its_secret(str(refused))
    else:
        raise AssertionError("a wrong secret got a token")


def relying_party():
    client = FACTS["clients"]["basic"]
    app = Flask(__name__)
    app.secret_key = "only for this run"
    oauth = OAuth(app)
    # docs: settings
    oauth.register(
        "assay",
        client_id=client["client_id"],
        client_secret=client["client_secret"],
        server_metadata_url=ISSUER + "/.well-known/openid-configuration",
        client_kwargs={"scope": "openid profile email", "code_challenge_method": "S256"},
    )
    # docs: end
    redirect_uri = FACTS["redirect_uri"]

    @app.get("/login")
    def login():
        return oauth.assay.authorize_redirect(redirect_uri, prompt="consent")

    @app.get(urlsplit(redirect_uri).path)
    def callback():
        token = oauth.assay.authorize_access_token()
        session["person"] = token["userinfo"]["sub"]
        return token["userinfo"]

    browser = app.test_client()
    location = browser.get("/login").headers["Location"]
    answer = urlsplit(callback_of(location, redirect_uri))
    page = browser.get(answer.path + "?" + answer.query)
    assert page.status_code == 200, page.text
    assert page.json["sub"], page.text
    passed("Flask relying party: discovery, PKCE, state, nonce, ID token")


sessions()
wrong_secret()
relying_party()

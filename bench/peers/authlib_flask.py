"""Authlib on Flask and SQLAlchemy as a contestant: opaque tokens in a table, SQLite in WAL mode. Run it to seed, serve it with gunicorn."""

import base64
import hashlib
import json
import os
import secrets
import time

os.environ["AUTHLIB_INSECURE_TRANSPORT"] = "1"

from authlib.integrations.flask_oauth2 import AuthorizationServer
from authlib.integrations.sqla_oauth2 import (
    OAuth2AuthorizationCodeMixin,
    OAuth2ClientMixin,
    OAuth2TokenMixin,
    create_query_client_func,
    create_save_token_func,
)
from authlib.oauth2.rfc6749 import grants
from authlib.oauth2.rfc7636 import CodeChallenge
from authlib.oauth2.rfc7662 import IntrospectionEndpoint
from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import event
from sqlalchemy.engine import Engine

METHODS = ["client_secret_basic"]
app = Flask(__name__)
app.config.update(
    SQLALCHEMY_DATABASE_URI="sqlite:///" + os.environ["DATABASE_FILE"],
    OAUTH2_REFRESH_TOKEN_GENERATOR=True,
    OAUTH2_TOKEN_EXPIRES_IN={"client_credentials": 300, "authorization_code": 300},
)
db = SQLAlchemy()


@event.listens_for(Engine, "connect")
def use_wal(connection, _record):
    connection.execute("pragma journal_mode=wal")
    connection.execute("pragma synchronous=normal")


class Person(db.Model):
    id = db.Column(db.Integer, primary_key=True)

    def get_user_id(self):
        return self.id


class Client(db.Model, OAuth2ClientMixin):
    id = db.Column(db.Integer, primary_key=True)


class Code(db.Model, OAuth2AuthorizationCodeMixin):
    id = db.Column(db.Integer, primary_key=True)
    user_id = db.Column(db.Integer)


class Token(db.Model, OAuth2TokenMixin):
    id = db.Column(db.Integer, primary_key=True)
    user_id = db.Column(db.Integer)


class ClientCredentials(grants.ClientCredentialsGrant):
    TOKEN_ENDPOINT_AUTH_METHODS = METHODS


class AuthorizationCode(grants.AuthorizationCodeGrant):
    TOKEN_ENDPOINT_AUTH_METHODS = METHODS

    def save_authorization_code(self, code, request):
        raise NotImplementedError("codes are seeded")

    def query_authorization_code(self, code, client):
        found = Code.query.filter_by(code=code, client_id=client.client_id).first()
        return found if found and not found.is_expired() else None

    def delete_authorization_code(self, authorization_code):
        db.session.delete(authorization_code)
        db.session.commit()

    def authenticate_user(self, authorization_code):
        return db.session.get(Person, authorization_code.user_id)


class RefreshToken(grants.RefreshTokenGrant):
    TOKEN_ENDPOINT_AUTH_METHODS = METHODS
    INCLUDE_NEW_REFRESH_TOKEN = True

    def authenticate_refresh_token(self, refresh_token):
        found = Token.query.filter_by(refresh_token=refresh_token).first()
        return found if found and not found.is_revoked() else None

    def authenticate_user(self, refresh_token):
        return db.session.get(Person, refresh_token.user_id)

    def revoke_old_credential(self, refresh_token):
        refresh_token.access_token_revoked_at = refresh_token.refresh_token_revoked_at = int(time.time())
        db.session.add(refresh_token)
        db.session.commit()


class Introspection(IntrospectionEndpoint):
    CLIENT_AUTH_METHODS = METHODS

    def query_token(self, token_string, token_type_hint):
        found = Token.query.filter_by(access_token=token_string).first()
        return None if found is None or found.is_revoked() else found

    def introspect_token(self, token):
        expires = token.issued_at + token.expires_in
        return {"active": True, "client_id": token.client_id, "scope": token.get_scope(), "exp": expires}

    def check_permission(self, token, client, request):
        return True


server = AuthorizationServer()
with app.app_context():
    db.init_app(app)
    server.init_app(
        app,
        query_client=create_query_client_func(db.session, Client),
        save_token=create_save_token_func(db.session, Token),
    )
    server.register_grant(ClientCredentials)
    server.register_grant(RefreshToken)
    server.register_grant(AuthorizationCode, [CodeChallenge(required=True)])
    server.register_endpoint(Introspection)


@app.post("/token")
def token():
    return server.create_token_response()


@app.post("/introspect")
def introspect():
    return server.create_endpoint_response("introspection")


def seed(count):
    now = int(time.time())
    challenge = base64.urlsafe_b64encode(hashlib.sha256(b"v" * 43).digest()).rstrip(b"=").decode()
    redirect_uri = "https://client.example.com/callback"
    seeds = {
        "codes": [secrets.token_urlsafe(24) for _ in range(count)],
        "refresh": [secrets.token_urlsafe(24) for _ in range(400)],
    }
    with app.app_context():
        db.create_all()
        db.session.add(Person(id=1))
        client = Client(client_id="bench", client_secret=os.environ["CLIENT_SECRET"], client_id_issued_at=now)
        client.set_client_metadata(
            {
                "grant_types": ["client_credentials", "refresh_token", "authorization_code"],
                "response_types": ["code"],
                "redirect_uris": [redirect_uri],
                "scope": "read write",
                "token_endpoint_auth_method": "client_secret_basic",
            }
        )
        db.session.add(client)
        for code in seeds["codes"]:
            bound = {"code_challenge": challenge, "code_challenge_method": "S256", "redirect_uri": redirect_uri}
            db.session.add(Code(code=code, client_id="bench", scope="read", user_id=1, auth_time=now + 3000, **bound))
        for refresh_token in seeds["refresh"]:
            access = {
                "access_token": secrets.token_urlsafe(24),
                "issued_at": now,
                "expires_in": 3600,
                "token_type": "Bearer",
            }
            db.session.add(Token(client_id="bench", refresh_token=refresh_token, scope="read", user_id=1, **access))
        db.session.commit()
    with open(os.environ["SEED_FILE"], "w", encoding="utf-8") as file:
        json.dump(seeds, file)


if __name__ == "__main__":
    seed(int(os.environ.get("SEED_COUNT", "0")))

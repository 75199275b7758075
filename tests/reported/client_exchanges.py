"""Requests of an OAuth client in short form: to authorize, to redeem, to call an API with a proof or without."""

from __future__ import annotations

import hashlib
from base64 import b64encode
from urllib.parse import urlencode

from reported.short_forms import NOW, b64, claims, dumps, eckey, http, iso, jwk, sign

IDP = "https://login.tamarack.example"
TOKENS, AUTHORIZE = f"{IDP}/token", f"{IDP}/authorize"
API = "https://api.tamarack.example/orders"
CALLBACK = "https://app.tamarack.example/callback"
CODE = "c0deAx81kLm29dQz"
ISSUED = {"access_token": "at-2f9c81", "token_type": "Bearer", "expires_in": 300}
HELD = {"client_secret": "EXAMPLE-s3cr3tVal"}
VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
OTHER_VERIFIER = "Q7h2kLmZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOE0zz"
BOUND = sign(claims(cnf={"jkt": "ZVO9MUPUYwPddeUvntPzJGY8WuwXwV-QCKRTTXsr5qE"}))
BOUND_AND_OVER = sign(
    claims(iat=NOW - 9000, exp=NOW - 5400, cnf={"jkt": "ZVO9MUPUYwPddeUvntPzJGY8WuwXwV-QCKRTTXsr5qE"})
)


def call(method, url, status, answer="", headers=(), body="", by="client", at=-2, resp=()):
    if isinstance(body, dict):
        body = urlencode(body)
    given = [["Date", http(at)], *map(list, resp)]
    if not isinstance(answer, str):
        answer = dumps(answer)
        given.append(["Content-Type", "application/json"])
    sent = [["User-Agent", "node"], ["Accept", "application/json"], *map(list, headers)]
    if body and method == "POST":
        sent.append(["Content-Type", "application/x-www-form-urlencoded"])
    return {
        "at": iso(at),
        "seen_by": by,
        "request": {"method": method, "url": url, "headers": sent, "body": body},
        "response": {"status": status, "headers": given, "body": answer},
    }


def ask(at=-30, url=AUTHORIZE, code=CODE, **parameters):
    """An authorization request that is answered with a code."""
    query = {
        "response_type": "code",
        "client_id": "tamarack-web",
        "redirect_uri": CALLBACK,
        "scope": "openid profile",
        "state": "s9Qk2mVx7LwP",
        **parameters,
    }
    back = [["Location", f"{query['redirect_uri']}?code={code}&state=s9Qk2mVx7LwP"]]
    return call("GET", f"{url}?{urlencode(query)}", 302, by="browser", at=at, resp=back)


def ask_in_vain(words, **parameters):
    query = {"response_type": "code", "client_id": "tamarack-web", "redirect_uri": CALLBACK, **parameters}
    return call("GET", f"{AUTHORIZE}?{urlencode(query)}", 400, words, by="browser")


def redeem(status=400, err="invalid_grant", desc=None, at=-2, headers=(), answer=None, url=TOKENS, by="client", **sent):
    form = {
        "grant_type": "authorization_code",
        "code": CODE,
        "redirect_uri": CALLBACK,
        "client_id": "tamarack-web",
        **sent,
    }
    form = {name: value for name, value in form.items() if value is not None}
    if answer is None:
        answer = {"error": err, **({"error_description": desc} if desc else {})}
    return call("POST", url, status, answer, headers=headers, body=form, at=at, by=by)


def basic(name="tamarack-web", secret="EXAMPLE-s3cr3tVal"):
    return "Authorization", "Basic " + b64encode(f"{name}:{secret}".encode()).decode()


def s256(verifier):
    return b64(hashlib.sha256(verifier.encode()).digest())


def proof(htu=API, htm="GET", token=None, **over):
    held = {"jti": "p1", "htm": htm, "htu": htu, "iat": NOW - 2, **({"ath": s256(token)} if token else {}), **over}
    return sign(held, eckey(), "ES256", typ="dpop+jwt", kid=None, head={"jwk": jwk(eckey())})


def use(token, shown, status=401, answer="", scheme="DPoP", url=API, headers=(), **other):
    """A call of an API with a token and the proof of possession that is shown with it."""
    held = [("Authorization", f"{scheme} {token}")] if token else []
    held += [("DPoP", shown)] if shown else []
    return call("GET", url, status, answer, headers=[*held, *headers], **other)


def challenge(error, words="", scheme="DPoP"):
    told = f', error_description="{words}"' if words else ""
    return ("WWW-Authenticate", f'{scheme} error="{error}"{told}')


def bundle(symptom, exchanges=(), **members):
    return {"assay_bundle": 1, "now": iso(), "symptom": symptom, "exchanges": list(exchanges), **members}


def cases(found):
    """A function that adds a case: what may be certain; where its name has a `!`, that must be."""

    def case(name, certain, evidence):
        found.append((name, frozenset(certain.split()), evidence))

    return case

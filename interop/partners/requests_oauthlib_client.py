"""requests-oauthlib against Assay: code with PKCE, the ID token checked by PyJWT, userinfo, refresh, logout, a wrong secret."""

from urllib.parse import urlencode

import jwt
from oauthlib.oauth2 import OAuth2Error
from partner import ISSUER, callback_of, passed, refused_for_its_secret, register
from requests_oauthlib import OAuth2Session

REDIRECT_URI = "http://127.0.0.1:8765/callback"
BYE = "http://127.0.0.1:8765/bye"
CLIENT = register(
    *("--name", "Script", "--grant", "authorization_code", "--grant", "refresh_token"),
    *("--scope", "openid profile email offline_access"),
    *("--redirect-uri", REDIRECT_URI, "--post-logout-redirect-uri", BYE),
)
NONCE = "n-0S6_WzA2Mj"


def signed_in(client_secret, prompt="consent"):
    # docs: settings
    session = OAuth2Session(
        CLIENT["client_id"],
        redirect_uri=REDIRECT_URI,
        scope=["openid", "profile", "email", "offline_access"],
        pkce="S256",
    )
    url, _state = session.authorization_url(f"{ISSUER}/authorize", nonce=NONCE, prompt=prompt)
    # docs: end
    answer = callback_of(url, REDIRECT_URI)
    # http on loopback is what a native program is called back on; the library wants https in the address that it reads.
    session.fetch_token(
        f"{ISSUER}/token", authorization_response=answer.replace("http:", "https:", 1), client_secret=client_secret
    )
    return session


session = signed_in(CLIENT["client_secret"])
id_token = session.token["id_token"]
key = jwt.PyJWKClient(f"{ISSUER}/jwks").get_signing_key_from_jwt(id_token)
claims = jwt.decode(id_token, key, ["RS256"], audience=CLIENT["client_id"], issuer=ISSUER)
assert claims["nonce"] == NONCE
assert claims["amr"], claims
passed("code with PKCE, and an ID token that PyJWT takes")
person = session.get(f"{ISSUER}/userinfo").json()
assert person["sub"] == claims["sub"]
assert person["email"] == "requestsoauthlib@people.example", person
passed("userinfo names the same person")
before = session.token["access_token"]
session.refresh_token(f"{ISSUER}/token", auth=(CLIENT["client_id"], CLIENT["client_secret"]))
assert session.token["access_token"] != before
assert session.get(f"{ISSUER}/userinfo").status_code == 200
passed("refresh, and userinfo with the fresh access token")
try:
    signed_in("wrong", "select_account")
except OAuth2Error as refused:
    refused_for_its_secret(str(refused))
else:
    raise AssertionError("a wrong secret got a token")
bye = callback_of(f"{ISSUER}/logout?{urlencode({'id_token_hint': id_token, 'post_logout_redirect_uri': BYE})}", BYE)
assert bye == BYE, bye
asked = {"client_id": CLIENT["client_id"], "redirect_uri": REDIRECT_URI, "response_type": "code", "scope": "openid"}
challenge = {"code_challenge": "A" * 43, "code_challenge_method": "S256", "prompt": "none"}
answer = callback_of(f"{ISSUER}/authorize?{urlencode({**asked, **challenge})}", REDIRECT_URI)
assert "error=login_required" in answer, answer
passed("logout by the ID token: nobody is signed in any more")

"""idpyoidc against Assay: discovery, code with PKCE and nonce, ID token, userinfo, refresh, logout, a wrong secret."""

import logging
from io import StringIO
from urllib.parse import parse_qsl, urlsplit

from idpyoidc.client.exception import OidcServiceError
from idpyoidc.client.rp_handler import RPHandler
from partner import ISSUER, callback_of, passed, refused_for_its_secret, register

BASE = "https://app.example"
REDIRECT_URI = f"{BASE}/callback"
BYE = f"{BASE}/bye"
CLIENT = register(
    *("--name", "idpyoidc", "--grant", "authorization_code", "--grant", "refresh_token"),
    *("--scope", "openid profile email offline_access"),
    *("--redirect-uri", REDIRECT_URI, "--post-logout-redirect-uri", BYE),
)


def party(client_secret):
    # docs: settings
    config = {
        "client_type": "oidc",
        "issuer": ISSUER,
        "client_id": CLIENT["client_id"],
        "client_secret": client_secret,
        "redirect_uris": [REDIRECT_URI],
        "response_types_supported": ["code"],
        "scopes_supported": ["openid", "profile", "email", "offline_access"],
        "token_endpoint_auth_methods_supported": ["client_secret_basic"],
        "client_authn_methods": ["client_secret_basic"],
        "services": {
            "discovery": {"class": "idpyoidc.client.oidc.provider_info_discovery.ProviderInfoDiscovery"},
            "authorization": {"class": "idpyoidc.client.oidc.authorization.Authorization"},
            "accesstoken": {"class": "idpyoidc.client.oidc.access_token.AccessToken"},
            "refresh_accesstoken": {"class": "idpyoidc.client.oidc.refresh_access_token.RefreshAccessToken"},
            "userinfo": {"class": "idpyoidc.client.oidc.userinfo.UserInfo"},
            "end_session": {"class": "idpyoidc.client.oidc.end_session.EndSession"},
        },
        "add_ons": {
            "pkce": {
                "function": "idpyoidc.client.oauth2.add_on.pkce.add_support",
                "kwargs": {"code_challenge_length": 64, "code_challenge_method": "S256"},
            }
        },
    }
    # docs: end
    return RPHandler(BASE, client_configs={"assay": config}, httpc_params={"verify": True})


def signed_in(handler):
    url = handler.begin("assay", req_args={"prompt": "consent"})
    url = url if isinstance(url, str) else url["url"]
    answer = dict(parse_qsl(urlsplit(callback_of(url, REDIRECT_URI)).query))
    return handler.finalize(ISSUER, answer)


handler = party(CLIENT["client_secret"])
outcome = signed_in(handler)
assert "error" not in outcome, outcome
assert outcome["id_token"]["iss"] == ISSUER
assert outcome["userinfo"]["sub"] == outcome["id_token"]["sub"]
assert outcome["userinfo"]["email"] == "idpyoidc@people.example"
passed("discovery, code with PKCE, state and nonce, ID token, userinfo")
fresh = handler.refresh_access_token(outcome["state"])
assert fresh["access_token"] != outcome["token"], fresh
passed("refresh")
url = handler.logout(outcome["state"], post_logout_redirect_uri=BYE)
assert callback_of(url["url"] if isinstance(url, dict) else url, BYE).startswith(BYE)
passed("logout, asked by the client with its ID token")
said = StringIO()
logging.getLogger("idpyoidc").addHandler(logging.StreamHandler(said))
try:
    signed_in(party("a secret that is wrong"))
except OidcServiceError:  # it says no more than invalid_client; the log says the rest
    refused_for_its_secret(said.getvalue().strip().splitlines()[-1])
else:
    raise AssertionError("a wrong secret got a token")

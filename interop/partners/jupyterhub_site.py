"""JupyterHub with GenericOAuthenticator against Assay: log-in with PKCE, the user from userinfo, logout, a wrong secret."""

import os
import re
import subprocess
import sys
from pathlib import Path

from partner import FACTS, ISSUER, answers, browse, free_port, passed, refused_for_its_secret, register

FOLDER = Path(FACTS["folder"])
PORT, HUB_PORT = free_port(), free_port()
SITE = f"http://127.0.0.1:{HUB_PORT}"
BYE = f"{SITE}/hub/health"  # a page of the hub that signs nobody in again
CLIENT = register(
    *("--name", "JupyterHub", "--grant", "authorization_code", "--scope", "openid profile email"),
    *("--redirect-uri", f"{SITE}/hub/oauth_callback", "--post-logout-redirect-uri", BYE),
)
SETTINGS = f"""
# docs: settings
from oauthenticator.generic import GenericOAuthenticator

c.JupyterHub.authenticator_class = GenericOAuthenticator
c.GenericOAuthenticator.client_id = "{CLIENT["client_id"]}"
c.GenericOAuthenticator.client_secret = CLIENT_SECRET
c.GenericOAuthenticator.oauth_callback_url = "{SITE}/hub/oauth_callback"
c.GenericOAuthenticator.authorize_url = "{ISSUER}/authorize"
c.GenericOAuthenticator.token_url = "{ISSUER}/token"
c.GenericOAuthenticator.userdata_url = "{ISSUER}/userinfo"
c.GenericOAuthenticator.logout_redirect_url = (
    "{ISSUER}/logout?client_id={CLIENT["client_id"]}&post_logout_redirect_uri={BYE}"
)
c.GenericOAuthenticator.scope = ["openid", "profile", "email"]
c.GenericOAuthenticator.basic_auth = True
c.GenericOAuthenticator.username_claim = "email"
c.GenericOAuthenticator.allow_all = True
# docs: end
"""
# No notebook is started and no proxy is there: this is about the log-in.
AROUND_IT = f"""
import os
from jupyterhub.proxy import Proxy

CLIENT_SECRET = os.environ["CLIENT_SECRET"]


class NoProxy(Proxy):
    should_start = False

    async def add_route(self, routespec, target, data):
        pass

    async def delete_route(self, routespec):
        pass

    async def get_all_routes(self):
        return {{}}


c.JupyterHub.proxy_class = NoProxy
c.JupyterHub.bind_url = "http://127.0.0.1:{PORT}"
c.JupyterHub.hub_bind_url = "{SITE}"
c.JupyterHub.db_url = "sqlite:///{FOLDER}/hub.sqlite"
c.JupyterHub.cookie_secret_file = "{FOLDER}/cookie_secret"
c.Authenticator.auto_login = True
"""


def hub(secret, log):
    (FOLDER / "jupyterhub_config.py").write_text(AROUND_IT + SETTINGS)
    process = subprocess.Popen(
        [sys.executable, "-m", "jupyterhub", "--config", str(FOLDER / "jupyterhub_config.py")],
        cwd=FOLDER,
        env={**os.environ, "CLIENT_SECRET": secret},
        stdout=(FOLDER / log).open("wb"),
        stderr=subprocess.STDOUT,
    )
    answers(f"{SITE}/hub/health", process)
    return process


process = hub(CLIENT["client_secret"], "hub.log")
try:
    page = browse(f"{SITE}/hub/home")
    assert page["url"] == f"{SITE}/hub/home", (page, (FOLDER / "hub.log").read_text()[-3000:])
    assert "jupyterhub@people.example" in page["text"], page
    passed("log-in with PKCE and state; userinfo names the user")
    page = browse(f"{SITE}/hub/logout")
    assert page["url"] == BYE, page
    passed("logout of the hub and, after a question, of the issuer")
finally:
    process.terminate()
    process.wait()
process = hub("wrong", "refused.log")
try:
    assert browse(f"{SITE}/hub/home")["status"] >= 400
finally:
    process.terminate()
    process.wait()
log = (FOLDER / "refused.log").read_text()
refused_for_its_secret(re.search(r"Error fetching 401(?:.*\n){8}", log).group(0))

"""oidc-client-ts in Chromium against Assay, on pages of other origins: everything that a browser's own rules stand before.

One application is of the issuer's site (another port of localhost), one is of another site (127.0.0.1).
"""

import os
import shutil
import ssl
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from partner import FACTS, ISSUER, free_port, in_background, passed, refused_for_its_secret, register
from playwright.sync_api import sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from person import code_of

LIBRARY = (Path(os.environ["NODE_MODULES"]) / "oidc-client-ts/dist/browser/oidc-client-ts.min.js").read_bytes()
PORT = free_port()
NEAR, FAR = f"https://localhost:{PORT}", f"https://127.0.0.1:{PORT}"
RECOVERY_CODES = []
SCOPES = "openid profile email offline_access"
ADDRESSES = [
    argument
    for site in (NEAR, FAR)
    for argument in (
        *("--redirect-uri", f"{site}/callback", "--redirect-uri", f"{site}/silent"),
        *("--post-logout-redirect-uri", f"{site}/bye"),
    )
]
PUBLIC = register(
    *("--name", "Single page", "--auth-method", "none", "--scope", SCOPES),
    *("--grant", "authorization_code", "--grant", "refresh_token", *ADDRESSES),
)
SECRET = register(
    *("--name", "With a secret", "--auth-method", "client_secret_post"),
    *("--grant", "authorization_code", "--scope", SCOPES, *ADDRESSES),
)
SETTINGS = """
// docs: settings
const settings = {
  authority: ISSUER,
  client_id: CLIENT_ID,
  redirect_uri: location.origin + '/callback',
  silent_redirect_uri: location.origin + '/silent',
  post_logout_redirect_uri: location.origin + '/bye',
  scope: 'openid profile email',   // with offline_access it renews by a refresh token, from any site
  loadUserInfo: true
}
// docs: end
"""
PAGE = f"""<!doctype html><meta charset=utf-8><title>A single page</title><p>A page.</p>
<script src="/oidc-client-ts.js"></script><script>
const ISSUER = '{ISSUER}', CLIENT_ID = '{PUBLIC["client_id"]}'
{SETTINGS}
const manager = (more) => new oidc.UserManager({{ ...settings, ...more }})
const tried = (promise) => promise.then((value) => ({{ value }}), (error) => ({{ error: error.error ?? 'none', said: String(error) }}))
if (location.pathname === '/silent') new oidc.UserManager({{}}).signinSilentCallback()
</script>"""


class Site(BaseHTTPRequestHandler):
    def do_GET(self):
        library = self.path == "/oidc-client-ts.js"
        self.send_response(200)
        self.send_header("Content-Type", "text/javascript" if library else "text/html")
        self.end_headers()
        self.wfile.write(LIBRARY if library else PAGE.encode())

    def log_message(self, *_args):
        """Nothing: the partner's output is a conversation."""


def answered(page):
    """What somebody does on Assay's pages until they are back at the application."""
    for _ in range(8):
        page.wait_for_load_state()
        if not page.url.startswith(ISSUER + "/"):
            return
        if page.locator("#login-form").count():
            page.fill("#username", FACTS["username"])
            page.fill("#password", FACTS["password"])
            press(page, "#login-submit")
        elif page.locator("#enrolment-form").count():
            page.fill("#otp", code_of(page.inner_text("#enrolment-key"), time.time()))
            press(page, "#login-submit")
        elif page.locator("#recovery-codes-done").count():
            RECOVERY_CODES.extend(page.inner_text("#recovery-codes").split())
            press(page, "#recovery-codes-done")
        elif page.locator("#recovery-code").count():
            page.fill("#recovery-code", RECOVERY_CODES.pop())
            press(page, "#login-submit")
        elif page.locator("#factor-form").count():
            press(page, "#use-recovery-code")
        elif page.locator("#consent-form").count():
            press(page, "#consent-approve")
        else:
            raise AssertionError(f"a dead end at {page.url}: {page.inner_text('body')}")
    raise AssertionError(f"round in circles, at {page.url}")


def press(page, button):
    with page.expect_navigation():
        page.click(button)


def signed_in(page, site, more=""):
    page.goto(site)
    with page.expect_navigation(url=f"{ISSUER}/**"):
        page.evaluate(f"() => {{ manager({{{more}}}).signinRedirect() }}")
    answered(page)
    assert page.url.startswith(f"{site}/callback?"), page.url
    return page.evaluate(f"() => tried(manager({{{more}}}).signinRedirectCallback())")


server = ThreadingHTTPServer(("127.0.0.1", PORT), Site)
tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
tls.load_cert_chain(FACTS["certificate"], FACTS["key"])
server.socket = tls.wrap_socket(server.socket, server_side=True)
in_background(server.serve_forever)
with sync_playwright() as playwright:
    chromium = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
    page = chromium.new_context(ignore_https_errors=True).new_page()
    complaints = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)

    user = signed_in(page, NEAR).get("value")
    assert user, complaints
    assert user["profile"]["email"] == "oidcclientts@people.example", user
    passed("another origin: discovery, code with PKCE, keys, ID token and userinfo by CORS")
    renewed = page.evaluate("() => tried(manager().signinSilent())")
    assert renewed.get("value", {}).get("access_token") not in {None, user["access_token"]}, (renewed, complaints)
    passed("silent renewal with prompt=none in an iframe, from the issuer's site")
    assert not complaints, complaints

    user = signed_in(page, FAR, "scope: 'openid offline_access', prompt: 'consent'")["value"]
    silent = page.evaluate("() => tried(manager().signinSilent({ forceIframeAuth: true }))")
    assert silent.get("error") == "login_required", (silent, complaints)
    passed("from another site the iframe says login_required: cookies are not sent there")
    renewed = page.evaluate("() => tried(manager().signinSilent())")
    assert renewed["value"]["access_token"] != user["access_token"], renewed
    assert renewed["value"]["refresh_token"] != user["refresh_token"], renewed
    passed("from another site renewal by a refresh token, which rotates")
    assert "error" not in page.evaluate("() => tried(manager().revokeTokens())")
    passed("revocation by CORS")
    with page.expect_navigation(url=f"{FAR}/bye*"):
        page.evaluate("() => { manager().signoutRedirect() }")
    page.goto(NEAR)
    over = page.evaluate("() => tried(manager().signinSilent({ forceIframeAuth: true }))")
    assert over.get("error") == "login_required", over
    passed("logout by the ID token: silent renewal ends with it")

    refused = signed_in(page, NEAR, f"client_id: '{SECRET['client_id']}', client_secret: 'wrong'")
    assert refused["error"] == "invalid_client", refused
    refused_for_its_secret(refused["said"])
    chromium.close()

"""Apache with mod_auth_openidc against Assay: log-in with PKCE, claims in the environment, refresh, logout from both sides, a wrong secret."""

import subprocess
import time
from pathlib import Path

from partner import FACTS, ISSUER, answers, browse, free_port, passed, refused_for_its_secret, register

PORT = free_port()
SITE = f"http://localhost:{PORT}"
CLIENT = register(
    *("--name", "Apache", "--grant", "authorization_code", "--grant", "refresh_token"),
    *("--scope", "openid profile email"),
    *("--redirect-uri", f"{SITE}/secure/callback", "--post-logout-redirect-uri", f"{SITE}/bye.html"),
    *("--backchannel-logout-uri", f"{SITE}/secure/callback?logout=backchannel"),
)
AROUND_IT = """\
ServerRoot {folder}
ServerName localhost
Listen 127.0.0.1:{port}
PidFile {folder}/apache.pid
ErrorLog {folder}/error.log
CustomLog {folder}/access.log "%r %>s"
LogLevel warn auth_openidc:info
DefaultRuntimeDir {folder}
DocumentRoot {folder}/pages
LoadModule mpm_event_module /usr/lib/apache2/modules/mod_mpm_event.so
LoadModule authn_core_module /usr/lib/apache2/modules/mod_authn_core.so
LoadModule authz_core_module /usr/lib/apache2/modules/mod_authz_core.so
LoadModule authz_user_module /usr/lib/apache2/modules/mod_authz_user.so
LoadModule dir_module /usr/lib/apache2/modules/mod_dir.so
LoadModule mime_module /usr/lib/apache2/modules/mod_mime.so
LoadModule headers_module /usr/lib/apache2/modules/mod_headers.so
LoadModule auth_openidc_module /usr/lib/apache2/modules/mod_auth_openidc.so
TypesConfig /dev/null
AddType text/html .html
OIDCCABundlePath {authority}
Header always set X-Email "expr=%{{reqenv:OIDC_CLAIM_email}}"
Header always set X-Access-Token "expr=%{{reqenv:OIDC_access_token}}"
"""
SETTINGS = """\
# docs: settings
OIDCProviderMetadataURL {issuer}/.well-known/openid-configuration
OIDCClientID {client_id}
OIDCClientSecret {client_secret}
OIDCRedirectURI {site}/secure/callback
OIDCCryptoPassphrase {passphrase}
OIDCScope "openid profile email"
OIDCPKCEMethod S256
OIDCRemoteUserClaim email
OIDCPassClaimsAs environment
OIDCRefreshAccessTokenBeforeExpiry 400 logout_on_error
OIDCDefaultLoggedOutURL {site}/bye.html
<Location /secure>
  AuthType openid-connect
  Require valid-user
</Location>
# docs: end
"""


def apache(name, client_secret):
    folder = Path(FACTS["folder"]) / name
    (folder / "pages" / "secure").mkdir(parents=True)
    (folder / "pages" / "secure" / "index.html").write_text("<p id=inside>inside</p>")
    (folder / "pages" / "bye.html").write_text("<p>Good-bye.</p>")
    configuration = folder / "apache.conf"
    configuration.write_text(
        AROUND_IT.format(folder=folder, port=PORT, authority=FACTS["authority"])
        + SETTINGS.format(
            issuer=ISSUER,
            client_id=CLIENT["client_id"],
            client_secret=client_secret,
            site=SITE,
            passphrase="only-for-this-run",
        )
    )
    process = subprocess.Popen(
        ["/usr/sbin/apache2", "-X", "-f", str(configuration)], stdout=subprocess.DEVNULL, cwd=folder
    )
    answers(f"{SITE}/bye.html", process)
    return process, folder / "error.log"


def told_of_logout(access_log, seconds=20):
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        told = [line for line in access_log.read_text().splitlines() if "logout=backchannel" in line]
        if told:
            assert told[0].endswith(" 200"), (told, access_log.with_name("error.log").read_text()[-2000:])
            return
        time.sleep(0.1)
    raise AssertionError("nobody was told of the logout")


process, log = apache("good", CLIENT["client_secret"])
try:
    page = browse(f"{SITE}/secure/index.html")
    assert page["url"] == f"{SITE}/secure/index.html", (page, log.read_text()[-3000:])
    assert "inside" in page["text"], (page, log.read_text()[-3000:])
    assert page["headers"]["x-email"] == "modauthopenidc@people.example", page
    passed("log-in with PKCE, state and nonce; the ID token is verified, the e-mail address comes from userinfo")
    again = browse(f"{SITE}/secure/index.html")["headers"]["x-access-token"]
    assert len(again) > 40, page
    assert again != page["headers"]["x-access-token"], "no fresh access token"
    passed("refresh before the access token expires")
    browse(f"{ISSUER}/logout")
    told_of_logout(log.with_name("access.log"))
    passed("back-channel logout: Apache is told that the session ended at the issuer, and takes the logout token")
    assert "inside" in browse(f"{SITE}/secure/index.html")["text"]
    page = browse(f"{SITE}/secure/callback?logout={SITE}/bye.html")
    assert page["url"].startswith(f"{SITE}/bye.html"), page
    passed("logout of the site and of the issuer")
finally:
    process.terminate()
    process.wait()
process, log = apache("refused", "wrong")
try:
    page = browse(f"{SITE}/secure/index.html")
    assert "inside" not in page["text"], page
finally:
    process.terminate()
    process.wait()
refused_for_its_secret("\n".join(line for line in log.read_text().splitlines() if "error" in line))

"""oidc-agent against Assay: an account by the device flow, access tokens for other programs, ID token, a wrong secret."""

import json
import os
import re
import shlex
import subprocess
import time
import urllib.request
from pathlib import Path

from partner import FACTS, ISSUER, browse, passed, refused_for_its_secret, register

FOLDER = Path(FACTS["folder"])
CLIENT = register(
    *("--name", "oidc-agent", "--scope", "openid profile email offline_access"),
    *("--grant", "urn:ietf:params:oauth:grant-type:device_code", "--grant", "refresh_token"),
)
GEN = """
# docs: settings
oidc-gen --manual --flow=device --issuer={issuer} --client-id={client_id} --client-secret={client_secret} \\
  --scope="openid profile email offline_access" --redirect-uri=http://localhost:4242 {name}
# docs: end
"""
UNATTENDED = [
    "--cert-file",
    FACTS["authority"],
    "--pw-env=PASSPHRASE",
    "--prompt=none",
    "--no-url-call",
    "--confirm-no",
]
SOCKET = str(FOLDER / "agent.sock")
ENVIRONMENT = {
    **os.environ,
    "OIDC_SOCK": SOCKET,
    "OIDC_CONFIG_DIR": str(FOLDER / "accounts"),
    "PASSPHRASE": "only for this run",
}


def account(name, client_secret):
    """Begin an account, let the end-user connect the device, and give what oidc-gen said and its exit status."""
    words = GEN.format(issuer=ISSUER, client_id=CLIENT["client_id"], client_secret=client_secret, name=name)
    command = shlex.split(words.replace("\\\n", ""), comments=True)
    process = subprocess.Popen(
        [*command, *UNATTENDED], env=ENVIRONMENT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    said = ""
    for line in process.stdout:
        said += line
        code = re.search(r"\b[A-Z]{4}-[A-Z]{4}\b", line)
        if code:
            page = browse(f"{ISSUER}/device?user_code={code.group(0)}")
            assert page["status"] == 200, (said, page)
    return process.wait(), said


def token(*arguments):
    done = subprocess.run(
        ["oidc-token", *arguments, "assay"], env=ENVIRONMENT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


(FOLDER / "accounts").mkdir(mode=0o700)
agent = subprocess.Popen(
    ["oidc-agent", "--console", f"--socket-path={SOCKET}", "--always-allow-idtoken"],
    env=ENVIRONMENT,
    stdout=(FOLDER / "agent.log").open("wb"),
    stderr=subprocess.STDOUT,
)
try:
    for _ in range(100):
        if Path(SOCKET).exists():
            break
        time.sleep(0.05)
    status, said = account("assay", CLIENT["client_secret"])
    assert status == 0, (said, (FOLDER / "agent.log").read_text())
    passed("an account by the device flow, allowed by the end-user on the page of the device's code")
    first = token()
    request = urllib.request.Request(f"{ISSUER}/userinfo", headers={"Authorization": f"Bearer {first}"})
    person = json.load(urllib.request.urlopen(request, timeout=10))
    assert person["email"] == "oidcagent@people.example", person
    passed("an access token for other programs, which opens userinfo")
    assert token("--force-new") != first
    passed("refresh: a new access token on demand")
    status, said = account("refused", "wrong")
    assert status != 0, said
    refused_for_its_secret(said)
finally:
    agent.terminate()
    agent.wait()

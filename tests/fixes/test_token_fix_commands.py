"""Each fix of a token's cause that is a command: a real library refuses, the command that is printed is run, and it accepts.

docs/decisions/fix-commands.md says which command meets what.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from evidence import SECRET, certificate, claims, jwt, pem, rsa_key
from fixes.aws_machine import commands_of
from live import DevServer

pytest.importorskip("jwt", reason="PyJWT is not installed (dependency group dev)")

PYJWT = """import os, sys, jwt
key = open(sys.argv[1]).read() if len(sys.argv) > 1 else os.environ["KEY"]
print(jwt.decode(os.environ["TOKEN"], key, algorithms=[os.environ["ALG"]], options={"verify_aud": False, "verify_exp": False, "verify_iat": False})["sub"])
"""
WEB_CRYPTO = """import { readFileSync } from 'node:fs';
import { webcrypto as crypto } from 'node:crypto';
const [form, file] = process.argv.slice(2);
const der = Buffer.from(readFileSync(file, 'utf8').replace(/-----[^-]*-----|\\s/g, ''), 'base64');
const way = form === 'spki' ? [{ name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' }, false, ['verify']] : [{ name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign']];
try { await crypto.subtle.importKey(form, der, ...way); }
catch (error) { console.error(`cannot import the ${form === 'spki' ? 'public' : 'private'} key: ${error}`); process.exit(1); }
console.log('imported');
"""


class Folder:
    """A person's folder: `run` types a line into a shell there."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.variables: dict[str, str] = {}
        (path / "decode.py").write_text(PYJWT, encoding="utf-8")
        (path / "import.mjs").write_text(WEB_CRYPTO, encoding="utf-8")

    def run(self, script: str) -> subprocess.CompletedProcess[str]:
        source = str(Path(__file__).resolve().parents[2] / "src")
        return subprocess.run(
            ["/bin/bash", "-c", script],
            cwd=self.path,
            env=os.environ | {"PYTHONPATH": source, "PYTHON": sys.executable} | self.variables,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    def works(self, script: str) -> str:
        ran = self.run(script)
        assert ran.returncode == 0, (script, ran.stdout, ran.stderr)
        return ran.stdout

    def explained(self, failing: str, cause: str, *options: str) -> list[str]:
        """The fix's commands for what a failing line prints, piped as people do."""
        assert self.run(failing).returncode != 0, failing
        ran = self.run(f'{failing} 2>&1 | "$PYTHON" -m assay explain - -o json {shlex.join(options)}')
        answer = json.loads(ran.stdout)
        assert [found["code"] for found in answer["causes"]][:1] == [cause], (ran.stderr, answer)
        return commands_of(answer)

    def bundled(self, cause: str, **members: object) -> list[str]:
        (self.path / "evidence.json").write_text(json.dumps({"assay_bundle": 1} | members), encoding="utf-8")
        ran = self.run('"$PYTHON" -m assay explain --bundle evidence.json -o json')
        answer = json.loads(ran.stdout)
        assert [found["code"] for found in answer["causes"]][:1] == [cause], answer
        return commands_of(answer)


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DevServer]:
    running = DevServer(tmp_path_factory.mktemp("server"))
    yield running
    running.stop()


DECODE = '"$PYTHON" decode.py'


def test_a_certificate_in_the_place_of_a_key(folder):
    (folder.path / "issuer.crt").write_text(certificate())
    folder.variables = {"TOKEN": jwt(claims()), "ALG": "RS256"}
    (fix,) = folder.explained(f"{DECODE} issuer.crt", "jwt.certificate_given_as_public_key", "--key", "issuer.crt")
    assert fix == "openssl x509 -pubkey -noout -in issuer.crt > issuer-public.pem"
    folder.works(fix)
    assert folder.works(f"{DECODE} issuer-public.pem") == "user-1\n"


def test_a_key_that_is_encoded_once_more(folder):
    folder.variables = {"TOKEN": jwt(claims()), "ALG": "RS256", "PEM": pem(rsa_key())}
    wrapped = folder.works('printf %s "$PEM" | base64 -w0')
    folder.variables["KEY"] = wrapped
    failed = folder.run(DECODE)
    fix = folder.bundled("jwt.pem_base64_wrapped", symptom=failed.stderr, environment={"KEY": wrapped})
    assert folder.works(f'KEY="$({fix[0]})" {DECODE}') == "user-1\n"


def test_two_secrets_that_are_not_one(folder):
    folder.variables = {"TOKEN": jwt(claims(), alg="HS256"), "ALG": "HS256", "KEY": f"{SECRET[:-1]}x"}
    failed = folder.run(DECODE)
    members = {
        "symptom": failed.stderr,
        "credential": {"token": folder.variables["TOKEN"]},
        "now": "2026-09-21T14:13:20Z",
    }
    key = {"algorithms": ["HS256"], "key": {"secret": folder.variables["KEY"]}}
    (fix,) = folder.bundled("jwt.wrong_secret", verifier=key, **members)
    sums = {
        secret: folder.works(f"SECRET={shlex.quote(secret)}; {fix}") for secret in (SECRET, folder.variables["KEY"])
    }
    assert len(set(sums.values())) == 2
    folder.variables["KEY"] = SECRET
    assert folder.works(DECODE) == "user-1\n"


def test_a_token_that_was_written_with_a_line_break(folder, server):
    token = server.send("/token", {"grant_type": "client_credentials"}, basic=server.demo).json()["access_token"]
    (folder.path / "api.token").write_text(f"{token}\n")
    (folder.path / "call.py").write_text(
        "import sys, http.client\n"
        f"call = http.client.HTTPConnection('127.0.0.1', {server.port})\n"
        "token = open('api.token').read()\n"
        "call.request('GET', '/userinfo', headers={'Authorization': 'Bearer ' + token})\n"
        "print(call.getresponse().status)\n"
    )
    ask = f"curl --silent --user {':'.join(server.demo)} --data-urlencode token@api.token {server.issuer}/introspect"
    assert json.loads(folder.works(ask)) == {"active": False}
    fix = folder.explained('"$PYTHON" call.py', "jwt.whitespace_in_token")
    folder.variables["TOKEN"] = token
    folder.works(re.sub(r"\bFILE\b", "api.token", fix[0]))
    # The call is made now, and refused by the server for what the token is: it is no end-user's.
    assert folder.works('"$PYTHON" call.py').strip() == "401"
    assert json.loads(folder.works(ask))["active"] is True


def test_the_name_of_the_tokens_file_stands_in_the_command(folder):
    symptom = "ValueError: Invalid header value b'Bearer ...\\n'"
    fix = folder.bundled("jwt.whitespace_in_token", symptom=symptom, files={"api.token": f"{jwt(claims())}\n"})
    assert fix == ["printf '%s' \"$TOKEN\" > api.token"]


def test_keys_that_cannot_be_fetched(folder, server):
    token = jwt(claims(iss=server.issuer))
    fetch = "import sys, jwt; print(len(jwt.PyJWKClient(sys.argv[1]).get_signing_keys()))"
    dead = "http://127.0.0.1:1/jwks"
    failed = folder.run(f'"$PYTHON" -c {shlex.quote(fetch)} {dead}')
    assert failed.returncode != 0
    issuer = {"metadata": {"issuer": server.issuer, "jwks_uri": dead}}
    (fix,) = folder.bundled("jwt.jwks_unreachable", symptom=failed.stderr, credential={"token": token}, issuer=issuer)
    assert fix == f"curl -v {dead}"
    assert "refused" in folder.run(fix).stderr.lower()
    route = f"{server.issuer}/jwks"  # the way to the keys is open
    assert json.loads(folder.works(fix.replace(dead, route)))["keys"]
    assert int(folder.works(f'"$PYTHON" -c {shlex.quote(fetch)} {route}')) > 0


@pytest.mark.skipif(shutil.which("node") is None, reason="this machine lacks node")
@pytest.mark.parametrize(
    ("form", "make", "command"),
    [
        ("spki", "openssl genrsa 2048 | openssl rsa -RSAPublicKey_out -out old.pem", "openssl rsa -RSAPublicKey_in"),
        ("pkcs8", "openssl ecparam -name prime256v1 -genkey -noout -out old.pem", "openssl pkcs8 -topk8 -nocrypt"),
        ("pkcs8", "ssh-keygen -q -t ecdsa -b 256 -N '' -f old.pem", "cp old.pem old-new.pem && ssh-keygen"),
    ],
    ids=["public", "private", "openssh"],
)
def test_a_key_in_a_form_that_web_crypto_does_not_read(folder, form, make, command):
    folder.works(make)
    (fix,) = folder.explained(f"node import.mjs {form} old.pem", "jwt.pem_kind_not_supported", "--key", "old.pem")
    assert fix.startswith(command)
    folder.works(f"{fix} -N ''" if "ssh-keygen" in fix else fix)  # a person answers its question for a passphrase
    assert folder.works(f"node import.mjs {form} old-new.pem") == "imported\n"

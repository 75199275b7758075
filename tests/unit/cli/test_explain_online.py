"""`assay explain --online` against servers that really answer: an issuer of ours, over http and TLS, and an STS with faults."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from answering import Answering
from assay.cli import main
from assay.diagnosis.probing.probe import Probe
from assay.outbound.document import Location
from assay.outbound.evidence.probes import ask_issuer
from evidence import AWS_SECRET, KEY_ID, SENTENCE, SESSION_ID, SESSION_TOKEN, claims, http_date, jwk, jwt, rsa_key

OPENID = "/.well-known/openid-configuration"


class Issuer:
    """Publishes metadata and a key set; a test changes what it says."""

    def __init__(self, tls: Path | None = None) -> None:
        self.ahead = 0.0
        self.metadata: dict[str, object] = {}
        self.answers: dict[str, tuple[int, dict[str, str], bytes]] = {}
        self.server = Answering(self._answer, tls)
        self.url = self.server.url
        self.metadata = {"issuer": self.url, "jwks_uri": f"{self.url}/keys"}
        self.keys = {"keys": [jwk(rsa_key())]}

    def _answer(self, _method, path, _headers, _body):
        status, headers, content = self.answers.get(path, (0, {}, b""))
        if not status:
            documents = {OPENID: self.metadata, "/keys": self.keys}
            status = 200 if path in documents else 404
            content = json.dumps(documents.get(path, {})).encode()
        return status, {"Date": http_date(time.time() + self.ahead), **headers}, content

    @property
    def paths(self) -> list[str]:
        return [path for _, path, _, _ in self.server.asked]


@pytest.fixture
def issuer():
    made = Issuer()
    yield made
    made.server.stop()


def fresh(url: str, **changes) -> str:
    now = int(time.time())
    return jwt(claims(iss=url, iat=now - 10, exp=now + 300) | changes)


def explained(capsys, *words):
    status = main(["explain", *words, "--json"])
    told = capsys.readouterr()
    return status, json.loads(told.out), told.err


def codes(answer) -> list[str]:
    return [cause["code"] for cause in answer["causes"]]


def test_the_published_keys_prove_a_sound_token(issuer, capsys):
    status, answer, told = explained(capsys, fresh(issuer.url), "--issuer", issuer.url, "--online")
    assert (status, answer["verdict"]) == (0, "accepted")
    assert {"check": "signature", "outcome": "passed"} in answer["checks"]
    assert issuer.paths == [OPENID, "/keys"]
    assert f"asking GET {issuer.url}{OPENID} (nothing of yours is sent)" in told
    assert [probe["status"] for probe in answer["probes"]] == [200, 200]
    assert all("authorization" not in headers and not body for _, _, headers, body in issuer.server.asked)


def test_a_forged_token_fails_under_the_published_keys(issuer, capsys):
    forged = fresh(issuer.url).rsplit(".", 1)[0] + "." + "A" * 342
    status, answer, _ = explained(capsys, forged, "--issuer", issuer.url, "--online")
    assert status == 1
    assert "token.signature_mismatch" in [reason["code"] for reason in answer["reasons"]]


def test_the_token_is_never_sent_not_even_to_its_issuer(issuer, capsys):
    token = fresh(issuer.url)
    explained(capsys, token, "--issuer", issuer.url, "--online")
    assert token.rsplit(".", 1)[1] not in repr(issuer.server.asked)


def test_nobody_is_asked_without_the_option_and_nobody_without_a_named_issuer(issuer, capsys):
    token = fresh(issuer.url)
    explained(capsys, token, "--issuer", issuer.url)
    _, _, told = explained(capsys, token, "--online")
    assert issuer.server.asked == []
    assert "name the issuer with --issuer URL" in told


def test_the_date_header_tells_a_clock_that_is_wrong(issuer, capsys):
    issuer.ahead = -700.0
    now = int(time.time())
    token = fresh(issuer.url, iat=now + 200, nbf=now + 200, exp=now + 800)
    _, answer, _ = explained(capsys, token, "--issuer", issuer.url, "--online")
    assert "token.not_yet_valid" in [reason["code"] for reason in answer["reasons"]]
    assert codes(answer)[0].startswith("jwt.clock_skew"), answer["causes"]


def test_metadata_of_another_issuer_lends_no_keys_and_is_told(issuer, capsys):
    issuer.metadata["issuer"] = "https://id.example.org"
    token = fresh(issuer.url)
    _, answer, _ = explained(capsys, token, "--issuer", issuer.url, "--online")
    assert {"check": "signature", "outcome": "passed"} not in answer["checks"]
    (status, answer, _) = explained(capsys, "--issuer", issuer.url, "--online")
    assert "oauth.discovery_issuer_mismatch" in codes(answer)
    assert status in {0, 1}


def test_the_second_place_of_metadata_is_asked_when_the_first_has_none(issuer, capsys):
    issuer.answers[OPENID] = (404, {}, b"not here")
    oauth = "/.well-known/oauth-authorization-server"
    issuer.answers[oauth] = (200, {}, json.dumps(issuer.metadata).encode())
    status, answer, _ = explained(capsys, fresh(issuer.url), "--issuer", issuer.url, "--online")
    assert (status, answer["verdict"]) == (0, "accepted")
    assert issuer.paths == [OPENID, oauth, "/keys"]


@pytest.mark.parametrize(
    "answer",
    [
        (503, {}, b"upstream"),
        (200, {}, b"<html>sign in to the network</html>"),
        (200, {}, b'{"keys": []}'),
        (200, {}, b"x" * 300_000),
        (302, {"Location": "http://127.0.0.1:9/"}, b""),
    ],
)
def test_a_key_set_that_cannot_be_had_is_evidence_and_no_crash(issuer, capsys, answer):
    issuer.answers["/keys"] = answer
    status, told, _ = explained(capsys, fresh(issuer.url), "--issuer", issuer.url, "--online")
    assert status in {0, 1}
    assert told["verdict"] != "accepted"
    assert {"check": "signature", "outcome": "passed"} not in told["checks"]
    assert issuer.paths == [OPENID, "/keys"]


def test_metadata_that_answers_with_garbage_ends_the_questions(issuer, capsys):
    for path in (OPENID, "/.well-known/oauth-authorization-server"):
        issuer.answers[path] = (200, {}, b"\x00\x1b[31m" * 50)
    status, answer, told = explained(capsys, fresh(issuer.url), "--issuer", issuer.url, "--online")
    assert (status, answer["verdict"]) == (0, "undecided")
    assert "\x1b" not in told


def test_proxies_of_the_environment_are_named_once_and_not_used(issuer, capsys, monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "http://user:secret@127.0.0.1:1")
    _, _, told = explained(capsys, fresh(issuer.url), "--issuer", issuer.url, "--online")
    assert told.count("HTTP_PROXY set: --online does not use proxies") == 1
    assert "secret" not in told
    assert issuer.paths == [OPENID, "/keys"]


def test_where_nobody_answers_the_status_is_7(capsys):
    gone = Issuer()
    gone.server.stop()
    status, answer, told = explained(capsys, fresh(gone.url), "--issuer", gone.url, "--online")
    assert status == 7
    assert "no answer: it cannot be reached" in told
    assert answer["probes"][0]["fault"]


def test_a_public_issuers_metadata_cannot_point_into_this_machine(issuer):
    named = Location.parse("https://id.example.org")
    probed = ask_issuer(Probe("keys", "GET", f"{issuer.url}/keys", "", ""), named)
    assert "private address" in probed.fault
    assert issuer.server.asked == []


@pytest.mark.parametrize(
    "url", ["ftp://id.example.org", "http://id.example.org", "https://u:p@id.example.org", "x", "http://[::1"]
)
def test_an_issuer_that_may_not_be_asked_is_a_word_that_is_off(capsys, url):
    assert main(["explain", fresh("x"), "--issuer", url, "--online"]) == 2
    assert "Traceback" not in capsys.readouterr().err


def test_a_bundle_and_a_refusal_are_explained_offline_only(capsys, tmp_path):
    file = tmp_path / "bundle.json"
    file.write_text('{"assay_bundle": 1}')
    assert main(["explain", "--bundle", str(file), "--online"]) == 2
    assert main(["explain", "--refusal", "rf_x", "--online"]) == 2


def test_each_question_is_shown_before_it_is_asked():
    shown = threading.Event()
    order: list[str] = []

    def answer(*_asked):
        assert shown.wait(20), "asked before it was shown"
        order.append("asked")
        return 404, {}, b""

    server = Answering(answer)
    try:
        command = [sys.executable, "-m", "assay", "explain", "--issuer", server.url, "--online"]
        with subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True) as process:
            assert "asking GET" in process.stderr.readline()
            order.append("shown")
            shown.set()
            process.stderr.read()
    finally:
        server.stop()
    assert order[:2] == ["shown", "asked"]


# ---------------------------------------------------------------------------------------------- TLS


@pytest.fixture(scope="module")
def authority(tmp_path_factory) -> tuple[Path, Path]:
    """(the file of a throw-away CA, the file of a server's key and certificate for localhost)."""
    folder = tmp_path_factory.mktemp("ca")
    now = datetime.now(UTC)

    def certificate(name: str, key, signer_name: str, signer, *, is_ca: bool) -> x509.Certificate:
        builder = (
            x509.CertificateBuilder()
            .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]))
            .issuer_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, signer_name)]))
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(minutes=5))
            .not_valid_after(now + timedelta(hours=1))
            .add_extension(x509.BasicConstraints(ca=is_ca, path_length=None), critical=True)
            .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), critical=False)
        )
        if is_ca:
            usage = x509.KeyUsage(False, False, False, False, False, True, True, False, False)
            builder = builder.add_extension(usage, critical=True)
        return builder.sign(signer, hashes.SHA256())

    root, leaf = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    as_pem = serialization.Encoding.PEM
    (folder / "ca.pem").write_bytes(certificate("test CA", root, "test CA", root, is_ca=True).public_bytes(as_pem))
    private = leaf.private_bytes(as_pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (folder / "server.pem").write_bytes(
        private + certificate("localhost", leaf, "test CA", root, is_ca=False).public_bytes(as_pem)
    )
    return folder / "ca.pem", folder / "server.pem"


@pytest.mark.parametrize(("trusted", "status"), [(True, 0), (False, 7)])
def test_over_tls_the_certificate_must_verify(authority, trusted, status):
    ca, server = authority
    issuer = Issuer(server)
    try:
        done = subprocess.run(
            [sys.executable, "-m", "assay", "explain", fresh(issuer.url), "--issuer", issuer.url, "--online", "--json"],
            env={**os.environ, **({"SSL_CERT_FILE": str(ca)} if trusted else {})},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
    finally:
        issuer.server.stop()
    assert done.returncode == status, done.stderr
    assert json.loads(done.stdout)["verdict"] == ("accepted" if trusted else "undecided")
    if not trusted:
        assert "certificate does not verify" in done.stderr


# ---------------------------------------------------------------------------------------------- AWS

_ERROR = (
    '<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type><Code>{code}</Code>'
    "<Message>{message}</Message></Error><RequestId>0a1b2c3d-1111-2222-3333-444455556666</RequestId></ErrorResponse>"
)
_IDENTITY = (
    '<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>'
    "<Arn>arn:aws:iam::123456789012:user/ci</Arn><UserId>AIDAEXAMPLE</UserId><Account>123456789012</Account>"
    "</GetCallerIdentityResult></GetCallerIdentityResponse>"
)


class Sts:
    """Answers GetCallerIdentity: the identity, or an error in the dialect of the query API."""

    def __init__(self) -> None:
        self.error: tuple[str, str] | None = None
        self.ahead = 0.0
        self.server = Answering(self._answer)

    def _answer(self, _method, _path, headers, _body):
        date = {"Date": http_date(time.time() + self.ahead), "Content-Type": "text/xml"}
        assert headers["authorization"].startswith("AWS4-HMAC-SHA256 Credential=")
        if self.error is None:
            return 200, date, _IDENTITY.encode()
        code, message = self.error
        return 403, date, _ERROR.format(code=code, message=message).encode()


@pytest.fixture
def sts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path))
    made = Sts()
    monkeypatch.setenv("AWS_ENDPOINT_URL_STS", made.server.url)
    monkeypatch.setenv("AWS_REGION", "eu-west-1")
    yield made
    made.server.stop()


def set_keys(monkeypatch, key_id: str = KEY_ID, token: str | None = None) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", key_id)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", AWS_SECRET)
    if token is not None:
        monkeypatch.setenv("AWS_SESSION_TOKEN", token)


def explained_aws(capsys, *words):
    status = main(["explain", "aws", "--json", *words])
    told = capsys.readouterr()
    return status, json.loads(told.out), told.err


def test_credentials_that_aws_knows_are_accepted(sts, monkeypatch, capsys):
    set_keys(monkeypatch, SESSION_ID, SESSION_TOKEN)
    status, answer, told = explained_aws(capsys, "--online")
    assert (status, answer["verdict"]) == (0, "accepted")
    ((method, path, headers, body),) = sts.server.asked
    assert (method, path, body) == ("POST", "/", b"Action=GetCallerIdentity&Version=2011-06-15")
    assert f"Credential={SESSION_ID}/" in headers["authorization"]
    assert "/eu-west-1/sts/aws4_request" in headers["authorization"]
    assert f"POST {sts.server.url} (signed with the key {SESSION_ID} and its session token" in told
    assert AWS_SECRET not in told + json.dumps(answer) + repr(sts.server.asked)


def test_without_the_option_aws_is_not_asked(sts, monkeypatch, capsys):
    set_keys(monkeypatch)
    explained_aws(capsys)
    assert sts.server.asked == []


@pytest.mark.parametrize(
    ("key_id", "error", "cause"),
    [
        (
            SESSION_ID,
            ("InvalidClientTokenId", "The security token included in the request is invalid."),
            "aws.session_token_missing",
        ),
        (SESSION_ID, ("ExpiredToken", "The security token included in the request is expired"), "aws.session_expired"),
    ],
)
def test_what_aws_answers_is_explained_by_the_same_engine(sts, monkeypatch, capsys, key_id, error, cause):
    set_keys(monkeypatch, key_id, SESSION_TOKEN if cause == "aws.session_expired" else None)
    sts.error = error
    status, answer, _ = explained_aws(capsys, "--online")
    assert status == 1
    assert codes(answer)[0] == cause


def test_a_wrong_clock_is_found_from_the_two_times_in_the_error(sts, monkeypatch, capsys):
    set_keys(monkeypatch)
    now = datetime.now(UTC)
    signed, server = now.strftime("%Y%m%dT%H%M%SZ"), (now + timedelta(minutes=47)).strftime("%Y%m%dT%H%M%SZ")
    edge = (now + timedelta(minutes=32)).strftime("%Y%m%dT%H%M%SZ")
    sts.error = (
        "SignatureDoesNotMatch",
        f"Signature expired: {signed} is now earlier than {edge} ({server} - 15 min.)",
    )
    sts.ahead = 47 * 60
    status, answer, _ = explained_aws(capsys, "--online")
    assert (status, codes(answer)[0]) == (1, "aws.clock_skew")


def test_that_aws_knows_the_credentials_does_not_unsay_a_commands_error(sts, monkeypatch, capsys):
    set_keys(monkeypatch, SESSION_ID, SESSION_TOKEN)
    command = [sys.executable, "-c", f"import sys; sys.stderr.write({SENTENCE!r}); sys.exit(254)"]
    status, answer, _ = explained_aws(capsys, "--online", "--", *command)
    assert (status, answer["verdict"]) == (1, "refused")
    assert len(sts.server.asked) == 1


@pytest.mark.parametrize("region", ["eu-west-1.evil.example/", "localhost", "eu west 1", "x\n"])
def test_a_region_that_is_none_is_not_made_into_a_host(sts, monkeypatch, capsys, region):
    monkeypatch.delenv("AWS_ENDPOINT_URL_STS")
    set_keys(monkeypatch)
    monkeypatch.setenv("AWS_REGION", region)
    _, answer, told = explained_aws(capsys, "--online")
    assert answer["probes"] == []
    assert "is no region of AWS" in told


def test_an_endpoint_on_plain_http_elsewhere_gets_no_credentials(sts, monkeypatch, capsys):
    set_keys(monkeypatch)
    monkeypatch.setenv("AWS_ENDPOINT_URL_STS", "http://sts.example.org")
    status, answer, _ = explained_aws(capsys, "--online")
    assert status == 7
    assert "only loopback addresses" in answer["probes"][0]["fault"]


def test_credentials_that_somebody_would_have_to_hand_out_first_are_not_asked_for(sts, tmp_path, capsys):
    (tmp_path / ".aws").mkdir()
    (tmp_path / ".aws" / "config").write_text("[default]\ncredential_process = /bin/make-credentials\n")
    _, answer, told = explained_aws(capsys, "--online")
    assert sts.server.asked == answer["probes"] == []
    assert "would have to be fetched first" in told


def test_a_key_id_that_no_header_can_carry_is_not_sent(sts, monkeypatch, capsys):
    set_keys(monkeypatch, KEY_ID + "\n")
    _, _, told = explained_aws(capsys, "--online")
    assert sts.server.asked == []
    assert "no request can carry" in told


def test_what_was_asked_is_saved_without_its_secrets(sts, monkeypatch, capsys, tmp_path):
    set_keys(monkeypatch, SESSION_ID, SESSION_TOKEN)
    file = tmp_path / "evidence.json"
    explained_aws(capsys, "--online", "--save", str(file))
    saved = file.read_text()
    assert "GetCallerIdentity" in saved
    signature = sts.server.asked[0][2]["authorization"].rsplit("=", 1)[1]
    assert [secret for secret in (AWS_SECRET, SESSION_TOKEN, signature) if secret in saved] == []

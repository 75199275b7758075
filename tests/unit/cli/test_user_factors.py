"""`assay user factors`, `reset-factors`, `recovery-codes`, `enrol-app` and `import-breached` on a real store."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from base64 import b32decode
from hashlib import sha1

from assay.primitives.totp import code_at, step_at

PASSWORD = "correct horse battery staple"


def create(assay) -> None:
    made = assay("user", "create", "--username", "ada", "--password-stdin", given=PASSWORD)
    assert made.status == 0, made.err


def factors(assay):
    done = assay("user", "factors", "ada", "-o", "json")
    assert done.status == 0, done.err
    return done.document


def test_recovery_codes_are_printed_once_and_counted(assay) -> None:
    create(assay)
    assert factors(assay)["recovery_codes_left"] == 0
    first = assay("user", "recovery-codes", "ada", "-o", "json").document["recovery_codes"]
    second = assay("user", "recovery-codes", "ada", "-o", "json").document["recovery_codes"]
    assert len({*first, *second}) == 20
    assert factors(assay)["recovery_codes_left"] == 10
    assert first[0].encode() not in (assay.folder / ".assay" / "assay.db").read_bytes()


def test_an_app_is_enrolled_by_the_code_of_the_shown_key(assay) -> None:
    create(assay)
    process = subprocess.Popen(
        [sys.executable, "-m", "assay", "user", "enrol-app", "ada", "-o", "json"],
        cwd=assay.folder,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    shown = ""
    while not (key := re.search(r"Key: ([A-Z2-7 ]+)\n", shown)):
        shown += process.stderr.readline()
    assert "\u2580" in shown or "\u2584" in shown  # half blocks: a QR code
    seed = b32decode(key[1].replace(" ", ""))
    out, err = process.communicate(code_at(seed, step_at(time.time())) + "\n", timeout=30)
    assert process.returncode == 0, err
    assert len(re.findall(r"[a-z2-7]{4}(?:-[a-z2-7]{4}){3}", out)) == 10
    assert factors(assay)["authenticator_app_since"]
    assert key[1] not in out
    database = (assay.folder / ".assay" / "assay.db").read_bytes()
    assert seed not in database
    reset = assay("user", "reset-factors", "ada", "-o", "json")
    assert reset.status == 0, reset.err
    assert reset.document["authenticator_app_since"] is None
    assert reset.document["recovery_codes_left"] == 0


def test_a_wrong_code_enrols_nothing(assay) -> None:
    create(assay)
    refused = assay("user", "enrol-app", "ada", "-o", "json", given="000000\n")
    assert refused.status != 0
    assert "end_user.code_mismatch" in refused.err
    assert factors(assay)["authenticator_app_since"] is None


def test_nobody_has_no_factors(assay) -> None:
    for verb in ("factors", "reset-factors", "recovery-codes", "enrol-app"):
        assert assay("user", verb, "nobody").status == 6


def test_a_list_of_breached_passwords_is_imported_and_then_asked(assay) -> None:
    hashes = assay.folder / "hashes.txt"
    hashes.write_text(f"{sha1(PASSWORD.encode()).hexdigest().upper()}:3\n")
    assert assay("user", "import-breached", str(hashes)).status == 2
    settings = assay.folder / ".assay" / "assay.toml"
    settings.write_text(settings.read_text() + '[passwords]\nbreached_file = "breached.list"\n')
    done = assay("user", "import-breached", str(hashes), "-o", "json")
    assert done.status == 0, done.err
    assert done.document["passwords"] == 1
    assert done.document["in_use"] is True
    refused = assay("user", "create", "--username", "ada", "--password-stdin", "-o", "json", given=PASSWORD)
    assert "registration.password_breached" in refused.err
    settings.write_text(settings.read_text().replace("breached.list", "missing.list"))
    assert assay("user", "create", "--username", "ada", "--password-stdin", given=PASSWORD).status == 3
    assert assay("user", "import-breached", str(assay.folder / "nothing"), "--to", "x").status == 2

"""The verifier loads `cryptography` and nothing else; the checks do not even load that."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import assay
from assay import verifier

ROOT = Path(assay.__file__).parents[1]


def loaded_by(statement: str) -> set[str]:
    """The packages outside the standard library that a statement loads in a fresh interpreter."""
    program = (
        f"import sys; sys.path.insert(0, {str(ROOT)!r}); before = set(sys.modules); {statement};"
        "print(*{name.partition('.')[0] for name in set(sys.modules) - before} - set(sys.stdlib_module_names))"
    )
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "COVERAGE"))}
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, env=environment)
    return {name for name in done.stdout.split() if not name.startswith("_")}


def test_the_verifier_needs_one_package_and_that_only_for_keys():
    assert loaded_by("import assay.verifier") == {"assay"}
    everything = "import assay.verifier as v; [getattr(v, name) for name in v.__all__]"
    assert loaded_by(everything) == {"assay", "cryptography"}


def test_fetching_keys_needs_no_more():
    assert loaded_by("import assay.outbound.remote_key_set") <= {"assay", "cryptography"}


def test_threads_load_no_event_loop():
    statement = (
        "import assay.verifier, assay.outbound.remote_key_set as r, assay.outbound.discovered_key_set as d,"
        " assay.outbound.introspection_endpoint, assay.integrations.wsgi;"
        " r.RemoteKeySet('http://127.0.0.1:1/').current(); d.discovered_key_set('http://127.0.0.1:1').current();"
        " assert 'asyncio' not in sys.modules"
    )
    assert loaded_by(statement) <= {"assay", "cryptography"}


def test_looking_at_a_token_without_a_key_needs_none():
    statement = "import assay.checks.access_token, assay.formats.jose.jwt; assay.formats.jose.jwt.read_jwt('a.b.c')"
    assert loaded_by(statement) == {"assay"}


def test_every_public_name_is_there():
    for name in verifier.__all__:
        assert getattr(verifier, name) is not None
    with pytest.raises(AttributeError):
        verifier.unheard_of  # noqa: B018 - asking for it is the test

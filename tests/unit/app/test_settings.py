from __future__ import annotations

from pathlib import Path

import pytest

from assay.app.addresses import Address, parse_listen
from assay.app.configuration.loading import Sources
from assay.app.configuration.setting import ConfigurationRefused
from assay.app.settings import load_settings, relaxations


def loaded(folder: Path, **environment: str):
    return load_settings(Sources(environment={"ASSAY_ISSUER": "https://a.example", **environment}, folder=folder))


def test_an_issuer_is_all_that_must_be_given(tmp_path: Path) -> None:
    result = loaded(tmp_path)
    assert result.tree.authorization.issuer == "https://a.example"
    assert result.tree.lifetimes.access_token == 300
    assert relaxations(result) == ()


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("ASSAY_ISSUER", "http://a.example", "ASSAY_ISSUER: issuer: it is http on a.example"),
        ("ASSAY_LISTEN", "8400", "ASSAY_LISTEN: listen: '8400'; expected HOST:PORT"),
        ("ASSAY_METRICS__LISTEN", "x", "ASSAY_METRICS__LISTEN: metrics.listen"),
        ("ASSAY_WORKERS", "2", "2 processes on SQLite, which has one writer; expected 1"),
        ("ASSAY_DATABASE_URL", "mysql://u:pw@h", "ASSAY_DATABASE_URL: database_url: a value (not shown)"),
        ("ASSAY_WEB__TRUSTED_PROXIES", "10.0.0.0/99", "ASSAY_WEB__TRUSTED_PROXIES: web.trusted_proxies"),
        ("ASSAY_LIFETIMES__ACCESS_TOKEN", "0", "access_token is 0"),
        ("ASSAY_SIGN_IN__NETWORK_PER_SECOND", "0", "everywhere_per_second and network_per_second"),
        ("ASSAY_SIGN_IN__ACCOUNT_BURST", "0", "everywhere_burst and network_burst"),
        ("ASSAY_REFUSAL_READING__PER_SECOND", "0", "burst is at least one reading"),
        ("ASSAY_SESSION__LIFETIME", "0", "lifetime"),
        ("ASSAY_WEB__BODY_TIMEOUT", "0", "body_timeout"),
    ],
)
def test_values_that_cannot_be_are_refused(tmp_path: Path, name: str, value: str, told: str) -> None:
    with pytest.raises(ConfigurationRefused, match="expected") as caught:
        loaded(tmp_path, **{name: value})
    assert told in str(caught.value)
    assert "pw" not in str(caught.value)


def test_relaxations_are_named(tmp_path: Path) -> None:
    result = loaded(tmp_path, ASSAY_INSECURE_READABLE_KEY_FILE="true")
    assert [one.name for one in relaxations(result)] == ["insecure_readable_key_file"]


def test_listen_addresses() -> None:
    assert parse_listen("localhost:1") == (Address("127.0.0.1", 1), Address("::1", 1))
    assert parse_listen("[::]:80") == (Address("::", 80),)
    for wrong in ("::1:80", ":80", "h:", "h:x", "h:70000", "h:²"):
        with pytest.raises(ValueError, match=r"HOST:PORT|brackets"):
            parse_listen(wrong)

"""`assay key …` on a real store."""

from __future__ import annotations

from base64 import b64encode


def test_a_new_key_is_published_before_it_signs_and_the_old_one_goes_on(assay) -> None:
    first = assay("key", "rotate", "--json").document
    assert {key["algorithm"] for key in first} == {"ES256", "RS256", "EdDSA"}
    assert {key["state"] for key in first} == {"signs"}
    second = assay("key", "rotate", "--alg", "ES256", "--json").document
    states = {key["kid"]: key["state"] for key in second if key["algorithm"] == "ES256"}
    assert sorted(states.values()) == ["published", "signs"]
    old = next(key for key in second if key["algorithm"] == "ES256" and key["state"] == "signs")
    new = next(key for key in second if key["state"] == "published")
    assert old["retires_at"] > new["signs_from"]
    assert assay("key", "list", "--json").document == second


def test_an_unknown_algorithm_ends_with_2(assay) -> None:
    refused = assay("key", "rotate", "--alg", "HS256")
    assert refused.status == 2
    assert "registration.signing_algorithm_unknown" in refused.err


def test_a_revoked_key_signs_no_more_and_another_does(assay) -> None:
    kid = assay("key", "rotate", "--alg", "ES256", "--json").document[0]["kid"]
    keys = assay("key", "revoke", kid, "--json").document
    assert {key["kid"]: key["state"] for key in keys}[kid] == "revoked"
    assert [key["state"] for key in keys].count("signs") == 1


def test_the_list_says_when_there_is_none(assay) -> None:
    assert "assay serve" in assay("key", "list").out


def test_a_private_key_is_not_readable_in_the_database(assay) -> None:
    assay("key", "rotate", "--alg", "EdDSA")
    database = b"".join(file.read_bytes() for file in assay.folder.glob(".assay/assay.db*"))
    assert b"PRIVATE KEY" not in database
    (assay.folder / ".assay" / "key").unlink()
    assert assay("key", "rotate").status == 3


def test_a_change_of_the_key_encryption_key(assay) -> None:
    assay("key", "rotate")
    home = assay.folder / ".assay"
    (home / "key").rename(home / "older")
    (home / "key").write_bytes(b64encode(bytes(range(32, 64))))
    (home / "key").chmod(0o600)
    settings = (home / "assay.toml").read_text()
    (home / "assay.toml").write_text(settings + 'older_key_encryption_key_files = ["older"]\n')
    assert assay("key", "rewrap", "--check").status == 1
    assert assay("key", "rewrap", "--json").document == {"current": 3, "resealed": 3, "older": 0, "broken": []}
    assert assay("key", "rewrap", "--check").status == 0
    (home / "assay.toml").write_text(settings)
    assert assay("key", "rewrap", "--check").status == 0


def test_a_value_under_a_key_that_is_not_there_is_a_fault_that_names_it(assay) -> None:
    assay("key", "rotate", "--alg", "EdDSA")
    (assay.folder / ".assay" / "key").write_bytes(b64encode(bytes(range(32, 64))))
    broken = assay("key", "rewrap")
    assert broken.status == 3
    assert "default/signing_keys/sealed_private_key/" in broken.err
    assert "older_key_encryption_key_files" in broken.err

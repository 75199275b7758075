"""`assay config …`."""

from __future__ import annotations

import json


def test_show_tells_where_each_value_comes_from(assay, monkeypatch) -> None:
    monkeypatch.setenv("ASSAY_LIFETIMES__ACCESS_TOKEN", "120")
    rows = {row["name"]: row for row in assay("config", "show", "--json").document["settings"]}
    assert rows["issuer"]["value"] == "http://localhost:8400"
    assert rows["issuer"]["origin"].endswith("assay.toml:1")
    assert rows["lifetimes.access_token"] == {
        "name": "lifetimes.access_token",
        "value": 120,
        "origin": "ASSAY_LIFETIMES__ACCESS_TOKEN",
    }
    assert rows["lifetimes.id_token"]["origin"] == "default"
    assert rows["database_url"]["value"] == "(not shown)"


def test_show_takes_a_section_or_a_setting_and_knows_the_nearest(assay) -> None:
    assert "lifetimes.access_token" in assay("config", "show", "lifetimes").out
    assert len(assay("config", "show", "issuer", "--json").document["settings"]) == 1
    refused = assay("config", "show", "lifetime")
    assert refused.status == 2
    assert "Did you mean lifetimes?" in refused.err


def test_check_ends_with_3_and_names_file_line_and_nearest(assay) -> None:
    assert assay("config", "check").status == 0
    file = assay.folder / ".assay" / "assay.toml"
    file.write_text(file.read_text() + "\n[lifetimes]\naccess_tokken = 3\n")
    refused = assay("config", "check", "-o", "json")
    assert refused.status == 3
    seen = json.loads(refused.err)["fault"]["seen"]
    assert "assay.toml:6" in seen
    assert "Did you mean lifetimes.access_token?" in seen

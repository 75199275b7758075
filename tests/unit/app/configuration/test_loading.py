from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import pytest

from assay.app.configuration.loading import Sources, load
from assay.app.configuration.setting import ConfigurationRefused, Origin, Setting
from assay.app.configuration.tree import secret


@dataclass(frozen=True, slots=True)
class Web:
    issuer: str
    body_limit: int = 100
    ratio: float = 0.5
    verbose: bool = False
    proxies: tuple[str, ...] = ()
    level: Literal["low", "high"] = "low"
    longest: int | None = None

    def __post_init__(self) -> None:
        if self.body_limit == 13:
            raise ValueError("body_limit is 13")


@dataclass(frozen=True, slots=True)
class Tree:
    issuer: str = "https://default.example"
    database: str = secret("sqlite:a.db")
    web: Web = field(default_factory=lambda: Web(""))


def loaded(folder: Path, text: str | None = None, environment=None, flags=None, ours=()):
    if text is not None:
        (folder / "assay.toml").write_text(text)
    return load(Tree, Sources(environment=environment or {}, flags=flags or {}, folder=folder, ours=ours))


def refused(folder: Path, text: str | None = None, environment=None, flags=None) -> list[str]:
    with pytest.raises(ConfigurationRefused) as caught:
        loaded(folder, text, environment, flags)
    return [str(one) for one in caught.value.refused]


def origins(result) -> dict[str, str]:
    return {one.name: str(one.origin) for one in result.settings}


def test_defaults_hold_where_nothing_is_given(tmp_path: Path) -> None:
    result = loaded(tmp_path)
    assert result.tree.web.body_limit == 100
    assert result.file is None
    assert set(origins(result).values()) == {"default"}


def test_flags_beat_environment_beats_ours_beats_file(tmp_path: Path) -> None:
    text = 'issuer = "https://file.example"\n[web]\nbody_limit = 1\nratio = 1\nverbose = true\n'
    ours = (Setting(("web", "ratio"), 0.25, Origin("serve --dev")), Setting(("web", "body_limit"), 2, Origin("--dev")))
    result = loaded(
        tmp_path,
        text,
        {"ASSAY_WEB__BODY_LIMIT": "3", "ASSAY_WEB__VERBOSE": "off", "ASSAY_SERVICE_HOST": "10.0.0.1", "HOME": "/"},
        {"web.verbose": "true"},
        ours,
    )
    web = result.tree.web
    assert (result.tree.issuer, web.body_limit, web.ratio, web.verbose) == ("https://file.example", 3, 0.25, True)
    told = origins(result)
    assert told["issuer"] == f"{tmp_path / 'assay.toml'}:1"
    assert told["web.body_limit"] == "ASSAY_WEB__BODY_LIMIT"
    assert told["web.ratio"] == "serve --dev"
    assert told["web.verbose"] == "--web-verbose"
    assert told["web.level"] == "default"


def test_a_section_takes_the_roots_value_where_it_has_no_default(tmp_path: Path) -> None:
    assert loaded(tmp_path, environment={"ASSAY_ISSUER": "https://e.example"}).tree.web.issuer == "https://e.example"


def test_lists_and_optional_values_from_text_and_from_toml(tmp_path: Path) -> None:
    given = loaded(tmp_path, environment={"ASSAY_WEB__PROXIES": "a, b,", "ASSAY_WEB__LONGEST": "5"}).tree.web
    assert (given.proxies, given.longest) == (("a", "b"), 5)
    given = loaded(tmp_path, '[web]\nproxies = ["c"]\nlongest = 7\nlevel = "high"').tree.web
    assert (given.proxies, given.longest, given.level) == (("c",), 7, "high")


def test_everything_wrong_is_told_at_once_with_place_seen_expected_and_nearest(tmp_path: Path) -> None:
    text = 'isuer = "x"\n[web]\nbody_limit = "many"\nratio = -1\nproxies = [1]\nlevel = "middle"\nverbose = 1\n'
    told = refused(tmp_path, text, {"ASSAY_ISSUR": "y", "ASSAY_WEB__RATIO": "nan"}, {"web.body_limit": "1.5"})
    file = tmp_path / "assay.toml"
    assert told[0] == "environment: ASSAY_ISSUR: an unknown name; expected a setting's name. Did you mean ASSAY_ISSUER?"
    assert f"{file}:1: isuer: an unknown name; expected a setting's name. Did you mean issuer?" in told
    assert f"{file}:3: web.body_limit: 'many'; expected a whole number, not negative." in told
    assert f"{file}:4: web.ratio: -1; expected a number, not negative." in told
    assert f"{file}:5: web.proxies: [1]; expected a list of texts." in told
    assert f"{file}:6: web.level: 'middle'; expected one of low, high." in told
    assert f"{file}:7: web.verbose: 1; expected true or false." in told
    assert "ASSAY_WEB__RATIO: web.ratio: 'nan'; expected a number, not negative." in told
    assert "--web-body-limit: web.body_limit: '1.5'; expected a whole number, not negative." in told
    assert len(told) == 9


def test_a_value_where_a_table_belongs(tmp_path: Path) -> None:
    assert refused(tmp_path, "web = 1") == [f"{tmp_path / 'assay.toml'}:1: web: a value; expected a table of settings."]


def test_broken_toml_is_told_with_its_line(tmp_path: Path) -> None:
    assert refused(tmp_path, 'issuer = "a"\nnonsense\n')[0].startswith(f"{tmp_path / 'assay.toml'}:2: file: ")


def test_a_file_that_is_not_there_or_not_text_is_told(tmp_path: Path) -> None:
    assert "No such file" in refused(tmp_path, environment={"ASSAY_CONFIG": "other.toml"})[0]
    (tmp_path / "assay.toml").write_bytes(b"\xff\xfe")
    assert "not UTF-8" in refused(tmp_path)[0]


def test_what_a_section_itself_refuses_is_told(tmp_path: Path) -> None:
    assert "body_limit is 13" in refused(tmp_path, flags={"web.body_limit": "13"})[0]


def test_a_secret_comes_from_a_file_and_is_never_shown(tmp_path: Path) -> None:
    held = tmp_path / "database"
    held.write_text("sqlite:secret.db\n")
    result = loaded(tmp_path, environment={"ASSAY_DATABASE_FILE": str(held)})
    assert result.tree.database == "sqlite:secret.db"
    assert origins(result)["database"] == f"ASSAY_DATABASE_FILE ({held})"
    assert "No such file" in refused(tmp_path, environment={"ASSAY_DATABASE_FILE": str(tmp_path / "none")})[0]
    assert "917283" not in refused(tmp_path, "database = 917283")[0]


def test_the_key_encryption_key_is_never_taken_from_a_value(tmp_path: Path) -> None:
    told = refused(tmp_path, environment={"ASSAY_KEY_ENCRYPTION_KEY": "c2VjcmV0"})
    assert "never read from a value" in told[0]
    assert "c2VjcmV0" not in told[0]


def test_the_file_is_looked_for_in_order(tmp_path: Path) -> None:
    (tmp_path / ".assay").mkdir()
    (tmp_path / ".assay" / "assay.toml").write_text('issuer = "https://dot.example"')
    assert loaded(tmp_path).tree.issuer == "https://dot.example"
    assert loaded(tmp_path, 'issuer = "https://here.example"').tree.issuer == "https://here.example"
    named = tmp_path / "named.toml"
    named.write_text('issuer = "https://named.example"')
    assert loaded(tmp_path, environment={"ASSAY_CONFIG": str(named)}).tree.issuer == "https://named.example"
    flagged = load(Tree, Sources(config="named.toml", environment={"ASSAY_CONFIG": "none.toml"}, folder=tmp_path))
    assert flagged.tree.issuer == "https://named.example"

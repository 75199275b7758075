"""A family's tuple is complete: what stands in its folder stands in its list, and the other way round."""

from __future__ import annotations

import importlib
import re
from pathlib import Path
from types import ModuleType

import pytest

from assay.cli import COMMANDS
from assay.decision import Check
from assay.diagnosis.causes import MECHANISMS
from assay.reasons import FAMILIES
from house.house import SOURCE, modules_in


def test_reasons() -> None:
    modules = {file.stem for file in (SOURCE / "reasons").glob("*.py")} - {"__init__", "reason"}
    assert modules == set(FAMILIES)


def test_causes() -> None:
    modules = {file.stem for file in (SOURCE / "diagnosis" / "causes").glob("*.py")} - {"__init__", "cause"}
    assert modules == set(MECHANISMS)


def test_commands() -> None:
    with_run = {file.stem for file in (SOURCE / "cli").glob("*.py") if "\ndef run(" in file.read_text(encoding="utf-8")}
    assert with_run == {name for name, _ in COMMANDS}


@pytest.mark.parametrize(
    ("package", "exported", "listed"),
    [("assay.server.client_authentication", "METHOD", "METHODS"), ("assay.server.grants", "GRANT", "GRANTS")],
)
def test_members_with_one_export_each(package: str, exported: str, listed: str) -> None:
    in_folder = [getattr(module, exported) for module in modules_in(package) if hasattr(module, exported)]
    in_list = getattr(importlib.import_module(package), listed)
    assert {id(member) for member in in_folder} == {id(member) for member in in_list}
    assert len(in_list) == len(in_folder)


def test_routes() -> None:
    source = "".join(file.read_text(encoding="utf-8") for file in (SOURCE / "app").rglob("*.py"))
    names = [module.__name__.rpartition(".")[2] for module in modules_in("assay.web.routes")]
    assert not [name for name in names if not re.search(rf"\b{name}\b", source)]


def checks_of(module: ModuleType) -> dict[str, Check]:
    return {name: value for name, value in vars(module).items() if isinstance(value, Check)}


def test_every_check_is_asked_somewhere() -> None:
    """A check that stands in no list, and is run by nobody, would look like protection and be none."""
    made: dict[int, str] = {}
    for module in modules_in("assay.checks", recursive=True):
        for name, check in checks_of(module).items():
            made.setdefault(id(check), f"{module.__name__}.{name}")
    listed: set[int] = set()
    for room in ("checks", "verifier", "server", "diagnosis"):
        for module in modules_in(f"assay.{room}", recursive=True):
            for value in vars(module).values():
                listed |= {id(check) for check in _checks_in(value)}
            listed |= {id(check) for name, check in checks_of(module).items() if f"{name}.run(" in _text(module)}
        package = importlib.import_module(f"assay.{room}")
        listed |= {id(check) for value in vars(package).values() for check in _checks_in(value)}
    unlisted = {name for identity, name in made.items() if identity not in listed}
    assert not unlisted


def _checks_in(value: object) -> list[Check]:
    if isinstance(value, tuple | list | frozenset):
        return [check for part in value for check in ([part] if isinstance(part, Check) else _checks_in(part))]
    fields = getattr(value, "__dataclass_fields__", None) or getattr(value, "__match_args__", None)
    if fields is not None and not isinstance(value, type | Check):
        return [
            check
            for field in fields
            for part in [getattr(value, field, None)]
            for check in ([part] if isinstance(part, Check) else _checks_in(part) if isinstance(part, tuple) else [])
        ]
    return []


def _text(module: ModuleType) -> str:
    return Path(module.__file__).read_text(encoding="utf-8") if module.__file__ else ""

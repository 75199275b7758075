"""The values that Terraform's variables have, as far as the evidence holds them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from assay.diagnosis.bundle import Bundle

_ASSIGNED = re.compile(r"(?m)^[ \t]*(\w{1,80})[ \t]*=[ \t]*\"([^\"\n]{0,3000})\"[ \t\r]*(?:#.*)?$")
_DEFAULT = re.compile(
    r"(?m)^[ \t]*variable[ \t]+\"(\w{1,80})\"[ \t]*\{[^{}]{0,600}?\bdefault[ \t]*=[ \t]*\"([^\"\n]{0,3000})\""
)
_NAMED = re.compile(r"^\s{0,20}[\"']?(?:\$\{\s{0,20})?(var\.\w{1,80})\b")


def terraform_variables(bundle: Bundle) -> dict[str, str]:
    """The value of each `var.NAME`: its default, what the environment says, and what files of values say, the last one counting."""
    found: dict[str, str] = {}
    for place, raw in bundle.files.items():
        if place.endswith(".tf") and b"variable" in raw:
            found |= {f"var.{name}": text for name, text in _DEFAULT.findall(raw[:200_000].decode("utf-8", "replace"))}
    for name, value in bundle.environment.items():
        if name.startswith("TF_VAR_"):
            found[f"var.{name.removeprefix('TF_VAR_')}"] = value
    for place, raw in bundle.files.items():
        if place.endswith(".tfvars"):
            found |= {f"var.{name}": text for name, text in _ASSIGNED.findall(raw[:200_000].decode("utf-8", "replace"))}
    return found


def variable_named(value: str) -> str:
    """The variable, as `var.NAME`, that an expression is; empty where it is none."""
    named = _NAMED.match(value)
    return named.group(1) if named is not None else ""

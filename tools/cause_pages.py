"""The pages of docs/causes/: one per mechanism, a section per cause, from the records in src/assay/diagnosis/causes.

Each section ends with the evidence of docs/causes/examples (tools/cause_examples.py), long values shortened.
"""

from __future__ import annotations

import json
from importlib import import_module
from pathlib import Path
from typing import Any

from assay.diagnosis.causes import AWS_MECHANISMS, MECHANISMS, OAUTH_MECHANISMS, TOKEN_MECHANISMS, causes_of
from assay.diagnosis.causes.cause import Cause

BY_HAND = "<!-- Made from src/assay/diagnosis/causes by `make generate`; change it there. -->\n"
EXAMPLES = Path(__file__).resolve().parents[1] / "docs" / "causes" / "examples"
LONGEST_WORD, LONGEST_TEXT = 72, 400
"""Characters of a value that an example shows: of one without blanks (a token, a key), of one with."""
GROUPS = (("Tokens", TOKEN_MECHANISMS), ("OAuth and OpenID Connect", OAUTH_MECHANISMS), ("AWS", AWS_MECHANISMS))


def cause_pages() -> dict[str, str]:
    """File name and text of every page."""
    return {"README.md": index()} | {file_of(mechanism): page_of(mechanism) for mechanism in MECHANISMS}


def index() -> str:
    """The page that lists all causes."""
    lines = [
        BY_HAND,
        "# Causes",
        "",
        "Why tokens and credentials are refused in the world, grouped by mechanism. `assay explain CODE` prints one offline;",
        "`assay explain` with a token, an exchange or a bundle says which of them the evidence shows. Each cause has an example",
        "that leads to it: `assay explain --bundle docs/causes/examples/CODE.json`.",
        "",
    ]
    for title, mechanisms in GROUPS:
        lines += [f"## {title}", ""]
        for mechanism in mechanisms:
            lines += [
                f"### [{headline(mechanism)}]({file_of(mechanism)})",
                "",
                "| code | says | who must act |",
                "|---|---|---|",
            ]
            lines += [
                f"| [`{cause.code}`]({file_of(mechanism)}#{anchor(cause)}) | {text(cause.headline)} | {cause.who} |"
                for cause in causes_of(mechanism)
            ]
            lines.append("")
    return "\n".join(lines)


def page_of(mechanism: str) -> str:
    """The page of one mechanism."""
    lines = [BY_HAND, f"# {headline(mechanism)}", "", "[All causes](README.md)", ""]
    for cause in causes_of(mechanism):
        lines += section(cause)
    return "\n".join(lines)


def section(cause: Cause) -> list[str]:
    """One cause."""
    lines = [f"## `{cause.code}`", "", f"**{text(cause.headline)}.**", "", "*What to do*", ""]
    lines += [f"- {text(step)}" for step in cause.fix]
    lines += ["", f"*How to tell:* {text(cause.settle)}", "", f"*Who must act:* {cause.who}", ""]
    if cause.owner_only:
        lines += ["Only the owner of the server or account can confirm it, so that it is never called certain.", ""]
    if cause.explains_away:
        lines += [f"*Accounts for:* {', '.join(f'`{code}`' for code in cause.explains_away)}", ""]
    return lines + example(cause)


def example(cause: Cause) -> list[str]:
    """The evidence that leads to it."""
    file = EXAMPLES / f"{cause.code}.json"
    if not file.exists():
        return []
    shown = json.dumps(shortened(json.loads(file.read_text(encoding="utf-8"))), indent=2, ensure_ascii=False)
    told = f"`assay explain --bundle` names it first for [this evidence](examples/{cause.code}.json), here with long values cut:"
    return ["*For example:* " + told, "", "```json", shown, "```", ""]


def shortened(value: Any) -> Any:
    """A document with its long texts cut."""
    if isinstance(value, dict):
        return {name: shortened(member) for name, member in value.items()}
    if isinstance(value, list):
        return [shortened(item) for item in value]
    if isinstance(value, str):
        longest = LONGEST_TEXT if " " in value else LONGEST_WORD
        return value if len(value) <= longest + 20 else f"{value[:longest]}… ({len(value)} characters)"
    return value


def headline(mechanism: str) -> str:
    """The first sentence of the module's docstring, without its stop."""
    said = (import_module(f"assay.diagnosis.causes.{mechanism}").__doc__ or mechanism).strip().splitlines()[0]
    return text(said.rstrip("."))


def file_of(mechanism: str) -> str:
    """The name of a mechanism's page."""
    return f"{mechanism.replace('_', '-')}.md"


def anchor(cause: Cause) -> str:
    """The heading's anchor."""
    return cause.code.replace(".", "")


def text(words: str) -> str:
    """Words as a page shows them: nothing in them is taken for markup."""
    escaped = words.replace("\\", "\\\\").replace("<", "&lt;").replace("|", "\\|")
    return escaped.replace("*", "\\*").replace("_", "\\_").replace("`", "\\`").replace("$", "\\$")

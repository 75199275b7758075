"""Writes what follows from the catalogues: docs/reasons/, docs/causes/, and the lock of reason codes. `--verify` only compares.

A code that is in the lock and not in the catalogue is never taken out of the lock: the house tests complain.
"""

from __future__ import annotations

import sys
from pathlib import Path

from cause_pages import cause_pages
from provocations_read import provocations

from assay.reasons import FAMILIES, EvidenceField, Reason, Tier, every_reason, reasons_of

ROOT = Path(__file__).resolve().parents[1]
PAGES = ROOT / "docs" / "reasons"
CAUSE_PAGES = ROOT / "docs" / "causes"
LOCK = ROOT / "tests" / "house" / "reasons.lock"
BY_HAND = "<!-- Made from src/assay/reasons by `make generate`; change it there. -->\n"
TOLD_TO = {
    Tier.SELF_EVIDENT: "any caller",
    Tier.SERVER_STATE: "the authenticated client that owns what was refused, and the operator",
    Tier.DEFENCE: "the operator",
}


def generated() -> dict[Path, str]:
    """Every generated file with its text."""
    files = {PAGES / f"{family}.md": page_of(family) for family in FAMILIES if reasons_of(family)}
    files[PAGES / "README.md"] = index()
    files |= {CAUSE_PAGES / name: page for name, page in cause_pages().items()}
    files[LOCK] = lock()
    return files


def lock() -> str:
    """All codes that were ever published, one a line."""
    published = set(LOCK.read_text(encoding="utf-8").split()) if LOCK.exists() else set()
    return "".join(f"{code}\n" for code in sorted(published | {reason.code for reason in every_reason()}))


def index() -> str:
    """The page that lists all reasons."""
    lines = [
        BY_HAND,
        "# Reasons",
        "",
        "Every refusal names one of these. `assay explain CODE` prints the same text offline.",
        "",
    ]
    for family in FAMILIES:
        if not reasons_of(family):
            continue
        lines += [f"## [{family}]({family}.md)", "", "| code | says | who must act |", "|---|---|---|"]
        lines += [
            f"| [`{reason.code}`]({family}.md#{anchor(reason)}) | {cell(reason.headline)} | {reason.fault} |"
            for reason in reasons_of(family)
        ]
        lines.append("")
    return "\n".join(lines)


def page_of(family: str) -> str:
    """The page of one family."""
    parts = [BY_HAND, f"# Reasons: {family}", "", "[All reasons](README.md)", ""]
    for reason in reasons_of(family):
        parts += section(reason)
    return "\n".join(parts)


def section(reason: Reason) -> list[str]:
    """One reason."""
    lines = [f"## `{reason.code}`", "", f"**{text(reason.headline)}.**", "", text(reason.explanation), ""]
    lines += [f"*What to do:* {text(reason.fix)}", "", "| | |", "|---|---|"]
    lines += [f"| who must act | {reason.fault} |", f"| trying again helps | {reason.retry} |"]
    lines += [f"| on the wire | {answer(reason)} |", f"| told to | {TOLD_TO[reason.tier]} |"]
    if reason.public_as:
        public = f"{reason.public_as.partition('.')[0]}.md#{reason.public_as.replace('.', '')}"
        lines.append(f"| everybody else reads | [`{reason.public_as}`]({public}) |")
    lines += [f"| references | {', '.join(reason.references) or 'none: it is about Assay itself'} |"]
    if reason.see_also:
        lines.append(f"| see also | {', '.join(f'`{code}`' for code in reason.see_also)} |")
    if reason.retired:
        lines.append("| retired | no release gives it any more |")
    lines.append("")
    if reason.evidence:
        lines += ["| evidence | | |", "|---|---|---|", *map(evidence_row, reason.evidence), ""]
    return lines + example(reason)


def example(reason: Reason) -> list[str]:
    """How a test makes the product give it."""
    found = provocations().get(reason.code)
    if found is None:
        behind = [other.code for other in every_reason() if other.public_as == reason.code]
        told = ", ".join(f"[`{code}`]({code.partition('.')[0]}.md#{code.replace('.', '')})" for code in behind)
        return [f"*For example:* strangers are told this in the place of {told}.", ""] if behind else []
    file, source = found
    return [
        f"*For example:* what [{file}](../../tests/provocations/{file}) does to be refused so:",
        "",
        "```python",
        source,
        "```",
        "",
    ]


def evidence_row(field: EvidenceField) -> str:
    """One row of the table of evidence."""
    held_back = "" if field.tier is Tier.SELF_EVIDENT else f" (told to {TOLD_TO[field.tier]})"
    return f"| `{field.name}` | {field.kind} | {cell(field.meaning)}{held_back} |"


def answer(reason: Reason) -> str:
    """The public answer in words."""
    public = reason.public
    words = f"HTTP {public.status}" + (f" `{public.error}`" if public.error else "")
    schemes = [name for name, there in (("Bearer", public.bearer), ("Basic", public.basic)) if there]
    return words + (f" with a {' or '.join(schemes)} challenge" if schemes else "")


def text(template: str) -> str:
    """A template as it is read on a page: its fields as code, nothing taken for markup."""
    escaped = template.replace("<", "&lt;").replace("*", "\\*").replace("_", "\\_")
    for start, end in (("{", "`"), ("}", "`")):
        escaped = escaped.replace(start, end)
    return "`".join(part.replace("\\_", "_") if number % 2 else part for number, part in enumerate(escaped.split("`")))


def cell(template: str) -> str:
    """The same, inside a table."""
    return text(template).replace("|", "\\|")


def anchor(reason: Reason) -> str:
    """The heading's anchor."""
    return reason.code.replace(".", "")


def main() -> int:
    """Write or compare; 1 when something differs."""
    files = generated()
    stale = [file for folder in (PAGES, CAUSE_PAGES) for file in folder.glob("*.md") if file not in files]
    if "--verify" in sys.argv[1:]:
        changed = [
            file for file, made in files.items() if not file.exists() or file.read_text(encoding="utf-8") != made
        ]
        for file in (*changed, *stale):
            print(f"{file.relative_to(ROOT)} differs from the catalogue: make generate", file=sys.stderr)
        return 1 if changed or stale else 0
    for folder in (PAGES, CAUSE_PAGES):
        folder.mkdir(parents=True, exist_ok=True)
    for file, made in files.items():
        file.write_text(made, encoding="utf-8")
    for file in stale:
        file.unlink()
    print(f"{len(files)} files")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

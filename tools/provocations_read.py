"""The functions of tests/provocations, read and not run: how a test makes the product give each reason."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[1] / "tests" / "provocations"


@cache
def provocations() -> dict[str, tuple[str, str]]:
    """Code of a reason to (file, source of the function without its decorators)."""
    found: dict[str, tuple[str, str]] = {}
    for path in sorted(FOLDER.glob("of_*.py")):
        text = path.read_text(encoding="utf-8")
        for node in ast.parse(text).body:
            codes = codes_of(node)
            source = ast.get_source_segment(text, node) or ""
            found |= dict.fromkeys(codes, (path.name, source))
    return found


def codes_of(node: ast.stmt) -> list[str]:
    """What `@provokes(...)` names above a function, or a call that makes one names first: `claimed("token.expired", ...)`."""
    if isinstance(node, ast.FunctionDef):
        calls = [
            one for one in node.decorator_list if isinstance(one, ast.Call) and ast.unparse(one.func) == "provokes"
        ]
    else:
        calls = [node.value] if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call) else []
    words = [call.args[0] for call in calls if call.args]
    return [word.value for word in words if isinstance(word, ast.Constant) and isinstance(word.value, str)]

"""Things stay small: ports, constructors, files; and a file says at its head what it is for."""

from __future__ import annotations

import ast

from house.house import SOURCE, name_of, source_files, tree_of

MOST_METHODS = 7
MOST_ARGUMENTS = 7
MOST_LINES = 300
MOST_HEAD_LINES = 5
LONG_FILES: dict[str, str] = {
    "src/assay/reasons/": "a family is one module, a record per reason, read by code and never from top to bottom",
    "src/assay/diagnosis/causes/": "texts of causes, a record each",
    "src/assay/model/effects.py": "everything that can be written, a record each, read by name",
}
"""Files (or folders) that may be longer, each with its reason."""


def classes(file):
    return [node for node in ast.walk(tree_of(file)) if isinstance(node, ast.ClassDef)]


def test_a_port_has_at_most_seven_methods() -> None:
    broad = []
    for file in sorted((SOURCE / "ports").glob("*.py")):
        for port in classes(file):
            methods = [node for node in port.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
            if len(methods) > MOST_METHODS:
                broad.append(f"{name_of(file)}: {port.name} has {len(methods)}")
    assert not broad


def test_a_constructor_takes_at_most_seven_arguments() -> None:
    broad = []
    for file in source_files():
        for each in classes(file):
            for node in each.body:
                if isinstance(node, ast.FunctionDef) and node.name == "__init__":
                    count = len(node.args.args) - 1 + len(node.args.kwonlyargs) + len(node.args.posonlyargs)
                    if count > MOST_ARGUMENTS:
                        broad.append(f"{name_of(file)}: {each.name} takes {count}")
    assert not broad


def test_a_long_file_has_a_reason() -> None:
    lengths = {name_of(file): len(file.read_text(encoding="utf-8").splitlines()) for file in source_files()}
    long = {name: length for name, length in lengths.items() if length > MOST_LINES}
    assert not {name: length for name, length in long.items() if not any(name.startswith(one) for one in LONG_FILES)}
    assert all(any(name.startswith(one) for name in long) for one in LONG_FILES), "a listed file is long no more"


def test_a_file_says_what_it_is_for_in_at_most_five_lines() -> None:
    heads = {name_of(file): ast.get_docstring(tree_of(file)) for file in source_files()}
    assert not [name for name, head in heads.items() if not head], "they do not say what they are for"
    assert not [name for name, head in heads.items() if head and len(head.splitlines()) > MOST_HEAD_LINES]


def test_what_is_public_is_described() -> None:
    public = [
        (file, node)
        for file in source_files()
        for node in tree_of(file).body
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) and not node.name.startswith("_")
    ]
    assert not [f"{name_of(file)}: {node.name}" for file, node in public if not ast.get_docstring(node)]


def test_clock_and_randomness_come_in_through_the_door() -> None:
    elsewhere = []
    for file in source_files():
        if {"app", "outbound"} & set(file.parts):
            continue
        for node in ast.walk(tree_of(file)):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                called = f"{getattr(node.func.value, 'id', '')}.{node.func.attr}"
                if called in {"time.time", "os.urandom", "datetime.now", "datetime.utcnow"}:
                    elsewhere.append(f"{name_of(file)} calls {called}")
            if isinstance(node, ast.Import | ast.ImportFrom):
                names = {getattr(node, "module", None), *(alias.name for alias in node.names)}
                if names & {"secrets", "random"} and not (
                    isinstance(node, ast.ImportFrom) and "." in (node.module or "")
                ):
                    elsewhere.append(f"{name_of(file)} imports {names}")
    assert not elsewhere

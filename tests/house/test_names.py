"""Names say what a thing is: the words that say nothing have no place in a file or a class."""

from __future__ import annotations

import ast
import re

from house.house import SOURCE, name_of, source_files, tree_of

BANNED = {
    "util", "utils", "helper", "helpers", "common", "misc", "base", "core", "manager", "processor", "service", "data",
    "info", "impl",
}  # fmt: skip
WEB_ONLY = {"handler", "handlers"}


def words(name: str) -> set[str]:
    term = name.replace("UserInfo", "Userinfo")  # OpenID Connect's own word
    return {word.lower() for word in re.findall(r"[A-Z]?[a-z0-9]+|[A-Z]+(?![a-z])", term)}


def banned_in(name: str, *, web: bool) -> set[str]:
    return words(name) & (BANNED if web else BANNED | WEB_ONLY)


def test_files_and_folders() -> None:
    inside = [file.relative_to(SOURCE).with_suffix("") for file in source_files()]
    assert not [path for path in inside for part in path.parts if banned_in(part, web=path.parts[0] == "web")]


def test_classes() -> None:
    made = [
        (file, node.name)
        for file in source_files()
        for node in ast.walk(tree_of(file))
        if isinstance(node, ast.ClassDef)
    ]
    in_web = SOURCE / "web"
    assert not [f"{name_of(file)}: {name}" for file, name in made if banned_in(name, web=file.is_relative_to(in_web))]


def test_the_rule_sees_what_it_should() -> None:
    assert banned_in("TokenManager", web=False) == {"manager"}
    assert banned_in("string_utils", web=True) == {"utils"}
    assert banned_in("RouteHandler", web=False) == {"handler"}
    assert not banned_in("RouteHandler", web=True)
    assert not banned_in("database", web=False)

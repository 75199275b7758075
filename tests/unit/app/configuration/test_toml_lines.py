from __future__ import annotations

import tomllib

from assay.app.configuration.toml_lines import lines_of

TEXT = '''# a comment with key = 1
issuer = "https://a.example"   # [not.a.table]
list = [
  "a", # ] not the end
  "b]",
]
text = """
inner = 1
[inner.table]
"""
'single quoted' = 2
dotted.key = 3

[web]
body_limit = 5
inline = { a = 1, b = "x = y" }

[ log . deep ]
level = \'\'\'
x = 1\'\'\'
after = true
'''


def test_every_key_is_found_on_its_line() -> None:
    tomllib.loads(TEXT)
    lines = lines_of(TEXT)
    rows = TEXT.splitlines()
    for path, beginning in {
        ("issuer",): "issuer",
        ("list",): "list",
        ("text",): "text",
        ("single quoted",): "'single",
        ("dotted", "key"): "dotted",
        ("web",): "[web]",
        ("web", "body_limit"): "body_limit",
        ("web", "inline", "a"): "inline",
        ("log", "deep"): "[ log",
        ("log", "deep", "level"): "level",
        ("log", "deep", "after"): "after",
    }.items():
        assert rows[lines[path] - 1].startswith(beginning), path


def test_what_stands_inside_a_text_is_no_key() -> None:
    lines = lines_of(TEXT)
    assert ("inner",) not in lines
    assert ("inner", "table") not in lines
    assert ("log", "deep", "x") not in lines

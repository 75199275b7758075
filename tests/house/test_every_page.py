"""No page is forgotten where all pages are looked at in a browser: each template and each page of one sentence is on the list."""

from __future__ import annotations

import re

from browser.every_page import DEVELOPERS, PAGES
from house.house import SOURCE

TEMPLATES = SOURCE / "web" / "pages" / "templates"
RENDERERS = SOURCE / "web" / "render"


def test_every_template_of_a_page_is_on_the_list() -> None:
    whole = {file.name for file in TEMPLATES.glob("*.html") if '{% extends "layout.html" %}' in file.read_text()}
    assert whole == {template for template, _ in PAGES.values()} - DEVELOPERS


def test_every_renderer_that_writes_html_of_its_own_is_on_the_list() -> None:
    writers = {file.stem for file in RENDERERS.glob("*.py") if "<!doctype html>" in file.read_text()}
    assert writers == {"inspection", "reason", "demo_callback"} == DEVELOPERS


def test_every_page_of_one_sentence_is_on_the_list() -> None:
    marks: set[str] = set()
    for file in RENDERERS.glob("*.py"):
        text = file.read_text()
        marks |= set(re.findall(r'told_page\(\s*"([a-z-]+)"', text)) | set(
            re.findall(r'^ {4}"([a-z]+-[a-z]+)",$', text, re.MULTILINE)
        )
    links = re.findall(r'^ {4}"([a-z]+)": \($', (RENDERERS / "mailed_links.py").read_text(), re.MULTILINE)
    marks |= {f"{what}-done" for what in links}
    told = {name.replace(" ", "-") for name, (template, _) in PAGES.items() if template == "logged_out.html"}
    assert {mark.replace("logout-done", "logged-out") for mark in marks} == told

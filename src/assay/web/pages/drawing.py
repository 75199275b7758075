"""Draws a page from its template. The template engine is loaded with the first page, not with the server.

Every value is escaped, and a name that is missing is a fault rather than an empty place. `t` is a text in the page's
language, with values and marked-up values (`bdi`, `code`) in its placeholders.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from assay.server.languages.language import Language

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup

_TEMPLATES = Path(__file__).with_name("templates")


def draw(template: str, language: Language, **values: object) -> bytes:
    """The page as UTF-8."""
    page = _environment().get_template(template)
    return page.render(lang=language.tag, t=_translation(language), **values).encode("utf-8")


def load_templates() -> None:
    """Load the engine and compile the templates ahead of the first visitor; called once the listener is up."""
    environment = _environment()
    for name in environment.list_templates():
        environment.get_template(name)


@cache
def _translation(language: Language) -> Callable[..., Markup]:
    from markupsafe import Markup, escape

    def translated(english: str, **values: object) -> Markup:
        # A value is escaped as it is filled in, unless it is marked up already.
        return Markup(escape(language.texts.get(english, english))).format(**values)  # noqa: S704 -- escaped just here

    return translated


@cache
def _environment() -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined
    from markupsafe import Markup

    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.globals["bdi"] = Markup('<bdi id="{}">{}</bdi>').format
    environment.globals["code"] = Markup("<code>{}</code>").format
    return environment

"""Draws a page from its template. The template engine is loaded with the first page, not with the server.

Every value is escaped, and a name that is missing is a fault rather than an empty place.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jinja2 import Environment

_TEMPLATES = Path(__file__).with_name("templates")


def draw(template: str, **values: object) -> bytes:
    """The page as UTF-8."""
    return _environment().get_template(template).render(**values).encode("utf-8")


def load_templates() -> None:
    """Load the engine and compile the templates ahead of the first visitor; called once the listener is up."""
    environment = _environment()
    for name in environment.list_templates():
        environment.get_template(name)


@cache
def _environment() -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    return Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )

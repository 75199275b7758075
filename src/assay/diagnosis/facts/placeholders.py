"""What stands where a value should: variables and templates that nobody filled in, and words that ask for the value.

Texts of patterns, for whoever knows what else the value in question cannot be.
"""

from __future__ import annotations

from assay.diagnosis.pattern import any_of

UNFILLED = any_of(
    r"\$\{[^}]*\}",
    r"\$\([^)]*\)",
    r"\{\{.{0,200}?\}\}",
    r"^\$[A-Za-z_]+$",
)
"""A variable or a template."""

ASKS_FOR_A_VALUE = any_of(
    r"\byour[-_ ]",
    "change[-_ ]?me",
    "placeholder",
    "insert[-_ ]",
    r"\b(?:enter|paste|copy)[-_ ](?:the|your|a)[-_ ]",
    "^todo$",
)
"""Words to a person who should put the value there."""

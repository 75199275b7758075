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
    # no more than words that say what to put there
    r"^(?:enter|paste|put|type|fill[-_ ]?in)(?:[-_ ][a-z]{2,20}){1,5}$",
    r"^(?:add|set|copy|fill)(?:[-_ ][a-z]{2,20}){0,5}[-_ ](?:here|in|me)$",
    "^(?:to[-_ ]?be[-_ ]?(?:filled|set|defined|replaced)|fill[-_ ]?me(?:[-_ ]?in)?|fixme|tbd|todo)$",
)
"""Words to a person who should put the value there."""

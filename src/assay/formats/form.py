"""Form-encoded parameters (RFC 6749 appendix B), strict, repeated parameters kept and refused by whoever reads them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import unquote_to_bytes

from assay.decision import Allowed, Refused, refuse
from assay.reasons import request as reasons

MAX_PARAMETERS = 64
_BAD_ESCAPE = re.compile(rb"%(?![0-9A-Fa-f]{2})")

Form = Mapping[str, tuple[str, ...]]
"""Parameter names to their values in order of appearance. An empty value counts as absent (RFC 6749 section 3.1)."""


def parse_form(encoded: bytes) -> Allowed[Form] | Refused:
    """The parameters of a body or a query.

    Refuses with `request.form_malformed` (a bad percent escape, not UTF-8, a control character in a name) and
    `request.too_many_parameters`.
    """
    form: dict[str, tuple[str, ...]] = {}
    if not encoded:
        return Allowed(form)
    pairs = encoded.split(b"&")
    if len(pairs) > MAX_PARAMETERS:
        return refuse(reasons.TOO_MANY_PARAMETERS, limit=MAX_PARAMETERS)
    for pair in pairs:
        if not pair:
            continue
        name, _, value = pair.partition(b"=")
        decoded_name, decoded_value = form_decoded(name), form_decoded(value)
        if decoded_name is None or not decoded_name or not decoded_name.isprintable():
            return refuse(reasons.FORM_MALFORMED, defect="a parameter's name is empty or does not decode as UTF-8")
        if decoded_value is None:
            defect = f"the value of {decoded_name[:64]} has a bad percent escape or is not UTF-8"
            return refuse(reasons.FORM_MALFORMED, defect=defect)
        form[decoded_name] = (*form.get(decoded_name, ()), decoded_value)
    return Allowed(form)


def form_decoded(part: bytes) -> str | None:
    """One form-encoded name or value, or None when it does not decode."""
    if b"+" in part:
        part = part.replace(b"+", b" ")
    if b"%" in part:
        if _BAD_ESCAPE.search(part):
            return None
        part = unquote_to_bytes(part)
    try:
        return part.decode("utf-8")
    except UnicodeDecodeError:
        return None


def single(form: Form, name: str) -> str | None:
    """The value of a parameter that stands once, or None when it is absent or empty. Never call it before
    `first_repeated` has said that nothing is repeated.
    """
    values = form.get(name)
    return values[0] if values and values[0] else None


def first_repeated(form: Form, *, repeatable: tuple[str, ...] = ()) -> Refused | None:
    """The refusal of the first parameter that stands more than once (`resource` may, RFC 8707 section 2)."""
    for name, values in form.items():
        if len(values) > 1 and name not in repeatable:
            return refuse(reasons.PARAMETER_REPEATED, parameter=name, count=len(values))
    return None

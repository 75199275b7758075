"""Every text that people read on a page or in a mail is in every language, with the same placeholders, and none stands elsewhere."""

from __future__ import annotations

import ast
import re
from string import Formatter

import pytest

from assay.reasons import every_reason, find_reason
from assay.server.languages import LANGUAGES
from assay.server.languages.english import ENGLISH
from assay.server.languages.language import Language
from house.house import SOURCE, name_of, source_files, tree_of

TEMPLATES = sorted((SOURCE / "web" / "pages" / "templates").glob("*.html"))
OTHERS = [language for language in LANGUAGES if language is not ENGLISH]
IN_TEMPLATE = re.compile(r'\bt\("([^"]+)"')
TO_PEOPLE = (
    "authorization_request.",
    "device_code.",
    "end_user.",
    "logout.",
    "operation.",
    "passkey.",
    "registration.password_",
    "request.",
    "session.",
)
"""Families of reasons that stand on pages as they are."""
TOLD_AFTERWARDS = ("end_user.", "session.")
"""Families that the account page tells of what happened: to the person themselves, also what strangers are not told."""
ELSEWHERE = {
    "goes back to the client that asked, by redirect": (
        "authorization_request.code_challenge_method_unsupported",
        "authorization_request.code_challenge_missing",
        "authorization_request.consent_denied",
        "authorization_request.consent_required",
        "authorization_request.id_token_hint_unusable",
        "authorization_request.login_required",
        "authorization_request.prompt_none_combined",
        "authorization_request.prompt_unsupported",
        "authorization_request.registration_not_supported",
        "authorization_request.request_object_not_supported",
        "authorization_request.request_uri_not_supported",
        "authorization_request.resource_malformed",
        "authorization_request.response_mode_unsupported",
        "authorization_request.response_type_unsupported",
        "authorization_request.scope_malformed",
    ),
    "is told machines, as JSON": (
        "device_code.authorization_pending",
        "device_code.denied",
        "device_code.expired",
        "device_code.malformed",
        "device_code.not_accepted",
        "device_code.polled_too_fast",
        "device_code.too_many_waiting",
        "operation.reason_unknown",
        "operation.refusal_id_malformed",
        "operation.refusal_unknown",
        "operation.report_id_taken",
        "operation.report_malformed",
        "operation.reporting_not_allowed",
        "request.parameter_in_query",
        "request.path_unknown",
    ),
    "is told developers, on a page that is in English": ("operation.inspection_gave_up", "operation.inspector_busy"),
}
"""Reasons of those families that no page for end-users shows, by where they go instead. That none does is asked of every provocation."""


def told_in_code() -> set[str]:
    found: set[str] = set()
    for file in source_files():
        for node in ast.walk(tree_of(file)):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "message":
                [argument] = node.args
                assert isinstance(argument, ast.Constant), f"{name_of(file)}: message() takes the text itself"
                found.add(argument.value)
    return found


def told() -> set[str]:
    in_templates = {text for file in TEMPLATES for text in IN_TEMPLATE.findall(file.read_text(encoding="utf-8"))}
    assert len(in_templates) > 100
    return in_templates | told_in_code()


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


@pytest.mark.parametrize("language", OTHERS, ids=lambda language: language.tag)
def test_every_text_is_there_and_none_too_many(language: Language) -> None:
    wanted = told()
    assert wanted - set(language.texts) == set(), "texts that this language lacks"
    assert set(language.texts) - wanted == set(), "texts that nothing says any more"


@pytest.mark.parametrize("language", OTHERS, ids=lambda language: language.tag)
def test_placeholders_agree(language: Language) -> None:
    unlike = {english for english, text in language.texts.items() if placeholders(english) != placeholders(text)}
    assert unlike == set()
    for code, (headline, _) in language.reasons.items():
        reason = find_reason(code)
        assert reason is not None, code
        assert placeholders(headline) == placeholders(reason.headline), code


@pytest.mark.parametrize("language", OTHERS, ids=lambda language: language.tag)
def test_what_people_are_refused_for_is_told_in_their_language(language: Language) -> None:
    given = {reason.code: reason for reason in every_reason() if not reason.retired}
    elsewhere = {code for codes in ELSEWHERE.values() for code in codes}
    wanted = {code for code, reason in given.items() if code.startswith(TO_PEOPLE) and not reason.public_as}
    wanted |= {code for code in given if code.startswith(TOLD_AFTERWARDS)}
    assert elsewhere - wanted == set(), "they need no exception"
    assert wanted - elsewhere - set(language.reasons) == set()
    assert set(language.reasons) - set(given) == set(), "reasons that nothing gives any more"
    assert set(language.reasons) & elsewhere == set(), "reasons that no page shows"


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda file: file.name)
def test_no_text_stands_in_a_template(template) -> None:
    text = template.read_text(encoding="utf-8")
    text = re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}|<script.*?</script>", "", text, flags=re.DOTALL)
    attributes = re.findall(r'\b(?:data-cancelled|data-known|aria-label|placeholder|title|alt)="([^"]*)"', text)
    shown = re.sub(r"<[^>]*>|&\w+;", " ", text, flags=re.DOTALL)
    assert not re.findall(r"[A-Za-z]{2,}", shown), shown
    assert not [one for one in attributes if re.search("[A-Za-z]{2,}", one)]


def test_a_text_that_is_given_away_is_marked() -> None:
    unmarked = [
        f"{name_of(file)}:{node.lineno}"
        for file in source_files()
        if file.parts[-3:-1] != ("server", "languages")
        for node in ast.walk(tree_of(file))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in {"notice", "told_page"}
        for argument in node.args
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str) and " " in argument.value
    ]
    assert unmarked == []

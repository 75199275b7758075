"""Which language is chosen, and how it writes days."""

from __future__ import annotations

import pytest

from assay.model.end_user import EndUser
from assay.server.languages.choosing import choose, language_of
from assay.server.languages.english import ENGLISH
from assay.server.languages.german import GERMAN
from assay.server.languages.language import Language


@pytest.mark.parametrize(
    ("ui_locales", "accepted", "chosen"),
    [
        ((), "", "en"),
        ((), "de", "de"),
        ((), "de-AT,en;q=0.8", "de"),
        ((), "en;q=0.8, de;q=0.9", "de"),
        ((), "fr, de;q=0.2, en;q=0.1", "de"),
        ((), "de;q=0, fr", "en"),
        ((), "*", "en"),
        ((), "de;q=never", "en"),
        ((), "de;q=7", "en"),
        ((), ",;,=;q", "en"),
        (("de",), "en", "de"),
        (("fr", "de-CH"), "en", "de"),
        (("fr",), "de", "de"),
        (("en-GB", "de"), "de", "en"),
        (("DE_de",), "", "de"),
        ((), ("x," * 100_000) + "de", "en"),
    ],
)
def test_the_client_s_wish_goes_first_then_the_browser_s(
    ui_locales: tuple[str, ...], accepted: str, chosen: str
) -> None:
    assert choose(ui_locales, accepted).tag == chosen


@pytest.mark.parametrize(("claims", "tag"), [("{}", "en"), ('{"locale": "de-DE"}', "de"), ('{"locale": 7}', "en")])
def test_people_are_written_to_in_the_language_of_their_locale(claims: str, tag: str) -> None:
    assert language_of(EndUser("s", "ada", None, claims=claims)).tag == tag


@pytest.mark.parametrize(
    ("language", "written"), [(ENGLISH, "1 March 2026, 23:05 UTC"), (GERMAN, "1. März 2026, 23:05 UTC")]
)
def test_a_time_is_written_as_the_language_writes_it(language: Language, written: str) -> None:
    assert language.moment(1_772_406_300) == written
    assert written.startswith(language.day(1_772_406_300) + ",")

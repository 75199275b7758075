"""Every reason can happen: a provocation per reason makes the product give it through a surface that a caller has."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from assay.reasons import Reason, every_reason, find_reason
from assay.server.languages import LANGUAGES
from assay.server.languages.english import ENGLISH
from provocations.registry import every_provocation
from provocations.world import World

PROVOCATIONS = every_provocation()
GIVEN = [reason for reason in every_reason() if not reason.retired]


@pytest.fixture
def world() -> Iterator[World]:
    made = World()
    yield made
    made.close()


def test_no_reason_is_without_a_provocation() -> None:
    missing = [reason.code for reason in GIVEN if reason.code not in PROVOCATIONS and reason.code not in ONLY_FACES]
    assert not missing, f"{len(missing)} reasons that nothing here provokes: {' '.join(missing)}"


def test_every_provocation_is_of_a_reason() -> None:
    assert not [code for code in PROVOCATIONS if find_reason(code) is None]


@pytest.mark.parametrize("code", sorted(PROVOCATIONS))
def test_the_provocation_gives_its_reason(code: str, world: World) -> None:
    assert PROVOCATIONS[code](world) == code
    for language in LANGUAGES:
        if language is not ENGLISH:
            assert world.told_people - set(language.reasons) == set(), (
                "a page in another language tells these in English"
            )


def _only_faces() -> set[str]:
    """Reasons that are only what strangers are told instead of another one; a test below reads them on the wire."""
    faces = {reason.public_as for reason in every_reason() if reason.public_as}
    return {code for code in faces if code not in PROVOCATIONS}


ONLY_FACES = _only_faces()


@pytest.mark.parametrize("reason", [reason for reason in GIVEN if reason.public_as], ids=lambda reason: reason.code)
def test_the_public_face_is_what_the_wire_says(reason: Reason, world: World) -> None:
    """Whoever may not learn a reason reads the page of its public face, never its own."""
    if reason.code not in PROVOCATIONS:
        pytest.fail(f"{reason.code} is not provoked")
    PROVOCATIONS[reason.code](world)
    last = world.last_answer
    assert last is not None
    text = last.body.decode("utf-8", "replace") + repr(last.headers)
    assert reason.code not in text

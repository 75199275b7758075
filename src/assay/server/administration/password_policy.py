"""Whether a password may be chosen (NIST SP 800-63B-4 section 3.1.1.2): length and lists count, kinds of characters do not.

Reasons: `registration.password_too_short`, `.password_too_long`, `.password_is_username`, `.password_of_own_words`,
`.password_common`, `.password_breached`.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from assay.decision import Refused, refuse
from assay.formats.username import fold_username
from assay.ports.breached_passwords import BreachedPasswords
from assay.primitives.frequent_passwords import folded, is_common
from assay.primitives.hashing import sha1_of_password
from assay.primitives.secret import Secret
from assay.reasons import registration as reasons

LONGEST_PASSWORD = 256

_SHORTEST_WORD = 3
"""Own words that are shorter say nothing; `ed` stands in half of all passwords."""
_LEFT_OVER = 6
"""Letters and digits that must be left of a password without the own words."""
_NAMES = ("name", "given_name", "family_name", "middle_name", "nickname", "preferred_username", "email")


@dataclass(frozen=True, slots=True)
class PasswordSettings:
    """Characters that a password has at least, alone and beside a second factor.

    `breached_file` is a list that `assay user import-breached` has written; empty for none. Raises `ValueError`.
    """

    shortest_alone: int = 15
    shortest_with_second_factor: int = 8
    breached_file: str = ""

    def __post_init__(self) -> None:
        if not 8 <= self.shortest_with_second_factor <= self.shortest_alone <= 64:
            raise ValueError("shortest_with_second_factor is 8 at least, shortest_alone not below it, and 64 at most")


class PasswordPolicy:
    """Judges passwords. `service` are words that everybody ties to this service: its host, its name."""

    __slots__ = ("_breached", "_service", "_settings")

    def __init__(
        self, settings: PasswordSettings, service: Iterable[str], breached: BreachedPasswords | None = None
    ) -> None:
        self._settings = settings
        self._service = tuple(service)
        self._breached = breached

    def refusal(
        self, password: Secret[str], username: str, claims: str = "{}", *, second_factor: bool
    ) -> Refused | None:
        """The first thing that speaks against a password of the end-user with this (folded) username, or None.

        `claims` is the end-user's JSON text. `second_factor` tells whether the password is used beside one. Length is
        counted in code points after NFKC.
        """
        text = unicodedata.normalize("NFKC", password.reveal())
        settings = self._settings
        shortest = settings.shortest_with_second_factor if second_factor else settings.shortest_alone
        if len(text) < shortest:
            return refuse(reasons.PASSWORD_TOO_SHORT, limit=shortest)
        if len(text) > LONGEST_PASSWORD:
            return refuse(reasons.PASSWORD_TOO_LONG, limit=LONGEST_PASSWORD)
        name = fold_username(text)
        if any(word and not name.replace(word, "") for word in (username, username[::-1])):
            return refuse(reasons.PASSWORD_IS_USERNAME)
        if _made_of(folded(text), own_words(username, claims, self._service)):
            return refuse(reasons.PASSWORD_OF_OWN_WORDS, left=_LEFT_OVER)
        because = _common(folded(text))
        if because is not None:
            return refuse(reasons.PASSWORD_COMMON, because=because)
        if self._breached is not None and sha1_of_password(password.reveal()) in self._breached:
            return refuse(reasons.PASSWORD_BREACHED)
        return None


def own_words(username: str, claims: str, service: Iterable[str]) -> tuple[str, ...]:
    """The words that whoever knows this person and this service tries first; the longest first."""
    members = json.loads(claims)
    texts = [username, *service, *(value for name in _NAMES if isinstance(value := members.get(name), str))]
    words = {part for text in texts for part in (folded(text), *re.split(r"[\W_]+", folded(text)))}
    return tuple(sorted((word for word in words if len(word) >= _SHORTEST_WORD), key=lambda word: (-len(word), word)))


def _made_of(text: str, words: tuple[str, ...]) -> bool:
    """Whether little is left when the words are taken out, forwards and backwards."""
    rest = text
    for word in words:
        rest = rest.replace(word, " ").replace(word[::-1], " ")
    return rest != text and sum(character.isalnum() for character in rest) < _LEFT_OVER


def _common(text: str) -> str | None:
    """Why a password is among the first that are tried, or None."""
    if is_common(text):
        return "it stands on the list of the most used passwords"
    for size in range(1, len(text) // 2 + 1):
        if text == (text[:size] * (len(text) // size + 1))[: len(text)]:
            return "it is one piece, repeated"
    steps = {ord(after) - ord(before) for before, after in pairwise(text)}
    if steps <= {1} or steps <= {-1}:
        return "it is a run of neighbours"
    bare = text.strip("0123456789 !?.,;:-_+*#$%&@()/")
    if bare != text and is_common(bare):
        return "it is one of the most used passwords with digits or signs around it"
    return None

"""Enrols an authenticator app: the seed is stored when a code of it has come back, together with fresh recovery codes.

RFC 6238, security bar A196, A197. Gives `end_user.enrolment_expired`, `.code_missing`, `.code_mismatch`.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from assay.decision import Allowed, Refused, refuse
from assay.decision.stages import Stages
from assay.formats.one_time_code import app_code
from assay.formats.otpauth import otpauth_uri, seed_in_groups
from assay.model.effects import AddTotp, Effect, RecordEvent
from assay.model.end_user import EndUser
from assay.model.event import Event
from assay.ports.entropy import Entropy
from assay.primitives.totp import matching_step
from assay.reasons import end_user as reasons
from assay.server.end_user_authentication.recovery_codes import new_recovery_codes
from assay.server.end_user_authentication.totp_seeds import TotpSeeds
from assay.server.languages.language import message
from assay.server.mail.letters import Letters

_STAGES = Stages(("enrolment_known", "code_given", "code_matches"))


@dataclass(frozen=True, slots=True)
class Offered:
    """A seed that an app may take over: as an address for a QR code, as a text, and sealed for the form."""

    uri: str = field(repr=False)
    seed: str = field(repr=False)
    sealed: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Enrolled:
    """The effects that enrol the app, and the recovery codes to show."""

    effects: tuple[Effect, ...] = field(repr=False)
    recovery_codes: tuple[str, ...] = field(repr=False)


class TotpEnrolment:
    """Offers seeds and takes their confirmation. `name` is what the app shows of this service."""

    __slots__ = ("_entropy", "_letters", "_name", "_seeds")

    def __init__(self, seeds: TotpSeeds, letters: Letters, entropy: Entropy, name: str) -> None:
        self._seeds = seeds
        self._letters = letters
        self._entropy = entropy
        self._name = name

    def offer(self, end_user: EndUser, now: float, again: str | None = None) -> Offered:
        """A new seed, or the one that is on its way already (`again`, the sealed text)."""
        seed = self._seeds.arrived(again, end_user.subject, now) if again is not None else None
        sealed = again if seed is not None else None
        if seed is None:
            seed = self._seeds.new()
        uri = otpauth_uri(seed, self._name, end_user.username)
        on_the_way = sealed or self._seeds.on_the_way(end_user.subject, seed, now)
        return Offered(uri, seed_in_groups(seed), on_the_way)

    def confirm(self, end_user: EndUser, sealed: str, typed: str, now: float) -> Allowed[Enrolled] | Refused:
        """Enrol the app whose code was typed. The code counts as used (A196)."""
        seed = self._seeds.arrived(sealed, end_user.subject, now)
        if seed is None:
            return _STAGES.refused("enrolment_known", refuse(reasons.ENROLMENT_EXPIRED))
        code = app_code(typed)
        if code is None:
            return _STAGES.refused("code_given", refuse(reasons.CODE_MISSING))
        step = matching_step(seed, code, now)
        if step is None:
            return _STAGES.refused("code_matches", refuse(reasons.CODE_MISMATCH, subject=end_user.subject))
        codes, replace = new_recovery_codes(end_user.subject, self._entropy, now)
        added = Event("authenticator_app.enrolled", int(now), subject=end_user.subject)
        credential = self._seeds.credential(end_user.subject, seed, step, now)
        notice = self._letters.notice(end_user, message("An authenticator app was set up for the account"), now)
        return Allowed(Enrolled((AddTotp(credential), replace, RecordEvent(added), *notice), codes))

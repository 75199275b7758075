"""Whether a person has proved lately who they are, so that they may change what opens or names the account (A200)."""

from __future__ import annotations

from assay.model.end_user import EndUserSession
from assay.model.factor import METHOD_BY_NAME
from assay.server.end_user_authentication.factors import OwnFactors


def recently_proved(session: EndUserSession, factors: OwnFactors, within: int, now: float) -> bool:
    """Whether there is a proof that is younger than `within` seconds, by something that they have, where they have it.

    A password alone is not enough once there is more, for whoever has found it out would add a factor of their own. A
    remembered device proves nothing.
    """
    must_have = bool(factors.second)
    return any(
        now - proof.at < within and (METHOD_BY_NAME[proof.method].has or not must_have)
        for proof in session.proofs
        if METHOD_BY_NAME[proof.method].amr
    )

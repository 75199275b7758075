"""Reasons about proofs of possession."""

from __future__ import annotations

from assay.reasons.reason import EvidenceField, Fault, PublicAnswer, Reason

PROOF_MISSING = Reason(
    code="sender_constraint.proof_missing",
    headline="The token is bound to a key, and there is no proof of having that key",
    explanation="The claim cnf binds the token by {methods}. Shown without the proof it counts for nothing: it may have been "
    "stolen.",
    fix="Send the proof with the token: a DPoP header for jkt, the client's certificate for x5t#S256. If the API cannot take "
    "proofs, ask the issuer for a token without cnf.",
    fault=Fault.CLIENT,
    public=PublicAnswer("invalid_token", 401, bearer=True),
    references=("RFC 7800 section 3.1", "RFC 9449 section 7.1", "RFC 8705 section 3"),
    evidence=(EvidenceField("methods", "names", "the members of cnf"),),
)

REASONS: tuple[Reason, ...] = (PROOF_MISSING,)

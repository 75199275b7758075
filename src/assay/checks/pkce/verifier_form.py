"""Whether the verifier has the form that RFC 7636 section 4.1 asks for: 43 to 128 unreserved characters.

Refuses with `authorization_code.verifier_malformed`. Needs nothing but the request, so it may be told to anybody.
"""

from __future__ import annotations

import re

from assay.checks.pkce.proof import PkceProof
from assay.decision import Check, NotApplicable, Passed, Refused, refuse
from assay.decision.outcome import PASSED
from assay.reasons import authorization_code as reasons

_SHORTEST, _LONGEST = 43, 128
_UNRESERVED = re.compile(r"[A-Za-z0-9._~-]*")


def check_verifier_form(proof: PkceProof, _context: None = None) -> Passed | Refused | NotApplicable:
    """Length first, then the alphabet."""
    verifier = proof.verifier
    if verifier is None:
        return NotApplicable("the request has no code_verifier")
    if not _SHORTEST <= len(verifier) <= _LONGEST:
        defect = f"not between {_SHORTEST} and {_LONGEST} of them"
    elif _UNRESERVED.fullmatch(verifier) is None:
        defect = "one of them is not a letter, a digit, or one of - . _ ~"
    else:
        return PASSED
    return refuse(reasons.VERIFIER_MALFORMED, length=len(verifier), defect=defect)


CHECK = Check("pkce_verifier_form", check_verifier_form, conditional=True)

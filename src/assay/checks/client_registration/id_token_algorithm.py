"""Whether the server signs ID tokens with the algorithm (OpenID Connect Dynamic Client Registration section 2).

Refuses with `registration.id_token_algorithm_unknown`.
"""

from __future__ import annotations

from assay.decision import Check, Passed, Refused, refuse
from assay.decision.outcome import PASSED
from assay.model.client_registration import ClientRegistration, RegistrationOffer
from assay.reasons import registration as reasons


def check_id_token_algorithm(registration: ClientRegistration, offer: RegistrationOffer) -> Passed | Refused:
    """One of the server's signing algorithms; never none."""
    algorithm = registration.id_token_signed_response_alg
    if algorithm not in offer.signing_algorithms:
        return refuse(reasons.ID_TOKEN_ALGORITHM_UNKNOWN, algorithm=algorithm, supported=offer.signing_algorithms)
    return PASSED


CHECK = Check("id_token_algorithm", check_id_token_algorithm)

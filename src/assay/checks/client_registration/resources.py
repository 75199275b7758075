"""Whether the resources that the client may ask for exist (RFC 8707 section 2).

Refuses with `registration.resource_unknown`.
"""

from __future__ import annotations

from assay.decision import Check, Passed, Refused, refuse
from assay.decision.outcome import PASSED
from assay.model.client_registration import ClientRegistration, RegistrationOffer
from assay.reasons import registration as reasons


def check_resources(registration: ClientRegistration, offer: RegistrationOffer) -> Passed | Refused:
    """Each identifier is registered, character by character."""
    for resource in registration.resources:
        if resource not in offer.resources:
            return refuse(reasons.RESOURCE_UNKNOWN, resource=resource, registered=offer.resources)
    return PASSED


CHECK = Check("resources", check_resources)

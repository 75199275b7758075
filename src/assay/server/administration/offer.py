"""What a client can be registered for, read from the lists by which the server works."""

from __future__ import annotations

from collections.abc import Iterable

from assay.model.client_registration import RegistrationOffer
from assay.model.resource import Resource
from assay.server.client_authentication import METHODS
from assay.server.grants import GRANTS
from assay.server.issuance.signing_keys import ALGORITHMS


def offer_with(resources: Iterable[Resource]) -> RegistrationOffer:
    """The offer, given the resources that exist."""
    return RegistrationOffer(
        grant_types=tuple(grant.name for grant in GRANTS),
        authentication_methods=tuple(method.name for method in METHODS),
        signing_algorithms=ALGORITHMS,
        resources=tuple(resource.identifier for resource in resources),
    )

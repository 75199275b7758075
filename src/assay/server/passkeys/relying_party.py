"""Who we are to authenticators: the issuer's host and origin. An issuer at an IP address is nobody (WebAuthn 5.1.3).

Gives `passkey.issuer_without_domain`.
"""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit

from assay.checks.passkey.expectations import CeremonyExpectations
from assay.decision import Allowed, Refused, refuse
from assay.reasons import passkey as reasons


@dataclass(frozen=True, slots=True)
class RelyingParty:
    """The relying party id, and the one origin at which passkeys are used."""

    rp_id: str
    origin: str

    def expecting(self, ceremony: str) -> CeremonyExpectations:
        """What an answer in this ceremony must say."""
        return CeremonyExpectations(ceremony, self.origin, self.rp_id)


def relying_party(issuer: str) -> Allowed[RelyingParty] | Refused:
    """The relying party of an issuer."""
    parts = urlsplit(issuer)
    host = parts.hostname or ""
    try:
        ip_address(host)
    except ValueError:
        return Allowed(RelyingParty(host, f"{parts.scheme}://{parts.netloc}"))
    return refuse(reasons.ISSUER_WITHOUT_DOMAIN, host=host)

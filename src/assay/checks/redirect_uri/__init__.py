"""Where an authorization answer may go, and which redirect URIs may be registered at all."""

from assay.checks.redirect_uri.registered import REGISTERED, is_registered
from assay.checks.redirect_uri.registration import REGISTRATION_CHECKS, reachable, registrable, web_address_defect

__all__ = ["REGISTERED", "REGISTRATION_CHECKS", "is_registered", "reachable", "registrable", "web_address_defect"]

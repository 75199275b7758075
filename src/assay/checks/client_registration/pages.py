"""Whether a client's own pages and contacts can be shown to people (RFC 7591 section 2, section 5 for the danger in links).

Refuses with `registration.page_uri_unusable` and `registration.contact_unusable`.
"""

from __future__ import annotations

from assay.checks.redirect_uri import web_address_defect
from assay.decision import Check, NotApplicable, Passed, Refused, refuse
from assay.decision.outcome import PASSED
from assay.formats.email_address import is_email_address
from assay.model.client_registration import ClientRegistration, RegistrationOffer
from assay.reasons import registration as reasons

MAX_URI = 500
MAX_CONTACTS = 10
_PAGES = ("client_uri", "logo_uri", "policy_uri", "tos_uri")


def check_pages(registration: ClientRegistration, _offer: RegistrationOffer) -> Passed | Refused | NotApplicable:
    """Each address is https (or on this machine) and at most 500 characters; there are at most 10 contacts, each an e-mail address."""
    given = [(member, uri) for member in _PAGES if (uri := getattr(registration, member)) is not None]
    if not given and not registration.contacts:
        return NotApplicable("the client names no pages and no contacts")
    for member, uri in given:
        defect = f"it has more than {MAX_URI} characters" if len(uri) > MAX_URI else web_address_defect(uri)
        if defect is not None:
            return refuse(reasons.PAGE_URI_UNUSABLE, member=member, uri=uri, defect=defect)
    if len(registration.contacts) > MAX_CONTACTS:
        return _unusable(registration.contacts[MAX_CONTACTS], f"there are more than {MAX_CONTACTS} contacts")
    for contact in registration.contacts:
        if not is_email_address(contact) or not contact.isascii():
            return _unusable(contact, "it is no e-mail address")
    return PASSED


def _unusable(contact: str, defect: str) -> Refused:
    return refuse(reasons.CONTACT_UNUSABLE, contact=contact, defect=defect, limit=MAX_CONTACTS)


CHECK = Check("pages", check_pages, conditional=True)

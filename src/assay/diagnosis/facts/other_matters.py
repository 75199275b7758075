"""Refusals of requests whose credential nobody read, or nobody speaks of: by a filter in front, or for the thing asked for."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from assay.diagnosis.facts.aws_request import aws_request
from assay.diagnosis.facts.ground import Ground
from assay.diagnosis.facts.quoting import quoted
from assay.diagnosis.facts.words_of_programs import ABOUT_CREDENTIALS
from assay.diagnosis.pattern import any_of

if TYPE_CHECKING:
    from assay.diagnosis.facts.gathered import Facts

GONE = frozenset({404, 405, 409, 410, 412, 413, 415, 416, 422})
"""Statuses that speak of what was asked for."""
_TOO_LARGE = 413  # the token itself may be
_FILTERED = any_of(
    r"request (?:was |has been )?blocked",
    "you have been blocked",
    "attention required",
    "web application firewall",
    r"incapsula incident",
    r"the requested url was rejected\. please consult",
)
"""What filters in front of servers answer (lower case)."""


_OUT_OF_SERVICE = r"temporarily[_ ]unavailable|maintenance|try again later"


def turned_away(facts: Facts) -> Ground | None:
    """A filter in front of the server that turned the request away before anybody read its credential."""
    failing = facts.failing
    if failing is None or failing.response.status != 403:
        return None
    page = failing.response.body[:8_000].lower()
    own = page.lstrip().startswith("<") and "awselb" in (failing.response.header("server") or "")
    told = re.search(_FILTERED, page)
    if not (own or told):
        return None
    seen = (
        f"it answers {quoted(told.group(0))}"
        if told
        else "the load balancer itself answered, and not the server behind it"
    )
    return Ground(
        "permission",
        "A filter in front of the server turned the request away; the credential is not in question",
        (seen,),
        "Look into the filter's log (firewall, bot protection, address list) for the rule that this request met",
    )


def broke_itself(facts: Facts, *, complete: bool) -> Ground | None:
    """A fault of the server itself on a request whose credential passes every check, with no word about credentials."""
    failing = facts.failing
    if failing is None or failing.response.status not in {500, 502, 503, 504} or failing.challenges:
        return None
    if failing.response.status == 503 and re.search(_OUT_OF_SERVICE, failing.response.body[:8_000].lower()):
        return Ground(
            "limit",
            "The server is out of service for a while and said so; the credential is not in question",
            ("it answers 503 and calls that temporary",),
            "Try again later; Retry-After, where it is sent, says when",
        )
    if not complete:
        return None
    asked = not facts.symptom or re.search(r"\?\s*\Z|\b5\d\d\b", facts.symptom)
    if not asked or ABOUT_CREDENTIALS.search(facts.complaint.symptom):
        return None
    if ABOUT_CREDENTIALS.search(failing.response.body[:8_000]):
        return None
    return Ground(
        "absence",
        f"The server failed by itself ({failing.response.status}); the credential passes every check",
        ("the token is sound by its signature, its dates and its parties",),
        "Look into the server's own log at that moment",
    )


def other_matter(facts: Facts) -> Ground | None:
    """A status that speaks of the thing asked for, of a request that carried its credential, and nobody speaks of that."""
    failing = facts.failing
    if (
        failing is None
        or failing.response.status not in GONE - {_TOO_LARGE}
        or failing.request.header("authorization") is None
    ):
        return None
    if failing in facts.oauth.token_requests or aws_request(failing) is not None or failing.challenges:
        return None
    if ABOUT_CREDENTIALS.search(f"{facts.symptom}\n{failing.response.body[:8_000]}"):
        return None
    return Ground(
        "absence",
        f"The answer {failing.response.status} is about what was asked for, and not about the credential",
        ("a credential was sent, and neither the answer nor the person speaks of it",),
        "Look at the address and the request, not at the credential",
    )

"""Asks the questions of `assay explain --online`, within the limits of `outbound.document`. A failure is an answer too.

https only (http for loopback), no redirects, one small answer. A private address is asked only where the person named the
host; a loopback address that a public issuer's metadata names is not asked at all.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from assay.diagnosis.probing.caller_identity import BODY, CallerIdentity
from assay.diagnosis.probing.probe import Probe, Probed
from assay.formats.sigv4.signing import CredentialScope, UnsignedRequest, signed_headers
from assay.outbound.document import FetchFailed, Form, Location, Reply, ask
from assay.outbound.system import system_clock


def ask_issuer(probe: Probe, named: Location) -> Probed:
    """A document of the issuer at `named`, or of a place that its metadata names."""
    at = system_clock()
    try:
        location = Location.parse(probe.url, {named.host})
        if location.host != named.host and not named.loopback:
            # What a public issuer publishes cannot point us into this machine or its network.
            location = replace(location, private=False)
        return _answered(probe, at, ask(location))
    except (FetchFailed, ValueError) as fault:
        return Probed(probe, at, fault=str(fault))


def ask_caller_identity(question: CallerIdentity) -> Probed:
    """GetCallerIdentity, signed. The host is AWS's own or one that this person's configuration names."""
    probe, at = question.probe, system_clock()
    try:
        # An endpoint inside the own network is allowed, as VPC endpoints are.
        location = replace(Location.parse(probe.url), private=True)
        headers = {"Host": location.authority, "Content-Type": "application/x-www-form-urlencoded"}
        instant = datetime.fromtimestamp(at, UTC).strftime("%Y%m%dT%H%M%SZ")
        request = UnsignedRequest("POST", location.target, (), headers, BODY.encode("ascii"))
        signed = signed_headers(request, question.credentials, CredentialScope(instant, question.region, "sts"))
        answered = _answered(probe, at, ask(location, Form(BODY, signed)))
    except (FetchFailed, ValueError) as fault:
        return Probed(probe, at, fault=str(fault))
    return replace(answered, sent=tuple(signed.items()), sent_body=BODY)


def _answered(probe: Probe, at: float, reply: Reply) -> Probed:
    if not reply.whole:
        return Probed(probe, at, fault="its answer is too long for such a document")
    if reply.cut_short:
        return Probed(probe, at, fault="its answer ended before all of it had come")
    return Probed(probe, at, reply.status, reply.headers, reply.body.decode("utf-8", "replace"))

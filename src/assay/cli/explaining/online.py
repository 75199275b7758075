"""`assay explain … --online`: asks the few questions that settle most, each shown on stderr before it is asked."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from typing import Any

from assay.cli.terminal.exit_status import ExitStatus
from assay.diagnosis.probing.probe import Probe, Probed

_PROXIES = ("HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy")


@dataclass(slots=True)
class Online:
    """What was asked so far."""

    probed: list[Probed] = field(default_factory=list)

    @property
    def document(self) -> dict[str, Any]:
        """The member `probes` of the answer."""
        return {
            "probes": [
                {
                    "asked": f"{each.probe.method} {each.probe.url}",
                    "why": each.probe.why,
                    "status": each.status or None,
                    "fault": each.fault or None,
                }
                for each in self.probed
            ]
        }

    def status(self, verdict: str) -> ExitStatus:
        """1 for what is refused, 7 when nothing that was asked could be reached, else 0."""
        if verdict == "refused":
            return ExitStatus.REFUSED
        unreached = self.probed and not any(each.status for each in self.probed)
        return ExitStatus.NETWORK if unreached else ExitStatus.FINE

    def announce(self, probe: Probe) -> None:
        """Show a question before it is asked; and once, that proxies of the environment have no part in it."""
        if not self.probed:
            _say_proxies_are_not_used()
        print(f"assay: {probe.announcement}", file=sys.stderr, flush=True)

    def keep(self, probed: Probed) -> None:
        """Keep an answer; a missing one is told."""
        self.probed.append(probed)
        if not probed.status:
            _say(f"no answer: {probed.fault}")


def ask_named_issuer(document: dict[str, Any], issuer: str | None, online: Online) -> dict[str, Any]:
    """The bundle with what the issuer of `--issuer` publishes. No issuer that only a token names is asked."""
    if issuer is None:
        _say("--online asks nobody here: name the issuer with --issuer URL (an address in a token is never followed)")
        return document
    from assay.cli.terminal.faults import UsageFault
    from assay.diagnosis.probing.issuer import next_issuer_probe, with_issuer_evidence
    from assay.outbound.document import Location
    from assay.outbound.evidence.probes import ask_issuer

    try:
        named = Location.parse(issuer)
        named = Location.parse(issuer, {named.host})
    except ValueError as fault:
        raise UsageFault(str(fault), expected="the issuer's https URL, which --online asks") from None
    while (probe := next_issuer_probe(issuer, online.probed)) is not None:
        online.announce(probe)
        online.keep(ask_issuer(probe, named))
    return with_issuer_evidence(document, issuer, online.probed)


def ask_sts(document: dict[str, Any], online: Online) -> dict[str, Any]:
    """The bundle with what STS says of the credentials that win here."""
    from assay.diagnosis.aws_resolution.resolution import resolve
    from assay.diagnosis.bundle import read_bundle
    from assay.diagnosis.probing.caller_identity import CallerIdentity, caller_identity, with_caller_identity
    from assay.outbound.evidence.probes import ask_caller_identity

    bundle = read_bundle(document)
    question = caller_identity(bundle, resolve(bundle))
    if not isinstance(question, CallerIdentity):
        _say(f"--online asks nobody: {question}")
        return document
    online.announce(question.probe)
    online.keep(ask_caller_identity(question))
    return with_caller_identity(document, online.probed[-1])


def _say_proxies_are_not_used() -> None:
    import os

    named = [name for name in _PROXIES if os.environ.get(name)]
    if named:
        _say(f"{' and '.join(named)} set: --online does not use proxies, it connects directly")


def _say(text: str) -> None:
    from assay.decision.evidence import escaped

    print(f"assay: {escaped(text)}", file=sys.stderr, flush=True)

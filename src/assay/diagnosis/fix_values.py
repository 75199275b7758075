"""Puts the evidence's own values into the commands of a fix: the profile, region, key id and addresses that are meant."""

from __future__ import annotations

import re
from collections.abc import Callable

from assay.diagnosis.facts.gathered import Facts
from assay.diagnosis.pattern import Pattern

_SAFE = Pattern(r"[A-Za-z0-9@%+=:,./_][A-Za-z0-9@%+=:,./_-]{0,199}")


def with_values(step: str, facts: Facts) -> str:
    """The step; a placeholder whose value is unknown, or would not survive a shell, stays."""
    for before, word, find in _PLACEHOLDERS:
        if word not in step:
            continue
        placeholder = rf"({before}){re.escape(word)}\b"
        if re.search(placeholder, step):
            value = find(facts)
            if value and _SAFE.fullmatch(value):
                from shlex import quote

                step = re.sub(placeholder, lambda match, value=value: match.group(1) + quote(value), step)  # type: ignore[misc]
    return step


def _profile(facts: Facts) -> str:
    used = facts.aws.used
    return facts.aws.profile or (used.name if used is not None and used.kind == "profile" else "")


def _region(facts: Facts) -> str:
    from assay.diagnosis.facts.aws_hosts import REGION, region_asked  # a bare token must not pay for AWS

    named = region_asked(facts.bundle.command) or facts.aws.region
    if named:
        return named
    regions = {region for _, region in facts.aws.configured_regions if REGION.fullmatch(region)}
    return regions.pop() if len(regions) == 1 else ""


def _key_id(facts: Facts) -> str:
    from assay.diagnosis.facts.aws import KEY_ID  # a bare token must not pay for AWS

    key_id = facts.aws.key_id.strip()
    return key_id if KEY_ID.match(key_id) else ""


def _issuer(facts: Facts) -> str:
    return facts.token.issuer if facts.token is not None else ""


def _jwks_uri(facts: Facts) -> str:
    return facts.bundle.issuer["metadata"]["jwks_uri"].text


_PRIVATE = ("EC PRIVATE KEY", "RSA PRIVATE KEY", "ENCRYPTED PRIVATE KEY", "OPENSSH PRIVATE KEY")


def _pem_file(facts: Facts, labels: tuple[str, ...]) -> str:
    """The file with such a PEM: one of the bundle's, or the one that the verifier's key was read from."""
    for pem in facts.pems[0]:
        if pem.label in labels:
            if pem.place.startswith("file "):
                return pem.place.removeprefix("file ")
            if pem.place.startswith("the verifier's key"):
                return facts.bundle.verifier["key"]["file"].text
    return ""


def _beside(name: str, addition: str) -> str:
    """A name for what a command writes, beside the file that it reads."""
    return f"{re.sub(r'[.](?:pem|crt|cer|key)$', '', name)}-{addition}.pem" if name else ""


def _certificate(facts: Facts) -> str:
    return _pem_file(facts, ("CERTIFICATE",))


def _old_key(facts: Facts) -> str:
    return _pem_file(facts, ("RSA PUBLIC KEY", *_PRIVATE))


def _token_file(facts: Facts) -> str:
    place = facts.token.place if facts.token is not None else ""
    return place.removeprefix("file ") if place.startswith("file ") else ""


_PLACEHOLDERS: tuple[tuple[str, str, Callable[[Facts], str]], ...] = (
    ("--profile |AWS_PROFILE=", "NAME", _profile),
    ("--region(?:-name)? ", "REGION", _region),
    ("--access-key-id ", "ID", _key_id),
    ("--url ", "ISSUER", _issuer),
    ("curl -v ", "JWKS_URI", _jwks_uri),
    ("-in ", "CERT.pem", _certificate),
    ("> ", "KEY.pem", lambda facts: _beside(_certificate(facts), "public")),
    ("-in ", "OLD.pem", _old_key),
    ("-out |-f ", "NEW.pem", lambda facts: _beside(_old_key(facts), "new")),
    ("cp ", "OLD.pem", _old_key),
    (r"cp \S+ ", "NEW.pem", lambda facts: _beside(_old_key(facts), "new")),
    ("> ", "FILE", _token_file),
)

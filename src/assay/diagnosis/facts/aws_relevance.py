"""Whether the evidence is about AWS: whether it is spoken of, speaks itself, or lies around and nothing else is told of."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from assay.diagnosis.facts.aws_hosts import is_aws_host
from assay.diagnosis.facts.aws_wordings import AWS_ONLY, AWS_WORDS, OTHER_WORDS
from assay.diagnosis.facts.http import host_of

if TYPE_CHECKING:
    from assay.diagnosis.facts.aws import AwsFacts

_KEY_ID = re.compile(r"^(?:AKIA|ASIA)[A-Z0-9]{12,17}$")
_SECRET_MANIFEST = (re.compile(rb"(?m)^kind:\s*Secret\b"), re.compile(rb"(?im)^\s*\w*ACCESS_?KEY(?:_?ID)?:"))


def _words(aws: AwsFacts) -> str:
    heard = " ".join(aws.facts.complaint.heard)
    return f"{aws.bundle.command} {aws.bundle.software} {aws.facts.symptom} {heard}".lower()


def is_spoken_of(aws: AwsFacts) -> bool:
    """Whether requests or words are about AWS, and not only files and variables that lie around."""
    if _another_has_spoken(aws):
        return False
    # Where a token and what its verifier wants are asked about, a code of AWS in a log beside them is another matter.
    asked_of_a_token = bool(aws.bundle.token) and bool(aws.bundle.verifier.mapping)
    if aws.requests or (aws.codes & AWS_ONLY and not asked_of_a_token):
        return True
    words = f"{aws.bundle.software} {aws.bundle.symptom}".lower() if asked_of_a_token else _words(aws)
    if "secret hash" in words or "secrethash" in words or "aws-jwt-verify" in words:
        return False  # Cognito's client secret and its tokens, not AWS credentials
    if re.search(r"aadsts\d|azurerm|\bmsal\b|provider-google|\bgoogle(?:api)?: ", words):
        return False  # a tool of several clouds, refused by another one
    if AWS_WORDS.search(words) is not None:
        return True
    return "authorization header" in words and any(b"AWS4-HMAC-SHA256" in raw for raw in aws.bundle.files.values())


def _another_has_spoken(aws: AwsFacts) -> bool:
    """Whether an authorization server that is none of AWS's refused a grant, or answered with an error of OAuth."""
    failing = aws.facts.failing
    if failing is None or is_aws_host(failing.request.host) or failing.request.host.endswith(".amazoncognito.com"):
        return False
    return failing in aws.facts.oauth.token_requests or (not aws.requests and bool(failing.response.json["error"].text))


def has_spoken(aws: AwsFacts) -> bool:
    """Whether the refusal itself is in AWS's words, or in those of its tools."""
    if aws.codes & AWS_ONLY or (aws.failing is not None and aws.at_aws):
        return True
    text = aws.facts.complaint.text
    return AWS_WORDS.search(text) is not None and OTHER_WORDS.search(text) is None


def is_concerned(aws: AwsFacts) -> bool:
    """Whether the evidence is about AWS at all."""
    if aws.spoken_of:
        return True
    bundle = aws.bundle
    told = bundle.token or bundle.verifier.mapping or bundle.client.mapping or bundle.issuer.mapping
    if told or aws.facts.exchanges or OTHER_WORDS.search(_words(aws)):
        return False  # something else is what was refused: keys that lie around are not its cause
    names = ("AWS_ACCESS", "AWS_SECRET", "AWS_SESSION", "AWS_PROFILE")
    if any(name.startswith(names) for name in bundle.environment):
        return True
    if any(_KEY_ID.match((source.key_id or "").strip()) for source in aws.sources if source.kind != "profile"):
        return True
    if any(all(part.search(raw[:20_000]) for part in _SECRET_MANIFEST) for raw in bundle.files.values()):
        return True
    return any(file.place.replace("\\", "/").endswith((".aws/credentials", ".aws/config")) for file in aws.files)


def is_of_another_vendor(aws: AwsFacts) -> bool:
    """Whether the key is none of AWS's and goes to another vendor's endpoint: no length is known of its secret then."""
    if aws.is_session or aws.is_permanent:
        return False
    host = aws.host or host_of(aws.endpoint)
    return bool(host) and not is_aws_host(host)


def log_is_of_others(aws: AwsFacts) -> bool:
    """Whether the log tells of errors, of something else than AWS."""
    words = aws.facts.log_words
    return bool(words) and OTHER_WORDS.search(words) is not None and AWS_WORDS.search(words) is None

"""What a pasted or piped text is, and the members of an evidence bundle that it gives. Never raises; reads a bounded part.

A bundle, a HAR file, HTTP as curl and debug logs print it, a curl command, a key or key set; else a token or an error text.
"""

from __future__ import annotations

import re
from typing import Any

from assay.diagnosis.facts.pasted import credential_in
from assay.diagnosis.json_view import parse_json
from assay.diagnosis.pattern import Pattern

MAX_BYTES = 16 * 1024 * 1024
_ASSIGNMENT = Pattern(
    r"(?m)^[ \t\ufeff]*(?:export[ \t]+|\$[Ee][Nn][Vv]:|[Ss][Ee][Tt][Xx]?[ \t]+)?[A-Z][A-Z0-9_]+[ \t]*="
)
_FILE_OF_AWS = Pattern(
    r"(?ms)\A\s*(?:[#;][^\n]*\n\s*)*\[[^\]\n]{1,80}\]\s*$.*^\s*(?:aws_access_key_id|aws_secret_access_key|sso_\w+|role_arn|credential_process|region)\s*="
)
_MANIFEST = Pattern(r"(?ms)\A\s*(?:---\s+)?apiVersion:.*^kind:\s*Secret\s*$")
_KEY_ID = Pattern(r"A(?:KIA|SIA)[A-Z0-9]{16}")


_OF_STS = (
    ("AccessKeyId", "AWS_ACCESS_KEY_ID"),
    ("SecretAccessKey", "AWS_SECRET_ACCESS_KEY"),
    ("SessionToken", "AWS_SESSION_TOKEN"),
    ("Expiration", "AWS_CREDENTIAL_EXPIRATION"),
)


def text_of(raw: bytes) -> str:
    """The text in bytes as a program wrote them: UTF-16 where they show it, else UTF-8; what is neither is replaced."""
    from assay.diagnosis.facts.ini_file import decoded

    return decoded(raw[:MAX_BYTES])


def recognise(text: str) -> dict[str, Any]:
    """The members of a bundle (without `assay_bundle`) that a text gives; a text that is nothing else is a symptom."""
    start = text.lstrip("\ufeff \t\r\n")
    if start[:1] in {"{", "["}:
        found = _document(start)
        if found:
            return found
    elif "\n" not in start.strip() and " " not in start.strip():
        if start.startswith(("http://", "https://")):
            from assay.diagnosis.evidence.address import read_address

            return read_address(start.strip())
        return _credential(text)  # one word: the common case, and the one that must be quick
    found = _transcript(text)
    if found:
        return found
    if re.search(r"(?:^|[\s$`;|&])curl(?:\.exe)?\s", text):
        from assay.diagnosis.evidence.curl_command import read_curl_command

        found = read_curl_command(text)
        if found:
            return found
    if _ASSIGNMENT.search(text):
        from assay.diagnosis.evidence.assignments import read_assignments

        found = read_assignments(text)
        if found:
            return found
    file = _FILE_OF_AWS.search(text) and (
        "~/.aws/config" if "[profile " in text or "[sso-session " in text else "~/.aws/credentials"
    )
    if file:
        return {"files": {file: text}}
    if _MANIFEST.search(text):
        return {"files": {"secret.yaml": text}}
    if start.startswith("-----BEGIN "):
        return {"verifier": {"key": {"pem": text}}}
    return _credential(text)


def _transcript(text: str) -> dict[str, Any]:
    from assay.diagnosis.evidence.transcript import read_transcript

    shown = read_transcript(text)
    if shown is None:
        return {}
    symptom = "\n".join(line for line in shown.prose if not line.startswith("$ ")).strip()
    command = "\n".join(line[2:] for line in shown.prose if line.startswith("$ "))
    members = {"symptom": symptom, "command": command, "log": list(shown.remarks[:1000]), "now": shown.date}
    return {"exchanges": list(shown.exchanges)} | {name: value for name, value in members.items() if value}


def _document(text: str) -> dict[str, Any]:
    view = parse_json(text)
    if view["assay_bundle"].raw == 1:
        return {name: value for name, value in view.mapping.items() if name != "assay_bundle"}
    if view["log"]["entries"].items:
        from assay.diagnosis.evidence.har import read_har

        return read_har(view)
    issued = view["access_token"].text or view["id_token"].text
    if issued and not view.has("error") and not view.has("errors"):
        # The answer of a token endpoint: its members are no words of anybody.
        return {"credential": {"token": issued}}
    if view["issuer"].text and (view["jwks_uri"].text or view["authorization_endpoint"].text):
        return {"issuer": {"url": view["issuer"].text, "metadata": view.raw}}
    if isinstance(view["keys"].raw, list) and not view.has("access_token"):
        return {"verifier": {"key": {"jwks": view.raw}}}
    if view["kty"].text:
        return {"verifier": {"key": {"jwks": {"keys": [view.raw]}}}}
    handed_out = view["Credentials"] if view["Credentials"].mapping else view
    if handed_out["AccessKeyId"].text and handed_out["SecretAccessKey"].text:
        return {"environment": {name: handed_out[member].text for member, name in _OF_STS if handed_out[member].text}}
    return {}


def _credential(text: str) -> dict[str, Any]:
    if _KEY_ID.fullmatch(text.strip()):
        return {"environment": {"AWS_ACCESS_KEY_ID": text.strip()}}
    credential, symptom = credential_in(text)
    members: dict[str, Any] = {"credential": {"token": credential}} if credential else {}
    return members | ({"symptom": symptom} if symptom else {})

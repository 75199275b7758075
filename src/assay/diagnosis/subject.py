"""What the evidence is about, in one line: the kind of credential and what is known of it."""

from __future__ import annotations

from assay.diagnosis.facts.gathered import Facts
from assay.diagnosis.facts.quoting import quoted

_OWN = {
    "assay_ac_": "an authorization code of Assay",
    "assay_dc_": "a device code of Assay",
    "assay_rt_": "a refresh token of Assay",
    "assay_cs_": "a client secret of Assay",
}


def subject_of(facts: Facts) -> tuple[str, str]:
    """The kind and a summary without any credential in it."""
    token = facts.token
    if token is not None:
        own = _own_token(token.bare)
        if own:
            return "opaque_token", own
        if not token.is_jwt and not token.is_jwe:
            from assay.diagnosis.facts.vendor_tokens import vendor_of

            vendor = vendor_of(token.bare)
            if vendor:
                return "opaque_token", vendor
        if token.is_jwe:
            return "jwe", f"an encrypted token ({quoted(token.header['enc'].text or token.alg)})"
        if token.is_jwt:
            return "jwt", _jwt(facts)
    if facts.aws.concerned:
        return "aws_credentials", facts.aws.summary
    if token is not None:
        return "opaque_token", f"an opaque token of {len(token.bare)} characters"
    if facts.exchanges:
        number = len(facts.exchanges)
        return "http_exchange", "an HTTP exchange" if number == 1 else f"{number} HTTP exchanges"
    published = facts.bundle.issuer["metadata"]["issuer"].text
    if published and not facts.symptom:
        return "issuer_metadata", f"the metadata of the issuer {quoted(published)}"
    keys = "" if facts.symptom or not facts.bundle.verifier.has("key") else _keys(facts)
    if keys:
        return "key", keys
    if facts.pems[0] or facts.pems[1]:
        return "key", "a key"
    return "error_text", "an error text" if facts.symptom else "nothing that could be recognised"


def _keys(facts: Facts) -> str:
    from assay.diagnosis.facts.key_subject import keys_summary

    return keys_summary(facts)


def _own_token(text: str) -> str:
    from assay.formats.opaque_token import parse

    for prefix, words in _OWN.items():
        if text.startswith(prefix):
            own = parse(text)
            if own is None:
                return f"{words}, damaged: it has characters that such a token never has"
            return f"{words}, {'intact' if own.intact else 'damaged: its checksum does not fit'}"
    return ""


def _jwt(facts: Facts) -> str:
    token = facts.token
    if token is None:
        return ""
    words = [f"a JWT ({quoted(token.alg)})" if token.alg else "the claims of a token"]
    if token.issuer:
        words.append(f"of {quoted(token.issuer)}")
    if token.audience:
        words.append("for " + ", ".join(quoted(name) for name in token.audience[:3]))
    return " ".join(words)

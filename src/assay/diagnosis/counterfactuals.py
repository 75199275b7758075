"""What would have been accepted: the smallest change of one expectation that turns a refused check into a passed one."""

from __future__ import annotations

from math import ceil

from assay.diagnosis.examination import Examination
from assay.diagnosis.facts.gathered import Facts
from assay.diagnosis.facts.instants import show_instant, show_span
from assay.diagnosis.facts.quoting import quoted

MAX_LEEWAY = 600


def counterfactuals_of(facts: Facts, examination: Examination) -> tuple[str, ...]:
    """Sentences such as "would be accepted with a leeway of 90 s"; empty when no check refused."""
    token, now = facts.token, facts.now
    if token is None:
        return ()
    codes = {reason.code for reason in examination.reasons}
    told: list[str] = []
    expires = token.instant("exp")
    if "token.expired" in codes and expires is not None and now is not None:
        told.append(
            f"It was valid until {show_instant(expires)}, {show_span(now - expires)} before the evidence's clock."
        )
        if now - expires < MAX_LEEWAY:
            told.append(f"It would be accepted with a leeway of {ceil(now - expires) + 1} s.")
    starts = max((moment for name in ("nbf", "iat") if (moment := token.instant(name)) is not None), default=None)
    early = codes & {"token.not_yet_valid", "token.issued_in_future"}
    if early and starts is not None and now is not None:
        told.append(
            f"It is valid from {show_instant(starts)} on, {show_span(starts - now)} after the evidence's clock."
        )
        if starts - now < MAX_LEEWAY:
            told.append(f"It would be accepted with a leeway of {ceil(starts - now)} s.")
    if "token.audience_mismatch" in codes and token.audience:
        told.append(
            "It would be accepted by the audience " + " or ".join(quoted(name) for name in token.audience[:3]) + "."
        )
    if "token.issuer_mismatch" in codes and token.issuer:
        told.append(f"It would be accepted by a verifier that expects the issuer {quoted(token.issuer)}.")
    failed = any(code.startswith("token.signature_") or code == "key.kid_unknown" for code in codes)
    report = facts.laboratory if failed else None
    if report is not None and report.form is not None:
        told.append(
            "The signature passes " + _FORMS[report.form] + (f" ({quoted(report.key)})." if report.key else ".")
        )
    return tuple(told)


_FORMS = {
    "as_configured": "as configured",
    "secret_base64_decoded": "with the secret base64-decoded first",
    "secret_hex_decoded": "with the secret read as hexadecimal",
    "secret_base64_encoded": "with the secret's base64 or hexadecimal text",
    "secret_trimmed": "with the secret without the white space or quotation marks around it",
    "secret_with_newline": "with a line break or blank after the secret",
    "secret_unescaped": "with the secret before a shell, YAML or URL step changed it",
    "secret_empty": "with an empty secret",
    "secret_undefined": "with the text undefined or null as the secret",
    "other_key_of_the_set": "with another key of the set",
    "published_key": "with a key that the issuer publishes now",
    "der_signature": "when it is read as ASN.1 (DER)",
    "payload_rewritten": "over the payload written in another way",
    "public_key_as_secret": "as an HMAC under the public key's text",
    "certificate_as_secret": "as an HMAC under the certificate's text",
    "other_secret_at_hand": "with another secret of the evidence",
}

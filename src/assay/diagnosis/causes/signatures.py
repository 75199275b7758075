"""The signature's own form, and what was really signed."""

from __future__ import annotations

import re
from base64 import b64encode

from assay.diagnosis.causes.cause import Cause, Sighting, Who, proves, sighted, suggests
from assay.diagnosis.facts.gathered import Facts
from assay.diagnosis.facts.http import Request
from assay.diagnosis.facts.quoting import quoted
from assay.diagnosis.facts.token_form import signature_bytes
from assay.diagnosis.json_view import leaves
from assay.diagnosis.pattern import Pattern

_SIGNATURE_HEADER = Pattern(r"signature|hmac|x-hub", re.IGNORECASE)
_TIME_HEADER = Pattern(r"time|date|nonce", re.IGNORECASE)
MAX_BODY = 256 * 1024


def _der(facts: Facts) -> Sighting | None:
    token = facts.token
    wanted = signature_bytes(token.alg) if token is not None else None
    raw = token.signature if token is not None else None
    if token is None or wanted is None or raw is None or len(raw) == wanted or not raw.startswith(b"\x30"):
        return None
    if len(raw) < 8 or raw[1] not in {len(raw) - 2, 0x81}:
        return None
    seen = [f"the signature has {len(raw)} bytes and begins with 0x30; {token.alg} makes {wanted} bytes"]
    if facts.laboratory.form == "der_signature":
        seen.append("read as ASN.1 it passes")
    return proves(*seen, weight=94)


def _length(facts: Facts) -> Sighting | None:
    token = facts.token
    wanted = signature_bytes(token.alg) if token is not None else None
    raw = token.signature if token is not None else None
    if token is None or wanted is None or not raw or len(raw) == wanted or token.alg in {"EdDSA", "Ed25519", "Ed448"}:
        return None
    if raw.startswith(b"\x30") and raw[1:2] in {bytes([len(raw) - 2]), b"\x81"}:
        return None
    if len(raw) < wanted * 3 // 4 or len(raw) > wanted + 8:
        return None
    return proves(f"the signature has {len(raw)} bytes, and {token.alg} makes {wanted}", weight=93)


def _rewritten(facts: Facts) -> Sighting | None:
    if facts.laboratory.form == "payload_rewritten":
        return proves(
            "the signature passes over the payload written in another way, and fails over it as sent", weight=92
        )
    found, code = _webhook(facts), _code(facts)
    told = facts.says(_OF_SIGNATURES)
    if found == "raw body":
        seen = "the signature passes over the raw body"
        if _REWRITES.search(code):
            return proves(seen, "the receiver computes it over the parsed and rewritten body", weight=92)
        # It may be refused for something else, or checked with another secret or over more than the body.
        return suggests(seen, weight=84 if not told or _several_secrets(facts) else 90)
    if found and _rewrites_and_stamps(code):
        shown = "the receiver computes it over the timestamp and the parsed and rewritten body"
        return sighted(f"the signature passes over {found} as sent", shown, weight=94, sure=told)
    if (
        code
        and re.search(r"(?:hmac|HMAC|sign)[\s\S]{0,160}(?:JSON\.stringify|json\.dumps|json_encode)\(", code)
        and facts.says("signature|401|403|hmac")
    ):
        return suggests("the receiver computes the signature over the rewritten body", weight=64)
    if (
        code
        and re.search(r"JSON\.stringify\(\s*\w*\.?body|json\.dumps\(\s*(?:request|body|payload)", code)
        and facts.says(r"raw (?:request )?body|expected signature for payload|webhook")
    ):
        return suggests("the receiver checks the signature over the rewritten body", weight=80)
    if facts.says(r"passing the raw request body"):
        return suggests("the receiver asks whether the raw body was given", weight=60)
    return None


_STAMPS_ITSELF = Pattern(r"\bconstruct_?event\b|\bsvix\b|verify_?header\(|SignatureVerifier\(", re.IGNORECASE)


def _other_string(facts: Facts) -> Sighting | None:
    found = _webhook(facts)
    if found and found != "raw body" and _STAMPS_ITSELF.search(_code(facts)):
        return None  # the library puts the timestamp in front by itself
    if found and found != "raw body":
        seen = f"the signature passes over {found}, and not over the body alone"
        told = facts.says(_OF_SIGNATURES) and not facts.says(
            r"timestamp [^\n]{0,20}(?:old|tolerance|expired|window)|too old|replay"
        )
        if _rewrites_and_stamps(_code(facts)):
            return suggests(seen, weight=62)  # the receiver knows of the timestamp
        sure = told and not _several_secrets(facts) and _computed_over_the_body(facts)
        return sighted(seen, weight=93, sure=sure)
    stamped = _stamped(facts)
    if not found and stamped and facts.says(r"signature|hmac|webhook"):
        return suggests(f"the sender gives a time in {quoted(stamped)}, which its signature usually covers", weight=66)
    return None


_OF_SIGNATURES = r"signature|hmac|digest|verif|mac\b|tamper"
_REWRITES = Pattern(r"JSON\.stringify\(|json\.dumps\(|json_encode\(|to_json")
_COMPUTES = Pattern(r"hmac", re.IGNORECASE)
_STAMPS = Pattern(r"(?:\$\{|\{|\b)(?:ts|time_?stamp|\w*[tT]ime[sS]tamp)\b")


def _rewrites_and_stamps(code: str) -> bool:
    """Whether code writes the body anew and knows of the time that stands before it."""
    return _REWRITES.search(code) is not None and _STAMPS.search(code) is not None


def _code(facts: Facts) -> str:
    return "\n".join(raw[:50_000].decode("utf-8", "replace") for raw in facts.bundle.files.values())


def _computed_over_the_body(facts: Facts) -> bool:
    """Whether the receiver is known to sign the body alone: by its code, or by the value that it says it computed."""
    exchange = facts.failing
    if exchange is None:
        return False
    code = _code(facts)
    if _COMPUTES.search(code) and not _STAMPS.search(code):
        return True
    said = "\n".join((facts.symptom, exchange.response.body[:8_000], *facts.bundle.log))
    return any(one in said for one in _macs(facts, exchange.request.body))


def _several_secrets(facts: Facts) -> bool:
    """Whether secrets of more than one value are at hand for what is signed."""
    return len({value for place, value in facts.secrets if re.search(r"hook|sign|hmac", place, re.IGNORECASE)}) > 1


def _stamped(facts: Facts) -> str:
    """The header in which the sender of a signed request says when it signed; empty where there is none."""
    exchange = facts.failing
    if exchange is None or not _signatures(exchange.request):
        return ""
    names = [name for name, value in exchange.request.headers if re.fullmatch(r"\d{10,13}", value.strip())]
    return next((name for name in names if re.search(r"time", name, re.IGNORECASE)), "")


def _webhook(facts: Facts) -> str:
    """Over which text the HMAC of a signed request passes; empty when over none that is tried."""
    exchange = facts.failing or (facts.exchanges[-1] if facts.exchanges else None)
    if exchange is None or len(exchange.request.body) > MAX_BODY:
        return ""
    signatures = _signatures(exchange.request)
    if not signatures:
        return ""
    return next((name for name, text in signed_texts(exchange.request) if signatures & _macs(facts, text)), "")


def _macs(facts: Facts, text: str) -> set[str]:
    """What the secrets at hand make of a text, in hexadecimal and base64."""
    import hmac  # OpenSSL with it, which a bare token has no use for

    own = facts.bundle.verifier["key"]["secret"].text
    secrets = [value for _, value in facts.secrets] + ([own] if own else [])
    data = text.encode("utf-8", "surrogatepass")
    found: set[str] = set()
    for secret in secrets[:8]:
        for digest in ("sha256", "sha1", "sha512"):
            mac = hmac.digest(secret.encode("utf-8", "surrogatepass"), data, digest)
            found |= {mac.hex(), b64encode(mac).decode("ascii")}
    return found


def _signatures(request: Request) -> set[str]:
    found: set[str] = set()
    for name, value in request.headers:
        if _SIGNATURE_HEADER.search(name):
            for piece in re.split(r"[,;\s]+", value):
                text = re.sub(r"^[A-Za-z][\w-]{0,19}=(?=[^=])", "", piece.strip())
                found |= {text, text.lower()}
    return {text for text in found if len(text) >= 27}


def signed_texts(request: Request) -> list[tuple[str, str]]:
    """(name, text) of what senders of webhooks are known to sign of a request."""
    body = request.body
    stamps = [value for name, value in request.headers if _TIME_HEADER.search(name) and name.lower() != "date"]
    for name, value in request.headers:
        if _SIGNATURE_HEADER.search(name):
            stamps += re.findall(r"\b(?:t|ts|time|timestamp)=(\d+)", value)
    ids = [
        value
        for name, value in request.headers
        if re.search(r"(?:webhook|svix|message|event)-?id", name, re.IGNORECASE)
    ]
    texts = [("raw body", body)]
    for stamp in stamps[:4]:
        marks = (":", ".", "", "\n", "|")
        texts += [(f"timestamp, {quoted(mark)} and body", f"{stamp}{mark}{body}") for mark in marks]
        texts.append(("v0, timestamp and body", f"v0:{stamp}:{body}"))
        texts += [("id, timestamp and body", f"{one}.{stamp}.{body}") for one in ids[:2]]
    path = request.parts.path
    texts.append(("URL and body", request.url + body))
    texts.append(("path and body", path + body))
    texts.append(("method, path and body", f"{request.method}{path}{body}"))
    return texts


def _alg_none(facts: Facts) -> Sighting | None:
    token = facts.token
    if token is None or not token.is_jwt or token.alg.lower() != "none":
        return None
    return proves(
        f"the header says alg {quoted(token.alg)}" + ("" if any(token.parts[2:]) else ", and the third part is empty"),
        weight=93,
    )


_OF_ANOTHER_THING = Pattern(r"cookie|dkim|ssh|tls|ssl|saml|mail|webhook|client|dpop|hash|passw|crypt", re.IGNORECASE)
"""What has an algorithm of its own, and verifies no token."""


_NAME_OF_ALGORITHM = Pattern(r"(?:HS|RS|PS|ES)(?:256|384|512)|ES256K|EdDSA|Ed25519|Ed448|none")
_ABOUT_ALGORITHM = r"algorithm|\balg\b|idx10511|idx10696|signing method|unexpected jws"


def _alg(facts: Facts) -> Sighting | None:
    token = facts.token
    if token is None or not token.alg or token.alg.lower() == "none" or token.is_jwe:
        return None
    if facts.algorithms:
        if token.alg in facts.algorithms:
            return None
        seen = f"the header says alg {quoted(token.alg)}, the verifier takes {', '.join(facts.algorithms[:6])}"
        # An algorithm by another name, or in other letters, may be how the list is told.
        listed = [name for name in facts.algorithms if not _NAME_OF_ALGORITHM.fullmatch(name)]
        sure = not listed or facts.says(_ABOUT_ALGORITHM)
        return sighted(seen, weight=87, sure=sure)
    settings = [
        (name, value)
        for name, value in leaves(facts.bundle.settings.raw)
        if isinstance(value, str)
        and re.search(r"alg", name, re.IGNORECASE)
        and re.fullmatch(r"(?:HS|RS|PS|ES)\d{3}|EdDSA", value)
    ]
    named = [value for _, value in settings]
    elsewhere = any(_OF_ANOTHER_THING.search(name) for name, _ in settings)
    complains = facts.says(_ABOUT_ALGORITHM)
    if named and token.alg not in named:
        seen = f"the header says alg {quoted(token.alg)}, the setting {', '.join(named[:4])}"
        return (
            proves(seen, weight=84) if complains and not elsewhere else suggests(seen, weight=84 if complains else 66)
        )
    allowed = re.findall(r"\b((?:hs|rs|ps|es)(?:256|384|512)|eddsa)\b", facts.complaint.text) if complains else []
    if (
        allowed
        and token.alg.lower() not in allowed[1:]
        and facts.says(r"not (?:allowed|supported|accepted|permitted)|unexpected|invalid algorithm|mismatch|expected")
    ):
        return suggests(f"the header says alg {quoted(token.alg)}, and the refusal is about the algorithm", weight=72)
    return None


CAUSES = (
    Cause("jwt.ecdsa_der_signature", Who.ISSUER, "The ECDSA signature is in ASN.1 (DER) form",
          ("Convert it to R and S of fixed length, side by side (RFC 7518 section 3.4).",),
          "Decode the third part: DER begins with 0x30.", _der,
          explains_away=("jwt.ecdsa_signature_length", "jwt.token_truncated", "jwt.kid_missing", "jwt.wrong_secret", "jwt.verifier_bug")),
    Cause("jwt.ecdsa_signature_length", Who.ISSUER, "The ECDSA signature has the wrong length: R or S was not padded",
          ("Pad R and S with zeros in front to the curve's size: 32, 48 or 66 bytes each.",),
          "Decode the third part and count its bytes.", _length,
          explains_away=("jwt.token_truncated", "jwt.verifier_bug", "jwt.kid_missing")),
    Cause("jwt.payload_reserialised", Who.RECEIVER, "The signature was made over other bytes: the content was parsed and written again",
          ("Keep the raw bytes as they came and verify over them, before any parser.",),
          "Compute the signature over the raw bytes and over the rewritten ones.", _rewritten,
          explains_away=("jwt.wrong_secret", "jwt.verifier_bug")),
    Cause("jwt.signed_string_differs", Who.RECEIVER, "The sender signs more than the body: a timestamp stands in front",
          ("Build the string exactly as the sender's documentation says: timestamp, separator, raw body.",),
          "Compute the signature over the string of the sender's documentation.", _other_string,
          explains_away=("jwt.payload_reserialised", "jwt.wrong_secret")),
    Cause("jwt.alg_none", Who.ISSUER, "The token is not signed (alg none)",
          ("Sign it with a key that the receiver knows.",),
          "Decode the header.", _alg_none,
          explains_away=("jwt.alg_not_allowed", "jwt.kid_missing", "jwt.token_truncated", "jwt.wrong_secret")),
    Cause("jwt.alg_not_allowed", Who.ISSUER, "The token is signed with an algorithm that the receiver does not take",
          ("Change the signing algorithm of the client at the issuer.",
           "Or add the algorithm to the verifier together with a key of that kind; never let the token choose."),
          "Compare the header's alg with the verifier's list.", _alg,
          explains_away=("jwt.alg_key_type_mismatch", "jwt.kid_missing", "jwt.kid_unknown_stale_jwks_cache", "jwt.wrong_secret", "jwt.typ_not_accepted")),
)  # fmt: skip

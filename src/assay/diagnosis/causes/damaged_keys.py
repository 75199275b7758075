"""The key was damaged by what carries it, or is of a kind that the receiver does not take."""

from __future__ import annotations

import re

from assay.diagnosis.causes.cause import Cause, Sighting, Who, proves, sighted, suggests
from assay.diagnosis.facts.gathered import Facts
from assay.diagnosis.facts.keys import PemText, verifier_jwks
from assay.diagnosis.facts.living_code import living_code
from assay.diagnosis.facts.quoting import line_shown, quoted
from assay.diagnosis.pattern import Pattern, any_of
from assay.record import replace

_KEY_READ = any_of(
    r"\bpem\b",
    "pem_",
    "key data",
    "deseriali[sz]",
    r"asn\.?1",
    "start line",
    "asymmetric",
    "secretorp",
    "decoder routines",
    "key format",
    r"(?:parse|load|read|import|decode|invalid|bad|unsupported|malformed|wrong|unable|could not|cannot|failed)\w*[^\n]{0,60}(?<!api[ _-])(?<!access[ _-])\bkey",
    r"\bkey\b[^\n]{0,40}(?:invalid|malformed|unsupported|could not|cannot|not valid|parse|format)",
    "invalid(?:rsa|ec|ecdsa|eddsa|ed25519|hmac)?key",
    "keyerror",
    "header too long",
    "wrong tag",
    "not enough data",
    "could not be decoded",
    "jwk",
)
"""A key was read, and its form is what is complained of."""
_KEY_COMPLAINT = any_of(
    _KEY_READ,
    "private[ _]?key",
    "public[ _]?key",
    "openssl",
    "crypto",
    "certificate",
    "rsa key",
    "ec key",
    "pkcs",
)
"""A key was read, or should have been."""
_PKCS = r"(?<!rsassa-)pkcs ?#?_?[18](?![-_ ]?v?1|[-_ ]?padding)|parsepkcs|spki|unsupported (?:key|pem)|use parse|rsa public key|ec private key|traditional|sec1|encrypted private|openssh"
_READS_A_KEY = r"\bat \S{0,60}(?:get|load|import|parse|read|create)_?(?:rsa|public|private)?_?(?:key|pem)\w{0,12}\b|load_pem|keyfactory"
"""The stack of a program that breaks where it reads a key."""
_OTHER_FORM_WANTED = any_of(
    r"pkcs ?#?[18]\b[^\n]{0,40}\b(?:only|but|instead|expected|wants?|requires?)\b[^\n]{0,24}pkcs ?#?[18]\b",
    r"use parse(?:pkcs1|pkcs8|ec|pkix)\w*key instead",
    r"(?:expected|wants?|requires?|must be|only)\b[^\n]{0,24}pkcs ?#?[18]\b[^\n]{0,40}\b(?:got|found|but|is|was)\b[^\n]{0,24}(?:pkcs ?#?[18]|sec1|rsa private key)\b",
)
"""The reader of a key names both the form that it was given and the one that it reads."""
_KIND_COMPLAINT = any_of(
    "asymmetric key",
    "must be a symmetric",
    "invalid key type",
    "key is of invalid type",
    "key type",
    "expecting a pem",
    "wrong key type",
    "kty",
    "not an? (?:rsa|ec|ecdsa)",
    "rsapublickey",
    "ecpublickey",
    "curve",
    "incorrect key",
    "is not (?:valid|suitable) for",
    "hmac.{0,40}key",
    "key for algorithm",
)
"""The key is of another kind than the algorithm."""


def _held(facts: Facts) -> tuple[PemText, ...]:
    return facts.pems[0]


_OF_TLS = r"x509: certificate (?:signed|has|is)|unable to verify the first|self[- ]signed|certificate (?:has )?expired|certificate[_ ]verify|unknown (?:authority|ca)\b|pkix|\b(?:tls|ssl)(?: handshake)?:|bad certificate|unable to get (?:local )?issuer|no such file|enoent|not found in path"
"""A connection is refused for a certificate, or the file of a key was not found: no key was read."""


def _refused_for_key(facts: Facts) -> bool:
    if facts.says(_OF_TLS) and not facts.says(r"\bpem\b|pem_|asn\.?1|deseriali|start line|decoder routines"):
        return False
    return facts.says(_KEY_COMPLAINT) and not facts.says(
        r"must have a value|thumbprint"
    )  # where none came, none is damaged


def _sighted(facts: Facts, evidence: str, *, weight: int = 88, pem: PemText | None = None) -> Sighting:
    signed = facts.token is not None and facts.says(r"json web token could not be decoded")  # by a key that did load
    if not _refused_for_key(facts) or signed:
        return suggests(evidence, weight=58)
    sure = facts.says(_KEY_READ) and not (pem is not None and _beside_a_whole_one(facts, pem))
    return sighted(evidence, weight=weight, sure=sure)


def _beside_a_whole_one(facts: Facts, pem: PemText) -> bool:
    """Whether a key of the same half stands beside, whole: which of them was read, nobody says."""
    half = "PRIVATE" if "PRIVATE" in pem.label else "PUBLIC"
    return any(
        half in other.label and not (other.escaped_breaks or other.one_line or other.only_first_line)
        for other in _held(facts)
        if other is not pem
    )


def _stands_alone(facts: Facts) -> bool:
    """Whether there is nothing but the key: nobody says what it is given to."""
    bundle = facts.bundle
    told = bundle.symptom or bundle.token or bundle.exchanges or bundle.log or bundle.files or bundle.environment
    return not told and not bundle.settings.mapping and set(bundle.verifier.mapping) <= {"key"}


_NEVER_VERIFIES = r"\bverif\w{0,8}\b[^\n.;]{0,40}\bfalse\b|\bfalse\b[^\n.;]{0,30}\bverif|\breturns? false\b|(?:never|not|fails? to|can(?:no|')t) verif(?:y|ied)\b"
"""A library says no and not why, as one that was handed a form of key which it does not read."""


def _certificate(facts: Facts) -> Sighting | None:
    if _stands_alone(facts):
        return None
    for pem in _held(facts):
        if pem.is_certificate and not pem.escaped_breaks and not pem.one_line and not pem.only_first_line:
            if pem.place.startswith("file") and not re.search(r"key|jwt|pub|pem", pem.place, re.IGNORECASE):
                continue
            if facts.laboratory.form == "as_configured" and not _refused_for_key(facts):
                seen = f"{pem.place} is a certificate, under whose key the signature passes"
                return suggests(seen, weight=62) if facts.says(_NEVER_VERIFIES) else None
            return _sighted(facts, f"{pem.place} begins with -----BEGIN CERTIFICATE-----", pem=pem)
    if facts.laboratory.form == "certificate_as_secret":
        return proves("the signature passes as an HMAC under the certificate's text")
    return None


_TURNS_BREAKS = Pattern(r"(?:replace\w*|gsub|sub)\([^\n]{0,24}\\\\n")


def _escaped(facts: Facts) -> Sighting | None:
    for pem in _held(facts):
        read_as_is = pem.place.endswith(("env", ".properties")) and _refused_for_key(facts)  # most readers keep the two
        if pem.escaped_breaks and (read_as_is or not pem.place.startswith("file")):
            seen = f"{pem.place} holds the two characters \\n and no line break"
            found = _sighted(facts, seen, pem=pem)
            # The code may turn them into line breaks when it reads the value.
            return replace(found, proved=False) if _TURNS_BREAKS.search(living_code(facts)) else found
    return None


def _one_line(facts: Facts) -> Sighting | None:
    for pem in _held(facts):
        if pem.one_line:
            return _sighted(facts, f"{pem.place} has BEGIN and END on one line", pem=pem)
    return None


def _first_line(facts: Facts) -> Sighting | None:
    for pem in _held(facts):
        if pem.only_first_line:
            return _sighted(facts, f"{pem.place} holds nothing but {quoted(pem.text.strip())}", weight=91, pem=pem)
    shown = facts.logged(_ONLY_ITS_FIRST_LINE) if facts.complained_of and not _held(facts) else None
    return suggests(f"the log shows the value: {line_shown(shown[1])}", weight=84) if shown else None


_ONLY_ITS_FIRST_LINE = r"(?:[=:]\s{0,2}|[\"'])-----BEGIN [A-Z ]{3,30}KEY-----(?:[\"']|\s*$)"
"""A value that is printed and ends behind the first line of a key."""


# A setting of that name is decoded by whoever reads it.
_SAYS_WRAPPED = re.compile(r"b(?:ase)?_?64|encoded", re.IGNORECASE)


def _wrapped(facts: Facts) -> Sighting | None:
    for wrapped in facts.pems[1]:
        if _SAYS_WRAPPED.search(wrapped.place):
            if _refused_for_key(facts) and facts.token is None:
                return suggests(f"{wrapped.place} is base64 of a PEM, as its name says", weight=56)
            continue
        if not wrapped.place.startswith("file") or _refused_for_key(facts):
            return _sighted(
                facts, f"{wrapped.place} is base64 whose content begins with -----BEGIN {wrapped.label}-----"
            )
    return None


def _kind(facts: Facts) -> Sighting | None:
    algorithms = facts.algorithms or _configured_algorithms(facts)
    if algorithms and _held(facts) and _wrong_kind(facts, algorithms):
        return None  # in whatever form it is written, this key does not fit
    for pem in _held(facts):
        odd = pem.label in {
            "RSA PUBLIC KEY",
            "EC PRIVATE KEY",
            "RSA PRIVATE KEY",
            "OPENSSH PRIVATE KEY",
            "ENCRYPTED PRIVATE KEY",
        }
        whole = not (pem.escaped_breaks or pem.one_line or pem.only_first_line)
        if odd and whole:
            seen = f"{pem.place} begins with -----BEGIN {pem.label}-----"
            fix = _conversion(pem.label)
            if facts.says(_PKCS):
                return proves(seen, "the error speaks of the key's form", fix=fix)
            if _refused_for_key(facts) or (facts.complained_of and facts.logged(_READS_A_KEY)):
                return suggests(seen, weight=74, fix=fix)
            if facts.complaint.technical and pem.place.startswith("the verifier") and _all_else_fits(facts):
                return suggests(seen, weight=60, fix=fix)
        if pem.label in {"PUBLIC KEY", "PRIVATE KEY"} and whole and facts.says(_PKCS) and _refused_for_key(facts):
            return suggests(f"{pem.place} is a {pem.label}, and the error asks for another form", weight=54)
    named = None if _held(facts) else facts.complaint.find(_OTHER_FORM_WANTED)
    return suggests(f"the error names both forms: {quoted(named.group(0)[:100])}", weight=78) if named else None


def _all_else_fits(facts: Facts) -> bool:
    """Whether nothing else at hand could be wrong: there is no token, or one whose signature passes under this key."""
    return facts.token is None or (facts.laboratory.outcome == "passed" and facts.laboratory.form == "as_configured")


_CONVERT_PUBLIC = "Convert a public key: openssl rsa -RSAPublicKey_in -in OLD.pem -pubout -out NEW.pem"
_CONVERT_PRIVATE = "Convert a private key: openssl pkcs8 -topk8 -nocrypt -in OLD.pem -out NEW.pem"
_CONVERT_OPENSSH = "Convert a copy of it, in place: cp OLD.pem NEW.pem && ssh-keygen -p -m PKCS8 -f NEW.pem"


def _conversion(label: str) -> tuple[str, ...]:
    if label == "OPENSSH PRIVATE KEY":  # which openssl does not read
        return (_CONVERT_OPENSSH,)
    return (_CONVERT_PUBLIC if label == "RSA PUBLIC KEY" else _CONVERT_PRIVATE,)


_OTHER_USE = Pattern(r"tls|ssl|ssh|saml|deploy|\bca\b", re.IGNORECASE)
"""A key that verifies no token."""


def _mismatch(facts: Facts) -> Sighting | None:
    algorithms = facts.algorithms or _configured_algorithms(facts)
    if facts.token is not None and facts.token.alg and facts.algorithms and facts.token.alg not in facts.algorithms:
        return None
    if not algorithms and facts.token is not None:
        algorithms = (facts.token.alg,) if facts.token.alg else ()
    if not algorithms:
        return None
    seen = _misfit(facts, algorithms)
    if seen is None:
        return None
    known = bool(facts.algorithms or _configured_algorithms(facts))
    # Where only the token names the algorithm, the token may be the one that is wrong.
    if facts.says(_KIND_COMPLAINT) and (known or not facts.token or not facts.token.alg.startswith("HS")):
        elsewhere = not facts.bundle.verifier["key"].mapping and any(
            _OTHER_USE.search(pem.place) for pem in _held(facts)
        )
        return suggests(seen, weight=88) if elsewhere else proves(seen)
    return suggests(seen, weight=72)


def _configured_algorithms(facts: Facts) -> tuple[str, ...]:
    named = [value for _, name, value in facts.configured if re.search(r"alg", name, re.IGNORECASE)]
    known = tuple(value for value in named if re.fullmatch(r"(?:HS|RS|PS|ES)(?:256|384|512)|EdDSA", value))
    match = re.search(r"\b((?:hs|rs|ps|es)(?:256|384|512)|eddsa)\b", facts.complaint.text)
    return known or ((match.group(1).upper(),) if match else ())


def _misfit(facts: Facts, algorithms: tuple[str, ...]) -> str | None:
    key = facts.bundle.verifier["key"]
    asymmetric = all(not name.startswith("HS") for name in algorithms)
    symmetric = all(name.startswith("HS") for name in algorithms)
    names = ", ".join(algorithms[:4])
    if asymmetric and key["secret"].text and "-----BEGIN" not in key["secret"].text:
        return (
            f"{names} wants a key pair, and the verifier holds a plain secret of {len(key['secret'].text)} characters"
        )
    if asymmetric and not key.mapping:
        for _, name, value in facts.configured:
            if not re.search(r"(?:private|public|signing|jwt).{0,8}key|jwt.{0,4}secret", name, re.IGNORECASE):
                continue
            if (
                value
                and "BEGIN" not in value
                and not value.startswith(("LS0t", "/", "./", "file:", "{"))
                and len(value) < 400
            ):
                return f"{names} wants a key pair, and {name} holds a plain value of {len(value)} characters"
    if symmetric and facts.says(_KIND_COMPLAINT):
        for pem in _held(facts):
            if pem.place.startswith("the verifier") or re.search(r"(?i)jwt|token|secret|sign|auth|hmac|pub", pem.place):
                return f"{names} wants a secret, and {pem.place} is a {pem.label}"
    return _wrong_kind(facts, algorithms)


def _wrong_kind(facts: Facts, algorithms: tuple[str, ...]) -> str | None:
    """A key pair whose type or curve does not fit. Loads cryptography, so only with a key at hand."""
    key = facts.bundle.verifier["key"]
    pem = key["pem"].text or key["certificate"].text
    jwks = verifier_jwks(facts.bundle)
    texts = [pem] if pem else [held.text for held in _held(facts) if not held.escaped_breaks][:3]
    if not texts and not jwks:
        return None
    from assay.primitives.signature_trial import load_jwk, load_pem

    loaded = [load_pem(text.strip().strip("\"'")) for text in texts] + [load_jwk(jwk) for jwk in (jwks or ())[:20]]
    kinds = [found for found in loaded if found is not None]
    if not kinds or any(found.suits(name) for found in kinds for name in algorithms):
        return None
    if all(name.startswith("HS") for name in algorithms) and not facts.says(_KIND_COMPLAINT):
        return None
    return f"{', '.join(algorithms[:4])} does not work with a key of the kind {kinds[0].kind}"


CAUSES = (
    Cause(
        "jwt.certificate_given_as_public_key",
        Who.RECEIVER,
        "A certificate was given where a public key is wanted",
        ("Take the public key out of it: openssl x509 -pubkey -noout -in CERT.pem > KEY.pem",),
        "Look at the first line of the key's file.",
        _certificate,
        explains_away=("jwt.pem_kind_not_supported", "jwt.alg_key_type_mismatch", "jwt.verifier_bug"),
    ),
    Cause(
        "jwt.pem_literal_backslash_n",
        Who.CALLER,
        "The key's line breaks are the two characters \\n",
        ("Turn them into line breaks when the value is read: key.replace(/\\\\n/g, '\\n')", "Or quote the value for the loader in use."),
        "Print the value as the program sees it: a key has several lines.",
        _escaped,
        explains_away=(
            "jwt.pem_line_breaks_lost", "jwt.pem_kind_not_supported", "jwt.alg_key_type_mismatch",
            "oauth.assertion_key_account_mismatch", "jwt.certificate_given_as_public_key",
        ),
    ),
    Cause(
        "jwt.pem_line_breaks_lost",
        Who.CALLER,
        "The key lost its line breaks",
        ("Put a line break after the BEGIN line, before the END line and after every 64 characters.",),
        "Print the value as the program sees it: a key has several lines.",
        _one_line,
        explains_away=("jwt.pem_kind_not_supported", "jwt.alg_key_type_mismatch", "oauth.assertion_key_account_mismatch"),
    ),
    Cause(
        "jwt.pem_base64_wrapped",
        Who.CALLER,
        "The key is base64-encoded once more",
        ('Decode it once before use: printf %s "$KEY" | base64 -d',),
        "Decode the value once and look at its first line.",
        _wrapped,
        explains_away=("jwt.alg_key_type_mismatch", "jwt.pem_kind_not_supported"),
    ),
    Cause(
        "jwt.pem_truncated_first_line",
        Who.CALLER,
        "Only the first line of the key arrived",
        ("Quote the multi-line value in the file, or put it on one line with \\n and turn these into line breaks.",),
        "Print the value's length as the program sees it: a key has hundreds of characters.",
        _first_line,
        explains_away=("jwt.alg_key_type_mismatch", "jwt.pem_literal_backslash_n", "jwt.pem_kind_not_supported", "jwt.pem_line_breaks_lost"),
    ),
    Cause(
        "jwt.pem_kind_not_supported",
        Who.CALLER,
        "The key's PEM form is one that the library does not read",
        (_CONVERT_PUBLIC, _CONVERT_PRIVATE),
        "Compare the first line of the key with the forms that the library's documentation names.",
        _kind,
        explains_away=("jwt.alg_key_type_mismatch", "jwt.jwks_unreachable"),
    ),
    Cause(
        "jwt.alg_key_type_mismatch",
        Who.RECEIVER,
        "The key is of another kind than the algorithm needs",
        ("Give the kind of key that the algorithm needs: RS and PS an RSA key, ES an EC key of the right curve, HS a secret.",),
        "Compare the algorithm with the kind and curve of the key.",
        _mismatch,
    ),
)  # fmt: skip

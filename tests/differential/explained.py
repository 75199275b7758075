"""Every difference between Assay and the four libraries, by library, operation, Assay's answer and theirs; and who is right.

The key is (library, operation, the code of Assay's reason or "allowed", "takes" or what the library raised).
"""

from __future__ import annotations

LENIENT = "Assay is right: base64url has no padding and one writing (RFC 7515 section 2, RFC 4648 section 3.5)"
FOREIGN = "Assay is right: no characters outside the alphabet, line ends and blanks included (RFC 4648 section 3.3)"
REPEATED = "Assay is right to the letter: member names MUST be unique, or the last counts (RFC 7515 section 4); Assay takes the first way, they the second"
NUMBERS = "Assay is stricter: NaN is no JSON (RFC 8259 section 6), and a number that changes when read has two readings (RFC 7493 section 2.2)"
SURROGATE = "Assay is stricter: half a character has no UTF-8 (RFC 7493 section 2.1, RFC 8259 section 8.2)"
NOT_UTF8 = (
    "Assay is right: a header is UTF-8 without a byte order mark (RFC 7515 section 5.2 step 3, RFC 8259 section 8.1)"
)
DEPTH = "Assay's limit, as RFC 8259 section 9 permits"
SIZE = "Assay's limit of 16,384 bytes, a setting"
B64 = "Assay is stricter on purpose: b64 is not for tokens, whatever its value (RFC 7797 section 7; RFC 7519 has no such use)"
CRITICAL = "Assay is right: crit names no parameter of the standard and is not empty (RFC 7515 section 4.1.11, RFC 7516 section 4.1.13)"
HEADER_TYPES = "Assay is right: kid, typ, cty, jku, x5u and x5t are strings (RFC 7515 section 4.1)"
WEAK = "Assay is right: RSA keys have 2048 bits or more and secrets the length of the hash (RFC 7518 sections 3.2 and 3.3); a public secret or an exponent of 3 is weak by policy"
KEY_ALG = "Assay is right: the alg of a key binds it (RFC 7517 section 4.4, RFC 8725 section 3.1); they compare it not at all, or not an empty one"
KEY_USE = "Assay is right: use and key_ops say what a key is for (RFC 7517 sections 4.2 and 4.3)"
KEY_FORM = "Assay is right: members of a key have one type and one writing, coordinates and n their exact length (RFC 7517 section 4, RFC 7518 sections 6.2.1.2 and 6.3.1.1, RFC 4648 section 3.5)"
PUBLIC_SECRET = "Assay is right: somebody's public key is no secret (RFC 8725 section 2.1)"
RETIRED = "Assay offers neither RSA1_5 (RFC 8725 section 3.2) nor passwords, where the sender sets the work (RFC 8725 section 3.2, RFC 7518 section 8.8); asked for by name, they do"
COMPRESSED = "Assay is stricter on purpose: nothing is decompressed before it is proved (RFC 8725 section 3.6)"
PARTY = "Assay is right: apu and apv are base64url without padding (RFC 7518 sections 4.6.1.2 and 4.6.1.3)"
UNKNOWN_HEADER = (
    "Assay is right: parameters that are not understood MUST be ignored (RFC 7515 section 4, RFC 7516 section 4)"
)
UNUSED_HEADER = "joserfc is right to the letter: jwk is an object and x5c a list (RFC 7515 section 4.1); Assay never uses them and does not look"
EDWARDS_NAMES = "Assay is right: RFC 9864 section 2.2 names Ed25519, and on that curve it is what EdDSA was; they take only the older name here"
PRIVATE = "they are right to the letter: a private key comes with x and y, and with all of p, q, dp, dq and qi or none (RFC 7518 sections 6.2.2 and 6.3.2); Assay works out what is missing, never uses dp, dq and qi that are given, and refuses an x, y, p or q that does not belong to d"

ALL, PYTHON = ("PyJWT", "joserfc", "jwcrypto", "jose"), ("PyJWT", "joserfc", "jwcrypto")
Difference = tuple[str, str, str, str]


def _takes(operation: str, code: str, libraries: tuple[str, ...], why: str) -> dict[Difference, str]:
    return {(library, operation, code, "takes"): why for library in libraries}


EXPLAINED: dict[Difference, str] = {
    **_takes("verify", "token.base64url_padded", ("PyJWT", "jwcrypto", "jose"), LENIENT),
    **_takes("verify", "token.base64url_not_canonical", ("jwcrypto", "jose"), LENIENT),
    **_takes("verify", "token.foreign_character", ("jose",), FOREIGN),
    **_takes("verify", "token.base64url_alphabet", ("jwcrypto",), f"{LENIENT}; jwcrypto writes the payload anew before it verifies"),
    **_takes("verify", "token.json_member_repeated", ALL, REPEATED),
    **_takes("verify", "token.json_number_changes", ("PyJWT", "jwcrypto", "jose"), NUMBERS),
    **_takes("verify", "token.json_surrogate_alone", ALL, SURROGATE),
    **_takes("verify", "token.json_not_utf8", ("PyJWT", "joserfc", "jose"), NOT_UTF8),
    **_takes("verify", "token.json_malformed", ("PyJWT", "joserfc"), f"{NOT_UTF8}; Python's json guesses UTF-16"),
    **_takes("verify", "token.json_too_deep", ("PyJWT", "jwcrypto", "jose"), DEPTH),
    **_takes("verify", "token.json_serialization", ("jwcrypto",), "Assay is right for tokens: they are compact (RFC 7519 section 1); jwcrypto takes any form"),
    **_takes("verify", "token.too_large", ALL, SIZE),
    **_takes("verify", "token.payload_not_encoded", ALL, B64),
    **_takes("verify", "token.critical_malformed", ("joserfc", "jwcrypto"), CRITICAL),
    **_takes("verify", "token.header_parameter_malformed", ("PyJWT", "jwcrypto", "jose"), HEADER_TYPES),
    **_takes("verify", "token.signature_length_wrong", ("jwcrypto",), "Assay is right: an ES256 signature has 64 octets (RFC 7518 section 3.4)"),
    **_takes("verify", "key.weak", ALL, WEAK),
    **_takes("verify", "key.algorithm_mismatch", ALL, KEY_ALG),
    **_takes("verify", "key.use_mismatch", ("PyJWT", "jwcrypto", "jose"), KEY_USE),
    **_takes("verify", "key.unusable", ALL, KEY_FORM),
    **_takes("verify", "key.secret_is_public", ("joserfc", "jwcrypto", "jose"), PUBLIC_SECRET),
    ("joserfc", "verify", "allowed", "UnsupportedHeaderError"): UNKNOWN_HEADER,
    ("joserfc", "verify", "allowed", "InvalidHeaderValueError"): UNUSED_HEADER,
    ("joserfc", "verify", "allowed", "UnsupportedKeyAlgorithmError"): EDWARDS_NAMES,
    ("PyJWT", "verify", "allowed", "PyJWKError"): EDWARDS_NAMES,
    ("PyJWT", "verify", "allowed", "InvalidAlgorithmError"): "Assay is right: alg is optional in a key (RFC 7517 section 4.4); PyJWT takes an RSA key without it for RS256",
    **_takes("decrypt", "token.base64url_padded", ("jwcrypto", "jose"), LENIENT),
    **_takes("decrypt", "token.base64url_not_canonical", ("jwcrypto", "jose"), LENIENT),
    **_takes("decrypt", "token.foreign_character", ("jose",), FOREIGN),
    **_takes("decrypt", "token.json_member_repeated", ("joserfc", "jwcrypto", "jose"), REPEATED),
    **_takes("decrypt", "token.json_number_changes", ("jwcrypto",), NUMBERS),
    **_takes("decrypt", "token.critical_malformed", ("joserfc", "jwcrypto"), CRITICAL),
    **_takes("decrypt", "token.header_parameter_malformed", ("jwcrypto", "jose"), f"{HEADER_TYPES}; {PARTY}"),
    **_takes("decrypt", "token.compressed", ("jwcrypto", "jose"), COMPRESSED),
    **_takes("decrypt", "token.encryption_part_length", ("jwcrypto",), "Assay is right: the initialization vector of AES-GCM has 96 bits (RFC 7518 section 5.3)"),
    **_takes("decrypt", "token.algorithm_not_offered", ("joserfc", "jwcrypto", "jose"), RETIRED),
    **_takes("decrypt", "key.algorithm_mismatch", ("joserfc", "jwcrypto", "jose"), KEY_ALG),
    **_takes("decrypt", "key.use_mismatch", ("joserfc", "jose"), KEY_USE),
    **_takes("decrypt", "key.unusable", ("joserfc", "jwcrypto", "jose"), KEY_FORM),
    ("joserfc", "decrypt", "allowed", "UnsupportedHeaderError"): UNKNOWN_HEADER,
    **{("joserfc", "decrypt", "allowed", raised): PRIVATE for raised in ("KeyParameterError", "ValueError", "Error")},
    **{("jwcrypto", "decrypt", "allowed", raised): PRIVATE for raised in ("InvalidJWKValue", "InvalidJWEData")},
    **{("jose", "decrypt", "allowed", raised): PRIVATE for raised in ("DataError", "ERR_JWE_DECRYPTION_FAILED")},
}  # fmt: skip

"""Reasons about keys and key sets."""

from __future__ import annotations

from assay.reasons.reason import EvidenceField, Fault, PublicAnswer, Reason, Retry

_INVALID_TOKEN = PublicAnswer("invalid_token", 401, bearer=True)
_KID = EvidenceField("kid", "text", "the key; absent when it has no kid")

KID_UNKNOWN = Reason(
    code="key.kid_unknown",
    headline="The token names a key that the issuer's key set does not have",
    explanation="The header says kid {kid}; the key set has {known}.",
    fix="If the issuer has just changed its keys, fetch the key set again. If not, the token comes from another issuer, tenant "
    "or environment than the one whose keys are used.",
    fault=Fault.CLIENT,
    public=_INVALID_TOKEN,
    references=("RFC 7515 section 4.1.4", "RFC 8725 section 3.10"),
    evidence=(
        EvidenceField("kid", "text", "kid as it stands in the header"),
        EvidenceField("known", "names", "the kids of the key set"),
    ),
)

KID_MISSING = Reason(
    code="key.kid_missing",
    headline="The token does not say which key it was signed with",
    explanation="The header has no kid, and {fitting} keys of the set could have signed by {algorithm}: too many to try.",
    fix="Have the issuer write kid, as it must when its key set has several keys.",
    fault=Fault.ISSUER,
    public=_INVALID_TOKEN,
    references=("RFC 7515 section 4.1.4", "OpenID Connect Core 1.0 section 10.1"),
    evidence=(
        EvidenceField("algorithm", "text", "alg as it stands in the header"),
        EvidenceField("fitting", "number", "keys that fit the algorithm"),
    ),
)

KID_AMBIGUOUS = Reason(
    code="key.kid_ambiguous",
    headline="Two different keys of the set have the kid that the token names",
    explanation="The key set has {count} different keys of one kind with kid {kid}. Which of them is meant cannot be known.",
    fix="Have the issuer give each key a kid of its own, such as its RFC 7638 thumbprint.",
    fault=Fault.ISSUER,
    public=_INVALID_TOKEN,
    references=("RFC 7517 section 4.5",),
    evidence=(
        EvidenceField("kid", "text", "the kid that stands at several keys"),
        EvidenceField("count", "number", "how many keys have it"),
    ),
)

NAMED_BY_TOKEN = Reason(
    code="key.named_by_token",
    headline="The token brings its own key, which proves nothing",
    explanation="The header has {parameter}, and no key of the trusted set fits. A key that the token itself names or carries "
    "is never used: anybody could sign with a key of their own.",
    fix="Verify with the issuer's published keys. If the issuer means the key that is in the header, publish it in the key "
    "set and name it by kid.",
    fault=Fault.CLIENT,
    public=_INVALID_TOKEN,
    references=("RFC 8725 section 3.10", "RFC 7515 section 4.1.3"),
    evidence=(EvidenceField("parameter", "text", "the header parameter: jwk, jku, x5u or x5c"),),
)

ALGORITHM_MISMATCH = Reason(
    code="key.algorithm_mismatch",
    headline="The key is not made for the algorithm that the token names",
    explanation="The header says alg {algorithm}; key {kid} is {key}. The key's kind decides, never the token.",
    fix="Give the verifier the right key, or correct alg at the issuer or in the key set.",
    fault=Fault.ISSUER,
    public=_INVALID_TOKEN,
    references=("RFC 7517 section 4.4", "RFC 8725 section 3.1"),
    evidence=(
        EvidenceField("algorithm", "text", "alg as it stands in the header"),
        _KID,
        EvidenceField("key", "text", "the kind of the key: kty, curve and alg"),
    ),
)

USE_MISMATCH = Reason(
    code="key.use_mismatch",
    headline="The key may not be used for this",
    explanation="Key {kid} is published for {published_for}; here it would be used for {wanted_for}.",
    fix="Publish the key with the right use (sig for signatures, enc for encryption), or name another key.",
    fault=Fault.ISSUER,
    public=_INVALID_TOKEN,
    references=("RFC 7517 section 4.2", "RFC 7517 section 4.3"),
    evidence=(
        _KID,
        EvidenceField("published_for", "names", "use, or key_ops, as published"),
        EvidenceField("wanted_for", "text", "what it would be used for"),
    ),
)

WEAK = Reason(
    code="key.weak",
    headline="The key is too weak to prove anything",
    explanation="Key {kid} protects too little: {defect}.",
    fix="Replace the key: P-256 or Ed25519, RSA with 2048 bits and exponent 65537, or a random secret as long as the hash.",
    fault=Fault.ISSUER,
    public=_INVALID_TOKEN,
    references=("RFC 7518 section 3.2", "RFC 7518 section 3.3", "RFC 8725 section 3.5"),
    evidence=(_KID, EvidenceField("defect", "text", "what makes it weak")),
)

SECRET_IS_PUBLIC = Reason(
    code="key.secret_is_public",
    headline="A public key stands where a secret should be",
    explanation="Key {kid} is given as a secret, but its bytes are a public key. Everybody knows it, so everybody could sign.",
    fix="Give the public key as what it is (kty RSA, EC or OKP) and allow only algorithms of that kind.",
    fault=Fault.RESOURCE_SERVER,
    public=_INVALID_TOKEN,
    references=("RFC 8725 section 2.1", "RFC 8725 section 3.1"),
    evidence=(_KID,),
)

UNUSABLE = Reason(
    code="key.unusable",
    headline="The key cannot be used",
    explanation="Key {kid} does not make a key: {defect}.",
    fix="Compare the key with the one that was published; a member was cut, or belongs to another kind of key.",
    fault=Fault.ISSUER,
    public=_INVALID_TOKEN,
    references=("RFC 7517 section 4", "RFC 7518 section 6"),
    evidence=(_KID, EvidenceField("defect", "text", "what is wrong with it")),
)

SET_MALFORMED = Reason(
    code="key.set_malformed",
    headline="The key set cannot be read",
    explanation="What was given as a JWK or a JWK set is none: {defect}.",
    fix="Give the object with the member keys that the issuer publishes at its jwks_uri, or one of those keys.",
    fault=Fault.ISSUER,
    public=_INVALID_TOKEN,
    references=("RFC 7517 section 5",),
    evidence=(EvidenceField("defect", "text", "what is wrong with it"),),
)

SET_HOLDS_PRIVATE_KEYS = Reason(
    code="key.set_holds_private_keys",
    headline="The published key set holds secret or private keys",
    explanation="The key set has {count} keys with private members. Whoever has read it can sign as the issuer.",
    fix="Replace these keys now: publish a set without them, then sign with new ones. Publish only the public members.",
    fault=Fault.ISSUER,
    public=_INVALID_TOKEN,
    references=("RFC 7517 section 9.2", "RFC 8725 section 3.5"),
    evidence=(EvidenceField("count", "number", "keys that are secret or private"),),
)

SET_UNAVAILABLE = Reason(
    code="key.set_unavailable",
    headline="The issuer's keys cannot be had at the moment",
    explanation="The key set at {location} could not be fetched, and none is held from before: {defect}.",
    fix="Fetch the address from the verifier's own machine. If it does not answer there, look at DNS, proxy, firewall and "
    "certificates; if it answers, look at what it answers.",
    fault=Fault.ISSUER,
    public=PublicAnswer("", 503),  # nothing is known against the token; a 401 would send every client to log in anew
    retry=Retry.LATER,
    references=("RFC 7517 section 5", "RFC 8414 section 2"),
    evidence=(
        EvidenceField("location", "text", "where the key set is published"),
        EvidenceField("defect", "text", "what went wrong"),
    ),
)

REASONS: tuple[Reason, ...] = (
    KID_UNKNOWN,
    KID_MISSING,
    KID_AMBIGUOUS,
    NAMED_BY_TOKEN,
    ALGORITHM_MISMATCH,
    USE_MISMATCH,
    WEAK,
    SECRET_IS_PUBLIC,
    UNUSABLE,
    SET_MALFORMED,
    SET_HOLDS_PRIVATE_KEYS,
    SET_UNAVAILABLE,
)

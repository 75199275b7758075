"""Reasons why a token (access, ID, logout token, assertion as a JWT) is refused."""

from __future__ import annotations

from assay.reasons.reason import EvidenceField, Fault, PublicAnswer, Reason, Retry

_INVALID_TOKEN = PublicAnswer("invalid_token", 401, bearer=True)
_PART = EvidenceField("part", "text", "the part of the token: header, payload or signature")
_NOW = EvidenceField("now", "instant", "the clock of whoever verified")

# ------------------------------------------------------------------------------------------------ form

EMPTY = Reason(
    code="token.empty",
    headline="There is no token where one should be",
    explanation="The text that was given as the token is empty or blank.",
    fix="Look at where the token is read: an unset variable, a missing header, a login that failed unnoticed.",
    fault=Fault.CLIENT,
    public=_INVALID_TOKEN,
    references=("RFC 6750 section 2.1",),
)

TOO_LARGE = Reason(
    code="token.too_large",
    headline="The token is larger than the verifier reads",
    explanation="The token has {length} bytes; {limit} are read at most.",
    fix="Have the issuer leave out what the API does not need (long lists of groups or roles are the usual cause), or raise "
    "the verifier's limit.",
    fault=Fault.ISSUER,
    public=_INVALID_TOKEN,
    references=("RFC 8725 section 3.11",),
    evidence=(
        EvidenceField("length", "number", "bytes of the token"),
        EvidenceField("limit", "number", "bytes that are read at most"),
    ),
)

SCHEME_INSIDE = Reason(
    code="token.scheme_inside",
    headline="The word Bearer stands inside the token",
    explanation="The text that was given as the token begins with {scheme}. The word belongs to the Authorization header, "
    "not to the token; often it is there twice.",
    fix="Take the word away where the token is read or stored. The header is: Authorization: Bearer TOKEN, with one blank.",
    fault=Fault.CLIENT,
    public=_INVALID_TOKEN,
    references=("RFC 6750 section 2.1",),
    evidence=(EvidenceField("scheme", "text", "what stands in front"),),
)

FOREIGN_CHARACTER = Reason(
    code="token.foreign_character",
    headline="The token has a character that no token has",
    explanation="The token has {character} at position {position} of {length}. A signed token is made of letters, digits, "
    "hyphen, underscore and full stop only.",
    fix="Look at how the token was copied or stored: a line end from a file, quotation marks from JSON, a blank from a "
    "wrapped line, or a percent escape from a URL.",
    fault=Fault.CLIENT,
    public=_INVALID_TOKEN,
    references=("RFC 7515 section 3.1", "RFC 7515 section 2"),
    evidence=(
        EvidenceField("character", "text", "the name of the first such character"),
        EvidenceField("position", "number", "where it stands, counted from 0"),
        EvidenceField("length", "number", "characters of the token"),
    ),
)

JSON_SERIALIZATION = Reason(
    code="token.json_serialization",
    headline="The token is in JSON form; only the compact form is taken",
    explanation="The text is a JSON object. A JWT has the compact form: parts of base64url text, joined by full stops.",
    fix="Have the issuer write the compact serialization. If the object is a token response, send the member access_token.",
    fault=Fault.CLIENT,
    public=_INVALID_TOKEN,
    references=("RFC 7519 section 1", "RFC 7515 section 7.1"),
)

PARTS_WRONG = Reason(
    code="token.parts_wrong",
    headline="The token does not have the three parts of a signed token",
    explanation="The token has {count} parts between full stops; a signed token has three: header, payload, signature.",
    fix="If there is one part, this is an opaque token: ask the issuer's introspection endpoint about it, or ask the issuer "
    "for a JWT (often by naming an audience). If there are two, the signature was cut off.",
    fault=Fault.CLIENT,
    public=_INVALID_TOKEN,
    references=("RFC 7515 section 3.1", "RFC 7519 section 7.2"),
    evidence=(EvidenceField("count", "number", "how many parts there are"),),
)

ENCRYPTED = Reason(
    code="token.encrypted",
    headline="The token is encrypted; a signed one is wanted",
    explanation="The token has the five parts of an encrypted token (JWE). Only whoever has the decryption key can read it, "
    "and encryption alone proves nothing about who made it.",
    fix="Ask the issuer for a signed token for this API, or send this one to the API that it was encrypted for.",
    fault=Fault.CLIENT,
    public=_INVALID_TOKEN,
    references=("RFC 7516 section 3.1", "RFC 7519 section 7.2"),
)

BASE64URL_PADDED = Reason(
    code="token.base64url_padded",
    headline="A part of the token ends in = signs",
    explanation="The {part} is base64 with padding. Tokens are written without padding.",
    fix="Have the issuer leave the = signs out. They are part of the signed text, so they cannot be taken away afterwards.",
    fault=Fault.ISSUER,
    public=_INVALID_TOKEN,
    references=("RFC 7515 section 2",),
    evidence=(_PART,),
)

BASE64URL_ALPHABET = Reason(
    code="token.base64url_alphabet",
    headline="A part of the token is in another alphabet than base64url",
    explanation="The {part} has a character that base64url does not have; + and / belong to plain base64.",
    fix="Have the issuer use base64url (RFC 4648 section 5), with - and _ in place of + and /.",
    fault=Fault.ISSUER,
    public=_INVALID_TOKEN,
    references=("RFC 7515 section 2", "RFC 4648 section 5"),
    evidence=(_PART,),
)

BASE64URL_LENGTH = Reason(
    code="token.base64url_length",
    headline="A part of the token has a length that base64url never has",
    explanation="The {part} has one character too many or too few: no text of {length} characters is base64url.",
    fix="The token was cut or changed on its way. Compare its length where it is made and where it is sent; a column or "
    "field of limited width is the usual cause.",
    fault=Fault.CLIENT,
    public=_INVALID_TOKEN,
    references=("RFC 7515 section 2", "RFC 4648 section 4"),
    evidence=(_PART, EvidenceField("length", "number", "characters of the part")),
)

BASE64URL_NOT_CANONICAL = Reason(
    code="token.base64url_not_canonical",
    headline="A part of the token is not written the way an encoder writes it",
    explanation="The last character of the {part} has bits that belong to nothing. An encoder leaves them zero; set bits "
    "mean that the token was changed or cut.",
    fix="Send the token exactly as it was issued. If it was, the issuer's base64url encoder is wrong.",
    fault=Fault.CLIENT,
    public=_INVALID_TOKEN,
    references=("RFC 4648 section 3.5", "RFC 7515 section 2"),
    evidence=(_PART,),
)

JSON_NOT_UTF8 = Reason(
    code="token.json_not_utf8",
    headline="A part of the token is not UTF-8",
    explanation="The {part} is not UTF-8 text ({place}). JSON in tokens is UTF-8, without a byte order mark.",
    fix="Have the issuer encode the JSON as UTF-8.",
    fault=Fault.ISSUER,
    public=_INVALID_TOKEN,
    references=("RFC 7519 section 7.2", "RFC 8725 section 3.7"),
    evidence=(_PART, EvidenceField("place", "text", "where the text stops being UTF-8")),
)

JSON_MALFORMED = Reason(
    code="token.json_malformed",
    headline="A part of the token is not JSON",
    explanation="The {part} does not read as JSON: {defect}.",
    fix="If the token was cut or changed on its way, send it as issued. Otherwise the issuer writes broken JSON.",
    fault=Fault.ISSUER,
    public=_INVALID_TOKEN,
    references=("RFC 7519 section 7.2", "RFC 8259 section 2"),
    evidence=(_PART, EvidenceField("defect", "text", "what is wrong, and where")),
)

JSON_NOT_OBJECT = Reason(
    code="token.json_not_object",
    headline="A part of the token is JSON, but no JSON object",
    explanation="The {part} is {found}. The header and the claims are JSON objects.",
    fix="Have the issuer write an object with named members.",
    fault=Fault.ISSUER,
    public=_INVALID_TOKEN,
    references=("RFC 7515 section 4", "RFC 7519 section 4"),
    evidence=(_PART, EvidenceField("found", "text", "the kind of JSON value")),
)

JSON_MEMBER_REPEATED = Reason(
    code="token.json_member_repeated",
    headline="A part of the token has the same member twice",
    explanation="The {part} has the member {member} more than once. Two readers of it can see two different values.",
    fix="Have the issuer write each member once.",
    fault=Fault.ISSUER,
    public=_INVALID_TOKEN,
    references=("RFC 7515 section 4", "RFC 7519 section 4"),
    evidence=(_PART, EvidenceField("member", "text", "the name that is repeated")),
)

JSON_TOO_DEEP = Reason(
    code="token.json_too_deep",
    headline="A part of the token is nested too deeply",
    explanation="The {part} has arrays or objects nested more than {limit} deep.",
    fix="Have the issuer write flatter claims.",
    fault=Fault.ISSUER,
    public=_INVALID_TOKEN,
    references=("RFC 8259 section 9",),
    evidence=(_PART, EvidenceField("limit", "number", "levels that are read at most")),
)

JSON_NUMBER_CHANGES = Reason(
    code="token.json_number_changes",
    headline="A part of the token has a number that cannot be read without changing it",
    explanation="The {part} has {found}. Readers would see different values, so none is taken.",
    fix="Have the issuer write the value as a string, or with fewer digits.",
    fault=Fault.ISSUER,
    public=_INVALID_TOKEN,
    references=("RFC 7493 section 2.2", "RFC 8259 section 6"),
    evidence=(_PART, EvidenceField("found", "text", "what kind of number it is")),
)

JSON_SURROGATE_ALONE = Reason(
    code="token.json_surrogate_alone",
    headline="A part of the token has half of a character",
    explanation="The {part} has an escape for one half of a surrogate pair without the other half. That is no character.",
    fix="Have the issuer write whole characters; text was cut in the middle of one.",
    fault=Fault.ISSUER,
    public=_INVALID_TOKEN,
    references=("RFC 7493 section 2.1", "RFC 8259 section 8.2"),
    evidence=(_PART,),
)

# ------------------------------------------------------------------------------------------------ header

ALGORITHM_MISSING = Reason(
    code="token.algorithm_missing",
    headline="The header does not name an algorithm",
    explanation="The header has no alg, or one that is not a string.",
    fix="Have the issuer write alg, for example ES256.",
    fault=Fault.ISSUER,
    public=_INVALID_TOKEN,
    references=("RFC 7515 section 4.1.1",),
)

ALGORITHM_NONE = Reason(
    code="token.algorithm_none",
    headline="The token is not signed: its algorithm is none",
    explanation="The header says alg none (written as {algorithm}): anybody could have made this token.",
    fix="Have the issuer sign the token. If the issuer does sign, somebody has changed the token: find out who sent it.",
    fault=Fault.CLIENT,
    public=_INVALID_TOKEN,
    references=("RFC 8725 section 3.2", "RFC 7518 section 3.6"),
    evidence=(EvidenceField("algorithm", "text", "alg as it stands in the header"),),
)

ALGORITHM_NOT_OFFERED = Reason(
    code="token.algorithm_not_offered",
    headline="The token names an algorithm that this verifier does not know",
    explanation="The header says alg {algorithm}. The names are compared exactly, upper and lower case apart.",
    fix="Have the issuer sign with one of the algorithms of RFC 7518 or RFC 8037, such as ES256, EdDSA or RS256.",
    fault=Fault.ISSUER,
    public=_INVALID_TOKEN,
    references=("RFC 7518 section 3.1", "RFC 8725 section 3.2"),
    evidence=(EvidenceField("algorithm", "text", "alg as it stands in the header"),),
)

ALGORITHM_NOT_ALLOWED = Reason(
    code="token.algorithm_not_allowed",
    headline="The token is signed with an algorithm that is not accepted here",
    explanation="The header says alg {algorithm}; the verifier accepts {allowed}.",
    fix="Set the algorithm at the issuer, or add {algorithm} to the verifier's list if the issuer really uses it with a key "
    "of that kind. Never let the token choose.",
    fault=Fault.RESOURCE_SERVER,
    public=_INVALID_TOKEN,
    references=("RFC 8725 section 3.1",),
    evidence=(
        EvidenceField("algorithm", "text", "alg as it stands in the header"),
        EvidenceField("allowed", "names", "the algorithms that the verifier accepts"),
    ),
)

HEADER_PARAMETER_MALFORMED = Reason(
    code="token.header_parameter_malformed",
    headline="A header parameter of the token has the wrong form",
    explanation="The header parameter {parameter} is {found}; {expected} is expected.",
    fix="Have the issuer write {parameter} as {expected}.",
    fault=Fault.ISSUER,
    public=_INVALID_TOKEN,
    references=("RFC 7515 section 4.1",),
    evidence=(
        EvidenceField("parameter", "text", "the name of the header parameter"),
        EvidenceField("found", "text", "the kind of value that is there"),
        EvidenceField("expected", "text", "the form that is expected"),
    ),
)

TYPE_MISMATCH = Reason(
    code="token.type_mismatch",
    headline="This is another kind of token than the one that is wanted",
    explanation="The header says typ {type}; {expected} is expected here. A token of one kind must not pass for another.",
    fix="Send the kind of token that is wanted: an access token to an API, an ID token only to the client that asked for it. "
    "If the issuer writes no typ at+jwt, use the verifier profile of that issuer, or type=None.",
    fault=Fault.CLIENT,
    public=_INVALID_TOKEN,
    references=("RFC 9068 section 4", "RFC 8725 section 3.11"),
    evidence=(
        EvidenceField("type", "text", "typ as it stands in the header; absent when there is none"),
        EvidenceField("expected", "text", "the typ that is expected"),
    ),
)

CRITICAL_MALFORMED = Reason(
    code="token.critical_malformed",
    headline="The header's list of critical parameters is malformed",
    explanation="crit must be a non-empty list of names of parameters that stand in the header: {defect}.",
    fix="Have the issuer leave crit out, or name in it only extension parameters that the header has.",
    fault=Fault.ISSUER,
    public=_INVALID_TOKEN,
    references=("RFC 7515 section 4.1.11",),
    evidence=(EvidenceField("defect", "text", "what is wrong with it"),),
)

CRITICAL_NOT_UNDERSTOOD = Reason(
    code="token.critical_not_understood",
    headline="The token demands an extension that this verifier does not understand",
    explanation="The header's crit names {names}. Whoever does not understand them must refuse the token.",
    fix="Have the issuer leave crit out for this audience.",
    fault=Fault.ISSUER,
    public=_INVALID_TOKEN,
    references=("RFC 7515 section 4.1.11",),
    evidence=(EvidenceField("names", "names", "the extensions that crit names"),),
)

PAYLOAD_NOT_ENCODED = Reason(
    code="token.payload_not_encoded",
    headline="The token says that its payload is not base64url",
    explanation="The header has b64. A JWT always has an encoded payload.",
    fix="Have the issuer leave b64 out.",
    fault=Fault.ISSUER,
    public=_INVALID_TOKEN,
    references=("RFC 7797 section 7",),
)

# ------------------------------------------------------------------------------------------------ signature

SIGNATURE_MISSING = Reason(
    code="token.signature_missing",
    headline="The token has no signature",
    explanation="The third part of the token is empty. The header promises a signature by {algorithm}.",
    fix="Send the whole token. Some tools print tokens without the signature so that they cannot be used.",
    fault=Fault.CLIENT,
    public=_INVALID_TOKEN,
    references=("RFC 7515 section 5.2",),
    evidence=(EvidenceField("algorithm", "text", "alg as it stands in the header"),),
)

SIGNATURE_LENGTH_WRONG = Reason(
    code="token.signature_length_wrong",
    headline="The signature has a length that this algorithm never gives",
    explanation="The signature has {length} bytes; {algorithm} with this key gives {expected}.",
    fix="If it is shorter, the token was cut. If it is off by a few bytes, the signer wrote R and S of ECDSA without their "
    "leading zeros, or signs with another kind of key than the header says.",
    fault=Fault.CLIENT,
    public=_INVALID_TOKEN,
    references=("RFC 7518 section 3.3", "RFC 7518 section 3.4"),
    evidence=(
        EvidenceField("algorithm", "text", "alg as it stands in the header"),
        EvidenceField("length", "number", "bytes of the signature"),
        EvidenceField("expected", "number", "bytes that the algorithm gives with this key"),
    ),
)

SIGNATURE_IS_DER = Reason(
    code="token.signature_is_der",
    headline="The signature is in DER form; JWS wants R and S side by side",
    explanation="The signature has {length} bytes and begins like a DER sequence. {algorithm} wants {expected} bytes: R and S, "
    "each padded to the size of the curve.",
    fix="Convert the signature where it is made (most cloud key services and OpenSSL give DER): read the two integers and "
    "write each with its full length.",
    fault=Fault.ISSUER,
    public=_INVALID_TOKEN,
    references=("RFC 7518 section 3.4",),
    evidence=(
        EvidenceField("algorithm", "text", "alg as it stands in the header"),
        EvidenceField("length", "number", "bytes of the signature"),
        EvidenceField("expected", "number", "bytes that the algorithm gives"),
    ),
)

SIGNATURE_OUT_OF_RANGE = Reason(
    code="token.signature_out_of_range",
    headline="The signature has numbers that no signer makes",
    explanation="R or S of the {algorithm} signature is zero, or not below the order of the curve. Such signatures are made by "
    "hand to deceive careless verifiers.",
    fix="Find out who sent this token; no ordinary fault makes such a signature.",
    fault=Fault.CLIENT,
    public=_INVALID_TOKEN,
    references=("RFC 7518 section 3.4", "FIPS 186-5 section 6.4.2"),
    evidence=(EvidenceField("algorithm", "text", "alg as it stands in the header"),),
)

SIGNATURE_MISMATCH = Reason(
    code="token.signature_mismatch",
    headline="The signature does not fit the token",
    explanation="The signature was not made over this header and payload with the private half of key {kid} ({algorithm}). "
    "Either the token was changed, or another key signed it, or the verifier has another issuer's keys.",
    fix="Compare the token with the one that was issued, byte by byte; then compare the issuer's present key set with the "
    "verifier's. Same kid with another key happens when two environments share a key name.",
    fault=Fault.CLIENT,
    public=_INVALID_TOKEN,
    retry=Retry.NEW_CREDENTIAL,
    references=("RFC 7515 section 5.2", "RFC 7519 section 7.2"),
    evidence=(
        EvidenceField("algorithm", "text", "alg as it stands in the header"),
        EvidenceField("kid", "text", "the key that was tried; absent when it has no kid"),
        EvidenceField("tried", "number", "how many keys were tried"),
    ),
)

# ------------------------------------------------------------------------------------------------ claims

CLAIM_MISSING = Reason(
    code="token.claim_missing",
    headline="The token lacks the claim {claim}",
    explanation="The claim {claim} is required here ({required_by}), and the token does not have it.",
    fix="Have the issuer add {claim}. If the issuer never writes it, this may be another kind of token than the one wanted.",
    fault=Fault.ISSUER,
    public=_INVALID_TOKEN,
    references=("RFC 9068 section 2.2", "RFC 7519 section 4.1"),
    evidence=(
        EvidenceField("claim", "text", "the name of the claim"),
        EvidenceField("required_by", "text", "the rule that asks for it"),
    ),
)

CLAIM_WRONG_TYPE = Reason(
    code="token.claim_wrong_type",
    headline="The claim {claim} has the wrong type",
    explanation="The claim {claim} is {found}; {expected} is expected.",
    fix="Have the issuer write {claim} as {expected}. Times are numbers of seconds, not strings; sub is a string, not a number.",
    fault=Fault.ISSUER,
    public=_INVALID_TOKEN,
    references=("RFC 7519 section 4.1", "RFC 7519 section 2"),
    evidence=(
        EvidenceField("claim", "text", "the name of the claim"),
        EvidenceField("found", "text", "the kind of value that is there"),
        EvidenceField("expected", "text", "the kind of value that is expected"),
    ),
)

CLAIM_MISMATCH = Reason(
    code="token.claim_mismatch",
    headline="The claim {claim} does not have the value that is wanted here",
    explanation="The claim {claim} is {found}; {expected} is expected from this issuer's access tokens.",
    fix="Send an access token: ID tokens and refresh tokens of the same issuer differ in this claim. If the issuer has several "
    "token versions, set the verifier to the one that it issues.",
    fault=Fault.CLIENT,
    public=_INVALID_TOKEN,
    references=("RFC 8725 section 3.12",),
    evidence=(
        EvidenceField("claim", "text", "the name of the claim"),
        EvidenceField("found", "text", "its value; absent when it is missing or no text"),
        EvidenceField("expected", "text", "the value that is expected"),
    ),
)

TIME_OUT_OF_RANGE = Reason(
    code="token.time_out_of_range",
    headline="The claim {claim} is no time in seconds",
    explanation="The claim {claim} lies outside the years 1970 to 9999 when read as seconds since 1970.",
    fix="Have the issuer write seconds. A number of 13 digits is milliseconds: divide by 1000.",
    fault=Fault.ISSUER,
    public=_INVALID_TOKEN,
    references=("RFC 7519 section 2",),
    evidence=(EvidenceField("claim", "text", "the name of the claim"),),
)

EXPIRED = Reason(
    code="token.expired",
    headline="The token has expired",
    explanation="The token was good until {expired_at}; the verifier's clock says {now} (leeway {leeway}).",
    fix="Get a new token and use it. A client should do so a little before the old one ends, and once more on a 401. If the "
    "token is new, compare the clocks of issuer and verifier.",
    fault=Fault.CLIENT,
    public=_INVALID_TOKEN,
    retry=Retry.NEW_CREDENTIAL,
    references=("RFC 7519 section 4.1.4", "RFC 6750 section 3.1"),
    evidence=(
        EvidenceField("expired_at", "instant", "the claim exp"),
        _NOW,
        EvidenceField("leeway", "seconds", "what the verifier allows for clocks that differ"),
    ),
)

NOT_YET_VALID = Reason(
    code="token.not_yet_valid",
    headline="The token is not valid yet",
    explanation="The token is good from {valid_from}; the verifier's clock says {now} (leeway {leeway}).",
    fix="Compare the clocks of issuer and verifier. If they agree, the token is meant for later.",
    fault=Fault.ISSUER,
    public=_INVALID_TOKEN,
    retry=Retry.LATER,
    references=("RFC 7519 section 4.1.5",),
    evidence=(
        EvidenceField("valid_from", "instant", "the claim nbf"),
        _NOW,
        EvidenceField("leeway", "seconds", "what the verifier allows for clocks that differ"),
    ),
)

ISSUED_IN_FUTURE = Reason(
    code="token.issued_in_future",
    headline="The token was issued in the future",
    explanation="The token says that it was issued at {issued_at}; the verifier's clock says {now} (leeway {leeway}).",
    fix="Compare the clocks of issuer and verifier and synchronise the one that is wrong.",
    fault=Fault.ISSUER,
    public=_INVALID_TOKEN,
    retry=Retry.LATER,
    references=("RFC 7519 section 4.1.6",),
    evidence=(
        EvidenceField("issued_at", "instant", "the claim iat"),
        _NOW,
        EvidenceField("leeway", "seconds", "what the verifier allows for clocks that differ"),
    ),
)

ISSUER_MISMATCH = Reason(
    code="token.issuer_mismatch",
    headline="The token comes from another issuer than the one that is trusted here",
    explanation="The token says iss {issuer}; {expected} is expected. Issuers are compared character by character.",
    fix="Get the token from {expected}, or set the verifier to the issuer exactly as it stands in the token, a final slash "
    "included, if that is the issuer you trust.",
    fault=Fault.CLIENT,
    public=_INVALID_TOKEN,
    references=("RFC 8725 section 3.8", "RFC 7519 section 4.1.1"),
    evidence=(
        EvidenceField("issuer", "text", "the claim iss"),
        EvidenceField("expected", "text", "the issuer that is trusted"),
    ),
)

AUDIENCE_MISMATCH = Reason(
    code="token.audience_mismatch",
    headline="The token is meant for somebody else",
    explanation="The token is for {audience}; the verifier answers for {expected}.",
    fix="Ask the issuer for a token for {expected} (parameter resource, audience or scope, by issuer). If the token is the "
    "right one, set the verifier's audience to what the issuer writes.",
    fault=Fault.CLIENT,
    public=_INVALID_TOKEN,
    references=("RFC 7519 section 4.1.3", "RFC 8725 section 3.9", "RFC 9068 section 4"),
    evidence=(
        EvidenceField("audience", "names", "the claim aud"),
        EvidenceField("expected", "names", "the audiences that are accepted"),
    ),
)

AUDIENCE_SHARED = Reason(
    code="token.audience_shared",
    headline="The token is also meant for others who are not trusted here",
    explanation="Besides this audience the token names {others}. Each of them could use it here in the sender's name.",
    fix="Issue one token per audience. If the others are trusted, name them in the verifier's settings.",
    fault=Fault.ISSUER,
    public=_INVALID_TOKEN,
    references=("OpenID Connect Core 1.0 section 3.1.3.7", "RFC 7523 section 3"),
    evidence=(EvidenceField("others", "names", "the audiences that are not trusted"),),
)

SUBJECT_MISMATCH = Reason(
    code="token.subject_mismatch",
    headline="The token is about somebody else",
    explanation="The token says sub {subject}; {expected} is expected.",
    fix="Write the client's own client_id as iss and as sub of a client assertion.",
    fault=Fault.CLIENT,
    public=_INVALID_TOKEN,
    references=("RFC 7523 section 3",),
    evidence=(
        EvidenceField("subject", "text", "the claim sub"),
        EvidenceField("expected", "text", "the subject that is expected"),
    ),
)

LIFETIME_TOO_LONG = Reason(
    code="token.lifetime_too_long",
    headline="The token is good for longer than is accepted",
    explanation="The token expires in {lifetime}; at most {limit} are accepted for a token that counts once.",
    fix="Write exp no more than {limit} after the present; a minute is enough for one request.",
    fault=Fault.CLIENT,
    public=_INVALID_TOKEN,
    references=("RFC 7523 section 3",),
    evidence=(
        EvidenceField("lifetime", "seconds", "exp minus the verifier's clock"),
        EvidenceField("limit", "seconds", "how far exp may lie ahead"),
    ),
)

CLAIM_NOT_WANTED = Reason(
    code="token.claim_not_wanted",
    headline="The token has a claim that marks another kind of token",
    explanation="The token has the claim {claim}. {kind} never has it, so this is a token of another kind.",
    fix="Send the kind of token that is wanted here.",
    fault=Fault.CLIENT,
    public=_INVALID_TOKEN,
    references=("RFC 8725 section 3.12", "OpenID Connect Back-Channel Logout 1.0 section 2.4"),
    evidence=(
        EvidenceField("claim", "text", "the name of the claim"),
        EvidenceField("kind", "text", "the kind of token that is wanted"),
    ),
)

NONCE_MISMATCH = Reason(
    code="token.nonce_mismatch",
    headline="The ID token does not answer this sign-in",
    explanation="The nonce of the ID token is not the one that this browser session sent. The token may have been replayed.",
    fix="Keep the nonce of each sign-in with the browser session that started it, and start the sign-in again.",
    fault=Fault.CLIENT,
    public=_INVALID_TOKEN,
    retry=Retry.NEW_CREDENTIAL,
    references=("OpenID Connect Core 1.0 section 3.1.3.7",),
    evidence=(EvidenceField("present", "flag", "whether the ID token has a nonce at all"),),
)

AUTHORIZED_PARTY_MISMATCH = Reason(
    code="token.authorized_party_mismatch",
    headline="The ID token was issued to another client",
    explanation="The ID token says azp {authorized_party}; this client is {expected}.",
    fix="Use the ID token that this client received itself, never one that it was handed.",
    fault=Fault.CLIENT,
    public=_INVALID_TOKEN,
    references=("OpenID Connect Core 1.0 section 3.1.3.7",),
    evidence=(
        EvidenceField("authorized_party", "text", "the claim azp; absent when there is none"),
        EvidenceField("expected", "text", "the client that asks"),
    ),
)

HASH_MISMATCH = Reason(
    code="token.hash_mismatch",
    headline="The ID token does not belong to what came beside it",
    explanation="The claim {claim} does not fit the {beside} that came with the ID token: {defect}.",
    fix="Take ID token and {beside} from the same answer of the issuer. If they are, somebody has exchanged one of them.",
    fault=Fault.CLIENT,
    public=_INVALID_TOKEN,
    references=("OpenID Connect Core 1.0 section 3.1.3.6", "OpenID Connect Core 1.0 section 3.3.2.11"),
    evidence=(
        EvidenceField("claim", "text", "at_hash or c_hash"),
        EvidenceField("beside", "text", "access token or authorization code"),
        EvidenceField("defect", "text", "how it does not fit"),
    ),
)

AUTHENTICATION_TOO_OLD = Reason(
    code="token.authentication_too_old",
    headline="The end-user signed in too long ago",
    explanation="The end-user signed in at {authenticated_at}; this asks for a sign-in at most {max_age} old.",
    fix="Send the end-user to the authorization endpoint again with max_age={max_age}.",
    fault=Fault.CLIENT,
    public=PublicAnswer("insufficient_user_authentication", 401, bearer=True),
    references=("OpenID Connect Core 1.0 section 3.1.3.7", "RFC 9470 section 3"),
    evidence=(
        EvidenceField("authenticated_at", "instant", "the claim auth_time"),
        EvidenceField("max_age", "seconds", "how old the sign-in may be"),
        _NOW,
    ),
)

AUTHENTICATION_CLASS_MISMATCH = Reason(
    code="token.authentication_class_mismatch",
    headline="The end-user signed in with too weak a method",
    explanation="The token says acr {found}; one of {expected} is needed.",
    fix="Send the end-user to the authorization endpoint again with acr_values set to what is needed.",
    fault=Fault.CLIENT,
    public=PublicAnswer("insufficient_user_authentication", 401, bearer=True),
    references=("OpenID Connect Core 1.0 section 3.1.3.7", "RFC 9470 section 3"),
    evidence=(
        EvidenceField("found", "text", "the claim acr; absent when there is none"),
        EvidenceField("expected", "names", "the classes of which one is needed"),
    ),
)

EVENT_MISSING = Reason(
    code="token.event_missing",
    headline="The token does not report a logout",
    explanation="The claim events lacks the member {event}, or it is no object.",
    fix="Send a logout token here; other tokens have other places.",
    fault=Fault.ISSUER,
    public=PublicAnswer("invalid_request", 400),
    references=("OpenID Connect Back-Channel Logout 1.0 section 2.4",),
    evidence=(EvidenceField("event", "text", "the event that is expected"),),
)

# ------------------------------------------------------------------------------------------------ introspection

INACTIVE = Reason(
    code="token.inactive",
    headline="The issuer does not vouch for this token",
    explanation="Asked about the token, its issuer answered that it is not active. It may be expired, revoked, cut, or from "
    "another issuer; the issuer does not say which.",
    fix="Get a new token. If new tokens are refused as well, the issuer is another one, or the resource server may not ask "
    "about this client's tokens.",
    fault=Fault.CLIENT,
    public=_INVALID_TOKEN,
    retry=Retry.NEW_CREDENTIAL,
    references=("RFC 7662 section 2.2",),
)

INTROSPECTION_UNAVAILABLE = Reason(
    code="token.introspection_unavailable",
    headline="The issuer cannot be asked about the token at the moment",
    explanation="The introspection endpoint {location} gave no answer that counts: {defect}.",
    fix="Ask the endpoint from the resource server's own machine. A status of 401 means that the resource server's own "
    "client_id or secret is wrong.",
    fault=Fault.RESOURCE_SERVER,
    public=PublicAnswer("", 503),  # nothing is known against the token; a 401 would send every client to log in anew
    retry=Retry.LATER,
    references=("RFC 7662 section 2.3",),
    evidence=(
        EvidenceField("location", "text", "the introspection endpoint"),
        EvidenceField("defect", "text", "what went wrong"),
    ),
)

# ------------------------------------------------------------------------------------------------ status lists

_STATUS_LIST = "draft-ietf-oauth-status-list section 8.3"
_LOCATION = EvidenceField("location", "text", "the status list that the token names")
_INDEX = EvidenceField("index", "number", "the token's place in the list")

STATUS_REVOKED = Reason(
    code="token.status_revoked",
    headline="The issuer has revoked this token",
    explanation="Place {index} of the status list {location} is marked: the token, the grant behind it or its client was "
    "revoked.",
    fix="Get a new token. If the issuer gives none, the end-user has to sign in again, or the operator to say why access ended.",
    fault=Fault.CLIENT,
    public=_INVALID_TOKEN,
    retry=Retry.NEW_CREDENTIAL,
    references=(_STATUS_LIST, "draft-ietf-oauth-status-list section 7.1"),
    evidence=(_LOCATION, _INDEX),
)

STATUS_SUSPENDED = Reason(
    code="token.status_suspended",
    headline="The issuer has suspended this token for now",
    explanation="Place {index} of the status list {location} is marked as suspended.",
    fix="Try again later, or ask the issuer's operator why the token is suspended.",
    fault=Fault.CLIENT,
    public=_INVALID_TOKEN,
    retry=Retry.LATER,
    references=(_STATUS_LIST, "draft-ietf-oauth-status-list section 7.1"),
    evidence=(_LOCATION, _INDEX),
)

STATUS_UNKNOWN = Reason(
    code="token.status_unknown",
    headline="The issuer's status list says something that is not understood",
    explanation="The token's place in the list holds {status}, which means neither good, revoked nor suspended.",
    fix="Ask the issuer what the number means. Until it is known, the token is not accepted.",
    fault=Fault.ISSUER,
    public=_INVALID_TOKEN,
    references=(_STATUS_LIST, "draft-ietf-oauth-status-list section 7.1"),
    evidence=(EvidenceField("status", "number", "the number in the list"),),
)

STATUS_MALFORMED = Reason(
    code="token.status_malformed",
    headline="The token does not say where its status stands",
    explanation="The claim status cannot be followed: {defect}.",
    fix="Have the issuer write status.status_list with uri and idx, and idx inside of the list.",
    fault=Fault.ISSUER,
    public=_INVALID_TOKEN,
    references=("draft-ietf-oauth-status-list section 6.1",),
    evidence=(EvidenceField("defect", "text", "what is wrong with the claim"),),
)

STATUS_LIST_UNAVAILABLE = Reason(
    code="token.status_list_unavailable",
    headline="The status list that the token names cannot be had at the moment",
    explanation="The status list {location} could not be used, and none is held that is still believed: {defect}.",
    fix="Fetch the address from the verifier's own machine. If it answers, look at what it answers and at who signed it; if the "
    "list is below another address than the verifier expects, correct the verifier's setting.",
    fault=Fault.ISSUER,
    public=PublicAnswer("", 503),  # nothing is known against the token; a 401 would send every client to log in anew
    retry=Retry.LATER,
    references=(_STATUS_LIST,),
    evidence=(_LOCATION, EvidenceField("defect", "text", "what went wrong")),
)

# ------------------------------------------------------------------------------------------------ encryption

NOT_ENCRYPTED = Reason(
    code="token.not_encrypted",
    headline="The token does not have the five parts of an encrypted token",
    explanation="The token has {count} parts between full stops; an encrypted token (JWE) has five.",
    fix="Send the encrypted token here; a signed token is verified, not decrypted.",
    fault=Fault.CLIENT,
    public=_INVALID_TOKEN,
    references=("RFC 7516 section 3.1",),
    evidence=(EvidenceField("count", "number", "how many parts there are"),),
)

ENCRYPTION_NOT_OFFERED = Reason(
    code="token.encryption_not_offered",
    headline="The token names a content encryption that Assay does not know",
    explanation="The header says enc {encryption}; none, or one that is not offered.",
    fix="Encrypt with one of A128GCM, A192GCM, A256GCM, A128CBC-HS256, A192CBC-HS384 and A256CBC-HS512.",
    fault=Fault.ISSUER,
    public=_INVALID_TOKEN,
    references=("RFC 7518 section 5.1",),
    evidence=(EvidenceField("encryption", "text", "enc as it stands in the header; absent when it is no string"),),
)

ENCRYPTION_NOT_ALLOWED = Reason(
    code="token.encryption_not_allowed",
    headline="The token is encrypted in a way that is not accepted here",
    explanation="The header says enc {encryption}; accepted are {allowed}.",
    fix="Set the content encryption at the issuer, or add {encryption} to the list.",
    fault=Fault.RESOURCE_SERVER,
    public=_INVALID_TOKEN,
    references=("RFC 8725 section 3.1",),
    evidence=(
        EvidenceField("encryption", "text", "enc as it stands in the header"),
        EvidenceField("allowed", "names", "the content encryptions that are accepted"),
    ),
)

COMPRESSED = Reason(
    code="token.compressed",
    headline="The token is compressed",
    explanation="The header has zip. A few bytes can grow to gigabytes when they are taken apart, so nothing is.",
    fix="Have the issuer leave zip out.",
    fault=Fault.ISSUER,
    public=_INVALID_TOKEN,
    references=("RFC 8725 section 3.6", "RFC 7516 section 4.1.3"),
)

EPHEMERAL_KEY_UNUSABLE = Reason(
    code="token.ephemeral_key_unusable",
    headline="The ephemeral key of the token is no key",
    explanation="The header's epk cannot be used for key agreement: {defect}.",
    fix="Make a new ephemeral key on the curve of the recipient's key for each token. Points off the curve are sent to learn "
    "the recipient's private key.",
    fault=Fault.CLIENT,
    public=_INVALID_TOKEN,
    references=("RFC 7518 section 4.6.1.1", "RFC 8725 section 3.4"),
    evidence=(EvidenceField("defect", "text", "what is wrong with it"),),
)

ENCRYPTION_PART_LENGTH = Reason(
    code="token.encryption_part_length",
    headline="A part of the encrypted token has the wrong length",
    explanation="The {part} has {length} bytes; with this algorithm it has {expected}.",
    fix="If the token was not cut, the issuer's encryption is wrong: tags of 128 bits and fresh initialization vectors of "
    "full length are required.",
    fault=Fault.CLIENT,
    public=_INVALID_TOKEN,
    references=("RFC 7518 section 5.2", "RFC 7518 section 5.3", "RFC 7516 section 5.2"),
    evidence=(
        EvidenceField("part", "text", "the part of the token or the parameter of its header"),
        EvidenceField("length", "number", "its length in bytes"),
        EvidenceField("expected", "number", "the length that it must have"),
    ),
)

DECRYPTION_FAILED = Reason(
    code="token.decryption_failed",
    headline="The token cannot be decrypted with this key",
    explanation="The token was encrypted for another key, or was changed. Which of the two is not told, because that would "
    "help whoever tries.",
    fix="Encrypt for the recipient's present public key, and send the token as it was made.",
    fault=Fault.CLIENT,
    public=_INVALID_TOKEN,
    references=("RFC 7516 section 11.5", "RFC 7518 section 5.2.2.2"),
)

NOT_SIGNED = Reason(
    code="token.not_signed",
    headline="The encrypted token holds no signed token",
    explanation="Inside the encryption there is no signed token (cty is {content_type}). Everybody who has the public key can "
    "encrypt, so encryption alone proves nothing about who wrote the claims.",
    fix="Have the issuer sign first and encrypt the signed token, with cty JWT.",
    fault=Fault.ISSUER,
    public=_INVALID_TOKEN,
    references=("RFC 7519 section 5.2", "RFC 7519 section 11.2"),
    evidence=(EvidenceField("content_type", "text", "cty as it stands in the header; absent when there is none"),),
)

REASONS: tuple[Reason, ...] = (
    EMPTY,
    TOO_LARGE,
    SCHEME_INSIDE,
    FOREIGN_CHARACTER,
    JSON_SERIALIZATION,
    PARTS_WRONG,
    ENCRYPTED,
    BASE64URL_PADDED,
    BASE64URL_ALPHABET,
    BASE64URL_LENGTH,
    BASE64URL_NOT_CANONICAL,
    JSON_NOT_UTF8,
    JSON_MALFORMED,
    JSON_NOT_OBJECT,
    JSON_MEMBER_REPEATED,
    JSON_TOO_DEEP,
    JSON_NUMBER_CHANGES,
    JSON_SURROGATE_ALONE,
    ALGORITHM_MISSING,
    ALGORITHM_NONE,
    ALGORITHM_NOT_OFFERED,
    ALGORITHM_NOT_ALLOWED,
    HEADER_PARAMETER_MALFORMED,
    TYPE_MISMATCH,
    CRITICAL_MALFORMED,
    CRITICAL_NOT_UNDERSTOOD,
    PAYLOAD_NOT_ENCODED,
    SIGNATURE_MISSING,
    SIGNATURE_LENGTH_WRONG,
    SIGNATURE_IS_DER,
    SIGNATURE_OUT_OF_RANGE,
    SIGNATURE_MISMATCH,
    CLAIM_MISSING,
    CLAIM_WRONG_TYPE,
    CLAIM_MISMATCH,
    TIME_OUT_OF_RANGE,
    EXPIRED,
    NOT_YET_VALID,
    ISSUED_IN_FUTURE,
    ISSUER_MISMATCH,
    AUDIENCE_MISMATCH,
    AUDIENCE_SHARED,
    SUBJECT_MISMATCH,
    LIFETIME_TOO_LONG,
    CLAIM_NOT_WANTED,
    NONCE_MISMATCH,
    AUTHORIZED_PARTY_MISMATCH,
    HASH_MISMATCH,
    AUTHENTICATION_TOO_OLD,
    AUTHENTICATION_CLASS_MISMATCH,
    EVENT_MISSING,
    INACTIVE,
    INTROSPECTION_UNAVAILABLE,
    STATUS_REVOKED,
    STATUS_SUSPENDED,
    STATUS_UNKNOWN,
    STATUS_MALFORMED,
    STATUS_LIST_UNAVAILABLE,
    NOT_ENCRYPTED,
    ENCRYPTION_NOT_OFFERED,
    ENCRYPTION_NOT_ALLOWED,
    COMPRESSED,
    EPHEMERAL_KEY_UNUSABLE,
    ENCRYPTION_PART_LENGTH,
    DECRYPTION_FAILED,
    NOT_SIGNED,
)

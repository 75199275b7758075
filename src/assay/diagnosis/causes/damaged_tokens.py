"""The token was damaged by what carries it: white space, quotation marks, cuts, another base64, size limits."""

from __future__ import annotations

import re

from assay.diagnosis.causes.cause import Cause, Sighting, Who, proves, sighted, suggests
from assay.diagnosis.facts.base64_errors import UNREAD, stumbled_over
from assay.diagnosis.facts.gathered import Facts
from assay.diagnosis.facts.quoting import masked, quoted
from assay.diagnosis.facts.token_form import TokenForm
from assay.diagnosis.json_view import leaves
from assay.diagnosis.pattern import Pattern, any_of
from assay.record import replace

_HEADER_REFUSED = any_of(
    # the header is refused
    "invalid ?header ?(?:field ?)?value",
    "illegal header value",
    "(?:failed to|cannot|could not) parse (?:the )?header value",
    "invalid character in header",
    "header content contains invalid",
    "invalid header name or value",
    "bad argument",
    "malformed header",
    "err_invalid_char",
    # what is wrong in it
    "non-printable",
    "illegal character.{0,40}header",
    "unexpected char.{0,40}header",
    "newline",
    "line ?break",
    "(?<!null or )whitespace",
    "control character",
    "invalid http header",
    "must not contain",
    r"cannot (?:include|contain) (?:cr|lf|a? ?carriage|line feed)",
)
"""An HTTP library refuses to send or to read the header."""
_CUT_BY_STORE = (
    r"data too long for column|right truncat|value too long for type|would be truncated|string data.{0,20}truncat"
)
NARROW_COLUMN = 2_048
NARROWEST_FIELD = 128
"""Who cuts by hand hits the width of such a field by chance hardly ever."""
_ROUND = {
    40,
    64,
    100,
    128,
    220,
    250,
    255,
    256,
    500,
    512,
    1000,
    1023,
    1024,
    2000,
    2047,
    2048,
    4000,
    4095,
    4096,
    8191,
    8192,
}
_TOO_LARGE = any_of(
    "request header (?:or cookie|fields?) too large",
    "header fields? too large",
    "uri too (?:long|large)",
    "request[- ]line too",
    "header size",
    r"headers? (?:is|are)? ?too (?:large|long)",
    r"headers?[_ ]overflow",
    "header list size",
    "metadata size exceed",
    "field (?:exceeds|larger)",
    r"\b431\b",
    r"\b414\b",
    r"\b494\b",
    "size limit",
)
"""Headers that are over a server's limit."""


_OF_A_CREDENTIAL = Pattern(
    r"token|jwt|bearer|auth|credential|secret|api[_.-]?key|password|session|cookie|\bpat\b", re.IGNORECASE
)
_OTHER_HEADER = r"header (?:field )?value (?:\\?['\"].{0,200}\\?['\"] )?for \\?['\"](?!authorization|x-[\w-]*(?:token|key|auth)|cookie|token)[\w-]+\\?['\"]"
"""The header that is refused has a name, and it is not one that carries a credential."""
_SIGNS_ONLY = Pattern(r"(?:secret|signing|private)[_.-]?(?:access[_.-]?)?key$", re.IGNORECASE)
"""The name of what signs, and stands in no header itself."""


def _whitespace(facts: Facts) -> Sighting | None:
    token = facts.token
    sent = token is not None and token.place in {"the credential", "the authorization header"}
    if token is not None and sent and token.odd_characters and token.bare.startswith("eyJ") and not token.masked:
        found = _whitespace_at(token.odd_characters, token.place, len(token.carried))
        # Blanks around a header's value are no part of it (RFC 9110 section 5.5).
        at_ends = token.place != "the credential" and not re.search(
            r"\s", token.carried.strip(" \t").partition(" ")[2].lstrip(" ")
        )
        return replace(found, proved=False) if at_ends and not facts.says(_HEADER_REFUSED) else found
    if facts.logged(_BREAK_IN_HEADER) is not None and not facts.says(_HEADER_REFUSED):
        return suggests("a log shows that the program refuses to send a header with a line break at its end", weight=84)
    if not facts.says(_HEADER_REFUSED):
        odd_one = stumbled_over(facts) if token is None and not facts.pems[0] else ""
        return suggests(f"the decoder stumbles over {quoted(odd_one)}", weight=64) if odd_one.isspace() else None
    if token is not None and token.odd_characters:
        return _whitespace_at(token.odd_characters, token.place, len(token.carried))
    for place, value in _values_at_rest(facts):
        bare = re.sub(r"^(?:bearer|token)\s+", "", value.strip(), flags=re.IGNORECASE)
        if _SIGNS_ONLY.search(place):
            continue
        if value != value.strip() and 8 <= len(bare) < 8_000 and not re.search(r"\s", bare):
            seen = f"{place} holds a value that has {masked(value)}"
            # A version or a banner is no token, and what was really sent may be shown, without a blank.
            concerned = _OF_A_CREDENTIAL.search(place) or bare.startswith("eyJ")
            other = facts.says(_OTHER_HEADER) or (token is not None and sent)
            return proves(seen) if concerned and not other else suggests(seen, weight=80 if concerned else 50)
    shown = facts.complaint.find(r"\bauthorization\b[^\n]{0,160}?\\+[nr](?=[\\\"'nr])")
    if shown is not None:
        return suggests(
            "the Authorization header that the program refuses to send is shown with a line break", weight=84
        )
    return suggests("the program refuses a header value without naming the character", weight=52)


_BREAK_IN_HEADER = (
    r"(?i)(?:invalid|illegal) header (?:field )?value[^\n]{0,24}(?:bearer|token|basic)\b[^\n]{0,400}?\\+[nr](?=[\\\"'])"
)


def _whitespace_at(found: tuple[tuple[int, str], ...], place: str, length: int) -> Sighting:
    where, ch = found[0]
    return proves(f"{place} has {quoted(ch)} at position {where + 1} of {length} characters")


def _values_at_rest(facts: Facts) -> list[tuple[str, str]]:
    found = [(f"file {name}", raw.decode("utf-8", "replace")) for name, raw in facts.bundle.files.items()]
    found += [(f"setting {name}", value) for name, value in leaves(facts.bundle.settings.raw) if isinstance(value, str)]
    return found + [
        (f"variable {name}", value) for name, value in facts.bundle.environment.items() if not name.startswith("AWS_")
    ]


def _quoted(facts: Facts) -> Sighting | None:
    token = facts.token
    if token is None:
        odd_one = stumbled_over(facts)
        seen = f"the decoder stumbles over {quoted(odd_one)}"
        return suggests(seen, weight=72) if odd_one and odd_one in "\"'" else None
    text = re.sub(r"^(?:bearer|dpop)\s+", "", token.carried.strip(), flags=re.IGNORECASE)
    if len(text) > 2 and text[0] in "\"'" and (text[-1] == text[0] or text.count(".") >= 1):
        seen = f"the token in {token.place} begins with {text[0]!r} as the receiver sees it"
        return sighted(seen, weight=90, sure=not token.masked)  # who masks a value may quote what stands for it
    if text.startswith(("%22", '\\"')):
        return proves(f"the token in {token.place} begins with an encoded quotation mark ({quoted(text[:3])})")
    return None


_UNREADABLE = r"malformed|segment|compact|truncat|\bparts?\b|not enough|decod|pars(?:e|ing)|unexpected end|jwt string"
_HALF_A_TOKEN = any_of(_UNREADABLE, "invalid (?:jwt|token)")


def _truncated(facts: Facts) -> Sighting | None:
    if facts.says(_CUT_BY_STORE) and (facts.says(r"token|jwt|session") or "token" in _schema(facts)):
        width = re.search(
            r"(?:token\w*|jwt)\W{1,3}\s*(?:n?varchar|character varying|char)\((\d+)\)", _schema(facts), re.IGNORECASE
        )
        seen = f"the column takes {width.group(1)} characters" if width else "the database says that the value was cut"
        length = f", the token has {len(facts.token.bare)}" if facts.token else ""
        said = re.search(r"(?i)(?:varying|char)\((\d+)\)", facts.symptom[:4_000])
        apart = said is not None and width is not None and said.group(1) != width.group(1)  # it was another column
        named = facts.says(
            r"column [^\n]{0,40}(?:token|jwt|session)|(?:token|jwt)\w{0,20}\W{1,4}[^\n]{0,40}(?:too long|truncat)"
        )
        return proves(seen + length) if (width or named) and not apart else suggests(seen + length, weight=78)
    token = facts.token
    narrow = re.search(
        r"\b\w*(?:token|jwt)\w*\W{1,3}\s*(?:n?varchar|character varying|char)\((\d+)\)", _schema(facts), re.IGNORECASE
    )
    if (
        token is None
        and narrow
        and int(narrow.group(1)) <= NARROW_COLUMN
        and facts.says(r"signature|malformed|segments|invalid token|decod|verif")
    ):
        return suggests(f"the column takes {narrow.group(1)} characters", weight=72)
    if token is None or token.place in {"the error text", "the log"}:
        return None
    if token.shortened and facts.says(_HALF_A_TOKEN) and not token.place.endswith("of a response"):
        return suggests(f"the token in {token.place} ends in three points", weight=60 if token.masked else 80)
    if not token.damage or token.shortened:
        return None
    evidence = [f"the token in {token.place}: {token.damage}"]
    if len(token.bare) in _ROUND:
        evidence.append(f"{len(token.bare)} characters is the width of a column or field")
    if token.place.startswith("file ") and not facts.bundle.verifier.mapping and not facts.says(_HALF_A_TOKEN):
        return suggests(*evidence, weight=70)  # nobody has seen that it was sent
    return sighted(*evidence, weight=90, sure=_was_cut_before(facts, token))


def _was_cut_before(facts: Facts, token: TokenForm) -> bool:
    """Whether the token was cut when it was sent: whoever shows one to others likes to take its signature away."""
    if facts.says(_UNREADABLE) or (len(token.bare) in _ROUND and len(token.bare) >= NARROWEST_FIELD):
        return True
    return token.is_jwt and bool(token.parts[2:3]) and token.parts[2] != "" and facts.says(r"signature|base64|decrypt")


def _schema(facts: Facts) -> str:
    texts = [value for _, value in leaves(facts.bundle.settings.raw) if isinstance(value, str)]
    return "\n".join([*texts, *(raw.decode("utf-8", "replace") for raw in facts.bundle.files.values())])[:100_000]


def _padding(facts: Facts) -> Sighting | None:
    token = facts.token
    if token is None and stumbled_over(facts) == "=":
        return suggests("the decoder stumbles over '='", weight=80)
    if token is None or not token.is_jwt or token.masked:
        return None
    padded = [number for number, part in enumerate(token.parts, 1) if "=" in part or "%3D" in part]
    if not padded:
        return None
    seen = f"part {padded[0]} of the token ends in '='"
    return sighted(seen, weight=86, sure=_hardly_read(facts))


def _hardly_read(facts: Facts) -> bool:
    """Whether the receiver is known, or speaks of what it cannot read: there are readers that take the other base64."""
    return not facts.complaint.text or facts.laboratory.outcome != "untried" or facts.says(UNREAD)


def _alphabet(facts: Facts) -> Sighting | None:
    token = facts.token
    if token is not None and token.is_jwt and not token.masked:
        for number, part in enumerate(token.parts, 1):
            odd = re.search(r"[+/]", part)
            if odd:
                seen = f"part {number} of the token holds {quoted(odd.group(0))}, a character of plain base64"
                return proves(seen) if _hardly_read(facts) else suggests(seen, weight=88)
    odd_one = stumbled_over(facts) or ("_" if facts.says(r"character (?:2d|5f)\b|non-base64 digit") else "")
    if not odd_one or odd_one not in "-_+/" or facts.pems[0]:
        return _decoded_as_plain(facts)  # the lines of a PEM hold such characters too
    known = ("base64url", "plain base64") if odd_one in "-_" else ("plain base64", "base64url")
    seen = f"the decoder stumbles over {quoted(odd_one)}, which {known[0]} has and {known[1]} has not"
    if token is not None:
        return proves(seen) if any(odd_one in part for part in token.parts) else _decoded_as_plain(facts)
    secret = next((place for place, value in facts.secrets if odd_one in value), "")
    return suggests(seen, f"so does {secret}", weight=64) if secret else suggests(seen, weight=86)


_PLAIN_DECODER = re.compile(
    any_of(
        r"\batob\(",
        r"(?<!urlsafe_)\bb64decode\(",
        r"\bbase64_decode\(",
        r"Base64\.getDecoder\(\)",
        r"base64\.StdEncoding",
        r"Convert\.FromBase64String",
        r"Base64\.decode64",
        r"Base64\.DEFAULT",
    )
)
"""Decoders of base64 that do not know base64url."""
_UNDECODED = any_of(
    "invalidcharactererror",
    r"\batob\b",
    "not correctly encoded",
    "not a valid base-?64",
    "illegal base64",
    "invalid base-?64",
    "incorrect padding",
    "bad base-?64",
    "base64.{0,40}(?:invalid|illegal|fail|error|decod)",
    "malformed utf-8",
    "unexpected token",
)
"""What such a decoder says."""


def _decoded_as_plain(facts: Facts) -> Sighting | None:
    """A sound token with characters of base64url, and a receiver that decodes plain base64."""
    token = facts.token
    if token is None or not token.is_jwt or token.damage or not facts.says(_UNDECODED):
        return None
    odd = next((found for part in token.parts[:2] if (found := re.search(r"[-_]", part))), None)
    if odd is None:
        return None
    seen = f"a part of the token holds {quoted(odd.group(0))}, which plain base64 has not"
    for name, raw in facts.bundle.files.items():
        decoder = _PLAIN_DECODER.search(raw[:50_000].decode("utf-8", "replace"))
        if decoder:
            return suggests(seen, f"{name} decodes with {quoted(decoder.group(0))}", weight=86)
    if facts.says(r"\batob\b|base-?64|not correctly encoded|invalidcharactererror"):
        return suggests(seen, "the error is of a decoder of base64", weight=80)
    return None


def _over_limit(facts: Facts) -> Sighting | None:
    status = facts.failing.response.status if facts.failing else 0
    if status not in {413, 414, 431, 494} and not facts.says(_TOO_LARGE):
        return None
    token = facts.token
    if token is None and facts.failing is not None and not facts.failing.request.all("cookie"):
        # Browsers drop a cookie that is too large: what a server finds too large is what it was sent.
        sets = any(one.response.all("set-cookie") for one in facts.exchanges)
        return (
            None if sets else suggests("the answer is about the size of what was sent, and shows no cookie", weight=64)
        )
    if token is None or len(token.carried) < 2_000 or token.damage:
        return None
    cookies = sum(len(value) for value in facts.failing.request.all("cookie")) if facts.failing else 0
    if cookies > len(token.carried):
        return None
    seen = f"the token is whole and has {len(token.carried)} characters; the answer is {status or 'about size'}"
    in_url = facts.failing is not None and token.bare[:200] in facts.failing.request.url
    # 413 is about a body, 414 about an address: a token elsewhere is not what is too large.
    about_it = (
        status in {431, 494}
        or (in_url and status == 414)
        or facts.says(r"header|cookie|metadata size|\b431\b|\b494\b|token")
    )
    return proves(seen) if about_it else suggests(seen, weight=60)


CAUSES = (
    Cause(
        "jwt.whitespace_in_token",
        Who.CALLER,
        "The token carries white space or a control character",
        ("Trim the value where it is read.", "Write token files with: printf '%s' \"$TOKEN\" > FILE"),
        "Print the value with its length and look at both ends.",
        _whitespace,
        explains_away=(
            "jwt.token_truncated",
            "jwt.base64_padding_in_token",
            "jwt.base64_alphabet",
            "jwt.payload_reserialised",
        ),
    ),
    Cause(
        "jwt.token_quoted",
        Who.CALLER,
        "The token stands in quotation marks that were sent along",
        ("Parse the stored value once (JSON.parse) before it is used, or store the bare token.",),
        "Look at the first character of the value that is sent.",
        _quoted,
        explains_away=("jwt.whitespace_in_token", "jwt.token_truncated", "jwt.bearer_prefix_in_token"),
    ),
    Cause(
        "jwt.token_truncated",
        Who.CALLER,
        "The token was cut short on its way or where it is stored",
        (
            "Widen the column, field or buffer that holds it.",
            "Fetch the token again and compare its length at each step.",
        ),
        "Compare the length that the issuer sent with the length that arrives.",
        _truncated,
        explains_away=("jwt.wrong_secret", "jwt.ecdsa_signature_length", "jwt.opaque_or_jwe_no_audience"),
    ),
    Cause(
        "jwt.base64_padding_in_token",
        Who.ISSUER,
        "A part of the token is padded with '='",
        (
            "Have the issuer write base64url without padding (RFC 7515 section 2).",
            "Until then verify over the bytes as sent: the padding is part of the signed text.",
        ),
        "Look for '=' in the token.",
        _padding,
        explains_away=("jwt.verifier_bug",),
    ),
    Cause(
        "jwt.base64_alphabet",
        Who.ISSUER,
        "One side uses plain base64 where base64url is wanted",
        ("Use base64url on both sides: '-' and '_' in place of '+' and '/'.",),
        "Look for '+' and '/' in the token, and at the decoder of the receiver.",
        _alphabet,
        explains_away=(
            "jwt.base64_padding_in_token",
            "jwt.token_truncated",
            "jwt.payload_reserialised",
            "jwt.kid_key_mismatch",
            "jwt.wrong_secret",
            "jwt.verifier_bug",
        ),
    ),
    Cause(
        "jwt.token_over_size_limit",
        Who.RECEIVER,
        "The token is larger than the HTTP layer takes",
        (
            "Send it in a header rather than in the URL.",
            "Raise the limit of the proxy and the server, or issue fewer claims.",
        ),
        "Send the same request with a short token: the same answer rules this out.",
        _over_limit,
        explains_away=("oauth.cookie_too_large",),
    ),
)

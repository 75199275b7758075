"""Shared secrets of HMAC signatures: another form, another value, none at all, one per process."""

from __future__ import annotations

import re

from assay.diagnosis.causes.cause import Cause, Sighting, Who, allows, proves, sighted, suggests
from assay.diagnosis.facts.carried_tokens import tokens_sent
from assay.diagnosis.facts.carried_values import is_carried
from assay.diagnosis.facts.configured import CODE, FORMER, OF_AWS
from assay.diagnosis.facts.gathered import Facts
from assay.diagnosis.facts.instants import show_instant
from assay.diagnosis.facts.quoting import line_shown, masked, quoted
from assay.diagnosis.facts.token_form import TokenForm
from assay.diagnosis.json_view import leaves
from assay.diagnosis.pattern import Pattern, any_of

_DECODES_SECRET = Pattern(
    r"(?:Base64[\w.()]*decode|b64decode|base64_decode|urlsafe_b64decode|fromBase64String|DecodeString|Decoders\.BASE64\w*\.decode|unhexlify|fromhex|hex2bin|strict_decode64)\w*\([^\n]{0,60}(?:secret|key)"
    r"|Buffer\.from\([^\n]{0,60}(?:secret|key)[^\n]{0,20},\s*['\"](?:base64|hex)",
    re.IGNORECASE,
)
_BAD_SIGNATURE = r"signature|verification (?:failed|error)|could not verify|invalid token|bad mac|jws"
_IS_BASE64 = Pattern(r"base_?64", re.IGNORECASE)
_NEW_SECRET = any_of(
    r"(?:secret|signing key|key)\b.{0,40}(?:rotat|replac|chang|new value|renew|updated|regenerat|overwritten|set successfully)",
    r"new (?:secret|signing key)\b.{0,20}\b(?:set|stored|saved|written|active)",
    r"(?:rotat|replac|chang|renew|regenerat|overwr)\w*.{0,40}(?:secret|signing key|jwt key|app key)",
    r"\b(?:jwt:secret|key:generate|generate:secret|secret:regenerate)\b",
)
"""The secret was replaced."""
_NEW_TOKENS_PASS = any_of(
    r"(?:after|with|on) (?:a |the )?(?:new|fresh|another|second|renewed) (?:login|log-?in|sign-?in|token|session)s?[^\n.]{0,24}\b(?:works?|passes|fine|ok|succeeds?)\b",
    r"(?:sign(?:ing|s)?|log(?:ging|s|ged)?) (?:\w+ )?(?:back )?in again[^\n.]{0,24}\b(?:works?|helps?|fixes|cures|solves)\b",
    "(?:new|fresh) (?:tokens|logins|sessions|users) (?:work|are fine|pass)",
    r"(?:old|existing|earlier|previous) (?:tokens|sessions|logins)[^\n.]{0,30}(?:fail|invalid|refused|rejected|stopped|no longer|dead)",
)
"""Only what was signed before is refused."""
_NO_SECRET = any_of(
    # libraries' own words
    r"secretor\w+key must have a value",
    "secret or (?:public|private) key must be provided",
    "(?<!client[_ ])secret (?:is |was )?(?:not (?:set|defined|configured|provided)|required|missing|undefined|empty)",
    "key (?:may|must|can) not be (?:null|empty)",
    "signing key cannot be",
    "no secret",
    "secret.{0,20}(?:undefined|null|none)",
    # a key without a length
    "zero[- ]length key",
    "empty (?:hmac )?(?:key|secret)",
    "key length",
    "only 0 bits",
    r"key has:? '?0'? bits",
    r"shorter than \d+ bits",
    "expected a string value",
    r"argument \"?key",
    r"\"key\" argument must be [^\n]{1,160}received (?:undefined|null)",
    r"\b(?:hmac|signing|secret) key is (?:none|null|nil|empty|undefined)",
)
"""The receiver has no secret, or one without a length."""
_COMES_AND_GOES = any_of(
    "at random",
    "randomly",
    "sometimes",
    "intermittent",
    "now and then",
    r"every (?:second|other)\b",
    "occasional",
    "after (?:a |each |every )?(?:restart|deploy|redeploy)",
    "works on one",
    r"replicas?\b",
    r"workers?\b",
)
"""It fails by the instance, or since a start."""
_INSTANCE = Pattern(
    r"\b(?:worker|pod|instance|replica|node|web|api|app|pid|dyno|server)[-_ :=#.]{1,2}\w+(?:-\w+)*", re.IGNORECASE
)
_RANDOM_AT_START = Pattern(
    r"rand\.Read\(\s*\w*(?:secret|key)|(?:secret|key)\w*['\"\]]*\s*(?:=|:|\|\||\?\?)[^\n;]{0,60}?(?:randomBytes|token_hex|token_urlsafe|token_bytes|uuid4?\(|urandom|Math\.random|random\.\w+\(|secrets\.\w+\(|get_random_secret_key|openssl rand|RandomNumberGenerator|Guid\.NewGuid|generateKey|SecureRandom|rand\.Read|secretKeyFor|Keys\.secretKey)",
    re.IGNORECASE,
)

SHORTEST_TOLD = 8
"""Characters from which on two values that resemble one another are no accident."""
_SAME_TOKEN = r"same (?:access |jwt |bearer |session )?(?:token|jwt|cookie|session|header|request)"
_IN_TURN = any_of(
    "now and then",
    "sometimes",
    "random",
    "intermittent",
    "in turn",
    "alternat",
    "every (?:other|second|third)",
    "half (?:of )?the",
    "(?:one|two|three) (?:out )?of (?:two|three|four|five)",
    r"(?<!\d)\d{1,6} (?:out )?of \d+",
    "occasional",
    "flaky",
    "sporadic",
    "then (?:suddenly )?fails",
)
"""The same token passes and fails."""
_REFUSED_FOR_TOKEN = r"\b401\b|unauthori[sz]ed|signature|invalid token|logged out"
_STARTED_AGAIN = any_of(
    "restart",
    "worker.{0,30}(?:started|booted|spawn)",
    "booting worker",
    "deployed",
    "pod .{0,30}started",
    "generated (?:a )?(?:new |random )?(?:jwt |signing )?(?:secret|key)",
    "using a random",
)
"""A program that starts again, and may make itself a new secret."""


def _hmac_token(facts: Facts) -> TokenForm | None:
    token = facts.token
    return token if token is not None and token.is_jwt and token.alg.startswith("HS") else None


def _forms(facts: Facts) -> Sighting | None:
    forms = {
        "secret_base64_decoded": "the signature passes with the secret base64-decoded first",
        "secret_hex_decoded": "the signature passes with the secret read as hexadecimal",
        "secret_base64_encoded": "the signature passes with the secret's base64 or hexadecimal text",
    }
    form = facts.laboratory.form
    if form in forms:
        return proves(forms[form], weight=94)
    if form == "other_secret_at_hand":
        return None
    told = [name for name, value in leaves(facts.bundle.settings.raw) if value is True and _IS_BASE64.search(name)]
    if told and form == "as_configured" and _hmac_token(facts) and facts.complained_of:
        return suggests(f"the signature passes with the secret's text, and setting {told[0]} has it decoded", weight=88)
    if _hmac_token(facts) and facts.says(_BAD_SIGNATURE):
        code = "\n".join(raw[:50_000].decode("utf-8", "replace") for raw in facts.bundle.files.values())
        decodes = _DECODES_SECRET.search(code)
        if decodes:
            return suggests(f"one side decodes the secret before use: {quoted(decodes.group(0)[:80])}", weight=86)
        if facts.says(r"untick|check ?box|secret (?:is )?base64|base64[- ]?encoded (?:secret|box)|tick(?:ed|ing)? "):
            return suggests("whether the secret is taken as base64 decides", weight=80)
    if _hmac_token(facts) and facts.laboratory.outcome == "untried" and facts.says(r"base64|illegal base64|hex"):
        return suggests("the refusal speaks of base64 and the token is signed with a secret", weight=55)
    return None


def _mangled(facts: Facts) -> Sighting | None:
    forms = {
        "secret_trimmed": "the signature passes without the white space or quotation marks around the secret",
        "secret_with_newline": "the signature passes with a line break or blank after the secret",
        "secret_unescaped": "the signature passes with the secret before a shell, YAML or URL step changed it",
    }
    form = facts.laboratory.form
    own = facts.bundle.verifier["key"]["secret"].text
    if form in forms:
        # A file of variables may hold the blank that both sides read: then the token is signed as it is verified.
        return sighted(forms[form], weight=93, sure=own or facts.says(_BAD_SIGNATURE))
    for place, value in facts.secrets if form == "other_secret_at_hand" else []:
        if place == facts.laboratory.key and own and is_carried(value, own):
            shown = f"the verifier holds {masked(own)}: what a shell, a file of variables, YAML or a URL makes of it"
            return proves(f"the signature passes with the secret of {place}", shown, weight=93)
    return _two_spellings(facts)


def _two_spellings(facts: Facts) -> Sighting | None:
    """Two places hold the secret, and they differ as a shell or YAML step makes them differ."""
    own = facts.bundle.verifier["key"]["secret"].text
    values = [pair for pair in _places_of_secret(facts) if not re.search(r"aws|access.?key", pair[0], re.IGNORECASE)]
    for place, value in values:
        for other, second in values:
            if place >= other or value == second or not _long_enough(value, second):
                continue
            if re.search(r"[$%#\\'\"&! ]", value + second) and _related(value, second):
                seen = f"the secret of {place} has {masked(value)}, that of {other} has {masked(second)}"
                # Beside a secret that the verifier is known to hold, two others are another matter.
                concerned = _hmac_token(facts) and (not own or own in {value, second})
                if not concerned:
                    return suggests(seen, weight=58 if own else 84)
                # Secrets of two names, or of which neither signed the token, may differ because they are two.
                one = own in {value, second} or _name_of(place) == _name_of(other)
                neither = facts.laboratory.outcome == "failed" and facts.laboratory.form is None
                sure = one and is_carried(value, second) and not neither and "example" not in f"{place}{other}"
                return sighted(seen, weight=86, sure=sure)
    return None


def _name_of(place: str) -> str:
    """The name under which a place holds a secret, without the way to it."""
    return re.split(r" of | in ", re.sub(r"^(?:setting|variable|file) ", "", place))[0].rpartition(".")[2].upper()


def _long_enough(one: str, two: str) -> bool:
    """Whether both are long enough to be compared: few characters are, where a sign ended them that stands in the other."""
    shorter, longer = sorted((one, two), key=len)
    cut = longer.startswith(shorter) and longer[len(shorter) : len(shorter) + 1] in {"#", "$", "&", "!", " ", "'", '"'}
    return len(shorter) >= (3 if cut else 6)


def _related(one: str, two: str) -> bool:
    shorter, longer = sorted((one, two), key=len)
    if shorter and (longer.startswith(shorter) or longer.endswith(shorter)):
        return True
    plain = [re.sub(r"[^A-Za-z0-9]", "", text) for text in (one, two)]
    return plain[0] == plain[1] or is_carried(one, two)


def _places_of_secret(facts: Facts) -> list[tuple[str, str]]:
    found = [(place, value) for place, value in facts.secrets if value]
    own = facts.bundle.verifier["key"]["secret"].text
    if own:
        found.append(("the verifier", own))
    for name, raw in facts.bundle.files.items():
        for key, value in re.findall(  # with their quotation marks, where the plain value is not known
            r"(?im)^\s*(?:export\s+)?(\w*(?:secret|signing_?key|jwt_?key)\w*)\s*[=:]\s*(.+?)\s*$",
            raw.decode("utf-8", "replace")[:50_000],
        ):
            if CODE.search(value) or OF_AWS.search(key):
                continue
            if not any(place == f"{key} of file {name}" for place, _ in found):
                found.append((f"{key} in {name}", value))
    return found[:12] + _same_under_another_name(facts, own)


def _same_under_another_name(facts: Facts, own: str) -> list[tuple[str, str]]:
    """Values of any name that are the verifier's secret, or what a shell or file reader would make of it."""
    if len(own) < SHORTEST_TOLD:
        return []
    return [
        (f"{name} of {place}", value)
        for place, name, value in facts.configured
        if value != own
        and len(value) >= SHORTEST_TOLD
        and _related(value, own)
        and abs(len(value) - len(own)) <= len(own) // 2 + 2
    ][:4]


_SIGNS_TOKENS = Pattern(r"jwt|token|auth|sign|(?:^|\.)secret(?:_?key)?$", re.IGNORECASE)
"""The name of a secret that signs tokens, and no sessions, cookies or webhooks."""
_HELD_BY_JWT = Pattern(r"jwt|jws", re.IGNORECASE)
_PRINTED_UNSET = r"\b(?:jwt|token|signing|auth|app)?[ _-]?secret(?:[ _-]?key)?\b['\"]?\s{0,2}(?:is|[:=,])?\s{0,2}['\"]?(?:undefined|null|none|nil)\b"
"""A program prints the secret that it does not have."""


def _not_set(facts: Facts) -> Sighting | None:
    form = facts.laboratory.form
    if form in {"secret_empty", "secret_undefined"}:
        seen = (
            "the signature passes with an empty secret"
            if form == "secret_empty"
            else "the signature passes with the text undefined or null as secret"
        )
        return proves(seen, weight=94, warns=True)
    key = facts.bundle.verifier["key"]
    if key.has("secret") and (
        key["secret"].raw is None or key["secret"].text.strip().lower() in {"", "undefined", "null", "none"}
    ):
        return proves(
            f"the verifier's secret is {quoted(key['secret'].text) if key['secret'].text else 'empty'}",
            weight=92,
            warns=facts.laboratory.outcome == "passed",
        )
    # A verifier of which the secret is known is not the one whose variable is empty.
    held = key["secret"].text
    for name, value in () if held else [*leaves(facts.bundle.settings.raw), *facts.bundle.environment.items()]:
        if re.search(
            r"(?:jwt|token|auth|session|signing|app)?_?secret(?:_?key)?$", name, re.IGNORECASE
        ) and not re.search(r"aws|client", name, re.IGNORECASE):
            unset = value is None or (
                isinstance(value, str) and value.strip().lower() in {"", "undefined", "null", "none"}
            )
            # An assertion is signed with a key of the client's, whose signature the authorization server judges.
            signed = facts.says(_BAD_SIGNATURE) and not facts.says(r"client[ _]assertion|aadsts")
            about_it = facts.says(_NO_SECRET) or signed
            # A signature of another kind of key needs no secret: an empty one that lies around has no part in it.
            without = facts.token is not None and facts.token.is_jwt and not facts.token.alg.startswith(("HS", "none"))
            others = [one for place, one in facts.secrets if one and re.search(r"jwt|token", place, re.IGNORECASE)]
            if unset and about_it and (others or not (facts.says(_NO_SECRET) or _SIGNS_TOKENS.search(name))):
                return suggests(f"{name} is {quoted(value) if value else 'empty'}", weight=72)
            # A word in the place of the secret is what a program made of nothing.
            if (
                unset
                and value
                and not about_it
                and _HELD_BY_JWT.search(name)
                and _hmac_token(facts)
                and facts.complained_of
            ):
                return suggests(f"{name} is the text {quoted(value)}", weight=84)
            if unset and about_it and not (without or facts.aws.refused_signature_of_its_own):
                return proves(f"{name} is {quoted(value) if value else 'empty'}", weight=91)
    printed = facts.logged(_PRINTED_UNSET)
    if printed and facts.complained_of and (facts.token is None or _hmac_token(facts)):
        return suggests(f"the log says: {line_shown(printed[1])}", weight=84)
    if facts.says(_NO_SECRET) and (not facts.pems[0] or facts.says("must have a value")):
        return suggests("the library says that it was given no secret", weight=70)
    return None


def _rotated(facts: Facts) -> Sighting | None:
    token = _hmac_token(facts)
    issued = token.instant("iat") if token else None
    line = facts.logged(_NEW_SECRET)
    report = facts.laboratory
    old = report.form == "other_secret_at_hand" and FORMER.search(report.key)
    if old:
        seen = f"the signature passes with {report.key}"
        # OLD_SERVICE_SECRET may be that of another service.
        former = r"(?i)OLD(?:EST|ER)?|PREV(?:IOUS)?|LAST|FORMER(?:LY)?|RETIRED|BACKUP|BAK|BEFORE|YESTERDAY|ORIG(?:INAL)?|SAVED?"
        rest = re.sub(r"[\W_]", "", re.sub(former, "", _name_of(report.key)))
        plain = re.fullmatch(
            r"(?i)(?:jwt|token|auth|app|access|signing|sign|hmac|hs\d{3})*(?:secret|key|value|s)*", rest
        )
        return proves(seen, weight=93) if plain else suggests(seen, weight=90)
    failed = token is not None and report.outcome == "failed" and report.form is None
    if line and (token is not None or facts.token is None) and (failed or facts.says(_BAD_SIGNATURE)):
        if issued is not None and line[0] is not None and issued < line[0]:
            return suggests(
                f"iat is {show_instant(issued)}, and the secret was changed at {show_instant(line[0])}", weight=84
            )
        if issued is None:
            return suggests(f"the log says: {line_shown(line[1])}", weight=66)
    newer = _newer_token_passes(facts) if failed and issued is not None else ""
    if newer:
        return suggests(newer, weight=86)
    signed_in_again = facts.complaint.find(_NEW_TOKENS_PASS)
    if signed_in_again and token is not None and (failed or facts.says(_BAD_SIGNATURE)):
        return suggests(f"tokens of before fail, and new ones pass: {quoted(signed_in_again.group(0))}", weight=70)
    return None


def _newer_token_passes(facts: Facts) -> str:
    """What shows that tokens of after a change fit the secret at hand, while the refused one is older and does not."""
    from assay.diagnosis.laboratory import examine_evidence

    mine = facts.token.instant("iat") if facts.token is not None else None
    for exchange in facts.exchanges:
        for token in tokens_sent(exchange) if exchange.succeeded else ():
            issued = token.instant("iat") if token.is_jwt else None
            if mine is None or issued is None or issued <= mine or not token.alg.startswith("HS"):
                continue
            if examine_evidence(facts.bundle, token, ()).outcome == "passed":
                return f"a token of {show_instant(issued)} passes with the secret at hand, and this one is of {show_instant(mine)}"
    return ""


def _instances_apart(facts: Facts) -> str:
    """What the log says when some workers take a token and others do not."""
    good, bad = set(), set()
    for _, line in facts.log:
        named = _INSTANCE.search(line)
        if named and re.search(
            r"\b401\b|invalid signature|signature.{0,20}(?:fail|invalid|mismatch)", line, re.IGNORECASE
        ):
            bad.add(named.group(0).lower())
        elif named and re.search(r"\b20[0-9]\b|verified|accepted|valid token|\bok\b|passe[sd]", line, re.IGNORECASE):
            good.add(named.group(0).lower())
    if (
        not good
        or not bad
        or good & bad
        or not facts.says(r"signature|\b401\b|unauthori[sz]ed|credentials|token|logged out|sign(?:ed)? (?:in|out)")
    ):
        return ""
    return f"in the log {', '.join(sorted(good)[:3])} take tokens that {', '.join(sorted(bad)[:3])} refuse"


def _siblings_apart(facts: Facts) -> str:
    """Two instances of one kind whose secrets of one name differ, and not as a carrier would make them differ."""
    held: dict[tuple[str, str], dict[str, str]] = {}
    for path, value in leaves(facts.bundle.settings.raw):
        above, _, name = path.rpartition(".")
        kind = re.sub(r"\d+", "#", above)
        if (
            isinstance(value, str)
            and value
            and kind != above
            and re.search(r"secret|signing|jwt.*key", name, re.IGNORECASE)
        ):
            held.setdefault((kind, name), {})[above] = value
    for (_, name), of_instances in held.items():
        values = sorted(set(of_instances.values()))
        if len(values) > 1 and not is_carried(values[0], values[1]):
            return f"{name} differs between {', '.join(sorted(of_instances)[:3])}"
    return ""


def _per_instance(facts: Facts) -> Sighting | None:
    code = "\n".join(raw.decode("utf-8", "replace") for raw in facts.bundle.files.values())
    code += "\n".join(value for _, value in leaves(facts.bundle.settings.raw) if isinstance(value, str))
    made = _RANDOM_AT_START.search(code) if code else None
    seen = []
    if made:
        seen.append(f"the secret is made at start: {quoted(made.group(0)[:80])}")
    outcomes: dict[str, set[bool]] = {}
    for exchange in facts.exchanges:
        header = exchange.request.header("authorization") or ""
        if "eyJ" in header and exchange.response.status:
            outcomes.setdefault(header, set()).add(exchange.response.status < 400)
    in_turn = any(len(both) == 2 for both in outcomes.values())
    if in_turn:
        seen.append("the same token passes and fails in turn")
    restart = facts.logged(_STARTED_AGAIN)
    random_line = facts.logged(
        r"\bgenerat\w+ .{0,30}(?:secret|key)|random .{0,20}(?:secret|key)|(?:secret|key).{0,30}\b(?:generated|random)"
    )
    if random_line:
        seen.append(f"the log says: {line_shown(random_line[1])}")
    apart = _instances_apart(facts)
    if apart:
        seen.append(apart)
    elif _hmac_token(facts) and facts.says(_SAME_TOKEN) and facts.says(_IN_TURN) and facts.says(_REFUSED_FOR_TOKEN):
        seen.append("the report says that the same token passes and fails in turn")
    siblings = _siblings_apart(facts)
    if siblings:
        seen.append(siblings)
    comes_and_goes = facts.says(_COMES_AND_GOES) and facts.says(_BAD_SIGNATURE + "|credentials|unauthori")
    paired = facts.says(r"\b(?:es|rs|ps)(?:256|384|512)\b|ecdsa|public key")
    if not seen and comes_and_goes and not paired and (facts.token is None or _hmac_token(facts)):
        return suggests("it comes and goes, as where each process has a secret of its own", weight=66)
    if not seen:
        if restart and _hmac_token(facts) and facts.laboratory.outcome != "passed" and facts.says(_BAD_SIGNATURE):
            return suggests(f"the log says: {line_shown(restart[1])}", weight=66)
        return None
    if facts.token is not None and not _hmac_token(facts) and not made and not random_line:
        # A pair of keys may be each instance's own as well; where the keys are published, a stale copy of them is likelier.
        own = in_turn and not facts.token.kid and facts.says(_BAD_SIGNATURE)
        return suggests(*seen, weight=76) if own else None
    if restart and not random_line:
        seen.append(f"the log says: {line_shown(restart[1])}")
    return suggests(*seen, weight=82)


_OF_OTHER_THINGS = r"(?i)refresh|admin|csrf|reset|cookie|session|hook|invite"


def _held_by_another(facts: Facts) -> str:
    """The place of a second secret for tokens, where the signature passes with that of the first; empty where there is none."""
    report = facts.laboratory
    values = {place: value for place, value in facts.secrets if "jwt" in place.lower()}
    own = values.get(report.key)
    if facts.bundle.verifier["key"].mapping or report.outcome != "passed" or own is None:
        return ""
    others = (place for place, value in values.items() if value and value != own)
    return next((place for place in others if not re.search(_OF_OTHER_THINGS, place) and not FORMER.search(place)), "")


def _wrong(facts: Facts) -> Sighting | None:
    token = _hmac_token(facts)
    other = _held_by_another(facts) if token is not None and facts.says(_BAD_SIGNATURE) else ""
    if other:
        return suggests(
            f"the signature passes with {facts.laboratory.key}, and {other} holds another secret", weight=80
        )
    if token is None or facts.laboratory.form not in {None, "other_secret_at_hand"}:
        return None
    if facts.laboratory.form:
        return suggests(
            f"the signature passes with {facts.laboratory.key}, and not with the verifier's secret", weight=74
        )
    if facts.laboratory.outcome == "failed":
        return suggests("the signature passes with no known form of the given secret", weight=60)
    if facts.laboratory.outcome == "untried" and facts.says(r"signature"):
        return allows("the token is signed with a secret, and the secret is not in the evidence", weight=34)
    return None


CAUSES = (
    Cause("jwt.hmac_secret_base64_vs_raw", Who.RECEIVER, "One side uses the secret's text and the other its decoded bytes",
          ("Agree on one form on both sides: the text itself, or the bytes that it decodes to.",),
          "Try the secret raw, base64-decoded and hex-decoded.", _forms,
          explains_away=("jwt.wrong_secret", "jwt.secret_rotated", "jwt.secret_differs_between_instances", "jwt.verifier_bug")),
    Cause("jwt.secret_special_chars_mangled", Who.RECEIVER, "A shell, YAML or URL step changed the secret on its way",
          ("Quote the value for its carrier, or use letters and digits only.", "Compare length and hash of the secret in both processes."),
          "Print the secret's length and a hash in each process.", _mangled,
          explains_away=("jwt.wrong_secret", "jwt.hmac_secret_base64_vs_raw", "jwt.secret_rotated")),
    Cause("jwt.secret_not_set", Who.RECEIVER, "The secret is not set: it is empty or the word undefined",
          ("Set the secret, and fail at start when it is absent.",),
          "Print the secret's length in the process that verifies.", _not_set,
          explains_away=("jwt.wrong_secret", "jwt.alg_key_type_mismatch", "jwt.secret_special_chars_mangled")),
    Cause("jwt.secret_rotated", Who.CALLER, "The token was signed with a secret that has been replaced since",
          ("Sign in again.", "Keep the old secret for verification until its last token has expired."),
          "Compare iat with the time of the change; new tokens pass.", _rotated,
          explains_away=("jwt.wrong_secret", "jwt.secret_differs_between_instances")),
    Cause("jwt.secret_differs_between_instances", Who.RECEIVER, "Each process makes or has a secret of its own",
          ("Give all processes one fixed secret from the configuration.",),
          "Ask the receiver's operator where each process takes the secret from; send one token ten times.", _per_instance,
          owner_only=True, explains_away=("jwt.wrong_secret",)),
    Cause("jwt.wrong_secret", Who.RECEIVER, "The receiver's secret is not the one that signed the token",
          ('Compare a hash of the secret on both sides: printf %s "$SECRET" | sha256sum',),
          "Compare a hash of the secret on both sides.", _wrong, owner_only=True),
)  # fmt: skip

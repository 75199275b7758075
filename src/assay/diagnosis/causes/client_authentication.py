"""How the client proves itself to the token endpoint, against what the server wants of it."""

from __future__ import annotations

import hmac
import re
from base64 import b64encode
from urllib.parse import unquote_plus

from assay.diagnosis.causes.cause import Cause, Sighting, Who, proves, suggests
from assay.diagnosis.facts.aws_wordings import AWS_ONLY
from assay.diagnosis.facts.gathered import Facts
from assay.diagnosis.facts.oauth import basic_of, client_of, method_of
from assay.diagnosis.facts.placeholders import ASKS_FOR_A_VALUE, UNFILLED
from assay.diagnosis.facts.quoting import masked, quoted
from assay.diagnosis.facts.token_form import TokenForm
from assay.diagnosis.facts.upgrades import SINCE_UPGRADE
from assay.diagnosis.json_view import leaves
from assay.diagnosis.pattern import Pattern, any_of

_GUID = re.compile(r"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$", re.IGNORECASE)
_PLACEHOLDER = re.compile(
    any_of(
        UNFILLED,
        ASKS_FOR_A_VALUE,
        "<[^<>]{2,60}>",
        r"%\([^)]*\)s",
        r"^%[A-Z_]{3,60}%$",
        r"^(?:process\.env|import\.meta\.env|os\.environ|env)\b[.\[(]",
        r"^\[[^\[\]]*[a-z]{3,} [^\[\]]*\]$",
        r"\bmy[-_]client[-_]secret\b",
        "replace[-_]?(?:me|this|with)",
        r"_here\b",
        # masks
        r"\bxxx+",
        r"^\.\.\.$",
    ),
    re.IGNORECASE,
)
_PRINTED = Pattern(
    r"<(?:string|stdin|module|anonymous|lambda|unknown|frozen [\w.]+|(?:urlopen error|class|function|bound method|Response)\b.*|.* object at 0x.*)>"
)
"""What programs print in angle brackets of themselves: code that stands in no file, errors and objects."""
_METHOD_REFUSED = any_of(
    # the client is registered for another method
    "registration does not allow this method",
    "only support 'token_endpoint_auth_method'",
    r"registered for \S+ cannot use",
    # where the secret belongs
    "must be provided in the authorization header",
    "client authentication method",
    r"auth(?:entication)?[_ ]method(?![\"']?\s*[=:])",
    "client is public so neither",
    "aadsts700025",
    "token_endpoint_auth_method",
    "must (?:use|not use) (?:http )?basic",
    "basic auth(?:entication)? (?:is )?(?:required|not)",
)
"""The server wants another method of client authentication."""
_BODY_ALONE = r"(?:parameter[: ]*|missing[: ]*|the )\W{0,3}client_secret\W{0,3}(?: parameter)?[^\n.]{0,20}(?:is |was )?(?:missing|required|not|absent|parameter)|missing (?:required )?(?:parameter:? ?)?\W{0,3}client_secret"
"""That the secret is missed as a parameter: where it was sent in the header, the server reads the body alone."""
_ID_ALONE = r"(?:missing|no) (?:required )?(?:parameter:? ?)?\W{0,3}client_?id\b|\bclient_?id\W{0,3} (?:parameter )?(?:is |was )?(?:missing|required|not (?:present|found|provided|supplied|given))"
"""That the client's id is missed: HTTP Basic carries it, so a server that was sent it there does not read the header."""
_SECRET_ABSENT = rf"{_BODY_ALONE}|configured for secret but secret was not received|secret_?hash was not received|client_secret is missing|missing (?:required )?(?:parameter:? )?client_secret|aadsts7000218|must contain the following parameter: 'client_assertion' or 'client_secret'|client secret (?:is )?(?:missing|required|not (?:supplied|provided|sent))|no client secret|client credentials (?:are )?missing"
_HASH_REFUSED = r"secret_?hash does not match|unable to verify secret hash"
_SECRET_WRONG = any_of(
    "aadsts7000215",
    "aadsts7000222",
    "aadsts7000112",
    "invalid client secret",
    "client secret (?:is )?(?:invalid|incorrect|expired|wrong)",
    "incorrect_client_credentials",
    "bad client credentials",
    "invalid_client_secret",
    "provided client secret",
    "invalid client credentials",
)
"""The secret does not fit, or no more."""


# What somebody put in a secret's place before showing it to others.
_MASKED = re.compile(
    r"redact|\*{2,}|<(?:cut|hidden|removed|secret|masked|snip)[^>]*>|censor|^\[?(?:hidden|removed|masked)\]?$|…|^\.{3}$|x{4,}",
    re.IGNORECASE,
)


_PERHAPS_MASKED = re.compile(r"[<\[]|\byour|^my[-_]|xxx|^\.{3}$", re.IGNORECASE)
_GRANT_REFUSED = any_of(
    r"grant type [^\n]{0,60}not (?:allowed|enabled|supported|registered)",
    r"not (?:enabled|allowed|authorized|permitted)[^\n]{0,60}(?:grant|flow|service account|direct access|device|browser login|response_type)",
    "unauthorized_client",
    "unsupported_grant_type",
    r"aadsts7000[0-9]{2}1?\b.{0,40}grant",
    "client not enabled",
    r"response[_ ]type\b[^\n]{0,40}not (?:enabled|allowed|supported)",
)
"""The client may not use this grant."""
_OTHER_VERSION_LOGGED = any_of(
    r"\d+\.\d+(?:\.\d+)?\s*(?:->|=>|→|to)\s*v?\d+\.\d+",
    r"(?:upgrad|updat|bump)\w*.{0,80}(?:\d+\.\d+|to v?\d)",
    r"works? (?:with|in|on) \S*\s?v?\d+\.\d+",
    r"(?:older|previous) version.{0,40}\b(?:works|ok|fine)\b",
    r"downgrad\w*.{0,60}\b(?:works|ok|fine|200)\b",
    "regression",
    r"curl.{0,200}\b(?:200|works|ok)\b",
)
"""What a log tells of an upgrade, or of another program that does not fail."""


def _method(facts: Facts) -> Sighting | None:
    oauth = facts.oauth
    sent, registered = oauth.sent_method, oauth.registered_method
    if sent and registered and sent != registered and not (sent == "none" and registered.startswith("client_secret")):
        if registered == "client_secret_jwt" and sent == "private_key_jwt":
            return None
        seen = (f"the client is registered for {quoted(registered)}", f"it authenticated with {quoted(sent)}")
        if facts.says(_SECRET_WRONG):
            return suggests(*seen, weight=70)  # the server read the secret that was sent
        if oauth.taken_alike:
            return suggests(*seen, "the server took another request of this client with the same method", weight=60)
        refused = oauth.said("invalid_client", "unauthorized_client") or facts.says(_METHOD_REFUSED)
        if refused and not _of_another_client(facts):
            return proves(*seen, weight=92)
        # What is amiss with a request may be anything.
        return suggests(*seen, weight=84 if oauth.said("invalid_request") or refused else 72)
    if sent and sent == registered:
        return None
    listed = oauth.published_methods
    if (
        listed
        and not registered
        and sent not in {"", "none", *listed}
        and oauth.said("invalid_client", "invalid_request")
    ):
        return suggests(f"the server lists {', '.join(listed[:4])}", f"the client used {quoted(sent)}", weight=84)
    if sent == "client_secret_basic" and facts.says(_BODY_ALONE):
        return suggests("the client sent its secret in the header, and the server misses it in the body", weight=80)
    if facts.says(_METHOD_REFUSED) and sent != "none":
        said = facts.complaint.find(
            r"only support[^.]*|cannot use \w+|must be provided in[^.\"]*|client is public so neither[^.]*"
        )
        seen_text = (
            f"the refusal names the method: {quoted(said.group(0))}"
            if said
            else "the refusal is about the method of client authentication"
        )
        weight = 84 if said else 66 if sent in listed else 70
        return suggests(seen_text, *((f"the client used {quoted(sent)}",) if sent else ()), weight=weight)
    return None


def _of_another_client(facts: Facts) -> bool:
    """Whether the client that is refused is another one than that whose registration is known."""
    known, request = facts.bundle.client["client_id"].text, facts.oauth.token_request
    if not known or request is None:
        return False
    sent, _ = client_of(request.request)
    return bool(sent) and sent != known


def _secret_in_body(facts: Facts) -> bool:
    """Whether a refused request holds a secret in its body, in whatever form."""
    return any(
        one.request.form.get("client_secret") or one.request.json["client_secret"].text
        for one in facts.exchanges
        if one.refused
    )


def _not_sent(facts: Facts) -> Sighting | None:
    in_header = facts.oauth.sent_method == "client_secret_basic"
    if facts.says(_SECRET_ABSENT) and not in_header:
        absent = "the refusal says that the client's secret was not received"
        if _secret_in_body(facts):
            return suggests(absent, "the body holds one: the server did not read it", weight=66)
        return proves(absent, weight=91)
    oauth = facts.oauth
    if facts.says(_HASH_REFUSED) and _hashless(facts):
        return proves("the service wants a secret hash, and the request carries none", weight=91)
    request = oauth.token_request
    if request is None or not request.refused or oauth.sent_method != "none":
        return None
    confidential = oauth.registered_method.startswith("client_secret") or bool(
        facts.bundle.client["client_secret"].text
    )
    if confidential and oauth.said("invalid_client", "unauthorized_client", "invalid_request"):
        seen = "the client has a secret, and the request carries none"
        # A request of which no header was recorded, or one that is masked, may have carried it in one.
        if not request.request.headers or request.request.header("authorization"):
            return suggests(seen, weight=62)
        if oauth.taken_alike or _of_another_client(facts):
            return suggests(seen, weight=60)
        wanted = not oauth.registered_method or oauth.registered_method.startswith("client_secret")
        known = wanted and oauth.said("invalid_client", "unauthorized_client")
        return proves(seen, weight=90) if known else suggests(seen, weight=84)
    if oauth.said("invalid_client") and not oauth.registered_method:
        return suggests("the request carries no client secret", weight=64)
    return None


def _hashless(facts: Facts) -> bool:
    """Whether the refused request to Cognito has no secret hash at all."""
    sent = facts.failing.request.json if facts.failing is not None else None
    if sent is None or not sent["ClientId"].text:
        return False
    return not (
        sent["SecretHash"].text
        or sent["AuthParameters"]["SECRET_HASH"].text
        or sent["ChallengeResponses"]["SECRET_HASH"].text
    )


def _wrong_secret(facts: Facts) -> Sighting | None:
    oauth = facts.oauth
    secret = facts.bundle.client["client_secret"].text or (oauth.basic[1] if oauth.basic else "")
    if not secret and oauth.token_request is not None:
        secret = oauth.token_request.request.form.get("client_secret", "")
    if _PLACEHOLDER.search(secret) or (secret.count(".") == 2 and secret.startswith("eyJ")):
        return None
    seen = []
    if facts.says("aadsts7000222"):
        seen.append("AADSTS7000222: the secret has expired")
    elif facts.says("aadsts7000215"):
        seen.append("AADSTS7000215: wrong, expired, or the secret's id instead of its value")
    elif facts.says(_SECRET_WRONG):
        seen.append("the refusal says that the secret is wrong")
    if _GUID.match(secret) and (seen or facts.says("aadsts")):
        seen.append("the secret sent has the form of a GUID: that is the secret's id, not its value")
    if secret != secret.strip():
        seen.append(f"the secret has {masked(secret)}")
    if seen:
        return suggests(*seen, weight=82)
    refused_at_endpoint = oauth.token_request is not None and oauth.token_request.response.status in {401, 403}
    if refused_at_endpoint and oauth.grant == "client_credentials" and oauth.said("access_denied"):
        return suggests("the server refuses the client's own credentials", weight=56)
    if oauth.said("invalid_client") and oauth.sent_method.startswith("client_secret"):
        if oauth.registered_method and oauth.registered_method == oauth.sent_method:
            return suggests("the method is the registered one, and still the client is refused", weight=66)
        return suggests("the server refuses the client", weight=52)
    return None


def _configured(facts: Facts) -> list[tuple[str, str]]:
    """What settings and variables hold of a client, where the refusal can be about a client at all."""
    oauth = facts.oauth
    if facts.aws.codes & AWS_ONLY or facts.bundle.token:
        return []
    if facts.aws.spoken_of and not facts.oauth.token_requests and not facts.oauth.said("invalid_client"):
        return []
    about_client = facts.says(r"client|tenant|aadsts|issuer|domain|api.?key|credential|unauthori[sz]ed")
    if facts.exchanges and not (oauth.token_request or oauth.authorize_requests or about_client):
        return []
    found = [
        (name, value)
        for name, value in leaves(facts.bundle.settings.raw)
        if isinstance(value, str)
        and re.search(r"client_?(?:id|secret)|tenant|issuer|domain|api_?key|token$", name, re.IGNORECASE)
    ]
    found += [
        (name, value)
        for name, value in facts.bundle.environment.items()
        if re.search(r"CLIENT_?(?:ID|SECRET)|OAUTH|OIDC|TENANT|API_?KEY|ISSUER", name)
    ]
    return found


_ARGUMENT = Pattern(
    r"--?(client[-_]?(?:id|secret)|oidc[-_]\w+|tenant\w*|issuer\w*)[= \x00]{1,2}['\"]?([^\s'\",\x00\]]{2,200})",
    re.IGNORECASE,
)


def _arguments(facts: Facts) -> dict[str, str]:
    """What a running process was really given, as /proc, ps or docker inspect show it: nothing there is filled in later."""
    if not (facts.oauth.token_request or facts.oauth.errors or facts.oauth.speaks_of_client):
        return {}
    texts = [
        raw[:20_000].decode("utf-8", "replace")
        for name, raw in facts.bundle.files.items()
        if re.search(r"cmdline$|\binspect\b|\bps\b|argv", name)
    ]
    texts += [
        line
        for line in facts.bundle.log
        if re.search(r"\b(?:args|argv|cmdline|exec(?:ve|start)?)\b", line, re.IGNORECASE)
    ]
    return {match.group(1): match.group(2) for text in texts for match in _ARGUMENT.finditer(text)}


_NO_VALUE = frozenset(("undefined", "null", "None", "nil", "NaN", "[object Object]"))
# A header as a program printed it, whose variable nobody filled in.
_UNFILLED_HEADER = r"(?i)authorization[\"']?\s*[:=]\s*[\"']?(?:bearer|token)\s+(\{\{[^{}]{1,60}\}\}|\$\{[^{}]{1,60}\})"


def _plain_name(name: str) -> str:
    return re.sub(r"[^a-z]", "", name.lower())


_OF_A_CLIENT = Pattern(r"client|tenant|issuer|oidc|oauth|assertion", re.IGNORECASE)


def _placeholder(facts: Facts) -> Sighting | None:
    oauth = facts.oauth
    sent = dict(oauth.token_request.request.form) if oauth.token_request is not None else {}
    if oauth.authorize_requests:
        sent |= {"client_id": oauth.authorize_requests[-1].request.query.get("client_id", ""), **sent}
    if oauth.basic:
        sent |= {"client_id": oauth.basic[0], "client_secret": oauth.basic[1]}
    sent |= {name: value for name in ("client_id", "client_secret") if (value := facts.bundle.client[name].text)}
    carried = {name for name in sent if sent[name]} | {"the bearer token"}
    known = {_plain_name(name) for name in carried}
    # What other processes were given is not what this one sent.
    as_run = {name: value for name, value in _arguments(facts).items() if _plain_name(name) not in known}
    sent |= as_run
    carried |= as_run.keys()
    for name, value in _configured(facts):
        sent.setdefault(name, value)
    bearer = (facts.failing.request.header("authorization") or "") if facts.failing else ""
    if bearer[:7].lower() == "bearer " and not facts.bundle.token:  # what stands in its place where the token is known
        sent["the bearer token"] = bearer[7:]
    shown = re.search(_UNFILLED_HEADER, facts.symptom)
    if shown and not bearer:
        sent["the bearer token"] = shown.group(1)
    unset = sent.get("client_id", "").strip()
    if unset in _NO_VALUE and oauth.speaks_of_client:
        return suggests(
            f"client_id is {quoted(unset)}: the word with which programs print that a variable has no value", weight=84
        )
    for name, value in sent.items():
        if (
            len(value) <= 120
            and not _MASKED.search(value)
            and _PLACEHOLDER.search(value)
            and name not in {"scope", "redirect_uri", "grant_type", "code", "code_verifier", "state", "refresh_token"}
        ):
            seen = f"{name} is {quoted(value)}"
            if oauth.said("invalid_grant") and not oauth.said("invalid_client", "unauthorized_client"):
                return suggests(seen, weight=45)  # a server looks at the grant when it knows the client
            # Angle brackets, 'your-' and xxx are also what people put in place of a value before they show it.
            perhaps_masked = _PERHAPS_MASKED.search(value) and not facts.says(re.escape(value.lower()))
            if name == "the bearer token" or perhaps_masked:
                return suggests(seen, weight=60 if re.fullmatch(r"(?i)x+|<[^<>]*>", value) else 84)
            # What lies in the configuration may belong to another client, and a secret may really be one.
            sent_so = name in carried and _OF_A_CLIENT.search(name) is not None and not oauth.taken_alike
            return proves(seen, weight=93) if sent_so else suggests(seen, weight=86)
    for value in re.findall(r"'([^'\n]{3,80})'|\"([^\"\n]{3,80})\"", facts.symptom):
        shown = value[0] or value[1]
        if (
            _PLACEHOLDER.search(shown)
            and not _PRINTED.fullmatch(shown)
            and not _MASKED.search(shown)
            and oauth.speaks_of_client
            and not facts.aws.spoken_of
        ):
            return suggests(f"the refusal names the value {quoted(shown)}", weight=90)
    return None


def _metadata(facts: Facts) -> Sighting | None:
    oauth = facts.oauth
    listed = oauth.published_methods
    if (
        not listed
        or not oauth.sent_method
        or oauth.sent_method not in listed
        or oauth.token_request is None
        or not oauth.token_request.refused
    ):
        return None
    if oauth.registered_method and oauth.registered_method != oauth.sent_method:
        return None
    seen = f"the discovery document lists {quoted(oauth.sent_method)}, and the token endpoint refuses it"
    refused = client_of(oauth.token_request.request)
    for exchange in oauth.token_requests:
        if exchange.succeeded and method_of(exchange.request) != oauth.sent_method:
            passes = "another method passes at the same endpoint"
            alike = client_of(exchange.request) == refused and exchange.request.host == oauth.token_request.request.host
            unnamed = not oauth.errors and oauth.token_request.response.status in {400, 401}
            refuses_client = unnamed or oauth.said("invalid_client", "invalid_request", "unauthorized_client")
            return proves(seen, passes, weight=91) if alike and refuses_client else suggests(seen, passes, weight=70)
    if oauth.sent_method == "client_secret_basic" and facts.says(_BODY_ALONE):
        return suggests(seen, "it misses client_secret in the body", weight=88)
    if oauth.sent_method == "client_secret_basic" and facts.says(_ID_ALONE):
        return suggests(seen, "it misses client_id in the body, which the header carries", weight=86)
    if facts.says(
        _METHOD_REFUSED
        + r"|not support|unsupported|basic|not allowed|use client_secret_|only (?:client_secret_|supports?)"
    ):
        return suggests(seen, weight=86)
    # Whole words: a `token` ends in no ok, and an address or a time may hold a 200.
    line = facts.logged(r"client_secret_(?:post|basic).{0,60}\b(?:200|ok|works|pass\w*)\b|curl.{0,160}\b(?:200|ok)\b")
    return suggests(seen, f"the log says: {line[1][:140]}", weight=84) if line else None


_OTHER_VERSION = any_of(
    SINCE_UPGRADE,
    # one version and another
    r"\d+\.\d+\S* ?(?:->|=>|→|to) ?v?\d+\.\d+",
    r"works? (?:with|in|on) (?:version )?v?\d+\.\d+",
    r"version v?\d[\d.]* (?:works|is fine|passes)",
    r"since (?:\w+ ){1,3}v?\d+\.\d+",
    r"(?:with|in|on|under) (?:\w+ ){0,2}v?\d+\.\d+[^.;\n]{0,8}(?:\.\d[^.;\n]{0,60}|[^.;\n]{0,60})\b(?:works?|worked|is fine|passes)\b",
    # another program with the same request
    r"same (?:credentials?|id and secret|request|settings?)[^\n]{0,40}(?:postman|curl|insomnia)",
    r"(?:postman|curl|insomnia)[^\n]{0,40}works?\b",
    "works? (?:with|in) (?:curl|postman|insomnia)",
)
"""The same, as people tell it."""


def _written_apart(facts: Facts) -> str:
    """How one and the same secret was written where it was taken, and where it was refused; empty where it was not."""
    requests = [(one, basic_of(one.request)) for one in facts.oauth.token_requests]
    for good, taken in requests:
        for bad, refused in requests:
            if not (good.succeeded and bad.refused and taken and refused) or taken == refused:
                continue
            if good.request.host == bad.request.host and unquote_plus(taken) == unquote_plus(refused):
                how = "percent-encoded" if len(refused) > len(taken) else "as it is"
                return f"the same id and secret are refused {how}, and taken at the same endpoint in the other form"
    return ""


def _library(facts: Facts) -> Sighting | None:
    said = facts.complaint.find(_OTHER_VERSION)
    apart = _written_apart(facts)
    if apart:
        told = (f"the report says: {quoted(said.group(0))}",) if said else ()
        return proves(apart, *told, weight=92) if told else suggests(apart, weight=84)
    request = facts.oauth.token_request
    refused = facts.oauth.said("invalid_client", "invalid_request", "unauthorized_client") or (
        request is not None and request.response.status == 401
    )
    if said and refused and (request or facts.oauth.errors):
        return suggests(f"the report says: {quoted(said.group(0))}", weight=81)
    line = facts.logged(_OTHER_VERSION_LOGGED)
    if line is None or not (facts.oauth.token_request or facts.oauth.errors or facts.oauth.authorize_requests):
        return None
    return suggests(f"the log says: {line[1][:160]}", weight=81)


def _cognito(facts: Facts) -> Sighting | None:
    if not facts.says(_HASH_REFUSED) or _hashless(facts):
        return None
    client_id, secret = facts.oauth.client_id, facts.bundle.client["client_secret"].text
    names: dict[str, str] = {}
    sent: list[str] = []
    for exchange in facts.exchanges:
        parameters = exchange.request.json["AuthParameters"]
        sent += [parameters["SECRET_HASH"].text] if parameters["SECRET_HASH"].text else []
        for name in ("USERNAME", "EMAIL"):
            if parameters[name].text:
                names[parameters[name].text] = "the name that was typed"
        tokens = exchange.response.json["AuthenticationResult"]
        for field in ("AccessToken", "IdToken"):
            claims = TokenForm(tokens[field].text).claims
            for claim in ("username", "cognito:username", "sub"):
                if claims[claim].text:
                    names.setdefault(claims[claim].text, f"the pool's {claim}")
    client_id = client_id or next(
        (e.request.json["ClientId"].text for e in facts.exchanges if e.request.json["ClientId"].text), ""
    )
    for name, what in names.items():
        mac = (
            b64encode(hmac.digest(secret.encode(), (name + client_id).encode(), "sha256")).decode("ascii")
            if secret
            else ""
        )
        if sent and mac == sent[-1]:
            real = [other for other, kind in names.items() if kind.startswith("the pool's")]
            if what == "the name that was typed" and real:
                seen = f"SECRET_HASH was made with {what}", f"the pool's own username is {quoted(real[0])}"
                # A sign-in takes whatever name was typed.
                signs_in = facts.failing is not None and facts.failing.request.json["AuthParameters"].has("PASSWORD")
                return suggests(*seen, weight=74) if signs_in else proves(*seen, weight=93)
    return suggests("the service says that the secret hash does not match", weight=70)


def _grant(facts: Facts) -> Sighting | None:
    oauth = facts.oauth
    if facts.says(r"aadsts700016|aadsts90002|invalid client credentials"):
        return None
    if facts.oauth.said("unauthorized_client") and facts.says(_SECRET_WRONG):
        return None  # Keycloak's word for a secret that does not fit
    if not oauth.said("unauthorized_client", "unsupported_grant_type") and not facts.says(_GRANT_REFUSED):
        return None
    listed = facts.bundle.client["registered"]["grant_types"].texts
    if listed and oauth.grant and oauth.grant not in listed:
        return suggests(
            f"the client is registered for {', '.join(listed[:6])}", f"it asked with {quoted(oauth.grant)}", weight=86
        )
    if oauth.said("unauthorized_client"):
        return suggests(
            "the server says unauthorized_client" + (f" to {quoted(oauth.grant)}" if oauth.grant else ""), weight=74
        )
    return suggests("the server does not take this grant of this client", weight=70)


CAUSES = (
    Cause("oauth.client_auth_method_mismatch", Who.CALLER, "The client authenticates in another way than it is registered for",
          ("Use the registered token_endpoint_auth_method, or change the registration.",),
          "Compare the request (Authorization header or body) with the client's registration.", _method,
          explains_away=("oauth.client_secret_wrong_or_expired", "oauth.grant_not_allowed_for_client", "oauth.client_library_bug")),
    Cause("oauth.client_secret_not_sent", Who.CALLER, "The client has a secret, and the request carries none",
          ("Send the secret; for a browser or mobile app use a client without one.",),
          "Look at the request: a secret stands in the Authorization header or the body.", _not_sent,
          explains_away=("oauth.client_secret_wrong_or_expired", "oauth.client_auth_method_mismatch", "oauth.grant_not_allowed_for_client")),
    Cause("oauth.literal_placeholder", Who.CALLER, "A placeholder was sent instead of a value",
          ("Put the real value in; look for a template or variable that was not filled.",),
          "Print the values as the program sees them.", _placeholder,
          explains_away=("oauth.client_secret_wrong_or_expired", "oauth.wrong_tenant", "oauth.client_auth_method_mismatch", "jwt.opaque_or_jwe_no_audience",
                         "oauth.wrong_environment")),
    Cause("oauth.cognito_secret_hash_username", Who.CALLER, "The secret hash was made with an alias instead of the pool's username",
          ("For a refresh make SECRET_HASH with the username (or sub) that the tokens carry.",),
          "Compute the hash with each name and compare.", _cognito,
          explains_away=("oauth.client_secret_not_sent", "oauth.client_secret_wrong_or_expired")),
    Cause("oauth.server_metadata_wrong", Who.ISSUER, "The discovery document lists a method that the token endpoint refuses",
          ("Set the method by hand to one that works.", "Have the server's metadata corrected."),
          "Try the other listed methods.", _metadata,
          explains_away=("oauth.client_secret_wrong_or_expired", "oauth.client_auth_method_mismatch")),
    Cause("oauth.client_library_bug", Who.LIBRARY, "The client library sends a wrong request: it began with an upgrade",
          ("Pin the version that works, or upgrade past the fault.",),
          "Send the same request with curl.", _library,
          explains_away=("oauth.client_secret_wrong_or_expired", "oauth.grant_revoked")),
    Cause("oauth.grant_not_allowed_for_client", Who.ISSUER, "The client is not allowed to use this grant",
          ("Allow the grant in the client's registration, or use a client that has it.",),
          "Ask the server's operator which grants the client has.", _grant, owner_only=True,
          explains_away=("oauth.client_secret_wrong_or_expired",)),
    Cause("oauth.client_secret_wrong_or_expired", Who.CALLER, "The client's secret is wrong or has expired",
          ("Make a new secret and use its value (not its id).", "Replace it in every place that holds a copy."),
          "Ask the server's operator whether the secret is current; send the request with a new one.", _wrong_secret, owner_only=True),
)  # fmt: skip

"""How the client proves itself to the token endpoint, against what the server wants of it."""

from __future__ import annotations

import re

from assay.diagnosis.causes.cause import Cause, Sighting, Who, proves, suggests
from assay.diagnosis.causes.client_placeholders import PLACEHOLDER
from assay.diagnosis.causes.secret_hashes import HASH_REFUSED, hashless
from assay.diagnosis.facts.gathered import Facts
from assay.diagnosis.facts.oauth import client_of, code_of, method_of, parameters_of_location
from assay.diagnosis.facts.quoting import line_shown, masked, quoted
from assay.diagnosis.pattern import any_of

_GUID = re.compile(r"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$", re.IGNORECASE)
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
    if oauth.taken_otherwise and oauth.said("invalid_client", "unauthorized_client"):
        seen = (
            f"the client authenticated with {quoted(sent)}",
            f"the same secret passes with {quoted(oauth.taken_otherwise)}",
        )
        return suggests(*seen, weight=88)
    if sent and sent == registered:
        return None
    apart = _configured_apart(facts) if oauth.said("invalid_client", "unauthorized_client") else ()
    if apart:
        return suggests(*(f"{place} says {quoted(method)}" for place, method in apart), weight=88)
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


_NAMES_METHOD = re.compile(r"(?:endpoint|client)_?-?auth(?:entication|_?n)?_?-?method$", re.IGNORECASE)


def _configured_apart(facts: Facts) -> tuple[tuple[str, str], ...]:
    """(place, method) of two places that configure one client's method otherwise; empty where they agree or stand alone."""
    found: dict[str, str] = {}
    for place, name, value in facts.configured:
        if _NAMES_METHOD.search(name) and value.startswith(("client_secret_", "private_key_", "none")):
            found.setdefault(value, f"{name} of {place}")
    return tuple((place, method) for method, place in found.items()) if len(found) == 2 else ()


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
    if facts.says(HASH_REFUSED) and hashless(facts):
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


def _wrong_secret(facts: Facts) -> Sighting | None:
    oauth = facts.oauth
    secret = facts.bundle.client["client_secret"].text or (oauth.basic[1] if oauth.basic else "")
    if not secret and oauth.token_request is not None:
        secret = oauth.token_request.request.form.get("client_secret", "")
    if PLACEHOLDER.search(secret) or (secret.count(".") == 2 and secret.startswith("eyJ")):
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
    if oauth.taken_otherwise:
        return None
    refused_at_endpoint = oauth.token_request is not None and oauth.token_request.response.status in {401, 403}
    if refused_at_endpoint and oauth.grant == "client_credentials" and oauth.said("access_denied"):
        return suggests("the server refuses the client's own credentials", weight=56)
    if oauth.said("invalid_client") and oauth.sent_method.startswith("client_secret"):
        if oauth.registered_method and oauth.registered_method == oauth.sent_method:
            return suggests("the method is the registered one, and still the client is refused", weight=66)
        return suggests("the server refuses the client", weight=52)
    return None


_METHOD_WANTED = r"\b(?:requires?|wants?|expects?|expected|must use|use|only)\b[^\n]{0,30}\b(client_secret_(?:basic|post|jwt)|private_key_jwt)\b"


def _metadata(facts: Facts) -> Sighting | None:
    oauth = facts.oauth
    listed = oauth.published_methods
    wanted = facts.complaint.find(_METHOD_WANTED)
    if listed and wanted and wanted.group(1) not in listed and oauth.token_request and oauth.token_request.refused:
        return suggests(
            f"the token endpoint says: {quoted(wanted.group(0))}",
            f"the discovery document lists {', '.join(listed[:6])}",
            weight=90,
        )
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
    if oauth.sent_method == "client_secret_basic" and facts.says(_ID_DIFFERS) and _code_is_of_sender(facts):
        return suggests(seen, "the code was given to the client of the header, and the body names none", weight=86)
    if facts.says(
        _METHOD_REFUSED
        + r"|not support|unsupported|basic|not allowed|use client_secret_|only (?:client_secret_|supports?)"
    ):
        return suggests(seen, weight=86)
    # Whole words: a `token` ends in no ok, and an address or a time may hold a 200.
    line = facts.logged(r"client_secret_(?:post|basic).{0,60}\b(?:200|ok|works|pass\w*)\b|curl.{0,160}\b(?:200|ok)\b")
    return suggests(seen, f"the log says: {line_shown(line[1])}", weight=84) if line else None


_ID_DIFFERS = r"client[ _]?id (?:does not|doesn't|did not) match|client[ _]?id mismatch|different client"


def _code_is_of_sender(facts: Facts) -> bool:
    """Whether the code was given to the client that the Basic header of its redemption names, and the body names none."""
    request = facts.oauth.token_request
    if request is None or request.request.form.get("client_id"):
        return False
    sender, _ = client_of(request.request)
    asked = (
        one for one in facts.oauth.authorize_requests if parameters_of_location(one).get("code") == code_of(request)
    )
    return any(sender and one.request.query.get("client_id") == sender for one in asked if code_of(request))


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
    Cause("oauth.server_metadata_wrong", Who.ISSUER, "The discovery document lists a method that the token endpoint refuses",
          ("Set the method by hand to one that works.", "Have the server's metadata corrected."),
          "Try the other listed methods.", _metadata,
          explains_away=("oauth.client_secret_wrong_or_expired", "oauth.client_auth_method_mismatch")),
    Cause("oauth.grant_not_allowed_for_client", Who.ISSUER, "The client is not allowed to use this grant",
          ("Allow the grant in the client's registration, or use a client that has it.",),
          "Ask the server's operator which grants the client has.", _grant, owner_only=True,
          explains_away=("oauth.client_secret_wrong_or_expired",)),
    Cause("oauth.client_secret_wrong_or_expired", Who.CALLER, "The client's secret is wrong or has expired",
          ("Make a new secret and use its value (not its id).", "Replace it in every place that holds a copy."),
          "Ask the server's operator whether the secret is current; send the request with a new one.", _wrong_secret, owner_only=True),
)  # fmt: skip

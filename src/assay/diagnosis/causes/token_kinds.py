"""A sound token of the wrong kind: an ID token as access token, another service's token, an encrypted or opaque one."""

from __future__ import annotations

import re

from assay.diagnosis.causes.cause import Cause, Sighting, Who, proves, sighted, suggests
from assay.diagnosis.facts.carried_tokens import tokens_sent
from assay.diagnosis.facts.gathered import Facts
from assay.diagnosis.facts.http import host_of
from assay.diagnosis.facts.parties import parties_of
from assay.diagnosis.facts.quoting import quoted
from assay.diagnosis.facts.token_form import TokenForm
from assay.diagnosis.json_view import leaves
from assay.diagnosis.pattern import Pattern, any_of

_GRAPH = {
    "00000003-0000-0000-c000-000000000000",
    "https://graph.microsoft.com",
    "https://graph.microsoft.com/",
    "graph.microsoft.com",
}
_AZURE = Pattern(
    r"^https://(?:sts\.windows\.net|login\.(?:microsoftonline|windows)\.(?:com|net|us)|[\w.-]+\.ciamlogin\.com)/"
)
_SIGNATURE = r"signature|verif|idx105|invalid token|unable to find|key"
_IDENTITY_TOOLKIT = "identitytoolkit"
_BROKERED = (
    "https://accounts.google.com",
    "accounts.google.com",
    "https://appleid.apple.com",
    "https://www.facebook.com",
    "https://token.actions.githubusercontent.com",
)


def _client_ids(facts: Facts, token: TokenForm) -> set[str]:
    known = {facts.oauth.client_id, token.claims["azp"].text, token.claims["client_id"].text}
    return known - {""}


def _id_marks(facts: Facts, token: TokenForm) -> list[str]:
    """What speaks for an ID token, as phrases."""
    claims, marks = token.claims, []
    if claims["token_use"].text == "id":
        marks.append('token_use is "id"')
    marks += [f"the claim {name} is there" for name in ("nonce", "at_hash", "c_hash") if claims.has(name)]
    if set(token.audience) & _client_ids(facts, token) and len(token.audience) == 1:
        marks.append(f"aud is the client's id {quoted(token.audience[0])}")
    return marks


_ACCESS_TYPES = {"at+jwt", "application/at+jwt"}


def _access_marks(token: TokenForm) -> list[str]:
    marks = []
    if token.claims["token_use"].text == "access":
        marks.append('token_use is "access"')
    if token.header["typ"].text.lower() in _ACCESS_TYPES:
        marks.append('typ is "at+jwt"')
    if token.scopes and not token.claims.has("nonce") and not token.claims.has("at_hash"):
        marks.append("it has scopes and no nonce")
    return marks


def _id_as_access(facts: Facts) -> Sighting | None:
    token = facts.token
    if token is None or not facts.claims_of_token or facts.bundle.use in {"id_token", "client_assertion", "dpop_proof"}:
        return None
    if token.claims["typ"].text == "Bearer" or token.header["typ"].text.lower() in _ACCESS_TYPES:
        return None  # it calls itself an access token; Keycloak's of before carry a nonce too
    marks = _id_marks(facts, token)
    scoped = bool(token.scopes)
    if not marks or token.claims["token_use"].text == "access" or (scoped and token.claims["token_use"].text != "id"):
        return None
    parties = parties_of(facts)
    unfit = bool(parties.expected_audience) and not set(parties.expected_audience) & set(token.audience)
    code = _other_kind_wanted(facts, token, "id")
    if code:
        return proves(*marks, code, weight=91)
    unfit = unfit or bool(facts.bundle.verifier["required_scope"].text)
    unfit = unfit or facts.says(
        r"audience|\baud\b|idx10214|token_use|not an access token|insufficient_scope|(?:missing|required|lacks?|needs?|no)\b[^\n]{0,20}\bscope|\bscopes?\b[^\n]{0,20}(?:missing|required|insufficient|empty)"
    )
    if not unfit and not facts.says(r"\bid[_ -]?token|scope"):
        return _sent_to_an_api(facts, token, marks)
    if len(marks) > 1 or "token_use" in marks[0]:
        seen = (*marks, "it has no scope")
        # Who speaks of an ID token may be the client that it is meant for.
        return sighted(*seen, weight=89, sure=unfit)
    return suggests(*marks, weight=63)


def _sent_to_an_api(facts: Facts, token: TokenForm, marks: list[str]) -> Sighting | None:
    """An ID token that calls itself so, in the header of a call that was refused with no word of why."""
    failing = facts.failing
    if failing is None or token.claims["token_use"].text != "id" or failing.response.status not in {401, 403}:
        return None
    sent = token.bare and token.bare in (failing.request.header("authorization") or "")
    return suggests(*marks, "it was sent as the access token of a call", weight=58) if sent else None


def _other_kind_wanted(facts: Facts, token: TokenForm, own: str) -> str:
    """What the receiver's code says where it wants another token_use than the `own` one of a token; empty where it does not."""
    if token.claims["token_use"].text != own:
        return ""
    for name, raw in facts.bundle.files.items():
        found = _USE_WANTED.search(raw[:50_000].decode("utf-8", "replace"))
        if found is not None:
            said = f"{name} says: {' '.join(found.group(0).split())[:80]}"
            return said if (found["one"] or found["two"] or "id") != own else ""
    return ""


def _hinted(facts: Facts) -> Sighting | None:
    """An access token in the parameter that takes the ID token of who signs out or in again."""
    failing = facts.failing
    hint = failing.request.query.get("id_token_hint") or failing.request.form.get("id_token_hint") if failing else None
    marks = _access_marks(TokenForm(hint)) if hint else []
    if not marks:
        return None
    seen = ("id_token_hint holds an access token", *marks)
    return proves(*seen, weight=90) if marks[0].startswith(("token_use", "typ")) else suggests(*seen, weight=66)


def _access_as_id(facts: Facts) -> Sighting | None:
    hinted = _hinted(facts)
    if hinted is not None:
        return hinted
    token = facts.token
    if token is None or not facts.claims_of_token:
        return None
    marks = _access_marks(token)
    code = _other_kind_wanted(facts, token, "access")
    if code:
        return proves(*marks, code, weight=91)
    expected = parties_of(facts).expected_audience
    # A Cognito access token names its client in client_id; who expects that as aud expects the ID token.
    as_audience = token.claims["client_id"].text in expected and not any(token.audience)
    named = facts.says(r"\bid[_ -]?token|token[_ ]use\b|\bnonce\b|login token")
    taken = _took_an_id_token(facts)
    wanted = facts.bundle.use == "id_token" or named or taken or (as_audience and bool(expected))
    typed = facts.bundle.verifier["type"].text
    if (
        (typed and typed == token.header["typ"].text)  # the receiver asks for just this kind
        or not marks
        or not wanted
        or token.claims["token_use"].text == "id"
        or token.claims["typ"].text in {"Refresh", "Offline"}
    ):
        return None
    if marks[0].startswith(("token_use", "typ")):
        if taken:
            return proves(*marks, "the same receiver took an ID token", weight=90)
        said = facts.bundle.use == "id_token" or as_audience or facts.says(_ID_WANTED)
        return sighted(*marks, "an ID token is wanted", weight=89, sure=said)
    return suggests(*marks, weight=60)


# A check that throws for every other kind, or the option of a library that makes it.
_USE_WANTED = Pattern(
    r"token_use\b['\"\]).]{0,4}\s{0,4}(?:!==?|<>|not in|ne)\s{0,4}[(\[]?\s{0,4}['\"](?P<one>id|access)['\"]"
    r"|\btoken_?[Uu]se['\"]?\s{0,4}[:=]\s{0,4}['\"](?P<two>id|access)['\"]"
    r"|\b(?:Cognito|Auth0|Firebase)CurrentUser\("  # FastAPI Cloud Auth: it verifies ID tokens
)
_ID_WANTED = any_of(
    r"(?:expect\w*|requir\w*|want\w*|need\w*|must|not|invalid|verif\w*|pars\w*|decod\w*|validat\w*|wrong|malformed)\b[^\n]{0,30}\bid[_ -]?token",
    r"\bid[_ -]?token\b[^\n]{0,30}(?:invalid|expected|required|verif|not valid|missing|malformed|mismatch|wrong)",
    r"token[_ ]use\b",
    "login token",
)
"""The refusal is about an ID token."""


def _took_an_id_token(facts: Facts) -> bool:
    """Whether what was refused with this token was granted with an ID token."""
    failing = facts.failing
    if failing is None:
        return False
    return any(
        token.claims["token_use"].text == "id"
        for exchange in facts.exchanges
        if exchange.succeeded
        and (exchange.request.host, exchange.request.parts.path) == (failing.request.host, failing.request.parts.path)
        for token in tokens_sent(exchange)
    )


def _refresh_as_access(facts: Facts) -> Sighting | None:
    token = facts.token
    if token is None or not facts.claims_of_token:
        return None
    kind = token.claims["typ"].text or token.claims["token_type"].text or token.claims["type"].text
    if kind.lower() not in {"refresh", "offline"}:
        return None
    seen = [f"the claim that names the kind says {quoted(kind)}"]
    if token.alg.startswith("HS"):
        seen.append(f"it is signed with {token.alg}, which only the issuer can check")
    if facts.bundle.use == "refresh_token":
        return suggests(*seen, weight=80, warns=True)
    if facts.says(r"invalid_grant"):
        return suggests(*seen, weight=60)  # a token endpoint refuses a grant, and a refresh token is one
    failing = facts.failing
    if failing is not None and (
        failing in facts.oauth.token_requests or re.search(_TAKES_REFRESH_TOKENS, failing.request.parts.path)
    ):
        return suggests(*seen, weight=50)  # where it belongs
    if token.place.startswith(("file ", "setting ")):
        return suggests(*seen, weight=80, warns=True)  # it is kept there, and perhaps for what it is
    return proves(*seen, weight=93, warns=True)


_TAKES_REFRESH_TOKENS = (
    r"(?i)/(?:[\w-]*refresh[\w-]*|revoke|revocation|logout|signout|end_?session|introspect\w*)(?:/|$)"
)


def _custom_token(facts: Facts) -> Sighting | None:
    token = facts.token
    if token is None or not any(_IDENTITY_TOOLKIT in name for name in token.audience):
        if facts.says(r"given a custom token|custom token.{0,40}(?:instead|not an id token)"):
            return suggests("the receiver says that it was given a custom token", weight=84)
        if token is None and facts.says(r"\baud[^\n]{0,120}\bidentitytoolkit\.googleapis\.com/google\.identity"):
            return suggests(
                "by the refusal's own words aud is the address that custom tokens are exchanged at", weight=84
            )
        made = any(b"createCustomToken" in raw or b"create_custom_token" in raw for raw in facts.bundle.files.values())
        if token is None and made and facts.says(r"firebase|id token|\bkid\b"):
            return suggests("the code makes a custom token", weight=80)
        return None
    seen = [f"aud is {quoted(token.audience[0])}"]
    if token.issuer.endswith(".gserviceaccount.com"):
        seen.append("iss is a service account")
    if facts.says(_EXCHANGED) or (facts.failing is not None and _IDENTITY_TOOLKIT in facts.failing.request.host):
        return suggests(*seen, weight=50)  # it is being exchanged, as it should be
    looked_at = facts.complaint.text or facts.bundle.verifier.mapping or facts.failing is not None
    return proves(*seen, weight=94) if looked_at else suggests(*seen, weight=70)


_EXCHANGED = (
    r"invalid[_-]custom[_-]token|custom[_-]token[_-]mismatch|credential_mismatch|signinwithcustomtoken (?:fail|error|:)"
)


def _idp_token(facts: Facts) -> Sighting | None:
    token = facts.token
    expected = parties_of(facts).expected_issuer
    firebase = (
        "securetoken.google.com" in expected
        or facts.says(r"firebase id token|securetoken\.google\.com")
        or "firebase" in facts.bundle.software.lower()
    )
    if token is None and firebase and parties_of(facts).seen_issuer in _BROKERED:
        return suggests(
            f"the refusal names the issuer {quoted(parties_of(facts).seen_issuer)}, and Firebase wants its own",
            weight=88,
        )
    if token is None or not token.issuer:
        return None
    if firebase and token.issuer in _BROKERED:
        seen = f"iss is {quoted(token.issuer)}, and a token of securetoken.google.com is wanted"
        if facts.failing is not None and _IDENTITY_TOOLKIT in facts.failing.request.host:
            return suggests(seen, weight=50)  # it is being exchanged, as it should be
        named = "securetoken.google.com" in expected or facts.says(r"firebase|securetoken\.google\.com|verifyidtoken")
        return proves(seen, weight=93) if named else suggests(seen, weight=88)
    if (
        token.issuer in _BROKERED
        and expected
        and (host_of(expected) or expected) != (host_of(token.issuer) or token.issuer)
        and facts.bundle.use != "client_assertion"
    ):
        return suggests(f"iss is the identity provider {quoted(token.issuer)}, wanted is {quoted(expected)}", weight=73)
    return None


_GRAPH_HOST = Pattern(r"^(?:[\w-]+\.)*(?:dod-)?(?:graph\.microsoft\.\w+|microsoftgraph\.chinacloudapi\.cn)$")
_GRAPH_ITSELF = r"microsoft\.graph\.|authorization_requestdenied|invalidauthenticationtoken"


def _graph(facts: Facts) -> Sighting | None:
    token = facts.token
    if token is None or not set(token.audience) & _GRAPH or not _AZURE.match(token.issuer):
        return None
    if facts.failing is not None and _GRAPH_HOST.search(facts.failing.request.host):
        return None
    if facts.failing is None and facts.says(_GRAPH_ITSELF):
        return None
    seen = [f"aud is Microsoft Graph ({quoted(token.audience[0])})"]
    if token.header.has("nonce"):
        seen.append("the header has a nonce: Graph changes it before it checks the signature")
        verified = facts.complaint.technical or facts.bundle.verifier.mapping or facts.failing is not None
        verified = verified and not facts.says("insufficient_scope")  # who speaks of scopes has verified it
        return proves(*seen, weight=94) if verified else suggests(*seen, weight=60)
    return suggests(*seen, weight=72)


def _auth0_like(facts: Facts) -> bool:
    names = [parties_of(facts).expected_issuer, facts.bundle.issuer["url"].text, facts.bundle.verifier["issuer"].text]
    names += [exchange.request.url for exchange in facts.oauth.authorize_requests + facts.oauth.token_requests]
    token = facts.token
    names += [f"https://{value}" for _, value in leaves(facts.bundle.settings.raw) if isinstance(value, str)][:40]
    if token is not None:
        names += [token.issuer, token.header["iss"].text]
    return any(".auth0." in host_of(name) or host_of(name).startswith("auth0.") for name in names) or facts.says(
        "auth0"
    )


def _asked_without_audience(facts: Facts) -> bool:
    asked = facts.oauth.authorize_requests + facts.oauth.token_requests
    return bool(asked) and not any(
        {"audience", "resource"} & set(exchange.request.query | exchange.request.form) for exchange in asked
    )


def _opaque(facts: Facts) -> Sighting | None:
    token = facts.token
    if (
        token is None
        or token.masked
        or facts.bundle.use in {"refresh_token", "authorization_code", "api_key", "client_assertion"}
    ):
        return None
    if facts.failing is not None and facts.failing.request.parts.path.rstrip("/").endswith("/userinfo"):
        return None  # it is for just that
    opaque = not token.is_jwt and "." not in token.bare and not token.bare.startswith("eyJ") and len(token.bare) >= 16
    encrypted = token.is_jwe and token.alg == "dir"
    wants_jwt = (
        bool(facts.algorithms)
        or bool(facts.bundle.verifier["key"].mapping)
        or facts.says(r"\bjwt\b|malformed|segments|compact|jws")
    )
    if not (opaque or encrypted) or not wants_jwt:
        return None
    form = f"an opaque text of {len(token.bare)} characters" if opaque else "a JWE (five parts, alg dir)"
    seen = [f"the token is {form}, and the receiver wants a signed JWT"]
    if _auth0_like(facts):
        if _asked_without_audience(facts):
            return proves(*seen, "it was asked for without an audience", weight=93)
        return suggests(*seen, "the issuer makes such tokens when no audience is asked for", weight=82)
    return suggests(*seen, weight=66) if opaque and _asked_without_audience(facts) else None


_NO_JWS = (
    r"segment|malformed|compact|\bjws\b|pars(?:e|ing)|decod|invalid (?:jwt|token)|\bparts\b|signature|encrypt|\bjwe\b"
)


def _jwe(facts: Facts) -> Sighting | None:
    token = facts.token
    if token is None or not token.is_jwe:
        return None
    if (
        facts.bundle.verifier["key"].mapping
        or facts.algorithms
        or facts.complaint.technical
        or facts.observed == "refused"
    ):
        seen = f"it has {len(token.parts)} parts and the header names enc {quoted(token.header['enc'].text)}"
        # Where the issuer gives such tokens for want of an audience, that is what has to be told.
        signed_wanted = facts.bundle.verifier["key"].mapping or facts.algorithms or facts.says(_NO_JWS)
        proof = not _auth0_like(facts) and signed_wanted and not facts.says(r"decrypt")
        return proves(seen, weight=85) if proof else suggests(seen, weight=70 if _auth0_like(facts) else 85)
    return None


CAUSES = (
    Cause("jwt.id_token_used_as_access_token", Who.CALLER, "An ID token was sent where an access token is wanted",
          ("Send the access token; the ID token is for the client alone.",),
          "Look at aud and scope: an ID token's aud is the client's id.", _id_as_access,
          explains_away=("jwt.wrong_audience", "jwt.aud_wrong_identifier", "oauth.missing_scope", "jwt.verifier_audience_not_given",
                         "jwt.aud_scope_not_requested", "oauth.scope_claim_not_mapped", "aws.no_credentials_unsigned")),
    Cause("jwt.access_token_used_as_id_token", Who.CALLER, "An access token was sent where an ID token is wanted",
          ("Send the ID token of the same answer.",),
          "Look at the claims token_use, nonce and scope, and at the header's typ.", _access_as_id,
          explains_away=("jwt.wrong_audience", "jwt.typ_not_accepted", "jwt.aud_missing", "jwt.verifier_bug")),
    Cause("jwt.refresh_token_used_as_access_token", Who.CALLER, "A refresh token was taken for an access token",
          ("Send the access token; a refresh token is only for the issuer's token endpoint.",),
          "Look at the claim typ of the token.", _refresh_as_access,
          explains_away=("jwt.alg_not_allowed", "jwt.kid_unknown_stale_jwks_cache", "jwt.wrong_audience", "jwt.wrong_secret",
                         "jwt.kid_missing", "jwt.keycloak_aud_account", "jwt.wrong_issuer")),
    Cause("jwt.firebase_custom_token_as_id_token", Who.CALLER, "A Firebase custom token was sent where an ID token is wanted",
          ("Exchange it first with signInWithCustomToken, and send the ID token that comes back.",),
          "Look at aud: a custom token's is the identity toolkit.", _custom_token,
          explains_away=("jwt.wrong_audience", "jwt.wrong_issuer", "jwt.kid_missing", "jwt.idp_token_instead_of_broker_token",
                         "jwt.kid_unknown_stale_jwks_cache", "jwt.wrong_secret")),
    Cause("jwt.idp_token_instead_of_broker_token", Who.CALLER, "The identity provider's own token was sent instead of the broker's",
          ("Sign in at the broker with the provider's token, and send the token that the broker issues.",),
          "Compare iss with the issuer that the receiver trusts.", _idp_token,
          explains_away=("jwt.wrong_issuer", "jwt.wrong_audience", "jwt.id_token_used_as_access_token", "oauth.wrong_environment",
                         "jwt.kid_unknown_stale_jwks_cache")),
    Cause("jwt.ms_graph_token_not_verifiable", Who.CALLER, "This is a Microsoft Graph token: nobody but Graph can verify it",
          ("Ask for a token with your own API's scope (api://APP-ID/SCOPE).", "Do not verify Graph tokens; call Graph with them."),
          "Look at aud and at the header's nonce.", _graph,
          explains_away=("jwt.wrong_audience", "jwt.kid_unknown_stale_jwks_cache", "jwt.azure_v1_v2_issuer", "jwt.wrong_issuer",
                         "jwt.kid_key_mismatch", "jwt.payload_reserialised", "jwt.aud_scope_not_requested", "jwt.verifier_bug", "jwt.access_token_used_as_id_token")),
    Cause("jwt.opaque_or_jwe_no_audience", Who.CALLER, "The issuer gave an opaque or encrypted token because no audience was asked for",
          ("Ask with the API's identifier: audience=https://YOUR-API (in the authorization request).",),
          "Look whether the authorization request names an audience.", _opaque,
          explains_away=("jwt.jwe_given_to_jws_verifier", "jwt.token_truncated")),
    Cause("jwt.jwe_given_to_jws_verifier", Who.RECEIVER, "An encrypted token (JWE) was given to a verifier of signed ones",
          ("Decrypt it first, or use a signed token.",),
          "Count the parts: a JWE has five.", _jwe,
          explains_away=("jwt.token_truncated", "jwt.alg_not_allowed", "jwt.kid_missing", "jwt.wrong_secret", "jwt.kid_unknown_stale_jwks_cache")),
)  # fmt: skip

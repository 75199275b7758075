"""Coded signs: lines of code and configuration that are known to make a refusal of this kind, beside its words.

A line proves nothing by itself: nobody knows whether it ran. Such a sign makes a cause likely at most.
"""

from __future__ import annotations

from assay.diagnosis.causes.cause import Sighting, suggests
from assay.diagnosis.exclusions import still_fits
from assay.diagnosis.facts.gathered import Facts
from assay.diagnosis.facts.quoting import quoted
from assay.diagnosis.narrated import Narrated
from assay.diagnosis.pattern import compiled

_TOKEN = r"token|jwt|jws|segment|decod|base64|illegal|malformed|period|\b401\b|unauthori|pars"
_KEY = r"\bkey\b|\bpem\b|asn\.?1|deseriali|start line|tags don't"

# (words of the refusal, the line in code) of lower case.
CODED: dict[str, tuple[Narrated, ...]] = {
    "jwt.ecdsa_der_signature": (
        Narrated(r"signature|verif|jws|\bes(?:256|384|512)", r"(?s)\A(?=.*\b(?:es256|es384|es512|ecdsa|p-256|secp256r1|prime256v1)\b)(?!.*(?:p1363|dsaencoding|decode_dss|dertojose|derto|joinsig)).*?(createsign\(|withecdsa\b|signasn1\(|\.sign\([^()]*ec\.ecdsa\(|openssl dgst[^\n]*-sign|openssl_sign\(|ecdsa_sha_256)", 74),
    ),
    "jwt.bearer_prefix_in_token": (
        Narrated(_TOKEN, r"(?:verify|decode|jwtdecode|parse\w*|validate\w*)\(\s*(?:req|request|ctx|c|event|this)\b[\w.\[\]'\"()!?]*authorization['\"\])!]*\s*[,)]|getheader\(\s*\"authorization\"\s*\)\s*;(?:(?!substring|replace|split|strip)[^}]){0,300}?(?:parse\w*|verify|decode)\(", 80),
    ),
    "jwt.bearer_no_space": (
        Narrated(_TOKEN + r"|authorization|header", r"['\"`]bearer['\"`]\s*(?:\+|\.\.?|<<|&)\s*[\w$]|[`\"']bearer(?:\$\{?\w|%s|\{\w|#\{)", 82),
    ),
    "jwt.id_token_used_as_access_token": (
        Narrated(r"\baud|scope|token_use|\b40[13]\b|unauthori|invalid[ _]token", r"(?:bearer|authorization)[^\n]{0,40}\bid_?token\b", 80),
    ),
    "jwt.firebase_custom_token_as_id_token": (
        Narrated(r"permission[_ ]denied|\b401\b|unauth|invalid|\bkid\b|id token", r"(\w{1,40}) ?:?= ?(?:await )?[\w.()]{0,60}create_?custom_?token\([^\n]{0,200}(?:bearer|authorization)[^\n]{0,20}\b\1\b", 80),
    ),
    "oauth.bearer_scheme_case": (
        Narrated(r"\b401\b|token|authorization|unauthori", r"(?s)\A(?=.*(?:startswith|hasprefix|start_with\?|indexof|strpos|strings\.split)[^\n]{0,60}['\"]bearer)(?=.*token_?type\W{1,3}\s?['\"]?bearer\b).*?(token_?type)", 78),
    ),
    "jwt.token_quoted": (
        Narrated(_TOKEN, r"bearer[^\n|]{0,20}\$\(\s*(?:[^()\n|]*\|\s*)?jq (?![^()\n]*(?:-\w*r\w*\b|--raw))[^()\n]*\)", 78),
    ),
    "jwt.alg_key_type_mismatch": (
        Narrated(_KEY + r"|asymmetric", r"(?:encode|sign)\([^()\n]{0,120},\s*['\"][^'\"\n]{1,60}['\"]\s*,[^()\n]{0,60}['\"](?:rs|es|ps)(?:256|384|512)", 80),
    ),
    "jwt.certificate_given_as_public_key": (
        Narrated(_KEY, r"(?:public|verif\w*|jwt|signing)[\w.\-]{0,20}key\w*['\"]?\s*[:=]\s*['\"]?\S*\.(?:crt|cer)\b|readfile\w*\(\s*['\"][^'\"]*\.(?:crt|cer)['\"]", 74),
    ),
    "jwt.exp_in_milliseconds": (
        Narrated(r"\bexp\b|future|never|year|range|lifetime", r"['\"]exp['\"]\s*[,:]\s*(?:system\.currenttimemillis\(\)|date\.now\(\)|\w+\.now\(\)\.toepochmilli\(\)|new date\(\)\.gettime\(\))\s*\+", 82),
    ),
    "jwt.verifier_audience_not_given": (
        Narrated(r"invalid audience|audience[^\n]{0,24}invalid|\baud claim", r"jwt\.decode\((?![^)]*audience)[^)]*algorithms[^)]*\)", 72),
    ),
    "jwt.aud_scope_not_requested": (
        Narrated(r"audience[^\n]{0,80}/(?:resources|userinfo)\b", r"scopes?['\"]?\s*[:=]\s*\[?['\"]openid(?:[ ,'\"]+(?:profile|email|offline_access))*['\"]", 80),
    ),
    "jwt.token_truncated": (
        Narrated(r"token|jwt|session|segment|malformed|signature", r"(?:token|jwt|session)\w*['\"]?\s*[:=]?\s*['\"]?(?:n?varchar2?|character varying|char|string)\W{1,2}(?:255|256|500|512|1000|1024|2000)\b", 72),
    ),
}  # fmt: skip


def coded_sign(code: str, facts: Facts) -> Sighting | None:
    """What code and configuration of the evidence show of a cause that is left open; None where they show nothing."""
    for sign in CODED.get(code, ()):
        if not facts.code or not compiled(sign.said).search(facts.complaint.text):
            continue
        found = compiled(sign.told).search(facts.code)
        if found and still_fits(code, facts):
            shown = (found.group(found.lastindex or 0)).strip()[:100]
            return suggests(f"code or configuration holds {quoted(shown)}", weight=sign.weight)
    return None

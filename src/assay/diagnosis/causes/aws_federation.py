"""Roles for web identities: the trust policy's conditions against the token's claims, and the provider."""

from __future__ import annotations

import re
from fnmatch import fnmatchcase
from typing import Any

from assay.diagnosis.causes.cause import Cause, Sighting, Who, proves, suggests
from assay.diagnosis.facts.gathered import Facts
from assay.diagnosis.facts.quoting import quoted
from assay.diagnosis.json_view import View, leaves, parse_json
from assay.record import Record


class Condition(Record):
    """One condition of a trust policy: operator, claim and the values that it takes."""

    operator: str
    claim: str
    values: tuple[str, ...]

    def met_by(self, seen: tuple[str, ...]) -> bool:
        """Whether a claim's values meet it, as IAM compares them."""
        if "Like" in self.operator:
            return any(fnmatchcase(value, pattern.replace("[", "[[]")) for value in seen for pattern in self.values)
        if "IgnoreCase" in self.operator:
            return bool({value.lower() for value in seen} & {value.lower() for value in self.values})
        return bool(set(seen) & set(self.values))


def _conditions(facts: Facts) -> list[Condition]:
    documents: list[Any] = [parse_json(raw.decode("utf-8", "replace")).raw for raw in facts.bundle.files.values()]
    documents.append(facts.bundle.settings.raw)
    documents += [
        parse_json(value).raw
        for _, value in leaves(facts.bundle.settings.raw)
        if isinstance(value, str) and "Condition" in value
    ]
    found = []
    for document in documents:
        for statement in _statements(View(document)):
            for operator, members in statement["Condition"].mapping.items():
                for key, value in View(members).mapping.items():
                    claim = str(key).rsplit(":", 1)[-1]
                    if claim in {"sub", "aud", "amr"} and View(value).texts:
                        found.append(Condition(operator, claim, View(value).texts))
    return found


def _statements(view: View, depth: int = 0) -> list[View]:
    found = [View(item) for item in view["Statement"].items] or (
        [view["Statement"]] if view["Statement"].mapping else []
    )
    if depth < 4:
        for member in view.mapping.values():
            if isinstance(member, dict):
                found += _statements(View(member), depth + 1)
            elif isinstance(member, str) and "Statement" in member[:400]:
                found += _statements(parse_json(member), depth + 1)
    return found


def _refused(facts: Facts) -> bool:
    return facts.says(r"assumerolewithwebidentity") and (
        facts.aws.said("accessdenied") or facts.says("not authorized|accessdenied|access denied")
    )


def _mismatch(facts: Facts) -> Sighting | None:
    audience = facts.says(r"incorrect token audience|audience.{0,40}(?:not|invalid|incorrect)")
    if not _refused(facts) and not (audience and facts.aws.said("invalididentitytoken", "idprejectedclaim")):
        return None
    token = facts.token
    claims = token.claims if token is not None else View()
    for condition in _conditions(facts):
        seen = claims[condition.claim].texts
        if seen and not condition.met_by(seen):
            evidence = [
                f"the token's {condition.claim} is {quoted(seen[0])}",
                f"the trust policy wants ({condition.operator}) {' or '.join(quoted(v) for v in condition.values[:4])}",
            ]
            evidence += _why(condition, seen[0])
            fix = (f'Make the condition match: "{condition.claim}": "{seen[0][:120]}"',)
            return proves(*evidence, weight=94, fix=fix)
    if claims["sub"].text:
        return suggests(
            f"the role's trust policy does not take this token: sub is {quoted(claims['sub'].text)}", weight=80
        )
    return suggests("the role's trust policy does not take this token", weight=76)


def _why(condition: Condition, seen: str) -> tuple[str, ...]:
    for value in condition.values:
        if value.lower() == seen.lower() or fnmatchcase(seen.lower(), value.lower()):
            return ("they differ in upper and lower case",)
        if "*" in value and "Like" not in condition.operator:
            return ("'*' stands for itself in this operator; StringLike takes it as a wildcard",)
    if ":environment:" in seen:
        return ("a job that names an environment gets this form of sub",)
    return ()


def _provider(facts: Facts) -> Sighting | None:
    match = re.search(
        r"No OpenIDConnect provider found in your account for (\S+)",
        facts.symptom + "\n" + "\n".join(e.response.body[:4_000] for e in facts.exchanges if e.refused),
    )
    if match:
        return suggests(f"the account has no OIDC provider for {quoted(match.group(1).rstrip('.<')[:160])}", weight=94)
    if facts.aws.said("invalididentitytoken") and not facts.says("audience"):
        issuer = facts.token.issuer if facts.token is not None else ""
        return suggests(
            "the service says InvalidIdentityToken" + (f" to a token of {quoted(issuer)}" if issuer else ""), weight=82
        )
    return None


CAUSES = (
    Cause("aws.web_identity_sub_mismatch", Who.CALLER, "The role's trust policy does not match the token's sub or aud",
          ("Make the condition match the sub that the token carries.",),
          "Print sub and aud of the token and compare them with the trust policy, letter by letter.", _mismatch,
          explains_away=("aws.web_identity_provider_missing", "jwt.wrong_audience", "jwt.id_token_used_as_access_token", "jwt.verifier_bug", "jwt.aud_wrong_identifier", "aws.apigw_no_such_route",
                         "aws.no_credentials_unsigned")),
    Cause("aws.web_identity_provider_missing", Who.ACCOUNT, "The account has no identity provider for the token's issuer",
          ("Create it: aws iam create-open-id-connect-provider --url ISSUER --client-id-list sts.amazonaws.com",),
          "Ask the account's owner for: aws iam list-open-id-connect-providers", _provider, owner_only=True,
          explains_away=("jwt.verifier_bug", "jwt.expired_not_refreshed", "aws.web_identity_sub_mismatch", "aws.no_credentials_unsigned")),
)  # fmt: skip

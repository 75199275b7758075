"""A session that GetSessionToken made without MFA, which IAM does not take."""

from __future__ import annotations

import re

from assay.diagnosis.causes.cause import Cause, Sighting, Who, sighted, suggests
from assay.diagnosis.facts.gathered import Facts
from assay.diagnosis.pattern import any_of

_AT_IAM = any_of(
    r"calling the (?:list|get|create|delete|update|put|attach)\w*(?:user|role|accesskey|accountalias|policy|group|mfadevice|login)\w* operation",
    # how SDKs, Terraform and the CLI name the service
    "iam: ",
    "(?:read|creat|updat|delet|list|gett?|describ|attach|putt?|tagg?)(?:e|ing|s)? (?:the |an? )?(?:aws )?iam (?:user|role|policy|group|access ?key|account)",
    r"\baws_iam_",
    r"\baws iam ",
    "service: (?:amazon)?(?:iam|identitymanagement)",
    "iamexception",
    "/iam/",
    # the name of an action alone
    r"\b(?:list|get|create|delete|update|put|attach|detach|tag)(?:user(?!pool|group|hierarchy)|role(?!credential)|accesskey|instanceprofile|accountalias|mfadevice|virtualmfa|openidconnectprovider)\w*",
)
"""A call to IAM, as programs name it."""


def _no_mfa(facts: Facts) -> Sighting | None:
    aws = facts.aws
    failing = aws.failing
    service = failing.service if failing is not None else ""
    at_iam = (
        service == "iam"
        or aws.host.startswith("iam.")
        or facts.says(_AT_IAM)
        or re.search(r"\baws (?:--\S+(?: \S+)? )*iam ", facts.bundle.command) is not None
    )
    if not aws.key_id and at_iam and aws.said_invalid and not facts.narrates("assumerole|assume-role|assumed-role"):
        told = "a call to IAM is refused with these words"
        vault = facts.narrated(r"aws[-_]vault|get-?session-?token|\bsession\b") or facts.bundle.environment.get(
            "AWS_VAULT"
        )
        return suggests(told, "the credentials are of a session", weight=76) if vault else suggests(told, weight=54)
    if not aws.is_session or not aws.said_invalid or not at_iam or not (aws.session_token or failing is None):
        return None
    elsewhere = [one for one in aws.granted if one.key_id == aws.key_id and one.service != "iam"]
    assumed = any("assumed-role" in one.exchange.response.body for one in elsewhere)
    if assumed:
        return None
    line = facts.logged(r"GetSessionToken|get-session-token")
    seen = ["a session key calls IAM, which says that the token is invalid"]
    if elsewhere:
        seen.append(f"the same session passes at {', '.join(sorted({one.service for one in elsewhere}))}")
    if line and not re.search(r"TokenCode|(?<!no --)Serial-?Number|(?<!no )(?<!without )mfa", line[1], re.IGNORECASE):
        made = (*seen, "it was made by GetSessionToken without MFA")
        return sighted(*made, weight=94, sure=not _may_be_another_kind(facts))
    if elsewhere:
        of_a_user = not any("federated-user" in one.exchange.response.body for one in elsewhere)
        mfa = line is not None or facts.narrates("federat|token-?code|serial-?number")
        sure = of_a_user and not mfa and not _may_be_another_kind(facts)
        return sighted(*seen, weight=90, sure=sure)
    return suggests(*seen, weight=78)


def _may_be_another_kind(facts: Facts) -> bool:
    """Whether a role is spoken of, IAM took the session before, or what passed elsewhere was another session."""
    aws = facts.aws
    mine = [one for one in aws.granted if one.key_id == aws.key_id]
    others = any(one.service == "iam" or one.session_token != aws.session_token for one in mine)
    return others or facts.narrates("assumerole|assume-role|assumed-role")


CAUSES = (
    Cause("aws.getsessiontoken_no_mfa_iam", Who.CALLER, "A session made without MFA calls IAM, which does not take it",
          ("Use the long-lived key, a session with MFA, or an assumed role for IAM.", "aws-vault: add --no-session, or use mfa_serial."),
          "Call S3 or STS with the same session: they work.", _no_mfa,
          explains_away=("aws.unknown_access_key", "aws.session_token_missing", "aws.v1_token_in_optin_region")),
)  # fmt: skip

"""Grounds of a refusal that are not the credential: a permission, a limit, a thing that is not there.

Whoever is told "you may not" has been recognised. That is no cause of CAUSES.md, and it is what the person must be told.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from assay.diagnosis.facts.aws_presigned import url_over
from assay.diagnosis.facts.aws_request import XML_CODE, aws_request
from assay.diagnosis.facts.ground import Ground
from assay.diagnosis.facts.instants import show_span
from assay.diagnosis.facts.oauth import error_brought
from assay.diagnosis.facts.other_matters import GONE, broke_itself, other_matter, turned_away
from assay.diagnosis.facts.quoting import quoted
from assay.diagnosis.pattern import any_of

if TYPE_CHECKING:
    from assay.diagnosis.facts.gathered import Facts
    from assay.diagnosis.facts.http import Exchange

# AWS names whom it recognised: "User: ARN is not authorized to perform: ACTION on resource: ARN because …".
_NOT_AUTHORIZED = (
    r"(?i)user: (?P<who>arn:aws[\w-]*:(?:iam|sts)::\S+?) is not authorized to perform: (?P<action>[\w-]+:[\w*]+)"
    r"(?: on resource: (?P<what>[^\s\"'<>]+))?(?P<why>[^\n<\"]{0,200})"
)
_ENCODED = r"encoded authorization failure message"
_POLICIES = (
    ("service control policy", "a service control policy of the organization denies it"),
    ("resource control policy", "a resource control policy of the organization denies it"),
    ("permissions boundary", "the permissions boundary of the identity does not allow it"),
    ("session policy", "the session policy that the role was assumed with does not allow it"),
    ("vpc endpoint policy", "the policy of the VPC endpoint does not allow it"),
    ("explicit deny", "a policy denies it explicitly"),
    ("identity-based policy", "no policy of the identity allows it"),
    ("resource-based policy", "no policy of the resource allows it"),
)
_LIMITED = any_of(
    "rate limit",
    "rate exceeded",
    "throttl(?:ing|ed)",
    "too ?many ?requests",
    "request ?limit ?exceeded",
    r"\bslowdown\b",
    "reduce your request rate",
    "quota exceeded",
    "exceeded (?:the|your|its) (?:quota|limit)",
    "over_?query_?limit",
    "aadsts90055",
)
"""It was asked too often."""
_ABSENT = r"\bnosuch(?:key|upload|version|bucket)\b|\bnosuchentity(?:exception)?\b"
_SCOPE_SAID = r"insufficient[_ ]scope|\bscopes?\b"
_USER_IN_URL = r"//[^/\s@]+@"
_SOON = 15 * 60
"""Seconds within which a credential that was taken counts as good still."""

OTHER_IDENTITY = (
    "aws.wrong_profile_selected",
    "aws.env_overrides_profile",
    "aws.static_section_shadows_provider",
    "aws.other_users_home",
    "aws.credentials_in_other_file",
    "aws.getsessiontoken_no_mfa_iam",
)
"""How AWS comes to recognise another caller than was meant."""


def ground_of_key(facts: Facts) -> Ground | None:
    """Why no program takes a key that stands alone; None where its form shows nothing."""
    from assay.diagnosis.facts.key_subject import damage_of

    damage = next(filter(None, (damage_of(pem) for pem in facts.pems[0])), "")
    if not damage:
        return None
    return Ground(
        "key",
        "The key is damaged: no program can read it",
        (damage,),
        "Copy it again from where it was made, whole, from BEGIN to END; compare its length on both sides (wc -c FILE)",
    )


def ground_of(facts: Facts, *, sound: bool, complete: bool) -> Ground | None:
    """The ground that the refusal names, or that follows from the credential being taken just before.

    `sound` says that the token passes every check of its receiver, `complete` that it passes those that can be made.
    """
    return (
        _permission_at_aws(facts)
        or _own_sentence(facts)
        or _own_lifetime(facts)
        or _denied_sign_in(facts)
        or _limit(facts)
        or _absence(facts)
        or turned_away(facts)
        or _taken_elsewhere(facts)
        or other_matter(facts)
        or broke_itself(facts, complete=complete)
        or _role(facts, sound=sound)
    )


def _permission_at_aws(facts: Facts) -> Ground | None:
    if not facts.says("not authorized"):
        return None
    bodies = (exchange.response.body[:8_000] for exchange in facts.exchanges if exchange.refused)
    found = next(
        filter(None, (re.search(_NOT_AUTHORIZED, text) for text in (facts.symptom, *bodies, *facts.bundle.log))), None
    )
    if found is None:
        if not facts.says(_ENCODED):
            return None
        return Ground(
            "permission",
            "AWS recognised the caller, and its policies do not allow this call",
            ("the refusal has an encoded authorization message, which only recognised callers are given",),
            "Read the message with: aws sts decode-authorization-message --encoded-message MESSAGE",
        )
    action = found["action"]
    why = next((words for mark, words in _POLICIES if mark in found["why"].lower()), "no policy allows it")
    evidence = [f"AWS names the caller that it recognised: {quoted(found['who'])}", f"{quoted(action)}: {why}"]
    if found["what"]:
        evidence.append(f"on the resource {quoted(found['what'].rstrip('.,;'))}")
    return Ground(
        "permission",
        f"AWS recognised the caller; what it lacks is the permission {action}",
        tuple(evidence),
        "If this is the identity that should call, let the account's administrator allow the action there; if it is "
        "another one than you meant, see which source won: assay explain aws",
        by_identity=True,
    )


def _own_sentence(facts: Facts) -> Ground | None:
    """What one product says of itself."""
    from assay.diagnosis.facts.errors_of_other_trades import OF_OTHER_TRADES
    from assay.diagnosis.facts.product_sentences import SENTENCES

    for words, kind, headline, told, fix in (*SENTENCES, *OF_OTHER_TRADES):
        found = facts.complaint.find(words)
        if found is not None:
            said = re.sub(_USER_IN_URL, "//", " ".join(found.group(0).split()))[:160]
            return Ground(kind, headline, (f"it is said: {quoted(said)}", told), fix)
    return None


def _own_lifetime(facts: Facts) -> Ground | None:
    """A presigned URL that S3 itself tells to have been used after its X-Amz-Expires."""
    over = url_over(facts)
    if over is None:
        return None
    return Ground(
        "lifetime",
        "The presigned URL's own time is over; the key that signed it is not in question",
        (f"S3 says that it ended {show_span(over)} before it was used",),
        "Make a new URL shortly before it is used, or sign it for longer (X-Amz-Expires: 7 days at most, and never longer "
        "than the session that signs)",
    )


def _denied_sign_in(facts: Facts) -> Ground | None:
    """An authorization server that sends the browser back with access_denied: RFC 6749 section 4.1.2.1."""
    denied = next((found for one in facts.exchanges if (found := error_brought(one))["error"] == "access_denied"), None)
    if denied is None:
        return None
    why = denied["error_description"]
    return Ground(
        "sign_in",
        "The authorization server refused the sign-in: the person or a policy said no",
        (f"it sends the browser back with error=access_denied{f' ({quoted(why[:160])})' if why else ''}",),
        "If the person cancelled, offer the sign-in again; if not, ask the authorization server's operator which rule or "
        "missing consent it was",
    )


def _limit(facts: Facts) -> Ground | None:
    failing = facts.failing
    if not facts.says(_LIMITED) and (failing is None or failing.response.status != 429):
        return None
    if failing is not None and failing.response.status in {401, 403} and not _speaks_of_a_limit(failing):
        return None  # it was asked too often before, and the last refusal is about something else
    return Ground(
        "limit",
        "It was asked too often; the credential is not in question",
        ("the refusal speaks of a limit, and not of the credential",),
        "Wait as long as Retry-After says, then ask less often, with growing pauses",
    )


def _speaks_of_a_limit(exchange: Exchange) -> bool:
    body = exchange.response.body[:8_000]
    return not body or re.search(_LIMITED, body.lower()) is not None


def _absence(facts: Facts) -> Ground | None:
    found = facts.complaint.find(_ABSENT)
    if found is None:
        return None
    return Ground(
        "absence",
        "What was asked for is not there; the credential is not in question",
        (f"the service says {quoted(found.group(0))}, which it says to callers that it has let in",),
        "Look at the name, the path and the time at which it comes into being, not at the credential",
    )


def _role(facts: Facts, *, sound: bool) -> Ground | None:
    failing = facts.failing
    if not sound or failing is None or failing.response.status != 403 or facts.says(_SCOPE_SAID):
        return None
    return Ground(
        "permission",
        "The token is sound; what its holder lacks is a right of the application",
        ("it passes every check that its receiver makes", "the answer is 403, and says nothing of the token"),
        "Compare the groups and roles in the token with those that the application lets in",
    )


def _taken_elsewhere(facts: Facts) -> Ground | None:
    """The same credential was taken by the same party shortly before or after, and the refusal does not speak of it."""
    failing = facts.failing
    if failing is None or failing.response.status not in {403, *GONE}:
        return None
    taken = next((one for one in facts.exchanges if one is not failing and _same_credential_taken(one, failing)), None)
    if taken is None or facts.says(_SCOPE_SAID):
        return None
    seen = f"{taken.request.method} {quoted(taken.request.host + taken.request.parts.path)} was granted with the same credential"
    if failing.response.status in GONE:
        return Ground(
            "absence",
            f"The credential was taken; the answer {failing.response.status} is about what was asked for",
            (seen,),
            "Look at the address and the request, not at the credential",
        )
    evidence = [
        seen,
        f"{failing.request.method} {quoted(failing.request.host + failing.request.parts.path)} was answered 403",
    ]
    fix = (
        "Compare what this call needs with what its caller may do: role, policy, or access list of the thing asked for"
    )
    if aws_request(failing) is not None:
        fix = "Compare the action with the policies of the caller and of the resource"
        if failing.request.method == "HEAD":
            evidence.append("S3 answers 403 in place of 404 to whoever may not list the bucket")
            fix += "; a missing object reads so too, without s3:ListBucket on the bucket itself"
        elif failing.request.header("x-amz-acl") is not None:
            evidence.append("the refused request sets an ACL, which wants a permission of its own")
            fix += "; s3:PutObjectAcl is one of its own, and a bucket may refuse public ACLs"
    return Ground("permission", "The credential was taken; what its caller lacks is a permission", tuple(evidence), fix)


def _same_credential_taken(one: Exchange, refused: Exchange) -> bool:
    if not one.succeeded:
        return False
    if one.moment is not None and refused.moment is not None and abs(one.moment - refused.moment) > _SOON:
        return False
    first, second = aws_request(one), aws_request(refused)
    if first is not None and second is not None and first.signed and second.signed:
        said = XML_CODE.search(refused.response.body[:4_000])
        silent = said is None or said.group(1) in {"AccessDenied", "NoSuchKey", "NoSuchBucket"}
        return silent and (first.key_id, first.session_token) == (second.key_id, second.session_token)
    same = one.request.header("authorization")
    return bool(same) and same == refused.request.header("authorization") and one.request.host == refused.request.host

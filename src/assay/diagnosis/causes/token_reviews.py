"""Tokens that the Kubernetes API is asked to review, and that are themselves what asks."""

from __future__ import annotations

import re

from assay.diagnosis.causes.cause import Cause, Sighting, Who, suggests
from assay.diagnosis.facts.gathered import Facts
from assay.diagnosis.facts.quoting import quoted


def _own_reviewer(facts: Facts) -> Sighting | None:
    token = facts.token
    if (
        token is None
        and facts.told(r"target audiences")
        and re.search(r"vault|openbao|kubernetes", f"{facts.bundle.software} {facts.symptom}", re.IGNORECASE)
    ):
        return suggests("the Kubernetes API refuses the token's audience when the token reviews itself", weight=80)
    if token is None or not (
        token.claims.has("kubernetes.io") or token.claims["sub"].text.startswith("system:serviceaccount:")
    ):
        return None
    texts = " ".join(
        (facts.symptom, facts.bundle.software, facts.bundle.command, *(e.request.url for e in facts.exchanges))
    )
    if not re.search(r"vault|openbao|/auth/kubernetes|tokenreview", texts, re.IGNORECASE):
        return None
    configuration = str(facts.bundle.settings.raw)
    if facts.says(r"\baud(?:ience)?\b[^\n]{0,60}(?:match|invalid|expected)|invalid audience") and re.search(
        r"bound_audiences|auth/jwt|jwks_url|oidc_discovery_url", configuration
    ):
        return None  # a role that reads tokens by itself has compared the audience
    audience = ", ".join(quoted(name) for name in token.audience[:3])
    reviewer = str(facts.bundle.settings.raw) + " ".join(line for _, line in facts.log)
    seen = [f"a Kubernetes service-account token with aud {audience} reviews itself"]
    if re.search(r"reviewer", reviewer, re.IGNORECASE):
        seen.append("the configuration speaks of a reviewer token")
    return suggests(*seen, weight=83 if facts.says("permission denied|403|not authorized") else 66)


CAUSES = (
    Cause("jwt.aud_token_used_as_own_reviewer", Who.RECEIVER, "The token reviews itself at the Kubernetes API, which does not accept its audience",
          ("Give Vault a reviewer token of its own (token_reviewer_jwt).", "Or issue the token for both audiences."),
          "Ask the operator of Vault whether a reviewer token is set.", _own_reviewer, owner_only=True,
          explains_away=("jwt.wrong_audience", "jwt.aud_missing")),
)  # fmt: skip

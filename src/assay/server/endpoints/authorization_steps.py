"""The steps of an authorization request on one page: steps down, endpoints across.

A column says how the endpoint tells a refusal of the step. Before the redirect URI is proved everything is told on a page
of our own; from then on the client is told. A device has no redirect URI: it is told in the answer to its own request.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from assay.checks.authorization_request import (
    client,
    code_challenge,
    end_user,
    envelope,
    redirect_uri,
    resource,
    response,
)
from assay.checks.authorization_request import scope as scopes
from assay.checks.authorization_request.facts import AuthorizationFacts
from assay.decision import Check
from assay.formats.form import Form


class Told(Enum):
    """Where a refusal goes."""

    PAGE = "an error page of our own, status 400, no redirect"
    CLIENT = "the client's redirect URI"
    ANSWER = "the answer to the client's own request"
    NOT_ASKED = "the endpoint does not ask"


PAGE, CLIENT, ANSWER, NOT_ASKED = Told.PAGE, Told.CLIENT, Told.ANSWER, Told.NOT_ASKED


@dataclass(frozen=True, slots=True)
class Step:
    """One question, and which endpoint asks it."""

    check: Check[Form, AuthorizationFacts]
    authorization: Told
    device: Told = NOT_ASKED


STEPS: tuple[Step, ...] = (
    #                                          /authorize  /device_authorization
    Step(envelope.CLIENT_NAMED_ONCE,           PAGE),
    Step(client.CLIENT_REGISTERED,             PAGE),
    Step(client.CLIENT_ENABLED,                PAGE),
    Step(redirect_uri.REDIRECT_URI_REGISTERED, PAGE),
    # ---- from here on it is proved where the answer may go
    Step(envelope.PARAMETERS_ONCE,             CLIENT),
    Step(envelope.PARAMETERS_READABLE,         CLIENT,     ANSWER),
    Step(response.PLAIN_PARAMETERS,            CLIENT),
    Step(response.RESPONSE_TYPE,               CLIENT),
    Step(response.RESPONSE_MODE,               CLIENT),
    Step(client.CLIENT_MAY_USE_GRANT,          CLIENT),
    Step(code_challenge.CODE_CHALLENGE,        CLIENT),
    Step(scopes.SCOPE,                         CLIENT,     ANSWER),
    Step(resource.RESOURCE,                    CLIENT,     ANSWER),
    Step(end_user.PROMPT,                      CLIENT),
    Step(end_user.MAX_AGE,                     CLIENT),
    Step(end_user.CLAIMS,                      CLIENT),
    Step(end_user.ID_TOKEN_HINT,               CLIENT),
)  # fmt: skip

TOLD_ON_A_PAGE = tuple(step.check for step in STEPS if step.authorization is PAGE)
TOLD_TO_THE_CLIENT = tuple(step.check for step in STEPS if step.authorization is CLIENT)
TOLD_TO_THE_DEVICE = tuple(step.check for step in STEPS if step.device is ANSWER)

"""The stages of an authorization request, for the traces of refusals: at the endpoint, and at the pages after it."""

from __future__ import annotations

from assay.decision.stages import Stages

ENDPOINT = Stages(("request_readable", "client_and_redirect_uri", "parameters", "end_user", "few_waiting"))
PAGE = Stages(("opening", "still_registered", "end_user", "still_unanswered"))
"""A page is opened in the browser that began the request, which the client may still make; the end-user does what it asks, and
nobody was faster."""

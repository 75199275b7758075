"""Reasons from running the server and from asking it about itself: limits, storage, faults, refusals, the catalogue."""

from __future__ import annotations

from assay.reasons.reason import EvidenceField, Fault, PublicAnswer, Reason, Retry, Tier

_NOT_FOUND = PublicAnswer("invalid_request", 404)

RATE_LIMITED = Reason(
    code="operation.rate_limited",
    headline="Too many requests of this kind in a short time",
    explanation="The caller has used up what it may ask here. It may go on in {retry_after} seconds. The limit is {burst} at "
    "once and {per_second} per second after that.",
    fix="Wait for the number of seconds in the Retry-After header, then go on more slowly.",
    fault=Fault.CLIENT,
    public=PublicAnswer("temporarily_unavailable", 429),
    retry=Retry.LATER,
    references=("RFC 6585 section 4",),
    evidence=(
        EvidenceField("retry_after", "seconds", "how long to wait"),
        EvidenceField("burst", "number", "requests at once", Tier.DEFENCE),
        EvidenceField("per_second", "number", "requests per second after that", Tier.DEFENCE),
    ),
)

OVERLOADED = Reason(
    code="operation.overloaded",
    headline="The server answers as many requests as it can already",
    explanation="{in_flight} requests were being answered when this one came; more than {limit} are not begun. Nothing of it "
    "was read.",
    fix="Send the same request again after the number of seconds in the Retry-After header. The operator looks at what keeps "
    "requests waiting (the database, most often), or gives the server more processes.",
    fault=Fault.OPERATOR,
    public=PublicAnswer("temporarily_unavailable", 503),
    retry=Retry.LATER,
    references=("RFC 9110 section 15.6.4",),
    evidence=(
        EvidenceField("in_flight", "number", "requests being answered at that moment", Tier.DEFENCE),
        EvidenceField("limit", "number", "the setting web.most_in_flight", Tier.DEFENCE),
    ),
)

STORAGE_UNAVAILABLE = Reason(
    code="operation.storage_unavailable",
    headline="The server cannot reach its store at the moment",
    explanation="The store did not answer in time, or could not make a change durable. Nothing was issued and nothing was "
    "promised.",
    fix="Send the same request again after the number of seconds in the Retry-After header. The operator looks at the disk, "
    "the database and /readyz.",
    fault=Fault.OPERATOR,
    public=PublicAnswer("temporarily_unavailable", 503),
    retry=Retry.LATER,
    references=("RFC 9110 section 15.6.4",),
)

SIGNING_UNAVAILABLE = Reason(
    code="operation.signing_unavailable",
    headline="The server cannot sign tokens at the moment",
    explanation="No key can sign: {defect}. Nothing was issued.",
    fix="The operator looks at /readyz and `assay key list`, makes a key with `assay key rotate`, or gives the server the "
    "key-encryption key under which its keys were sealed. The caller tries again later.",
    fault=Fault.OPERATOR,
    public=PublicAnswer("temporarily_unavailable", 503),
    retry=Retry.LATER,
    references=("RFC 9110 section 15.6.4",),
    evidence=(EvidenceField("defect", "text", "why no key can sign", Tier.DEFENCE),),
)

PASSWORD_HASHER_BUSY = Reason(
    code="operation.password_hasher_busy",
    headline="Too many sign-ins wait already",
    explanation="The check of a password costs much on purpose, so only so many are done at once and only so many wait. This "
    "one was turned away before any work was done.",
    fix="Try again after the number of seconds in the Retry-After header. If it lasts, the operator looks for an attack or "
    "gives the server more cores.",
    fault=Fault.OPERATOR,
    public=PublicAnswer("temporarily_unavailable", 503),
    retry=Retry.LATER,
    references=("RFC 9110 section 15.6.4",),
)

INSPECTOR_BUSY = Reason(
    code="operation.inspector_busy",
    headline="As many texts as may be are being explained already",
    explanation="Explaining a pasted text costs more than answering a token request, so only a few are explained at once. This "
    "one was turned away before it was looked at.",
    fix="Try again in a few seconds, or explain it on your own machine: assay explain - reads it from stdin.",
    fault=Fault.OPERATOR,
    public=PublicAnswer("temporarily_unavailable", 503),
    retry=Retry.LATER,
    references=("RFC 9110 section 15.6.4",),
)

INSPECTION_GAVE_UP = Reason(
    code="operation.inspection_gave_up",
    headline="The text took too long to explain",
    explanation="A pasted text gets a few seconds and a bounded memory. This one used them up, and the process that explained it "
    "was ended.",
    fix="Paste less: the token alone, or the one exchange that was refused. Or explain it on your own machine, where nothing "
    "ends it: assay explain - reads it from stdin.",
    fault=Fault.CLIENT,
    public=PublicAnswer("invalid_request", 400),
    references=("RFC 9110 section 15.5.1",),
)

INTERNAL_FAULT = Reason(
    code="operation.internal_fault",
    headline="The server met a fault of its own",
    explanation="An unexpected fault ended the request. Its trace stands in the server's log under the refusal_id.",
    fix="Tell the operator the refusal_id. The operator reports the trace from the log.",
    fault=Fault.OPERATOR,
    public=PublicAnswer("server_error", 500),
    retry=Retry.LATER,
    references=("RFC 9110 section 15.6.1",),
)

REFUSAL_UNKNOWN = Reason(
    code="operation.refusal_unknown",
    headline="There is no refusal with this id that the caller may read",
    explanation="The id leads to no record, or to one that is not the caller's. Records are kept for a limited time and can be "
    "read 250 ms after the refusal.",
    fix="Copy the id from refusal_id or from the Refusal-Id header, and ask with the client that was refused. The operator "
    "reads every record: assay explain --refusal ID.",
    fault=Fault.CLIENT,
    public=_NOT_FOUND,
    retry=Retry.LATER,
    references=("RFC 9110 section 15.5.5",),
)

REFUSAL_ID_MALFORMED = Reason(
    code="operation.refusal_id_malformed",
    headline="The text is not a refusal id",
    explanation="A refusal id is rf_ and 26 characters from a to z and 2 to 7.",
    fix="Copy the id from refusal_id in the answer's body, or from the Refusal-Id header, as a whole.",
    fault=Fault.CLIENT,
    public=PublicAnswer("invalid_request", 400),
    references=("RFC 4648 section 6",),
)

REFUSAL_FOREIGN = Reason(
    code="operation.refusal_foreign",
    headline="The refusal is not one of this client",
    explanation="The record exists, but it tells of another client's refusal.",
    fix="Ask with the client that was refused, or as the operator.",
    fault=Fault.CLIENT,
    public=_NOT_FOUND,
    tier=Tier.DEFENCE,
    public_as="operation.refusal_unknown",
    references=("RFC 9110 section 15.5.5",),
)

REPORTING_NOT_ALLOWED = Reason(
    code="operation.reporting_not_allowed",
    headline="This client may not report refusals",
    explanation="Resource servers report what they refused. {client_id} is none: no resource lists it among its "
    "introspection_clients.",
    fix="Report with the resource server's own confidential client, and let the operator list it at its resource: assay "
    "resource create --identifier URI --introspection-client CLIENT_ID.",
    fault=Fault.OPERATOR,
    public=PublicAnswer("unauthorized_client", 403),
    references=("RFC 6749 section 5.2",),
    evidence=(EvidenceField("client_id", "text", "the client that asked"),),
)

REPORT_MALFORMED = Reason(
    code="operation.report_malformed",
    headline="A reported refusal is not as it should be",
    explanation="Number {number} of the reports: {defect}. None of them was kept.",
    fix="Send each report as one JSON object with refusal_id, reason, at, endpoint, evidence and trace, as the sink of "
    "assay.integrations does; the reason must be one of this server's catalogue, so update the server first.",
    fault=Fault.CLIENT,
    public=PublicAnswer("invalid_request", 400),
    references=("RFC 8259 section 4",),
    evidence=(
        EvidenceField("number", "number", "which of the reports, from 1"),
        EvidenceField("defect", "text", "what is wrong with it"),
    ),
)

REPORT_ID_TAKEN = Reason(
    code="operation.report_id_taken",
    headline="A reported refusal has the id of another one",
    explanation="Number {number} of the reports has an id under which a refusal of somebody else is kept. None of them was kept.",
    fix="Make a new random id for each refusal; 128 random bits never meet by chance.",
    fault=Fault.CLIENT,
    public=PublicAnswer("invalid_request", 409),
    references=("RFC 9110 section 15.5.10",),
    evidence=(EvidenceField("number", "number", "which of the reports, from 1"),),
)

REASON_UNKNOWN = Reason(
    code="operation.reason_unknown",
    headline="The catalogue has no reason with this code",
    explanation="No reason is or was called {code}. Codes are lower-case words with a dot after the family, and never change.",
    fix="Look for the code in the list at /reasons, or in the error_uri of the answer that brought you here.",
    fault=Fault.CLIENT,
    public=_NOT_FOUND,
    references=("RFC 6749 section 5.2",),
    evidence=(EvidenceField("code", "text", "the code that was asked for"),),
)

REASONS: tuple[Reason, ...] = (
    RATE_LIMITED,
    OVERLOADED,
    STORAGE_UNAVAILABLE,
    SIGNING_UNAVAILABLE,
    PASSWORD_HASHER_BUSY,
    INSPECTOR_BUSY,
    INSPECTION_GAVE_UP,
    INTERNAL_FAULT,
    REFUSAL_UNKNOWN,
    REFUSAL_ID_MALFORMED,
    REFUSAL_FOREIGN,
    REPORTING_NOT_ALLOWED,
    REPORT_MALFORMED,
    REPORT_ID_TAKEN,
    REASON_UNKNOWN,
)

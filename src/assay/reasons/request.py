"""Reasons why an HTTP request is refused before anybody looks at what it asks for."""

from __future__ import annotations

from assay.reasons.reason import EvidenceField, Fault, PublicAnswer, Reason

_INVALID_REQUEST = PublicAnswer("invalid_request", 400)

METHOD_NOT_ALLOWED = Reason(
    code="request.method_not_allowed",
    headline="The endpoint does not take requests with this method",
    explanation="The request came with the method {method}. This endpoint takes {allowed} only.",
    fix="Send the request again with {allowed}. Token requests carry their parameters in the body of a POST.",
    fault=Fault.CLIENT,
    public=PublicAnswer("invalid_request", 405),
    references=("RFC 6749 section 3.2", "RFC 9110 section 15.5.6"),
    evidence=(
        EvidenceField("method", "text", "the method of the request"),
        EvidenceField("allowed", "names", "the methods that the endpoint takes"),
    ),
)

PATH_UNKNOWN = Reason(
    code="request.path_unknown",
    headline="There is no endpoint at this path",
    explanation="Nothing is served at {path}. The endpoints are listed in the discovery document.",
    fix="Read the endpoint's URL from /.well-known/openid-configuration instead of composing it.",
    fault=Fault.CLIENT,
    public=PublicAnswer("invalid_request", 404),
    references=("RFC 8414 section 2",),
    evidence=(EvidenceField("path", "text", "the path of the request"),),
)

CONTENT_TYPE_NOT_FORM = Reason(
    code="request.content_type_not_form",
    headline="The body is not form-encoded",
    explanation="The request's Content-Type is {content_type}. OAuth parameters travel as "
    "application/x-www-form-urlencoded.",
    fix="Send the parameters as application/x-www-form-urlencoded, not as JSON or multipart "
    "(requests: data=..., not json=...).",
    fault=Fault.CLIENT,
    public=_INVALID_REQUEST,
    references=("RFC 6749 section 4.1.3", "RFC 6749 appendix B"),
    evidence=(EvidenceField("content_type", "text", "the Content-Type header; absent when there was none"),),
)

BODY_TOO_LARGE = Reason(
    code="request.body_too_large",
    headline="The body is larger than the server reads",
    explanation="The body has more than {limit} bytes.",
    fix="Send a smaller request. A token request needs a few hundred bytes; a client assertion a few thousand.",
    fault=Fault.CLIENT,
    public=PublicAnswer("invalid_request", 413),
    references=("RFC 9110 section 15.5.14",),
    evidence=(EvidenceField("limit", "number", "bytes that are read at most"),),
)

BODY_NOT_READ_IN_TIME = Reason(
    code="request.body_not_read_in_time",
    headline="The body did not arrive in time",
    explanation="The whole body had not arrived after {limit} seconds.",
    fix="Send the body at once. If a proxy stands between, look at its buffering.",
    fault=Fault.CLIENT,
    public=PublicAnswer("invalid_request", 408),
    references=("RFC 9110 section 15.5.9",),
    evidence=(EvidenceField("limit", "seconds", "how long the server waits"),),
)

FORM_MALFORMED = Reason(
    code="request.form_malformed",
    headline="The form does not decode",
    explanation="The form-encoded parameters do not decode: {defect}.",
    fix="Percent-encode every name and value as UTF-8 (RFC 6749 appendix B); a library's form encoder does it.",
    fault=Fault.CLIENT,
    public=_INVALID_REQUEST,
    references=("RFC 6749 appendix B",),
    evidence=(EvidenceField("defect", "text", "what does not decode, and where"),),
)

TOO_MANY_PARAMETERS = Reason(
    code="request.too_many_parameters",
    headline="The request has too many parameters",
    explanation="The request has more than {limit} parameters.",
    fix="Send only the parameters that the endpoint knows.",
    fault=Fault.CLIENT,
    public=_INVALID_REQUEST,
    references=("RFC 6749 section 3.2",),
    evidence=(EvidenceField("limit", "number", "parameters that are read at most"),),
)

PARAMETER_REPEATED = Reason(
    code="request.parameter_repeated",
    headline="The parameter {parameter} stands more than once in the request",
    explanation="OAuth parameters must not be repeated; {parameter} came {count} times. Two readers of such a request "
    "could see two different values.",
    fix="Send {parameter} once. Look for a value that is given in the URL and in the body, or added by a proxy.",
    fault=Fault.CLIENT,
    public=_INVALID_REQUEST,
    references=("RFC 6749 section 3.1", "RFC 6749 section 3.2"),
    evidence=(
        EvidenceField("parameter", "text", "the name of the parameter"),
        EvidenceField("count", "number", "how many times it came"),
    ),
)

PARAMETER_MISSING = Reason(
    code="request.parameter_missing",
    headline="The parameter {parameter} is missing",
    explanation="The request has no {parameter}, or an empty one, which counts as none.",
    fix="Add {parameter} to the request.",
    fault=Fault.CLIENT,
    public=_INVALID_REQUEST,
    references=("RFC 6749 section 3.1", "RFC 6749 section 3.2"),
    evidence=(EvidenceField("parameter", "text", "the name of the parameter"),),
)

PARAMETER_TOO_LONG = Reason(
    code="request.parameter_too_long",
    headline="The parameter {parameter} is too long",
    explanation="{parameter} has {length} characters; {limit} are read at most.",
    fix="Send a shorter {parameter}. Keep state on your side and send a reference to it.",
    fault=Fault.CLIENT,
    public=_INVALID_REQUEST,
    references=("RFC 6749 section 3.1",),
    evidence=(
        EvidenceField("parameter", "text", "the name of the parameter"),
        EvidenceField("length", "number", "its length in characters"),
        EvidenceField("limit", "number", "characters that are read at most"),
    ),
)

PARAMETER_MALFORMED = Reason(
    code="request.parameter_malformed",
    headline="The parameter {parameter} is malformed",
    explanation="{parameter} is not of the form that its specification asks for: {defect}.",
    fix="Send {parameter} in the form that is expected: {expected}.",
    fault=Fault.CLIENT,
    public=_INVALID_REQUEST,
    references=("RFC 6749 appendix A",),
    evidence=(
        EvidenceField("parameter", "text", "the name of the parameter"),
        EvidenceField("defect", "text", "what is wrong with it"),
        EvidenceField("expected", "text", "the form that is expected"),
    ),
)

PARAMETER_IN_QUERY = Reason(
    code="request.parameter_in_query",
    headline="The parameter {parameter} stands in the URL of a POST",
    explanation="{parameter} came in the query of the URL. Parameters of this endpoint travel in the body; a URL ends up "
    "in logs and histories.",
    fix="Move {parameter} into the form-encoded body. If it was a secret or a token, treat it as leaked and replace it.",
    fault=Fault.CLIENT,
    public=_INVALID_REQUEST,
    references=("RFC 6749 section 2.3.1", "RFC 6749 section 3.2"),
    evidence=(EvidenceField("parameter", "text", "the name of the parameter"),),
)

REASONS = (
    METHOD_NOT_ALLOWED,
    PATH_UNKNOWN,
    CONTENT_TYPE_NOT_FORM,
    BODY_TOO_LARGE,
    BODY_NOT_READ_IN_TIME,
    FORM_MALFORMED,
    TOO_MANY_PARAMETERS,
    PARAMETER_REPEATED,
    PARAMETER_MISSING,
    PARAMETER_TOO_LONG,
    PARAMETER_MALFORMED,
    PARAMETER_IN_QUERY,
)

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assay.formats.sigv4.signing import Credentials, CredentialScope, UnsignedRequest, signed_headers
from assay.primitives.secret import Secret

SCOPE = CredentialScope("20261124T100000Z", "eu-west-1", "sts")
TEXT = st.text(st.characters(min_codepoint=32, max_codepoint=0x2FF), max_size=12)
HEADER = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=12)


@settings(deadline=None, max_examples=150)
@given(
    path=st.text(st.sampled_from("/aZ-_.~%+= é"), max_size=12),
    query=st.lists(st.tuples(TEXT.filter(bool), TEXT), max_size=3, unique_by=lambda pair: pair[0]),
    values=st.lists(st.tuples(HEADER, HEADER), max_size=2),
    body=st.binary(max_size=40),
    secret=st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=40),
    token=st.none() | HEADER,
)
def test_it_signs_as_the_sdk_does(path, query, values, body, secret, token):
    auth = pytest.importorskip("botocore.auth")
    from botocore.awsrequest import AWSRequest
    from botocore.credentials import Credentials as SdkCredentials

    headers = {"Host": "sts.eu-west-1.amazonaws.com"} | {
        f"X-Test-{number}": "  ".join(pair) for number, pair in enumerate(values)
    }
    path = "/" + path.lstrip("/")
    credentials = Credentials("AKIAEXAMPLE", Secret(secret), None if token is None else Secret(token))
    ours = signed_headers(UnsignedRequest("POST", path, tuple(query), headers, body), credentials, SCOPE)

    theirs = AWSRequest("POST", "https://sts.eu-west-1.amazonaws.com" + path, headers, body, dict(query))
    theirs.context["timestamp"] = SCOPE.instant
    theirs.headers["X-Amz-Date"] = SCOPE.instant
    if token is not None:
        theirs.headers["X-Amz-Security-Token"] = token
    signer = auth.SigV4Auth(SdkCredentials("AKIAEXAMPLE", secret, token), "sts", "eu-west-1")
    # The path as it is sent: the SDK's own normalisation of dots and slashes is not part of this.
    signer._normalize_url_path = lambda given: __import__("urllib.parse").parse.quote(given, safe="/~")
    canonical = signer.canonical_request(theirs)
    signature = signer.signature(signer.string_to_sign(theirs, canonical), theirs)
    assert ours["Authorization"].endswith(f"Signature={signature}")


def test_the_secret_is_in_no_header():
    made = signed_headers(
        UnsignedRequest("POST", "/", (), {"Host": "sts.amazonaws.com"}, b""),
        Credentials("AKIAEXAMPLE", Secret("the-secret"), Secret("the-session")),
        SCOPE,
    )
    assert "the-secret" not in "".join(made.values())
    assert made["X-Amz-Security-Token"] == "the-session"
    assert "SignedHeaders=host;x-amz-date;x-amz-security-token," in made["Authorization"]

"""An issuer's keys are found through its own metadata, and only through metadata that are its own."""

from __future__ import annotations

import json

import pytest

from assay.decision import Refused
from assay.formats.jose.key_set import KeySet
from assay.outbound.discovered_key_set import discovered_key_set
from assay.outbound.document import Document
from issuing import ISSUER, key_set


class Web:
    """Answers by URL, and keeps what was asked."""

    def __init__(self, metadata: object, jwks: object):
        self.documents = {f"{ISSUER}/.well-known/openid-configuration": metadata, f"{ISSUER}/jwks": jwks}
        self.asked: list[str] = []

    def __call__(self, location):
        self.asked.append(location.url)
        return Document(json.dumps(self.documents[location.url]).encode(), "max-age=60")


def test_the_keys_are_where_the_metadata_say():
    web = Web({"issuer": ISSUER, "jwks_uri": f"{ISSUER}/jwks"}, key_set())
    assert isinstance(discovered_key_set(ISSUER, fetch_document=web).current(), KeySet)
    assert web.asked == list(web.documents)


def test_an_issuer_with_a_slash_at_its_end_has_its_metadata_below():
    web = Web({"issuer": f"{ISSUER}/", "jwks_uri": f"{ISSUER}/jwks"}, key_set())
    assert isinstance(discovered_key_set(f"{ISSUER}/", fetch_document=web).current(), KeySet)


@pytest.mark.parametrize(
    ("metadata", "defect"),
    [
        ({"issuer": "https://attacker.example", "jwks_uri": f"{ISSUER}/jwks"}, "another issuer"),
        ({"issuer": f"{ISSUER}/", "jwks_uri": f"{ISSUER}/jwks"}, "another issuer"),
        ({"issuer": ISSUER}, "no jwks_uri"),
        ({"issuer": ISSUER, "jwks_uri": 1}, "no jwks_uri"),
        ({"issuer": ISSUER, "jwks_uri": "http://169.254.169.254/"}, "may be fetched"),
        ({"issuer": ISSUER, "jwks_uri": "file:///etc/passwd"}, "may be fetched"),
        ([], "not JSON as it should be"),
    ],
)
def test_metadata_that_do_not_lead_to_keys_are_a_failure(metadata, defect):
    web = Web(metadata, key_set())
    answer = discovered_key_set(ISSUER, fetch_document=web).current()
    assert isinstance(answer, Refused)
    assert defect in str(answer.evidence["defect"])
    assert len(web.asked) == 1

from __future__ import annotations

import pytest

from assay.formats.raw_request import RawRequest
from assay.server.endpoints.published_document import published
from assay.web.render.published_document import render_published_document

DOCUMENT = published(b'{"keys":[]}', 300)


def rendered(*headers: tuple[bytes, bytes]):
    return render_published_document(DOCUMENT, RawRequest("GET", "/jwks", headers=headers))


def test_the_document_may_be_kept_for_its_age() -> None:
    answer = rendered()
    assert (answer.status, answer.body) == (200, DOCUMENT.body)
    headers = dict(answer.headers)
    assert headers[b"cache-control"] == b"public, max-age=300"
    assert headers[b"etag"].startswith(b'"')
    assert headers[b"content-type"] == b"application/json"


@pytest.mark.parametrize("value", ["{tag}", "W/{tag}", '"other", {tag}', "*"])
def test_who_has_it_gets_304(value: str) -> None:
    answer = rendered((b"if-none-match", value.format(tag=DOCUMENT.etag).encode()))
    assert (answer.status, answer.body) == (304, b"")
    assert dict(answer.headers)[b"etag"] == DOCUMENT.etag.encode()


def test_another_tag_gets_the_document() -> None:
    assert rendered((b"if-none-match", b'"other"')).status == 200

"""What can be an e-mail address."""

from __future__ import annotations

import pytest

from assay.formats.email_address import MAX_EMAIL, is_email_address


@pytest.mark.parametrize("text", ["ada@example.org", "a+b@x", "ää@müller.example", "a" * (MAX_EMAIL - 2) + "@x"])
def test_it_can_be_one(text: str) -> None:
    assert is_email_address(text)


@pytest.mark.parametrize(
    "text",
    ["", "ada", "@x", "ada@", "a@b@c", "a b@c", "a@b\r\nBcc: c@d", "a@b\u2028", "a\u00a0@b", "a" * MAX_EMAIL + "@x"],
)
def test_it_cannot(text: str) -> None:
    assert not is_email_address(text)

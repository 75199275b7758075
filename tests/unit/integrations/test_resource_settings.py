from __future__ import annotations

import pytest

from assay.integrations.resource_settings import ResourceSettings


@pytest.mark.parametrize("text", ['a"', "a\\", "a\r\nX: y", "\u00e4"])
def test_what_cannot_stand_in_a_header_is_a_fault(text: str) -> None:
    with pytest.raises(ValueError, match="printable ASCII"):
        ResourceSettings(realm=text)
    with pytest.raises(ValueError, match="printable ASCII"):
        ResourceSettings(reason_pages=f"https://issuer.example/{text}")

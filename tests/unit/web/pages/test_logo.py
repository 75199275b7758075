"""A logo is a small picture; anything else is refused with what is wrong with it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from assay.app.configuration.loading import ConfigurationRefused, Sources
from assay.app.settings import load_settings
from assay.server.languages.german import GERMAN
from assay.web.pages.brand import PageSettings
from assay.web.pages.logo import MAX_BYTES, read_logo
from assay.web.render.page_frame import page_frames
from pictures import jpeg, png, webp

PNG = png()


@pytest.mark.parametrize(("body", "suffix"), [(PNG, "png"), (jpeg(), "jpg"), (webp(b"VP8L"), "webp")])
def test_a_picture_is_told_by_its_first_bytes(tmp_path: Path, body: bytes, suffix: str) -> None:
    (tmp_path / "logo").write_bytes(body)
    logo = read_logo(str(tmp_path / "logo"))
    assert logo.body == body
    assert logo.path.endswith("." + suffix)


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (b'<?xml version="1.0"?><SVG onload="x">', "can hold scripts"),
        (b"GIF89a", "none of PNG"),
        (b"", "none of PNG"),
        (PNG + bytes(MAX_BYTES), "more than 65536 bytes"),
    ],
)
def test_anything_else_is_refused(tmp_path: Path, body: bytes, told: str) -> None:
    (tmp_path / "logo.png").write_bytes(body)
    with pytest.raises(ValueError, match=told):
        read_logo(str(tmp_path / "logo.png"))
    environment = {"ASSAY_ISSUER": "http://localhost:8400", "ASSAY_PAGES__LOGO_FILE": str(tmp_path / "logo.png")}
    with pytest.raises(ConfigurationRefused, match=told):
        load_settings(Sources(environment=environment))


@pytest.mark.parametrize(("path", "told"), [("logo.png", "not absolute"), ("/nowhere/logo.png", "cannot be read")])
def test_a_file_that_is_not_there_is_told(path: str, told: str) -> None:
    with pytest.raises(ValueError, match=told):
        read_logo(path)


def test_it_stands_on_the_pages_under_the_issuer_s_path(tmp_path: Path) -> None:
    (tmp_path / "logo").write_bytes(PNG)
    settings = PageSettings(name="Caf\u00e9", logo_file=str(tmp_path / "logo"))
    frame = page_frames("https://as.example/tenant", os.urandom, settings)[GERMAN]
    page = frame.plain_page("logged_out.html", (), mark="m", title="t", text="x").body.decode()
    assert f'src="/tenant{read_logo(settings.logo_file).path}" alt="Caf\u00e9"' in page
    assert 'class="mark"' not in page

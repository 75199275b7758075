from __future__ import annotations

import os

import pytest

from assay.web.pages.brand import PageSettings, brand_style, contrast
from assay.web.render.page_frame import PageFrame


def test_contrast_is_that_of_wcag():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
    assert contrast("#123456", "#123456") == 1


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({"accent": "#777777"}, "accent has a contrast of 4.48 to what it stands on"),
        ({"accent": "#ffff00"}, "contrast of 1.07"),
        ({"accent_dark": "#17605a"}, "accent_dark has a contrast of"),
        ({"accent": "red"}, "a colour is written as in"),
        ({"accent": "#17605a;}body{"}, "a colour is written as in"),
        ({"name": "a" * 65}, "at most 64"),
        ({"name": "a\nb"}, "visible"),
    ],
)
def test_what_cannot_be_read_is_refused(settings, told):
    with pytest.raises(ValueError, match=told):
        PageSettings(**settings)


def test_ours_needs_no_style_sheet_of_its_own():
    assert brand_style(PageSettings()) is None
    page = PageFrame("https://as.example", os.urandom).plain_page("logged_out.html", (), mark="m", title="t", text="x")
    assert b"brand-" not in page.body
    assert b"service-name" not in page.body


def test_name_and_colours_are_on_every_page_under_the_strict_policy():
    settings = PageSettings(name="Café <Ünion>", accent="#0b57d0", accent_dark="#a8c7fa")
    style = brand_style(settings)
    assert style is not None
    assert b"--accent:#0b57d0" in style.body
    assert b"dark){:root{--accent:#a8c7fa" in style.body
    frame = PageFrame("https://as.example/tenant", os.urandom, settings)
    page = frame.plain_page("logged_out.html", (), mark="m", title="t", text="x")
    assert f'href="/tenant{style.path}"'.encode() in page.body
    assert "Café &lt;Ünion&gt;".encode() in page.body
    assert b"unsafe" not in dict(page.headers)[b"content-security-policy"]


def test_one_colour_leaves_the_other_scheme_as_it_is():
    light, dark = brand_style(PageSettings(accent="#0b57d0")), brand_style(PageSettings(accent_dark="#a8c7fa"))
    assert light is not None
    assert dark is not None
    assert light.body.startswith(b"@media (prefers-color-scheme:light)")
    assert dark.body.startswith(b"@media (prefers-color-scheme:dark)")

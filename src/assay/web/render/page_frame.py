"""What all pages have in common: how they are drawn, their headers, and what they say of a refusal."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from urllib.parse import urlsplit

from assay.ports.entropy import Entropy
from assay.reasons import Fault
from assay.server.end_user_authentication.browser_cookies import Cookie
from assay.server.languages import LANGUAGES
from assay.server.languages.english import ENGLISH
from assay.server.languages.language import Language
from assay.server.refusals.refused_request import RefusedRequest
from assay.web.answer import Headers, HttpAnswer
from assay.web.pages.assets import ICON, STYLE, Asset
from assay.web.pages.brand import PageSettings, brand_style
from assay.web.pages.drawing import draw
from assay.web.pages.logo import read_logo
from assay.web.pages.words import who_must_act
from assay.web.render.cookie import cookie_headers
from assay.web.render.refusal import error_uri, told

Frames = Mapping[Language, "PageFrame"]


class PageFrame:
    """The pages of one issuer in one language. `below` is the issuer's own path, before every path of ours."""

    __slots__ = ("_brand", "_entropy", "_inspects", "_issuer", "_logo", "_name", "below", "language")

    def __init__(
        self,
        issuer: str,
        entropy: Entropy,
        settings: PageSettings | None = None,
        language: Language = ENGLISH,
        *,
        logo: Asset | None = None,
        inspects: bool = False,
    ) -> None:
        self.language = language
        self._issuer = issuer
        self._entropy = entropy
        self._inspects = inspects
        self.below = urlsplit(issuer).path.rstrip("/")
        self._logo = self.below + logo.path if logo is not None else None
        brand = brand_style(settings or PageSettings())
        self._brand = self.below + brand.path if brand is not None else None
        self._name = settings.name if settings is not None else ""

    def draw(self, template: str, **values: object) -> bytes:
        """A page as UTF-8."""
        return draw(
            template,
            self.language,
            style=self.below + STYLE.path,
            icon=self.below + ICON.path,
            brand=self._brand,
            logo=self._logo,
            service=self._name,
            host=urlsplit(self._issuer).netloc,
            **values,
        )

    def nonce(self) -> str:
        """A new nonce for the scripts of one page."""
        return b64encode(self._entropy(16)).decode("ascii")

    def address(self, path: str) -> str:
        """The path of a page, below the issuer's own."""
        return self.below + path

    def see_other(self, path: str, cookies: tuple[Cookie, ...] = ()) -> HttpAnswer:
        """Leads the browser to a page of ours, with a query where `path` has one."""
        return HttpAnswer(303, ((b"location", self.address(path).encode("ascii")), *cookie_headers(cookies)))

    def form_page(
        self, template: str, cookies: tuple[Cookie, ...], refused: RefusedRequest | None = None, **values: object
    ) -> HttpAnswer:
        """A page with a form that is sent once; with the refusal of what was typed last, where there is one."""
        nonce = self.nonce()
        problem = self.problem(refused) if refused is not None else None
        html = self.draw(template, nonce=nonce, problem=problem, **values)
        headers = (*page_headers(f"script-src 'nonce-{nonce}'"), *cookie_headers(cookies))
        if refused is None:
            return HttpAnswer(200, headers, html)
        return HttpAnswer(refused.public.public.status, (*headers, *retry_after_header(refused)), html, refused)

    def plain_page(self, template: str, cookies: tuple[Cookie, ...], **values: object) -> HttpAnswer:
        """A page that only tells."""
        headers = (*page_headers("form-action 'none'"), *cookie_headers(cookies))
        return HttpAnswer(200, headers, self.draw(template, **values))

    def told_page(self, mark: str, title: str, text: str, cookies: tuple[Cookie, ...] = ()) -> HttpAnswer:
        """A page of one sentence, both texts in English; `mark` is the id of its heading."""
        told = self.language.text
        return self.plain_page("logged_out.html", cookies, mark=mark, title=told(title), text=told(text))

    def error_page(self, refused: RefusedRequest, _issuer: str = "") -> HttpAnswer:
        """The page of a refusal after which there is nothing to do here."""
        # A developer is helped by having the exchange explained; somebody who wants to sign in is not.
        helps = self._inspects and refused.public.fault is Fault.CLIENT
        inspect = self.address("/inspect") if helps else None
        html = self.draw("error.html", problem=self.problem(refused), inspect=inspect)
        return HttpAnswer(
            refused.public.public.status,
            (*page_headers("form-action 'none'"), *retry_after_header(refused)),
            html,
            refused,
        )

    def problem(self, refused: RefusedRequest) -> dict[str, str]:
        """What a person in front of the browser is told: of the public reason, and no received value."""
        words = self.language.of_reason(refused.public)
        return {
            "lang": words.tag,
            "text": told(words.headline, refused),
            "fix": "" if "{" in words.fix else words.fix,
            "fault": who_must_act(refused.public.fault, self.language),
            "code": refused.public.code,
            "page": error_uri(refused.public, self._issuer),
            "refusal_id": refused.refusal_id,
        }


def page_frames(issuer: str, entropy: Entropy, settings: PageSettings, *, inspects: bool = False) -> Frames:
    """The pages of an issuer in every language."""
    logo = read_logo(settings.logo_file) if settings.logo_file else None
    return {
        language: PageFrame(issuer, entropy, settings, language, logo=logo, inspects=inspects) for language in LANGUAGES
    }


def page_headers(policy: str) -> Headers:
    """The headers of a page, with what its content policy allows beside our own style and images."""
    # There is no form-action on pages with a form: browsers hold it against every redirect that follows the post, and so
    # against the client's own. The forms' targets are ours or a registered redirect URI, and nothing can be injected.
    csp = f"default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; frame-ancestors 'none'; {policy}"
    return (
        (b"content-type", b"text/html; charset=utf-8"),
        (b"cache-control", b"no-store"),
        (b"content-security-policy", csp.encode("ascii")),
    )


def retry_after_header(refused: RefusedRequest) -> Headers:
    """When to come again, where the refusal knows it."""
    return ((b"retry-after", b"%d" % refused.retry_after),) if refused.retry_after is not None else ()

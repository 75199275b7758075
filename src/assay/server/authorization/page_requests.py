"""Reads a browser's request for one of our pages: no post from another site, nothing fetched in advance, a clean form.

Security bar A094, A095, A103. Gives `session.cross_site_post`, `authorization_request.prefetched`, and what
`read_client_form` gives.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from assay.decision import Allowed, Refused, refuse
from assay.formats.form import Form, first_repeated, parse_form
from assay.formats.raw_request import RawRequest
from assay.reasons import authorization_request as request_reasons
from assay.reasons import session as reasons
from assay.server.endpoints.client_form import read_client_form


def read_page_request(http: RawRequest, issuer: str) -> Allowed[Form] | Refused:
    """The parameters: of the URL for a page that is shown, of the body for a form that is posted."""
    if http.method == "POST":
        refused = cross_site_refusal(http, issuer)
        return read_client_form(http) if refused is None else refused
    refused = prefetch_refusal(http)
    if refused is not None:
        return refused
    parsed = parse_form(http.query)
    repeated = first_repeated(parsed.value) if isinstance(parsed, Allowed) else None
    return parsed if repeated is None else repeated


def cross_site_refusal(http: RawRequest, issuer: str) -> Refused | None:
    """The refusal of a form that another site posted, as far as the browser tells.

    Our pages have `Referrer-Policy: no-referrer`, so their own posts come with `Origin: null`; then `Sec-Fetch-Site`
    tells, and in a browser without it the form token and the cookies do.
    """
    origin, site, host = (_text(http.header(name)) for name in (b"origin", b"sec-fetch-site", b"host"))
    ours = {"null", _origin(issuer), f"{urlsplit(issuer).scheme}://{host}"}
    if (origin is not None and origin not in ours) or site not in {None, "same-origin", "none"}:
        return refuse(reasons.CROSS_SITE_POST, origin=origin, fetch_site=site)
    return None


def prefetch_refusal(http: RawRequest) -> Refused | None:
    """The refusal of a request that is made before anybody has opened the page, or that does not want its content."""
    if http.method == "HEAD":
        return refuse(request_reasons.PREFETCHED, purpose="HEAD")
    for name in (b"sec-purpose", b"purpose", b"x-moz"):
        purpose = _text(http.header(name))
        if purpose is not None and ("prefetch" in purpose.lower() or "prerender" in purpose.lower()):
            return refuse(request_reasons.PREFETCHED, purpose=purpose)
    return None


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def _text(value: bytes | None) -> str | None:
    return value.decode("latin-1") if value is not None else None

"""One renderer per language, all made at the start; each request is answered by the one of its language."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, Protocol, TypeVar

from assay.formats.raw_request import RawRequest
from assay.server.authorization.results import locales_of
from assay.server.languages.choosing import choose
from assay.server.refusals.refused_request import RefusedRequest
from assay.web.answer import HttpAnswer
from assay.web.render.page_frame import Frames, PageFrame

R_contra = TypeVar("R_contra", contravariant=True)


class Renderer(Protocol[R_contra]):
    """Makes an answer of an endpoint's result, in one language."""

    def __call__(self, result: R_contra, /) -> HttpAnswer:
        """The answer."""
        ...


class InLanguages(Generic[R_contra]):
    """Renders for one issuer. What the client asked for (`ui_locales`) goes before what the browser asks for."""

    __slots__ = ("_frames", "_renderers")

    def __init__(self, make: Callable[[PageFrame], Renderer[R_contra]], frames: Frames) -> None:
        self._frames = frames
        self._renderers = {language: make(frame) for language, frame in frames.items()}

    def __call__(self, result: R_contra, http: RawRequest) -> HttpAnswer:
        """The answer to a result of an endpoint."""
        accepted = (http.header(b"accept-language") or b"").decode("latin-1")
        return self._renderers[choose(locales_of(result), accepted)](result)

    def refusal(self, refused: RefusedRequest, _issuer: str = "") -> HttpAnswer:
        """The error page of what the kernel refuses before an endpoint is asked."""
        return self._frames[choose((), refused.accept_language)].error_page(refused)

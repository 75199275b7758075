"""The keys in the evidence: what the verifier holds, what the issuer publishes, and every PEM text found anywhere."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from assay.diagnosis.bundle import Bundle
from assay.diagnosis.facts.token_form import lenient_base64
from assay.diagnosis.json_view import View, leaves, parse_json
from assay.diagnosis.pattern import Pattern
from assay.record import Record

_PEM_HEADER = Pattern(r"-----BEGIN ([A-Z0-9 ]+)-----")
_WRAPPED_PEM = "LS0tLS1CRUdJTi"


class PemText(Record):
    """A text that is a PEM, or was meant to be one. `label` is the word after BEGIN."""

    place: str
    text: str
    label: str

    @property
    def escaped_breaks(self) -> bool:
        """Whether the line breaks are the two characters backslash and n."""
        return "\\n" in self.text and "\n" not in self.text.strip()

    @property
    def one_line(self) -> bool:
        """Whether BEGIN and END stand on one line, with no line break of any spelling."""
        return "-----END" in self.text and "\\n" not in self.text and "\n" not in self.text.strip()

    @property
    def only_first_line(self) -> bool:
        """Whether nothing but the BEGIN line is there."""
        rest = _PEM_HEADER.sub("", self.text.strip().strip("\"'"), count=1)
        return not rest.strip()

    @property
    def is_certificate(self) -> bool:
        """Whether it is a certificate."""
        return self.label == "CERTIFICATE"


class WrappedPem(Record):
    """A PEM that is base64-encoded once more."""

    place: str
    label: str


def verifier_jwks(bundle: Bundle) -> tuple[Mapping[str, Any], ...] | None:
    """The JWK set that the verifier uses; None when it has none."""
    return _keys(bundle.verifier["key"]["jwks"])


def issuer_jwks(bundle: Bundle) -> tuple[Mapping[str, Any], ...] | None:
    """The JWK set that the issuer publishes now; None when it is not known."""
    published = _keys(bundle.issuer["jwks"])
    if published is None:
        published = _keys(parse_json(bundle.issuer["jwks_body"].text))
    return published


def _keys(view: View) -> tuple[Mapping[str, Any], ...] | None:
    if not view.has("keys"):
        return None
    return tuple(key for key in view["keys"].items[:200] if isinstance(key, dict))


def key_id(jwk: Mapping[str, Any]) -> str:
    """The `kid` of a JWK; empty where there is none."""
    found = jwk.get("kid")
    return found if isinstance(found, str) else ""


# A key of a file of variables that one line holds, or of which one line is left where no quotation marks hold the rest.
_ASSIGNED = Pattern(
    r"(?m)^\s*(?:export\s+)?(\w+)=(-----BEGIN [A-Z ]+-----[ \t]*$|[\"']?-----BEGIN [A-Z ]+-----[^\n\\]+-----END [A-Z ]+-----)"
)

# A key in a block of a YAML file, indented as the block is.
_IN_BLOCK = Pattern(
    r"(?m)^[ \t]*([\w.-]+):[ \t]*[|>][-+]?[ \t]*\n([ \t]+)(-----BEGIN (?!CERTIFICATE)[A-Z ]+-----\n(?:\2[^\n]*\n){1,200}?\2-----END [A-Z ]+-----)"
)


def pem_texts(bundle: Bundle) -> tuple[tuple[PemText, ...], tuple[WrappedPem, ...]]:
    """Every PEM text of the verifier, the settings, the environment and the files; and those encoded once more."""
    plain: list[PemText] = []
    wrapped: list[WrappedPem] = []
    for place, text in _key_places(bundle):
        match = _PEM_HEADER.search(text[:400])
        if match and text.lstrip(" \t\r\n\"'\ufeff").startswith("-----BEGIN"):
            plain.append(PemText(place, text, match.group(1)))
        elif _WRAPPED_PEM in text[:40]:
            inner = lenient_base64(text.strip().strip("\"'")) or b""
            match = _PEM_HEADER.search(inner[:200].decode("latin-1"))
            if match:
                wrapped.append(WrappedPem(place, match.group(1)))
    return tuple(plain), tuple(wrapped)


def _key_places(bundle: Bundle) -> list[tuple[str, str]]:
    places = [
        (f"the verifier's key ({name})", bundle.verifier["key"][name].text) for name in ("pem", "certificate", "secret")
    ]
    places += [(f"setting {name}", value) for name, value in leaves(bundle.settings.raw) if isinstance(value, str)]
    places += [(f"variable {name}", value) for name, value in bundle.environment.items()]
    places += [(f"file {name}", raw.decode("utf-8", "replace")) for name, raw in bundle.files.items()]
    for name, raw in bundle.files.items():
        if b"=-----BEGIN" in raw[:50_000].replace(b'"', b""):
            text = raw[:50_000].decode("utf-8", "replace")
            places += [(f"{found[1]} of {name}", found[2]) for found in _ASSIGNED.finditer(text)]
        if b" -----BEGIN" in raw[:50_000]:
            text = raw[:50_000].decode("utf-8", "replace").replace("\r\n", "\n")
            places += [(f"{found[1]} of {name}", found[3].replace(found[2], "")) for found in _IN_BLOCK.finditer(text)]
    return [(place, text) for place, text in places if text]

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
    return _fetched(bundle) if published is None else published


def _fetched(bundle: Bundle) -> tuple[Mapping[str, Any], ...] | None:
    """The key set of the last answer that was one; None where none was, or sets were fetched from several addresses."""
    sets = {
        exchange.request.url: _keys(exchange.response.json)
        for exchange in bundle.exchanges
        if exchange.request.method in {"", "GET"} and exchange.succeeded and exchange.response.json.has("keys")
    }
    return next(iter(sets.values())) if len(sets) == 1 else None


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
    r"(?m)^[ \t]*(?:-[ \t]+)?(?:export[ \t]+)?(\w+)=(-----BEGIN [A-Z ]+-----[ \t]*$|[\"']?-----BEGIN [A-Z ]+-----[^\n\\]+-----END [A-Z ]+-----|-----BEGIN [A-Z ]+-----\\n[^\n]+-----END [A-Z ]+-----)"
)
# A key of a YAML file that one line holds. Between apostrophes, or bare, the two characters \\n stay what they are.
_IN_YAML = Pattern(
    r"(?m)^[ \t]*(?:-[ \t]+)?([\w.-]+):[ \t]+(\"?-----BEGIN [A-Z ]+-----[^\n\\]+-----END [A-Z ]+-----|'?-----BEGIN [A-Z ]+-----\\n[^\n]+-----END [A-Z ]+-----)"
)

# A key in a block of a YAML file, indented as the block is; a block that '>' opens is folded into one line.
_IN_BLOCK = Pattern(
    r"(?m)^[ \t]*([\w.-]+):[ \t]*([|>])[-+]?[ \t]*\n([ \t]+)(-----BEGIN (?!CERTIFICATE)[A-Z ]+-----\n(?:\3[^\n]*\n){0,200}?\3-----END [A-Z ]+-----|-----BEGIN (?!CERTIFICATE)[A-Z ]+-----[^\n\\]+-----END [A-Z ]+-----)"
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
        places += _keys_inside(name, raw[:50_000])
    return [(place, text) for place, text in places if text]


def _keys_inside(name: str, raw: bytes) -> list[tuple[str, str]]:
    """(place, text) of the keys that a file of variables or configuration holds among other things."""
    found: list[tuple[str, str]] = []
    if b"-----BEGIN" not in raw or raw.lstrip().startswith(b"-----BEGIN"):
        return found
    text = raw.decode("utf-8", "replace").replace("\r\n", "\n")
    if b"=-----BEGIN" in raw.replace(b'"', b""):
        found += [(f"{held[1]} of {name}", held[2]) for held in _ASSIGNED.finditer(text)]
    if b" -----BEGIN" in raw:
        for held in _IN_BLOCK.finditer(text):
            key = held[4].replace(held[3], "")
            found.append((f"{held[1]} of {name}", key.replace("\n", " ") if held[2] == ">" else key))
    if name.lower().endswith((".yaml", ".yml")):
        found += [(f"{held[1]} of {name}", held[2]) for held in _IN_YAML.finditer(text)]
    if name.lower().endswith(".json"):
        members = leaves(parse_json(text).raw)
        found += [(f"{path} of {name}", value) for path, value in members if isinstance(value, str)]
    return found

"""Where AWS credentials stand in the evidence: variables, profiles, settings, exported files, Kubernetes secrets."""

from __future__ import annotations

import csv
import io
import re
from typing import Any, Literal

from assay.diagnosis.bundle import Bundle
from assay.diagnosis.facts.aws_in_code import flat, named_in_lines, under_own_names
from assay.diagnosis.facts.aws_in_markup import is_markup, named_in_markup
from assay.diagnosis.facts.aws_session_token import is_session_token
from assay.diagnosis.facts.ini_file import IniFile, decoded, read_ini, same_place
from assay.diagnosis.facts.instants import parse_instant
from assay.diagnosis.facts.terraform_variables import terraform_variables
from assay.diagnosis.facts.token_form import lenient_base64
from assay.diagnosis.facts.values_of_lines import looked_up, of_line, without_mappings
from assay.diagnosis.json_view import leaves, parse_json
from assay.record import Record

SourceKind = Literal["environment", "profile", "setting", "file", "kubernetes", "exchange", "told"]

ID_VARIABLES = ("AWS_ACCESS_KEY_ID", "AWS_ACCESS_KEY")
SECRET_VARIABLES = ("AWS_SECRET_ACCESS_KEY", "AWS_SECRET_KEY")
TOKEN_VARIABLES = ("AWS_SESSION_TOKEN", "AWS_SECURITY_TOKEN")
_ID_NAME = re.compile(r"^(?:s3)?(?:aws)?(?:access)?key(?:id)?$|accesskey(?:id)?$|^keyid$")
_WRITTEN_NAME = re.compile(
    r"^(?:last)?(?:updated|created|modified|written|issued|obtained|saved|stored|fetched)(?:at|on|time|date)?$"
)
_SECRET_NAME = re.compile(r"secret(?:access)?key(?:id)?$|^secretaccesskey$|^(?:aws)?secret$")
_TOKEN_NAME = re.compile(r"(?:session|security)token$")
_EXPIRY_NAME = re.compile(r"expir|x_security_token_expires", re.IGNORECASE)
_NAME = r"(?:[A-Za-z][A-Za-z0-9_-]*?)??(?:access[_-]?key(?:[_-]?id)?|secret[_-]?(?:access[_-]?)?key|session[_-]?token|token)"
_DOTTED = re.compile(r"(?<=\.)(?:access|secret|session)\.(?:(?:access\.)?key(?:\.id)?|token)$", re.IGNORECASE)
"""The end of a property's name whose words are parted by points: fs.s3a.access.key"""
_LINE = re.compile(
    rf"(?im)^[ \t]*(?:-[ \t]*)?(?:export[ \t]+|set[ \t]+|ENV[ \t]+)?(?:[A-Za-z0-9_-]+\.)*[\"']?({_NAME})[\"']?[ \t]*[:=][ \t]?(.*)$"
)
_BLANK_BETWEEN = re.compile(r"(?m)^([ \t]*ENV[ \t]+\w+)[ \t]+(?=[^=\s])")
_ID_VALUE = re.compile(r"^\W*(?:AKIA|ASIA)[A-Z0-9]{12,17}\b")
_NAMED_ID = re.compile(
    r"(?is)(?:access[._-]?key|aws_key|key_?id|[\"']key[\"']|username).{0,80}?\b((?-i:AKIA|ASIA)(?-i:[A-Z0-9]{12,17}))\b(?!/\d{8})"
)
_SECRET_VALUE = re.compile(r"(?<![A-Za-z0-9/+=])[A-Za-z0-9/+]{40}(?![A-Za-z0-9/+=])")
_TOKEN_VALUE = re.compile(r"(?<![A-Za-z0-9/+=])[A-Za-z0-9/+=]{100,}(?![A-Za-z0-9/+=])")


class AwsSource(Record):
    """One place with credentials. None means that the value is absent, an empty text that it is set and empty.

    `written` is when the values were written, as epoch seconds, where something beside them tells it. `old_token_name` says that the token stands under the name of before 2014, which most programs no longer read.
    """

    place: str
    kind: SourceKind
    name: str = ""
    key_id: str | None = None
    secret: str | None = None
    token: str | None = None
    expires: float | None = None
    old_token_name: bool = False
    written: float | None = None

    @property
    def values(self) -> tuple[tuple[str, str], ...]:
        """(name, value) of what is there."""
        pairs = (("key id", self.key_id), ("secret", self.secret), ("session token", self.token))
        return tuple((name, value) for name, value in pairs if value is not None)


def ini_files(bundle: Bundle) -> tuple[IniFile, ...]:
    """The files that have the form of ~/.aws/credentials and ~/.aws/config."""
    named = {bundle.environment.get(name, "") for name in ("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE")} - {""}
    found = []
    for place, raw in bundle.files.items():
        path = place.replace("\\", "/")
        if path.endswith((".aws/credentials", ".aws/config")) or place in named or _looks_like_profiles(path, raw):
            found.append(read_ini(place, raw))
    return tuple(found)


_IN_PROFILE = re.compile(
    rb"(?:aws_access_key_id|aws_secret_access_key|aws_session_token|region|output|role_arn|source_profile)\s*=(?!>)"
)


def _looks_like_profiles(path: str, raw: bytes) -> bool:
    if path.endswith((".json", ".yml", ".yaml", ".csv", ".py", ".js", ".env", ".tf", ".csv.base64")):
        return False
    if b"[" in raw[:400]:
        return b"aws_access_key_id" in raw
    # The names in lower case and nothing around them: such a file without its section header.
    lines = [line.strip() for line in raw[:4_000].splitlines() if line.strip() and not line.lstrip().startswith(b"#")]
    return bool(lines) and all(_IN_PROFILE.match(line) for line in lines)


def gather_sources(bundle: Bundle, files: tuple[IniFile, ...]) -> tuple[AwsSource, ...]:
    """Every source, environment first, as SDKs look."""
    found: list[AwsSource] = []
    found += _environment(bundle)
    for file in files:
        found += _profiles(file)
    found += sources_in(bundle.settings.raw)
    variables = bundle.environment | terraform_variables(bundle)
    for place, raw in bundle.files.items():
        if any(place == file.place for file in files):
            continue
        found += _other_file(place, raw, variables) or _in_passing(place, raw)
    return tuple(found)


def _environment(bundle: Bundle) -> list[AwsSource]:
    found: list[AwsSource] = []
    groups: dict[str, dict[str, str]] = {}
    for name, value in (bundle.environment | _from_files(bundle)).items():
        # Programs hand the same variables on with a prefix of their own (INPUT_, TF_VAR_, PLUGIN_).
        match = re.match(
            r"^(.*?)(AWS_(?:ACCESS_KEY(?:_ID)?|SECRET_(?:ACCESS_)?KEY|SESSION_TOKEN|SECURITY_TOKEN))$", name
        )
        if match:
            groups.setdefault(match.group(1), {})[match.group(2)] = value
    for prefix, values in sorted(groups.items()):
        first = {
            kind: next((values[name] for name in names if name in values), None)
            for kind, names in (("id", ID_VARIABLES), ("secret", SECRET_VARIABLES), ("token", TOKEN_VARIABLES))
        }
        expires = parse_instant(
            bundle.environment.get("AWS_SESSION_EXPIRATION", bundle.environment.get("AWS_CREDENTIAL_EXPIRATION", ""))
        )
        place = f"the variables {prefix}AWS_…" if prefix else "the environment variables"
        kind: SourceKind = "setting" if prefix else "environment"
        old = "AWS_SECURITY_TOKEN" in values and "AWS_SESSION_TOKEN" not in values
        found.append(AwsSource(place, kind, prefix, first["id"], first["secret"], first["token"], expires, old))
    return found + _own_variables(bundle)


def _from_files(bundle: Bundle) -> dict[str, str]:
    """The values that a variable with the ending _FILE has a program read from a file, as they stand there."""
    found = {}
    for name, value in bundle.environment.items():
        if name.startswith("AWS_") and name.endswith("_FILE") and name.removesuffix("_FILE") not in bundle.environment:
            raw = next((raw for place, raw in bundle.files.items() if same_place(place, value)), None)
            if raw is not None:
                found[name.removesuffix("_FILE")] = decoded(raw[:4_000])
    return found


def _own_variables(bundle: Bundle) -> list[AwsSource]:
    """Variables with names of a program's own, recognised by the key id that one of them holds."""
    found = []
    for name, value in bundle.environment.items():
        prefix = name.rpartition("_")[0]
        if name.startswith(("AWS_ACCESS_", "AWS_SECRET_", "AWS_SESSION_")) or "ACCESS_KEY" in name or not prefix:
            continue
        if _ID_VALUE.match(value):
            members = {
                flat(other.removeprefix(prefix)): text
                for other, text in bundle.environment.items()
                if other.startswith(f"{prefix}_")
            }
            source = _from_members(f"the variables {prefix}_…", "setting", prefix, members)
            found += [source] if source is not None else []
    return found


def _profiles(file: IniFile) -> list[AwsSource]:
    found = []
    for section, members in file.sections.items():
        names = ("aws_access_key_id", "aws_secret_access_key", "aws_session_token")
        if not any(name in members for name in (*names, "aws_security_token")):
            continue
        expires = next((parse_instant(text) for name, text in members.items() if _EXPIRY_NAME.search(name)), None)
        token = members.get("aws_session_token", members.get("aws_security_token"))
        name = re.sub(r"^profile ", "", section)
        place = f"[{section}] of {file.place}"
        old = "aws_security_token" in members and "aws_session_token" not in members
        found.append(
            AwsSource(place, "profile", name, members.get(names[0]), members.get(names[1]), token, expires, old)
        )
    return found


def sources_in(raw: Any) -> list[AwsSource]:
    """The sources of a document: members beside each other that hold key id and secret, or a session token."""
    groups: dict[str, dict[str, str]] = {}
    for path, value in leaves(raw):
        dotted = _DOTTED.search(path)
        parent, _, name = (path[: dotted.start()], "", dotted.group(0)) if dotted else path.rpartition(".")
        if isinstance(value, str):
            groups.setdefault(parent, {})[flat(name)] = value
    found = []
    for parent, members in groups.items():
        source = _from_members(f"setting {parent}" if parent else "the settings", "setting", parent, members)
        if source is not None:
            found.append(source)
    return found


def _from_members(place: str, kind: SourceKind, name: str, members: dict[str, str]) -> AwsSource | None:
    ids = [value for key, value in members.items() if _ID_NAME.search(key) and not _SECRET_NAME.search(key)]
    if "keyid" in members and "key" in members:  # connection strings: keyId and key are id and secret
        ids, secrets = [members["keyid"]], [members["key"]]
    else:
        secrets = [value for key, value in members.items() if _SECRET_NAME.search(key)]
        if not secrets and "accesskeyid" in members and "accesskey" in members:
            ids, secrets = [members["accesskeyid"]], [members["accesskey"]]  # the same, told apart by the word id
    tokens = [value for key, value in members.items() if _TOKEN_NAME.search(key)]
    tokens = tokens or [value for value in members.values() if is_session_token(value)]
    if not tokens and ids and secrets and _ID_VALUE.match(ids[0]) and not members.get("token", "-").strip():
        tokens = [""]
    if _ID_VALUE.match(members.get("0", "")) and len(members) <= 3:  # in the order of every SDK: id, secret, token
        secrets, tokens = [members.get("1", "")], [text for text in (members.get("2"),) if text]
    ids = ids or [value for value in members.values() if _ID_VALUE.match(value)]
    if ids and not secrets and _ID_VALUE.match(ids[0]):
        secrets = [value for key, value in members.items() if re.search(r"secret|pass|pwd|privatekey", key)]
    if not ids or not (secrets or tokens):
        return None
    expires = next((parse_instant(value) for key, value in members.items() if key.startswith("expir")), None)
    written = next((parse_instant(value) for key, value in members.items() if _WRITTEN_NAME.search(key)), None)
    secret, token = secrets[0] if secrets else None, tokens[0] if tokens else None
    return AwsSource(place, kind, name, ids[0], secret, token, expires, written=written)


def _in_passing(place: str, raw: bytes) -> list[AwsSource]:
    """A key id that code or markup names in the middle of a line, with the secret and token that stand behind it."""
    if b"AKIA" not in raw and b"ASIA" not in raw:
        return []
    text = decoded(raw[:200_000])
    named = list(_NAMED_ID.finditer(text))
    if len({match.group(1) for match in named}) != 1:
        return []
    behind = text[named[0].end() : named[0].end() + 4_000]
    secret, token = _SECRET_VALUE.search(behind[:600]), _TOKEN_VALUE.search(behind)
    if secret is None:
        return []
    return [
        AwsSource(f"file {place}", "file", place, named[0].group(1), secret.group(0), token.group(0) if token else None)
    ]


def _other_file(place: str, raw: bytes, variables: dict[str, str]) -> list[AwsSource]:
    text = decoded(raw[:200_000])
    document = parse_json(text)
    if document.mapping:
        return [_renamed(source, place) for source in sources_in(document.raw)]
    marked = sources_in(named_in_markup(text)) if is_markup(text) else []
    if marked:
        return [_renamed(source, place) for source in marked]
    if place.endswith(".csv") or "Access key ID," in text[:200]:
        return _exported(place, text)
    # A Dockerfile may put a blank between name and value.
    lines = _BLANK_BETWEEN.sub(r"\1=", text) if "ENV" in text else text
    lines = without_mappings(lines) if place.endswith((".yml", ".yaml")) else lines
    members = {flat(name): looked_up(value.rstrip("\r"), variables) for name, value in _LINE.findall(lines)}
    members = members or under_own_names(text)
    if re.search(r"(?m)(?:^|;)[ \t]{0,80}export ", text) or place.endswith((".sh", ".bash", ".zsh", ".fish")):
        # a shell takes the quotation marks off
        members = {name: of_line(value).strip("\"'") for name, value in members.items()}
    if not members and not named_in_lines(text):
        return []
    if re.search(r"(?m)^kind:\s*Secret", text) and re.search(r"(?m)^data:", text):
        opened = {name: (lenient_base64(value) or b"").decode("latin-1") for name, value in members.items()}
        source = _from_members(f"data: of {place}", "kubernetes", place, opened)
        return [source] if source else []
    if re.search(
        r"\.(?:ya?ml|tf|tfvars|hcl|toml|js|mjs|cjs|jsx|tsx?|py|ipynb|rb|go|java|kts?|scala|groovy|gradle|cs|fs|vb|php|sql|lua|pl|r|R|jl|rs|cpp|cc|c|swift|dart|exs?|ps1)$",
        place,
    ):
        # In code only a quoted text is a value; the expressions of a pipeline are filled in elsewhere.
        code = not place.endswith(("yml", "yaml"))
        values = {name: of_line(value).rstrip(",;") for name, value in members.items()}
        members = {
            name: value.strip("\"'")
            for name, value in values.items()
            if not re.search(r"\$\{\{|^[\"']?\$\{?\w+\}?[\"']?$", value) and (not code or value[:1] in {'"', "'"})
        }
        if code:
            # What a line goes on with is no part of the value.
            members = named_in_lines(text) | {
                name: value for name, value in members.items() if not re.search(r"[\"'],", value)
            }
    source = _from_members(f"file {place}", "file", place, members)
    return [source] if source else []


def _renamed(source: AwsSource, place: str) -> AwsSource:
    return AwsSource(f"file {place}", "file", place, source.key_id, source.secret, source.token, source.expires)


def _exported(place: str, text: str) -> list[AwsSource]:
    rows = list(csv.DictReader(io.StringIO(text)))[:10]
    found = []
    for row in rows:
        members = {flat(name or ""): value for name, value in row.items() if isinstance(value, str)}
        if "accesskeyid" in members:
            found.append(
                AwsSource(f"file {place}", "file", place, members["accesskeyid"], members.get("secretaccesskey"))
            )
    return found

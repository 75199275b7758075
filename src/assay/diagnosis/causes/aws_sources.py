"""Which source of credentials won: variables against profiles, empty and misnamed variables, other homes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assay.diagnosis.causes.cause import Cause, Sighting, Who, proves, sighted, suggests
from assay.diagnosis.facts.aws_sources import AwsSource
from assay.diagnosis.facts.gathered import Facts
from assay.diagnosis.facts.near_strings import edit_distance
from assay.diagnosis.facts.quoting import line_shown, quoted
from assay.diagnosis.json_view import leaves
from assay.diagnosis.pattern import Pattern, any_of

NO_CREDENTIALS = any_of(
    # no credentials were found
    "unable to locate credentials",
    "no ?credential",
    "missing ?credentials",
    "unable to load (?:aws )?credentials",
    "(?:unable to|could not|cannot) resolve (?:aws )?credentials",
    "credentialsprovidererror",
    "could not load credentials",
    "failed to (?:retrieve|load|find) credentials(?! caused)",
    "(?:unable to|cannot|could not) find credentials",
    "no (?:aws )?credentials (?:provided|have been|were|available|in)",
    "credentials? (?:are |is )?(?:missing|not (?:found|set|provided|specified|configured))",
    "access key id is not specified",
    # the chain of providers came to its end
    "no valid (?:credential sources|providers)",
    "nocredentialproviders",
    "providers in chain",
    "credentials from (?:any )?providers",
    "credential provider was not enabled",
    # its last member, the metadata of the machine, has none
    "unable to get iam security credentials",
    "(?:retrieving|getting|fetching) credentials from the (?:instance|ec2|ecs)",
    "no ec2 imds role",
    "ec2imdsmetadata",
    # the call went unsigned, or did not go
    "without credentials",
    "unable to sign request",
    "no identity",
    "anonymous(?! token)",
)
"""Nothing was found to sign with."""
_NONE_WHOLE = any_of(
    NO_CREDENTIALS,
    "partial credentials|incomplete credentials|resolved credential object is not valid",
    r"(?:access[_ ]?key|secret|credentials?)\b[^\n]{0,24}\b(?:is|are|was|were|cannot be|must not be) (?:empty|blank|null)",
    r"(?:empty|blank) (?:aws )?(?:access[_ ]?key|secret|credentials?)|profile\b",
)
"""Nothing was found to sign with, or a part of it."""
_WRONG_NAMES = re.compile(
    r"^(?:AWS_(?:ACCESS_KEY|ACCESSKEY|ACCESSKEYID|ACCESS_KEYID|ACCESS_ID|KEY|KEY_ID|API_KEY|SECRET_KEY|SECRET|SECRETKEY|SECRET_ACCESS|SECRETACCESSKEY|ACCESS_SECRET|ACCESS_KEY_SECRET|SECRET_KEY_ID)|(?:AMAZON_|S3_)?(?:ACCESS_KEY_ID|SECRET_ACCESS_KEY)|EC2_(?:ACCESS|SECRET)_KEY|Aws_.*|aws_(?:access|secret)\w*)$"
)

_ENVIRONMENT_WON = any_of(
    "found credentials in environment",
    r"access_key\s+\*+\w*\s+env\b",
    r"provider used:? {0,2}\W?(?:EnvProvider|EnvConfigCredentials|EnvironmentVariable\w*)",
    "credentials.{0,30}(?:EnvironmentVariableCredentials|EnvConfigCredentials|EnvProvider|EnvironmentCredentials)",
)
"""The SDK says that it took the variables."""
_EMPTY_LISTED = re.compile(
    r"(?m)^[ \t+]{0,8}(?:(?:export|declare -x|set|-e) )?(AWS_(?:ACCESS_KEY_ID|SECRET_ACCESS_KEY))(?:=|: ?)[ \t]{0,4}(?:\"\"|'')?[ \t]{0,4}\r?$"
)
"""A listing of variables shows one without a value."""
_NAMES = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN")
_WORDS = frozenset(["AWS", "ACCESS", "SECRET", "KEY", "ID"])
ANOTHER_IDENTITY = any_of(
    "instead of",
    "wrong (?:account|profile|user|identity|credentials)",
    "(?:other|another|different) (?:account|profile|user|identity)",
    "rather than",
    r"ignor\w+ (?:the |my )?(?:--)?profile",
)
"""Somebody says that another identity was used than was meant."""
_PROFILE = Pattern(r"\b(?:aws_)?profile(?:_name)?[\"']?\s*[:=]\s*[\"']?([\w.-]+)")
_PROFILE_SETTING = Pattern(r"(?:^|[._])(?:aws_?)?profile(?:_?name)?$", re.IGNORECASE)


def profile_meant(facts: Facts) -> str:
    """The profile that the call names: in a variable, the command or the program's configuration."""
    return facts.aws.profile or next((name for _, name in profiles_configured(facts)), "")


def profiles_configured(facts: Facts) -> Iterator[tuple[str, str]]:
    """(place, profile) of what a program's own files and settings name; the files of AWS are none of them."""
    for place, raw in facts.bundle.files.items():
        if any(file.place == place for file in facts.aws.files):
            continue
        named = _PROFILE.search(raw[:50_000].decode("utf-8", "replace"))
        if named:
            yield place, named.group(1)
    for name, value in leaves(facts.bundle.settings.raw):
        if isinstance(value, str) and _PROFILE_SETTING.search(name):
            yield f"setting {name}", value


def _profile(facts: Facts, name: str) -> AwsSource | None:
    return next((source for source in facts.aws.sources if source.kind == "profile" and source.name == name), None)


def _overrides(facts: Facts) -> Sighting | None:
    environment, meant = facts.aws.environment, profile_meant(facts)
    if environment is None:
        won = facts.logged(_ENVIRONMENT_WON)
        # That the variables were taken is wrong only where something else was meant.
        other = (meant and facts.complaint.technical) or facts.narrates(ANOTHER_IDENTITY)
        return suggests(f"the log says: {line_shown(won[1])}", weight=82) if won and other else None
    if not environment.key_id or not (meant or facts.aws.credentials_file):
        return None
    own = _profile(facts, meant or "default")
    known = own is not None or meant in _sections(facts)
    if not known and meant and not facts.aws.files and facts.complaint.technical:
        return suggests(f"the profile {quoted(meant)} is named, and AWS_ACCESS_KEY_ID is set as well", weight=72)
    if not known or (own is not None and (own.key_id or "").strip() == environment.key_id.strip()):
        return None
    sent = facts.aws.key_id_sent
    if sent is not None and sent.strip() != environment.key_id.strip():
        return None
    seen = [
        f"the profile {quoted(meant or 'default')} is {'named' if meant else 'there'}, and AWS_ACCESS_KEY_ID is set as well"
    ]
    if facts.observed == "accepted":
        # Nothing was refused; but another identity acted than the person wanted.
        return suggests(*seen, weight=80, warns=True) if facts.narrates(ANOTHER_IDENTITY) else None
    if sent is not None:
        seen.append(f"the id that was sent, {quoted(sent)}, is the variable's")
    if not meant:
        return suggests(*seen, weight=58) if sent is not None and not environment.token else None
    # Where the variables' own values are damaged, that is the finding; here they only beat the profile.
    sure = sent is not None and facts.aws.is_permanent and bool(facts.aws.profile) and facts.aws.said_invalid
    sure = sure and not any(one.key_id == sent for one in facts.aws.granted)
    named = 86 if sent is not None and facts.aws.is_permanent else 80
    return sighted(*seen, weight=named, sure=sure)


def _sections(facts: Facts) -> set[str]:
    return {re.sub(r"^profile ", "", name) for file in facts.aws.files for name in file.sections}


def _empty(facts: Facts) -> Sighting | None:
    empty = [
        name
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_PROFILE")
        if facts.bundle.environment.get(name) == ""
    ]
    # SDKs take key id and secret from one place only: what is left of the pair would stand in the way as well.
    pair = ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"] if set(empty) - {"AWS_PROFILE"} else []
    names = [*pair, *(["AWS_PROFILE"] if "AWS_PROFILE" in empty else [])]
    fix = (f"Unset instead of setting to nothing: unset {' '.join(names)}",) if names else ()
    sent = facts.aws.key_id_sent
    if sent == "":
        seen = ["the request was signed with an empty key id"]
        return proves(*seen, *(f"{name} is set and empty" for name in empty[:1]), weight=93, fix=fix)
    if facts.says(r"<awsaccesskeyid></awsaccesskeyid>|awsaccesskeyid=(?:&|$)"):
        return proves("the answer echoes an empty AWSAccessKeyId", weight=92, fix=fix)
    if empty and not (facts.aws.failing is not None and facts.aws.failing.signed):
        if empty[0] == "AWS_PROFILE" and not facts.says(r"profile"):
            return None
        beats = f"{empty[0]} is set and empty, which beats every later source"
        if facts.aws.said_expired or facts.aws.said("requesttimetooskewed", "signatureexpired"):
            return suggests(beats, weight=45, fix=fix)  # some session was sent: the empty variable was passed over
        # Some programs pass the empty variable over: what does not speak of credentials that lack may be about another's.
        return sighted(beats, weight=89, fix=fix, sure=facts.says(_NONE_WHOLE))
    listed = _EMPTY_LISTED.search("\n".join((*facts.bundle.log, facts.symptom))) if facts.says(NO_CREDENTIALS) else None
    if listed is not None and not any(source.key_id for source in facts.aws.sources):
        return suggests(f"{listed.group(1)} is listed and has no value", weight=84)
    return None


def _empty_token(facts: Facts) -> Sighting | None:
    failing = facts.aws.failing
    if failing is not None and failing.signed and failing.session_token == "":
        return proves("the request carries an empty X-Amz-Security-Token", weight=94)
    used = facts.aws.used
    dumped = None if failing is not None and failing.signed else facts.logged(r"^\W*x-amz-security-token:\s*$")
    if dumped and facts.aws.said_invalid:
        return suggests("the log shows a signed request whose x-amz-security-token is empty", weight=86)
    if facts.aws.is_session:
        return None
    if used is not None and used.token is not None and not used.token.strip("\"' "):
        seen = f"the session token of {used.place} is there and empty"
        # Many programs pass an empty token over: only a request that carries it proves it.
        return suggests(seen, weight=90 if facts.aws.said_invalid or facts.says("security token|token") else 60)
    if facts.bundle.environment.get("AWS_SESSION_TOKEN") == "" and (
        facts.aws.said_invalid or facts.says("security token")
    ):
        return suggests("AWS_SESSION_TOKEN is set and empty", weight=88)
    return None


def _misnamed(facts: Facts) -> Sighting | None:
    environment = facts.bundle.environment
    wrong = [name for name, value in environment.items() if value.strip() and _is_misnamed(name)]
    if wrong and all(map(_has_a_word_more, wrong)) and _are_handed_on(facts, [environment[name] for name in wrong]):
        return None
    right = environment.get("AWS_ACCESS_KEY_ID") and environment.get("AWS_SECRET_ACCESS_KEY")
    if not wrong and not right and facts.says(NO_CREDENTIALS):
        for place, raw in facts.bundle.files.items():
            names = _set_in(raw)
            if any(map(_WRONG_NAMES.match, names)) and "AWS_ACCESS_KEY_ID" not in names:
                wrong = [name for name in names if _WRONG_NAMES.match(name)]
                return suggests(
                    f"{place} sets {' and '.join(wrong[:3])}; the names are AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY",
                    weight=78,
                )
    if not wrong and not right:
        return _misnamed_in_section(facts)
    if not wrong or right:
        return None
    if facts.aws.failing is not None and facts.aws.failing.signed and facts.aws.key_id_sent:
        return None
    seen = f"{' and '.join(wrong[:3])} {'are' if len(wrong) > 1 else 'is'} set; the names are AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY"
    torn = bool(environment.get("AWS_ACCESS_KEY_ID") or environment.get("AWS_SECRET_ACCESS_KEY"))
    if all(map(_has_a_word_more, wrong)) and not torn:
        # Such a name may be meant for another program; the half of a pair that stands alone is not.
        return suggests(seen, weight=80 if facts.says(NO_CREDENTIALS) else 60)
    if facts.says(NO_CREDENTIALS) or (facts.aws.failing is not None and not facts.aws.failing.signed):
        return proves(seen, weight=92)
    return suggests(seen, weight=70)


def _are_handed_on(facts: Facts, values: list[str]) -> bool:
    """Whether values of a pipeline's own variables came to where SDKs look for them."""
    held = {value.strip() for source in facts.aws.sources if source.kind == "profile" for _, value in source.values}
    return all(value.strip() in held for value in values)


def _misnamed_in_section(facts: Facts) -> Sighting | None:
    """A section of the file of credentials has a member that is nearly `aws_access_key_id`, and has not that one."""
    if not facts.says(NO_CREDENTIALS + r"|partial credentials"):
        return None
    for file in facts.aws.files:
        for section, members in file.sections.items():
            if section.removeprefix("profile ") != (facts.aws.profile or "default"):
                continue
            for right in ("aws_access_key_id", "aws_secret_access_key"):
                near = [
                    name for name in members if name != right and _is_misnamed(name.upper()) and _likest(name) == right
                ]
                if near and right not in members:
                    return suggests(
                        f"[{section}] of {file.place} has {quoted(near[0])}; the name is {right}", weight=88
                    )
    return None


def _likest(name: str) -> str:
    return "aws_secret_access_key" if "secret" in name else "aws_access_key_id"


def _is_misnamed(name: str) -> bool:
    """Whether a variable is named nearly as SDKs want it: an old or own name, a slip, or a word before or behind it."""
    if name in _NAMES or not name.isupper():
        return _WRONG_NAMES.match(name) is not None and name not in _NAMES
    if _WRONG_NAMES.match(name) or _in_other_order(name):
        return True
    return _has_a_word_more(name) or any(edit_distance(name, right) <= 2 for right in _NAMES[:2])


def _in_other_order(name: str) -> bool:
    """Whether a name is made of the right words in another order, or of one of them too many or too few."""
    words = set(name.split("_"))
    return "AWS" in words and words <= _WORDS and bool(words & {"KEY", "SECRET"}) and len(words) > 1


def _has_a_word_more(name: str) -> bool:
    return any(name.endswith(f"_{right}") or name.startswith(f"{right}_") for right in _NAMES[:2])


def _set_in(raw: bytes) -> list[str]:
    """The variables that a file of the environment or of a composition sets."""
    text = raw[:50_000].decode("utf-8", "replace")
    set_there = re.findall(
        r"(?m)^[ \t]*(?:- *|export +|ENV +)?[\"']?([A-Z][A-Z0-9_]{2,40})[\"']?[ \t]*[:=][ \t]*\S", text
    )
    # Manifests of containers put name and value on lines of their own.
    return set_there + re.findall(
        r"(?m)^[ \t]*-?[ \t]*[\"']?name[\"']?:[ \t]*[\"']?([A-Z][A-Z0-9_]{2,40})[\"']?,?[ \t]*\r?$", text
    )


def _unsigned(facts: Facts) -> Sighting | None:
    failing = facts.aws.failing
    if (
        failing is not None
        and not failing.signed
        and facts.aws.at_aws | facts.aws.said("missingauthenticationtoken", "missingauthenticationtokenexception")
    ):
        header = failing.exchange.request.header("authorization")
        if header and header.strip():
            return None
        if _granted_before(facts, failing.exchange.request.url) and facts.aws.said(
            "missingauthenticationtoken", "missingauthenticationtokenexception"
        ):
            return proves("the request carries no signature", "the same address was answered well with one", weight=91)
        elsewhere = any(e.succeeded and e.request.host == failing.host for e in facts.exchanges)
        if "execute-api" in failing.host and elsewhere:
            return suggests("the request carries no signature", weight=62)
        if facts.aws.said(
            "missingauthenticationtoken", "missingauthenticationtokenexception", "missingauthtokenexception"
        ):
            seen = "the request carries no Authorization header and no signature in its query"
            # API Gateway answers so for a route that it does not have, too; and a record without headers may be cut.
            sure = failing.host and "execute-api" not in failing.host and failing.exchange.request.headers
            return sighted(seen, weight=86, sure=sure)
        return suggests("the request carries no signature", weight=66)
    if facts.says(NO_CREDENTIALS) and not any(source.key_id for source in facts.aws.sources):
        shown = facts.aws.sources or facts.aws.files or facts.bundle.environment
        seen = "no source of the evidence holds credentials" if shown else "the program says that it finds none"
        return suggests(seen, weight=70)
    if failing is None and facts.aws.said("missingauthenticationtoken", "missingauthenticationtokenexception"):
        return suggests("the service says that the request was not signed", weight=74)
    return suggests("the program finds no credentials", weight=46) if facts.says(NO_CREDENTIALS) else None


def _granted_before(facts: Facts, url: str) -> bool:
    bare = url.partition("?")[0]
    if any(e.succeeded and e.request.url.partition("?")[0] == bare for e in facts.exchanges):
        return True
    return any(bare in line and re.search(r"->\s*2\d\d|\b200\b", line) for _, line in facts.log)


def _is_asked_last(facts: Facts, provider: str, static: dict[str, str]) -> bool:
    """Whether the static keys were taken: they were sent, or every SDK takes them before this provider."""
    if facts.aws.key_id_sent is not None:
        return True
    set_too = facts.aws.environment is not None and facts.aws.used is facts.aws.environment
    permanent = static["aws_access_key_id"].strip().startswith("AKIA") and not static.get("aws_session_token")
    return provider == "credential_process" and not set_too and not (permanent and facts.aws.said_expired)


def _shadowed(facts: Facts) -> Sighting | None:
    config = facts.aws.config_file
    file = facts.aws.credentials_file or config
    if config is None or file is None:
        return None
    wanted = facts.aws.profile or "default"
    another = facts.narrates(ANOTHER_IDENTITY)
    for name in [wanted, *file.sections]:
        static = file.sections.get(name) or (config.sections.get(f"profile {name}", {}) if file is config else {})
        other = config.sections.get(f"profile {name}") or config.sections.get(name) or {}
        provider = next(
            (
                key
                for key in ("credential_process", "sso_session", "sso_start_url", "web_identity_token_file")
                if other.get(key)
            ),
            "",
        )
        if (
            static.get("aws_access_key_id")
            and provider
            and (name == wanted or (facts.aws.used is not None and facts.aws.used.name == name))
        ):
            sent = facts.aws.key_id_sent
            if sent is not None and sent.strip() != static["aws_access_key_id"].strip():
                return None
            seen = (
                f"[{name}] of {file.place} has static keys",
                f"the same profile in {config.place} has {provider}, which is never asked",
            )
            return sighted(*seen, weight=91, warns=another, sure=_is_asked_last(facts, provider, static))
    return None


CAUSES = (
    Cause("aws.empty_env_variable", Who.CALLER, "A credential variable is set and empty, which beats every later source",
          ("Unset it instead of setting it to nothing: unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY",),
          "Run: env | grep ^AWS_", _empty,
          explains_away=("aws.no_credentials_unsigned", "aws.env_overrides_profile", "aws.wrong_variable_name", "aws.key_deleted_or_rotated", "aws.unknown_access_key", "aws.real_key_to_other_endpoint", "aws.malformed_authorization_header", "aws.wrong_profile_selected", "aws.empty_session_token")),
    Cause("aws.empty_session_token", Who.CALLER, "An empty session token is sent as a token",
          ("Unset the variable or delete the line: unset AWS_SESSION_TOKEN",),
          "Look whether the variable or line exists with nothing in it.", _empty_token,
          explains_away=("aws.unknown_access_key", "aws.stale_session_token_with_new_key", "aws.session_token_missing", "aws.key_deleted_or_rotated")),
    Cause("aws.static_section_shadows_provider", Who.CALLER, "Static keys in the credentials file hide the provider of the same profile",
          ("Remove the static section from the credentials file.",),
          "Run: aws configure list --profile NAME", _shadowed,
          explains_away=("aws.session_expired", "aws.sso_session_expired", "aws.unknown_access_key", "aws.session_token_very_old", "aws.session_cached_not_refreshed", "aws.session_token_missing", "aws.key_deleted_or_rotated")),
    Cause("aws.env_overrides_profile", Who.CALLER, "Key variables of the environment beat the profile that was named",
          ("Unset the variables: unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN", "Or stop naming the profile."),
          "Run: aws configure list", _overrides,
          explains_away=("aws.unknown_access_key", "aws.key_deleted_or_rotated", "aws.wrong_profile_selected", "aws.session_expired")),
    Cause("aws.wrong_variable_name", Who.CALLER, "The credentials stand in variables that nothing reads",
          ("Name them AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN.",),
          "Run: env | grep -i aws", _misnamed,
          explains_away=("aws.no_credentials_unsigned", "aws.wrong_profile_selected")),
    Cause("aws.no_credentials_unsigned", Who.CALLER, "The request was not signed: no credentials were found or used",
          ("Supply credentials, and see that signing covers this host and path.", "Run: aws configure list"),
          "Look at the request: a signed one has an Authorization header that begins with AWS4-HMAC-SHA256.", _unsigned),
)  # fmt: skip

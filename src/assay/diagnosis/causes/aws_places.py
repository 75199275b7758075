"""Good AWS credentials in the wrong place: partition, region, emulator, another vendor's endpoint."""

from __future__ import annotations

import re

from assay.diagnosis.causes.cause import Cause, Sighting, Who, proves, sighted, suggests
from assay.diagnosis.facts.aws import KEY_ID
from assay.diagnosis.facts.aws_hosts import (
    is_aws_host,
    is_local_host,
    partition_of_host,
    partition_of_region,
    regions_in,
)
from assay.diagnosis.facts.gathered import Facts
from assay.diagnosis.facts.http import host_of
from assay.diagnosis.facts.quoting import quoted, quoted_id, shown_key_id
from assay.diagnosis.json_view import leaves
from assay.diagnosis.pattern import any_of

_DUMMY = re.compile(
    r"^(?:test\w*|dummy\w*|fake\w*|local\w*|mock\w*|foo\w*|bar|baz|example|key|mykey|access|accesskey|access_key|minio\w*|admin|root|user|x+|none|null|anything|something|default|any|abc\w*|123\d*|aaa+|noop|na|s3rver|sample|aws|AKIAIOSFODNN7EXAMPLE|DUMMY\w*|LSIA\w*|LKIA\w*|A{3,}\w*)$",
    re.IGNORECASE,
)
DENIED = (
    "authfailure",
    "invalidclienttokenid",
    "unrecognizedclientexception",
    "optinrequired",
    "accessdenied",
    "invalidaccesskeyid",
    "invalidtoken",
    "signaturedoesnotmatch",
    "unrecognizedclient",
)
_DATABASE_FILE = re.compile(
    r"(?<![\w.-])\w{1,60}_(?:[a-z]{2}(?:-[a-z]{3,9}){1,3}-\d|local|localhost|ddblocal|us|eu)\.db\b", re.IGNORECASE
)
"""How DynamoDB Local names the file of a database: by key id and region."""
_VENDORS = re.compile(
    any_of(
        r"(?:^|\.)(?:digitaloceanspaces|wasabisys|backblazeb2|cloudflarestorage|linodeobjects|idrivee2-\w{1,20})\.com$",
        r"(?:^|\.)(?:storage\.googleapis|aliyuncs|vultrobjects|min\.io|scw\.cloud|your-objectstorage)\.?(?:com|cloud|io)?$",
        r"(?:^|\.)(?:[\w-]{1,40}\.ovh\.(?:net|us)|[\w-]{1,40}\.exo\.io|storage\.yandexcloud\.net|[\w.-]{1,60}\.appdomain\.cloud)$",
    )
)
SAMPLE = "AKIAIOSFODNN7EXAMPLE"
"""The key id of AWS's documentation."""
_NO_SUCH_TABLE = any_of(
    "resourcenotfound",
    "cannot do operations on a non-existent table",
    "requested resource not found",
    "table.{0,60}(?:not found|missing|does ?n[o']t exist|gone|empty|not (?:there|visible|see))",
    "no tables",
    "empty",
    "non-existent",
)
"""A table that another database of DynamoDB Local has."""


_NOT_THEIR_KEY = any_of(
    "access key.{0,40}(?:not exist|invalid|unknown|malformed)",
    "(?:unknown|invalid|malformed) (?:aws )?access key",
    # keys of the vendor have another form
    r"access key\w* .{0,20}(?:length|must (?:be|have|start))",
)
"""How another vendor says that this is no key of its own."""


def _hints(facts: Facts) -> list[tuple[str, str]]:
    """(where, partition) for everything that says in which partition the account lives."""
    aws, found = facts.aws, []
    wanted = aws.profile or (aws.used.name if aws.used is not None and aws.used.kind == "profile" else "default")
    for place, region in aws.configured_regions:
        named = re.match(r"\[(?:profile )?([^\]]+)\]", place)
        if (
            named is None
            or named.group(1) in {wanted, "default"}
            or (aws.used is not None and named.group(1) == aws.used.name)
        ):
            found.append((f"{place} says {quoted(region)}", partition_of_region(region)))
    for file in aws.files:
        for section, members in file.sections.items():
            if section.removeprefix("profile ") == wanted and members.get("role_arn"):
                found.append(
                    (
                        f"[{section}] of {file.place} has the role {quoted(members['role_arn'].strip())}",
                        _partition_of_arn(members["role_arn"].strip()),
                    )
                )
    texts = [
        (f"file {name}", raw[:50_000].decode("utf-8", "replace"))
        for name, raw in facts.bundle.files.items()
        if not any(file.place == name for file in aws.files)
    ]
    texts += [(f"setting {name}", value) for name, value in leaves(facts.bundle.settings.raw) if isinstance(value, str)]
    texts += [("the log", line) for _, line in facts.log] + [("the command", facts.bundle.command)]
    if aws.failing is not None:
        texts.append(("the request", aws.failing.exchange.request.body))
    for name, value in facts.bundle.environment.items():
        if name.startswith(("AWS_ROLE", "ROLE")) or "ARN" in name:
            texts.append((f"variable {name}", value))
    for place, text in texts:
        arn = re.search(r"arn(?::|%3A)(aws(?:-[a-z-]+)?)(?::|%3A)", text)
        if arn:
            found.append((f"{place} names {quoted(arn.group(0).replace('%3A', ':'))}", arn.group(1)))
        foreign = [region for region in regions_in(text) if partition_of_region(region) != "aws"]
        if place != "the request":
            found += [(f"{place} names {quoted(region)}", partition_of_region(region)) for region in foreign]
    return found


def _is_of_the_account(facts: Facts, where: str) -> bool:
    """Whether what names a partition is the configuration of this call, and neither a text beside it nor another profile's."""
    aws = facts.aws
    if any(
        one.key_id == aws.key_id and partition_of_host(one.host) == partition_of_host(aws.host) for one in aws.granted
    ):
        return False  # the key is known in the partition that was called
    if where.startswith("the request "):
        return True
    section = re.match(r"\[(?:profile )?([^\]]+)\]", where)
    if section is not None:
        return section.group(1) == (aws.profile or "default")
    return where.startswith(("variable ", "setting ", "the command"))


def _partition_of_arn(arn: str) -> str:
    return arn.split(":")[1] if arn.count(":") > 1 else ""


def _partition(facts: Facts) -> Sighting | None:
    aws = facts.aws
    called = partition_of_host(aws.host)
    if not aws.said(*DENIED):
        return None
    if not called:
        return None if aws.host or aws.endpoint else _partition_named(facts)
    for where, partition in _hints(facts):
        if partition and partition != called:
            seen = (where, f"the call went to {quoted(aws.host)}, which is of the partition {quoted(called)}")
            return sighted(*seen, weight=89, sure=_is_of_the_account(facts, where))
    if called == "aws" and facts.says(r"\bgovcloud\b|\bchina\b|us-gov|cn-north"):
        return suggests(f"the call went to {quoted(aws.host)}, and the words name another partition", weight=68)
    return None


def _partition_named(facts: Facts) -> Sighting | None:
    """Another partition than the commercial one is named, and where the call went is not known."""
    if facts.aws.said("signaturedoesnotmatch", "accessdenied"):
        return None
    named = {partition: where for where, partition in reversed(_hints(facts)) if partition}
    foreign = next((where for partition, where in named.items() if partition != "aws"), "")
    if foreign:
        both = (named["aws"],) if "aws" in named else ()
        return suggests(foreign, *both, weight=80 if both else 62)
    word = facts.narrated(
        r"\bgov ?cloud\b|us-gov-\w+-\d|\bcn-north\w*-\d|aws-cn\b|aws china|china (?:region|account|partition)|beijing|ningxia"
    )
    return suggests(f"it is told: {quoted(word.group(0))}", weight=62) if word else None


def _wrong_region(facts: Facts) -> Sighting | None:
    match = re.search(
        r"region '?([\w-]*)'? is wrong; expecting '?([\w-]+)",
        facts.symptom + "\n" + facts.complaint.text,
        re.IGNORECASE,
    )
    if match:
        return proves(
            f"signed for the region {quoted(match.group(1))}", f"expected is {quoted(match.group(2))}", weight=95
        )
    scoped = facts.complaint.find(
        r"credential should be scoped to a valid region[^\n]{0,60}|scoped to a valid region, not '([\w-]+)'"
    )
    if scoped:
        seen = (f"the service says: {quoted(scoped.group(0))}", f"signed for {quoted(facts.aws.region)}")
        return sighted(*seen, weight=92, sure=facts.aws.region)
    if facts.aws.said_signature and facts.aws.failing is not None and facts.aws.failing.signed:
        named = regions_in(facts.aws.host)
        if named and facts.aws.failing.region and named[0] != facts.aws.failing.region:
            return suggests(
                f"signed for {quoted(facts.aws.failing.region)}", f"the host is of {quoted(named[0])}", weight=82
            )
    return None


def _fake(facts: Facts) -> Sighting | None:
    aws = facts.aws
    key_id = aws.key_id.strip()
    if not key_id or not (
        aws.said_invalid
        or aws.said(
            "invalidaccesskeyid", "authfailure", "signaturedoesnotmatch", "incompletesignature", "invalidsecurity"
        )
    ):
        return None
    real = aws.at_aws if aws.host else not aws.local_endpoint
    dummy = _DUMMY.match(key_id) or (
        not KEY_ID.match(key_id) and re.fullmatch(r"[A-Za-z0-9_.-]{1,40}", key_id) is not None
    )
    if not dummy or not real:
        return None
    seen = [f"the key id is {quoted_id(key_id)}"]
    if not _DUMMY.match(key_id) and len(key_id) > 15:
        return suggests(*seen, "that is no key id of AWS", weight=76)
    if aws.host:
        emulator = aws.endpoint if host_of(aws.endpoint) and not is_aws_host(host_of(aws.endpoint)) else ""
        # A name that somebody cut or put in for the report is no dummy of an emulator.
        dummy_word = _DUMMY.match(key_id) is not None and (
            key_id == SAMPLE or not key_id.upper().startswith(("AKIA", "ASIA"))
        )
        return sighted(
            *seen,
            f"the call went to {quoted(aws.host)}, which is AWS itself",
            *((f"the emulator is {quoted(emulator)}",) if emulator else ()),
            weight=93,
            sure=dummy_word or emulator,
        )
    return suggests(*seen, weight=76)


def _other_vendor(facts: Facts) -> Sighting | None:
    aws = facts.aws
    set_host = host_of(aws.endpoint) if not aws.host else ""
    host = aws.host or set_host
    if not host or is_aws_host(host) or not KEY_ID.match(aws.key_id.strip()):
        return None
    known = any(one.key_id == aws.key_id and is_aws_host(one.host) for one in aws.granted)
    if is_local_host(host):
        # What emulates S3 here keeps keys of its own; DynamoDB Local does not answer so.
        if not aws.said("invalidaccesskeyid"):
            return None
        seen = (
            f"the key id {quoted_id(aws.key_id.strip())} has the form of AWS",
            f"the call went to {quoted(host)}, which is not AWS",
        )
        return proves(*seen, "AWS itself takes the key", weight=90) if known else suggests(*seen, weight=84)
    if aws.said(
        "invalidaccesskeyid", "invalidclienttokenid", "unrecognizedclientexception", "invalidsecurity"
    ) or facts.says(_NOT_THEIR_KEY):
        form = f"the key id {quoted_id(aws.key_id.strip())} has the form of AWS"
        if set_host:
            return suggests(form, f"the endpoint is set to {quoted(host)}, which is not AWS", weight=88)
        seen = (form, f"the call went to {quoted(host)}, which is not AWS")
        # A host of its own name may lead to AWS, or keep keys of this form; where AWS takes the key, it is AWS's.
        return sighted(*seen, weight=90, sure=known or _VENDORS.search(host))
    return None


def _separate_databases(facts: Facts) -> Sighting | None:
    local = [
        one for one in facts.aws.requests if is_local_host(one.host) and one.signed and one.service in {"dynamodb", ""}
    ]
    pairs = {(one.key_id, one.region) for one in local}
    missing = facts.says(_NO_SUCH_TABLE)
    missing = (
        missing
        or re.search(r"table|tables|empty|not see|cannot see|don't see|disappear", facts.symptom, re.IGNORECASE)
        is not None
    )
    missing = missing or any(re.search(r'"TableNames"\s*:\s*\[\s*\]', one.exchange.response.body) for one in local)
    if len(pairs) > 1 and missing:
        one, two = sorted(pairs)[:2]
        shared = facts.narrates(r"-?-shared-?db(?!:? ?false)")
        return sighted(
            f"one client is {quoted(one[0])} in {quoted(one[1])}, the other {quoted(two[0])} in {quoted(two[1])}",
            "DynamoDB Local keeps one database per key id and region",
            weight=92,
            warns=True,
            sure=not shared,
        )
    kept = sorted({name.group(0) for line in facts.bundle.log for name in _DATABASE_FILE.finditer(line)})
    kept += sorted(
        {name.group(0) for place in facts.bundle.files if (name := _DATABASE_FILE.search(place))} - set(kept)
    )
    if len(kept) > 1 and missing:
        return suggests(f"there are the databases {quoted(kept[0])} and {quoted(kept[1])}", weight=86, warns=True)
    ids = {(source.key_id or "") for source in facts.aws.sources if source.key_id}
    regions = {region for _, region in facts.aws.configured_regions}
    if (
        facts.aws.local_endpoint
        and missing
        and (len(ids) > 1 or len(regions) > 1 or (len(pairs) == 1 and ids and not {pair[0] for pair in pairs} & ids))
    ):
        return suggests(
            "DynamoDB Local keeps one database per key id and region, and the evidence names several",
            weight=84,
            warns=True,
        )
    return None


def _local_charset(facts: Facts) -> Sighting | None:
    aws = facts.aws
    local_words = facts.says(r"access key id or security token is invalid")
    said = aws.said_invalid or local_words
    key_id = aws.key_id
    if said and aws.local_endpoint and key_id and re.search(r"[^A-Za-z0-9]", key_id):
        odd = re.search(r"[^A-Za-z0-9]", key_id)
        return proves(
            f"the endpoint is local, and the key id holds {quoted(odd.group(0) if odd else '')}: {shown_key_id(key_id)}",
            weight=95,
        )
    if local_words and not aws.at_aws and not (key_id and key_id.isalnum()):
        return suggests("these are the words of DynamoDB Local for a key id with other characters", weight=78)
    return None


CAUSES = (
    Cause("aws.wrong_partition", Who.CALLER, "The call went to another partition of AWS than the account's",
          ("Set the region in every layer, the inner STS client included (AWS_REGION, region of the profile, endpoint of STS).",),
          "Compare the endpoint's domain with the account's partition: aws, aws-cn, aws-us-gov.", _partition,
          explains_away=("aws.unknown_access_key", "aws.key_deleted_or_rotated", "aws.v1_token_in_optin_region", "aws.env_overrides_profile", "aws.key_not_yet_propagated")),
    Cause("aws.sigv4_wrong_region", Who.CALLER, "The request was signed for another region",
          ("Sign for the region that the answer expects: set it in the profile or the client.",),
          "The error names both regions.", _wrong_region,
          explains_away=("aws.malformed_authorization_header", "aws.request_changed_after_signing")),
    Cause("aws.fake_key_to_real_aws", Who.CALLER, "An emulator's dummy key went to AWS itself",
          ("Give this client the emulator's endpoint: AWS_ENDPOINT_URL=http://localhost:4566",),
          "Look which host the call went to.", _fake,
          explains_away=("aws.unknown_access_key", "aws.wrong_partition", "aws.key_deleted_or_rotated", "aws.region_not_enabled", "aws.env_overrides_profile")),
    Cause("aws.real_key_to_other_endpoint", Who.CALLER, "An AWS key went to another vendor's endpoint",
          ("Use that vendor's key, or AWS's endpoint.",),
          "Look which host the call went to.", _other_vendor,
          explains_away=("aws.unknown_access_key", "aws.key_deleted_or_rotated")),
    Cause("aws.dynamodb_local_key_charset", Who.CALLER, "DynamoDB Local takes only letters and digits in a key id",
          ("Use letters and digits only for the dummy id: AWS_ACCESS_KEY_ID=dummy",),
          "Try an id of letters only.", _local_charset,
          explains_away=("aws.unknown_access_key", "aws.fake_key_to_real_aws", "aws.literal_placeholder", "aws.key_id_extra_text")),
    Cause("aws.dynamodb_local_key_separates_db", Who.CALLER, "DynamoDB Local keeps a database per key id and region",
          ("Use the same key id and region in both programs, or start it with -sharedDb.",),
          "Compare key id and region of both programs.", _separate_databases),
)  # fmt: skip

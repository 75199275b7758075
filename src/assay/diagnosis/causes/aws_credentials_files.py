"""Credentials files that no program can read: of another encoding, or with values before any section."""

from __future__ import annotations

import re

from assay.diagnosis.causes.cause import Cause, Sighting, Who, proves, sighted, suggests
from assay.diagnosis.facts.aws_printed_files import told_encoding
from assay.diagnosis.facts.gathered import Facts
from assay.diagnosis.facts.ini_file import is_utf16
from assay.diagnosis.facts.quoting import quoted


def _bom(facts: Facts) -> Sighting | None:
    for name, raw in facts.bundle.files.items():
        if raw.startswith(b"\xef\xbb\xbf") and _is_credentials_file(facts, name, raw):
            return sighted(f"{name} begins with the bytes EF BB BF", weight=93, sure=_is_read(facts, name))
    for file in facts.aws.files:  # a log may have printed it
        if file.has_bom:
            return proves(f"{file.place} begins with the bytes EF BB BF", weight=93)
    told = told_encoding(facts.bundle)
    return suggests(f"it is told of the file: {told}", weight=84) if "BOM" in told else None


def _is_read(facts: Facts, name: str) -> bool:
    """Whether a broken file is one that SDKs read, or that the call names; `config` holds no keys mostly."""
    place = name.replace("\\", "/")
    if name in facts.bundle.command or name in facts.bundle.environment.values() or _told_of(facts, place):
        return True
    # A whole pair in the environment is found before the file.
    elsewhere = all(facts.bundle.environment.get(one) for one in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"))
    return place.endswith(".aws/credentials") and not elsewhere


def _told_of(facts: Facts, place: str) -> bool:
    base = place.rsplit("/", 1)[-1].lower()
    if base in {"config", "credentials"}:
        base = f".aws/{base}"  # the words alone are in many a sentence
    told = facts.complaint.text, facts.symptom.lower(), facts.bundle.command.lower()
    return any(base in text.replace("\\", "/") for text in told)


def _is_credentials_file(facts: Facts, name: str, raw: bytes) -> bool:
    if any(file.place == name for file in facts.aws.files) or name in facts.bundle.command:
        return True
    return re.search(rb"(?i)access.?\x00?.?key|aws_", raw[:2000]) is not None or name.endswith(
        (".csv", "credentials", "config")
    )


def _utf16(facts: Facts) -> Sighting | None:
    for name, raw in facts.bundle.files.items():
        if is_utf16(raw) and _is_credentials_file(facts, name, raw):
            return proves(f"{name} begins with the bytes {raw[:2].hex(' ').upper()}: it is UTF-16", weight=94)
    for file in facts.aws.files:
        if file.is_utf16:
            return proves(
                f"{file.place} begins with the bytes {file.raw[:2].hex(' ').upper()}: it is UTF-16", weight=94
            )
    told = told_encoding(facts.bundle)
    return suggests(f"it is told of the file: {told}", weight=84) if "UTF-16" in told else None


def _no_section(facts: Facts) -> Sighting | None:
    for file in facts.aws.files:
        if file.is_utf16 or (
            not file.place.replace("\\", "/").endswith((".aws/credentials", ".aws/config")) and not file.stray
        ):
            continue
        if file.stray and any("=" in line for line in file.stray):
            return proves(
                f"{file.place} has {quoted(file.stray[0].split('=')[0].strip())} before any section", weight=91
            )
        if file.indented_header:
            return proves(f"a section header in {file.place} is indented", weight=90)
    if facts.says(
        r"no section headers?|contains no section|expected a profile\b|without a preceding profile|in (?:a|any) profile\b|profile definition must|unable to parse config file|expected a section|outside of a section|must have a section"
    ):
        return suggests("the program says that the file has no section header", weight=72)
    return None


CAUSES = (
    Cause("aws.credentials_file_utf16", Who.CALLER, "The credentials file is UTF-16",
          ("Save it as UTF-8 without a byte order mark (PowerShell: Out-File -Encoding ascii).",),
          "Look at the first bytes of the file.", _utf16,
          explains_away=("aws.credentials_file_bom", "aws.credentials_file_no_section", "aws.no_credentials_unsigned", "aws.wrong_profile_selected", "aws.profile_section_name", "aws.credentials_in_other_file")),
    Cause("aws.credentials_file_bom", Who.CALLER, "The file begins with a byte order mark",
          ("Save it as UTF-8 without a byte order mark.",),
          "Look at the first three bytes of the file.", _bom,
          explains_away=("aws.credentials_file_no_section", "aws.no_credentials_unsigned", "aws.wrong_profile_selected", "aws.profile_section_name")),
    Cause("aws.credentials_file_no_section", Who.CALLER, "The credentials file has values before any section",
          ("Put [default] in column 1 of the first line.",),
          "Look at the first line of the file.", _no_section,
          explains_away=("aws.no_credentials_unsigned", "aws.wrong_profile_selected", "aws.profile_section_name")),
)  # fmt: skip

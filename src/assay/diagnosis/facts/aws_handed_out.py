"""Credentials that answers hand out: STS, IAM, the metadata service, Identity Center, Cognito, Vault."""

from __future__ import annotations

import re

from assay.diagnosis.facts.aws_sources import AwsSource, sources_in
from assay.diagnosis.facts.http import Exchange
from assay.diagnosis.facts.instants import parse_instant, show_instant
from assay.diagnosis.json_view import View, leaves

_XML = re.compile(r"<(Credentials|AccessKey)>(.{20,8000}?)</\1>", re.DOTALL)
_MEMBER = re.compile(r"<(AccessKeyId|SecretAccessKey|SessionToken|Expiration)>([^<]*)</\1>")
_WHOLE = re.compile(r"[A-Za-z0-9/+=]{60,}")


def handed_out(exchange: Exchange) -> tuple[AwsSource, ...]:
    """What a granted request was answered with, as sources; a key id counts with its secret or token only."""
    if not exchange.succeeded or "ccess" not in exchange.response.body:
        return ()
    place = "the answer" + (f" of {show_instant(exchange.moment)}" if exchange.moment is not None else "")
    if exchange.response.body.lstrip()[:1] == "<":
        found = []
        for _, inner in _XML.findall(exchange.response.body[:100_000]):
            members = dict(_MEMBER.findall(inner))
            found.append(
                AwsSource(
                    place,
                    "exchange",
                    "",
                    members.get("AccessKeyId"),
                    members.get("SecretAccessKey"),
                    members.get("SessionToken"),
                    parse_instant(members.get("Expiration", "")),
                )
            )
        return tuple(source for source in found if source.key_id)
    return tuple(
        AwsSource(place, "exchange", "", one.key_id, one.secret, one.token, one.expires)
        for one in sources_in(exchange.response.json.raw)
    )


def is_whole(token: str) -> bool:
    """Whether nobody cut or masked a session token."""
    return _WHOLE.fullmatch(token) is not None


def key_ids_handed_out(view: View) -> tuple[str, ...]:
    """The access key ids that a JSON answer hands out (Vault, STS, metadata service)."""
    return tuple(
        value
        for name, value in leaves(view.raw)
        if isinstance(value, str)
        and re.match(r"^(AKIA|ASIA)[A-Z0-9]{12,}", value)
        and re.search(r"key", name, re.IGNORECASE)
    )

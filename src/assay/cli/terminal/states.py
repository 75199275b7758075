"""`--if-match ETAG`: a change that is meant for one state of a record, as the admin API's `If-Match`; and the `etag` that is shown."""

from __future__ import annotations

import argparse

from assay.cli.terminal.faults import RefusedByServer
from assay.decision import Refused
from assay.model.effects import Effect
from assay.server.administration.revisions import etag_of, names_a_state, outdated, overtaken


def add_if_match(verb: argparse.ArgumentParser) -> None:
    """The option."""
    verb.add_argument("--if-match", metavar="ETAG", help="only if it is still in the state that has this etag")


def shown_etag(record: object) -> str:
    """The mark of a record's state, without the quotes that a shell would take."""
    return etag_of(record).strip('"')


def require_state(args: argparse.Namespace, record: object) -> None:
    """Raises `RefusedByServer` when the record is in another state than the command was told."""
    refused = outdated(_condition(args), record)
    if refused is not None:
        raise RefusedByServer(refused)


def expecting(args: argparse.Namespace, expectation: Effect) -> tuple[Effect, ...]:
    """What lets storage settle that a record without revisions is still in the state that the command was told."""
    return (expectation,) if names_a_state(_condition(args)) else ()


def lost(args: argparse.Namespace) -> Refused:
    """The refusal when somebody was faster."""
    return overtaken(_condition(args))


def _condition(args: argparse.Namespace) -> str | None:
    given: str | None = args.if_match
    return given if given is None or given == "*" or '"' in given else f'"{given}"'

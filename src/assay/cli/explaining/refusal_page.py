"""A refusal of the server whose settings are found: looked up beside the running server, read-only."""

from __future__ import annotations

import asyncio
import json
from textwrap import wrap
from typing import Any

from assay.app.configuration.loading import Sources
from assay.app.key_encryption import open_sealer
from assay.app.settings import load_settings
from assay.app.store import open_store_for_reading
from assay.cli.terminal.exit_status import ExitStatus
from assay.cli.terminal.faults import CommandFault, UsageFault
from assay.decision.evidence import escaped
from assay.model.refusal_record import RefusalRecord
from assay.outbound.system import system_clock, system_entropy
from assay.server.issuance.server_secrets import REFUSAL_ID, ServerSecrets
from assay.server.refusals.answer import answer_of
from assay.server.refusals.lookup import find_refusal
from assay.server.refusals.refusal_ids import RefusalIds, is_refusal_id

PATIENCE = 1.0
"""Seconds to wait for a record: they are written behind, in batches."""
_PAUSE = 0.05
WIDTH = 96


def explain_refusal(refusal_id: str, *, config: str | None, as_json: bool) -> int:
    """Print the answer and return 1; raises `CommandFault` with status 6 when there is no such record."""
    if not is_refusal_id(refusal_id):
        raise UsageFault(
            "this is no refusal id: one has the letters rf_ and 26 more characters",
            fix="Copy it from the field refusal_id or the header Refusal-Id of the refused answer.",
        )
    record = asyncio.run(_find(refusal_id, config))
    if record is None:
        raise CommandFault(
            "there is no record of this refusal",
            status=ExitStatus.NOT_FOUND,
            expected="an id of the server whose settings are found here, not older than its records are kept",
            fix="Run the command where the server was started, or give --config FILE.",
        )
    answer = answer_of(record)
    print(json.dumps(answer) if as_json else _page(answer))
    return ExitStatus.REFUSED


async def _find(refusal_id: str, config: str | None) -> RefusalRecord | None:
    loaded = load_settings(Sources(config=config))
    store = open_store_for_reading(loaded, system_clock)
    try:
        secrets = ServerSecrets(
            store.signing_keys, store.unit_of_work, open_sealer(loaded), system_entropy, store.issuer_id
        )
        key = await secrets.find(REFUSAL_ID)
        if key is None:
            return None
        ids = RefusalIds(key, system_entropy)
        for _ in range(round(PATIENCE / _PAUSE)):
            found = await find_refusal(store.refusal_records, ids, refusal_id)
            if found is not None:
                return found
            await asyncio.sleep(_PAUSE)
        return await find_refusal(store.refusal_records, ids, refusal_id)
    finally:
        await store.maintenance.close()


def _page(answer: dict[str, Any]) -> str:
    reason, refusal = answer["reasons"][0], answer["refusal"]
    lines = [
        f"x {reason.get('headline', reason['code'])}",
        f"  {reason['code']}",
        "",
        f"  {escaped(answer['subject']['summary'])}",
    ]
    for label, name in (("why", "explanation"), ("fix", "fix"), ("who", "fault"), ("retry", "retry")):
        if reason.get(name):
            lines += wrap(
                escaped(reason[name]),
                WIDTH,
                initial_indent=f"  {label:7}",
                subsequent_indent=" " * 9,
                break_on_hyphens=False,
            )
    if reason["evidence"]:
        lines.append("")
        lines += [f"  {name}: {escaped(json.dumps(value))}" for name, value in reason["evidence"].items()]
    marks = {"passed": "+", "refused": "x", "not_applicable": "-", "not_reached": "."}
    if answer["checks"]:
        # A no-break space keeps the mark at its check, whatever the width.
        checks = "  ".join(f"{marks.get(line['outcome'], '?')}\u00a0{line['check']}" for line in answer["checks"])
        lines += [
            "",
            *(line.replace("\u00a0", " ") for line in wrap(checks, WIDTH, initial_indent="  ", subsequent_indent="  ")),
        ]
    lines += ["", f"  {escaped(refusal['id'])} at {refusal['at']}, endpoint {escaped(refusal['endpoint'])}"]
    return "\n".join(lines)

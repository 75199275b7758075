"""The function that applies a batch of requests in one round trip and one transaction, each request whole or not at all.

Every connection that writes makes it for itself in `pg_temp`: so its statements are those of the process that calls it,
and processes of two versions can stand side by side on one database.
"""

from __future__ import annotations

from collections.abc import Mapping

from assay.storage.postgresql import locks
from assay.storage.postgresql.end_user_sessions import NOTE_USES
from assay.storage.postgresql.events import EVENTS
from assay.storage.postgresql.refusal_records import RECORDS
from assay.storage.postgresql.steps import Step

# ruff: noqa: S608 - made from statements that stand in this folder, never from a value

APPLY = "SELECT conflicts, faults, hindered FROM pg_temp.assay_apply($1, $2, $3, $4, $5, $6, $7, $8, $9)"
"""Parameters: the issuer; what is locked beforehand (`locks.py`), or NULL; whether the registry changes; the requests as JSON;
the first row that each locks, or NULL; the place of each in the order of their coming; events; refusal records; uses of sessions. It answers for each request which
effect lost a race, what was wrong with a value, what was in its way."""

EVENT = "RecordEvent"
"""The step that is carried out at the end of the batch, for all requests at once."""

_WAIT_AGAIN = "20ms"
"""How long a lock is waited for in a batch that has waited for one in vain: the others have no time for many of them."""

# Whatever a request wrote is taken back when it loses a race, and its neighbours go on. So all of them are carried out in one
# block first, for subtransactions cost as much as what they hold. When one loses a race in it, those before it are carried out
# again, and then a block begins with it: only who loses as the first of a block has lost. A unique key that was taken between
# two looks is a lost race as well. Whatever else goes wrong with a value fails that request. Who waited for a lock in vain, or
# was in a deadlock, is left out, and the block is carried out again without it; its end gave up the locks that others wait for.
# What concerns the whole server (a full disk, a shutdown) is not caught and fails the batch.
_FUNCTION = """
CREATE FUNCTION pg_temp.assay_apply(
    v_issuer text, v_locked text, v_registry boolean, v_requests text[], v_rows text[],
    v_places int[], v_noted text[], v_records text[], v_uses text[],
    OUT conflicts int[], OUT faults text[], OUT hindered text[]
) LANGUAGE plpgsql AS $assay$
#variable_conflict use_column
DECLARE
    v_count     CONSTANT int := cardinality(v_requests);
    v_request   int := 1;
    v_from      int := 1;
    v_to        int := v_count;
    v_read      jsonb[];
    v_steps     jsonb;
    v_step      jsonb;
    v_members   jsonb;
    v_at        int;
    v_conflict  int;
    v_fault     text;
    v_hindered      text;
    v_wait      text;
    v_locks     jsonb;
BEGIN
    conflicts := array_fill(NULL::int, ARRAY[v_count]);
    faults := array_fill(NULL::text, ARRAY[v_count]);
    hindered := array_fill(NULL::text, ARRAY[v_count]);
    IF v_registry THEN
        INSERT INTO registry_epochs AS held (issuer_id, epoch) VALUES (v_issuer, 1)
        ON CONFLICT (issuer_id) DO UPDATE SET epoch = held.epoch + 1;
    END IF;
    IF v_locked IS NOT NULL THEN
        v_locks := v_locked::jsonb;
        BEGIN
{lock}
        EXCEPTION WHEN lock_not_available OR deadlock_detected THEN
            -- Somebody keeps one of these rows: who wants it is found below, and nobody waits long enough to matter in a deadlock.
            v_wait := current_setting('lock_timeout');
            PERFORM set_config('lock_timeout', '{wait_again}', true);
        END;
    END IF;
    WHILE v_from <= v_count LOOP
        v_conflict := NULL;
        v_fault := NULL;
        v_hindered := NULL;
        BEGIN
            v_request := v_from;
            WHILE v_request <= v_to LOOP
                v_at := 0;
                IF v_wait IS NULL OR hindered[v_request] IS NULL THEN
                    v_steps := v_requests[v_request]::jsonb;
                    v_read[v_request] := v_steps;
                    WHILE v_at < jsonb_array_length(v_steps) LOOP
                        v_step := v_steps->v_at;
                        v_members := v_step->1;
                        CASE v_step->>0
{branches}
                        END CASE;
                        v_at := v_at + 1;
                    END LOOP;
                END IF;
                v_request := v_request + 1;
            END LOOP;
        EXCEPTION
            WHEN no_data_found OR unique_violation THEN
                v_conflict := v_at;
            WHEN data_exception OR integrity_constraint_violation OR program_limit_exceeded OR case_not_found THEN
                v_fault := SQLSTATE || ' at step ' || v_at;
            WHEN lock_not_available OR deadlock_detected THEN
                v_hindered := SQLSTATE;
        END;
        IF v_hindered IS NOT NULL THEN
            hindered[v_request] := v_hindered;
            FOR v_next IN v_request + 1 .. v_count LOOP -- those that want the same row would only wait for it in turn
                EXIT WHEN (v_rows[v_next] = v_rows[v_request]) IS NOT TRUE;
                hindered[v_next] := v_hindered;
            END LOOP;
            IF v_wait IS NULL THEN
                v_wait := current_setting('lock_timeout');
                PERFORM set_config('lock_timeout', '{wait_again}', true);
            END IF;
        ELSIF v_conflict IS NULL AND v_fault IS NULL THEN
            v_from := v_to + 1;
            v_to := v_count;
        ELSIF v_request > v_from THEN
            v_to := v_request - 1;
        ELSE
            conflicts[v_from] := v_conflict;
            faults[v_from] := v_fault;
            v_from := v_from + 1;
            v_to := v_count;
        END IF;
    END LOOP;
    IF v_wait IS NOT NULL THEN
        PERFORM set_config('lock_timeout', v_wait, true);
    END IF;
    IF cardinality(v_records) > 0 THEN
        INSERT INTO refusal_records (issuer_id, {record_columns})
        SELECT v_issuer, {record_columns}
        FROM unnest(v_records) AS one, jsonb_populate_record(NULL::refusal_records, one::jsonb)
        ON CONFLICT (issuer_id, refusal_id) DO UPDATE SET {record_changes};
    END IF;
    IF cardinality(v_uses) > 0 THEN
        {note_uses};
    END IF;
    -- Last of all, for the stream's row is held until the commit: numbers without a gap, in commit order.
    WITH told AS MATERIALIZED (
        SELECT v_places[request] AS place, ordinal, step->1 AS event
        FROM generate_subscripts(v_requests, 1) AS request,
            jsonb_array_elements(
                CASE WHEN conflicts[request] IS NULL AND faults[request] IS NULL AND hindered[request] IS NULL THEN v_read[request] END
            ) WITH ORDINALITY AS steps (step, ordinal)
        WHERE step->>0 = '{event}'
        UNION ALL
        SELECT 2147483647, ordinal, one::jsonb FROM unnest(v_noted) WITH ORDINALITY AS noted (one, ordinal)
    ), stream AS (
        INSERT INTO event_streams AS held (issuer_id, last_sequence)
        SELECT v_issuer, count(*) FROM told HAVING count(*) > 0
        ON CONFLICT (issuer_id) DO UPDATE SET last_sequence = held.last_sequence + excluded.last_sequence
        RETURNING last_sequence - (SELECT count(*) FROM told) AS newest
    )
    INSERT INTO events (issuer_id, sequence, {event_columns})
    SELECT v_issuer, newest + row_number() OVER (ORDER BY place, ordinal), {event_columns}
    FROM stream, told, jsonb_populate_record(NULL::events, event);
END
$assay$
"""


def apply_function(steps: Mapping[str, Step]) -> str:
    """The statement that makes the function for these steps, by name."""
    event_columns = EVENTS.columns.removesuffix(", sequence")
    return _FUNCTION.format(
        branches="\n".join(_branch(name, step) for name, step in steps.items()),
        record_columns=RECORDS.columns,
        record_changes=RECORDS.changes(),
        event=EVENT,
        event_columns=event_columns,
        note_uses=NOTE_USES.strip(),
        lock=locks.statements(),
        wait_again=_WAIT_AGAIN,
    )


def _branch(name: str, step: Step) -> str:
    if name == EVENT:
        statements = ["NULL"]
    else:
        statements = [step.body()]
        if step.settles:
            statements.append("IF NOT FOUND THEN RAISE no_data_found; END IF")
    return f"WHEN '{name}' THEN\n" + "\n".join(f"{statement.strip()};" for statement in statements)

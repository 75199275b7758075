"""`assay user sessions`, `end-sessions`, `consents`, `revoke-consent` on a real store."""

from __future__ import annotations

import asyncio
import time

from assay.model.consent import Consent
from assay.model.effects import Committed, SaveConsent, StartEndUserSession
from assay.model.end_user import EndUserSession
from assay.model.factor import Proof
from assay.storage.sqlite import open_sqlite

PASSWORD = "correct horse battery staple"


def with_two_sessions_and_a_consent(assay) -> str:
    made = assay("user", "create", "--username", "ada", "--password-stdin", "-o", "json", given=PASSWORD + "\n")
    subject, now = made.document["subject"], int(time.time())

    async def write() -> None:
        store = open_sqlite(assay.folder / ".assay/assay.db", issuer_id="default", clock=time.time)
        sessions = [
            StartEndUserSession(
                EndUserSession(
                    name.encode() * 32, name, subject, now, (Proof("password", now),), now + 900, last_used_at=now
                )
            )
            for name in ("a", "b")
        ]
        consent = SaveConsent(Consent("shop", subject, ("openid", "profile"), (), now))
        assert await store.unit_of_work.commit([*sessions, consent]) == Committed()
        await store.maintenance.close()

    asyncio.run(write())
    return str(subject)


def test_sessions_are_listed_and_ended_one_by_one_or_all(assay) -> None:
    with_two_sessions_and_a_consent(assay)
    listed = assay("user", "sessions", "ada", "-o", "json").document
    assert sorted(session["session_id"] for session in listed) == ["a", "b"]
    assert assay("user", "end-sessions", "ada", "--session", "a", "-o", "json").document["sessions_ended"] == 1
    assert assay("user", "end-sessions", "ada", "--session", "a").status == 6
    assert assay("user", "end-sessions", "ada", "-o", "json").document["sessions_ended"] == 1
    assert "signed in nowhere" in assay("user", "sessions", "ada").out


def test_a_consent_is_listed_and_taken_back(assay) -> None:
    with_two_sessions_and_a_consent(assay)
    assert "shop" in assay("user", "consents", "ada").out
    assert assay("user", "revoke-consent", "ada", "shop").status == 0
    assert "allowed nothing" in assay("user", "consents", "ada").out
    assert assay("user", "revoke-consent", "ada", "shop").status == 6

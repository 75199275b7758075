"""`assay user sessions`, `end-sessions`, `consents`, `revoke-consent`: where a person is signed in, and what they allowed."""

from __future__ import annotations

import argparse
from typing import Any

from assay.cli.people.finding import found
from assay.cli.terminal.faults import RefusedByServer
from assay.cli.terminal.parser import add_verb
from assay.cli.terminal.states import add_if_match, expecting, lost, require_state, shown_etag
from assay.cli.terminal.workplace import Workplace
from assay.decision import refuse
from assay.decision.wording import instant
from assay.model.effects import ExpectConsent
from assay.reasons import registration as reasons

_BECAUSE = "ended by the operator"
_SESSION = ("session_id", "device", "network", "last_used_at", "clients")
_CONSENT = ("client_id", "scopes", "granted_at")


def add_access_verbs(verbs: Any) -> None:
    """The verbs."""
    by_name = {
        name: add_verb(verbs, name, what, action)
        for name, what, action in (
            ("sessions", "list where an end-user is signed in", _sessions),
            ("end-sessions", "sign an end-user out, everywhere or in one session", _end),
            ("consents", "list what an end-user allowed to which client", _consents),
            ("revoke-consent", "take back what an end-user allowed to a client, and end its tokens", _revoke),
        )
    }
    for verb in by_name.values():
        verb.add_argument("username", metavar="USERNAME", help="the username, or the subject")
    by_name["sessions"].set_defaults(listed=(_SESSION, "This end-user is signed in nowhere."))
    by_name["consents"].set_defaults(listed=(_CONSENT, "This end-user has allowed nothing."))
    by_name["end-sessions"].add_argument("--session", metavar="SID", help="only this session, as listed")
    by_name["revoke-consent"].add_argument("client_id", metavar="CLIENT_ID", help="the client")
    add_if_match(by_name["revoke-consent"])


async def _sessions(place: Workplace, args: argparse.Namespace) -> list[dict[str, Any]]:
    end_user = await found(place, args.username)
    return [
        {
            "session_id": session.session_id,
            "device": session.device,
            "network": session.network,
            "started_at": instant(session.started_at),
            "last_used_at": instant(session.last_used_at),
            "clients": list(await place.store.end_user_sessions.clients_of(session.session_id)),
        }
        for session in await place.store.end_user_sessions.list_of(end_user.subject)
        if place.now < session.expires_at
    ]


async def _end(place: Workplace, args: argparse.Namespace) -> dict[str, Any]:
    end_user = await found(place, args.username)
    sessions = [
        session
        for session in await place.store.end_user_sessions.list_of(end_user.subject)
        if args.session is None or session.session_id == args.session
    ]
    if args.session is not None and not sessions:
        raise RefusedByServer(refuse(reasons.SESSION_UNKNOWN, session_id=args.session))
    await place.session_ending().end(sessions, _BECAUSE, place.now)
    return {"username": end_user.username, "sessions_ended": len(sessions)}


async def _consents(place: Workplace, args: argparse.Namespace) -> list[dict[str, Any]]:
    end_user = await found(place, args.username)
    return [
        {
            "client_id": consent.client_id,
            "scopes": list(consent.scopes),
            "resources": list(consent.resources),
            "granted_at": instant(consent.granted_at),
            "etag": shown_etag(consent),
        }
        for consent in await place.store.consents.list_of(end_user.subject)
    ]


async def _revoke(place: Workplace, args: argparse.Namespace) -> dict[str, Any]:
    from assay.server.administration.consents import revoke_consent

    end_user = await found(place, args.username)
    consent = await place.store.consents.find(args.client_id, end_user.subject)
    if consent is None:
        raise RefusedByServer(refuse(reasons.CONSENT_UNKNOWN, client_id=args.client_id))
    require_state(args, consent)
    effects = revoke_consent(args.client_id, end_user.subject, place.loaded.tree.lifetimes, now=place.now)
    await place.written((*expecting(args, ExpectConsent(consent)), *effects), lost(args))
    return {"username": end_user.username, "client_id": args.client_id, "revoked": True}

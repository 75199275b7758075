"""`assay user factors`, `reset-factors`, `recovery-codes`, `enrol-app`: what a person has beside the password."""

from __future__ import annotations

import argparse
import sys
from typing import Any
from urllib.parse import urlsplit

from assay.cli.people.finding import found
from assay.cli.terminal.exit_status import ExitStatus
from assay.cli.terminal.faults import CommandFault, RefusedByServer
from assay.cli.terminal.parser import add_verb
from assay.cli.terminal.states import add_if_match, expecting, lost, require_state
from assay.cli.terminal.workplace import Workplace
from assay.decision import Refused
from assay.decision.wording import instant
from assay.model.effects import ExpectEndUser
from assay.server.languages.language import message


def add_factor_verbs(verbs: Any) -> None:
    """The verbs."""
    for name, what, action in (
        ("factors", "list what an end-user can sign in with", _factors),
        ("reset-factors", "take all second factors away and end the sessions, for somebody who lost them", _reset),
        ("recovery-codes", "print new recovery codes; the earlier ones count no more", _recovery_codes),
        ("enrol-app", "enrol an authenticator app: shows a QR code and asks for the first code", _enrol),
    ):
        verb = add_verb(verbs, name, what, action)
        verb.add_argument("username", metavar="USERNAME", help="the username, or the subject")
        if action is _reset:
            add_if_match(verb)
    link = add_verb(verbs, "send-link", "mail a link to set a new password, or to confirm the address", _send_link)
    link.add_argument("username", metavar="USERNAME", help="the username, or the subject")
    link.add_argument("--for", dest="what", choices=("password", "email"), default="password", help="default: password")


async def _factors(place: Workplace, args: argparse.Namespace) -> dict[str, Any]:
    end_user = await found(place, args.username)
    totp = await place.store.second_factors.totp(end_user.subject)
    codes = await place.store.second_factors.recovery_codes(end_user.subject)
    passkeys = await place.store.passkeys.list_of(end_user.subject)
    return {
        "username": end_user.username,
        "password_changed_at": _when(end_user.password_changed_at) if end_user.password_hash is not None else None,
        "authenticator_app_since": _when(totp.created_at) if totp is not None else None,
        "passkeys": len(passkeys),
        "recovery_codes_left": sum(code.used_at is None for code in codes),
    }


async def _reset(place: Workplace, args: argparse.Namespace) -> dict[str, Any]:
    from assay.server.administration.factors import reset_second_factors

    end_user = await found(place, args.username)
    require_state(args, end_user)
    passkeys = await place.store.passkeys.list_of(end_user.subject)
    notice = place.letters().notice(end_user, message("All second factors of the account were taken away"), place.now)
    expected = expecting(args, ExpectEndUser(end_user))
    effects = (*expected, *reset_second_factors(end_user, passkeys, place.now), *notice)
    because = "the second factors were reset"
    ended = await place.written_with_ends(effects, end_user.subject, because, place.now, lost(args))
    return {**await _factors(place, args), "sessions_ended": ended}


async def _recovery_codes(place: Workplace, args: argparse.Namespace) -> dict[str, Any]:
    from assay.server.administration.factors import replace_recovery_codes

    end_user = await found(place, args.username)
    codes, effects = replace_recovery_codes(end_user, place.entropy, place.now)
    notice = place.letters().notice(end_user, message("New recovery codes were made for the account"), place.now)
    await place.written((*effects, *notice))
    return {"username": end_user.username, "recovery_codes": list(codes)}


async def _enrol(place: Workplace, args: argparse.Namespace) -> dict[str, Any]:
    from assay.server.end_user_authentication.totp_enrolment import TotpEnrolment
    from assay.server.end_user_authentication.totp_seeds import TotpSeeds

    end_user = await found(place, args.username)
    seeds = TotpSeeds(place.sealer(), place.entropy, place.store.issuer_id)
    enrolment = TotpEnrolment(seeds, place.letters(), place.entropy, urlsplit(place.loaded.tree.issuer).netloc)
    offered = enrolment.offer(end_user, place.now)
    print(
        f"{_blocks(offered.uri)}\nKey: {offered.seed}\nCode that the app shows now: ",
        end="",
        file=sys.stderr,
        flush=True,
    )
    outcome = enrolment.confirm(end_user, offered.sealed, sys.stdin.readline(), place.later())
    if isinstance(outcome, Refused):
        raise RefusedByServer(outcome)
    await place.written(outcome.value.effects)
    return {"username": end_user.username, "recovery_codes": list(outcome.value.recovery_codes)}


async def _send_link(place: Workplace, args: argparse.Namespace) -> dict[str, Any]:
    from assay.model.email_link import EMAIL_VERIFICATION, PASSWORD_RESET
    from assay.server.end_user_authentication.mailed_links import MailedLinks

    end_user = await found(place, args.username)
    store = place.store
    links = MailedLinks(store.email_links, store.end_users, place.letters(), place.entropy, place.loaded.tree.issuer)
    effects = links.sent(end_user, PASSWORD_RESET if args.what == "password" else EMAIL_VERIFICATION, place.now)
    if not effects:
        raise CommandFault(
            f"{end_user.username} has no e-mail address",
            status=ExitStatus.USAGE,
            expected="an end-user with the claim email",
        )
    await place.written(effects)
    return {"username": end_user.username, "link_for": args.what}


def _blocks(text: str) -> str:
    """A QR code in half blocks, dark on light whatever the terminal's colours."""
    from io import StringIO

    import segno

    out = StringIO()
    segno.make_qr(text, error="m").terminal(out, compact=True)
    return out.getvalue()


def _when(at: int | None) -> str | None:
    return instant(at) if at is not None else None

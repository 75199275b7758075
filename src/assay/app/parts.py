"""The parts that several endpoints stand on, each made once."""

from __future__ import annotations

from dataclasses import dataclass

from assay.app.first_start import Doors, Secrets
from assay.app.settings import Settings
from assay.outbound.password_hasher import ThreadedPasswordHasher
from assay.server.client_authentication.authentication import ClientAuthentication
from assay.server.client_authentication.failures import ClientFailures
from assay.server.client_authentication.method import Audience
from assay.server.client_authentication.requests import ClientRequests
from assay.server.end_user_authentication.browser_cookies import BrowserCookies
from assay.server.end_user_authentication.session_cookie import SessionCookies
from assay.server.end_user_authentication.session_ending import SessionEnding
from assay.server.end_user_authentication.sessions import Sessions
from assay.server.issuance.grant_ids import GrantIds
from assay.server.issuance.issuing import TokenIssuer
from assay.server.issuance.refresh_token import RefreshTokenMint
from assay.server.issuance.signers import Signers
from assay.server.issued_tokens.access_tokens import IssuedAccessTokens
from assay.server.outbox.outgoing import Outgoing
from assay.server.passkeys.challenges import Challenges
from assay.server.rate_limiting.attempts import Attempts
from assay.server.rate_limiting.in_process import InProcessRateLimits
from assay.server.refusals.recorder import RefusalRecorder
from assay.server.refusals.refusal_ids import RefusalIds


@dataclass(frozen=True, slots=True)
class SharedParts:
    """Settings, doors, and what is made of them for all endpoints."""

    settings: Settings
    doors: Doors
    recorder: RefusalRecorder
    refusal_ids: RefusalIds
    rate_limits: InProcessRateLimits
    attempts: Attempts
    authentication: ClientAuthentication
    mint: RefreshTokenMint
    signers: Signers
    grant_ids: GrantIds
    token_issuer: TokenIssuer
    access_tokens: IssuedAccessTokens
    outgoing: Outgoing
    password_hasher: ThreadedPasswordHasher
    cookies: BrowserCookies
    session_ending: SessionEnding
    sessions: Sessions
    passkey_challenges: Challenges


def shared_parts(settings: Settings, doors: Doors, secrets: Secrets) -> SharedParts:
    """Wire them."""
    store, issuer = doors.store, settings.issuer
    refusal_ids = RefusalIds(secrets.refusal_id, doors.entropy)
    mint = RefreshTokenMint(secrets.refresh_token, store.issuer_id)
    signers = Signers(store.signing_keys, doors.sealer, store.issuer_id)
    outgoing, cookies = Outgoing(doors.sealer, doors.entropy, store.issuer_id), BrowserCookies(issuer)
    session_ending = SessionEnding(store.end_user_sessions, store.clients, store.unit_of_work, outgoing)
    access_tokens = IssuedAccessTokens(issuer, store.signing_keys)
    return SharedParts(
        settings=settings,
        doors=doors,
        recorder=RefusalRecorder(store.refusal_records, store.events, refusal_ids, settings.refusals),
        refusal_ids=refusal_ids,
        rate_limits=InProcessRateLimits(),
        attempts=Attempts(store.attempt_budgets, secrets.attempt_budget),
        authentication=ClientAuthentication(
            store.clients,
            store.unit_of_work,
            Audience(issuer, f"{issuer}/token"),
            ClientFailures(InProcessRateLimits(), settings.client_authentication),
            ClientRequests(InProcessRateLimits(), settings.client_requests),
        ),
        mint=mint,
        signers=signers,
        grant_ids=GrantIds(
            store.token_statuses, store.unit_of_work, doors.entropy, settings.status_lists, settings.lifetimes
        ),
        token_issuer=TokenIssuer(issuer, signers, settings.lifetimes, mint, access_tokens),
        access_tokens=access_tokens,
        outgoing=outgoing,
        password_hasher=ThreadedPasswordHasher(doors.entropy),
        cookies=cookies,
        session_ending=session_ending,
        sessions=Sessions(
            store.end_user_sessions,
            store.end_users,
            session_ending,
            SessionCookies(store.end_user_sessions, store.unit_of_work, doors.entropy, cookies, settings.session),
            doors.entropy,
            cookies,
            settings.session,
        ),
        passkey_challenges=Challenges(secrets.passkey_challenge, doors.entropy, settings.passkeys.challenge_lifetime),
    )

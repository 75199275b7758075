"""Applies effects through the writer, all or none: each effect is a conditional statement, so SQLite settles every race."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from assay.model import effects as e
from assay.storage.sqlite import (
    authorization_codes,
    authorization_requests,
    client_logos,
    clients,
    consents,
    deny_list,
    device_authorizations,
    email_links,
    end_user_sessions,
    end_users,
    events,
    grants_of_client,
    outbox,
    passkeys,
    refresh_tokens,
    resources,
    sealed_values,
    second_factors,
    signing_keys,
    token_statuses,
)
from assay.storage.sqlite.registry_cache import RegistryCache
from assay.storage.sqlite.writer import TakenBack, Writer

APPLY: Mapping[type[e.Effect], Callable[[sqlite3.Connection, str, Any], bool]] = {
    e.SaveClient: clients.save_client,
    e.SaveClientLogo: client_logos.save_client_logo,
    e.RemoveClientLogo: client_logos.remove_client_logo,
    e.SaveResource: resources.save_resource,
    e.SaveSigningKey: signing_keys.save_signing_key,
    e.ExpectSigningKey: signing_keys.expect_signing_key,
    e.AddServerSecret: signing_keys.add_server_secret,
    e.AddEndUser: end_users.add_end_user,
    e.ExpectEndUser: end_users.expect_end_user,
    e.ChangePassword: end_users.change_password,
    e.SwitchEndUser: end_users.switch_end_user,
    e.ChangeClaims: end_users.change_claims,
    e.RehashPassword: end_users.rehash_password,
    e.StartEndUserSession: end_user_sessions.start_end_user_session,
    e.ProveEndUserSession: end_user_sessions.prove_end_user_session,
    e.RotateSessionCookie: end_user_sessions.rotate_session_cookie,
    e.ConfirmSessionCookie: end_user_sessions.confirm_session_cookie,
    e.JoinEndUserSession: end_user_sessions.join_end_user_session,
    e.EndEndUserSession: end_user_sessions.end_end_user_session,
    e.AddTotp: second_factors.add_totp,
    e.UseTotpStep: second_factors.use_totp_step,
    e.RemoveSecondFactors: second_factors.remove_second_factors,
    e.ReplaceRecoveryCodes: second_factors.replace_recovery_codes,
    e.RedeemRecoveryCode: second_factors.redeem_recovery_code,
    e.RememberDevice: second_factors.remember_device,
    e.RotateDevice: second_factors.rotate_device,
    e.ForgetDevices: second_factors.forget_devices,
    e.AddEmailLink: email_links.add_email_link,
    e.RedeemEmailLink: email_links.redeem_email_link,
    e.WithdrawEmailLinks: email_links.withdraw_email_links,
    e.AddPasskey: passkeys.add_passkey,
    e.UsePasskey: passkeys.use_passkey,
    e.RenamePasskey: passkeys.rename_passkey,
    e.RemovePasskey: passkeys.remove_passkey,
    e.SaveConsent: consents.save_consent,
    e.RevokeConsent: consents.revoke_consent,
    e.ExpectConsent: consents.expect_consent,
    e.SavePendingAuthorizationRequest: authorization_requests.save_pending_authorization_request,
    e.RedeemPendingAuthorizationRequest: authorization_requests.redeem_pending_authorization_request,
    e.SaveAuthorizationCode: authorization_codes.save_authorization_code,
    e.RedeemAuthorizationCode: authorization_codes.redeem_authorization_code,
    e.CountFailedVerifier: authorization_codes.count_failed_verifier,
    e.SaveDeviceAuthorization: device_authorizations.save_device_authorization,
    e.NoteDevicePoll: device_authorizations.note_device_poll,
    e.DecideDeviceAuthorization: device_authorizations.decide_device_authorization,
    e.RedeemDeviceCode: device_authorizations.redeem_device_code,
    e.StartRefreshTokenFamily: refresh_tokens.start_refresh_token_family,
    e.RotateRefreshToken: refresh_tokens.rotate_refresh_token,
    e.TouchRefreshTokenFamily: refresh_tokens.touch_refresh_token_family,
    e.RevokeGrant: deny_list.revoke_grant,
    e.RevokeGrantsOf: grants_of_client.revoke_grants_of,
    e.DenyAccessToken: deny_list.deny_access_token,
    e.RememberOnce: deny_list.remember_once,
    e.ReserveStatusBlock: token_statuses.reserve_status_block,
    e.Reseal: sealed_values.reseal,
    e.EnqueueMessage: outbox.enqueue_message,
    e.ClaimMessage: outbox.claim_message,
    e.FinishMessage: outbox.finish_message,
    e.PostponeMessage: outbox.postpone_message,
    e.AbandonMessage: outbox.abandon_message,
    e.ReviveMessage: outbox.revive_message,
    e.RecordEvent: events.record_event,
}
"""How each effect is applied; False says that somebody was faster."""

_CACHED = frozenset({e.SaveClient, e.SaveResource, e.SaveSigningKey, e.AddServerSecret, e.Reseal})
_COMMITTED = e.Committed()


class SqliteUnitOfWork:
    """`ports.unit_of_work.UnitOfWork`."""

    def __init__(self, writer: Writer, issuer_id: str, cache: RegistryCache) -> None:
        self._writer = writer
        self._issuer_id = issuer_id
        self._cache = cache

    async def commit(self, effects: Sequence[e.Effect]) -> e.Committed | e.Conflict:
        """See the port."""
        if not effects:
            return _COMMITTED
        return await self._writer.run(lambda connection: self._apply(connection, effects))

    def _apply(self, connection: sqlite3.Connection, effects: Sequence[e.Effect]) -> e.Committed | e.Conflict:
        for effect in effects:
            kind = type(effect)
            if kind in _CACHED:
                self._cache.clear()  # nothing reads before this batch is over, so nothing old comes back in
            if not APPLY[kind](connection, self._issuer_id, effect):
                raise TakenBack(e.Conflict(effect))
        return _COMMITTED

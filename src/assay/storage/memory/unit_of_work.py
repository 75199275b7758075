"""Applies effects to memory, all or none. Nothing here awaits, so no other task can come between."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from assay.model import effects as e
from assay.storage.memory import (
    authorization,
    client_logos,
    device_authorizations,
    end_user_sessions,
    end_users,
    outbox,
    passkeys,
    records,
    registry,
    sealed_values,
    second_factors,
    token_statuses,
    tokens,
)
from assay.storage.memory.tables import Tables, Transaction

APPLY: Mapping[type[e.Effect], Callable[[Transaction, Any], bool]] = {
    e.SaveClient: registry.save_client,
    e.SaveClientLogo: client_logos.save_client_logo,
    e.RemoveClientLogo: client_logos.remove_client_logo,
    e.SaveResource: registry.save_resource,
    e.SaveSigningKey: registry.save_signing_key,
    e.ExpectSigningKey: registry.expect_signing_key,
    e.AddServerSecret: registry.add_server_secret,
    e.AddEndUser: end_users.add_end_user,
    e.ExpectEndUser: end_users.expect_end_user,
    e.ChangePassword: end_users.change_password,
    e.SwitchEndUser: end_users.switch_end_user,
    e.ChangeClaims: end_users.change_claims,
    e.RehashPassword: end_users.rehash_password,
    e.StartEndUserSession: end_user_sessions.start_end_user_session,
    e.RotateSessionCookie: end_user_sessions.rotate_session_cookie,
    e.ConfirmSessionCookie: end_user_sessions.confirm_session_cookie,
    e.ProveEndUserSession: end_user_sessions.prove_end_user_session,
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
    e.AddEmailLink: second_factors.add_email_link,
    e.RedeemEmailLink: second_factors.redeem_email_link,
    e.WithdrawEmailLinks: second_factors.withdraw_email_links,
    e.AddPasskey: passkeys.add_passkey,
    e.UsePasskey: passkeys.use_passkey,
    e.RenamePasskey: passkeys.rename_passkey,
    e.RemovePasskey: passkeys.remove_passkey,
    e.SaveConsent: end_users.save_consent,
    e.RevokeConsent: end_users.revoke_consent,
    e.ExpectConsent: end_users.expect_consent,
    e.SavePendingAuthorizationRequest: authorization.save_pending_authorization_request,
    e.RedeemPendingAuthorizationRequest: authorization.redeem_pending_authorization_request,
    e.SaveAuthorizationCode: authorization.save_authorization_code,
    e.RedeemAuthorizationCode: authorization.redeem_authorization_code,
    e.CountFailedVerifier: authorization.count_failed_verifier,
    e.SaveDeviceAuthorization: device_authorizations.save_device_authorization,
    e.NoteDevicePoll: device_authorizations.note_device_poll,
    e.DecideDeviceAuthorization: device_authorizations.decide_device_authorization,
    e.RedeemDeviceCode: device_authorizations.redeem_device_code,
    e.StartRefreshTokenFamily: tokens.start_refresh_token_family,
    e.RotateRefreshToken: tokens.rotate_refresh_token,
    e.TouchRefreshTokenFamily: tokens.touch_refresh_token_family,
    e.RevokeGrant: tokens.revoke_grant,
    e.RevokeGrantsOf: tokens.revoke_grants_of,
    e.DenyAccessToken: tokens.deny_access_token,
    e.RememberOnce: tokens.remember_once,
    e.ReserveStatusBlock: token_statuses.reserve_status_block,
    e.Reseal: sealed_values.reseal,
    e.EnqueueMessage: outbox.enqueue_message,
    e.ClaimMessage: outbox.claim_message,
    e.FinishMessage: outbox.finish_message,
    e.PostponeMessage: outbox.postpone_message,
    e.AbandonMessage: outbox.abandon_message,
    e.ReviveMessage: outbox.revive_message,
    e.RecordEvent: records.record_event,
}
"""How each effect is applied; False says that somebody was faster."""


class MemoryUnitOfWork:
    """`ports.unit_of_work.UnitOfWork`."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    async def commit(self, effects: Sequence[e.Effect]) -> e.Committed | e.Conflict:
        """See the port."""
        transaction = Transaction(self._tables)
        for effect in effects:
            if not APPLY[type(effect)](transaction, effect):
                transaction.roll_back()
                return e.Conflict(effect)
        return e.Committed()

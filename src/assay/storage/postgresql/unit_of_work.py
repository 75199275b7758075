"""Which step applies which effect, and the port through which effects come."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from assay.model import effects as e
from assay.storage.postgresql import (
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
    outbox,
    passkeys,
    refresh_tokens,
    resources,
    sealed_values,
    second_factors,
    signing_keys,
    token_statuses,
)
from assay.storage.postgresql.registry_cache import RegistryCache
from assay.storage.postgresql.steps import Step
from assay.storage.postgresql.writer import Writer

APPLY: Mapping[type[e.Effect], Step] = {
    e.RecordEvent: events.RECORD,
    e.RotateRefreshToken: refresh_tokens.ROTATE,
    e.TouchRefreshTokenFamily: refresh_tokens.TOUCH,
    e.RememberOnce: deny_list.REMEMBER_ONCE,
    e.RedeemAuthorizationCode: authorization_codes.REDEEM,
    e.StartRefreshTokenFamily: refresh_tokens.START,
    e.SavePendingAuthorizationRequest: authorization_requests.SAVE,
    e.RedeemPendingAuthorizationRequest: authorization_requests.REDEEM,
    e.SaveAuthorizationCode: authorization_codes.SAVE,
    e.CountFailedVerifier: authorization_codes.COUNT_FAILED_VERIFIER,
    e.StartEndUserSession: end_user_sessions.START,
    e.EndEndUserSession: end_user_sessions.END,
    e.RotateSessionCookie: end_user_sessions.ROTATE_COOKIE,
    e.ConfirmSessionCookie: end_user_sessions.CONFIRM_COOKIE,
    e.ProveEndUserSession: end_user_sessions.PROVE,
    e.JoinEndUserSession: end_user_sessions.JOIN,
    e.UseTotpStep: second_factors.USE_TOTP_STEP,
    e.RotateDevice: second_factors.ROTATE_DEVICE,
    e.RememberDevice: second_factors.REMEMBER_DEVICE,
    e.ForgetDevices: second_factors.FORGET_DEVICES,
    e.UsePasskey: passkeys.USE,
    e.SaveConsent: consents.SAVE,
    e.RevokeConsent: consents.REVOKE,
    e.ExpectConsent: consents.EXPECT,
    e.NoteDevicePoll: device_authorizations.NOTE_POLL,
    e.SaveDeviceAuthorization: device_authorizations.SAVE,
    e.DecideDeviceAuthorization: device_authorizations.DECIDE,
    e.RedeemDeviceCode: device_authorizations.REDEEM,
    e.RevokeGrant: deny_list.REVOKE_GRANT,
    e.RevokeGrantsOf: deny_list.REVOKE_GRANTS_OF,
    e.DenyAccessToken: deny_list.DENY_ACCESS_TOKEN,
    e.EnqueueMessage: outbox.ENQUEUE,
    e.ClaimMessage: outbox.CLAIM,
    e.FinishMessage: outbox.FINISH,
    e.PostponeMessage: outbox.POSTPONE,
    e.AbandonMessage: outbox.ABANDON,
    e.ReviveMessage: outbox.REVIVE,
    e.ReserveStatusBlock: token_statuses.RESERVE,
    e.AddTotp: second_factors.ADD_TOTP,
    e.RemoveSecondFactors: second_factors.REMOVE,
    e.ReplaceRecoveryCodes: second_factors.REPLACE_RECOVERY_CODES,
    e.RedeemRecoveryCode: second_factors.REDEEM_RECOVERY_CODE,
    e.AddEmailLink: email_links.ADD,
    e.RedeemEmailLink: email_links.REDEEM,
    e.WithdrawEmailLinks: email_links.WITHDRAW,
    e.AddPasskey: passkeys.ADD,
    e.RenamePasskey: passkeys.RENAME,
    e.RemovePasskey: passkeys.REMOVE,
    e.AddEndUser: end_users.ADD,
    e.ExpectEndUser: end_users.EXPECT,
    e.ChangePassword: end_users.CHANGE_PASSWORD,
    e.SwitchEndUser: end_users.SWITCH,
    e.ChangeClaims: end_users.CHANGE_CLAIMS,
    e.RehashPassword: end_users.REHASH,
    e.SaveClient: clients.SAVE,
    e.SaveClientLogo: client_logos.SAVE,
    e.RemoveClientLogo: client_logos.REMOVE,
    e.SaveResource: resources.SAVE,
    e.SaveSigningKey: signing_keys.SAVE,
    e.ExpectSigningKey: signing_keys.EXPECT,
    e.AddServerSecret: signing_keys.ADD_SECRET,
    e.Reseal: sealed_values.RESEAL,
}
"""How each effect is applied, the frequent ones first: the database looks through them in this order."""

_COMMITTED = e.Committed()


class PostgresqlUnitOfWork:
    """`ports.unit_of_work.UnitOfWork`."""

    def __init__(self, writer: Writer, cache: RegistryCache) -> None:
        self._writer = writer
        self._cache = cache

    async def commit(self, effects: Sequence[e.Effect]) -> e.Committed | e.Conflict:
        """See the port."""
        if not effects:
            return _COMMITTED
        try:
            return await self._writer.commit(effects)
        finally:
            if any(APPLY[type(effect)].registry for effect in effects):
                self._cache.clear()

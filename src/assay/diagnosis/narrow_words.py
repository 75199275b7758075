"""Words of a refusal that come from one cause, as far as is known: they order what is otherwise only possible."""

from __future__ import annotations

from assay.diagnosis.facts.gathered import Facts

# (words in lower case, the cause)
NARROW: tuple[tuple[str, str], ...] = (
    (r"invalidbyte\(\d+, 92\)|invalid byte 0x5c", "jwt.pem_literal_backslash_n"),
    (r"from pem type|unsupported pem (?:type|block)|unknown pem type", "jwt.pem_kind_not_supported"),
    (r"unexpected char 0x0?[ad9]\b|err_invalid_char|reserved character\(s\), or return character|leading whitespace|invalid header field value", "jwt.whitespace_in_token"),
    (r"contains? padding|padding ['\"(]*=|illegal base64url character =", "jwt.base64_padding_in_token"),
    (r"not yet (?:valid|active)|not active yet|before the nbf|used too early|idx10222|issued in the future", "jwt.clock_skew_not_yet_valid"),
    (r"'issued at' claim|must be an? integer representing the time", "jwt.client_clock_ahead"),
    (r"'expiration time' claim|exp\b[^\n]{0,20}too far in the future", "jwt.lifetime_over_server_maximum"),
    (r"in a reasonable timeframe|aadsts700024", "oauth.assertion_clock_skew"),
    (r"invalid jwt signature|json web token could not be decoded|integration not found", "oauth.assertion_key_account_mismatch"),
    (r"jti[^\n]{0,30}(?:already|used|replay|reuse)|assertion[^\n]{0,30}(?:already|replay|reuse)", "oauth.assertion_reused_expired"),
    (r"provided in the configuration metadata|issuer returned by (?:the )?provider|did not match the requested issuer", "oauth.discovery_issuer_mismatch"),
    (r"matches:? ['\"]?(?:undefined|null|none)\b|(?:no|without a|missing|has no)[^\n]{0,12}['\"]?\bkid\b|\bkid\b[^\n]{0,12}missing", "jwt.kid_missing"),
    (r"keys?[^\n]{0,20}rotat|rotat[^\n]{0,20}\bkeys?\b|no (?:matching )?key (?:was )?found|unable to match key|no key for kid|key with id|unknown kid|unable to find a signing key that matches:? ['\"][^un]", "jwt.kid_unknown_stale_jwks_cache"),
    (r"(?:did|does) ?n[o']t contain any (?:signing )?keys|missing required \"?keys", "jwt.jwks_url_wrong"),
    (r"remote fetch is failed|idx2080[34]|retrieve remote jwk set[^\n]{0,40}(?:time|refused|connect|unknown host)|pkix|unable to verify the first", "jwt.jwks_unreachable"),
    (r"jwt signature is required|'none' signature|alg['\" :]{0,4}none\b|unsecured|unsigned", "jwt.alg_none"),
    (r"key is of invalid type|key type mismatch|wrong key type|requires? (?:a )?symmetric|must be an asymmetric key|must be of type|incorrect key type|unusable key type", "jwt.alg_key_type_mismatch"),
    (r"spki|pkcs ?#?_?[18]\b|tags don't match|invalidkeyformat|rsa public key", "jwt.pem_kind_not_supported"),
    (r"alg(?:orithm)?['\") ]{0,12}(?:\(algorithm\) )?(?:header parameter )?(?:value )?(?:is )?not (?:allowed|accepted|permitted|supported)|unexpected signing method|unsupported algorithm|invalid algorithm", "jwt.alg_not_allowed"),
    (r"starts? with (?:0x)?30\b|\b30 4[4-6]\b|der[- ]encoded|asn\.?1[^\n]{0,20}signature", "jwt.ecdsa_der_signature"),
    (r"must have a value|(?<!client_)(?<!client )(?:secret|hmac|key)[^\n]{0,24}(?:is|was|be) (?:empty|null|undefined|not set)|(?<!client_)(?<!client )secret[^\n]{0,24}must be provided|only 0 bits", "jwt.secret_not_set"),
    (r"untick|check ?box|secret base64[- ]encoded|base64[- ]encoded (?:secret|box)", "jwt.hmac_secret_base64_vs_raw"),
    (r"raw (?:request )?body", "jwt.payload_reserialised"),
    (r"slack|svix", "jwt.signed_string_differs"),
    (r"subject must be a string|invalidsubject", "jwt.sub_not_string"),
    (r"idx10257|\btyp\b[^\n]{0,30}not (?:allowed|accepted|valid)|unexpected jwt \"?typ", "jwt.typ_not_accepted"),
    (r"extension header|\bcrit\b|critical", "jwt.crit_not_understood"),
    (r"expected: (?:https?://)?(?:undefined|null)", "jwt.verifier_setting_undefined"),
    (r"audiences?[^\n]{0,24}(?:is empty|are empty|'empty')|missing the \"?aud|no aud\b|idx10206", "jwt.aud_missing"),
    (r"\[?['\"]?account['\"]?\]?[^\n]{0,20}aud|aud[^\n]{0,20}\[?['\"]?\baccount\b", "jwt.keycloak_aud_account"),
    (r"no \"?kid\"? claim|custom token", "jwt.firebase_custom_token_as_id_token"),
    (r"target audiences", "jwt.aud_token_used_as_own_reviewer"),
    (r"token use not allowed: access|token_use must be id", "jwt.access_token_used_as_id_token"),
    (r"authorization scheme|must start with bearer|scheme ['\"]?bearer", "oauth.bearer_scheme_case"),
    (r"state cookie|mismatching_state|correlation failed|authorization request state|no matching state|invalid_state|csrf", "oauth.state_cookie_lost"),
    (r"4 ?kb cookie|cookie (?:limit|size)|cookies? (?:is |are )?too (?:large|big)", "oauth.cookie_too_large"),
    (r"aadsts7000218|secret was not received|client[_ ]secret[^\n]{0,16}(?:is|was) (?:missing|required|not (?:sent|provided|present))|(?:missing|no) client[_ ]secret|client[_ ]secret[^\n]{0,24}must be (?:provided|sent|present|given)", "oauth.client_secret_not_sent"),
    (r"aadsts70002(?:15|22)|aadsts7000112|invalid client secret|client secret is (?:invalid|incorrect|expired)|invalid client credentials", "oauth.client_secret_wrong_or_expired"),
    (r"supports client authentication method|does not allow this method|only support 'token_endpoint|cannot use (?:client_secret|private_key)", "oauth.client_auth_method_mismatch"),
    (r"aud[^\n]{0,40}(?:client_assertion|assertion)|assertion[^\n]{0,60}\baud(?:ience)?\b|token audience[^\n]{0,30}(?:endpoint|domain)", "oauth.client_assertion_aud"),
    (r"already (?:been )?redeemed|code[^\n]{0,30}already[^\n]{0,12}used|aadsts54005", "oauth.code_redeemed_twice"),
    (r"code[^\n]{0,30}expired|aadsts70008", "oauth.code_expired"),
    (r"(?:not issued to|issued to another|client_id mismatch)", "oauth.code_issued_to_other_client"),
    (r"(?:code[_ ]?verifier|pkce|proof key)[^\n]{0,60}(?:not specified|missing|required|not (?:provided|present|sent))|missing code_?verifier", "oauth.pkce_verifier_missing"),
    (r"pkce verification failed|verifier[^\n]{0,30}(?:not match|invalid|incorrect)|aadsts501481", "oauth.pkce_verifier_stale"),
    (r"verifier[^\n]{0,40}(?:43|between|length|characters)", "oauth.pkce_verifier_malformed"),
    (r"challenge_?method|challenge method", "oauth.pkce_method_missing"),
    (r"refresh[^\n]{0,30}(?:already used|reuse|reused)|maximum allowed refresh token reuse", "oauth.refresh_token_reuse_race"),
    (r"aadsts50173", "oauth.grant_revoked_by_password_change"),
    (r"expired or revoked|session not active|token is not active(?! yet)", "oauth.grant_revoked"),
    (r"unauthorized_client|unsupported_grant_type|grant type[^\n]{0,40}not allowed", "oauth.grant_not_allowed_for_client"),
    (r"aadsts(?:700016|90002|50020|500011)", "oauth.wrong_tenant"),
    (r"secret ?hash", "oauth.cognito_secret_hash_username"),
    (r"\bhtu\b", "oauth.dpop_htu_behind_proxy"),
    (r"\bath\b[^\n]{0,40}(?:mismatch|not match|invalid|differ)", "oauth.dpop_ath_mismatch"),
    (r"\bath\b[^\n]{0,30}(?:missing|required|claim)|missing[^\n]{0,20}\bath\b", "oauth.dpop_ath_missing"),
    (r"use_dpop_nonce|nonce in (?:the )?dpop|dpop[^\n]{0,20}nonce", "oauth.dpop_nonce_stale"),
    (r"dpop proof (?:is )?(?:missing|required)|dpop[- ]bound[^\n]{0,30}bearer", "oauth.dpop_proof_missing"),
    (r"insufficient_?scope|insufficient (?:privileges|authentication scopes|permissions?)|higher privileges|missing_scope", "oauth.missing_scope"),
)  # fmt: skip


def narrowly_worded(facts: Facts) -> tuple[str, ...]:
    """The causes that alone are known to be refused in these words."""
    return tuple(dict.fromkeys(code for pattern, code in NARROW if facts.says(pattern)))

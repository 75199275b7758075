"""What people paste as it stands in their mail, browser or log: the first cause is that of the words, and certain only where proven."""

from __future__ import annotations

import json
from time import process_time

import pytest

from assay.diagnosis.as_text import answer_page
from assay.diagnosis.bundle import read_bundle
from assay.diagnosis.diagnosis import diagnose
from assay.diagnosis.evidence.recognised import recognise
from assay.diagnosis.facts.other_languages import in_english
from evidence import NOW, bundle, claims, codes, exchange, jwk, jwt, pem, private_pem, rsa_key, verifier, when


def answer_of(text):
    return diagnose(read_bundle({"assay_bundle": 1, "now": when(NOW)} | recognise(text)))


def test_a_token_wrapped_by_a_mail_program_is_read_whole():
    token = jwt(claims(iat=NOW - 3_690, exp=NOW - 90))
    lines = [token[start : start + 60] for start in range(0, len(token), 60)]
    answer = answer_of("\n".join(["> Hi, I get a 401:", ">", *(f"> {line}" for line in lines), ">", "> Thanks, Bob"]))
    assert answer.causes[0].code == "jwt.expired_not_refreshed"
    assert "jwt.token_truncated" not in [cause.code for cause in answer.causes]


def test_a_token_that_was_cut_stays_cut_behind_signs_of_quotation():
    token = jwt(claims(iat=NOW - 3_690, exp=NOW - 90)).rpartition(".")[0]
    lines = [token[start : start + 60] for start in range(0, len(token), 60)]
    answer = answer_of("\n".join(["> a 401:", ">", *(f"> {line}" for line in lines), ">", "> Bob"]))
    assert answer.causes[0].code == "jwt.token_truncated"


@pytest.mark.parametrize(
    ("query", "verdict"),
    [("error=access_denied&state=abc", "refused"), ("error=login_required&state=abc", "accepted"), ("code=c1&state=abc", "accepted")],
)  # fmt: skip
def test_an_error_that_comes_to_the_callback_is_a_refusal(query, verdict):
    evidence = bundle(exchanges=[exchange(f"https://app.example.org/cb?{query}", 200, "<html>")])
    assert diagnose(read_bundle(evidence)).verdict == verdict


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("An error occurred while attempting to decode the Jwt: Jwt expired at 2024-05-02T09:12:44Z", "oauth.code_expired"),
        ("WARN [org.keycloak.events] type=CODE_TO_TOKEN_ERROR, realmId=demo, clientId=web, error=invalid_code, grant_type=authorization_code, code_id=abc, client_auth_method=client-secret", "oauth.client_auth_method_mismatch"),
        ('{"error":"invalid_grant","error_description":"Code not valid"}', "oauth.grant_revoked"),
        ("Error when retrieving token from sso: Token has expired and refresh failed", "oauth.grant_revoked"),
        ('{"message":"No credentials found for given \'iss\'"}', "aws.no_credentials_unsigned"),
        ("[invalid bearer token, oidc: email not verified]", "oauth.bearer_scheme_case"),
    ],
)  # fmt: skip
def test_words_that_only_resemble_a_cause_do_not_name_it_first(text, wrong):
    assert wrong not in [cause.code for cause in answer_of(text).causes][:1]


def test_the_words_of_botocore_and_kong_name_their_cause():
    sso = answer_of("Error when retrieving token from sso: Token has expired and refresh failed")
    assert sso.causes[0].code == "aws.sso_session_expired"
    assert answer_of("No credentials found for given 'iss'").causes[0].code == "jwt.wrong_issuer"


@pytest.mark.parametrize(
    ("issuer", "expected", "certain"),
    [
        ("http://localhost:18455", "https://login.example.com", False),
        ("http://keycloak:8080/realms/demo", "https://login.example.com/realms/demo", True),
    ],
)
def test_two_issuers_are_one_only_where_their_names_share_something(issuer, expected, certain):
    evidence = bundle(
        symptom="issuer invalid", verifier=verifier(issuer=expected), credential={"token": jwt(claims(iss=issuer))}
    )
    found = [cause for cause in diagnose(read_bundle(evidence)).causes if cause.confidence == "certain"]
    assert ("oauth.internal_vs_public_issuer" in [cause.code for cause in found]) == certain
    assert "oauth.internal_vs_public_issuer" in codes(evidence)


KLOG = 'E0128 00:43:20.037068 1 authentication.go:63] "Unable to authenticate the request" err="[invalid bearer token, oidc: verify token: oidc: token is expired (Token Expiry: 2023-01-28 00:38:11 +0000 UTC)]"'
SPRING = (
    'HTTP/1.1 401 \nWWW-Authenticate: Bearer error="invalid_token", error_description="An error occurred while attempting'
    ' to decode the Jwt: Jwt expired at 2024-05-02T09:12:44Z"\nDate: Thu, 02 May 2024 10:12:44 GMT\n\n'
)


@pytest.mark.parametrize(
    ("text", "before"),
    [
        (KLOG, "5 min 9 s"),
        (SPRING, "1 h"),
        ("IDX10223: Lifetime validation failed. The token is expired. ValidTo (UTC): '5/2/2024 9:12:44 PM', Current time (UTC): '5/2/2024 9:30:00 PM'.", "17 min 16 s"),
        ("JWT expired at 2018-06-27T16:20:11Z. Current time: 2018-06-27T16:55:12Z, a difference of 2101000 milliseconds.", "35 min 1 s"),
        ("error: token is expired by 5m3s", "5 min 3 s"),
    ],
)  # fmt: skip
def test_a_refusal_that_tells_when_the_token_ended_makes_expiry_likely(text, before):
    first = answer_of(text).causes[0]
    assert (first.code, first.confidence) == ("jwt.expired_not_refreshed", "likely")
    assert before in first.evidence[0]


def test_two_times_that_lie_minutes_apart_are_no_time_zone():
    named = [cause.code for cause in answer_of(KLOG).causes]
    assert "jwt.timezone_offset_in_claims" not in named
    whole = KLOG.replace("00:43:20", "02:38:30")
    assert "jwt.timezone_offset_in_claims" in [cause.code for cause in answer_of(whole).causes]


@pytest.mark.parametrize(
    ("text", "not_told"),
    [
        ('{"error":"invalid_grant","error_description":"PKCE verification failed"}', "oauth.grant_revoked"),
        ("RefreshError: ('invalid_grant: Invalid JWT Signature.', {'error': 'invalid_grant'})", "oauth.grant_revoked"),
        ("RefreshError: ('invalid_grant: Invalid JWT Signature.', {'error': 'invalid_grant'})", "oauth.google_testing_7_days"),
        ('{"error":"invalid_grant","error_description":"Code not valid"}', "oauth.refresh_token_superseded"),
        ('{"error":"invalid_grant","error_description":"Code not valid"}', "oauth.assertion_clock_skew"),
    ],
)  # fmt: skip
def test_a_refusal_that_names_one_grant_is_not_of_another(text, not_told):
    assert not_told not in [cause.code for cause in answer_of(text).causes]


def test_nothing_is_said_of_a_refresh_token_where_nobody_speaks_of_one():
    answer = answer_of('{"error":"invalid_grant","error_description":"Bad Request"}')
    assert not any("refresh token" in line for cause in answer.causes for line in cause.evidence)


@pytest.mark.parametrize(
    ("text", "kind", "words"),
    [
        ("remote: Invalid username or password.\nfatal: Authentication failed for 'https://github.com/foo/bar.git/'", "account", "personal access token"),
        ("RBAC: access denied", "permission", "authorization policy of the mesh"),
        ('Unable to authenticate the request {"error": "[invalid bearer token, oidc: email not verified]"}', "account", "not verified"),
        ("npm ERR! code ENEEDAUTH\nnpm ERR! need auth This command requires you to be logged in to https://npm.example.com/", "account", "no sign-in"),
        ("denied: requested access to the resource is denied", "permission", "registry"),
        ("git@github.com: Permission denied (publickey).", "account", "SSH"),
    ],
)  # fmt: skip
def test_a_sentence_of_one_product_is_told_for_what_it_is(text, kind, words):
    answer = answer_of(text)
    assert answer.ground is not None
    assert (answer.ground.kind, answer.causes) == (kind, ())
    assert words in answer.headline


def test_a_presigned_url_whose_own_time_is_over_is_no_session_that_ended():
    times = "<X-Amz-Expires>3600</X-Amz-Expires><Expires>2024-05-02T10:12:44Z</Expires><ServerTime>2024-05-02T11:12:44Z</ServerTime>"
    answer = answer_of(f"<Error><Code>AccessDenied</Code><Message>Request has expired</Message>{times}</Error>")
    assert (answer.ground.kind, answer.causes) == ("lifetime", ())
    assert "1 h before" in answer.ground.evidence[0]
    early = times.replace("11:12:44", "10:12:43")
    assert answer_of(f"<Error><Message>Request has expired</Message>{early}</Error>").ground is None


@pytest.mark.parametrize(
    "query", ["error=access_denied&error_description=User+cancelled", "error=access_denied&state=x"]
)
def test_a_callback_with_access_denied_is_a_sign_in_that_was_refused(query):
    answer = diagnose(read_bundle(bundle(exchanges=[exchange(f"https://app.example.org/cb?{query}", 200, "<html>")])))
    assert (answer.verdict, answer.ground.kind) == ("refused", "sign_in")
    assert "error=access_denied" in answer.ground.evidence[0]


def test_a_tenant_that_knows_no_such_api_is_told_with_its_name():
    body = {"error": "access_denied", "error_description": "Service not enabled within domain: https://api.example.com"}
    url = "https://dev-abc.us.auth0.com/oauth/token"
    sent = bundle(exchanges=[exchange(url, 403, body, method="POST", sent="grant_type=client_credentials&client_id=a")])
    first = diagnose(read_bundle(sent)).causes[0]
    assert (first.code, first.confidence) == ("oauth.wrong_tenant", "likely")
    assert '"https://api.example.com"' in first.evidence[0]


def test_the_words_of_one_product_bring_its_own_fix():
    registry = answer_of("denied: Your authorization token has expired. Reauthenticate and try again.").causes[0]
    assert registry.code == "jwt.expired_not_refreshed"
    assert any("aws ecr get-login-password" in line for line in registry.fix)
    sso = answer_of("Error when retrieving token from sso: Token has expired and refresh failed").causes[0]
    assert (sso.code, sso.confidence) == ("aws.sso_session_expired", "likely")


def test_an_issuer_of_microsoft_is_not_taken_for_aws():
    answer = answer_of(
        "error_description=\"The issuer 'https://sts.windows.net/9188040d-6c67-4c5b-b112-36a304b66dad/' is invalid\""
    )
    assert answer.kind == "error_text"
    assert {cause.code for cause in answer.causes} >= {"jwt.wrong_issuer", "jwt.azure_v1_v2_issuer"}


def test_a_word_that_stands_where_a_value_could_is_no_audience():
    answer = answer_of(
        "error validating token: invalid audience (aud) claim: audience claim does not match any bound audience"
    )
    assert not any('"claim"' in line for cause in answer.causes for line in cause.evidence)
    assert answer.comparisons == ()


def test_how_it_was_asked_is_no_complaint_in_a_log_line_of_many_fields():
    line = "WARN type=CODE_TO_TOKEN_ERROR, realmId=demo, clientId=web, error=invalid_code, grant_type=authorization_code, client_auth_method=client-secret"
    named = [cause.code for cause in answer_of(line).causes]
    assert named[:2] == ["oauth.code_expired", "oauth.code_redeemed_twice"]
    assert "oauth.client_auth_method_mismatch" not in named


def test_a_host_and_a_challenge_of_the_token_endpoint_name_no_cause():
    body = {"error": "invalid_client", "error_description": "The client could not be authenticated."}
    answer = {"www-authenticate": 'Basic realm="as"'}
    sent = exchange(
        "http://localhost:8400/token",
        401,
        body,
        method="POST",
        headers={"Authorization": "Basic d2ViOng="},
        answer=answer,
    )
    named = codes(bundle(exchanges=[sent], log=["Connected to localhost (127.0.0.1) port 8400"]))
    assert named[0] == "oauth.client_secret_wrong_or_expired"
    unwanted = {
        "oauth.redirect_uri_localhost_vs_127",
        "oauth.authorization_header_conflict",
        "oauth.client_secret_not_sent",
    }
    assert unwanted.isdisjoint(named)


def test_the_answer_of_a_token_endpoint_is_its_token_and_no_complaint():
    answer = answer_of(
        f'{{"access_token":"{jwt(claims())}","token_type":"Bearer","expires_in":300,"scope":"demo.read"}}'
    )
    assert (answer.verdict, answer.kind, answer.causes) == ("undecided", "jwt", ())


def test_aws_is_named_only_where_something_is_of_aws():
    google = "Error 400: redirect_uri_mismatch\nIf you're the app developer, register the redirect URI. Request details: redirect_uri=http://localhost:3000/cb"
    assert not any(cause.code.startswith("aws.") for cause in answer_of(google).causes)


@pytest.mark.parametrize(
    "text",
    [
        "Anmeldung fehlgeschlagen: Das Token ist abgelaufen. Bitte melden Sie sich erneut an.",
        "登录失败：token 已过期",
        "トークンの有効期限が切れています",
        "Erreur: le jeton a expiré",
        "El token ha expirado",
        "il token è scaduto",
        "O token expirou",
        "Ошибка: срок действия токена истёк",
        "jwt expiré “quote” ☃",
    ],
)
def test_an_expiry_is_understood_in_other_languages(text):
    answer = answer_of(text)
    assert (answer.verdict, answer.causes[0].code) == ("refused", "jwt.expired_not_refreshed")
    assert not any(cause.code.startswith("aws.") for cause in answer.causes)


def test_a_body_in_another_language_is_understood_too():
    sent = exchange("https://api.example.com/v1", 401, {"message": "Das Zugriffstoken ist abgelaufen"})
    assert codes(bundle(exchanges=[sent]))[0] == "jwt.expired_not_refreshed"


@pytest.mark.parametrize(
    "text", ["the invalid token", "Das ist in Ordnung.", "The company ist GmbH", "signature of the firm"]
)
def test_other_languages_are_not_heard_where_none_is_spoken(text):
    assert in_english(text.lower()) == ""


@pytest.mark.parametrize(
    ("token", "words"),
    [
        ("ya29.a0AfH6SMBx-1234567890", "a Google access token"),
        ("gho_16C7e42F292c6912E7710c838347Ae178B4a", "a GitHub OAuth access token"),
        ("github_pat_11ABCDEFG0abcdefghij_klm", "a fine-grained personal access token of GitHub"),
        ("xoxb-123456789012-abcdef", "a bot token of Slack"),
        ("glpat-AbCdEfGhIjKlMnOpQrSt", "a personal access token of GitLab"),
        ("hvs.CAESIJ1234567890", "a service token of Vault"),
        ("sk-proj-abcdefghijklmnopqrstuvwx", "an API key as OpenAI makes them"),
        ("IQoJb3JpZ2luX2VjEJr//////////wEaCXVz", "a session token of AWS"),
    ],
)  # fmt: skip
def test_an_opaque_token_is_named_by_its_beginning_and_never_shown(token, words):
    answer = answer_of(token)
    assert answer.kind == "opaque_token"
    assert answer.summary.startswith(words)
    assert token not in answer_page(answer)


def test_keys_that_stand_alone_are_named():
    document = {"keys": [jwk(rsa_key()) | {"kid": "k7"}]}
    answer = answer_of(json.dumps(document))
    assert answer.kind == "key"
    assert answer.summary.startswith("a JWK set: 1 key (RSA 2048")
    assert 'kid "k7"' in answer.summary
    assert answer_of(json.dumps(document["keys"][0])).summary == answer.summary
    secret = answer_of('{"keys":[{"kty":"oct","k":"c2VjcmV0LXNlY3JldC1zZWNyZXQ"}]}')
    assert secret.summary == "a JWK set: 1 key (oct with its secret part)"


PEM = pem(rsa_key())


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (PEM.replace(PEM.splitlines()[3] + "\n", ""), "bytes, and"),
        (PEM.rpartition("-----END")[0], "END line is missing"),
        (PEM.replace(PEM.splitlines()[2], "%%not base64%%"), "no base64"),
    ],
)
def test_a_key_that_no_program_can_read_is_told(text, told):
    answer = answer_of(text)
    assert (answer.outcome, answer.ground.kind) == ("refused", "key")
    assert told in answer.ground.evidence[0]


def test_a_whole_key_has_no_fault():
    answer = answer_of(PEM)
    assert (answer.outcome, answer.ground, answer.summary) == ("undecided", None, "a public key as PEM")


def test_variables_are_read_as_variables():
    text = '# production\nNODE_ENV=production\nAWS_ACCESS_KEY_ID=AKIAIOSFODNN7EXAMPLE \nAWS_SECRET_ACCESS_KEY="wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"\n'
    answer = answer_of(text)
    assert answer.causes[0].code == "aws.key_id_whitespace"
    assert "aws.value_quoted" not in [cause.code for cause in answer.causes]
    assert "wJalrXUtn" not in answer_page(answer)
    by_shell = answer_of(text.replace("AWS_ACCESS_KEY_ID", "export AWS_ACCESS_KEY_ID"))
    assert "aws.key_id_whitespace" not in [cause.code for cause in by_shell.causes]


def test_what_stands_beside_variables_is_what_the_person_says():
    found = recognise('$Env:AWS_ACCESS_KEY_ID="ASIAIOSFODNN7EXAMPLE"\nset AWS_REGION=eu-west-1\nit says ExpiredToken\n')
    assert found == {
        "environment": {"AWS_ACCESS_KEY_ID": "ASIAIOSFODNN7EXAMPLE", "AWS_REGION": "eu-west-1"},
        "symptom": "it says ExpiredToken",
    }
    assert "environment" not in recognise("a=b\nMAIN=1 is what I wrote, and it fails with invalid_grant")


def test_what_sts_handed_out_is_read_as_credentials():
    handed = {"AccessKeyId": "ASIAIOSFODNN7EXAMPLE", "SecretAccessKey": "x" * 40, "SessionToken": "IQoJb3JpZ2lu"}
    found = recognise(json.dumps({"Credentials": handed | {"Expiration": "2026-11-24T10:00:00+00:00"}}))
    assert found["environment"]["AWS_SESSION_TOKEN"] == "IQoJb3JpZ2lu"
    assert found["environment"]["AWS_CREDENTIAL_EXPIRATION"] == "2026-11-24T10:00:00+00:00"


@pytest.mark.parametrize("margin", ["> ", "    # ", "// ", "      ", "| "])
def test_a_token_behind_any_margin_is_read_whole(margin):
    token = jwt(claims(iat=NOW - 3_690, exp=NOW - 90))
    lines = [token[start : start + 60] for start in range(0, len(token), 60)]
    text = "\n".join(["I get a 401 with this:", *(margin + line for line in lines), "Thanks, Bob"])
    assert answer_of(text).causes[0].code == "jwt.expired_not_refreshed"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('{"error":"invalid_client"}', "oauth.client_secret_wrong_or_expired"),
        ('{"ok":false,"error":"missing_scope","needed":"channels:read"}', "oauth.missing_scope"),
        ('{"active":false}', "jwt.expired_not_refreshed"),
        ('{"error":"invalid session: token has invalid claims: token is expired","code":16}', "jwt.expired_not_refreshed"),
        ("unable to parse or verify signature, token has invalid claims: token is expired", "jwt.expired_not_refreshed"),
        ("Firebase ID token has expired. Get a fresh ID token (auth/id-token-expired).", "jwt.expired_not_refreshed"),
        ("AADSTS700082: The refresh token has expired due to inactivity.", "oauth.grant_revoked"),
        ("AADSTS70008: The provided authorization code is expired.", "oauth.code_expired"),
        ('{"error":{"code":401,"message":"Expected OAuth 2 access token, login cookie or other valid authentication credential."}}', "jwt.expired_not_refreshed"),
        ('{"error":{"code":"InvalidAuthenticationToken","message":"Access token has expired or is not yet valid."}}', "jwt.expired_not_refreshed"),
        ('{"detail":"Given token not valid for any token type","code":"token_not_valid","messages":[{"message":"Token is invalid or expired"}]}', "jwt.expired_not_refreshed"),
        ("(gcloud.auth) refreshing your current auth tokens: ('invalid_grant: Token has been expired or revoked.')", "oauth.grant_revoked"),
        ("oidc: id token nonce mismatch", "oauth.state_cookie_lost"),
        ("SecurityTokenSignatureKeyNotFoundException: IDX10503: Signature validation failed. Token does not have a kid. Number of keys in Configuration: '2'.", "jwt.kid_missing"),
        ('{"Code":"InvalidSecurityToken.Expired","Message":"Specified SecurityToken is expired."}', "jwt.expired_not_refreshed"),
        ("access_token已过期，请重新获取", "jwt.expired_not_refreshed"),
        ("Error(InvalidSignature)", "jwt.wrong_secret"),
        ("[next-auth][error][NO_SECRET] Please define a `secret` in production.", "jwt.secret_not_set"),
        ("[next-auth][error][JWT_SESSION_ERROR] decryption operation failed", "jwt.secret_rotated"),
        ('{"reason":"InvalidProviderToken"}', "oauth.assertion_key_account_mismatch"),
        ("failed to generate Google Cloud federated token for //iam.googleapis.com: invalid_grant: The audience in ID Token [https://a] does not match the expected audience.", "jwt.wrong_audience"),
        ("CredentialRetrievalError: Error when retrieving credentials from container-role", "aws.no_credentials_unsigned"),
        ('{"authorization": "Bearer {{access_token}}", "body": "invalid_token"}', "oauth.literal_placeholder"),
        ("https://app.example.com/cb?error=invalid_scope&error_description=The+scope+is+invalid&state=a", "oauth.missing_scope"),
    ],
)  # fmt: skip
def test_the_first_cause_is_that_of_the_words(text, code):
    answer = answer_of(text)
    assert (answer.outcome, answer.causes[0].code) == ("refused", code)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('pods is forbidden: User "system:serviceaccount:a:b" cannot list resource "pods" in API group ""', "its roles do not allow this"),
        ('Error response from daemon: Get "https://registry-1.docker.io/v2/": unauthorized: incorrect username or password', "registry"),
        ("remote: Permission to foo/bar.git denied to alice.", "recognised the account"),
        ('{"error":"invalid_grant","error_description":"Invalid user credentials"}', "person's user name and password"),
        ("Ungültige Anmeldedaten. Benutzername oder Passwort falsch.", "person's user name and password"),
        ("RefreshError: Reauthentication is needed. Please run `gcloud auth login`", "sign in again"),
        ("AADSTS50076: you must use multi-factor authentication to access '00000003-0000-0000-c000-000000000000'.", "another factor"),
        ("You must specify a region. You can also configure your region by running aws configure.", "no region"),
        ("(AccessDenied) MultiFactorAuthentication failed with invalid MFA one time pass code.", "second factor"),
        ("URL: GET https://v.example.com:8200/v1/secret/data/app\nCode: 403. Errors:\n\n* permission denied", "Vault gave nothing"),
        ("failed to authorize: failed to fetch anonymous token: unexpected status: 401 Unauthorized", "without a sign-in"),
        ('{"message":"Bad credentials","documentation_url":"https://docs.github.com/rest"}', "GitHub does not know this token"),
        ("Access to fetch at 'https://a' has been blocked by CORS policy: No header is present", "CORS"),
        ('FATAL:  password authentication failed for user "app"', "database"),
        ("Permission 'storage.objects.get' denied on resource (or it may not exist).", "lacks is a permission"),
        ('level=warning msg="access denied" error="ARN is not mapped"', "EKS recognised"),
    ],
)  # fmt: skip
def test_a_product_that_says_what_it_refused_is_believed(text, words):
    answer = answer_of(text)
    assert answer.outcome == "refused"
    assert words in answer.headline
    assert answer.causes == ()


def test_an_anonymous_caller_of_kubernetes_is_not_called_recognised():
    answer = answer_of('pods is forbidden: User "system:anonymous" cannot list resource "pods" in API group ""')
    assert answer.ground is None


@pytest.mark.parametrize(
    "text",
    [
        '{\n "UserId": "AIDAEXAMPLE",\n "Account": "123456789012",\n "Arn": "arn:aws:iam::123456789012:user/bob"\n}',
        '{"issuer":"https://as.example","jwks_uri":"https://as.example/jwks","token_endpoint_auth_methods_supported":["none"]}',
        "Set-Cookie: session=abc; HttpOnly\nSet-Cookie: __Host-csrf=xyz; Secure",
        "Authorization: Basic d2ViOnMzY3JldA==",
        "https://app.example.com/callback?code=SplxlOBeZQQYbYS6WxSbIA&state=af0",
        "https://app.example.com/orders/1",
        '{"keys":[]}',
    ],
)
def test_what_refuses_nothing_is_not_called_refused(text):
    answer = answer_of(text)
    assert answer.outcome == "undecided"
    assert answer.leading is None
    assert answer.kind != "opaque_token"


def test_an_address_with_an_error_in_its_fragment_is_a_refused_sign_in():
    answer = answer_of("http://localhost:3000/cb#error=access_denied&error_description=User+declined")
    assert (answer.verdict, answer.ground.kind) == ("refused", "sign_in")
    assert '"User declined"' in answer.ground.evidence[0]


def test_the_issuer_of_google_without_a_scheme_is_told_with_what_was_expected():
    text = 'oidc: id token issued by a different provider, expected "https://accounts.google.com" got "accounts.google.com"'
    answer = answer_of(text)
    assert answer.causes[0].code == "jwt.wrong_issuer"
    assert [(one.expected, one.seen) for one in answer.comparisons] == [
        ("https://accounts.google.com", "accounts.google.com")
    ]


def test_a_certificate_that_stands_alone_was_given_to_nobody():
    text = "-----BEGIN CERTIFICATE-----\nMIIBszCCAVmgAwIBAgIUXk\n-----END CERTIFICATE-----"
    answer = answer_of(text)
    assert answer.causes == ()
    assert (answer.summary, answer.ground.kind) == ("a certificate as PEM", "key")


def test_a_private_key_that_is_pasted_is_warned_of():
    assert "private key" in answer_of(private_pem(rsa_key())).warning
    assert answer_of(PEM).warning == ""


def test_files_of_aws_and_manifests_are_read_as_files():
    assert list(recognise("[default]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\n")["files"]) == ["~/.aws/credentials"]
    assert list(recognise("[profile dev]\nregion = eu-west-1\n")["files"]) == ["~/.aws/config"]
    secret = "apiVersion: v1\nkind: Secret\ndata:\n  AWS_ACCESS_KEY_ID: QUtJQUlPU0ZPRE5ON0VYQU1QTEU=\n  AWS_SECRET_ACCESS_KEY: d0phbHJYVXRuRkVNSS9LN01ERU5HL2JQeFJmaUNZRVhBTVBMRUtFWQo=\n"
    assert answer_of(secret).causes[0].code == "aws.secret_whitespace"


def test_a_refusal_that_names_no_key_brings_no_key_among_the_candidates():
    named = [cause.code for cause in answer_of("AxiosError: Request failed with status code 403").causes]
    assert not any(code.startswith(("oauth.code_", "jwt.pem_", "oauth.dpop_", "aws.")) for code in named)


def test_a_password_in_an_address_is_not_repeated():
    answer = answer_of(
        "Could not transfer artifact from/to nexus (https://bob:s3cret@nexus.example.com/): authentication failed, 401 Unauthorized"
    )
    assert answer.ground.kind == "account"
    assert "s3cret" not in answer_page(answer)
    assert "nexus.example.com" in answer.ground.evidence[0]


@pytest.mark.parametrize(
    "text", ["# " * 4_000 + "end", "host: " * 4_000 + "\nno header", "[x]\n" + "; " * 4_000, "apiVersion: v1\n" * 2_000]
)
def test_lines_that_repeat_themselves_are_read_in_time(text):
    begun = process_time()
    answer_of(text)
    assert process_time() - begun < 2.0

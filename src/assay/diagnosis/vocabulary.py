"""The words that people and programs use around a cause: they order what stays possible, and prove nothing.

A report that says "cron", "sudo" or "works interactively" speaks of another user's home, whatever its error says. Words
that many causes share count little.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cache

from assay.diagnosis.facts.complaint import without_circumstances
from assay.diagnosis.facts.gathered import Facts
from assay.diagnosis.json_view import leaves

MOST = 4.0
"""What the words speak for one cause at the most."""
MAX_TEXT = 24_000
_PEM = re.compile(r"-----BEGIN [A-Z ]+-----.*")
"""A key's frame is no word of anybody: whether it is as it should be is seen elsewhere."""

_LIBRARY = re.compile(r"firebase[\\/]+(?:php-)?jwt", re.IGNORECASE)
"""A library that bears another product's name."""

_VOCABULARY: dict[str, str] = {
    # AWS
    "aws.account_inactive": "suspended|account is suspended|closed account|billing|payment|unpaid|every key|all keys|notsignedup|new account|not subscribed|verification|pending activation",
    "aws.apigw_no_such_route": "execute api|api gateway|apigateway|stage|resource path|invoke url|missing authentication token|lambda|deployment|forbidden",
    "aws.clock_skew": "ntp|chrony|timedatectl|clock|time sync|wsl|wsl2|hwclock|laptop sleep|resumed|suspend|vm|virtualbox|docker desktop|skew|tooskewed|not yet current|system time|date is wrong|signature expired|raspberry",
    "aws.clock_timezone_error": "time zone|timezone|utc|gmt|tz|daylight|dst|local time|bst|cest|hours|dual boot|windows time|hour off",
    "aws.credentials_file_bom": "bom|utf 8 bom|notepad|powershell|set content|out file|ufeff|xef xbb xbf|unable to parse|parse config|byte order|windows",
    "aws.credentials_file_no_section": "section header|no section|missingsectionheader|parse config|default|unable to parse|contains no section|indented|header",
    "aws.credentials_file_utf16": "utf 16|utf16|unicode|powershell|out file|redirect|invalid start byte|0xff|xff xfe|null byte|x00|codec",
    "aws.credentials_in_other_file": "aws shared credentials file|aws config file|shared credentials|could not be found|config profile|other file|volume|mounted|path|aws sdk load config",
    "aws.dynamodb_local_key_charset": "dynamodb local|localhost 8000|dynamodb|underscore|hyphen|access key id or security token is invalid|dynamodb admin|nosql workbench",
    "aws.dynamodb_local_key_separates_db": "dynamodb local|shareddb|table not found|no tables|resourcenotfoundexception|non existent table|list tables|8000|nosql workbench|dynamodb admin|empty",
    "aws.empty_env_variable": "empty|blank|unset|compose|env file|environment|defaults to blank|variable is not set|github actions|secrets|ci|fork|pull request",
    "aws.empty_session_token": "aws session token|empty|blank|session token|compose|env file|variable is not set|terraform|null|optional",
    "aws.env_overrides_profile": "profile|environment variables|aws profile|exported|unset|still uses|ignores|overrides|precedence|direnv|dotenv|env|bashrc|switched",
    "aws.fake_key_to_real_aws": "localstack|local|endpoint url|dummy|test|minio|moto|mock|emulator|fake|elasticmq|dynamodb local|goes to real|amazonaws|4566",
    "aws.getsessiontoken_no_mfa_iam": "get session token|getsessiontoken|iam|list users|mfa|aws vault|no session|create user|list roles|iam calls|getuser",
    "aws.id_and_secret_swapped": "swapped|wrong order|malformed credential|mixed up|the other way|credential should be scoped|slash|order of",
    "aws.key_deleted_or_rotated": "rotated|deleted|deactivated|inactive|used to work|worked until|yesterday|old key|rotation|previous key|disabled|security team|leaked|quarantine",
    "aws.key_id_extra_text": "access key id|copied|pasted|comment|prefix|label|description|export|key value pair|split|line",
    "aws.key_id_used_as_secret": "secret|same value|both|copied|pasted twice|secret is 20|terraform|variables",
    "aws.key_id_whitespace": "echo|trailing|newline|blank|space|whitespace|carriage return|crlf|base64|kubectl|jenkins|secret|key value pair|hash not|invalid header",
    "aws.key_not_yet_propagated": "just created|newly created|propagat|eventual|sleep|wait|retry|seconds|new user|create access key|terraform apply|second run|works later|a minute later|vault|aws secrets engine|dynamic credentials",
    "aws.literal_placeholder": "your access key|placeholder|template|example|replace|interpolat|substitut|variable|envsubst|helm|literally|not expanded|secrets",
    "aws.malformed_authorization_header": "authorization header|signedheaders|credential|comma|slash delimited|aws4 hmac sha256|hand written|custom|signer|postman|curl|header requires|malformed|own code|lua|bash",
    "aws.negative_cache_after_bad_secret": "wrong secret|second attempt|then works|after a while|cache|seconds later|retry|works again|corrected|typo",
    "aws.no_credentials_unsigned": "anonymous|unable to locate|no credentials|unsigned|no sign request|could not load|default chain|imds|metadata|no valid credential|credential chain|credentialsprovider|missing credentials|public",
    "aws.other_users_home": "sudo|cron|crontab|systemd|service account|www data|root|home|works in my shell|interactively|jenkins user|other user|nobody|daemon|supervisor|launchd|local system|task scheduler",
    "aws.plain_value_base64_decoded": "stringdata|kubernetes|secret|base64|data|k8s|sealed|external secrets|non printable|garbage|binary|helm|opaque",
    "aws.presigned_by_expiring_session": "presigned|pre signed|presign|x amz expires|link|url expires|generate presigned|expires earlier|signed url|7 days|604800|download link",
    "aws.profile_section_name": "profile|config profile|could not be found|section|prefix|brackets|failed to get shared config profile|named profile|not exist|no such profile",
    "aws.real_key_to_other_endpoint": "wasabi|minio|digitalocean|spaces|backblaze|b2|cloudflare|r2|ceph|endpoint|s3 compatible|scaleway|ovh|linode|hetzner|storj|oracle|aliyun|garage",
    "aws.region_not_enabled": "opt in|region disabled|not enabled|enable region|af south 1|ap east 1|me south 1|eu south 1|me central 1|il central 1|ap southeast 3|regions|all regions|scan",
    "aws.region_not_enabled_in_source_account": "opt in|source account|target account|cross account|assume role|hub|management account|enabled in|af south 1|ap east 1|me south 1|eu south 1|organization",
    "aws.request_changed_after_signing": "proxy|canonical request|string to sign|content length|transfer encoding|chunked|rewrite|accept encoding|user agent|path|encoding|plus|space|special characters|nginx|cloudflare|haproxy|middleware|aws chunked|checksum|header|tilde|double encod|trailing slash|gateway",
    "aws.secret_extra_characters": "percent sign|zsh|extra character|41|copied|pasted|trailing|prompt|double paste|secret access key",
    "aws.secret_special_chars_mangled": "plus|slash|special character|url encode|escape|yaml|percent|backslash|quote|sed|connection string|mongodb uri|shell|dollar|jdbc|spark|hadoop|s3a|celery|broker url|contains",
    "aws.secret_whitespace": "trailing|newline|whitespace|space|carriage return|crlf|trim|echo|copied|base64|kubectl|github secret|invisible|41",
    "aws.ses_smtp_password_as_secret": "ses|smtp|email|mail|sendrawemail|sendemail|smtp password|smtp credentials|587|mailer|nodemailer|ses smtp",
    "aws.session_cached_not_refreshed": "cached|long running|refresh|restart|restarting|hours|daemon|after 1 hour|after an hour|after 12 hours|auto refresh|rotated|reload|worker|stale|singleton|static credentials provider|client created|at startup|expired token",
    "aws.session_expired": "expired|session|expiration|hour|yesterday|morning|mfa|assume role|saml2aws|okta|sts|vault|token has expired|renew",
    "aws.session_token_missing": "asia|aws session token|session token|temporary|sso|assume role|learner lab|academy|copied|cloudshell|only two|third value|saml|mfa|dropped|env file|passes only",
    "aws.session_token_very_old": "weeks|months|days ago|old session|last month|learner lab|academy|lab|expired long|asia|invalid instead of expired|long ago|holiday",
    "aws.session_triplet_mismatch": "mixed|copied|old token|new key|refreshed|updated only|session token|half|one of the three|mfa script|jq|partially|different session|stale token",
    "aws.sigv4_wrong_region": "region|is wrong|expecting|credential should be scoped|scoped to a valid region|wrong region|us east 1|auto|bucket is in|authorizationheadermalformed|misspelt",
    "aws.sso_legacy_profile_no_refresh": "sso start url|legacy|refresh token|no refresh|every 8 hours|every hour|daily|sso session|non refreshable|reauthenticate|each morning",
    "aws.sso_session_expired": "sso login|sso|expired|refresh failed|token has expired|sso session|error loading sso token|identity center|invalidgrantexception|unauthorizedexception",
    "aws.sso_start_url_mismatch": "start url|sso session|cache|does not exist|sso cache|trailing|different url|awsapps|error loading sso token|hash|renamed",
    "aws.stale_session_token_with_new_key": "akia|session token|old session|left over|leftover|remove|permanent key|long term|still set|unset aws session token|stale|previous session",
    "aws.static_section_shadows_provider": "credential process|sso|credentials file|static|both|section|ignores|shadow|takes precedence|old keys|aws login|still uses|saml2aws",
    "aws.unknown_access_key": "does not exist|other account|wrong account|another account|china|unknown key|not found|list access keys",
    "aws.v1_token_in_optin_region": "opt in|global endpoint|legacy|sts regional endpoints|aws sts regional endpoints|version 2|v2token|v1token|af south 1|ap east 1|me south 1|eu south 1|il central 1|ap southeast 3|me central 1|eu central 2|eu south 2|ap south 2|regional",
    "aws.value_quoted": "quotes|quotation|quoted|env file|docker run|systemd|environmentfile|compose|dotenv|apostrophe|double quotes",
    "aws.web_identity_provider_missing": "oidc provider|openidconnect|no openidconnect provider|identity provider|eksctl|associate iam oidc|create open id|thumbprint|invalididentitytoken|new cluster|recreated cluster",
    "aws.web_identity_sub_mismatch": "trust policy|sub|stringequals|stringlike|condition|service account|irsa|repo|ref refs heads|environment|id token|github actions|assumerolewithwebidentity|not authorized to perform|audience|namespace|project path",
    "aws.wrong_partition": "china|cn north 1|cn northwest 1|govcloud|us gov|amazonaws com cn|partition|aws cn|beijing|ningxia|iso|us gov west 1|us east 1",
    "aws.wrong_profile_selected": "profile|aws profile|default profile|wrong account|other profile|picked|selected|default|named|region profile|get caller identity|instead of|another account",
    "aws.wrong_variable_name": "aws access key|aws secret key|variable|env|environment variable|renamed|aws key|s3 key|s3 secret|access key|named|typo|aws token|aws security token",
    # JWT
    "jwt.access_token_used_as_id_token": "id token|token use|access token|appsync|cognito|userinfo|expected id|at jwt|firebase|verifyidtoken|idtoken",
    "jwt.alg_key_type_mismatch": "key type|rsa|ec key|wrong key|public key|secretorpublickey|asymmetric|curve|p 384|p 256|es384|invalid key|kty|not an rsa|not suitable|mismatched|okp|ed25519|must be an|unable to decode",
    "jwt.alg_none": "alg none|none|unsecured|unsigned|no signature|signature required|signature is required",
    "jwt.alg_not_allowed": "algorithm|alg|hs256|rs256|es256|allowed algorithms|not allowed|unexpected signing method|invalid algorithm|jwsalgorithm|signing method|another algorithm expected|no matching key|unsupported algorithm",
    "jwt.aud_missing": "aud claim|missing audience|no aud|audience missing|aud is empty|required claim|claim is missing|resource|null audience|without aud|must contain aud",
    "jwt.aud_scope_not_requested": "scope|resources|api scope|audience|identityserver|identity server|openiddict|userinfo|default|request the scope|authorize request|allowedscopes|api resource",
    "jwt.aud_token_used_as_own_reviewer": "vault|kubernetes auth|tokenreview|token reviewer|reviewer|service account|permission denied|auth kubernetes login|disable local ca jwt|csi|external secrets",
    "jwt.aud_wrong_identifier": "app id uri|api|client id|guid|identifier|resource name|app id|application id uri|validaudience|audience|name of the api|identifier uri|url of",
    "jwt.azure_v1_v2_issuer": "sts windows net|v2 0|ver 1 0|accesstokenacceptedversion|requestedaccesstokenversion|azure|entra|microsoftonline|login microsoftonline com|v1|manifest|idx10205",
    "jwt.base64_alphabet": "base64url|illegal base64|character 5f|character 2d|underscore|dash|standard base64|plus|slash|urlsafe|alphabet|atob|illegal character",
    "jwt.base64_padding_in_token": "padding|equals sign|equal sign|base64|padded|illegal base64|incorrect padding|rawurlencoding|b64|unpadded",
    "jwt.bearer_doubled": "bearer bearer|twice|doubled|swagger|authorize button|postman|prefix|two bearer|already adds|interceptor|openapi",
    "jwt.bearer_no_space": "space|bearer|concatenat|template|no space|missing space|without space|string interpolation|prefix",
    "jwt.bearer_prefix_in_token": "bearer|prefix|split|substring|replace|strip|scheme|authorization header|slice|header value|jwt prefix|token prefix",
    "jwt.certificate_given_as_public_key": "certificate|begin certificate|x509|x5c|crt|cer|pem|saml|public key|unable to load|could not deserialize",
    "jwt.client_clock_ahead": "iat|issued at|in the future|clock|ahead|github app|minutes fast|machine time|ntp|skew|too far in the future|vm|raspberry|issued in the future",
    "jwt.clock_skew_not_yet_valid": "not yet valid|nbf|iat|leeway|clock skew|clocktolerance|used before issued|immature|not active|seconds|ntp|skew|sometimes|intermittent|not before|clockskew|beforevalid",
    "jwt.crit_not_understood": "crit|critical|b64|detached|extension|header parameter|rfc 7797|obie|open banking|unencoded|psd2",
    "jwt.ecdsa_der_signature": "der|asn1|es256|ecdsa|openssl|kms|r and s|raw|sha256withecdsa|concat|web crypto|webcrypto|p1363|ieee|secp256r1|hsm|key vault|createsign|dsaencoding",
    "jwt.ecdsa_signature_length": "es512|p 521|132|131|es384|length|signature length|66 bytes|pad|leading zero|secp256k1|sometimes|one in|intermittent|64 bytes|r and s",
    "jwt.exp_in_milliseconds": "milliseconds|date now|currenttimemillis|gettime|13 digits|year 5|out of range|overflow|exp|far in the future|never expires|timestamp too large|maxvalue|int32",
    "jwt.exp_is_duration": "1970|duration|seconds from now|exp 3600|small number|instead of a date|ttl|expiresin|lifetime|epoch",
    "jwt.expired_not_refreshed": "expired|refresh|silent|after an hour|idle|tab|after some time|renew|expires in|jwt expired|log in again|sleep|session|long running|overnight",
    "jwt.firebase_custom_token_as_id_token": "custom token|createcustomtoken|signinwithcustomtoken|identitytoolkit|verifyidtoken|firebase|verify id token|no kid|expects an id token",
    "jwt.hmac_secret_base64_vs_raw": "base64|secret|decode|raw|jwt io|base64 encoded|hex|getbytes|buffer from|supabase|secret base64 encoded|hmac|bytes|jjwt|decoders|encoded secret|hs512|asp net",
    "jwt.id_token_used_as_access_token": "id token|access token|nonce|at hash|token use|client id as audience|userinfo|api gateway|authorizer|frontend sends|idtoken|spa|msal|cognito|scope missing",
    "jwt.idp_token_instead_of_broker_token": "google|accounts google com|securetoken|firebase|broker|federat|identity pool|apple|supabase|auth0|provider token|credential|gsi|one tap|facebook|exchange|sign in with google",
    "jwt.iss_trailing_slash": "trailing slash|slash|issuer|iss|auth0|exactly|ending|issuer mismatch|did not match|invalid issuer|issuer uri",
    "jwt.iss_typo": "typo|issuer|misspelt|wrong issuer|iss|letter|case|realm|http instead of https|spelling|capital",
    "jwt.jwe_given_to_jws_verifier": "jwe|encrypted|enc|a256gcm|five parts|dir|decrypt|next auth|nextauth|a256cbc|5 parts|rsa oaep|session token|not enough segments|too many segments",
    "jwt.jwks_unreachable": "name or service not known|getaddrinfo|no such host|name resolution|jwks|timeout|timed out|dns|enotfound|econnrefused|certificate|self signed|proxy|firewall|unreachable|network|fetch failed|unable to obtain configuration|remote jwk|vpc|egress|html|socket|connection refused|tls|ca bundle|pkix|unable to get local issuer|couldn t retrieve",
    "jwt.jwks_url_wrong": "jwks url|404|wrong url|openid configuration|certs|well known|empty|no keys|html|path|jwks json|discovery|tenant|userpoolid|not found|multiple|realms|jwk set",
    "jwt.keycloak_aud_account": "keycloak|account|audience mapper|aud account|azp|realm|realms|client scope|mapper|verify token audience",
    "jwt.kid_key_mismatch": "kid|wrong kid|other key|two keys|key id|mismatch|thumbprint|rotation|renamed|key of the set|published|verifies with",
    "jwt.kid_missing": "kid|no kid|key id|header has no kid|missing kid|multiple keys|more than one key|kid is required|unable to find a signing key|none of the keys|without a kid",
    "jwt.kid_unknown_stale_jwks_cache": "kid|rotation|rotated|cache|cached|restart|jwks|signing key|unable to find|refresh|key rollover|stale|after restart|restarting fixes|no matching key|new key|ttl",
    "jwt.lifetime_over_server_maximum": "github app|app store connect|10 minutes|600 seconds|20 minutes|too far in the future|exp|maximum|lifetime|expiration time|apple|twenty|apns|apns token|6 months|mapkit|musickit|client secret|zoom|snowflake|short lived|docusign|long lived",
    "jwt.lifetime_unit_wrong": "expiresin|seconds|milliseconds|minutes|expires immediately|after a few seconds|15m|string|number|unit|ms|days|timespan|3 6 seconds|too soon|ttl|vercel ms",
    "jwt.ms_graph_token_not_verifiable": "graph|microsoft graph|nonce|00000003 0000 0000 c000 000000000000|user read|graph microsoft com|signature|idx10511|azure|entra|msal|kid matches|signature is invalid",
    "jwt.numeric_date_is_string": "string|must be a number|numericdate|integer|should be a number|exp claim|iat must be|not a number|cannot parse|unmarshal|strconv|isoformat|to string|json number|long",
    "jwt.opaque_or_jwe_no_audience": "auth0|audience|opaque|five parts|not a jwt|jwt malformed|access token is short|userinfo|32 characters|alg dir|a256gcm|api identifier|invalid compact|okta|org authorization server",
    "jwt.payload_reserialised": "webhook|raw body|body parser|json stringify|express json|bodyparser|middleware|stripe|shopify|slack|rawbody|pretty|whitespace|request body",
    "jwt.pem_base64_wrapped": "base64|pem|ls0tls1crudjti|encoded|env|private key|double|decoded|begin|secret manager|github secret|kubernetes",
    "jwt.pem_kind_not_supported": "pkcs1|pkcs8|spki|begin rsa private key|begin rsa public key|begin ec private key|openssh|begin openssh|convert|openssl|not supported|must be spki|must be pkcs8|ssh rsa|pkcs 8|pkcs 1|asn 1|tags don t match|algid|invalid keyspec|invalidkeyspecexception|encrypted private key",
    "jwt.pem_line_breaks_lost": "one line|single line|line breaks|newlines|spaces|line feed|replaced by spaces|begin|end|pem|private key|env|start line|no start line|decoder|unsupported|yaml",
    "jwt.pem_literal_backslash_n": "backslash|replace|newline|literal|private key|env|vercel|heroku|escaped|n characters|dotenv|firebase|firebase private key|service account|google private key|decoder routines|error 1e08010c|secretorprivatekey must be|netlify",
    "jwt.pem_truncated_first_line": "only the first line|first line|multiline|multi line|env file|docker|begin|truncated|compose|dotenv|pem|env file|cut off",
    "jwt.refresh_token_used_as_access_token": "refresh token|refresh|offline|typ refresh|hs512|hs256|keycloak|access token|wrong token|introspect|token type|simplejwt|token type refresh",
    "jwt.secret_differs_between_instances": "pods|instances|replicas|restart|load balancer|randomly|half of the|intermittent|workers|gunicorn|pm2|cluster|every restart|redeploy|scale|random secret|secret key|nodes|os urandom|secrets token|serverless|cold start|sometimes|different server|microservice",
    "jwt.secret_not_set": "undefined|null|empty|not set|env|dotenv|secretorprivatekey must have a value|must have a value|missing secret|jwt secret|environment variable|cannot be null|zero length|no secret|key length is zero|idx10703|at least 256 bits",
    "jwt.secret_rotated": "changed|rotated|rotation|new secret|old tokens|after deploy|existing sessions|before the change|previous secret|redeploy|reissued|users logged in before|regenerated|changed the secret|log out and in|clear cookies",
    "jwt.secret_special_chars_mangled": "dollar|special character|quotes|percent|hash|yaml|escaped|shell|env file|compose|docker|backslash|interpolat|systemd|contains|comment|length of the secret",
    "jwt.signed_string_differs": "webhook|timestamp|separator|svix|stripe|slack|v0|dot|base string|recipe|signed payload|zoom|x slack|concatenat|request timestamp|standard webhooks|docs say|clerk|hmac|x hub",
    "jwt.sub_not_string": "sub|subject|must be a string|pyjwt|flask jwt extended|2 10|integer|identity|user id|create access token|number|invalidsubjecterror|str|simplejwt|upgrade",
    "jwt.timezone_offset_in_claims": "utcnow|timezone|time zone|datetime|hours|utc|local time|naive|gmt|offset|not yet valid|expired immediately|exactly|tz|localdatetime|datetimekind",
    "jwt.token_over_size_limit": "too large|431|414|header size|large client header buffers|max http header size|8 kb|8k|groups|many roles|request header fields|url too long|16 kb|cookie|size|kestrel|413|nginx|header or cookie too large|limit|sha",
    "jwt.token_quoted": "quotes|quotation|json stringify|localstorage|json parse|stringified|double quotes|jq|usehooks|uselocalstorage|quoted|backslash|raw output|jq r",
    "jwt.token_truncated": "truncated|varchar|255|column|cut|missing part|not enough segments|database|length|last character|copy|ellipsis|terminal|4096|1024|substring|shortened|text field|log|segments|wrapped",
    "jwt.typ_not_accepted": "typ|at jwt|token type|header typ|jose type|application at jwt|rfc 9068|defaultjoseobjecttypeverifier|not allowed|jwt type|idx10257|jose header typ|dpop jwt|logout jwt|invalid typ",
    "jwt.verifier_audience_not_given": "audience|pyjwt|invalid audience|aud|verify aud|audience parameter|options|decode|python jose|no audience|verify aud|doesn t match|without audience|invalidaudienceerror",
    "jwt.verifier_bug": "upgrade|version|regression|bug|release|jwt io|verifies elsewhere|other library|works with|downgrade|changelog|since|since updating|patch|fixed in|accepts|valid on|same token",
    "jwt.verifier_expects_milliseconds": "date now|milliseconds|currenttimemillis|gettime|expired at once|always expired|immediately|new date|client side|compare|jwt decode|isexpired|frontend|guard|multiply|1000|flutter|android",
    "jwt.verifier_setting_undefined": "undefined|null|none|not configured|env|environment variable|appsettings|expected undefined|missing setting|empty|config|configuration|is null or whitespace|dotenv|process env|not loaded|vite",
    "jwt.whitespace_in_token": "newline|trailing|whitespace|echo|cat|file|line break|invalid header value|invalid header|n at the end|space|invalid header field value|service account|projected|trim|carriage|control character|readfile|illegal|wrapped|invalid character",
    "jwt.wrong_audience": "audience|aud|expected|intended|wrong audience|other api|unexpected audience|another api|resource|jwt audience invalid|invalid audience|not for|allowed audiences|configured audience",
    "jwt.wrong_issuer": "issuer|iss|custom domain|unexpected issuer|default domain|invalid issuer|expected issuer|domain|b2c|ciam|tenant name|host|wrong issuer|issuer mismatch",
    "jwt.wrong_secret": "webhook secret|payload and secret|signature|secret|invalid signature|hmac|shared secret|different secret|key|signature verification failed|hs256|bad signature|mismatch|other service",
    "jwt.zero_lifetime": "exp equals|same time|expires immediately|immediately|lifetime 0|zero|ttl 0|0 seconds|expires in 0|exp and iat|already expired|when issued|accesstokenlifetime|default",
    # OAuth
    "oauth.assertion_clock_skew": "clock|iat|assertion|server time|ntp|skew|reasonable timeframe|short lived|service account|jwt bearer|invalid jwt|too early|too late|minutes|vm|token must be a short lived|time range|aadsts700024|hwclock|docker",
    "oauth.assertion_key_account_mismatch": "private key|service account|app id|github app|invalid jwt signature|key|other app|wrong key|certificate|thumbprint|x5t|could not be decoded|uploaded|another account|key id|integration|docusign|consumer key|salesforce|client id|deleted key",
    "oauth.assertion_reused_expired": "jti|reused|replay|cached|assertion|already used|expired|second request|client assertion|same assertion|retry|static|generated once|exp|not unique",
    "oauth.authorization_header_conflict": "basic auth|www authenticate basic|two authorization|htpasswd|auth basic|nginx|traefik|staging|protected|401 basic|realm|password prompt|overwritten|both|htaccess|apache|browser asks|credentials in url|ingress",
    "oauth.bearer_scheme_case": "bearer|lower case|lowercase|capital|case sensitive|case|token type|uppercase|bearer in lower|scheme",
    "oauth.client_assertion_aud": "aud|audience|client assertion|private key jwt|token endpoint|issuer|par|pushed|assertion audience|client assertion aud|keycloak|okta|realm url|tenant|endpoint url",
    "oauth.client_auth_method_mismatch": "client secret basic|client secret post|token endpoint auth method|authentication method|public client|confidential|client authentication|basic|post|authorization header|body|private key jwt|spa|single page|unauthorized client|auth method|none|platform|registered",
    "oauth.client_library_bug": "upgrade|version|library|since|downgrade|regression|curl works|works with curl|release|changelog|url encode|encode|special characters|older version|pinned|breaking|fixed in|bug",
    "oauth.client_secret_not_sent": "client secret|missing|secret hash|not received|generate client secret|app client|spa|secret was not|without a secret|client secret is missing|public client|must contain|client assertion or client secret|required parameter|mobile|no secret",
    "oauth.client_secret_wrong_or_expired": "client secret|expired|invalid client|secret id|secret value|rotated|new secret|aadsts7000215|aadsts7000222|wrong secret|regenerated|guid|expires|24 months|copied|unauthorized|invalid client secret|secret key",
    "oauth.code_expired": "expired|code|authorization code|minutes|slow|breakpoint|debugger|paused|too late|lifetime|60 seconds|took|manual|copy the code|code not valid|seconds after|queue|mfa",
    "oauth.code_issued_to_other_client": "client id|other client|another client|issued to|different client|mismatch|backend|mobile|ios|android|server client id|web client|code was issued|webclientid|offline access|frontend",
    "oauth.code_redeemed_twice": "twice|strictmode|strict mode|useeffect|double|already redeemed|already been|refresh the page|back button|prefetch|two requests|react|code not valid|second request|already used|safari|retry|reload|f5|duplicate",
    "oauth.cognito_secret_hash_username": "secret hash|secrethash|cognito|username|refresh token auth|initiateauth|alias|email|sub|hmac|does not match for the client|unable to verify secret hash|admininitiateauth|uuid",
    "oauth.cookie_too_large": "cookie|4096|too large|chunk|set cookie|size|session cookie|groups|many|login loop|redirect loop|too big|cookie size|drops|ignored|exceeds|header too|upstream sent too big header|proxy buffer|chunks|502|id token in cookie",
    "oauth.discovery_issuer_mismatch": "issuer|discovery|openid configuration|did not match|does not match|returned by|provider metadata|well known|common|organizations|tenantid|expected|oidc issuer|b2c|issuer url|skip issuer|insecure skip",
    "oauth.dpop_ath_mismatch": "ath|hash|access token hash|dpop|does not match|token hash|proof|mismatch|trimmed|new token|refreshed",
    "oauth.dpop_ath_missing": "ath|dpop|missing ath|resource|access token hash|claim|proof|userinfo|required claim|library",
    "oauth.dpop_htu_behind_proxy": "htu|dpop|proxy|forwarded|x forwarded proto|http url mismatch|url mismatch|tls termination|load balancer|ingress|http instead of https|path prefix|behind|reverse proxy|port",
    "oauth.dpop_nonce_stale": "dpop nonce|nonce|use dpop nonce|stale|retry|fresh nonce|authorization server requires nonce|old nonce|cached",
    "oauth.dpop_proof_missing": "dpop|proof|cnf|jkt|bearer|sender constrained|bound|missing|no dpop|dpop header|proof of possession|downgrade|scheme",
    "oauth.google_testing_7_days": "testing|7 days|seven days|a week|weekly|consent screen|publishing status|google|publish|every week|every 7|refresh token|expired or revoked|gmail|drive|calendar|external",
    "oauth.grant_not_allowed_for_client": "unauthorized client|grant type|not allowed|client credentials|direct access|password grant|implicit|not enabled|service account|flow|enable|device code|allowed grant|unsupported|ropc|standard flow",
    "oauth.grant_revoked": "revoked|consent|removed access|disconnected|reauthorize|invalid grant|user removed|uninstalled|inactive|six months|6 months|unused|limit|50 refresh tokens|deauthorized|disabled|logged out|account deleted|session ended|expired or revoked",
    "oauth.grant_revoked_by_password_change": "password|changed|reset|password change|aadsts50173|fresh auth|mfa|credentials have been changed|security|tokensvalidfrom|revoked|admin reset|password expired|sessions",
    "oauth.header_stripped_by_proxy": "header|proxy|apache|cgi|wsgi|php fpm|fastcgi|http authorization|cgipassauth|wsgipassauthorization|htaccess|stripped|missing|removed|redirect|not present|empty|undefined authorization|nginx|underscore|cloudfront|cloudflare|works locally|rewrite|mod php|www|null header|cross origin|gateway|no authorization",
    "oauth.internal_vs_public_issuer": "docker|internal|localhost|container|kubernetes|svc cluster local|hostname|public|issuer|compose|host docker internal|frontend url|inside|external url|keycloak 8080|kc hostname|backchannel|service name|10 0 2 2|emulator",
    "oauth.literal_placeholder": "placeholder|your client id|changeme|template|replace|not substituted|example|literally|environment variable|env|process env|build|undefined|curly|braces|todo|unset",
    "oauth.missing_scope": "scope|insufficient|403|permission|forbidden|consent|not granted|privileges|required scopes|read|write|resource not accessible|needs|insufficient authentication scopes|aadsts65001|delegated|granular|add the scope|roles",
    "oauth.pkce_method_missing": "code challenge method|s256|plain|pkce|method|code challenge|transform|default|not supported|sha256|missing",
    "oauth.pkce_verifier_malformed": "code verifier|43|128|length|characters|pkce|too short|malformed|invalid characters|uuid|random string|base64|rfc 7636|invalid format|unreserved",
    "oauth.pkce_verifier_missing": "code verifier|pkce|missing|required|code challenge|not sent|verifier|session|storage|backend|confidential|no code verifier|invalid code verifier null|code verifier is required|empty",
    "oauth.pkce_verifier_stale": "code verifier|pkce|two tabs|storage|overwritten|does not match|mismatch|session storage|retry|second attempt|back button|previous attempt|not match|double|concurrent|invalid code verifier|back",
    "oauth.redirect_uri_localhost_vs_127": "localhost|127 0 0 1|loopback|redirect|callback|port|ipv6|native|cli|desktop|host",
    "oauth.redirect_uri_scheme_behind_proxy": "mismatch|registered|not match|http instead of https|x forwarded proto|proxy|https|load balancer|ingress|tls|redirect uri|callback|nginx|forwarded headers|behind|reverse proxy|internal host|port|cloud run|secure|azure container|traefik|heroku|scheme|trust proxy|caddy",
    "oauth.redirect_uri_trailing_slash": "trailing slash|slash|redirect uri|callback|exactly|registered|mismatch|reply url|sign in oidc|not match|end of",
    "oauth.refresh_token_reuse_race": "concurrent|parallel|race|refresh|reuse|two requests|multiple tabs|at the same time|simultaneous|rotation|interceptor|several|serverless|lambda|two processes|mutex|lock|replicas|logged out randomly|promise all|family|double|detected",
    "oauth.refresh_token_superseded": "refresh token|rotation|old refresh token|stored|newest|not saved|previous|second refresh|first refresh|rotating|save|database|updated|overwrite|one time|xero|quickbooks|hubspot|restored|backup|env|same refresh token|persist|only once",
    "oauth.scope_claim_not_mapped": "scp|scope|authorities|roles|permissions|granted authority|scope claim|hasauthority|prefix|mapper|converter|realm access|claim|groups|hasrole|policy|requireclaim|mapinboundclaims|array|authorize|role claim|forbidden",
    "oauth.server_metadata_wrong": "discovery|metadata|token endpoint auth methods supported|well known|advertises|supported|openid configuration|lists|method|not supported|claims to|wrong endpoint|document",
    "oauth.state_cookie_lost": "state|cookie|samesite|same site|correlation|csrf|session|state mismatch|localhost|missing state|secure|domain|www|different host|private window|post|form post|third party|safari|cookies blocked|iframe|http|not found|instances|incognito|lax|expired state|checks state|multiple tabs|another browser|authorization request not found|nonce|pkce cookie",
    "oauth.wrong_environment": "sandbox|production|staging|test|live|dev|prod|environment|sk test|preview|development|wrong environment|demo|uat|other stage|copied from|test mode|instance|beta",
    "oauth.wrong_tenant": "tenant|directory|realm|organization|common|aadsts700016|aadsts90002|not found in the directory|multi tenant|guest|personal account|domain|other realm|subdomain|consumers|aadsts50020|workspace|identity provider|b2c",
}  # fmt: skip


@cache
def _phrases() -> tuple[tuple[str, str, str, float], ...]:
    """(cause, first word, phrase between blanks, how much it says): a phrase of many causes says little."""
    shared = Counter(phrase for text in _VOCABULARY.values() for phrase in set(text.split("|")))
    return tuple(
        (code, phrase.partition(" ")[0], f" {phrase} ", (1.0 + 0.3 * phrase.count(" ")) / shared[phrase] ** 0.5)
        for code, text in _VOCABULARY.items()
        for phrase in dict.fromkeys(text.split("|"))
    )


def causes_of_vocabulary(facts: Facts) -> dict[str, float]:
    """How much the words of the whole evidence speak for causes, from 0 to `MOST`."""
    text = f" {re.sub(r'[^a-z0-9]+', ' ', _text(facts).lower())} "
    words = set(text.split())
    found: dict[str, float] = {}
    for code, first, phrase, weight in _phrases():
        if first in words and phrase in text:
            found[code] = min(MOST, found.get(code, 0) + weight)
    return found


def _text(facts: Facts) -> str:
    """What people and programs wrote, the complaint first; values that may be credentials hold no words of these."""
    bundle = facts.bundle
    pieces = [
        without_circumstances(facts.symptom),
        facts.complaint.text[:6_000],
        bundle.software,
        bundle.command,
        *bundle.log[-60:],
    ]
    pieces += [f"{name} {value}"[:300] for name, value in leaves(bundle.settings.raw) if value is not None]
    pieces += [f"{name} {raw[:3_000].decode('utf-8', 'replace')}" for name, raw in bundle.files.items()]
    return _LIBRARY.sub("php jwt", _PEM.sub(" ", "\n".join(pieces)[:MAX_TEXT]))

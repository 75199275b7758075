"""Sentences that one product alone says, and which name themselves what was refused: no cause of the catalogue, and no guess.

Only what leaves no cause of the catalogue open stands here: whoever reads such a sentence needs its meaning and no list.
"""

from __future__ import annotations

from assay.diagnosis.facts.ground import Kind

# (words in lower case, kind, headline, what the words tell, what to do)
SENTENCES: tuple[tuple[str, Kind, str, str, str], ...] = (
    (
        r"support for password authentication was removed|invalid username or (?:password|token)\.[\s\S]{0,200}authentication failed for 'https?://[^\s']*git",
        "account",
        "The Git server takes no account password over HTTPS; it wants a personal access token",
        "Git was given a user name with a password or token that the server does not take",
        (
            "Make a personal access token with access to this repository and give it in place of the password (remove the old "
            "entry from the credential store first: git credential reject), or use an SSH address"
        ),
    ),
    (
        r"http basic: access denied[\s\S]{0,200}(?:token|password)",
        "account",
        "The Git server did not take user name and password; with two-factor sign-in it wants a personal access token",
        "the server names the password or token as what was wrong",
        "Make a personal access token with access to this repository and give it in place of the password",
    ),
    (
        r"permission denied \((?:publickey|password|keyboard-interactive|,)+\)",
        "account",
        "The SSH server took none of the keys that were offered",
        "the server names public keys as the way in, and refused those that it was shown",
        "See which keys are offered (ssh -vT git@HOST, ssh-add -l), and register the public one with the account",
    ),
    (
        r"\brbac: access denied\b",
        "permission",
        "An authorization policy of the mesh said no; the token was taken",
        "Envoy's RBAC filter says it, which looks at a request after its token has passed",
        "Compare the AuthorizationPolicy of the called workload with the request's path, method, source and claims",
    ),
    (
        (r"oidc: email not verified|email(?:_verified| address)?[^\n]{0,12}(?:is |has )?not (?:been )?verified|\bunverified email\b"
        r"|email in id_token[^\n]{0,120}(?:is ?n't|not) verified"),
        "account",
        "The person's e-mail address is not verified, and the receiver wants a verified one; the token itself is in order",
        "the refusal names the claim email_verified",
        (
            "Have the address verified at the identity provider (email_verified must be true), or let the receiver take "
            "another claim as user name"
        ),
    ),
    (
        r"\beneedauth\b|npm err(?:or|!) code e401|npm err[^\n]{0,20}your authentication token seems to be invalid",
        "account",
        "npm has no sign-in for this registry, or one that does not hold any more",
        "npm says it of its own sign-in",
        "Run npm login --registry URL, or put a line //HOST/:_authToken=TOKEN into .npmrc for exactly this registry",
    ),
    (
        r"requested access to the resource is denied",
        "permission",
        "The registry does not let this account at this image",
        "the registry says so of the resource, and not of the sign-in",
        (
            "Look at the image's full name (registry, namespace, tag), sign in to that registry, and have the account given "
            "the right to push or pull there"
        ),
    ),
    (
        r"response from daemon: get \"?https?://\S+: (?:unauthorized|denied): incorrect username or password",
        "account",
        "The registry did not take user name and password",
        "the registry names them as what was wrong",
        "Sign in again (docker logout HOST, docker login HOST); with two-factor sign-in the password is an access token",
    ),
    (
        r"failed to fetch anonymous token|pull access denied for|no basic auth credentials",
        "account",
        "The registry was asked without a sign-in, and does not give this image to everybody",
        "the client asked for a token as nobody in particular",
        "Sign in (docker login HOST), or give the cluster the sign-in (imagePullSecrets); and look at the image's full name",
    ),
    (
        r"failed to fetch oauth token: unexpected status[^\n]{0,300}40[13]",
        "account",
        "The registry's own token service did not take the sign-in, or does not let it at this image",
        "the client asked it for a token to pull or push with, and was refused",
        "Sign in again with a token that may read (or write) packages: docker login HOST, helm registry login HOST",
    ),
    (
        r"credentials not correct for https?:|could not transfer artifact[\s\S]{0,300}(?:authentication failed|401)",
        "account",
        "The package registry did not take user name and password or token",
        "the client says so of the registry's address",
        ("See which entry the client takes for exactly this host (pip.conf, .netrc, keyring; settings.xml: the server's id "
        "must be the repository's), and renew its token"),
    ),
    (
        r"permission to \S+ denied to \S+",
        "permission",
        "The Git server recognised the account; what it lacks is the right to this repository",
        "the server names the account that it recognised",
        "Have this account given access, or use the account that has it (see git credential fill, ssh -T git@HOST)",
    ),
    (
        r"bad credentials[\s\S]{0,120}docs\.github\.com|api\.github\.com[\s\S]{0,200}\bbad credentials\b",
        "account",
        "GitHub does not know this token: it is mistyped, revoked or over",
        "GitHub says Bad credentials of every token that it does not know",
        ("Ask with the token itself (curl -H 'Authorization: Bearer TOKEN' https://api.github.com/user); make a new one if "
        "it is refused there too"),
    ),
    (
        r"user \"?(?!system:anonymous)[^\s\"]+\"? cannot [a-z]+ resource",
        "permission",
        "Kubernetes recognised the caller; its roles do not allow this",
        "the API server names the caller that it recognised",
        "Give the caller a Role or ClusterRole with this verb and resource; try it with kubectl auth can-i VERB RESOURCE --as USER",
    ),
    (
        r"reauth(?:entication)? (?:is |was )?(?:needed|required|failed)|reauth related error|invalid_rapt",
        "sign_in",
        "Google wants the person to sign in again: the session that it allows is over",
        "Google says that it wants a new sign-in, and not that the token is wrong",
        ("Sign in again: gcloud auth login (for libraries: gcloud auth application-default login); a service account is "
        "not asked so"),
    ),
    (
        r"aadsts(?:50072|50074|50076|50079|50158|500121|53000|53001|53002|53003|53004|530003|530004)\b",
        "sign_in",
        "Microsoft Entra wants more of this sign-in than it has: another factor, a known device, another place",
        "the error is one of Conditional Access",
        ("Let the person sign in again in a browser with what is asked for; if it should not be asked, the directory's "
        "administrator changes the policy (the sign-in log names it)"),
    ),
    (
        (r"aadsts(?:50053|50055|50056|50057|50105|50126)\b|invalid user credentials|user credentials were incorrect|invalid login credentials"
        r"|\b(?:invalid|incorrect|wrong) (?:user ?name|e-?mail(?: address)?|login) (?:or|and) password\b"),
        "account",
        "The server did not take the person's user name and password, or the account is closed to them",
        "the refusal speaks of the person, and not of a client or token",
        ("Let the person sign in in a browser; look whether the account is locked, disabled, not assigned to the "
        "application, or has to change its password"),
    ),
    (
        r"multifactorauthentication failed|invalid mfa one time pass ?code",
        "account",
        "AWS did not take the code of the second factor",
        "AWS names the code as what was wrong",
        ("Wait for the next code (each is taken once), see that the device's clock is right and that its serial number or "
        "ARN is the one of this user"),
    ),
    (
        r"code: 403\. errors:[\s\S]{0,80}(?:invalid|bad) token",
        "account",
        "Vault does not know this token: it is over, revoked or of another cluster",
        "Vault says it of the token itself",
        "Sign in again (vault login), and see that VAULT_ADDR and VAULT_NAMESPACE are those that issued it",
    ),
    (
        r"\burl: (?:get|put|post|list|delete) \S+/v1/(?!auth/)\S+\s+code: 403\. errors:\s+\* (?:1 error occurred:\s+\* )?permission denied",
        "permission",
        "Vault gave nothing at this path for this token: its policies do not allow it, or it is over",
        "Vault answers so for both, and does not tell which",
        ("Look at the token (vault token lookup) and at what it may do there (vault token capabilities PATH); for KV version "
        "2 policies name secret/data/…"),
    ),
    (
        r"you must specify a region|\bnoregionerror\b|could not find region",
        "absence",
        "The client has no region to call",
        "it says so before it sends anything",
        "Name one: AWS_REGION=eu-west-1, --region, or region in the profile (aws configure set region REGION)",
    ),
    (
        r"blocked by cors policy|cross-origin request blocked",
        "permission",
        "The browser did not let the page read the answer: the other origin does not allow it (CORS)",
        "the browser says it, whatever the server answered",
        ("Have the server allow the page's origin (Access-Control-Allow-Origin, also for OPTIONS and for errors); at an "
        "authorization server the origin belongs to the client's registration"),
    ),
    (
        r"arn is not mapped",
        "permission",
        "EKS recognised the AWS identity, and the cluster maps it to nobody",
        "the cluster's authenticator names the ARN that it recognised",
        ("Map it: an access entry (aws eks create-access-entry), or a line in the ConfigMap aws-auth; roles stand there "
        "without their path"),
    ),
    (
        r"permission '[\w.]+' (?:is )?denied on (?:the )?resource|does not have [\w.]+ access to the",
        "permission",
        "Google recognised the caller; what it lacks is a permission",
        "the refusal names the permission",
        "Give the caller a role that has it, on this resource or above; a resource that does not exist reads so too",
    ),
    (
        r"api has not been used in project|\bservice_disabled\b|accessnotconfigured",
        "absence",
        "The API is not enabled in this Google project; the credential is not in question",
        "Google names the project",
        ("Enable it (gcloud services enable API --project PROJECT), or call in the project in which it is enabled "
        "(quota project: gcloud auth application-default set-quota-project)"),
    ),
    (
        r"(?:password|sasl|scram)[^\n]{0,12} authentication failed|sasl authentication|saslauthenticationexception|access denied for user '[^']*'@|\bnoauth authentication required|\bwrongpass\b",
        "account",
        "A database or broker did not take user name and password; no token is in play",
        "the refusal is of that server's own sign-in",
        ("Compare user, password and database with the server's (special characters of a URL are percent-encoded), and "
        "see which of its rules the client's address meets"),
    ),
    (
        r"\b535[ -]5\.7\.\d|smtpauthenticationerror",
        "account",
        "The mail server did not take user name and password",
        "535 is SMTP's answer to a refused sign-in",
        ("Use an app password or OAuth (XOAUTH2) where the provider takes account passwords no more, as Gmail and "
        "Microsoft 365 do"),
    ),
    (
        r"unable to get actions_id_token_request_url",
        "permission",
        "The workflow may not ask GitHub for an ID token",
        "GitHub gives a job this variable only where it may",
        (
            "Give the job (or workflow) permissions: id-token: write; runs of a fork's pull request never have it"
        ),
    ),
    (
        r"does not have authorization to perform action",
        "permission",
        "Azure recognised the caller; what it lacks is a role",
        "the refusal names the caller, the action and the scope",
        (
            "Have the caller given a role with this action at this scope or above (az role assignment create); after that, "
            "fetch a new token"
        ),
    ),
    (
        r"signature not valid in the specified time frame",
        "lifetime",
        "The signed URL (SAS) is used outside of its own time; the key that signed it is not in question",
        "Azure names its start, its end and the time of the call",
        (
            "Make a new one shortly before it is used; begin it some minutes back where clocks may differ"
        ),
    ),
    (
        r"user is not authorized to access this resource",
        "permission",
        "The authorizer of the API (API Gateway) said no",
        "its policy denied the call, or did not allow this path; a cached policy of another path reads so too",
        (
            "Look at what the authorizer returned for this method and path (its log), and at its cache (TTL): a policy is "
            "kept for all paths of a token"
        ),
    ),
    (
        r"policy evaluation failed for this request",
        "sign_in",
        "No rule of Okta's access policy lets this client, person or scope in",
        "Okta says it of its own policies",
        (
            "Look at the access policies of this authorization server: one must be assigned to the client, with a rule for "
            "the grant, the person and the scopes"
        ),
    ),
    (
        r"incorrect api key provided|\binvalid_api_key\b|unrecognized login or wrong password",
        "account",
        "The service does not know this API key",
        "the service names the key as what was wrong",
        (
            "Compare the key's beginning and end with the service's console: mistyped, revoked, or of another project or shop"
        ),
    ),
    (
        r"ldap_bind: invalid credentials|ldaperr: dsid-[^\n]{0,120}acceptsecuritycontext",
        "account",
        "The directory (LDAP) did not take the name and password of the bind",
        "Active Directory tells why in its data code: 52e password, 525 no such user, 532 and 773 expired, 533 disabled, 775 locked",
        (
            "Try the bind alone (ldapwhoami -x -D DN -W), with the full DN or user@domain as name"
        ),
    ),
    (
        r"resource_exhausted|too many authentication (?:failures|attempts)",
        "limit",
        "It was tried too often; the credential is not in question now",
        "the refusal speaks of the number of attempts",
        "Wait, then try again with the right credential alone",
    ),
)  # fmt: skip

"""Sentences that one product alone says, and which name themselves what was refused: no cause of the catalogue, and no guess.

Only what leaves no cause of the catalogue open stands here: whoever reads such a sentence needs its meaning and no list.
"""

from __future__ import annotations

from typing import Literal

Kind = Literal["permission", "limit", "absence", "lifetime", "account", "sign_in", "key"]

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
        r"oidc: email not verified|email(?:_verified| address)?[^\n]{0,12}(?:is |has )?not (?:been )?verified|\bunverified email\b",
        "account",
        "The person's e-mail address is not verified, and the receiver wants a verified one; the token itself is in order",
        "the refusal names the claim email_verified",
        (
            "Have the address verified at the identity provider (email_verified must be true), or let the receiver take "
            "another claim as user name"
        ),
    ),
    (
        r"need auth (?:auth required|this command requires you to be logged in)|\beneedauth\b",
        "account",
        "npm has no sign-in for this registry",
        "npm says that the command needs one and that it has none",
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
        r"resource_exhausted|too many authentication (?:failures|attempts)",
        "limit",
        "It was tried too often; the credential is not in question now",
        "the refusal speaks of the number of attempts",
        "Wait, then try again with the right credential alone",
    ),
)  # fmt: skip

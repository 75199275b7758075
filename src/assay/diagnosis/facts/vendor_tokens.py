"""Whose token an opaque one is, by how its maker lets it begin. What it holds only its maker can say."""

from __future__ import annotations

from assay.diagnosis.pattern import Pattern

# (how it begins, what it is, where its maker tells more; empty where it tells nothing)
_BEGINNINGS: tuple[tuple[str, str, str], ...] = (
    (r"ya29\.", "a Google access token", "https://oauth2.googleapis.com/tokeninfo"),
    (r"1//0", "a Google refresh token", ""),
    (r"4/0A", "a Google authorization code", ""),
    (r"GOCSPX-", "a Google client secret", ""),
    (r"AIza[\w-]{30}", "a Google API key", ""),
    (r"ghp_", "a personal access token of GitHub (classic)", "https://api.github.com/user"),
    (r"github_pat_", "a fine-grained personal access token of GitHub", "https://api.github.com/user"),
    (r"gho_", "a GitHub OAuth access token", "https://api.github.com/user"),
    (r"ghu_", "a user's token for a GitHub App", "https://api.github.com/user"),
    (r"ghs_", "an installation token of a GitHub App", "https://api.github.com/installation/repositories"),
    (r"ghr_", "a refresh token of a GitHub App", ""),
    (r"glpat-", "a personal access token of GitLab", "GET /api/v4/personal_access_tokens/self of its host"),
    (r"gldt-", "a deploy token of GitLab", ""),
    (r"glcbt-", "a CI job token of GitLab", ""),
    (r"glrt-", "a runner's token of GitLab", ""),
    (r"xoxb-", "a bot token of Slack", "https://slack.com/api/auth.test"),
    (r"xoxp-", "a user token of Slack", "https://slack.com/api/auth.test"),
    (r"xapp-", "an app-level token of Slack", ""),
    (r"xoxe[.-]", "a token of Slack that is rotated", "https://slack.com/api/auth.test"),
    (r"hvs\.|s\.[A-Za-z0-9]{24}$", "a service token of Vault", "vault token lookup"),
    (r"hvb\.", "a batch token of Vault", "vault token lookup"),
    (r"sk-ant-", "an API key of Anthropic", ""),
    (r"sk_(?:live|test)_", "a secret key of Stripe", ""),
    (r"rk_(?:live|test)_", "a restricted key of Stripe", ""),
    (r"pk_(?:live|test)_", "a publishable key of Stripe", ""),
    (r"whsec_", "a secret for the signatures of webhooks", ""),
    (r"sk-(?:proj-|svcacct-)?[\w-]{20}", "an API key as OpenAI makes them", ""),
    (r"EAA[A-Za-z0-9]{20}", "an access token of Facebook (Meta)", "https://graph.facebook.com/debug_token"),
    (r"AQ[A-Z][\w-]{60}", "an access token as LinkedIn makes them", ""),
    (r"npm_", "an access token of npm", "npm whoami"),
    (r"pypi-", "an API token of PyPI", ""),
    (r"dckr_pat_", "a personal access token of Docker Hub", ""),
    (r"dop_v1_", "a personal access token of DigitalOcean", ""),
    (r"shp(?:at|ca|pa|ss)_", "an access token of Shopify", ""),
    (r"SG\.[\w-]{16}", "an API key of SendGrid", ""),
    (r"ATATT", "an API token of Atlassian", ""),
    (r"hf_", "an access token of Hugging Face", ""),
    (r"Atza\|", "an access token of Login with Amazon", ""),
    (r"Atzr\|", "a refresh token of Login with Amazon", ""),
    (r"k8s-aws-v1\.", "a token for an EKS cluster: a presigned call of STS, good for 15 min", ""),
    (r"IQoJb3JpZ2lu|FwoGZXIvYXdz|FQoGZXIvYXdz", "a session token of AWS, which holds only with its key id and secret", "aws sts get-caller-identity"),
    (r"v[1-4]\.(?:local|public)\.", "a PASETO, which is no JWT", ""),
    (r"[01]\.A[\w-]{40}", "a refresh token or code of Microsoft Entra", ""),
)  # fmt: skip
_ANY = Pattern("|".join(f"({begins})" for begins, *_ in _BEGINNINGS))


def vendor_of(token: str) -> str:
    """What a token is, in words that hold nothing of it but its fixed beginning; empty where no maker is known."""
    found = _ANY.match(token)
    if found is None or found.lastindex is None:
        return ""
    _, what, where = _BEGINNINGS[found.lastindex - 1]
    return f"{what} ({len(token)} characters)" + (f"; its maker tells more: {where}" if where else "")

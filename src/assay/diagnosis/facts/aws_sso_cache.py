"""Where the AWS CLI and SDKs keep a sign-in to IAM Identity Center: ~/.aws/sso/cache."""

from __future__ import annotations

import hashlib


def cache_file_name(signed_in_to: str) -> str:
    """The name of the file that holds a sign-in, by the name of its sso-session or, without one, its start URL."""
    digest = hashlib.sha1(signed_in_to.encode("utf-8", "replace"), usedforsecurity=False)
    return f"{digest.hexdigest()}.json"

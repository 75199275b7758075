"""Logout at the request of a client or a person (OpenID Connect RP-Initiated Logout 1.0)."""

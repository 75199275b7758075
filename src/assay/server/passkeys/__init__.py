"""Passkeys: what authenticators are asked, what they answer, and what becomes of it."""

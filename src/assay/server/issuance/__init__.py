"""What is issued and with which keys: lifetimes, claims, signing keys, server secrets."""

"""JOSE: signed and encrypted tokens and their keys (RFC 7515 to 7519, 7638, 8037). Structure only; nothing here judges."""

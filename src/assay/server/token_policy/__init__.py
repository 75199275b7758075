"""What a token may be for: scopes and resources, never more than registered and granted (RFC 6749 section 3.3, RFC 8707)."""

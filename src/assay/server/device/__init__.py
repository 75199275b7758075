"""Device authorization (RFC 8628): what a device asks for, and how a person finds and answers it."""

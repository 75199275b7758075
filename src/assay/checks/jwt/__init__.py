"""Questions about any signed token: its form, its header, its key, its signature, its times, its issuer and audience."""

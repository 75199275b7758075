"""What the authorization endpoint, the sign-in page and the consent page have in common, from request to code."""

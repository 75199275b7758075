"""AWS Signature Version 4: the canonical form of a request, and the signature over it."""

"""The authorization server without HTTP and without SQL: endpoints, grants, client authentication, issuance."""

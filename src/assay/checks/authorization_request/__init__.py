"""The questions that an authorization request must answer. Their order stands in `server.endpoints.authorization_steps`."""

"""What `serve --dev` adds: state in `./.assay/`, a demo client, a demo end-user, an operator's token, and `dev.json`."""

"""The doors to the outside world: one Protocol per file, persistence verbs only, at most seven methods."""

"""Results and refusals to HTTP: one file per answer. Nothing is decided here."""

"""Facts: what the evidence shows, gathered once and typed, before any cause is thought of."""

"""Which question to the outside is next, and what its answer adds to the evidence. Nothing is asked here."""

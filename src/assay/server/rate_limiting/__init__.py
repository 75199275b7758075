"""Rate limits: a register in this process, and budgets that all processes count together."""

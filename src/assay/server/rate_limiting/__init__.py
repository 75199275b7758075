"""Rate limits: the arithmetic, and a register of it in this process."""

"""Pure checks: one question each, one file each, no port in reach."""

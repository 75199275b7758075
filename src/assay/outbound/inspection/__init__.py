"""Explaining a pasted text in a process of its own, which ends with it."""

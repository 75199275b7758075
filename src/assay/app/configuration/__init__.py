"""Reads settings from a file, the environment and flags, and remembers where each value came from."""

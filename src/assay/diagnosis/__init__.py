"""Looks at a refusal from above: facts gathered once, causes weighed, an answer told. Pure; nothing is fetched here."""

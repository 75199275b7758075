"""Assay: a token service, a verifier and a diagnosis in which every refusal carries its reason."""

__version__ = "0.1.0"

"""Protects an API with the verifier, in the framework that the API is written in. Import the module of the framework."""

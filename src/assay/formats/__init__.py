"""Bytes to structure and back: JOSE, forms, credentials. Shapes may be refused here; nothing is judged."""

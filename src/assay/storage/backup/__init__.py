"""Backups: all rows of an issuer, whichever backend they came from, in one encrypted file that proves that it is whole."""

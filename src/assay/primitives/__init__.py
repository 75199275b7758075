"""The one room that imports `cryptography`: signatures, hashes, sealing. No policy here."""

"""The records of the token service: frozen data without behaviour that decides. Times are epoch seconds."""

"""Collects evidence from this machine: environment, files, and a command's own words. Nothing is sent anywhere."""

"""Further verbs of `assay user`."""

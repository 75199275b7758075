"""Pages of `assay explain` beside that of a diagnosis."""

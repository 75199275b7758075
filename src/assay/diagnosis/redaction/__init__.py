"""Takes secrets out of a bundle and leaves their shapes, so that the evidence can be shown to others."""

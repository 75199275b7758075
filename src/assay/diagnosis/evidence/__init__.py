"""Evidence as people have it, made into members of a bundle: pasted texts, curl output, HAR files, raw messages."""

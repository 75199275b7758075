"""What happens to a refusal: an id for the wire, a private record behind it, and the rule of who may read what."""

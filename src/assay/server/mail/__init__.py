"""What is written to people by mail, and put into the outbox."""

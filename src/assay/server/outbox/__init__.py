"""The outbox: messages are written with the change that they tell of, and delivered until they arrive or are given up."""

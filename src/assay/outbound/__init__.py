"""The outside world behind the ports: clock, entropy, threads, the network."""

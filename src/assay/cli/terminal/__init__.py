"""What every command shares: words on the command line, output for people and machines, exit status, the store."""

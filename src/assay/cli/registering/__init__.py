"""Options of the commands that register and change clients and resources."""

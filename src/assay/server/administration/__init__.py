"""What an operator decides: clients, resources, end-users. Each decision gives a record, its effects and its event.

The command line is the first caller; an admin API asks the same functions.
"""

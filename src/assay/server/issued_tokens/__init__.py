"""Recognises the tokens that this server has issued, for the endpoints that are shown one."""

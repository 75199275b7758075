"""HTTP outside, plain values inside: the ASGI application, one route file per endpoint, one render file per answer."""

"""Who must act, in words that a reader can place themselves in."""

from __future__ import annotations

_WORDS = {
    "caller": "the caller: you, or whoever sends the request",
    "issuer": "the issuer: whoever runs the service that makes the token",
    "receiver": "the receiver: whoever runs the program that refuses",
    "account owner": "the account's owner",
    "operator of the proxy": "whoever runs the proxy in between",
    "maintainer of the library": "the maintainer of the library; until then, its user",
}


def who_acts(who: str) -> str:
    """The words for one of the parties of a cause."""
    return _WORDS.get(str(who), str(who))

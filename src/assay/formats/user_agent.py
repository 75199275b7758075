"""What kind of browser on what kind of device a User-Agent header names, coarsely: enough for a person to know it again."""

from __future__ import annotations

_BROWSERS = (
    # Each names the ones before it in its own text, so the order decides.
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
    ("curl/", "curl"),
)
_DEVICES = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("CrOS", "ChromeOS"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)
_READ = 512
"""Characters that are looked at."""


def device_of(user_agent: str) -> str:
    """`Firefox on Linux`, with words of ours only; empty where neither is known."""
    seen = user_agent[:_READ]
    browser = next((name for mark, name in _BROWSERS if mark in seen), "")
    device = next((name for mark, name in _DEVICES if mark in seen), "")
    return f"{browser} on {device}" if browser and device else browser or device

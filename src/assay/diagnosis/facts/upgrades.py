"""What people say of a fault that came with another version of a program, and goes with it."""

from __future__ import annotations

_CHANGE = r"(?:updat\w*|upgrad\w*|bump\w*|new (?:version|release)|migrat\w*)"
_BACK = r"(?:downgrad\w*|roll(?:ing|ed)? (?:it |this )?back|revert\w*|pin(?:ning|ned)?|going back|went back|back (?:to|on)|the old (?:commit|version|release)|previous (?:version|release|commit))"
_CURES = r"(?:cure[sd]?|fix(?:e[sd])?|helps?|helped|solve[sd]?|resolve[sd]?|works?|worked|passes|(?:is |are )?(?:fine|ok)(?: again)?|goes away|away)"

SINCE_UPGRADE = (
    rf"(?:since|after|with|from) (?:the |an? |its |our |\w+ )?{_CHANGE}\b|since (?:we |i |the )?(?:updated|upgraded|bumped|moved to v)"
    rf"|(?:began|begin|begun|started|starts|broke|broken|breaks|appeared) (?:\w+ ){{0,4}}(?:with|by|after|since|in|on)\b[^.;\n]{{0,40}}(?:{_CHANGE}|v?\d+\.\d+)"
    r"|\bv?\d+\.\d+\S{0,20}[^.;\n]{3,60}, (?:in |with |\w+ )?v?\d+\.\d+\S{0,20} (?:not\b|does not|did not|doesn't|didn't|is (?:fine|ok)|works|passes)"
    rf"|{_BACK}\b[^.;\n]{{0,60}}\b{_CURES}\b"
)
"""A pattern (lower case) of words that date a fault by an upgrade, or say that an older version is without it."""

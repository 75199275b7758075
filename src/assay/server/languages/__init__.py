"""The languages in which people are spoken to: on pages, in mails, and in what they are told of a refusal.

The English text is the key. A text that a language lacks stands in English; a house test keeps that from happening.
"""

from assay.server.languages.english import ENGLISH
from assay.server.languages.german import GERMAN

LANGUAGES = (ENGLISH, GERMAN)

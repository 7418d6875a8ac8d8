"""Whether a note is Dutch, by the share of its function words.

Short and telegraphic notes hold few of these; a note counts as foreign only where the words of another language
clearly outnumber the Dutch ones, or where most letters are of another script (after Grefenstette, 1995: common
words tell languages apart from about a dozen words on).
"""

import re
import unicodedata
from functools import lru_cache

from boundary_nlp.resources import load_yaml

_WORD = re.compile(r"[^\W\d_]+")
_LOOKED_AT = 4000  # characters of a note; enough to tell
_FEWEST = 4  # words of the other language
_TIMES = 3  # as many of them as Dutch ones
_SHARE = 0.15  # of all words


def other_language(text: str) -> str:
    """Return the English name of the language or script of a text that is surely no Dutch, else ""."""
    words = _WORD.findall(text[:_LOOKED_AT].lower())
    if not words:
        return ""
    known = _function_words()
    counts: dict[str, int] = {}
    for word in words:
        for language in known.get(word, ()):
            counts[language] = counts.get(language, 0) + 1
    dutch = counts.pop("Dutch", 0)
    if counts:
        language, n = max(counts.items(), key=lambda item: item[1])
        if n >= max(_FEWEST, _TIMES * dutch, _SHARE * len(words)):
            return language
    return "" if dutch or text.isascii() else _other_script(words)


def _other_script(words: list[str]) -> str:
    foreign = [word for word in words if not unicodedata.name(word[0], "LATIN").startswith("LATIN")]
    if len(foreign) < max(_FEWEST, len(words) / 2):
        return ""
    return unicodedata.name(foreign[0][0]).split()[0].capitalize() + " script"


@lru_cache(maxsize=1)
def _function_words() -> dict[str, tuple[str, ...]]:
    """Return word -> the languages of which it is a function word."""
    words: dict[str, tuple[str, ...]] = {}
    for language, listed in load_yaml("languages.yaml").items():
        for word in listed:
            words[word] = (*words.get(word, ()), language)
    return words
